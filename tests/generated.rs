//! What is made from tables: the documents and completion scripts in the repository are what the program says today.
//!
//! `UPDATE=1 cargo test generated` writes them anew.

use std::path::Path;

use crate::support::own_variable;
use navauth::diagnostics::Exit;

/// Compares a file of the repository with what it should hold, or writes it where that was asked for.
#[track_caller]
fn holds(name: &str, wanted: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if own_variable("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, wanted).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == wanted,
        "{name} is out of date: run  UPDATE=1 cargo test generated"
    );
}

#[test]
fn completions() {
    use clap_complete::Shell;
    for (shell, name) in [
        (Shell::Bash, "navauth.bash"),
        (Shell::Zsh, "_navauth"),
        (Shell::Fish, "navauth.fish"),
        (Shell::PowerShell, "_navauth.ps1"),
        (Shell::Elvish, "navauth.elv"),
    ] {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut navauth::command(), "navauth", &mut script);
        holds(
            &format!("completions/{name}"),
            &String::from_utf8(script).unwrap(),
        );
    }
}

#[test]
fn exit_codes() {
    let mut page = String::from(
        "# Exit codes\n\nThey are an interface: scripts may depend on them. This page is made from the table in `src/error.rs`.\n\n| code | meaning |\n|---|---|\n",
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
         and where. This page is made from the table in\n`src/env/variables.rs`.\n",
    );
    let mut stage = None;
    for variable in TABLE {
        if stage != Some(variable.stage) {
            page += &format!(
                "\n## {}\n\n| variable | what it is | required | default | looks like |\n|---|---|---|---|---|\n",
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
        let run = crate::support::Folder::new()
            .run(arguments.iter().copied())
            .code(0);
        page += &format!("\n## navauth {name}\n\n```\n{}```\n", run.stdout);
    }
    holds(
        "docs/commands.md",
        &page.replace("## navauth \n", "## navauth\n"),
    );
}
