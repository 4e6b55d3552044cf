//! Finds the session token in what was pasted: a header, a cookie, a JSON answer, an address, or a token that was wrapped.

use crate::diagnostics::catalog::token;
use crate::diagnostics::redaction::foreign_within;
use crate::secret::Secret;
use crate::session::Content;
use crate::text;

/// What a text contains.
pub enum Pasted {
    Token(Secret),
    /// So many different tokens.
    Several(usize),
    /// No token of the app; what it is instead, if that can be said.
    Other(Secret, Option<String>),
}

/// The longest list of the fields of a JSON answer that is shown.
const LONGEST_FIELDS: usize = 80;

/// Reads a text that was pasted.
pub fn read(text: &str) -> Pasted {
    let stripped = stripped(text);
    let joined: String = text
        .lines()
        .map(|line| line.trim().trim_end_matches('\\'))
        .collect();
    for text in [text, joined.as_str()] {
        let mut tokens = tokens(text);
        match tokens.len() {
            0 => {}
            1 => return Pasted::Token(Secret::new(tokens.swap_remove(0))),
            several => return Pasted::Several(several),
        }
    }
    Pasted::Other(Secret::new(stripped), recognized(text))
}

/// The text without what is often copied with a token.
fn stripped(text: &str) -> &str {
    let token = text.trim().trim_matches(['"', '\'']);
    let token = token.split_once("token=").map_or(token, |(_, rest)| {
        rest.split(['&', '#']).next().unwrap_or_default()
    });
    let token = token.strip_prefix("Authorization:").unwrap_or(token).trim();
    token.strip_prefix("Bearer ").unwrap_or(token).trim()
}

/// The different tokens in a text: three parts, of which the first is JSON with `alg`.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens: Vec<&str> = runs(text)
        .filter(|run| has_algorithm(run) == Some(true))
        .collect();
    tokens.sort_unstable();
    tokens.dedup();
    tokens
}

/// What may be a token, from the start of its first part on.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let is_part =
        |character: char| character.is_ascii_alphanumeric() || "-_.+/=".contains(character);
    text.split(move |character| !is_part(character))
        .map(|run| {
            run.rfind('=')
                .filter(|at| run[*at..].contains('.'))
                .map_or(run, |at| &run[at + 1..])
        })
        .filter_map(|run| Some(&run[run.find("eyJ")?..]))
}

/// Whether the first part of three names an algorithm; None if it is no JSON.
fn has_algorithm(run: &str) -> Option<bool> {
    let content = Content::header(&Secret::new(run))?;
    Some(content.get("alg").is_some())
}

/// What the text is, if not a token.
fn recognized(text: &str) -> Option<String> {
    let text = text.trim();
    let begins = |start: &str| {
        text.get(..start.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(start))
    };
    if runs(text).any(|run| has_algorithm(run) == Some(false)) {
        return Some(token::SIGNED_COOKIE.to_owned());
    }
    if begins("cookie:") || begins("set-cookie:") {
        return Some(token::COOKIE_HEADER.to_owned());
    }
    if begins("session=") {
        return Some(token::COOKIE.to_owned());
    }
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    let fields: Vec<&str> = value.as_object()?.keys().map(String::as_str).collect();
    let fields = foreign_within(&fields.join(", "), LONGEST_FIELDS);
    Some(text!(token::JSON_FIELDS, fields = fields))
}
