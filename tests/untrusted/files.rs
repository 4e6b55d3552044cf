//! Links, devices, pipes and sizes; and what a run leaves that is killed.
#![cfg(unix)]

use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::check_env::corpus::{DEVELOPMENT, production};
use crate::fixes::assert_followed;
use crate::support::terminal::Terminal;
use crate::support::{Folder, Run, finish, search_path, set_mode};

const SAVE: &[&str] = &["check-env", "--offline", "--diff", "--json"];
const WRITE: &[&str] = &["gen-secret", "--write", "--rotate", "--yes"];

fn mode(folder: &Folder, name: &str) -> u32 {
    let metadata = std::fs::symlink_metadata(folder.path().join(name)).unwrap();
    metadata.permissions().mode() & 0o7777
}

fn git(folder: &Folder, arguments: &[&str]) -> String {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=Test", "-c", "user.email=test@example.org"])
        .args(arguments)
        .current_dir(folder.path())
        .env_clear()
        .env("PATH", search_path());
    let output = git.output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// A repository that ignores only the settings.
fn repository() -> Folder {
    let folder = Folder::with_env(DEVELOPMENT);
    git(&folder, &["init", "--quiet"]);
    folder.write(".gitignore", "/.env\n/.env.production\n/home\n");
    git(&folder, &["add", ".gitignore"]);
    git(&folder, &["commit", "--quiet", "--message", "one"]);
    folder
}

/// Runs a command in a shell, after other words.
fn in_shell(folder: &Folder, words: &str, arguments: &[&str]) -> Run {
    let program = folder.command(arguments.iter().copied());
    let mut shell = Command::new("bash");
    shell
        .args(["-c", &format!("{words} \"$0\" \"$@\"")])
        .arg(program.get_program())
        .args(program.get_args())
        .current_dir(folder.path())
        .env_clear()
        .envs(
            program
                .get_envs()
                .map(|(name, value)| (name, value.unwrap())),
        )
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    finish(shell.spawn().unwrap())
}

#[test]
fn the_state_folder_is_private_under_any_umask() {
    for umask in ["000", "022", "077"] {
        for arguments in [SAVE, WRITE] {
            let folder = repository();
            let _ = in_shell(&folder, &format!("umask {umask}; exec"), arguments);
            assert_eq!(mode(&folder, ".navauth"), 0o700, "{umask}");
            assert_eq!(mode(&folder, ".env"), 0o600, "{umask}");
            for entry in std::fs::read_dir(folder.path().join(".navauth")).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                let mode = mode(&folder, &format!(".navauth/{name}"));
                assert_eq!(mode, 0o600, "{umask}: {name}");
            }
        }
        let folder = Folder::new();
        let _ = in_shell(
            &folder,
            &format!("umask {umask}; exec"),
            &["gen-secret", "--write"],
        );
        assert_eq!(mode(&folder, ".env"), 0o600, "{umask}");
    }
    // The folder exists already, from an earlier version or another program.
    let folder = repository();
    std::fs::create_dir(folder.path().join(".navauth")).unwrap();
    set_mode(&folder.path().join(".navauth"), 0o777);
    let _ = folder.run(SAVE.iter().copied());
    assert_eq!(mode(&folder, ".navauth"), 0o700);
}

#[test]
fn no_link_in_or_to_the_state_folder_is_followed() {
    let names = [".navauth", ".navauth/.gitignore"];
    for name in names {
        for arguments in [SAVE, WRITE] {
            let folder = repository();
            let other = Folder::new();
            other.write("precious", "mine\n");
            let target = if name == ".navauth" { "" } else { "precious" };
            let link = folder.path().join(name);
            std::fs::create_dir_all(link.parent().unwrap()).unwrap();
            symlink(other.path().join(target), &link).unwrap();
            let run = folder.run(arguments.iter().copied()).code(3);
            assert!(
                format!("{run:?}").contains("file.state-link"),
                "{name}: {run:?}"
            );
            assert!(
                format!("{run:?}").contains(&format!("rm {name}")) || name != ".navauth",
                "{run:?}"
            );
            assert_eq!(other.read("precious"), "mine\n", "{name}");
            let left = std::fs::read_dir(other.path()).unwrap().count();
            assert_eq!(left, 2, "{name}: nothing is made beside home and precious");
            assert_eq!(folder.read(".env"), DEVELOPMENT);
        }
    }
}

