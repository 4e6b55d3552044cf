//! The questions of each step. Their keys are also those of the answers file; a provider of navauth.toml has its own.

use super::step::{Step, StepKind, steps};
use crate::checks::Environment;
use crate::config::Variable;
use crate::config::settings::Settings;
use crate::config::variables::Stage;
use crate::diagnostics::Result;
use crate::providers::Provider;

/// One question.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its dotted name, such as `development.github.client-id`.
    pub key: String,
    /// The label, such as "GitHub Client ID".
    pub label: String,
    /// What an answer is, in Markdown.
    pub help: String,
    pub kind: FieldKind,
    /// Whether the step needs an answer.
    pub is_required: bool,
}

/// How a question is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A line of text.
    Line,
    /// A secret, or one of these words instead.
    Secret(&'static [Word]),
    /// `true` or `false`.
    YesNo,
    /// One of these values.
    Choice(Vec<Choice>),
}

/// A word that may be entered in place of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    pub word: &'static str,
    pub meaning: &'static str,
}

/// One of several values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

/// The key of the Neon API key.
pub const NEON_API_KEY: &str = "neon-api-key";

/// The end of the key of a console's file as text. A face that is given the file itself answers it instead of `credentials-file`.
pub const CREDENTIALS_JSON: &str = "credentials-json";

/// The key of the region of a new Neon project.
pub const NEON_REGION: &str = "neon-region";

/// The key of the Space's name.
pub const SPACE: &str = "space";

/// A SQLite file for the users.
pub const SQLITE: &str = "sqlite";

/// A Neon project for the users.
pub const NEON: &str = "neon";

const WORDS: [Word; 2] = [
    Word {
        word: SQLITE,
        meaning: "a file on this computer, enough to start with",
    },
    Word {
        word: NEON,
        meaning: "create or find a PostgreSQL project at Neon",
    },
];

/// Every question, in the order of the steps.
pub fn fields(settings: &Settings) -> Result<Vec<Field>> {
    let environments = [Environment::Development, Environment::Production];
    let mut fields = vec![Field::new(
        "environment",
        "Set up for which environment",
        "`development`, `production` or `both`",
        FieldKind::Line,
    )];
    for step in steps(settings, &environments, &[])? {
        fields.extend(step.fields());
    }
    fields.extend([neon_api_key(), neon_region()]);
    Ok(fields)
}

/// The question for the Neon API key.
pub fn neon_api_key() -> Field {
    Field::new(
        NEON_API_KEY,
        "Neon API key",
        "the Neon API key, for `neon`; default: NEON_API_KEY",
        FieldKind::Secret(&[]),
    )
}

/// The question for the region of a new Neon project.
pub fn neon_region() -> Field {
    Field::new(
        NEON_REGION,
        "Region (choose the one closest to the app)",
        "the region of a new Neon project: its ID or part of its name",
        FieldKind::Line,
    )
}

impl Field {
    fn new(
        key: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
        kind: FieldKind,
    ) -> Self {
        Self {
            key: key.into(),
            label: label.into(),
            help: help.into(),
            kind,
            is_required: true,
        }
    }

    fn optional(self) -> Self {
        Self {
            is_required: false,
            ..self
        }
    }

    /// Whether an answer is a secret.
    pub fn is_secret(&self) -> bool {
        matches!(self.kind, FieldKind::Secret(_))
    }
}

impl Step {
    /// All its questions. [`Guide::questions`](super::Guide::questions) are those to ask.
    pub fn fields(&self) -> Vec<Field> {
        match &self.kind {
            StepKind::Variable(variable) => vec![self.variable_field(variable)],
            StepKind::Provider(provider) => self.provider_fields(provider),
            StepKind::SignIns => vec![
                Field::new(
                    "test-logins",
                    "Sign in once with each provider now?",
                    "whether to sign in once with each provider; default: false",
                    FieldKind::YesNo,
                )
                .optional(),
            ],
            StepKind::LiveSignIns => vec![
                Field::new(
                    self.name(),
                    "Sign in once with each provider through the live site now?",
                    "whether to sign in once through the live site, which needs a terminal; default: false",
                    FieldKind::YesNo,
                )
                .optional(),
            ],
            StepKind::Space => vec![
                Field::new(
                    SPACE,
                    "The HuggingFace Space that runs the app, as owner/name",
                    "the Space whose secrets to set, as owner/name; default: none",
                    FieldKind::Line,
                )
                .optional(),
            ],
            StepKind::Tables | StepKind::Checks => Vec::new(),
        }
    }

    fn variable_field(&self, variable: &Variable) -> Field {
        let is_development = self.environment == Environment::Development;
        match variable.stage {
            Stage::Database if is_development => Field::new(
                self.name(),
                variable.name,
                "`sqlite`, `neon` (create or find the Neon project), or the connection string",
                FieldKind::Secret(&WORDS),
            ),
            Stage::Database => Field::new(
                self.name(),
                variable.name,
                "`neon` (create or find the Neon project), or the connection string",
                FieldKind::Secret(&WORDS[1..]),
            ),
            Stage::Session => Field::new(
                self.key("replace"),
                format!("Replace {}? This signs everyone out.", variable.name),
                "whether to replace a key that is invalid or used in both environments; a missing key is always created",
                FieldKind::YesNo,
            )
            .optional(),
            _ => Field::new(
                self.name(),
                format!("{} ({})", variable.name, variable.purpose),
                variable.purpose,
                if variable.is_secret() {
                    FieldKind::Secret(&[])
                } else {
                    FieldKind::Line
                },
            ),
        }
    }

    fn provider_fields(&self, provider: &Provider) -> Vec<Field> {
        let form = &provider.form;
        let mut fields = vec![
            Field::new(
                self.key("client-id"),
                format!("{} {}", provider.label, form.id),
                format!("the {} of the OAuth app", form.id),
                FieldKind::Line,
            ),
            Field::new(
                self.key("client-secret"),
                format!("{} {}", provider.label, form.secret),
                format!("the {} of the OAuth app", form.secret),
                FieldKind::Secret(&[]),
            ),
        ];
        fields.extend(form.file.map(|file| {
            Field::new(
                self.key("credentials-file"),
                format!("The path of {}", file.name),
                format!("the path of {}, instead of the two above", file.name),
                FieldKind::Line,
            )
            .optional()
        }));
        if provider.usually_shares_app() && self.environment == Environment::Production {
            fields.push(
                Field::new(
                    self.key("same-app"),
                    format!(
                        "Use the same {} app for production? It needs both redirect URIs.",
                        provider.label
                    ),
                    "whether to use the development app",
                    FieldKind::YesNo,
                )
                .optional(),
            );
        }
        fields.push(
            Field::new(
                self.key("skip"),
                format!("Skip {}?", provider.label),
                "whether to skip the provider",
                FieldKind::YesNo,
            )
            .optional(),
        );
        fields
    }

    /// One of its questions by the end of its key.
    pub fn field(&self, question: &str) -> Option<Field> {
        let key = self.key(question);
        self.fields().into_iter().find(|field| field.key == key)
    }
}
