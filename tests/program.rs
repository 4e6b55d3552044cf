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
            .err("invalid value '-3'");
    }
    let run = Folder::new().run(["--json", "init-dv"]).code(2);
    assert_eq!(run.json()["ok"], false);
    assert_eq!(run.json()["schema_version"], 1);
    assert_eq!(run.ids("fail"), ["usage.wrong"]);
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
