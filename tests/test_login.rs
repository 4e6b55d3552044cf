//! `navauth test-login`.
