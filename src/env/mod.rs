//! The `.env` file and the variables: what the app will see.
//!
//! Owns reading (as python-dotenv does), the table of variables and safe writing. Judging values belongs to `checks`.

use std::path::PathBuf;

use crate::error::Result;
use crate::process::Process;
use crate::secret::Secret;
use crate::settings::{Origin, Settings};

/// Which files are read.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    /// `--env-file`.
    pub env_file: Option<PathBuf>,
    /// `--no-env-file`.
    pub no_env_file: bool,
    /// `--config`.
    pub config: Option<PathBuf>,
}

/// Reads all layers into one set of values: process environment, `.env`, navauth.toml.
pub fn load(process: &Process, _layers: &Layers) -> Result<Settings> {
    let mut settings = Settings::default();
    for (name, value) in &process.variables {
        settings.put(name, value, Origin::Process);
    }
    Ok(settings)
}

/// Every secret among the settings, for the Ui to mask: values of secret variables, and the passwords inside database URLs.
pub fn secrets(_settings: &Settings) -> impl Iterator<Item = &Secret> {
    std::iter::empty()
}
