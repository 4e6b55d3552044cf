//! Signs as a simulated OpenID Connect provider does, with keys generated at start.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

use crate::crypto::sha256;
use crate::jws;

/// The signing keys.
pub struct Signer {
    pub current: Key,
    /// For faults that need a key outside the key set.
    #[cfg(feature = "fakes")]
    pub other: Key,
    /// How often the key set was read.
    #[cfg(feature = "fakes")]
    pub reads: usize,
}

/// An ES256 key.
pub struct Key {
    pub name: &'static str,
    pub private: EncodingKey,
    pub public: Vec<u8>,
}

impl Signer {
    pub fn new() -> Option<Self> {
        Some(Self {
            current: Key::new("fake-1")?,
            #[cfg(feature = "fakes")]
            other: Key::new("fake-2")?,
            #[cfg(feature = "fakes")]
            reads: 0,
        })
    }

    /// Signs claims as a JWT.
    pub fn sign(&self, claims: &Value) -> Option<String> {
        jws::encode(&header(self.current.name), claims, &self.current.private).ok()
    }
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
    pub fn public_jwk(&self) -> Value {
        let (x, y) = self.public.split_at_checked(33).unwrap_or((&[0], &[]));
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.name, "x": encode(&x[1..]), "y": encode(y) })
    }
}

/// The header of a JWT that names its key.
pub fn header(key: &str) -> Header {
    let mut header = Header::new(Algorithm::ES256);
    header.kid = Some(key.to_owned());
    header
}

/// The left half of a token's hash (OpenID Connect Core section 3.1.3.6).
pub fn token_hash(access_token: &str) -> String {
    URL_SAFE_NO_PAD.encode(&sha256(access_token)[..16])
}
