//! Asks git about the `.env` file: whether it is tracked, ignored, or in the history.
//!
//! git runs as a child process with a deadline. It only reads, fetches nothing, and runs no program that the
//! repository configures. `search` searches for secrets.

mod search;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;

use crate::child;
use crate::diagnostics::redaction::sanitize;
use crate::state_folder::StateFolder;

pub use search::{SHORTEST_SECRET, Search, SearchedSecret};

/// The most bytes of a file list that are read: several hundred thousand files.
const LONGEST_LIST: u64 = 16 << 20;

/// The most bytes of a message that are read.
const LONGEST_MESSAGE: u64 = 4 << 10;

pub struct Request<'a> {
    /// The `.env` file.
    pub file: &'a Path,
    /// Other settings files in the same folder.
    pub others: Vec<OtherFile>,
    /// What no tracked file and no commit may contain.
    pub secrets: Vec<SearchedSecret>,
    /// Called with the number of files and commits that were searched so far.
    pub searched: &'a dyn Fn(usize),
}

/// A settings file next to the `.env` file.
#[derive(Clone, Debug)]
pub struct OtherFile {
    pub name: String,
    /// Whether it contains secrets.
    pub has_secrets: bool,
}

/// What git reported about the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tracking {
    /// The `.env` file, then the others of the request.
    pub files: Vec<TrackedFile>,
    /// Whether files in `.navauth/` next to it are in the index.
    pub tracks_state: bool,
    /// Whether any commit, branch or stash contains the `.env` file, or why that is unknown.
    pub committed: Result<bool, String>,
    /// Where secrets were found.
    pub search: Search,
    /// How long the queries took: those of the working tree and those of the history.
    pub took: [Duration; 2],
}

/// What git reported about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackedFile {
    pub name: String,
    /// Whether it contains secrets, or is meant to.
    pub has_secrets: bool,
    /// Whether it is in the index, so the next commit contains it.
    pub tracked: bool,
    /// Whether git ignores it.
    pub ignored: bool,
}

/// Why there is no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// The file is not in a repository.
    NoRepository,
    /// git failed, with the reason.
    Failed(String),
}

/// Asks git about the settings files, and searches for secrets. `deadline` applies to each query; if only a search
/// exceeds it, the rest is returned.
pub async fn track(
    request: &Request<'_>,
    variables: &BTreeMap<String, String>,
    deadline: Duration,
) -> Result<Tracking, Unknown> {
    let file = request.file;
    let (Some(folder), Some(name)) = (
        file.parent(),
        file.file_name().and_then(|name| name.to_str()),
    ) else {
        return Err(Unknown::NoRepository);
    };
    if !may_be_tracked(file) {
        return Err(Unknown::NoRepository);
    }
    let folder = Folder {
        path: folder,
        variables,
        deadline,
    };
    let started = Instant::now();
    let location = folder.locate().await?;
    let others = request.others.iter();
    let settings: Vec<(&str, bool)> = std::iter::once((name, true))
        .chain(others.map(|other| (other.name.as_str(), other.has_secrets)))
        .collect();
    let (files, tracks_state) = folder.index(&settings).await?;
    let (prefix, up, shallow) = (&location.prefix, &location.up, location.shallow);
    let names: Vec<&str> = settings.iter().map(|(name, _)| *name).collect();
    let repository = search::Repository {
        top: &folder.path.join(up),
        prefix,
        variables,
        settings_files: &names,
        shallow,
        searched: request.searched,
    };
    let mut search = Search {
        names: request.secrets.iter().map(|it| it.name.clone()).collect(),
        ..Search::default()
    };
    let matcher = search::Matcher::new(&request.secrets);
    let limit = search::Deadline {
        started,
        limit: deadline,
    };
    let objects = search.tracked_files(&repository, &matcher, limit).await;
    search.show_paths_from(prefix, up);
    let present = started.elapsed();
    let committed = committed(folder.git(&[&COMMITTED[..], &[name]].concat()), deadline);
    let (committed, ()) = tokio::join!(
        committed,
        search.history(&repository, &objects, &matcher, limit)
    );
    let committed = match committed {
        Ok(false) if shallow => Err(search::SHALLOW.to_owned()),
        committed => committed,
    };
    Ok(Tracking {
        files,
        tracks_state,
        committed,
        search,
        took: [present, started.elapsed()],
    })
}

/// The folder of the settings files.
struct Folder<'a> {
    path: &'a Path,
    variables: &'a BTreeMap<String, String>,
    deadline: Duration,
}

/// Where a folder is in its repository.
struct Location {
    shallow: bool,
    /// The path from the top to the folder.
    prefix: String,
    /// The path from the folder to the top.
    up: String,
}

