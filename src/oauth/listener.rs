//! The loopback listener of a sign-in (RFC 8252 section 7.3): on loopback only, IPv4 and IPv6 for `localhost`, closed when dropped.
//!
//! A browser may use either address family of `localhost`. If another program listened on one of them, it would get the code, so both are bound.
//! The sockets are exclusive: tokio sets SO_REUSEADDR on Unix, which does not let two sockets listen on one address and port. SO_REUSEPORT
//! would, and is not set. On Windows neither is set.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::callback::StateVerifier;
use super::redirect::RedirectUri;
use super::server::{self, ListenerEvent, ServerState};
use crate::diagnostic;
use crate::diagnostics::catalog::login;
use crate::diagnostics::redaction::sanitize;
use crate::diagnostics::{Error, Result};
use crate::providers::Provider;
use crate::text;

/// EAFNOSUPPORT: the address family is not available.
#[cfg(target_os = "linux")]
const AFNOSUPPORT: i32 = 97;
#[cfg(all(unix, not(target_os = "linux")))]
const AFNOSUPPORT: i32 = 47;
#[cfg(windows)]
const AFNOSUPPORT: i32 = 10047;

/// How often to look for a port that is free in both address families.
const TRIES: usize = 8;

/// Bound sockets that do not accept connections yet.
pub struct Bound {
    sockets: Vec<TcpListener>,
    /// The redirect URI with the actual port.
    pub redirect_uri: RedirectUri,
    /// The bound addresses.
    pub addresses: Vec<SocketAddr>,
}

/// A running listener. Closes when dropped.
pub struct Listener {
    events: mpsc::Receiver<ListenerEvent>,
    stop: watch::Sender<bool>,
    task: JoinSet<()>,
}

/// Binds the host and port of a redirect URI. Exit 3 if that fails.
pub async fn bind(redirect_uri: &RedirectUri, provider: &Provider) -> Result<Bound> {
    let any_port = redirect_uri.port() == 0;
    let mut refused = None;
    for _ in 0..if any_port { TRIES } else { 1 } {
        match bind_all(redirect_uri).await {
            Ok((sockets, port)) => {
                let addresses = sockets
                    .iter()
                    .filter_map(|socket| socket.local_addr().ok())
                    .collect();
                return Ok(Bound {
                    sockets,
                    redirect_uri: redirect_uri.with_port(port),
                    addresses,
                });
            }
            Err(other) => refused = Some(other),
        }
    }
    let (address, kind) = refused.unwrap_or((
        SocketAddr::new(redirect_uri.addresses()[0], redirect_uri.port()),
        ErrorKind::Other,
    ));
    Err(unusable(redirect_uri, provider, address, kind))
}

/// Binds every address that the browser may use, with the same port, or none. Skips an address family that this machine does not support.
async fn bind_all(
    redirect_uri: &RedirectUri,
) -> std::result::Result<(Vec<TcpListener>, u16), (SocketAddr, ErrorKind)> {
    let (mut sockets, mut port) = (Vec::new(), redirect_uri.port());
    let mut missing = None;
    for address in redirect_uri.addresses() {
        match TcpListener::bind((address, port)).await {
            Ok(socket) => {
                port = socket.local_addr().map_or(port, |address| address.port());
                sockets.push(socket);
            }
            Err(error) if is_missing_family(&error) => missing = Some((address, error.kind())),
            Err(error) => return Err((SocketAddr::new(address, port), error.kind())),
        }
    }
    match missing {
        Some((address, kind)) if sockets.is_empty() => Err((SocketAddr::new(address, port), kind)),
        _ => Ok((sockets, port)),
    }
}

/// Whether this machine lacks the address or its address family.
fn is_missing_family(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::AddrNotAvailable | ErrorKind::Unsupported
    ) || error.raw_os_error() == Some(AFNOSUPPORT)
}

impl Bound {
    /// Starts accepting connections.
    pub fn listen(self, provider: &Provider, expected: Arc<StateVerifier>) -> Listener {
        let (sender, events) = mpsc::channel(64);
        let stop = watch::Sender::new(false);
        let state = ServerState {
            redirect_uri: self.redirect_uri,
            label: provider.label.clone(),
            expected,
            events: sender,
        };
        let mut task = JoinSet::new();
        task.spawn(server::run(self.sockets, Arc::new(state), stop.subscribe()));
        Listener { events, stop, task }
    }
}

impl Listener {
    /// The next event. Never returns after the server has ended.
    pub async fn next(&mut self) -> ListenerEvent {
        match self.events.recv().await {
            Some(event) => event,
            None => std::future::pending().await,
        }
    }

    /// Stops the server after the current page was written.
    pub async fn close(mut self) {
        self.stop.send_replace(true);
        while self.task.join_next().await.is_some() {}
    }
}

fn unusable(
    redirect_uri: &RedirectUri,
    provider: &Provider,
    address: SocketAddr,
    kind: ErrorKind,
) -> Error {
    let port = address.port();
    let other = redirect_uri.with_port(if provider.loopback_port_is_free {
        0
    } else {
        8010
    });
    let another = format!(
        "navauth test-login {} --redirect-uri {}",
        provider.name,
        other.as_str()
    );
    let register = if provider.loopback_port_is_free {
        text!(login::FREE_PORT, label = provider.label)
    } else {
        text!(login::REGISTER_OTHER_PORT, console = provider.console)
    };
    let diagnostic = match kind {
        ErrorKind::AddrInUse => diagnostic!(
            login::PORT_TAKEN,
            port = port,
            address = address.ip(),
            program = holder(address)
        )
        .help(text!(login::STOP_OR, register = register))
        .command(another),
        ErrorKind::PermissionDenied => diagnostic!(login::PORT_FORBIDDEN, port = port)
            .help(register)
            .command(another),
        _ => diagnostic!(login::PORT_UNUSABLE, address = address.ip(), port = port)
            .reason(kind.to_string()),
    };
    Error::settings(diagnostic)
}

/// The program that listens on an address, if the system reports it.
fn holder(address: SocketAddr) -> String {
    let is_there = |listener: &listeners::Listener| {
        let socket = listener.socket;
        listener.protocol == listeners::Protocol::TCP
            && listener.process.pid != std::process::id()
            && socket.port() == address.port()
            && (socket.ip() == address.ip() || socket.ip().is_unspecified())
    };
    let all = listeners::get_all().unwrap_or_default();
    match all.into_iter().find(is_there) {
        Some(listener) => format!(
            "{} (process {})",
            sanitize(&listener.process.name),
            listener.process.pid
        ),
        None => "another program".to_owned(),
    }
}
