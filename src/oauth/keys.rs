//! The provider's key set (RFC 7517).
//!
//! If a key is not in the set, the set is fetched once more, because providers rotate their keys.

use jsonwebtoken::Algorithm;
use jsonwebtoken::jwk::Jwk;
use serde_json::Value;

use super::provider_session::{ProviderSession, no_endpoint};
use crate::diagnostic;
use crate::diagnostics::catalog::identity;
use crate::diagnostics::{Error, Result};
use crate::http::Request;
use crate::providers::Step;

/// The maximum number of keys to try on one token. Providers list two to five.
const MOST_KEYS: usize = 32;

/// The keys that may have signed a token: those with this key ID, or all if the token has none. Keys for another algorithm are excluded
/// (RFC 8725 section 3.1).
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

/// Fetches the key set. Keys of an unknown type are ignored (RFC 7517 section 5).
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
