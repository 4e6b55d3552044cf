//! What the site asks of the providers when somebody begins to sign in.
//!
//! Owns what must be so in the address that it sends the browser to. What the providers then say belongs to `online`.

use url::Url;

use super::{Expected, SITE, Visit, inside, untold};
use crate::checks::check::{Judged, Problem, SkipReason};
use crate::checks::subject::Subject;
use crate::deployment::{Start, Started};
use crate::redact::{foreign, foreign_within};

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

    /// A problem with this login alone.
    fn problem(&self, visit: &Visit, title: String) -> Problem {
        Problem::with(&self.expected.variable, title)
            .and_with(SITE)
            .at(visit.place.clone())
    }
}

/// A login: what it should be, what was asked, what came of it.
type Login<'run> = (&'run Expected, &'run Start, &'run Started);

/// Every login.
fn logins<'run>(subject: &'run Subject<'_>) -> Result<(&'run Visit, Vec<Login<'run>>), SkipReason> {
    let (visit, inside) = inside(subject)?;
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
fn begun<'run>(subject: &'run Subject<'_>) -> Result<(&'run Visit, Vec<Begun<'run>>), SkipReason> {
    let (visit, logins) = logins(subject)?;
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

pub fn start(subject: &Subject<'_>) -> Judged {
    let (visit, logins) = logins(subject)?;
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
        let title = format!(
            "whether the site sends people to {} could not be told: the site {reason}",
            listed(&labels)
        );
        untold(visit, title).fix(
            "open the site in a browser, wait until it is there, and run the same command again",
        )
    }));
    Ok(problems)
}

fn elsewhere(visit: &Visit, expected: &Expected, address: &Url) -> Problem {
    let label = &expected.provider.label;
    let host = foreign(address.host_str().unwrap_or_default());
    Problem::with(
        &expected.variable,
        format!("the site sends people to {host} to sign in with {label}"),
    )
    .cause(format!("that is not {label}"))
    .fix(format!(
        "see what stands before the app at {}, and update the app",
        visit.live.site
    ))
    .at(visit.place.clone())
}

/// What the app's refusals mean. Its releases of summer 2026 say 503 with the name of the variable, or that the login's row could not be kept;
/// that of April says 500.
fn refused(
    visit: &Visit,
    expected: &Expected,
    start: &Start,
    status: u16,
    reason: Option<&str>,
) -> Problem {
    let label = &expected.provider.label;
    let words = reason.unwrap_or_default();
    let problem = |title: String| Problem::with(&expected.variable, title).at(visit.place.clone());
    let problem = match status {
        _ if words.to_lowercase().contains("missing ") => {
            let problem = problem(format!("sign-in with {label} is not configured on the site"));
            let problem = problem.cause("the app has no client id or no client secret of it where it runs");
            problem.fix("set both where the app runs").command("navauth push-secrets")
        }
        503 if words.contains("login session") => database(problem(format!("the site cannot begin a login with {label}"))),
        500 => database(problem(format!("the site fails when a login with {label} begins (HTTP 500)"))),
        404 => problem(format!("the site has no start of a login with {label} (HTTP 404)"))
            .cause(format!(
                "the app is not behind {}, or is older than this provider",
                start.redirect_uri.split("/callback/").next().unwrap_or_default()
            ))
            .fix("see which release runs; where its paths are others, set [callback] production in navauth.toml"),
        _ => problem(format!("the site refuses to begin a login with {label} (HTTP {status})")).fix("read the app's log"),
    };
    if words.is_empty() {
        problem
    } else {
        problem.detail(format!("the site says: {words}"))
    }
}

fn database(problem: Problem) -> Problem {
    problem
        .cause("the app keeps a row for each login first: most often it does not reach its database, or its tables are missing")
        .fix("look at the database with the settings of production, then read the app's log")
        .command("navauth init-db --check --env-file .env.production")
}

pub fn client_id(subject: &Subject<'_>) -> Judged {
    let (_, begun) = begun(subject)?;
    let mut problems = Vec::new();
    for login in begun {
        let (variable, label) = (&login.expected.variable, login.label());
        let Some(ours) = &login.expected.client_id else {
            let title =
                format!("whether the site uses the right client id of {label} could not be told");
            problems.push(
                Problem::untold(variable, title)
                    .cause("the settings here are those of development")
                    .fix("keep those of production in .env.production, or name their file with --env-file"),
            );
            continue;
        };
        let theirs = login.parameter("client_id");
        if theirs.as_deref() == Some(ours) {
            continue;
        }
        let problem = Problem::with(
            variable,
            format!("the site uses another client id of {label} than {variable} here"),
        );
        let problem = problem
            .at(login.expected.place.clone())
            .cause("one of the two is of another OAuth app, or was changed on one side only");
        let problem = problem.fix("set the one that stands here where the app runs; or, where that is wrong, correct it here");
        let shown: String = theirs.map_or_else(|| "none".to_owned(), |id| foreign_within(&id, 100));
        problems.push(
            problem
                .command("navauth push-secrets")
                .detail(format!("the site's client id: {shown}")),
        );
    }
    Ok(problems)
}

