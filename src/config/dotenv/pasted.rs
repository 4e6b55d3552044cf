//! Values that were pasted over several lines, and lines whose "name" is a piece of such a value.
//!
//! python-dotenv ends an unquoted value at the end of its line. What follows is then read as names, and may be secret.

use std::collections::BTreeSet;

use super::parser::{Binding, Document, Entry, Kind, Quote};

/// The shortest line that a tool breaks a text into.
const SHORTEST_LINE: usize = 40;

/// The shortest name that is taken for random text.
const SHORTEST_RANDOM: usize = 16;

const PEM_BEGIN: &str = "-----BEGIN ";
const PEM_END: &str = "-----END ";

/// A value that continues on the lines after it.
#[derive(Clone, Debug)]
pub struct Pasted {
    /// The line of the value, by its index in [`Document::entries`].
    pub start: usize,
    /// The entries of the other lines.
    pub rest: std::ops::Range<usize>,
    /// Whether it is a PEM file, such as a private key.
    pub is_pem: bool,
}

/// The text that a line ends with, if it may continue on the next one.
enum Shape {
    Pem,
    /// Without letters beyond F in one case.
    Hex,
    Base64,
}

impl Shape {
    fn of(text: &str) -> Option<Self> {
        let is_long = text.len() >= SHORTEST_LINE;
        if text.starts_with(PEM_BEGIN) && !text.contains(PEM_END) {
            Some(Self::Pem)
        } else if is_long && is_hex(text) {
            Some(Self::Hex)
        } else if is_long && text.len().is_multiple_of(4) && text.bytes().all(is_base64) {
            Some(Self::Base64)
        } else {
            None
        }
    }

    /// Whether a line can be the next one, after lines of this length.
    fn continues_with(&self, line: &str, length: usize) -> bool {
        let text = line.trim_end_matches('=');
        let is_data = line.len() - text.len() <= 2 && text.bytes().all(is_base64);
        match self {
            Self::Pem => is_data || line.starts_with(PEM_END) || line.contains(": "),
            Self::Hex => !line.is_empty() && line.len() <= length && is_hex(line),
            // A word of four, eight or twelve letters may be a name.
            Self::Base64 => {
                let is_word = text.bytes().all(|byte| byte.is_ascii_lowercase())
                    || text.bytes().all(|byte| byte.is_ascii_uppercase());
                is_data && !is_word && line.len() <= length && line.len().is_multiple_of(4)
            }
        }
    }
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/".contains(&byte)
}

fn is_hex(text: &str) -> bool {
    let of_case = |letters: std::ops::RangeInclusive<u8>| {
        text.bytes()
            .all(|byte| byte.is_ascii_digit() || letters.contains(&byte))
    };
    of_case(b'a'..=b'f') || of_case(b'A'..=b'F')
}

/// Whether a name is one that a variable can have.
pub fn is_identifier(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
}

/// Whether the text before an equals sign is the end of a Base64 text rather than a name. `value` is what follows the sign, if there is one.
pub fn is_end_of_base64(name: &str, value: Option<&str>) -> bool {
    let is_padded = matches!(value, None | Some("" | "="));
    let has = |is: fn(&u8) -> bool| name.as_bytes().iter().any(is);
    let is_random = name.len() >= SHORTEST_RANDOM
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_digit);
    is_padded && (is_random || value == Some("=") && name.bytes().all(is_base64))
}

