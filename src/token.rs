//! The app's session: a JWT (RFC 7519) signed with HS256 by JWT_SECRET_KEY.
//!
//! Owns issuing one and judging one as the app's python-jose does; what a refusal means stands in `explain`. Whose key it is and what is done
//! with a token belongs to others.

mod explain;

use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::jws;
use crate::secret::Secret;
use crate::settings::Settings;

pub use explain::{Content, explain, relative, user_gone, user_inactive};

/// How long a session lasts.
pub const LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);

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
    /// A claim of the wrong kind: a number as `sub` (the app's April 2026 release), a text as `exp`.
    Claim(&'static str),
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
            Self::Claim(name) => format!("its {name} is of the wrong kind"),
        }
    }
}

/// The app's key. Exit 3 when it is not set: the app would make up a new one at every start.
pub fn key(settings: &Settings) -> Result<Secret> {
    if let Some(setting) = settings.filled("JWT_SECRET_KEY") {
        return Ok(setting.value.clone());
    }
    let finding = Finding::fail("token.no-key", "JWT_SECRET_KEY is not set")
        .cause("without it the app signs sessions with a key that it makes up at every start, so every restart logs everybody out")
        .fix("make one and put it into the .env file")
        .command("navauth gen-secret --write");
    Err(Error::settings(finding))
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

/// Judges a token as the app does, at the time `now`.
pub fn verify(key: &Secret, token: &Secret, now: Timestamp) -> Result<Claims, Refusal> {
    let mut validation = Validation::new(Algorithm::HS256);
    // Times are compared below, by the program's own clock and without leeway, as the app does it.
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let key = DecodingKey::from_secret(key.expose().as_bytes());
    let decoded = jws::decode(token.expose(), &key, &validation).map_err(|error| {
        use jsonwebtoken::errors::ErrorKind;
        match error.kind() {
            ErrorKind::InvalidSignature => Refusal::Signature,
            ErrorKind::InvalidAlgorithm | ErrorKind::InvalidAlgorithmName => Refusal::Algorithm,
            _ => Refusal::Malformed,
        }
    })?;
    let claims = decoded.claims;
    let (expires, begins) = (seconds(&claims, "exp")?, seconds(&claims, "nbf")?);
    seconds(&claims, "iat")?;
    if begins.is_some_and(|begins| begins > now.as_second()) {
        return Err(Refusal::NotYetValid);
    }
    if expires.is_some_and(|expires| expires < now.as_second()) {
        return Err(Refusal::Expired);
    }
    let subject = match claims.get("sub") {
        None => None,
        Some(Value::String(subject)) => Some(subject.clone()),
        Some(_) => return Err(Refusal::Claim("sub")),
    };
    Ok(Claims {
        subject,
        expires: expires.and_then(|seconds| Timestamp::from_second(seconds).ok()),
    })
}

/// A time claim (RFC 7519 section 2, NumericDate); python-jose cuts fractions off.
fn seconds(claims: &Value, name: &'static str) -> Result<Option<i64>, Refusal> {
    match claims.get(name) {
        None => Ok(None),
        Some(Value::Number(number)) => number
            .as_i64()
            .or_else(|| number.as_f64().map(|seconds| seconds as i64))
            .map(Some)
            .ok_or(Refusal::Claim(name)),
        Some(_) => Err(Refusal::Claim(name)),
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

    #[test]
    fn judges_as_the_app_does() {
        let cases: Vec<Value> =
            serde_json::from_str(include_str!("../tests/vectors/jwt.json")).unwrap();
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
