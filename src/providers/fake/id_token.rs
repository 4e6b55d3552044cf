//! The id_token (OpenID Connect Core section 2), the key set and the discovery document.

use serde_json::{Value, json};

#[cfg(feature = "fakes")]
use super::faults;
use super::provider::FakeProvider;
use super::request::Request;
use super::response::Response;
use super::signer::token_hash;
use super::state::State;

/// Responds with the key set.
pub fn keys(state: &mut State, _provider: &'static FakeProvider, _request: &Request) -> Response {
    let keys = vec![state.signer.current.public_jwk()];
    #[cfg(feature = "fakes")]
    let keys = faults::key_set(state.behavior.id_token, &mut state.signer, keys);
    Response::json(200, &json!({ "keys": keys }))
}

/// Creates the id_token for an access token; `None` if a fault omits it.
pub fn id_token(
    state: &State,
    provider: &'static FakeProvider,
    scopes: &[String],
    nonce: Option<&str>,
    access_token: &str,
) -> Option<String> {
    let issuer = format!("{}/{}", state.origin, provider.name);
    let account = provider.account(state, scopes);
    let client = state
        .token(provider.name, Some(access_token))
        .map_or("", |token| token.client.as_str());
    let now = state.now();
    let mut claims = json!({ "iss": issuer, "aud": client, "azp": client, "sub": account.id, "iat": now, "exp": now + 3600, "at_hash": token_hash(access_token) });
    if let Some(nonce) = nonce {
        claims["nonce"] = nonce.into();
    }
    if let Some(email) = account.email {
        claims["email"] = email.into();
        claims["email_verified"] = account.email_verified.into();
    }
    #[cfg(feature = "fakes")]
    if let Some(fault) = state.behavior.id_token {
        return fault.id_token(&state.signer, claims);
    }
    state.signer.sign(&claims)
}

/// A profile as a signed JWT.
pub fn signed_profile(state: &State, claims: Value) -> Option<String> {
    #[cfg(feature = "fakes")]
    if let Some(fault) = state.behavior.id_token {
        return fault.profile(&state.signer, claims);
    }
    state.signer.sign(&claims)
}

/// Responds with the OpenID Connect discovery document, built from the provider's routes.
pub fn discovery(
    state: &mut State,
    provider: &'static FakeProvider,
    _request: &Request,
) -> Response {
    let base = format!("{}/{}", state.origin, provider.name);
    let mut document = json!({ "issuer": base, "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"], "code_challenge_methods_supported": ["S256"] });
    for route in provider.routes {
        if let Some(setting) = route.setting {
            document[setting] = format!("{base}{}", route.path).into();
        }
    }
    Response::json(200, &document)
}
