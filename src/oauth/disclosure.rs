//! What may be shown of a response that can contain tokens, and which tokens it issued.
//!
//! An outline replaces the body of token, device authorization, introspection and revocation responses: status, content type, size, field
//! names. Token-like words in other text from the provider are masked.

use serde_json::Value;

use crate::http::{Response, header};
use crate::secret::Secret;

const MASK: &str = "[hidden]";

/// The maximum number of field names to list.
const MOST_NAMES: usize = 12;

/// The longest field name to show, in bytes.
const LONGEST_NAME: usize = 41;

/// The maximum number of tokens to collect from one response.
const MOST_TOKENS: usize = 8;

/// How deep objects are searched for tokens.
const DEPTH: usize = 8;

/// Prefixes of tokens and secrets of known services.
const PREFIXES: [&str; 13] = [
    "eyJ",
    "gho_",
    "ghp_",
    "ghr_",
    "ghs_",
    "ghu_",
    "github_pat_",
    "hf_",
    "EAA",
    "ya29.",
    "GOCSPX-",
    "napi_",
    "npg_",
];

/// The minimum number of characters after a known prefix.
const AFTER_PREFIX: usize = 6;

/// The minimum number of characters of a token without a known prefix.
const RANDOM: usize = 16;

/// A response without its body: `HTTP 200 OK, application/json, 71 bytes, fields: access_token, scope`.
pub fn outline(answer: &Response) -> String {
    let mut parts = vec![format!("HTTP {}", answer.status), content_type(answer)];
    let encoding = answer.header(header::CONTENT_ENCODING);
    if let Some(name) = ["gzip", "br", "deflate", "zstd"]
        .into_iter()
        .find(|name| encoding.is_some_and(|encoding| encoding.eq_ignore_ascii_case(name)))
    {
        parts.push(format!("encoded as {name}"));
    }
    parts.push(match answer.body.len() {
        0 => "an empty body".to_owned(),
        1 => "1 byte".to_owned(),
        size => format!("{size} bytes"),
    });
    parts.extend(fields(answer));
    parts.join(", ")
}

/// The media type of a response, if it is well-formed (RFC 9110 section 8.3.1).
pub fn content_type(answer: &Response) -> String {
    let Some(written) = answer.header(header::CONTENT_TYPE) else {
        return "no content type".to_owned();
    };
    let media_type = written.split(';').next().unwrap_or_default().trim();
    let is_plain = |part: &str| {
        !part.is_empty()
            && part.len() <= 40
            && part
                .split(['.', '+', '-'])
                .all(|word| word.bytes().all(|byte| byte.is_ascii_alphanumeric()))
            && !is_token_like(part)
    };
    match media_type.split_once('/') {
        Some((kind, subtype)) if is_plain(kind) && is_plain(subtype) => {
            media_type.to_ascii_lowercase()
        }
        _ => "an unusual content type".to_owned(),
    }
}

/// The field names of a response as a phrase, if it has fields.
fn fields(answer: &Response) -> Option<String> {
    let (names, others) = field_names(answer);
    let mut shown = names.join(", ");
    if others > 0 {
        let joint = if names.is_empty() { "" } else { " and " };
        shown += &format!("{joint}{others} more");
    }
    (!shown.is_empty()).then(|| format!("fields: {shown}"))
}

/// The field names that may be shown, and the number of others.
fn field_names(answer: &Response) -> (Vec<String>, usize) {
    let mut names: Vec<String> = Vec::new();
    let mut others = 0;
    for name in every_name(answer) {
        if names.contains(&name) {
            continue;
        }
        match names.len() < MOST_NAMES && name.split('.').all(is_field_name) {
            true => names.push(name),
            false => others += 1,
        }
    }
    (names, others)
}

