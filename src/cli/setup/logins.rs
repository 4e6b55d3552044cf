//! The steps of the logins, by `test-login`: on this machine for development, by the address of the live site for production.

use super::answer::StepOutcome;
use super::parts::{done, inside, tables_standing};
use super::wizard::Wizard;
use crate::cli::test_login::{self, TestLoginArgs};
use crate::diagnostic;
use crate::diagnostics::catalog::setup;
use crate::diagnostics::{Error, Result};
use crate::oauth::RedirectUri;
use crate::oauth::record::{self, Tested};
use crate::providers::{self, Provider};
use crate::wizard::{Environment, Step, StepStatus};

/// Whether a login with every provider is on record, with the settings as they are.
pub(super) fn standing(wizard: &Wizard<'_>, step: &Step) -> StepStatus {
    let configured = configured(wizard, step);
    let untested = untested(wizard, step);
    match (configured.is_empty(), untested.is_empty()) {
        (false, true) => StepStatus::Done(String::new()),
        _ => StepStatus::Optional(labels(&untested)),
    }
}

/// Signs in once with each provider that no login is on record of.
pub(super) async fn run(wizard: &Wizard<'_>, step: &Step) -> Result<StepOutcome> {
    let untested = untested(wizard, step);
    let Some(provider) = untested.first() else {
        return Ok(StepOutcome::Left);
    };
    let ui = &wizard.context.ui;
    ui.status(&format!("\n{}", step.title()));
    if let Some(why) = obstacle(wizard, step, provider).await {
        ui.status(&format!("Left for later: {why}."));
        return Ok(StepOutcome::Left);
    }
    let live = step.environment == Environment::Production;
    if live {
        ui.status(&format!(
            "This shows whether the providers send people back to {}. You sign in with each in your browser, and paste the address of the \
             page that you come to. Nothing is stored in the database.",
            site(wizard, step, provider).unwrap_or_default()
        ));
    }
    let (key, how) = if live {
        (step.name(), "in this way")
    } else {
        ("test-logins".to_owned(), "as a user would")
    };
    if !wizard.agrees(
        &key,
        &format!("Sign in once with {} now, {how}?", labels(&untested)),
    )? {
        return Ok(StepOutcome::Left);
    }
    let lines = ui.lines_between_questions();
    if live && lines.is_none() {
        ui.status(&format!(
            "Left for later: nothing can be pasted here. Afterwards, run\n  {}",
            by_itself(wizard, step)
        ));
        return Ok(StepOutcome::Left);
    }
    // A row in the database of production would be the work of the app there.
    let redirect_uri = step.environment.name().to_owned();
    let args = TestLoginArgs {
        redirect_uri,
        no_save: live,
        ..TestLoginArgs::each(wizard.args.no_browser)
    };
    test_login::several(&inside(wizard, step.environment)?, &args, untested, lines)
        .await
        .map(done)
}

/// A yes that was given beforehand, where nobody is there to paste: it cannot be done.
pub(super) fn refuse_unattended(wizard: &Wizard<'_>, step: &Step) -> Result<()> {
    if !wizard.says_yes(&step.name()) || matches!(standing(wizard, step), StepStatus::Done(_)) {
        return Ok(());
    }
    let finding = diagnostic!(setup::WRONG_ANSWER, name = step.name())
        .reason(setup::CANNOT_PASTE)
        .help(setup::TEST_LATER)
        .command(by_itself(wizard, step));
    Err(Error::usage(finding))
}

/// What comes first, where something does.
async fn obstacle(wizard: &Wizard<'_>, step: &Step, provider: &Provider) -> Option<&'static str> {
    if wizard.args.offline {
        return Some("that needs the network");
    }
    match step.environment {
        Environment::Production => site(wizard, step, provider)
            .is_none()
            .then_some("the address of the site comes first"),
        Environment::Development => {
            let tables = tables_standing(wizard, step).await;
            (!matches!(tables, StepStatus::Done(_))).then_some("the tables come first")
        }
    }
}

/// The host that a login goes back to.
fn site(wizard: &Wizard<'_>, step: &Step, provider: &Provider) -> Option<String> {
    let uri = step
        .environment
        .callback(&wizard.files.side(step.environment).settings, provider)?;
    RedirectUri::parse(&uri)
        .ok()
        .map(|uri| uri.host().to_owned())
}

fn by_itself(wizard: &Wizard<'_>, step: &Step) -> String {
    format!(
        "navauth test-login --all --redirect production --env-file {}",
        wizard.file(step.environment)
    )
}

fn configured(wizard: &Wizard<'_>, step: &Step) -> Vec<Provider> {
    let settings = &wizard.files.side(step.environment).settings;
    let mut configured = providers::all(settings).unwrap_or_default();
    configured.retain(|provider| provider.credentials(settings).is_ok());
    configured
}

fn untested(wizard: &Wizard<'_>, step: &Step) -> Vec<Provider> {
    let (process, side) = (&wizard.context.process, wizard.files.side(step.environment));
    // Of a record that cannot be read the login itself speaks.
    let record = record::open(Some((&side.place.path, &side.place.shown)), process).ok();
    let is_tested = |provider: &Provider| {
        let (uri, credentials) = (
            step.environment.callback(&side.settings, provider)?,
            provider.credentials(&side.settings).ok()?,
        );
        Some(matches!(
            record::tested(
                record.as_ref()?,
                provider,
                &credentials,
                &uri,
                process.now()
            ),
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
