//! Checks whether sign-in was tested, by the record that `test-login` writes.
//!
//! A sign-in counts if it used the current settings and the redirect URI of this environment within 30 days. An untested sign-in is
//! unknown, not an error.

use jiff::Timestamp;

use super::check::Check;
use super::commands::test_login_command;
use super::context::CheckContext;
use super::facts::Source;
use super::violation::{CheckResult, Violation};
use crate::config::variables::Stage;
use crate::diagnostic;
use crate::diagnostics::catalog::{credential, login};
use crate::diagnostics::{Severity, SkipReason};
use crate::fingerprints::FingerprintStore;
use crate::oauth::record::{Tested, tested};
use crate::providers::Provider;
use crate::text;

pub const CHECKS: &[Check] = &[Check {
    stage: Stage::SignIn,
    title: "sign-in was tested with every provider",
    depends_on: &[&credential::SHARED],
    source: Source::SignIns,
    severity: Severity::ERROR,
    run: untested,
    ..Check::of(&login::UNTESTED)
}];

fn untested(context: &CheckContext<'_>) -> CheckResult {
    let Some(timed) = &context.facts.sign_ins else {
        return Err(SkipReason::NotApplicable);
    };
    let history = &timed.value;
    let store = match &history.store {
        Ok(store) => store,
        Err(diagnostic) => {
            let problem =
                Violation::unknown("the record of test sign-ins", diagnostic.title.clone())
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
        .filter_map(|provider| of_provider(context, store, provider, history.now))
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
    let uri = context.redirect_uri(provider)?;
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
        command = test_login_command(context, &provider.name)
    );
    Some(
        Violation::of(&credentials.variables.client_id, diagnostic)
            .and_with(&credentials.variables.client_secret),
    )
}

/// Whether a sign-in with the current settings and this redirect URI is on record.
pub fn is_tested(context: &CheckContext<'_>, provider: &str, redirect_uri: &str) -> bool {
    let good = || {
        let history = &context.facts.sign_ins.as_ref()?.value;
        // The provider from the settings, without what its discovery document adds.
        let provider = context
            .providers
            .iter()
            .find(|known| known.name == provider)?;
        let credentials = provider.credentials(context.settings).ok()?;
        let result = tested(
            history.store.as_ref().ok()?,
            provider,
            &credentials,
            redirect_uri,
            history.now,
        );
        Some(matches!(result, Tested::Good(_)))
    };
    good() == Some(true)
}
