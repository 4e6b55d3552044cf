//! Trust for hosts whose URL in a `.env` file contains variables of the process environment.
//!
//! The app expands `${NAME}` from its environment, and so does navauth. Without this check, a `.env` file from a
//! repository could send any variable to any host. `dotenv::expand` finds these values; `trust` stores the trusted
//! hosts.

use super::settings::{Origin, Settings};
use crate::diagnostic;
use crate::diagnostics::catalog::trust as codes;
use crate::diagnostics::{Error, Result};
use crate::process::Env;
use crate::trust::{self, Destination};

/// The shortest value to search for in a host name: shorter ones, such as `1` and `org`, match by chance.
const SHORTEST: usize = 6;

/// Exit 3 if a setting expands a process environment variable and you have not trusted each of its hosts, given as
/// `HOST` or `HOST:PORT`.
pub fn require_trust(env: &Env, settings: &Settings, name: &str, hosts: &[String]) -> Result<()> {
    match settings
        .get(name)
        .and_then(|setting| setting.borrowed.as_deref())
    {
        Some(borrowed) => {
            let text = format!("{borrowed} of the process environment");
            require_trust_for(env, settings, name, hosts, &text)
        }
        None => Ok(()),
    }
}

/// As [`require_trust`], for a `.env` setting that sets the hosts; `sent` says what they receive.
pub fn require_trust_for(
    env: &Env,
    settings: &Settings,
    name: &str,
    hosts: &[String],
    sent: &str,
) -> Result<()> {
    let Some(setting) = settings.get(name) else {
        return Ok(());
    };
    let Origin::EnvFile { path, .. } = &setting.origin else {
        return Ok(());
    };
    let source = setting.origin.source();
    let purpose = format!("sends {sent} to");
    for host in hosts {
        let destination = Destination {
            url: &format!("https://{host}"),
            setting: name,
            purpose: &purpose,
            source: source.as_ref(),
        };
        let Err(error) = trust::require(env, &destination) else {
            continue;
        };
        if !contains_variable(env, host) {
            return Err(error);
        }
        // The host name itself may be secret, so it is neither shown nor stored.
        let diagnostic = diagnostic!(codes::BORROWED_HOST, file = path.display(), setting = name);
        return Err(Error::settings(match &source {
            Some(source) => diagnostic.at(&source.file, source.line),
            None => diagnostic,
        }));
    }
    Ok(())
}

/// Whether a host name contains the value of a process variable, ignoring case.
fn contains_variable(env: &Env, host: &str) -> bool {
    let host = host.to_lowercase();
    env.variables
        .values()
        .any(|value| value.len() >= SHORTEST && host.contains(&value.to_lowercase()))
}
