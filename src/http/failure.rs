//! Why there was no answer: the proxy, the name, the connection or TLS.
//!
//! Names the host, never the URL: a query may contain a code or a token.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use rustls::pki_types::UnixTime;
use rustls::{AlertDescription, CertificateError, InvalidMessage, PeerIncompatible};

use super::named_server;
use super::proxy::Proxy;
use super::trust::Shown;
use crate::diagnostics::catalog::{http, proxy, tls};
use crate::diagnostics::redaction::sanitize;
use crate::diagnostics::{Code, Diagnostic, Error};
use crate::root_certificates::Unreadable;
use crate::text;

/// Why there was no response.
#[derive(Debug)]
pub struct Failure {
    /// What failed.
    pub kind: FailureKind,
    /// The host, with its port if it is not the default.
    pub host: String,
    /// The message of the library or the proxy, without URLs.
    pub detail: Option<String>,
    /// What is wrong with the server's certificate, if that is the cause.
    pub certificate: Option<CertificateFault>,
    /// The proxy that the request went through.
    pub proxy: Option<Box<Proxy>>,
    /// The certificates of the environment that could not be read.
    pub trust_file: Option<Box<Unreadable>>,
}

/// What is wrong with a server's certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateFault {
    /// It has expired, at this time if known.
    Expired(Option<Timestamp>),
    /// It is valid, but an intermediate certificate expired at this time.
    ChainExpired(Option<Timestamp>),
    /// It is not valid yet.
    NotYetValid,
    /// It is for other host names: these, if known.
    OtherName(Vec<String>),
    /// It is self-signed.
    SelfSigned,
    /// It was issued by an untrusted authority.
    Untrusted {
        /// The issuer of the last certificate that the server sent, if it can be parsed.
        issuer: Option<Box<str>>,
        /// The trusted certificates, in words.
        store: Box<str>,
    },
    /// Another error, in the library's words.
    Other(String),
}

/// The ways in which a request can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// The address is not an absolute http or https URL.
    NotAUrl,
    /// Plain http to a host that is not this machine.
    Insecure,
    /// The trusted certificates could not be read.
    TrustFile,
    /// The proxy of the environment cannot be used: not a URL, or SOCKS.
    ProxyInvalid,
    /// The name of the proxy was not found.
    ProxyNotFound,
    /// The proxy refuses connections.
    ProxyRefused,
    /// Another error on the way to the proxy.
    ProxyUnreachable,
    /// TLS with the proxy itself failed.
    ProxyTls,
    /// The proxy closed the connection.
    ProxyCutOff,
    /// The proxy wants a user name and password (407).
    ProxyAuthentication,
    /// The proxy did not connect to the host.
    ProxyRejected,
    /// The name of the host was not found.
    NameNotFound,
    /// The host refuses connections.
    Refused,
    /// No response within the deadline.
    TimedOut,
    /// The server's certificate is not accepted.
    Certificate,
    /// The server speaks TLS 1.0 or 1.1 only.
    OldTls,
    /// The server does not speak TLS.
    NotTls,
    /// Another TLS error.
    Tls,
    /// The connection closed before the response was complete.
    CutOff,
    /// The response is larger than [`super::LARGEST_BODY`].
    TooLarge,
    /// Anything else.
    Other,
}

/// The route of a request, to describe a failure.
pub(super) struct Route<'a> {
    pub host: &'a str,
    /// The host without its port.
    pub name: &'a str,
    pub is_https: bool,
    pub proxy: Option<&'a Proxy>,
    pub deadline: Duration,
    pub shown: &'a Shown,
}

impl Failure {
    /// A failure without details.
    pub(super) fn of(kind: FailureKind, host: &str) -> Self {
        Self {
            kind,
            host: host.to_owned(),
            detail: None,
            certificate: None,
            proxy: None,
            trust_file: None,
        }
    }

