//! Turns errors of sockets, TLS and tokio-postgres into diagnostics.
//!
//! The texts of servers are in `errors` and `neon`.

mod certificate;
mod violation;

use std::error::Error as _;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use super::auth::AuthViolation;
use super::errors;
use super::trace::Phase;
use crate::crypto::fill_random;

use crate::database::url::{Address, PostgresUrl};
use crate::diagnostics::Code;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::Error;
use crate::diagnostics::Retry;
use crate::diagnostics::catalog::{database, neon};
use crate::diagnostics::redaction::sanitize;
use crate::neon::host::is_neon;
use crate::{diagnostic, text};

pub use certificate::handshake;
pub use violation::explain as violation;

/// A failed attempt, and what may be tried next.
#[derive(Debug)]
pub struct Refusal {
    pub error: Error,
    /// The server may accept a connection with TLS if this was one without, or the other way round.
    pub other_encryption: bool,
    /// The host was not reached: another host of the connection string may be.
    pub unreachable: bool,
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self {
            error,
            other_encryption: false,
            unreachable: false,
        }
    }
}

impl Refusal {
    fn elsewhere(error: Error) -> Self {
        Self {
            error,
            other_encryption: false,
            unreachable: true,
        }
    }
}

/// The diagnostic and exit code for an error of tokio-postgres, from a sign-in or a query.
pub fn failure(error: tokio_postgres::Error, url: &PostgresUrl) -> Error {
    login(error, url, Phase::Query).error
}

/// Whether trying again may help.
pub fn retry(error: &Error) -> Retry {
    let code = error.diagnostic.code;
    if TRANSIENT.contains(&code) {
        return Retry::Soon;
    }
    errors::all()
        .find(|row| row.code == code)
        .map_or(Retry::No, |row| row.retry)
}

/// Errors that may be over in seconds, in addition to those of the tables.
static TRANSIENT: [&Code; 6] = [
    &database::TIMED_OUT,
    &database::CLOSED,
    &database::CONNECTION_REFUSED,
    &database::NO_ROUTE,
    &database::SOCKET_MISSING,
    &database::TABLE_LOCKED,
];

/// The pause before the next try: doubles from half a second to ten seconds, minus up to half at random, so that
/// clients do not retry in step.
pub fn pause(tries: u32) -> Duration {
    let longest = Duration::from_millis(500 << tries.min(5)).min(Duration::from_secs(10));
    let mut chance = [0];
    // Without randomness the pause is still valid.
    let _ = fill_random(&mut chance);
    longest.mul_f64(1.0 - f64::from(chance[0]) / 512.0)
}

pub fn login(error: tokio_postgres::Error, url: &PostgresUrl, phase: Phase) -> Refusal {
    if let Some(answer) = error.as_db_error() {
        let error = errors::explain(answer.into(), url);
        let other_encryption = [
            &database::TLS_REQUIRED,
            &database::HOST_NOT_ALLOWED,
            &neon::TLS_MISSING,
        ]
        .into_iter()
        .any(|code| error.diagnostic.is(code));
        return Refusal {
            error,
            other_encryption,
            unreachable: false,
        };
    }
    let cause = error
        .source()
        .and_then(|source| source.downcast_ref::<io::Error>());
    let inner = cause.and_then(io::Error::get_ref);
    if let Some(violation) = inner.and_then(|inner| inner.downcast_ref::<AuthViolation>()) {
        return violation::explain(*violation, url).into();
    }
    match (cause, error.to_string().as_str()) {
        _ if inner.is_some_and(|inner| inner.is::<rustls::Error>()) => {
            garbled(phase, inner.map(ToString::to_string)).into()
        }
        (Some(io), "error communicating with the server")
            if io.kind() != io::ErrorKind::InvalidInput =>
        {
            broken(io, phase).into()
        }
        (_, "connection closed") => broken(&io::ErrorKind::UnexpectedEof.into(), phase).into(),
        (_, "authentication error") => not_authentic(&error).into(),
        (Some(_), "error communicating with the server")
        | (_, "unexpected message from server" | "error parsing response from server") => {
            garbled(phase, cause.map(ToString::to_string)).into()
        }
        (_, text) if OUR_OWN.iter().any(|start| text.starts_with(start)) => {
            Error::bug(format!("PostgreSQL client: {text}")).into()
        }
        (_, text) => odd_answer(&sanitize(text)).into(),
    }
}

/// How tokio-postgres starts its messages about invalid requests, as opposed to invalid responses.
const OUR_OWN: [&str; 4] = [
    "error encoding",
    "error serializing",
    "expected",
    "invalid configuration",
];

/// The server's response became unreadable after a valid start.
fn garbled(phase: Phase, seen: Option<String>) -> Error {
    let mut diagnostic = diagnostic!(database::GARBLED, phase = phase.words());
    diagnostic.detail = seen.as_deref().map(sanitize);
    Error::refused(diagnostic)
}

