//! Neon: its host names, its error texts and its API. Connecting is in `database`.

pub mod allowed;
pub mod api;
pub mod computes;
pub mod connection;
pub mod errors;
pub mod host;
pub mod overview;
pub mod projects;
pub mod resources;
pub mod whereabouts;

mod operations;
mod refusal;

pub use refusal::known as known_refusals;
