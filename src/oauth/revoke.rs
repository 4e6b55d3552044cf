//! Revokes the tokens of a test sign-in.

use serde_json::json;

use super::client;
use super::exchange::TokenResponse;
use super::provider_error::ProviderError;
use super::provider_session::ProviderSession;
use crate::diagnostics::catalog::login;
use crate::diagnostics::{Code, Diagnostic};
use crate::http::{Method, Request};
use crate::providers::{Revocation, Step};
use crate::secret::Secret;

/// The result of revoking the tokens.
#[derive(Debug)]
pub enum Revoked {
    /// All tokens were revoked.
    Done,
    /// The provider cannot revoke tokens.
    NotPossible,
    /// The access token was revoked, the refresh token was not; with a warning.
    Partly(Box<Diagnostic>),
    /// No token was revoked; with a warning.
    Failed(Box<Diagnostic>),
}

/// Revokes the refresh token and the access token, because not every provider revokes both at once (RFC 7009 section 2.1).
pub async fn revoke(session: &ProviderSession<'_>, granted: &TokenResponse) -> Revoked {
    let provider = &session.provider;
    let Some(endpoint) = &provider.endpoints.revocation else {
        return Revoked::NotPossible;
    };
    let endpoint = endpoint.replace("{client_id}", &session.credentials.client_id);
    let refresh = match (&granted.refresh_token, provider.revocation) {
        (None, _) | (Some(_), Revocation::Grant) => Ok(()),
        // GitHub's endpoint revokes only access tokens.
        (Some(_), Revocation::Delete) => Err(login::NO_REFRESH_REVOCATION.to_owned()),
        (Some(token), Revocation::TokenAlone | Revocation::Authenticated) => {
            revoke_one(session, &endpoint, token).await
        }
    };
    let access = revoke_one(session, &endpoint, &granted.access_token).await;
    let diagnostic = |code: &'static Code, observed: String| {
        let mut diagnostic = code.diagnostic(&[
            ("label", &provider.label),
            ("connections", &provider.connections),
        ]);
        if provider.connections.is_empty() {
            diagnostic.fix = None;
        }
        Box::new(diagnostic.observed(observed))
    };
    match (access, refresh) {
        (Ok(()), Ok(())) => Revoked::Done,
        (Ok(()), Err(why)) => Revoked::Partly(diagnostic(&login::REFRESH_TOKEN_LIVES, why)),
        (Err(why), _) => Revoked::Failed(diagnostic(&login::NOT_REVOKED, why)),
    }
}

/// Revokes one token.
async fn revoke_one(
    session: &ProviderSession<'_>,
    endpoint: &str,
    token: &Secret,
) -> std::result::Result<(), String> {
    let credentials = &session.credentials;
    let request = match session.provider.revocation {
        Revocation::TokenAlone => Request::post(endpoint).form([("token", token.expose())]),
        Revocation::Authenticated => {
            client::post(session, endpoint, vec![("token", token.expose())])
        }
        Revocation::Delete => Request::new(Method::DELETE, endpoint)
            .json(&json!({ "access_token": token.expose() }))
            .client_basic(&credentials.client_id, &credentials.client_secret),
        Revocation::Grant => Request::new(Method::DELETE, endpoint).bearer(token),
    };
    let answer = session.ask(Step::Revocation, request).await;
    let answer = answer.map_err(|error| error.diagnostic.title.into_owned())?;
    // An invalid_token error means that the token was revoked with the other one (RFC 7009 section 2.2).
    let is_dead = || {
        ProviderError::read(&answer)
            .is_some_and(|error| error.codes.iter().any(|code| code == "invalid_token"))
    };
    // A web page is not the provider's answer, whatever its status.
    if answer.status.is_success() && !answer.is_html() || is_dead() {
        return Ok(());
    }
    Err(session
        .failure(Step::Revocation, &answer)
        .diagnostic
        .title
        .into_owned())
}
