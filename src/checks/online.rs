//! What the providers themselves say of the credentials and the redirect URIs.
//!
//! Owns which questions are worth asking and how grave an answer is. Asking belongs to `oauth`, and happens only with --online.

use super::check::{Asks, Check, Judged, Problem, SkipReason, Stage};
use super::record;
use super::subject::{Environment, Subject};
use crate::diagnostics::catalog::{credential, online};
use crate::env::placeholder::placeholder;
use crate::finding::Finding;
use crate::oauth::{Inquiry, Probed, RedirectUri, Told};
use crate::providers::formats::{Fit, Role, formats};
use crate::providers::{Credentials, Provider};
use crate::secret::Secret;
use crate::text;

pub const CHECKS: &[Check] = &[
    Check {
        id: online::CREDENTIALS.id,
        stage: Stage::SignIn,
        title: "every provider accepts its client ID and client secret",
        needs: &[credential::SHARED.id],
        asks: Asks::Providers,
        severity: online::CREDENTIALS.severity,
        judge: credentials,
        ..Check::OF_SETTINGS
    },
    Check {
        id: online::REDIRECT_URI.id,
        stage: Stage::SignIn,
        title: "the redirect URI of this environment is registered at every provider",
        needs: &[online::CREDENTIALS.id],
        asks: Asks::Providers,
        severity: online::REDIRECT_URI.severity,
        judge: |subject| redirect_uris(subject, true),
        ..Check::OF_SETTINGS
    },
    Check {
        id: online::OTHER_REDIRECT_URI.id,
        stage: Stage::SignIn,
        title: "the redirect URI of the other environment is registered at every provider with one app for both",
        needs: &[online::CREDENTIALS.id],
        asks: Asks::Providers,
        severity: online::OTHER_REDIRECT_URI.severity,
        judge: |subject| redirect_uris(subject, false),
        ..Check::OF_SETTINGS
    },
];

/// What to ask the providers that are judged: those whose id and secret may be right, as far as that is seen without asking.
pub fn inquiries(subject: &Subject<'_>) -> Vec<Inquiry> {
    let worth_asking = |provider: &Provider| {
        let variables = subject.credentials(provider)?.clone();
        let (id, secret) = (
            subject.value(&variables.client_id)?,
            subject.value(&variables.client_secret)?,
        );
        let may_be = |role: Role, value: &str| {
            let fits = formats(&provider.name)
                .is_none_or(|formats| formats.of(role).fit(value) != Fit::Wrong);
            fits && placeholder(value).is_none() && value.trim() == value
        };
        let credentials = Credentials {
            client_id: id.to_owned(),
            client_secret: Secret::new(secret),
            variables,
        };
        (may_be(Role::Id, id) && may_be(Role::Secret, secret)).then_some(credentials)
    };
    let ask = |provider: &Provider| {
        let credentials = worth_asking(provider)?;
        let both = !provider.registration.one_only;
        let other = other(subject.environment);
        let uris = [Some(subject.environment), both.then_some(other)]
            .into_iter()
            .flatten();
        let uris = uris.filter_map(|environment| {
            RedirectUri::parse(&environment.callback(subject.settings, provider)?).ok()
        });
        Some(Inquiry {
            provider: provider.clone(),
            credentials,
            redirect_uris: uris.collect(),
        })
    };
    subject.providers.iter().filter_map(ask).collect()
}

/// The providers that are asked over the network.
pub fn asked_providers(subject: &Subject<'_>) -> Vec<Provider> {
    let inquiries = inquiries(subject).into_iter();
    inquiries.map(|inquiry| inquiry.provider).collect()
}

fn other(environment: Environment) -> Environment {
    match environment {
        Environment::Development => Environment::Production,
        Environment::Production => Environment::Development,
    }
}

fn asked<'run>(subject: &'run Subject<'_>) -> Result<&'run [Probed], SkipReason> {
    let probed = subject
        .evidence
        .probed
        .as_ref()
        .map(|gathered| gathered.value.as_slice());
    probed
        .filter(|probed| !probed.is_empty())
        .ok_or(SkipReason::NotApplicable)
}

fn credentials(subject: &Subject<'_>) -> Judged {
    let judge = |probed: &Probed| {
        let unknown = |reason: &str| {
            let label = &probed.inquiry.provider.label;
            text!(online::CREDENTIALS_UNKNOWN, label = label, reason = reason)
        };
        problem(subject, probed, &probed.credentials, unknown)
    };
    Ok(asked(subject)?.iter().filter_map(judge).collect())
}

fn redirect_uris(subject: &Subject<'_>, own: bool) -> Judged {
    let environment = if own {
        subject.environment
    } else {
        other(subject.environment)
    };
    let mut asked_any = false;
    let mut problems = Vec::new();
    for probed in asked(subject)? {
        let uri = environment.callback(subject.settings, &probed.inquiry.provider);
        let told = probed
            .inquiry
            .redirect_uris
            .iter()
            .zip(&probed.redirect_uris);
        let Some((uri, told)) = told
            .into_iter()
            .find(|(asked, _)| Some(asked.as_str()) == uri.as_deref())
        else {
            continue;
        };
        asked_any = true;
        if matches!(told, Told::CannotTell(_))
            && record::is_tested(subject, &probed.inquiry.provider.name, uri.as_str())
        {
            continue;
        }
        let unknown = |reason: &str| {
            text!(
                online::REDIRECT_URI_UNKNOWN,
                uri = uri.as_str(),
                label = probed.inquiry.provider.label,
                reason = reason
            )
        };
        problems.extend(problem(subject, probed, told, unknown));
    }
    if asked_any {
        Ok(problems)
    } else {
        Err(SkipReason::NotApplicable)
    }
}

/// The problem that an answer is, about both of the provider's variables; None where all is right.
fn problem(
    subject: &Subject<'_>,
    probed: &Probed,
    told: &Told,
    unknown: impl Fn(&str) -> String,
) -> Option<Problem> {
    let variables = &probed.inquiry.credentials.variables;
    let problem = match told {
        Told::Good => return None,
        Told::Bad(finding) => {
            Problem::from((variables.client_secret.as_str(), Finding::clone(finding)))
        }
        Told::CannotTell(reason) => {
            let problem = Problem::untold(&variables.client_secret, unknown(reason));
            return Some(
                problem
                    .fix(online::SIGN_IN)
                    .command(record::login(subject, &probed.inquiry.provider)),
            );
        }
    };
    let place = subject
        .place(&variables.client_secret)
        .or_else(|| subject.place(&variables.client_id));
    Some(problem.and_with(&variables.client_id).at(place))
}
