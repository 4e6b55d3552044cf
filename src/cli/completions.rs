//! `navauth completions`.

use clap_complete::Shell;

use super::{Context, Outcome};
use crate::diagnostics::Exit;

/// Print a shell completion script
#[derive(clap::Args, Clone, Debug)]
#[command(
    after_help = "Examples:\n  navauth completions bash > ~/.local/share/bash-completion/completions/navauth\n  navauth completions \
                        zsh > \"${fpath[1]}/_navauth\"\n  navauth completions fish > ~/.config/fish/completions/navauth.fish"
)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

/// Prints the script to standard output.
pub fn run(context: &Context, args: &CompletionsArgs, command: &mut clap::Command) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, command, "navauth", &mut script);
    context.ui.result_raw(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
