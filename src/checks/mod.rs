//! The checks: their registry, the facts that they need, and the runner.
//!
//! A check is data: an id, the stage of the guide, the message of a pass, its dependencies, and its severity in each environment.

mod check;
mod checklist;
mod collect;
mod connection;
mod context;
mod database;
mod facts;
mod file;
mod filter;
mod fixes;
mod listing;
mod live;
mod neon;
mod online;
mod record;
mod registry;
mod repository;
mod runner;
mod session;
mod sign_in;
mod site;
mod space;
mod values;

pub use check::{Check, Severity, Source, Stage};
pub use checklist::{ITEM_COUNT, items};
pub use collect::collect_facts;
pub use connection::owner as owner_of_database_finding;
pub use context::{CheckContext, Environment, Selection};
pub use facts::{Examined, Facts, Timed};
pub use filter::{CheckFilter, matches};
pub use fixes::{Fix, fixes};
pub use listing::{page, stages};
pub use live::{Production, require_trust as require_trust_for_site};
pub use online::asked_providers;
pub use registry::{check, registry};
pub use runner::run;

#[cfg(test)]
mod differential;
#[cfg(test)]
mod tests;
