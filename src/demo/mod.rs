//! The demo: local fake providers, and a client that signs in there without a browser.
//!
//! Also used by the tests. The fake providers are reached through the endpoints in navauth.toml, like real ones.

pub mod fake_providers;
pub mod folder;
pub mod person;
pub mod recording;
pub mod summary;