#[test]
fn reads_no_link_as_a_record() {
    for hard in [false, true] {
        let folder = repository();
        let _ = folder.run(SAVE.iter().copied()).code(0);
        let record = folder
            .path()
            .join(".navauth/last-check-env.development.json");
        let other = folder.path().join("other.json");
        std::fs::rename(&record, &other).unwrap();
        if hard {
            std::fs::hard_link(&other, &record).unwrap();
        } else {
            symlink(&other, &record).unwrap();
        }
        let run = folder.run(SAVE.iter().copied()).code(3);
        assert!(format!("{run:?}").contains("file.state-link"), "{run:?}");
    }
}

/// The repository contains the folder, with its own ignore rules.
#[test]
fn git_always_ignores_the_state_folder() {
    for rules in ["", "!*\n", "*\n!before-rotation.env\n", "/.gitignore\n"] {
        let folder = repository();
        folder.write(".navauth/.gitignore", rules);
        folder.write(
            ".gitignore",
            "/.env\n/home\n!.navauth/**\n!/.navauth/new-*\n",
        );
        git(
            &folder,
            &["add", "--force", ".navauth/.gitignore", ".gitignore"],
        );
        git(&folder, &["commit", "--quiet", "--message", "two"]);
        let _ = folder.run(SAVE.iter().copied());
        let _ = folder.run(WRITE.iter().copied()).code(0);
        assert_eq!(folder.read(".navauth/.gitignore"), "*\n", "{rules:?}");
        folder.write(".navauth/before-rotation.env", "JWT_SECRET_KEY=old\n");
        folder.write(".navauth/new-0123", "JWT_SECRET_KEY=old\n");
        let staged = git(&folder, &["add", "--all", "--dry-run"]);
        let other: Vec<&str> = staged
            .lines()
            .filter(|line| *line != "add '.navauth/.gitignore'")
            .collect();
        assert!(other.is_empty(), "{rules:?}: {staged}");
    }
}

/// The repository contains an "old key" known to its author, for `--undo` to restore, or has the real one committed.
#[test]
fn an_old_key_that_git_tracks_is_not_used() {
    let folder = repository();
    folder.write(".env.production", DEVELOPMENT);
    folder.write(
        ".navauth/before-rotation.env",
        "JWT_SECRET_KEY=known-to-a-stranger-known-to-a-stranger\n",
    );
    git(&folder, &["add", "--force", ".navauth"]);
    for further in [&["--undo"][..], &[]] {
        let arguments = [
            &["rotate-secret", "--json", "--yes", "--space", "owner/name"],
            further,
        ]
        .concat();
        let run = folder.run(arguments).code(3);
        assert_eq!(run.ids("fail"), ["rotate.state-tracked"]);
        assert_eq!(folder.read(".env.production"), DEVELOPMENT);
    }
}

