//! What to enter in the form of a provider's console, for one environment.

use super::env_files::EnvFiles;
use super::guide::Guide;
use super::step::{Step, StepKind};
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
fn rows(provider: &Provider, environment: Environment, files: &EnvFiles) -> Vec<(String, String)> {
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

/// What to do in a provider's console before its questions.
#[derive(Debug)]
pub struct Introduction {
    /// The page to open.
    pub page: String,
    /// What to do there before the form.
    pub before: &'static [&'static str],
    /// The form's fields with what to enter; a further value of the same field has an empty field.
    pub form: Vec<(String, String)>,
    /// What to do after the form.
    pub after: Vec<&'static str>,
    pub redirect_uris: Vec<String>,
    /// The name of the file that has the client ID and the secret in it, where the console offers one.
    pub file: Option<&'static str>,
}

impl Guide<'_> {
    /// What to do in the console before the questions of a provider's step.
    pub fn introduction(&self, step: &Step) -> Option<Introduction> {
        let StepKind::Provider(provider) = &step.kind else {
            return None;
        };
        // An app of both has the name and the home page of production.
        let targets = self.targets(step);
        let environment = targets.last().copied().unwrap_or(step.environment);
        let after_production: &[&str] = if environment == Environment::Production {
            provider.form.after_production
        } else {
            &[]
        };
        Some(Introduction {
            page: provider.new_app_page().to_owned(),
            before: provider.form.before,
            form: rows(provider, environment, &self.files),
            after: [provider.form.after, after_production].concat(),
            redirect_uris: redirect_uris(provider, environment, &self.files),
            file: provider.form.file.map(|file| file.name),
        })
    }
}
