//! Keeps registered secrets and control characters out of texts.
//!
//! Owns masking. For output it is the last barrier: texts are meant to be free of secrets before they come to it.

use serde_json::Value;

const MASK: &str = "[hidden]";

/// A shorter text is not masked: it would be found everywhere and mangle every message.
const SHORTEST: usize = 8;

/// Texts to mask.
#[derive(Default)]
pub struct Redactor {
    needles: Vec<String>,
    /// The bytes with which they begin, a bit for each: most places of most texts are passed by with one look.
    beginnings: [u128; 2],
}

impl Redactor {
    /// Adds a secret, also in the forms it takes in URLs and in JSON.
    pub fn add(&mut self, secret: &str) {
        let secret = secret.trim();
        if secret.len() < SHORTEST {
            return;
        }
        let mut forms = vec![secret.to_owned()];
        // Letters and digits look the same in all of them.
        if !secret.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            forms.push(
                percent_encoding::utf8_percent_encode(secret, percent_encoding::NON_ALPHANUMERIC)
                    .to_string(),
            );
            forms.push(url::form_urlencoded::byte_serialize(secret.as_bytes()).collect());
            forms.push(
                serde_json::to_string(secret)
                    .unwrap_or_default()
                    .trim_matches('"')
                    .to_owned(),
            );
        }
        for needle in forms {
            if !self.needles.contains(&needle) {
                let (half, bit) = bit(needle.as_bytes()[0]);
                self.beginnings[half] |= bit;
                self.needles.push(needle);
            }
        }
    }

    /// The text with every secret masked. Where secrets overlap, one mask covers them all.
    pub fn apply(&self, text: &str) -> String {
        let (mut masked, mut shown, mut covered) = (String::new(), 0, 0..0);
        for place in 0..text.len() {
            let Some(end) = self.longest_at(text.as_bytes(), place) else {
                continue;
            };
            if place < covered.end {
                covered.end = covered.end.max(end);
                continue;
            }
            if !covered.is_empty() {
                masked.extend([&text[shown..covered.start], MASK]);
                shown = covered.end;
            }
            covered = place..end;
        }
        if covered.is_empty() {
            return mask_credentials(text);
        }
        masked.extend([&text[shown..covered.start], MASK, &text[covered.end..]]);
        mask_credentials(&masked)
    }

    /// Where the longest secret ends that begins at a place.
    fn longest_at(&self, text: &[u8], place: usize) -> Option<usize> {
        let (half, bit) = bit(text[place]);
        if self.beginnings[half] & bit == 0 {
            return None;
        }
        let here = self
            .needles
            .iter()
            .filter(|needle| text[place..].starts_with(needle.as_bytes()));
        here.map(|needle| place + needle.len()).max()
    }

    /// Masks inside every string of a JSON value, keys included, so that the document stays valid.
    pub fn apply_json(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.apply(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.apply_json(item)),
            Value::Object(fields) => fields.values_mut().for_each(|item| self.apply_json(item)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// The place of a byte's bit.
fn bit(byte: u8) -> (usize, u128) {
    (usize::from(byte >> 7), 1 << (byte & 127))
}

/// Masks what follows `Basic` or `Bearer`, as an Authorization header that a server repeats: there a secret stands in a form of its own (RFC
/// 7617), or one that was made a moment ago.
fn mask_credentials(text: &str) -> String {
    let credential = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(byte);
    let mut masked = String::new();
    let mut rest = text;
    while let Some(place) = rest
        .bytes()
        .position(|first| first.eq_ignore_ascii_case(&b'b'))
    {
        let scheme = ["basic ", "bearer "].iter().find(|scheme| {
            rest.get(place..place + scheme.len())
                .is_some_and(|word| word.eq_ignore_ascii_case(scheme))
        });
        let start = place + scheme.map_or(1, |scheme| scheme.len());
        masked += &rest[..start];
        rest = &rest[start..];
        let length = rest.bytes().take_while(credential).count();
        // Shorter, it is a word of a sentence.
        if scheme.is_some() && length >= 16 {
            masked += MASK;
            rest = &rest[length..];
        }
    }
    masked + rest
}

/// A foreign text made fit for a terminal: control characters, bidirectional overrides and line ends become `\u{…}`, so that nothing
/// stored in a database or answered by a server can move the cursor, change a colour or reorder a line.
pub fn printable(text: &str) -> String {
    // Most texts are plain.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.to_owned();
    }
    text.chars()
        .fold(String::with_capacity(text.len()), |mut shown, character| {
            if hostile(character) {
                shown.extend(character.escape_unicode())
            } else {
                shown.push(character)
            }
            shown
        })
}

/// Whether a character does something to a terminal, or hides, instead of being seen.
pub fn hostile(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::{Redactor, printable};

    #[test]
    fn masks_a_secret_in_every_form_it_travels_in() {
        let mut redactor = Redactor::default();
        redactor.add("p@ss/word\"1 x");
        for leak in [
            "p@ss/word\"1 x",
            "p%40ss%2Fword%221%20x",
            "p%40ss%2Fword%221+x",
            "p@ss/word\\\"1 x",
        ] {
            assert_eq!(redactor.apply(&format!("<{leak}>")), "<[hidden]>", "{leak}");
        }
    }

    #[test]
    fn masks_what_an_authorization_header_carries() {
        let redactor = Redactor::default();
        for (text, shown) in [
            (
                "authorization: Basic aWQ6c2VjcmV0LXNlY3JldA==\r\nb: c",
                "authorization: Basic [hidden]\r\nb: c",
            ),
            (
                "a bearer eyJhbGciOi.eyJzdWIiOiIxIn0.x-y_z, and more",
                "a bearer [hidden], and more",
            ),
            (
                "basic authentication; Bärer bearer",
                "basic authentication; Bärer bearer",
            ),
            ("b", "b"),
        ] {
            assert_eq!(redactor.apply(text), shown);
        }
    }

    #[test]
    fn nothing_is_left_of_secrets_that_overlap() {
        let mut redactor = Redactor::default();
        ["12345678", "1234567890", "67890abcd", "Zürich-2024"]
            .iter()
            .for_each(|secret| redactor.add(secret));
        for (text, shown) in [
            ("1234567890", "[hidden]"),
            ("<1234567890abcd>", "<[hidden]>"),
            ("1234567812345678", "[hidden][hidden]"),
            (
                "ü 12345678 Zürich-2024 é 67890abc",
                "ü [hidden] [hidden] é 67890abc",
            ),
            ("", ""),
        ] {
            assert_eq!(redactor.apply(text), shown);
        }
    }

    #[test]
    fn foreign_text_cannot_reach_the_terminal() {
        assert_eq!(
            printable("a\u{1b}[2Jb\r\nc\u{202e}d\u{9b}"),
            "a\\u{1b}[2Jb\\u{d}\\u{a}c\\u{202e}d\\u{9b}"
        );
        assert_eq!(printable("Zoë 日本"), "Zoë 日本");
    }
}