impl Document {
    /// The values that were pasted over several lines without quotation marks.
    pub fn pasted(&self) -> Vec<Pasted> {
        let entries = self.entries();
        let mut found: Vec<Pasted> = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            if found.last().is_some_and(|last| last.rest.end > index) {
                continue;
            }
            let text = self.last_text(entry);
            let Some(shape) = Shape::of(&text) else {
                continue;
            };
            let rest = self.rest_of(&shape, text.len(), index + 1);
            // A key below a name without a value belongs to it.
            let is_alone = matches!(entry.kind, Kind::Skipped) && text.starts_with(PEM_BEGIN);
            let is_below = index > 0 && self.last_text(&entries[index - 1]).is_empty();
            let above = is_alone && is_below && matches!(entries[index - 1].kind, Kind::Binding(_));
            if !rest.is_empty() {
                found.push(Pasted {
                    start: index - usize::from(above),
                    rest: if above { index..rest.end } else { rest },
                    is_pem: matches!(shape, Shape::Pem),
                });
            }
        }
        found
    }

    /// The entries from `first` on that continue a text of this shape.
    fn rest_of(&self, shape: &Shape, length: usize, first: usize) -> std::ops::Range<usize> {
        let mut end = first;
        for (index, entry) in self.entries().iter().enumerate().skip(first) {
            let line = self.line_of(entry);
            match &entry.kind {
                Kind::Blank if matches!(shape, Shape::Pem) => continue,
                Kind::Blank | Kind::Comment => break,
                _ if !shape.continues_with(&line, length) => break,
                _ => end = index + 1,
            }
            if line.starts_with(PEM_END) {
                break;
            }
        }
        first..end
    }

    /// What a line ends with: its value, or all of it. Empty for a value in quotation marks and where there is none.
    fn last_text(&self, entry: &Entry) -> String {
        match &entry.kind {
            Kind::Blank | Kind::Comment => String::new(),
            Kind::Binding(binding) => match binding.quote {
                Quote::None if binding.value.is_some() => self.raw_value(binding).to_owned(),
                _ => String::new(),
            },
            Kind::Skipped => {
                let line = self.line_of(entry);
                let value = line
                    .split_once('=')
                    .map_or(line.as_str(), |(_, value)| value);
                value.trim().trim_start_matches(['"', '\'']).to_owned()
            }
        }
    }

    fn line_of(&self, entry: &Entry) -> String {
        let lines = self.lines(entry);
        lines.first().map_or("", |line| line.trim()).to_owned()
    }

    /// The bindings whose name must not be shown, with their entries: it is no name, but may be a piece of a secret.
    pub fn without_name(&self) -> Vec<(&Entry, &Binding)> {
        let continued: BTreeSet<usize> = self.pasted().into_iter().flat_map(|it| it.rest).collect();
        let bindings = self.entries().iter().enumerate();
        let bindings = bindings.filter_map(|(index, entry)| match &entry.kind {
            Kind::Binding(binding) => Some((index, entry, binding)),
            _ => None,
        });
        bindings
            .filter(|(index, _, binding)| {
                continued.contains(index)
                    || !is_identifier(&binding.name)
                    || self.is_end_of_base64(binding)
            })
            .map(|(_, entry, binding)| (entry, binding))
            .collect()
    }

    fn is_end_of_base64(&self, binding: &Binding) -> bool {
        let value = binding.value.as_ref().map(|_| self.raw_value(binding));
        is_end_of_base64(&binding.name, value)
    }

    /// The lines that may be pieces of a secret: those of pasted values, and ends of Base64 texts.
    pub fn pieces(&self) -> Vec<String> {
        let pasted = self.pasted().into_iter().flat_map(|pasted| pasted.rest);
        let pasted = pasted.map(|index| self.line_of(&self.entries()[index]));
        let ends = self.bindings().map(|(_, binding)| binding);
        let ends = ends.filter(|binding| self.is_end_of_base64(binding));
        let pieces = pasted.chain(ends.map(|binding| binding.name.clone()));
        pieces
            .filter(|piece| !piece.starts_with("-----"))
            .map(|piece| piece.trim_end_matches('=').to_owned())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Document, is_identifier};

    const BODY: &str = "MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQDWwLt2qE1qb3i4";
    const HEX: &str = "9b1f4c7ae2d05863f1ac37e94b0d28655c9e07a1b3f84d26ea70915c3df8b642";

    /// The line of each value that continues, and of the last line that continues it.
    fn pasted(text: &str) -> Vec<(usize, usize)> {
        let document = Document::parse(text);
        let line = |index: usize| document.entries()[index].line;
        let pasted = document.pasted().into_iter();
        pasted
            .map(|pasted| (line(pasted.start), line(pasted.rest.end - 1)))
            .collect()
    }

    #[test]
    fn finds_values_over_several_lines() {
        for (text, lines) in [
            (
                format!("A=1\nK={BODY}\nG63fkeZ2QO7MeFjkHq1FRQ==\nB=1\n"),
                (2, 3),
            ),
            (format!("K={BODY}\n{BODY}\nx9==\n"), (1, 3)),
            (format!("K={HEX}\n{HEX}\n"), (1, 2)),
            (
                format!("K=-----BEGIN X-----\n{BODY}\n-----END X-----\nB=1\n"),
                (1, 3),
            ),
            (
                format!(
                    "K=-----BEGIN X-----\nProc-Type: 4,ENCRYPTED\n\n{BODY}\nab=\n-----END X-----\n"
                ),
                (1, 6),
            ),
            (
                format!("K=\n-----BEGIN X-----\n{BODY}\n-----END X-----\n"),
                (1, 4),
            ),
            (
                format!("K=\"-----BEGIN X-----\n{BODY}\n-----END X-----\n"),
                (1, 3),
            ),
        ] {
            assert_eq!(pasted(&text), [lines], "{text}");
        }
    }

    #[test]
    fn other_lines_continue_nothing() {
        for text in [
            format!("K={HEX}\nDEBUG\nTEST\n"),
            format!("K={BODY}\nDEBUG=1\nTEST\n"),
            format!("K={BODY}\n\nab3c\n"),
            format!("K={BODY}\n# ab3c\nab3c\n"),
            format!("K='{BODY}'\nab3c\n"),
            format!("K={BODY}\nDATABASE_URL\n"),
            format!("K={BODY}\nKEY=\n"),
            "K=short\nab3c\n".to_owned(),
            format!("K='-----BEGIN X-----\n{BODY}\n-----END X-----'\n"),
        ] {
            assert_eq!(pasted(&text), [], "{text}");
        }
    }

    #[test]
    fn pieces_of_a_secret_are_no_names() {
        let text = format!(
            "A=1\nmy.name-1=1\nB\nK=-----BEGIN X-----\n{BODY}\nab=\n-----END X-----\np/w=1\nG63fkeZ2QO7MeFjkHq1FRQ==\n"
        );
        let document = Document::parse(&text);
        let lines: Vec<usize> = document
            .without_name()
            .into_iter()
            .map(|(entry, _)| entry.line)
            .collect();
        assert_eq!(lines, [5, 6, 8, 9]);
        assert!(is_identifier("_A.b-1") && !is_identifier("1A") && !is_identifier("größe"));
    }
}
