//! What Neon's API says about the project of the production database.

use std::time::Duration;

use super::production::Production;
use crate::checks::scope::Scope;
use crate::database::Target;
use crate::database::url::choose;
use crate::diagnostic;
use crate::diagnostics::catalog::neon;
use crate::diagnostics::{Diagnostic, SourceSpan};
use crate::neon::api::Api;
use crate::neon::host::NeonHost;
use crate::neon::overview::{self, Overview};
use crate::neon::projects::GUIDE_PROJECT;
use crate::process::Env;

/// What Neon's API returned for the project.
#[derive(Debug)]
pub struct NeonSnapshot {
    pub project: String,
    /// The endpoint in the connection string, and where it is set.
    pub endpoint: String,
    pub location: Option<SourceSpan>,
    /// The project, or why it is not known.
    pub overview: Result<Overview, Diagnostic>,
}

/// Reads the project; None without an API key or if the database is not on Neon.
pub async fn fetch(
    scope: &Scope<'_>,
    production: &Production<'_>,
    env: &Env,
    limit: Duration,
) -> Option<NeonSnapshot> {
    let key = [scope.settings, production.settings.as_ref()]
        .into_iter()
        .find_map(|settings| settings.get_non_empty("NEON_API_KEY"))?;
    let chosen = choose(&production.settings).ok()?;
    let Target::Postgres(url) = &chosen.target else {
        return None;
    };
    let endpoint = NeonHost::parse(url.host.as_deref()?)?.endpoint;
    let config = &scope.settings.config.neon;
    let project = config.project.as_deref().unwrap_or(GUIDE_PROJECT);
    let request = async {
        let api = Api::new(env, scope.settings, key.value.clone(), limit, &|_| {})?;
        overview::look(&api, project, config.organization.as_deref()).await
    };
    // The API may ask for a retry, but the wait must not exceed that of the other sources.
    let overview = match tokio::time::timeout(limit, request).await {
        Ok(overview) => overview.map_err(|error| *error.diagnostic),
        Err(_) => Err(diagnostic!(neon::TIMED_OUT, operation = "Neon's API")),
    };
    Some(NeonSnapshot {
        project: project.to_owned(),
        endpoint,
        location: chosen.origin.source(),
        overview,
    })
}
