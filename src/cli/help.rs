//! The help screens: colors, the commands by the stages of the guide, and a short screen for `-h`.

use std::fmt::Write;

use clap::builder::styling::{AnsiColor, Style, Styles};
use clap::{Arg, Command};

/// A stage of the setup guide: its title, its commands, and those that the short help describes.
struct Stage {
    title: &'static str,
    commands: &'static [&'static str],
}

const STAGES: [Stage; 7] = [
    Stage {
        title: "Start here",
        commands: &["demo", "setup"],
    },
    Stage {
        title: "Secrets and settings",
        commands: &["gen-secret", "env", "check-env", "doctor", "checks"],
    },
    Stage {
        title: "Database",
        commands: &[
            "neon",
            "init-db",
            "verify-connection",
            "list-users",
            "purge-states",
        ],
    },
    Stage {
        title: "Sign-in",
        commands: &["redirect-uris", "test-login", "token"],
    },
    Stage {
        title: "Production",
        commands: &["checklist", "push-secrets", "rotate-secret"],
    },
    Stage {
        title: "Troubleshooting",
        commands: &["explain"],
    },
    Stage {
        title: "Shell and scripts",
        commands: &["completions", "schema"],
    },
];

/// The commands to begin with. `-h` and a command line without a command describe them.
const FIRST: [&str; 5] = ["demo", "setup", "check-env", "doctor", "checklist"];

/// How many examples `-h` shows.
const SHORT_EXAMPLES: usize = 2;

/// The width of the names of commands.
const NAME: usize = 19;

/// How many names of global options a line of `--help` has.
const NAMES_PER_LINE: usize = 6;

const STYLES: Styles = Styles::styled()
    .header(Style::new().bold())
    .usage(Style::new().bold())
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(AnsiColor::Green.on_default());

/// The command with its help screens.
pub fn dress(command: Command) -> Command {
    let global: Vec<Arg> = command
        .get_arguments()
        .filter(|argument| argument.is_global_set())
        .cloned()
        .collect();
    let command = command
        .styles(STYLES)
        .mut_subcommands(|command| dress_subcommand(command, &global));
    let (short, long) = (short_list(&command), long_list(&command));
    command
        .mut_args(|argument| {
            let is_long = argument.is_global_set() || argument.get_id() == "version";
            argument.hide_short_help(is_long)
        })
        .help_template(format!(
            "{{about}}\n\n{{usage-heading}} {{usage}}\n\n{{before-help}}{}\n{{options}}{{after-help}}",
            header("Options:")
        ))
        .before_help(short)
        .before_long_help(long)
        .after_help(format!(
            "Run {} for all options, {} for one command.",
            literal("navauth --help"),
            literal("navauth COMMAND -h"),
        ))
        .after_long_help(paint(
            "Examples:
  navauth demo                 try the whole guide, no account needed
  navauth setup                set up sign-in for your app, step by step
  navauth check-env            check all settings, without the network
  navauth test-login github    sign in once, as a user would

Run `navauth COMMAND --help` for details of a command.",
        ))
}

/// Hides the global options in the help of a command, except for their names, and shortens its examples for `-h`.
fn dress_subcommand(command: Command, global: &[Arg]) -> Command {
    let own = command.get_after_help().map(ToString::to_string);
    let own = own.unwrap_or_default();
    let gap = if own.is_empty() { "" } else { "\n\n" };
    let long = format!(
        "{}{gap}{}\n{}",
        paint(&own),
        header("Global options (see navauth --help):"),
        names(global)
    );
    let short = paint(first_examples(&own).trim_end());
    command
        .mut_args(|argument| {
            let is_global = global
                .iter()
                .any(|other| other.get_id() == argument.get_id());
            argument.hide(is_global)
        })
        .mut_subcommands(|command| dress_subcommand(command, global))
        .after_help(short)
        .after_long_help(long)
}

fn names(arguments: &[Arg]) -> String {
    let names = arguments.iter().filter_map(Arg::get_long);
    let names: Vec<String> = names.map(|name| format!("--{name}")).collect();
    let lines: Vec<String> = names
        .chunks(NAMES_PER_LINE)
        .map(|names| format!("  {}", names.join(" ")))
        .collect();
    lines.join("\n")
}

/// The first examples of a help text.
fn first_examples(help: &str) -> String {
    let Some((_, examples)) = help.split_once("Examples:\n") else {
        return String::new();
    };
    let mut text = String::from("Examples:\n");
    let mut count = 0;
    for line in examples.lines().take_while(|line| !line.is_empty()) {
        let continues = line.starts_with("   ");
        count += usize::from(!continues);
        if count > SHORT_EXAMPLES {
            break;
        }
        text += line;
        text.push('\n');
    }
    text
}

