//! Checks of the credentials and redirect URIs with the providers' answers.

use super::check::Check;
use super::commands::test_login_command;
use super::context::CheckContext;
use super::facts::Source;
use super::sign_ins::is_tested;
use super::violation::{CheckResult, Violation};
use crate::config::variables::Stage;
use crate::diagnostics::catalog::{credential, live, online};
use crate::diagnostics::{Diagnostic, SkipReason};
use crate::oauth::{ProbeOutcome, ProbeResponse};
use crate::text;

pub const CHECKS: &[Check] = &[
    Check {
        stage: Stage::SignIn,
        title: "every provider accepts its client ID and client secret",
        depends_on: &[&credential::SHARED],
        source: Source::Providers,
        run: credentials,
        ..Check::of(&online::CREDENTIALS)
    },
    Check {
        stage: Stage::SignIn,
        title: "the redirect URI of this environment is registered at every provider",
        depends_on: &[&online::CREDENTIALS, &live::MOVED],
        source: Source::Providers,
        run: |context| redirect_uris(context, true),
        ..Check::of(&online::REDIRECT_URI)
    },
    Check {
        stage: Stage::SignIn,
        title: "the redirect URI of the other environment is registered at every provider that uses one app for both",
        depends_on: &[&online::CREDENTIALS, &live::MOVED],
        source: Source::Providers,
        run: |context| redirect_uris(context, false),
        ..Check::of(&online::OTHER_REDIRECT_URI)
    },
];

fn responses<'run>(context: &'run CheckContext<'_>) -> Result<&'run [ProbeResponse], SkipReason> {
    let probed = context
        .facts
        .providers
        .as_ref()
        .map(|timed| timed.value.as_slice());
    probed
        .filter(|probed| !probed.is_empty())
        .ok_or(SkipReason::NotApplicable)
}

fn credentials(context: &CheckContext<'_>) -> CheckResult {
    let violation = |probed: &ProbeResponse| {
        let unknown = |reason: &str| {
            let label = &probed.request.provider.label;
            text!(online::CREDENTIALS_UNKNOWN, label = label, reason = reason)
        };
        problem(context, probed, &probed.credentials, unknown)
    };
    Ok(responses(context)?.iter().filter_map(violation).collect())
}

fn redirect_uris(context: &CheckContext<'_>, own: bool) -> CheckResult {
    let environment = if own {
        context.environment
    } else {
        context.environment.other()
    };
    let mut is_any_known = false;
    let mut problems = Vec::new();
    for probed in responses(context)? {
        let uri = environment.callback(context.settings, &probed.request.provider);
        let outcomes = probed
            .request
            .redirect_uris
            .iter()
            .zip(&probed.redirect_uris);
        let Some((uri, outcome)) = outcomes
            .into_iter()
            .find(|(sent, _)| Some(sent.as_str()) == uri.as_deref())
        else {
            continue;
        };
        is_any_known = true;
        if matches!(outcome, ProbeOutcome::Unknown(_))
            && is_tested(context, &probed.request.provider.name, uri.as_str())
        {
            continue;
        }
        let unknown = |reason: &str| {
            text!(
                online::REDIRECT_URI_UNKNOWN,
                uri = uri.as_str(),
                label = probed.request.provider.label,
                reason = reason
            )
        };
        problems.extend(problem(context, probed, outcome, unknown));
    }
    if is_any_known {
        Ok(problems)
    } else {
        Err(SkipReason::NotApplicable)
    }
}

/// The problem that a response shows, about both of the provider's variables; None if there is none.
fn problem(
    context: &CheckContext<'_>,
    probed: &ProbeResponse,
    outcome: &ProbeOutcome,
    unknown: impl Fn(&str) -> String,
) -> Option<Violation> {
    let variables = &probed.request.credentials.variables;
    let problem = match outcome {
        ProbeOutcome::Good => return None,
        ProbeOutcome::Bad(diagnostic) => Violation::of_check(
            variables.client_secret.as_str(),
            Diagnostic::clone(diagnostic),
        ),
        ProbeOutcome::Unknown(reason) => {
            let problem = Violation::unknown(&variables.client_secret, unknown(reason));
            return Some(
                problem
                    .help(online::SIGN_IN)
                    .command(test_login_command(context, &probed.request.provider.name)),
            );
        }
    };
    let location = context
        .location(&variables.client_secret)
        .or_else(|| context.location(&variables.client_id));
    Some(problem.and_with(&variables.client_id).at(location))
}
