//! The HTTP server of the page, on 127.0.0.1 only. Requests that the guard admits are passed on, to be answered in any order.
//!
//! Limits: headers of at most 16 KiB and forms of at most 64 KiB, read within 10 seconds, and 64 connections.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Limited};
use hyper::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;

use super::form::Form;
use super::guard::{Access, Guard, Refusal};
use super::layout;
use super::peer::is_of_another_user;
use super::response::{self, Response};
use crate::output::FRAGMENT_STYLE;
use crate::web_page::PALETTE;

const LARGEST_HEAD: usize = 16 * 1024;
const LARGEST_FORM: usize = 64 * 1024;
const READ_TIMEOUT: Duration = Duration::from_secs(10);
const MOST_CONNECTIONS: usize = 64;

/// How long writing the last page may take.
const LAST_PAGE_TIMEOUT: Duration = Duration::from_secs(1);

const STYLE: [&str; 3] = [PALETTE, FRAGMENT_STYLE, include_str!("page.css")];
const SCRIPT: &str = include_str!("page.js");

/// What arrived.
pub enum Arrival {
    /// A browser has started the session.
    Started,
    /// A request that was refused.
    Refused(Refusal),
    /// A page to read.
    Read(String, oneshot::Sender<Response>),
    /// A form.
    Change(String, Form, oneshot::Sender<Response>),
}

/// A running server. Closes when dropped.
pub struct Server {
    arrivals: mpsc::Receiver<Arrival>,
    stop: watch::Sender<bool>,
    task: JoinSet<()>,
}

#[derive(Clone)]
struct Shared {
    guard: Arc<Guard>,
    arrivals: mpsc::Sender<Arrival>,
}

impl Server {
    /// Starts accepting connections.
    pub fn start(listener: TcpListener, guard: Arc<Guard>) -> Self {
        let (sender, arrivals) = mpsc::channel(MOST_CONNECTIONS);
        let stop = watch::Sender::new(false);
        let shared = Shared {
            guard,
            arrivals: sender,
        };
        let mut task = JoinSet::new();
        task.spawn(accept(listener, shared, stop.subscribe()));
        Self {
            arrivals,
            stop,
            task,
        }
    }

    /// The next request.
    pub async fn next(&mut self) -> Arrival {
        match self.arrivals.recv().await {
            Some(arrival) => arrival,
            None => std::future::pending().await,
        }
    }

    /// Stops after the current page was written.
    pub async fn close(mut self) {
        self.stop.send_replace(true);
        drop(self.arrivals);
        while self.task.join_next().await.is_some() {}
    }
}

async fn accept(listener: TcpListener, shared: Shared, mut stop: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        while connections.try_join_next().is_some() {}
        match accepted {
            Ok((stream, peer))
                if stream
                    .local_addr()
                    .is_ok_and(|own| is_of_another_user(peer, own)) =>
            {
                let refusal = Arrival::Refused(Refusal::OtherUser);
                let _ = shared.arrivals.try_send(refusal);
            }
            Ok((stream, _)) if connections.len() < MOST_CONNECTIONS => {
                connections.spawn(serve(stream, shared.clone()));
            }
            Ok(_) => {}
            // Most likely out of file descriptors, which are freed when connections end.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
    drop(listener);
    // Does not wait long for a browser that does not read its page.
    let _ = tokio::time::timeout(LAST_PAGE_TIMEOUT, async {
        while connections.join_next().await.is_some() {}
    })
    .await;
}

async fn serve(stream: TcpStream, shared: Shared) {
    let service = hyper::service::service_fn(|request: Request<Incoming>| {
        let shared = shared.clone();
        async move { Ok::<_, Infallible>(respond(&shared, request).await) }
    });
    let mut builder = hyper::server::conn::http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(READ_TIMEOUT)
        .max_buf_size(LARGEST_HEAD)
        .keep_alive(false);
    // Ignores clients that disconnect.
    let _ = builder
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn respond(shared: &Shared, request: Request<Incoming>) -> Response {
    match admit(shared, request).await {
        Ok(response) => response,
        Err(refusal) => {
            // Drops events when the channel is full.
            let _ = shared.arrivals.try_send(Arrival::Refused(refusal));
            response::refused(refusal)
        }
    }
}

async fn admit(shared: &Shared, request: Request<Incoming>) -> Result<Response, Refusal> {
    let guard = &shared.guard;
    let (reply, answer) = oneshot::channel();
    let arrival = match guard.check(&request)? {
        Access::Start => {
            let _ = shared.arrivals.try_send(Arrival::Started);
            return Ok(response::start(layout::forward(guard, ""), &guard.cookie()));
        }
        Access::Resume => return Ok(response::see_other(&guard.path(""))),
        Access::Return(page) => {
            return Ok(response::html(layout::forward(guard, &page)));
        }
        Access::Read(path) if path == "page.css" => {
            return Ok(response::file("text/css; charset=utf-8", STYLE.concat()));
        }
        Access::Read(path) if path == "page.js" => {
            return Ok(response::file(
                "text/javascript; charset=utf-8",
                SCRIPT.to_owned(),
            ));
        }
        Access::Read(path) => Arrival::Read(path, reply),
        Access::Change(path) => {
            let body = Limited::new(request.into_body(), LARGEST_FORM).collect();
            let body = tokio::time::timeout(READ_TIMEOUT, body).await;
            let Ok(Ok(body)) = body else {
                return Err(Refusal::NotAForm);
            };
            let form = Form::parse(&body.to_bytes());
            guard.check_form(form.csrf_token())?;
            Arrival::Change(path, form, reply)
        }
    };
    let is_sent = shared.arrivals.send(arrival).await.is_ok();
    match answer.await {
        Ok(response) if is_sent => Ok(response),
        // The server is closing.
        _ => Ok(response::see_other(&guard.path(""))),
    }
}
