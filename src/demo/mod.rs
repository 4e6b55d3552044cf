//! The demo: its folder, the output of its commands, and the summary.
//!
//! The simulated providers are in `providers::fakes`.

pub mod folder;
pub mod recording;
pub mod summary;
