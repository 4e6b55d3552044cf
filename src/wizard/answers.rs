//! The file of answers: TOML, in which secrets are named by where they are.
//!
//! Owns reading it. Which keys there are belongs to `key`.

use std::collections::BTreeMap;
use std::path::Path;

use super::key::{Key, Kind};
use crate::config::{Place, read_named_text};
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::setup;
use crate::diagnostics::{Error, Result};
use crate::process::Process;
use crate::secret::Secret;
use crate::text;

/// What was answered beforehand, by key.
#[derive(Debug, Default)]
pub struct Answers {
    given: BTreeMap<String, String>,
    file: Option<Place>,
}

impl Answers {
    /// Reads a file. Fails (exit 3) on what is not TOML, a key that no question has, and a secret that stands there itself.
    pub fn read(place: Place, keys: &[Key]) -> Result<Self> {
        let text = Secret::new(read_named_text(&place.path, &place.shown)?);
        let table: toml::Table = toml::from_str(text.expose()).map_err(|error| {
            let line = error.span().map(|span| {
                text.expose()[..span.start.min(text.expose().len())]
                    .matches('\n')
                    .count()
                    + 1
            });
            Error::settings(diagnostic!(setup::ANSWERS_NOT_TOML).at(&place.shown, line))
        })?;
        let mut answers = Self {
            given: BTreeMap::new(),
            file: Some(place),
        };
        answers.take(String::new(), &table, keys)?;
        Ok(answers)
    }

    /// An answer that was given in another way, such as by an option.
    pub fn put(&mut self, key: &str, answer: impl Into<String>) {
        self.given.insert(key.to_owned(), answer.into());
    }

    /// Whether there is an answer.
    pub fn has(&self, key: &str) -> bool {
        self.given.contains_key(key)
    }

    /// The answer to a question, fetched from where it is.
    pub fn get(&self, process: &Process, key: &str) -> Result<Option<Secret>> {
        let Some(text) = self.given.get(key) else {
            return Ok(None);
        };
        if let Some(name) = text.strip_prefix("env:") {
            let value = process
                .variable(name)
                .filter(|value| !value.trim().is_empty());
            return value
                .map(|value| Some(Secret::new(value.trim())))
                .ok_or_else(|| {
                    let finding = diagnostic!(setup::ANSWER_NOT_SET, key = key, name = name);
                    Error::settings(self.at(finding))
                });
        }
        let Some(path) = text.strip_prefix("file:") else {
            return Ok(Some(Secret::new(text.as_str())));
        };
        let place = self.beside(process, path);
        let text = Secret::new(read_named_text(&place.path, &place.shown)?);
        Ok(Some(Secret::new(text.expose().trim())))
    }

    /// A path as an answer means it: from the folder of the file of answers, `~` for the person's own. No shell has read it before.
    pub fn beside(&self, process: &Process, path: &str) -> Place {
        if let (Some(rest), Some(home)) = (path.strip_prefix("~/"), process.variable("HOME")) {
            return Place {
                path: Path::new(home).join(rest),
                shown: path.into(),
            };
        }
        match &self.file {
            Some(file) => Place {
                path: file.path.with_file_name(path),
                shown: file.shown.with_file_name(path),
            },
            None => Place::given(process, path.as_ref()),
        }
    }

    fn take(&mut self, before: String, table: &toml::Table, keys: &[Key]) -> Result<()> {
        for (name, value) in table {
            let name = format!("{before}{name}");
            let text = match value {
                toml::Value::Table(table) => {
                    self.take(format!("{name}."), table, keys)?;
                    continue;
                }
                toml::Value::String(text) => text.clone(),
                toml::Value::Boolean(truth) => truth.to_string(),
                _ => {
                    return Err(self.wrong(&name, setup::NOT_TEXT, setup::USE_QUOTES));
                }
            };
            let Some(key) = keys.iter().find(|key| key.name == name) else {
                return Err(self.unknown(&name, keys));
            };
            let told = text.starts_with("env:") || text.starts_with("file:");
            match key.kind {
                Kind::Secret(words) if !told && !words.contains(&text.as_str()) => {
                    return Err(self.wrong(&name, setup::IS_SECRET, setup::NAME_THE_SECRET));
                }
                Kind::YesNo if !matches!(text.as_str(), "true" | "false") => {
                    return Err(self.wrong(&name, setup::NOT_BOOLEAN, setup::USE_BOOLEAN));
                }
                _ => {}
            }
            self.given.insert(name, text);
        }
        Ok(())
    }

    fn unknown(&self, name: &str, keys: &[Key]) -> Error {
        let near = keys
            .iter()
            .map(|key| (strsim::jaro_winkler(&key.name, name), &key.name))
            .max_by(|one, other| one.0.total_cmp(&other.0));
        let finding = diagnostic!(setup::UNKNOWN_ANSWER, name = name);
        let finding = match near.filter(|(likeness, _)| *likeness > 0.85) {
            Some((_, near)) => finding.help(text!(setup::DID_YOU_MEAN, near = near)),
            None => finding,
        };
        Error::settings(self.at(finding))
    }

    fn wrong(&self, name: &str, reason: &str, help: &str) -> Error {
        let finding = diagnostic!(setup::WRONG_ANSWER, name = name);
        Error::settings(self.at(finding.reason(reason).help(help)))
    }

    fn at(&self, finding: Diagnostic) -> Diagnostic {
        match &self.file {
            Some(file) => finding.at(&file.shown, None),
            None => finding,
        }
    }
}
