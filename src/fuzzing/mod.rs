//! Fuzz targets: each takes any bytes and panics if a property of the program is violated.
//!
//! The fuzzers in `fuzz/` run them; the tests run them over the seeds. Built only with the feature `fuzzing`.

mod database;
mod files;
mod output;
mod sign_in;

#[cfg(test)]
mod tests;

pub use database::{certificates, connection_string, postgres_messages};
pub use files::{env_edit, env_file, navauth_toml};
pub use output::redactor;
pub use sign_in::{callback_request, id_token, provider_errors, session_token};

/// A fuzz target: its name in `fuzz/fuzz_targets` and `fuzz/seeds`, and its body.
pub type Target = (&'static str, fn(&[u8]));

pub const TARGETS: [Target; 11] = [
    ("callback_request", callback_request),
    ("certificates", certificates),
    ("connection_string", connection_string),
    ("env_edit", env_edit),
    ("env_file", env_file),
    ("id_token", id_token),
    ("navauth_toml", navauth_toml),
    ("postgres_messages", postgres_messages),
    ("provider_errors", provider_errors),
    ("redactor", redactor),
    ("session_token", session_token),
];

/// A secret that no input contains: only the targets insert it. It needs no escaping in URLs or JSON.
const SECRET: &str = "Zk9vQ7xX2kM9jrT4wB6zL8nD3";

/// How many consecutive characters of a secret count as a leak.
const PIECE: usize = 8;

/// Whether a text contains a piece of a secret that is long enough to be a leak.
fn leaks(text: &str, secret: &str) -> bool {
    secret
        .as_bytes()
        .windows(PIECE)
        .filter_map(|piece| std::str::from_utf8(piece).ok())
        .any(|piece| text.contains(piece))
}

/// The input as text with the secret inserted at a position from the first byte; None if the input is not text or
/// already contains a piece of the secret.
fn plant(input: &[u8]) -> Option<String> {
    let (&location, rest) = input.split_first()?;
    let text = std::str::from_utf8(rest)
        .ok()
        .filter(|text| !leaks(text, SECRET))?;
    let mut at = text.len() * usize::from(location) / 255;
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let (before, after) = text.split_at(at);
    Some([before, SECRET, after].concat())
}