impl Folder<'_> {
    fn git(&self, arguments: &[&str]) -> Result<Command, Unknown> {
        command(self.path, self.variables, arguments)
    }

    async fn locate(&self) -> Result<Location, Unknown> {
        let question = [
            "rev-parse",
            "--is-inside-work-tree",
            "--is-shallow-repository",
            "--show-prefix",
            "--show-cdup",
        ];
        let answer = run_git(self.git(&question), self.deadline).await?;
        if !answer.status.success() {
            return Err(git_error(&answer));
        }
        let answer = String::from_utf8_lossy(&answer.stdout);
        let mut lines = answer.split('\n').map(|line| line.trim_end_matches('\r'));
        if lines.next() != Some("true") {
            return Err(Unknown::NoRepository);
        }
        let shallow = lines.next() == Some("true");
        let mut path = || lines.next().unwrap_or_default().to_owned();
        Ok(Location {
            shallow,
            prefix: path(),
            up: path(),
        })
    }

    /// Which of the files git tracks and ignores, and whether it tracks the state folder. A file is a name, and whether it contains secrets.
    async fn index(&self, settings: &[(&str, bool)]) -> Result<(Vec<TrackedFile>, bool), Unknown> {
        let names: Vec<&str> = settings.iter().map(|(name, _)| *name).collect();
        let list = ["--literal-pathspecs", "ls-files", "-z", "--"];
        let list = [&list[..], &names, &[StateFolder::NAME]].concat();
        let ignored = names.iter().map(|name| {
            let question = ["check-ignore", "--quiet", "--", name];
            run_git(self.git(&question), self.deadline)
        });
        let listed = run_git(self.git(&list), self.deadline);
        let (index, ignored) = tokio::join!(listed, join_all(ignored));
        let index = index?;
        let ignored = ignored.into_iter().collect::<Result<Vec<_>, _>>()?;
        // check-ignore exits with 1 for "no"; only greater numbers are failures.
        let failed = std::iter::once(&index)
            .chain(&ignored)
            .find(|output| !matches!(output.status.code(), Some(0 | 1)));
        if let Some(failed) = failed {
            return Err(git_error(failed));
        }
        let indexed: Vec<&[u8]> = index.stdout.split(|&byte| byte == 0).collect();
        let files = settings
            .iter()
            .zip(&ignored)
            .map(|(&(name, has_secrets), ignored)| TrackedFile {
                name: name.to_owned(),
                has_secrets,
                tracked: indexed.contains(&name.as_bytes()),
                ignored: ignored.status.success(),
            })
            .collect();
        let state = StateFolder::NAME.as_bytes();
        let tracks_state = indexed
            .iter()
            .any(|path| path.split(|&byte| byte == b'/').next() == Some(state));
        Ok((files, tracks_state))
    }
}

/// Lists one commit with the file. Merges count too: one may have added the file, or hide the branch that did.
const COMMITTED: [&str; 6] = [
    "--literal-pathspecs",
    "rev-list",
    "--all",
    "--full-history",
    "--max-count=1",
    "--",
];

async fn committed(command: Result<Command, Unknown>, deadline: Duration) -> Result<bool, String> {
    match run_git(command, deadline).await {
        Ok(listed) if listed.status.success() => Ok(!listed.stdout.is_empty()),
        Ok(listed) => Err(format!(
            "git could not read the history: {}",
            first_line(&listed)
        )),
        Err(Unknown::Failed(reason)) => Err(reason),
        Err(Unknown::NoRepository) => Err("there is no repository".to_owned()),
    }
}

/// Whether a file may be in a repository, without starting git: a process takes longer than all other checks
/// together.
pub fn may_be_tracked(file: &Path) -> bool {
    let folder = file.parent().map(Path::canonicalize);
    // If a folder cannot be resolved, git decides.
    folder.is_none_or(|folder| {
        folder.map_or(true, |folder| {
            folder
                .ancestors()
                .any(|folder| folder.join(".git").exists())
        })
    })
}

/// Whether git tracks and ignores one file; None if it is in no repository, or git does not say.
pub async fn status(
    file: &Path,
    variables: &BTreeMap<String, String>,
    deadline: Duration,
) -> Option<TrackedFile> {
    let name = file.file_name()?.to_str()?;
    let folder = Folder {
        path: file.parent().filter(|_| may_be_tracked(file))?,
        variables,
        deadline,
    };
    let (files, _) = folder.index(&[(name, true)]).await.ok()?;
    files.into_iter().next()
}

/// Whether git tracks a file in a folder. On failure, it counts as untracked.
pub async fn tracks(
    folder: &Path,
    variables: &BTreeMap<String, String>,
    deadline: Duration,
) -> bool {
    let (Some(parent), Some(name)) = (folder.parent(), folder.file_name()) else {
        return false;
    };
    if !may_be_tracked(folder) {
        return false;
    }
    let name = name.to_string_lossy();
    let arguments = ["--literal-pathspecs", "ls-files", "-z", "--", &name];
    let listed = run_git(command(parent, variables, &arguments), deadline).await;
    listed.is_ok_and(|listed| !listed.stdout.is_empty())
}

