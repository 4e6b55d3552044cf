//! The redirect URI of a sign-in: one on this machine, or one whose result you paste.

use url::{Host, Url};

use crate::diagnostic;
use crate::diagnostics::catalog::login;
use crate::diagnostics::{Error, Result};
use crate::http;

/// A redirect URI (RFC 6749 section 3.1.2).
#[derive(Clone, Debug)]
pub struct RedirectUri {
    text: String,
    url: Url,
}

impl RedirectUri {
    /// Parses a redirect URI. Exit 2 if it is not an absolute http or https URL, or has a fragment.
    pub fn parse(text: &str) -> Result<Self> {
        let url = Url::parse(text)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        match url {
            Some(url) if url.fragment().is_none() && url.username().is_empty() => Ok(Self {
                text: text.to_owned(),
                url,
            }),
            _ => {
                let shown = format!("{text:?}");
                Err(Error::usage(diagnostic!(login::BAD_REDIRECT, uri = shown)))
            }
        }
    }

    /// The URI as written, because providers compare exactly.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether this machine can listen on it.
    pub fn is_local(&self) -> bool {
        self.url.scheme() == "http" && http::is_loopback(&self.url)
    }

    /// The addresses of its host: IPv4 and IPv6 for `localhost`.
    pub fn addresses(&self) -> Vec<std::net::IpAddr> {
        use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
        match self.url.host() {
            Some(Host::Ipv4(address)) => vec![IpAddr::V4(address)],
            Some(Host::Ipv6(address)) => vec![IpAddr::V6(address)],
            Some(Host::Domain(_)) | None => vec![
                IpAddr::V4(Ipv4Addr::LOCALHOST),
                IpAddr::V6(Ipv6Addr::LOCALHOST),
            ],
        }
    }

    /// The port; 0 means any free port.
    pub fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or(80)
    }

    /// The same URI with this port.
    #[must_use]
    pub fn with_port(&self, port: u16) -> Self {
        if self.port() == port {
            return self.clone();
        }
        let mut url = self.url.clone();
        // Fails only for a URL without a host.
        let _ = url.set_port(Some(port));
        Self {
            text: url.to_string(),
            url,
        }
    }

    /// The path.
    pub fn path(&self) -> &str {
        self.url.path()
    }

    /// The host without brackets or port, as `ssh -L` expects it.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or("localhost")
    }

    /// Whether a `Host` header is this URI's own (RFC 9110 section 7.2).
    pub fn is_host(&self, header: &str) -> bool {
        let own = self.host();
        match header
            .rsplit_once(':')
            .filter(|(_, port)| !port.ends_with(']'))
        {
            Some((host, port)) => host.eq_ignore_ascii_case(own) && port == self.port().to_string(),
            None => header.eq_ignore_ascii_case(own) && self.port() == 80,
        }
    }

    /// The query of a pasted redirect URL; None if it is another URL. Tolerates common copy errors if the URL stays unambiguous; the state is
    /// checked in any case.
    pub fn query_of(&self, pasted: &str) -> Option<String> {
        let text = unwrap(pasted);
        if let Some(query) = bare_query(&text) {
            return Some(query.to_owned());
        }
        let url = Url::parse(&self.with_scheme(&text)).ok()?;
        let both_local = http::is_loopback(&self.url) && http::is_loopback(&url);
        let same_scheme =
            url.scheme() == self.url.scheme() || both_local && url.scheme() == "https";
        let port = |url: &Url| {
            url.port()
                .or(both_local.then_some(80))
                .or(url.port_or_known_default())
        };
        let same_port = port(&url) == port(&self.url);
        let path = |url: &Url| url.path().trim_end_matches('/').to_owned();
        let same = same_scheme
            && (url.host() == self.url.host() || both_local)
            && same_port
            && path(&url) == path(&self.url);
        same.then(|| url.query().unwrap_or_default().to_owned())
    }

    /// A pasted URL, with the scheme and the host of this URI if they are missing.
    fn with_scheme(&self, text: &str) -> String {
        let (scheme, authority) = (self.url.scheme(), self.url.authority());
        let before_query = text.split('?').next().unwrap_or_default();
        if before_query.contains("://") {
            return text.to_owned();
        }
        match text.strip_prefix('/') {
            Some(path) if !path.starts_with('/') => format!("{scheme}://{authority}/{path}"),
            _ => format!("{scheme}://{}", text.trim_start_matches('/')),
        }
    }
}

/// A pasted URL without quotes, brackets, labels, and escapes of HTML, JSON and shells.
fn unwrap(pasted: &str) -> String {
    let text = pasted
        .replace("&amp;", "&")
        .replace("&#38;", "&")
        .replace("\\u0026", "&")
        .replace('\\', "");
    let lower = text.to_ascii_lowercase();
    let start = ["https://", "http://"]
        .iter()
        .filter_map(|scheme| lower.find(scheme))
        .min();
    // A scheme in the query is part of a parameter.
    let start = start.filter(|start| !text[..*start].contains('?'));
    text[start.unwrap_or(0)..]
        .trim_matches(|character: char| {
            character.is_whitespace() || "\"'`<>()[]“”‘’«».,;".contains(character)
        })
        .to_owned()
}

