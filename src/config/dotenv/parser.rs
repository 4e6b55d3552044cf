//! Parses a `.env` file into a lossless document.
//!
//! The grammar is python-dotenv's (1.2.4), including its quirks: what it skips is skipped here too, but recorded.

use std::ops::Range;

pub use super::lexer::Quote;
use super::lexer::{Scanner, Statement, unify_line_ends};
use super::reference::mentions_variable;
use crate::secret::Secret;

/// A parsed `.env` file. Debug redacts its text.
#[derive(Clone, Debug, Default)]
pub struct Document {
    text: Option<Secret>,
    entries: Vec<Entry>,
}

/// A statement of the file: a binding may span several lines, anything else is one line; consecutive blank lines form
/// one entry.
#[derive(Clone, Debug)]
pub struct Entry {
    pub kind: Kind,
    /// The line of its first character that is not a space, from 1.
    pub line: usize,
    /// Its bytes, including the line ending. The spans of all entries are contiguous.
    pub span: Range<usize>,
}

/// The kind of a statement.
#[derive(Clone, Debug)]
pub enum Kind {
    Blank,
    /// A line that starts with `#`.
    Comment,
    /// `NAME=value`, or a bare `NAME`.
    Binding(Binding),
    /// Invalid for python-dotenv: the app silently ignores it.
    Skipped,
}

/// A name with its value.
#[derive(Clone, Debug)]
pub struct Binding {
    pub name: String,
    /// The value before expansion, escapes resolved; None for a name without an equals sign, which the app does not
    /// see as set.
    pub value: Option<Secret>,
    pub quote: Quote,
    /// Whether the name is preceded by `export`.
    pub exported: bool,
    /// The bytes of the value, including quotes, without the comment after it. Without a value: the empty span where
    /// it would be.
    pub value_span: Range<usize>,
}

impl Binding {
    /// Whether the value contains a `${NAME}` or `${NAME:-default}` that the app expands.
    pub fn interpolates(&self) -> bool {
        self.value
            .as_ref()
            .is_some_and(|value| mentions_variable(value.expose()))
    }
}

impl Document {
    /// Parses a text. Never fails: what is invalid becomes [`Kind::Skipped`].
    pub fn parse(text: &str) -> Self {
        let mut scanner = Scanner::new(text);
        let mut entries = Vec::new();
        while !scanner.is_at_end() {
            let (statement, line, span) = scanner.statement();
            entries.push(Entry {
                kind: statement.into(),
                line,
                span,
            });
        }
        Self {
            text: Some(Secret::new(text)),
            entries,
        }
    }

    /// The whole text, unchanged. It contains secrets.
    pub fn text(&self) -> &str {
        self.text.as_ref().map_or("", Secret::expose)
    }

    /// All statements in file order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The bindings in file order, each with its entry.
    pub fn bindings(&self) -> impl DoubleEndedIterator<Item = (&Entry, &Binding)> {
        self.entries.iter().filter_map(|entry| match &entry.kind {
            Kind::Binding(binding) => Some((entry, binding)),
            _ => None,
        })
    }

    /// The bindings of one name in file order; the app uses the last.
    pub fn bindings_of<'document>(
        &'document self,
        name: &str,
    ) -> impl DoubleEndedIterator<Item = (&'document Entry, &'document Binding)> {
        self.bindings()
            .filter(move |(_, binding)| binding.name == name)
    }

    /// The first lines of the statements that the app silently ignores.
    pub fn skipped_lines(&self) -> impl Iterator<Item = usize> {
        self.entries
            .iter()
            .filter(|entry| matches!(entry.kind, Kind::Skipped))
            .map(|entry| entry.line)
    }

    /// The lines of a statement, without line endings.
    pub fn lines(&self, entry: &Entry) -> Vec<String> {
        let text = self.text().get(entry.span.clone()).unwrap_or_default();
        let text = unify_line_ends(text);
        let lines = text.strip_suffix('\n').unwrap_or(&text).split('\n');
        lines.map(str::to_owned).collect()
    }

    /// The bytes of a value as written, including quotes. They may be secret.
    pub fn raw_value(&self, binding: &Binding) -> &str {
        self.text()
            .get(binding.value_span.clone())
            .unwrap_or_default()
    }
}

