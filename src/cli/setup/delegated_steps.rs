//! The steps that are other commands, run on the step's file: the tables and the checks.

use super::report::StepOutcome;
use super::wizard::Wizard;
use crate::cli::Context;
use crate::cli::check_env::{self, CheckEnvArgs};
use crate::cli::check_run::{CheckArgs, CheckFilterArgs, EnvironmentName};
use crate::cli::checklist::{self, ChecklistArgs};
use crate::cli::database::DatabaseArgs;
use crate::cli::init_db::{self, InitDbArgs};
use crate::cli::reporting::ReportArgs;
use crate::database::url::choose;
use crate::database::{Database, Target};
use crate::diagnostics::catalog::setup;
use crate::diagnostics::{Exit, Result};
use crate::wizard::{Environment, Step, StepStatus};

/// A context with the settings of an environment's file.
pub(super) fn context_for(wizard: &Wizard<'_>, environment: Environment) -> Result<Context> {
    wizard.context.reading(
        wizard
            .files
            .file(environment)
            .layers(&wizard.context.layers),
    )
}

/// The outcome of a command.
pub(super) fn outcome(exit: Exit) -> StepOutcome {
    if exit == Exit::Done {
        StepOutcome::Done
    } else {
        StepOutcome::Failed(exit)
    }
}

/// Whether the tables exist.
pub(super) async fn tables_status(wizard: &Wizard<'_>, step: &Step) -> StepStatus {
    match query(wizard, step.environment, async |database| {
        database.release().await.map(|release| release.name)
    })
    .await
    {
        Some(release) => StepStatus::Done(format!("release {release}")),
        None => StepStatus::ToDo(String::new()),
    }
}

/// Queries the database of an environment without creating it. None where that is not possible.
async fn query<T>(
    wizard: &Wizard<'_>,
    environment: Environment,
    query: impl AsyncFnOnce(&mut Database) -> Result<T>,
) -> Option<T> {
    choose(&wizard.files.file(environment).settings)
        .ok()
        .filter(|chosen| chosen.variable.is_some())?;
    let context = context_for(wizard, environment).ok()?;
    let database = DatabaseArgs::default().choose(&context).ok()?;
    let is_remote = matches!(database.target, Target::Postgres(_));
    if database.target.introspect_missing().is_some() || wizard.args.offline && is_remote {
        return None;
    }
    let mut database = database.open(&context).await.ok()?;
    let result = query(&mut database).await.ok();
    database.close().await;
    result
}

/// Creates the tables; with --offline only in SQLite.
pub(super) async fn tables(wizard: &Wizard<'_>, step: &Step) -> Result<StepOutcome> {
    wizard.show_heading(step);
    let chosen = choose(&wizard.files.file(step.environment).settings)
        .ok()
        .filter(|chosen| chosen.variable.is_some());
    let reason = match chosen.map(|chosen| chosen.target) {
        None => setup::DATABASE_FIRST,
        Some(Target::Postgres(_)) if wizard.args.offline => setup::NEEDS_NETWORK,
        Some(_) => {
            return init_db::run(
                &context_for(wizard, step.environment)?,
                &InitDbArgs::default(),
            )
            .await
            .map(outcome);
        }
    };
    wizard.context.ui.status(reason);
    Ok(StepOutcome::Left)
}

/// Runs check-env for development, and the checklist for production.
pub(super) async fn checks(wizard: &Wizard<'_>, step: &Step) -> Result<StepOutcome> {
    wizard.show_heading(step);
    let (context, offline) = (context_for(wizard, step.environment)?, wizard.args.offline);
    let exit = match step.environment {
        Environment::Development => {
            check_env::run(
                &context,
                &CheckEnvArgs::of(EnvironmentName::Development, !offline),
            )
            .await
        }
        Environment::Production => {
            let checks = CheckArgs {
                environment: Some(EnvironmentName::Production),
                choice: CheckFilterArgs::default(),
                offline,
            };
            checklist::run(
                &context,
                &ChecklistArgs {
                    items: Vec::new(),
                    checks,
                    report: ReportArgs::default(),
                },
            )
            .await
        }
    };
    exit.map(outcome)
}
