//! The proxies in HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, and the responses of a proxy that rejects a request.

use std::ffi::OsString;
use std::fmt;
use std::time::Duration;

use hyper_util::client::proxy::matcher::Matcher;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

use crate::diagnostics::redaction::sanitize;

/// The timeout for repeating a rejected request to read the proxy's response.
const ASKED_AGAIN: Duration = Duration::from_secs(5);

/// The maximum size of a proxy's response head in bytes.
const LONGEST_HEAD: u64 = 4096;

const QUOTES: [char; 2] = ['"', '\''];

/// A proxy and its variable.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy {
    /// The environment variable.
    pub variable: &'static str,
    /// `host:port`.
    pub address: String,
    /// Whether navauth supports it; false for SOCKS and invalid URLs.
    pub is_usable: bool,
    /// Whether it is a SOCKS proxy.
    pub is_socks: bool,
    /// Whether the value begins or ends with a quotation mark.
    pub is_quoted: bool,
    /// The value, which may contain a password.
    url: String,
    /// The `Proxy-Authorization` for it.
    authorization: Option<String>,
    /// Whether the connection to it uses TLS.
    is_https: bool,
}

impl fmt::Debug for Proxy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}={}", self.variable, self.address)
    }
}

/// The proxies of the environment.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    https: Option<Proxy>,
    http: Option<Proxy>,
    exempt: String,
}

impl Proxies {
    /// Reads the proxies from environment variables. The upper-case name wins, as in the HTTP library.
    pub fn read(variable: &dyn Fn(&str) -> Option<OsString>) -> Self {
        let first = |names: [&'static str; 2]| {
            let mut found = names.into_iter().filter_map(|name| {
                let value = variable(name)?.into_string().ok()?;
                Some((name, value))
            });
            found.next()
        };
        let proxy = |names| {
            let (name, value) = first(names).filter(|(_, value)| !value.trim().is_empty())?;
            Some(Proxy::read(name, value.trim()))
        };
        let all = proxy(["ALL_PROXY", "all_proxy"]);
        Self {
            https: proxy(["HTTPS_PROXY", "https_proxy"]).or_else(|| all.clone()),
            http: proxy(["HTTP_PROXY", "http_proxy"]).or(all),
            exempt: first(["NO_PROXY", "no_proxy"])
                .map(|(_, value)| value)
                .unwrap_or_default(),
        }
    }

    /// The proxy that a request to this URL goes through.
    pub fn of(&self, url: &Url) -> Option<&Proxy> {
        let proxy = if url.scheme() == "https" {
            self.https.as_ref()
        } else {
            self.http.as_ref()
        };
        let uri = url.as_str().parse().ok()?;
        // Uses the library's rules for NO_PROXY.
        let matcher = Matcher::builder()
            .all("http://proxy")
            .no(self.exempt.as_str())
            .build();
        proxy.filter(|_| matcher.intercept(&uri).is_some())
    }

    /// Configures a client to use them.
    pub(super) fn apply(
        &self,
        builder: reqwest::ClientBuilder,
    ) -> Result<reqwest::ClientBuilder, reqwest::Error> {
        let mut builder = builder.no_proxy();
        let exempt = reqwest::NoProxy::from_string(&self.exempt);
        for (proxy, make) in [
            (
                &self.https,
                reqwest::Proxy::https as fn(String) -> reqwest::Result<reqwest::Proxy>,
            ),
            (&self.http, reqwest::Proxy::http),
        ] {
            if let Some(proxy) = proxy.as_ref().filter(|proxy| proxy.is_usable) {
                builder = builder.proxy(make(proxy.url.clone())?.no_proxy(exempt.clone()));
            }
        }
        Ok(builder)
    }
}

impl Proxy {
    fn read(variable: &'static str, value: &str) -> Self {
        let is_quoted = value.starts_with(QUOTES) || value.ends_with(QUOTES);
        let any = hyper::Uri::from_static("http://host.invalid/");
        let found = Matcher::builder().all(value).build().intercept(&any);
        let uri = found.as_ref().map(|found| found.uri().clone());
        let scheme = uri.as_ref().and_then(|uri| uri.scheme_str());
        let is_https = scheme == Some("https");
        let is_usable = is_https || scheme == Some("http");
        let host = uri.as_ref().and_then(|uri| uri.host());
        let port = uri
            .as_ref()
            .and_then(|uri| uri.port_u16())
            .unwrap_or(if is_https { 443 } else { 80 });
        Self {
            variable,
            address: host.map_or_else(String::new, |host| sanitize(&format!("{host}:{port}"))),
            is_usable: is_usable && !is_quoted && host.is_some_and(|host| !host.is_empty()),
            is_socks: value.to_ascii_lowercase().starts_with("socks"),
            is_quoted,
            url: if value.contains("://") {
                value.to_owned()
            } else {
                format!("http://{value}")
            },
            authorization: found
                .as_ref()
                .and_then(|found| found.basic_auth()?.to_str().ok().map(str::to_owned)),
            is_https,
        }
    }

