//! The state of a setup: the files, the answers that were given in advance, and the position in the plan.

use super::args::{Environments, SetupArgs};
use crate::cli::Context;
use crate::config::FilePath;
use crate::diagnostic;
use crate::diagnostics::catalog::setup;
use crate::diagnostics::{Error, Result};
use crate::process::quoted;
use crate::terminal::Question;
use crate::text;
use crate::wizard::{Answers, EnvFiles, Environment, Step, StepKind, keys, steps};

/// A setup that is running.
pub(super) struct Wizard<'run> {
    pub context: &'run Context,
    pub args: &'run SetupArgs,
    pub files: EnvFiles,
    pub answers: Answers,
    /// The environments that are set up; both until they are chosen.
    pub environments: &'static [Environment],
    /// The number of the current step, and of all steps.
    pub position: (usize, usize),
    /// The providers that you switched off in this run.
    pub switched_off: Vec<String>,
}

impl<'run> Wizard<'run> {
    /// Reads the files, and the answers that were given in advance.
    pub fn new(context: &'run Context, args: &'run SetupArgs) -> Result<Self> {
        let keys = keys(&context.settings)?;
        let mut answers = match &args.answers {
            Some(path) => Answers::read(FilePath::given(&context.env, path), &keys)?,
            None => Answers::default(),
        };
        if let Some(path) = &args.google_json {
            let path = context.env.directory.join(path).display().to_string();
            let credentials_files = keys
                .iter()
                .filter(|key| key.name.ends_with(".google.credentials-file"));
            credentials_files.for_each(|key| answers.insert(&key.name, path.as_str()));
        }
        let files = EnvFiles::read(&context.env, &context.layers, &context.settings.config)?;
        let wizard = Self {
            context,
            args,
            files,
            answers,
            environments: Environments::Both.list(),
            position: (0, 0),
            switched_off: Vec::new(),
        };
        wizard.set_interrupt_message();
        Ok(wizard)
    }

    /// The environments of the option, else of the answers, else of your choice.
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
                    let diagnostic = diagnostic!(setup::WRONG_ANSWER, name = "environment")
                        .reason(setup::NOT_AN_ENVIRONMENT)
                        .help(setup::USE_ENVIRONMENT);
                    return Err(Error::settings(diagnostic));
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
                NAMES[self
                    .context
                    .ui
                    .choose_or(&question, &items, self.previous_environments())?]
                .1
            }
        };
        self.environments = chosen.list();
        // With one environment it is clear which one an environment variable is for.
        if let ([environment], false) = (self.environments, self.context.ui.can_ask()) {
            self.add_process_variables(*environment)?;
        }
        Ok(self.environments)
    }

    /// The index of what was set up before, if that is more than development.
    fn previous_environments(&self) -> usize {
        let exists = |environment| self.files.file(environment).env_file.is_some();
        match (
            exists(Environment::Development),
            exists(Environment::Production),
        ) {
            (true, true) => 2,
            (false, true) => 1,
            (_, false) => 0,
        }
    }

    fn add_process_variables(&mut self, environment: Environment) -> Result<()> {
        for step in steps(&self.context.settings, &[environment], &[])? {
            let pairs = match &step.kind {
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
                if !self.answers.contains(&key) && self.context.env.flag(&variable) {
                    self.answers.insert(&key, format!("env:{variable}"));
                }
            }
        }
        Ok(())
    }

    /// Shows which step begins, such as "Step 3 of 10  Google (development)".
    pub fn show_heading(&self, step: &Step) {
        let (number, count) = self.position;
        self.context.ui.status("");
        self.context.ui.heading(&format!(
            "Step {number} of {count}  {} ({})",
            step.title(),
            step.environment.name()
        ));
    }

    /// Whether a step can be repeated with other answers: not where its answers were given in advance.
    pub fn can_ask_again(&self, step: &Step) -> bool {
        self.context.ui.can_ask() && !self.answers.contains_step(&step.name())
    }

    /// Whether a step is to be done again although it is done.
    pub fn redoes(&self, step: &Step) -> bool {
        self.args.redoes(step)
    }

    /// Whether a step is about a provider that you switched off in this run.
    pub fn is_switched_off(&self, step: &Step) -> bool {
        matches!(&step.kind, StepKind::Provider(provider) if self.switched_off.contains(&provider.name))
    }

    /// navauth.toml as it was read, or where to create it.
    pub fn config_file(&self) -> FilePath {
        match &self.context.settings.config_file {
            Some(path) => FilePath::given(&self.context.env, path),
            None => {
                let env_file = &self.files.file(Environment::Development).path;
                FilePath {
                    path: env_file.path.with_file_name("navauth.toml"),
                    shown: env_file.shown.with_file_name("navauth.toml"),
                }
            }
        }
    }

    /// The command that resumes this setup.
    pub fn command(&self) -> String {
        let mut command = "navauth setup".to_owned();
        let paths = [
            ("--env-file", &self.context.layers.env_file),
            ("--config", &self.context.layers.config),
            ("--answers", &self.args.answers),
        ];
        for (option, path) in paths {
            if let Some(path) = path {
                command += &format!(" {option} {}", quoted(path));
            }
        }
        if let Some(environments) = self.args.environment {
            let name = match environments {
                Environments::Development => "development",
                Environments::Production => "production",
                Environments::Both => "both",
            };
            command += &format!(" --environment {name}");
        }
        command
    }

    /// Sets what is said when you press Ctrl-C: which files have your answers, and how to continue.
    pub fn set_interrupt_message(&self) {
        let files: Vec<String> = self
            .environments
            .iter()
            .map(|environment| self.files.file(*environment))
            .filter(|file| file.env_file.is_some())
            .map(|file| file.path.shown.display().to_string())
            .collect();
        let command = self.command();
        self.context.ui.set_interrupt_message(if files.is_empty() {
            text!(setup::STOPPED_EMPTY, command = command)
        } else {
            text!(
                setup::STOPPED,
                files = files.join(" and "),
                command = command
            )
        });
    }
}

/// The error of questions that must be answered and cannot be asked.
pub(super) fn unanswered(keys: &[String]) -> Error {
    let questions = match keys {
        [one] => one.clone(),
        _ => format!("{} questions", keys.len()),
    };
    let diagnostic = diagnostic!(setup::UNANSWERED, questions = questions);
    Error::usage(diagnostic.observed(keys.join(", ")))
}
