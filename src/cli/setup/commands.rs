//! The steps that are other commands, run on the files of the setup. They ask nothing that a question of the step has answered.

use super::report::StepOutcome;
use super::state::Setup;
use crate::cli::check_env::{self, CheckEnvArgs};
use crate::cli::check_run::{CheckArgs, CheckFilterArgs, EnvironmentName};
use crate::cli::checklist::{self, ChecklistArgs};
use crate::cli::init_db::{self, InitDbArgs};
use crate::cli::push_secrets::{self, PushSecretsArgs};
use crate::cli::reporting::ReportArgs;
use crate::cli::test_login::{self, TestLoginArgs};
use crate::cli::verify_connection::{self, VerifyConnectionArgs};
use crate::cli::{Context, Outcome};
use crate::diagnostics::catalog::{database, setup};
use crate::diagnostics::{Exit, Result};
use crate::process::quoted;
use crate::secrets::Confirmation;
use crate::text;
use crate::wizard::{Environment, SPACE, Step, StepKind};

/// Runs the command of a step. Each command's future is on the heap: one within the other would outgrow the stack.
pub(super) async fn run(setup: &Setup<'_>, step: &Step) -> Result<StepOutcome> {
    match step.kind {
        StepKind::Tables => {
            let context = context_for(setup, step.environment)?;
            Box::pin(init_db::run(&context, &InitDbArgs::default()))
                .await
                .map(outcome)
        }
        StepKind::SignIns | StepKind::LiveSignIns => Box::pin(sign_ins(setup, step)).await,
        StepKind::Space => Box::pin(push(setup, step, consent(setup))).await,
        StepKind::Checks => Box::pin(checks(setup, step)).await.map(outcome),
        StepKind::Variable(_) | StepKind::Provider(_) => Ok(StepOutcome::Left),
    }
}

/// A context with the settings of an environment's file.
fn context_for(setup: &Setup<'_>, environment: Environment) -> Result<Context> {
    setup.context.reading(setup.guide.layers(environment))
}

/// The outcome of a command.
fn outcome(exit: Exit) -> StepOutcome {
    if exit == Exit::Done {
        StepOutcome::Done
    } else {
        StepOutcome::Failed(exit)
    }
}

/// Signs in once with each provider without a recorded sign-in.
async fn sign_ins(setup: &Setup<'_>, step: &Step) -> Result<StepOutcome> {
    let ui = &setup.context.ui;
    let lines = ui.lines_between_questions();
    let is_live = step.environment == Environment::Production;
    if is_live && lines.is_none() {
        let command = test_login(setup, step);
        ui.status(&text!(setup::CANNOT_PASTE_HERE, command = command));
        return Ok(StepOutcome::Left);
    }
    // The production database is left to the app.
    let args = TestLoginArgs {
        redirect_uri: step.environment.name().to_owned(),
        no_save: is_live,
        ..TestLoginArgs::each(setup.args.no_browser)
    };
    let context = context_for(setup, step.environment)?;
    test_login::several(&context, &args, setup.guide.untested(step), lines)
        .await
        .map(outcome)
}

/// The command that signs in on the live site afterwards.
pub(super) fn test_login(setup: &Setup<'_>, step: &Step) -> String {
    format!(
        "navauth test-login --all --redirect production --env-file {}",
        quoted(&setup.guide.files.file(step.environment).path.shown)
    )
}

/// Signs in with one provider, with a page in place of the terminal.
pub(super) async fn sign_in(setup: &Setup<'_>, step: &Step, provider: &str) -> Result<StepOutcome> {
    let args = TestLoginArgs {
        provider: Some(provider.to_owned()),
        all: false,
        redirect_uri: step.environment.name().to_owned(),
        no_save: step.environment == Environment::Production,
        ..TestLoginArgs::each(true)
    };
    let context = context_for(setup, step.environment)?;
    let exit = Box::pin(test_login::run(&context, &args)).await?;
    Ok(outcome(exit))
}

/// Connects to the database of a step, and shows how long each phase took.
pub(super) async fn connect(setup: &Setup<'_>, step: &Step) -> Result<StepOutcome> {
    let context = context_for(setup, step.environment)?;
    let args = VerifyConnectionArgs {
        choice: CheckFilterArgs {
            // The tables have a step of their own.
            skip: vec![database::TABLES.id.to_owned()],
            ..CheckFilterArgs::default()
        },
        ..VerifyConnectionArgs::default()
    };
    let exit = Box::pin(verify_connection::run(&context, &args)).await?;
    Ok(outcome(exit))
}

/// Who says that the secrets of the Space may be changed.
#[derive(Clone, Debug)]
pub(super) enum Consent {
    /// The answer to a question of the command.
    Asked,
    /// An answer that was given in advance.
    Given,
    /// A page, which shows the plan first.
    Page(Confirmation),
}

/// An answer that was given in advance names the Space.
fn consent(setup: &Setup<'_>) -> Consent {
    if setup.answers.contains(SPACE) {
        Consent::Given
    } else {
        Consent::Asked
    }
}

/// Sets the secrets of the Space.
pub(super) async fn push(setup: &Setup<'_>, step: &Step, consent: Consent) -> Result<StepOutcome> {
    let Some(space) = setup.guide.space() else {
        return Ok(StepOutcome::Left);
    };
    let is_asked = matches!(consent, Consent::Asked);
    if is_asked && !setup.context.ui.can_ask() {
        return Ok(StepOutcome::Left);
    }
    let file = setup.guide.files.file(step.environment);
    let confirmation = match consent {
        Consent::Page(confirmation) => Some(confirmation),
        Consent::Asked | Consent::Given => None,
    };
    let args = PushSecretsArgs {
        space: Some(space.to_owned()),
        from: Some(file.path.shown.clone()),
        yes: !is_asked,
        dry_run: confirmation
            .as_ref()
            .is_some_and(|confirmation| confirmation.digest.is_none()),
        confirmation,
        ..PushSecretsArgs::default()
    };
    let context = context_for(setup, Environment::Development)?;
    let exit = Box::pin(push_secrets::run(&context, &args)).await?;
    Ok(match exit {
        Exit::No if is_asked => StepOutcome::Left,
        exit => outcome(exit),
    })
}

/// Runs check-env for development, and the checklist for production.
async fn checks(setup: &Setup<'_>, step: &Step) -> Outcome {
    let (context, offline) = (context_for(setup, step.environment)?, setup.args.offline);
    match step.environment {
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
    }
}
