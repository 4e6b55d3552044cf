//! Random values of the simulated providers.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::crypto::fill_random;

/// Random characters of an alphabet of at most 256. Slightly biased, which does not matter for fake credentials.
pub fn random(alphabet: &str, length: usize) -> String {
    let alphabet = alphabet.as_bytes();
    bytes(length)
        .iter()
        .map(|byte| char::from(alphabet[usize::from(*byte) % alphabet.len()]))
        .collect()
}

/// A random URL-safe text.
pub fn opaque() -> String {
    URL_SAFE_NO_PAD.encode(bytes(24))
}

fn bytes(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    // Without random numbers all codes are the same, which does not matter here.
    let _ = fill_random(&mut bytes);
    bytes
}

pub const DIGITS: &str = "0123456789";
pub const HEX: &str = "0123456789abcdef";
pub const LOWER: &str = "abcdefghijklmnopqrstuvwxyz0123456789";
pub const MIXED: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
