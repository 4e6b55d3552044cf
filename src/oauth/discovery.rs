//! OpenID Connect Discovery: reads a provider's endpoints from its issuer. Settings in navauth.toml override the document.

use serde_json::Value;

use super::device::GRANT as DEVICE_GRANT;
use super::identity;
use super::provider_session::ProviderSession;
use crate::diagnostic;
use crate::diagnostics::catalog::login;
use crate::diagnostics::redaction::sanitize;
use crate::diagnostics::{Error, Result};
use crate::http::{Request, is_loopback};
use crate::providers::{ClientAuthentication, Provider, Step};
use crate::text;
use crate::trust;

/// Fills in the endpoints that are not set.
pub async fn complete(session: &mut ProviderSession<'_>) -> Result<()> {
    let provider = &session.provider;
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
    let answer = session.ask(Step::Discovery, Request::get(address)).await?;
    let Some(document) = answer
        .json()
        .filter(|value| answer.status.is_success() && value.is_object())
    else {
        return Err(session.failure(Step::Discovery, &answer));
    };
    let text = |name: &str| text(&document, name);
    let Some(named) = text("issuer") else {
        return Err(Error::settings(diagnostic!(
            login::NO_ISSUER,
            label = session.provider.label,
            name = session.provider.name
        )));
    };
    if named != issuer {
        let named = session.sanitize(&named);
        return Err(Error::settings(diagnostic!(
            login::OTHER_ISSUER,
            label = session.provider.label,
            issuer = named
        )));
    }
    take_endpoints(session, &issuer, &document)?;
    take_capabilities(&mut session.provider, &document);
    refuse_unsupported(&session.provider, &document)
}

/// A member of the metadata that is a text.
fn text(document: &Value, name: &str) -> Option<String> {
    document
        .get(name)
        .and_then(Value::as_str)
        .map(str::to_owned)
}

