//! Errors of the network, the server or a gateway, which are detected before a service parses the response.

use std::time::Duration;

use jiff::{RoundMode, Timestamp};
use url::Url;

use super::header::{CONTENT_TYPE, HeaderName, LOCATION};
use super::{LONGEST_RETRY_AFTER, Response, StatusCode, is_loopback, named_server};
use crate::diagnostics::catalog::{http, proxy};
use crate::diagnostics::redaction::sanitize;
use crate::diagnostics::{Code, Diagnostic, Error};
use crate::words;

/// A response that is not from the service itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The kind.
    pub kind: TroubleKind,
    /// How long to wait, if the response contains it.
    pub wait: Option<Duration>,
    status: StatusCode,
    host: String,
    /// Whether the server is on this computer, where no network can answer in its place.
    is_loopback: bool,
    variable: &'static str,
    proxy: String,
    /// The target of a redirect, without its query.
    target: String,
    /// The content type, if it is one of those that are shown.
    content: String,
}

/// The kinds of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TroubleKind {
    /// The proxy wants a user name and password (407).
    ProxyAuthentication,
    /// The network wants a sign-in first (511).
    NetworkSignIn,
    /// Too many requests.
    RateLimited,
    /// The server's own error (5xx).
    ServerError,
    /// A redirect to another form of the same address: https, www, or a slash.
    RedirectedWithinSite,
    /// A redirect to somewhere else.
    Redirected,
    /// A web page where JSON was expected.
    WebPage,
    /// Something else where JSON was expected.
    NotJson,
}

impl Response {
    /// Classifies by the status alone. Call it before anything else.
    pub fn trouble(&self) -> Option<Trouble> {
        let status = self.status.as_u16();
        let kind = match status {
            407 => TroubleKind::ProxyAuthentication,
            511 => TroubleKind::NetworkSignIn,
            429 => TroubleKind::RateLimited,
            403 if self.is_out_of_requests() => TroubleKind::RateLimited,
            500.. => TroubleKind::ServerError,
            _ => return None,
        };
        let wait = self
            .wait()
            .filter(|_| matches!(kind, TroubleKind::RateLimited | TroubleKind::ServerError));
        Some(self.of_kind(kind, wait))
    }

    /// Classifies a response that the service does not recognize: a redirect, a web page, or anything else that is not JSON.
    /// None for JSON. Call it after the service's own errors.
    pub fn not_json(&self) -> Option<Trouble> {
        let kind = if self.status.is_redirection() && self.headers.contains_key(LOCATION) {
            if self.leads_within_site() {
                TroubleKind::RedirectedWithinSite
            } else {
                TroubleKind::Redirected
            }
        } else if self.json().is_some() {
            return None;
        } else if self.is_html() && !self.status.is_redirection() {
            TroubleKind::WebPage
        } else {
            TroubleKind::NotJson
        };
        Some(self.of_kind(kind, None))
    }

    fn of_kind(&self, kind: TroubleKind, wait: Option<Duration>) -> Trouble {
        let proxy = self.proxy.as_ref();
        let target = self.redirect_target().map(|url| shown_target(&url));
        Trouble {
            kind,
            wait,
            status: self.status,
            host: self.host(),
            is_loopback: self.url.as_ref().is_some_and(is_loopback),
            variable: proxy.map_or("HTTPS_PROXY", |proxy| proxy.variable),
            proxy: proxy.map_or_else(String::new, |proxy| proxy.address.clone()),
            target: target.unwrap_or_default(),
            content: self.content(),
        }
    }

    /// Whether a rate limit is exceeded, for statuses other than 429: GitHub uses 403.
    fn is_out_of_requests(&self) -> bool {
        let named = |name: &'static str| self.header(HeaderName::from_static(name));
        named("x-ratelimit-remaining").map(str::trim) == Some("0") || named("retry-after").is_some()
    }

    /// How long to wait: `RateLimit` if nothing remains, else Retry-After, else `X-RateLimit-Reset` if nothing remains.
    fn wait(&self) -> Option<Duration> {
        let named = |name: &'static str| self.header(HeaderName::from_static(name));
        let window = named("ratelimit").and_then(rate_limit_window);
        let reset = || {
            let at: i64 = named("x-ratelimit-reset")?.trim().parse().ok()?;
            let at = Timestamp::from_second(at).ok()?;
            Duration::try_from(at.duration_since(self.date?)).ok()
        };
        let reset =
            || reset().filter(|_| named("x-ratelimit-remaining").map(str::trim) == Some("0"));
        window
            .or_else(|| self.retry_after())
            .or_else(reset)
            .map(|wait| wait.min(LONGEST_RETRY_AFTER))
    }

    fn redirect_target(&self) -> Option<Url> {
        let location = self.header(LOCATION)?;
        match &self.url {
            Some(url) => url.join(location).ok(),
            None => Url::parse(location).ok(),
        }
    }

