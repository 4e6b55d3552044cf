//! A setup in progress: the files that it writes and what is known so far. Every face drives the same guide.

use std::time::Duration;

use super::env_files::EnvFiles;
use super::step::{Step, StepKind};
use crate::checks::Environment;
use crate::config::settings::Settings;
use crate::config::{FilePath, SettingsSources};
use crate::diagnostics::Result;
use crate::neon::api::Event;
use crate::neon::resources::Region;
use crate::process::Env;
use crate::providers::Provider;
use crate::timeouts;

/// A wait and its timeout.
#[derive(Clone, Debug)]
pub struct Wait {
    pub message: String,
    pub limit: Duration,
}

/// What a setup knows that is in no file.
#[derive(Clone, Default)]
pub struct Memory {
    switched_off: Vec<String>,
    regions: Option<Vec<Region>>,
}

/// A setup in progress.
pub struct Guide<'run> {
    /// The environments that are set up.
    pub environments: &'static [Environment],
    pub files: EnvFiles,
    /// Whether nothing is verified over the network.
    pub is_offline: bool,
    /// The limit of each request, where you have set one.
    pub timeout: Option<Duration>,
    /// The names of providers that get their own app for production in any case.
    pub separate_apps: Vec<String>,
    /// The names of providers that were switched off in this run.
    pub switched_off: Vec<String>,
    pub(super) env: &'run Env,
    pub(super) settings: &'run Settings,
    pub(super) layers: &'run SettingsSources,
    /// Shows the progress of Neon's operations.
    pub(super) tell: &'run dyn Fn(Event),
    /// The Space that was saved.
    pub(super) space: Option<String>,
    /// The regions for a new Neon project, once the API was asked; empty where the project exists.
    pub(super) regions: Option<Vec<Region>>,
}

impl<'run> Guide<'run> {
    /// Reads the files. `settings` are those of this run, with navauth.toml.
    pub fn new(
        env: &'run Env,
        settings: &'run Settings,
        layers: &'run SettingsSources,
        tell: &'run dyn Fn(Event),
    ) -> Result<Self> {
        Ok(Self {
            environments: &[Environment::Development, Environment::Production],
            files: EnvFiles::read(env, layers, &settings.config)?,
            is_offline: false,
            timeout: None,
            separate_apps: Vec::new(),
            switched_off: Vec::new(),
            env,
            settings,
            layers,
            tell,
            space: settings.config.space.name.clone(),
            regions: None,
        })
    }

    /// What is in no file, for another guide of the same setup.
    pub fn memory(&self) -> Memory {
        Memory {
            switched_off: self.switched_off.clone(),
            regions: self.regions.clone(),
        }
    }

    /// Continues with what another guide knew.
    pub fn recall(&mut self, memory: Memory) {
        self.switched_off = memory.switched_off;
        self.regions = memory.regions;
    }

    /// navauth.toml as it was read, or where to create it.
    pub fn config_file(&self) -> FilePath {
        match &self.settings.config_file {
            Some(path) => FilePath::given(self.env, path),
            None => {
                let env_file = &self.files.file(Environment::Development).path;
                FilePath {
                    path: env_file.path.with_file_name("navauth.toml"),
                    shown: env_file.shown.with_file_name("navauth.toml"),
                }
            }
        }
    }

    /// The sources with which a command reads an environment's file.
    pub fn layers(&self, environment: Environment) -> SettingsSources {
        self.files.file(environment).layers(self.layers)
    }

    /// The file of an environment, as it is shown.
    pub fn file_name(&self, environment: Environment) -> String {
        let path = &self.files.file(environment).path;
        path.shown.display().to_string()
    }

    /// The Space's name, where it is known.
    pub fn space(&self) -> Option<&str> {
        self.space.as_deref()
    }

    /// How long a provider may take.
    pub fn provider_timeout(&self) -> Duration {
        self.timeout.unwrap_or(timeouts::PROVIDER)
    }

    /// How long Neon may take.
    pub(super) fn neon_timeout(&self) -> Duration {
        self.timeout.unwrap_or(timeouts::NEON)
    }

    /// Whether a step is about a provider that was switched off in this run.
    pub fn is_switched_off(&self, step: &Step) -> bool {
        matches!(&step.kind, StepKind::Provider(provider) if self.switched_off.contains(&provider.name))
    }

    /// The environments in whose files the answers to a step are saved: both, where one app serves both and production has none yet.
    pub fn targets(&self, step: &Step) -> Vec<Environment> {
        let is_shared =
            matches!(&step.kind, StepKind::Provider(provider) if self.shares(step, provider));
        if is_shared {
            vec![Environment::Development, Environment::Production]
        } else {
            vec![step.environment]
        }
    }

    fn shares(&self, step: &Step, provider: &Provider) -> bool {
        let production = self.files.file(Environment::Production);
        step.environment == Environment::Development
            && self.environments.len() > 1
            && provider.usually_shares_app()
            && provider.is_unconfigured(&production.settings)
            && !self.separate_apps.contains(&provider.name)
    }
}
