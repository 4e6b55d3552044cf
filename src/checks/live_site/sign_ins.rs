//! Checks of the requests that the live site sends to the providers when a sign-in starts.
//!
//! What the providers answer belongs to `providers`.

use url::Url;

use super::{SITE, app_responses, unknown, with_push_command};
use crate::checks::context::CheckContext;
use crate::checks::facts::{ExpectedSignIn, SiteSnapshot};
use crate::checks::violation::{CheckResult, Violation};
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::SkipReason;
use crate::diagnostics::catalog::live;
use crate::diagnostics::redaction::{foreign_within, sanitize};
use crate::live_site::{SignInStart, StartOutcome};
use crate::text;

/// A sign-in that leads to its provider.
pub struct Started<'run> {
    pub expected: &'run ExpectedSignIn,
    pub start: &'run SignInStart,
    url: &'run Url,
}

impl Started<'_> {
    /// A parameter of the URL (RFC 6749 section 4.1.1); None if it is missing or empty.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let (_, value) = self.url.query_pairs().find(|(found, _)| found == name)?;
        Some(value.into_owned()).filter(|value| !value.is_empty())
    }

    pub fn label(&self) -> &str {
        &self.expected.provider.label
    }

    /// A problem with this sign-in alone.
    fn problem(&self, snapshot: &SiteSnapshot, diagnostic: Diagnostic) -> Violation {
        Violation::of(&self.expected.variable, diagnostic)
            .and_with(SITE)
            .at(snapshot.location.clone())
    }
}

type SignIn<'run> = (&'run ExpectedSignIn, &'run SignInStart, &'run StartOutcome);

fn sign_ins<'run>(
    context: &'run CheckContext<'_>,
) -> Result<(&'run SiteSnapshot, Vec<SignIn<'run>>), SkipReason> {
    let (snapshot, app) = app_responses(context)?;
    let sign_ins: Vec<_> = snapshot
        .expected
        .iter()
        .zip(&app.sign_ins)
        .map(|(expected, (start, outcome))| (expected, start, outcome))
        .collect();
    if sign_ins.is_empty() {
        Err(SkipReason::NotApplicable)
    } else {
        Ok((snapshot, sign_ins))
    }
}

/// The sign-ins that lead to their providers.
pub fn started<'run>(
    context: &'run CheckContext<'_>,
) -> Result<(&'run SiteSnapshot, Vec<Started<'run>>), SkipReason> {
    let (snapshot, sign_ins) = sign_ins(context)?;
    let started: Vec<_> = sign_ins
        .into_iter()
        .filter_map(|(expected, start, outcome)| match outcome {
            StartOutcome::Redirected(url) if leads_to(url, expected) => Some(Started {
                expected,
                start,
                url,
            }),
            _ => None,
        })
        .collect();
    if started.is_empty() {
        Err(SkipReason::NotApplicable)
    } else {
        Ok((snapshot, started))
    }
}

/// Whether a URL is at the provider. Only the origin counts: Facebook's path contains a version, and Google has two paths.
fn leads_to(url: &Url, expected: &ExpectedSignIn) -> bool {
    let endpoint = expected
        .provider
        .endpoints
        .authorization
        .as_deref()
        .and_then(|endpoint| Url::parse(endpoint).ok());
    // An endpoint that only the discovery document contains is not compared.
    endpoint.is_none_or(|endpoint| endpoint.origin() == url.origin())
}

pub fn start(context: &CheckContext<'_>) -> CheckResult {
    let (snapshot, sign_ins) = sign_ins(context)?;
    let mut problems = Vec::new();
    let mut unknowns: Vec<(String, Vec<&str>)> = Vec::new();
    let mut pages: Vec<(String, Vec<&str>)> = Vec::new();
    for (expected, start, outcome) in sign_ins {
        match outcome {
            StartOutcome::Redirected(url) if leads_to(url, expected) => {}
            StartOutcome::Redirected(url) => problems.push(elsewhere(snapshot, expected, url)),
            // `live.moved` reports it.
            StartOutcome::SiteMoved(_) => {
                let diagnostic = diagnostic!(live::LOGIN_START, label = expected.provider.label);
                problems.push(Violation::of(SITE, diagnostic).and_with(&expected.variable));
            }
            StartOutcome::Refused(status, reason) => problems.push(refused(
                snapshot,
                expected,
                start,
                *status,
                reason.as_deref(),
            )),
            StartOutcome::Unknown(reason) => add(&mut unknowns, reason, &expected.provider.label),
            StartOutcome::Page(reason) => add(&mut pages, reason, &expected.provider.label),
        }
    }
    let title = |(reason, labels): (String, Vec<&str>)| {
        text!(
            live::LOGIN_START_UNKNOWN,
            labels = listed(&labels),
            reason = reason
        )
    };
    problems.extend(
        unknowns
            .into_iter()
            .map(|reason| unknown(snapshot, title(reason)).help(live::OPEN_IN_BROWSER)),
    );
    problems.extend(pages.into_iter().map(|reason| {
        let title = format!("{}; {}", title(reason), live::PAGE_INSTEAD);
        unknown(snapshot, title).help(text!(live::CHECK_ROUTE, site = snapshot.live.site))
    }));
    Ok(problems)
}

/// Adds a provider to a reason: one reason for all is reported once.
fn add<'run>(reasons: &mut Vec<(String, Vec<&'run str>)>, reason: &str, label: &'run str) {
    match reasons.iter_mut().find(|(other, _)| other == reason) {
        Some((_, labels)) => labels.push(label),
        None => reasons.push((reason.to_owned(), vec![label])),
    }
}