/// The commands to begin with, and the names of the others by stage.
fn short_list(command: &Command) -> String {
    let mut text = format!("{}\n", header("Start here:"));
    for name in FIRST {
        text += &entry(command, name);
    }
    let _ = write!(text, "\n{}\n", header("Other commands:"));
    for stage in STAGES {
        let others = stage.commands.iter().filter(|name| !FIRST.contains(name));
        let others: Vec<String> = others.map(|name| literal(name)).collect();
        if !others.is_empty() {
            let _ = writeln!(text, "  {:<21}{}", stage.title, others.join(", "));
        }
    }
    text.trim_end().to_owned()
}

/// All commands by stage.
fn long_list(command: &Command) -> String {
    let mut text = String::new();
    for stage in STAGES {
        let _ = writeln!(text, "{}", header(&format!("{}:", stage.title)));
        for name in stage.commands {
            text += &entry(command, name);
        }
        text.push('\n');
    }
    text.trim_end().to_owned()
}

/// The line of a command in a list.
fn entry(command: &Command, name: &str) -> String {
    let about = command
        .find_subcommand(name)
        .and_then(Command::get_about)
        .map(ToString::to_string);
    let gap = " ".repeat(NAME.saturating_sub(name.len()));
    format!("  {}{gap}{}\n", literal(name), about.unwrap_or_default())
}

/// The screen for a command line without a command.
pub fn start() -> String {
    let mut text = String::from("navauth sets up and checks sign-in for Open Navigator.\n\n");
    for (name, what) in [
        ("demo", "try the whole guide here, no account needed"),
        ("setup", "set up sign-in for your app, step by step"),
        ("check-env", "check all settings"),
        ("doctor", "diagnose problems and repair the safe ones"),
        ("checklist", "run the pre-launch checklist"),
    ] {
        let command = literal(&format!("navauth {name}"));
        let gap = " ".repeat(13 - name.len());
        let _ = writeln!(text, "  {command}{gap}{what}");
    }
    let all = literal("navauth --help");
    text + &format!("\nRun {all} for all commands.")
}

/// Colors the headings of a help text, and the commands of its examples.
fn paint(help: &str) -> String {
    let paint = |line: &str| {
        if !line.starts_with(' ') && line.ends_with(':') {
            return header(line);
        }
        let Some(example) = line
            .strip_prefix("  ")
            .filter(|example| !example.starts_with(' '))
        else {
            return line.to_owned();
        };
        let (command, meaning) = example.split_at(example.find("  ").unwrap_or(example.len()));
        format!("  {}{meaning}", literal(command))
    };
    let lines: Vec<String> = help.split('\n').map(paint).collect();
    lines.join("\n")
}

fn header(text: &str) -> String {
    styled(STYLES.get_header(), text)
}

fn literal(text: &str) -> String {
    styled(STYLES.get_literal(), text)
}

fn styled(style: &Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

#[cfg(test)]
mod tests {
    use clap::Command;

    use super::STAGES;
    use crate::cli::args::command;

    fn short(command: &mut Command) -> String {
        command.render_help().to_string()
    }

    #[test]
    fn every_command_is_in_exactly_one_stage() {
        let mut staged: Vec<&str> = STAGES
            .iter()
            .flat_map(|stage| stage.commands.iter().copied())
            .collect();
        let command = command();
        let mut all: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
        staged.sort_unstable();
        all.sort_unstable();
        assert_eq!(staged, all);
    }

    #[test]
    fn the_list_of_commands_fits_a_terminal() {
        let help = command().term_width(80).render_long_help().to_string();
        let long: Vec<&str> = help
            .lines()
            .filter(|line| line.chars().count() > 80)
            .collect();
        assert_eq!(long, [""; 0]);
    }

    /// A terminal has at least 24 lines.
    #[test]
    fn short_help_fits_a_screen() {
        let mut command = command().term_width(80);
        let mut long: Vec<(String, usize)> = Vec::new();
        let text = short(&mut command);
        long.push(("navauth".to_owned(), text.lines().count()));
        for subcommand in command.get_subcommands_mut() {
            let name = subcommand.get_name().to_owned();
            let mut subcommand = subcommand.clone().term_width(80);
            long.push((name, short(&mut subcommand).lines().count()));
        }
        long.retain(|(_, lines)| *lines > 24);
        assert!(long.is_empty(), "{long:?}");
    }
}
