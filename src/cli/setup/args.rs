//! The arguments of `navauth setup`.

use std::path::PathBuf;

use crate::wizard::{Environment, Step};

/// Set up sign-in step by step
///
/// Shows what is done and what is missing, then asks for the rest: database, session key, frontend URL, OAuth apps, tables, test sign-ins,
/// the Space's secrets, and the final checks. Each answer is saved immediately, so you can stop at any time and run it again.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "Examples:
  navauth setup                      in the app's folder
  navauth setup google               redo one step
  navauth setup --environment both   .env and .env.production in one run
  navauth setup --browser            the same steps as a page in your browser
  navauth setup --dry-run            show what is done and what is missing
  navauth setup --no-input --answers setup.toml
                                     without prompts; see docs/setup-answers.md")]
pub struct SetupArgs {
    /// Redo only these steps, such as google or tables
    ///
    /// The steps are database, session-key, frontend-url, each provider, tables, sign-ins, space, checks.
    #[arg(value_name = "STEP")]
    pub steps: Vec<String>,
    /// Set up development, production or both
    ///
    /// development is .env, production is .env.production.
    #[arg(long, value_enum, value_name = "NAME", hide_possible_values = true)]
    pub environment: Option<Environments>,
    /// Read answers from this TOML file
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// Read Google's client from its client_secret_….json
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub google_json: Option<String>,
    /// Copy each provider's redirect URIs to the clipboard
    #[arg(long)]
    pub copy: bool,
    /// Do the steps on a page in your browser
    #[arg(long, conflicts_with_all = ["answers", "google_json", "copy", "dry_run", "no_input"])]
    pub browser: bool,
    /// Print addresses without opening a browser
    #[arg(long)]
    pub no_browser: bool,
    /// Do not verify answers over the network
    #[arg(long)]
    pub offline: bool,
    /// Show the plan without doing anything
    #[arg(long)]
    pub dry_run: bool,
}

impl SetupArgs {
    /// Whether a step is to be done again although it is done.
    pub fn redoes(&self, step: &Step) -> bool {
        self.steps.iter().any(|name| name == step.word())
    }
}

/// Names of the environments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Environments {
    /// Your own computer: .env
    Development,
    /// The live site: .env.production
    Production,
    /// Both
    Both,
}

impl Environments {
    /// The environments, in the order in which they are set up.
    pub fn list(self) -> &'static [Environment] {
        match self {
            Self::Development => &[Environment::Development],
            Self::Production => &[Environment::Production],
            Self::Both => &[Environment::Development, Environment::Production],
        }
    }
}
