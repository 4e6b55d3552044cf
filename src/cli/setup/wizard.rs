//! The wizard at its start: what is there, what was answered beforehand, and which answers are missing.
//!
//! Owns that. How a question gets its answer stands in `asking`.

use super::{Environments, SetupArgs};
use crate::cli::Context;
use crate::config::Place;
use crate::diagnostic;
use crate::diagnostics::catalog::setup;
use crate::diagnostics::{Error, Result};
use crate::terminal::Question;
use crate::wizard::{Answers, Environment, Files, Step, StepKind, StepStatus, keys};

/// The wizard.
pub(super) struct Wizard<'run> {
    pub context: &'run Context,
    pub args: &'run SetupArgs,
    pub files: Files,
    pub answers: Answers,
    pub environments: &'static [Environment],
}

impl<'run> Wizard<'run> {
    /// Reads the files, and the answers that were given beforehand.
    pub fn begin(context: &'run Context, args: &'run SetupArgs) -> Result<Self> {
        let keys = keys(&context.settings)?;
        let mut answers = match &args.answers {
            Some(path) => Answers::read(Place::given(&context.process, path), &keys)?,
            None => Answers::default(),
        };
        if let Some(path) = &args.google_json {
            let path = context.process.directory.join(path).display().to_string();
            let wanted = keys
                .iter()
                .filter(|key| key.name.ends_with(".google.credentials-file"));
            wanted.for_each(|key| answers.put(&key.name, path.as_str()));
        }
        let files = Files::read(&context.process, &context.layers, &context.settings.config)?;
        Ok(Self {
            context,
            args,
            files,
            answers,
            environments: &[],
        })
    }

    /// What is set up: as the options say, else the answers, else the person.
    pub fn choose_environments(&mut self) -> Result<&'static [Environment]> {
        const NAMES: [(&str, Environments); 3] = [
            ("development", Environments::Development),
            ("production", Environments::Production),
            ("both", Environments::Both),
        ];
        let given = self.given("environment")?;
        let chosen = match (self.args.environment, given) {
            (Some(environments), _) => environments,
            (None, Some(name)) => match NAMES.iter().find(|(known, _)| *known == name.expose()) {
                Some((_, environments)) => *environments,
                None => {
                    let finding = diagnostic!(setup::WRONG_ANSWER, name = "environment")
                        .reason(setup::NOT_AN_ENVIRONMENT)
                        .help(setup::USE_ENVIRONMENT);
                    return Err(Error::settings(finding));
                }
            },
            (None, None) => {
                let items = [
                    "this computer (.env)",
                    "production (.env.production)",
                    "both",
                ]
                .map(str::to_owned);
                let question = Question {
                    text: "Set up for which environment",
                    flag: "--environment",
                };
                NAMES[self.context.ui.choose_or(&question, &items, self.begun())?].1
            }
        };
        self.environments = chosen.list();
        // With one environment there is no doubt which one a variable of the process is for.
        if let ([environment], false) = (self.environments, self.context.ui.can_ask()) {
            self.take_variables(*environment)?;
        }
        Ok(self.environments)
    }

    /// The place of what was set up before, where that was more than development.
    fn begun(&self) -> usize {
        let is_there = |environment| self.files.side(environment).env_file.is_some();
        match (
            is_there(Environment::Development),
            is_there(Environment::Production),
        ) {
            (true, true) => 2,
            (false, true) => 1,
            (_, false) => 0,
        }
    }

    fn take_variables(&mut self, environment: Environment) -> Result<()> {
        for step in crate::wizard::steps(&self.context.settings, &[environment])? {
            let pairs = match &step.topic {
                StepKind::Variable(variable) => vec![(step.name(), variable.name.to_owned())],
                StepKind::Provider(provider) => {
                    provider.variables.first().map_or_else(Vec::new, |pair| {
                        vec![
                            (step.key("client-id"), pair.client_id.clone()),
                            (step.key("client-secret"), pair.client_secret.clone()),
                        ]
                    })
                }
                _ => Vec::new(),
            };
            for (key, variable) in pairs {
                if !self.answers.has(&key) && self.context.process.flag(&variable) {
                    self.answers.put(&key, format!("env:{variable}"));
                }
            }
        }
        Ok(())
    }

    /// How far a step is, where the files do not tell too.
    pub async fn standing(&self, step: &Step) -> Result<StepStatus> {
        match step.topic {
            StepKind::Tables => Ok(super::parts::tables_standing(self, step).await),
            StepKind::Logins | StepKind::LiveLogins => Ok(super::logins::standing(self, step)),
            StepKind::Space => Ok(super::space::standing(self, step)),
            _ => step.standing(&self.files),
        }
    }

    /// Without a person: every answer that will be missing, all at once and before anything is written.
    pub fn refuse_gaps(&self, steps: &[Step]) -> Result<()> {
        if self.context.ui.can_ask() {
            return Ok(());
        }
        steps
            .iter()
            .filter(|step| matches!(step.topic, StepKind::LiveLogins))
            .try_for_each(|step| super::logins::refuse_unattended(self, step))?;
        let mut missing = Vec::new();
        for step in steps {
            if !matches!(step.standing(&self.files)?, StepStatus::Done(_)) {
                missing.extend(self.gaps(step));
            }
        }
        if missing.is_empty() {
            Ok(())
        } else {
            Err(unanswered(&missing))
        }
    }

    fn gaps(&self, step: &Step) -> Vec<String> {
        let yes = |question: &str| self.says_yes(&step.key(question));
        let has = |question: &str| self.answers.has(&step.key(question));
        let left_out = matches!(step.topic, StepKind::Provider(_))
            && (yes("skip") || yes("same-app") || has("credentials-file"));
        let optional = |key: &str| {
            [
                "skip",
                "same-app",
                "credentials-file",
                "replace",
                "test-logins",
            ]
            .iter()
            .any(|end| key.ends_with(end))
        };
        let asked = step
            .keys()
            .into_iter()
            .filter(|key| key.name.starts_with(&step.name()) && !optional(&key.name) && !left_out);
        asked
            .map(|key| key.name)
            .filter(|key| !self.answers.has(key))
            .collect()
    }
}

/// Questions that have to be asked, and nobody is there.
pub(super) fn unanswered(keys: &[String]) -> Error {
    let questions = match keys {
        [one] => one.clone(),
        _ => format!("{} questions", keys.len()),
    };
    let finding = diagnostic!(setup::UNANSWERED, questions = questions);
    Error::usage(finding.observed(keys.join(", ")))
}
