//! Token signatures (RFC 7515, algorithms of RFC 7518 and RFC 8037) with ring, as for TLS.
//!
//! jsonwebtoken handles the token format; the callers validate the claims.

use std::sync::Once;

use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{ErrorKind, Result};
use jsonwebtoken::signature::{Error, Signer, Verifier};
use jsonwebtoken::{Algorithm, DecodingKey, DecodingKeyKind, EncodingKey, Header};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED, ED25519,
    EcdsaKeyPair, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384,
    RSA_PSS_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey,
    VerificationAlgorithm,
};
use serde::Serialize;
use serde_json::Value;
use subtle::ConstantTimeEq;

use crate::crypto::hmac_sha256;

/// Signs claims: with HS256, or with ES256 and a PKCS #8 key.
pub fn encode(header: &Header, claims: &impl Serialize, key: &EncodingKey) -> Result<String> {
    install();
    jsonwebtoken::encode(header, claims, key)
}

/// The signature of a message, as base64url, for the tests' malformed tokens.
#[cfg(feature = "fakes")]
pub fn sign(message: &str, key: &EncodingKey, algorithm: Algorithm) -> Result<String> {
    install();
    jsonwebtoken::crypto::sign(message.as_bytes(), key, algorithm)
}

/// Verifies a base64url signature of a message, which is everything before the last dot of a token.
pub fn is_signed(message: &str, signature: &str, key: &DecodingKey, algorithm: Algorithm) -> bool {
    install();
    jsonwebtoken::crypto::verify(signature, message.as_bytes(), key, algorithm).unwrap_or(false)
}

/// A time claim (RFC 7519 section 2, NumericDate) in whole seconds; saturates. None for anything but a number.
pub fn numeric_date(value: &Value) -> Option<i64> {
    value
        .as_i64()
        .or_else(|| value.as_f64().map(|seconds| seconds as i64))
}

fn install() {
    static RING: CryptoProvider = CryptoProvider {
        signer_factory: signer,
        verifier_factory: verifier,
        key_utils: KeyUtils::new_unimplemented(),
    };
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Nothing else installs a provider.
        let _ = RING.install_default();
    });
}

/// The key of one signature.
struct Keyed<Key> {
    algorithm: Algorithm,
    key: Key,
}

fn signer(algorithm: &Algorithm, key: &EncodingKey) -> Result<Box<dyn JwtSigner>> {
    let (algorithm, key) = (*algorithm, key.clone());
    Ok(Box::new(Keyed { algorithm, key }))
}

impl JwtSigner for Keyed<EncodingKey> {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

impl Signer<Vec<u8>> for Keyed<EncodingKey> {
    fn try_sign(&self, message: &[u8]) -> std::result::Result<Vec<u8>, Error> {
        let signed = match self.algorithm {
            Algorithm::HS256 => Some(hmac_sha256(self.key.as_bytes(), message)),
            Algorithm::ES256 => es256(self.key.as_bytes(), message),
            _ => None,
        };
        signed.ok_or_else(Error::new)
    }
}

fn es256(key: &[u8], message: &[u8]) -> Option<Vec<u8>> {
    let random = SystemRandom::new();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key, &random).ok()?;
    Some(pair.sign(&random, message).ok()?.as_ref().to_vec())
}

fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>> {
    // Otherwise a public key could serve as a shared secret.
    if key.family() != algorithm.family() {
        return Err(ErrorKind::InvalidKeyFormat.into());
    }
    let (algorithm, key) = (*algorithm, key.clone());
    Ok(Box::new(Keyed { algorithm, key }))
}

impl JwtVerifier for Keyed<DecodingKey> {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

impl Verifier<Vec<u8>> for Keyed<DecodingKey> {
    fn verify(&self, message: &[u8], sign: &Vec<u8>) -> std::result::Result<(), Error> {
        let good = match self.key.kind() {
            DecodingKeyKind::SecretOrDer(key) if self.algorithm == Algorithm::HS256 => {
                hmac_sha256(key, message).ct_eq(sign).into()
            }
            DecodingKeyKind::SecretOrDer(point) => curve(self.algorithm).is_some_and(|curve| {
                let key = UnparsedPublicKey::new(curve, point);
                key.verify(message, sign).is_ok()
            }),
            DecodingKeyKind::RsaModulusExponent { n, e } => {
                rsa(self.algorithm).is_some_and(|rsa| {
                    let [n, e] = [n, e].map(|number| without_leading_zeros(number));
                    RsaPublicKeyComponents { n, e }
                        .verify(rsa, message, sign)
                        .is_ok()
                })
            }
        };
        if good { Ok(()) } else { Err(Error::new()) }
    }
}

fn curve(algorithm: Algorithm) -> Option<&'static dyn VerificationAlgorithm> {
    match algorithm {
        Algorithm::ES256 => Some(&ECDSA_P256_SHA256_FIXED),
        Algorithm::ES384 => Some(&ECDSA_P384_SHA384_FIXED),
        Algorithm::EdDSA => Some(&ED25519),
        _ => None,
    }
}

