//! What the Hub says about the app's Space. Only the names of secrets are read, never a value.

use std::path::PathBuf;
use std::time::Duration;

use super::production::Production;
use crate::checks::scope::Scope;
use crate::diagnostic;
use crate::diagnostics::catalog::push;
use crate::diagnostics::{Diagnostic, Error, Result as CrateResult, SourceSpan};
use crate::huggingface::{Credentials, Hub, Runtime, SpaceName};
use crate::local_address::is_local;
use crate::process::Env;

/// What the Hub returned for the Space.
#[derive(Debug)]
pub struct SpaceSnapshot {
    /// Its name in navauth.toml.
    pub name: String,
    /// Where the name is set.
    pub location: Option<SourceSpan>,
    /// The host of the live site, and where it is set.
    pub host: Option<(String, Option<SourceSpan>)>,
    /// What it contains, or why that is not known.
    pub contents: Result<SpaceContents, Diagnostic>,
    /// The file with the production settings.
    pub env_file: Option<PathBuf>,
}

/// The contents of a Space that can be read.
#[derive(Debug)]
pub struct SpaceContents {
    pub space: SpaceName,
    /// The names of its secrets.
    pub secrets: Vec<String>,
    /// The names of its public variables.
    pub variables: Vec<String>,
    pub runtime: Runtime,
}

/// Reads the Space in navauth.toml; None if it contains no Space.
pub async fn fetch(
    scope: &Scope<'_>,
    production: &Production<'_>,
    env: &Env,
    limit: Duration,
) -> Option<SpaceSnapshot> {
    let settings = scope.settings;
    let name = settings.config.space.name.clone()?;
    let location = settings
        .config_file
        .clone()
        .map(|file| SourceSpan { file, line: None });
    let host = production
        .settings
        .get_non_empty("FRONTEND_URL")
        .filter(|_| production.own)
        .and_then(|setting| {
            let url = url::Url::parse(setting.value.expose())
                .ok()
                .filter(|url| url.scheme() == "https" && !is_local(url))?;
            Some((url.host_str()?.to_owned(), setting.origin.source()))
        });
    let contents = read(&name, env, limit)
        .await
        .map_err(|error| *error.diagnostic);
    Some(SpaceSnapshot {
        name,
        location,
        host,
        contents,
        env_file: production.settings.env_file.clone(),
    })
}

async fn read(name: &str, env: &Env, limit: Duration) -> CrateResult<SpaceContents> {
    let space: SpaceName = name
        .parse()
        .map_err(|_| Error::settings(diagnostic!(push::WRONG_SPACE, origin = "navauth.toml")))?;
    let hub = Hub::new(Credentials::find(env)?, space.clone(), limit);
    let (secrets, variables, runtime) =
        tokio::try_join!(hub.secrets(), hub.variables(), hub.runtime())?;
    Ok(SpaceContents {
        space,
        secrets: secrets.into_keys().collect(),
        variables,
        runtime,
    })
}
