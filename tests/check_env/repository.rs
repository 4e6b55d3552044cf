//! What git knows about the `.env` file, with real repositories.

use std::path::Path;
use std::process::Command;

use super::corpus::{DEVELOPMENT, edited};
use super::wrong;
use crate::support::{Folder, own_variable, search_path};

const LEAKED: &str = "9d1e7c4b2a8f6035d4c3b2a1908f7e6d5c4b3a29";

/// A folder with the good setup, in a repository that ignores `.env`.
fn repository() -> Folder {
    let folder = Folder::with_env(DEVELOPMENT);
    git(folder.path(), &["init", "--quiet", "--initial-branch=main"]);
    folder.write(".gitignore", ".env\nhome/\n");
    commit(&folder, &[".gitignore"]);
    folder
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("PATH", search_path())
        .env("HOME", folder.join("home"));
    for (name, value) in [("NAME", "Test"), ("EMAIL", "test@example.org")] {
        git.env(format!("GIT_AUTHOR_{name}"), value)
            .env(format!("GIT_COMMITTER_{name}"), value);
    }
    let output = git.output().unwrap();
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn commit(folder: &Folder, files: &[&str]) {
    git(folder.path(), &[&["add", "--force", "--"], files].concat());
    git(folder.path(), &["commit", "--quiet", "--message", "change"]);
}

fn judge(folder: &Folder) -> Vec<String> {
    wrong(&folder.run(["check-env", "--json"]))
}

/// Runs the command that the first finding offers.
fn mend(folder: &Folder) -> String {
    let document = folder.run(["check-env", "--json"]).json();
    let command = document["findings"][0]["fix"]["command"]
        .as_str()
        .unwrap()
        .to_owned();
    let status = Command::new("sh")
        .args(["-c", &command])
        .current_dir(folder.path())
        .output()
        .unwrap()
        .status;
    assert!(status.success(), "{command}");
    command
}

#[test]
fn an_ignored_file_that_was_never_committed_is_right() {
    let folder = repository();
    let run = folder
        .run(["check-env", "--json", "--fail-on", "warning"])
        .code(0);
    assert!(wrong(&run).is_empty(), "{run:?}");
    assert!(run.ids("pass").contains(&"git.env-in-history".to_owned()));
}

#[test]
fn a_repository_without_any_commit_is_right_too() {
    let folder = Folder::with_env(DEVELOPMENT);
    git(folder.path(), &["init", "--quiet"]);
    assert_eq!(judge(&folder), ["warn git.env-not-ignored"]);
    assert_eq!(mend(&folder), "echo .env >> .gitignore");
    assert!(judge(&folder).is_empty());
}

#[test]
fn a_state_folder_that_git_tracks_is_found_and_the_fix_works() {
    let folder = repository();
    let _ = folder.run(["gen-secret", "--write", "--force"]);
    folder.write(".navauth/env-before-1", "JWT_SECRET_KEY=x\n");
    folder.write(".navauth.md", "no part of it\n");
    git(folder.path(), &["add", "--force", ".navauth.md"]);
    assert!(!judge(&folder).contains(&"fail git.state-tracked".to_owned()));
    git(folder.path(), &["add", "--force", ".navauth"]);
    let run = folder.run(["check-env", "--json"]).code(1);
    assert_eq!(run.ids("fail"), ["git.state-tracked"]);
    let document = run.json();
    let findings = document["findings"].as_array().unwrap();
    let command = findings
        .iter()
        .find(|finding| finding["id"] == "git.state-tracked")
        .unwrap()["fix"]["command"]
        .as_str()
        .unwrap();
    let shell = std::process::Command::new("sh")
        .args(["-c", command])
        .current_dir(folder.path())
        .status();
    assert!(shell.unwrap().success(), "{command}");
    assert!(folder.run(["check-env", "--json"]).ids("fail").is_empty());
}

#[test]
fn a_tracked_file_is_one_failure() {
    let folder = repository();
    git(folder.path(), &["add", "--force", ".env"]);
    // Staged only: the next commit would hold it.
    assert_eq!(
        judge(&folder),
        ["fail git.env-tracked", "skip git.env-not-ignored"]
    );
    commit(&folder, &[".env"]);
    let run = folder.run(["check-env", "--json"]).code(1);
    assert_eq!(run.ids("fail"), ["git.env-tracked"]);
    assert!(run.ids("warn").is_empty(), "{run:?}");
    assert!(
        run.ids("skip")
            .contains(&"git.secret-in-history".to_owned())
    );
    // What the next step leaves: the secrets are still in the old commits.
    assert!(mend(&folder).starts_with("git rm --cached .env"));
    assert_eq!(
        judge(&folder),
        ["fail git.secret-in-history", "skip git.env-in-history"]
    );
}

#[test]
fn a_secret_in_an_old_commit_is_named_by_its_variable() {
    let folder = repository();
    folder.write(".env", format!("GITHUB_CLIENT_SECRET={LEAKED}\nDATABASE_URL=postgresql://other@elsewhere/db?x=hunter2%40home\n"));
    commit(&folder, &[".env"]);
    git(folder.path(), &["rm", "--quiet", "--cached", ".env"]);
    git(
        folder.path(),
        &["commit", "--quiet", "--message", "take it out again"],
    );
    folder.write(".env", DEVELOPMENT);
    let run = folder.run(["check-env", "--json"]).code(1).without(LEAKED);
    assert_eq!(run.json()["findings"][0]["id"], "git.secret-in-history");
    assert_eq!(run.json()["findings"][0]["detail"], "GITHUB_CLIENT_SECRET");
    let _ = folder
        .run(["check-env"])
        .code(1)
        .without(LEAKED)
        .out("seen:  GITHUB_CLIENT_SECRET");
    // Once it is replaced, only the past is left to look at.
    folder.write(
        ".env",
        edited(
            DEVELOPMENT,
            &["GITHUB_CLIENT_SECRET=1d1e7c4b2a8f6035d4c3b2a1908f7e6d5c4b3a28"],
        ),
    );
    assert_eq!(judge(&folder), ["warn git.env-in-history"]);
}

#[test]
fn a_commit_on_a_branch_that_was_merged_and_deleted_is_found() {
    let folder = repository();
    git(folder.path(), &["checkout", "--quiet", "-b", "side"]);
    commit(&folder, &[".env"]);
    git(folder.path(), &["rm", "--quiet", "--cached", ".env"]);
    git(
        folder.path(),
        &["commit", "--quiet", "--message", "take it out again"],
    );
    git(folder.path(), &["checkout", "--quiet", "main"]);
    folder.write("README.md", "x");
    commit(&folder, &["README.md"]);
    git(folder.path(), &["merge", "--quiet", "--no-edit", "side"]);
    git(folder.path(), &["branch", "--quiet", "-D", "side"]);
    assert_eq!(
        judge(&folder),
        ["fail git.secret-in-history", "skip git.env-in-history"]
    );
}

#[test]
fn a_stash_is_history_too() {
    let folder = repository();
    git(
        folder.path(),
        &["stash", "push", "--quiet", "--all", "--", ".env"],
    );
    folder.write(".env", DEVELOPMENT);
    assert_eq!(
        judge(&folder),
        ["fail git.secret-in-history", "skip git.env-in-history"]
    );
}

#[test]
fn a_file_in_a_folder_above_is_asked_about_there() {
    let folder = repository();
    std::fs::create_dir(folder.path().join("api")).unwrap();
    folder.write(".gitignore", "home/\n");
    let mut command = folder.command(["check-env", "--json"]);
    let run = crate::support::finish(
        command
            .current_dir(folder.path().join("api"))
            .spawn()
            .unwrap(),
    )
    .code(0);
    assert_eq!(wrong(&run), ["warn git.env-not-ignored"]);
    assert_eq!(
        run.json()["findings"][0]["fix"]["command"],
        "echo .env >> ../.gitignore"
    );
}

#[test]
fn a_shallow_clone_cannot_tell_the_past() {
    let folder = repository();
    folder.write("README.md", "x");
    commit(&folder, &["README.md"]);
    let clone = Folder::new();
    let from = format!("file://{}", folder.path().display());
    git(
        clone.path(),
        &["clone", "--quiet", "--depth", "1", &from, "clone"],
    );
    clone.write("clone/.env", DEVELOPMENT);
    let mut command = clone.command(["check-env", "--json"]);
    let run = crate::support::finish(
        command
            .current_dir(clone.path().join("clone"))
            .spawn()
            .unwrap(),
    )
    .code(0);
    assert_eq!(
        wrong(&run),
        ["skip git.secret-in-history", "skip git.env-in-history"]
    );
    assert!(run.stdout.contains("shallow clone"), "{run:?}");
    assert_eq!(
        run.json()["verdict"],
        "no problems found, but 2 checks could not run"
    );
}

#[test]
fn without_git_nothing_is_said_to_be_right() {
    let mut folder = repository();
    folder.variable("PATH", "/nowhere");
    let run = folder.run(["check-env", "--json"]).code(0);
    assert_eq!(
        run.ids("skip"),
        [
            "git.env-tracked",
            "git.env-not-ignored",
            "git.state-tracked",
            "git.secret-in-history",
            "git.env-in-history"
        ]
    );
    assert!(run.stdout.contains("git is not installed"), "{run:?}");
}

#[test]
#[cfg(unix)]
fn a_git_that_hangs_is_not_waited_for() {
    let mut folder = repository();
    let path = folder.write("bin/git", "#!/bin/sh\nexec sleep 600\n");
    crate::support::set_mode(&path, 0o755);
    let path = format!("{}:{}", folder.path().join("bin").display(), search_path());
    folder.variable("PATH", &path);
    let run = folder
        .run(["check-env", "--json", "--timeout", "300ms"])
        .code(0);
    assert_eq!(run.ids("skip").len(), 5, "{run:?}");
    assert!(run.stdout.contains("git took longer than 300ms"), "{run:?}");
}

#[test]
fn outside_a_repository_there_is_nothing_to_say() {
    let run = Folder::with_env(DEVELOPMENT)
        .run(["check-env", "--json"])
        .code(0);
    assert!(!run.stdout.contains("git.env"), "{run:?}");
    assert_eq!(
        own_variable("GIT_DIR"),
        None,
        "the tests must not run inside a git hook"
    );
}

#[test]
fn inside_a_git_hook_the_files_own_repository_is_asked() {
    let mut folder = repository();
    let other = Folder::new();
    git(other.path(), &["init", "--quiet", "--bare", "other.git"]);
    folder
        .variable(
            "GIT_DIR",
            &other.path().join("other.git").display().to_string(),
        )
        .variable("GIT_INDEX_FILE", "/nowhere/index");
    git(folder.path(), &["add", "--force", ".env"]);
    assert_eq!(
        judge(&folder),
        ["fail git.env-tracked", "skip git.env-not-ignored"]
    );
}

#[test]
fn the_configuration_of_a_repository_runs_nothing() {
    let folder = repository();
    let trap = folder.path().join("trap");
    let script = folder.write("trap.sh", format!("#!/bin/sh\ntouch {}\n", trap.display()));
    crate::support::set_mode(&script, 0o755);
    let script = script.display().to_string();
    commit(&folder, &[".env"]);
    for key in [
        "core.fsmonitor",
        "core.pager",
        "diff.external",
        "diff.trap.textconv",
        "diff.trap.command",
    ] {
        git(folder.path(), &["config", key, &script]);
    }
    folder.write(".git/info/attributes", ".env diff=trap\n");
    assert_eq!(
        folder.run(["check-env", "--json"]).code(1).ids("fail"),
        ["git.env-tracked"]
    );
    assert!(
        !trap.exists(),
        "git ran a program of the repository's configuration"
    );
}
