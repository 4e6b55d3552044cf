//! Sets up and checks sign-in for Open Navigator: OAuth providers, the users' database, session tokens.
//!
//! docs/architecture.md describes the layers; a test enforces them.

mod atomic_file;
mod certificate;
pub mod checks;
mod child;
mod cli;
pub mod config;
mod crypto;
pub mod database;
pub mod demo;
pub mod diagnostics;
pub mod explain;
mod fingerprints;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod glob;
pub mod http;
mod huggingface;
mod input_file;
mod jws;
mod live_site;
mod local_address;
pub mod local_server;
mod neon;
mod oauth;
pub mod output;
pub mod process;
pub mod profile;
pub mod providers;
mod root_certificates;
mod safe_url;
pub mod secret;
mod secrets;
pub mod session;
mod state_folder;
pub mod terminal;
mod timeouts;
pub mod trust;
mod web_page;
pub mod wizard;
mod words;

pub use cli::args::command;
pub use cli::run::run;
