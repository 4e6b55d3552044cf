//! `navauth completions`, in the shells themselves: what Tab offers in a terminal.

use std::process::Command;

use crate::support::Folder;
use crate::support::terminal::Terminal;

const PROMPT: &str = "ready>";

/// A shell in a terminal that has loaded the script.
fn shell(name: &str, folder: &mut Folder) -> Terminal {
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_navauth"));
    let path = format!(
        "{}:{}",
        program.parent().unwrap().display(),
        folder.variables()["PATH"]
    );
    folder.variable("PATH", &path);
    let script = folder.run(["completions", name]).code(0).stdout;
    folder.write("script", script);
    let (arguments, start): (&[&str], _) = match name {
        "bash" => (
            &["--noprofile", "--rcfile", "start", "-i"],
            "PS1='ready> '\n. ./script\n",
        ),
        "zsh" => (
            &["-d", "-i"],
            "PS1='ready> '\nautoload -Uz compinit\ncompinit -u -d home/dump\nzstyle ':completion:*' list-prompt ''\nLISTMAX=1000\n. ./script\n",
        ),
        _ => (
            &["--init-command", "source start"],
            "function fish_prompt; echo -n 'ready> '; end\nset fish_greeting\nset fish_handle_reflow 0\nsource script\n",
        ),
    };
    folder.write("start", start);
    if name == "zsh" {
        folder.write("home/.zshrc", start);
    }
    let mut shell = Command::new(name);
    shell.args(arguments).env_clear().envs(folder.variables());
    let terminal = Terminal::program(folder, 100, &shell);
    terminal.wait_for(PROMPT);
    terminal
}

/// Types a command and Tab, and waits for a new text. Bash lists several words at the second Tab; a single one is completed at the first.
#[track_caller]
fn list(terminal: &Terminal, name: &str, typed: &str, shown: &str) {
    terminal.wait_for_last(PROMPT);
    terminal.text(typed);
    let is_single = shown.contains(' ');
    let tabs = if name == "bash" && !is_single { 2 } else { 1 };
    terminal.keys(std::iter::repeat_n("Tab", tabs));
    terminal.wait_for(shown);
    // Ctrl-C would be lost while the shell still completes; fish's list is closed by it.
    match name {
        "fish" => terminal.keys(["C-c"]),
        _ => terminal.keys(["C-u", "Enter"]),
    }
}

mod slow {
    use super::{list, shell};
    use crate::support::Folder;

    #[test]
    fn the_shells_complete_values() {
        for name in ["bash", "zsh", "fish"] {
            let mut folder = Folder::with_env("MY_OWN_NAME=1\n");
            folder.write(
                "navauth.toml",
                "[providers.civic]\nauthorization_endpoint = \"https://id.example.org/a\"\ntoken_endpoint = \"https://id.example.org/t\"\nuserinfo_endpoint = \"https://id.example.org/u\"\n",
            );
            let terminal = shell(name, &mut folder);
            for (typed, shown) in [
                ("navauth ", "verify-connection"),
                ("navauth test-login ", "civic"),
                ("navauth check-env --provider ci", "--provider civic"),
                ("navauth check-env --only jwt.t", "--only jwt.too-short"),
                ("navauth explain login.port-t", "explain login.port-taken"),
                ("navauth env get MY", "get MY_OWN_NAME"),
                ("navauth env get ", "JWT_SECRET_KEY"),
                ("navauth checklist --report ", "junit"),
                ("navauth neon create --region aws-eu-", "aws-eu-west-2"),
                ("navauth setup ta", "setup tables"),
                ("navauth list-users --sort userna", "--sort username"),
                ("navauth init-db --schema 2026-0", "2026-08"),
                ("navauth --color ", "always"),
            ] {
                list(&terminal, name, typed, shown);
            }
        }
    }
}

#[test]
fn the_shells_complete_the_names_of_files() {
    let folder = Folder::new();
    folder.write("answers.toml", "");
    let mut run = folder.command(["--", "navauth", "setup", "--answers", "ans"]);
    run.env("NAVAUTH_COMPLETE", "bash")
        .env("_CLAP_COMPLETE_INDEX", "3");
    let output = run.output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "answers.toml");
}

#[test]
fn a_missing_shell_is_asked_for_on_a_terminal_only() {
    let mut folder = Folder::new();
    let _ = folder
        .run(["completions"])
        .code(2)
        .err("give one of bash, zsh, fish");
    folder.variable("SHELL", "/usr/bin/fish");
    let terminal = Terminal::run(&folder, 80, ["completions"]);
    terminal.wait_for("Which shell");
    terminal.keys(["Enter"]);
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains("complete --keep-order"), "{screen}");
}

/// What a shell inserts is run when the person presses Enter.
#[test]
fn names_that_a_shell_would_run_are_not_offered() {
    let mut folder = Folder::new();
    folder.write(
        ".env",
        "MY_OWN=1\n`id`=2\nA$(id)=3\nESCAPE\u{1b}]0;title\u{7}=4\n",
    );
    folder.write(
        "navauth.toml",
        "[providers.\"a`id`\"]\nissuer = \"https://x.example\"\n",
    );
    for (name, value) in [
        ("NAVAUTH_COMPLETE", "bash"),
        ("_CLAP_IFS", "\n"),
        ("_CLAP_COMPLETE_COMP_TYPE", "9"),
        ("_CLAP_COMPLETE_SPACE", "true"),
    ] {
        folder.variable(name, value);
    }
    for (words, offered) in [
        (vec!["env", "get", ""], "GITHUB_CLIENT_ID"),
        (vec!["test-login", ""], "huggingface"),
    ] {
        folder.variable("_CLAP_COMPLETE_INDEX", &words.len().to_string());
        let run = folder.run(["--", "navauth"].into_iter().chain(words));
        let run = run.code(0).out(offered);
        let is_plain =
            |character: char| character.is_ascii_alphanumeric() || "-_\n".contains(character);
        assert!(run.stdout.chars().all(is_plain), "{run:?}");
    }
    folder.write("navauth.toml", "");
    folder.variable("_CLAP_COMPLETE_INDEX", "3");
    let _ = folder
        .run(["--", "navauth", "env", "get", ""])
        .code(0)
        .out("MY_OWN");
}
