//! What is particular to Neon.
//!
//! Owns the grammar of its host names. Connecting belongs to `database`.

pub mod host;
