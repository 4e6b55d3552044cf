//! Other programs: where they are found, and which variables they get.

use std::path::Path;

use crate::check_env::corpus::{DEVELOPMENT, production};
use crate::support::{Folder, search_path, set_mode, wait_for};

const CANARY: &str = "canary-of-the-environment";

/// A folder whose environment contains secrets that no program needs.
fn folder() -> Folder {
    let mut folder = Folder::with_env(DEVELOPMENT);
    folder
        .variable("AWS_SECRET_ACCESS_KEY", CANARY)
        .variable("DATABASE_URL_OF_OTHERS", CANARY)
        .variable("GIT_ASKPASS", CANARY)
        .variable("SSH_ASKPASS", CANARY)
        .variable("GIT_SSH_COMMAND", CANARY)
        .variable("LD_PRELOAD", "");
    folder.write(
        ".env.production",
        production().replace("5f2b1c9e", "6a2b1c9e"),
    );
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    folder
}

/// A program that logs its environment.
fn spy(folder: &Folder, name: &str) {
    let path = folder.write(
        name,
        format!(
            "#!/bin/sh\nenv >>'{0}.part'\nmv '{0}.part' '{0}'\nexit 3\n",
            folder.path().join("home/told").display()
        ),
    );
    set_mode(&path, 0o755);
}

fn logged_environment(folder: &Folder) -> String {
    wait_for(|| folder.path().join("home/told").exists());
    let environment = folder.read("home/told");
    std::fs::remove_file(folder.path().join("home/told")).unwrap();
    environment
}

#[test]
fn git_and_gh_get_no_secrets() {
    for (program, arguments) in [
        ("git", &["check-env", "--offline"][..]),
        ("gh", &["push-secrets", "--to", "github", "a/b", "--yes"]),
    ] {
        let mut folder = folder();
        spy(&folder, &format!("home/bin/{program}"));
        let path = format!("{}/home/bin:{}", folder.path().display(), search_path());
        folder
            .variable("PATH", &path)
            .variable("GH_TOKEN", "the-login-of-gh");
        let run = folder.run(arguments.iter().copied());
        assert!(
            folder.path().join("home/told").exists(),
            "{program}: {run:?}"
        );
        let environment = logged_environment(&folder);
        assert!(!environment.contains(CANARY), "{program}: {environment}");
        assert!(environment.contains("HOME="), "{program}: {environment}");
        assert_eq!(
            environment.contains("the-login-of-gh"),
            program == "gh",
            "{environment}"
        );
    }
}

#[test]
fn a_browser_gets_no_secrets() {
    let mut folder = folder();
    spy(&folder, "home/browser");
    let browser = folder.path().join("home/browser").display().to_string();
    folder
        .variable("BROWSER", &browser)
        .variable("DISPLAY", ":7");
    let login = folder
        .command(["test-login", "github", "--no-save", "--timeout", "100ms"])
        .spawn()
        .unwrap();
    let environment = logged_environment(&folder);
    assert!(!environment.contains(CANARY), "{environment}");
    assert!(environment.contains("DISPLAY=:7"), "{environment}");
    let _ = crate::support::finish(login);
}

#[test]
fn starts_no_program_of_the_current_folder() {
    for path in ["", ".", "bin", ":.:bin:"] {
        let mut folder = folder();
        for name in ["git", "gh", "xdg-open", "bin/git", "bin/gh", "bin/xdg-open"] {
            spy(&folder, name);
        }
        folder.variable("PATH", path).variable("DISPLAY", ":7");
        let run = folder.run(["check-env", "--offline", "--json"]);
        assert!(
            run.stdout.contains("git is not installed"),
            "{path}: {run:?}"
        );
        let _ = folder
            .run(["push-secrets", "--to", "github", "a/b", "--yes"])
            .code(3)
            .err("https://cli.github.com");
        let _ = folder.run(["test-login", "github", "--no-save", "--timeout", "10ms"]);
        assert!(
            !Path::new(&folder.path().join("home/told")).exists(),
            "{path}"
        );
    }
}

/// Checks the limits of a running program, which waits for its standard input.
#[test]
#[cfg(target_os = "linux")]
fn a_running_program_leaves_no_core_dump_and_hides_its_memory() {
    let folder = Folder::with_env(DEVELOPMENT);
    let mut shell = std::process::Command::new("sh");
    shell
        .args(["-c", "ulimit -c unlimited; exec \"$0\" token verify"])
        .arg(env!("CARGO_BIN_EXE_navauth"))
        .current_dir(folder.path())
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    let child = shell.spawn().unwrap();
    let env = format!("/proc/{}", child.id());
    let core = || {
        let limits = std::fs::read_to_string(format!("{env}/limits")).unwrap();
        let line = limits
            .lines()
            .find(|line| line.starts_with("Max core"))
            .unwrap();
        line.split_whitespace().nth(4).unwrap().to_owned()
    };
    let started = Path::new(env!("CARGO_BIN_EXE_navauth"))
        .canonicalize()
        .unwrap();
    wait_for(|| std::fs::read_link(format!("{env}/exe")).is_ok_and(|exe| exe == started));
    wait_for(|| core() == "0");
    let _ = crate::support::finish(child);
}