impl From<Statement<'_>> for Kind {
    fn from(statement: Statement<'_>) -> Self {
        let (name, exported, name_end, value) = match statement {
            Statement::Blank => return Self::Blank,
            Statement::Comment => return Self::Comment,
            Statement::Unparsable => return Self::Skipped,
            Statement::Binding {
                name,
                exported,
                name_end,
                value,
            } => (
                unify_line_ends(name).into_owned(),
                exported,
                name_end,
                value,
            ),
        };
        Self::Binding(match value {
            None => Binding {
                name,
                value: None,
                quote: Quote::None,
                exported,
                value_span: name_end..name_end,
            },
            Some(value) => {
                let text = decode(&unify_line_ends(value.text), value.quote);
                Binding {
                    name,
                    value: Some(Secret::new(text)),
                    quote: value.quote,
                    exported,
                    value_span: value.span,
                }
            }
        })
    }
}

/// Resolves the escapes that the quotes allow; others are kept, including the backslash.
fn decode(text: &str, quote: Quote) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut decoded = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let next = if character == '\\' {
            characters.peek().and_then(|&escape| meaning(escape, quote))
        } else {
            None
        };
        decoded.push(next.unwrap_or(character));
        if next.is_some() {
            characters.next();
        }
    }
    decoded
}

/// The meaning of a character after a backslash.
fn meaning(escape: char, quote: Quote) -> Option<char> {
    match (quote, escape) {
        (Quote::Single | Quote::Double, '\\' | '\'') | (Quote::Double, '"') => Some(escape),
        (Quote::Double, 'a') => Some('\u{7}'),
        (Quote::Double, 'b') => Some('\u{8}'),
        (Quote::Double, 'f') => Some('\u{c}'),
        (Quote::Double, 'n') => Some('\n'),
        (Quote::Double, 'r') => Some('\r'),
        (Quote::Double, 't') => Some('\t'),
        (Quote::Double, 'v') => Some('\u{b}'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Document, Kind, Quote};

    const FILE: &str = "\u{feff}# head\r\n\r\n  export A = 'x\\'y' # c\r\nB=\"1\r\n2\" \r\nnot a binding\r\nC\r\n  \r\nB=z # last";

    #[test]
    fn every_byte_belongs_to_one_statement() {
        let document = Document::parse(FILE);
        let mut at = '\u{feff}'.len_utf8();
        for entry in document.entries() {
            assert_eq!(entry.span.start, at, "{entry:?}");
            at = entry.span.end;
        }
        assert_eq!(at, FILE.len());
        assert_eq!(document.text(), FILE);
    }

    #[test]
    fn lines_are_those_of_the_names() {
        let document = Document::parse(FILE);
        let seen: Vec<_> = document
            .bindings()
            .map(|(entry, binding)| (entry.line, binding.name.as_str(), binding.quote))
            .collect();
        assert_eq!(
            seen,
            [
                (3, "A", Quote::Single),
                (4, "B", Quote::Double),
                (7, "C", Quote::None),
                (9, "B", Quote::None)
            ]
        );
        assert_eq!(document.skipped_lines().collect::<Vec<_>>(), [6]);
        let raw: Vec<_> = document
            .bindings()
            .map(|(_, binding)| document.raw_value(binding))
            .collect();
        assert_eq!(raw, ["'x\\'y'", "\"1\r\n2\"", "", "z"]);
        let values: Vec<_> = document
            .bindings()
            .map(|(_, binding)| binding.value.as_ref().map(|value| value.expose()))
            .collect();
        assert_eq!(values, [Some("x'y"), Some("1\n2"), None, Some("z")]);
        assert_eq!(
            document
                .entries()
                .iter()
                .filter(|entry| matches!(entry.kind, Kind::Blank))
                .count(),
            2
        );
    }

    #[test]
    fn accepts_every_line_ending_of_python() {
        let lines = |text: &str| {
            Document::parse(text)
                .bindings()
                .map(|(entry, _)| entry.line)
                .collect::<Vec<_>>()
        };
        for end in ["\n", "\r", "\r\n"] {
            assert_eq!(
                lines(&["A=1", "", "B='2", "'", "C=3", "D=4"].join(end)),
                [1, 3, 5, 6],
                "{end:?}"
            );
        }
        assert_eq!(lines("A=1\n\rB=2"), [1, 3]);
    }

    #[test]
    fn debug_redacts_values() {
        let shown = format!("{:?}", Document::parse("JWT_SECRET_KEY=0123456789abcdef\n"));
        assert!(!shown.contains("0123456789abcdef"), "{shown}");
    }
}
