//! What git knows about the `.env` file: whether it is tracked, ignored, or in the history.
//!
//! Owns asking git, as a process of its own with a deadline. It reads only, fetches nothing, and runs nothing that the repository names.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use aho_corasick::AhoCorasick;
use futures_util::future::join;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::Command;

use crate::child;
use crate::secret::Secret;
use crate::state_folder::StateFolder;

/// More than this of the file's history is not read.
const LONGEST_HISTORY: u64 = 32 << 20;

/// More than this of a list is not read: some ten thousands of commits.
const LONGEST_LIST: u64 = 4 << 20;

/// More than this of a message, or of the line that comes before an object, is not read.
const LONGEST_MESSAGE: u64 = 4 << 10;

/// A shorter text would be found in every other line.
const SHORTEST_SECRET: usize = 8;

/// What git knows about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tracking {
    /// Whether the file is in the index, so that the next commit holds it.
    pub tracked: bool,
    /// Whether files of `.navauth/` beside it are in the index.
    pub tracks_state: bool,
    /// Whether an ignore rule keeps it from being added.
    pub ignored: bool,
    /// What commits, branches and stashes hold of it, or why that cannot be told.
    pub history: Result<History, String>,
    /// How long the questions about the present took, and the search of the history beside the second of them.
    pub took: [Duration; 2],
}

/// What the history holds of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// Whether any commit holds it.
    pub committed: bool,
    /// Which of the given secrets stand in it, by their place in the list.
    pub secrets: Vec<usize>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// The file lies in no repository.
    NoRepository,
    /// Git could not be asked, with the reason.
    Failed(String),
}

/// Asks git about a file and about secrets that may stand in its history. Each question may take as long as `deadline`; where only the
/// history takes longer, the rest is told.
pub async fn track(
    file: &Path,
    secrets: &[Secret],
    variables: &BTreeMap<String, String>,
    deadline: Duration,
) -> Result<Tracking, Unknown> {
    let (Some(folder), Some(name)) = (
        file.parent(),
        file.file_name().and_then(|name| name.to_str()),
    ) else {
        return Err(Unknown::NoRepository);
    };
    if !may_be_tracked(file) {
        return Err(Unknown::NoRepository);
    }
    let git = |arguments: &[&str]| command(folder, variables, arguments);
    let begun = Instant::now();
    let place = answer(
        git(&[
            "rev-parse",
            "--is-inside-work-tree",
            "--is-shallow-repository",
        ]),
        deadline,
    )
    .await?;
    if !place.status.success() {
        return Err(refusal(&place));
    }
    let place = String::from_utf8_lossy(&place.stdout);
    let mut place = place.lines();
    if place.next() != Some("true") {
        return Err(Unknown::NoRepository);
    }
    let shallow = place.next() == Some("true");
    let index = answer(
        git(&[
            "--literal-pathspecs",
            "ls-files",
            "-z",
            "--",
            name,
            StateFolder::NAME,
        ]),
        deadline,
    );
    let ignored = answer(git(&["check-ignore", "--quiet", "--", name]), deadline);
    let history = tokio::time::timeout(deadline, search(git, name, secrets));
    let ((present, asked), (history, searched)) =
        tokio::join!(timed(begun, join(index, ignored)), timed(begun, history));
    let (index, ignored) = (present.0?, present.1?);
    // check-ignore says no with 1; only a greater number is a failure.
    let failed = [&index, &ignored]
        .into_iter()
        .find(|output| !matches!(output.status.code(), Some(0 | 1)));
    if let Some(failed) = failed {
        return Err(refusal(failed));
    }
    let history = match history.unwrap_or_else(|_| Err(late(deadline))) {
        Ok(history) if shallow && !history.committed => {
            Err("this is a shallow clone, which holds only the latest commits".to_owned())
        }
        history => history,
    };
    let (state, file): (Vec<&[u8]>, Vec<&[u8]>) = index
        .stdout
        .split(|&byte| byte == 0)
        .filter(|path| !path.is_empty())
        .partition(|path| {
            path.split(|&byte| byte == b'/').next() == Some(StateFolder::NAME.as_bytes())
        });
    Ok(Tracking {
        tracked: !file.is_empty(),
        tracks_state: !state.is_empty(),
        ignored: ignored.status.success(),
        history,
        took: [asked, searched],
    })
}

