//! Issues access tokens and id_tokens (RFC 6749 section 5.1).

#[cfg(feature = "fakes")]
use serde_json::Value;

use super::id_token::id_token;
use super::provider::{FakeProvider, Issued};
use super::response::Response;
use super::state::{Grant, State};

/// Issues an access token, and an id_token if the provider has one.
pub fn issue(state: &mut State, provider: &'static FakeProvider, grant: Grant) -> Response {
    let scopes = grant.scopes;
    let has_id_token = provider.issues_id_tokens && scopes.iter().any(|scope| scope == "openid");
    let access_token = (provider.access_token)();
    state.issue(
        provider.name,
        access_token.clone(),
        grant.client,
        scopes.clone(),
    );
    let id_token = has_id_token
        .then(|| {
            let nonce = grant.nonce.as_deref();
            id_token(state, provider, &scopes, nonce, &access_token)
        })
        .flatten();
    let issued = Issued {
        access_token: &access_token,
        scopes: &scopes,
        id_token: id_token.as_deref(),
    };
    let answer = (provider.token)(&issued);
    #[cfg(feature = "fakes")]
    let answer = with_members(answer, &state.behavior.token_members);
    Response::json(200, &answer)
}

#[cfg(feature = "fakes")]
fn with_members(mut answer: Value, members: &[(&'static str, &'static str)]) -> Value {
    for (name, value) in members {
        answer[*name] = serde_json::from_str(value).unwrap_or_default();
    }
    answer
}
