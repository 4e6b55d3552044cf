//! What every failure of a connection or a query means.
//!
//! Owns turning errors of sockets, TLS and tokio-postgres into findings. The texts of servers are known by the tables of `errors` and `neon`.

mod certificate;
mod objection;

use std::error::Error as _;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use super::errors::{self, clean};
use super::login::Objection;
use super::trace::Phase;
use ring::rand::{SecureRandom, SystemRandom};

use crate::database::url::{Address, PostgresUrl};
use crate::error::Error;
use crate::finding::Finding;
use crate::neon::errors::Waiting;
use crate::neon::host::is_neon;

pub use certificate::handshake;

/// A failed attempt, and what may be tried next.
#[derive(Debug)]
pub struct Refusal {
    /// What to tell the person.
    pub error: Error,
    /// The server may let in whoever comes with TLS instead of without, or the other way round.
    pub other_encryption: bool,
    /// Nobody was reached there: another host of the URL may be.
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

/// Turns an error of tokio-postgres, of a login or a query, into a finding with its exit code.
pub fn failure(error: tokio_postgres::Error, url: &PostgresUrl) -> Error {
    login(error, url, Phase::Query).error
}

/// Whether the same may work when it is tried again, as far as the answer tells.
pub fn waiting(error: &Error) -> Waiting {
    match error.finding.id {
        "database.timed-out"
        | "database.closed"
        | "database.refused"
        | "database.no-route"
        | "database.socket-missing" => Waiting::Soon,
        id => errors::all()
            .find(|row| row.id == id)
            .map_or(Waiting::Never, |row| row.waiting),
    }
}

/// How long to wait before the next try: twice as long each time from half a second to ten, and by chance up to a half shorter, so that
/// many who wait for the same server do not come all at once.
pub fn pause(tries: u32) -> Duration {
    let longest = Duration::from_millis(500 << tries.min(5)).min(Duration::from_secs(10));
    let mut chance = [0];
    // Without chance it is only less kind to the server.
    let _ = SystemRandom::new().fill(&mut chance);
    longest.mul_f64(1.0 - f64::from(chance[0]) / 512.0)
}

/// An error of tokio-postgres in a phase.
pub fn login(error: tokio_postgres::Error, url: &PostgresUrl, phase: Phase) -> Refusal {
    if let Some(answer) = error.as_db_error() {
        let error = errors::finding(answer.into(), url);
        let other_encryption = matches!(
            error.finding.id,
            "database.tls-required" | "database.host-not-allowed" | "neon.tls-missing"
        );
        return Refusal {
            error,
            other_encryption,
            unreachable: false,
        };
    }
    let beneath = error
        .source()
        .and_then(|source| source.downcast_ref::<io::Error>());
    let inner = beneath.and_then(io::Error::get_ref);
    if let Some(objection) = inner.and_then(|inner| inner.downcast_ref::<Objection>()) {
        return objection::finding(*objection, url).into();
    }
    match (beneath, error.to_string().as_str()) {
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
            garbled(phase, beneath.map(ToString::to_string)).into()
        }
        (_, text) => Error::bug(format!("PostgreSQL client: {text}")).into(),
    }
}

/// What comes cannot be understood, although it began as it should.
fn garbled(phase: Phase, seen: Option<String>) -> Error {
    let title = format!(
        "the server's answer during the {} cannot be understood",
        phase.words()
    );
    let mut finding = Finding::fail("database.garbled", title)
        .cause("something between here and the server changes what is sent, or what answers only resembles PostgreSQL")
        .fix("try from another network; check host and port of the database URL");
    finding.detail = seen.as_deref().map(clean);
    Error::refused(finding)
}

/// The other side broke off.
pub fn broken(error: &io::Error, phase: Phase) -> Error {
    let title = format!(
        "the server closed the connection during the {}",
        phase.words()
    );
    let finding = Finding::fail("database.closed", title)
        .detail(clean(&error.to_string()))
        .cause(match phase {
            Phase::Query => "the server was restarted, or something in between (a pooler, a firewall) cut the connection",
            _ => "the server is overloaded or restarting, the port is of another program, or a firewall cut the connection",
        })
        .fix("try again; if it stays so, check host and port of the database URL");
    Error::unreachable(finding)
}

