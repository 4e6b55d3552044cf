//! The token endpoint (RFC 6749 section 3.2).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::behavior::Step;
use super::client_authentication::authenticate;
use super::device;
use super::issue::issue;
use super::provider::FakeProvider;
use super::request::Request;
use super::response::Response;
use super::state::{Grant, State};
use crate::crypto::sha256;

/// The grant type of the device flow (RFC 8628 section 3.4).
pub const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Handles a token request.
pub fn token(state: &mut State, provider: &'static FakeProvider, request: &Request) -> Response {
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

/// The S256 challenge of a verifier (RFC 7636 section 4.2).
fn s256(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(sha256(verifier))
}
