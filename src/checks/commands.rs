//! The navauth commands in the help of problems, with the options that they need.

use std::path::Path;

use super::scope::Scope;
use crate::config::Environment;
use crate::diagnostics::redaction::escape_for_terminal;
use crate::process::quoted;

/// ` --env-file FILE` if navauth does not find the file by itself, else empty.
pub fn env_file_option(file: Option<&Path>) -> String {
    file.filter(|file| !file.ends_with(".env"))
        .map_or_else(String::new, |file| format!(" --env-file {}", quoted(file)))
}

/// ` --from FILE` if the production settings are not in `.env.production`, else empty.
pub fn from_option(file: Option<&Path>) -> String {
    file.filter(|file| !file.ends_with(".env.production"))
        .map_or_else(String::new, |file| format!(" --from {}", quoted(file)))
}

/// The command that uploads the settings of a file to a Space.
pub fn push_command(file: Option<&Path>, space: &str) -> String {
    let space = escape_for_terminal(space);
    format!("navauth push-secrets --space {space}{}", from_option(file))
}

/// The command that signs in with the settings and the redirect URI of the checked environment: with one provider, or `--all`.
pub fn test_login_command(scope: &Scope<'_>, provider: &str) -> String {
    let redirect = match scope.environment {
        Environment::Development => "",
        Environment::Production => " --redirect production",
    };
    let file = env_file_option(scope.env_file_shown());
    format!("navauth test-login {provider}{redirect}{file}")
}
