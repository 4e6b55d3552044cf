//! Connections to a PostgreSQL server, phase by phase.
//!
//! Owns name lookup, TCP, TLS by `sslmode` and the login, each with its time, under one deadline; and what every failure means. The
//! protocol is tokio-postgres's, which is handed a stream that is open already. Tables and queries belong to its users.

mod dial;
mod errors;
mod failure;
pub(crate) mod login;
mod plan;
mod trace;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_postgres::Client;

use self::dial::Reach;
use self::failure::Refusal;
use self::login::{Negotiated, Seen, Stream, Watched};
use self::plan::Plan;
use super::tls;
use super::url::{Address, PostgresUrl, SslMode};
use crate::diagnostic;
use crate::diagnostics::catalog::database;
use crate::diagnostics::{Error, Result};

pub use self::errors::{Said, all as known_answers, finding as refusal, page};
pub use self::failure::{odd_answer, pause, timed_out, waiting};
pub use self::login::Method;
pub use self::trace::{Phase, Span, Trace, milliseconds, without_latency};
pub use crate::neon::errors::Waiting;

/// An open connection. [`Connection::close`] ends it politely; dropping it ends it too.
pub struct Connection {
    /// Sends queries. Through a transaction pooler only `simple_query`, `batch_execute` and `query_typed` are safe: no named statements.
    pub client: Client,
    /// What was seen while connecting.
    pub facts: Facts,
    /// The phases, to which the first query can be added.
    pub trace: Trace,
    seen: Arc<Seen>,
    task: JoinHandle<()>,
}

/// What was seen while connecting.
#[derive(Clone, Debug, Serialize)]
pub struct Facts {
    /// The host as the URL names it; the folder of a Unix socket.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The IP address that answered; None for a Unix socket.
    pub address: Option<String>,
    /// Whether the address is on the internet, neither this machine nor a private network.
    pub public: bool,
    /// What TLS showed; None where it was not spoken.
    pub tls: Option<tls::Facts>,
    /// How the server made sure of the role.
    pub authentication: Method,
    /// The server's version, such as `16.4`.
    pub server_version: Option<String>,
    /// The time from the name lookup until the server was ready.
    #[serde(rename = "connect_ms", serialize_with = "trace::milliseconds")]
    pub took: Duration,
}

impl Connection {
    /// What a failed query means: our own reason, where we broke the connection off.
    pub fn failure(&self, error: tokio_postgres::Error, url: &PostgresUrl) -> Error {
        match self.seen.objection() {
            Some(objection) => failure::objection(objection, url),
            None => behind_the_pooler(failure::failure(error, url), &self.seen),
        }
    }

    /// From now on the rows of an answer may be of any number: whoever asks reads them one by one and keeps none.
    pub fn allow_stream(&self) {
        self.seen.allow_stream();
    }

    /// Ends the connection. The server's answer is not waited for.
    pub async fn close(self) {
        drop(self.client);
        // The goodbye is two small writes; a network that takes none of them must not hold up the end.
        let _ = tokio::time::timeout(Duration::from_millis(200), self.task).await;
    }
}

/// Connects within `deadline`, counted over all phases; the URL's `connect_timeout` makes it shorter.
///
/// Fails with a finding: exit 3 where the URL asks for what cannot be, 4 where the server refused, 5 where it was not reached in time.
pub async fn connect(url: &PostgresUrl, deadline: Duration) -> Result<Connection> {
    connect_traced(url, deadline, &Trace::begin()).await
}

/// As [`connect`], with the phases written down in `trace`, so that they can be seen when it fails.
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

/// A password that was accepted before it was called wrong: a connection pooler took it, and its own for the server behind it is another.
fn behind_the_pooler(error: Error, seen: &Seen) -> Error {
    if seen.accepted_password() && error.finding.is(&database::WRONG_PASSWORD) {
        let diagnostic = diagnostic!(database::POOLER_PASSWORD);
        let diagnostic = error
            .finding
            .detail
            .iter()
            .fold(diagnostic, |diagnostic, detail| {
                diagnostic.observed(detail.clone())
            });
        return Error::refused(diagnostic);
    }
    error
}

/// One try to connect.
struct Attempt<'plan> {
    url: &'plan PostgresUrl,
    plan: &'plan Plan,
    trace: Trace,
}

/// Where a stream leads.
struct Socket {
    stream: Box<dyn Stream>,
    place: Address,
    address: Option<SocketAddr>,
}

impl Socket {
    fn reach(&self) -> Reach {
        self.address
            .map_or(Reach::Local, |address| Reach::of(address.ip()))
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

    /// Connects with or without TLS, and once more the other way where `sslmode` says so and the first was refused for that reason.
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
                return self.log_in(socket, None).await;
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
        let dialled = dial::dial(&addresses).await;
        let (stream, address): (TcpStream, _) =
            dialled.map_err(|failures| failure::not_reached(place, &failures))?;
        Ok(Socket {
            stream: Box::new(stream),
            place: place.clone(),
            address: Some(address),
        })
    }

    #[cfg(unix)]
    async fn open_socket_file(&self, place: &Address) -> Result<Socket, Refusal> {
        self.trace.enter(Phase::Tcp);
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

    /// SSLRequest (PostgreSQL manual, "SSL Session Encryption"): whether the server speaks TLS.
    async fn ask_for_tls(&self, stream: &mut Box<dyn Stream>) -> Result<bool, Refusal> {
        const REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];
        let mut answer = [0];
        let asked = async {
            stream.write_all(&REQUEST).await?;
            stream.read_exact(&mut answer).await
        };
        asked
            .await
            .map_err(|error| failure::broken(&error, Phase::Tls))?;
        match answer[0] {
            b'S' => Ok(true),
            b'N' => Ok(false),
            // An error in place of an answer, such as "too many clients": let tokio-postgres read it.
            b'E' => Err(self.read_refusal(stream).await),
            _ => Err(failure::not_postgres().into()),
        }
    }

    async fn read_refusal(&self, stream: &mut Box<dyn Stream>) -> Refusal {
        const LONGEST: u64 = 8192;
        let mut bytes = vec![b'E'];
        // What has come counts, also when the connection then breaks.
        let _ = stream.take(LONGEST).read_to_end(&mut bytes).await;
        let stream = tokio::io::join(std::io::Cursor::new(bytes), tokio::io::sink());
        let watched = Watched::new(
            Box::new(stream),
            None,
            self.plan.rules(Reach::Local, false),
            self.trace.clone(),
        );
        let read = self.plan.config().connect_raw(watched, Negotiated).await;
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
        let reach = socket.reach();
        let rules = self.plan.rules(reach, tls.is_some());
        let (tls, end_point) =
            tls.map_or((None, None), |(facts, end_point)| (Some(facts), end_point));
        if rules.needs_channel_binding && end_point.is_none() {
            return Err(failure::channel_binding_impossible(tls.is_some()).into());
        }
        self.trace.enter(Phase::Authentication);
        let watched = Watched::new(socket.stream, end_point, rules, self.trace.clone());
        let seen = watched.seen();
        let connected = self.plan.config().connect_raw(watched, Negotiated).await;
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
            public: reach == Reach::Public,
            tls,
            authentication,
            server_version: connection.parameter("server_version").map(str::to_owned),
            took: last.map_or(Duration::ZERO, |span| span.start + span.took),
        };
        // It ends when the client is dropped; its errors are those of the client's queries.
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
