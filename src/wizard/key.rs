//! The keys of the answers file: one for each question of a step. A provider of navauth.toml has its own.

use super::step::{Step, StepKind, steps};
use crate::checks::Environment;
use crate::config::settings::Settings;
use crate::config::variables::Stage;
use crate::diagnostics::Result;

/// One key.
#[derive(Clone, Debug)]
pub struct AnswerKey {
    /// Its dotted name.
    pub name: String,
    pub meaning: String,
    pub kind: AnswerKind,
}

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerKind {
    /// A string.
    Text,
    /// `env:NAME` or `file:PATH`, or one of these words.
    Secret(&'static [&'static str]),
    /// `true` or `false`.
    YesNo,
}

/// Every key, in the order of the questions.
pub fn keys(settings: &Settings) -> Result<Vec<AnswerKey>> {
    let mut keys = vec![AnswerKey::new(
        "environment",
        "`development`, `production` or `both`",
        AnswerKind::Text,
    )];
    for step in steps(
        settings,
        &[Environment::Development, Environment::Production],
        &[],
    )? {
        keys.extend(step.keys());
    }
    keys.push(AnswerKey::new(
        "neon-api-key",
        "the Neon API key, for `neon`; default: NEON_API_KEY",
        AnswerKind::Secret(&[]),
    ));
    keys.push(AnswerKey::new(
        "neon-region",
        "the region of a new Neon project: its ID or a part of its name",
        AnswerKind::Text,
    ));
    Ok(keys)
}

impl AnswerKey {
    fn new(name: impl Into<String>, meaning: impl Into<String>, kind: AnswerKind) -> Self {
        Self {
            name: name.into(),
            meaning: meaning.into(),
            kind,
        }
    }
}

impl Step {
    /// The keys of its questions.
    pub fn keys(&self) -> Vec<AnswerKey> {
        match &self.kind {
            StepKind::Variable(variable) => match variable.stage {
                Stage::Database if self.environment == Environment::Development => {
                    let meaning = "`sqlite`, `neon` (create or find the Neon project), or the connection string";
                    vec![AnswerKey::new(
                        self.name(),
                        meaning,
                        AnswerKind::Secret(&["sqlite", "neon"]),
                    )]
                }
                Stage::Database => {
                    let meaning =
                        "`neon` (create or find the Neon project), or the connection string";
                    vec![AnswerKey::new(
                        self.name(),
                        meaning,
                        AnswerKind::Secret(&["neon"]),
                    )]
                }
                Stage::Session => {
                    let meaning = "whether to replace a key that is invalid or used in both environments; a missing key is always created";
                    vec![AnswerKey::new(
                        self.key("replace"),
                        meaning,
                        AnswerKind::YesNo,
                    )]
                }
                _ => vec![AnswerKey::new(
                    self.name(),
                    variable.purpose,
                    AnswerKind::Text,
                )],
            },
            StepKind::Provider(provider) => {
                let form = &provider.form;
                let mut keys = vec![
                    AnswerKey::new(
                        self.key("client-id"),
                        format!("the {} of the OAuth app", form.id),
                        AnswerKind::Text,
                    ),
                    AnswerKey::new(
                        self.key("client-secret"),
                        format!("the {} of the OAuth app", form.secret),
                        AnswerKind::Secret(&[]),
                    ),
                ];
                let file = form.file.map(|file| {
                    AnswerKey::new(
                        self.key("credentials-file"),
                        format!("the path of {}, instead of the two above", file.name),
                        AnswerKind::Text,
                    )
                });
                keys.extend(file);
                if provider.usually_shares_app() && self.environment == Environment::Production {
                    keys.push(AnswerKey::new(
                        self.key("same-app"),
                        "whether to use the development app",
                        AnswerKind::YesNo,
                    ));
                }
                keys.push(AnswerKey::new(
                    self.key("skip"),
                    "whether to skip the provider",
                    AnswerKind::YesNo,
                ));
                keys
            }
            StepKind::SignIns => vec![AnswerKey::new(
                "test-logins",
                "whether to sign in once with each provider; default: false",
                AnswerKind::YesNo,
            )],
            StepKind::LiveSignIns => {
                let meaning = "whether to sign in once through the live site, which needs a terminal; default: false";
                vec![AnswerKey::new(self.name(), meaning, AnswerKind::YesNo)]
            }
            StepKind::Space => vec![AnswerKey::new(
                "space",
                "the Space whose secrets to set, as owner/name; default: none",
                AnswerKind::Text,
            )],
            StepKind::Tables | StepKind::Checks => Vec::new(),
        }
    }
}
