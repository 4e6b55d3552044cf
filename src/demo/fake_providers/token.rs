//! The token endpoint (RFC 6749 section 3.2).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::behavior::Step;
use super::device;
use super::provider::{FakeProvider, Issued};
use super::request::Request;
use super::response::Response;
use super::state::{Grant, State};

/// The grant type of the device flow (RFC 8628 section 3.4).
pub(super) const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Handles a token request.
pub(super) fn token(
    state: &mut State,
    provider: &'static FakeProvider,
    request: &Request,
) -> Response {
    let parameter = |name: &str| {
        request
            .body
            .get(name)
            .or_else(|| request.query.get(name).filter(|_| provider.secret_in_query))
    };
    let grant_type = parameter("grant_type").map(String::as_str);
    if let Err(name) = authenticate(state, provider, request) {
        return provider.refuse(Step::Token, name);
    }
    match grant_type {
        Some(DEVICE_GRANT) => {
            return device::poll(
                state,
                provider,
                parameter("device_code").map_or("", String::as_str),
            );
        }
        Some("authorization_code") => {}
        None if !provider.strict => {}
        _ => return provider.refuse(Step::Token, "grant-type"),
    }
    let (code, redirect_uri) = (
        parameter("code").map_or("", String::as_str),
        parameter("redirect_uri").map_or("", String::as_str),
    );
    let verifier = parameter("code_verifier").map(String::as_str);
    let checked = match state
        .codes
        .get_mut(code)
        .filter(|grant| grant.provider == provider.name)
    {
        None => Err("unknown-code"),
        Some(grant) if grant.used => Err("used-code"),
        Some(grant) => {
            // The first attempt uses up the code, as at the providers.
            grant.used = true;
            check(grant, redirect_uri, verifier).map(|()| grant.clone())
        }
    };
    match checked {
        Ok(grant) => issue(state, provider, grant),
        Err(name) => provider.refuse(Step::Token, name),
    }
}

/// Authenticates the client; the error is the name of a provider's error.
pub(super) fn authenticate(
    state: &State,
    provider: &FakeProvider,
    request: &Request,
) -> Result<(), &'static str> {
    let basic = request.basic().filter(|_| provider.basic_authentication);
    let parameter = |name: &str| match request.body.get(name) {
        Some(value) => Some(value.clone()),
        None => request
            .query
            .get(name)
            .filter(|_| provider.secret_in_query)
            .cloned(),
    };
    let (id, secret) = match basic {
        Some((id, secret)) => (Some(id), Some(secret)),
        None => (parameter("client_id"), parameter("client_secret")),
    };
    let Some(right) = id.as_deref().and_then(|id| state.secret_of(provider, id)) else {
        return Err("unknown-client");
    };
    match secret.as_deref() {
        None | Some("") if state.behavior.public_clients => Ok(()),
        Some(_) if state.behavior.public_clients => Err("wrong-secret"),
        None | Some("") => Err("missing-secret"),
        Some(secret) if secret != right => Err("wrong-secret"),
        Some(_) => Ok(()),
    }
}

fn check(grant: &Grant, redirect_uri: &str, verifier: Option<&str>) -> Result<(), &'static str> {
    if grant.redirect_uri != redirect_uri {
        return Err("redirect-uri");
    }
    match (&grant.challenge, verifier) {
        (Some(_), None) => Err("missing-verifier"),
        (Some((challenge, _)), Some(verifier)) if *challenge != s256(verifier) => {
            Err("wrong-verifier")
        }
        _ => Ok(()),
    }
}

/// Issues an access token, and an id_token if the provider has one.
pub(super) fn issue(state: &mut State, provider: &'static FakeProvider, grant: Grant) -> Response {
    let scopes = grant.scopes;
    let has_id_token = provider.issues_id_tokens && scopes.iter().any(|scope| scope == "openid");
    let access_token = state.issue(provider, grant.client.clone(), scopes.clone());
    let id_token = has_id_token
        .then(|| {
            super::identity::id_token(
                state,
                provider,
                &scopes,
                grant.nonce.as_deref(),
                &access_token,
            )
        })
        .flatten();
    let issued = Issued {
        access_token: &access_token,
        scopes: &scopes,
        id_token: id_token.as_deref(),
    };
    let mut answer = (provider.token)(&issued);
    for (name, value) in &state.behavior.token_members {
        answer[*name] = serde_json::from_str(value).unwrap_or_default();
    }
    Response::json(200, &answer)
}

/// The S256 challenge of a verifier (RFC 7636 section 4.2).
fn s256(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(ring::digest::digest(
        &ring::digest::SHA256,
        verifier.as_bytes(),
    ))
}