fn elsewhere(snapshot: &SiteSnapshot, expected: &ExpectedSignIn, url: &Url) -> Violation {
    let label = &expected.provider.label;
    let origin = sanitize(&url.origin().ascii_serialization());
    let diagnostic = diagnostic!(live::LOGIN_START, label = label);
    Violation::of(&expected.variable, diagnostic)
        .reason(text!(live::LOGIN_ELSEWHERE, origin = origin, label = label))
        .help(text!(live::CHECK_ROUTE, site = snapshot.live.site))
        .at(snapshot.location.clone())
}

/// What the app's errors mean. From June 2026 on it answers 503 and names the variable that is missing, or 503 if it cannot store the sign-in;
/// before, 500 for both, with the variable's name only for a client ID.
fn refused(
    snapshot: &SiteSnapshot,
    expected: &ExpectedSignIn,
    start: &SignInStart,
    status: u16,
    reason: Option<&str>,
) -> Violation {
    let label = &expected.provider.label;
    let words = reason.unwrap_or_default();
    let diagnostic = diagnostic!(live::LOGIN_START, label = label);
    let problem = Violation::of(&expected.variable, diagnostic)
        .and_with(SITE)
        .at(snapshot.location.clone());
    let check_database = |problem: Violation| {
        problem.help(live::CHECK_DATABASE).command(format!(
            "navauth init-db --check{}",
            snapshot.env_file_option
        ))
    };
    let problem = match (status, missing_variable(expected, words)) {
        (_, Some(variable)) => with_push_command(
            snapshot,
            problem
                .and_with(variable)
                .reason(text!(live::LOGIN_NOT_CONFIGURED, variable = variable))
                .help(text!(live::SET_WHERE_THE_APP_RUNS, variable = variable)),
        ),
        (503, None) => check_database(problem.reason(live::LOGIN_DATABASE)),
        (500, None) => check_database(problem.reason(live::LOGIN_SERVER_ERROR)),
        (404, None) => {
            let redirect_uri = &start.redirect_uri;
            let address = redirect_uri.split("/callback/").next().unwrap_or_default();
            problem
                .reason(text!(live::LOGIN_NOT_FOUND, address = address))
                .help(live::CHECK_RELEASE)
        }
        _ => problem,
    };
    problem.observed(if words.is_empty() {
        format!("HTTP {status}")
    } else {
        format!("HTTP {status}, the site says: {words}")
    })
}

/// The variable of the provider that the app says is missing.
fn missing_variable<'run>(expected: &'run ExpectedSignIn, words: &str) -> Option<&'run str> {
    let mut names = words.split(|character: char| !character.is_alphanumeric() && character != '_');
    let variables = &expected.provider.variables;
    names.find_map(|name| {
        variables
            .iter()
            .flat_map(|pair| [pair.client_id.as_str(), pair.client_secret.as_str()])
            .find(|variable| *variable == name)
    })
}

pub fn client_id(context: &CheckContext<'_>) -> CheckResult {
    let (snapshot, started) = started(context)?;
    let mut problems = Vec::new();
    for sign_in in started {
        let (variable, label) = (&sign_in.expected.variable, sign_in.label());
        let Some(ours) = &sign_in.expected.client_id else {
            problems.push(
                Violation::unknown(variable, text!(live::CLIENT_ID_UNKNOWN, label = label))
                    .reason(live::DEVELOPMENT_SETTINGS)
                    .help(live::USE_PRODUCTION_SETTINGS),
            );
            continue;
        };
        let theirs = sign_in.parameter("client_id");
        if theirs.as_deref() == Some(ours) {
            continue;
        }
        let shown: String = theirs.map_or_else(|| "none".to_owned(), |id| foreign_within(&id, 100));
        let diagnostic = diagnostic!(live::CLIENT_ID, label = label, variable = variable);
        let problem = Violation::of(variable, diagnostic)
            .at(sign_in.expected.location.clone())
            .observed(format!("the site's client ID: {shown}"));
        problems.push(with_push_command(snapshot, problem));
    }
    Ok(problems)
}

/// `A, B and C`.
pub fn listed(labels: &[&str]) -> String {
    match labels.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

pub fn state(context: &CheckContext<'_>) -> CheckResult {
    let (snapshot, started) = started(context)?;
    let mut states: Vec<String> = Vec::new();
    let mut problems = Vec::new();
    for sign_in in &started {
        let detail = match sign_in.parameter("state") {
            None => live::STATE_MISSING,
            Some(state) if states.contains(&state) => live::STATE_REUSED,
            Some(state) => {
                states.push(state);
                continue;
            }
        };
        let diagnostic = diagnostic!(live::STATE, label = sign_in.label());
        problems.push(sign_in.problem(snapshot, diagnostic).observed(detail));
    }
    Ok(problems)
}

pub fn scopes(context: &CheckContext<'_>) -> CheckResult {
    let (snapshot, started) = started(context)?;
    let problems = started.iter().filter_map(|sign_in| {
        let provider = &sign_in.expected.provider;
        let requested = sign_in.parameter("scope").unwrap_or_default();
        // RFC 6749 has spaces between scopes; Facebook and GitHub take commas too.
        let requested: Vec<&str> = requested.split([' ', ',']).collect();
        let missing: Vec<&str> = provider
            .needed_scopes()
            .filter(|scope| !provider.covers(&requested, scope))
            .collect();
        (!missing.is_empty()).then(|| {
            let diagnostic = diagnostic!(
                live::SCOPES,
                scopes = missing.join(", "),
                label = provider.label
            );
            sign_in.problem(snapshot, diagnostic)
        })
    });
    Ok(problems.collect())
}
