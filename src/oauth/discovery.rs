//! OpenID Connect Discovery: a provider's endpoints from its issuer alone.
//!
//! Owns reading the document. What navauth.toml says wins over it.

use serde_json::Value;

use super::conversation::ProviderSession;
use crate::diagnostic;
use crate::diagnostics::catalog::login;
use crate::diagnostics::{Error, Result};
use crate::http::{Request, is_loopback};
use crate::providers::{ClientAuthentication, Step};
use crate::trust;

/// Fills in the endpoints that the settings leave open.
pub async fn complete(conversation: &mut ProviderSession<'_>) -> Result<()> {
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
        let named = conversation.sanitize(&text("issuer").unwrap_or_else(|| "nobody".to_owned()));
        return Err(Error::settings(diagnostic!(
            login::OTHER_ISSUER,
            label = conversation.provider.label,
            issuer = named
        )));
    }
    let list = |name: &str| document.get(name).and_then(Value::as_array).cloned();
    let found: Vec<(&'static str, String)> = conversation
        .provider
        .endpoints
        .named_mut()
        .into_iter()
        .filter(|(key, endpoint)| endpoint.is_none() && METADATA.contains(key))
        .filter_map(|(key, _)| Some((key, text(key)?)))
        .collect();
    for (key, url) in found {
        if conversation.provider.endpoints.off.contains(&key) {
            continue;
        }
        refuse_unsafe_endpoint(conversation, &issuer, key, &url)?;
        let mut endpoints = conversation.provider.endpoints.named_mut().into_iter();
        if let Some((_, endpoint)) = endpoints.find(|(name, _)| *name == key) {
            *endpoint = Some(url);
        }
    }
    let methods = list("token_endpoint_auth_methods_supported").unwrap_or_default();
    let (basic, body) = (
        methods.iter().any(|method| method == "client_secret_basic"),
        methods.iter().any(|method| method == "client_secret_post"),
    );
    conversation.provider.names_itself_in_callbacks = document
        .get("authorization_response_iss_parameter_supported")
        .and_then(Value::as_bool)
        == Some(true);
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

/// The endpoints that a discovery document names, by the keys that it shares with navauth.toml.
const METADATA: [&str; 6] = [
    "authorization_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "jwks_uri",
    "device_authorization_endpoint",
    "revocation_endpoint",
];

/// An issuer may name its own host, and hosts that you trust too. It may not lead from the internet to this machine, nor to another port of
/// this machine.
fn refuse_unsafe_endpoint(
    conversation: &ProviderSession<'_>,
    issuer: &str,
    key: &str,
    text: &str,
) -> Result<()> {
    let provider = &conversation.provider;
    let refused = |why: &str| {
        let finding = diagnostic!(
            login::UNSAFE_ENDPOINT,
            label = provider.label,
            endpoint = key,
            name = provider.name
        )
        .reason(why);
        Error::settings(match provider.sources.get("issuer") {
            Some(source) => finding.at(&source.file, source.line),
            None => finding,
        })
    };
    let url = trust::safe_url(text).map_err(refused)?;
    let issuer = trust::safe_url(issuer).map_err(refused)?;
    if url.origin() == issuer.origin() {
        return Ok(());
    }
    match (is_loopback(&issuer), is_loopback(&url)) {
        (true, true) => Err(refused(
            "it is on another port or host of this machine than the issuer",
        )),
        (false, true) => Err(refused("it is on this machine, and the issuer is not")),
        (_, false) => provider.require_trusted_url(conversation.process(), key, text),
    }
}
