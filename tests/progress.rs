//! What is shown while something is waited for, in a real terminal.

use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::Folder;
use crate::support::terminal::Terminal;

/// What a wait of the command below says.
const WAITING: &str = "connecting to";

/// A wait is shown after this time.
const DELAY: Duration = Duration::from_millis(300);

#[test]
fn a_wait_is_shown_with_the_time_left() {
    // Accepts connections and never answers.
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = silent.local_addr().unwrap().port();
    let folder = Folder::with_env(&format!(
        "DATABASE_URL=postgresql://ada:a-long-password@127.0.0.1:{port}/app?sslmode=disable\n"
    ));
    let terminal = Terminal::run(&folder, 100, ["init-db"]);
    let screen = terminal.wait_for(WAITING);
    let line = screen.lines().find(|line| line.contains(WAITING)).unwrap();
    assert!(line.contains(" left]"), "{line}");
    // What was drawn is gone once the wait is over.
    drop(silent);
    let (code, screen) = terminal.end();
    assert_eq!(code, 5, "{screen}");
    assert!(!screen.contains(" left]"), "{screen}");
}

#[test]
fn a_short_wait_draws_nothing() {
    let folder = Folder::with_env("DATABASE_URL=sqlite:///./users.db\n");
    let _ = folder.run(["init-db"]).code(0);
    let program = folder.command(["init-db"]);
    // A busy machine may take longer, and then the wait is shown.
    let quick = (0..100).find_map(|_| {
        let mut script = Command::new("script");
        script.args([
            "-qec",
            &format!("'{}' init-db", program.get_program().display()),
            "/dev/null",
        ]);
        script
            .env_clear()
            .envs(folder.variables())
            .env("TERM", "xterm-256color");
        script.current_dir(folder.path()).stdin(Stdio::null());
        let begun = Instant::now();
        let output = script.output().unwrap();
        (begun.elapsed() < DELAY).then_some(output)
    });
    let quick = quick.expect("one of the runs is quick");
    let shown = String::from_utf8(quick.stdout).unwrap();
    assert!(shown.contains("Database ready"), "{shown:?}");
    assert!(
        !shown.contains(WAITING) && !shown.contains("creating"),
        "{shown:?}"
    );
}
