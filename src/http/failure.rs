//! Why there was no answer.
//!
//! Owns telling the ways apart and what they mean to a person. Names the host, never the URL.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use rustls::CertificateError;
use rustls::pki_types::UnixTime;

use crate::diagnostics::Diagnostic;
use crate::diagnostics::Error;
use crate::diagnostics::catalog::http;
use crate::diagnostics::redaction::sanitize;

/// Why there was no answer.
#[derive(Debug)]
pub struct Failure {
    /// What failed.
    pub kind: FailureKind,
    /// The host, with its port where that is not the usual one.
    pub host: String,
    /// What was seen, where it says more; without any URL.
    pub detail: Option<String>,
    /// What is wrong with the server's certificate, where that is why.
    pub certificate: Option<CertificateFault>,
}

/// What is wrong with a server's certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateFault {
    /// Its time is over; since when, where that is known.
    Expired(Option<Timestamp>),
    /// Its time has not begun.
    NotYetValid,
    /// It is for other names than the one that was asked for: these, where they are known.
    OtherName(Vec<String>),
    /// No authority that is trusted here has signed it.
    Untrusted,
    /// Something else, in the words of the library.
    Other(String),
}

/// The ways in which a request can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// The address is not an absolute http or https URL.
    NotAUrl,
    /// Plain http to a host that is not this machine.
    Insecure,
    /// The name of the host was not found.
    NameNotFound,
    /// Nothing listens there, or a firewall says no.
    Refused,
    /// No answer within the deadline.
    TimedOut,
    /// TLS could not be set up: a certificate that is not trusted, or another protocol.
    Tls,
    /// The connection ended before the answer was whole.
    CutOff,
    /// The answer is larger than [`super::LARGEST_BODY`].
    TooLarge,
    /// Anything else.
    Other,
}

impl Failure {
    /// A failure of which nothing more is known.
    pub(super) fn of(kind: FailureKind, host: &str) -> Self {
        Self {
            kind,
            host: host.to_owned(),
            detail: None,
            certificate: None,
        }
    }

    /// Tells from the client's error what failed.
    pub(super) fn read(error: reqwest::Error, host: &str, deadline: Duration) -> Self {
        let error = error.without_url();
        let beneath = || chain(&error);
        let io = beneath()
            .filter_map(|error| error.downcast_ref::<std::io::Error>())
            .map(std::io::Error::kind)
            .last();
        let tls = beneath().find_map(find_tls);
        let last = beneath().last().map(ToString::to_string);
        // The resolver in use here is told apart by its text alone.
        let nameless = error.is_dns() || beneath().any(|error| error.to_string() == "dns error");
        let (kind, detail) = match io {
            _ if error.is_timeout() => (
                FailureKind::TimedOut,
                Some(format!("no answer within {deadline:?}")),
            ),
            _ if nameless => (FailureKind::NameNotFound, None),
            _ if tls.is_some() => (FailureKind::Tls, tls.map(ToString::to_string)),
            Some(std::io::ErrorKind::ConnectionRefused) => (FailureKind::Refused, None),
            _ if error.is_connect() => (FailureKind::Other, last),
            _ if error.is_builder() => (FailureKind::NotAUrl, None),
            _ => (FailureKind::CutOff, last),
        };
        Self {
            kind,
            host: host.to_owned(),
            detail,
            certificate: tls.and_then(CertificateFault::read),
        }
    }

    /// What failed as an error that ends a command.
    pub fn error(self, purpose: &str) -> Error {
        let finding = self.finding(purpose);
        match self.kind {
            FailureKind::NotAUrl | FailureKind::Insecure => Error::settings(finding),
            _ => Error::unreachable(finding),
        }
    }

    /// What failed as a finding; `purpose` says what was asked for, such as "the token endpoint of GitHub".
    pub fn finding(&self, purpose: &str) -> Diagnostic {
        let code = match self.kind {
            FailureKind::NotAUrl => &http::NOT_A_URL,
            FailureKind::Insecure => &http::INSECURE,
            FailureKind::NameNotFound => &http::NAME_NOT_FOUND,
            FailureKind::Refused => &http::REFUSED,
            FailureKind::TimedOut => &http::TIMED_OUT,
            FailureKind::Tls => &http::TLS,
            FailureKind::CutOff => &http::CUT_OFF,
            FailureKind::TooLarge => &http::TOO_LARGE,
            FailureKind::Other => &http::UNREACHABLE,
        };
        let server = if self.host.is_empty() {
            purpose.to_owned()
        } else {
            format!("{purpose} ({})", self.host)
        };
        let finding = code.diagnostic(&[("server", &server)]);
        match &self.detail {
            Some(detail) => finding.observed(sanitize(detail)),
            None => finding,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?} {}", self.kind, self.host)
    }
}

impl StdError for Failure {}

fn chain(error: &dyn StdError) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    let mut next = error.source();
    std::iter::from_fn(move || {
        let error = next?;
        next = error.source();
        Some(error)
    })
}

/// What TLS says of itself, wherever it is wrapped: the errors of input and output hide what they hold.
fn find_tls<'error>(error: &'error (dyn StdError + 'static)) -> Option<&'error rustls::Error> {
    error
        .downcast_ref::<rustls::Error>()
        .or_else(|| find_tls(error.downcast_ref::<std::io::Error>()?.get_ref()?))
}

/// A name without the kind that the library writes around it: `DnsName("example.org")`.
fn bare(name: &str) -> String {
    name.split('"').nth(1).unwrap_or(name).to_owned()
}

impl CertificateFault {
    fn read(error: &rustls::Error) -> Option<Self> {
        let rustls::Error::InvalidCertificate(error) = error else {
            return None;
        };
        let time =
            |time: &UnixTime| Timestamp::from_second(i64::try_from(time.as_secs()).ok()?).ok();
        Some(match error {
            CertificateError::Expired => Self::Expired(None),
            CertificateError::ExpiredContext { not_after, .. } => Self::Expired(time(not_after)),
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                Self::NotYetValid
            }
            CertificateError::NotValidForName => Self::OtherName(Vec::new()),
            CertificateError::NotValidForNameContext { presented, .. } => {
                Self::OtherName(presented.iter().map(|name| bare(name)).collect())
            }
            CertificateError::UnknownIssuer => Self::Untrusted,
            other => Self::Other(other.to_string()),
        })
    }
}