fn every_name(answer: &Response) -> Vec<String> {
    match answer.json() {
        Some(Value::Object(fields)) => fields
            .iter()
            .flat_map(|(name, value)| {
                let nested = value
                    .as_object()
                    .into_iter()
                    .flat_map(|fields| fields.keys());
                let nested = nested.map(move |inner| format!("{name}.{inner}"));
                std::iter::once(name.clone()).chain(nested)
            })
            .collect(),
        Some(_) => Vec::new(),
        None if is_form(answer) => form(answer).map(|(name, _)| name).collect(),
        None => cut_fields(answer).map(|field| field.name).collect(),
    }
}

/// Whether a text looks like a field name rather than a value.
fn is_field_name(text: &str) -> bool {
    let first = text.bytes().next();
    first.is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
        && text.len() <= LONGEST_NAME
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
        && !is_token_like(text)
        && text.split(['_', '-']).all(|piece| {
            let letters = piece.trim_end_matches(|character: char| character.is_ascii_digit());
            piece.len() - letters.len() <= 3 && is_word(letters)
        })
}

/// Masks every word that looks like a token, except `known`, such as the client ID.
pub fn mask_tokens(text: &str, known: &str) -> String {
    let is_part =
        |character: char| character.is_ascii_alphanumeric() || "_-.~+/=%".contains(character);
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let length = rest.find(|character| !is_part(character));
        let (word, after) = rest.split_at(length.unwrap_or(rest.len()));
        let is_known = word.trim_end_matches('.') == known;
        masked += if !is_known && is_token_like(word) {
            MASK
        } else {
            word
        };
        let end = after.find(is_part).unwrap_or(after.len());
        masked += &after[..end];
        rest = &after[end..];
    }
    masked
}

/// Whether a word looks like a token: it has a known prefix, or looks random.
fn is_token_like(word: &str) -> bool {
    let has_prefix = PREFIXES.iter().any(|prefix| {
        word.match_indices(prefix).any(|(start, _)| {
            let before = word[..start].bytes().next_back();
            before.is_none_or(|byte| !byte.is_ascii_alphanumeric())
                && word.len() - start - prefix.len() >= AFTER_PREFIX
        })
    });
    let random: usize = word
        .split(['_', '-', '.', '~', '+', '/', '=', '%'])
        .filter(|piece| !is_word(piece) && !is_number(piece))
        .map(str::len)
        .sum();
    has_prefix || random >= RANDOM
}

/// Whether the letters could be words, such as `accessToken`: no digits, few changes from lower to upper case.
fn is_word(piece: &str) -> bool {
    let changes = piece
        .as_bytes()
        .windows(2)
        .filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
        .count();
    piece.bytes().all(|byte| byte.is_ascii_alphabetic())
        && piece.len() < 40
        && changes <= piece.len() / 5
}

fn is_number(piece: &str) -> bool {
    piece.len() <= 10 && piece.bytes().all(|byte| byte.is_ascii_digit())
}

/// The tokens in a response of any format, under any spelling of their names, access tokens first.
pub fn issued(answer: &Response) -> Vec<Secret> {
    let mut found = Vec::new();
    match answer.json() {
        Some(value) => collect(&value, DEPTH, &mut found),
        None if is_form(answer) => found.extend(form(answer)),
        None => found.extend(cut_fields(answer).map(|field| (field.name, field.value))),
    }
    let mut tokens: Vec<(usize, Secret)> = found
        .into_iter()
        .filter(|(_, value)| value.len() >= 4)
        .filter_map(|(name, value)| Some((rank(&name)?, Secret::new(value))))
        .collect();
    tokens.sort_by_key(|(rank, _)| *rank);
    tokens.truncate(MOST_TOKENS);
    tokens.into_iter().map(|(_, token)| token).collect()
}

/// The sort order of a token by its field name; None for other fields.
fn rank(name: &str) -> Option<usize> {
    let plain: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| character.to_ascii_lowercase())
        .collect();
    ["accesstoken", "token", "refreshtoken", "idtoken"]
        .iter()
        .position(|known| *known == plain)
}

