//! Keeps registered secrets and control characters out of texts.
//!
//! Owns masking, the cutting of foreign texts, and what a terminal may be sent. A text is redacted first and only then cut, wrapped or
//! encoded: part of a secret can no longer be recognized.

mod decode;
mod index;
mod matcher;
mod terminal;

use std::cell::RefCell;
use std::ops::Range;

use serde_json::{Map, Value};

use crate::secret::Secret;
use decode::Decoded;
use matcher::Matcher;
pub use terminal::{escape_for_terminal, escape_json, is_terminal_unsafe, printable_lines};

const MASK: &str = "[hidden]";

/// The longest foreign text that is shown, in characters.
const FOREIGN_LIMIT: usize = 300;

/// How many encodings may be nested, such as percent-encoding in JSON in HTML.
const NESTED_ENCODINGS: usize = 4;

thread_local! {
    /// The secrets of the run. All texts are read, cut and printed on the one thread that the program runs on.
    static REGISTRY: RefCell<Redactor> = RefCell::default();
}

/// Masks a secret from here on, in foreign texts and in all output.
pub fn register(secret: &Secret) {
    REGISTRY.with_borrow_mut(|redactor| redactor.add(secret.expose()));
}

/// The text with every registered secret masked.
pub fn redact(text: &str) -> String {
    REGISTRY.with_borrow(|redactor| redactor.apply(text))
}

/// Masks every registered secret in the strings of a JSON value; it stays valid JSON.
pub fn redact_json(value: &mut Value) {
    REGISTRY.with_borrow(|redactor| redactor.apply_json(value));
}

/// A text of another program, a server or a file as one line fit for a message: secrets masked, whitespace collapsed, control
/// characters escaped, at most 300 characters. The one place where foreign text is cut.
pub fn sanitize(text: &str) -> String {
    foreign_within(text, FOREIGN_LIMIT)
}

/// The same with a limit of its own, in characters of the text before escaping.
pub fn foreign_within(text: &str, limit: usize) -> String {
    cut(&one_line(text), limit)
}

/// The same at full length, for a text that a program reads whole.
pub fn one_line(text: &str) -> String {
    let redacted = redact(&mask_userinfo(text));
    let words: Vec<&str> = redacted.split_whitespace().collect();
    escape_for_terminal(&words.join(" "))
}

/// A redacted text of at most `limit` characters, the last of which is `…` where something is left out.
pub fn cut(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let kept = limit.saturating_sub(1);
    text.chars().take(kept).chain(['…']).collect()
}

/// The secrets to mask.
#[derive(Default)]
pub struct Redactor {
    matcher: Matcher,
}

impl Redactor {
    /// Adds a secret. Its encodings need not be added: they are decoded where they are found.
    ///
    /// From 8 bytes on it is masked anywhere; from 4 to 7 bytes only as a word of its own and in its own case. Shorter texts are not
    /// masked: they occur everywhere.
    pub fn add(&mut self, secret: &str) {
        self.matcher.add(secret.trim());
    }

    /// The text with every secret masked. Where secrets overlap, one mask covers them all.
    pub fn apply(&self, text: &str) -> String {
        let mut found = credentials(text);
        if !self.matcher.is_empty() {
            self.matcher
                .find(text.as_bytes(), &mut |range| found.push(range));
            let mut level = Decoded::of_encoded(text.as_bytes());
            for _ in 1..NESTED_ENCODINGS {
                let Some(decoded) = level else { break };
                self.matcher.find(decoded.bytes(), &mut |range| {
                    found.push(widen(text, decoded.source(range)));
                });
                level = decoded.decode();
            }
        }
        mask(text, found)
    }

    /// Masks inside every string and key of a JSON value. A number that is a secret becomes a string.
    pub fn apply_json(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.apply(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.apply_json(item)),
            Value::Object(fields) => {
                *fields = std::mem::take(fields)
                    .into_iter()
                    .map(|(name, mut value)| {
                        self.apply_json(&mut value);
                        (self.apply(&name), value)
                    })
                    .collect::<Map<_, _>>();
            }
            Value::Number(number) => {
                let digits = number.to_string();
                let masked = self.apply(&digits);
                if masked != digits && digits.len() >= matcher::SHORTEST_ANYWHERE {
                    *value = masked.into();
                }
            }
            Value::Null | Value::Bool(_) => {}
        }
    }
}

/// Widens a range to whole characters.
fn widen(text: &str, range: Range<usize>) -> Range<usize> {
    text.floor_char_boundary(range.start)..text.ceil_char_boundary(range.end)
}

/// Puts a mask in place of each range; ranges that overlap share one.
fn mask(text: &str, mut ranges: Vec<Range<usize>>) -> String {
    if ranges.is_empty() {
        return text.to_owned();
    }
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    let (mut masked, mut shown) = (String::with_capacity(text.len()), 0);
    for range in merged {
        masked.extend([&text[shown..range.start], MASK]);
        shown = range.end;
    }
    masked + &text[shown..]
}

/// What follows `Basic` or `Bearer`, as in an Authorization header that a server repeats (RFC 7617, RFC 6750): it may be a token that was
/// made a moment ago.
fn credentials(text: &str) -> Vec<Range<usize>> {
    let credential = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(byte);
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    // A scheme ends with a space, of which long texts have few.
    for (space, _) in text.match_indices(' ') {
        let start = space + 1;
        let is_scheme = ["basic ", "bearer "].iter().any(|scheme| {
            start
                .checked_sub(scheme.len())
                .is_some_and(|at| bytes[at..start].eq_ignore_ascii_case(scheme.as_bytes()))
        });
        if !is_scheme {
            continue;
        }
        let length = bytes[start..]
            .iter()
            .take_while(|byte| credential(byte))
            .count();
        // Shorter, it is a word of a sentence.
        if length >= 16 {
            found.push(start..start + length);
        }
    }
    found
}

/// Masks user and password of every URL: `scheme://user:password@host`.
fn mask_userinfo(text: &str) -> String {
    let mut found = Vec::new();
    for (at, separator) in text.match_indices("://") {
        let start = at + separator.len();
        let authority = text[start..]
            .find(|character: char| character.is_whitespace() || "/?#\"<>".contains(character))
            .map_or(&text[start..], |length| &text[start..start + length]);
        if let Some(end) = authority.rfind('@').filter(|end| *end > 0) {
            found.push(start..start + end);
        }
    }
    mask(text, found)
}

#[cfg(test)]
mod tests;
