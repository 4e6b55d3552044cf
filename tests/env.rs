//! `navauth env`.
