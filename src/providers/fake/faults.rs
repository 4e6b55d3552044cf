//! Faults of the simulated providers, for tests only.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

use super::random::opaque;
use super::signer::{Signer, header, token_hash};
use crate::jws;

/// A fault at an endpoint.
#[derive(Clone, Debug)]
pub enum Fault {
    /// One of the provider's own errors, by its name in the provider's file.
    Row(&'static str),
    /// The user clicks Cancel (authorization endpoint).
    Cancel,
    /// The callback has another state (authorization endpoint).
    WrongState,
    /// The callback has no state (authorization endpoint).
    MissingState,
    /// The callback has no code (authorization endpoint).
    MissingCode,
    /// The callback has another issuer (authorization endpoint, RFC 9207).
    OtherServer,
    /// Any response, such as HTML instead of JSON, a 500, or a 429 with `Retry-After`.
    Response {
        /// HTTP status.
        status: u16,
        /// Content-Type.
        content_type: &'static str,
        /// The body.
        body: String,
        /// The Retry-After header.
        retry_after: Option<&'static str>,
    },
    /// The normal response after a delay.
    Slow(Duration),
    /// The normal response after `FakeProviders::release`.
    Hold,
    /// The connection closes without a response.
    HangUp,
}

impl Fault {
    /// An HTML page with status 200, as from a proxy or a captive portal.
    pub fn html() -> Self {
        let body = "<!doctype html><title>Sign in to the network</title><p>Welcome to the hotel"
            .to_owned();
        Self::Response {
            status: 200,
            content_type: "text/html; charset=utf-8",
            body,
            retry_after: None,
        }
    }

    /// A status, such as 500, or 429 with `Retry-After`.
    pub fn status(status: u16, retry_after: Option<&'static str>) -> Self {
        Self::Response {
            status,
            content_type: "text/plain",
            body: format!("status {status}"),
            retry_after,
        }
    }

    /// A body of type JSON, which may be malformed.
    pub fn json(status: u16, body: impl Into<String>) -> Self {
        Self::Response {
            status,
            content_type: "application/json",
            body: body.into(),
            retry_after: None,
        }
    }
}

/// A fault of the id_token (OpenID Connect Core section 3.1.3.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdTokenFault {
    /// No id_token.
    Missing,
    /// Another nonce.
    WrongNonce,
    /// No nonce.
    MissingNonce,
    /// Another client in `aud`.
    WrongAudience,
    /// Another issuer.
    WrongIssuer,
    /// Expired an hour ago.
    Expired,
    /// `alg` is `none` and there is no signature.
    Unsigned,
    /// `alg` is HS256, with the public key as the secret.
    Symmetric,
    /// Signed with a key that is not in the key set, with the key ID of one that is.
    ForeignKey,
    /// Signed with a new key, which is in the key set only from the second request on.
    RotatedKey,
    /// Another `sub` than in the profile.
    OtherSubject,
    /// No `sub`.
    MissingSubject,
    /// Another client in `azp`.
    OtherParty,
    /// Two clients in `aud`, and no `azp`.
    SeveralAudiences,
    /// `iat` is an hour in the future.
    Early,
    /// No `exp`.
    Endless,
    /// The `at_hash` of another access token.
    OtherToken,
    /// Further members of the header and of the claims, as JSON: `,"crit":["b64"]`.
    Members(&'static str, &'static str),
}

impl Fault {
    /// Changes the parameters of a successful callback.
    pub fn change_callback(&self, parameters: &mut Vec<(&'static str, String)>) {
        match self {
            Self::WrongState => {
                parameters.retain(|(name, _)| *name != "state");
                parameters.push(("state", opaque()));
            }
            Self::MissingState => parameters.retain(|(name, _)| *name != "state"),
            Self::MissingCode => parameters.retain(|(name, _)| *name != "code"),
            Self::OtherServer => parameters.push(("iss", OTHER_ISSUER.to_owned())),
            _ => {}
        }
    }
}

const OTHER_ISSUER: &str = "https://issuer.example.org";

impl IdTokenFault {
    /// The id_token with the fault; `None` if it is missing.
    pub fn id_token(self, signer: &Signer, mut claims: Value) -> Option<String> {
        if self == Self::Missing {
            return None;
        }
        self.change(&mut claims);
        self.sign(signer, &claims)
    }