/// Killed in the middle of the file by a size limit, and at many moments by a signal.
#[test]
fn a_writer_that_is_killed_leaves_nothing_for_git() {
    let clean = |folder: &Folder, what: &str| {
        let status = git(folder, &["status", "--porcelain"]);
        assert_eq!(status, "", "{what}");
        assert_eq!(git(folder, &["add", "--all", "--dry-run"]), "", "{what}");
    };
    let long = format!(
        "{DEVELOPMENT}# {}\n",
        "long enough to need several blocks ".repeat(200)
    );
    for blocks in [1, 2, 4] {
        let folder = repository();
        let _ = folder.run(SAVE.iter().copied());
        folder.write(".env", &long);
        let mut shell = Command::new("bash");
        shell.args([
            "-c",
            &format!("ulimit -f {blocks}; exec \"$0\" gen-secret --write --rotate --yes"),
        ]);
        shell
            .arg(env!("CARGO_BIN_EXE_navauth"))
            .current_dir(folder.path())
            .env_clear()
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let status = shell.status().unwrap();
        assert!(status.signal().is_some(), "{blocks}: {status:?}");
        assert_eq!(folder.read(".env"), long);
        clean(&folder, &format!("{blocks} blocks"));
        // The next run removes what this one left.
        let _ = folder.run(WRITE.iter().copied()).code(0);
        let left = std::fs::read_dir(folder.path().join(".navauth")).unwrap();
        let names = left.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        assert!(
            !names.into_iter().any(|name| name.starts_with("new-")),
            "{blocks}"
        );
    }
    let folder = repository();
    let started = Instant::now();
    let _ = folder.run(WRITE.iter().copied()).code(0);
    let whole = started.elapsed();
    const MOMENTS: u32 = 60;
    for moment in 0..MOMENTS {
        let mut child = folder.command(WRITE.iter().copied()).spawn().unwrap();
        let started = Instant::now();
        while started.elapsed() < whole * moment / MOMENTS && child.try_wait().unwrap().is_none() {
            std::hint::spin_loop();
        }
        let _ = child.kill();
        let _ = child.wait();
        clean(&folder, &format!("{moment} of {MOMENTS}"));
        assert!(folder.read(".env").lines().count() == DEVELOPMENT.lines().count());
    }
}

#[test]
fn leftovers_of_earlier_versions_are_found_and_deleted() {
    let folder = repository();
    let names = [
        ".env.navauth-new",
        ".env.production.navauth-new",
        "navauth.toml.navauth-new",
    ];
    names
        .iter()
        .for_each(|name| drop(folder.write(name, DEVELOPMENT)));
    let run = folder.run(["check-env", "--offline", "--json"]).code(0);
    assert_eq!(run.ids("warn"), ["file.leftover"; 3]);
    let _ = folder
        .run(["check-env", "--offline"])
        .err("")
        .out("rm .env.navauth-new");
    let _ = folder.run(["doctor", "--offline", "--fix", "--yes"]);
    assert!(names.iter().all(|name| !folder.path().join(name).exists()));
    let run = folder.run(["check-env", "--offline", "--json"]).code(0);
    assert!(run.ids("warn").is_empty(), "{run:?}");
}

#[test]
fn the_command_that_deletes_a_leftover_works_in_a_shell() {
    for name in [".env", "-rf", "it's $(touch ran) mine", "a\\b", "*"] {
        let folder = repository();
        std::fs::rename(folder.path().join(".env"), folder.path().join(name)).unwrap();
        let (leftover, other) = (format!("{name}.navauth-new"), "x.navauth-new");
        folder.write(other, "");
        folder.write(&format!("./{leftover}"), DEVELOPMENT);
        let option = format!("--env-file={name}");
        let run = folder.run(["check-env", "--offline", "--json", &option]);
        let document = run.json();
        let findings = document["findings"].as_array().unwrap();
        let found = findings.iter().find(|diagnostic| {
            diagnostic["id"] == "file.leftover" && diagnostic["status"] == "warn"
        });
        let command = found.unwrap()["fix"]["command"].as_str().unwrap();
        let shell = std::process::Command::new("sh")
            .args(["-c", command])
            .current_dir(folder.path())
            .status();
        assert!(shell.unwrap().success(), "{command}");
        assert!(!folder.path().join(&leftover).exists(), "{command}");
        assert!(folder.path().join(other).exists(), "{command}");
        assert!(!folder.path().join("ran").exists(), "{command}");
    }
}

/// A repository with a link at this path, whose settings name no database.
fn linked(link: &str, target: &Path) -> Folder {
    let folder = repository();
    folder.write(".env", "LOG_LEVEL=INFO\n");
    let link = folder.path().join(link);
    std::fs::create_dir_all(link.parent().unwrap()).unwrap();
    symlink(target, link).unwrap();
    folder
}

