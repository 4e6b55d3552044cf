//! The `.env` file, navauth.toml and environment variables: reading them as the app does, and writing them safely.

pub mod api_base_url;
pub mod app_release;
pub mod borrowed;
pub mod dotenv;
pub mod empty_variable;
pub mod env_file_protection;
pub mod environment;
pub mod foreign_syntax;
pub mod git;
pub mod listing;
pub mod placeholder;
pub mod random;
pub mod session_key;
pub mod settings;
pub mod space_page;
pub mod variables;

mod access;
mod load;
mod locate;
pub(crate) mod navauth_toml;
mod reading;
mod release_in_use;
mod secrets;

pub use access::{other_owner, others_may_read};
pub use dotenv::parser::Document;
pub use environment::Environment;
pub use load::{
    EnvFile, LoadedSettings, load, load_config, load_file, load_named_file, parse_bounded,
};
pub use locate::{
    FilePath, SettingsSources, SimilarFile, SimilarKind, destination, is_switched_off,
};
pub use placeholder::placeholder;
pub use reading::{read_named_text, read_text, require_regular, unreadable};
pub use secrets::{is_everyday, is_secret, passwords, secrets};
pub use variables::Variable;
