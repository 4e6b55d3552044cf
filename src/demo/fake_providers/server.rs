//! The HTTP server of the fake providers.

use std::sync::Arc;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::DATE;
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::authorize;
use super::behavior::{Fault, Step};
use super::provider::{FakeProvider, Route};
use super::request::Request;
use super::response::{Refusal, Response};
use super::state::{ServerState, State};

/// Larger than any request to a provider.
const LARGEST_BODY: usize = 64 * 1024;

/// Serves requests until stopped.
pub(super) fn run(
    listener: std::net::TcpListener,
    server: Arc<ServerState>,
    mut stop: watch::Receiver<bool>,
) {
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
                connections.spawn(serve(stream, Arc::clone(&server)));
            }
            while connections.try_join_next().is_some() {}
        }
    });
}

async fn serve(stream: tokio::net::TcpStream, server: Arc<ServerState>) {
    let service = hyper::service::service_fn(|request: hyper::Request<Incoming>| {
        let server = Arc::clone(&server);
        async move { respond(&server, request).await }
    });
    // Ignores disconnects.
    let _ = hyper::server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn respond(
    server: &ServerState,
    request: hyper::Request<Incoming>,
) -> Result<hyper::Response<Full<Bytes>>, ClientDisconnected> {
    let (parts, body) = request.into_parts();
    let body = Limited::new(body, LARGEST_BODY)
        .collect()
        .await
        .map_or_else(|_| Bytes::new(), |body| body.to_bytes());
    let answer = answer(server, Request::new(&parts, &body))
        .await
        .ok_or(ClientDisconnected)?;
    // The fake providers' clock, which may differ.
    let date = Timestamp::from_second(server.lock().now()).unwrap_or_default();
    let date = DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&date)
        .unwrap_or_default();
    let mut response = hyper::Response::builder()
        .status(answer.status)
        .header(DATE, date);
    for (name, value) in &answer.headers {
        response = response.header(*name, value);
    }
    response
        .body(Full::new(answer.body.into()))
        .map_err(|_| ClientDisconnected)
}

/// Closes the connection without a response.
#[derive(Debug)]
struct ClientDisconnected;

impl std::fmt::Display for ClientDisconnected {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("hung up")
    }
}

impl std::error::Error for ClientDisconnected {}

/// The response to a request; None to close the connection.
async fn answer(server: &ServerState, mut request: Request) -> Option<Response> {
    let found = server
        .clients
        .iter()
        .map(|client| client.provider)
        .find(|provider| provider.name == request.provider);
    let found = found.and_then(|provider| Some((provider, route(provider, &request)?)));
    request.step = found.map(|(_, route)| route.step);
    let fault = {
        let mut state = server.lock();
        state.requests.push(request.clone());
        found.and_then(|(provider, route)| state.behavior.fault_at(provider.name, route.step))
    };
    let Some((provider, route)) = found else {
        return Some(Response::page(404, "Not found", "<p>Nothing is here.</p>"));
    };
    match fault {
        Some(Fault::HangUp) => return None,
        Some(Fault::Slow(delay)) => tokio::time::sleep(delay).await,
        Some(Fault::Hold) => {
            // Cannot fail: the sender lives as long as the state.
            let _ = server
                .released
                .subscribe()
                .wait_for(|released| *released)
                .await;
        }
        Some(Fault::Response {
            status,
            content_type,
            body,
            retry_after,
        }) => {
            let mut answer = Response::new(status, content_type, body);
            answer
                .headers
                .extend(retry_after.map(|value| ("retry-after", value.to_owned())));
            return Some(answer);
        }
        Some(Fault::Row(name)) => {
            return Some(shaped(
                provider,
                &request,
                refused(&server.lock(), provider, &request, name),
            ));
        }
        Some(
            Fault::Cancel
            | Fault::WrongState
            | Fault::MissingState
            | Fault::MissingCode
            | Fault::OtherServer,
        )
        | None => {}
    }
    let answer = (route.handler)(&mut server.lock(), provider, &request);
    Some(shaped(provider, &request, answer))
}

fn route(provider: &'static FakeProvider, request: &Request) -> Option<&'static Route> {
    let fits = |pattern: &str| {
        let mut parts = request.path.split('/');
        pattern.split('/').all(|part| {
            parts
                .next()
                .is_some_and(|given| part == "*" || part == given)
        }) && parts.next().is_none()
    };
    provider
        .routes
        .iter()
        .find(|route| route.method == request.method && fits(route.path))
}

fn refused(
    state: &State,
    provider: &'static FakeProvider,
    request: &Request,
    name: &str,
) -> Response {
    let step = request.step.unwrap_or(Step::Page);
    match provider.row(step, name) {
        Some(row) if matches!(row.refusal, Refusal::Page { .. } | Refusal::Callback(_)) => {
            authorize::refuse(state, provider, request, row)
        }
        _ => provider.refuse(step, name),
    }
}

/// GitHub's responses are form-encoded unless JSON was requested.
fn shaped(provider: &FakeProvider, request: &Request, answer: Response) -> Response {
    let in_form = provider.answers_in_forms
        && matches!(request.step, Some(Step::Token | Step::Device))
        && !request.accepts_json();
    if in_form { answer.into_form() } else { answer }
}
