//! The two files that a setup fills: `.env` for development, `.env.production` beside it.
//!
//! Owns reading both by themselves, apart from the process environment, and writing an answer at once. Safe writing belongs to `env`.

use crate::checks::Environment;
use crate::config::settings::{Config, Settings};
use crate::config::{self, EnvFile, LoadedSettings, Place, SettingsSources, dotenv::edit};
use crate::diagnostics::Result;
use crate::process::Process;
use crate::secret::Secret;

/// Both files.
#[derive(Debug)]
pub struct Files {
    development: EnvFileState,
    production: EnvFileState,
}

/// One file, which may not be there yet.
#[derive(Debug)]
pub struct EnvFileState {
    /// What it is for.
    pub environment: Environment,
    /// Where it is.
    pub place: Place,
    /// What it sets, and what navauth.toml says.
    pub settings: Settings,
    /// The file, where it is there.
    pub env_file: Option<EnvFile>,
}

impl Files {
    /// Reads both. `config` is navauth.toml's part of the settings.
    pub fn read(process: &Process, layers: &SettingsSources, config: &Config) -> Result<Self> {
        let place = config::destination(process, layers);
        let production =
            EnvFileState::read(process, Environment::Production, place.production(), config)?;
        Ok(Self {
            development: EnvFileState::read(process, Environment::Development, place, config)?,
            production,
        })
    }

    /// The file of an environment.
    pub fn side(&self, environment: Environment) -> &EnvFileState {
        match environment {
            Environment::Development => &self.development,
            Environment::Production => &self.production,
        }
    }

    /// The file of the other environment.
    pub fn other(&self, environment: Environment) -> &EnvFileState {
        match environment {
            Environment::Development => &self.production,
            Environment::Production => &self.development,
        }
    }

    /// Writes values, all of them or none, and reads the file again.
    pub fn write(
        &mut self,
        process: &Process,
        environment: Environment,
        values: &[(String, Secret)],
    ) -> Result<()> {
        let values: Vec<(&str, &Secret)> = values
            .iter()
            .map(|(name, value)| (name.as_str(), value))
            .collect();
        edit::set_all(process, &self.side(environment).place, &values)?;
        self.refresh(process, environment)
    }

    /// Reads a file again, after something else has written it.
    pub fn refresh(&mut self, process: &Process, environment: Environment) -> Result<()> {
        let side = match environment {
            Environment::Development => &mut self.development,
            Environment::Production => &mut self.production,
        };
        *side = EnvFileState::read(
            process,
            environment,
            side.place.clone(),
            &side.settings.config,
        )?;
        Ok(())
    }
}

impl EnvFileState {
    fn read(
        process: &Process,
        environment: Environment,
        place: Place,
        config: &Config,
    ) -> Result<Self> {
        let there = place.path.symlink_metadata().is_ok();
        let LoadedSettings {
            mut settings,
            env_file,
        } = if there {
            config::load_file(process, &place.shown)?
        } else {
            LoadedSettings::default()
        };
        settings.config = config.clone();
        Ok(Self {
            environment,
            place,
            settings,
            env_file,
        })
    }

    /// The layers that lead a command to this file. It is there once a step has written it.
    pub fn layers(&self, layers: &SettingsSources) -> SettingsSources {
        SettingsSources {
            env_file: Some(self.place.shown.clone()),
            may_create: true,
            no_env_file: false,
            config: layers.config.clone(),
        }
    }

    /// The value of a name in this file, where it is set and not empty.
    pub fn value(&self, name: &str) -> Option<&Secret> {
        self.settings
            .get_non_empty(name)
            .map(|setting| &setting.value)
    }
}
