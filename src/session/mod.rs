//! The app's session: a JWT (RFC 7519) signed with HS256 by JWT_SECRET_KEY.
//!
//! Issues one, and verifies one as the app's python-jose does; `explain` has the diagnostic of each refusal.

mod explain;
mod python;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use serde_json::json;

use crate::config::empty_variable::{explain_empty, hidden_by_empty};
use crate::config::session_key;
use crate::config::settings::Settings;
use crate::diagnostic;
use crate::diagnostics::catalog::token;
use crate::diagnostics::{Error, Result};
use crate::jws;
use crate::secret::Secret;

use python::Json;

pub use explain::{Content, explain, user_inactive};

/// How long a session lasts.
pub const LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A user id that no database has: ids start at 1, and this is the largest.
pub const NO_USER: i64 = 2_147_483_647;

/// The claims of a valid token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The user's key as text; the app answers 401 if it is missing.
    pub subject: Option<String>,
    /// When the session expires.
    pub expires: Option<Timestamp>,
}

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Not three parts of base64url JSON.
    Malformed,
    /// Signed with another algorithm than HS256.
    Algorithm,
    /// Signed with another key.
    Signature,
    Expired,
    NotYetValid,
    /// A claim that the app does not accept: a number as `sub`, a word as `exp`, any `aud`.
    Claim(&'static str),
    /// A session key that python-jose reads as JSON or PEM when it verifies, so no token matches it.
    Key,
    /// The signature is valid, but the claims are not a JSON object.
    Claims,
}

/// The app's key. Exit 3 if it is not set: the app would generate a new one at every start.
pub fn key(settings: &Settings) -> Result<Secret> {
    if let Some(setting) = settings.get_non_empty(session_key::NAME) {
        return Ok(setting.value.clone());
    }
    let name = session_key::NAME;
    let setting = settings.get(name);
    let hidden = setting.and_then(|setting| hidden_by_empty(name, setting));
    Err(Error::settings(hidden.unwrap_or_else(|| {
        explain_empty(diagnostic!(token::NO_KEY), &[name], settings)
    })))
}

/// Issues a session token as the app does: `sub` is the user's key as text, `exp` is seven days from now.
pub fn issue(key: &Secret, user_id: i64, now: Timestamp) -> Result<Secret> {
    issue_until(key, user_id, now + LIFETIME)
}

/// Issues a session token that expires at the given time.
pub fn issue_until(key: &Secret, user_id: i64, expires: Timestamp) -> Result<Secret> {
    let claims = json!({ "sub": user_id.to_string(), "exp": expires.as_second() });
    let token = jws::encode(
        &Header::new(Algorithm::HS256),
        &claims,
        &EncodingKey::from_secret(key.expose().as_bytes()),
    );
    token
        .map(Secret::new)
        .map_err(|error| Error::bug(format!("no JWT: {error}")))
}

/// Verifies a token as the app's python-jose 3.5 does, at the time `now`: without leeway, and ignoring `crit`.
pub fn verify(key: &Secret, token: &Secret, now: Timestamp) -> Result<Claims, Refusal> {
    let (message, signature) = token.expose().rsplit_once('.').ok_or(Refusal::Malformed)?;
    let (header, claims) = message.split_once('.').ok_or(Refusal::Malformed)?;
    let header = python::base64(header).ok_or(Refusal::Malformed)?;
    let header = object(&header).ok_or(Refusal::Malformed)?;
    let claims = python::base64(claims).ok_or(Refusal::Malformed)?;
    let signature = python::base64(signature).ok_or(Refusal::Malformed)?;
    if header.get("alg").and_then(Json::text) != Some("HS256") {
        return Err(Refusal::Algorithm);
    }
    let key = DecodingKey::from_secret(verifying_key(key)?.expose().as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(signature);
    if !jws::is_signed(message, &signature, &key, Algorithm::HS256) {
        return Err(Refusal::Signature);
    }
    check_claims(&object(&claims).ok_or(Refusal::Claims)?, now)
}

fn check_claims(claims: &Json, now: Timestamp) -> Result<Claims, Refusal> {
    let time = |name: &'static str| match claims.get(name).map(Json::whole_number) {
        Some(None) => Err(Refusal::Claim(name)),
        Some(time) => Ok(time),
        None => Ok(None),
    };
    time("iat")?;
    if time("nbf")?.is_some_and(|begins| begins > now.as_second()) {
        return Err(Refusal::NotYetValid);
    }
    let expires = time("exp")?;
    if expires.is_some_and(|expires| expires < now.as_second()) {
        return Err(Refusal::Expired);
    }
    let text = |name: &'static str| match claims.get(name) {
        None => Ok(None),
        Some(Json::Text(text)) => Ok(Some(text.clone())),
        Some(_) => Err(Refusal::Claim(name)),
    };
    // The app sets no audience and no access token, so a token bound to one is refused.
    if claims.get("aud").is_some() {
        return Err(Refusal::Claim("aud"));
    }
    let subject = text("sub")?;
    text("jti")?;
    if claims.get("at_hash").is_some() {
        return Err(Refusal::Claim("at_hash"));
    }
    Ok(Claims {
        subject,
        expires: expires.and_then(|seconds| Timestamp::from_second(seconds).ok()),
    })
}

