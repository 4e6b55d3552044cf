//! What is judged: the register of checks, what they look at, and the runner.
//!
//! Owns judging. A check is data first: an id, the stage of the guide, the claim that holds when it passes, what it needs, how grave it is in
//! which environment. What is found is shown by `report`; commands select.

mod check;
mod choice;
mod database;
mod evidence;
mod file;
mod online;
mod register;
mod repository;
mod runner;
mod session;
mod sign_in;
mod site;
mod subject;
mod values;

pub use check::{Check, Severity, Stage};
pub use choice::Choice;
pub use evidence::{Evidence, Gathered};
pub use online::inquiries;
pub use register::{claim, register};
pub use repository::secrets as committed_secrets;
pub use runner::run;
pub use subject::{Environment, Selection, Subject};

#[cfg(test)]
mod tests;