/// The folder may be linked on purpose, such as to a volume, so a terminal asks.
#[test]
fn tables_are_not_created_through_a_link_out_of_the_repository() {
    let other = Folder::new();
    let outside = other.path().canonicalize().unwrap();
    other.write("volume/program.db", "");
    git(&other, &["init", "--quiet", "repository"]);
    for (link, target, file) in [
        ("data", "volume", "volume/users.db"),
        ("data", "repository", "repository/users.db"),
        ("data/users.db", "volume/program.db", "volume/program.db"),
    ] {
        let folder = linked(link, &outside.join(target));
        let url = format!("sqlite:///{}", outside.join(file).display());
        for arguments in [
            &["init-db", "--json"][..],
            &["init-db", "--rehearse", "--json"],
            &["init-db", "--apply-fixes", "--yes", "--json"],
            &["doctor", "--fix", "--yes", "--only", "database", "--json"],
        ] {
            let run = folder.run(arguments.iter().copied());
            assert_eq!(run.ids("fail")[0], "database.link-outside", "{run:#?}");
            let _ = run.out(&url);
        }
        // Reading follows the link.
        let _ = folder.run(["init-db", "--dry-run"]).code(0);
        let (code, screen) = init_db_asks(&folder, "Enter");
        assert_eq!(code, 3, "{screen}");
        assert!(
            std::fs::read(outside.join(file))
                .unwrap_or_default()
                .is_empty()
        );
        // As the help says.
        folder.write(".env", format!("DATABASE_URL={url}\n"));
        let _ = folder.run(["init-db"]).code(0);
        assert!(!std::fs::read(outside.join(file)).unwrap().is_empty());
    }
    assert_followed(
        "links out of the repository",
        ["database.link-outside".to_owned()],
    );
    let (code, screen) = init_db_asks(&linked("data", &outside.join("volume")), "y");
    assert_eq!(code, 0, "{screen}");
    // A link that stays inside, and one where there is no repository.
    let folder = linked("data", Path::new("volume"));
    std::fs::create_dir(folder.path().join("volume")).unwrap();
    let _ = folder.run(["init-db"]).code(0);
    let folder = Folder::with_env("LOG_LEVEL=INFO\n");
    symlink(outside.join("volume"), folder.path().join("data")).unwrap();
    let _ = folder.run(["init-db"]).code(0);
}

/// Answers the question about the link.
fn init_db_asks(folder: &Folder, key: &str) -> (i32, String) {
    let terminal = Terminal::run(folder, 160, ["init-db"]);
    terminal.wait_for("Create or change tables there? [y/N]");
    terminal.keys([key, "Enter"]);
    terminal.end()
}

#[test]
fn a_link_that_leads_out_of_the_repository_is_not_written_through() {
    let folder = repository();
    let other = Folder::new();
    let target = other.write("profile", "export A=1\n");
    std::fs::remove_file(folder.path().join(".env")).unwrap();
    for to in [target.clone(), other.path().join("not-yet")] {
        symlink(&to, folder.path().join(".env")).unwrap();
        let _ = folder
            .run(["gen-secret", "--write", "--json"])
            .code(3)
            .out("\"file.link-outside\"")
            .out(&format!("it points to {}", to.display()));
        std::fs::remove_file(folder.path().join(".env")).unwrap();
    }
    assert_eq!(other.read("profile"), "export A=1\n");
    assert!(!other.path().join("not-yet").exists());
    // Its permissions are not changed either.
    set_mode(&target, 0o644);
    symlink(&target, folder.path().join(".env")).unwrap();
    let _ = folder.run(["doctor", "--offline", "--fix", "--yes"]);
    assert_eq!(
        target.metadata().unwrap().permissions().mode() & 0o777,
        0o644
    );
    // A path given by the user may be anywhere.
    let named = target.display().to_string();
    let _ = folder
        .run(["gen-secret", "--write", "--env-file", &named])
        .code(0);
    assert!(other.read("profile").contains("JWT_SECRET_KEY="));
    // Inside the repository links are followed, even from a subfolder.
    let folder = repository();
    std::fs::create_dir(folder.path().join("api")).unwrap();
    symlink("../.env", folder.path().join("api/.env")).unwrap();
    let mut command = folder.command(WRITE.iter().copied());
    let _ = finish(
        command
            .current_dir(folder.path().join("api"))
            .spawn()
            .unwrap(),
    )
    .code(0);
    assert!(folder.path().join("api/.env").is_symlink());
    assert_ne!(folder.read(".env"), DEVELOPMENT);
}

