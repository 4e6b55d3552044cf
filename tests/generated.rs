//! Generated files: documents, completion scripts, and snapshots of whole screens and reports.
//!
//! `UPDATE=1 cargo test generated` rewrites them.

mod man;

use std::path::Path;

use expect_test::expect_file;
use navauth::diagnostics::Exit;

use crate::checklist::KEY;
use crate::report::{self, Reporting};
use crate::support::{Folder, own_variable};

/// Compares a file of the repository with its text, or rewrites it on request.
#[track_caller]
fn holds(name: &str, wanted: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if own_variable("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, wanted).unwrap();
    }
    expect_file![path].assert_eq(wanted);
}

#[test]
fn completions() {
    for (shell, name) in [
        ("bash", "navauth.bash"),
        ("zsh", "_navauth"),
        ("fish", "navauth.fish"),
        ("powershell", "_navauth.ps1"),
        ("elvish", "navauth.elv"),
    ] {
        let run = Folder::new().run(["completions", shell]).code(0);
        holds(&format!("completions/{name}"), &run.stdout);
    }
}

#[test]
fn manual_pages() {
    let pages = man::pages();
    for (name, page) in &pages {
        holds(&format!("man/{name}"), page);
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("man");
    let mut files: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let mut names: Vec<String> = pages.into_iter().map(|(name, _)| name).collect();
    files.sort();
    names.sort();
    assert_eq!(files, names, "a page of a command that is gone");
    for name in names {
        let mut man = std::process::Command::new("man");
        man.args(["--warnings", "-E", "UTF-8", "-l"])
            .arg(folder.join(&name));
        let output = man.env("MANWIDTH", "80").output().unwrap();
        let warnings = String::from_utf8(output.stderr).unwrap();
        assert!(
            output.status.success() && warnings.is_empty(),
            "{name}: {warnings}"
        );
        let shown = String::from_utf8(output.stdout).unwrap();
        assert!(shown.contains("SYNOPSIS"), "{name}: {shown}");
    }
}

#[test]
fn exit_codes() {
    let mut page = String::from(
        "# Exit codes\n\nThey are an interface: scripts may depend on them. This page is generated from `src/diagnostics/error.rs`.\n\n| code | meaning |\n|---|---|\n",
    );
    for (exit, meaning) in Exit::TABLE {
        page += &format!("| {} | {meaning} |\n", exit.code());
    }
    holds("docs/exit-codes.md", &page);
}

#[test]
fn setup_answers() {
    holds(
        "docs/setup-answers.md",
        &navauth::wizard::answers_page().unwrap(),
    );
}

#[test]
fn database_findings() {
    holds(
        "docs/database-findings.md",
        &navauth::database::postgres::page(),
    );
}

#[test]
fn checks() {
    holds("docs/checks.md", &navauth::checks::page());
}

#[test]
fn findings() {
    holds("docs/findings.md", &navauth::explain::page());
}

#[test]
fn facts() {
    holds("docs/facts.md", &navauth::explain::facts_page());
}

#[test]
fn settings() {
    use navauth::config::variables::TABLE;
    let mut page = String::from(
        "# Settings\n\nWhere a value comes from, the strongest first: an option of the command, the process environment, the `.env` file, \
         `navauth.toml`, the default.\nThe `.env` file is read exactly as the app reads it (python-dotenv). `navauth env` lists what is set \
         and where. This page is generated from the table in\n`src/config/variables.rs`.\n",
    );
    let mut stage = None;
    for variable in TABLE {
        if stage != Some(variable.stage) {
            page += &format!(
                "\n## {}\n\n| variable | what it is | required | default | example |\n|---|---|---|---|---|\n",
                variable.stage.title()
            );
            stage = Some(variable.stage);
        }
        let code = |text: &str| format!("`{text}`");
        let secret = if variable.is_secret() {
            " (secret)"
        } else {
            ""
        };
        let default = variable.default.map_or_else(String::new, code);
        let row = [
            &format!("{}{secret}", code(variable.name)),
            variable.purpose,
            variable.need.words(),
            &default,
            &code(variable.example),
        ];
        page += &format!("| {} |\n", row.join(" | "));
    }
    page += navauth::trust::PAGE;
    page += navauth::http::PAGE;
    holds("docs/settings.md", &page);
}

/// The help of every command, as one page: a change of words shows in the diff.
#[test]
fn help() {
    let mut page =
        String::from("# Commands\n\nWhat `navauth --help` and `navauth COMMAND --help` say.\n");
    let command = navauth::command();
    let names = command
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
        .map(|command| command.get_name().to_owned());
    for name in std::iter::once(String::new()).chain(names.collect::<Vec<_>>()) {
        let arguments: Vec<&str> = [name.as_str(), "--help"]
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect();
        let run = Folder::new().run(arguments.iter().copied()).code(0);
        page += &format!("\n## navauth {name}\n\n```\n{}```\n", run.stdout);
    }
    holds(
        "docs/commands.md",
        &page.replace("## navauth \n", "## navauth\n"),
    );
}

#[test]
fn checklist_screen() {
    let folder = Folder::with_env(&format!("JWT_SECRET_KEY={KEY}\n"));
    let run = folder.run(["checklist", "--offline"]).code(1);
    holds("tests/snapshots/checklist.txt", &run.stdout);
    let run = folder.run(["checklist", "1", "6", "--offline"]).code(1);
    holds("tests/snapshots/checklist-items.txt", &run.stdout);
}

#[test]
fn explanations() {
    let folder = Folder::new();
    for asked in ["google.not-a-test-user", "credential"] {
        let run = folder.run(["explain", asked]).code(0);
        holds(&format!("tests/snapshots/explain-{asked}.txt"), &run.stdout);
    }
}

#[test]
fn reports() {
    let run = Reporting::new().in_actions();
    let (_, log) = run
        .emit(&["github", "text=report.txt"], report::findings())
        .unwrap();
    let token = log
        .lines()
        .find_map(|line| line.strip_prefix("::stop-commands::"))
        .unwrap();
    holds(
        "tests/snapshots/report-github.txt",
        &log.replace(token, "TOKEN"),
    );
    for (written, name) in [
        ("report.txt", "report.txt"),
        ("summary.md", "report-summary.md"),
    ] {
        holds(
            &format!("tests/snapshots/{name}"),
            &run.folder.read(written),
        );
    }
}
