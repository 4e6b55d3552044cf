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
use crate::diagnostics::catalog::live;
use crate::diagnostics::redaction::{foreign_within, sanitize};
use crate::diagnostics::{Help, SkipReason};
use crate::live_site::{SignInStart, StartOutcome};
use crate::local_address::is_local;
use crate::text;

/// A sign-in that leads to its provider.
struct Started<'run> {
    expected: &'run ExpectedSignIn,
    start: &'run SignInStart,
    url: &'run Url,
}

impl Started<'_> {
    /// A parameter of the URL (RFC 6749 section 4.1.1); None if it is missing or empty.
    fn parameter(&self, name: &str) -> Option<String> {
        let (_, value) = self.url.query_pairs().find(|(found, _)| found == name)?;
        Some(value.into_owned()).filter(|value| !value.is_empty())
    }

    fn label(&self) -> &str {
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
fn started<'run>(
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
            // One reason for all is reported once.
            StartOutcome::Unknown(reason) => {
                match unknowns.iter_mut().find(|(other, _)| other == reason) {
                    Some((_, labels)) => labels.push(&expected.provider.label),
                    None => unknowns.push((reason.clone(), vec![&expected.provider.label])),
                }
            }
        }
    }
    problems.extend(unknowns.into_iter().map(|(reason, labels)| {
        let title = text!(
            live::LOGIN_START_UNKNOWN,
            labels = listed(&labels),
            reason = reason
        );
        unknown(snapshot, title).help(live::OPEN_IN_BROWSER)
    }));
    Ok(problems)
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

pub fn redirect_uri_http(context: &CheckContext<'_>) -> CheckResult {
    let (snapshot, started) = started(context)?;
    let wrong: Vec<(&Started<'_>, String)> = started
        .iter()
        .filter_map(|sign_in| Some((sign_in, sign_in.parameter("redirect_uri")?)))
        .filter(|(sign_in, sent)| is_http_of(sent, &sign_in.start.redirect_uri))
        .collect();
    let Some((first, sent)) = wrong.first() else {
        return Ok(Vec::new());
    };
    let labels: Vec<&str> = wrong.iter().map(|(sign_in, _)| sign_in.label()).collect();
    let address = base(&first.start.redirect_uri, sent).unwrap_or_default();
    let diagnostic = diagnostic!(
        live::REDIRECT_URI_HTTP,
        labels = listed(&labels),
        address = address
    );
    let problem = wrong
        .iter()
        .fold(Violation::of(SITE, diagnostic), |problem, (sign_in, _)| {
            problem.and_with(&sign_in.expected.variable)
        });
    let problem = problem
        .at(snapshot.location.clone())
        .observed(format!("it sends {}", sanitize(sent)));
    // The Space's own nginx overwrites X-Forwarded-Proto.
    Ok(vec![if snapshot.on_space {
        problem.help(text!(live::SET_API_BASE_URL_ON_SPACE, address = address))
    } else {
        problem
    }])
}

/// Whether a redirect URI is the wanted one but for its encryption.
fn is_http_of(sent: &str, wanted: &str) -> bool {
    sent.strip_prefix("http://")
        .is_some_and(|rest| wanted.strip_prefix("https://") == Some(rest))
}

/// `A, B and C`.
fn listed(labels: &[&str]) -> String {
    match labels.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

/// The API_BASE_URL with which the app sends `wanted`: what is before the path that it adds. None if no value does.
fn base<'wanted>(wanted: &'wanted str, sent: &str) -> Option<&'wanted str> {
    let url = Url::parse(sent).ok().filter(Url::has_host);
    let sent = url.as_ref().map_or(sent, Url::path);
    let path = ["/api/auth/callback/", "/auth/callback/"]
        .into_iter()
        .find_map(|path| sent.find(path).map(|at| &sent[at..]))?;
    wanted.strip_suffix(path)
}

/// Whether an address, such as `www.example.org/auth`, begins with a host instead of `https://`.
fn lacks_scheme(sent: &str) -> bool {
    !sent.is_empty() && !sent.contains("://")
}

