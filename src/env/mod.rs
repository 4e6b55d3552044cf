//! The `.env` file and the variables: what the app will see.
//!
//! Owns reading (as python-dotenv does), the table of variables and safe writing. Judging values belongs to `checks`.

pub mod document;
pub mod expand;
pub mod git;
pub mod listing;
pub mod placeholder;
pub mod random;
pub mod session_key;
pub mod tending;
pub mod variables;
pub mod writing;

mod access;
pub(crate) mod config;
mod load;
mod locate;
mod reading;
mod scanner;
mod secrets;

pub use access::others_may_read;
pub use document::Document;
pub use load::{EnvFile, Loaded, load, load_config, load_file};
pub use locate::{Layers, Place, destination, is_switched_off};
pub use placeholder::placeholder;
pub use reading::{read_named_text, read_text, unreadable};
pub use secrets::{is_secret, secrets};
pub use variables::Variable;
