//! Checks of the redirect URIs that the live site sends to the providers.

use url::Url;

use super::SITE;
use super::sign_ins::{Started, listed, started};
use crate::checks::context::CheckContext;
use crate::checks::violation::{CheckResult, Violation};
use crate::diagnostic;
use crate::diagnostics::Help;
use crate::diagnostics::catalog::live;
use crate::diagnostics::redaction::sanitize;
use crate::local_address::is_local;
use crate::text;

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
