//! The app's session: a JWT (RFC 7519) signed with HS256 by JWT_SECRET_KEY.
//!
//! Owns issuing one and judging one as the app's python-jose does; what a refusal means stands in `explain`. Whose key it is and what is done
//! with a token belongs to others.

mod explain;

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use serde_json::{Value, json};

use crate::config::settings::Settings;
use crate::diagnostic;
use crate::diagnostics::catalog::token;
use crate::diagnostics::{Error, Result};
use crate::jws;
use crate::secret::Secret;

pub use explain::{Content, explain, relative, user_gone, user_inactive};

/// How long a session lasts.
pub const LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A user that no database has: ids are counted up from 1, and this is the largest.
pub const NO_USER: i64 = 2_147_483_647;

/// What a good token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The user's key as text; the app answers 401 where it is missing.
    pub subject: Option<String>,
    /// When the session ends.
    pub expires: Option<Timestamp>,
}

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Not three parts of base64url JSON.
    Malformed,
    /// Signed by another algorithm than HS256.
    Algorithm,
    /// Signed with another key.
    Signature,
    /// Its time is over.
    Expired,
    /// Its time has not come.
    NotYetValid,
    /// A claim that the app does not take: a number as `sub` (its April 2026 release), a word as `exp`, any `aud`.
    Claim(&'static str),
    /// The signature is good, but the claims are no JSON object.
    Claims,
}

impl Refusal {
    /// Why, in words.
    pub fn words(self) -> String {
        match self {
            Self::Malformed => "it is not a JWT".to_owned(),
            Self::Algorithm => "it is not signed with HS256".to_owned(),
            Self::Signature => "it is signed with another key".to_owned(),
            Self::Expired => "it has expired".to_owned(),
            Self::NotYetValid => "it is not valid yet".to_owned(),
            Self::Claim(name) => format!("its {name} is not one that the app accepts"),
            Self::Claims => "its claims are not a JSON object".to_owned(),
        }
    }
}

/// The app's key. Exit 3 when it is not set: the app would make up a new one at every start.
pub fn key(settings: &Settings) -> Result<Secret> {
    if let Some(setting) = settings.get_non_empty("JWT_SECRET_KEY") {
        return Ok(setting.value.clone());
    }
    Err(Error::settings(diagnostic!(token::NO_KEY)))
}

/// Issues a session as the app does: `sub` is the user's key as text, `exp` is seven days from now.
pub fn issue(key: &Secret, user_id: i64, now: Timestamp) -> Result<Secret> {
    issue_until(key, user_id, now + LIFETIME)
}

/// Issues a session that ends at a time of its own.
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

/// Judges a token as the app's python-jose 3.5 does, at the time `now`: without leeway, and blind to `crit`.
pub fn verify(key: &Secret, token: &Secret, now: Timestamp) -> Result<Claims, Refusal> {
    let (message, signature) = token.expose().rsplit_once('.').ok_or(Refusal::Malformed)?;
    let (header, claims) = message.split_once('.').ok_or(Refusal::Malformed)?;
    let header = object(&base64(header)?).ok_or(Refusal::Malformed)?;
    let (claims, signature) = (base64(claims)?, base64(signature)?);
    if header.get("alg").and_then(Value::as_str) != Some("HS256") {
        return Err(Refusal::Algorithm);
    }
    let key = DecodingKey::from_secret(key.expose().as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(signature);
    if !jws::is_signed(message, &signature, &key, Algorithm::HS256) {
        return Err(Refusal::Signature);
    }
    // Of claims that come twice the last one counts, there too.
    let claims = object(&claims).ok_or(Refusal::Claims)?;
    seconds(&claims, "iat")?;
    if seconds(&claims, "nbf")?.is_some_and(|begins| begins > now.as_second()) {
        return Err(Refusal::NotYetValid);
    }
    let expires = seconds(&claims, "exp")?;
    if expires.is_some_and(|expires| expires < now.as_second()) {
        return Err(Refusal::Expired);
    }
    let text = |name: &'static str| match claims.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(Refusal::Claim(name)),
    };
    // The app names no audience and no access token, so what is bound to one is refused.
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

/// Base64 as Python reads it: either alphabet, with or without padding.
fn base64(part: &str) -> Result<Vec<u8>, Refusal> {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &base64::alphabet::URL_SAFE,
        GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    let part = part.replace('+', "-").replace('/', "_");
    LENIENT
        .decode(part.trim_end_matches('='))
        .map_err(|_| Refusal::Malformed)
}

fn object(text: &[u8]) -> Option<Value> {
    serde_json::from_slice(text).ok().filter(Value::is_object)
}

/// A time claim as Python's `int()` reads it: fractions are cut off, a text may hold the number, true is 1.
fn seconds(claims: &Value, name: &'static str) -> Result<Option<i64>, Refusal> {
    let Some(value) = claims.get(name) else {
        return Ok(None);
    };
    let seconds = match value {
        Value::Bool(truth) => Some(i64::from(*truth)),
        Value::String(text) => whole_number(text),
        other => jws::numeric_date(other),
    };
    seconds.map(Some).ok_or(Refusal::Claim(name))
}

/// A text that Python's `int()` reads: surrounded by spaces, with a sign, digits with single underscores between them. What does not fit is
/// the nearest number that does.
fn whole_number(text: &str) -> Option<i64> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix(['+', '-']) {
        Some(digits) if text.starts_with('-') => (-1_i64, digits),
        Some(digits) => (1, digits),
        None => (1, text),
    };
    let is_number = digits
        .split('_')
        .all(|group| !group.is_empty() && group.bytes().all(|digit| digit.is_ascii_digit()));
    is_number.then(|| {
        let digits = digits.bytes().filter(u8::is_ascii_digit);
        digits.fold(0_i64, |number, digit| {
            number
                .saturating_mul(10)
                .saturating_add(sign * i64::from(digit - b'0'))
        })
    })
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

    #[test]
    fn judges_as_the_app_does() {
        let cases: Vec<Value> =
            serde_json::from_str(include_str!("../../tests/vectors/jwt.json")).unwrap();
        assert_eq!(cases.len(), 8);
        for case in cases {
            let text = |name: &str| Secret::new(case[name].as_str().unwrap());
            let judged = verify(&text("key"), &text("token"), now());
            assert_eq!(
                judged.is_ok(),
                case["accepted"].as_bool().unwrap(),
                "{}: {judged:?}",
                case["name"]
            );
        }
    }

    /// Made and judged by python-jose 3.5.0 as the app calls it, at the same time.
    #[test]
    fn odd_claims_and_headers_are_judged_as_the_app_does() {
        let vectors: Value =
            serde_json::from_str(include_str!("../../tests/vectors/jwt-odd.json")).unwrap();
        let key = Secret::new(vectors["key"].as_str().unwrap());
        let cases = vectors["cases"].as_array().unwrap();
        assert!(cases.len() >= 50, "{}", cases.len());
        for case in cases {
            let token = Secret::new(case["token"].as_str().unwrap());
            let judged = verify(&key, &token, now());
            assert_eq!(
                judged.is_ok(),
                case["accepted"].as_bool().unwrap(),
                "{}: {judged:?}",
                case["name"]
            );
        }
    }

    #[test]
    fn what_is_issued_is_good_for_seven_days_and_not_longer() {
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
