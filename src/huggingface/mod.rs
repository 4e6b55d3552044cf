//! The HuggingFace Hub: the Space's secrets, public variables and runtime, by the Hub's HTTP API.
//!
//! Owns finding the token as the Hub's own tools do, the calls, and what the Hub's refusals mean. Which secrets are sent belongs to `push`.

mod access;
mod credentials;
mod hub;
mod refusal;
mod runtime;
mod space;

pub use credentials::Credentials;
pub use hub::Hub;
pub use refusal::known as known_refusals;
pub use runtime::{Runtime, Stage, StageKind};
pub use space::SpaceName;