fn object(text: &[u8]) -> Option<Json> {
    let value = Json::read(std::str::from_utf8(text).ok()?)?;
    matches!(value, Json::Object(_)).then_some(value)
}

/// The key that python-jose verifies with: it parses a key that is JSON, but signs with the text itself.
fn verifying_key(key: &Secret) -> Result<Secret, Refusal> {
    if key.expose().contains("-----BEGIN ") {
        return Err(Refusal::Key);
    }
    match Json::read(key.expose()) {
        None => Ok(key.clone()),
        Some(Json::Text(text) | Json::Number(text)) => Ok(Secret::new(text)),
        Some(_) => Err(Refusal::Key),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::Value;

    use super::{LIFETIME, Refusal, issue, verify};
    use crate::secret::Secret;

    fn now() -> Timestamp {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    fn verifies_like_the_app_would(cases: &Value, key: impl Fn(&Value) -> Secret) {
        for case in cases.as_array().unwrap() {
            let token = Secret::new(case["token"].as_str().unwrap());
            let verified = verify(&key(case), &token, now());
            assert_eq!(
                verified.is_ok(),
                case["accepted"].as_bool().unwrap(),
                "{}: {verified:?}",
                case["name"]
            );
        }
    }

    #[test]
    fn verifies_like_the_app() {
        let cases: Value =
            serde_json::from_str(include_str!("../../tests/vectors/jwt.json")).unwrap();
        assert_eq!(cases.as_array().unwrap().len(), 8);
        verifies_like_the_app_would(&cases, |case| Secret::new(case["key"].as_str().unwrap()));
    }

    /// Created and verified by python-jose 3.5.0 as the app calls it, at the same time.
    #[test]
    fn verifies_odd_claims_and_headers_like_the_app() {
        let vectors: Value =
            serde_json::from_str(include_str!("../../tests/vectors/jwt-odd.json")).unwrap();
        assert!(vectors["cases"].as_array().unwrap().len() >= 50);
        let key = vectors["key"].as_str().unwrap();
        verifies_like_the_app_would(&vectors["cases"], |_| Secret::new(key));
    }

    #[test]
    fn issued_tokens_expire_after_seven_days() {
        let key = Secret::new("0123456789abcdef0123456789abcdef");
        let token = issue(&key, 42, now()).unwrap();
        let claims = verify(&key, &token, now()).unwrap();
        assert_eq!(
            (claims.subject.as_deref(), claims.expires),
            (Some("42"), Some(now() + LIFETIME))
        );
        assert!(verify(&key, &token, now() + LIFETIME).is_ok());
        assert_eq!(
            verify(
                &key,
                &token,
                now() + LIFETIME + jiff::SignedDuration::from_secs(1)
            ),
            Err(Refusal::Expired)
        );
        assert_eq!(
            verify(&Secret::new("another"), &token, now()),
            Err(Refusal::Signature)
        );
        assert_eq!(
            verify(&key, &Secret::new("a.b"), now()),
            Err(Refusal::Malformed)
        );
    }
}
