//! `navauth check-env`.
