//! A sign-in in a real terminal: countdown, paste, Ctrl-C, narrow and wide.

use navauth::providers::fakes::Behavior;

use super::{Fixture, state_rows};
use crate::support::terminal::Terminal;
use crate::support::user::{callback_url, visit};

#[test]
fn narrow_and_wide() {
    let fixture = Fixture::ready(Behavior::default());
    for columns in [40, 200] {
        let terminal = Terminal::run(
            &fixture.folder,
            columns,
            ["test-login", "github", "--no-browser"],
        );
        let screen = terminal.wait_for("4:5");
        assert!(screen.contains("waiting for GitHub"), "{screen}");
        let address = terminal.login_address("GitHub");
        terminal.text("too late");
        let _ = visit(&address);
        let (code, screen) = terminal.end();
        assert_eq!(code, 0, "{screen}");
        assert!(
            !screen.contains("waiting for"),
            "the countdown is gone: {screen}"
        );
        assert!(terminal.shows_cursor());
        // Unread input is discarded, or `cat` would print it.
        terminal.text("in time");
        terminal.keys(["Enter"]);
        let screen = terminal.wait_for("in time\nin time");
        assert!(!screen.contains("too late"), "{screen}");
    }
}

#[test]
fn pasted_input_is_not_shown() {
    let fixture = Fixture::ready(Behavior::default());
    let terminal = Terminal::run(
        &fixture.folder,
        100,
        ["test-login", "github", "--no-browser"],
    );
    let screen = terminal.wait_for("waiting for GitHub");
    assert!(screen.contains("paste it here and press"), "{screen}");
    let answer = callback_url(&terminal.login_address("GitHub"));
    let code = answer
        .split("code=")
        .nth(1)
        .unwrap()
        .split('&')
        .next()
        .unwrap();
    terminal.text("hello");
    terminal.keys(["Enter"]);
    terminal.wait_for("not the redirect URL");
    terminal.text(&answer);
    terminal.keys(["Enter"]);
    let (exit, screen) = terminal.end();
    assert_eq!(exit, 0, "{screen}");
    assert!(
        !screen.contains("hello") && !screen.contains(code),
        "{screen}"
    );
    terminal.text("echo is back");
    terminal.wait_for("echo is back");
}

#[test]
fn ctrl_c_restores_the_terminal() {
    let fixture = Fixture::ready(Behavior::default());
    let terminal = Terminal::run(
        &fixture.folder,
        80,
        ["test-login", "github", "--no-browser"],
    );
    terminal.wait_for("waiting for GitHub");
    terminal.keys(["C-c"]);
    let (code, screen) = terminal.end();
    assert_eq!(code, 130, "{screen}");
    assert!(terminal.shows_cursor());
    terminal.text("echo is back");
    terminal.wait_for("echo is back");
    assert_eq!(state_rows(&fixture), 0);
}