/// Whether git could find a repository around a file, without starting it: starting a process takes longer than all checks of the settings.
pub fn may_be_tracked(file: &Path) -> bool {
    let folder = file.parent().map(Path::canonicalize);
    // A folder that cannot be followed is left to git to judge.
    folder.is_none_or(|folder| {
        folder.map_or(true, |folder| {
            folder
                .ancestors()
                .any(|folder| folder.join(".git").exists())
        })
    })
}

/// Whether git tracks a file in a folder. A repository that does not answer is taken for none.
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
    let listed = answer(command(parent, variables, &arguments), deadline).await;
    listed.is_ok_and(|listed| !listed.stdout.is_empty())
}

/// An answer, and how long it took since `begun`.
async fn timed<T>(begun: Instant, asking: impl Future<Output = T>) -> (T, Duration) {
    let answer = asking.await;
    (answer, begun.elapsed())
}

/// What git may know of the user's own configuration, for the `safe.directory` in it.
const PASSED: &[&str] = &[
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_CEILING_DIRECTORIES",
];

/// A git that answers from what is on this disk alone. The repository may be a stranger's: its configuration names programs (`fsmonitor`,
/// `sshCommand`, `uploadpack`, ...), its objects may be missing so that git would fetch them, and a folder in it may pass for a bare
/// repository of its own. Only commands are asked that compare no contents, so that no filter, textconv or diff program has a part in them.
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
        // A large object is read in pieces instead of as a whole.
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

async fn answer(command: Result<Command, Unknown>, deadline: Duration) -> Result<Output, Unknown> {
    tokio::time::timeout(deadline, output(command?))
        .await
        .map_err(|_| Unknown::Failed(late(deadline)))?
        .map_err(|error| not_started(&error))
}

/// Runs git to its end and takes what it says, as far as that is bounded.
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

fn late(deadline: Duration) -> String {
    format!("git took longer than {deadline:?}; --timeout gives it more time")
}

/// Why git refused.
fn refusal(output: &Output) -> Unknown {
    if String::from_utf8_lossy(&output.stderr).contains("not a git repository") {
        return Unknown::NoRepository;
    }
    Unknown::Failed(format!("git said: {}", first_line(output)))
}

/// The first line of what git says. It is foreign: not all of a long one.
fn first_line(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let line = text.lines().next().unwrap_or_default();
    crate::diagnostics::redaction::sanitize(line.trim_start_matches("fatal: "))
}

/// Looks for secrets in every version of the file that any branch, tag or stash contains.
async fn search(
    git: impl Fn(&[&str]) -> Result<Command, Unknown>,
    name: &str,
    secrets: &[Secret],
) -> Result<History, String> {
    let failed = |error: io::Error| format!("git could not be run: {error}");
    let git = |arguments: &[&str]| {
        git(arguments).map_err(|unknown| match unknown {
            Unknown::Failed(reason) => reason,
            Unknown::NoRepository => "there is no repository".to_owned(),
        })
    };
    let listed = output(git(&[&VERSIONS, &[name][..]].concat())?)
        .await
        .map_err(failed)?;
    if listed.stdout.len() as u64 == LONGEST_LIST {
        return Err("the file's history is too long to be read".to_owned());
    }
    if !listed.status.success() {
        return Err(format!(
            "git could not read the history: {}",
            first_line(&listed)
        ));
    }
    let versions = versions(&String::from_utf8_lossy(&listed.stdout), name)?;
    let mut history = History {
        committed: !listed.stdout.is_empty(),
        secrets: Vec::new(),
    };
    let searched: Vec<(usize, &str)> = secrets
        .iter()
        .map(Secret::expose)
        .enumerate()
        .filter(|(_, secret)| secret.len() >= SHORTEST_SECRET)
        .collect();
    if versions.is_empty() || searched.is_empty() {
        return Ok(history);
    }
    let mut child = git(&["cat-file", "--batch", "--buffer"])?
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(failed)?;
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Err("git gave no output".to_owned());
    };
    let write = async move {
        // A git that ends before it has read everything says too little on its output.
        let _ = stdin
            .write_all((versions.join("\n") + "\n").as_bytes())
            .await;
        drop(stdin);
        versions.len()
    };
    let matcher = Matcher::new(&searched)?;
    let (count, found) = tokio::join!(write, matcher.read(BufReader::new(stdout)));
    let (read, found) = found?;
    if read < count {
        return Err("git could not read all of the file's history".to_owned());
    }
    history.secrets = found.into_iter().collect();
    Ok(history)
}

