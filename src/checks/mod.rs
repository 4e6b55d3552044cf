//! The checks: their registry, the facts that they need, and the runner.
//!
//! A check is data: an id, the stage of the guide, the message of a pass, its dependencies, and its severity in each environment.

mod api_base_url;
mod check;
mod checklist;
mod commands;
mod connection_string;
mod context;
mod database;
mod env_file;
mod facts;
mod filter;
mod fixes;
mod frontend;
mod git;
mod listing;
mod live_site;
mod neon;
mod oauth_apps;
mod preflight;
mod providers;
mod registry;
mod runner;
mod scope;
mod selection;
mod session_key;
mod sign_in_path;
mod sign_ins;
mod space;
mod values;
mod violation;

pub use check::Check;
pub use checklist::{ITEM_COUNT, item_texts, items};
pub use context::CheckContext;
pub use database::owner as owner_of_database_finding;
pub use facts::{
    Facts, Production, Progress, Source, asked_providers, collect_facts, require_trust_for_site,
};
pub use filter::{CheckFilter, matches};
pub use fixes::{Fix, fixes};
pub use frontend::is_website;
pub use listing::{page, stages};
pub use preflight::preflight;
pub use registry::{check, registry};
pub use runner::run;
pub use scope::{Scope, Selection};
pub use sign_in_path::{redirect_uris, sign_in_path};
pub use space::public_variables;

pub use crate::config::Environment;

// The app's libraries are installed for the system that builds.
#[cfg(test)]
#[cfg(unix)]
mod differential;
#[cfg(test)]
mod tests;
