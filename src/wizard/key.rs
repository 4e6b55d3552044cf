//! What a file of answers may say: one key for each question that a step can ask.
//!
//! Owns the names. They are made from the steps, so that a provider of navauth.toml has its own.

use super::step::{Step, StepKind, steps};
use crate::checks::Environment;
use crate::config::settings::Settings;
use crate::config::variables::Stage;
use crate::diagnostics::Result;

/// One key.
#[derive(Clone, Debug)]
pub struct Key {
    /// Its name, the tables before it with dots.
    pub name: String,
    /// What it says.
    pub what: String,
    /// How it is written.
    pub kind: Kind,
}

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// As it is.
    Text,
    /// Where it is, `env:NAME` or `file:PATH`, or one of these words.
    Secret(&'static [&'static str]),
    /// true or false.
    YesNo,
}

/// Every key, in the order of the questions.
pub fn keys(settings: &Settings) -> Result<Vec<Key>> {
    let mut keys = vec![Key::new(
        "environment",
        "`development`, `production` or `both`",
        Kind::Text,
    )];
    for step in steps(
        settings,
        &[Environment::Development, Environment::Production],
    )? {
        keys.extend(step.keys());
    }
    keys.push(Key::new(
        "neon-api-key",
        "a key of the Neon API, for `neon`; else NEON_API_KEY",
        Kind::Secret(&[]),
    ));
    keys.push(Key::new(
        "neon-region",
        "where the project is made: a region's id or a part of its name",
        Kind::Text,
    ));
    Ok(keys)
}

impl Key {
    fn new(name: impl Into<String>, what: impl Into<String>, kind: Kind) -> Self {
        Self {
            name: name.into(),
            what: what.into(),
            kind,
        }
    }
}

impl Step {
    /// The keys of its questions.
    pub fn keys(&self) -> Vec<Key> {
        match &self.topic {
            StepKind::Variable(variable) => match variable.stage {
                Stage::Database if self.environment == Environment::Development => {
                    let what = "`sqlite`, `neon` (make or find the project there), or where the connection string is";
                    vec![Key::new(
                        self.name(),
                        what,
                        Kind::Secret(&["sqlite", "neon"]),
                    )]
                }
                Stage::Database => {
                    let what = "`neon` (make or find the project there), or where the connection string is";
                    vec![Key::new(self.name(), what, Kind::Secret(&["neon"]))]
                }
                Stage::Session => {
                    let what = "whether a key that is wrong, or the other environment's, is replaced; a missing one is made unasked";
                    vec![Key::new(self.key("replace"), what, Kind::YesNo)]
                }
                _ => vec![Key::new(self.name(), variable.purpose, Kind::Text)],
            },
            StepKind::Provider(provider) => {
                let form = &provider.form;
                let mut keys = vec![
                    Key::new(
                        self.key("client-id"),
                        format!("the {} of the OAuth app", form.id),
                        Kind::Text,
                    ),
                    Key::new(
                        self.key("client-secret"),
                        format!("its {}", form.secret),
                        Kind::Secret(&[]),
                    ),
                ];
                let file = form.file.map(|file| {
                    Key::new(
                        self.key("credentials-file"),
                        format!("the path of {}, for both", file.name),
                        Kind::Text,
                    )
                });
                keys.extend(file);
                if form.serves_both && self.environment == Environment::Production {
                    keys.push(Key::new(
                        self.key("same-app"),
                        "whether the app of development is used",
                        Kind::YesNo,
                    ));
                }
                keys.push(Key::new(
                    self.key("skip"),
                    "whether it is left out",
                    Kind::YesNo,
                ));
                keys
            }
            StepKind::Logins => vec![Key::new(
                "test-logins",
                "whether to sign in once with each provider; else not",
                Kind::YesNo,
            )],
            StepKind::LiveLogins => {
                let what = "whether to do so by the address of the site too, which needs a person at a terminal; else not";
                vec![Key::new(self.name(), what, Kind::YesNo)]
            }
            StepKind::Space => vec![Key::new(
                "space",
                "the Space whose secrets are set, as owner/name; else none is",
                Kind::Text,
            )],
            StepKind::Tables | StepKind::Checklist => Vec::new(),
        }
    }
}
