//! What the site asks of the providers when somebody begins to sign in.
//!
//! Owns what must be so in the address that it sends the browser to. What the providers then say belongs to `online`.

use url::Url;

use super::{Expected, SITE, SiteSnapshot, inside, undetermined};
use crate::checks::check::{CheckResult, SkipReason, Violation};
use crate::checks::context::CheckContext;
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::Help;
use crate::diagnostics::catalog::live;
use crate::diagnostics::redaction::{foreign_within, sanitize};
use crate::live_site::{Start, Started};
use crate::text;

/// A login that leads to its provider.
struct Begun<'run> {
    expected: &'run Expected,
    start: &'run Start,
    address: &'run Url,
}

impl Begun<'_> {
    /// A parameter of the address (RFC 6749 section 4.1.1); None where it is missing or empty.
    fn parameter(&self, name: &str) -> Option<String> {
        let (_, value) = self
            .address
            .query_pairs()
            .find(|(found, _)| found == name)?;
        Some(value.into_owned()).filter(|value| !value.is_empty())
    }

    fn label(&self) -> &str {
        &self.expected.provider.label
    }

    /// A problem with this sign-in alone.
    fn problem(&self, visit: &SiteSnapshot, diagnostic: Diagnostic) -> Violation {
        Violation::of(&self.expected.variable, diagnostic)
            .and_with(SITE)
            .at(visit.place.clone())
    }
}

/// A login: what it should be, what was asked, what came of it.
type Login<'run> = (&'run Expected, &'run Start, &'run Started);

/// Every login.
fn logins<'run>(
    context: &'run CheckContext<'_>,
) -> Result<(&'run SiteSnapshot, Vec<Login<'run>>), SkipReason> {
    let (visit, inside) = inside(context)?;
    let logins: Vec<_> = visit
        .expected
        .iter()
        .zip(&inside.logins)
        .map(|(expected, (start, started))| (expected, start, started))
        .collect();
    if logins.is_empty() {
        Err(SkipReason::NotApplicable)
    } else {
        Ok((visit, logins))
    }
}

/// The logins that lead to their providers.
fn begun<'run>(
    context: &'run CheckContext<'_>,
) -> Result<(&'run SiteSnapshot, Vec<Begun<'run>>), SkipReason> {
    let (visit, logins) = logins(context)?;
    let begun: Vec<_> = logins
        .into_iter()
        .filter_map(|(expected, start, started)| match started {
            Started::Redirected(address) if leads_to(address, expected) => Some(Begun {
                expected,
                start,
                address,
            }),
            _ => None,
        })
        .collect();
    if begun.is_empty() {
        Err(SkipReason::NotApplicable)
    } else {
        Ok((visit, begun))
    }
}

/// Whether an address is at the provider: the same host; the version in Facebook's path, and Google's two paths, are the app's own affair.
fn leads_to(address: &Url, expected: &Expected) -> bool {
    let endpoint = expected
        .provider
        .endpoints
        .authorization
        .as_deref()
        .and_then(|endpoint| Url::parse(endpoint).ok());
    // One that is still to be read from the provider's discovery document is not compared.
    endpoint.is_none_or(|endpoint| endpoint.origin() == address.origin())
}

pub fn start(context: &CheckContext<'_>) -> CheckResult {
    let (visit, logins) = logins(context)?;
    let mut problems = Vec::new();
    let mut unknown: Vec<(String, Vec<&str>)> = Vec::new();
    for (expected, start, started) in logins {
        match started {
            Started::Redirected(address) if leads_to(address, expected) => {}
            Started::Redirected(address) => problems.push(elsewhere(visit, expected, address)),
            Started::Refused(status, reason) => {
                problems.push(refused(visit, expected, start, *status, reason.as_deref()))
            }
            // One reason for all is said once.
            Started::Untold(reason) => {
                match unknown.iter_mut().find(|(other, _)| other == reason) {
                    Some((_, labels)) => labels.push(&expected.provider.label),
                    None => unknown.push((reason.clone(), vec![&expected.provider.label])),
                }
            }
        }
    }
    problems.extend(unknown.into_iter().map(|(reason, labels)| {
        let title = text!(
            live::LOGIN_START_UNKNOWN,
            labels = listed(&labels),
            reason = reason
        );
        undetermined(visit, title).help(live::OPEN_IN_BROWSER)
    }));
    Ok(problems)
}

