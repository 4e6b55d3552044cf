//! Tells the app's answers from those of whatever is in front of it.
//!
//! The app answers in JSON. The front end answers unknown paths with its own page, and so does a host whose app sleeps.

use jiff::RoundMode;
use serde_json::Value;
use url::Url;

use crate::diagnostics::redaction::{foreign_within, sanitize};
use crate::http::{Request, Response, header};
use crate::words;

/// Who sent a response.
pub enum ResponseOrigin {
    /// The app, with its reason; empty if it gives none.
    App(String),
    /// A web page of any origin.
    WebPage,
    Other,
}

/// A GET for the app's JSON: with `Accept: text/html` the app answers errors with a web page.
pub fn request(url: &str) -> Request {
    Request::get(url).header(header::ACCEPT, "application/json")
}

/// The origin of a response that is not a redirect.
pub fn origin(answer: &Response) -> ResponseOrigin {
    match answer.json() {
        Some(value) if value.is_object() => ResponseOrigin::App(reason(&value)),
        _ if answer.is_html() => ResponseOrigin::WebPage,
        _ => ResponseOrigin::Other,
    }
}

/// The app's reason: `detail` until April 2026, then `message`, with the kind of error in `error`. FastAPI lists what is wrong with a request
/// in `detail`.
fn reason(value: &Value) -> String {
    let text = |value: &Value| match value {
        Value::Array(wrong) => wrong
            .first()
            .and_then(|first| first.get("msg")?.as_str().map(str::to_owned)),
        value => value.as_str().map(str::to_owned),
    };
    ["detail", "message", "error"]
        .iter()
        .find_map(|key| text(value.get(key)?).filter(|text| !text.is_empty()))
        .map(|text| sanitize(&text))
        .unwrap_or_default()
}

/// Whether the path does not lead to a page of the app: not found, or the front end's page.
pub fn is_missing(answer: &Response) -> bool {
    let status = answer.status.as_u16();
    matches!(status, 404 | 410)
        || (status == 200 && matches!(origin(answer), ResponseOrigin::WebPage))
}

/// Whether the app may answer otherwise in a moment: too many requests, or the server in front of it cannot reach it.
pub fn is_temporary(answer: &Response) -> bool {
    matches!(answer.status.as_u16(), 429 | 502..=504)
}

/// The target of a redirect.
pub fn redirect_target(asked: &str, answer: &Response) -> Option<Url> {
    let target = answer
        .header(header::LOCATION)
        .filter(|_| answer.status.is_redirection())?;
    Url::parse(asked).ok()?.join(target).ok()
}

/// As [`describe`], with what the page says. Not for the answer to a session token, which a page may repeat.
pub fn describe_page(asked: &str, answer: &Response) -> String {
    let description = describe(asked, answer);
    let is_redirect = redirect_target(asked, answer).is_some();
    if is_redirect || matches!(origin(answer), ResponseOrigin::App(_)) {
        return description;
    }
    let words = page_words(answer);
    let server = named(answer, "server").map(|server| foreign_within(server, LONGEST_SERVER));
    let server = server.filter(|server| !server.is_empty() && !answer.status.is_success());
    match (words.is_empty(), server) {
        (true, None) => description,
        (true, Some(server)) => format!("{description} (server: {server})"),
        (false, None) => format!("{description}; it says: {words}"),
        (false, Some(server)) => format!("{description} (server: {server}); it says: {words}"),
    }
}

const LONGEST_SERVER: usize = 40;

/// How much of a page's title, of its heading and of a text is shown.
const LONGEST_WORDS: usize = 120;

/// The title and the first heading of a web page, or the first line of a text.
fn page_words(answer: &Response) -> String {
    let body = String::from_utf8_lossy(&answer.body);
    let shown = |text: &str| foreign_within(text.trim(), LONGEST_WORDS);
    if !answer.is_html() {
        let is_text = answer
            .header(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.starts_with("text/plain"));
        let line = body.lines().find(|line| !line.trim().is_empty());
        return line.filter(|_| is_text).map(shown).unwrap_or_default();
    }
    let mut parts: Vec<String> = Vec::new();
    for text in ["title", "h1"].iter().filter_map(|tag| element(&body, tag)) {
        let text = shown(&text);
        if !text.is_empty() && !parts.contains(&text) {
            parts.push(text);
        }
    }
    parts.join(" – ")
}

/// The title and heading of the pages of services for parked domains, in lower case.
const PARKED_WORDS: [&str; 8] = [
    "domain is for sale",
    "domain may be for sale",
    "buy this domain",
    "domain is parked",
    "parked domain",
    "domain parking",
    "domain has expired",
    "parked free, courtesy of",
];

/// The hosts of their scripts and links.
const PARKED_HOSTS: [&str; 6] = [
    "sedoparking.com",
    "parkingcrew.net",
    "bodis.com",
    "hugedomains.com/domain_profile",
    "afternic.com/forsale",
    "wsimg.com/parking-lander",
];

