//! Verifies the id_token (OpenID Connect Core section 3.1.3.7).
//!
//! Its content is used only after all checks have passed.

use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{RoundMode, SignedDuration};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;
use subtle::ConstantTimeEq;

use super::authorize::Authorization;
use super::exchange::TokenResponse;
use super::keys;
use super::provider_session::ProviderSession;
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::identity;
use crate::diagnostics::{Error, Result};
use crate::jws;
use crate::secret::Secret;
use crate::words;

/// Asymmetric signatures. `none` and HMAC are excluded because anyone could sign with them (RFC 8725 section 3.1).
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

pub fn algorithms() -> impl Iterator<Item = String> {
    ALGORITHMS.iter().map(|algorithm| format!("{algorithm:?}"))
}

/// The tolerated clock skew.
pub const LEEWAY: SignedDuration = SignedDuration::from_secs(60);

/// The content of a verified id_token.
#[derive(Debug)]
pub struct Identity {
    /// Its claims.
    pub claims: Value,
    /// The signature algorithm, such as `ES256`.
    pub algorithm: String,
}

/// Verifies the id_token of a sign-in. None if the provider does not issue one.
pub async fn verify(
    session: &ProviderSession<'_>,
    authorization: &Authorization,
    granted: &TokenResponse,
) -> Result<Option<Identity>> {
    let label = &session.provider.label;
    let Some(token) = &granted.id_token else {
        if !session.provider.openid() {
            return Ok(None);
        }
        return Err(Error::refused(diagnostic!(
            identity::MISSING,
            label = label
        )));
    };
    let (claims, algorithm) = signed_claims(session, token).await?;
    let nonce = authorization.nonce.as_ref();
    check_claims(session, &claims, nonce)?;
    check_hash(&claims, algorithm, granted)?;
    session.note("the id_token is good");
    Ok(Some(Identity {
        claims,
        algorithm: format!("{algorithm:?}"),
    }))
}

/// The profile in a signed userinfo response (OpenID Connect Core section 5.3.2): signed by the provider, and issued for this app if it has an
/// audience.
pub async fn signed_profile(session: &ProviderSession<'_>, token: &Secret) -> Result<Value> {
    let (claims, _) = signed_claims(session, token).await?;
    if claims.get("iss").is_some() {
        check_issuer(session, &claims)?;
    }
    if claims.get("aud").is_some() {
        check_audience(session, &claims)?;
    }
    Ok(claims)
}

/// The claims of a token, after verifying the signature with the provider's keys.
async fn signed_claims(
    session: &ProviderSession<'_>,
    token: &Secret,
) -> Result<(Value, Algorithm)> {
    let label = &session.provider.label;
    let parts = Parts::of(token.expose()).ok_or_else(|| unreadable(label))?;
    let header = parts.header().ok_or_else(|| unreadable(label))?;
    let name = header.get("alg").and_then(Value::as_str).unwrap_or("none");
    let Some(algorithm) = Algorithm::from_str(name)
        .ok()
        .filter(|algorithm| ALGORITHMS.contains(algorithm))
    else {
        let algorithm = session.foreign_words(name);
        return Err(Error::refused(diagnostic!(
            identity::ALGORITHM,
            algorithm = algorithm
        )));
    };
    if header.get("crit").is_some() {
        return Err(Error::refused(diagnostic!(identity::CRITICAL)));
    }
    let key_name = match header.get("kid") {
        None => None,
        Some(name) => Some(name.as_str().ok_or_else(|| unreadable(label))?),
    };
    let keys = keys::find(session, key_name, algorithm).await?;
    let mut keys = keys
        .iter()
        .filter_map(|key| DecodingKey::from_jwk(key).ok());
    if !keys.any(|key| parts.is_signed(&key, algorithm)) {
        return Err(Error::refused(diagnostic!(
            identity::SIGNATURE,
            label = label
        )));
    }
    let claims = parts.claims().ok_or_else(|| unreadable(label))?;
    Ok((claims, algorithm))
}

fn unreadable(label: &str) -> Error {
    Error::refused(diagnostic!(identity::UNREADABLE, label = label))
}

/// The parts of a token. Of duplicate members, the last one counts (RFC 7519 section 4).
pub struct Parts<'token> {
    /// The signed part: header and claims.
    message: &'token str,
    header: &'token str,
    claims: &'token str,
    signature: &'token str,
}

impl<'token> Parts<'token> {
    /// Splits a token; None unless it has three parts.
    pub fn of(token: &'token str) -> Option<Self> {
        let (message, signature) = token.rsplit_once('.')?;
        let (header, claims) = message
            .split_once('.')
            .filter(|(_, claims)| !claims.contains('.'))?;
        Some(Self {
            message,
            header,
            claims,
            signature,
        })
    }

    fn header(&self) -> Option<Value> {
        object(self.header)
    }

    fn claims(&self) -> Option<Value> {
        object(self.claims)
    }

    /// Whether the signature was made with this key.
    pub fn is_signed(&self, key: &DecodingKey, algorithm: Algorithm) -> bool {
        jws::is_signed(self.message, self.signature, key, algorithm)
    }
}

/// A JSON object in base64url.
fn object(part: &str) -> Option<Value> {
    let value: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()?;
    value.is_object().then_some(value)
}