/// A query without its URL: `?code=…&state=…`.
fn bare_query(text: &str) -> Option<&str> {
    let query = text.strip_prefix('?').unwrap_or(text);
    let query = query.split('#').next().unwrap_or_default();
    let names = ["code", "state", "error", "iss", "scope"];
    let starts = names.iter().any(|name| {
        query
            .strip_prefix(name)
            .is_some_and(|rest| rest.starts_with('='))
    });
    (starts && query.split('&').any(|pair| pair.starts_with("state="))).then_some(query)
}

#[cfg(test)]
mod tests {
    use super::RedirectUri;

    #[test]
    fn is_host_matches_only_its_own_host() {
        for (uri, host, own) in [
            ("http://localhost:8000/cb", "localhost:8000", true),
            ("http://localhost:8000/cb", "LOCALHOST:8000", true),
            ("http://localhost:8000/cb", "localhost", false),
            ("http://localhost:8000/cb", "localhost:8001", false),
            ("http://localhost:8000/cb", "127.0.0.1:8000", false),
            ("http://localhost:8000/cb", "evil.example:8000", false),
            ("http://localhost/cb", "localhost", true),
            ("http://localhost/cb", "localhost:80", true),
            ("http://[::1]:8000/cb", "[::1]:8000", true),
            ("http://[::1]/cb", "[::1]", true),
        ] {
            assert_eq!(
                RedirectUri::parse(uri).unwrap().is_host(host),
                own,
                "{uri} {host}"
            );
        }
    }

    #[test]
    fn pasted_urls_must_match_the_redirect_uri() {
        let uri = RedirectUri::parse("http://localhost:8000/auth/callback/github").unwrap();
        assert_eq!(
            uri.query_of(" http://localhost:8000/auth/callback/github?code=a&state=b#_=_\n")
                .as_deref(),
            Some("code=a&state=b")
        );
        let query = "code=a&state=b";
        for near in [
            "\"http://localhost:8000/auth/callback/github?code=a&state=b\"",
            "'http://localhost:8000/auth/callback/github?code=a&state=b',",
            "“http://localhost:8000/auth/callback/github?code=a&state=b”",
            "<http://localhost:8000/auth/callback/github?code=a&state=b>",
            "Location: http://localhost:8000/auth/callback/github?code=a&state=b",
            "view-source:http://localhost:8000/auth/callback/github?code=a&state=b",
            "localhost:8000/auth/callback/github?code=a&state=b",
            "//localhost:8000/auth/callback/github?code=a&state=b",
            "/auth/callback/github?code=a&state=b",
            "?code=a&state=b",
            "code=a&state=b#_=_",
            "http://localhost:8000/auth/callback/github?code=a&amp;state=b",
            "http://localhost:8000/auth/callback/github?code=a\\u0026state=b",
            "http://localhost:8000/auth/callback/github\\?code\\=a\\&state\\=b",
            "http://127.0.0.1:8000/auth/callback/github?code=a&state=b",
            "http://[::1]:8000/auth/callback/github?code=a&state=b",
            "https://localhost:8000/auth/callback/github?code=a&state=b",
            "HTTP://LOCALHOST:8000/auth/callback/github/?code=a&state=b",
        ] {
            assert_eq!(uri.query_of(near).as_deref(), Some(query), "{near}");
        }
        for other in [
            "http://localhost:8000/auth/callback/google?code=a&state=b",
            "http://localhost:8001/auth/callback/github?code=a&state=b",
            "http://localhost/auth/callback/github?code=a&state=b",
            "http://evil.example:8000/auth/callback/github?code=a&state=b",
            "http://evil.example/?u=http://localhost:8000/auth/callback/github?code=a&state=b",
            "ftp://localhost:8000/auth/callback/github?code=a&state=b",
            "code=a",
            "the code is a",
            "",
        ] {
            assert_eq!(uri.query_of(other), None, "{other}");
        }
        // The live site has another scheme and host.
        let site = RedirectUri::parse("https://www.example.org/api/auth/callback/github").unwrap();
        assert_eq!(
            site.query_of("www.example.org/api/auth/callback/github?code=a&state=b")
                .as_deref(),
            Some(query)
        );
        for other in [
            "http://www.example.org/api/auth/callback/github?code=a&state=b",
            "https://127.0.0.1/api/auth/callback/github?code=a&state=b",
        ] {
            assert_eq!(site.query_of(other), None, "{other}");
        }
    }

    #[test]
    fn is_local_only_for_loopback_http() {
        for (uri, local) in [
            ("http://127.0.0.1:1/", true),
            ("http://[::1]/", true),
            ("https://localhost/", false),
            ("http://a.example/", false),
        ] {
            assert_eq!(RedirectUri::parse(uri).unwrap().is_local(), local, "{uri}");
        }
        for bad in [
            "",
            "localhost:8000",
            "http://localhost/#a",
            "ftp://localhost/",
            "http://user@localhost/",
        ] {
            assert!(RedirectUri::parse(bad).is_err(), "{bad}");
        }
    }
}
