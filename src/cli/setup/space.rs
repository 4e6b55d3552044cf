//! The step of the Space: its name is saved in navauth.toml, and `push-secrets` sets its secrets.

use super::delegated_steps::{context_for, outcome};
use super::prompts::Answered;
use super::report::StepOutcome;
use super::wizard::Wizard;
use crate::cli::push_secrets::{self, PushSecretsArgs, space};
use crate::diagnostic;
use crate::diagnostics::Code;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::{hub, setup};
use crate::diagnostics::{Error, Exit, Result};
use crate::huggingface::SpaceName;
use crate::secrets::Target;
use crate::wizard::{Environment, Step, StepStatus, is_space_current, save_space};

/// Whether the Space has the values of the file, as far as that is known without the Hub.
pub(super) fn status(wizard: &Wizard<'_>, step: &Step) -> StepStatus {
    let file = wizard.files.file(step.environment);
    let name = wizard.context.settings.config.space.name.clone();
    let current = space::space(wizard.context, None)
        .ok()
        .and_then(|hub| is_space_current(file, &Target::Space(hub)).ok());
    match (name, current) {
        (Some(name), Some(true)) => StepStatus::Done(name),
        (name, _) => StepStatus::Optional(name.unwrap_or_default()),
    }
}

/// Sets the secrets of the Space.
pub(super) async fn run(wizard: &Wizard<'_>, step: &Step) -> Result<StepOutcome> {
    let file = wizard.files.file(step.environment);
    if file.env_file.is_none() {
        return Ok(StepOutcome::Left);
    }
    wizard.show_heading(step);
    let given = wizard.given("space")?;
    let space = match (&given, &wizard.context.settings.config.space.name) {
        (Some(name), _) => Some(name.expose().to_owned()),
        (None, Some(name)) => wizard.context.ui.can_ask().then(|| name.clone()),
        (None, None) if wizard.context.ui.can_ask() => {
            ask(wizard).await?.map(|name| name.to_string())
        }
        (None, None) => None,
    };
    let Some(space) = space else {
        return Ok(StepOutcome::Left);
    };
    if wizard.context.settings.config.space.name.is_none() {
        save_space(
            &wizard.config_file(),
            &space
                .parse()
                .map_err(|_| Error::settings(diagnostic!(setup::INVALID_SPACE)))?,
        )?;
    }
    let args = PushSecretsArgs {
        space: Some(space),
        from: Some(file.path.shown.clone()),
        yes: given.is_some(),
        ..PushSecretsArgs::default()
    };
    push_secrets::run(&context_for(wizard, Environment::Development)?, &args)
        .await
        .map(|exit| match exit {
            Exit::No if given.is_none() => StepOutcome::Left,
            exit => outcome(exit),
        })
}

/// Asks for a Space until it exists. Other problems, such as a missing token, are left to `push-secrets`.
async fn ask(wizard: &Wizard<'_>) -> Result<Option<SpaceName>> {
    loop {
        let text = "The HuggingFace Space that runs the app, as owner/name";
        let Some(Answered { value, .. }) = wizard.ask_line("space", text, None)? else {
            return Ok(None);
        };
        let diagnostic = match value.expose().parse::<SpaceName>() {
            Err(_) => diagnostic!(setup::INVALID_SPACE),
            Ok(name) => match not_found(wizard, &name).await {
                Some(diagnostic) => diagnostic,
                None => return Ok(Some(name)),
            },
        };
        wizard.context.ui.diagnostic(&diagnostic);
    }
}

/// The problem, where the Hub has no such Space.
async fn not_found(wizard: &Wizard<'_>, name: &SpaceName) -> Option<Diagnostic> {
    let hub = space::space(wizard.context, Some(&name.to_string())).ok()?;
    let _spinner = wizard
        .context
        .ui
        .spinner(&format!("looking for the Space {name}"));
    let error = hub.runtime().await.err()?;
    let code = error.diagnostic.code?;
    NOT_FOUND.contains(&code).then_some(*error.diagnostic)
}

/// What the Hub answers to a wrong name.
static NOT_FOUND: [&Code; 3] = [&hub::SPACE_NOT_FOUND, &hub::SPACE_HIDDEN, &hub::MOVED];