#[test]
fn a_link_that_is_a_gitignore_is_not_written_through() {
    let folder = Folder::with_env(DEVELOPMENT);
    git(&folder, &["init", "--quiet"]);
    let other = Folder::new();
    let target = other.write("profile", "export A=1\n");
    symlink(&target, folder.path().join(".gitignore")).unwrap();
    let run = folder.run(["doctor", "--offline", "--fix", "--yes", "--json"]);
    assert!(run.stdout.contains("file.gitignore-link"), "{run:?}");
    assert_eq!(other.read("profile"), "export A=1\n");
}

/// Owner, access control list and user attributes are kept, if the file system has them.
#[test]
#[cfg(target_os = "linux")]
fn owner_and_attributes_are_kept() {
    let folder = Folder::with_env("A=1\n");
    let path = folder.path().join(".env");
    let note = xattr::set(&path, "user.note", b"of mine").is_ok();
    // Version 2; owner rw, user 1234 r, group none, mask r, others none.
    let mut list = vec![2, 0, 0, 0];
    for (tag, rights, id) in [
        (1_u16, 6_u16, u32::MAX),
        (2, 4, 1234),
        (4, 0, u32::MAX),
        (16, 4, u32::MAX),
        (32, 0, u32::MAX),
    ] {
        list.extend(tag.to_le_bytes());
        list.extend(rights.to_le_bytes());
        list.extend(id.to_le_bytes());
    }
    let access = xattr::set(&path, "system.posix_acl_access", &list).is_ok();
    let owned = std::os::unix::fs::chown(&path, Some(1234), Some(2345)).is_ok();
    assert!(note || access || owned, "nothing can be tested here");
    let _ = folder.run(["gen-secret", "--write"]).code(0);
    assert!(folder.read(".env").contains("JWT_SECRET_KEY="));
    let kept = |name: &str| xattr::get(&path, name).unwrap();
    if note {
        assert_eq!(kept("user.note").as_deref(), Some(&b"of mine"[..]));
    }
    if access {
        assert_eq!(kept("system.posix_acl_access").as_deref(), Some(&list[..]));
    }
    if owned {
        let metadata = path.metadata().unwrap();
        assert_eq!((metadata.uid(), metadata.gid()), (1234, 2345));
    }
}

/// Every file that navauth reads by itself, as a pipe without a writer and as an endless device.
#[test]
#[cfg(target_os = "linux")]
fn reports_pipes_and_devices_without_blocking() {
    let cases: &[(&str, &[&str], &str)] = &[
        (".env", &["env"], "file.not-regular"),
        (".env", &["check-env", "--offline"], "file.not-regular"),
        (
            "navauth.toml",
            &["check-env", "--offline"],
            "file.not-regular",
        ),
        (".navauth/.gitignore", WRITE, "file.unwritable"),
        (
            ".navauth/last-check-env.development.json",
            SAVE,
            "report.unreadable-memory",
        ),
        (
            ".navauth/logins.json",
            &["doctor", "--offline", "--json"],
            "the record of test sign-ins",
        ),
        (
            "home/.cache/huggingface/token",
            &["push-secrets", "--space", "a/b", "--yes"],
            "hub.token-unreadable",
        ),
    ];
    for (name, arguments, id) in cases {
        for device in [false, true] {
            let folder = repository();
            folder.write(
                ".env.production",
                production().replace("5f2b1c9e", "6a2b1c9e"),
            );
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            let _ = std::fs::remove_file(&path);
            if device {
                // The link leads to the device; in the state folder the link itself is rejected.
                symlink("/dev/zero", &path).unwrap();
            } else {
                assert!(
                    Command::new("mkfifo")
                        .arg(&path)
                        .status()
                        .unwrap()
                        .success()
                );
            }
            let started = Instant::now();
            let run = in_shell(&folder, "exec timeout 20", arguments);
            let what = format!("{name}, device {device}: {run:?}");
            assert!(started.elapsed() < Duration::from_secs(20), "{what}");
            let shown = format!("{run:?}");
            assert!(
                shown.contains(id)
                    || device && shown.contains("is a link, which navauth does not follow"),
                "{what}"
            );
        }
    }
}

