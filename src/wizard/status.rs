//! How far a step is, as the `.env` files show it. [`Guide::status`](super::Guide::status) adds what only the database or a record shows.

use super::env_files::{EnvFileState, EnvFiles};
use super::step::{Step, StepKind};
use super::verify::{check, is_refused};
use crate::checks::Environment;
use crate::config::Variable;
use crate::config::variables::Stage;
use crate::database::url::VARIABLES;
use crate::diagnostics::{Result, Status};
use crate::providers::Provider;
use crate::secret::Secret;

/// The direct connection, which some commands need beside a pooled one.
const UNPOOLED: &str = "DATABASE_URL_UNPOOLED";

/// How far a step is, with details that may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepStatus {
    Done(String),
    /// The saved value works, but a check warns about it.
    Warning(String),
    ToDo(String),
    Optional(String),
}

impl StepStatus {
    /// Its word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Done(_) => "done",
            Self::Warning(_) => "warning",
            Self::ToDo(_) => "to do",
            Self::Optional(_) => "optional",
        }
    }

    /// What is missing, or where it is; may be empty.
    pub fn details(&self) -> &str {
        match self {
            Self::Done(details)
            | Self::Warning(details)
            | Self::ToDo(details)
            | Self::Optional(details) => details,
        }
    }
}

impl Step {
    /// How far it is, as the files show it.
    pub fn status(&self, files: &EnvFiles) -> Result<StepStatus> {
        let (file, other) = (files.file(self.environment), files.other(self.environment));
        match &self.kind {
            StepKind::Variable(variable) => self.variable_status(variable, file, other),
            StepKind::Provider(provider) => self.provider_status(provider, file, other),
            StepKind::Tables => Ok(StepStatus::ToDo(String::new())),
            StepKind::SignIns | StepKind::Space | StepKind::LiveSignIns => {
                Ok(StepStatus::Optional(String::new()))
            }
            StepKind::Checks => Ok(StepStatus::ToDo(String::new())),
        }
    }

    fn variable_status(
        &self,
        variable: &Variable,
        file: &EnvFileState,
        other: &EnvFileState,
    ) -> Result<StepStatus> {
        let names: &[&str] = if variable.stage == Stage::Database {
            &VARIABLES
        } else {
            &[variable.name]
        };
        let Some((name, value)) = names
            .iter()
            .find_map(|name| Some((*name, file.value(name)?)))
        else {
            return Ok(StepStatus::ToDo(String::new()));
        };
        let must_differ =
            variable.stage == Stage::Session && self.environment == Environment::Production;
        if must_differ && other.value(name) == Some(value) {
            return Ok(StepStatus::ToDo(format!(
                "{} has the same key",
                other.path.shown.display()
            )));
        }
        let mut values = vec![(name.to_owned(), value.clone())];
        if variable.stage == Stage::Database
            && let Some(direct) = file.value(UNPOOLED)
        {
            values.push((UNPOOLED.to_owned(), direct.clone()));
        }
        self.status_of(file, &values)
    }

    fn provider_status(
        &self,
        provider: &Provider,
        file: &EnvFileState,
        other: &EnvFileState,
    ) -> Result<StepStatus> {
        let Some(pair) = provider.variables.first() else {
            return Ok(StepStatus::Done(String::new()));
        };
        let (id, secret) = (file.value(&pair.client_id), file.value(&pair.client_secret));
        let (id, secret) = match (id, secret) {
            (Some(id), Some(secret)) => (id, secret),
            (None, None) => return Ok(StepStatus::ToDo(String::new())),
            (id, _) => {
                let missing = if id.is_none() {
                    &pair.client_id
                } else {
                    &pair.client_secret
                };
                return Ok(StepStatus::ToDo(format!("{missing} is missing")));
            }
        };
        let is_production = self.environment == Environment::Production;
        if is_production && !provider.form.serves_both && other.value(&pair.client_id) == Some(id) {
            return Ok(StepStatus::ToDo(format!(
                "{} has the same app",
                other.path.shown.display()
            )));
        }
        let values = [
            (pair.client_id.clone(), id.clone()),
            (pair.client_secret.clone(), secret.clone()),
        ];
        self.status_of(file, &values)
    }

    /// Saved values are done when no check fails on them, or warns about them.
    fn status_of(&self, file: &EnvFileState, values: &[(String, Secret)]) -> Result<StepStatus> {
        let findings = check(self, file, values)?;
        let refused = findings.iter().find(|diagnostic| is_refused(diagnostic));
        let warning = findings
            .iter()
            .find(|diagnostic| diagnostic.status == Status::Warn);
        Ok(match (refused, warning) {
            (Some(diagnostic), _) => StepStatus::ToDo(diagnostic.title.to_string()),
            (None, Some(diagnostic)) => StepStatus::Warning(diagnostic.title.to_string()),
            (None, None) => StepStatus::Done(String::new()),
        })
    }
}
