//! How far a step is: what stands in the files.
//!
//! Owns that. What only the database or the Space can tell is told by the command.

use super::files::{EnvFileState, Files};
use super::judging::{judge, refuses};
use super::step::{Step, StepKind};
use crate::checks::Environment;
use crate::config::Variable;
use crate::config::variables::Stage;
use crate::database::url::VARIABLES;
use crate::diagnostics::Result;
use crate::providers::Provider;
use crate::secret::Secret;

/// How far a step is, with a few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepStatus {
    /// Nothing is to be done.
    Done(String),
    /// It is to be done.
    ToDo(String),
    /// It may be done.
    Optional(String),
}

impl StepStatus {
    /// The word that is shown for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Done(_) => "done",
            Self::ToDo(_) => "to do",
            Self::Optional(_) => "optional",
        }
    }

    /// Why, or where; may be empty.
    pub fn why(&self) -> &str {
        match self {
            Self::Done(why) | Self::ToDo(why) | Self::Optional(why) => why,
        }
    }
}

impl Step {
    /// How far it is, as far as the files tell.
    pub fn standing(&self, files: &Files) -> Result<StepStatus> {
        let side = files.side(self.environment);
        match &self.topic {
            StepKind::Variable(variable) => {
                self.variable(variable, side, files.other(self.environment))
            }
            StepKind::Provider(provider) => {
                self.provider(provider, side, files.other(self.environment))
            }
            StepKind::Tables => Ok(StepStatus::ToDo(String::new())),
            StepKind::Logins | StepKind::Space | StepKind::LiveLogins => {
                Ok(StepStatus::Optional(String::new()))
            }
            StepKind::Checklist => Ok(StepStatus::ToDo("at the end".to_owned())),
        }
    }

    fn variable(
        &self,
        variable: &Variable,
        side: &EnvFileState,
        other: &EnvFileState,
    ) -> Result<StepStatus> {
        let names: &[&str] = if variable.stage == Stage::Database {
            &VARIABLES
        } else {
            &[variable.name]
        };
        let Some((name, value)) = names
            .iter()
            .find_map(|name| Some((*name, side.value(name)?)))
        else {
            return Ok(StepStatus::ToDo(String::new()));
        };
        let shared =
            variable.stage == Stage::Session && self.environment == Environment::Production;
        if shared && other.value(name) == Some(value) {
            return Ok(StepStatus::ToDo(format!(
                "the key of {} stands there too",
                other.place.shown.display()
            )));
        }
        self.judged(side, &[(name.to_owned(), value.clone())])
    }

    fn provider(
        &self,
        provider: &Provider,
        side: &EnvFileState,
        other: &EnvFileState,
    ) -> Result<StepStatus> {
        let Some(pair) = provider.variables.first() else {
            return Ok(StepStatus::Done(String::new()));
        };
        let (id, secret) = (side.value(&pair.client_id), side.value(&pair.client_secret));
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
        let production = self.environment == Environment::Production;
        if production && !provider.form.serves_both && other.value(&pair.client_id) == Some(id) {
            return Ok(StepStatus::ToDo(format!(
                "shares the app of {}",
                other.place.shown.display()
            )));
        }
        self.judged(
            side,
            &[
                (pair.client_id.clone(), id.clone()),
                (pair.client_secret.clone(), secret.clone()),
            ],
        )
    }

    /// What stands there is done when no check fails on it.
    fn judged(&self, side: &EnvFileState, values: &[(String, Secret)]) -> Result<StepStatus> {
        let wrong = judge(self, side, values)?.into_iter().find(refuses);
        Ok(wrong.map_or_else(
            || StepStatus::Done(String::new()),
            |finding| StepStatus::ToDo(finding.title.into_owned()),
        ))
    }
}
