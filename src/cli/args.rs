//! The command line: the global options, and the commands grouped by the stages of the guide.
//!
//! Each command's own arguments are in its file; the doc comment of its struct is its help.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::cli::database::DatabaseArgs;
use crate::cli::{
    check_env, checklist, checks, completions, demo, doctor, env, explain, gen_secret, help,
    init_db, list_users, neon, purge_states, push_secrets, redirect_uris, rotate_secret, schema,
    setup, test_login, token, verify_connection,
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
    /// Read only environment variables, no .env file
    #[arg(long, global = true)]
    pub no_env_file: bool,
    /// Read this navauth.toml
    #[arg(long, global = true, value_name = "PATH")]
    pub config: Option<PathBuf>,
    /// Trust this host with secrets even if only navauth.toml or .env names it; repeatable
    #[arg(long, global = true, value_name = "HOST[:PORT]", value_parser = crate::trust::parse_host)]
    pub trust_host: Vec<String>,
    /// Print one JSON document, even on failure
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
    /// The option that selects its database, if it has one.
    pub fn database(&self) -> Option<&DatabaseArgs> {
        match self {
            Self::InitDb(args) => Some(&args.database),
            Self::VerifyConnection(args) => Some(&args.database),
            Self::ListUsers(args) => Some(&args.database),
            Self::PurgeStates(args) => Some(&args.database),
            _ => None,
        }
    }

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

/// The clap command with its help screens.
pub fn command() -> clap::Command {
    // `build` decides whether --help shows more than -h.
    let mut command = Cli::command().before_long_help("");
    command.build();
    help::dress(command)
}

#[cfg(test)]
mod tests {
    use super::command;

    #[test]
    fn the_definition_is_valid() {
        command().debug_assert();
    }
}