/// The deadline passed in a phase.
pub fn timed_out(url: &PostgresUrl, phase: Phase, limit: Duration) -> Error {
    let host = url.host.as_deref().unwrap_or("the server");
    let (cause, fix) = match phase {
        Phase::Name => (
            "the name servers of this network do not answer",
            "check the network connection",
        ),
        Phase::Tcp => (
            "nothing answers at that address and port: a firewall drops the packets, or the host is off",
            "check host and port of the database URL, and whether this network lets port 5432 out",
        ),
        Phase::Tls | Phase::Authentication => (
            "something accepts connections there and then says nothing: another program, or an overloaded server",
            "check host and port of the database URL",
        ),
        Phase::WakeUp => (
            "the password was proved and nothing came back: on Neon the database does not start, elsewhere the server is overloaded",
            "try again with a longer --timeout, such as 60s",
        ),
        Phase::Query => (
            "the server is busy, or a lock is held",
            "try again with a longer --timeout, such as 60s",
        ),
    };
    let seconds = (limit.as_secs_f32() * 10.0).round() / 10.0;
    let title = format!(
        "{host} did not answer within {seconds} s during the {}",
        phase.words()
    );
    let finding = Finding::fail("database.timed-out", title)
        .cause(cause)
        .fix(fix);
    Error::unreachable(if phase == Phase::Tcp {
        other_way(finding, host)
    } else {
        finding
    })
}

/// The host's name has no address.
pub fn name_not_found(host: &str, error: &io::Error) -> Refusal {
    let (cause, fix) = hint(host);
    let finding = Finding::fail(
        "database.name-not-found",
        format!("no address is known for the host {}", clean(host)),
    );
    Refusal::elsewhere(Error::unreachable(
        finding
            .detail(clean(&error.to_string()))
            .cause(cause)
            .fix(fix),
    ))
}

/// What is probably wrong with a host that does not exist.
fn hint(host: &str) -> (String, String) {
    let copy = "copy the connection string again from the Neon console (Connect)".to_owned();
    let placeholder = ["host", "hostname", "your-host", "ep-xxx", "example"]
        .iter()
        .any(|word| host.starts_with(word))
        || host.contains("xxx");
    let last_two: Vec<&str> = host.rsplitn(3, '.').take(2).collect();
    let ending = last_two.iter().rev().copied().collect::<Vec<_>>().join(".");
    if placeholder {
        return ("it is the placeholder of an example".to_owned(), copy);
    }
    if ending == "neon.tech" {
        return (
            "the endpoint was deleted or is mistyped, or there is no network".to_owned(),
            copy,
        );
    }
    if host.starts_with("ep-") || strsim::levenshtein(&ending, "neon.tech") <= 2 {
        return (
            format!("the host of a Neon database ends with .neon.tech, not with .{ending}"),
            copy,
        );
    }
    if !host.contains('.') {
        let cause = format!(
            "\"{host}\" is a name that only some networks know, such as a service of docker compose"
        );
        return (
            cause,
            "use a name that this machine can look up, such as localhost".to_owned(),
        );
    }
    (
        "the name is mistyped, or there is no network".to_owned(),
        "check the host of the database URL and the network connection".to_owned(),
    )
}

