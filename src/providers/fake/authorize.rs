//! The authorization endpoint (RFC 6749 section 3.1).

use maud::{PreEscaped, html};
use url::Url;

use super::behavior::Step;
#[cfg(feature = "fakes")]
use super::faults::Fault;
use super::provider::{FakeProvider, Row, is_loopback};
use super::random::opaque;
use super::request::Request;
use super::response::{Refusal, Response};
use super::state::{Grant, State};
use crate::web_page::WebPage;

/// The cookie of a user who is signed in at the provider, so that no page is shown.
pub const SIGNED_IN: &str = "signed_in=yes";

/// The parameter with the user's choice on the sign-in page.
const DECISION: &str = "decision";

/// Handles a request to the authorization endpoint.
pub fn authorize(
    state: &mut State,
    provider: &'static FakeProvider,
    request: &Request,
) -> Response {
    let refuse = |state: &State, name: &str| match provider.row(Step::Authorize, name) {
        Some(row) => self::refuse(state, provider, request, row),
        None => provider.refuse(Step::Authorize, name),
    };
    if let Some(error) = error_of(state, provider, request) {
        return refuse(state, error);
    }
    let signed_in = request
        .header("cookie")
        .is_some_and(|cookie| cookie.contains(SIGNED_IN));
    match request.parameter(DECISION).unwrap_or_default() {
        "cancel" => return refuse(state, "cancel"),
        "" if !signed_in => return sign_in_page(state, provider, request),
        _ => {}
    }
    #[cfg(feature = "fakes")]
    let fault = state.behavior.fault_at(provider.name, Step::Authorize);
    #[cfg(feature = "fakes")]
    if matches!(fault, Some(Fault::Cancel)) {
        return refuse(state, "cancel");
    }
    let code = opaque();
    let text = |name: &str| request.parameter(name).unwrap_or_default().to_owned();
    state.codes.insert(
        code.clone(),
        Grant {
            provider: provider.name,
            client: text("client_id"),
            redirect_uri: text("redirect_uri"),
            scopes: scopes(request).map(str::to_owned).collect(),
            challenge: challenge(request)
                .filter(|_| provider.pkce)
                .map(|(challenge, method)| (challenge.to_owned(), method.to_owned())),
            nonce: request.parameter("nonce").map(str::to_owned),
            used: false,
        },
    );
    let own_state = request.parameter("state").map(str::to_owned);
    let mut parameters = vec![("code", code)];
    parameters.extend(own_state.map(|state| ("state", state)));
    #[cfg(feature = "fakes")]
    if let Some(fault) = fault {
        fault.change_callback(&mut parameters);
    }
    let parameters = parameters
        .iter()
        .map(|(name, value)| (*name, value.as_str()));
    send_back(provider, request, parameters)
}

/// The name of the error that the provider answers the request with; None if the request is valid.
fn error_of(
    state: &State,
    provider: &'static FakeProvider,
    request: &Request,
) -> Option<&'static str> {
    let parameter = |name: &str| request.parameter(name).unwrap_or_default();
    let is_known = state
        .secret_of(provider.name, parameter("client_id"))
        .is_some();
    let are_offered = scopes(request).next().is_some()
        && scopes(request).all(|scope| provider.scopes.contains(&scope));
    if !is_known {
        Some("unknown-client")
    } else if !is_registered(state, provider, parameter("redirect_uri")) {
        Some("redirect-uri")
    } else if provider.strict && parameter("response_type") != "code" {
        Some("response-type")
    } else if !provider.scopes.is_empty() && !are_offered {
        Some("scope")
    } else if provider.pkce
        && challenge(request)
            .is_some_and(|(challenge, method)| method != "S256" || challenge.len() != 43)
    {
        Some("challenge")
    } else {
        None
    }
}

/// The requested scopes, separated by spaces or commas.
fn scopes(request: &Request) -> impl Iterator<Item = &str> {
    request
        .parameter("scope")
        .unwrap_or_default()
        .split([' ', ','])
        .filter(|scope| !scope.is_empty())
}

/// The code challenge and its method (RFC 7636).
fn challenge(request: &Request) -> Option<(&str, &str)> {
    let challenge = request.parameter("code_challenge")?;
    let method = request.parameter("code_challenge_method");
    Some((challenge, method.unwrap_or_default()))
}

/// Responds with an error: a page, or a redirect to the redirect URI.
pub fn refuse(
    state: &State,
    provider: &'static FakeProvider,
    request: &Request,
    row: &Row,
) -> Response {
    match &row.refusal {
        Refusal::Page { status, text } => (provider.error_page)(state, row, *status, text),
        Refusal::Callback(parameters) => {
            let own_state = request.parameter("state").map(|state| ("state", state));
            send_back(
                provider,
                request,
                parameters.iter().copied().chain(own_state),
            )
        }
        Refusal::Protocol { .. } | Refusal::Graph { .. } => provider.refuse(row.step, row.name),
    }
}

fn send_back<'a>(
    provider: &FakeProvider,
    request: &Request,
    parameters: impl Iterator<Item = (&'a str, &'a str)>,
) -> Response {
    let Ok(mut url) = Url::parse(request.parameter("redirect_uri").unwrap_or_default()) else {
        return Response::page(400, "Bad request", "<p>The redirect URI is no URL.</p>");
    };
    url.query_pairs_mut().extend_pairs(parameters);
    Response::redirect(provider.redirect_status, url)
}

fn is_registered(state: &State, provider: &FakeProvider, asked: &str) -> bool {
    let Ok(asked) = Url::parse(asked) else {
        return false;
    };
    match state.behavior.redirect_uris.get(provider.name) {
        Some(registered) => registered
            .iter()
            .filter_map(|uri| Url::parse(uri).ok())
            .any(|uri| (provider.redirect_matches)(&uri, &asked)),
        None => {
            is_loopback(&asked)
                && asked.scheme() == "http"
                && asked
                    .path()
                    .ends_with(&format!("/auth/callback/{}", provider.name))
        }
    }
}

/// The page for users who are not signed in: two links, and the provider's markup for what reads the page.
fn sign_in_page(state: &State, provider: &FakeProvider, request: &Request) -> Response {
    let link = |decision: &str| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query
            .extend_pairs(&request.query)
            .append_pair(DECISION, decision);
        format!("?{}", query.finish())
    };
    let account = state.behavior.account_at(provider.name);
    let title = format!("Sign in to {}", provider.label);
    let page = WebPage {
        title: &title,
        style: "",
        script: "",
        body: html! {
            main class="card" {
                p class="code" { "Simulated " (provider.label) }
                h1 { (title) }
                p { "This page simulates " (provider.label) ". Nothing leaves this computer." }
                div hidden { (PreEscaped(provider.sign_in_page)) }
                p class="actions" {
                    a id="approve" class="button" href=(link("approve")) { "Continue as " (account.username) }
                    a id="cancel" class="button plain" href=(link("cancel")) { "Cancel" }
                }
            }
        },
    };
    Response::new(200, "text/html; charset=utf-8", page.html())
}
