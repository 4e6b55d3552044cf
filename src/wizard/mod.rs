//! The setup guide as data: its steps, how far each is, how an answer is checked and saved, and the answers file.
//!
//! A step's status is what is in `.env` and `.env.production`, or what the command that does the step has recorded.

mod answers;
mod answers_page;
mod connection_string;
mod console_form;
mod credentials_file;
mod env_files;
mod key;
mod navauth_toml;
mod status;
mod step;
mod verify;

pub use crate::checks::Environment;
pub use answers::Answers;
pub use answers_page::answers_page;
pub use connection_string::connection_string;
pub use console_form::{redirect_uris, rows as form_rows};
pub use credentials_file::{FileCredentials, read as read_credentials_file};
pub use env_files::{EnvFileState, EnvFiles};
pub use key::{AnswerKey, AnswerKind, keys};
pub use navauth_toml::{is_space_current, save_space, switch_off_provider, switch_on_provider};
pub use status::StepStatus;
pub use step::{Step, StepKind, steps};
pub use verify::{check, check_online, is_refused};
