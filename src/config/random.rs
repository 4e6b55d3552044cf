//! Random keys from the operating system's generator.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use crate::crypto::{fill_random, hex};
use crate::diagnostic;
use crate::diagnostics::catalog::secret;
use crate::diagnostics::{Error, Result};
use crate::secret::Secret;

/// How random bytes are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Two lower-case hexadecimal digits per byte, as `openssl rand -hex` prints them.
    Hex,
    /// RFC 4648 section 5, without padding.
    Base64Url,
}

/// Parses the size of a session key in bytes; the error is the reason for the user.
pub fn key_size(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(size @ 32..=1024) => Ok(size),
        Ok(0..32) => Err("HS256 needs a key of at least 32 bytes (RFC 7518 section 3.2); a shorter one can be found by brute force".to_owned()),
        Ok(_) => Err("at most 1024: more bytes make the key longer, not stronger".to_owned()),
        Err(_) => Err("write a number from 32 to 1024".to_owned()),
    }
}

/// A key of this many random bytes.
pub fn random_key(bytes: usize, encoding: Encoding) -> Result<Secret> {
    let mut random = Zeroizing::new(vec![0; bytes]);
    fill_random(&mut random).map_err(|error| {
        Error::settings(diagnostic!(secret::NO_RANDOMNESS).reason(error.to_string()))
    })?;
    Ok(Secret::new(match encoding {
        Encoding::Hex => hex(&random),
        Encoding::Base64Url => URL_SAFE_NO_PAD.encode(&*random),
    }))
}

#[cfg(test)]
mod tests {
    use super::{Encoding, random_key};

    #[test]
    fn keys_are_unique_and_have_the_requested_length() {
        for (encoding, length) in [(Encoding::Hex, 64), (Encoding::Base64Url, 43)] {
            let (one, other) = (
                random_key(32, encoding).unwrap(),
                random_key(32, encoding).unwrap(),
            );
            assert_eq!(one.expose().len(), length);
            assert!(one != other);
        }
    }
}
