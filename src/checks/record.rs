//! What `test-login` has proved, by its own record.
//!
//! Owns what counts as tested: every provider, with the settings and the redirect URI of this environment, within 30 days. That something was
//! not tested is no fault: it cannot be told.

use jiff::Timestamp;

use super::check::{Check, CheckResult, SkipReason, Source, Stage, Violation, env_file_option};
use super::context::{CheckContext, Environment};
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::{credential, login};
use crate::fingerprints::FingerprintStore;
use crate::oauth::record::{self, Tested, tested};
use crate::process::Process;
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

/// The record, and when it was looked at.
#[derive(Debug)]
pub struct SignInHistory {
    ledger: Result<FingerprintStore, Diagnostic>,
    now: Timestamp,
}

/// Reads the record beside the `.env` file.
pub fn look(context: &CheckContext<'_>, process: &Process) -> SignInHistory {
    let file = context
        .env_file
        .map(|file| (file.place.path.as_path(), file.place.shown.as_path()));
    SignInHistory {
        ledger: record::open(file, process).map_err(|error| *error.finding),
        now: process.now(),
    }
}

fn untested(context: &CheckContext<'_>) -> CheckResult {
    let Some(timed) = &context.evidence.record else {
        return Err(SkipReason::NotApplicable);
    };
    let seen = &timed.value;
    let ledger = match &seen.ledger {
        Ok(ledger) => ledger,
        Err(finding) => {
            let problem =
                Violation::undetermined("the record of test logins", finding.title.clone())
                    .at(finding.source.clone());
            let problem = finding
                .cause
                .iter()
                .fold(problem, |problem, cause| problem.reason(cause));
            let fix = finding
                .fix
                .iter()
                .fold(problem, |problem, fix| problem.help(&fix.text));
            return Ok(vec![fix]);
        }
    };
    let told: Vec<Violation> = context
        .providers
        .iter()
        .filter_map(|provider| of_provider(context, ledger, provider, seen.now))
        .collect();
    if told.is_empty() {
        Err(SkipReason::NotApplicable)
    } else {
        Ok(told)
    }
}

/// What is known of one provider; None where it is not configured, which other checks say.
fn of_provider(
    context: &CheckContext<'_>,
    ledger: &FingerprintStore,
    provider: &Provider,
    now: Timestamp,
) -> Option<Violation> {
    let credentials = provider.credentials(context.settings).ok()?;
    let uri = context.environment.callback(context.settings, provider)?;
    let label = &provider.label;
    let day = |time: Timestamp| time.strftime("%Y-%m-%d").to_string();
    let state = match tested(ledger, provider, &credentials, &uri, now) {
        Tested::Good(time) => {
            return Some(Violation::proof(text!(
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

/// Whether a login by a redirect URI is on record, with the settings as they are.
pub fn is_tested(context: &CheckContext<'_>, provider: &str, redirect_uri: &str) -> bool {
    let good = || {
        let seen = &context.evidence.record.as_ref()?.value;
        // As the settings make it: what a provider tells of itself does not count.
        let provider = context
            .providers
            .iter()
            .find(|known| known.name == provider)?;
        let credentials = provider.credentials(context.settings).ok()?;
        let told = tested(
            seen.ledger.as_ref().ok()?,
            provider,
            &credentials,
            redirect_uri,
            seen.now,
        );
        Some(matches!(told, Tested::Good(_)))
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
    let file = env_file_option(context.env_file.map(|file| file.place.shown.as_path()));
    format!("navauth test-login {}{option}{file}", provider.name)
}
