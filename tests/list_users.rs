//! `navauth list-users`.
