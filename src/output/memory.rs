//! Stored results: a baseline of known problems, and the last run for comparison.
//!
//! Written only on request, and without secrets.

use std::fmt::Display;
use std::io;
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::fingerprint::fingerprints;
use super::places::Places;
use super::{Report, file};
use crate::diagnostic;
use crate::diagnostics::catalog::report;
use crate::diagnostics::{Diagnostic, Status};
use crate::diagnostics::{Error, Result};
use crate::input_file;
use crate::process::{Env, quoted};
use crate::state_folder::StateFolder;
use crate::terminal::escape_for_terminal;

/// The format version; increases when a field changes its meaning.
const VERSION: u32 = 1;

/// A stored problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// Its id.
    pub id: String,
    /// `warn` or `fail`.
    pub status: String,
    /// Its message.
    pub title: String,
    /// Identifies the same problem in another run.
    pub fingerprint: String,
}

/// The changes since the last run.
#[derive(Clone, Debug, Serialize)]
pub struct Changes {
    /// When the last run was.
    pub since: Timestamp,
    /// The new problems.
    pub new: Vec<Remembered>,
    /// The problems that are gone.
    pub gone: Vec<Remembered>,
}

#[derive(Serialize, Deserialize)]
struct Memory {
    schema_version: u32,
    command: String,
    environment: Option<String>,
    time: Timestamp,
    findings: Vec<Remembered>,
}

impl Report {
    /// Writes the current problems as a baseline.
    pub fn write_baseline(&self, path: &Path, env: &Env) -> Result<()> {
        file::replace(&env.directory.join(path), &text(&self.memory(env))?)
    }

    /// Moves the problems in the baseline to `known`, so that only new ones count. Fails with exit 3 if there is no baseline.
    pub fn against_baseline(&self, path: &Path, env: &Env) -> Result<Self> {
        let bytes = match input_file::read_named(&env.directory.join(path)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            bytes => bytes.map(Some),
        };
        let values: [(&str, &dyn Display); 2] =
            [("command", &self.command), ("file", &quoted(path))];
        let read = read(bytes, path).map_err(|mut error| {
            if error.diagnostic.is(&report::UNREADABLE_MEMORY) {
                error.diagnostic.fix = None;
                let help = &report::REWRITE_BASELINE;
                error.diagnostic = Box::new(error.diagnostic.with_help(help, &values));
            }
            error
        });
        let Some(baseline) = read? else {
            return Err(Error::settings(diagnostic!(
                report::NO_BASELINE,
                command = self.command,
                baseline = path.display(),
                file = quoted(path)
            )));
        };
        let prints = fingerprints(&self.findings, &Places::new(env));
        let known = |print: &String| {
            baseline
                .findings
                .iter()
                .any(|remembered| remembered.fingerprint == *print)
        };
        let (known, new): (Vec<_>, Vec<_>) = self
            .findings
            .iter()
            .cloned()
            .zip(prints)
            .partition(|(diagnostic, print)| is_open(diagnostic) && known(print));
        let mut report =
            self.with_findings(new.into_iter().map(|(diagnostic, _)| diagnostic).collect());
        report.changes.clone_from(&self.changes);
        report.known = known
            .into_iter()
            .map(|(diagnostic, _)| diagnostic)
            .collect();
        report.count();
        Ok(report)
    }

    /// Adds the changes since the last run with the same command and environment, and stores this run.
    pub fn compare_with_last(&mut self, env_file: Option<&Path>, env: &Env) -> Result<()> {
        let file = env_file.unwrap_or(Path::new(".env"));
        let shown = StateFolder::beside(file);
        let folder = env.directory.join(&shown);
        let name = self.memory_name();
        let path = shown.join(&name);
        let now = self.memory(env);
        if let Some(last) = read(StateFolder::read(&folder, &name), &path)? {
            let without = |these: &[Remembered], those: &[Remembered]| -> Vec<Remembered> {
                these
                    .iter()
                    .filter(|this| {
                        !those
                            .iter()
                            .any(|that| that.fingerprint == this.fingerprint)
                    })
                    .cloned()
                    .collect()
            };
            let (new, gone) = (
                without(&now.findings, &last.findings),
                without(&last.findings, &now.findings),
            );
            self.changes = Some(Changes {
                since: last.time,
                new,
                gone,
            });
        }
        let now = text(&now)?;
        StateFolder::open(&folder)
            .and_then(|folder| folder.write(&name, now.as_bytes()))
            .map_err(|error| {
                StateFolder::refusal(&error, &shown)
                    .map_or_else(|| file::unwritable(&path, &error), Error::settings)
            })
    }

    fn memory_name(&self) -> String {
        let environment = self
            .environment
            .as_ref()
            .map_or_else(String::new, |environment| format!(".{environment}"));
        format!("last-{}{environment}.json", self.command)
    }

    fn memory(&self, env: &Env) -> Memory {
        let prints = fingerprints(&self.findings, &Places::new(env));
        let open = self
            .findings
            .iter()
            .zip(prints)
            .filter(|(diagnostic, _)| is_open(diagnostic));
        let findings = open.map(|(diagnostic, fingerprint)| Remembered {
            id: diagnostic.id().to_owned(),
            status: diagnostic.status.word().to_owned(),
            title: diagnostic.title.clone().into_owned(),
            fingerprint,
        });
        Memory {
            schema_version: VERSION,
            command: self.command.to_owned(),
            environment: self.environment.clone(),
            time: env.now(),
            findings: findings.collect(),
        }
    }
}

fn is_open(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.status, Status::Fail | Status::Warn)
}

fn text(memory: &Memory) -> Result<String> {
    let text = serde_json::to_string_pretty(memory)
        .map_err(|_| Error::bug("a run could not be remembered"))?;
    Ok(text + "\n")
}

/// Reads the file; None if it does not exist. `named` is its name in messages.
fn read(bytes: io::Result<Option<Vec<u8>>>, named: &Path) -> Result<Option<Memory>> {
    let bytes = match bytes {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Ok(None),
        Err(error) => {
            let folder = named.parent().unwrap_or(named);
            return Err(StateFolder::refusal(&error, folder).map_or_else(
                || unreadable(named, &escape_for_terminal(&error.to_string())),
                Error::settings,
            ));
        }
    };
    let memory: Option<Memory> = serde_json::from_slice(&bytes).ok();
    match memory {
        Some(mut memory) if memory.schema_version == VERSION => {
            for remembered in &mut memory.findings {
                // The file is untrusted: it may have been edited.
                [
                    &mut remembered.id,
                    &mut remembered.status,
                    &mut remembered.title,
                ]
                .into_iter()
                .for_each(|text| *text = escape_for_terminal(text));
            }
            Ok(Some(memory))
        }
        Some(_) => Err(unreadable(named, report::OTHER_VERSION)),
        None => Err(unreadable(named, report::NOT_OURS)),
    }
}

fn unreadable(path: &Path, cause: &str) -> Error {
    let diagnostic = diagnostic!(
        report::UNREADABLE_MEMORY,
        file = path.display(),
        path = quoted(path)
    );
    Error::settings(diagnostic.reason(cause))
}
