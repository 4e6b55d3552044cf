//! navauth does, checks and proves the authentication setup of Open Navigator.
//!
//! The floors, from the ground up: `finding`, `secret`, `error`, `process`, `profile`, `settings`, `http`, `jws`, `redact`, `certificate`,
//! `replacing`, `ledger`, `trust`, `child`, `input_file`, `state_folder`; then what navauth can do (`env`, `providers`, `oauth`, `database`, `neon`, `huggingface`, `deployment`, `token`); then the face
//! (`ui`, `report`); then what judges (`checks`, `explain`, `demo`, `push`, `setup`); then `commands`; on top `app` and `cli`.
//! docs/architecture.md says what belongs where, and a test holds the imports to it.

mod app;
mod cli;

pub mod certificate;
pub mod checks;
mod child;
pub mod commands;
pub mod database;
pub mod demo;
pub mod deployment;
pub mod diagnostics;
pub mod env;
pub mod error;
pub mod explain;
pub mod finding;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
pub mod http;
pub mod huggingface;
mod input_file;
pub mod jws;
pub mod ledger;
pub mod neon;
pub mod oauth;
pub mod process;
pub mod profile;
pub mod providers;
pub mod push;
pub mod redact;
mod replacing;
pub mod report;
pub mod secret;
pub mod settings;
pub mod setup;
mod state_folder;
pub mod token;
pub mod trust;
pub mod ui;

pub use app::run;
pub use cli::command;