/// What git may see of the environment, to read `safe.directory` from the user's configuration.
const PASSED: &[&str] = &[
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_CEILING_DIRECTORIES",
];

/// A git command that works offline and runs nothing. The repository may be hostile: its configuration names programs
/// (`fsmonitor`, `sshCommand`, `uploadpack`, …), missing objects would make git fetch them, and a folder may pose as
/// a bare repository. Only commands that do not diff are used, so no filter, textconv or diff program runs.
fn command(
    folder: &Path,
    variables: &BTreeMap<String, String>,
    arguments: &[&str],
) -> Result<Command, Unknown> {
    let mut command =
        child::command("git", variables, PASSED).map_err(|error| not_started(&error))?;
    command.envs([
        ("LC_ALL", "C"),
        ("GIT_ALLOW_PROTOCOL", "none"),
        ("GIT_NO_LAZY_FETCH", "1"),
        ("GIT_NO_REPLACE_OBJECTS", "1"),
        ("GIT_GRAFT_FILE", NO_FILE),
        ("GIT_OPTIONAL_LOCKS", "0"),
        ("GIT_TERMINAL_PROMPT", "0"),
    ]);
    command.arg("-C").arg(folder).arg("--no-pager");
    let settings = [
        "safe.bareRepository=explicit".to_owned(),
        "core.fsmonitor=false".to_owned(),
        format!("core.hooksPath={NO_FILE}"),
        // Reads large objects in chunks.
        "core.bigFileThreshold=1m".to_owned(),
    ];
    for setting in &settings {
        command.args(["-c", setting]);
    }
    command
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut command = Command::from(command);
    command.kill_on_drop(true);
    Ok(command)
}

const NO_FILE: &str = if cfg!(windows) { "NUL" } else { "/dev/null" };

async fn run_git(command: Result<Command, Unknown>, deadline: Duration) -> Result<Output, Unknown> {
    tokio::time::timeout(deadline, output(command?))
        .await
        .map_err(|_| Unknown::Failed(timeout_message(deadline)))?
        .map_err(|error| not_started(&error))
}

/// Runs git to completion and returns its bounded output.
async fn output(mut command: Command) -> io::Result<Output> {
    let mut child = command.spawn()?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let (stdout, stderr) =
        tokio::try_join!(read(stdout, LONGEST_LIST), read(stderr, LONGEST_MESSAGE))?;
    let status = child.wait().await?;
    Ok(Output {
        status,
        stdout,
        stderr,
    })
}

/// Reads a pipe to its end, or closes it at the limit.
async fn read(pipe: Option<impl AsyncRead + Unpin>, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        pipe.take(most).read_to_end(&mut bytes).await?;
    }
    Ok(bytes)
}

fn not_started(error: &io::Error) -> Unknown {
    Unknown::Failed(if error.kind() == io::ErrorKind::NotFound {
        "git is not installed".to_owned()
    } else {
        format!("git could not be run: {error}")
    })
}

fn timeout_message(deadline: Duration) -> String {
    format!("git took longer than {deadline:?}; allow more time with --timeout")
}

fn git_error(output: &Output) -> Unknown {
    if String::from_utf8_lossy(&output.stderr).contains("not a git repository") {
        return Unknown::NoRepository;
    }
    let text = String::from_utf8_lossy(&output.stderr);
    // For a repository of another user, git says how to trust it.
    let mut lines = text.lines().skip(1).map(str::trim);
    let command = lines.find(|line| line.starts_with("git config --global --add safe.directory "));
    let said = format!("git said: {}", first_line(output));
    Unknown::Failed(match command {
        Some(command) => format!("{said}; if you trust it, run: {}", sanitize(command)),
        None => said,
    })
}

/// The first line of git's error output, sanitized and shortened.
fn first_line(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let line = text.lines().next().unwrap_or_default();
    sanitize(line.trim_start_matches("fatal: "))
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::process::ExitStatusExt;
    use std::process::{ExitStatus, Output};

    use super::{Unknown, git_error};

    #[test]
    fn gits_advice_for_a_repository_of_another_user_is_kept() {
        let said = "fatal: detected dubious ownership in repository at '/srv/nav'\nTo add an exception for this directory, call:\n\n\
                    \tgit config --global --add safe.directory /srv/nav\n";
        let output = Output {
            status: ExitStatus::from_raw(128 << 8),
            stdout: Vec::new(),
            stderr: said.into(),
        };
        let expected = "git said: detected dubious ownership in repository at '/srv/nav'; if you trust it, run: git config --global --add \
                        safe.directory /srv/nav";
        assert_eq!(git_error(&output), Unknown::Failed(expected.to_owned()));
    }
}
