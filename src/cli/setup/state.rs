//! A setup that is running in the terminal: the guide, the answers that were given in advance, and what to say on Ctrl-C.

use super::args::{Environments, SetupArgs};
use crate::cli::Context;
use crate::config::FilePath;
use crate::diagnostic;
use crate::diagnostics::catalog::setup;
use crate::diagnostics::redaction::is_terminal_unsafe;
use crate::diagnostics::{Error, Result};
use crate::neon::api::Event;
use crate::process::quoted;
use crate::secret::Secret;
use crate::terminal::Question;
use crate::text;
use crate::wizard::{Answers, Environment, Field, Guide, Step, StepKind, fields, steps};

/// A setup that is running.
pub(super) struct Setup<'run> {
    pub context: &'run Context,
    pub args: &'run SetupArgs,
    pub guide: Guide<'run>,
    /// The answers that were given in advance.
    pub answers: Answers,
    /// The keys of secrets.
    secrets: Vec<String>,
}

impl<'run> Setup<'run> {
    /// Reads the files, and the answers that were given in advance. `tell` shows Neon's progress.
    pub fn new(
        context: &'run Context,
        args: &'run SetupArgs,
        tell: &'run dyn Fn(Event),
    ) -> Result<Self> {
        let fields = fields(&context.settings)?;
        let mut answers = match &args.answers {
            Some(path) => Answers::read(FilePath::given(&context.env, path), &fields)?,
            None => Answers::default(),
        };
        if let Some(path) = &args.google_json {
            let path = context.env.directory.join(path).display().to_string();
            let credentials_files = fields
                .iter()
                .filter(|field| field.key.ends_with(".google.credentials-file"));
            credentials_files.for_each(|field| answers.insert(&field.key, path.as_str()));
        }
        let mut guide = Guide::new(&context.env, &context.settings, &context.layers, tell)?;
        guide.is_offline = args.offline;
        guide.timeout = context.timeout;
        let secrets = fields.iter().filter(|field| field.is_secret());
        let setup = Self {
            context,
            args,
            guide,
            answers,
            secrets: secrets.map(|field| field.key.clone()).collect(),
        };
        setup.set_interrupt_message();
        Ok(setup)
    }

    /// The environments of the option, else of the answers, else of your choice.
    pub fn choose_environments(&mut self) -> Result<()> {
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
                let previous = self.previous_environments();
                NAMES[self.context.ui.choose_or(&question, &items, previous)?].1
            }
        };
        self.guide.environments = chosen.list();
        // With one environment it is clear which one an environment variable is for.
        if let ([environment], false) = (self.guide.environments, self.context.ui.can_ask()) {
            self.add_process_variables(*environment)?;
        }
        self.separate_apps()
    }

    /// The environments of the option, else those that were set up before.
    pub fn use_environments(&mut self) {
        let previous = match self.previous_environments() {
            0 => Environments::Development,
            1 => Environments::Production,
            _ => Environments::Both,
        };
        self.guide.environments = self.args.environment.unwrap_or(previous).list();
    }

    /// The index of what was set up before, if that is more than development.
    fn previous_environments(&self) -> usize {
        let exists = |environment| self.guide.files.file(environment).env_file.is_some();
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

    /// Finds the providers whose production app has its own answer. Without prompts only `same-app` shares one.
    fn separate_apps(&mut self) -> Result<()> {
        for step in steps(&self.context.settings, &[Environment::Production], &[])? {
            let StepKind::Provider(provider) = &step.kind else {
                continue;
            };
            let is_same = self.says_yes(&step.key("same-app"));
            let is_answered = self.answers.contains_step(&step.name());
            if !is_same && (is_answered || !self.context.ui.can_ask()) {
                self.guide.separate_apps.push(provider.name.clone());
            }
        }
        Ok(())
    }

    /// An answer that was given in advance. Registers a secret for redaction.
    pub fn given(&self, key: &str) -> Result<Option<Secret>> {
        let given = self.answers.get(&self.context.env, key)?;
        if let Some(answer) = &given {
            if answer.expose().contains(is_terminal_unsafe) {
                let diagnostic = diagnostic!(setup::WRONG_ANSWER, name = key);
                let diagnostic = diagnostic.reason(setup::NOT_PRINTABLE);
                return Err(Error::settings(diagnostic.help(setup::COPY_AGAIN)));
            }
            if self.secrets.iter().any(|secret| secret == key) {
                self.register_secret(answer);
            }
        }
        Ok(given)
    }

    /// The same as a question takes it: a path in the answers file is relative to that file.
    pub fn given_to(&self, field: &Field) -> Result<Option<Secret>> {
        let given = self.given(&field.key)?;
        Ok(given.map(|answer| {
            if field.key.ends_with("credentials-file") {
                let path = self.answers.resolve(&self.context.env, answer.expose());
                Secret::new(path.shown.display().to_string())
            } else {
                answer
            }
        }))
    }

    /// Registers a secret for redaction; not the words that replace one, nor the path of a SQLite file.
    pub fn register_secret(&self, secret: &Secret) {
        let text = secret.expose();
        if !text.starts_with("sqlite") && text != "neon" {
            self.context.ui.register_secret(secret);
        }
    }

    /// Whether the answer given in advance is `true`.
    pub fn says_yes(&self, key: &str) -> bool {
        self.answers
            .get(&self.context.env, key)
            .is_ok_and(|answer| answer.is_some_and(|answer| answer.expose() == "true"))
    }

    /// Whether a step can be repeated with other answers: not where its answers were given in advance.
    pub fn can_ask_again(&self, step: &Step) -> bool {
        self.context.ui.can_ask() && !self.answers.contains_step(&step.name())
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
        let environments = self.guide.environments.iter();
        let files: Vec<String> = environments
            .map(|environment| self.guide.files.file(*environment))
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
