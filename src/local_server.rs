//! An HTTP server on 127.0.0.1, on a thread of its own: for everything that is simulated in the demo and the tests.

use std::fmt;
use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::thread::JoinHandle;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// A request with its whole body.
pub type Request = hyper::Request<Bytes>;

/// A response with its whole body.
pub type Response = hyper::Response<Full<Bytes>>;

/// Larger than any request to what is simulated. The body of a larger one is left out.
const LARGEST_BODY: usize = 64 * 1024;

/// A bound port, not yet served.
pub struct LocalPort {
    listener: TcpListener,
    address: SocketAddr,
}

/// A running server. It stops on drop.
pub struct LocalServer {
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl LocalPort {
    /// Binds a free port of 127.0.0.1.
    pub fn bind() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }

    /// Its base URL, such as `http://127.0.0.1:40123`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Answers every request by the handler; `None` closes the connection without a response.
    pub fn serve<H, F>(self, handler: H) -> io::Result<LocalServer>
    where
        H: Fn(Request) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Option<Response>> + Send + 'static,
    {
        self.serve_connections(move |stream| serve(stream, handler.clone()))
    }

    /// Handles every connection in its own way, such as a proxy or a server with TLS; see [`serve`].
    pub fn serve_connections<H, F>(self, handler: H) -> io::Result<LocalServer>
    where
        H: Fn(TcpStream) -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let stop = watch::Sender::new(false);
        let stopped = stop.subscribe();
        let run = move || accept(self.listener, handler, stopped);
        let thread = std::thread::Builder::new().name("local server".into());
        Ok(LocalServer {
            stop,
            thread: Some(thread.spawn(run)?),
        })
    }
}

impl Drop for LocalServer {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        if let Some(thread) = self.thread.take() {
            // A panic was already printed.
            let _ = thread.join();
        }
    }
}

fn accept<H, F>(listener: TcpListener, handler: H, mut stop: watch::Receiver<bool>)
where
    H: Fn(TcpStream) -> F,
    F: Future<Output = ()> + Send + 'static,
{
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    else {
        return;
    };
    runtime.block_on(async {
        let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
            return;
        };
        let mut connections = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                _ = stop.wait_for(|stop| *stop) => return,
            };
            if let Ok((stream, _)) = accepted {
                connections.spawn(handler(stream));
            }
            while connections.try_join_next().is_some() {}
        }
    });
}

/// Answers the requests of one connection until it ends.
pub async fn serve<S, H, F>(stream: S, handler: H)
where
    S: AsyncRead + AsyncWrite + Unpin,
    H: Fn(Request) -> F,
    F: Future<Output = Option<Response>>,
{
    let answer = |request: hyper::Request<Incoming>| async {
        let (head, body) = request.into_parts();
        let body = Limited::new(body, LARGEST_BODY).collect().await;
        let body = body.map_or_else(|_| Bytes::new(), |body| body.to_bytes());
        let response = handler(Request::from_parts(head, body)).await;
        response.ok_or(NoResponse)
    };
    // Ignores disconnects.
    let _ = hyper::server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(stream), hyper::service::service_fn(answer))
        .await;
}

/// Closes the connection without a response.
#[derive(Debug)]
struct NoResponse;

impl fmt::Display for NoResponse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("no response")
    }
}

impl std::error::Error for NoResponse {}
