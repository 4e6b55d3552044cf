//! The answers file: TOML that contains, instead of each secret, where it is.

use std::collections::BTreeMap;
use std::path::Path;

use super::field::{Field, FieldKind};
use crate::config::{FilePath, read_named_text};
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::setup;
use crate::diagnostics::{Error, Result};
use crate::process::Env;
use crate::secret::Secret;
use crate::text;

/// The answers that were given before the questions, by key.
#[derive(Debug, Default)]
pub struct Answers {
    answers: BTreeMap<String, String>,
    file: Option<FilePath>,
}

impl Answers {
    /// Reads a file. Fails with exit 3 on invalid TOML, an unknown key, and a secret in the file itself.
    pub fn read(file: FilePath, fields: &[Field]) -> Result<Self> {
        let text = Secret::new(read_named_text(&file.path, &file.shown)?);
        let table: toml::Table = toml::from_str(text.expose()).map_err(|error| {
            let line = error.span().map(|span| {
                text.expose()[..span.start.min(text.expose().len())]
                    .matches('\n')
                    .count()
                    + 1
            });
            Error::settings(diagnostic!(setup::ANSWERS_NOT_TOML).at(&file.shown, line))
        })?;
        let mut answers = Self {
            answers: BTreeMap::new(),
            file: Some(file),
        };
        answers.read_table(String::new(), &table, fields)?;
        Ok(answers)
    }

    /// Adds an answer, such as that of an option.
    pub fn insert(&mut self, key: &str, answer: impl Into<String>) {
        self.answers.insert(key.to_owned(), answer.into());
    }

    /// Whether there is an answer.
    pub fn contains(&self, key: &str) -> bool {
        self.answers.contains_key(key)
    }

    /// Whether there is an answer to a question of a step.
    pub fn contains_step(&self, name: &str) -> bool {
        self.answers.keys().any(|key| key.starts_with(name))
    }

    /// The answer to a question, read from where it is.
    pub fn get(&self, env: &Env, key: &str) -> Result<Option<Secret>> {
        let Some(text) = self.answers.get(key) else {
            return Ok(None);
        };
        if let Some(name) = text.strip_prefix("env:") {
            let value = env.variable(name).filter(|value| !value.trim().is_empty());
            return value
                .map(|value| Some(Secret::new(value.trim())))
                .ok_or_else(|| {
                    let diagnostic = diagnostic!(setup::ANSWER_NOT_SET, key = key, name = name);
                    Error::settings(self.at(diagnostic))
                });
        }
        let Some(path) = text.strip_prefix("file:") else {
            return Ok(Some(Secret::new(text.as_str())));
        };
        let file = self.resolve(env, path);
        let text = Secret::new(read_named_text(&file.path, &file.shown)?);
        Ok(Some(Secret::new(text.expose().trim())))
    }

    /// A path in an answer: relative to the answers file, with `~/` for your home folder, because no shell has expanded it.
    pub fn resolve(&self, env: &Env, path: &str) -> FilePath {
        if let (Some(rest), Some(home)) = (path.strip_prefix("~/"), env.variable("HOME")) {
            return FilePath {
                path: Path::new(home).join(rest),
                shown: path.into(),
            };
        }
        match &self.file {
            Some(file) => FilePath {
                path: file.path.with_file_name(path),
                shown: file.shown.with_file_name(path),
            },
            None => FilePath::given(env, path.as_ref()),
        }
    }

    fn read_table(&mut self, prefix: String, table: &toml::Table, fields: &[Field]) -> Result<()> {
        for (name, value) in table {
            let name = format!("{prefix}{name}");
            let text = match value {
                toml::Value::Table(table) => {
                    self.read_table(format!("{name}."), table, fields)?;
                    continue;
                }
                toml::Value::String(text) => text.clone(),
                toml::Value::Boolean(value) => value.to_string(),
                _ => {
                    return Err(self.invalid(&name, setup::NOT_TEXT, setup::USE_QUOTES));
                }
            };
            let Some(field) = fields.iter().find(|field| field.key == name) else {
                return Err(self.unknown(&name, fields));
            };
            let is_reference = text.starts_with("env:") || text.starts_with("file:");
            match &field.kind {
                FieldKind::Secret(words)
                    if !is_reference && words.iter().all(|word| word.word != text) =>
                {
                    return Err(self.invalid(&name, setup::IS_SECRET, setup::NAME_THE_SECRET));
                }
                FieldKind::YesNo if !matches!(text.as_str(), "true" | "false") => {
                    return Err(self.invalid(&name, setup::NOT_BOOLEAN, setup::USE_BOOLEAN));
                }
                _ => {}
            }
            self.answers.insert(name, text);
        }
        Ok(())
    }

    fn unknown(&self, name: &str, fields: &[Field]) -> Error {
        let near = fields
            .iter()
            .map(|field| (strsim::jaro_winkler(&field.key, name), &field.key))
            .max_by(|one, other| one.0.total_cmp(&other.0));
        let diagnostic = diagnostic!(setup::UNKNOWN_ANSWER, name = name);
        let diagnostic = match near.filter(|(likeness, _)| *likeness > 0.85) {
            Some((_, near)) => diagnostic.help(text!(setup::DID_YOU_MEAN, near = near)),
            None => diagnostic,
        };
        Error::settings(self.at(diagnostic))
    }

    fn invalid(&self, name: &str, reason: &str, help: &str) -> Error {
        let diagnostic = diagnostic!(setup::WRONG_ANSWER, name = name);
        Error::settings(self.at(diagnostic.reason(reason).help(help)))
    }

    fn at(&self, diagnostic: Diagnostic) -> Diagnostic {
        match &self.file {
            Some(file) => diagnostic.at(&file.shown, None),
            None => diagnostic,
        }
    }
}
