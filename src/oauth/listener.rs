//! The loopback listener of a login (RFC 8252 section 7.3).
//!
//! Owns the sockets: on loopback only, on both families for `localhost`, closed when this is dropped. The server behind them is `server`.

use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::callback::Expected;
use super::redirect::RedirectUri;
use super::server::{self, Arrival, Desk};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::providers::Provider;
use crate::redact::foreign;

/// How often a free port is looked for that both families have.
const TRIES: usize = 8;

/// Sockets that are bound and do not answer yet.
pub struct Bound {
    sockets: Vec<TcpListener>,
    /// The redirect URI, with the port that was found where any was fine.
    pub redirect_uri: RedirectUri,
    /// Where it listens.
    pub addresses: Vec<SocketAddr>,
    /// A family on which it does not listen, as a sentence.
    pub note: Option<String>,
}

/// A listener that answers. It closes when dropped.
pub struct Listener {
    arrivals: mpsc::Receiver<Arrival>,
    stop: watch::Sender<bool>,
    task: JoinSet<()>,
}

/// Binds the host and port of a redirect URI. Exit 3 when that is not possible.
pub async fn bind(redirect_uri: &RedirectUri, provider: &Provider) -> Result<Bound> {
    let any_port = redirect_uri.port() == 0;
    let mut last = None;
    for _ in 0..if any_port { TRIES } else { 1 } {
        let (mut sockets, mut refused) = (Vec::new(), None);
        let mut port = redirect_uri.port();
        for address in redirect_uri.addresses() {
            match TcpListener::bind((address, port)).await {
                Ok(socket) => {
                    port = socket.local_addr().map_or(port, |address| address.port());
                    sockets.push(socket);
                }
                // A machine without one of the families does not have it to listen on.
                Err(error)
                    if address.is_ipv6()
                        && matches!(
                            error.kind(),
                            ErrorKind::AddrNotAvailable | ErrorKind::Unsupported
                        ) => {}
                Err(error)
                    if address.is_ipv6()
                        && !sockets.is_empty()
                        && error.kind() != ErrorKind::AddrInUse => {}
                Err(error) => refused = Some((address, error.kind())),
            }
        }
        if sockets.is_empty() || (any_port && refused.is_some()) {
            last = refused;
            continue;
        }
        let addresses = sockets
            .iter()
            .filter_map(|socket| socket.local_addr().ok())
            .collect();
        let note = refused.map(|(address, _)| {
            format!(
                "port {port} on {address} {}; only the other family is listened on",
                holder(port)
            )
        });
        return Ok(Bound {
            sockets,
            redirect_uri: redirect_uri.with_port(port),
            addresses,
            note,
        });
    }
    let (address, kind) = last.unwrap_or((IpAddr::from([127, 0, 0, 1]), ErrorKind::Other));
    Err(unusable(redirect_uri, provider, address, kind))
}

impl Bound {
    /// Begins to answer.
    pub fn listen(self, provider: &Provider, expected: Arc<Expected>) -> Listener {
        let (sender, arrivals) = mpsc::channel(64);
        let stop = watch::Sender::new(false);
        let desk = Desk {
            redirect_uri: self.redirect_uri,
            label: provider.label.clone(),
            expected,
            arrivals: sender,
        };
        let mut task = JoinSet::new();
        task.spawn(server::run(self.sockets, Arc::new(desk), stop.subscribe()));
        Listener {
            arrivals,
            stop,
            task,
        }
    }
}

impl Listener {
    /// The next thing that comes. Never returns when the server has ended.
    pub async fn next(&mut self) -> Arrival {
        match self.arrivals.recv().await {
            Some(arrival) => arrival,
            None => std::future::pending().await,
        }
    }

    /// Ends it, after the page that is under way was written.
    pub async fn close(mut self) {
        self.stop.send_replace(true);
        while self.task.join_next().await.is_some() {}
    }
}

fn unusable(
    redirect_uri: &RedirectUri,
    provider: &Provider,
    address: IpAddr,
    kind: ErrorKind,
) -> Error {
    let port = redirect_uri.port();
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
        format!(
            "let navauth take any free port, which {} allows",
            provider.label
        )
    } else {
        format!(
            "take another port and register its redirect URI at {}",
            provider.console
        )
    };
    let finding = match kind {
        ErrorKind::AddrInUse => Finding::fail("login.port-taken", format!("port {port} on {address} {}", holder(port)))
            .cause("the callback comes to exactly this port, and only one program can listen there; usually it is the app itself")
            .fix(format!("stop that program while you test, or {register}"))
            .command(another),
        ErrorKind::PermissionDenied => Finding::fail("login.port-forbidden", format!("this user may not listen on port {port}"))
            .cause("ports below 1024 belong to the administrator on most systems")
            .fix(register)
            .command(another),
        _ => Finding::fail("login.port-unusable", format!("{address} port {port} cannot be listened on"))
            .cause(kind.to_string())
            .fix("check that this machine has the address; the redirect URI's host must be localhost, 127.0.0.1 or [::1]"),
    };
    Error::settings(finding)
}

/// Who listens on a port, as the rest of a sentence.
fn holder(port: u16) -> String {
    match listeners::get_process_by_port(port, listeners::Protocol::TCP) {
        Ok(process) if process.pid != std::process::id() => format!(
            "is taken by {} (process {})",
            foreign(&process.name),
            process.pid
        ),
        Ok(_) | Err(_) => "is taken by another program".to_owned(),
    }
}
