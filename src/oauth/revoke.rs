//! The token's end, so that a test leaves nothing behind.
//!
//! Owns the request in the provider's own way.

use serde_json::json;

use super::client;
use super::conversation::ProviderSession;
use super::exchange::TokenResponse;
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::Error;
use crate::diagnostics::catalog::login;
use crate::http::{Method, Request};
use crate::providers::{Revocation, Step};

/// What became of a token.
#[derive(Debug)]
pub enum Revoked {
    /// It is dead.
    Done,
    /// The provider has no way to revoke it.
    NotPossible,
    /// It should be dead and is not; a warning.
    Failed(Box<Diagnostic>),
}

/// Revokes the access token.
pub async fn revoke(conversation: &ProviderSession<'_>, granted: &TokenResponse) -> Revoked {
    let (provider, credentials) = (&conversation.provider, &conversation.credentials);
    let Some(endpoint) = &provider.endpoints.revocation else {
        return Revoked::NotPossible;
    };
    let endpoint = endpoint.replace("{client_id}", &credentials.client_id);
    let token = granted.access_token.expose();
    let request = match provider.revocation {
        Revocation::TokenAlone => Request::post(endpoint).form([("token", token)]),
        Revocation::Authenticated => client::post(conversation, endpoint, vec![("token", token)]),
        Revocation::Delete => Request::new(Method::DELETE, endpoint)
            .json(&json!({ "access_token": token }))
            .client_basic(&credentials.client_id, &credentials.client_secret),
        Revocation::Grant => Request::new(Method::DELETE, endpoint).bearer(&granted.access_token),
    };
    let failed = |error: Error| {
        let mut finding = diagnostic!(
            login::NOT_REVOKED,
            label = provider.label,
            connections = provider.connections
        );
        if provider.connections.is_empty() {
            finding.fix = None;
        }
        Revoked::Failed(Box::new(finding.observed(error.finding.title.clone())))
    };
    match conversation.ask(Step::Revocation, request).await {
        Ok(answer) if answer.status.is_success() => Revoked::Done,
        Ok(answer) => failed(conversation.failure(Step::Revocation, &answer)),
        Err(error) => failed(error),
    }
}
