//! The HTTP server of the callback: reads one request per connection and checks whether it is the expected callback.
//!
//! Limits: headers of at most 16 KiB, read within 5 seconds, and 128 connections. The oldest idle connection is closed for a new one.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::HOST;
use hyper::{Method, Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::{AbortHandle, JoinSet};

use super::callback::{Callback, RejectedRequest, StateVerifier};
use super::page::Page;
use super::redirect::RedirectUri;

const LARGEST_HEAD: usize = 16 * 1024;
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
const MOST_CONNECTIONS: usize = 128;

/// How long a browser waits for the exchange.
const EXCHANGE_TIMEOUT: Duration = Duration::from_secs(25);

/// How long writing the last page may take.
const LAST_PAGE_TIMEOUT: Duration = Duration::from_secs(1);

/// The first byte of a TLS connection (RFC 8446 section 5.1).
const TLS_HANDSHAKE: u8 = 0x16;

/// The fatal alert `protocol_version` (RFC 8446 section 6).
const NO_TLS: [u8; 7] = [0x15, 3, 1, 0, 2, 2, 70];

/// An event of the listener.
pub enum ListenerEvent {
    /// The callback, and where to send its page.
    Callback(Callback, oneshot::Sender<Page>),
    /// Any other request.
    Other(RejectedRequest),
}

/// Shared by all connections.
pub struct ServerState {
    pub redirect_uri: RedirectUri,
    pub label: String,
    pub expected: Arc<StateVerifier>,
    pub events: mpsc::Sender<ListenerEvent>,
}

struct Connection {
    handle: AbortHandle,
    /// Whether it received the callback and waits for its page.
    has_callback: Arc<AtomicBool>,
}

/// Accepts connections until stopped, then finishes writing the current page.
pub async fn run(
    sockets: Vec<TcpListener>,
    state: Arc<ServerState>,
    mut stop: watch::Receiver<bool>,
) {
    let mut tasks = JoinSet::new();
    let mut connections: VecDeque<Connection> = VecDeque::new();
    loop {
        let accepted = tokio::select! {
            accepted = accept(&sockets) => accepted,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        let Ok(stream) = accepted else {
            // Most likely out of file descriptors, which are freed when connections end.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        connections.retain(|connection| !connection.handle.is_finished());
        if connections.len() >= MOST_CONNECTIONS {
            let idle = connections
                .iter()
                .position(|connection| !connection.has_callback.load(Ordering::SeqCst));
            if let Some(oldest) = idle.and_then(|index| connections.remove(index)) {
                oldest.handle.abort();
            }
        }
        let has_callback = Arc::new(AtomicBool::new(false));
        let handle = tasks.spawn(serve(stream, Arc::clone(&state), Arc::clone(&has_callback)));
        connections.push_back(Connection {
            handle,
            has_callback,
        });
        while tasks.try_join_next().is_some() {}
        // Lets accepted connections run before the next one is accepted.
        tokio::task::yield_now().await;
    }
    drop(sockets);
    connections
        .iter()
        .filter(|connection| !connection.has_callback.load(Ordering::SeqCst))
        .for_each(|connection| connection.handle.abort());
    // Does not wait long for a browser that does not read its page.
    let _ = tokio::time::timeout(LAST_PAGE_TIMEOUT, async {
        while tasks.join_next().await.is_some() {}
    })
    .await;
}

/// The next connection of any socket.
async fn accept(sockets: &[TcpListener]) -> std::io::Result<TcpStream> {
    let accepting = sockets.iter().map(|socket| Box::pin(socket.accept()));
    let (accepted, _, _) = futures_util::future::select_all(accepting).await;
    accepted.map(|(stream, _)| stream)
}

async fn serve(mut stream: TcpStream, state: Arc<ServerState>, has_callback: Arc<AtomicBool>) {
    let head_end = tokio::time::Instant::now() + HEAD_TIMEOUT;
    let mut first = [0];
    let peeked = tokio::time::timeout_at(head_end, stream.peek(&mut first)).await;
    match peeked {
        Ok(Ok(1)) if first == [TLS_HANDSHAKE] => {
            let _ = state
                .events
                .try_send(ListenerEvent::Other(RejectedRequest::Tls));
            // Makes the browser show its error page immediately.
            let _ = stream.write_all(&NO_TLS).await;
            return;
        }
        Ok(Ok(1)) => {}
        Ok(_) | Err(_) => return,
    }
    let service = hyper::service::service_fn(|request: Request<Incoming>| {
        let (state, has_callback) = (Arc::clone(&state), Arc::clone(&has_callback));
        async move { Ok::<_, Infallible>(respond(&state, &request, &has_callback).await) }
    });
    let mut builder = hyper::server::conn::http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(LARGEST_HEAD)
        .keep_alive(false);
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    // Ignores clients that disconnect or read too slowly.
    if tokio::time::timeout_at(head_end, &mut connection)
        .await
        .is_err()
        && has_callback.load(Ordering::SeqCst)
    {
        let _ = tokio::time::timeout(EXCHANGE_TIMEOUT, &mut connection).await;
    }
}

async fn respond(
    state: &ServerState,
    request: &Request<Incoming>,
    has_callback: &AtomicBool,
) -> Response<Full<Bytes>> {
    let callback = match check(state, request) {
        Ok(callback) => callback,
        Err(seen) => {
            let page = Page::refused(&seen);
            // Drops events when the channel is full.
            let _ = state.events.try_send(ListenerEvent::Other(seen));
            return page.response();
        }
    };
    has_callback.store(true, Ordering::SeqCst);
    let (reply, page) = oneshot::channel();
    if state
        .events
        .send(ListenerEvent::Callback(callback, reply))
        .await
        .is_err()
    {
        return Page::slow(&state.label).response();
    }
    match tokio::time::timeout(EXCHANGE_TIMEOUT, page).await {
        Ok(Ok(page)) => page.response(),
        Ok(Err(_)) | Err(_) => Page::slow(&state.label).response(),
    }
}

/// Checks whether a request is the callback; the state is checked last.
pub fn check<Body>(
    state: &ServerState,
    request: &Request<Body>,
) -> Result<Callback, RejectedRequest> {
    let header = |name: &str| {
        request
            .headers()
            .get(name)
            .map(|value| value.as_bytes().to_ascii_lowercase())
    };
    let mut hosts = request.headers().get_all(HOST).iter();
    let host = hosts.next().and_then(|host| host.to_str().ok());
    if request.uri().authority().is_some()
        || hosts.next().is_some()
        || !host.is_some_and(|host| state.redirect_uri.is_host(host))
    {
        return Err(RejectedRequest::OtherHost);
    }
    if request.method() != Method::GET {
        return Err(RejectedRequest::OtherMethod);
    }
    if request.uri().path() != state.redirect_uri.path() {
        return Err(RejectedRequest::OtherPath);
    }
    let ahead = |value: &[u8]| {
        [&b"prefetch"[..], b"prerender", b"preview"]
            .iter()
            .any(|word| value.windows(word.len()).any(|part| part == *word))
    };
    if ["sec-purpose", "purpose", "x-purpose", "x-moz"]
        .iter()
        .any(|name| header(name).is_some_and(|value| ahead(&value)))
    {
        return Err(RejectedRequest::Prefetch);
    }
    state
        .expected
        .check(request.uri().query().unwrap_or_default())
}
