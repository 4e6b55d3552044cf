//! The steps that other commands do: tables, the checks. Each is that command, led to the step's file.

use super::answer::StepOutcome;
use super::wizard::Wizard;
use crate::cli::Context;
use crate::cli::check_env::{self, CheckEnvArgs};
use crate::cli::checklist::{self, ChecklistArgs};
use crate::cli::database::DatabaseArgs;
use crate::cli::init_db::{self, InitDbArgs};
use crate::cli::judging::{CheckArgs, CheckFilterArgs, EnvironmentName};
use crate::cli::reporting::ReportArgs;
use crate::database::url::choose;
use crate::database::{Database, Target};
use crate::diagnostics::{Exit, Result};
use crate::wizard::{Environment, Step, StepStatus};

/// The step's command finds the settings of the step's file.
pub(super) fn inside(wizard: &Wizard<'_>, environment: Environment) -> Result<Context> {
    wizard.context.reading(
        wizard
            .files
            .side(environment)
            .layers(&wizard.context.layers),
    )
}

pub(super) fn done(exit: Exit) -> StepOutcome {
    if exit == Exit::Done {
        StepOutcome::Done
    } else {
        StepOutcome::Failed(exit)
    }
}

/// Whether the tables are there.
pub(super) async fn tables_standing(wizard: &Wizard<'_>, step: &Step) -> StepStatus {
    match look(wizard, step.environment, async |database| {
        database.release().await.map(|release| release.name)
    })
    .await
    {
        Some(release) => StepStatus::Done(format!("as in the app's release {release}")),
        None => StepStatus::ToDo(String::new()),
    }
}

/// Asks the database of an environment, where its file names one; makes nothing, and None is no failure.
async fn look<T>(
    wizard: &Wizard<'_>,
    environment: Environment,
    ask: impl AsyncFnOnce(&mut Database) -> Result<T>,
) -> Option<T> {
    choose(&wizard.files.side(environment).settings)
        .ok()
        .filter(|chosen| chosen.variable.is_some())?;
    let context = inside(wizard, environment).ok()?;
    let place = DatabaseArgs::default().place(&context).ok()?;
    let elsewhere = matches!(place.target, Target::Postgres(_));
    if place.target.not_yet().is_some() || wizard.args.offline && elsewhere {
        return None;
    }
    let mut database = place.open(&context).await.ok()?;
    let told = ask(&mut database).await.ok();
    database.close().await;
    told
}

/// Makes the tables. Without the network only where no network is needed.
pub(super) async fn tables(wizard: &Wizard<'_>, step: &Step) -> Result<StepOutcome> {
    wizard
        .context
        .ui
        .status(&format!("\nTables, {}", step.environment.name()));
    let chosen = choose(&wizard.files.side(step.environment).settings)
        .ok()
        .filter(|chosen| chosen.variable.is_some());
    let why = match chosen.map(|chosen| chosen.target) {
        None => "the database comes first",
        Some(Target::Postgres(_)) if wizard.args.offline => "that needs the network",
        Some(_) => {
            return init_db::run(&inside(wizard, step.environment)?, &InitDbArgs::default())
                .await
                .map(done);
        }
    };
    wizard.context.ui.status(&format!("Left for later: {why}."));
    Ok(StepOutcome::Left)
}

/// Runs the checks: for production the guide's checklist, which is about going live, for development those of the settings.
pub(super) async fn checklist(wizard: &Wizard<'_>, step: &Step) -> Result<StepOutcome> {
    wizard
        .context
        .ui
        .status(&format!("\nChecklist, {}", step.environment.name()));
    let (context, offline) = (inside(wizard, step.environment)?, wizard.args.offline);
    let outcome = match step.environment {
        Environment::Development => {
            check_env::run(
                &context,
                &CheckEnvArgs::of(EnvironmentName::Development, !offline),
            )
            .await
        }
        Environment::Production => {
            let judge = CheckArgs {
                environment: Some(EnvironmentName::Production),
                choice: CheckFilterArgs::default(),
                offline,
            };
            checklist::run(
                &context,
                &ChecklistArgs {
                    items: Vec::new(),
                    judge,
                    report: ReportArgs::default(),
                },
            )
            .await
        }
    };
    outcome.map(done)
}