/// The server closed the connection.
pub fn broken(error: &io::Error, phase: Phase) -> Error {
    let diagnostic = diagnostic!(database::CLOSED, phase = phase.words());
    Error::unreachable(diagnostic.observed(sanitize(&error.to_string())))
}

/// The deadline passed during a phase.
pub fn timed_out(url: &PostgresUrl, phase: Phase, limit: Duration) -> Error {
    let host = url.host.as_deref().unwrap_or("the server");
    let (reason, help) = match phase {
        Phase::Name => (Some(database::NAME_SERVERS_SILENT), database::CHECK_NETWORK),
        Phase::Tcp => (Some(database::NOTHING_ANSWERS), database::CHECK_FIREWALL),
        Phase::Tls | Phase::Authentication => (
            Some(database::ACCEPTED_AND_SILENT),
            database::CHECK_HOST_AND_PORT,
        ),
        Phase::WakeUp => (
            Some(database::PASSWORD_ACCEPTED_AND_SILENT),
            database::LONGER_TIMEOUT,
        ),
        Phase::Query => (None, database::LONGER_TIMEOUT),
    };
    let diagnostic = diagnostic!(
        database::TIMED_OUT,
        host = sanitize(host),
        seconds = (limit.as_secs_f32() * 10.0).round() / 10.0,
        phase = phase.words()
    )
    .help(help);
    let diagnostic = reason.into_iter().fold(diagnostic, Diagnostic::reason);
    Error::unreachable(if phase == Phase::Tcp {
        other_way(diagnostic, host)
    } else {
        diagnostic
    })
}

/// The host name does not resolve.
pub fn name_not_found(host: &str, error: &io::Error) -> Refusal {
    let diagnostic = diagnostic!(database::NAME_NOT_FOUND, host = sanitize(host))
        .observed(sanitize(&error.to_string()));
    Refusal::elsewhere(Error::unreachable(explain_host(diagnostic, host)))
}

/// Adds the likely mistake in a host name that does not exist.
fn explain_host(diagnostic: Diagnostic, host: &str) -> Diagnostic {
    let placeholder = ["host", "hostname", "your-host", "ep-xxx", "example"]
        .iter()
        .any(|word| host.starts_with(word))
        || host.contains("xxx");
    let last_two: Vec<&str> = host.rsplitn(3, '.').take(2).collect();
    let ending = last_two.iter().rev().copied().collect::<Vec<_>>().join(".");
    if placeholder {
        diagnostic
            .reason(database::EXAMPLE_HOST)
            .help(database::COPY_FROM_NEON)
    } else if ending == "neon.tech" {
        diagnostic.help(database::COPY_FROM_NEON)
    } else if host.starts_with("ep-") || strsim::levenshtein(&ending, "neon.tech") <= 2 {
        diagnostic
            .reason(text!(database::NOT_NEON_ENDING, ending = sanitize(&ending)))
            .help(database::COPY_FROM_NEON)
    } else if !host.contains('.') {
        diagnostic
            .reason(database::LOCAL_NAME)
            .help(database::USE_KNOWN_NAME)
    } else {
        diagnostic
    }
}

/// No address of the host accepted the connection.
pub fn not_reached(place: &Address, failures: &[(SocketAddr, io::Error)]) -> Refusal {
    let tried: Vec<String> = failures
        .iter()
        .map(|(address, error)| format!("{address}: {}", sanitize(&error.to_string())))
        .collect();
    let refused = failures
        .iter()
        .any(|(_, error)| error.kind() == io::ErrorKind::ConnectionRefused);
    let host = place.host.as_str();
    let place = format!("{}:{}", sanitize(host), place.port);
    let own = failures
        .iter()
        .all(|(address, _)| address.ip().is_loopback());
    let diagnostic = if refused && own && in_container(Path::new("/")) {
        diagnostic!(database::CONNECTION_REFUSED, address = place)
            .reason(database::CONTAINER_ITSELF)
            .help(database::NAME_THE_CONTAINER)
    } else if refused {
        diagnostic!(database::CONNECTION_REFUSED, address = place)
    } else {
        diagnostic!(database::NO_ROUTE, address = place)
    };
    Refusal::elsewhere(Error::unreachable(other_way(
        diagnostic.observed(tried.join("; ")),
        host,
    )))
}

/// Whether this is a container: Docker and Podman create a marker file.
fn in_container(root: &Path) -> bool {
    [".dockerenv", "run/.containerenv"]
        .iter()
        .any(|file| root.join(file).exists())
}

/// Suggests Neon's other port, which shows whether only this one is blocked.
fn other_way(diagnostic: Diagnostic, host: &str) -> Diagnostic {
    if is_neon(host) {
        diagnostic.command(database::OVER_HTTPS)
    } else {
        diagnostic
    }
}

/// The Unix socket cannot be opened.
pub fn socket_file(path: &str, error: &io::Error) -> Refusal {
    let diagnostic = diagnostic!(database::SOCKET_MISSING, path = sanitize(path))
        .observed(sanitize(&error.to_string()));
    Refusal::elsewhere(Error::unreachable(diagnostic))
}

