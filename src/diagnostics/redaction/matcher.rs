//! Finding registered secrets in bytes.
//!
//! Owns what counts as the same text: case, whitespace, quotes and their escapes make no difference, because servers change them; and a
//! secret is also found inside base64 and hexadecimal.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use super::decode::Decoded;
use super::index::{Index, WINDOW};
use super::terminal::is_terminal_unsafe;

/// A secret of at least this many bytes is masked wherever it occurs.
pub const SHORTEST_ANYWHERE: usize = WINDOW;

/// A secret of at least this many bytes is masked as a separate word.
const SHORTEST_WORD: usize = 4;

/// Base64 inside base64, as in a token inside a token.
const NESTED_BASE64: usize = 2;

/// Registered secrets.
#[derive(Default)]
pub struct Matcher {
    /// Folded secrets that are masked anywhere.
    anywhere: BTreeSet<Vec<u8>>,
    /// Secrets that are masked as words, and their lengths.
    words: HashSet<Vec<u8>>,
    word_lengths: Vec<usize>,
    /// Made of `anywhere` when it is needed first after a change.
    index: OnceCell<Index>,
}

impl Matcher {
    /// Adds a secret, also as it is read when what looks like an encoding in it is decoded.
    pub fn add(&mut self, secret: &str) {
        if secret.len() < SHORTEST_WORD {
            return;
        }
        self.add_form(secret.as_bytes());
        let mut level = Decoded::of_encoded(secret.as_bytes());
        for _ in 1..super::NESTED_ENCODINGS {
            let Some(decoded) = level else { break };
            self.add_form(decoded.bytes());
            level = decoded.decode();
        }
    }

    fn add_form(&mut self, secret: &[u8]) {
        let folded = folded(secret);
        if folded.len() >= SHORTEST_ANYWHERE {
            if self.anywhere.insert(folded) {
                self.index.take();
            }
        } else if secret.len() >= SHORTEST_WORD
            && self.words.insert(secret.to_vec())
            && !self.word_lengths.contains(&secret.len())
        {
            self.word_lengths.push(secret.len());
        }
    }

    /// Whether no secret is registered.
    pub fn is_empty(&self) -> bool {
        self.anywhere.is_empty() && self.words.is_empty()
    }

    /// Calls `each` with the range of every secret.
    pub fn find(&self, bytes: &[u8], each: &mut dyn FnMut(Range<usize>)) {
        if !self.anywhere.is_empty() {
            let searched = folded(bytes);
            let mut found = self.index().find(&searched).peekable();
            if found.peek().is_some() {
                let mut positions = Vec::with_capacity(searched.len());
                fold(bytes, |at, _| positions.push(at));
                found.for_each(|range| each(positions[range.start]..positions[range.end - 1] + 1));
            }
        }
        self.find_words(bytes, each);
        for run in self.runs(bytes) {
            if self.is_in_run(&bytes[run.clone()], NESTED_BASE64) {
                each(run);
            }
        }
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(&self.anywhere))
    }

    /// Whether a secret that is masked anywhere is in bytes.
    fn is_anywhere_in(&self, bytes: &[u8]) -> bool {
        !self.anywhere.is_empty() && self.index().find(&folded(bytes)).next().is_some()
    }

    fn find_words(&self, bytes: &[u8], each: &mut dyn FnMut(Range<usize>)) {
        if self.words.is_empty() {
            return;
        }
        for start in 0..bytes.len() {
            if is_joined(bytes[..start].iter().rev(), bytes[start]) {
                continue;
            }
            for length in &self.word_lengths {
                let end = start + length;
                let Some(word) = bytes.get(start..end) else {
                    continue;
                };
                if self.words.contains(word) && !is_joined(bytes[end..].iter(), bytes[end - 1]) {
                    each(start..end);
                }
            }
        }
    }

    /// The runs that are long enough for a secret in base64.
    fn runs<'a>(&self, bytes: &'a [u8]) -> impl Iterator<Item = Range<usize>> + use<'a> {
        let shortest = if self.words.is_empty() {
            SHORTEST_ANYWHERE
        } else {
            SHORTEST_WORD
        };
        runs(bytes, (shortest * 8).div_ceil(6))
    }

    /// Whether a run of letters and digits is a secret in base64 or hexadecimal, or a part of it is.
    fn is_in_run(&self, run: &[u8], depth: usize) -> bool {
        let from_base64 = (0..4).any(|skipped| {
            let decoded = run.get(skipped..).map(from_base64).unwrap_or_default();
            self.is_in(&decoded, depth)
        });
        from_base64
            || hexadecimal(run).any(|digits| {
                (0..2).any(|skipped| self.is_in(&from_hexadecimal(&digits[skipped..]), 0))
            })
    }

    /// Whether a secret is in decoded bytes.
    fn is_in(&self, bytes: &[u8], depth: usize) -> bool {
        let mut found = self.is_anywhere_in(bytes);
        if !found {
            self.find_words(bytes, &mut |_| found = true);
        }
        // What is text may be encoded in turn.
        if found || depth == 0 || std::str::from_utf8(bytes).is_err() {
            return found;
        }
        let mut level = Decoded::of_encoded(bytes);
        for _ in 1..super::NESTED_ENCODINGS {
            let Some(decoded) = level else { break };
            if self.is_anywhere_in(decoded.bytes()) {
                return true;
            }
            level = decoded.decode();
        }
        self.runs(bytes)
            .any(|run| self.is_in_run(&bytes[run], depth - 1))
    }
}

