//! The HTTP client: no redirects are followed, each request has a deadline, and body sizes are limited.
//!
//! [`Failure`] says why a request failed, [`Trouble`] classifies errors that are not specific to a service; the
//! caller interprets the rest. Proxies are read from the environment, but never used for a loopback host.

mod failure;
mod proxy;
mod trouble;
mod trust;

use std::ffi::OsString;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use base64::Engine;
use jiff::Timestamp;
use reqwest::header::{
    AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER,
};
use serde_json::Value;
use url::Url;

use crate::certificate::Certificate;
use crate::process;
use crate::root_certificates::TrustVariables;
use crate::secret::Secret;

pub use crate::safe_url::is_loopback;
pub use failure::{CertificateFault, Failure, FailureKind};
pub use proxy::{Proxies, Proxy};
pub use reqwest::{Method, StatusCode, header};
pub use trouble::{Trouble, TroubleKind};

/// The maximum size of a response body in bytes.
pub const LARGEST_BODY: usize = 1 << 20;

/// The longest `Retry-After` that is accepted: longer ones overflow clocks.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(7 * 24 * 3600);

/// The section of docs/settings.md about the network.
pub const PAGE: &str = "
## Network

Only the process environment counts for these variables; a `.env` file is ignored.

| variable | what it is |
|---|---|
| `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` | the proxy for https URLs, for http URLs, for both: `http://HOST:PORT`, with `USER:PASSWORD@` before the \
host where it requires them. Lower-case names work too. SOCKS proxies are not supported |
| `NO_PROXY` | hosts to reach without the proxy, separated by commas; a domain includes its subdomains. Requests to this computer never go through a proxy |
| `SSL_CERT_FILE` | a PEM file with the certificate authorities to trust instead of the system's |
| `SSL_CERT_DIR` | folders of such files, separated as in `PATH` |

On a network that inspects TLS, set `SSL_CERT_FILE` to a file that contains the network's certificate authority. PostgreSQL connections do not
go through an HTTP proxy.
";

/// The client. Create one per command.
pub struct Client {
    outward: OnceLock<reqwest::Client>,
    loopback: OnceLock<reqwest::Client>,
    network: Box<Network>,
    shown: trust::Shown,
    deadline: Duration,
}

/// The proxies and trusted certificates from the environment.
#[derive(Clone, Debug, Default)]
pub struct Network {
    proxies: Proxies,
    trusted: TrustVariables,
}

/// A request. Its parts may be secret, so it does not implement Debug.
pub struct Request {
    pub method: Method,
    /// The absolute URL.
    pub url: String,
    /// The headers, without those that the client adds.
    pub headers: HeaderMap,
    /// The body; may be empty.
    pub body: Vec<u8>,
}

/// A server's response, with any status.
pub struct Response {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// The body, at most [`LARGEST_BODY`].
    pub body: Vec<u8>,
    /// The server's clock, from its `Date` header (RFC 9110 section 6.6.1).
    pub date: Option<Timestamp>,
    /// The server's certificate, if it was reached over TLS and could be parsed.
    pub certificate: Option<Certificate>,
    /// The requested URL; None only in tests.
    pub url: Option<Url>,
    /// The proxy that was used.
    pub proxy: Option<Proxy>,
    /// The time from sending to the last byte.
    pub took: Duration,
}

impl Client {
    /// A client whose requests may each take as long as `deadline`, from their start to the last byte of the
    /// response.
    pub fn new(deadline: Duration) -> Self {
        Self::on(Network::from_os(), deadline)
    }

    /// A client with other network settings than the environment's.
    pub fn on(network: Network, deadline: Duration) -> Self {
        Self {
            outward: OnceLock::new(),
            loopback: OnceLock::new(),
            shown: trust::Shown::new(network.trusted.clone()),
            network: Box::new(network),
            deadline,
        }
    }

