//! `navauth setup`: the guide, step by step.
//!
//! Owns the order: look, show the plan, do what is missing, check everything. Each kind of step stands in its own file.

mod answer;
mod asking;
mod database;
mod form;
mod git;
mod logins;
mod parts;
mod provider;
mod space;
mod variable;
mod wizard;

use std::path::PathBuf;

use self::answer::{SetUp, StepOutcome};
use self::wizard::Wizard;
use super::{Context, Outcome};
use crate::diagnostics::{Error, Exit, Result};
use crate::wizard::{Environment, Step, StepKind, StepStatus, steps};

/// Set everything up, step by step
///
/// Looks at what is there, shows the plan, and does what is missing: database, session key, front end address, the providers' OAuth apps, tables,
/// test logins, the Space's secrets, and the checks of it all. Every answer is written at once, so that it can be stopped anywhere and started
/// again.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "Examples:
  navauth setup                      in the app's folder; asks for the rest
  navauth setup --environment both   .env and .env.production in one go
  navauth setup --dry-run            only say what is there, what is missing
  navauth setup --no-input --answers setup.toml
                                     without a person; docs/setup-answers.md")]
pub struct SetupArgs {
    /// What is set up: .env, .env.production, or both
    #[arg(long, value_enum, value_name = "ENVIRONMENT")]
    pub environment: Option<Environments>,
    /// Take answers from this file of TOML
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// Take Google's client id and secret from its client_secret_….json
    #[arg(long, value_name = "FILE")]
    pub google_json: Option<String>,
    /// Put the redirect URIs of each provider into the clipboard
    #[arg(long)]
    pub copy: bool,
    /// Only print the addresses of the consoles, open no browser
    #[arg(long)]
    pub no_browser: bool,
    /// Ask neither the providers nor the database whether an answer is right
    #[arg(long)]
    pub offline: bool,
    /// Show the plan, and do nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Names of what is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Environments {
    /// The developer's own machine: .env
    Development,
    /// Where people use the app: .env.production
    Production,
    /// Both
    Both,
}

impl Environments {
    fn list(self) -> &'static [Environment] {
        match self {
            Self::Development => &[Environment::Development],
            Self::Production => &[Environment::Production],
            Self::Both => &[Environment::Development, Environment::Production],
        }
    }
}

/// Runs the command.
pub async fn run(context: &Context, args: &SetupArgs) -> Outcome {
    let mut wizard = Wizard::begin(context, args)?;
    let environments = wizard.choose_environments()?;
    let steps = steps(&context.settings, environments)?;
    let mut set_up = SetUp::new(environments);
    for step in &steps {
        let standing = wizard.standing(step).await?;
        set_up.plan(step, &standing);
    }
    if args.dry_run {
        context.ui.answer(&set_up)?;
        return Ok(Exit::Done);
    }
    set_up.show_plan(&context.ui);
    wizard.refuse_gaps(&steps)?;
    git::keep_out(&wizard).await;
    context.ui.collect();
    let ended = go(&mut wizard, &steps, &mut set_up).await;
    set_up.parts = context.ui.collected();
    ended?;
    let exit = set_up.exit();
    context.ui.answer_as(&set_up, exit)?;
    Ok(exit)
}

/// Does the steps, one after the other. What one of them could not do is said, and the others go on; only a wrong answer and Ctrl-C end it.
async fn go(wizard: &mut Wizard<'_>, steps: &[Step], set_up: &mut SetUp) -> Result<()> {
    for (place, step) in steps.iter().enumerate() {
        // What a step before has done may have done this one too.
        if set_up.is_done(place) && matches!(wizard.standing(step).await?, StepStatus::Done(_)) {
            continue;
        }
        let done = match &step.topic {
            StepKind::Variable(variable) => variable::run(wizard, step, variable).await?,
            StepKind::Provider(provider) => provider::run(wizard, step, provider).await?,
            StepKind::Tables
            | StepKind::Logins
            | StepKind::Space
            | StepKind::LiveLogins
            | StepKind::Checklist => part(wizard, step).await?,
        };
        set_up.note(place, done);
    }
    Ok(())
}

/// A step that another command does. Its failure is not the end: the checks afterwards say what is missing.
async fn part(wizard: &mut Wizard<'_>, step: &Step) -> Result<StepOutcome> {
    let outcome = match step.topic {
        StepKind::Tables => parts::tables(wizard, step).await,
        StepKind::Logins | StepKind::LiveLogins => logins::run(wizard, step).await,
        StepKind::Space => space::run(wizard, step).await,
        _ => parts::checklist(wizard, step).await,
    };
    match outcome {
        Err(error) if error.exit != Exit::Interrupted => {
            wizard.context.ui.finding(&error.finding);
            Ok(StepOutcome::Failed(error.exit))
        }
        Ok(StepOutcome::Failed(Exit::Interrupted)) => Err(Error::interrupted()),
        outcome => outcome,
    }
}