fn collect(value: &Value, depth: usize, found: &mut Vec<(String, String)>) {
    if depth == 0 {
        return;
    }
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) => found.push((name.clone(), text.clone())),
                    other => collect(other, depth - 1, found),
                }
            }
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| collect(item, depth - 1, found)),
        _ => {}
    }
}

fn is_form(answer: &Response) -> bool {
    let declared = content_type(answer) == "application/x-www-form-urlencoded";
    declared || answer.body.starts_with(b"access_token=")
}

/// The pairs of a form. A part without `=` is a value without a name.
fn form(answer: &Response) -> impl Iterator<Item = (String, String)> {
    answer
        .body
        .split(|byte| *byte == b'&')
        .filter(|part| part.contains(&b'='))
        .flat_map(|part| url::form_urlencoded::parse(part).into_owned())
}

/// A field of truncated JSON.
struct CutField {
    name: String,
    /// The value if it is a string, possibly truncated; else empty.
    value: String,
}

/// The fields of truncated JSON: `"name": "value"`.
fn cut_fields(answer: &Response) -> impl Iterator<Item = CutField> {
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    let parts: Vec<String> = text.split('"').map(str::to_owned).collect();
    (1..parts.len()).filter_map(move |at| {
        let (name, after) = (&parts[at], parts.get(at + 1)?);
        let is_opened = parts[at - 1].trim_end().ends_with(['{', ',']);
        let value = match after.trim() {
            ":" => parts.get(at + 2).cloned().unwrap_or_default(),
            _ => String::new(),
        };
        (is_opened && after.trim_start().starts_with(':')).then(|| CutField {
            name: name.clone(),
            value,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{is_field_name, issued, mask_tokens, outline};
    use crate::http::{Response, header};

    const TOKEN: &str = "Kd93fjQ2mZxT0uLs8bCanary";

    fn answer(content_type: &str, body: &str) -> Response {
        let mut headers = header::HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, content_type.parse().unwrap());
        Response::for_test(200, headers, body)
    }

    #[test]
    fn outlines_have_field_names_but_no_values() {
        let json = "application/json";
        let form = "application/x-www-form-urlencoded";
        let names = |fields: &str| format!("fields: {fields}");
        for (kind, body, fields) in [
            (
                json,
                format!(r#"{{"accessToken":"{TOKEN}","a":1}}"#),
                names("accessToken, a"),
            ),
            (
                json,
                format!(r#"{{"data":{{"access_token":"{TOKEN}"}}}}"#),
                names("data, data.access_token"),
            ),
            (
                json,
                format!(r#"{{"access_token":"{TOKEN}","expires_in"#),
                names("access_token"),
            ),
            (
                json,
                format!(r#"{{"access_token" : "{TOKEN}"#),
                names("access_token"),
            ),
            (
                json,
                format!(r#"{{"{TOKEN}":1,"gho_abcdefgh":2}}"#),
                names("2 more"),
            ),
            (json, format!(r#"["{TOKEN}"]"#), String::new()),
            (json, format!(r#""{TOKEN}""#), String::new()),
            (
                form,
                format!("access_token={TOKEN}&scope=a%2Cb"),
                names("access_token, scope"),
            ),
            (form, TOKEN.to_owned(), String::new()),
            (form, format!("{TOKEN}=&a=b"), names("a and 1 more")),
            ("text/html", format!("<p>{TOKEN}</p>"), String::new()),
            (
                "text/plain",
                format!("access_token={TOKEN}"),
                names("access_token"),
            ),
        ] {
            let shown = outline(&answer(kind, &body));
            let expected = format!("HTTP 200 OK, {kind}, {} bytes", body.len());
            let comma = if fields.is_empty() { "" } else { ", " };
            assert_eq!(shown, format!("{expected}{comma}{fields}"), "{body}");
        }
        let shown = outline(&answer(&format!("application/{TOKEN}"), "{}"));
        assert_eq!(shown, "HTTP 200 OK, an unusual content type, 2 bytes");
    }

    #[test]
    fn field_names_are_bounded() {
        let fields: Vec<String> = (0..5000)
            .map(|number| format!("\"a_{number}\":1"))
            .collect();
        let shown = outline(&answer(
            "application/json",
            &format!("{{{}}}", fields.join(",")),
        ));
        assert!(shown.ends_with("a_11 and 4988 more"), "{shown}");
        assert!(!is_field_name(&"a".repeat(42)));
        for name in ["access_token", "_a", "idToken", "x-y", "expires_in", "key2"] {
            assert!(is_field_name(name), "{name}");
        }
        for value in [
            "",
            "1a",
            "a b",
            "\u{1b}[2J",
            "a\u{202e}b",
            "c2VjcmV0dG9rZW4",
            "s3cr3tT0ken",
        ] {
            assert!(!is_field_name(value), "{value}");
        }
    }

    #[test]
    fn masks_tokens_but_not_sentences() {
        for token in [
            TOKEN,
            "eyJhbGciOi.eyJzdWIiOiIxIn0.x-y_z",
            "gho_16C7e42F292c6912E7",
            "ghr_abcdefgh",
            "hf_abcdefghij",
            "EAAGm0PX4ZCps",
            "ya29.a0AfH6SMBx",
            "GOCSPX-abcdef",
            "napi_abcdefgh",
            "npg_abcdefgh",
            "0123456789abcdef0123456789abcdef01234567",
            "26be6b09-1111-4222-8333-444455556666",
            "kD93+fjQ/2mZxT0uLs8b==",
        ] {
            for text in [
                format!("bad token {token}."),
                format!("token={token}"),
                format!("<{token}>, or"),
            ] {
                let shown = mask_tokens(&text, "");
                assert!(
                    !shown.contains(token) && shown.contains("[hidden]"),
                    "{shown}"
                );
            }
        }
        for sentence in [
            "The client_id and/or client_secret passed are incorrect.",
            "Error validating access token: Session has expired on Friday, 27-Nov-26 04:00:00 PST (OAuthException).",
            "invalid_authorization_code_exchange http://localhost:8000/auth/callback/github?a=b",
            "https://www.googleapis.com/auth/userinfo.email",
            "App 1234567890 is not known; ThisIsALongCamelCaseExceptionName",
        ] {
            assert_eq!(mask_tokens(sentence, ""), sentence);
        }
        assert_eq!(
            mask_tokens(&format!("no client {TOKEN}."), TOKEN),
            format!("no client {TOKEN}.")
        );
    }

    #[test]
    fn finds_issued_tokens_in_every_format() {
        for (kind, body) in [
            (
                "application/json",
                format!(r#"{{"accessToken":"{TOKEN}"}}"#),
            ),
            (
                "application/json",
                format!(r#"{{"refresh_token":"other","data":{{"access_token":"{TOKEN}"}}}}"#),
            ),
            ("application/json", format!(r#"[{{"token":"{TOKEN}"}}]"#)),
            (
                "application/json",
                format!(r#"{{"error":"odd","access_token":"{TOKEN}"}}"#),
            ),
            (
                "application/json",
                format!(r#"{{"access_token":"{TOKEN}","#),
            ),
            (
                "application/x-www-form-urlencoded",
                format!("access_token={TOKEN}&a=b"),
            ),
            ("text/plain", format!("access_token={TOKEN}&a=b")),
        ] {
            let tokens = issued(&answer(kind, &body));
            assert_eq!(
                tokens.first().map(|token| token.expose()),
                Some(TOKEN),
                "{body}"
            );
        }
        for body in [
            "",
            "{}",
            "<p>",
            r#"{"token_type":"Bearer"}"#,
            r#"{"access_token":1}"#,
            r#"{"access_token":""}"#,
        ] {
            assert!(
                issued(&answer("application/json", body)).is_empty(),
                "{body}"
            );
        }
    }
}
