//! Compares granted with requested scopes, and checks that the token was issued to this app (Facebook's debug_token).

use serde_json::Value;
use url::Url;

use super::exchange::TokenResponse;
use super::provider_error::ProviderError;
use super::provider_session::{ProviderSession, no_endpoint};
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::login;
use crate::diagnostics::{Error, Result};
use crate::http::{Request, header};
use crate::providers::Step;
use crate::secret::Secret;
use crate::text;

/// A warning about requested scopes that were not granted. None if the provider does not report the granted scopes.
pub fn compare(session: &ProviderSession<'_>, granted: Option<&[String]>) -> Option<Diagnostic> {
    let (provider, granted) = (&session.provider, granted?);
    let names: Vec<&str> = granted.iter().map(String::as_str).collect();
    let missing: Vec<&str> = provider
        .scopes
        .iter()
        .map(String::as_str)
        .filter(|scope| !provider.covers(&names, scope))
        .collect();
    if missing.is_empty() {
        return None;
    }
    let diagnostic = diagnostic!(
        login::SCOPE_NOT_GRANTED,
        label = provider.label,
        scopes = missing.join(", "),
        console = provider.console
    );
    Some(diagnostic.observed(text!(
        login::SCOPES,
        requested = provider.scopes.join(", "),
        granted = session.sanitize(&granted.join(", "))
    )))
}

/// Checks that the token was issued to this app, if the provider's API accepts tokens of any app. Returns the granted scopes.
pub async fn describe(
    session: &ProviderSession<'_>,
    granted: &TokenResponse,
) -> Result<Option<Vec<String>>> {
    let (provider, credentials) = (&session.provider, &session.credentials);
    let Some(endpoint) = provider
        .endpoints
        .introspection
        .as_ref()
        .filter(|_| provider.describes_tokens)
    else {
        return Ok(None);
    };
    let Ok(mut url) = Url::parse(endpoint) else {
        return Err(no_endpoint(provider, "introspection_endpoint"));
    };
    url.query_pairs_mut()
        .append_pair("input_token", granted.access_token.expose());
    let own = Secret::new(format!(
        "{}|{}",
        credentials.client_id,
        credentials.client_secret.expose()
    ));
    let request = Request::get(url)
        .bearer(&own)
        .header(header::ACCEPT, "application/json");
    let answer = session.ask(Step::Introspection, request).await?;
    let value = answer.json();
    let Some(data) = value
        .as_ref()
        .and_then(|value| value.get("data"))
        .filter(|_| answer.status.is_success())
    else {
        return Err(session.failure(Step::Introspection, &answer));
    };
    let owner = match data.get("app_id") {
        Some(Value::String(id)) => id.clone(),
        Some(Value::Number(id)) => id.to_string(),
        _ => String::new(),
    };
    if let Some(error) = ProviderError::in_object(data) {
        // The error is about the user's token, not about the app's.
        let mut refusal = session.refusal(Step::Profile, &error);
        refusal.diagnostic.detail = Some(text!(
            login::SAID_AT,
            label = provider.label,
            step = Step::Introspection.words(),
            said = session.error_words(&error)
        ));
        return Err(refusal);
    }
    if data.get("is_valid").and_then(Value::as_bool) != Some(true) {
        let diagnostic = diagnostic!(login::TOKEN_NOT_VALID, label = provider.label);
        return Err(Error::refused(diagnostic));
    }
    if owner != credentials.client_id {
        let owner = if owner.is_empty() { "no app" } else { &owner };
        let diagnostic = diagnostic!(
            login::TOKEN_OF_ANOTHER_APP,
            label = provider.label,
            console = provider.console
        );
        return Err(Error::refused(diagnostic.observed(text!(
            login::ANOTHER_APP,
            owner = session.foreign_words(owner),
            client_id = credentials.client_id
        ))));
    }
    let scopes = data.get("scopes").and_then(Value::as_array);
    Ok(scopes.map(|scopes| {
        scopes
            .iter()
            .filter_map(Value::as_str)
            .map(|scope| session.mask_tokens(scope))
            .collect()
    }))
}