/// Whether a word goes on beyond its first or last byte: with a letter or digit, or as in `too-short`, which is an identifier.
fn is_joined<'a>(mut beyond: impl Iterator<Item = &'a u8>, edge: u8) -> bool {
    let next = beyond.next().copied().unwrap_or(b' ');
    let after = beyond.next().copied().unwrap_or(b' ');
    is_word(edge) && (is_word(next) || b"-.".contains(&next) && is_word(after))
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// The bytes that count, in lower case.
fn folded(bytes: &[u8]) -> Vec<u8> {
    let mut folded = Vec::with_capacity(bytes.len());
    fold(bytes, |_, byte| folded.push(byte));
    folded
}

/// Calls `each` with every byte that counts, in lower case, and its place. Whitespace, quotes, backslashes, `+` and what a terminal does
/// not show do not count: wrapping, quoting and forms put them in or take them away.
fn fold(bytes: &[u8], mut each: impl FnMut(usize, u8)) {
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            if character.is_ascii() {
                let byte = bytes[at];
                if byte > b' ' && !b"\"'\\+\x7f".contains(&byte) {
                    each(at, byte.to_ascii_lowercase());
                }
            } else if !character.is_whitespace() && !is_terminal_unsafe(character) {
                let mut lower = character.to_lowercase();
                let lower = match (lower.next(), lower.next()) {
                    (Some(lower), None) if lower.len_utf8() == character.len_utf8() => lower,
                    _ => character,
                };
                let mut buffer = [0; 4];
                for (index, byte) in lower.encode_utf8(&mut buffer).bytes().enumerate() {
                    each(at + index, byte);
                }
            }
            at += character.len_utf8();
        }
        for byte in chunk.invalid() {
            each(at, *byte);
            at += 1;
        }
    }
}

/// Whether a byte is a digit of base64, in either alphabet (RFC 4648 sections 4 and 5).
fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte)
}

/// The runs of at least `shortest` base64 digits; a line end inside does not end one.
fn runs(bytes: &[u8], shortest: usize) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            at += bytes.get(at..)?.iter().position(|byte| is_base64(*byte))?;
            let (start, mut end) = (at, at);
            while let Some(byte) = bytes.get(at) {
                if is_base64(*byte) {
                    end = at + 1;
                } else if !matches!(byte, b'\r' | b'\n') {
                    break;
                }
                at += 1;
            }
            if end - start >= shortest {
                // Padding tells how long the secret is.
                let padding = bytes[end..]
                    .iter()
                    .take_while(|byte| **byte == b'=')
                    .count();
                return Some(start..end + padding.min(2));
            }
        }
    })
}

fn from_base64(run: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(run.len() * 3 / 4);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in run {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => continue,
        };
        bits = (bits << 6 | u32::from(value)) & 0xff_ffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            decoded.push((bits >> count & 0xff) as u8);
        }
    }
    decoded
}

/// The parts of a run that are hexadecimal and long enough.
fn hexadecimal(run: &[u8]) -> impl Iterator<Item = &[u8]> {
    run.split(|byte| !byte.is_ascii_hexdigit())
        .filter(|digits| digits.len() >= SHORTEST_WORD * 2)
}

fn from_hexadecimal(digits: &[u8]) -> Vec<u8> {
    let value = |digit: u8| char::from(digit).to_digit(16).unwrap_or(0) as u8;
    let pairs = digits.chunks_exact(2);
    pairs
        .map(|pair| value(pair[0]) << 4 | value(pair[1]))
        .collect()
}
