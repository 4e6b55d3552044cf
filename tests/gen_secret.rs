//! `navauth gen-secret`.

use std::path::Path;

use crate::support::terminal::Terminal;
use crate::support::{Folder, Run, finish, set_mode};

const REAL: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/// The value of JWT_SECRET_KEY, as the app sees it.
fn key(folder: &Folder) -> String {
    folder
        .run(["env", "get", "JWT_SECRET_KEY"])
        .code(0)
        .stdout
        .trim_end()
        .to_owned()
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// The files in a folder, without the home folder of each test.
fn files(path: &Path) -> Vec<String> {
    let names = std::fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name != "home").collect();
    names.sort();
    names
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

#[test]
fn prints_only_64_hexadecimal_characters() {
    let folder = Folder::with_env("this is not even parsable\0\n");
    let run = folder.run(["gen-secret"]).code(0);
    assert!(
        is_hex(run.stdout.strip_suffix('\n').unwrap(), 64),
        "{run:?}"
    );
    assert!(run.stderr.is_empty(), "{run:?}");
    assert_ne!(run.stdout, folder.run(["gen-secret"]).stdout);
}

#[test]
fn format_and_size_are_chosen() {
    let folder = Folder::new();
    assert!(is_hex(
        folder
            .run(["gen-secret", "--bytes", "1024"])
            .code(0)
            .stdout
            .trim_end(),
        2048
    ));
    let run = folder.run(["gen-secret", "--format", "base64url"]).code(0);
    let text = run.stdout.trim_end();
    assert_eq!(text.len(), 43);
    assert!(
        text.chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')),
        "{text}"
    );
    let json = folder
        .run([
            "gen-secret",
            "--json",
            "--format",
            "base64url",
            "--bytes",
            "33",
        ])
        .code(0)
        .json();
    assert_eq!(json["secret"].as_str().unwrap().len(), 44);
    assert_eq!(
        (&json["format"], &json["bytes"], &json["ok"]),
        (&"base64url".into(), &33.into(), &true.into())
    );
}

#[test]
fn a_short_key_is_refused_with_the_reason() {
    let folder = Folder::new();
    let _ = folder
        .run(["gen-secret", "--bytes", "31"])
        .code(2)
        .err("RFC 7518")
        .err("at least 32 bytes");
    let _ = folder
        .run(["gen-secret", "--bytes", "1025"])
        .code(2)
        .err("at most 1024");
    let _ = folder
        .run(["gen-secret", "--bytes", "many"])
        .code(2)
        .err("from 32 to 1024");
}

#[test]
fn a_new_file_is_readable_by_its_owner_only_and_the_key_is_not_shown() {
    let folder = Folder::new();
    let run = folder
        .run(["gen-secret", "--write"])
        .code(0)
        .out("JWT_SECRET_KEY is on line 1 of .env");
    let key = key(&folder);
    assert!(is_hex(&key, 64));
    let run = run.without(&key);
    assert_eq!(
        folder.read(".env"),
        format!("JWT_SECRET_KEY={key}\n"),
        "{run:?}"
    );
    assert_eq!(files(folder.path()), [".env", ".navauth"]);
    #[cfg(unix)]
    assert_eq!(mode(&folder.path().join(".env")), 0o600);
}

#[test]
fn only_the_value_changes() {
    for (file, line) in [
        ("# head\n\nFRONTEND_URL = 'x' # y\n", 4),
        ("FRONTEND_URL=x", 2),
        (
            "A=1\r\nJWT_SECRET_KEY=\"your_random_secret_key_here_min_32_chars\"  # make one\r\n\tB='2'\r\n",
            2,
        ),
        (
            "\u{feff}export JWT_SECRET_KEY=   # none yet\nB=\"two\nlines\"\n",
            1,
        ),
        ("JWT_SECRET_KEY\nB=1", 1),
        ("broken line\nB=\"open\nJWT_SECRET_KEY='change-me'", 3),
    ] {
        let folder = Folder::with_env(file);
        let json = folder
            .run(["gen-secret", "--write", "--json"])
            .code(0)
            .json();
        assert_eq!(json["line"], line, "{file:?}");
        assert_eq!(
            (&json["created"], &json["rotated"], &json["env_file"]),
            (&false.into(), &false.into(), &".env".into())
        );
        let (key, after) = (key(&folder), folder.read(".env"));
        assert!(is_hex(&key, 64));
        // Without the inserted text, the file is unchanged.
        let put_in: &[&str] = match json["replaced"].as_bool().unwrap() {
            false if file.ends_with('\n') => &["JWT_SECRET_KEY=", "\n"],
            false => &["\nJWT_SECRET_KEY=", "\n"],
            true if !file.contains("SECRET_KEY=") => &["=", ""],
            true => &["", ""],
        };
        let put_in = [put_in[0], &key, put_in[1]].concat();
        let before = file
            .replace("your_random_secret_key_here_min_32_chars", "")
            .replace("change-me", "");
        assert_eq!(after.replacen(&put_in, "", 1), before, "{file:?}");
    }
}

#[test]
fn changes_the_line_that_the_app_uses() {
    let folder = Folder::with_env(&format!("JWT_SECRET_KEY={REAL}\nA=1\nJWT_SECRET_KEY=\n"));
    let run = folder.run(["gen-secret", "--write", "--json"]).code(0);
    assert_eq!(run.ids("warn"), ["secret.duplicate"]);
    assert_eq!(run.json()["line"], 3);
    assert_eq!(run.json()["findings"][0]["source"]["line"], 1);
    assert_eq!(
        folder.read(".env"),
        format!(
            "JWT_SECRET_KEY={REAL}\nA=1\nJWT_SECRET_KEY={}\n",
            key(&folder)
        )
    );
    let _ = run.without(REAL);
}

#[test]
fn keeps_a_key_in_use_unless_rotated() {
    let file = format!("JWT_SECRET_KEY={REAL}\n");
    let folder = Folder::with_env(&file);
    let run = folder
        .run(["gen-secret", "--write"])
        .code(2)
        .err("[secret.exists]")
        .err("signs everyone out")
        .err("--write --rotate");
    let _ = run.without(REAL);
    // Without a terminal there is no prompt.
    let _ = folder
        .run(["gen-secret", "--write", "--rotate"])
        .code(2)
        .err("Replace JWT_SECRET_KEY in .env? Everyone will be signed")
        .err("--yes");
    assert_eq!(folder.read(".env"), file);
    let run = folder
        .run(["gen-secret", "--write", "--rotate", "--yes"])
        .code(0)
        .err("everyone has to sign in again");
    let key = key(&folder);
    assert!(is_hex(&key, 64) && key != REAL);
    let _ = run.without(&key).without(REAL);
    let _ = folder
        .run(["gen-secret", "--rotate", "--yes"])
        .code(2)
        .err("--write");
    let _ = folder
        .run(["gen-secret", "--write", "--no-env-file"])
        .code(2)
        .err("--no-env-file");
}

#[test]
fn the_suggested_command_names_the_same_file() {
    let folder = Folder::new();
    folder.write("it's.env", format!("JWT_SECRET_KEY={REAL}\n"));
    let run = folder
        .run(["gen-secret", "--write", "--env-file", "it's.env", "--json"])
        .code(2);
    let command = &run.json()["findings"][0]["fix"]["command"];
    assert_eq!(
        command,
        "navauth gen-secret --write --rotate --env-file 'it'\\''s.env'"
    );
}

#[test]
fn reports_an_overriding_process_variable() {
    let mut folder = Folder::with_env("");
    folder.variable("JWT_SECRET_KEY", REAL);
    let run = folder
        .run(["gen-secret", "--write"])
        .code(0)
        .err("[secret.shadowed]")
        .err("unset JWT_SECRET_KEY");
    let _ = run.without(REAL);
    assert!(folder.read(".env").starts_with("JWT_SECRET_KEY="));
}

#[test]
fn a_file_that_is_not_utf8_is_refused_untouched() {
    let folder = Folder::new();
    let bytes = b"A=1\nJWT_SECRET_KEY=change-me\nB=\xff\xfe\n";
    let path = folder.write(".env", bytes);
    let run = folder
        .run(["gen-secret", "--write", "--rotate", "--yes", "--json"])
        .code(3);
    assert_eq!(run.ids("fail"), ["file.not-utf8"]);
    assert_eq!(run.json()["findings"][0]["source"]["line"], 3);
    assert_eq!(std::fs::read(path).unwrap(), bytes);
}

#[test]
fn reports_values_that_cannot_be_written() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path().join(".env")).unwrap();
    for (arguments, id) in [
        (&["--json"][..], "file.is-directory"),
        (&["--json", "--env-file", "home"], "file.is-directory"),
        (&["--json", "--env-file", "missing/.env"], "file.no-folder"),
    ] {
        let run = folder
            .run([&["gen-secret", "--write"], arguments].concat())
            .code(3);
        assert_eq!(run.ids("fail"), [id]);
    }
    assert_eq!(files(folder.path()), [".env"]);
}

