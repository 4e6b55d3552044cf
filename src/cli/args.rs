//! The command line: the global options, and the commands grouped by the stages of the guide.
//!
//! Each command's own arguments are in its file; the doc comment of its struct is its help.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::cli::{
    check_env, checklist, checks, completions, demo, doctor, env, explain, gen_secret, init_db,
    list_users, neon, purge_states, push_secrets, redirect_uris, rotate_secret, schema, setup,
    test_login, token, verify_connection,
};
use crate::terminal::Color;

/// Set up and check sign-in for Open Navigator
#[derive(Parser, Debug)]
#[command(
    name = "navauth",
    version,
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub struct Cli {
    #[command(flatten)]
    pub global: GlobalArgs,
    #[command(subcommand)]
    pub command: Command,
}

/// The global options. A heading of a command's own would be shown after this one.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Global options")]
pub struct GlobalArgs {
    /// Read this file instead of searching for .env
    #[arg(
        long,
        global = true,
        value_name = "PATH",
        conflicts_with = "no_env_file"
    )]
    pub env_file: Option<PathBuf>,
    /// Read no .env file, only environment variables
    #[arg(long, global = true)]
    pub no_env_file: bool,
    /// Read this navauth.toml
    #[arg(long, global = true, value_name = "PATH")]
    pub config: Option<PathBuf>,
    /// Trust this host with secrets although navauth.toml or .env names it; repeatable
    #[arg(long, global = true, value_name = "HOST[:PORT]", value_parser = crate::trust::parse_host)]
    pub trust_host: Vec<String>,
    /// Print one JSON document, also on failure
    #[arg(long, global = true)]
    pub json: bool,
    /// Print only results and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Print more details
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// When to use color: auto, always or never
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        value_name = "WHEN",
        hide_possible_values = true,
        hide_default_value = true
    )]
    pub color: Color,
    /// Never prompt; fail if input is missing
    #[arg(long, global = true)]
    pub no_input: bool,
    /// Give up after this long, such as 10s or 5m
    #[arg(long, global = true, value_name = "DURATION", value_parser = crate::cli::duration)]
    pub timeout: Option<std::time::Duration>,
}

/// Generates `Command` from one line per command: variant, arguments, name.
macro_rules! commands {
    ($($variant:ident($arguments:ty) = $name:literal,)*) => {
        /// The commands. Their stages are in [`STAGES`].
        #[derive(Subcommand, Debug)]
        #[command(defer = true)]
        pub enum Command {
            $(#[command(name = $name)] $variant($arguments),)*
        }

        impl Command {
            /// The name on the command line.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $name,)*
                }
            }
        }
    };
}

commands! {
    Demo(demo::DemoArgs) = "demo",
    Setup(setup::SetupArgs) = "setup",
    GenSecret(gen_secret::GenSecretArgs) = "gen-secret",
    Env(env::EnvArgs) = "env",
    CheckEnv(check_env::CheckEnvArgs) = "check-env",
    Doctor(doctor::DoctorArgs) = "doctor",
    Checklist(checklist::ChecklistArgs) = "checklist",
    Checks(checks::ChecksArgs) = "checks",
    InitDb(init_db::InitDbArgs) = "init-db",
    VerifyConnection(verify_connection::VerifyConnectionArgs) = "verify-connection",
    ListUsers(list_users::ListUsersArgs) = "list-users",
    PurgeStates(purge_states::PurgeStatesArgs) = "purge-states",
    TestLogin(test_login::TestLoginArgs) = "test-login",
    RedirectUris(redirect_uris::RedirectUrisArgs) = "redirect-uris",
    Token(token::TokenArgs) = "token",
    PushSecrets(push_secrets::PushSecretsArgs) = "push-secrets",
    RotateSecret(rotate_secret::RotateSecretArgs) = "rotate-secret",
    Neon(neon::NeonArgs) = "neon",
    Explain(explain::ExplainArgs) = "explain",
    Completions(completions::CompletionsArgs) = "completions",
    Schema(schema::SchemaArgs) = "schema",
}

impl Command {
    /// Whether it reads `.env` and navauth.toml. The other commands run without reading any file.
    pub fn reads_settings(&self) -> bool {
        let prints_a_key = matches!(
            self,
            Self::GenSecret(gen_secret::GenSecretArgs { write: false, .. })
        );
        !prints_a_key
            && !matches!(
                self,
                Self::Checks(_)
                    | Self::Completions(_)
                    | Self::Demo(_)
                    | Self::Explain(_)
                    | Self::Schema(_)
            )
    }
}

