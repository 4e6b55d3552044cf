//! `--all`: one sign-in after another, one table, one exit code.

use navauth::providers::fakes::{Behavior, Fault, Step};

use super::Fixture;
use crate::support::terminal::Terminal;
use crate::support::user::{PendingSignIn, visit};
use crate::support::{Folder, wait_for};

/// Signs in at every URL that is printed, and returns the run.
fn sign_in_everywhere(fixture: &Fixture, arguments: &[&str], times: usize) -> crate::support::Run {
    let mut login = PendingSignIn::start(&fixture.folder, arguments.iter().copied());
    let _ = login.visit();
    for _ in 1..times {
        let url = login.until(|line| line.starts_with("http://"));
        let _ = visit(&url);
    }
    login.finish()
}

#[test]
fn all_succeed() {
    let fixture = Fixture::ready(Behavior::default());
    let run = sign_in_everywhere(&fixture, &["test-login", "--all", "--no-browser"], 4).code(0);
    for email in [
        "amara-okafor@example.org",
        "bruno.keller@example.org",
        "chiara_rossi@example.org",
        "dmitri-volkov@example.org",
    ] {
        assert!(run.stdout.contains(email), "{run:?}");
    }
}

#[test]
fn partial_success_is_exit_6_and_unconfigured_providers_are_skipped() {
    let fixture = Fixture::ready(Behavior::default().fault(
        "google",
        Step::Token,
        Fault::Row("wrong-secret"),
    ));
    let env = fixture.folder.read(".env");
    let kept = env
        .lines()
        .filter(|line| !line.starts_with("HUGGINGFACE") && !line.starts_with("FACEBOOK"));
    fixture.folder.write(
        ".env",
        kept.map(|line| format!("{line}\n")).collect::<String>(),
    );
    let run = sign_in_everywhere(
        &fixture,
        &["test-login", "--all", "--no-browser", "--json"],
        2,
    )
    .code(6);
    let document = run.json();
    let rows = document["logins"].as_array().unwrap();
    let names: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row["provider"].as_str().unwrap(),
                row["ok"].as_bool().unwrap(),
            )
        })
        .collect();
    assert_eq!(names, [("google", false), ("github", true)]);
    assert_eq!(run.ids("fail"), ["google.invalid-secret"]);
    fixture.providers.change(|behavior| {
        _ = behavior
            .faults
            .insert(("github", Step::Token), Fault::Row("wrong-secret"))
    });
    let _ = sign_in_everywhere(&fixture, &["test-login", "--all", "--no-browser"], 2)
        .code(4)
        .out("github.incorrect-credentials");
}

#[test]
fn none_configured() {
    let fixture = Fixture::ready(Behavior::default());
    fixture
        .folder
        .write(".env", format!("JWT_SECRET_KEY={}\n", super::KEY));
    let _ = fixture
        .folder
        .run(["test-login", "--all"])
        .code(3)
        .err("no provider is configured");
    let _ = fixture
        .folder
        .run(["test-login"])
        .code(2)
        .err("give one of huggingface, google, facebook, github");
    let _ = fixture
        .folder
        .run(["test-login", "github", "--all"])
        .code(2);
}

#[test]
fn a_common_problem_is_reported_once() {
    let fixture = Fixture::ready(Behavior::default());
    let all = ["test-login", "--all", "--redirect", "production"];
    let run = fixture.folder.run(all).code(3);
    assert_eq!(
        run.stderr.matches("[login.no-production-callback]").count(),
        1,
        "{run:?}"
    );
    assert_eq!(
        run.stderr
            .matches("Not possible, for the same reason.")
            .count(),
        3,
        "{run:?}"
    );
    assert_eq!(
        run.stdout
            .matches("fail login.no-production-callback")
            .count(),
        4,
        "{run:?}"
    );
    assert_eq!(
        fixture
            .folder
            .run(all.into_iter().chain(["--json"]))
            .code(3)
            .ids("fail"),
        ["login.no-production-callback"]
    );
}

/// Ctrl-C is no result of a provider: finished sign-ins are shown, then the plain line.
#[test]
fn an_interrupt_is_no_failed_sign_in() {
    let fixture = Fixture::ready(Behavior::default().fault("google", Step::Token, Fault::Hold));
    let mut login = PendingSignIn::start(&fixture.folder, ["test-login", "--all", "--no-browser"]);
    let _ = login.visit();
    let url = login.until(|line| line.starts_with("http://"));
    let asked = || fixture.providers.requests_to("google", Step::Token).len();
    let browser = std::thread::spawn(move || visit(&url));
    wait_for(|| asked() > 0);
    login.signal("INT");
    let run = login.finish().code(130);
    let _ = browser.join();
    assert!(run.stdout.contains("amara-okafor@example.org"), "{run:#?}");
    let run = run.without("fail run.interrupted").err("interrupted");
    assert_eq!(run.stdout.lines().count(), 3, "{run:#?}");
}

#[test]
fn a_terminal_offers_the_configured_providers() {
    let folder = Folder::with_env(
        "GOOGLE_CLIENT_ID=1-a.apps.googleusercontent.com\nGOOGLE_CLIENT_SECRET=x\nGITHUB_CLIENT_ID=Ov23liAbCdEfGhIjKlMn\nGITHUB_CLIENT_SECRET=x\n",
    );
    let terminal = Terminal::run(&folder, 80, ["test-login"]);
    let screen = terminal.wait_for("all of them, one after another");
    assert!(screen.contains("Sign in with which provider"), "{screen}");
    assert!(
        screen.contains("Google") && screen.contains("GitHub"),
        "{screen}"
    );
    assert!(!screen.contains("Facebook"), "{screen}");
    terminal.keys(["C-c"]);
    let (code, screen) = terminal.end();
    assert_eq!(code, 130, "{screen}");
    assert!(terminal.shows_cursor());
}