#[test]
#[cfg(target_os = "linux")]
fn reports_unwritable_paths() {
    let folder = Folder::new();
    // Root may write almost everywhere, but not here.
    for path in ["/proc/navauth.env", "/dev/full", "/dev/null"] {
        let run = folder
            .run(["gen-secret", "--write", "--json", "--env-file", path])
            .code(3);
        assert!(
            ["file.no-folder", "file.unwritable", "file.too-large"]
                .contains(&run.ids("fail")[0].as_str()),
            "{run:?}"
        );
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_leaves_the_file_as_it_was() {
    let file = format!("# {}\nA=1\n", "long enough to need a block ".repeat(100));
    let folder = Folder::with_env(&file);
    // A file size limit acts like a full disk, and applies to root too.
    let mut command = std::process::Command::new("sh");
    command.args([
        "-c",
        "trap '' XFSZ; ulimit -f 0; exec \"$0\" gen-secret --write",
        env!("CARGO_BIN_EXE_navauth"),
    ]);
    command
        .current_dir(folder.path())
        .env_clear()
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    let _ = finish(command.spawn().unwrap())
        .code(3)
        .err("[file.disk-full]")
        .err("nothing was changed");
    assert_eq!(folder.read(".env"), file);
    assert_eq!(files(folder.path()), [".env", ".navauth"]);
}

#[test]
fn a_blocked_state_folder_is_an_error() {
    let folder = Folder::with_env("A=1\n");
    folder.write(".navauth", "a file where the folder should be");
    let _ = folder
        .run(["gen-secret", "--write"])
        .code(3)
        .err("[file.unwritable]")
        .err(".navauth is a file");
    assert_eq!(folder.read(".env"), "A=1\n");
}

#[test]
#[cfg(unix)]
fn keeps_mode_and_links() {
    let folder = Folder::new();
    let target = folder.write("shared/settings", "A=1\n");
    set_mode(&target, 0o640);
    std::os::unix::fs::symlink("shared/settings", folder.path().join(".env")).unwrap();
    let _ = folder.run(["gen-secret", "--write"]).code(0);
    assert!(folder.path().join(".env").is_symlink());
    assert!(
        folder
            .read("shared/settings")
            .starts_with("A=1\nJWT_SECRET_KEY=")
    );
    assert_eq!(mode(&target), 0o640);
    // A dangling link: the file is created at its target.
    std::os::unix::fs::symlink("shared/new", folder.path().join("other.env")).unwrap();
    let _ = folder
        .run(["gen-secret", "--write", "--env-file", "other.env"])
        .code(0);
    assert!(folder.path().join("other.env").is_symlink());
    assert_eq!(mode(&folder.path().join("shared/new")), 0o600);
    assert_eq!(
        files(&folder.path().join("shared")),
        [".navauth", "new", "settings"]
    );
    // A link to itself.
    std::os::unix::fs::symlink("loop.env", folder.path().join("loop.env")).unwrap();
    let _ = folder
        .run(["gen-secret", "--write", "--env-file", "loop.env"])
        .code(3);
}

/// Runs all commands at once.
fn at_once(folder: &Folder, arguments: &[&str], runs: usize) -> Vec<Run> {
    let children: Vec<_> = (0..runs)
        .map(|_| folder.command(arguments.iter().copied()).spawn().unwrap())
        .collect();
    children.into_iter().map(finish).collect()
}

#[test]
fn concurrent_runs_lose_no_line() {
    let rest: String = (0..500)
        .map(|number| format!("LINE_{number}=value {number} # kept\n"))
        .collect();
    let folder = Folder::with_env(&format!("JWT_SECRET_KEY={REAL}\n{rest}"));
    for run in at_once(&folder, &["gen-secret", "--write", "--rotate", "--yes"], 20) {
        let _ = run.code(0);
    }
    assert_eq!(
        folder.read(".env"),
        format!("JWT_SECRET_KEY={}\n{rest}", key(&folder))
    );
    assert_eq!(files(folder.path()), [".env", ".navauth"]);
}

#[test]
fn of_concurrent_runs_only_the_first_creates_the_key() {
    let folder = Folder::new();
    let runs = at_once(&folder, &["gen-secret", "--write"], 10);
    let made = runs.iter().filter(|run| run.code == 0).count();
    let refused = runs
        .iter()
        .filter(|run| run.code == 2 && run.stderr.contains("[secret.exists]"))
        .count();
    assert_eq!((made, refused), (1, 9), "{runs:?}");
    assert_eq!(folder.read(".env").lines().count(), 1);
}

#[test]
fn the_prompt_names_the_file_and_defaults_to_no() {
    let file = format!("JWT_SECRET_KEY={REAL}\n");
    let folder = Folder::with_env(&file);
    for (key, code) in [("Enter", 1), ("n", 1), ("C-c", 130)] {
        let terminal = Terminal::run(&folder, 100, ["gen-secret", "--write", "--rotate"]);
        terminal.wait_for("Replace JWT_SECRET_KEY in .env? Everyone will be signed");
        terminal.keys([key, "Enter"]);
        assert_eq!(terminal.end().0, code, "{key}");
        assert!(terminal.shows_cursor(), "{key}");
        assert_eq!(folder.read(".env"), file, "{key}");
    }
    let terminal = Terminal::run(&folder, 100, ["gen-secret", "--write", "--rotate"]);
    terminal.wait_for("Replace JWT_SECRET_KEY");
    terminal.keys(["y", "Enter"]);
    assert_eq!(terminal.end().0, 0);
    assert!(is_hex(&key(&folder), 64) && key(&folder) != REAL);
}

#[test]
#[cfg(unix)]
fn warns_of_a_file_that_git_tracks_or_does_not_ignore() {
    let folder = Folder::new();
    folder.init_git();
    let write = || folder.run(["gen-secret", "--write", "--rotate", "--yes", "--json"]);
    let warns = |title: &str, id: &str| {
        let run = write().code(0).out(title);
        assert_eq!(run.ids("warn"), [id], "{run:#?}");
        let command = run.json()["findings"][0]["fix"]["command"].clone();
        let followed = folder.run_printed(command.as_str().unwrap());
        assert_eq!(followed.code, 0, "{followed:#?}");
        assert!(write().code(0).not_passed().is_empty());
    };
    warns("git does not ignore .env", "git.env-not-ignored");
    // The key is in the file that a link leads to.
    let path = |name: &str| folder.path().join(name);
    std::fs::create_dir(path("conf")).unwrap();
    std::fs::rename(path(".env"), path("conf/dev.txt")).unwrap();
    std::os::unix::fs::symlink("conf/dev.txt", path(".env")).unwrap();
    let mut git = std::process::Command::new("git");
    let added = git
        .args(["add", "conf"])
        .current_dir(folder.path())
        .status();
    assert!(added.unwrap().success());
    warns("git tracks conf/dev.txt", "git.env-tracked");
    std::fs::remove_file(path("conf/.gitignore")).unwrap();
    warns("git does not ignore conf/dev.txt", "git.env-not-ignored");
}

#[test]
fn a_reference_to_a_secret_manager_is_kept() {
    for (value, tool) in [
        ("op://vault/item/key", "1Password"),
        ("encrypted:BDq3x==", "dotenvx"),
    ] {
        let file = format!("JWT_SECRET_KEY={value}\n");
        let folder = Folder::with_env(&file);
        for more in [&[][..], &["--rotate"], &["--rotate", "--yes"]] {
            let arguments = ["gen-secret", "--write", "--json"].iter().chain(more);
            let run = folder.run(arguments.copied()).code(3).without("--rotate");
            assert_eq!(run.ids("fail"), ["secret.in-manager"], "{more:?}");
            let _ = run.out(&format!("change the key in {tool}"));
            assert_eq!(folder.read(".env"), file);
        }
        folder.write(".env.production", &file);
        let run = folder
            .run(["rotate-secret", "--space", "a/b", "--yes", "--json"])
            .code(3);
        assert_eq!(run.ids("fail")[0], "secret.in-manager");
        assert_eq!(folder.read(".env.production"), file);
    }
}

#[test]
#[cfg(unix)]
fn a_broken_link_is_named_with_its_target() {
    let folder = Folder::new();
    std::os::unix::fs::symlink("nowhere/real.env", folder.path().join(".env")).unwrap();
    let run = folder.run(["gen-secret", "--write"]).code(3);
    let run = run.err("the folder of nowhere/real.env does not exist [file.no-folder]");
    let run = run.err(".env is a link to nowhere/real.env, which does not exist");
    let _ = run.err("rm .env");
}
