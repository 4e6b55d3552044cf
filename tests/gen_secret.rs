//! `navauth gen-secret`.
