//! What to enter in the form of a provider's console, for one environment.

use super::env_files::EnvFiles;
use crate::checks::Environment;
use crate::config::variables;
use crate::providers::{FormEntry, Provider};

/// The redirect URIs to register for an environment, or for both where one app serves both.
pub fn redirect_uris(
    provider: &Provider,
    environment: Environment,
    files: &EnvFiles,
) -> Vec<String> {
    let settings = [Environment::Development, Environment::Production]
        .map(|environment| &files.file(environment).settings);
    let entries = provider.redirect_uris(settings[0], settings[1]).entries;
    let here = |name: &str| provider.usually_shares_app() || name == environment.name();
    entries
        .into_iter()
        .filter(|entry| entry.register && here(entry.environment.name()))
        .map(|entry| entry.uri)
        .collect()
}

/// Each field with its value; a further value of the same field has an empty field.
pub fn rows(
    provider: &Provider,
    environment: Environment,
    files: &EnvFiles,
) -> Vec<(String, String)> {
    let file = files.file(environment);
    let site = || {
        variables::find("FRONTEND_URL")
            .map(|variable| variable.example)
            .unwrap_or_default()
            .to_owned()
    };
    let mut rows = Vec::new();
    for (field, entry) in provider.form.fields {
        let values = match entry {
            FormEntry::Text(text) => vec![(*text).to_owned()],
            FormEntry::Name if environment == Environment::Development => {
                vec!["Open Navigator (development)".to_owned()]
            }
            FormEntry::Name => vec!["Open Navigator".to_owned()],
            FormEntry::HomePage => vec![
                file.value("FRONTEND_URL")
                    .map_or_else(site, |site| site.expose().to_owned()),
            ],
            FormEntry::Scopes if provider.scopes.is_empty() => Vec::new(),
            FormEntry::Scopes => vec![provider.scopes.join(", ")],
            FormEntry::RedirectUris => redirect_uris(provider, environment, files),
        };
        let values = if values.is_empty() {
            vec!["(none: this computer needs no entry)".to_owned()]
        } else {
            values
        };
        for (index, value) in values.into_iter().enumerate() {
            rows.push((
                if index == 0 {
                    (*field).to_owned()
                } else {
                    String::new()
                },
                value,
            ));
        }
    }
    rows
}
