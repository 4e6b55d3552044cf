//! OpenID Connect Discovery: a provider's endpoints from its issuer alone.
//!
//! Owns reading the document. What navauth.toml says wins over it.

use serde_json::Value;

use super::conversation::Conversation;
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::http::Request;
use crate::providers::{ClientAuthentication, Step};

/// Fills in the endpoints that the settings leave open.
pub async fn complete(conversation: &mut Conversation<'_>) -> Result<()> {
    let provider = &conversation.provider;
    let Some(issuer) = provider
        .issuers
        .first()
        .filter(|_| provider.needs_discovery())
        .cloned()
    else {
        return Ok(());
    };
    let address = format!(
        "{}/.well-known/openid-configuration",
        issuer.trim_end_matches('/')
    );
    let answer = conversation
        .ask(Step::Discovery, Request::get(address))
        .await?;
    let Some(document) = answer
        .json()
        .filter(|value| answer.status.is_success() && value.is_object())
    else {
        return Err(conversation.failure(Step::Discovery, &answer));
    };
    let text = |name: &str| {
        document
            .get(name)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    if text("issuer").as_deref() != Some(issuer.as_str()) {
        let named = conversation.foreign(&text("issuer").unwrap_or_else(|| "nobody".to_owned()));
        let finding = Finding::fail(
            "login.other-issuer",
            format!(
                "the issuer of {} calls itself {named}",
                conversation.provider.label
            ),
        )
        .cause("both must be the same letter for letter, a slash at the end included")
        .fix(format!(
            "write issuer = \"{named}\" in navauth.toml if that is the server you mean"
        ));
        return Err(Error::settings(finding));
    }
    let list = |name: &str| document.get(name).and_then(Value::as_array).cloned();
    let endpoints = &mut conversation.provider.endpoints;
    for (endpoint, name) in [
        (&mut endpoints.authorization, "authorization_endpoint"),
        (&mut endpoints.token, "token_endpoint"),
        (&mut endpoints.userinfo, "userinfo_endpoint"),
        (&mut endpoints.jwks, "jwks_uri"),
        (
            &mut endpoints.device_authorization,
            "device_authorization_endpoint",
        ),
        (&mut endpoints.revocation, "revocation_endpoint"),
    ] {
        if endpoint.is_none() {
            *endpoint = text(name);
        }
    }
    let methods = list("token_endpoint_auth_methods_supported").unwrap_or_default();
    let (basic, body) = (
        methods.iter().any(|method| method == "client_secret_basic"),
        methods.iter().any(|method| method == "client_secret_post"),
    );
    if body && !basic {
        conversation.provider.client_authentication = ClientAuthentication::Body;
    }
    if list("code_challenge_methods_supported")
        .is_some_and(|methods| !methods.iter().any(|method| method == "S256"))
    {
        conversation.provider.pkce = false;
    }
    Ok(())
}
