//! `navauth completions`, and the answers to the scripts that it prints.
//!
//! A script asks navauth for the words at each Tab, through an environment variable: they are those of this folder's settings.

mod values;

use std::ffi::OsString;

use clap_complete::env::{Bash, Elvish, EnvCompleter, Fish, Powershell, Zsh};

pub use self::values::{LiveValues, with_values};
use super::{Context, Outcome};
use crate::config::SettingsSources;
use crate::diagnostic;
use crate::diagnostics::catalog::usage;
use crate::diagnostics::{Error, Exit, Result};
use crate::process::Env;
use crate::terminal::Question;

/// Names the shell in the environment when a script asks for words.
const VARIABLE: &str = "NAVAUTH_COMPLETE";

/// zsh loads the script at the first Tab, which is to be answered too.
const ZSH_FIRST_TAB: &str =
    "[ \"$funcstack[1]\" = _navauth ] && _clap_dynamic_completer_navauth \"$@\"\n";

/// Print a shell completion script
///
/// The script calls navauth at each Tab, so it also completes the providers in navauth.toml and the variables in .env. Print it again after
/// you update navauth.
#[derive(clap::Args, Clone, Debug)]
#[command(
    after_help = "Examples:\n  navauth completions bash > ~/.local/share/bash-completion/completions/navauth\n  navauth completions \
                        zsh > \"${fpath[1]}/_navauth\"\n  navauth completions fish > ~/.config/fish/completions/navauth.fish"
)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: Option<Shell>,
}

/// The shells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Shell {
    Bash,
    Elvish,
    Fish,
    Powershell,
    Zsh,
}

impl Shell {
    const NAMES: [(&str, Self); 5] = [
        ("bash", Self::Bash),
        ("zsh", Self::Zsh),
        ("fish", Self::Fish),
        ("powershell", Self::Powershell),
        ("elvish", Self::Elvish),
    ];

    fn named(name: &str) -> Option<Self> {
        let known = Self::NAMES.iter().find(|(known, _)| *known == name);
        known.map(|(_, shell)| *shell)
    }

    fn completer(self) -> &'static dyn EnvCompleter {
        match self {
            Self::Bash => &Bash,
            Self::Elvish => &Elvish,
            Self::Fish => &Fish,
            Self::Powershell => &Powershell,
            Self::Zsh => &Zsh,
        }
    }
}

/// The script of a shell, by the shell's name.
pub fn script(shell: Shell) -> String {
    let mut script = Vec::new();
    // Writing to a vector cannot fail.
    let _ = shell.completer().write_registration(
        VARIABLE,
        "navauth",
        "navauth",
        "navauth",
        &mut script,
    );
    let mut script = String::from_utf8_lossy(&script).trim().to_owned() + "\n";
    if shell == Shell::Zsh {
        script += ZSH_FIRST_TAB;
    }
    script
}

/// Prints the script to standard output.
pub fn run(context: &Context, args: &CompletionsArgs) -> Outcome {
    let shell = match args.shell {
        Some(shell) => shell,
        None => choose(context)?,
    };
    context.ui.result_raw(&script(shell))?;
    Ok(Exit::Done)
}

/// Asks for the shell; the first of the list is the one that is used.
fn choose(context: &Context) -> Result<Shell> {
    let names = Shell::NAMES.map(|(name, _)| name.to_owned());
    if !context.ui.can_ask() {
        let names = names.join(", ");
        return Err(Error::usage(diagnostic!(usage::NO_SHELL, names = names)));
    }
    let used = context.env.variable("SHELL").unwrap_or_default();
    let is_used = |(name, _): &(&str, Shell)| used.ends_with(name);
    let default = Shell::NAMES.iter().position(is_used).unwrap_or_default();
    let question = Question {
        text: "Which shell",
        flag: "bash, zsh, fish, powershell or elvish",
    };
    Ok(Shell::NAMES[context.ui.choose_or(&question, &names, default)?].1)
}

/// The words of `command` that a script asks for; None if this run is not a script's question.
pub fn answer(env: &Env, command: fn() -> clap::Command) -> Option<Vec<u8>> {
    let shell = Shell::named(env.variable(VARIABLE)?)?;
    let escape = env.arguments.iter().position(|word| word == "--")?;
    let words: Vec<OsString> = env.arguments.get(escape + 1..)?.to_vec();
    let live = LiveValues::read(env, &sources(&words));
    let mut command = with_values(command(), &live);
    let mut candidates = Vec::new();
    // Where there is nothing to complete, nothing is printed.
    let _ = shell.completer().write_complete(
        &mut command,
        words,
        Some(&env.directory),
        &mut candidates,
    );
    Some(candidates)
}

/// The files that the words before the cursor name.
fn sources(words: &[OsString]) -> SettingsSources {
    let named = |option: &str| {
        words.iter().enumerate().find_map(|(index, word)| {
            let word = word.to_str()?;
            match word.strip_prefix(option)? {
                "" => words.get(index + 1).map(Into::into),
                rest => rest.strip_prefix('=').map(Into::into),
            }
        })
    };
    SettingsSources {
        env_file: named("--env-file"),
        is_found: false,
        no_env_file: words.iter().any(|word| word == "--no-env-file"),
        config: named("--config"),
        may_create: false,
    }
}
