//! Fuzz target for redaction.

use serde_json::json;

use crate::diagnostics::redaction::Redactor;

const PLAIN: &str = "> The quick brown fox, at 12:30.";

/// The redactor, on `secret NUL text`: no form of the secret is left, other text is kept, and masking is idempotent.
pub fn redactor(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let (secret, text) = text.split_once('\0').unwrap_or((text, ""));
    let secret = secret.trim();
    // A secret with fewer significant characters is masked only as a word. The mask is text too, and may contain or
    // complete such a secret.
    let significant = secret
        .chars()
        .filter(|character| character.is_alphanumeric());
    if significant.count() < 8 || secret.contains(['[', ']', '>']) {
        return;
    }
    check_overlap(secret, text);
    let mut redactor = Redactor::default();
    redactor.add(secret);
    if redactor.apply(PLAIN) != PLAIN {
        return;
    }
    for form in forms(secret) {
        let masked = redactor.apply(&[text, "<", &form, PLAIN].concat());
        assert!(!masked.contains(&form), "{form:?} is left in {masked:?}");
        assert!(masked.ends_with(PLAIN), "{masked:?} lost plain text");
        assert_eq!(redactor.apply(&masked), masked, "the second time differs");
        let mut document = json!({ "text": [text, form] });
        redactor.apply_json(&mut document);
        for part in document["text"].as_array().into_iter().flatten() {
            assert!(part.as_str().is_some_and(|part| !part.contains(&form)));
        }
    }
}

/// Of two overlapping secrets nothing is left.
fn check_overlap(secret: &str, text: &str) {
    const END: &str = "-0verlap";
    // The text must not contain the end of the other secret by itself.
    if text.contains(END) || secret.contains(END) {
        return;
    }
    let half = secret.chars().count() / 2;
    let other: String = secret.chars().skip(half).chain(END.chars()).collect();
    let mut redactor = Redactor::default();
    redactor.add(secret);
    redactor.add(&other);
    let masked = redactor.apply(&[text, "<", secret, END, PLAIN].concat());
    assert!(!masked.contains(END), "a part is left in {masked:?}");
}

/// The encodings of a secret.
fn forms(secret: &str) -> [String; 4] {
    let json = json!(secret).to_string();
    [
        secret.to_owned(),
        percent_encoding::utf8_percent_encode(secret, percent_encoding::NON_ALPHANUMERIC)
            .to_string(),
        url::form_urlencoded::byte_serialize(secret.as_bytes()).collect(),
        json[1..json.len() - 1].to_owned(),
    ]
}