    /// The client for a host, created on first use: loading the trusted certificates takes time.
    fn client(&self, is_loopback: bool, host: &str) -> Result<&reqwest::Client, Failure> {
        let cell = if is_loopback {
            &self.loopback
        } else {
            &self.outward
        };
        if let Some(client) = cell.get() {
            return Ok(client);
        }
        let roots = self.network.trusted.load().map_err(|unreadable| Failure {
            trust_file: Some(Box::new(unreadable)),
            ..Failure::of(FailureKind::TrustFile, host)
        })?;
        let other = |detail: String| Failure {
            detail: Some(detail),
            ..Failure::of(FailureKind::Other, host)
        };
        let tls = trust::configuration(self.shown.clone(), roots)
            .map_err(|error| other(error.to_string()))?;
        let builder = reqwest::Client::builder()
            .user_agent(concat!("navauth/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .tls_backend_preconfigured(tls)
            .timeout(self.deadline);
        // A proxy's "localhost" is another machine, and requests to a loopback host are not encrypted.
        let built = if is_loopback {
            builder.no_proxy().build()
        } else {
            let proxied = self.network.proxies.apply(builder);
            proxied.and_then(reqwest::ClientBuilder::build)
        };
        let client = built.map_err(|error| other(error.without_url().to_string()))?;
        Ok(cell.get_or_init(|| client))
    }

    /// Sends a request and reads the whole response.
    pub async fn send(&self, request: Request) -> Result<Response, Failure> {
        self.transmit(request, false).await
    }

    /// Gets a page, even over plain HTTP: the request contains nothing secret.
    pub async fn visit(&self, url: &str) -> Result<Response, Failure> {
        self.transmit(Request::get(url), true).await
    }

    async fn transmit(&self, request: Request, in_clear: bool) -> Result<Response, Failure> {
        let url = Url::parse(&request.url)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        let Some(url) = url else {
            return Err(Failure::of(FailureKind::NotAUrl, ""));
        };
        let host = named_host(&url);
        let is_loopback = is_loopback(&url);
        if url.scheme() == "http" && !is_loopback && !in_clear {
            return Err(Failure::of(FailureKind::Insecure, &host));
        }
        let proxy = (!is_loopback)
            .then(|| self.network.proxies.of(&url).cloned())
            .flatten();
        if let Some(proxy) = proxy.as_ref().filter(|proxy| !proxy.is_usable) {
            return Err(Failure {
                proxy: Some(Box::new(proxy.clone())),
                ..Failure::of(FailureKind::ProxyInvalid, &host)
            });
        }
        let client = self.client(is_loopback, &host)?;
        let name = url.host_str().unwrap_or_default().to_owned();
        let route = failure::Route {
            host: &host,
            name: &name,
            is_https: url.scheme() == "https",
            proxy: proxy.as_ref(),
            deadline: self.deadline,
            shown: &self.shown,
        };
        let started = Instant::now();
        let sending = client
            .request(request.method, url.clone())
            .headers(request.headers)
            .body(request.body)
            .send();
        let mut response = match sending.await {
            Ok(response) => response,
            Err(error) => {
                let mut failure = Failure::read(error, &route);
                if let Some(proxy) = proxy.filter(|_| failure.kind == FailureKind::ProxyRejected) {
                    failure.detail = proxy.refusal(&url).await;
                }
                return Err(failure);
            }
        };
        let body = read_body(&mut response, &route).await?;
        let headers = std::mem::take(response.headers_mut());
        let certificate = self.shown.of(&name);
        let date = headers
            .get(DATE)
            .and_then(|date| read_date(date.to_str().ok()?));
        Ok(Response {
            status: response.status(),
            headers,
            body,
            date,
            certificate,
            took: started.elapsed(),
            url: Some(url),
            proxy,
        })
    }
}

/// Reads the body, up to its limit.
async fn read_body(
    response: &mut reqwest::Response,
    route: &failure::Route<'_>,
) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| Failure::read(error, route))?
    {
        if body.len() + chunk.len() > LARGEST_BODY {
            return Err(Failure::of(FailureKind::TooLarge, route.host));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

impl Network {
    /// Reads the process environment.
    pub fn from_os() -> Self {
        Self::read(&process::os_variable)
    }

    /// Reads environment variables through a lookup function.
    pub fn read(variable: &dyn Fn(&str) -> Option<OsString>) -> Self {
        Self {
            proxies: Proxies::read(variable),
            trusted: TrustVariables::read(variable),
        }
    }
}

impl Request {
    /// A request without a body.
    pub fn new(method: Method, url: impl Into<String>) -> Self {
        Self {
            method,
            url: url.into(),
            headers: HeaderMap::new(),
            body: Vec::new(),
        }
    }

    pub fn get(url: impl Into<String>) -> Self {
        Self::new(Method::GET, url)
    }

    pub fn post(url: impl Into<String>) -> Self {
        Self::new(Method::POST, url)
    }

    /// Adds a header; an invalid value is skipped.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    /// Adds a secret header, which is redacted in traces.
    #[must_use]
    pub fn secret_header(mut self, name: HeaderName, value: &Secret) -> Self {
        if let Ok(mut value) = HeaderValue::from_str(value.expose()) {
            value.set_sensitive(true);
            self.headers.insert(name, value);
        }
        self
    }

    /// Adds a bearer token (RFC 6750 section 2.1).
    #[must_use]
    pub fn bearer(self, token: &Secret) -> Self {
        self.authorization(&format!("Bearer {}", token.expose()))
    }

    /// Adds an OAuth client's id and secret as HTTP Basic, form-urlencoded first (RFC 6749 section 2.3.1).
    #[must_use]
    pub fn client_basic(self, id: &str, secret: &Secret) -> Self {
        let encode = |text: &str| -> String {
            url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
        };
        let pair = base64::engine::general_purpose::STANDARD.encode(format!(
            "{}:{}",
            encode(id),
            encode(secret.expose())
        ));
        self.authorization(&format!("Basic {pair}"))
    }

    /// Sets these fields as a form body.
    #[must_use]
    pub fn form<'a>(mut self, fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        self.body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish()
            .into_bytes();
        self.header(CONTENT_TYPE, "application/x-www-form-urlencoded")
    }

    /// Sets this value as a JSON body.
    #[must_use]
    pub fn json(mut self, value: &Value) -> Self {
        self.body = value.to_string().into_bytes();
        self.header(CONTENT_TYPE, "application/json")
    }

    fn authorization(mut self, value: &str) -> Self {
        if let Ok(mut value) = HeaderValue::from_str(value) {
            value.set_sensitive(true);
            self.headers.insert(AUTHORIZATION, value);
        }
        self
    }
}

impl Response {
    /// A made-up response for tests.
    #[cfg(any(test, feature = "fuzzing"))]
    pub fn for_test(status: u16, headers: HeaderMap, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: StatusCode::from_u16(status).unwrap_or_default(),
            date: headers
                .get(DATE)
                .and_then(|date| read_date(date.to_str().ok()?)),
            headers,
            body: body.into(),
            certificate: None,
            took: Duration::ZERO,
            url: None,
            proxy: None,
        }
    }

    /// The requested host, with its port unless it is the default; empty in tests.
    pub fn host(&self) -> String {
        self.url.as_ref().map_or_else(String::new, named_host)
    }

    /// The JSON text of an error in an unknown format, so that no detail is lost. Not for responses that contain tokens.
    pub fn unknown_json(&self) -> Option<String> {
        let value = self.json()?;
        (!value.is_null()).then(|| crate::diagnostics::redaction::sanitize(&value.to_string()))
    }

    /// The body as JSON, if it is valid.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// A header as text.
    pub fn header(&self, name: HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// How long to wait (RFC 9110 section 10.2.3): a number of seconds, or until a date by the server's clock.
    pub fn retry_after(&self) -> Option<Duration> {
        let text = self.header(RETRY_AFTER)?.trim();
        match text.parse() {
            Ok(seconds) => Some(Duration::from_secs(seconds)),
            // A date in the past means no wait.
            Err(_) => Some(
                Duration::try_from(read_date(text)?.duration_since(self.date?)).unwrap_or_default(),
            ),
        }
        .map(|wait| wait.min(LONGEST_RETRY_AFTER))
    }

    /// Whether the body is HTML, by its content type or its start.
    pub fn is_html(&self) -> bool {
        let declared = self.header(CONTENT_TYPE).is_some_and(|kind| {
            kind.trim_start()
                .to_ascii_lowercase()
                .starts_with("text/html")
        });
        declared || self.body.trim_ascii_start().first() == Some(&b'<')
    }
}

fn named_host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// The purpose with its host, if that is known: "the token endpoint of GitHub (github.com)".
fn named_server(purpose: &str, host: &str) -> String {
    if host.is_empty() {
        purpose.to_owned()
    } else {
        format!("{purpose} ({host})")
    }
}

/// An HTTP date in the fixed form of RFC 9110 section 5.6.7, which RFC 2822's parser accepts.
fn read_date(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new()
        .parse_timestamp(text)
        .ok()
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::time::Duration;

    use super::{Client, Failure, FailureKind, LARGEST_BODY, Request, Response, StatusCode};
    use crate::secret::Secret;

    /// Answers one connection with these bytes, then closes it; returns the request.
    fn server(answer: impl Into<Vec<u8>>) -> (String, std::thread::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let answer = answer.into();
        let thread = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut asked = Vec::new();
            let mut buffer = [0; 4096];
            while !asked.windows(4).any(|window| window == b"\r\n\r\n") {
                match stream.read(&mut buffer).unwrap() {
                    0 => break,
                    // A TLS handshake: the client sends nothing more before a response.
                    _ if buffer[0] == 0x16 => break,
                    read => asked.extend_from_slice(&buffer[..read]),
                }
            }
            // The client may have closed the connection.
            let _ = stream.write_all(&answer);
            String::from_utf8_lossy(&asked).into_owned()
        });
        (format!("http://{address}"), thread)
    }

