//! How a question gets its answer, and an answer its place.
//!
//! Owns the order: what was given beforehand first, then the person.

use std::time::Duration;

use super::wizard::{Wizard, unanswered};
use crate::config::is_secret;
use crate::diagnostics::{Diagnostic, Status};
use crate::diagnostics::{Error, Result};
use crate::secret::Secret;
use crate::terminal::Question;
use crate::wizard::{Environment, Kind, Step, keys, refuses};

/// How long a provider may take where `--timeout` says nothing.
const PATIENCE: Duration = Duration::from_secs(10);

/// An answer, and whether it was given beforehand: then a wrong one cannot be asked for again.
pub(super) struct Answered<T = Secret> {
    pub value: T,
    pub given: bool,
}

impl Wizard<'_> {
    /// An answer that was given beforehand. A secret among them is masked from here on.
    pub fn given(&self, key: &str) -> Result<Option<Secret>> {
        let given = self.answers.get(&self.context.process, key)?;
        let secret = keys(&self.context.settings)?
            .into_iter()
            .any(|known| known.name == key && matches!(known.kind, Kind::Secret(_)));
        given
            .iter()
            .filter(|_| secret)
            .for_each(|answer| self.conceal(answer));
        Ok(given)
    }

    /// Masks a secret from here on; but for the words that stand in for one, and the path of a SQLite file.
    pub fn conceal(&self, secret: &Secret) {
        let text = secret.expose();
        if !text.starts_with("sqlite") && text != "neon" {
            self.context.ui.register_secret(secret);
        }
    }

    /// Whether a yes was given beforehand.
    pub fn says_yes(&self, key: &str) -> bool {
        self.answers
            .get(&self.context.process, key)
            .is_ok_and(|answer| answer.is_some_and(|answer| answer.expose() == "true"))
    }

    /// Asks for a line, or a secret, of which nothing is shown; None where it is left for later.
    pub fn ask(
        &self,
        key: &str,
        text: &str,
        secret: bool,
        suggestion: Option<&str>,
    ) -> Result<Option<Answered>> {
        if let Some(value) = self.given(key)? {
            return Ok(Some(Answered { value, given: true }));
        }
        let ui = &self.context.ui;
        if !ui.can_ask() {
            return Err(unanswered(&[key.to_owned()]));
        }
        let question = Question {
            text,
            flag: "--answers",
        };
        let value = if secret {
            ui.secret_or_nothing(&question)?
        } else {
            ui.line_or_nothing(&question, suggestion)?.map(Secret::new)
        };
        value
            .iter()
            .filter(|_| secret)
            .for_each(|secret| self.conceal(secret));
        Ok(value.map(|value| Answered {
            value,
            given: false,
        }))
    }

    /// Asks yes or no; no where nobody can be asked and nothing was given.
    pub fn agrees(&self, key: &str, text: &str) -> Result<bool> {
        if self.answers.has(key) || !self.context.ui.can_ask() {
            return Ok(self.says_yes(key));
        }
        self.context.ui.confirm(&Question {
            text,
            flag: "--answers",
        })
    }

    /// Shows what was found about an answer, and tells whether it can be kept. Fails where it cannot, and nobody can be asked again.
    pub fn accepts(&self, step: &Step, findings: &[Diagnostic], given: bool) -> Result<bool> {
        if let Some(finding) = findings
            .iter()
            .find(|finding| refuses(finding))
            .filter(|_| given)
        {
            let title = format!("{}: {}", step.name(), finding.title).into();
            return Err(Error::settings(Diagnostic {
                title,
                ..finding.clone()
            }));
        }
        for finding in findings {
            match finding.status {
                // What could not be told is no concern of a person who has just typed it.
                Status::Skip => self.context.ui.verbose(&finding.title),
                _ => self.context.ui.finding(finding),
            }
        }
        Ok(!findings.iter().any(refuses))
    }

    /// Writes an answer at once.
    pub fn write(&mut self, environment: Environment, values: &[(String, Secret)]) -> Result<()> {
        values
            .iter()
            .filter(|(name, _)| is_secret(name, &self.context.settings))
            .for_each(|(_, value)| self.conceal(value));
        self.files
            .write(&self.context.process, environment, values)?;
        let names: Vec<&str> = values.iter().map(|(name, _)| name.as_str()).collect();
        let verb = if names.len() == 1 { "is" } else { "are" };
        self.context.ui.status(&format!(
            "{} {verb} in {}.",
            names.join(" and "),
            self.files.side(environment).place.shown.display()
        ));
        Ok(())
    }

    /// The file of an environment, as it is shown.
    pub fn file(&self, environment: Environment) -> String {
        self.files
            .side(environment)
            .place
            .shown
            .display()
            .to_string()
    }

    /// How long a provider may take.
    pub fn patience(&self) -> Duration {
        self.context.timeout.unwrap_or(PATIENCE)
    }
}
