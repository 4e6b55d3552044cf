//! Connects to a PostgreSQL server, phase by phase: name lookup, TCP, TLS by `sslmode`, authentication.
//!
//! Each phase is timed, and one deadline covers them all. tokio-postgres implements the protocol, on a stream that is
//! already open.

pub(crate) mod auth;
mod dial;
mod errors;
mod failure;
mod plan;
mod trace;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::JoinHandle;
use tokio_postgres::Client;

use self::auth::{AuthObservations, InspectedStream, Negotiated, Stream};
use self::dial::NetworkScope;
use self::failure::Refusal;
use self::plan::Plan;
use super::tls;
use super::url::{Address, PostgresUrl, SslMode};
use crate::diagnostic;
use crate::diagnostics::catalog::database;
use crate::diagnostics::{Error, Result};

pub use self::auth::Method;
pub use self::errors::{ServerError, all as known_answers, explain as explain_error, page};
pub use self::failure::{odd_answer, pause, retry, timed_out};
pub use self::plan::check_roots;
pub use self::trace::{Exchange, Phase, RoundTrip, Span, Trace, milliseconds, without_latency};

/// An open connection. [`Connection::close`] sends Terminate; dropping it only closes the socket.
pub struct Connection {
    /// Sends queries. Through a transaction pooler only `simple_query`, `batch_execute` and `query_typed` are safe:
    /// no named statements.
    pub client: Client,
    pub facts: Facts,
    /// The phases; the first query can be added.
    pub trace: Trace,
    seen: Arc<AuthObservations>,
    task: JoinHandle<()>,
}

/// Facts about a connection.
#[derive(Clone, Debug, Serialize)]
pub struct Facts {
    /// The host of the connection string, or the folder of a Unix socket.
    pub host: String,
    pub port: u16,
    /// The IP address that answered; None for a Unix socket.
    pub address: Option<String>,
    /// Whether the address is on the public internet.
    pub public: bool,
    /// Facts about TLS; None without TLS.
    pub tls: Option<tls::Facts>,
    /// How the server authenticated the role.
    pub authentication: Method,
    /// The server's version, such as `16.4`.
    pub server_version: Option<String>,
    /// The time from the name lookup until the server was ready.
    #[serde(rename = "connect_ms", serialize_with = "trace::milliseconds")]
    pub took: Duration,
}

impl Connection {
    /// The error for a failed query: navauth's own reason, if it aborted the connection.
    pub fn failure(&self, error: tokio_postgres::Error, url: &PostgresUrl) -> Error {
        match self.seen.violation() {
            Some(violation) => failure::violation(violation, url),
            None => behind_the_pooler(failure::failure(error, url), &self.seen),
        }
    }

    /// Allows responses of any size. The caller must read rows one by one and keep none.
    pub fn allow_stream(&self) {
        self.seen.allow_stream();
    }

    /// Closes the connection without retry for the server.
    pub async fn close(self) {
        drop(self.client);
        // Terminate is two small writes; a stalled network must not delay the exit.
        let _ = tokio::time::timeout(Duration::from_millis(200), self.task).await;
    }
}

/// Connects within `deadline`, which covers all phases; the URL's `connect_timeout` may shorten it.
///
/// Exit 3 if the connection string is invalid, 4 if the server refused, 5 if it was not reached in time.
pub async fn connect(url: &PostgresUrl, deadline: Duration) -> Result<Connection> {
    connect_traced(url, deadline, &Trace::begin()).await
}

/// As [`connect`], recording the phases in `trace`, so that they are available after a failure too.
pub async fn connect_traced(
    url: &PostgresUrl,
    deadline: Duration,
    trace: &Trace,
) -> Result<Connection> {
    let plan = Plan::read(url)?;
    let limit = plan
        .timeout
        .map_or(deadline, |timeout| timeout.min(deadline));
    let attempt = Attempt {
        url,
        plan: &plan,
        trace: trace.clone(),
    };
    let connected = tokio::time::timeout(limit, attempt.run()).await;
    let connected =
        connected.unwrap_or_else(|_| Err(failure::timed_out(url, trace.phase(), limit)));
    trace.leave();
    connected.map_err(|error| failure::at_neon(error, url))
}

