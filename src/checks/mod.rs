//! What is judged: the register of checks, what they look at, and the runner.
//!
//! Owns judging. A check is data first: an id, the stage of the guide, the claim that holds when it passes, what it needs, how grave it is in
//! which environment. What is found is shown by `report`; commands select.

mod check;
mod checklist;
mod choice;
mod connection;
mod database;
mod evidence;
mod file;
mod gather;
mod listing;
mod live;
mod mending;
mod neon;
mod online;
mod record;
mod register;
mod repository;
mod runner;
mod session;
mod sign_in;
mod site;
mod space;
mod subject;
mod values;

pub use check::{Asks, Check, Severity, Stage};
pub use checklist::items;
pub use choice::{Choice, glob, matches};
pub use connection::owner as owner_of_database_finding;
pub use evidence::{Evidence, Examined, Gathered};
pub use gather::gather;
pub use listing::{page, stages};
pub use mending::{Mend, mends};
pub use online::asked_providers;
pub use register::{check, register};
pub use runner::run;
pub use subject::{Environment, Selection, Subject};

#[cfg(test)]
mod tests;
