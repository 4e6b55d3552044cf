//! Targets that are reached through their own CLI, which reads the value from standard input.
//!
//! No value is passed as an argument, because other users can see those.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use jiff::Timestamp;
use serde::Deserialize;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use super::Present;
use crate::child;
use crate::diagnostic;
use crate::diagnostics::catalog::push;
use crate::diagnostics::redaction::{escape_for_terminal, sanitize};
use crate::diagnostics::{Error, Result};
use crate::secret::Secret;

/// A kind of target. `{location}` and `{name}` are placeholders.
struct Kind {
    /// The name after `--to`.
    name: &'static str,
    /// The display name.
    label: &'static str,
    program: &'static str,
    /// Prints a JSON list of `{name, updatedAt}`.
    list: &'static [&'static str],
    /// Sets the value from standard input.
    set: &'static [&'static str],
    delete: &'static [&'static str],
    variables: &'static [(&'static str, &'static str)],
    /// The environment variables that it inherits: its credentials and the network settings.
    passed: &'static [&'static str],
    /// The reserved prefix of names, and the fix.
    forbidden: &'static [(&'static str, &'static str)],
    /// Where it can be installed from.
    page: &'static str,
    login: &'static str,
}

const KINDS: [Kind; 1] = [Kind {
    name: "github",
    label: "GitHub",
    program: "gh",
    list: &[
        "secret",
        "list",
        "--repo",
        "{location}",
        "--json",
        "name,updatedAt",
    ],
    set: &["secret", "set", "{name}", "--repo", "{location}"],
    delete: &["secret", "delete", "{name}", "--repo", "{location}"],
    variables: &[("GH_PROMPT_DISABLED", "1"), ("NO_COLOR", "1")],
    passed: &[
        "GH_*",
        "GITHUB_TOKEN",
        "GITHUB_ENTERPRISE_TOKEN",
        "HTTPS_PROXY",
        "HTTP_PROXY",
        "NO_PROXY",
        "ALL_PROXY",
        "https_proxy",
        "http_proxy",
        "no_proxy",
        "all_proxy",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        // The keyring with its credentials.
        "DBUS_SESSION_BUS_ADDRESS",
        "XDG_RUNTIME_DIR",
        "XDG_STATE_HOME",
    ],
    forbidden: &[(
        "GITHUB_",
        "GitHub does not accept names that begin with GITHUB_: add it there yourself, under another name",
    )],
    page: "https://cli.github.com",
    login: "gh auth login",
}];

/// A target that a program reaches.
pub struct Program {
    kind: &'static Kind,
    location: String,
    variables: BTreeMap<String, String>,
    deadline: Duration,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    name: String,
    #[serde(default)]
    updated_at: Option<Timestamp>,
}

/// The repository of a URL that was copied from the browser or from git; anything else as it is.
fn without_scheme(location: &str) -> &str {
    let Some(address) = location.strip_prefix("https://") else {
        return location;
    };
    let address = address.trim_end_matches('/');
    let address = address.strip_suffix(".git").unwrap_or(address);
    address.strip_prefix("github.com/").unwrap_or(address)
}

