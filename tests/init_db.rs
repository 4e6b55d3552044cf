//! `navauth init-db`.
