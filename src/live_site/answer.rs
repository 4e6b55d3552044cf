//! Telling the app's own answers from those of what stands before it.
//!
//! Owns that: the app speaks JSON; the front end answers every path that it does not know with its own page, and so does a host whose app sleeps.

use serde_json::Value;

use crate::diagnostics::redaction::sanitize;
use crate::http::{Answer, header};

/// Who spoke.
pub enum ResponseOrigin {
    /// The app, with the reason that it gives.
    App(String),
    /// A web page, whoever made it.
    Page,
    /// Something else.
    Other,
}

/// Who gave an answer that is no redirect.
pub fn voice(answer: &Answer) -> ResponseOrigin {
    match answer.json() {
        Some(value) if value.is_object() => ResponseOrigin::App(reason(&value)),
        _ if answer.is_html() => ResponseOrigin::Page,
        _ => ResponseOrigin::Other,
    }
}

/// What FastAPI gives as the reason of a refusal; empty where there is none.
fn reason(value: &Value) -> String {
    let text = value
        .get("detail")
        .and_then(Value::as_str)
        .unwrap_or_default();
    sanitize(text)
}

/// Whether the path leads past the app: nothing there, or the front end's own page.
pub fn is_elsewhere(answer: &Answer) -> bool {
    let status = answer.status.as_u16();
    (status == 200 && answer.is_html())
        || (status == 404
            && !matches!(voice(answer), ResponseOrigin::App(reason) if reason != "Not Found"))
}

/// An answer that says nothing about the app, in words that follow "it".
pub fn in_words(answer: &Answer) -> String {
    let status = answer.status.as_u16();
    match (status, voice(answer)) {
        (429, _) => "asks to slow down (HTTP 429)".to_owned(),
        (502..=504, ResponseOrigin::Page | ResponseOrigin::Other) => {
            format!("answers HTTP {status}: the app is asleep, starting or stopped")
        }
        (_, ResponseOrigin::Page) => {
            format!(
                "answers with a web page (HTTP {status}): the app is asleep, or the path leads to the front end"
            )
        }
        (_, _) if answer.header(header::LOCATION).is_some() => {
            format!("answers with a redirect to its own pages (HTTP {status})")
        }
        _ => format!("answers HTTP {status}"),
    }
}
