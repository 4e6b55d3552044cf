//! How a question is answered, first by the answers given in advance, then by you; and how an answer is saved.

use std::time::Duration;

use super::wizard::{Wizard, unanswered};
use crate::config::is_secret;
use crate::diagnostic;
use crate::diagnostics::catalog::setup;
use crate::diagnostics::redaction::is_terminal_unsafe;
use crate::diagnostics::{Diagnostic, Error, Result, Status};
use crate::secret::Secret;
use crate::terminal::Question;
use crate::wizard::{AnswerKind, Environment, Step, is_refused, keys};

/// How long a provider may take without `--timeout`.
const PROVIDER_TIMEOUT: Duration = Duration::from_secs(10);

/// What is typed to skip a question that has a suggestion.
const SKIP: &str = "-";

/// An answer.
pub(super) struct Answered<T = Secret> {
    pub value: T,
    /// Whether it was given in advance, so that it cannot be asked for again.
    pub given: bool,
}

impl Wizard<'_> {
    /// An answer that was given in advance. Registers a secret for redaction.
    pub fn given(&self, key: &str) -> Result<Option<Secret>> {
        let given = self.answers.get(&self.context.env, key)?;
        if let Some(answer) = &given {
            if answer.expose().contains(is_terminal_unsafe) {
                let diagnostic = diagnostic!(setup::WRONG_ANSWER, name = key);
                let diagnostic = diagnostic.reason(setup::NOT_PRINTABLE);
                return Err(Error::settings(diagnostic.help(setup::COPY_AGAIN)));
            }
            let is_secret = keys(&self.context.settings)?
                .into_iter()
                .any(|known| known.name == key && matches!(known.kind, AnswerKind::Secret(_)));
            if is_secret {
                self.register_secret(answer);
            }
        }
        Ok(given)
    }

    /// Registers a secret for redaction; not the words that replace one, nor the path of a SQLite file.
    pub fn register_secret(&self, secret: &Secret) {
        let text = secret.expose();
        if !text.starts_with("sqlite") && text != "neon" {
            self.context.ui.register_secret(secret);
        }
    }

    /// Whether the answer given in advance is `true`.
    pub fn says_yes(&self, key: &str) -> bool {
        self.answers
            .get(&self.context.env, key)
            .is_ok_and(|answer| answer.is_some_and(|answer| answer.expose() == "true"))
    }

    /// Asks for a line; None when it is skipped.
    pub fn ask_line(
        &self,
        key: &str,
        text: &str,
        suggestion: Option<&str>,
    ) -> Result<Option<Answered>> {
        if let Some(answer) = self.answer_without_prompt(key)? {
            return Ok(Some(answer));
        }
        let line = self
            .context
            .ui
            .line_or_nothing(&question(text), suggestion)?;
        Ok(line.filter(|line| line != SKIP).map(|line| Answered {
            value: Secret::new(line),
            given: false,
        }))
    }

    /// Asks for a secret, which is not shown; None when it is skipped.
    pub fn ask_secret(&self, key: &str, text: &str) -> Result<Option<Answered>> {
        if let Some(answer) = self.answer_without_prompt(key)? {
            return Ok(Some(answer));
        }
        let secret = self.context.ui.secret_or_nothing(&question(text))?;
        let secret = secret.filter(|secret| secret.expose() != SKIP);
        if let Some(secret) = &secret {
            self.register_secret(secret);
        }
        Ok(secret.map(|value| Answered {
            value,
            given: false,
        }))
    }

    fn answer_without_prompt(&self, key: &str) -> Result<Option<Answered>> {
        match self.given(key)? {
            Some(value) => Ok(Some(Answered { value, given: true })),
            None if self.context.ui.can_ask() => Ok(None),
            None => Err(unanswered(&[key.to_owned()])),
        }
    }

    /// Asks yes or no; no where no question can be asked and no answer was given.
    pub fn confirm(&self, key: &str, text: &str) -> Result<bool> {
        if self.answers.contains(key) || !self.context.ui.can_ask() {
            return Ok(self.says_yes(key));
        }
        self.context.ui.confirm(&question(text))
    }

    /// Shows what the checks found about an answer, and returns whether it can be saved. Fails where it cannot, and was given in advance.
    pub fn accepts(&self, step: &Step, findings: &[Diagnostic], given: bool) -> Result<bool> {
        if let Some(diagnostic) = findings
            .iter()
            .find(|diagnostic| is_refused(diagnostic))
            .filter(|_| given)
        {
            let title = format!("{}: {}", step.name(), diagnostic.title).into();
            return Err(Error::settings(Diagnostic {
                title,
                ..diagnostic.clone()
            }));
        }
        for diagnostic in findings {
            match diagnostic.status {
                // A check that could not run says nothing about what you typed.
                Status::Skip => self.context.ui.verbose(&diagnostic.title),
                _ => self.context.ui.diagnostic(diagnostic),
            }
        }
        Ok(!findings.iter().any(is_refused))
    }

    /// Saves values at once.
    pub fn save(&mut self, environment: Environment, values: &[(String, Secret)]) -> Result<()> {
        for (name, value) in values {
            if is_secret(name, &self.context.settings) {
                self.register_secret(value);
            }
        }
        self.files.write(&self.context.env, environment, values)?;
        self.set_interrupt_message();
        let names: Vec<&str> = values.iter().map(|(name, _)| name.as_str()).collect();
        self.context.ui.status(&format!(
            "Saved {} in {}.",
            names.join(" and "),
            self.file_name(environment)
        ));
        Ok(())
    }

    /// The file of an environment, as it is shown.
    pub fn file_name(&self, environment: Environment) -> String {
        self.files
            .file(environment)
            .path
            .shown
            .display()
            .to_string()
    }

    /// How long a provider may take.
    pub fn provider_timeout(&self) -> Duration {
        self.context.timeout.unwrap_or(PROVIDER_TIMEOUT)
    }
}

fn question(text: &str) -> Question<'_> {
    Question {
        text,
        flag: "--answers",
    }
}