    /// Classifies the client's error.
    pub(super) fn read(error: reqwest::Error, route: &Route<'_>) -> Self {
        let error = error.without_url();
        let tls = chain(&error).find_map(find_tls);
        let at_proxy = route.proxy.is_some() && is_about_proxy(&error, route);
        let kind = if at_proxy {
            proxy_kind(&error, tls.is_some())
        } else {
            server_kind(&error, tls)
        };
        let last = chain(&error).last().map(ToString::to_string);
        let detail = match kind {
            FailureKind::TimedOut => {
                let way = route.proxy.map_or_else(String::new, |proxy| {
                    format!(", through the proxy {} ({})", proxy.address, proxy.variable)
                });
                Some(format!("no answer within {:?}{way}", route.deadline))
            }
            FailureKind::Refused
            | FailureKind::ProxyRefused
            | FailureKind::ProxyAuthentication
            | FailureKind::ProxyRejected
            | FailureKind::NotAUrl => None,
            _ => tls.map(ToString::to_string).or(last),
        };
        let certificate = tls
            .filter(|_| kind == FailureKind::Certificate)
            .map(|error| CertificateFault::read(error, route));
        Self {
            kind,
            host: route.host.to_owned(),
            detail,
            certificate,
            proxy: route.proxy.cloned().map(Box::new),
            trust_file: None,
        }
    }

    /// Converts the failure to an error of the command.
    pub fn error(self, purpose: &str) -> Error {
        if let Some(unreadable) = &self.trust_file {
            return unreadable.error();
        }
        let diagnostic = self.diagnostic(purpose);
        match self.kind {
            FailureKind::NotAUrl | FailureKind::Insecure | FailureKind::ProxyInvalid => {
                Error::settings(diagnostic)
            }
            _ => Error::unreachable(diagnostic),
        }
    }

    /// Converts the failure to a diagnostic; `purpose` is what was requested, such as "the token endpoint of GitHub".
    pub fn diagnostic(&self, purpose: &str) -> Diagnostic {
        if let Some(unreadable) = &self.trust_file {
            return *unreadable.error().diagnostic;
        }
        let server = named_server(purpose, &self.host);
        let (variable, address) = self
            .proxy
            .as_ref()
            .map_or(("", ""), |proxy| (proxy.variable, proxy.address.as_str()));
        let answer = match (&self.kind, &self.detail) {
            (FailureKind::ProxyRejected, Some(status)) => {
                text!(proxy::ANSWERED, status = sanitize(status))
            }
            _ => proxy::DID_NOT_CONNECT.to_owned(),
        };
        let is_quoted = self.proxy.as_ref().is_some_and(|proxy| proxy.is_quoted);
        let problem = if is_quoted {
            proxy::QUOTED
        } else {
            proxy::NOT_A_URL
        };
        let diagnostic = self.code().diagnostic(&[
            ("server", &server),
            ("variable", &variable),
            ("proxy", &address),
            ("answer", &answer),
            ("problem", &problem),
        ]);
        let diagnostic = if is_quoted {
            diagnostic.help(text!(proxy::REMOVE_QUOTES, variable = variable))
        } else {
            diagnostic
        };
        let diagnostic = match self.certificate.as_ref().and_then(CertificateFault::reason) {
            Some(reason) => diagnostic.reason(reason),
            None => diagnostic,
        };
        match &self.detail {
            Some(detail) => diagnostic.observed(sanitize(detail)),
            None => diagnostic,
        }
    }

    /// Whether the cause is on this computer or in its network settings, not the server's URL.
    pub fn is_local(&self) -> bool {
        self.trust_file.is_some() || proxy::GROUP.contains(self.code())
    }

