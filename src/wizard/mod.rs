//! The setup guide as data: its steps, how far each is, what it asks, how answers are checked, verified and saved, and the answers file.
//!
//! A face, such as the terminal, drives a [`Guide`]: status, questions, check, verify, save. No module here asks or prints.

mod answers;
mod answers_page;
mod connection_string;
mod console_form;
mod credentials_file;
mod env_files;
mod field;
mod guide;
mod navauth_toml;
mod progress;
mod questions;
mod save;
mod sign_ins;
mod space;
mod status;
mod step;
mod submission;
mod tables;
mod values;
mod verify;
mod violations;

#[cfg(test)]
mod tests;

pub use crate::checks::Environment;
pub use answers::Answers;
pub use answers_page::answers_page;
pub use console_form::{Introduction, redirect_uris};
pub use env_files::{EnvFileState, EnvFiles};
pub use field::{CREDENTIALS_JSON, Choice, Field, FieldKind, NEON_API_KEY, SPACE, Word, fields};
pub use guide::{Guide, Memory, Wait};
pub use questions::Question;
pub use save::Saved;
pub use sign_ins::labels;
pub use status::StepStatus;
pub use step::{Step, StepKind, steps};
pub use submission::Submission;
pub use violations::{Consequence, Violation};
