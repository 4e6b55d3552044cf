//! A request to a fake provider.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use super::behavior::Step;

/// A received request.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The provider's name: the first path segment.
    pub provider: String,
    /// The rest of the path, starting with a slash.
    pub path: String,
    /// The endpoint at this path, if there is one.
    pub step: Option<Step>,
    /// The parameters of the query.
    pub query: BTreeMap<String, String>,
    /// The parameters of the body: a form or a flat JSON object.
    pub body: BTreeMap<String, String>,
    /// The headers, with lower-case names.
    pub headers: BTreeMap<String, String>,
}

impl Request {
    /// Parses a request.
    pub fn new(parts: &hyper::http::request::Parts, body: &[u8]) -> Self {
        let path = parts.uri.path().trim_start_matches('/');
        let (provider, rest) = path.split_once('/').unwrap_or((path, ""));
        let text = |value: &hyper::header::HeaderValue| {
            String::from_utf8_lossy(value.as_bytes()).into_owned()
        };
        let headers: BTreeMap<String, String> = parts
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), text(value)))
            .collect();
        let kind = headers.get("content-type").map_or("", String::as_str);
        let body = if kind.starts_with("application/x-www-form-urlencoded") {
            pairs(body)
        } else if kind.starts_with("application/json") {
            flat_json(body)
        } else {
            BTreeMap::new()
        };
        let query = pairs(parts.uri.query().unwrap_or_default().as_bytes());
        let (method, provider) = (parts.method.to_string(), provider.to_owned());
        Self {
            method,
            provider,
            path: format!("/{rest}"),
            step: None,
            query,
            body,
            headers,
        }
    }

    /// A parameter of the query, else of the body.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.query
            .get(name)
            .or_else(|| self.body.get(name))
            .map(String::as_str)
    }

    /// A header, by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// The name and password of HTTP Basic, form-decoded (RFC 6749 section 2.3.1).
    pub fn basic(&self) -> Option<(String, String)> {
        let bytes = STANDARD
            .decode(self.header("authorization")?.strip_prefix("Basic ")?)
            .ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let (name, password) = text.split_once(':')?;
        let plain = |text: &str| {
            percent_decode_str(&text.replace('+', " "))
                .decode_utf8_lossy()
                .into_owned()
        };
        Some((plain(name), plain(password)))
    }

    /// The token of a Bearer header (RFC 6750 section 2.1).
    pub fn bearer(&self) -> Option<&str> {
        let (scheme, token) = self.header("authorization")?.split_once(' ')?;
        matches!(scheme, "Bearer" | "bearer" | "token").then_some(token)
    }

    /// Whether the client accepts JSON.
    pub fn accepts_json(&self) -> bool {
        self.header("accept")
            .is_some_and(|accept| accept.contains("json"))
    }
}

fn pairs(text: &[u8]) -> BTreeMap<String, String> {
    url::form_urlencoded::parse(text).into_owned().collect()
}

fn flat_json(text: &[u8]) -> BTreeMap<String, String> {
    let fields: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(text).unwrap_or_default();
    fields
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.as_str()?.to_owned())))
        .collect()
}
