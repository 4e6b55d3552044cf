//! The steps of the sign-ins, with `test-login`: back to this computer for development, back to the live site for production.

use super::delegated_steps::{context_for, outcome, tables_status};
use super::report::StepOutcome;
use super::wizard::Wizard;
use crate::cli::test_login::{self, TestLoginArgs};
use crate::diagnostic;
use crate::diagnostics::catalog::setup;
use crate::diagnostics::{Error, Result};
use crate::oauth::RedirectUri;
use crate::oauth::record::{self, Tested};
use crate::process::quoted;
use crate::providers::{self, Provider};
use crate::text;
use crate::wizard::{Environment, Step, StepStatus};

/// Whether a sign-in with every configured provider is on record for the current settings.
pub(super) fn status(wizard: &Wizard<'_>, step: &Step) -> StepStatus {
    let configured = configured(wizard, step);
    let untested = untested(wizard, step);
    match (configured.is_empty(), untested.is_empty()) {
        (false, true) => StepStatus::Done(String::new()),
        _ => StepStatus::Optional(labels(&untested)),
    }
}

/// Signs in once with each provider without a recorded sign-in.
pub(super) async fn run(wizard: &Wizard<'_>, step: &Step) -> Result<StepOutcome> {
    let untested = untested(wizard, step);
    let Some(provider) = untested.first() else {
        return Ok(StepOutcome::Left);
    };
    let ui = &wizard.context.ui;
    wizard.show_heading(step);
    if let Some(reason) = obstacle(wizard, step, provider).await {
        ui.status(reason);
        return Ok(StepOutcome::Left);
    }
    let is_live = step.environment == Environment::Production;
    if is_live {
        let host = site(wizard, step, provider).unwrap_or_default();
        ui.status(&text!(setup::LIVE_SIGN_IN, host = host));
    }
    let key = if is_live {
        step.name()
    } else {
        "test-logins".to_owned()
    };
    if !wizard.confirm(
        &key,
        &text!(setup::SIGN_IN_NOW, providers = labels(&untested)),
    )? {
        return Ok(StepOutcome::Left);
    }
    let lines = ui.lines_between_questions();
    if is_live && lines.is_none() {
        let command = command(wizard, step);
        ui.status(&text!(setup::CANNOT_PASTE_HERE, command = command));
        return Ok(StepOutcome::Left);
    }
    // The production database is left to the app.
    let redirect_uri = step.environment.name().to_owned();
    let args = TestLoginArgs {
        redirect_uri,
        no_save: is_live,
        ..TestLoginArgs::each(wizard.args.no_browser)
    };
    test_login::several(
        &context_for(wizard, step.environment)?,
        &args,
        untested,
        lines,
    )
    .await
    .map(outcome)
}

/// Fails where the answer `true` was given in advance and nothing can be pasted.
pub(super) fn refuse_unattended(wizard: &Wizard<'_>, step: &Step) -> Result<()> {
    if !wizard.says_yes(&step.name()) || matches!(status(wizard, step), StepStatus::Done(_)) {
        return Ok(());
    }
    let diagnostic = diagnostic!(setup::WRONG_ANSWER, name = step.name())
        .reason(setup::CANNOT_PASTE)
        .help(setup::TEST_LATER)
        .command(command(wizard, step));
    Err(Error::usage(diagnostic))
}

/// What must be done first.
async fn obstacle(wizard: &Wizard<'_>, step: &Step, provider: &Provider) -> Option<&'static str> {
    if wizard.args.offline {
        return Some(setup::NEEDS_NETWORK);
    }
    match step.environment {
        Environment::Production => site(wizard, step, provider)
            .is_none()
            .then_some(setup::FRONTEND_URL_FIRST),
        Environment::Development => {
            let tables = tables_status(wizard, step).await;
            (!matches!(tables, StepStatus::Done(_))).then_some(setup::TABLES_FIRST)
        }
    }
}

/// The host of the redirect URI.
fn site(wizard: &Wizard<'_>, step: &Step, provider: &Provider) -> Option<String> {
    let uri = step
        .environment
        .callback(&wizard.files.file(step.environment).settings, provider)?;
    RedirectUri::parse(&uri)
        .ok()
        .map(|uri| uri.host().to_owned())
}

/// The command that signs in afterwards.
fn command(wizard: &Wizard<'_>, step: &Step) -> String {
    format!(
        "navauth test-login --all --redirect production --env-file {}",
        quoted(&wizard.files.file(step.environment).path.shown)
    )
}

fn configured(wizard: &Wizard<'_>, step: &Step) -> Vec<Provider> {
    let settings = &wizard.files.file(step.environment).settings;
    let mut configured = providers::all(settings).unwrap_or_default();
    configured.retain(|provider| provider.credentials(settings).is_ok());
    configured
}

fn untested(wizard: &Wizard<'_>, step: &Step) -> Vec<Provider> {
    let (env, file) = (&wizard.context.env, wizard.files.file(step.environment));
    // The sign-in reports a record that cannot be read.
    let record = record::open(Some((&file.path.path, &file.path.shown)), env).ok();
    let is_tested = |provider: &Provider| {
        let (uri, credentials) = (
            step.environment.callback(&file.settings, provider)?,
            provider.credentials(&file.settings).ok()?,
        );
        Some(matches!(
            record::tested(record.as_ref()?, provider, &credentials, &uri, env.now()),
            Tested::Good(_)
        ))
    };
    let mut untested = configured(wizard, step);
    untested.retain(|provider| is_tested(provider) != Some(true));
    untested
}

fn labels(providers: &[Provider]) -> String {
    providers
        .iter()
        .map(|provider| provider.label.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}
