//! From nothing to a working setup: the steps of the guide, what is there already, and how an answer is judged and kept.
//!
//! Owns the list of steps, which is made from the tables of variables and providers, and the file of answers. A step's state is what stands in
//! `.env` and `.env.production`, or was recorded by the command that does it; there is no other. Asking, showing and the order belong to the
//! command, judging to `checks`.

mod answers;
mod connection_string;
mod credentials_file;
mod files;
mod form;
mod judging;
mod key;
mod page;
mod space;
mod standing;
mod step;

pub use crate::checks::Environment;
pub use answers::Answers;
pub use connection_string::connection_string;
pub use credentials_file::{Read, read as read_credentials_file};
pub use files::{EnvFileState, Files};
pub use form::{redirect_uris, rows as form_rows};
pub use judging::{ask, judge, refuses};
pub use key::{Key, Kind, keys};
pub use page::answers_page;
pub use space::{is_current as space_is_current, name as name_space};
pub use standing::StepStatus;
pub use step::{Step, StepKind, steps};
