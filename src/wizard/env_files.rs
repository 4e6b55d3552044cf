//! The two files that a setup writes: `.env` for development, and `.env.production` next to it. They are read without the process environment.

use crate::checks::Environment;
use crate::config::settings::{Config, Settings};
use crate::config::{self, EnvFile, FilePath, LoadedSettings, SettingsSources, dotenv::edit};
use crate::diagnostics::Result;
use crate::process::Env;
use crate::secret::Secret;

/// Both files.
#[derive(Debug)]
pub struct EnvFiles {
    development: EnvFileState,
    production: EnvFileState,
}

/// One file, which may not exist yet.
#[derive(Debug)]
pub struct EnvFileState {
    pub environment: Environment,
    pub path: FilePath,
    /// What it sets, with the configuration of navauth.toml.
    pub settings: Settings,
    /// The file, if it exists.
    pub env_file: Option<EnvFile>,
}

impl EnvFiles {
    /// Reads both. `config` is navauth.toml.
    pub fn read(env: &Env, layers: &SettingsSources, config: &Config) -> Result<Self> {
        let path = config::destination(env, layers);
        let production =
            EnvFileState::read(env, Environment::Production, path.production(), config)?;
        Ok(Self {
            development: EnvFileState::read(env, Environment::Development, path, config)?,
            production,
        })
    }

    /// The file of an environment.
    pub fn file(&self, environment: Environment) -> &EnvFileState {
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
        env: &Env,
        environment: Environment,
        values: &[(String, Secret)],
    ) -> Result<()> {
        let values: Vec<(&str, &Secret)> = values
            .iter()
            .map(|(name, value)| (name.as_str(), value))
            .collect();
        edit::set_all(env, &self.file(environment).path, &values)?;
        self.refresh(env, environment)
    }

    /// Reads a file again, after something else has written it.
    pub fn refresh(&mut self, env: &Env, environment: Environment) -> Result<()> {
        let file = match environment {
            Environment::Development => &mut self.development,
            Environment::Production => &mut self.production,
        };
        *file = EnvFileState::read(env, environment, file.path.clone(), &file.settings.config)?;
        Ok(())
    }
}

impl EnvFileState {
    fn read(env: &Env, environment: Environment, path: FilePath, config: &Config) -> Result<Self> {
        let exists = path.path.symlink_metadata().is_ok();
        let LoadedSettings {
            mut settings,
            env_file,
        } = if exists {
            config::load_file(env, &path.shown)?
        } else {
            LoadedSettings::default()
        };
        settings.config = config.clone();
        Ok(Self {
            environment,
            path,
            settings,
            env_file,
        })
    }

    /// The sources with which a command reads this file.
    pub fn layers(&self, layers: &SettingsSources) -> SettingsSources {
        SettingsSources {
            env_file: Some(self.path.shown.clone()),
            is_found: layers.env_file.is_none() || layers.is_found,
            may_create: true,
            no_env_file: false,
            config: layers.config.clone(),
        }
    }

    /// The value of a variable in this file, where it is set and not empty.
    pub fn value(&self, name: &str) -> Option<&Secret> {
        self.settings
            .get_non_empty(name)
            .map(|setting| &setting.value)
    }
}