/// The password was accepted, then called wrong: the connection pooler accepted it, but its own password for the
/// server is wrong.
fn behind_the_pooler(error: Error, seen: &AuthObservations) -> Error {
    if seen.accepted_password() && error.diagnostic.is(&database::WRONG_PASSWORD) {
        let diagnostic = diagnostic!(database::POOLER_PASSWORD);
        let diagnostic = error
            .diagnostic
            .detail
            .iter()
            .fold(diagnostic, |diagnostic, detail| {
                diagnostic.observed(detail.clone())
            });
        return Error::refused(diagnostic);
    }
    error
}

/// One attempt to connect.
struct Attempt<'plan> {
    url: &'plan PostgresUrl,
    plan: &'plan Plan,
    trace: Trace,
}

/// An open socket and its peer.
struct Socket {
    stream: Box<dyn Stream>,
    place: Address,
    address: Option<SocketAddr>,
}

impl Socket {
    fn scope(&self) -> NetworkScope {
        self.address.map_or(NetworkScope::Local, |address| {
            NetworkScope::of(address.ip())
        })
    }
}

impl Attempt<'_> {
    async fn run(&self) -> Result<Connection> {
        let mut last = None;
        for place in &self.plan.addresses {
            match self.negotiate(place).await {
                Err(refusal) if refusal.unreachable => last = Some(refusal),
                done => return done.map_err(|refusal| refusal.error),
            }
        }
        Err(last.map_or_else(failure::no_host, |refusal| refusal.error))
    }

    /// Connects with or without TLS, and retries the other way if `sslmode` allows it and the server refused for that
    /// reason.
    async fn negotiate(&self, place: &Address) -> Result<Connection, Refusal> {
        let on_socket = place.host.starts_with('/');
        match self.plan.mode {
            _ if on_socket => self.plain(place).await,
            SslMode::Disable => self.plain(place).await,
            SslMode::Allow => match self.plain(place).await {
                Err(refusal) if refusal.other_encryption => self.encrypted(place).await,
                done => done,
            },
            SslMode::Prefer => match self.encrypted(place).await {
                Err(refusal) if refusal.other_encryption => {
                    self.plain(place).await.map_err(|_| refusal)
                }
                done => done,
            },
            SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => {
                self.encrypted(place).await
            }
        }
    }

    async fn plain(&self, place: &Address) -> Result<Connection, Refusal> {
        let socket = self.open(place).await?;
        self.log_in(socket, None).await
    }

    async fn encrypted(&self, place: &Address) -> Result<Connection, Refusal> {
        let Socket {
            mut stream,
            place,
            address,
        } = self.open(place).await?;
        self.trace.enter(Phase::Tls);
        match self.ask_for_tls(&mut stream).await? {
            true => {}
            false if self.plan.mode <= SslMode::Prefer => {
                let socket = Socket {
                    stream,
                    place,
                    address,
                };
                return self
                    .log_in(socket, None)
                    .await
                    .map_err(|refusal| failure::tls_was_refused(refusal, self.url));
            }
            false => return Err(failure::without_tls(&place).into()),
        }
        let shaken = tls::handshake(stream, &place.host, &self.plan.policy)
            .await
            .map_err(Refusal::from)?;
        let tls::Handshake {
            stream,
            facts,
            end_point,
        } = shaken.map_err(|failure| failure::handshake(&place, failure))?;
        self.log_in(
            Socket {
                stream: Box::new(stream),
                place,
                address,
            },
            Some((facts, end_point)),
        )
        .await
    }

    async fn open(&self, place: &Address) -> Result<Socket, Refusal> {
        if place.host.starts_with('/') {
            return self.open_socket_file(place).await;
        }
        self.trace.enter(Phase::Name);
        let addresses = match self.plan.host_address {
            Some(address) => vec![SocketAddr::new(address, place.port)],
            None => dial::look_up(&place.host, place.port)
                .await
                .map_err(|error| failure::name_not_found(&place.host, &error))?,
        };
        self.trace.enter(Phase::Tcp);
        let connected = dial::dial(&addresses)
            .await
            .map_err(|failures| failure::not_reached(place, &failures))?;
        self.trace.set_round_trip(Some(RoundTrip {
            took: connected.took,
            exchange: Exchange::TcpHandshake,
        }));
        Ok(Socket {
            stream: Box::new(connected.stream),
            place: place.clone(),
            address: Some(connected.address),
        })
    }

    #[cfg(unix)]
    async fn open_socket_file(&self, place: &Address) -> Result<Socket, Refusal> {
        self.trace.enter(Phase::Tcp);
        self.trace.set_round_trip(None);
        let path = format!(
            "{}/.s.PGSQL.{}",
            place.host.trim_end_matches('/'),
            place.port
        );
        let stream = tokio::net::UnixStream::connect(&path)
            .await
            .map_err(|error| failure::socket_file(&path, &error))?;
        Ok(Socket {
            stream: Box::new(stream),
            place: place.clone(),
            address: None,
        })
    }

    #[cfg(not(unix))]
    async fn open_socket_file(&self, place: &Address) -> Result<Socket, Refusal> {
        Err(failure::socket_file(&place.host, &std::io::ErrorKind::Unsupported.into()).into())
    }

    /// Sends SSLRequest (PostgreSQL manual, "SSL Session Encryption"); returns whether the server offers TLS.
    async fn ask_for_tls(&self, stream: &mut Box<dyn Stream>) -> Result<bool, Refusal> {
        const REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];
        let mut answer = [0];
        let started = Instant::now();
        let asked = async {
            stream.write_all(&REQUEST).await?;
            stream.read_exact(&mut answer).await
        };
        asked
            .await
            .map_err(|error| failure::broken(&error, Phase::Tls))?;
        self.trace.set_round_trip(Some(RoundTrip {
            took: started.elapsed(),
            exchange: Exchange::SslRequest,
        }));
        match answer[0] {
            b'S' => Ok(true),
            b'N' => Ok(false),
            // An error in place of the response, such as "too many clients": let tokio-postgres parse it.
            b'E' => Err(self.read_refusal(stream).await),
            _ => Err(failure::not_postgres().into()),
        }
    }

    async fn read_refusal(&self, stream: &mut Box<dyn Stream>) -> Refusal {
        const LONGEST: u64 = 8192;
        let mut bytes = vec![b'E'];
        // The bytes that arrived count, even if the connection then breaks.
        let _ = stream.take(LONGEST).read_to_end(&mut bytes).await;
        let stream = tokio::io::join(std::io::Cursor::new(bytes), tokio::io::sink());
        let stream = InspectedStream::new(
            Box::new(stream),
            None,
            self.plan.rules(NetworkScope::Local, false),
            self.trace.clone(),
        );
        let read = self.plan.config().connect_raw(stream, Negotiated).await;
        read.err().map_or_else(
            || failure::not_postgres().into(),
            |error| failure::login(error, self.url, Phase::Tls),
        )
    }

    async fn log_in(
        &self,
        socket: Socket,
        tls: Option<(tls::Facts, Option<Vec<u8>>)>,
    ) -> Result<Connection, Refusal> {
        let scope = socket.scope();
        let rules = self.plan.rules(scope, tls.is_some());
        let (tls, end_point) =
            tls.map_or((None, None), |(facts, end_point)| (Some(facts), end_point));
        if rules.needs_channel_binding && end_point.is_none() {
            return Err(failure::channel_binding_impossible(tls.is_some()).into());
        }
        self.trace.enter(Phase::Authentication);
        let stream = InspectedStream::new(socket.stream, end_point, rules, self.trace.clone());
        let seen = stream.seen();
        let connected = self.plan.config().connect_raw(stream, Negotiated).await;
        let (client, connection) = connected.map_err(|error| {
            let refusal = failure::login(error, self.url, self.trace.phase());
            Refusal {
                error: behind_the_pooler(refusal.error, &seen),
                ..refusal
            }
        })?;
        let authentication = seen.method().unwrap_or(Method::Trust);
        let last = self.trace.spans().last().copied();
        let facts = Facts {
            host: socket.place.host,
            port: socket.place.port,
            address: socket.address.map(|address| address.ip().to_string()),
            public: scope == NetworkScope::Public,
            tls,
            authentication,
            server_version: connection.parameter("server_version").map(str::to_owned),
            took: last.map_or(Duration::ZERO, |span| span.start + span.took),
        };
        // The task ends when the client is dropped; its errors are reported by the client's queries.
        let task = tokio::spawn(async move { drop(connection.await) });
        Ok(Connection {
            client,
            facts,
            trace: self.trace.clone(),
            seen,
            task,
        })
    }
}