/// For keys of 2048 to 8192 bits.
fn rsa(algorithm: Algorithm) -> Option<&'static RsaParameters> {
    match algorithm {
        Algorithm::RS256 => Some(&RSA_PKCS1_2048_8192_SHA256),
        Algorithm::RS384 => Some(&RSA_PKCS1_2048_8192_SHA384),
        Algorithm::RS512 => Some(&RSA_PKCS1_2048_8192_SHA512),
        Algorithm::PS256 => Some(&RSA_PSS_2048_8192_SHA256),
        Algorithm::PS384 => Some(&RSA_PSS_2048_8192_SHA384),
        Algorithm::PS512 => Some(&RSA_PSS_2048_8192_SHA512),
        _ => None,
    }
}

/// RFC 7518 section 6.3.1.1 forbids the leading zero that some servers send, and ring rejects it.
fn without_leading_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    &number[zeros..]
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{Algorithm, DecodingKey};
    use serde_json::{Value, json};

    use super::{is_signed, numeric_date};

    fn good(algorithm: Algorithm, token: &str, key: &Value) -> bool {
        let key = DecodingKey::from_jwk(&serde_json::from_value(key.clone()).unwrap()).unwrap();
        let (message, signature) = token.rsplit_once('.').unwrap();
        is_signed(message, signature, &key, algorithm)
    }

    #[test]
    fn numeric_dates_saturate() {
        for (value, seconds) in [
            (json!(1.9), Some(1)),
            (json!(-1.9), Some(-1)),
            (json!(u64::MAX), Some(i64::MAX)),
            (json!(i64::MIN), Some(i64::MIN)),
            (json!(1e300), Some(i64::MAX)),
            (json!(-1e300), Some(i64::MIN)),
            (json!("1"), None),
            (json!(true), None),
            (json!(null), None),
        ] {
            assert_eq!(numeric_date(&value), seconds, "{value}");
        }
    }

    /// Tokens created by PyJWT 2 and OpenSSL.
    #[test]
    fn algorithms_match_other_implementations() {
        let cases: Vec<Value> =
            serde_json::from_str(include_str!("../tests/vectors/jws.json")).unwrap();
        assert_eq!(cases.len(), 9);
        for case in &cases {
            let (algorithm, token) = (
                case["alg"].as_str().unwrap().parse().unwrap(),
                case["token"].as_str().unwrap(),
            );
            assert!(good(algorithm, token, &case["jwk"]), "{algorithm:?}");
            let (message, sign) = token.rsplit_once('.').unwrap();
            let first = if sign.starts_with('A') { 'B' } else { 'A' };
            assert!(
                !good(
                    algorithm,
                    &format!("{message}.{first}{}", &sign[1..]),
                    &case["jwk"]
                ),
                "{algorithm:?}, another signature"
            );
            let claims = message.rsplit_once('.').unwrap().0;
            assert!(
                !good(
                    algorithm,
                    &format!("{claims}.eyJzdWIiOiIxIn0.{sign}"),
                    &case["jwk"]
                ),
                "{algorithm:?}, other claims"
            );
            // A key of another type, and another key of the same type.
            for other in cases.iter().filter(|other| other["jwk"] != case["jwk"]) {
                assert!(
                    !good(algorithm, token, &other["jwk"]),
                    "{algorithm:?} with the key of {}",
                    other["alg"]
                );
            }
        }
    }

    #[test]
    fn accepts_leading_zeros_in_rsa_keys() {
        use base64::Engine;
        use base64::engine::general_purpose::URL_SAFE_NO_PAD;
        let mut cases: Vec<Value> =
            serde_json::from_str(include_str!("../tests/vectors/jws.json")).unwrap();
        let padded = [
            &[0][..],
            &URL_SAFE_NO_PAD
                .decode(cases[0]["jwk"]["n"].as_str().unwrap())
                .unwrap(),
        ]
        .concat();
        cases[0]["jwk"]["n"] = URL_SAFE_NO_PAD.encode(padded).into();
        assert!(good(
            Algorithm::RS256,
            cases[0]["token"].as_str().unwrap(),
            &cases[0]["jwk"]
        ));
    }
}
