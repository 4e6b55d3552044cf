//! The program as a whole: help, wrong command lines, streams.

use std::process::Stdio;

use crate::support::{Folder, finish};

#[test]
fn help_fits_a_hundred_columns() {
    let run = Folder::new().run(["--help"]).code(0);
    assert!(run.stderr.is_empty());
    assert!(
        run.stdout.lines().all(|line| line.chars().count() <= 100),
        "{}",
        run.stdout
    );
}

#[test]
fn help_and_version_are_commands_too_and_no_command_shows_where_to_start() {
    let folder = Folder::new();
    for (words, same_as) in [
        (&["help"][..], &["--help"][..]),
        (&["help", "init-db"], &["init-db", "--help"]),
        (&["help", "token", "verify"], &["token", "verify", "--help"]),
        (&["version"], &["--version"]),
    ] {
        let run = folder.run(words.iter().copied()).code(0);
        assert_eq!(run.stdout, folder.run(same_as.iter().copied()).stdout);
    }
    let run = folder.run([]).code(2);
    let lines = run
        .stderr
        .lines()
        .filter(|line| line.starts_with("  navauth "));
    assert_eq!(lines.count(), 5, "{run:?}");
    assert!(run.stderr.lines().count() <= 10, "{run:?}");
}

#[test]
fn a_wrong_command_line_is_exit_2_and_one_json_document_where_asked() {
    let _ = Folder::new().run(["init-dv"]).code(2).err("init-db");
    for option in [
        ["gen-secret", "--bytes"],
        ["list-users", "--limit"],
        ["verify-connection", "--samples"],
    ] {
        let _ = Folder::new()
            .run([option[0], option[1], "-3"])
            .code(2)
            .err("invalid value \"-3\"")
            .err("from ")
            .err(&format!("navauth {} --help", option[0]));
    }
    let run = Folder::new().run(["--json", "init-dv"]).code(2);
    assert_eq!(run.json()["ok"], false);
    assert_eq!(run.json()["schema_version"], 1);
    assert_eq!(run.ids("fail"), ["usage.unknown-command"]);
}