    /// The status line with which the proxy rejects a tunnel. The HTTP library drops it, so the request is repeated. None if the proxy
    /// does not respond, or responds differently now.
    pub(super) async fn refusal(&self, target: &Url) -> Option<String> {
        if self.is_https {
            return None;
        }
        let line = tokio::time::timeout(ASKED_AGAIN, self.status_line(target));
        let line = line.await.ok()?.ok()?;
        let status = line.split_once(' ')?.1.trim();
        (line.starts_with("HTTP/") && !status.starts_with('2')).then(|| sanitize(status))
    }

    async fn status_line(&self, target: &Url) -> std::io::Result<String> {
        let host = target.host_str().unwrap_or_default();
        let port = target.port_or_known_default().unwrap_or(443);
        let authorization = self
            .authorization
            .as_ref()
            .map_or_else(String::new, |value| {
                format!("Proxy-Authorization: {value}\r\n")
            });
        let mut stream = TcpStream::connect(&self.address).await?;
        let request =
            format!("CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n{authorization}\r\n");
        stream.write_all(request.as_bytes()).await?;
        let mut head = Vec::new();
        let mut limited = stream.take(LONGEST_HEAD);
        while !head.contains(&b'\n') && limited.read_buf(&mut head).await? > 0 {}
        let head = String::from_utf8_lossy(&head).into_owned();
        Ok(head.lines().next().unwrap_or_default().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::Proxies;

    fn proxies(variables: &[(&str, &str)]) -> Proxies {
        Proxies::read(&|name| {
            let found = variables.iter().find(|(known, _)| *known == name)?;
            Some(OsString::from(found.1))
        })
    }

    fn of(variables: &[(&str, &str)], url: &str) -> Option<(&'static str, String, bool)> {
        let proxies = proxies(variables);
        let proxy = proxies.of(&url.parse().unwrap())?;
        Some((proxy.variable, proxy.address.clone(), proxy.is_usable))
    }

    #[test]
    fn the_proxy_of_a_request_is_known_by_its_variable() {
        let site = "https://www.example.org/";
        for (variables, expected) in [
            (&[][..], None),
            (
                &[("HTTPS_PROXY", "http://proxy:3128")],
                Some(("HTTPS_PROXY", "proxy:3128", true)),
            ),
            (
                &[("https_proxy", "proxy:3128")],
                Some(("https_proxy", "proxy:3128", true)),
            ),
            (
                &[("ALL_PROXY", "http://me:pass@proxy/")],
                Some(("ALL_PROXY", "proxy:80", true)),
            ),
            (
                &[("HTTPS_PROXY", "https://proxy")],
                Some(("HTTPS_PROXY", "proxy:443", true)),
            ),
            (&[("HTTP_PROXY", "http://proxy:3128")], None),
            (
                &[("HTTPS_PROXY", ""), ("ALL_PROXY", "http://all:1")],
                Some(("ALL_PROXY", "all:1", true)),
            ),
            (
                &[("HTTPS_PROXY", "socks5://proxy:1080")],
                Some(("HTTPS_PROXY", "proxy:1080", false)),
            ),
            (
                &[("HTTPS_PROXY", "not a url")],
                Some(("HTTPS_PROXY", "", false)),
            ),
            (
                &[
                    ("HTTPS_PROXY", "http://p:1"),
                    ("NO_PROXY", "localhost, .example.org"),
                ],
                None,
            ),
            (
                &[("HTTPS_PROXY", "http://p:1"), ("NO_PROXY", "other.org")],
                Some(("HTTPS_PROXY", "p:1", true)),
            ),
        ] {
            let expected =
                expected.map(|(name, address, usable)| (name, address.to_owned(), usable));
            assert_eq!(of(variables, site), expected, "{variables:?}");
        }
    }

    #[test]
    fn a_password_in_the_variable_is_not_shown() {
        let proxies = proxies(&[("HTTPS_PROXY", "http://me:canary@proxy:1")]);
        let proxy = proxies.of(&"https://a.org".parse().unwrap()).unwrap();
        assert!(!proxy.address.contains("canary"), "{}", proxy.address);
    }
}
