//! Trust for hosts whose URL in a `.env` file contains variables of the process environment.
//!
//! The app expands `${NAME}` from its environment, and so does navauth: a `.env` file that came with a repository could send any variable to
//! any host that way. Which values borrow belongs to `dotenv::expand`, which hosts are trusted to `trust`.

use super::settings::{Origin, Settings};
use crate::diagnostic;
use crate::diagnostics::catalog::trust as codes;
use crate::diagnostics::{Error, Result};
use crate::process::Process;
use crate::trust::{self, Destination};

/// The shortest value that is looked for in a host name: shorter ones, such as `1` and `org`, are there by chance.
const SHORTEST: usize = 6;

/// Fails with exit 3 where a setting borrows a variable of the process environment and you have not confirmed each of its hosts, written
/// `HOST` or `HOST:PORT`.
pub fn require_trust(
    process: &Process,
    settings: &Settings,
    name: &str,
    hosts: &[String],
) -> Result<()> {
    match settings
        .get(name)
        .and_then(|setting| setting.borrowed.as_deref())
    {
        Some(borrowed) => require_trust_for(process, settings, name, hosts, borrowed),
        None => Ok(()),
    }
}

/// The same for a setting of the `.env` file that makes navauth send a certain variable of the process environment.
pub fn require_trust_for(
    process: &Process,
    settings: &Settings,
    name: &str,
    hosts: &[String],
    borrowed: &str,
) -> Result<()> {
    let Some(setting) = settings.get(name) else {
        return Ok(());
    };
    let Origin::EnvFile { path, .. } = &setting.origin else {
        return Ok(());
    };
    let source = setting.origin.source();
    let purpose = format!("sends {borrowed} of the process environment to");
    for host in hosts {
        let destination = Destination {
            url: &format!("https://{host}"),
            setting: name,
            purpose: &purpose,
            source: source.as_ref(),
        };
        let Err(error) = trust::require(process, &destination) else {
            continue;
        };
        if !contains_variable(process, host) {
            return Err(error);
        }
        // The name of the host is itself what must not be shown, and not be remembered.
        let finding = diagnostic!(codes::BORROWED_HOST, file = path.display(), setting = name);
        return Err(Error::settings(match &source {
            Some(source) => finding.at(&source.file, source.line),
            None => finding,
        }));
    }
    Ok(())
}

/// Whether the text of a process variable is in a host name, which is not case-sensitive.
fn contains_variable(process: &Process, host: &str) -> bool {
    let host = host.to_lowercase();
    process
        .variables
        .values()
        .any(|value| value.len() >= SHORTEST && host.contains(&value.to_lowercase()))
}
