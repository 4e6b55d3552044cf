//! What is particular to Neon.
//!
//! Owns the grammar of its host names and its error texts. Connecting belongs to `database`.

pub mod errors;
pub mod host;
