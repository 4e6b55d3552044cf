//! Checks of the credentials and redirect URIs against the providers.
//!
//! The requests are in `oauth`.

use super::check::{Check, CheckResult, SkipReason, Source, Stage, Violation};
use super::context::{CheckContext, Environment};
use super::record;
use crate::config::placeholder::placeholder;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::{credential, live, online};
use crate::oauth::{ProbeOutcome, ProbeRequest, ProbeResponse, RedirectUri};
use crate::providers::formats::{Match, Role};
use crate::providers::{Credentials, Provider};
use crate::secret::Secret;
use crate::text;

pub const CHECKS: &[Check] = &[
    Check {
        id: online::CREDENTIALS.id,
        stage: Stage::SignIn,
        title: "every provider accepts its client ID and client secret",
        depends_on: &[credential::SHARED.id],
        source: Source::Providers,
        severity: online::CREDENTIALS.severity,
        run: credentials,
        ..Check::LOCAL
    },
    Check {
        id: online::REDIRECT_URI.id,
        stage: Stage::SignIn,
        title: "the redirect URI of this environment is registered at every provider",
        depends_on: &[online::CREDENTIALS.id, live::MOVED.id],
        source: Source::Providers,
        severity: online::REDIRECT_URI.severity,
        run: |context| redirect_uris(context, true),
        ..Check::LOCAL
    },
    Check {
        id: online::OTHER_REDIRECT_URI.id,
        stage: Stage::SignIn,
        title: "the redirect URI of the other environment is registered at every provider with one app for both",
        depends_on: &[online::CREDENTIALS.id, live::MOVED.id],
        source: Source::Providers,
        severity: online::OTHER_REDIRECT_URI.severity,
        run: |context| redirect_uris(context, false),
        ..Check::LOCAL
    },
];

/// The requests to send: one per provider whose credentials pass the local checks.
pub fn probe_requests(context: &CheckContext<'_>) -> Vec<ProbeRequest> {
    let worth_asking = |provider: &Provider| {
        let variables = context.credentials(provider)?.clone();
        let id = context.value(&variables.client_id)?;
        let secret = match provider.has_secret() {
            true => context.value(&variables.client_secret)?,
            false => "",
        };
        let may_be = |role: Role, value: &str| {
            let fits = provider
                .formats
                .is_none_or(|formats| formats.of(role).compare(value) != Match::Wrong);
            fits && placeholder(value).is_none() && value.trim() == value
        };
        let credentials = Credentials {
            client_id: id.to_owned(),
            client_secret: Secret::new(secret),
            variables,
        };
        let secret_may_be = !provider.has_secret() || may_be(Role::Secret, secret);
        (may_be(Role::Id, id) && secret_may_be).then_some(credentials)
    };
    let ask = |provider: &Provider| {
        let credentials = worth_asking(provider)?;
        let both = !provider.redirect_uri_rules.separate_apps;
        let other = other(context.environment);
        let uris = [Some(context.environment), both.then_some(other)]
            .into_iter()
            .flatten();
        let uris = uris.filter_map(|environment| {
            RedirectUri::parse(&environment.callback(context.settings, provider)?).ok()
        });
        Some(ProbeRequest {
            provider: provider.clone(),
            credentials,
            redirect_uris: uris.collect(),
        })
    };
    context.providers.iter().filter_map(ask).collect()
}

/// The providers that are asked over the network.
pub fn asked_providers(context: &CheckContext<'_>) -> Vec<Provider> {
    let probe_requests = probe_requests(context).into_iter();
    probe_requests.map(|request| request.provider).collect()
}

fn other(environment: Environment) -> Environment {
    match environment {
        Environment::Development => Environment::Production,
        Environment::Production => Environment::Development,
    }
}

fn asked<'run>(context: &'run CheckContext<'_>) -> Result<&'run [ProbeResponse], SkipReason> {
    let probed = context
        .facts
        .probed
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
    Ok(asked(context)?.iter().filter_map(violation).collect())
}

fn redirect_uris(context: &CheckContext<'_>, own: bool) -> CheckResult {
    let environment = if own {
        context.environment
    } else {
        other(context.environment)
    };
    let mut asked_any = false;
    let mut problems = Vec::new();
    for probed in asked(context)? {
        let uri = environment.callback(context.settings, &probed.request.provider);
        let outcomes = probed
            .request
            .redirect_uris
            .iter()
            .zip(&probed.redirect_uris);
        let Some((uri, outcome)) = outcomes
            .into_iter()
            .find(|(asked, _)| Some(asked.as_str()) == uri.as_deref())
        else {
            continue;
        };
        asked_any = true;
        if matches!(outcome, ProbeOutcome::Unknown(_))
            && record::is_tested(context, &probed.request.provider.name, uri.as_str())
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
    if asked_any {
        Ok(problems)
    } else {
        Err(SkipReason::NotApplicable)
    }
}

/// The problem that a response shows, about both of the provider's variables; None if there is none.
fn problem(
    context: &CheckContext<'_>,
    probed: &ProbeResponse,
    told: &ProbeOutcome,
    unknown: impl Fn(&str) -> String,
) -> Option<Violation> {
    let variables = &probed.request.credentials.variables;
    let problem = match told {
        ProbeOutcome::Good => return None,
        ProbeOutcome::Bad(diagnostic) => Violation::from((
            variables.client_secret.as_str(),
            Diagnostic::clone(diagnostic),
        )),
        ProbeOutcome::Unknown(reason) => {
            let problem = Violation::undetermined(&variables.client_secret, unknown(reason));
            return Some(
                problem
                    .help(online::SIGN_IN)
                    .command(record::command(context, &probed.request.provider)),
            );
        }
    };
    let place = context
        .location(&variables.client_secret)
        .or_else(|| context.location(&variables.client_id));
    Some(problem.and_with(&variables.client_id).at(place))
}