    /// A signed profile with the fault.
    pub fn profile(self, signer: &Signer, mut claims: Value) -> Option<String> {
        match self {
            Self::WrongAudience => claims["aud"] = "another".into(),
            Self::WrongIssuer => claims["iss"] = OTHER_ISSUER.into(),
            _ => {}
        }
        self.sign(signer, &claims)
    }

    fn change(self, claims: &mut Value) {
        let now = claims["iat"].as_i64().unwrap_or_default();
        let client = claims["aud"].as_str().unwrap_or_default().to_owned();
        let mut remove = |name: &str| {
            claims
                .as_object_mut()
                .into_iter()
                .for_each(|claims| _ = claims.remove(name))
        };
        match self {
            Self::WrongNonce => claims["nonce"] = "another-nonce".into(),
            Self::MissingNonce => remove("nonce"),
            Self::MissingSubject => remove("sub"),
            Self::Endless => remove("exp"),
            Self::OtherParty => claims["azp"] = format!("{client}0").into(),
            Self::SeveralAudiences => {
                remove("azp");
                claims["aud"] = json!([client, format!("{client}0")]);
            }
            Self::Early => claims["iat"] = (now + 3600).into(),
            Self::OtherToken => claims["at_hash"] = token_hash("another access token").into(),
            Self::WrongAudience => claims["aud"] = format!("{client}0").into(),
            Self::WrongIssuer => claims["iss"] = OTHER_ISSUER.into(),
            Self::OtherSubject => claims["sub"] = "another-user".into(),
            Self::Expired => {
                claims["iat"] = (now - 7200).into();
                claims["exp"] = (now - 3600).into();
            }
            _ => {}
        }
    }

    fn sign(self, signer: &Signer, claims: &Value) -> Option<String> {
        let current = &signer.current;
        match self {
            Self::Unsigned => {
                let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
                let header = encode(r#"{"alg":"none","typ":"JWT"}"#);
                Some(format!("{header}.{}.", encode(&claims.to_string())))
            }
            Self::Symmetric => {
                let mut header = header(current.name);
                header.alg = Algorithm::HS256;
                let key = EncodingKey::from_secret(&current.public);
                jws::encode(&header, claims, &key).ok()
            }
            Self::ForeignKey => {
                jws::encode(&header(current.name), claims, &signer.other.private).ok()
            }
            Self::RotatedKey => {
                jws::encode(&header(signer.other.name), claims, &signer.other.private).ok()
            }
            Self::Members(of_header, of_claims) => {
                let part = |value: &Value, members: &str| {
                    let text = value.to_string();
                    let text = format!("{}{members}}}", text.trim_end_matches('}'));
                    URL_SAFE_NO_PAD.encode(text)
                };
                let header = serde_json::to_value(header(current.name)).ok()?;
                let message = format!("{}.{}", part(&header, of_header), part(claims, of_claims));
                let signature = jws::sign(&message, &current.private, Algorithm::ES256).ok()?;
                Some(format!("{message}.{signature}"))
            }
            _ => signer.sign(claims),
        }
    }
}

/// The key set; after a rotation, the new key is in it from the second request on.
pub fn key_set(
    fault: Option<IdTokenFault>,
    signer: &mut Signer,
    mut keys: Vec<Value>,
) -> Vec<Value> {
    if fault == Some(IdTokenFault::RotatedKey) && signer.reads > 0 {
        keys.push(signer.other.public_jwk());
    }
    signer.reads += 1;
    keys
}
