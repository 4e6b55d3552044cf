//! `navauth checks`: the register as a table and as a document.

use navauth::checks::{Source, registry};

use crate::check_env::corpus::{DEVELOPMENT, edited};
use crate::support::Folder;
use crate::support::terminal::Terminal;

#[test]
fn every_check_is_listed_once_by_its_stage() {
    let document = Folder::new().run(["checks", "--json"]).code(0).json();
    let rows = document["checks"].as_array().unwrap();
    let mut listed: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
    let mut all: Vec<&str> = registry().map(|check| check.code.id).collect();
    let stages: Vec<&str> = rows
        .iter()
        .map(|row| row["stage"].as_str().unwrap())
        .collect();
    let mut apart = stages.clone();
    apart.dedup();
    assert_eq!(
        apart,
        [".env file", "Database", "Sessions", "Site", "Sign-in"]
    );
    listed.sort_unstable();
    all.sort_unstable();
    assert_eq!(listed, all);
    let row = |id: &str| rows.iter().find(|row| row["id"] == id).unwrap();
    assert_eq!(
        (
            &row("jwt.missing")["development"],
            &row("jwt.missing")["production"]
        ),
        (&"warn".into(), &"fail".into())
    );
    assert_eq!(row("online.credentials")["network"], true);
    assert_eq!(
        row("git.secret-in-history")["source"],
        Source::GitHistory.name()
    );
    assert_eq!(row("database.encryption")["emits"][0], "database.plaintext");
}

#[test]
fn the_table_fits_a_terminal_and_needs_no_settings() {
    let folder = Folder::with_env("\0");
    let (code, screen) = Terminal::run(&folder, 80, ["checks", "--only", "env"]).end();
    assert_eq!(code, 0, "{screen}");
    assert!(
        screen.contains("env.line-break") && screen.contains("every value is on one line"),
        "{screen}"
    );
    assert!(
        screen.lines().all(|line| line.chars().count() <= 80),
        "{screen}"
    );
    let (code, narrow) = Terminal::run(&folder, 40, ["checks"]).end();
    assert_eq!(code, 0, "{narrow}");
    assert!(
        narrow.lines().all(|line| line.chars().count() <= 40),
        "{narrow}"
    );
    let listed = folder.run(["checks", "--only", "env", "--json"]);
    let count = listed.json()["checks"].as_array().unwrap().len();
    assert!(screen.contains(&format!("{count} checks")), "{screen}");
}

#[test]
fn a_check_is_chosen_by_what_it_finds_too() {
    let folder = Folder::new();
    let run = folder
        .run(["checks", "--only", "database.plaintext", "--json"])
        .code(0);
    assert_eq!(run.json()["checks"][0]["id"], "database.encryption");
    let _ = folder
        .run(["checks", "--only", "databse.tables"])
        .code(2)
        .err("did you mean database.tables?")
        .err("navauth checks");
}

#[test]
fn what_needs_the_network_says_so_where_it_may_not_be_asked() {
    let folder = Folder::with_env(DEVELOPMENT);
    let online = [
        "online.credentials",
        "online.redirect-uri",
        "online.other-redirect-uri",
    ];
    let skipped = |arguments: &[&str]| {
        folder
            .run(
                ["check-env", "--json"]
                    .into_iter()
                    .chain(arguments.iter().copied()),
            )
            .code(0)
    };
    assert!(
        skipped(&[]).ids("skip").is_empty(),
        "they are no part of the command"
    );
    assert_eq!(skipped(&["--offline"]).ids("skip"), online);
    let run = skipped(&["--only", "online.redirect-uri"]);
    assert_eq!(run.ids("skip"), ["online.redirect-uri"]);
    assert_eq!(run.json()["findings"][0]["cause"], "needs the network");
    let _ = folder.run(["check-env", "--offline", "--online"]).code(2);
}

#[test]
fn a_document_says_why_and_how_long() {
    let folder = Folder::with_env(DEVELOPMENT);
    folder.write(".gitignore", ".env\n");
    folder.init_git();
    let document = folder.run(["check-env", "--json"]).code(0).json();
    assert_eq!(document["environment_reason"], "FRONTEND_URL is local");
    let findings = document["findings"].as_array().unwrap();
    let of = |id: &str| {
        findings
            .iter()
            .find(|diagnostic| diagnostic["id"] == id)
            .unwrap()
    };
    for id in [
        "git.env-tracked",
        "git.env-not-ignored",
        "git.state-tracked",
        "git.secret-in-history",
        "git.env-in-history",
    ] {
        assert!(of(id)["took_ms"].is_u64(), "{id}");
    }
    assert!(of("env.placeholder")["took_ms"].is_null());
    assert!(of("env.placeholder")["docs"].is_null());
    let summed: u64 = document["stages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|stage| stage["pass"].as_u64().unwrap())
        .sum();
    assert_eq!(summed, document["summary"]["pass"].as_u64().unwrap());
}

#[test]
fn a_terminal_shows_the_numbers_by_stage_and_a_pipe_does_not() {
    let folder = Folder::with_env(&edited(DEVELOPMENT, &["-JWT_SECRET_KEY", "FRONTEND_URL=x"]));
    let (code, screen) = Terminal::run(&folder, 80, ["check-env"]).end();
    assert_eq!(code, 1, "{screen}");
    let row = |stage: &str| -> Vec<&str> {
        let line = screen
            .lines()
            .find(|line| line.trim_start().starts_with(stage))
            .unwrap_or_default();
        line.split_whitespace().collect()
    };
    assert_eq!(
        row("Sessions"),
        vec!["Sessions", "6", "1", "-", "-"],
        "{screen}"
    );
    assert_eq!(row("Site"), vec!["Site", "10", "-", "1", "-"], "{screen}");
    assert!(
        !folder
            .run(["check-env"])
            .code(1)
            .stdout
            .contains("Sessions")
    );
}
