//! Neon: its host names, its error texts and its API. Connecting is in `database`.

pub mod allowed;
pub mod api;
pub mod branches;
pub mod computes;
pub mod connection;
pub mod endpoint_lookup;
pub mod errors;
pub mod host;
pub mod overview;
pub mod projects;
pub mod resources;

mod api_error;
mod operations;
mod regions;

pub use api_error::known as known_errors;
pub use regions::REGIONS;
