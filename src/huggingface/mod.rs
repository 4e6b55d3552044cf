//! The HuggingFace Hub: the Space's secrets, public variables and runtime, by the Hub's HTTP API.
//!
//! The token is found as the Hub's own tools find it. Which secrets are uploaded is decided in `secrets`.

mod access;
mod api_error;
mod credentials;
mod hub;
mod runtime;
mod space;

pub use api_error::known as known_errors;
pub use credentials::Credentials;
pub use hub::Hub;
pub use runtime::{Runtime, Stage, StageKind};
pub use space::SpaceName;