/// The stages of the setup guide, each with its commands.
const STAGES: [(&str, &[&str]); 7] = [
    ("Start here", &["demo", "setup"]),
    (
        "Secrets and settings",
        &["gen-secret", "env", "check-env", "doctor", "checks"],
    ),
    (
        "Database",
        &[
            "neon",
            "init-db",
            "verify-connection",
            "list-users",
            "purge-states",
        ],
    ),
    ("Sign-in", &["redirect-uris", "test-login", "token"]),
    (
        "Production",
        &["checklist", "push-secrets", "rotate-secret"],
    ),
    ("Troubleshooting", &["explain"]),
    ("Shell and scripts", &["completions", "schema"]),
];

/// Parses a command line. `navauth help COMMAND` is `navauth COMMAND --help`, and `navauth version` is `navauth --version`.
pub fn parse(arguments: &[OsString]) -> Result<Cli, clap::Error> {
    let mut arguments = arguments.to_vec();
    match arguments.get(1).and_then(|word| word.to_str()) {
        Some("help") => {
            arguments.remove(1);
            arguments.push("--help".into());
        }
        Some("version") => arguments[1] = "--version".into(),
        _ => {}
    }
    let matches = command().try_get_matches_from(arguments)?;
    Cli::from_arg_matches(&matches)
}

/// The clap command with the grouped help and every command's options.
pub fn command() -> clap::Command {
    let mut command = Cli::command();
    command.build();
    let global: Vec<clap::Arg> = command
        .get_arguments()
        .filter(|argument| argument.is_global_set())
        .cloned()
        .collect();
    command = command.mut_subcommands(|command| shorten_global_options(command, &global));
    let mut groups = String::new();
    for (stage, names) in STAGES {
        groups += &format!("{stage}:\n");
        for name in names {
            let about = command
                .find_subcommand(name)
                .and_then(clap::Command::get_about)
                .map(ToString::to_string);
            groups += &format!("  {name:<19}{}\n", about.unwrap_or_default());
        }
        groups.push('\n');
    }
    let template = format!(
        "{{about}}\n\n{{usage-heading}} {{usage}}\n\n{groups}Options:\n{{options}}{{after-help}}"
    );
    command.help_template(template).after_help(
        "Examples:\n  navauth demo                 try the whole guide, no account needed\n  navauth setup                set up sign-in for your app, step by step\n  navauth check-env            check all \
         settings, without the network\n  navauth test-login github    sign in once, as a user would\n\nRun `navauth COMMAND --help` for \
         details of a command.",
    )
}

/// Replaces the descriptions of the global options in a command's help by one line with their names.
fn shorten_global_options(command: clap::Command, global: &[clap::Arg]) -> clap::Command {
    let names: Vec<String> = global
        .iter()
        .filter_map(|argument| Some(format!("--{}", argument.get_long()?)))
        .collect();
    let own = command
        .get_after_help()
        .map_or_else(String::new, |help| format!("{help}\n\n"));
    let names = names.join(" ");
    command
        .mut_args(|argument| {
            let is_global = global
                .iter()
                .any(|other| other.get_id() == argument.get_id());
            argument.hide(is_global)
        })
        .mut_subcommands(|command| shorten_global_options(command, global))
        .after_help(format!("{own}Global options (see navauth --help): {names}"))
}

/// The screen for a command line without a command.
pub const START: &str = "\
navauth sets up and checks sign-in for Open Navigator.

  navauth demo         try the whole guide here, no account needed
  navauth setup        set up sign-in for your app, step by step
  navauth check-env    check all settings
  navauth doctor       diagnose problems and repair the safe ones
  navauth checklist    run the pre-launch checklist

Run `navauth --help` for all commands.";

#[cfg(test)]
mod tests {
    use super::{STAGES, command};

    #[test]
    fn every_command_is_in_exactly_one_stage() {
        let mut staged: Vec<&str> = STAGES
            .iter()
            .flat_map(|(_, names)| names.iter().copied())
            .collect();
        let command = command();
        let mut all: Vec<&str> = command
            .get_subcommands()
            .map(clap::Command::get_name)
            .collect();
        staged.sort_unstable();
        all.sort_unstable();
        assert_eq!(staged, all);
    }

    #[test]
    fn the_list_of_commands_fits_a_terminal() {
        let help = command().term_width(80).render_help().to_string();
        let long: Vec<&str> = help
            .lines()
            .filter(|line| line.chars().count() > 80)
            .collect();
        assert_eq!(long, [""; 0]);
    }

    #[test]
    fn the_definition_is_valid() {
        command().debug_assert();
    }
}