/// Fills in the endpoints that are not set.
fn take_endpoints(session: &mut ProviderSession<'_>, issuer: &str, document: &Value) -> Result<()> {
    let found: Vec<(&'static str, String)> = session
        .provider
        .endpoints
        .named_mut()
        .into_iter()
        .filter(|(key, endpoint)| endpoint.is_none() && METADATA.contains(key))
        .filter_map(|(key, _)| Some((key, text(document, key)?)))
        .collect();
    for (key, url) in found {
        if session.provider.endpoints.off.contains(&key) {
            continue;
        }
        refuse_unsafe_endpoint(session, issuer, key, &url)?;
        let mut endpoints = session.provider.endpoints.named_mut().into_iter();
        if let Some((_, endpoint)) = endpoints.find(|(name, _)| *name == key) {
            *endpoint = Some(url);
        }
    }
    Ok(())
}

/// Adopts the client authentication and PKCE that the metadata offers, unless navauth.toml sets them.
fn take_capabilities(provider: &mut Provider, document: &Value) {
    let list = |name: &str| document.get(name).and_then(Value::as_array);
    provider.names_itself_in_callbacks = document
        .get("authorization_response_iss_parameter_supported")
        .and_then(Value::as_bool)
        == Some(true);
    let only_body = |methods: &Vec<Value>| {
        let supports = |name: &str| methods.iter().any(|method| method == name);
        supports("client_secret_post") && !supports("client_secret_basic")
    };
    if list(AUTH_METHODS).is_some_and(only_body) && !provider.overrides.client_authentication {
        provider.client_authentication = ClientAuthentication::Body;
    }
    if list("code_challenge_methods_supported")
        .is_some_and(|methods| !methods.iter().any(|method| method == "S256"))
        && !provider.overrides.pkce
    {
        provider.pkce = false;
    }
}

/// Fails if the metadata rules out this sign-in (RFC 8414 section 2, OpenID Connect Discovery section 3, RFC 9126 section 5).
fn refuse_unsupported(provider: &Provider, document: &Value) -> Result<()> {
    let list = |name: &str| -> Option<Vec<&str>> {
        let values = document.get(name)?.as_array()?;
        Some(values.iter().filter_map(Value::as_str).collect())
    };
    let offers_none_of = |name: &str, needed: &[&str]| {
        list(name).filter(|values| !values.iter().any(|value| needed.contains(value)))
    };
    let is_true = |name: &str| document.get(name).and_then(Value::as_bool) == Some(true);
    let refused = |requirement: String| {
        Error::settings(diagnostic!(
            login::UNSUPPORTED_SERVER,
            label = provider.label,
            requirement = requirement
        ))
    };
    let methods = match provider.client_authentication {
        ClientAuthentication::None => offers_none_of(AUTH_METHODS, &["none"]),
        ClientAuthentication::Basic | ClientAuthentication::Body => {
            offers_none_of(AUTH_METHODS, &["client_secret_basic", "client_secret_post"])
        }
    };
    if let Some(methods) = methods.filter(|_| !provider.overrides.client_authentication) {
        let error = refused(text!(
            login::CLIENT_AUTHENTICATION,
            methods = sanitize(&methods.join(", "))
        ));
        return Err(match methods.contains(&"none") {
            true => Error::settings(
                error
                    .diagnostic
                    .help(text!(login::PUBLIC_CLIENT, name = provider.name)),
            ),
            false => error,
        });
    }
    for (name, requirement) in [
        (
            "require_pushed_authorization_requests",
            login::PUSHED_REQUESTS,
        ),
        ("require_signed_request_object", login::SIGNED_REQUESTS),
    ] {
        if is_true(name) {
            return Err(refused(requirement.to_owned()));
        }
    }
    let signing: Vec<String> = identity::algorithms().collect();
    let signing: Vec<&str> = signing.iter().map(String::as_str).collect();
    for (name, needed) in [
        ("response_types_supported", &["code"][..]),
        ("response_modes_supported", &["query"]),
        (
            "grant_types_supported",
            &["authorization_code", DEVICE_GRANT],
        ),
        ("id_token_signing_alg_values_supported", &signing),
    ] {
        if let Some(offered) = offers_none_of(name, needed) {
            return Err(refused(text!(
                login::OFFERS_ONLY,
                name = name,
                values = sanitize(&offered.join(", "))
            )));
        }
    }
    Ok(())
}

const AUTH_METHODS: &str = "token_endpoint_auth_methods_supported";

/// The endpoints of a discovery document, by their keys, which are the same in navauth.toml.
const METADATA: [&str; 6] = [
    "authorization_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "jwks_uri",
    "device_authorization_endpoint",
    "revocation_endpoint",
];

/// An issuer may use its own host and hosts that you trust. It must not point from the internet to this machine, or to another port of this
/// machine.
fn refuse_unsafe_endpoint(
    session: &ProviderSession<'_>,
    issuer: &str,
    key: &str,
    text: &str,
) -> Result<()> {
    let provider = &session.provider;
    let refused = |why: &str| {
        let diagnostic = diagnostic!(
            login::UNSAFE_ENDPOINT,
            label = provider.label,
            endpoint = key,
            name = provider.name
        )
        .reason(why);
        Error::settings(match provider.sources.get("issuer") {
            Some(source) => diagnostic.at(&source.file, source.line),
            None => diagnostic,
        })
    };
    let url = trust::safe_url(text).map_err(refused)?;
    let issuer = trust::safe_url(issuer).map_err(refused)?;
    if url.origin() == issuer.origin() {
        return Ok(());
    }
    match (is_loopback(&issuer), is_loopback(&url)) {
        (true, true) => Err(refused(
            "it is on this computer, but on another host or port than the issuer",
        )),
        (false, true) => Err(refused("it is on this computer, but the issuer is not")),
        (_, false) => provider.require_trusted_url(session.env(), key, text),
    }
}
