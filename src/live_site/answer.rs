//! Tells the app's answers from those of whatever is in front of it.
//!
//! The app answers in JSON. The front end answers unknown paths with its own page, and so does a host whose app sleeps.

use serde_json::Value;
use url::Url;

use crate::diagnostics::redaction::sanitize;
use crate::http::{Request, Response, header};

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

/// The app's reason: `detail` until April 2026, then `message`, with the kind of error in `error`.
fn reason(value: &Value) -> String {
    ["detail", "message", "error"]
        .iter()
        .find_map(|key| value.get(key)?.as_str().filter(|text| !text.is_empty()))
        .map(sanitize)
        .unwrap_or_default()
}

/// Whether the path does not lead to a page of the app: not found, or the front end's page.
pub fn is_missing(answer: &Response) -> bool {
    let status = answer.status.as_u16();
    status == 404 || (status == 200 && matches!(origin(answer), ResponseOrigin::WebPage))
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

/// Describes an answer that says nothing about the app; follows the site's name.
pub fn describe(asked: &str, answer: &Response) -> String {
    let status = answer.status.as_u16();
    if let Some(target) = redirect_target(asked, answer) {
        let target = sanitize(&target.origin().ascii_serialization());
        return format!("redirects to {target} (HTTP {status})");
    }
    match (status, origin(answer)) {
        (407, _) => "answers HTTP 407: a proxy requires a user name and password".to_owned(),
        (429, _) => "answers HTTP 429 (too many requests)".to_owned(),
        (511, _) => "answers HTTP 511: the network requires you to sign in first".to_owned(),
        (502..=504, ResponseOrigin::WebPage | ResponseOrigin::Other) => {
            format!("answers HTTP {status}: the server in front of the app cannot reach it")
        }
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
