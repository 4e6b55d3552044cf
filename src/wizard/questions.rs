//! What a step asks, given the answers so far.

use super::field::{CREDENTIALS_JSON, Choice, Field, FieldKind, NEON, neon_api_key, neon_region};
use super::guide::Guide;
use super::sign_ins::labels;
use super::status::StepStatus;
use super::step::{Step, StepKind};
use super::submission::Submission;
use super::verify::{check, is_refused};
use crate::checks::Environment;
use crate::config::Variable;
use crate::config::session_key;
use crate::config::variables::Stage;
use crate::database::Target;
use crate::diagnostics::Result;
use crate::diagnostics::catalog::setup;
use crate::providers::{Provider, production_callback};
use crate::secret::Secret;
use crate::text;

/// A question to ask.
#[derive(Clone, Debug)]
pub struct Question {
    pub field: Field,
    /// The answer that is offered.
    pub suggestion: Option<String>,
    /// Whether the suggestion suits almost everyone, so that it may be saved without asking. It must be shown.
    pub is_usual: bool,
}

impl From<Field> for Question {
    fn from(field: Field) -> Self {
        Self {
            field,
            suggestion: None,
            is_usual: false,
        }
    }
}

impl Guide<'_> {
    /// The questions of a step, also those that are answered. An answer may lead to further questions.
    pub fn questions(&self, step: &Step, given: &Submission) -> Result<Vec<Question>> {
        Ok(match &step.kind {
            StepKind::Variable(variable) => match variable.stage {
                Stage::Database => self.database_questions(step, given),
                Stage::Session => self.key_questions(step)?,
                _ => self.variable_questions(step, variable),
            },
            StepKind::Provider(provider) => self.provider_questions(step, provider, given)?,
            StepKind::SignIns | StepKind::LiveSignIns => self.sign_in_questions(step),
            StepKind::Space if self.space().is_some() => Vec::new(),
            StepKind::Space => step.fields().into_iter().map(Question::from).collect(),
            StepKind::Tables | StepKind::Checks => Vec::new(),
        })
    }

    /// What must be done before a step can be.
    pub async fn obstacle(&self, step: &Step) -> Option<&'static str> {
        let file = self.files.file(step.environment);
        let is_production = step.environment == Environment::Production;
        match &step.kind {
            StepKind::Provider(provider) => (is_production
                && production_callback(&file.settings, provider).is_err())
            .then_some(setup::FRONTEND_URL_FIRST),
            StepKind::Tables => match self.database(step.environment).map(|chosen| chosen.target) {
                None => Some(setup::DATABASE_FIRST),
                Some(Target::Postgres(_)) => self.is_offline.then_some(setup::NEEDS_NETWORK),
                Some(Target::Sqlite(_)) => None,
            },
            StepKind::SignIns | StepKind::LiveSignIns if self.is_offline => {
                Some(setup::NEEDS_NETWORK)
            }
            StepKind::SignIns => {
                let tables = self.tables_status(step.environment).await;
                (!matches!(tables, StepStatus::Done(_))).then_some(setup::TABLES_FIRST)
            }
            StepKind::LiveSignIns => {
                let untested = self.untested(step);
                let has_no_site = |provider: &Provider| self.site(step, provider).is_none();
                let is_impossible = untested.first().is_some_and(has_no_site);
                is_impossible.then_some(setup::FRONTEND_URL_FIRST)
            }
            StepKind::Space => file.env_file.is_none().then_some(setup::PRODUCTION_FIRST),
            StepKind::Variable(_) | StepKind::Checks => None,
        }
    }

    fn database_questions(&self, step: &Step, given: &Submission) -> Vec<Question> {
        let mut questions: Vec<Question> = step.fields().into_iter().map(Question::from).collect();
        let is_new = self.database(step.environment).is_none();
        for question in &mut questions {
            if is_new && step.environment == Environment::Development {
                question.suggestion = Some(super::field::SQLITE.to_owned());
            }
        }
        if given.is(&step.name(), NEON) {
            let is_key_set = self.settings.get_non_empty("NEON_API_KEY").is_some();
            if !is_key_set || given.asks_everything {
                questions.push(neon_api_key().into());
            }
            let regions = self.regions.iter().flatten();
            let choices: Vec<Choice> = regions
                .map(|region| Choice {
                    value: region.region_id.clone(),
                    label: region.label(),
                })
                .collect();
            if !choices.is_empty() {
                let kind = FieldKind::Choice(choices);
                let field = Field {
                    kind,
                    ..neon_region()
                };
                questions.push(field.into());
            }
        }
        questions
    }

    /// A session key is generated without a question, unless it replaces one that is in use.
    fn key_questions(&self, step: &Step) -> Result<Vec<Question>> {
        let file = self.files.file(step.environment);
        let is_in_use = file
            .value(session_key::NAME)
            .is_some_and(session_key::is_real);
        let Some(field) = step.field("replace").filter(|_| is_in_use) else {
            return Ok(Vec::new());
        };
        let status = step.status(&self.files)?;
        let label = match status.details() {
            "" => text!(
                setup::REPLACE_KEY,
                name = session_key::NAME,
                file = self.file_name(step.environment)
            ),
            reason => text!(
                setup::REPLACE_BAD_KEY,
                name = session_key::NAME,
                file = self.file_name(step.environment),
                reason = reason
            ),
        };
        Ok(vec![Field { label, ..field }.into()])
    }

    /// What is saved is suggested as long as it is valid; else the example.
    fn variable_questions(&self, step: &Step, variable: &Variable) -> Vec<Question> {
        let file = self.files.file(step.environment);
        let saved = file.value(variable.name).filter(|value| {
            let values = [(variable.name.to_owned(), (*value).clone())];
            check(step, file, &values).is_ok_and(|findings| !findings.iter().any(is_refused))
        });
        let is_new = file.value(variable.name).is_none();
        let example = (step.environment == Environment::Development).then_some(variable.example);
        let suggestion = saved.map(Secret::expose).or(example).map(str::to_owned);
        let question = |field: Field| Question {
            suggestion: suggestion.clone().filter(|_| !field.is_secret()),
            is_usual: is_new && example.is_some() && !field.is_secret(),
            field,
        };
        step.fields().into_iter().map(question).collect()
    }

    fn provider_questions(
        &self,
        step: &Step,
        provider: &Provider,
        given: &Submission,
    ) -> Result<Vec<Question>> {
        let mut questions = Vec::new();
        if let Some(field) = step.field("same-app")
            && self.development_credentials(step, provider)?.is_some()
        {
            let is_same = given.is(&field.key, "true");
            questions.push(field.into());
            if is_same {
                return Ok(questions);
            }
        }
        let has = |question: &str| given.get(&step.key(question)).is_some();
        if has("credentials-file") || has(CREDENTIALS_JSON) {
            return Ok(questions);
        }
        let id = step.field("client-id").map(|field| Question {
            suggestion: self.saved_client_id(step, provider),
            is_usual: false,
            field,
        });
        questions.extend(id);
        let entered = given.get(&step.key("client-id")).map(Secret::expose);
        let is_file = entered.is_some_and(|entered| is_credentials_file(provider, entered));
        let secret = step.field("client-secret").filter(|_| !is_file);
        questions.extend(secret.map(Question::from));
        Ok(questions)
    }

    /// The client ID in the file, if it is valid: without its secret, or to be replaced.
    fn saved_client_id(&self, step: &Step, provider: &Provider) -> Option<String> {
        let file = self.files.file(step.environment);
        let pair = provider.variables.first()?;
        let id = file.value(&pair.client_id)?;
        let findings = check(step, file, &[(pair.client_id.clone(), id.clone())]).ok()?;
        let is_valid = !findings.iter().any(is_refused);
        // Where both are saved and do not do, it may be the client ID.
        let is_open = matches!(step.status(&self.files).ok()?, StepStatus::ToDo(_));
        let is_wanted = !is_open || file.value(&pair.client_secret).is_none();
        (is_valid && is_wanted).then(|| id.expose().to_owned())
    }

    fn sign_in_questions(&self, step: &Step) -> Vec<Question> {
        let untested = self.untested(step);
        if untested.is_empty() {
            return Vec::new();
        }
        let label = text!(setup::SIGN_IN_NOW, providers = labels(&untested));
        let question = |field: Field| {
            Question::from(Field {
                label: label.clone(),
                ..field
            })
        };
        step.fields().into_iter().map(question).collect()
    }

    /// The client ID and secret of the development app, where it is complete and can serve production too.
    pub(super) fn development_credentials(
        &self,
        step: &Step,
        provider: &Provider,
    ) -> Result<Option<(Secret, Secret)>> {
        let development = Step {
            environment: Environment::Development,
            kind: step.kind.clone(),
        };
        let status = development.status(&self.files)?;
        let is_usable = matches!(status, StepStatus::Done(_) | StepStatus::Warning(_));
        let file = self.files.file(Environment::Development);
        let credentials = provider.variables.first().and_then(|pair| {
            let (id, secret) = (
                file.value(&pair.client_id)?,
                file.value(&pair.client_secret)?,
            );
            Some((id.clone(), secret.clone()))
        });
        Ok(credentials.filter(|_| {
            step.environment == Environment::Production
                && provider.usually_shares_app()
                && is_usable
        }))
    }
}

/// Whether an answer to the question for the client ID is the path of the console's file. A path that is dropped onto a terminal may be quoted.
pub(super) fn is_credentials_file(provider: &Provider, entered: &str) -> bool {
    provider.form.file.is_some() && unquoted(entered).ends_with(".json")
}

pub(super) fn unquoted(path: &str) -> &str {
    path.trim_matches(['\'', '"'])
}
