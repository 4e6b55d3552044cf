//! Signs in at a provider: authorization code flow (RFC 6749, RFC 7636, OpenID Connect Core) and device flow (RFC 8628).
//!
//! Providers are data only. No code, state or token appears in a page, a diagnostic or a transcript.

mod authorize;
pub(crate) mod callback;
mod client;
mod device;
mod disclosure;
mod discovery;
mod exchange;
pub(crate) mod identity;
mod keys;
mod listener;
mod login;
mod page;
mod probe;
mod profile;
mod provider_error;
pub(crate) mod provider_session;
pub mod record;
mod redirect;
mod revoke;
mod scopes;
pub(crate) mod server;
mod timeout;
pub mod transcript;

pub use callback::RejectedRequest;
pub use login::{Event, Login, Plan, SignedIn};
pub use page::Page;
pub use probe::{PageError, ProbeOutcome, ProbeRequest, ProbeResponse, probe};
pub use provider_error::ProviderError;
pub use redirect::RedirectUri;
pub use revoke::Revoked;
