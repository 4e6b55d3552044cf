//! Which database the app uses: that of the first variable that exists.
//!
//! Owns the order of the variables, what an empty one means, and the app's default.

use super::parameters::{Address, DEFAULT_PORT};
use super::{PostgresUrl, Target};
use crate::config::app_release::ReleaseSource;
use crate::config::borrowed;
use crate::config::empty_variable::hidden_by_empty;
use crate::config::settings::{Origin, Setting, Settings};
use crate::diagnostics::catalog::env as codes;
use crate::diagnostics::redaction::sanitize;
use crate::diagnostics::{Diagnostic, Error, Result};
use crate::process::Env;
use crate::{diagnostic, text};

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
    /// Exit 3 if only a `.env` file sets the host, a text or password that is not from the file would be sent there, and
    /// you have not trusted the host.
    pub fn require_trust(&self, env: &Env, settings: &Settings) -> Result<()> {
        let Target::Postgres(url) = &self.target else {
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
        let Some(named_by) = url.host_variable().or(self.variable) else {
            return Ok(());
        };
        for text in self.foreign_texts(url, settings) {
            borrowed::require_trust_for(env, settings, named_by, &hosts, &text)?;
        }
        Ok(())
    }

    /// What the connection sends that is not from the `.env` file, as text for a message.
    fn foreign_texts(&self, url: &PostgresUrl, settings: &Settings) -> Vec<String> {
        let of_process = |what: &str| format!("{what} of the process environment");
        let mut texts = Vec::new();
        if !matches!(self.origin, Origin::EnvFile { .. }) && url.libpq_defaults.has_own_password {
            texts.push("the password of your connection string".to_owned());
        }
        let used = url.libpq_defaults.used.iter().copied();
        for variable in self.variable.into_iter().chain(used) {
            let Some(setting) = settings.get(variable) else {
                continue;
            };
            if let Some(borrowed) = &setting.borrowed {
                texts.push(of_process(borrowed));
            } else if variable == "PGPASSWORD" && setting.origin == Origin::Process {
                texts.push(of_process(variable));
            }
        }
        let file = url.libpq_defaults.password_of_any_host.as_ref();
        texts.extend(
            file.map(|path| format!("a password of {}", sanitize(&path.to_string_lossy()))),
        );
        texts
    }
}

/// The variables that the app reads. April's release, where it is known to be that, reads DATABASE_URL only.
pub fn variables_read(settings: &Settings) -> &'static [&'static str] {
    let release = settings.app_release();
    let is_known = matches!(
        release.source,
        ReleaseSource::NavauthToml | ReleaseSource::AppSource
    );
    if is_known && release.name == "2026-04" {
        &VARIABLES[2..]
    } else {
        &VARIABLES
    }
}

/// The variable from which the app takes the database: the first that exists, even if it is empty.
pub fn variable_in_use(settings: &Settings) -> Option<&'static str> {
    variables_read(settings)
        .iter()
        .copied()
        .find(|name| settings.get(name).is_some())
}

/// Finds the database as the app does.
///
/// Fails (exit 3) where the variable that wins is empty, as the app then does not start, and where its URL cannot be used, as
/// [`Target::parse`] says. The diagnostic has the place where the variable was set.
pub fn choose(settings: &Settings) -> Result<Chosen> {
    let mut set = variables_read(settings)
        .iter()
        .filter_map(|&name| Some((name, settings.get(name)?)));
    let Some((name, setting)) = set.next() else {
        return Ok(Chosen {
            target: Target::Sqlite(DEFAULT_SQLITE.into()).in_app_folder(settings),
            variable: None,
            origin: Origin::Default,
            shadowed: Vec::new(),
        });
    };
    if setting.value.is_empty() {
        return Err(Error::settings(empty(name, setting)));
    }
    let target = Target::of(settings, name, setting.value.expose()).map_err(|mut error| {
        error.diagnostic.source = setting.origin.source();
        error
    })?;
    Ok(Chosen {
        target: target.in_app_folder(settings),
        variable: Some(name),
        origin: setting.origin.clone(),
        shadowed: set
            .filter(|(_, other)| !other.value.is_empty())
            .map(|(name, _)| name)
            .collect(),
    })
}

fn empty(name: &str, setting: &Setting) -> Diagnostic {
    if let Some(hidden) = hidden_by_empty(name, setting) {
        return hidden.reason(codes::DOES_NOT_START);
    }
    let mut diagnostic = diagnostic!(codes::EMPTY_DATABASE_URL, name = name);
    diagnostic.source = setting.origin.source();
    if setting.origin == Origin::Process {
        diagnostic = diagnostic
            .help(codes::REMOVE_FROM_ENVIRONMENT)
            .command(text!(codes::UNSET_COMMAND, name = name));
    }
    diagnostic
}
