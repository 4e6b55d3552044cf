//! What is judged: the register of checks, what they look at, and the runner.
//!
//! Owns judging. A check is data first: an id, the stage of the guide, the claim that holds when it passes, what it needs, how grave it is in
//! which environment. What is found is shown by `report`; commands select.

mod check;
mod checklist;
mod connection;
mod context;
mod database;
mod evidence;
mod file;
mod filter;
mod fixes;
mod gather;
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
pub use connection::owner as owner_of_database_finding;
pub use context::{CheckContext, Environment, Selection};
pub use evidence::{Examined, Facts, Timed};
pub use filter::{CheckFilter, glob, matches};
pub use fixes::{Fix, fixes};
pub use gather::gather;
pub use listing::{page, stages};
pub use live::{Production, require_trust as require_trust_for_site};
pub use online::asked_providers;
pub use registry::{check, registry};
pub use runner::run;

#[cfg(test)]
mod tests;