    fn send(request: Request, deadline: Duration) -> Result<Response, Failure> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async { Client::new(deadline).send(request).await })
    }

    fn kind(request: Request) -> FailureKind {
        match send(request, Duration::from_secs(60)) {
            Ok(answer) => panic!("answered {}", answer.status),
            Err(failure) => {
                let shown = format!("{failure:?} {:?}", failure.diagnostic("the token endpoint"));
                assert!(!shown.contains("canary"), "{shown}");
                failure.kind
            }
        }
    }

    #[test]
    fn reads_the_whole_response_and_follows_no_redirect() {
        let (url, server) = server(
            "HTTP/1.1 302 Found\r\nLocation: /next\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 8\r\n\r\n{\"a\": 1}",
        );
        let answer = send(
            Request::get(url).bearer(&Secret::new("t0ken")),
            Duration::from_secs(10),
        )
        .unwrap();
        assert_eq!(answer.status, StatusCode::FOUND);
        assert_eq!(answer.json().unwrap()["a"], 1);
        assert_eq!(answer.date.unwrap().to_string(), "1994-11-06T08:49:37Z");
        let asked = server.join().unwrap();
        assert!(
            asked.contains("user-agent: navauth/") && asked.contains("authorization: Bearer t0ken"),
            "{asked}"
        );
    }

    #[test]
    fn reads_retry_after_as_seconds_and_as_a_date() {
        let wait = |retry_after: &str, date: &str| {
            let (url, _server) = server(format!(
                "HTTP/1.1 503 x\r\nContent-Length: 0\r\n{date}Retry-After: {retry_after}\r\n\r\n"
            ));
            send(Request::get(url), Duration::from_secs(10))
                .unwrap()
                .retry_after()
        };
        let date = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
        assert_eq!(wait("7", ""), Some(Duration::from_secs(7)));
        for endless in ["18446744073709551615", "9999999999"] {
            let week = Duration::from_secs(7 * 24 * 3600);
            assert_eq!(wait(endless, ""), Some(week), "{endless}");
        }
        assert_eq!(
            wait("Sun, 06 Nov 1994 08:50:07 GMT", date),
            Some(Duration::from_secs(30))
        );
        assert_eq!(
            wait("Sun, 06 Nov 1994 08:00:00 GMT", date),
            Some(Duration::ZERO)
        );
        // Without the server's clock, a date does not give a duration.
        for (retry_after, date) in [
            ("Sun, 06 Nov 1994 08:50:07 GMT", ""),
            ("soon", date),
            ("-1", date),
            ("", date),
        ] {
            assert_eq!(wait(retry_after, date), None, "{retry_after:?}");
        }
    }

    #[test]
    fn requests_and_decodes_compressed_responses() {
        // gzip of {"a": 1}, created with Python's zlib.
        const COMPRESSED: [u8; 28] = [
            0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3, 0xab, 0x56, 0x4a, 0x54, 0xb2, 0x52, 0x30, 0xac, 5,
            0, 0x97, 0x8e, 0xa1, 0xfb, 8, 0, 0, 0,
        ];
        let mut answer =
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 28\r\n\r\n".to_vec();
        answer.extend(COMPRESSED);
        let (url, server) = server(answer);
        let answer = send(Request::get(url), Duration::from_secs(10)).unwrap();
        assert_eq!(answer.body, b"{\"a\": 1}");
        assert!(server.join().unwrap().contains("accept-encoding: gzip"));
    }

    #[test]
    fn every_failure_has_its_kind_and_hides_the_query() {
        let closed = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        let (plain, _server) = server("HTTP/1.1 400 Bad Request\r\n\r\n");
        let (short, _server) = server("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        let (silent, _server) = server("");
        let mut large = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
        large.resize(LARGEST_BODY + 200, b'x');
        let (large, _server) = server(large);
        for (url, expected) in [
            (
                format!("http://{closed}/?code=canary"),
                FailureKind::Refused,
            ),
            (
                plain.replace("http:", "https:") + "/?code=canary",
                FailureKind::NotTls,
            ),
            (short + "/?code=canary", FailureKind::CutOff),
            (silent + "/?code=canary", FailureKind::CutOff),
            (large + "/?code=canary", FailureKind::TooLarge),
            (
                "https://navauth.invalid/?code=canary".to_owned(),
                FailureKind::NameNotFound,
            ),
            (
                "http://example.com/?code=canary".to_owned(),
                FailureKind::Insecure,
            ),
            (
                "http://127.0.0.1.example.com/?code=canary".to_owned(),
                FailureKind::Insecure,
            ),
            (
                "ftp://localhost/?code=canary".to_owned(),
                FailureKind::NotAUrl,
            ),
            ("canary".to_owned(), FailureKind::NotAUrl),
        ] {
            assert_eq!(kind(Request::get(&url)), expected, "{url}");
        }
    }

    #[test]
    fn a_silent_server_is_waited_for_until_the_deadline() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let failure = send(Request::get(url), Duration::from_millis(50))
            .map(|answer| answer.status)
            .unwrap_err();
        assert_eq!(failure.kind, FailureKind::TimedOut);
    }
}
