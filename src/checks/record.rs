//! Whether sign-in was tested, by the record that `test-login` writes.
//!
//! A sign-in counts if it used the current settings and the redirect URI of this environment within 30 days. An untested sign-in is
//! unknown, not an error.

use jiff::Timestamp;

use super::check::{Check, CheckResult, SkipReason, Source, Stage, Violation, env_file_option};
use super::context::{CheckContext, Environment};
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::{credential, login};
use crate::fingerprints::FingerprintStore;
use crate::oauth::record::{self, Tested, tested};
use crate::process::Env;
use crate::providers::Provider;
use crate::text;

pub const CHECKS: &[Check] = &[Check {
    id: login::UNTESTED.id,
    stage: Stage::SignIn,
    title: "sign-in was tested with every provider",
    depends_on: &[credential::SHARED.id],
    source: Source::Record,
    run: untested,
    ..Check::LOCAL
}];

/// The record, and when it was read.
#[derive(Debug)]
pub struct SignInHistory {
    store: Result<FingerprintStore, Diagnostic>,
    now: Timestamp,
}

/// Reads the record next to the `.env` file.
pub fn read(context: &CheckContext<'_>, env: &Env) -> SignInHistory {
    let file = context
        .env_file
        .map(|file| (file.location.path.as_path(), file.location.shown.as_path()));
    SignInHistory {
        store: record::open(file, env).map_err(|error| *error.diagnostic),
        now: env.now(),
    }
}

fn untested(context: &CheckContext<'_>) -> CheckResult {
    let Some(timed) = &context.facts.record else {
        return Err(SkipReason::NotApplicable);
    };
    let seen = &timed.value;
    let store = match &seen.store {
        Ok(store) => store,
        Err(diagnostic) => {
            let problem =
                Violation::undetermined("the record of test sign-ins", diagnostic.title.clone())
                    .at(diagnostic.source.clone());
            let problem = diagnostic
                .cause
                .iter()
                .fold(problem, |problem, cause| problem.reason(cause));
            let fix = diagnostic
                .fix
                .iter()
                .fold(problem, |problem, fix| problem.help(&fix.text));
            return Ok(vec![fix]);
        }
    };
    let results: Vec<Violation> = context
        .providers
        .iter()
        .filter_map(|provider| of_provider(context, store, provider, seen.now))
        .collect();
    if results.is_empty() {
        Err(SkipReason::NotApplicable)
    } else {
        Ok(results)
    }
}

/// The result for one provider; None if it is not configured, which other checks report.
fn of_provider(
    context: &CheckContext<'_>,
    store: &FingerprintStore,
    provider: &Provider,
    now: Timestamp,
) -> Option<Violation> {
    let credentials = provider.credentials(context.settings).ok()?;
    let uri = context.environment.callback(context.settings, provider)?;
    let label = &provider.label;
    let day = |time: Timestamp| time.strftime("%Y-%m-%d").to_string();
    let state = match tested(store, provider, &credentials, &uri, now) {
        Tested::Good(time) => {
            return Some(Violation::passed(text!(
                login::TESTED_ON,
                label = label,
                date = day(time),
                uri = uri
            )));
        }
        Tested::Old(time) => text!(login::TESTED_LONG_AGO, date = day(time)),
        Tested::Otherwise(time) => text!(login::TESTED_OTHERWISE, date = day(time)),
        Tested::Elsewhere(other) => text!(login::TESTED_ELSEWHERE, other = other, uri = uri),
        Tested::Never => login::NEVER_TESTED.to_owned(),
    };
    let diagnostic = diagnostic!(
        login::UNTESTED,
        label = label,
        state = state,
        command = command(context, provider)
    );
    Some(
        Violation::of(&credentials.variables.client_id, diagnostic)
            .and_with(&credentials.variables.client_secret),
    )
}

/// Whether a sign-in with the current settings and this redirect URI is on record.
pub fn is_tested(context: &CheckContext<'_>, provider: &str, redirect_uri: &str) -> bool {
    let good = || {
        let seen = &context.facts.record.as_ref()?.value;
        // The provider from the settings, without what its discovery document adds.
        let provider = context
            .providers
            .iter()
            .find(|known| known.name == provider)?;
        let credentials = provider.credentials(context.settings).ok()?;
        let result = tested(
            seen.store.as_ref().ok()?,
            provider,
            &credentials,
            redirect_uri,
            seen.now,
        );
        Some(matches!(result, Tested::Good(_)))
    };
    good() == Some(true)
}

/// The command that signs in with the settings and the redirect URI of this environment.
pub fn command(context: &CheckContext<'_>, provider: &Provider) -> String {
    let option = if context.environment == Environment::Production {
        " --redirect production"
    } else {
        ""
    };
    let file = env_file_option(context.env_file.map(|file| file.location.shown.as_path()));
    format!("navauth test-login {}{option}{file}", provider.name)
}
