//! Hashes and random bytes. TLS and token signatures use the same cryptography library.

use std::io;

use rand::TryRng;
use rand::rngs::SysRng;
use ring::digest::{SHA256, digest};
use ring::hmac::{HMAC_SHA256, Key, sign};

pub fn sha256(data: impl AsRef<[u8]>) -> Vec<u8> {
    digest(&SHA256, data.as_ref()).as_ref().to_vec()
}

pub fn hmac_sha256(key: impl AsRef<[u8]>, message: impl AsRef<[u8]>) -> Vec<u8> {
    let key = Key::new(HMAC_SHA256, key.as_ref());
    sign(&key, message.as_ref()).as_ref().to_vec()
}

/// Two lower-case hexadecimal digits per byte, as `openssl rand -hex` prints them.
pub fn hex(bytes: impl AsRef<[u8]>) -> String {
    let digits = bytes
        .as_ref()
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

/// Fills a buffer from the operating system's random number generator.
pub fn fill_random(bytes: &mut [u8]) -> io::Result<()> {
    SysRng.try_fill_bytes(bytes).map_err(io::Error::other)
}

pub fn random_bytes<const LENGTH: usize>() -> io::Result<[u8; LENGTH]> {
    let mut bytes = [0; LENGTH];
    fill_random(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::{hex, hmac_sha256, sha256};

    #[test]
    fn encodes_bytes_like_openssl() {
        assert_eq!(hex([0x00, 0x0f, 0xa0, 0xff]), "000fa0ff");
    }

    /// `abc` of FIPS 180-2 appendix B.1, and test case 2 of RFC 4231.
    #[test]
    fn hashes_match_published_vectors() {
        assert_eq!(
            hex(sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(
            hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