    fn code(&self) -> &'static Code {
        match self.kind {
            FailureKind::NotAUrl => &http::NOT_A_URL,
            FailureKind::Insecure => &http::INSECURE,
            FailureKind::TrustFile => &tls::TRUST_FILE,
            FailureKind::ProxyInvalid
                if self.proxy.as_ref().is_some_and(|proxy| proxy.is_socks) =>
            {
                &proxy::SOCKS
            }
            FailureKind::ProxyInvalid => &proxy::INVALID,
            FailureKind::ProxyNotFound => &proxy::NAME_NOT_FOUND,
            FailureKind::ProxyRefused => &proxy::REFUSED,
            FailureKind::ProxyUnreachable => &proxy::UNREACHABLE,
            FailureKind::ProxyTls => &proxy::TLS,
            FailureKind::ProxyCutOff => &proxy::CUT_OFF,
            FailureKind::ProxyAuthentication => &proxy::AUTHENTICATION,
            FailureKind::ProxyRejected => &proxy::REJECTED,
            FailureKind::NameNotFound => &http::NAME_NOT_FOUND,
            FailureKind::Refused => &http::REFUSED,
            FailureKind::TimedOut => &http::TIMED_OUT,
            FailureKind::Certificate => self
                .certificate
                .as_ref()
                .map_or(&tls::FAILED, CertificateFault::code),
            FailureKind::OldTls => &tls::OLD_VERSION,
            FailureKind::NotTls => &tls::NOT_TLS,
            FailureKind::Tls => &tls::FAILED,
            FailureKind::CutOff => &http::CUT_OFF,
            FailureKind::TooLarge => &http::TOO_LARGE,
            FailureKind::Other => &http::UNREACHABLE,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?} {}", self.kind, self.host)
    }
}

impl StdError for Failure {}

/// The prefixes of the library's tunnel errors, which have no public type.
const TUNNEL: &str = "tunnel error: ";

/// Whether an error occurred before the host was reached: in the tunnel, or on the connection to the proxy if there is no tunnel.
fn is_about_proxy(error: &reqwest::Error, route: &Route<'_>) -> bool {
    if route.is_https {
        chain(error).any(|error| error.to_string().starts_with(TUNNEL))
    } else {
        error.is_connect()
    }
}

fn proxy_kind(error: &reqwest::Error, is_tls: bool) -> FailureKind {
    let tunnel = chain(error).find_map(|error| {
        let text = error.to_string();
        text.strip_prefix(TUNNEL).map(str::to_owned)
    });
    match tunnel.as_deref() {
        Some("proxy authorization required") => return FailureKind::ProxyAuthentication,
        Some("unsuccessful" | "proxy response headers too long") => {
            return FailureKind::ProxyRejected;
        }
        Some("unexpected end of file" | "io error establishing tunnel") => {
            return FailureKind::ProxyCutOff;
        }
        _ => {}
    }
    match io_kind(error) {
        _ if is_nameless(error) => FailureKind::ProxyNotFound,
        _ if is_tls => FailureKind::ProxyTls,
        Some(std::io::ErrorKind::ConnectionRefused) => FailureKind::ProxyRefused,
        _ if error.is_timeout() => FailureKind::TimedOut,
        Some(std::io::ErrorKind::UnexpectedEof | std::io::ErrorKind::ConnectionReset) => {
            FailureKind::ProxyCutOff
        }
        _ => FailureKind::ProxyUnreachable,
    }
}

fn server_kind(error: &reqwest::Error, tls: Option<&rustls::Error>) -> FailureKind {
    match io_kind(error) {
        _ if error.is_timeout() => FailureKind::TimedOut,
        _ if is_nameless(error) => FailureKind::NameNotFound,
        _ if tls.is_some() => tls.map_or(FailureKind::Tls, tls_kind),
        Some(std::io::ErrorKind::ConnectionRefused) => FailureKind::Refused,
        Some(std::io::ErrorKind::UnexpectedEof | std::io::ErrorKind::ConnectionReset) => {
            FailureKind::CutOff
        }
        _ if error.is_connect() => FailureKind::Other,
        _ if error.is_builder() => FailureKind::NotAUrl,
        _ => FailureKind::CutOff,
    }
}

fn tls_kind(error: &rustls::Error) -> FailureKind {
    match error {
        rustls::Error::InvalidCertificate(_) => FailureKind::Certificate,
        rustls::Error::AlertReceived(AlertDescription::ProtocolVersion)
        | rustls::Error::PeerIncompatible(PeerIncompatible::ServerDoesNotSupportTls12Or13)
        | rustls::Error::InvalidMessage(InvalidMessage::UnknownProtocolVersion) => {
            FailureKind::OldTls
        }
        rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType) => FailureKind::NotTls,
        _ => FailureKind::Tls,
    }
}

