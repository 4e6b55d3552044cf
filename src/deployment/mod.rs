//! What the live site shows to a visitor.
//!
//! Owns asking it, and what its answers mean. Where it is, and what is sent there before, belongs to others.

mod session;

pub use session::{Standing, standing};