#[test]
fn reads_a_pipe_given_by_the_user() {
    let folder = Folder::new();
    folder.write("given", DEVELOPMENT);
    let run = in_shell(
        &folder,
        "f() { \"$@\" --env-file <(cat given); }; f",
        &["env", "get", "FRONTEND_URL"],
    );
    assert_eq!(run.code(0).stdout.trim(), "http://localhost:5173");
    // An endless device exceeds the size limit.
    let _ = folder
        .run(["env", "--env-file", "/dev/zero"])
        .code(3)
        .err("[file.too-large]");
}

#[test]
fn rejects_files_that_are_too_large() {
    let large = "x".repeat((4 << 20) + 1);
    let folder = Folder::new();
    for name in [".env", "navauth.toml"] {
        folder.write(name, &large);
        let _ = folder.run(["env"]).code(3).err("[file.too-large]");
        std::fs::remove_file(folder.path().join(name)).unwrap();
    }
    let run = folder.run_with_input(["verify-connection", "--database-url-stdin"], &large);
    assert_eq!(run.code, 2, "{}", run.stderr.len());
    let stderr = &run.stderr[..run.stderr.len().min(2000)];
    assert!(stderr.contains("larger than 4 MiB"), "{stderr}");
    assert!(!Path::new(&folder.path().join(".navauth")).exists());
}

/// SQLite deletes the file that a journal names at its end.
#[test]
fn a_journal_in_the_repository_deletes_no_file() {
    let folder = Folder::new();
    let outside = tempfile::tempdir().unwrap();
    let victim = outside.path().join("victim.txt");
    std::fs::write(&victim, "x").unwrap();
    let _ = folder.run(["init-db"]).code(0);
    let pages = std::fs::metadata(folder.path().join("data/users.db"))
        .unwrap()
        .len()
        / 4096;
    let magic = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
    let number = |number: u32| number.to_be_bytes();
    let mut journal = magic.to_vec();
    for value in [0, 0, u32::try_from(pages).unwrap(), 512, 4096] {
        journal.extend(number(value));
    }
    journal.resize(512, 0);
    let name = victim.to_str().unwrap().as_bytes();
    journal.extend(number(0x4000_0000 / 4096 + 1));
    journal.extend(name);
    journal.extend(number(u32::try_from(name.len()).unwrap()));
    journal.extend(number(name.iter().map(|byte| u32::from(*byte)).sum()));
    journal.extend(magic);
    for arguments in [
        &["list-users"][..],
        &["verify-connection"],
        &["redirect-uris"],
        &["checklist"],
        &["doctor"],
        &["init-db"],
        &["init-db", "--dry-run"],
        &["purge-states", "--dry-run"],
    ] {
        let path = folder.write("data/users.db-journal", &journal);
        let run = folder.run(arguments.iter().copied());
        assert!(victim.exists(), "{arguments:?}: {run:?}");
        assert!(path.exists(), "{arguments:?}: {run:?}");
        let said = format!("{}{}", run.stdout, run.stderr);
        let is_told = said.contains("database.journal-of-several");
        let asks = !["redirect-uris", "checklist"].contains(&arguments[0]);
        assert_eq!(is_told, asks, "{arguments:?} {said}");
    }
    // The sqlite3 shell would delete it.
    folder.sqlite("data/users.db", "select count(*) from users");
    assert!(!victim.exists());
}

/// A folder, too, may be a link that leads out of the repository.
#[test]
fn nothing_is_written_through_a_folder_that_is_a_link() {
    let folder = repository();
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("kept.sarif"), "kept").unwrap();
    symlink(outside.path(), folder.path().join("linked")).unwrap();
    for arguments in [
        "check-env --offline --report sarif=linked/kept.sarif",
        "check-env --offline --report sarif=linked/new.sarif",
        "check-env --offline --baseline linked/base.json --write-baseline",
        "gen-secret --write --env-file linked/.env",
    ] {
        let run = folder.run(arguments.split(' '));
        assert_ne!(run.code, 0, "{arguments}");
        assert!(
            format!("{}{}", run.stdout, run.stderr).contains("outside the"),
            "{arguments}: {run:?}",
        );
    }
    let left: Vec<_> = std::fs::read_dir(outside.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(
        std::fs::read_to_string(outside.path().join("kept.sarif")).unwrap(),
        "kept"
    );
}

