//! What differs between operating systems. scripts/test-platforms also runs these tests with the programs of other systems: Windows in
//! Wine, Linux on ARM in qemu.

use std::path::Path;

use navauth::providers::fakes::Behavior;

use crate::support::terminal::Terminal;
use crate::support::user::{PendingSignIn, visit};
use crate::support::{Folder, finish, program, set_mode, wait_for};
use crate::test_login::{Fixture, state_rows};

/// Whether the binary is a program of Windows.
fn on_windows() -> bool {
    program().ends_with("wine-navauth")
}

/// A path as the binary's system writes it. Wine shows the root folder as drive Z.
fn native(path: &Path) -> String {
    let path = path.to_str().unwrap();
    if on_windows() {
        format!("Z:{}", path.replace('/', "\\"))
    } else {
        path.to_owned()
    }
}

#[test]
fn the_demo_passes_every_step_and_its_folder_can_be_used() {
    let folder = Folder::new();
    let run = folder.run(["demo"]).code(0).out("4 users");
    let passed = run.stdout.lines().filter(|line| line.contains(" done "));
    assert_eq!(passed.count(), 9, "{run:#?}");
    let inside = |arguments: &[&str]| {
        let mut command = folder.command(arguments.iter().copied());
        command.current_dir(folder.path().join("navauth-demo"));
        finish(command.spawn().unwrap())
    };
    let _ = inside(&["list-users"]).code(0).out("bruno.keller");
    let _ = inside(&["check-env"]).code(0);
    let _ = inside(&["verify-connection"]).code(0);
    let _ = inside(&["doctor"]).code(0);
}

#[test]
fn an_env_file_with_windows_line_ends_keeps_them() {
    let env = "FRONTEND_URL=http://localhost:5173\r\n# C:\\Users\\Ada\r\nLOG_PATH=C:\\logs\\new\r\nJWT_SECRET_KEY=\r\n";
    let folder = Folder::with_env(env);
    let _ = folder
        .run(["env", "get", "LOG_PATH"])
        .code(0)
        .out("C:\\logs\\new");
    let _ = folder.run(["gen-secret", "--write"]).code(0);
    let written = folder.read(".env");
    assert!(written.starts_with(&env[..env.len() - 2]), "{written:?}");
    assert_eq!(
        written.matches('\n').count(),
        written.matches("\r\n").count(),
        "{written:?}"
    );
    let _ = folder
        .run(["env", "get", "FRONTEND_URL"])
        .code(0)
        .without("\r");
}

#[test]
fn a_path_may_be_absolute_and_contain_spaces() {
    let folder = Folder::new();
    let file = folder.write(
        "my settings/local settings.env",
        "FRONTEND_URL=http://localhost:5173\n",
    );
    let path = native(&file);
    let _ = folder
        .run(["--env-file", &path, "env", "get", "FRONTEND_URL"])
        .code(0)
        .out("http://localhost:5173");
    let _ = folder
        .run(["--env-file", &path, "gen-secret", "--write"])
        .code(0);
    let text = folder.read("my settings/local settings.env");
    assert!(text.contains("\nJWT_SECRET_KEY="), "{text}");
    let wrong = native(&folder.path().join("no such folder/.env"));
    let _ = folder
        .run(["--env-file", &wrong, "gen-secret", "--write"])
        .code(3);
}

/// Windows has no permissions as Unix has them: the check must not claim that they are right.
#[test]
fn the_permissions_of_the_env_file_pass_only_where_they_were_read() {
    let folder = Folder::with_env("FRONTEND_URL=http://localhost:5173\n");
    let run = folder.run(["check-env", "--json", "--only", "file.readable-by-others"]);
    let passed = run.ids("pass");
    assert_eq!(
        passed.contains(&"file.readable-by-others".to_owned()),
        !on_windows(),
        "{run:#?}"
    );
}

#[test]
fn a_sqlite_database_is_created_listed_and_checked() {
    let folder = Folder::with_env("DATABASE_URL=sqlite:///./data/users.db\n");
    let _ = folder.run(["init-db"]).code(0);
    let _ = folder.run(["verify-connection"]).code(0);
    let _ = folder.run(["list-users"]).code(0);
    assert_eq!(
        folder.sqlite("data/users.db", "SELECT count(*) FROM users"),
        "0"
    );
}

#[test]
fn a_sign_in_returns_to_localhost() {
    let fixture = Fixture::ready(Behavior::default());
    let login = PendingSignIn::start(&fixture.folder, ["test-login", "github", "--no-browser"]);
    assert_eq!(login.visit().status, 200);
    let _ = login.finish().code(0).out("dmitri-volkov@example.org");
}

#[test]
fn the_browser_may_be_in_a_folder_with_spaces() {
    let mut fixture = Fixture::ready(Behavior::default());
    let opened = fixture.folder.path().join("opened");
    let script = fixture.folder.write(
        "Program Files/browser",
        format!(
            "#!/bin/sh\nprintf %s \"$1\" >'{0}.part' && mv '{0}.part' '{0}'\n",
            opened.display()
        ),
    );
    set_mode(&script, 0o700);
    fixture.folder.variable("BROWSER", &native(&script));
    let mut login = PendingSignIn::start(&fixture.folder, ["test-login", "github"]);
    login.until(|line| line.contains("Opened in your browser."));
    wait_for(|| opened.exists());
    let _ = visit(&std::fs::read_to_string(&opened).unwrap());
    let _ = login.finish().code(0);
}

#[test]
fn ctrl_c_ends_a_waiting_sign_in() {
    let fixture = Fixture::ready(Behavior::default());
    let terminal = Terminal::run(
        &fixture.folder,
        100,
        ["test-login", "github", "--no-browser"],
    );
    let _ = terminal.wait_for("http://127.0.0.1");
    terminal.keys(["C-c"]);
    let _ = terminal.wait_for("[exit 130]");
    assert_eq!(state_rows(&fixture), 0, "the state row is removed");
}

#[test]
fn color_is_used_where_it_is_asked_for() {
    let folder = Folder::with_env("FRONTEND_URL=nowhere\n");
    for (color, expected) in [("always", true), ("never", false)] {
        let run = folder.run(["--color", color, "check-env", "--only", "frontend.*"]);
        assert_eq!(run.stdout.contains("\u{1b}["), expected, "{run:#?}");
    }
}

#[test]
fn a_report_is_written_to_a_file_beside_the_env_file() {
    let folder = Folder::with_env("FRONTEND_URL=nowhere\n");
    let path = native(&folder.path().join("a report.json"));
    let _ = folder.run(["check-env", "--report", &format!("json={path}")]);
    assert!(folder.read("a report.json").contains("\"schema_version\""));
}