/// Every kind of wrong command line: the id, what is said about it, and the next step.
#[test]
fn a_wrong_command_line_is_explained_in_our_own_words() {
    let folder = Folder::new();
    for (arguments, id, words, step) in [
        (
            "setpu",
            "unknown-command",
            "unknown command \"setpu\"",
            "did you mean setup?",
        ),
        (
            "nothing-like-it",
            "unknown-command",
            "unknown command",
            "navauth --help",
        ),
        (
            "neon craete",
            "unknown-command",
            "unknown command \"craete\"",
            "did you mean create?",
        ),
        (
            "neon",
            "missing-command",
            "navauth neon needs a command after it",
            "navauth neon --help",
        ),
        (
            "list-users --limt 3",
            "unknown-option",
            "unknown option --limt",
            "did you mean --limit?",
        ),
        (
            "list-users --shoe-size",
            "unknown-option",
            "unknown option --shoe-size",
            "navauth list-users --help",
        ),
        (
            "list-users ada",
            "unexpected-argument",
            "unexpected argument \"ada\"",
            "navauth list-users --help",
        ),
        (
            "list-users --limit x",
            "invalid-value",
            "invalid value \"x\" for --limit",
            "write a whole number from 0 to 4294967295",
        ),
        (
            "verify-connection --samples 0",
            "invalid-value",
            "invalid value \"0\" for --samples",
            "from 1 to 100",
        ),
        (
            "checklist 18",
            "invalid-value",
            "invalid value \"18\" for [NUMBER]",
            "from 1 to 17",
        ),
        (
            "list-users --format jsn",
            "invalid-value",
            "invalid value \"jsn\" for --format",
            "did you mean json?",
        ),
        (
            "list-users --format xml",
            "invalid-value",
            "invalid value \"xml\"",
            "choose from table, json, ndjson, csv or markdown",
        ),
        (
            "env --timeout soon",
            "invalid-value",
            "invalid value \"soon\" for --timeout",
            "write a duration such as 500ms",
        ),
        (
            "check-env --report pdf",
            "invalid-value",
            "invalid value \"pdf\" for --report",
            "or sarif, and =FILE",
        ),
        (
            "list-users --limit",
            "missing-value",
            "--limit needs a value",
            "navauth list-users --help",
        ),
        (
            "push-secrets --to github",
            "missing-value",
            "--to needs a value",
            "add <KIND> <PLACE> after it",
        ),
        (
            "check-env --offline=yes",
            "unexpected-value",
            "--offline takes no value",
            "remove the value",
        ),
        (
            "list-users --active --inactive",
            "conflict",
            "cannot be used with",
            "use only one of them",
        ),
        (
            "list-users --limit 1 --limit 2",
            "repeated",
            "--limit is given twice",
            "give it once",
        ),
        (
            "neon allow-ip add",
            "missing-argument",
            "missing <ENTRY>",
            "navauth neon allow-ip add --help",
        ),
    ] {
        let run = folder.run(arguments.split(' ')).code(2);
        let run = run.err(&format!("[usage.{id}]")).err(words).err(step);
        assert!(
            run.stdout.is_empty() && run.stderr.lines().count() <= 4,
            "{run:?}"
        );
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = Folder::new();
    let mut child = folder
        .command(["completions", "bash"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let run = finish(child).code(0);
    assert!(run.stderr.is_empty(), "{run:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error() {
    let folder = Folder::new();
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let run = finish(
        folder
            .command(["completions", "bash"])
            .stdout(full)
            .spawn()
            .unwrap(),
    );
    let _ = run
        .code(3)
        .err("cannot write the result")
        .err("No space left");
}

/// Every command and every command of a command, as they are typed.
fn all(command: &clap::Command, typed: &[String]) -> Vec<Vec<String>> {
    let below = |command: &clap::Command| [typed, &[command.get_name().to_owned()]].concat();
    command
        .get_subcommands()
        .flat_map(|command| [vec![below(command)], all(command, &below(command))].concat())
        .collect()
}

#[test]
fn the_help_of_every_command_fits_eighty_columns_and_begins_with_its_own_options() {
    let mut folder = Folder::new();
    folder.variable("COLUMNS", "80");
    let commands = all(&navauth::command(), &[]);
    assert!(
        commands.len() > 30 && commands.iter().filter(|command| command.len() == 1).count() == 21,
        "{commands:?}"
    );
    for command in commands {
        for option in ["-h", "--help"] {
            let run = folder
                .run(command.iter().map(String::as_str).chain([option]))
                .code(0);
            let help = run.stdout;
            assert!(
                help.lines().all(|line| line.chars().count() <= 80),
                "{help}"
            );
            let headings: Vec<&str> = help
                .lines()
                .filter(|line| line.ends_with(':') && !line.starts_with(' '))
                .collect();
            let known = [
                "Commands:",
                "Arguments:",
                "Options:",
                "Global options:",
                "Examples:",
                "Global options (see navauth --help):",
            ];
            let places = headings
                .iter()
                .map(|heading| known.iter().position(|known| known == heading));
            assert!(
                places
                    .collect::<Option<Vec<_>>>()
                    .is_some_and(|places| places.is_sorted()),
                "{command:?}: {headings:?}"
            );
            // An example stands on a line of its own; what is said of it may stand below, in its column.
            let examples = help
                .lines()
                .skip_while(|line| *line != "Examples:")
                .skip(1)
                .take_while(|line| !line.is_empty());
            let broken: Vec<&str> = examples
                .filter(|line| !line.contains("navauth ") && !line.starts_with("      "))
                .collect();
            assert_eq!(broken, [""; 0], "{command:?}");
        }
    }
}

#[test]
fn help_is_colored_where_color_is_on() {
    let mut folder = Folder::new();
    for arguments in [&["--help"][..], &["-h"], &["help"], &["check-env", "-h"]] {
        let arguments = || arguments.iter().copied();
        let _ = folder.run(arguments()).code(0).without("\u{1b}");
        let _ = folder
            .run(arguments().chain(["--color", "always"]))
            .code(0)
            .out("\u{1b}[");
    }
    folder.variable("CLICOLOR_FORCE", "1");
    let _ = folder.run(["--help"]).code(0).out("\u{1b}[");
    let _ = folder
        .run(["--help", "--color=never"])
        .code(0)
        .without("\u{1b}");
    folder.variable("NO_COLOR", "1");
    let _ = folder.run(["--help"]).code(0).without("\u{1b}");
    let _ = folder
        .run([""; 0])
        .code(2)
        .without("\u{1b}")
        .err("navauth demo");
}

/// People paste what they have where they think it belongs.
#[test]
fn a_secret_in_an_argument_is_not_repeated() {
    let folder = Folder::new();
    let secrets = [
        (
            "postgresql://owner:k7Jq2mZx9@ep-cool-12.us-east-2.aws.neon.tech/neondb",
            "k7Jq2mZx9",
        ),
        (
            "postgresql://owner:k7Jq@2mZx9@ep-cool-12.us-east-2.aws.neon.tech/neondb",
            "2mZx9",
        ),
        ("GOCSPX-AbCdEfGhIjKlMnOpQrStUvWxYz12", "AbCdEfGhIjKl"),
        ("hf_AbCdEfGhIjKlMnOpQrStUvWxYz01234567", "AbCdEfGhIjKl"),
        (
            "0123456789abcdef0123456789abcdef01234567",
            "89abcdef0123456789abcdef",
        ),
        (
            "5f0c3a9e7b1d2846f9e0a7c3b5d1928476e0fa3c9b7d1852640e9fa7c3b5d182",
            "1d2846f9e0a7c3b5",
        ),
    ];
    for (typed, secret) in secrets {
        for before in [
            &["verify-connection"][..],
            &["gen-secret"],
            &["test-login"],
            &["env", "get"],
            &["setup"],
            &["explain"],
            &["list-users", "--limit"],
            &["check-env", "--only"],
            &["push-secrets", "--space"],
            &["--client-secret"],
        ] {
            for json in [&[][..], &["--json"]] {
                let arguments = before
                    .iter()
                    .copied()
                    .chain([typed])
                    .chain(json.iter().copied());
                let run = folder.run(arguments);
                assert_ne!(run.code, 0, "{run:?}");
                let _ = run.without(secret);
            }
        }
        let _ = folder
            .run(["verify-connection", typed])
            .code(2)
            .err("usage.secret-argument");
        let option = format!("--client-secret={typed}");
        let _ = folder
            .run([option.as_str(), "check-env"])
            .code(2)
            .without(secret);
    }
}
