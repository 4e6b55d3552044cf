//! What to type into the form of a provider's console, for one environment.
//!
//! Owns how the form's entries become values. The form itself is the provider's.

use super::files::Files;
use crate::checks::Environment;
use crate::config::variables;
use crate::providers::{FormEntry, Provider};

/// The redirect URIs to register in the app of an environment: those of both where one app serves both.
pub fn redirect_uris(provider: &Provider, environment: Environment, files: &Files) -> Vec<String> {
    let sides = [Environment::Development, Environment::Production]
        .map(|environment| &files.side(environment).settings);
    let entries = provider.redirect_uris(sides[0], sides[1]).entries;
    let here = |name: &str| provider.form.serves_both || name == environment.name();
    entries
        .into_iter()
        .filter(|entry| entry.register && here(entry.environment.name()))
        .map(|entry| entry.uri)
        .collect()
}

/// Each field with its value; a further value of the same field has an empty field.
pub fn rows(provider: &Provider, environment: Environment, files: &Files) -> Vec<(String, String)> {
    let side = files.side(environment);
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
                side.value("FRONTEND_URL")
                    .map_or_else(site, |site| site.expose().to_owned()),
            ],
            FormEntry::Scopes if provider.scopes.is_empty() => Vec::new(),
            FormEntry::Scopes => vec![provider.scopes.join(", ")],
            FormEntry::RedirectUris => redirect_uris(provider, environment, files),
        };
        let values = if values.is_empty() {
            vec!["(nothing: this machine needs no entry)".to_owned()]
        } else {
            values
        };
        for (place, value) in values.into_iter().enumerate() {
            rows.push((
                if place == 0 {
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
