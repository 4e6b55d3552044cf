//! The simulated providers' engine: the endpoints of OAuth 2 and OpenID Connect, and the state behind them.
//!
//! What a provider does differently is data in its own folder (`fake.rs`); [`super::fakes`] lists and starts them.

pub mod authorize;
pub mod behavior;
pub mod client_authentication;
pub mod device;
#[cfg(feature = "fakes")]
pub mod faults;
pub mod id_token;
pub mod issue;
pub mod provider;
pub mod random;
pub mod request;
pub mod response;
pub mod server;
pub mod signer;
pub mod state;
pub mod token;
pub mod user;
