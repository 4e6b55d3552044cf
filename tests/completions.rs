//! `navauth completions`.
