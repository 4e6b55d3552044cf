//! Chooses the file to upload and the Space, from the command line, navauth.toml and the folder.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::cli::Context;
use crate::config;
use crate::diagnostics::catalog::push;
use crate::diagnostics::{Error, Result, both};
use crate::huggingface::{Credentials, Hub, SpaceName};
use crate::terminal::escape_for_terminal;
use crate::{diagnostic, text};

/// How long one request may take.
pub fn timeout(context: &Context) -> Duration {
    const REQUEST: Duration = Duration::from_secs(30);
    context.timeout.unwrap_or(REQUEST).min(REQUEST)
}

/// The file to upload: the named one, else `.env.production` next to `.env`.
pub fn file(context: &Context, from: Option<&Path>) -> Result<PathBuf> {
    if let Some(path) = from {
        return Ok(path.to_owned());
    }
    let location = config::destination(&context.env, &context.layers).production();
    if location.path.symlink_metadata().is_ok() {
        config::require_regular(&location.path, &location.shown)?;
        return Ok(location.shown);
    }
    let path = location.shown;
    Err(Error::settings(diagnostic!(
        push::NO_FILE,
        file = path.display()
    )))
}

/// Loads the file to upload, and masks its secrets in all output.
pub fn load(context: &Context, path: &Path) -> Result<config::LoadedSettings> {
    let file = config::load_named_file(&context.env, path)?;
    for secret in config::secrets(&file.settings, file.env_file.as_ref()) {
        context.ui.register_secret(&secret);
    }
    Ok(file)
}

/// The Space: the named one, else the one in navauth.toml, with the token. Names all that is missing.
pub fn space(context: &Context, named: Option<&str>) -> Result<Hub> {
    let credentials = Credentials::find(&context.env);
    let (space, credentials) = both(space_name(context, named), credentials)?;
    context.ui.register_secret(&credentials.token);
    Ok(Hub::new(credentials, space, timeout(context)))
}

fn space_name(context: &Context, named: Option<&str>) -> Result<SpaceName> {
    let config = &context.settings.config;
    let (name, origin) = match (named, &config.space.name) {
        (Some(name), _) => (name, Path::new("--space")),
        (None, Some(name)) => (
            name.as_str(),
            context
                .settings
                .config_file
                .as_deref()
                .unwrap_or(Path::new("navauth.toml")),
        ),
        (None, None) => {
            return Err(Error::usage(diagnostic!(push::NO_SPACE)));
        }
    };
    name.parse::<SpaceName>()
        .map_err(|_| Error::usage(diagnostic!(push::WRONG_SPACE, origin = origin.display())))
}

/// With --yes no question shows the Space, so the option must name it: a file that came with a repository does not decide where secrets go.
pub fn require_named_space(context: &Context, named: Option<&str>, command: &str) -> Result<()> {
    let config = &context.settings.config;
    let (None, Some(name)) = (named, &config.space.name) else {
        return Ok(());
    };
    let space = escape_for_terminal(name);
    let diagnostic = diagnostic!(push::UNCONFIRMED_SPACE, space = space).command(text!(
        push::NAME_SPACE,
        command = command,
        space = space
    ));
    Err(Error::settings(match config.source("space", "name") {
        Some(source) => diagnostic.at(&source.file, source.line),
        None => diagnostic,
    }))
}
