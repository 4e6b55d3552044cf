//! How far a step is: what stands in the files.
//!
//! Owns that. What only the database or the Space can tell is told by the command.

use super::files::{Files, Side};
use super::judging::{judge, refuses};
use super::step::{Step, Topic};
use crate::checks::Environment;
use crate::database::url::VARIABLES;
use crate::env::Variable;
use crate::env::variables::Stage;
use crate::error::Result;
use crate::providers::Provider;
use crate::secret::Secret;

/// How far a step is, with a few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing is to be done.
    Done(String),
    /// It is to be done.
    ToDo(String),
    /// It may be done.
    Optional(String),
}

impl Standing {
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
    pub fn standing(&self, files: &Files) -> Result<Standing> {
        let side = files.side(self.environment);
        match &self.topic {
            Topic::Variable(variable) => {
                self.variable(variable, side, files.other(self.environment))
            }
            Topic::Provider(provider) => {
                self.provider(provider, side, files.other(self.environment))
            }
            Topic::Tables => Ok(Standing::ToDo(String::new())),
            Topic::Logins | Topic::Space | Topic::LiveLogins => {
                Ok(Standing::Optional(String::new()))
            }
            Topic::Checklist => Ok(Standing::ToDo("at the end".to_owned())),
        }
    }

    fn variable(&self, variable: &Variable, side: &Side, other: &Side) -> Result<Standing> {
        let names: &[&str] = if variable.stage == Stage::Database {
            &VARIABLES
        } else {
            &[variable.name]
        };
        let Some((name, value)) = names
            .iter()
            .find_map(|name| Some((*name, side.value(name)?)))
        else {
            return Ok(Standing::ToDo(String::new()));
        };
        let shared =
            variable.stage == Stage::Session && self.environment == Environment::Production;
        if shared && other.value(name) == Some(value) {
            return Ok(Standing::ToDo(format!(
                "the key of {} stands there too",
                other.place.shown.display()
            )));
        }
        self.judged(side, &[(name.to_owned(), value.clone())])
    }

    fn provider(&self, provider: &Provider, side: &Side, other: &Side) -> Result<Standing> {
        let Some(pair) = provider.variables.first() else {
            return Ok(Standing::Done(String::new()));
        };
        let (id, secret) = (side.value(&pair.client_id), side.value(&pair.client_secret));
        let (id, secret) = match (id, secret) {
            (Some(id), Some(secret)) => (id, secret),
            (None, None) => return Ok(Standing::ToDo(String::new())),
            (id, _) => {
                let missing = if id.is_none() {
                    &pair.client_id
                } else {
                    &pair.client_secret
                };
                return Ok(Standing::ToDo(format!("{missing} is missing")));
            }
        };
        let production = self.environment == Environment::Production;
        if production && !provider.form.serves_both && other.value(&pair.client_id) == Some(id) {
            return Ok(Standing::ToDo(format!(
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
    fn judged(&self, side: &Side, values: &[(String, Secret)]) -> Result<Standing> {
        let wrong = judge(self, side, values)?.into_iter().find(refuses);
        Ok(wrong.map_or_else(
            || Standing::Done(String::new()),
            |finding| Standing::ToDo(finding.title.into_owned()),
        ))
    }
}