impl Program {
    /// The names of the kinds of targets.
    pub fn kinds() -> impl Iterator<Item = &'static str> {
        KINDS.iter().map(|kind| kind.name)
    }

    /// A target of a kind, such as `github` and `owner/repository`. `deadline` limits each call of the program.
    pub fn new(
        kind: &str,
        location: &str,
        variables: &BTreeMap<String, String>,
        deadline: Duration,
    ) -> Result<Self> {
        let Some(kind) = KINDS.iter().find(|row| row.name == kind) else {
            let known: Vec<_> = Self::kinds().collect();
            return Err(Error::usage(diagnostic!(
                push::UNKNOWN_TARGET,
                kind = escape_for_terminal(kind),
                kinds = known.join(", ")
            )));
        };
        let word = |part: &str| {
            let allowed = |character: char| {
                character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.')
            };
            part.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_')
                && part.chars().all(allowed)
        };
        let location = without_scheme(location);
        if !(2..=3).contains(&location.split('/').count()) || !location.split('/').all(word) {
            return Err(Error::usage(diagnostic!(
                push::WRONG_PLACE,
                label = kind.label,
                kind = kind.name
            )));
        }
        Ok(Self {
            kind,
            location: location.to_owned(),
            variables: variables.clone(),
            deadline,
        })
    }

    /// The display name.
    pub fn label(&self) -> String {
        format!("the repository {} on {}", self.location, self.kind.label)
    }

    /// The key in the record of uploads.
    pub fn key(&self) -> String {
        format!("{} {}", self.kind.name, self.location)
    }

    /// Why the target does not accept a secret of this name.
    pub fn forbids(&self, name: &str) -> Option<&'static str> {
        self.kind
            .forbidden
            .iter()
            .find(|(beginning, _)| name.starts_with(beginning))
            .map(|(_, why)| *why)
    }

    /// The existing secrets.
    pub async fn present(&self) -> Result<Present> {
        let output = self.run(self.kind.list, "", None).await?;
        let listed: Vec<Listed> = serde_json::from_slice(&output.stdout).map_err(|_| {
            let Kind { program, page, .. } = self.kind;
            Error::refused(diagnostic!(
                push::PROGRAM_UNREADABLE,
                program = program,
                page = page
            ))
        })?;
        Ok(listed
            .into_iter()
            .map(|secret| (secret.name, secret.updated_at))
            .collect())
    }

    /// Sets a secret.
    pub async fn set(&self, name: &str, value: &Secret) -> Result<()> {
        self.run(self.kind.set, name, Some(value)).await.map(|_| ())
    }

    /// Deletes a secret.
    pub async fn delete(&self, name: &str) -> Result<()> {
        self.run(self.kind.delete, name, None).await.map(|_| ())
    }

    async fn run(&self, arguments: &[&str], name: &str, input: Option<&Secret>) -> Result<Output> {
        let arguments = arguments.iter().map(|word| {
            word.replace("{location}", &self.location)
                .replace("{name}", name)
        });
        let mut command = child::command(self.kind.program, &self.variables, self.kind.passed)
            .map_err(|error| self.not_started(&error))?;
        // The program runs git in its working directory, which may be an untrusted repository.
        if let Some(home) = self
            .variables
            .get("HOME")
            .filter(|home| Path::new(home).is_dir())
        {
            command.current_dir(home);
        }
        command
            .args(arguments)
            .envs(self.kind.variables.iter().copied());
        let mut command = Command::from(command);
        command.kill_on_drop(true);
        let input_from = if input.is_some() {
            Stdio::piped()
        } else {
            Stdio::null()
        };
        let mut child = command
            .stdin(input_from)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| self.not_started(&error))?;
        let talk = async {
            if let (Some(mut stdin), Some(value)) = (child.stdin.take(), input) {
                // A program that exits without reading reports the reason in its exit code.
                let _ = stdin.write_all(value.expose().as_bytes()).await;
            }
            child.wait_with_output().await
        };
        let output = match tokio::time::timeout(self.deadline, talk).await {
            Ok(output) => output.map_err(|error| self.not_started(&error))?,
            Err(_) => return Err(self.too_slow()),
        };
        if output.status.success() {
            Ok(output)
        } else {
            Err(self.refused(&output))
        }
    }

    fn not_started(&self, error: &std::io::Error) -> Error {
        let Kind {
            program,
            label,
            page,
            login,
            ..
        } = self.kind;
        let diagnostic = diagnostic!(
            push::PROGRAM_MISSING,
            program = program,
            label = label,
            page = page,
            login = login
        );
        let reason = match error.kind() {
            ErrorKind::NotFound => push::NOT_INSTALLED.to_owned(),
            _ => error.to_string(),
        };
        Error::settings(diagnostic.reason(reason))
    }

    fn too_slow(&self) -> Error {
        Error::unreachable(diagnostic!(
            push::PROGRAM_SLOW,
            program = self.kind.program,
            seconds = self.deadline.as_secs()
        ))
    }

    fn refused(&self, output: &Output) -> Error {
        let said = String::from_utf8_lossy(&output.stderr);
        let line = said
            .lines()
            .find(|line| !line.trim().is_empty())
            .unwrap_or("no message");
        let diagnostic = diagnostic!(
            push::PROGRAM_REFUSED,
            program = self.kind.program,
            location = self.location,
            login = self.kind.login
        );
        let diagnostic = diagnostic.observed(sanitize(line));
        Error::refused(diagnostic)
    }
}

#[cfg(test)]
mod tests {
    use super::Program;
    use std::collections::BTreeMap;
    use std::time::Duration;

    #[test]
    fn a_place_cannot_pass_for_an_option() {
        let made = |kind, location| {
            Program::new(kind, location, &BTreeMap::new(), Duration::from_secs(1))
                .map_err(|error| error.diagnostic.id())
                .map(|program| program.key())
        };
        assert_eq!(
            made("github", "owner/repository").unwrap(),
            "github owner/repository"
        );
        for address in [
            "https://github.com/owner/repository",
            "https://github.com/owner/repository.git",
            "https://github.com/owner/repository/",
        ] {
            assert_eq!(made("github", address).unwrap(), "github owner/repository");
        }
        assert_eq!(
            made("github", "github.example.org/owner/repository").unwrap(),
            "github github.example.org/owner/repository"
        );
        for location in [
            "", "owner", "--repo/x", "owner/-x", "a/b/c/d", "a/b c", "a/", "a/{name}",
        ] {
            assert_eq!(
                made("github", location),
                Err("push.wrong-place"),
                "{location}"
            );
        }
        assert_eq!(made("fly", "owner/repository"), Err("push.unknown-target"));
    }
}
