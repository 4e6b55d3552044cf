//! What the database that the app would use answers.

use std::time::Duration;

use crate::checks::scope::Scope;
use crate::database::Target;
use crate::database::inspect::{self, check_file, check_server, check_url, settle_release};
use crate::database::postgres::{self, Trace};
use crate::database::url::{PostgresUrl, choose, variable_in_use};
use crate::diagnostics::catalog::neon;
use crate::diagnostics::{Diagnostic, Result};
use crate::process::Env;

/// The results for the database, or why it was not reached.
#[derive(Clone, Debug)]
pub struct DatabaseSnapshot {
    /// The variable that contains its URL.
    pub variable: &'static str,
    /// Why it was not reached.
    pub failure: Option<Diagnostic>,
    /// The results; for a database that was not reached, those for its URL.
    pub findings: Vec<Diagnostic>,
}

/// Inspects the database that the app would use; None if only providers are checked.
pub async fn fetch(scope: &Scope<'_>, env: &Env, limit: Duration) -> Option<DatabaseSnapshot> {
    scope.unless_only_providers().ok()?;
    let variable = variable_in_use(scope.settings).unwrap_or("DATABASE_URL");
    let (outcome, of_url) = inspect(scope, env, limit).await;
    let (failure, mut findings) = match outcome {
        Ok(findings) => (None, findings),
        Err(error) => (Some(*error.diagnostic), of_url),
    };
    // The checks of the connection string report these.
    findings.retain(|found| !found.is(&neon::HOST_UNUSUAL) && !found.is(&neon::REGION_RETIRED));
    Some(DatabaseSnapshot {
        variable,
        failure,
        findings,
    })
}

/// The results for the database, and those for its URL if the database does not answer.
async fn inspect(
    scope: &Scope<'_>,
    env: &Env,
    limit: Duration,
) -> (Result<Vec<Diagnostic>>, Vec<Diagnostic>) {
    let chosen = match choose(scope.settings) {
        Ok(chosen) => chosen,
        Err(error) => return (Err(error), Vec::new()),
    };
    match &chosen.target.absolute(&env.directory) {
        Target::Postgres(url) => (inspect_server(scope, url, env, limit).await, check_url(url)),
        Target::Sqlite(path) => {
            let inspected = inspect::inspect_file(path, limit).await;
            let results = inspected.map(|(file, mut found)| {
                settle_release(scope.settings, &mut found);
                check_file(&file, &found)
            });
            (results, Vec::new())
        }
    }
}

async fn inspect_server(
    scope: &Scope<'_>,
    url: &PostgresUrl,
    env: &Env,
    limit: Duration,
) -> Result<Vec<Diagnostic>> {
    let trace = Trace::begin();
    let connection = postgres::connect_traced(url, limit, &trace).await?;
    let mut server = inspect::inspect_server(&connection, url, None, limit).await?;
    connection.close().await;
    settle_release(scope.settings, &mut server.found);
    inspect::try_options(&mut server, url, limit.saturating_sub(trace.elapsed())).await;
    Ok(check_server(&server, url, env.now()))
}