fn io_kind(error: &reqwest::Error) -> Option<std::io::ErrorKind> {
    chain(error)
        .filter_map(|error| error.downcast_ref::<std::io::Error>())
        .map(|error| innermost(error).kind())
        .last()
}

/// An I/O error may wrap another one, which is not among its sources.
fn innermost(error: &std::io::Error) -> &std::io::Error {
    error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<std::io::Error>())
        .map_or(error, innermost)
}

/// Whether a host name was not found. The library's resolver has no error type for it.
fn is_nameless(error: &reqwest::Error) -> bool {
    error.is_dns() || chain(error).any(|error| error.to_string() == "dns error")
}

fn chain(error: &dyn StdError) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    let mut next = error.source();
    std::iter::from_fn(move || {
        let error = next?;
        next = error.source();
        Some(error)
    })
}

/// Finds the TLS error, including inside I/O errors, which hide what they contain.
fn find_tls<'error>(error: &'error (dyn StdError + 'static)) -> Option<&'error rustls::Error> {
    error
        .downcast_ref::<rustls::Error>()
        .or_else(|| find_tls(error.downcast_ref::<std::io::Error>()?.get_ref()?))
}

/// The name without the library's wrapper: `DnsName("example.org")`.
fn bare(name: &str) -> String {
    name.split('"').nth(1).unwrap_or(name).to_owned()
}

impl CertificateFault {
    fn read(error: &rustls::Error, route: &Route<'_>) -> Self {
        let rustls::Error::InvalidCertificate(error) = error else {
            return Self::Other(error.to_string());
        };
        let time =
            |time: &UnixTime| Timestamp::from_second(i64::try_from(time.as_secs()).ok()?).ok();
        match error {
            CertificateError::Expired => Self::Expired(None),
            CertificateError::ExpiredContext { not_after, .. } => {
                let since = time(not_after);
                let own = route.shown.of(route.name).map(|shown| shown.not_after);
                if own.is_some() && own != since {
                    Self::ChainExpired(since)
                } else {
                    Self::Expired(since)
                }
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                Self::NotYetValid
            }
            CertificateError::NotValidForName => Self::OtherName(Vec::new()),
            CertificateError::NotValidForNameContext { presented, .. } => {
                Self::OtherName(presented.iter().map(|name| bare(name)).collect())
            }
            // A self-signed certificate of a CA, as `openssl req -x509` makes it, is rejected before its issuer is looked for.
            _ if route.shown.is_self_signed(route.name) => Self::SelfSigned,
            CertificateError::UnknownIssuer => Self::Untrusted {
                issuer: route.shown.last_issuer(route.name).map(Into::into),
                store: route.shown.store().into(),
            },
            other => Self::Other(other.to_string()),
        }
    }

    fn code(&self) -> &'static Code {
        match self {
            Self::Expired(_) => &tls::EXPIRED,
            Self::ChainExpired(_) => &tls::CHAIN_EXPIRED,
            Self::NotYetValid => &tls::NOT_YET_VALID,
            Self::OtherName(_) => &tls::WRONG_NAME,
            Self::SelfSigned => &tls::SELF_SIGNED,
            Self::Untrusted { .. } => &tls::UNKNOWN_ISSUER,
            Self::Other(_) => &tls::FAILED,
        }
    }

    /// The details of the certificate.
    fn reason(&self) -> Option<String> {
        match self {
            Self::Expired(Some(since)) | Self::ChainExpired(Some(since)) => Some(text!(
                tls::EXPIRED_ON,
                date = since.strftime("%Y-%m-%d %H:%M UTC")
            )),
            Self::OtherName(names) if names.is_empty() => Some(tls::WITHOUT_NAMES.to_owned()),
            Self::OtherName(names) => {
                let names: Vec<String> = names.iter().take(5).map(|name| sanitize(name)).collect();
                Some(text!(tls::FOR_OTHER_NAMES, names = names.join(", ")))
            }
            Self::Untrusted {
                issuer: Some(issuer),
                store,
            } => Some(text!(
                tls::ISSUED_BY,
                issuer = sanitize(issuer),
                store = store
            )),
            _ => None,
        }
    }
}