/// No address of a host took the connection.
pub fn not_reached(place: &Address, failures: &[(SocketAddr, io::Error)]) -> Refusal {
    let tried: Vec<String> = failures
        .iter()
        .map(|(address, error)| format!("{address}: {}", clean(&error.to_string())))
        .collect();
    let refused = failures
        .iter()
        .any(|(_, error)| error.kind() == io::ErrorKind::ConnectionRefused);
    let host = place.host.as_str();
    let place = format!("{}:{}", clean(host), place.port);
    let finding = if refused {
        Finding::fail("database.refused", format!("{place} refuses connections"))
            .cause("no server listens there: it is not started, or the port is another")
            .fix("start the server, or correct host and port in the database URL (PostgreSQL's port is 5432 unless changed)")
    } else {
        Finding::fail("database.no-route", format!("{place} cannot be reached from this network"))
            .cause("there is no way to that address: no network, a VPN that is off, or an IPv6 address without IPv6")
            .fix("check the network connection and the host of the database URL")
    };
    Refusal::elsewhere(Error::unreachable(other_way(
        finding.detail(tried.join("; ")),
        host,
    )))
}

/// Neon answers on another port too, which tells whether only this one is blocked.
fn other_way(finding: Finding, host: &str) -> Finding {
    if is_neon(host) {
        finding.command("navauth verify-connection --over https")
    } else {
        finding
    }
}

/// A Unix socket that cannot be opened.
pub fn socket_file(path: &str, error: &io::Error) -> Refusal {
    let finding = Finding::fail("database.socket-missing", format!("no server listens on the socket {}", clean(path)))
        .detail(clean(&error.to_string()))
        .cause("the database URL names no host, so the local socket is tried, or host= is a folder without one")
        .fix("start the server, or write a host into the database URL");
    Refusal::elsewhere(Error::unreachable(finding))
}

/// The URL has an empty list of hosts.
pub fn no_host() -> Error {
    Error::settings(
        Finding::fail("database.host-missing", "the database URL names no host")
            .fix("write postgresql://user:password@host/database"),
    )
}

/// TLS is asked for and not offered.
pub fn without_tls(place: &Address) -> Error {
    let finding =
        Finding::fail("database.tls-not-offered", format!("the server at {}:{} does not speak TLS", clean(&place.host), place.port))
            .cause("the database URL demands TLS (sslmode), and this server has none configured")
            .fix("switch TLS on at the server (ssl = on); only for a server on this machine, write sslmode=disable into the database URL");
    Error::refused(finding)
}

/// What answers is not PostgreSQL.
pub fn not_postgres() -> Error {
    let finding = Finding::fail("database.not-postgres", "what answers there is not a PostgreSQL server")
        .cause("the port is of another program, such as a web server, or something in between changes what is sent")
        .fix("check host and port of the database URL (PostgreSQL's port is 5432 unless changed)");
    Error::refused(finding)
}

/// `channel_binding=require` where there is nothing to bind to.
pub fn channel_binding_impossible(tls: bool) -> Error {
    let cause = match tls {
        true => {
            "the server's certificate is signed in a way for which no binding is defined (RFC 5929)"
        }
        false => "the connection is without TLS, so that there is no channel to bind to",
    };
    let finding = Finding::fail(
        "database.channel-binding-impossible",
        "channel_binding=require cannot be met",
    )
    .cause(cause);
    Error::refused(finding.fix("let the server speak TLS with an RSA or ECDSA certificate, or write channel_binding=prefer"))
}

fn not_authentic(error: &tokio_postgres::Error) -> Error {
    let beneath = error.source().map(|source| clean(&source.to_string()));
    let (id, title, cause) = if beneath
        .as_deref()
        .is_some_and(|text| text.contains("unsupported"))
    {
        (
            "database.method-unsupported",
            "the server asks for a way of authentication that navauth does not speak",
            "it uses Kerberos, OAuth or certificates",
        )
    } else {
        (
            "database.server-not-authentic",
            "the server could not prove that it knows the password",
            "something in between pretends to be the server, or the server broke off the proof",
        )
    };
    let mut finding = Finding::fail(id, title)
        .cause(cause)
        .fix("check host and port; let the role log in by password (pg_hba.conf: scram-sha-256)");
    finding.detail = beneath;
    Error::refused(finding)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::pause;

    #[test]
    fn pauses_grow_to_ten_seconds_and_differ() {
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
