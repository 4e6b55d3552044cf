//! The token's end, so that a test leaves nothing behind.
//!
//! Owns the request in the provider's own way.

use serde_json::json;

use super::conversation::Conversation;
use super::exchange::Granted;
use crate::error::Error;
use crate::finding::Finding;
use crate::http::{Method, Request};
use crate::providers::{ClientAuthentication, Revocation, Step};

/// Revokes the access token. Tells whether it was; a warning where it could not be. None where the provider has no way to.
pub async fn revoke(conversation: &Conversation<'_>, granted: &Granted) -> Option<Result<(), Finding>> {
    let (provider, credentials) = (&conversation.provider, &conversation.credentials);
    let endpoint = provider.endpoints.revocation.as_ref()?.replace("{client_id}", &credentials.client_id);
    let token = granted.access_token.expose();
    let secret = credentials.client_secret.expose();
    let request = match provider.revocation {
        Revocation::TokenAlone => Request::post(endpoint).form([("token", token)]),
        Revocation::Authenticated => match provider.client_authentication {
            ClientAuthentication::Basic => {
                Request::post(endpoint).form([("token", token)]).basic(&credentials.client_id, &credentials.client_secret)
            }
            ClientAuthentication::Body => {
                Request::post(endpoint).form([("token", token), ("client_id", &credentials.client_id), ("client_secret", secret)])
            }
        },
        Revocation::Delete => Request::new(Method::DELETE, endpoint)
            .json(&json!({ "access_token": token }))
            .basic(&credentials.client_id, &credentials.client_secret),
        Revocation::Grant => Request::new(Method::DELETE, endpoint).bearer(&granted.access_token),
    };
    let failed = |error: Error| {
        let finding = Finding::warn("login.not-revoked", format!("{}'s token of this test could not be revoked", provider.label))
            .detail(error.finding.title.clone())
            .cause("it stays good until it expires; nobody but this run has seen it");
        if provider.connections.is_empty() { finding } else { finding.fix(format!("withdraw the app at {}", provider.connections)) }
    };
    let outcome = match conversation.ask(Step::Revocation, request).await {
        Ok(answer) if answer.status.is_success() => Ok(()),
        Ok(answer) => Err(failed(conversation.failure(Step::Revocation, &answer))),
        Err(error) => Err(failed(error)),
    };
    Some(outcome)
}
