//! The provider's key set (RFC 7517).
//!
//! A key that is not in the set is looked up once more, because providers rotate their keys.

use jsonwebtoken::Algorithm;
use jsonwebtoken::jwk::Jwk;
use serde_json::Value;

use super::provider_session::{ProviderSession, no_endpoint};
use crate::diagnostic;
use crate::diagnostics::catalog::identity;
use crate::diagnostics::{Error, Result};
use crate::http::Request;
use crate::providers::Step;

/// The most keys that are tried on one token. Providers list two to five; a larger set only costs time.
const MOST_KEYS: usize = 32;

/// The keys that may have signed a token with this algorithm: those of this name, or all where the token names none. A key that is for
/// another algorithm is not among them (RFC 8725 section 3.1).
pub async fn find(
    session: &ProviderSession<'_>,
    name: Option<&str>,
    algorithm: Algorithm,
) -> Result<Vec<Jwk>> {
    for _ in 0..2 {
        let mut found: Vec<Jwk> = read(session).await?;
        found.retain(|key| {
            let is_named = name.is_none_or(|name| key.common.key_id.as_deref() == Some(name));
            let own = key.common.key_algorithm;
            is_named && own.is_none_or(|own| own.to_string() == format!("{algorithm:?}"))
        });
        found.truncate(MOST_KEYS);
        if !found.is_empty() {
            return Ok(found);
        }
    }
    let label = &session.provider.label;
    Err(Error::refused(diagnostic!(
        identity::UNKNOWN_KEY,
        label = label
    )))
}

/// Reads the key set. A key of a kind that is unknown here is passed over, as RFC 7517 section 5 wants it.
async fn read(session: &ProviderSession<'_>) -> Result<Vec<Jwk>> {
    let Some(endpoint) = session.provider.endpoints.jwks.clone() else {
        return Err(no_endpoint(&session.provider, "jwks_uri"));
    };
    let answer = session
        .ask(Step::IdentityToken, Request::get(endpoint))
        .await?;
    let value = answer.json().filter(|_| answer.status.is_success());
    let Some(keys) = value
        .as_ref()
        .and_then(|value| value.get("keys"))
        .and_then(Value::as_array)
    else {
        return Err(session.failure(Step::IdentityToken, &answer));
    };
    let signs = |key: &&Value| {
        let operations = key.get("key_ops").and_then(Value::as_array);
        key.get("use").is_none_or(|purpose| purpose == "sig")
            && operations.is_none_or(|names| names.iter().any(|name| name == "verify"))
    };
    Ok(keys
        .iter()
        .filter(signs)
        .filter_map(|key| serde_json::from_value(key.clone()).ok())
        .collect())
}
