//! The step of the Space: its name is kept in navauth.toml, its secrets are set by `push-secrets`.

use super::answer::Ended;
use super::parts::{done, inside};
use super::wizard::Wizard;
use crate::commands::push_secrets::{self, PushSecretsArgs, place};
use crate::env::Place;
use crate::error::{Error, Exit, Result};
use crate::finding::Finding;
use crate::huggingface::SpaceName;
use crate::push::Target;
use crate::setup::{Environment, Standing, Step, name_space, space_is_current};

/// Where the Space's secrets stand, as far as that is known without asking the Hub.
pub(super) fn standing(wizard: &Wizard<'_>, step: &Step) -> Standing {
    let side = wizard.files.side(step.environment);
    let name = wizard.context.settings.config.space.name.clone();
    let current = place::space(wizard.context, None).ok().and_then(|hub| space_is_current(side, &Target::Space(hub)).ok());
    match (name, current) {
        (Some(name), Some(true)) => Standing::Done(name),
        (name, _) => Standing::Optional(name.unwrap_or_default()),
    }
}

/// Sets the secrets of the Space.
pub(super) async fn run(wizard: &Wizard<'_>, step: &Step) -> Result<Ended> {
    let side = wizard.files.side(step.environment);
    if side.env_file.is_none() {
        return Ok(Ended::Left);
    }
    wizard.context.ui.status("\nSpace secrets");
    let config = &wizard.context.settings.config;
    let given = wizard.given("space")?;
    let space = match (&given, &config.space.name) {
        (Some(name), _) => Some(name.expose().to_owned()),
        (None, Some(name)) if wizard.context.ui.can_ask() => Some(name.clone()),
        (None, Some(_)) => None,
        (None, None) if !wizard.context.ui.can_ask() => None,
        (None, None) => wizard
            .ask("space", "The HuggingFace Space that the app runs on, as owner/name", false, None)?
            .map(|name| name.value.expose().to_owned()),
    };
    let Some(space) = space else { return Ok(Ended::Left) };
    if config.space.name.is_none() {
        let name: SpaceName = space
            .parse()
            .map_err(|why| Error::settings(Finding::fail("setup.wrong-answer", "space is not the name of a Space").fix(why)))?;
        name_space(&config_file(wizard), &name)?;
    }
    let args =
        PushSecretsArgs { space: Some(space), from: Some(side.place.shown.clone()), yes: given.is_some(), ..PushSecretsArgs::default() };
    push_secrets::run(&inside(wizard, Environment::Development)?, &args).await.map(|exit| match exit {
        Exit::No if given.is_none() => Ended::Left,
        exit => done(exit),
    })
}

/// The navauth.toml that is read, or the one to be made beside the files.
fn config_file(wizard: &Wizard<'_>) -> Place {
    match &wizard.context.settings.config_file {
        Some(path) => Place::given(&wizard.context.process, path),
        None => {
            let place = &wizard.files.side(Environment::Development).place;
            Place { path: place.path.with_file_name("navauth.toml"), shown: place.shown.with_file_name("navauth.toml") }
        }
    }
}