pub fn redirect_uri(context: &CheckContext<'_>) -> CheckResult {
    let (snapshot, started) = started(context)?;
    let mut problems: Vec<Violation> = Vec::new();
    let mut groups: Vec<(String, Vec<&Started<'_>>)> = Vec::new();
    for sign_in in started.iter() {
        let sent = sign_in.parameter("redirect_uri").unwrap_or_default();
        if sent == sign_in.start.redirect_uri {
            continue;
        }
        // The same difference at several providers is one problem.
        let pattern = sent.replace(&sign_in.expected.provider.name, "{provider}");
        match groups.iter_mut().find(|(other, _)| *other == pattern) {
            Some((_, sign_ins)) => sign_ins.push(sign_in),
            None => groups.push((pattern, vec![sign_in])),
        }
    }
    for (_, sign_ins) in groups {
        let Some(first) = sign_ins.first() else {
            continue;
        };
        let labels: Vec<&str> = sign_ins.iter().map(|sign_in| sign_in.label()).collect();
        let sent = first.parameter("redirect_uri").unwrap_or_default();
        let diagnostic = diagnostic!(live::REDIRECT_URI, labels = listed(&labels));
        let problem = Violation::of(SITE, diagnostic);
        let problem = sign_ins
            .iter()
            .fold(problem, |problem, sign_in| {
                problem.and_with(&sign_in.expected.variable)
            })
            .at(snapshot.location.clone());
        problems.push(explain(problem, &sent, &first.start.redirect_uri));
    }
    Ok(problems)
}

fn explain(problem: Violation, sent: &str, wanted: &str) -> Violation {
    let shown = if sent.is_empty() {
        "none".to_owned()
    } else {
        sanitize(sent)
    };
    let problem = problem.observed(format!("it sends {shown} instead of {wanted}"));
    let own_machine = Url::parse(sent).is_ok_and(|url| is_local(&url));
    match base(wanted, sent) {
        Some(address) if own_machine => problem
            .reason(live::API_BASE_URL_MISSING)
            .with_help(&Help::NONE)
            .help(text!(live::SET_API_BASE_URL, address = address)),
        Some(address) if lacks_scheme(sent) => problem
            .reason(live::API_BASE_URL_WITHOUT_SCHEME)
            .with_help(&Help::NONE)
            .help(text!(live::SET_API_BASE_URL, address = address)),
        Some(address) => problem
            .reason(live::API_BASE_URL_WRONG)
            .with_help(&Help::NONE)
            .help(text!(
                live::SET_API_BASE_URL_OR_FRONTEND_URL,
                address = address
            )),
        None if sent.is_empty() || lacks_scheme(sent) => problem,
        None => problem.reason(live::OTHER_CALLBACK_PATH),
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

#[cfg(test)]
mod tests {
    use super::{base, lacks_scheme};

    #[test]
    fn the_base_is_what_stands_before_the_path_that_the_app_adds() {
        let wanted = "https://www.example.org/api/auth/callback/github";
        for (sent, found) in [
            (
                "http://www.example.org/api/auth/callback/github",
                Some("https://www.example.org"),
            ),
            (
                "http://localhost:8000/auth/callback/github",
                Some("https://www.example.org/api"),
            ),
            (
                "https://x.hf.space/api/auth/callback/github",
                Some("https://www.example.org"),
            ),
            (
                "https://x.hf.space/v2/auth/callback/github",
                Some("https://www.example.org/api"),
            ),
            ("https://www.example.org/callback", None),
            ("https://www.example.org/api/auth/callback/google", None),
            ("", None),
        ] {
            assert_eq!(base(wanted, sent), found, "{sent}");
        }
    }

    #[test]
    fn the_value_of_api_base_url_is_what_comes_before_the_path() {
        const WANTED: &str = "https://www.example.org/api/auth/callback/github";
        for (sent, expected, without_scheme) in [
            (
                "http://localhost:8000/api/auth/callback/github",
                Some("https://www.example.org"),
                false,
            ),
            (
                "https://old.example.org/auth/callback/github",
                Some("https://www.example.org/api"),
                false,
            ),
            (
                "www.example.org/api/auth/callback/github",
                Some("https://www.example.org"),
                true,
            ),
            (
                "//www.example.org/api/auth/callback/github",
                Some("https://www.example.org"),
                true,
            ),
            (
                "www.example.org:443/auth/callback/github",
                Some("https://www.example.org/api"),
                true,
            ),
            (
                "/api/auth/callback/github",
                Some("https://www.example.org"),
                true,
            ),
            ("https://www.example.org/callback", None, false),
            ("", None, false),
        ] {
            assert_eq!(base(WANTED, sent), expected, "{sent}");
            assert_eq!(lacks_scheme(sent), without_scheme, "{sent}");
        }
    }
}