/// A report goes to a device only where the command line names it.
#[test]
fn no_report_goes_through_a_link_to_a_device() {
    let folder = repository();
    symlink("/dev/null", folder.path().join("report.sarif")).unwrap();
    let run = folder.run(["check-env", "--offline", "--report", "sarif=report.sarif"]);
    assert!(
        run.stdout.contains("it points to /dev/null") && run.code == 3,
        "{run:?}"
    );
    let run = folder.run(["check-env", "--offline", "--report", "sarif=/dev/null"]);
    assert!(!run.stdout.contains("/dev/null"), "{}", run.stdout);
}

/// The command line does not name the file: what may never end is not read.
#[test]
fn a_production_file_that_is_a_pipe_is_not_waited_for() {
    let folder = repository();
    let pipe = folder.path().join(".env.production");
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    for arguments in [
        &["redirect-uris"][..],
        &["push-secrets", "--dry-run", "--space", "ada/nav"],
        &["rotate-secret", "--dry-run"],
        &["check-env", "--offline"],
        &["checklist", "--offline"],
    ] {
        let begun = Instant::now();
        let _ = folder.run(arguments.iter().copied());
        assert!(begun.elapsed() < Duration::from_secs(20), "{arguments:?}");
    }
}

/// The time must not grow with the square of the lines.
#[test]
fn a_secret_that_is_set_in_a_thousand_lines_is_checked_quickly() {
    let folder = repository();
    let lines = (0..1000).map(|number| format!("GITHUB_CLIENT_SECRET=abcdefgh{number:08}zz\n"));
    folder.write(".env", lines.collect::<String>());
    let begun = Instant::now();
    let run = folder.run(["check-env", "--offline", "--json"]).code(1);
    assert!(run.stdout.contains("file.set-twice"));
    assert!(begun.elapsed() < Duration::from_secs(30));
}

/// GitHub's runner reads both streams of a step.
#[test]
fn a_file_of_the_repository_gives_github_no_command() {
    let mut folder = repository();
    folder.variable("GITHUB_ACTIONS", "true");
    let long = format!("\"{} ::stop-commands::hush\" = 1\n", "a".repeat(75));
    for (text, harmless) in [
        (
            "\"##[set-output name=x]y\" = 1\n",
            "## [set-output name=x]y",
        ),
        (long.as_str(), ": :stop-commands::hush"),
    ] {
        folder.write("navauth.toml", text);
        let run = folder.run(["check-env", "--report", "github"]).code(3);
        let is_command = |line: &str| line.trim_start().starts_with("::") || line.contains("##[");
        assert!(!run.stderr.lines().any(is_command), "{run:?}");
        assert!(run.stderr.contains(harmless), "{run:?}");
    }
    // On standard output too, where no program reads it.
    folder.write("navauth.toml", "");
    folder.write(
        ".env",
        "DATABASE_URL='sqlite:///./::stop-commands::hush/##[x].db'\n",
    );
    let _ = folder.run(["init-db", "--quiet"]).code(0).out("## [x].db");
    let insert =
        "insert into users (email, username, full_name) values ('a@b.c', 'a', '##[group]x')";
    folder.sqlite("::stop-commands::hush/##[x].db", insert);
    for (arguments, harmless) in [
        (&["verify-connection"][..], "## [x].db"),
        (&["list-users"], "## [group]x"),
    ] {
        let run = folder.run(arguments.iter().copied()).code(0).out(harmless);
        assert!(!run.stdout.contains("##["), "{run:?}");
    }
    let _ = folder
        .run(["list-users", "--json"])
        .code(0)
        .out("##[group]x");
}