/// What shows that a web page is that of a parked domain.
pub fn parked(answer: &Response) -> Option<String> {
    if !answer.is_html() {
        return None;
    }
    let words = page_words(answer);
    let lower = words.to_lowercase();
    if PARKED_WORDS.iter().any(|sign| lower.contains(sign)) {
        return Some(format!("it says: {words}"));
    }
    let body = String::from_utf8_lossy(&answer.body).to_lowercase();
    // A longer name that ends the same is another host.
    let is_named = |host: &&&str| {
        let mut found = body.match_indices(**host);
        found.any(|(at, _)| body[..at].ends_with(['/', '.']))
    };
    let host = PARKED_HOSTS.iter().find(is_named)?;
    Some(if words.is_empty() {
        format!("it refers to {host}")
    } else {
        format!("it refers to {host}; it says: {words}")
    })
}

/// The text of a page's first element of a kind, without the elements in it.
fn element(page: &str, tag: &str) -> Option<String> {
    let lower = page.to_ascii_lowercase();
    let start = [format!("<{tag}>"), format!("<{tag} ")]
        .iter()
        .filter_map(|open| lower.find(open))
        .min()?;
    let inside = start + page[start..].find('>')? + 1;
    let end = inside + lower[inside..].find(&format!("</{tag}"))?;
    let mut text = String::new();
    let mut is_inside_tag = false;
    for character in page[inside..end].chars() {
        match character {
            '<' => is_inside_tag = true,
            '>' => {
                is_inside_tag = false;
                text.push(' ');
            }
            _ if !is_inside_tag => text.push(character),
            _ => {}
        }
    }
    for (entity, meant) in [
        ("&middot;", "·"),
        ("&#39;", "'"),
        ("&quot;", "\""),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, meant);
    }
    Some(text)
}

fn named<'answer>(answer: &'answer Response, name: &'static str) -> Option<&'answer str> {
    answer.header(header::HeaderName::from_static(name))
}

/// Describes an answer that says nothing about the app; follows the site's name.
pub fn describe(asked: &str, answer: &Response) -> String {
    let status = answer.status.as_u16();
    if let Some(target) = redirect_target(asked, answer) {
        let target = sanitize(&target.origin().ascii_serialization());
        return format!("redirects to {target} (HTTP {status})");
    }
    match (status, origin(answer)) {
        (407, _) => "answers HTTP 407: a proxy requires a user name and password".to_owned(),
        (402, _) => "answers HTTP 402 (payment required)".to_owned(),
        (401, ResponseOrigin::WebPage | ResponseOrigin::Other)
            if named(answer, "www-authenticate")
                .is_some_and(|scheme| scheme.to_ascii_lowercase().starts_with("basic")) =>
        {
            "answers HTTP 401: the server in front of the app asks for a user name and password"
                .to_owned()
        }
        (_, ResponseOrigin::WebPage) if named(answer, "cf-mitigated") == Some("challenge") => {
            format!(
                "answers HTTP {status}: Cloudflare requires a browser check, which navauth cannot pass"
            )
        }
        (429, _) => "answers HTTP 429 (too many requests)".to_owned(),
        (511, _) => "answers HTTP 511: the network requires you to sign in first".to_owned(),
        (502 | 504, ResponseOrigin::WebPage | ResponseOrigin::Other) => {
            format!("answers HTTP {status}: the server in front of the app cannot reach it")
        }
        (503, ResponseOrigin::WebPage | ResponseOrigin::Other) => match answer.retry_after() {
            Some(wait) => format!(
                "answers HTTP 503 (unavailable; it says to wait {})",
                words::duration(wait, RoundMode::Ceil)
            ),
            None => "answers HTTP 503 (unavailable)".to_owned(),
        },
        (200, ResponseOrigin::WebPage) => {
            "answers with a web page instead of the app's JSON".to_owned()
        }
        (_, ResponseOrigin::WebPage) => format!("answers HTTP {status} with a web page"),
        (_, ResponseOrigin::App(reason)) if !reason.is_empty() => {
            format!("answers HTTP {status}: {reason}")
        }
        _ => format!("answers HTTP {status}"),
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

    use super::{element, parked};
    use crate::http::Response;

    #[test]
    fn a_page_with_similar_words_is_not_a_parked_domain() {
        for (page, is_parked) in [
            ("<title>Parked FREE, courtesy of GoDaddy</title>", true),
            ("<title>Cars are parked free on Sundays</title>", false),
            ("<a href=https://www.sedoparking.com/x>", true),
            ("<a href=https://notbodis.com/x>", false),
        ] {
            let html = (CONTENT_TYPE, HeaderValue::from_static("text/html"));
            let answer = Response::for_test(200, HeaderMap::from_iter([html]), page);
            assert_eq!(parked(&answer).is_some(), is_parked, "{page}");
        }
    }

    #[test]
    fn a_page_is_quoted_by_its_title_and_heading() {
        for (page, tag, text) in [
            (
                "<title>502 Bad Gateway</title>",
                "title",
                Some("502 Bad Gateway"),
            ),
            ("<H1 class=x>Down&amp;out</H1>", "h1", Some("Down&out")),
            (
                "<h1><b>Paused</b> by its owner</h1>",
                "h1",
                Some(" Paused  by its owner"),
            ),
            ("<h1>cut", "h1", None),
            ("<h1", "h1", None),
            ("<header>x</header>", "h1", None),
            ("<title>É</title>", "title", Some("É")),
        ] {
            assert_eq!(element(page, tag).as_deref(), text, "{page}");
        }
    }
}
