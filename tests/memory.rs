//! Hostile inputs: each ends with a diagnostic, within its deadline, and in bounded memory.
//!
//! A test runs the program under a memory limit; the system ends a run that exceeds it. To add a case, call `expect`.

mod certificates;
mod env_file;
mod postgres;
mod sqlite;

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::support::{Folder, Run, finish};

/// What the program may allocate, in KiB. Code and shared libraries do not count.
const MEMORY: u32 = 100 << 10;

/// Extra time for a debug build to start and exit while other tests run, beyond the program's own deadline.
const SLACK: Duration = Duration::from_secs(8);

/// Runs the program with a memory limit of [`MEMORY`] and with `--timeout`.
pub fn run(folder: &Folder, arguments: &[&str], timeout: Duration) -> Run {
    let limit = format!("{}ms", timeout.as_millis());
    let navauth = folder.command(arguments.iter().copied().chain(["--timeout", &limit]));
    let mut shell = std::process::Command::new("sh");
    shell
        .args(["-c", &format!("ulimit -d {MEMORY} && exec \"$@\""), "sh"])
        .arg(navauth.get_program())
        .args(navauth.get_args())
        .current_dir(folder.path())
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    for (name, value) in navauth.get_envs() {
        shell.env(name, value.unwrap_or_default());
    }
    let started = Instant::now();
    let run = finish(shell.spawn().unwrap());
    let took = started.elapsed();
    assert!(took < timeout + SLACK, "{arguments:?} took {took:?}");
    run
}

/// Expects one of these exit codes and one of these problems.
#[track_caller]
pub fn expect(what: &str, run: &Run, codes: &[i32], ids: &[&str]) {
    let said = format!("{}{}", run.stdout, run.stderr);
    assert!(
        codes.contains(&run.code) && ids.iter().any(|id| said.contains(id)),
        "{what}: wanted {codes:?} and one of {ids:?}: {} {}",
        run.code,
        said.chars().take(2000).collect::<String>()
    );
}

#[test]
fn the_limit_ends_a_run_that_exceeds_it() {
    let shell = format!("ulimit -d {MEMORY} && exec sqlite3 :memory: \"$0\"");
    let output = std::process::Command::new("sh")
        .args(["-c", &shell, "SELECT length(randomblob(200000000))"])
        .output()
        .unwrap();
    assert!(
        !output.status.success() || !output.stderr.is_empty(),
        "{output:?}"
    );
}
