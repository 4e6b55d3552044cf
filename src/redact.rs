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
}

impl Redactor {
    /// Adds a secret, also in the forms it takes in URLs and in JSON.
    pub fn add(&mut self, secret: &str) {
        let secret = secret.trim();
        if secret.len() < SHORTEST {
            return;
        }
        let url = percent_encoding::utf8_percent_encode(secret, percent_encoding::NON_ALPHANUMERIC).to_string();
        let form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        let json = serde_json::to_string(secret).unwrap_or_default();
        let json = json.trim_matches('"').to_owned();
        for needle in [secret.to_owned(), url, form, json] {
            if !self.needles.contains(&needle) {
                self.needles.push(needle);
            }
        }
        // The longest first, so that a secret that holds another is masked whole.
        self.needles.sort_by_key(|needle| std::cmp::Reverse(needle.len()));
    }

    /// The text with every secret masked.
    pub fn apply(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for needle in &self.needles {
            if text.contains(needle.as_str()) {
                text = text.replace(needle.as_str(), MASK);
            }
        }
        mask_credentials(text)
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

/// Masks what follows `Basic` or `Bearer`, as an Authorization header that a server repeats: there a secret stands in a form of its own (RFC
/// 7617), or one that was made a moment ago.
fn mask_credentials(text: String) -> String {
    let credential = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(byte);
    let mut masked = String::new();
    let mut rest = text.as_str();
    while let Some(place) = rest.find(|first: char| first.eq_ignore_ascii_case(&'b')) {
        let scheme = ["basic ", "bearer "]
            .iter()
            .find(|scheme| rest.get(place..place + scheme.len()).is_some_and(|word| word.eq_ignore_ascii_case(scheme)));
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
    if masked.is_empty() { text } else { masked + rest }
}

/// A foreign text made fit for a terminal: control characters, bidirectional overrides and line ends become `\u{…}`, so that nothing
/// stored in a database or answered by a server can move the cursor, change a colour or reorder a line.
pub fn printable(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut shown, character| {
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
    character.is_control() || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::{Redactor, printable};

    #[test]
    fn masks_a_secret_in_every_form_it_travels_in() {
        let mut redactor = Redactor::default();
        redactor.add("p@ss/word\"1 x");
        for leak in ["p@ss/word\"1 x", "p%40ss%2Fword%221%20x", "p%40ss%2Fword%221+x", "p@ss/word\\\"1 x"] {
            assert_eq!(redactor.apply(&format!("<{leak}>")), "<[hidden]>", "{leak}");
        }
    }

    #[test]
    fn masks_what_an_authorization_header_carries() {
        let redactor = Redactor::default();
        for (text, shown) in [
            ("authorization: Basic aWQ6c2VjcmV0LXNlY3JldA==\r\nb: c", "authorization: Basic [hidden]\r\nb: c"),
            ("a bearer eyJhbGciOi.eyJzdWIiOiIxIn0.x-y_z, and more", "a bearer [hidden], and more"),
            ("basic authentication; Bärer bearer", "basic authentication; Bärer bearer"),
            ("b", "b"),
        ] {
            assert_eq!(redactor.apply(text), shown);
        }
    }

    #[test]
    fn masks_the_longer_of_two_that_overlap() {
        let mut redactor = Redactor::default();
        redactor.add("12345678");
        redactor.add("1234567890");
        assert_eq!(redactor.apply("1234567890"), "[hidden]");
    }

    #[test]
    fn foreign_text_cannot_reach_the_terminal() {
        assert_eq!(printable("a\u{1b}[2Jb\r\nc\u{202e}d\u{9b}"), "a\\u{1b}[2Jb\\u{d}\\u{a}c\\u{202e}d\\u{9b}");
        assert_eq!(printable("Zoë 日本"), "Zoë 日本");
    }
}
