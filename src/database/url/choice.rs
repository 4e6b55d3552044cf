//! Chooses the app's database: the first variable that is set.

use super::Target;
use super::parameters::{Address, DEFAULT_PORT};
use crate::config::borrowed;
use crate::config::settings::{Origin, Settings};
use crate::diagnostics::Result;
use crate::process::Process;

/// The variables for the database; the first one that is set wins.
pub const VARIABLES: [&str; 3] = ["NEON_DATABASE_URL_DEV", "NEON_DATABASE_URL", "DATABASE_URL"];

/// The file that the app uses if no variable is set, relative to the working directory.
pub const DEFAULT_SQLITE: &str = "./data/users.db";

/// The app's database, and where it was configured.
#[derive(Clone, Debug)]
pub struct Chosen {
    pub target: Target,
    /// The variable it is from; None for the app's default.
    pub variable: Option<&'static str>,
    /// Where that variable was set.
    pub origin: Origin,
    /// Variables that are also set, but overridden.
    pub shadowed: Vec<&'static str>,
}

impl Chosen {
    /// Exit 3 if the URL in the `.env` file expands a process environment variable and you have not trusted its host.
    pub fn require_trust(&self, process: &Process, settings: &Settings) -> Result<()> {
        let (Some(name), Target::Postgres(url)) = (self.variable, &self.target) else {
            return Ok(());
        };
        let hosts: Vec<String> = url
            .remote_addresses()?
            .into_iter()
            .map(|Address { host, port }| {
                let host = if host.contains(':') {
                    format!("[{host}]")
                } else {
                    host
                };
                if port == DEFAULT_PORT {
                    host
                } else {
                    format!("{host}:{port}")
                }
            })
            .collect();
        borrowed::require_trust(process, settings, name, &hosts)?;
        match url.libpq_defaults.password_from {
            Some(variable) => {
                borrowed::require_trust_for(process, settings, name, &hosts, variable)
            }
            None => Ok(()),
        }
    }
}

/// Finds the database as the app does. A variable with an empty value counts as not set.
///
/// Exit 3 if the URL that wins is invalid (see [`Target::parse`]); the message says where it was set.
pub fn choose(settings: &Settings) -> Result<Chosen> {
    let mut set = VARIABLES
        .into_iter()
        .filter_map(|name| Some((name, settings.get_non_empty(name)?)));
    let Some((name, setting)) = set.next() else {
        return Ok(Chosen {
            target: Target::Sqlite(DEFAULT_SQLITE.into()),
            variable: None,
            origin: Origin::Default,
            shadowed: Vec::new(),
        });
    };
    let target = Target::of(settings, name, setting.value.expose()).map_err(|mut error| {
        error.finding.source = setting.origin.source();
        error
    })?;
    Ok(Chosen {
        target,
        variable: Some(name),
        origin: setting.origin.clone(),
        shadowed: set.map(|(name, _)| name).collect(),
    })
}
