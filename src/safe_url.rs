//! URLs that may be opened or fetched, and the hosts that you trust for this run.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use crate::diagnostic;
use crate::diagnostics::redaction::{escape_for_terminal, is_terminal_unsafe};
use crate::diagnostics::{Error, Result, SourceSpan, catalog};

/// The environment variable with trusted hosts, separated by commas. Only the process environment counts, never a
/// `.env` file.
pub const VARIABLE: &str = "NAVAUTH_TRUSTED_HOSTS";

/// The hosts that you trust for this run, as `HOST` or `HOST:PORT`.
#[derive(Debug, Default)]
pub struct TrustedHosts {
    hosts: RefCell<BTreeSet<String>>,
}

impl TrustedHosts {
    /// Trusts a host for this run.
    pub fn add(&self, host: &str) {
        self.hosts.borrow_mut().insert(host.to_owned());
    }

    /// Trusts the hosts of [`VARIABLE`].
    pub fn add_list(&self, list: &str) -> Result<()> {
        for host in list
            .split(',')
            .map(str::trim)
            .filter(|host| !host.is_empty())
        {
            let host = parse_host(host).map_err(|why| {
                Error::settings(diagnostic!(catalog::trust::INVALID_HOST).reason(why))
            })?;
            self.add(&host);
        }
        Ok(())
    }

    pub fn contains(&self, host: &str) -> bool {
        self.hosts.borrow().contains(host)
    }
}

/// Parses a URL that may be opened or fetched: https, or http on this machine. The error is the reason for a
/// rejection.
pub fn safe_url(text: &str) -> Result<Url, &'static str> {
    if text.chars().any(|character| {
        character.is_whitespace() || is_terminal_unsafe(character) || character == '\\'
    }) {
        return Err("it contains spaces, backslashes or control characters");
    }
    let url = Url::parse(text).map_err(|_| "it is not an absolute URL")?;
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        _ => return Err("only https is allowed, and http for localhost, 127.0.0.1 and [::1]"),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("it contains a user name or a password");
    }
    let is_plain =
        |character: char| character.is_ascii_alphanumeric() || ".-_:[]".contains(character);
    match url.host_str() {
        Some(host) if host.chars().all(is_plain) => Ok(url),
        _ => Err("its host name is invalid"),
    }
}

/// The diagnostic for a URL that must not be used. It does not show the URL, which may contain a password.
pub fn unsafe_url(setting: &str, source: Option<&SourceSpan>, why: &str) -> Error {
    let diagnostic = diagnostic!(catalog::config::UNSAFE_URL, setting = setting).reason(why);
    Error::settings(match source {
        Some(source) => diagnostic.at(&source.file, source.line),
        None => diagnostic,
    })
}

/// The host of a URL, with its port unless it is the default.
pub fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Parses `HOST` or `HOST:PORT`, for clap.
pub fn parse_host(text: &str) -> Result<String, String> {
    let url = safe_url(&format!("https://{text}"))
        .ok()
        .filter(|_| !text.contains(['/', '?', '#', '@', '*']));
    url.map(|url| authority(&url)).ok_or_else(|| {
        format!(
            "{:?} is not a host; write HOST or HOST:PORT, such as ghe.example.org",
            escape_for_terminal(text)
        )
    })
}
/// Whether a URL's host is `localhost` or a loopback address.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => Ipv4Addr::is_loopback(&address),
        Some(Host::Ipv6(address)) => Ipv6Addr::is_loopback(&address),
        None => false,
    }
}
