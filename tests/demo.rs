//! `navauth demo`.