/// The connection string has an empty list of hosts.
pub fn no_host() -> Error {
    Error::settings(diagnostic!(database::HOST_MISSING))
}

/// TLS is required but the server does not offer it.
pub fn without_tls(place: &Address) -> Error {
    let address = format!("{}:{}", sanitize(&place.host), place.port);
    Error::refused(diagnostic!(database::TLS_NOT_OFFERED, address = address))
}

/// The server does not offer TLS: that its pg_hba.conf allows no connection without TLS is not a reason to ask for it.
pub fn tls_was_refused(refusal: Refusal, url: &PostgresUrl) -> Refusal {
    if !refusal.error.diagnostic.is(&database::TLS_REQUIRED) {
        return refusal;
    }
    let named = |value: Option<&String>| {
        value.map_or_else(|| database::OWN_NAME.to_owned(), |value| sanitize(value))
    };
    let diagnostic = diagnostic!(
        database::HOST_NOT_ALLOWED,
        role = named(url.user.as_ref()),
        database = named(url.database.as_ref().or(url.user.as_ref()))
    );
    let mut diagnostic = diagnostic.reason(database::NO_TLS_TO_ALLOW);
    diagnostic.detail = refusal.error.diagnostic.detail;
    Error::refused(diagnostic).into()
}

/// Problems that only the server's operator can fix. At Neon you cannot.
static OF_THE_SERVER: [&Code; 18] = [
    &database::CONNECTION_REFUSED,
    &database::TLS_NOT_OFFERED,
    &database::TLS_FAILED,
    &database::CERTIFICATE_EXPIRED,
    &database::CERTIFICATE_NOT_YET_VALID,
    &database::CERTIFICATE_SELF_SIGNED,
    &database::CERTIFICATE_INVALID,
    &database::CLIENT_CERTIFICATE_REQUIRED,
    &database::METHOD_UNSUPPORTED,
    &database::HOST_NOT_ALLOWED,
    &database::OTHER_AUTHENTICATION,
    &database::CLOSED_TO_CONNECTIONS,
    &database::SCRAM_ROUNDS,
    &database::AUTH_METHOD_NOT_ALLOWED,
    &database::POOLER_CANNOT_CONNECT,
    &database::POOLER_MISCONFIGURED,
    &database::POOLER_PASSWORD,
    &database::STORAGE_FULL,
];

/// Replaces help that is impossible at Neon, where you cannot configure the server.
pub fn at_neon(mut error: Error, url: &PostgresUrl) -> Error {
    let at_neon = url.host.as_deref().is_some_and(is_neon);
    if at_neon && OF_THE_SERVER.iter().any(|code| error.diagnostic.is(code)) {
        error.diagnostic.fix.get_or_insert_default().text = database::AT_NEON.to_owned();
    }
    error
}

/// A response that PostgreSQL never sends.
pub fn odd_answer(what: &str) -> Error {
    Error::refused(diagnostic!(database::ANSWER_UNEXPECTED, answer = what))
}

/// The other side is not PostgreSQL.
pub fn not_postgres() -> Error {
    Error::refused(diagnostic!(database::NOT_POSTGRES))
}

/// `channel_binding=require` without TLS, or with a certificate that defines no binding.
pub fn channel_binding_impossible(tls: bool) -> Error {
    let reason = if tls {
        database::NO_BINDING_DEFINED
    } else {
        database::NO_TLS
    };
    Error::refused(diagnostic!(database::CHANNEL_BINDING_IMPOSSIBLE).reason(reason))
}

fn not_authentic(error: &tokio_postgres::Error) -> Error {
    let cause = error.source().map(|source| sanitize(&source.to_string()));
    let unsupported = cause
        .as_deref()
        .is_some_and(|text| text.contains("unsupported"));
    let mut diagnostic = if unsupported {
        diagnostic!(database::METHOD_UNSUPPORTED)
    } else {
        diagnostic!(database::SERVER_NOT_AUTHENTIC)
    };
    diagnostic.detail = cause;
    Error::refused(diagnostic)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{in_container, pause};

    #[test]
    fn detects_containers_by_their_marker_file() {
        let root = tempfile::tempdir().unwrap();
        assert!(!in_container(root.path()));
        std::fs::create_dir(root.path().join("run")).unwrap();
        std::fs::write(root.path().join("run/.containerenv"), "").unwrap();
        assert!(in_container(root.path()));
    }

    #[test]
    fn pauses_grow_to_ten_seconds_with_jitter() {
        for (tries, longest) in [(0, 500), (1, 1000), (4, 8000), (5, 10_000), (1000, 10_000)] {
            let pauses: Vec<Duration> = (0..50).map(|_| pause(tries)).collect();
            let range = Duration::from_millis(longest / 2)..=Duration::from_millis(longest);
            assert!(
                pauses.iter().all(|pause| range.contains(pause)),
                "{tries}: {pauses:?}"
            );
            assert!(
                pauses.iter().any(|pause| *pause != pauses[0]),
                "{tries}: {pauses:?}"
            );
        }
    }
}
