//! The values of variables that answers amount to.

use std::path::Path;

use super::connection_string::connection_string;
use super::console_form::redirect_uris;
use super::credentials_file::{self, FileCredentials};
use super::field::{CREDENTIALS_JSON, NEON, SQLITE};
use super::guide::Guide;
use super::questions::{is_credentials_file, unquoted};
use super::step::{Step, StepKind};
use super::submission::Submission;
use crate::config::variables::Stage;
use crate::config::{FilePath, Variable};
use crate::diagnostics::Result;
use crate::process::Env;
use crate::providers::{Provider, Variables};
use crate::secret::Secret;

/// The value of a variable, and the key of the question that it answers.
pub(super) struct Value {
    pub key: String,
    pub variable: String,
    pub value: Secret,
}

/// What answers amount to.
#[derive(Default)]
pub(super) struct Values {
    pub values: Vec<Value>,
    /// The redirect URIs that the console's file does not list, and the file.
    pub unregistered: Option<(FilePath, Vec<String>)>,
}

impl Values {
    /// The variables with their values.
    pub fn pairs(&self) -> Vec<(String, Secret)> {
        let pair = |value: &Value| (value.variable.clone(), value.value.clone());
        self.values.iter().map(pair).collect()
    }
}

impl Guide<'_> {
    /// The values that the answers so far amount to.
    pub(super) fn values(&self, step: &Step, given: &Submission) -> Result<Values> {
        match &step.kind {
            StepKind::Variable(variable) => Ok(variable_values(step, variable, given)),
            StepKind::Provider(provider) => self.provider_values(step, provider, given),
            _ => Ok(Values::default()),
        }
    }

    fn provider_values(
        &self,
        step: &Step,
        provider: &Provider,
        given: &Submission,
    ) -> Result<Values> {
        let Some(variables) = provider.variables.first() else {
            return Ok(Values::default());
        };
        let (id_key, secret_key) = (step.key("client-id"), step.key("client-secret"));
        let same_app = step.key("same-app");
        if given.is(&same_app, "true")
            && let Some(credentials) = self.development_credentials(step, provider)?
        {
            return Ok(pair(variables, [&same_app, &same_app], credentials));
        }
        let file_key = step.key("credentials-file");
        if let Some(path) = given.get(&file_key) {
            return self.file_values(step, provider, &file_key, path.expose());
        }
        if let Some(text) = given.get(&step.key(CREDENTIALS_JSON)) {
            return self.json_values(step, provider, text);
        }
        let Some(id) = given.get(&id_key) else {
            return Ok(Values::default());
        };
        if is_credentials_file(provider, id.expose()) {
            return self.file_values(step, provider, &id_key, unquoted(id.expose()));
        }
        let mut values = vec![Value {
            key: id_key,
            variable: variables.client_id.clone(),
            value: id.clone(),
        }];
        values.extend(given.get(&secret_key).map(|secret| Value {
            key: secret_key,
            variable: variables.client_secret.clone(),
            value: secret.clone(),
        }));
        Ok(Values {
            values,
            unregistered: None,
        })
    }

    /// Both credentials from the console's file.
    fn file_values(
        &self,
        step: &Step,
        provider: &Provider,
        key: &str,
        path: &str,
    ) -> Result<Values> {
        let (Some(file), Some(variables)) = (&provider.form.file, provider.variables.first())
        else {
            return Ok(Values::default());
        };
        let path = resolved(self.env, path);
        let uris = redirect_uris(provider, step.environment, &self.files);
        let read = credentials_file::read(&path, file, &uris)?;
        Ok(values_of(read, path, variables, key))
    }

    /// The same from the text of the file.
    fn json_values(&self, step: &Step, provider: &Provider, text: &Secret) -> Result<Values> {
        let (Some(file), Some(variables)) = (&provider.form.file, provider.variables.first())
        else {
            return Ok(Values::default());
        };
        let path = FilePath {
            path: file.name.into(),
            shown: file.name.into(),
        };
        let uris = redirect_uris(provider, step.environment, &self.files);
        let read = credentials_file::parse(text, &path, file, &uris)?;
        let key = step.key(CREDENTIALS_JSON);
        Ok(values_of(read, path, variables, &key))
    }
}

fn values_of(read: FileCredentials, path: FilePath, variables: &Variables, key: &str) -> Values {
    Values {
        unregistered: Some((path, read.unregistered)),
        ..pair(variables, [key, key], (read.client_id, read.client_secret))
    }
}

fn variable_values(step: &Step, variable: &Variable, given: &Submission) -> Values {
    let key = step.name();
    let value = given.get(&key).and_then(|answer| {
        Some(match (variable.stage, answer.expose()) {
            (Stage::Session, _) | (Stage::Database, NEON) => return None,
            (Stage::Database, SQLITE) => Secret::new(variable.default?),
            (Stage::Database, text) => connection_string(text),
            _ => answer.clone(),
        })
    });
    let value = value.map(|value| Value {
        key,
        variable: variable.name.to_owned(),
        value,
    });
    Values {
        values: value.into_iter().collect(),
        unregistered: None,
    }
}

fn pair(
    variables: &Variables,
    [id_key, secret_key]: [&str; 2],
    (id, secret): (Secret, Secret),
) -> Values {
    let value = |key: &str, variable: &String, value| Value {
        key: key.to_owned(),
        variable: variable.clone(),
        value,
    };
    Values {
        values: vec![
            value(id_key, &variables.client_id, id),
            value(secret_key, &variables.client_secret, secret),
        ],
        unregistered: None,
    }
}

/// A path as it is entered: `~/` is your home folder, because no shell has expanded it.
fn resolved(env: &Env, path: &str) -> FilePath {
    match (path.strip_prefix("~/"), env.variable("HOME")) {
        (Some(rest), Some(home)) => FilePath {
            path: Path::new(home).join(rest),
            shown: path.into(),
        },
        _ => FilePath::given(env, Path::new(path)),
    }
}