    /// Whether a redirect leads to the same host with or without www, and to the same path with or without a trailing slash.
    fn leads_within_site(&self) -> bool {
        let Some((from, to)) = self.url.as_ref().zip(self.redirect_target()) else {
            return false;
        };
        let site = |url: &Url| {
            let host = url.host_str().unwrap_or_default().to_owned();
            host.strip_prefix("www.").map(str::to_owned).unwrap_or(host)
        };
        let path = |url: &Url| url.path().trim_end_matches('/').to_owned();
        // A redirect from https to http is not the same address.
        let is_downgrade = from.scheme() == "https" && to.scheme() == "http";
        let is_same_port = from.port_or_known_default() == to.port_or_known_default()
            || (from.scheme(), to.scheme()) == ("http", "https");
        site(from) == site(&to) && path(from) == path(&to) && is_same_port && !is_downgrade
    }

    fn content(&self) -> String {
        let Some(written) = self.header(CONTENT_TYPE) else {
            return "no content type".to_owned();
        };
        let kind = written
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        if self.body.is_empty() {
            "an empty body".to_owned()
        } else if kind == "application/json" && self.body.starts_with("\u{feff}".as_bytes()) {
            "JSON after a byte order mark".to_owned()
        } else if kind == "application/json" {
            "invalid JSON".to_owned()
        } else if SHOWN_TYPES.contains(&kind.as_str()) {
            kind
        } else {
            "another content type".to_owned()
        }
    }
}

/// The content types that are shown. Others could contain a token.
const SHOWN_TYPES: [&str; 6] = [
    "text/plain",
    "text/xml",
    "application/xml",
    "application/octet-stream",
    "application/x-www-form-urlencoded",
    "application/jwt",
];

/// The longest path segment that is shown: a longer one may be a token.
const LONGEST_SEGMENT: usize = 20;

/// A URL without what may be secret: the user, the query, and long path segments.
fn shown_target(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url
        .port()
        .map_or_else(String::new, |port| format!(":{port}"));
    let path: Vec<&str> = url
        .path()
        .split('/')
        .map(|segment| {
            if segment.len() > LONGEST_SEGMENT {
                "…"
            } else {
                segment
            }
        })
        .collect();
    sanitize(&format!(
        "{}://{host}{port}{}",
        url.scheme(),
        path.join("/")
    ))
}

/// The seconds of `RateLimit: "api";r=0;t=42` (draft-ietf-httpapi-ratelimit-headers), and one more; None where requests remain.
fn rate_limit_window(header: &str) -> Option<Duration> {
    let parameter = |name: &str| -> Option<u64> {
        header
            .split(';')
            .find_map(|part| part.trim().strip_prefix(name)?.parse().ok())
    };
    let seconds = parameter("t=").filter(|_| parameter("r=") == Some(0))?;
    Some(Duration::from_secs(seconds.saturating_add(1)))
}

impl Trouble {
    /// Converts it to an error of the command. `purpose` is what was requested.
    pub fn error(&self, purpose: &str) -> Error {
        Error::unreachable(self.diagnostic(purpose))
    }

    /// Converts it to a diagnostic.
    pub fn diagnostic(&self, purpose: &str) -> Diagnostic {
        let server = named_server(purpose, &self.host);
        let wait = self.wait.map(|wait| words::duration(wait, RoundMode::Ceil));
        let wait = wait.as_deref().unwrap_or("a few minutes");
        let diagnostic = self.code().diagnostic(&[
            ("server", &server),
            ("status", &self.status.as_u16()),
            ("wait", &wait),
            ("target", &self.target),
            ("content", &self.content),
            ("variable", &self.variable),
            ("proxy", &self.proxy),
        ]);
        let diagnostic = match (self.kind, self.status.is_client_error()) {
            (TroubleKind::WebPage, _) if self.is_loopback => diagnostic.help(http::CHECK_PROGRAM),
            (TroubleKind::WebPage, true) => diagnostic.help(http::REFUSED_BY_A_PAGE),
            _ => diagnostic,
        };
        diagnostic.observed(format!("HTTP {}", self.status.as_u16()))
    }

    /// One clause with the server's name, for a result that is unknown because of it.
    pub fn sentence(&self, purpose: &str) -> String {
        self.diagnostic(purpose).title.into_owned()
    }

    fn code(&self) -> &'static Code {
        match self.kind {
            TroubleKind::ProxyAuthentication => &proxy::AUTHENTICATION,
            TroubleKind::NetworkSignIn => &http::NETWORK_SIGN_IN,
            TroubleKind::RateLimited => &http::RATE_LIMITED,
            TroubleKind::ServerError => &http::SERVER_ERROR,
            TroubleKind::RedirectedWithinSite => &http::REDIRECTED_WITHIN_SITE,
            TroubleKind::Redirected => &http::REDIRECTED,
            TroubleKind::WebPage => &http::WEB_PAGE,
            TroubleKind::NotJson => &http::NOT_JSON,
        }
    }
}