/// Checks the claims of an id_token: issuer, audience, times and nonce.
pub fn check_claims(
    session: &ProviderSession<'_>,
    claims: &Value,
    nonce: Option<&Secret>,
) -> Result<()> {
    check_issuer(session, claims)?;
    let audience = check_audience(session, claims)?;
    let client_id = &session.credentials.client_id;
    let party = text_of(claims, "azp");
    if party.is_some_and(|party| party != client_id) || (party.is_none() && audience.len() > 1) {
        return Err(Error::refused(diagnostic!(identity::AUTHORIZED_PARTY)));
    }
    check_times(session, claims)?;
    let same = |nonce: &Secret| {
        bool::from(
            text_of(claims, "nonce")
                .unwrap_or_default()
                .as_bytes()
                .ct_eq(nonce.expose().as_bytes()),
        )
    };
    if nonce.is_some_and(|nonce| !same(nonce)) {
        return Err(Error::refused(diagnostic!(identity::NONCE)));
    }
    if text_of(claims, "sub").is_none_or(str::is_empty) {
        return Err(Error::refused(diagnostic!(identity::NO_SUBJECT)));
    }
    Ok(())
}

fn text_of<'claims>(claims: &'claims Value, name: &str) -> Option<&'claims str> {
    claims.get(name).and_then(Value::as_str)
}

fn check_issuer(session: &ProviderSession<'_>, claims: &Value) -> Result<()> {
    let (label, issuers) = (&session.provider.label, &session.provider.issuers);
    let issuer = text_of(claims, "iss");
    if issuer.is_some_and(|issuer| issuers.iter().any(|known| known == issuer)) {
        return Ok(());
    }
    Err(Error::refused(diagnostic!(
        identity::ISSUER,
        issuer = session.sanitize(issuer.unwrap_or("an unnamed server")),
        label = label,
        expected = issuers.first().map_or("", String::as_str)
    )))
}

/// The audience of a token, which must include this app.
fn check_audience<'claims>(
    session: &ProviderSession<'_>,
    claims: &'claims Value,
) -> Result<Vec<&'claims str>> {
    let client_id = &session.credentials.client_id;
    let audience: Vec<&str> = match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if audience.contains(&client_id.as_str()) {
        return Ok(audience);
    }
    Err(Error::refused(diagnostic!(
        identity::AUDIENCE,
        audience = session.sanitize(&audience.join(", ")),
        client_id = client_id,
        variable = session.credentials.variables.client_id
    )))
}

fn check_times(session: &ProviderSession<'_>, claims: &Value) -> Result<()> {
    let now = session.now().as_second();
    let seconds = |name: &str| claims.get(name).map(jws::numeric_date);
    let leeway = LEEWAY.as_secs();
    // Any of the three must be a valid time; exp and iat are required.
    let wrong = |now: i64| {
        let is_past = |expires: i64| expires.saturating_add(leeway) < now;
        let is_future = |begins: i64| begins.saturating_sub(leeway) > now;
        let expired = seconds("exp").flatten().is_none_or(is_past);
        let early = seconds("iat").flatten().is_none_or(is_future)
            || seconds("nbf").is_some_and(|begins| begins.is_none_or(is_future));
        (expired || early).then_some(expired)
    };
    let Some(expired) = wrong(now) else {
        return Ok(());
    };
    let skew = session.skew().unwrap_or_default();
    if skew.abs() > LEEWAY && wrong(now.saturating_add(skew.as_secs())).is_none() {
        return Err(Error::refused(clock(&session.provider.label, skew)));
    }
    Err(Error::refused(if expired {
        diagnostic!(identity::EXPIRED)
    } else {
        diagnostic!(identity::NOT_YET_VALID)
    }))
}

/// The diagnostic for clocks that differ too much.
pub fn clock(label: &str, skew: SignedDuration) -> Diagnostic {
    let direction = if skew.is_negative() {
        "ahead of"
    } else {
        "behind"
    };
    diagnostic!(
        identity::CLOCK_SKEW,
        amount = words::duration(skew.unsigned_abs(), RoundMode::HalfExpand),
        direction = direction,
        label = label
    )
}

/// Checks at_hash, the left half of the access token's hash (OpenID Connect Core section 3.1.3.6).
fn check_hash(claims: &Value, algorithm: Algorithm, granted: &TokenResponse) -> Result<()> {
    let Some(claimed) = claims.get("at_hash").and_then(Value::as_str) else {
        return Ok(());
    };
    let hash = match algorithm {
        Algorithm::RS384 | Algorithm::PS384 | Algorithm::ES384 => &ring::digest::SHA384,
        Algorithm::RS512 | Algorithm::PS512 | Algorithm::EdDSA => &ring::digest::SHA512,
        _ => &ring::digest::SHA256,
    };
    let digest = ring::digest::digest(hash, granted.access_token.expose().as_bytes());
    let (left, _) = digest.as_ref().split_at(digest.as_ref().len() / 2);
    if bool::from(
        URL_SAFE_NO_PAD
            .encode(left)
            .as_bytes()
            .ct_eq(claimed.as_bytes()),
    ) {
        return Ok(());
    }
    Err(Error::refused(diagnostic!(identity::AT_HASH)))
}
