//! Every form of a secret, and every character that acts on a terminal.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use serde_json::json;

use super::{Redactor, escape_for_terminal, escape_json, is_terminal_unsafe, register, sanitize};
use crate::secret::Secret;

fn redactor(secrets: &[&str]) -> Redactor {
    let mut redactor = Redactor::default();
    secrets.iter().for_each(|secret| redactor.add(secret));
    redactor
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// The text with every character written by `write`.
fn each(text: &str, write: impl Fn(char) -> String) -> String {
    text.chars().map(write).collect()
}

fn percent(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn in_json(text: &str) -> String {
    serde_json::to_string(text)
        .unwrap()
        .trim_matches('"')
        .to_owned()
}

/// A secret in every form in which programs and servers repeat it.
fn forms(secret: &str) -> Vec<(&'static str, String)> {
    let ascii_json = each(secret, |character| {
        character
            .encode_utf16(&mut [0; 2])
            .iter()
            .map(|unit| format!("\\u{unit:04X}"))
            .collect()
    });
    let form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let mut forms = vec![
        ("plain", secret.to_owned()),
        ("upper case", secret.to_uppercase()),
        ("lower case", secret.to_lowercase()),
        ("percent", percent(secret)),
        (
            "lower-case percent",
            percent(secret)
                .replace("%2F", "%2f")
                .replace("%C3%BC", "%c3%bc"),
        ),
        ("double percent", percent(&percent(secret))),
        (
            "percent of every byte",
            secret.bytes().map(|byte| format!("%{byte:02x}")).collect(),
        ),
        ("form", form),
        ("JSON", in_json(secret)),
        ("JSON in JSON", in_json(&in_json(secret))),
        ("JSON with slashes", in_json(secret).replace('/', "\\/")),
        ("JSON in ASCII", ascii_json),
        ("percent in JSON", in_json(&percent(secret))),
        (
            "Rust debug",
            format!("{secret:?}").trim_matches('"').to_owned(),
        ),
        ("Rust escapes", secret.escape_unicode().to_string()),
        (
            "Python bytes",
            secret
                .bytes()
                .map(|byte| format!("\\x{byte:02x}"))
                .collect(),
        ),
        (
            "octal",
            secret.bytes().map(|byte| format!("\\{byte:03o}")).collect(),
        ),
        ("shell", secret.replace('\'', r"'\''")),
        ("SQL", secret.replace('\'', "''")),
        ("CSV", secret.replace('"', "\"\"")),
        (
            "YAML",
            format!("\"{}\"", secret.replace('\\', "\\\\").replace('"', "\\\"")),
        ),
        (
            "HTML",
            secret
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('"', "&quot;")
                .replace('\'', "&#39;")
                .replace('ü', "&uuml;")
                .replace('/', "&sol;"),
        ),
        (
            "HTML decimal",
            each(secret, |character| format!("&#{};", u32::from(character))),
        ),
        (
            "HTML hexadecimal",
            each(secret, |character| {
                format!("&#x{:X};", u32::from(character))
            }),
        ),
        (
            "HTML in percent",
            percent(&each(secret, |character| {
                format!("&#{};", u32::from(character))
            })),
        ),
        ("hexadecimal", hex(secret)),
        ("upper-case hexadecimal", hex(secret).to_uppercase()),
        ("broken by lines", secret.replace(' ', "\n         ")),
        (
            "spaces collapsed",
            secret.split_whitespace().collect::<Vec<_>>().join(" "),
        ),
        (
            "broken in the middle",
            each(secret, |character| format!("{character}\n")),
        ),
        (
            "zero-width characters inside",
            each(secret, |character| format!("{character}\u{200b}")),
        ),
        (
            "escaped zero-width characters inside",
            escape_for_terminal(&each(secret, |character| format!("{character}\u{200b}"))),
        ),
        ("base64 in percent", percent(&STANDARD.encode(secret))),
        (
            "base64 of JSON",
            STANDARD.encode(json!({ "key": secret }).to_string()),
        ),
        (
            "base64 of base64",
            STANDARD.encode(format!("{{\"key\":\"{}\"}}", STANDARD.encode(secret))),
        ),
    ];
    for (name, engine) in [
        ("base64", STANDARD),
        ("base64 without padding", STANDARD_NO_PAD),
        ("URL-safe base64", URL_SAFE),
        ("URL-safe base64 without padding", URL_SAFE_NO_PAD),
    ] {
        forms.push((name, engine.encode(secret)));
        for before in ["u:", "user:", "usr:"] {
            forms.push((name, engine.encode(format!("{before}{secret}"))));
            forms.push((name, engine.encode(format!("{before}{secret}:after"))));
        }
    }
    forms
}

#[test]
fn a_secret_is_masked_in_every_form_it_travels_in() {
    for secret in [
        "Kanarienvogel-4711-Zug",
        "p@ss/word\"1 & 'x'  ü<y>",
        r"C:\new%41\table+1",
        "a%2Fb&amp;c\\u00fcdef",
        "0123456789abcdef0123456789abcdef",
        "GOCSPX-AbCd_efGh-1234",
    ] {
        let redactor = redactor(&[secret]);
        for (name, form) in forms(secret) {
            let masked = redactor.apply(&format!("before <{form}> after"));
            assert!(
                masked.starts_with("before <") && masked.ends_with("> after"),
                "{name} of {secret}: {masked}"
            );
            let inside = masked
                .trim_start_matches("before <")
                .trim_end_matches("> after");
            let rest = inside.replace("[hidden]", "").replace("\\u{200b}", "");
            assert!(
                inside.contains("[hidden]")
                    && rest.chars().all(|character| !character.is_alphanumeric()),
                "{name} of {secret}: {form} became {inside}"
            );
        }
    }
}

#[test]
fn a_short_secret_is_masked_as_a_word_and_nothing_else_is_mangled() {
    let redactor = redactor(&["t0p!", "abcd", "no", "hunter2"]);
    for (text, shown) in [
        ("the password is t0p!", "the password is [hidden]"),
        (
            "<abcd> \"abcd\", abcd=abcd",
            "<[hidden]> \"[hidden]\", [hidden]=[hidden]",
        ),
        ("abcde xabcd ab cd ABCD no", "abcde xabcd ab cd ABCD no"),
        (
            "jwt.too-abcd abcd.id: abcd.",
            "jwt.too-abcd abcd.id: [hidden].",
        ),
        ("t0p%21 t0p&#33; \\u00740p!", "[hidden] [hidden] [hidden]"),
        (
            "postgresql://me:hunter2@host",
            "postgresql://me:[hidden]@host",
        ),
        (
            "68756e74657232 aHVudGVyMg== bWU6aHVudGVyMg==",
            "[hidden] [hidden] [hidden]",
        ),
    ] {
        assert_eq!(redactor.apply(text), shown);
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
    let redactor = redactor(&["12345678", "1234567890", "67890abcd", "Zürich-2024"]);
    for (text, shown) in [
        ("1234567890", "[hidden]"),
        ("<1234567890abcd>", "<[hidden]>"),
        ("1234567812345678", "[hidden][hidden]"),
        (
            "ü 12345678 ZÜRICH-2024 é 67890abc",
            "ü [hidden] [hidden] é 67890abc",
        ),
        ("", ""),
    ] {
        assert_eq!(redactor.apply(text), shown);
    }
}

#[test]
fn keys_and_numbers_of_json_are_masked_too() {
    let redactor = redactor(&["s3cret-s3cret", "1234567890"]);
    let mut value =
        json!({ "a": { "s3cret-s3cret": 1 }, "b": ["S3CRET-s3cret", 1234567890, 42], "c": null });
    redactor.apply_json(&mut value);
    let expected = json!({ "a": { "[hidden]": 1 }, "b": ["[hidden]", "[hidden]", 42], "c": null });
    assert_eq!(value, expected);
}

#[test]
fn foreign_text_is_redacted_before_it_is_collapsed_and_cut() {
    register(&Secret::new("two  spaces and a tail-of-it"));
    for before in 250..300 {
        let shown = sanitize(&format!(
            "{}two  spaces and a tail-of-it",
            "x ".repeat(before / 2)
        ));
        assert!(!shown.contains("two") && !shown.contains("spa"), "{shown}");
    }
    let long = sanitize(&"y".repeat(1000));
    assert_eq!(
        (long.chars().count(), long.chars().last()),
        (300, Some('…'))
    );
    assert_eq!(
        sanitize(" at postgresql://me:unknown@host/db\n\n and\u{1b}[2J "),
        "at postgresql://[hidden]@host/db and\\u{1b}[2J"
    );
}

#[test]
fn many_secrets_cost_no_more_than_few() {
    // Quadratic, this takes hours in a test build.
    let mut redactor = Redactor::default();
    let secret = |number: u32| format!("secret-{}-{}", number.wrapping_mul(2_654_435_761), number);
    (0..20_000).for_each(|number| redactor.add(&secret(number)));
    let line = "what a server says, with w0rds_like-this and 1234567 numbers\n";
    let mut text = line.repeat((1 << 18) / line.len());
    text += &secret(19_999);
    let started = std::time::Instant::now();
    let masked = redactor.apply(&text);
    assert!(masked.ends_with("\n[hidden]"));
    assert_eq!(
        masked.len(),
        text.len() - secret(19_999).len() + "[hidden]".len()
    );
    let took = started.elapsed();
    assert!(took.as_secs() < 20, "{took:?}");
}

#[test]
fn foreign_text_cannot_reach_the_terminal() {
    assert_eq!(
        escape_for_terminal("a\u{1b}[2Jb\r\nc\u{202e}d\u{9b}"),
        "a\\u{1b}[2Jb\\u{d}\\u{a}c\\u{202e}d\\u{9b}"
    );
    assert_eq!(escape_for_terminal("Zoë 日本 é 🙂"), "Zoë 日本 é 🙂");
}

#[test]
fn every_character_that_is_not_seen_is_escaped() {
    let unsafe_ones = "\u{0}\u{7}\u{1b}\u{7f}\u{85}\u{9b}\u{9d}\u{ad}\u{61c}\u{180e}\u{200b}\u{200d}\u{200e}\u{2028}\u{2029}\u{202a}\u{202e}\u{2060}\u{2066}\u{2069}\u{fe0f}\u{feff}\u{fff9}\u{3164}\u{e000}\u{e0001}\u{e0041}\u{e007f}\u{e0100}";
    for character in unsafe_ones.chars() {
        assert!(
            is_terminal_unsafe(character),
            "{}",
            character.escape_unicode()
        );
    }
    let json = serde_json::to_string(unsafe_ones).unwrap();
    let escaped = escape_json(&json);
    assert!(
        escaped.bytes().all(|byte| matches!(byte, b' '..=b'~')),
        "{escaped}"
    );
    assert_eq!(
        serde_json::from_str::<String>(&escaped).unwrap(),
        unsafe_ones
    );
}
