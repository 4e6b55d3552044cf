//! The step of the Space: its name is kept in navauth.toml, its secrets are set by `push-secrets`.

use super::answer::StepOutcome;
use super::asking::Answered;
use super::parts::{done, inside};
use super::wizard::Wizard;
use crate::cli::push_secrets::{self, PushSecretsArgs, place};
use crate::config::Place;
use crate::diagnostic;
use crate::diagnostics::Code;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::{hub, setup};
use crate::diagnostics::{Error, Exit, Result};
use crate::huggingface::SpaceName;
use crate::secrets::Target;
use crate::wizard::{Environment, Step, StepStatus, name_space, space_is_current};

/// Where the Space's secrets stand, as far as that is known without asking the Hub.
pub(super) fn standing(wizard: &Wizard<'_>, step: &Step) -> StepStatus {
    let side = wizard.files.side(step.environment);
    let name = wizard.context.settings.config.space.name.clone();
    let current = place::space(wizard.context, None)
        .ok()
        .and_then(|hub| space_is_current(side, &Target::Space(hub)).ok());
    match (name, current) {
        (Some(name), Some(true)) => StepStatus::Done(name),
        (name, _) => StepStatus::Optional(name.unwrap_or_default()),
    }
}

/// Sets the secrets of the Space.
pub(super) async fn run(wizard: &Wizard<'_>, step: &Step) -> Result<StepOutcome> {
    let side = wizard.files.side(step.environment);
    if side.env_file.is_none() {
        return Ok(StepOutcome::Left);
    }
    wizard.context.ui.status("\nSpace secrets");
    let given = wizard.given("space")?;
    let space = match (&given, &wizard.context.settings.config.space.name) {
        (Some(name), _) => Some(name.expose().to_owned()),
        (None, Some(name)) => wizard.context.ui.can_ask().then(|| name.clone()),
        (None, None) if wizard.context.ui.can_ask() => {
            asked(wizard).await?.map(|name| name.to_string())
        }
        (None, None) => None,
    };
    let Some(space) = space else {
        return Ok(StepOutcome::Left);
    };
    if wizard.context.settings.config.space.name.is_none() {
        name_space(
            &config_file(wizard),
            &space
                .parse()
                .map_err(|_| Error::settings(diagnostic!(setup::INVALID_SPACE)))?,
        )?;
    }
    let args = PushSecretsArgs {
        space: Some(space),
        from: Some(side.place.shown.clone()),
        yes: given.is_some(),
        ..PushSecretsArgs::default()
    };
    push_secrets::run(&inside(wizard, Environment::Development)?, &args)
        .await
        .map(|exit| match exit {
            Exit::No if given.is_none() => StepOutcome::Left,
            exit => done(exit),
        })
}

/// Asks for the Space until it is one that is there; what only the sending can tell, such as that there is no token, is left to that.
async fn asked(wizard: &Wizard<'_>) -> Result<Option<SpaceName>> {
    loop {
        let text = "The HuggingFace Space that the app runs on, as owner/name";
        let Some(Answered { value, .. }) = wizard.ask("space", text, false, None)? else {
            return Ok(None);
        };
        let finding = match value.expose().parse::<SpaceName>() {
            Err(_) => diagnostic!(setup::INVALID_SPACE),
            Ok(name) => match nowhere(wizard, &name).await {
                Some(finding) => finding,
                None => return Ok(Some(name)),
            },
        };
        wizard.context.ui.finding(&finding);
    }
}

/// What is wrong where the Hub knows no such Space.
async fn nowhere(wizard: &Wizard<'_>, name: &SpaceName) -> Option<Diagnostic> {
    let hub = place::space(wizard.context, Some(&name.to_string())).ok()?;
    let _spinner = wizard
        .context
        .ui
        .spinner(&format!("looking for the Space {name}"));
    let error = hub.runtime().await.err()?;
    let code = error.finding.code?;
    NOT_FOUND.contains(&code).then_some(*error.finding)
}

/// What the Hub answers to a mistyped name.
static NOT_FOUND: [&Code; 3] = [&hub::SPACE_NOT_FOUND, &hub::SPACE_HIDDEN, &hub::MOVED];

/// The navauth.toml that is read, or the one to be made beside the files.
fn config_file(wizard: &Wizard<'_>) -> Place {
    match &wizard.context.settings.config_file {
        Some(path) => Place::given(&wizard.context.process, path),
        None => {
            let place = &wizard.files.side(Environment::Development).place;
            Place {
                path: place.path.with_file_name("navauth.toml"),
                shown: place.shown.with_file_name("navauth.toml"),
            }
        }
    }
}
