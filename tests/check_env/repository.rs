//! The checks that ask git about the `.env` file, with real repositories.

use std::path::Path;
use std::process::Command;

use super::corpus::{DEVELOPMENT, edited};
use crate::support::{Folder, Run, own_variable, search_path, set_mode};

const LEAKED: &str = "9d1e7c4b2a8f6035d4c3b2a1908f7e6d5c4b3a29";

/// A folder with the valid setup, in a repository that ignores `.env`.
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

/// The output of a git command.
fn git_says(folder: &Folder, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn commit(folder: &Folder, files: &[&str]) {
    git(folder.path(), &[&["add", "--force", "--"], files].concat());
    git(folder.path(), &["commit", "--quiet", "--message", "change"]);
}

fn problems(folder: &Folder) -> Vec<String> {
    folder.run(["check-env", "--json"]).not_passed()
}

/// Runs the command of the first problem.
fn run_fix(folder: &Folder) -> String {
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

/// `./-name` never matches in a .gitignore file, and `-name` is an option of `echo`.
#[test]
fn a_file_whose_name_begins_with_a_dash_can_be_ignored() {
    let folder = Folder::new();
    folder.init_git();
    folder.write("-weird.env", "LOG_LEVEL=info\n");
    let check = [
        "check-env",
        "--env-file",
        "./-weird.env",
        "--only",
        "git.env-not-ignored",
        "--json",
    ];
    let run = folder.run(check);
    assert_eq!(run.ids("warn"), ["git.env-not-ignored"]);
    let document = run.json();
    let command = document["findings"][0]["fix"]["command"].as_str().unwrap();
    let _ = folder.run_printed(command).code(0);
    let _ = folder.run(check).code(0);
    assert!(folder.run(check).ids("warn").is_empty());
}

/// Only the owner may change the permissions of a file.
#[cfg(target_os = "linux")]
#[test]
fn the_owner_of_a_readable_file_is_named() {
    let folder = Folder::with_env("LOG_LEVEL=info\n");
    set_mode(&folder.path().join(".env"), 0o644);
    let check = ["check-env", "--only", "file.readable-by-others", "--json"];
    let fix = |run: &Run| run.json()["findings"][0]["fix"].clone();
    assert_eq!(fix(&folder.run(check))["command"], "chmod 600 .env");
    // Other users can be had only as root.
    use std::os::unix::fs::MetadataExt;
    if std::fs::metadata("/proc/self").unwrap().uid() == 0 {
        let other = fix(&folder.run_unprivileged(check));
        assert!(other["command"].is_null(), "{other}");
        let text = "ask its owner, root, to run: chmod 600 .env";
        assert_eq!(other["text"], text);
    }
}

#[test]
fn an_ignored_uncommitted_file_passes() {
    let folder = repository();
    let run = folder
        .run(["check-env", "--json", "--fail-on", "warning"])
        .code(0);
    assert!(run.not_passed().is_empty(), "{run:?}");
    assert!(run.ids("pass").contains(&"git.env-in-history".to_owned()));
}

#[test]
fn a_repository_without_commits_passes() {
    let folder = Folder::with_env(DEVELOPMENT);
    git(folder.path(), &["init", "--quiet"]);
    assert_eq!(problems(&folder), ["warn git.env-not-ignored"]);
    assert_eq!(run_fix(&folder), "echo .env >> .gitignore");
    assert!(problems(&folder).is_empty());
}

#[test]
fn a_state_folder_that_git_tracks_is_found_and_the_fix_works() {
    let folder = repository();
    let _ = folder.run(["gen-secret", "--write", "--force"]);
    folder.write(".navauth/env-before-1", "JWT_SECRET_KEY=x\n");
    folder.write(".navauth.md", "no part of it\n");
    git(folder.path(), &["add", "--force", ".navauth.md"]);
    assert!(!problems(&folder).contains(&"fail git.state-tracked".to_owned()));
    git(folder.path(), &["add", "--force", ".navauth"]);
    let run = folder.run(["check-env", "--json"]).code(1);
    assert_eq!(run.ids("fail"), ["git.state-tracked"]);
    let document = run.json();
    let findings = document["findings"].as_array().unwrap();
    let command = findings
        .iter()
        .find(|diagnostic| diagnostic["id"] == "git.state-tracked")
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
    // Only staged: the next commit would contain it.
    assert_eq!(
        problems(&folder),
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
    // What is left after this fix: the secrets are still in the old commits.
    assert!(run_fix(&folder).starts_with("git rm --cached --force .env"));
    assert_eq!(
        problems(&folder),
        ["fail git.secret-in-history", "skip git.env-in-history"]
    );
}

#[test]
fn reports_secrets_in_old_commits_by_variable() {
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
    let commit = &git_says(&folder, &["rev-parse", "HEAD~1"])[..10];
    assert_eq!(
        run.json()["findings"][0]["detail"],
        format!(
            "DATABASE_URL in commit {commit}, .env; GITHUB_CLIENT_SECRET in commit {commit}, .env"
        )
    );
    let _ = folder
        .run(["check-env"])
        .code(1)
        .without(LEAKED)
        .out("GITHUB_CLIENT_SECRET in commit");
    // Once they are replaced, only the history is left.
    folder.write(
        ".env",
        edited(
            DEVELOPMENT,
            &[
                "GITHUB_CLIENT_SECRET=1d1e7c4b2a8f6035d4c3b2a1908f7e6d5c4b3a28",
                "DATABASE_URL=postgresql://navigator:hunter3%40home@localhost:5433/open_navigator",
            ],
        ),
    );
    assert_eq!(problems(&folder), ["warn git.env-in-history"]);
}

/// A tracked file with a text in the middle, and the expected problem.
#[test]
fn reports_secrets_in_tracked_files_by_line() {
    for (name, line, variable) in [
        (
            ".env.example",
            format!("GITHUB_CLIENT_SECRET={LEAKED}"),
            "GITHUB_CLIENT_SECRET",
        ),
        (
            "docs/how to.md",
            format!("curl -d client_secret={LEAKED}x"),
            "GITHUB_CLIENT_SECRET",
        ),
        (
            "docker-compose.yml",
            "      DATABASE_URL: postgresql://other:hunter2%40home@db/x".to_owned(),
            "DATABASE_URL",
        ),
        (
            "src/settings.py",
            "password = 'hunter2@home'".to_owned(),
            "DATABASE_URL",
        ),
        (
            "k8s.yaml",
            // The Base64 form of the Facebook secret.
            "  secret: YzRhMWYwOWI3ZTJkODM1NjFmMGU5ZDhjN2I2YTU5NDg=".to_owned(),
            "FACEBOOK_APP_SECRET",
        ),
        (
            "big.txt",
            format!("{}{LEAKED}", "x".repeat(200_000)),
            "GITHUB_CLIENT_SECRET",
        ),
    ] {
        let folder = repository();
        folder.write(name, format!("# one\n# two\n{line}\n# four\n"));
        commit(&folder, &[name]);
        let run = folder.run(["check-env", "--json"]).code(1);
        let run = run.without(LEAKED).without("hunter2");
        assert_eq!(
            run.not_passed(),
            ["fail git.secret-tracked", "skip git.secret-in-history"],
            "{name}"
        );
        let document = run.json();
        let diagnostic = &document["findings"][0];
        assert_eq!(diagnostic["source"]["file"], name);
        assert_eq!(diagnostic["source"]["line"], 3);
        assert_eq!(diagnostic["detail"], variable);
        // Removed, but committed: the history still contains it.
        folder.write(name, "nothing\n");
        commit(&folder, &[name]);
        let run = folder.run(["check-env", "--json"]).code(1);
        assert_eq!(run.ids("fail"), ["git.secret-in-history"], "{name}");
        let commit = &git_says(&folder, &["rev-parse", "HEAD~1"])[..10];
        assert_eq!(
            run.json()["findings"][0]["detail"],
            format!("{variable} in commit {commit}, {name}")
        );
    }
}

#[test]
fn a_file_that_is_staged_or_changed_on_the_disk_counts_as_tracked() {
    let folder = repository();
    folder.write("notes", LEAKED);
    assert!(problems(&folder).is_empty(), "git does not track it");
    git(folder.path(), &["add", "notes"]);
    folder.write("notes", "nothing");
    assert_eq!(problems(&folder)[0], "fail git.secret-tracked");
    git(folder.path(), &["add", "notes"]);
    commit(&folder, &["notes"]);
    folder.write("notes", LEAKED);
    assert_eq!(problems(&folder)[0], "fail git.secret-tracked");
}

/// PowerShell's `>` writes UTF-16.
#[test]
fn a_file_in_utf16_is_searched() {
    let text = format!("KEY = '{LEAKED}'\r\n");
    let units: Vec<u16> = text.encode_utf16().collect();
    let little: Vec<u8> = units.iter().copied().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = units.iter().copied().flat_map(u16::to_be_bytes).collect();
    for bytes in [little, big] {
        let folder = repository();
        folder.write("notes.txt", &bytes);
        commit(&folder, &["notes.txt"]);
        assert_eq!(problems(&folder)[0], "fail git.secret-tracked");
        folder.write("notes.txt", "nothing");
        commit(&folder, &["notes.txt"]);
        assert_eq!(problems(&folder)[0], "fail git.secret-in-history");
    }
}

#[test]
fn searches_commit_messages() {
    let folder = repository();
    git(
        folder.path(),
        &["commit", "--quiet", "--allow-empty", "--message", LEAKED],
    );
    let run = folder.run(["check-env", "--json"]).code(1);
    assert_eq!(run.ids("fail"), ["git.secret-in-history"]);
    assert!(
        run.stdout
            .contains("GITHUB_CLIENT_SECRET in the message of commit")
    );
}

#[test]
fn common_words_are_not_searched_for() {
    let folder = repository();
    folder.write(
        ".env",
        edited(
            DEVELOPMENT,
            &["DATABASE_URL=postgresql://navigator:navigator@localhost/navigator"],
        ),
    );
    folder.write("README.md", "navigator, open-navigator\n");
    commit(&folder, &["README.md"]);
    assert!(problems(&folder).is_empty());
    // Together with the user, it is no longer a common word.
    folder.write("README.md", "postgresql://navigator:navigator@db/x\n");
    assert_eq!(problems(&folder)[0], "fail git.secret-tracked");
}

#[test]
fn other_settings_files_are_kept_out_of_git_too() {
    const KEY: &str = "0f3c2d0f9e8b705142f3e4d5c6b7a8988a7f6e5d4c3b2a190f8e7d6c5b4a3928";
    for name in [".env.production", ".env.local", ".env.bak", "prod.env"] {
        let folder = repository();
        folder.write(name, format!("JWT_SECRET_KEY={KEY}\n"));
        assert_eq!(problems(&folder), ["warn git.env-not-ignored"], "{name}");
        commit(&folder, &[name]);
        let run = folder.run(["check-env", "--json"]).code(1).without(KEY);
        assert_eq!(run.ids("fail"), ["git.env-tracked"], "{name}");
        assert_eq!(run.json()["findings"][0]["source"]["file"], name);
        assert!(run_fix(&folder).contains(name));
        git(
            folder.path(),
            &["commit", "--quiet", "--message", "remove it"],
        );
        let run = folder.run(["check-env", "--json"]).code(1);
        assert_eq!(run.ids("fail"), ["git.secret-in-history"], "{name}");
        assert!(
            run.stdout
                .contains(&format!("JWT_SECRET_KEY from {name} in commit")),
            "{run:?}"
        );
    }
    // Its values count wherever they are.
    let folder = repository();
    folder.write(".gitignore", ".env*\nhome/\n");
    folder.write(".env.production", format!("JWT_SECRET_KEY={KEY}\n"));
    folder.write("deploy.sh", format!("export JWT_SECRET_KEY={KEY}\n"));
    commit(&folder, &["deploy.sh"]);
    assert_eq!(problems(&folder)[0], "fail git.secret-tracked");
    // A template with placeholders and public values may be tracked.
    let folder = repository();
    folder.write(".env.example", "JWT_SECRET_KEY=your_random_secret_key\n");
    let public = [".env.development", ".env.production"];
    for name in public {
        folder.write(name, "VITE_API_URL=http://localhost:8000\n");
    }
    assert_eq!(
        problems(&folder),
        ["warn git.env-not-ignored"],
        "secrets belong into .env.production"
    );
    commit(&folder, &[&[".env.example"], &public[..]].concat());
    assert!(problems(&folder).is_empty());
}

#[test]
fn doctor_adds_every_settings_file_to_gitignore() {
    let folder = repository();
    folder.write(".gitignore", "home/\n.navauth/\n");
    folder.write(
        ".env.production",
        "JWT_SECRET_KEY=0f3c2d0f9e8b705142f3e4d5c6b7a898\n",
    );
    let _ = folder.run(["doctor", "--fix", "--yes", "--offline", "--json"]);
    assert!(!problems(&folder).contains(&"warn git.env-not-ignored".to_owned()));
    let ignored = folder.read(".gitignore");
    assert!(
        ignored.contains("/.env\n") && ignored.contains("/.env.production\n"),
        "{ignored}"
    );
}

#[test]
fn the_checklist_passes_never_commit_only_after_the_search() {
    let outcome = |folder: &Folder| {
        let document = folder.run(["checklist", "--json", "--offline"]).json();
        let items = document["items"].as_array().unwrap();
        let item = items
            .iter()
            .find(|item| item["text"].as_str().unwrap().contains("never commit"));
        item.unwrap()["outcome"].as_str().unwrap().to_owned()
    };
    let folder = repository();
    let passed = outcome(&folder);
    folder.write(".env.example", format!("GITHUB_CLIENT_SECRET={LEAKED}\n"));
    commit(&folder, &[".env.example"]);
    assert_ne!(outcome(&folder), passed);
    let mut folder = repository();
    folder.variable("PATH", "/nowhere");
    assert_ne!(outcome(&folder), passed);
}

#[test]
fn shows_paths_relative_to_the_working_directory() {
    let folder = repository();
    folder.write("api/.env", DEVELOPMENT);
    folder.write(".gitignore", ".env\nhome/\n");
    folder.write("notes", LEAKED);
    folder.write("api/notes", LEAKED);
    commit(&folder, &["notes", "api/notes"]);
    let mut command = folder.command(["check-env", "--json"]);
    let run = crate::support::finish(
        command
            .current_dir(folder.path().join("api"))
            .spawn()
            .unwrap(),
    )
    .code(1);
    let document = run.json();
    let files: Vec<_> = document["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|diagnostic| diagnostic["id"] == "git.secret-tracked")
        .map(|diagnostic| diagnostic["source"]["file"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(files, ["../notes", "notes"]);
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
        problems(&folder),
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
        problems(&folder),
        ["fail git.secret-in-history", "skip git.env-in-history"]
    );
}

#[test]
fn finds_the_repository_of_a_file_in_a_parent_folder() {
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
    assert_eq!(run.not_passed(), ["warn git.env-not-ignored"]);
    assert_eq!(
        run.json()["findings"][0]["fix"]["command"],
        "echo .env >> ../.gitignore"
    );
}

#[test]
fn a_text_that_repeats_a_secret_is_searched_in_time() {
    let folder = repository();
    let secret = "ab".repeat(20);
    folder.write(
        ".env",
        edited(DEVELOPMENT, &[&format!("GITHUB_CLIENT_SECRET={secret}")]),
    );
    folder.write("data.txt", "\n".to_owned() + &"ab".repeat(2 << 20));
    commit(&folder, &["data.txt"]);
    let run = folder.run(["check-env", "--json", "--only", "git", "--timeout", "5s"]);
    let source = &run.json()["findings"][0]["source"];
    assert_eq!(
        (&source["file"], &source["line"]),
        (&"data.txt".into(), &2.into()),
        "{run:?}"
    );
}

#[test]
fn the_history_of_a_shallow_clone_is_unknown() {
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
        run.not_passed(),
        ["skip git.secret-in-history", "skip git.env-in-history"]
    );
    assert!(run.stdout.contains("shallow clone"), "{run:?}");
    assert_eq!(
        run.json()["verdict"],
        "no problems found, but 2 checks could not run"
    );
}

#[test]
fn without_git_the_result_is_unknown() {
    let mut folder = repository();
    folder.variable("PATH", "/nowhere");
    let run = folder.run(["check-env", "--json"]).code(0);
    assert_eq!(
        run.ids("skip"),
        [
            "git.env-tracked",
            "git.env-not-ignored",
            "git.state-tracked",
            "git.secret-tracked",
            "git.secret-in-history",
            "git.env-in-history"
        ]
    );
    assert!(run.stdout.contains("git is not installed"), "{run:?}");
}

#[test]
#[cfg(unix)]
fn does_not_wait_for_a_hanging_git() {
    let mut folder = repository();
    let path = folder.write("bin/git", "#!/bin/sh\nexec sleep 600\n");
    crate::support::set_mode(&path, 0o755);
    let path = format!("{}:{}", folder.path().join("bin").display(), search_path());
    folder.variable("PATH", &path);
    let run = folder
        .run(["check-env", "--json", "--timeout", "300ms"])
        .code(0);
    assert_eq!(run.ids("skip").len(), 6, "{run:?}");
    assert!(run.stdout.contains("git took longer than 300ms"), "{run:?}");
}

#[test]
fn does_not_apply_outside_a_repository() {
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
fn uses_the_files_repository_inside_a_git_hook() {
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
        problems(&folder),
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

#[test]
fn the_search_reports_how_much_it_has_searched() {
    use navauth::config::git::{Request, SearchedSecret, track};
    let folder = repository();
    for number in 0..600 {
        folder.write(&format!("file-{number}"), format!("{number}"));
    }
    commit(&folder, &["."]);
    git(folder.path(), &["rm", "--quiet", "-r", "file-1"]);
    git(folder.path(), &["commit", "--quiet", "--message", "remove"]);
    let counts = std::cell::RefCell::new(Vec::new());
    let request = Request {
        file: &folder.path().join(".env"),
        others: Vec::new(),
        secrets: vec![SearchedSecret {
            name: "A".to_owned(),
            forms: vec![navauth::secret::Secret::new("nowhere-to-be-found")],
        }],
        searched: &|count| counts.borrow_mut().push(count),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let limit = std::time::Duration::from_secs(60);
    let tracked = runtime.block_on(track(&request, folder.variables(), limit));
    assert!(tracked.is_ok());
    assert_eq!(counts.into_inner(), [500]);
}