fn elsewhere(visit: &SiteSnapshot, expected: &Expected, address: &Url) -> Violation {
    let label = &expected.provider.label;
    let host = sanitize(address.host_str().unwrap_or_default());
    let diagnostic = diagnostic!(live::LOGIN_START, label = label);
    Violation::of(&expected.variable, diagnostic)
        .reason(text!(live::LOGIN_ELSEWHERE, host = host, label = label))
        .help(text!(live::CHECK_ROUTE, site = visit.live.site))
        .at(visit.place.clone())
}

/// What the app's refusals mean. Its releases of summer 2026 say 503 with the name of the variable, or that the login's row could not be kept;
/// that of April says 500.
fn refused(
    visit: &SiteSnapshot,
    expected: &Expected,
    start: &Start,
    status: u16,
    reason: Option<&str>,
) -> Violation {
    let label = &expected.provider.label;
    let words = reason.unwrap_or_default();
    let diagnostic = diagnostic!(live::LOGIN_START, label = label);
    let problem = Violation::of(&expected.variable, diagnostic).at(visit.place.clone());
    let problem = match status {
        _ if words.to_lowercase().contains("missing ") => problem
            .reason(text!(live::LOGIN_NOT_CONFIGURED, label = label))
            .with_help(&live::PUSH_CREDENTIALS),
        500 => problem
            .reason(live::LOGIN_DATABASE)
            .with_help(&live::CHECK_DATABASE),
        503 if words.contains("login session") => problem
            .reason(live::LOGIN_DATABASE)
            .with_help(&live::CHECK_DATABASE),
        404 => {
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

pub fn client_id(context: &CheckContext<'_>) -> CheckResult {
    let (_, begun) = begun(context)?;
    let mut problems = Vec::new();
    for login in begun {
        let (variable, label) = (&login.expected.variable, login.label());
        let Some(ours) = &login.expected.client_id else {
            problems.push(
                Violation::undetermined(variable, text!(live::CLIENT_ID_UNKNOWN, label = label))
                    .reason(live::DEVELOPMENT_SETTINGS)
                    .help(live::USE_PRODUCTION_SETTINGS),
            );
            continue;
        };
        let theirs = login.parameter("client_id");
        if theirs.as_deref() == Some(ours) {
            continue;
        }
        let shown: String = theirs.map_or_else(|| "none".to_owned(), |id| foreign_within(&id, 100));
        let diagnostic = diagnostic!(live::CLIENT_ID, label = label, variable = variable);
        problems.push(
            Violation::of(variable, diagnostic)
                .at(login.expected.place.clone())
                .observed(format!("the site's client ID: {shown}")),
        );
    }
    Ok(problems)
}

pub fn redirect_uri_http(context: &CheckContext<'_>) -> CheckResult {
    let (visit, begun) = begun(context)?;
    let wrong: Vec<(&Begun<'_>, String)> = begun
        .iter()
        .filter_map(|login| Some((login, login.parameter("redirect_uri")?)))
        .filter(|(login, sent)| is_http_of(sent, &login.start.redirect_uri))
        .collect();
    let Some((first, sent)) = wrong.first() else {
        return Ok(Vec::new());
    };
    let labels: Vec<&str> = wrong.iter().map(|(login, _)| login.label()).collect();
    let address = base(&first.start.redirect_uri, sent).unwrap_or_default();
    let diagnostic = diagnostic!(
        live::REDIRECT_URI_HTTP,
        labels = listed(&labels),
        address = address
    );
    let problem = wrong
        .iter()
        .fold(Violation::of(SITE, diagnostic), |problem, (login, _)| {
            problem.and_with(&login.expected.variable)
        });
    Ok(vec![
        problem
            .at(visit.place.clone())
            .observed(format!("it sends {}", sanitize(sent))),
    ])
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

/// What API_BASE_URL must be for the app to send `wanted`: what stands before the path that it adds. None where it cannot send that.
fn base<'wanted>(wanted: &'wanted str, sent: &str) -> Option<&'wanted str> {
    let sent = Url::parse(sent).ok()?;
    let path = ["/api/auth/callback/", "/auth/callback/"]
        .into_iter()
        .find_map(|path| sent.path().find(path).map(|at| &sent.path()[at..]))?;
    wanted.strip_suffix(path)
}

pub fn redirect_uri(context: &CheckContext<'_>) -> CheckResult {
    let (visit, begun) = begun(context)?;
    let mut problems: Vec<Violation> = Vec::new();
    let mut groups: Vec<(String, Vec<&Begun<'_>>)> = Vec::new();
    for login in begun.iter() {
        let sent = login.parameter("redirect_uri").unwrap_or_default();
        if sent == login.start.redirect_uri {
            continue;
        }
        // What is wrong in the same way with several providers is one problem.
        let way = sent.replace(&login.expected.provider.name, "{provider}");
        match groups.iter_mut().find(|(other, _)| *other == way) {
            Some((_, logins)) => logins.push(login),
            None => groups.push((way, vec![login])),
        }
    }
    for (_, logins) in groups {
        let Some(first) = logins.first() else {
            continue;
        };
        let labels: Vec<&str> = logins.iter().map(|login| login.label()).collect();
        let sent = first.parameter("redirect_uri").unwrap_or_default();
        let diagnostic = diagnostic!(live::REDIRECT_URI, labels = listed(&labels));
        let problem = Violation::of(SITE, diagnostic);
        let problem = logins
            .iter()
            .fold(problem, |problem, login| {
                problem.and_with(&login.expected.variable)
            })
            .at(visit.place.clone());
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
    let own_machine = Url::parse(sent).is_ok_and(|url| crate::checks::site::is_local(&url));
    match base(wanted, sent) {
        Some(address) if own_machine => problem
            .reason(live::API_BASE_URL_MISSING)
            .with_help(&Help::NONE)
            .help(text!(live::SET_API_BASE_URL, address = address)),
        Some(address) => problem
            .reason(live::API_BASE_URL_WRONG)
            .with_help(&Help::NONE)
            .help(text!(
                live::SET_API_BASE_URL_OR_FRONTEND_URL,
                address = address
            )),
        None => problem.reason(live::OTHER_CALLBACK_PATH),
    }
}

pub fn state(context: &CheckContext<'_>) -> CheckResult {
    let (visit, begun) = begun(context)?;
    let mut states: Vec<String> = Vec::new();
    let mut problems = Vec::new();
    for login in &begun {
        let detail = match login.parameter("state") {
            None => live::STATE_MISSING,
            Some(state) if states.contains(&state) => live::STATE_REUSED,
            Some(state) => {
                states.push(state);
                continue;
            }
        };
        let diagnostic = diagnostic!(live::STATE, label = login.label());
        problems.push(login.problem(visit, diagnostic).observed(detail));
    }
    Ok(problems)
}

pub fn scopes(context: &CheckContext<'_>) -> CheckResult {
    let (visit, begun) = begun(context)?;
    let problems = begun.iter().filter_map(|login| {
        let provider = &login.expected.provider;
        let asked = login.parameter("scope").unwrap_or_default();
        // RFC 6749 has spaces between scopes; Facebook and GitHub take commas too.
        let asked: Vec<&str> = asked.split([' ', ',']).collect();
        let missing: Vec<&str> = provider
            .needed_scopes()
            .filter(|scope| !provider.covers(&asked, scope))
            .collect();
        (!missing.is_empty()).then(|| {
            let diagnostic = diagnostic!(
                live::SCOPES,
                scopes = missing.join(", "),
                label = provider.label
            );
            login.problem(visit, diagnostic)
        })
    });
    Ok(problems.collect())
}

#[cfg(test)]
mod tests {
    use super::base;

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
}
