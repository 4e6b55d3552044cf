//! A record of a sign-in for bug reports: every step with its time, request and response, without secrets.
//!
//! Shows the values of listed names only. Hides the body of endpoints that issue or describe tokens.

use std::cell::RefCell;
use std::path::Path;

use jiff::Timestamp;
use serde_json::Value;
use url::Url;

use super::disclosure;
use crate::atomic_file::{self, NewFile};
use crate::diagnostic;
use crate::diagnostics::catalog::login;
use crate::diagnostics::redaction::escape_for_terminal;
use crate::diagnostics::{Error, Result};
use crate::http::{Request, Response, header};
use crate::providers::Step;

/// Parameters and fields whose values are not personal or secret.
const SHOWN: [&str; 40] = [
    "active",
    "alg",
    "algorithms",
    "app_id",
    "aud",
    "authorization_endpoint",
    "azp",
    "client_id",
    "code_challenge_method",
    "documentation_url",
    "email_verified",
    "error",
    "error_code",
    "error_description",
    "error_reason",
    "error_subcode",
    "error_uri",
    "exp",
    "expires_in",
    "fields",
    "grant_type",
    "iat",
    "interval",
    "is_valid",
    "iss",
    "issuer",
    "jwks_uri",
    "kid",
    "kty",
    "message",
    "primary",
    "redirect_uri",
    "response_type",
    "scope",
    "scopes",
    "status",
    "token_endpoint",
    "token_type",
    "userinfo_endpoint",
    "verified",
];

const HIDDEN: &str = "[hidden]";

/// The record.
pub struct Transcript {
    started: Timestamp,
    text: RefCell<String>,
}

impl Transcript {
    /// Creates an empty record.
    pub fn new(started: Timestamp) -> Self {
        Self {
            started,
            text: RefCell::new(String::new()),
        }
    }

    /// Adds a line.
    pub fn note(&self, now: Timestamp, text: &str) {
        let seconds = now.duration_since(self.started).as_secs_f64();
        *self.text.borrow_mut() += &format!("{seconds:8.3} s  {}\n", escape_for_terminal(text));
    }

    /// Adds a request.
    pub fn request(&self, now: Timestamp, step: &str, request: &Request) {
        self.note(
            now,
            &format!("{step}: {} {}", request.method, address(&request.url)),
        );
        for (name, value) in pairs(request) {
            self.line(&format!("> {name}={}", shown(&name, &value)));
        }
        if let Some(kind) = request
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
        {
            self.line(&format!(
                "> Authorization: {} {HIDDEN}",
                kind.split(' ').next().unwrap_or_default()
            ));
        }
    }

    /// Adds the response of a step.
    pub fn answer(&self, now: Timestamp, step: Step, answer: &Response) {
        let took = answer.took.as_millis();
        if step.bears_tokens() {
            let outline = disclosure::outline(answer);
            return self.note(now, &format!("answer after {took} ms: {outline}"));
        }
        self.note(
            now,
            &format!(
                "answer after {took} ms: HTTP {}, {}, {} bytes",
                answer.status,
                disclosure::content_type(answer),
                answer.body.len()
            ),
        );
        if let Some(mut value) = answer.json() {
            hide(&mut value, "");
            self.line(&format!("< {value}"));
        }
    }

    /// The whole text.
    pub fn text(&self) -> String {
        self.text.borrow().clone()
    }

    fn line(&self, text: &str) {
        *self.text.borrow_mut() += &format!("            {}\n", escape_for_terminal(text));
    }
}

/// Writes a transcript atomically, readable by its owner only. Exit 3 if that fails.
pub fn save(path: &Path, text: &str) -> Result<()> {
    let failed = |cause: String| {
        let diagnostic = diagnostic!(login::TRANSCRIPT_UNWRITABLE, file = path.display());
        Error::settings(diagnostic.reason(cause))
    };
    if path.exists() && !path.is_file() {
        return Err(failed(login::NOT_A_FILE.to_owned()));
    }
    atomic_file::persist(path, text, NewFile::Private)
        .map_err(|error| failed(escape_for_terminal(&error.to_string())))
}

/// A URL without its query and fragment.
fn address(url: &str) -> String {
    let Ok(mut url) = Url::parse(url) else {
        return "(not a URL)".to_owned();
    };
    // Fails only for URLs that have no query or fragment.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_query(None);
    url.set_fragment(None);
    url.to_string()
}

/// The parameters of a request's query and form.
fn pairs(request: &Request) -> Vec<(String, String)> {
    let query = Url::parse(&request.url)
        .ok()
        .and_then(|url| url.query().map(str::to_owned))
        .unwrap_or_default();
    let mut pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let is_form = request
        .headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form"));
    if is_form {
        pairs.extend(url::form_urlencoded::parse(&request.body).into_owned());
    }
    pairs
}

fn shown<'value>(name: &str, value: &'value str) -> &'value str {
    if SHOWN.contains(&name) { value } else { HIDDEN }
}

/// Hides all values of a JSON response except those of listed names. Numbers and booleans in an error are shown, because they are codes.
fn hide(value: &mut Value, name: &str) {
    match value {
        Value::Object(fields) => {
            let inside_error = name == "error";
            for (key, field) in fields {
                let is_code = inside_error && field.is_number();
                if !is_code {
                    hide(field, key);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| hide(item, name)),
        Value::Null => {}
        Value::Bool(_) | Value::Number(_) | Value::String(_) if SHOWN.contains(&name) => {}
        Value::Bool(_) | Value::Number(_) | Value::String(_) => *value = HIDDEN.into(),
    }
}
