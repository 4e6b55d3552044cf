//! The id_token (OpenID Connect Core section 2), its signing key and the key set.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

use super::behavior::IdTokenFault;
use super::provider::FakeProvider;
use super::request::Request;
use super::response::Response;
use super::state::State;
use crate::jws;

/// The signing keys, generated at start.
pub(super) struct Signer {
    current: Key,
    /// For faults that need a key outside the key set.
    other: Key,
    /// How often the key set was read.
    reads: usize,
}

struct Key {
    name: &'static str,
    private: EncodingKey,
    public: Vec<u8>,
}

impl Key {
    fn new(name: &'static str) -> Option<Self> {
        let random = SystemRandom::new();
        let document =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).ok()?;
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random)
                .ok()?;
        let public = pair.public_key().as_ref().to_vec();
        Some(Self {
            name,
            private: EncodingKey::from_ec_der(document.as_ref()),
            public,
        })
    }

    /// As a JSON Web Key (RFC 7518 section 6.2). The public point is one byte, then two coordinates of 32 bytes.
    fn public_jwk(&self) -> Value {
        let (x, y) = self.public.split_at_checked(33).unwrap_or((&[0], &[]));
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.name, "x": encode(&x[1..]), "y": encode(y) })
    }
}

impl Signer {
    pub fn new() -> Option<Self> {
        Some(Self {
            current: Key::new("fake-1")?,
            other: Key::new("fake-2")?,
            reads: 0,
        })
    }
}

/// Responds with the key set.
pub(super) fn keys(
    state: &mut State,
    _provider: &'static FakeProvider,
    _request: &Request,
) -> Response {
    let rotated =
        state.behavior.id_token == Some(IdTokenFault::RotatedKey) && state.signer.reads > 0;
    state.signer.reads += 1;
    let mut keys = vec![state.signer.current.public_jwk()];
    if rotated {
        keys.push(state.signer.other.public_jwk());
    }
    Response::json(200, &json!({ "keys": keys }))
}

/// Creates the id_token for an access token; None if a fault omits it.
pub(super) fn id_token(
    state: &State,
    provider: &'static FakeProvider,
    scopes: &[String],
    nonce: Option<&str>,
    access_token: &str,
) -> Option<String> {
    let fault = state.behavior.id_token;
    let issuer = format!("{}/{}", state.origin, provider.name);
    let account = provider.account(state, scopes);
    let client = state
        .token(provider, Some(access_token))
        .map_or("", |token| token.client.as_str());
    let now = state.now();
    let mut claims = json!({ "iss": issuer, "aud": client, "azp": client, "sub": account.id, "iat": now, "exp": now + 3600, "at_hash": hash(access_token) });
    if let Some(nonce) = nonce {
        claims["nonce"] = nonce.into();
    }
    if let Some(email) = account.email {
        claims["email"] = email.into();
        claims["email_verified"] = account.email_verified.into();
    }
    let mut remove = |name: &str| {
        claims
            .as_object_mut()
            .into_iter()
            .for_each(|claims| _ = claims.remove(name))
    };
    match fault {
        Some(IdTokenFault::Missing) => return None,
        Some(IdTokenFault::WrongNonce) => claims["nonce"] = "another-nonce".into(),
        Some(IdTokenFault::MissingNonce) => remove("nonce"),
        Some(IdTokenFault::MissingSubject) => remove("sub"),
        Some(IdTokenFault::Endless) => remove("exp"),
        Some(IdTokenFault::OtherParty) => claims["azp"] = format!("{client}0").into(),
        Some(IdTokenFault::SeveralAudiences) => {
            remove("azp");
            claims["aud"] = json!([client, format!("{client}0")]);
        }
        Some(IdTokenFault::Early) => claims["iat"] = (now + 3600).into(),
        Some(IdTokenFault::OtherToken) => claims["at_hash"] = hash("another access token").into(),
        Some(IdTokenFault::WrongAudience) => claims["aud"] = format!("{client}0").into(),
        Some(IdTokenFault::WrongIssuer) => claims["iss"] = "https://issuer.example.org".into(),
        Some(IdTokenFault::OtherSubject) => claims["sub"] = "another-user".into(),
        Some(IdTokenFault::Expired) => {
            claims["iat"] = (now - 7200).into();
            claims["exp"] = (now - 3600).into();
        }
        _ => {}
    }
    signed(&state.signer, fault, &claims)
}

/// A profile as a signed JWT, with the id_token fault.
pub(super) fn signed_profile(state: &State, claims: &Value) -> Option<String> {
    let mut claims = claims.clone();
    match state.behavior.id_token {
        Some(IdTokenFault::WrongAudience) => claims["aud"] = "another".into(),
        Some(IdTokenFault::WrongIssuer) => claims["iss"] = "https://issuer.example.org".into(),
        _ => {}
    }
    signed(&state.signer, state.behavior.id_token, &claims)
}

/// The left half of a token's hash (OpenID Connect Core section 3.1.3.6).
fn hash(access_token: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, access_token.as_bytes());
    URL_SAFE_NO_PAD.encode(&digest.as_ref()[..16])
}

fn signed(signer: &Signer, fault: Option<IdTokenFault>, claims: &Value) -> Option<String> {
    let mut header = Header::new(Algorithm::ES256);
    header.kid = Some(signer.current.name.to_owned());
    let symmetric;
    let key = match fault {
        Some(IdTokenFault::Unsigned) => {
            let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
            return Some(format!(
                "{header}.{}.",
                URL_SAFE_NO_PAD.encode(claims.to_string())
            ));
        }
        Some(IdTokenFault::Symmetric) => {
            header.alg = Algorithm::HS256;
            symmetric = EncodingKey::from_secret(&signer.current.public);
            &symmetric
        }
        Some(IdTokenFault::ForeignKey) => &signer.other.private,
        Some(IdTokenFault::RotatedKey) => {
            header.kid = Some(signer.other.name.to_owned());
            &signer.other.private
        }
        _ => &signer.current.private,
    };
    let Some(IdTokenFault::Members(of_header, of_claims)) = fault else {
        return jws::encode(&header, claims, key).ok();
    };
    let part = |value: &Value, members: &str| {
        let text = value.to_string();
        let text = format!("{}{members}}}", text.trim_end_matches('}'));
        URL_SAFE_NO_PAD.encode(text)
    };
    let header = serde_json::to_value(&header).ok()?;
    let message = format!("{}.{}", part(&header, of_header), part(claims, of_claims));
    let signature = jws::sign(&message, key, Algorithm::ES256).ok()?;
    Some(format!("{message}.{signature}"))
}

/// Responds with the OpenID Connect discovery document, built from the provider's routes.
pub(super) fn discovery(
    state: &mut State,
    provider: &'static FakeProvider,
    _request: &Request,
) -> Response {
    let base = format!("{}/{}", state.origin, provider.name);
    let mut document = json!({ "issuer": base, "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"], "code_challenge_methods_supported": ["S256"] });
    for route in provider.routes {
        if let Some(setting) = route.setting {
            document[setting] = format!("{base}{}", route.path).into();
        }
    }
    Response::json(200, &document)
}