/// Lists commits and, as `object path`, the versions of the file in them; `?object` is one that is not here. Merges count too: one may have
/// added the file, or hide the branch that did.
const VERSIONS: [&str; 7] = [
    "--literal-pathspecs",
    "rev-list",
    "--all",
    "--full-history",
    "--objects",
    "--missing=print",
    "--",
];

/// The objects of the file's versions.
fn versions(listed: &str, name: &str) -> Result<Vec<String>, String> {
    if listed.lines().any(|line| line.starts_with('?')) {
        return Err(
            "a part of the history is missing here, as in a partial clone or a damaged repository"
                .to_owned(),
        );
    }
    let objects = listed.lines().filter_map(|line| line.split_once(' '));
    let versions = objects.filter(|(_, path)| path.rsplit('/').next() == Some(name));
    Ok(versions.map(|(object, _)| object.to_owned()).collect())
}

/// Finds secrets in the objects that `git cat-file --batch` prints, of which it keeps no more than a piece.
struct Matcher<'secrets> {
    patterns: AhoCorasick,
    searched: &'secrets [(usize, &'secrets str)],
    longest: usize,
}

impl<'secrets> Matcher<'secrets> {
    const PIECE: u64 = 64 << 10;

    fn new(searched: &'secrets [(usize, &'secrets str)]) -> Result<Self, String> {
        let texts = || searched.iter().map(|(_, secret)| secret);
        Ok(Self {
            patterns: AhoCorasick::new(texts()).map_err(|error| error.to_string())?,
            longest: texts().map(|secret| secret.len()).max().unwrap_or_default(),
            searched,
        })
    }

    /// How many objects there were, and the places of the secrets that were found in them.
    async fn read(
        &self,
        mut output: impl AsyncBufRead + Unpin,
    ) -> Result<(usize, BTreeSet<usize>), String> {
        let (mut read, mut total, mut found) = (0, 0, BTreeSet::new());
        let unreadable = |_: io::Error| "git could not read all of the file's history".to_owned();
        loop {
            let mut header = String::new();
            let limited = (&mut output).take(LONGEST_MESSAGE);
            if read_line(limited, &mut header).await.map_err(unreadable)? == 0 {
                return Ok((read, found));
            }
            let size = header.trim_end().rsplit(' ').next();
            let Some(size) = size.and_then(|size| size.parse::<u64>().ok()) else {
                return Err(
                    "a version of the file is missing here, as in a partial clone or a damaged repository"
                        .to_owned(),
                );
            };
            total += size;
            if total > LONGEST_HISTORY {
                return Err(format!(
                    "the file's history is longer than {} MiB",
                    LONGEST_HISTORY >> 20
                ));
            }
            self.search(&mut output, size, &mut found)
                .await
                .map_err(unreadable)?;
            // The line end behind the object.
            output.read_u8().await.map_err(unreadable)?;
            read += 1;
        }
    }

    async fn search(
        &self,
        output: &mut (impl AsyncBufRead + Unpin),
        mut left: u64,
        found: &mut BTreeSet<usize>,
    ) -> io::Result<()> {
        let mut piece = Vec::new();
        while left > 0 {
            let kept = piece.len().min(self.longest - 1);
            piece.drain(..piece.len() - kept);
            let length = left.min(Self::PIECE);
            (&mut *output).take(length).read_to_end(&mut piece).await?;
            if piece.len() == kept {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            left -= (piece.len() - kept) as u64;
            let hits = self.patterns.find_overlapping_iter(&piece);
            found.extend(hits.map(|hit| self.searched[hit.pattern().as_usize()].0));
        }
        Ok(())
    }
}

async fn read_line(mut limited: impl AsyncBufRead + Unpin, line: &mut String) -> io::Result<usize> {
    limited.read_line(line).await
}
