//! Completes the diagnostic of a failed connection: where the URL is set, what Neon's API knows, and the command that waits.

use std::time::Duration;

use crate::cli::Context;
use crate::cli::database::DatabaseTarget;
use crate::database::Target;
use crate::database::postgres;
use crate::diagnostics::Retry;
use crate::diagnostics::{Error, Result};
use crate::neon::api::Api;
use crate::neon::endpoint_lookup;
use crate::neon::host::NeonHost;
use crate::neon::projects::GUIDE_PROJECT;

/// The limit for Neon's API, so that it does not delay the result.
const EXPLAIN_TIMEOUT: Duration = Duration::from_secs(10);

/// Completes the failure. `waited` is true if `--wait` was used.
pub async fn explained(
    context: &Context,
    mut error: Error,
    place: &DatabaseTarget,
    waited: bool,
) -> Error {
    if let Err(asking) = ask(context, &mut error, place).await {
        context.ui.verbose(&format!(
            "Neon's API could not explain it: {}",
            asking.diagnostic.title
        ));
    }
    let diagnostic = &mut error.diagnostic;
    diagnostic.source = diagnostic
        .source
        .take()
        .or_else(|| place.chosen.origin.source());
    if !waited && postgres::retry(&error) != Retry::No {
        let fix = error.diagnostic.fix.get_or_insert_default();
        fix.command
            .get_or_insert_with(|| "navauth verify-connection --wait 2m".to_owned());
    }
    error
}

/// Asks Neon's API if the error leaves the cause open and there is an API key.
async fn ask(context: &Context, error: &mut Error, place: &DatabaseTarget) -> Result<()> {
    let Target::Postgres(url) = &place.target else {
        return Ok(());
    };
    let (Some(host), Some(key)) = (
        url.host.as_deref().and_then(NeonHost::parse),
        context.settings.get_non_empty("NEON_API_KEY"),
    ) else {
        return Ok(());
    };
    if !endpoint_lookup::helps(&error.diagnostic) {
        return Ok(());
    }
    let _spinner = context.ui.spinner("asking Neon's API about the endpoint");
    let config = &context.settings.config.neon;
    let api = Api::new(
        &context.env,
        &context.settings,
        key.value.clone(),
        EXPLAIN_TIMEOUT,
        &|_| {},
    )?;
    let project = config.project.as_deref().unwrap_or(GUIDE_PROJECT);
    let found = endpoint_lookup::look(
        &api,
        project,
        config.organization.as_deref(),
        &host.endpoint,
    )
    .await?;
    *error.diagnostic =
        endpoint_lookup::complete((*error.diagnostic).clone(), project, &host.endpoint, &found);
    Ok(())
}
