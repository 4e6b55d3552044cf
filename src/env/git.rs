//! What git knows about the `.env` file: whether it is tracked, ignored, or in the history.
//!
//! Owns asking git, as a process of its own with a deadline. It reads only, and runs nothing that the repository's configuration names.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use futures_util::future::join;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::Command;

use crate::secret::Secret;

/// More than this of the file's history is not read.
const LONGEST_HISTORY: u64 = 32 << 20;

/// A shorter text would be found in every other line.
const SHORTEST_SECRET: usize = 8;

/// What git knows about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tracking {
    /// Whether the file is in the index, so that the next commit holds it.
    pub tracked: bool,
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
        git(&["--literal-pathspecs", "ls-files", "-z", "--", name]),
        deadline,
    );
    let ignored = answer(git(&["check-ignore", "--quiet", "--", name]), deadline);
    let history = tokio::time::timeout(
        deadline,
        search(
            git(&HISTORY.iter().copied().chain([name]).collect::<Vec<_>>()),
            secrets,
        ),
    );
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
    Ok(Tracking {
        tracked: !index.stdout.is_empty(),
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

/// An answer, and how long it took since `begun`.
async fn timed<T>(begun: Instant, asking: impl Future<Output = T>) -> (T, Duration) {
    let answer = asking.await;
    (answer, begun.elapsed())
}

/// Every change to the file in any branch, tag or stash. Merges are shown too: one may have added the file, or hide the branch that did.
const HISTORY: [&str; 12] = [
    "--literal-pathspecs",
    "log",
    "--all",
    "--full-history",
    "-m",
    "--patch",
    "--format=%H",
    "--text",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--",
];

fn command(folder: &Path, variables: &BTreeMap<String, String>, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    // Inside a git hook these name another folder's repository, or a passing state of this one; check-ignore takes no literal paths.
    let misleading = [
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_PREFIX",
        "GIT_LITERAL_PATHSPECS",
    ];
    let kept = variables
        .iter()
        .filter(|(name, _)| !misleading.contains(&name.as_str()));
    command.env_clear().envs(kept).envs([
        ("LC_ALL", "C"),
        ("GIT_OPTIONAL_LOCKS", "0"),
        ("GIT_TERMINAL_PROMPT", "0"),
    ]);
    command.arg("-C").arg(folder).args([
        "--no-pager",
        "-c",
        "core.fsmonitor=false",
        "-c",
        "log.showSignature=false",
    ]);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

async fn answer(mut command: Command, deadline: Duration) -> Result<Output, Unknown> {
    let output = tokio::time::timeout(deadline, command.output())
        .await
        .map_err(|_| Unknown::Failed(late(deadline)))?;
    output.map_err(|error| {
        let missing = error.kind() == std::io::ErrorKind::NotFound;
        Unknown::Failed(if missing {
            "git is not installed".to_owned()
        } else {
            format!("git could not be run: {error}")
        })
    })
}

fn late(deadline: Duration) -> String {
    format!("git took longer than {deadline:?}; --timeout gives it more time")
}

/// Why git refused. Its text is foreign: only the first line, and not all of a long one.
fn refusal(output: &Output) -> Unknown {
    let text = String::from_utf8_lossy(&output.stderr);
    if text.contains("not a git repository") {
        return Unknown::NoRepository;
    }
    let line: String = text
        .lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(200)
        .collect();
    Unknown::Failed(format!(
        "git said: {}",
        crate::redact::printable(line.trim_start_matches("fatal: "))
    ))
}

/// Reads the history as it comes and keeps none of it.
async fn search(mut command: Command, secrets: &[Secret]) -> Result<History, String> {
    let unreadable = |error: std::io::Error| format!("git could not be run: {error}");
    let mut child = command.stderr(Stdio::null()).spawn().map_err(unreadable)?;
    let stdout = child
        .stdout
        .take()
        .ok_or_else(|| "git gave no output".to_owned())?;
    let mut lines = BufReader::new(stdout.take(LONGEST_HISTORY));
    let mut history = History {
        committed: false,
        secrets: Vec::new(),
    };
    let (mut line, mut read) = (Vec::new(), 0);
    while lines
        .read_until(b'\n', &mut line)
        .await
        .map_err(unreadable)?
        > 0
    {
        history.committed = true;
        read += line.len() as u64;
        let text = String::from_utf8_lossy(&line);
        for (place, secret) in secrets.iter().enumerate() {
            let secret = secret.expose();
            if secret.len() >= SHORTEST_SECRET
                && text.contains(secret)
                && !history.secrets.contains(&place)
            {
                history.secrets.push(place);
            }
        }
        line.clear();
    }
    if read >= LONGEST_HISTORY {
        return Err(format!(
            "the file's history is longer than {} MiB",
            LONGEST_HISTORY >> 20
        ));
    }
    let status = child.wait().await.map_err(unreadable)?;
    if status.success() {
        Ok(history)
    } else {
        Err("git could not read the history".to_owned())
    }
}