pub fn redirect_uri_http(subject: &Subject<'_>) -> Judged {
    let (visit, begun) = begun(subject)?;
    let wrong: Vec<(&Begun<'_>, String)> = begun
        .iter()
        .filter_map(|login| Some((login, login.parameter("redirect_uri")?)))
        .filter(|(login, sent)| is_http_of(sent, &login.start.redirect_uri))
        .collect();
    let Some((first, sent)) = wrong.first() else {
        return Ok(Vec::new());
    };
    let labels: Vec<&str> = wrong.iter().map(|(login, _)| login.label()).collect();
    let problem = Problem::with(
        SITE,
        format!(
            "the site sends {} a redirect URI with http instead of https",
            listed(&labels)
        ),
    );
    let problem = wrong.iter().fold(problem, |problem, (login, _)| {
        problem.and_with(&login.expected.variable)
    });
    let address = base(&first.start.redirect_uri, sent).unwrap_or_default();
    Ok(vec![
        problem
            .at(visit.place.clone())
            .detail(format!("it sends {}", foreign(sent)))
            .cause("the proxy before the app speaks http with it and does not say that the visitor came by https; the provider then answers redirect_uri_mismatch")
            .fix(format!(
                "set API_BASE_URL={address} where the app runs. Or have the proxy say it (nginx: proxy_set_header X-Forwarded-Proto https;), and \
                 start uvicorn with --proxy-headers --forwarded-allow-ips='*'"
            )),
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

pub fn redirect_uri(subject: &Subject<'_>) -> Judged {
    let (visit, begun) = begun(subject)?;
    let mut problems: Vec<Problem> = Vec::new();
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
        let problem = Problem::with(
            SITE,
            format!(
                "the site sends {} another redirect URI than the registered one",
                listed(&labels)
            ),
        );
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

fn explain(problem: Problem, sent: &str, wanted: &str) -> Problem {
    let shown = if sent.is_empty() {
        "none".to_owned()
    } else {
        foreign(sent)
    };
    let problem = problem.detail(format!("it sends {shown}; right is {wanted}"));
    let own_machine = Url::parse(sent).is_ok_and(|url| crate::checks::site::is_local(&url));
    match base(wanted, sent) {
        Some(base) if own_machine => problem
            .cause("API_BASE_URL is not set where the app runs, so it takes its own machine for the address of the site")
            .fix(format!("set API_BASE_URL={base} where the app runs")),
        Some(base) => problem
            .cause("API_BASE_URL names another address where the app runs, or the proxy before the app passes on another host")
            .fix(format!("set API_BASE_URL={base} where the app runs; where the site's address has changed, correct FRONTEND_URL here")),
        None => problem
            .cause("the app takes the answer under another path")
            .fix("where the app is right, set [callback] production in navauth.toml so, and register it with the providers")
            .command("navauth redirect-uris"),
    }
}

pub fn state(subject: &Subject<'_>) -> Judged {
    let (visit, begun) = begun(subject)?;
    let mut states: Vec<String> = Vec::new();
    let mut problems = Vec::new();
    for login in &begun {
        let title = match login.parameter("state") {
            None => format!(
                "the site begins a login with {} without a state",
                login.label()
            ),
            Some(state) if states.contains(&state) => {
                format!(
                    "the site begins a login with {} with the state of another login",
                    login.label()
                )
            }
            Some(state) => {
                states.push(state);
                continue;
            }
        };
        let problem = login
            .problem(visit, title)
            .cause("without one of its own, somebody can be led into another person's account (RFC 6749 section 10.12)");
        problems.push(problem.fix("update the app: its releases send one"));
    }
    Ok(problems)
}

pub fn scopes(subject: &Subject<'_>) -> Judged {
    let (visit, begun) = begun(subject)?;
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
            let title = format!(
                "the site does not ask {} for {}",
                provider.label,
                missing.join(", ")
            );
            let problem = login
                .problem(visit, title)
                .cause("without it the app does not learn who signs in, or their e-mail address");
            problem.fix("update the app: its releases ask for it")
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
