//! Dispatches the requests to the simulated providers.

#[cfg(feature = "fakes")]
use std::ops::ControlFlow;
use std::sync::{Mutex, MutexGuard, PoisonError};

use http_body_util::Full;
use hyper::header::DATE;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
#[cfg(feature = "fakes")]
use tokio::sync::watch;

#[cfg(feature = "fakes")]
use super::authorize;
use super::behavior::{Behavior, Step};
#[cfg(feature = "fakes")]
use super::faults::Fault;
use super::provider::{FakeProvider, Route};
use super::request::Request;
#[cfg(feature = "fakes")]
use super::response::Refusal;
use super::response::Response;
use super::state::State;
use crate::config::settings::ProviderConfig;
use crate::local_server;
use crate::providers::credentials::Variables;

/// An OAuth app at one simulated provider.
pub struct Client {
    pub provider: &'static FakeProvider,
    /// The client ID.
    pub id: String,
    /// The client secret, generated at every start and valid only at the simulated provider.
    pub secret: String,
    /// The variables for both.
    pub variables: Variables,
    /// The settings in navauth.toml, if that adds the provider.
    pub added: Option<ProviderConfig>,
}

impl Client {
    /// A new OAuth app.
    pub fn new(
        provider: &'static FakeProvider,
        variables: Variables,
        added: Option<ProviderConfig>,
    ) -> Self {
        Self {
            provider,
            id: (provider.client_id)(),
            secret: (provider.client_secret)(),
            variables,
            added,
        }
    }
}

/// Shared by all connections.
pub struct ServerState {
    pub origin: String,
    pub clients: Vec<Client>,
    #[cfg(feature = "fakes")]
    pub released: watch::Sender<bool>,
    state: Mutex<State>,
}

impl ServerState {
    /// The state at the start; `None` without a signing key.
    pub fn new(
        behavior: Behavior,
        origin: String,
        clients: Vec<Client>,
        now: Timestamp,
    ) -> Option<Self> {
        let credentials = clients.iter().map(|client| {
            let credentials = (client.id.clone(), client.secret.clone());
            (client.provider.name, credentials)
        });
        let state = State::new(behavior, origin.clone(), credentials.collect(), now)?;
        Some(Self {
            origin,
            clients,
            #[cfg(feature = "fakes")]
            released: watch::Sender::new(false),
            state: Mutex::new(state),
        })
    }

    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Responds to a request; `None` closes the connection.
pub async fn respond(
    server: &ServerState,
    request: local_server::Request,
) -> Option<local_server::Response> {
    let (head, body) = request.into_parts();
    let answer = answer(server, Request::new(&head, &body)).await?;
    // The simulated providers' clock, which may differ.
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
    response.body(Full::new(answer.body.into())).ok()
}

async fn answer(server: &ServerState, mut request: Request) -> Option<Response> {
    let provider = server
        .clients
        .iter()
        .map(|client| client.provider)
        .find(|provider| provider.name == request.provider);
    let found = provider.and_then(|provider| Some((provider, route(provider, &request)?)));
    request.step = found.map(|(_, route)| route.step);
    #[cfg(feature = "fakes")]
    server.lock().requests.push(request.clone());
    let Some((provider, route)) = found else {
        return Some(Response::page(404, "Not found", "<p>Nothing is here.</p>"));
    };
    #[cfg(feature = "fakes")]
    if let ControlFlow::Break(response) = inject_fault(server, provider, route, &request).await {
        return response;
    }
    let answer = (route.handler)(&mut server.lock(), provider, &request);
    Some(in_requested_format(provider, &request, answer))
}

fn route(provider: &'static FakeProvider, request: &Request) -> Option<&'static Route> {
    let matches = |pattern: &str| {
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
        .find(|route| route.method == request.method && matches(route.path))
}

/// GitHub's responses are form-encoded unless JSON was requested.
fn in_requested_format(provider: &FakeProvider, request: &Request, answer: Response) -> Response {
    let in_form = provider.answers_in_forms
        && matches!(request.step, Some(Step::Token | Step::Device))
        && !request.accepts_json();
    if in_form { answer.into_form() } else { answer }
}

/// Delays the response or replaces it, if a fault says so.
#[cfg(feature = "fakes")]
async fn inject_fault(
    server: &ServerState,
    provider: &'static FakeProvider,
    route: &Route,
    request: &Request,
) -> ControlFlow<Option<Response>> {
    let fault = server.lock().behavior.fault_at(provider.name, route.step);
    match fault {
        Some(Fault::HangUp) => return ControlFlow::Break(None),
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
            return ControlFlow::Break(Some(answer));
        }
        Some(Fault::Row(name)) => {
            let answer = refused(&server.lock(), provider, route.step, request, name);
            let answer = in_requested_format(provider, request, answer);
            return ControlFlow::Break(Some(answer));
        }
        // Faults of the callback, which the authorization endpoint injects itself.
        Some(
            Fault::Cancel
            | Fault::WrongState
            | Fault::MissingState
            | Fault::MissingCode
            | Fault::OtherServer,
        )
        | None => {}
    }
    ControlFlow::Continue(())
}

#[cfg(feature = "fakes")]
fn refused(
    state: &State,
    provider: &'static FakeProvider,
    step: Step,
    request: &Request,
    name: &str,
) -> Response {
    match provider.row(step, name) {
        Some(row) if matches!(row.refusal, Refusal::Page { .. } | Refusal::Callback(_)) => {
            authorize::refuse(state, provider, request, row)
        }
        _ => provider.refuse(step, name),
    }
}
