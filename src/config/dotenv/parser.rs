//! A `.env` file as a document: every statement with its place, every byte kept.
//!
//! Owns the grammar, which is python-dotenv's (1.2.4), quirks included: what that skips is skipped here, and remembered. What the values
//! become belongs to `expand`, changing one to `writing`, judging them to `checks`.

use std::ops::Range;

use super::lexer::{Scanner, Statement, unify_line_ends};
use crate::secret::Secret;

/// A `.env` file, taken apart. Its text is hidden as a secret is.
#[derive(Clone, Debug, Default)]
pub struct Document {
    text: Option<Secret>,
    entries: Vec<Entry>,
}

/// A statement of the file: a binding may take several lines, everything else takes one, blank lines stand together.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it is.
    pub kind: Kind,
    /// The line on which it begins, counted from 1 (its first character that is not a space).
    pub line: usize,
    /// Its bytes, the line end included. The spans of all entries follow each other without a gap.
    pub span: Range<usize>,
}

/// What a statement is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Blank lines.
    Blank,
    /// A line that begins with `#`.
    Comment,
    /// `NAME=value`, or a bare `NAME`.
    Binding(Binding),
    /// Something that python-dotenv cannot parse: the app silently does without it.
    Skipped,
}

/// A name and what stands after it.
#[derive(Clone, Debug)]
pub struct Binding {
    /// The name.
    pub name: String,
    /// The value before expansion, escapes resolved; None for a name without an equals sign, which the app does not see as set.
    pub value: Option<Secret>,
    /// How the value is quoted.
    pub quote: Quote,
    /// Whether `export` stands before the name.
    pub exported: bool,
    /// The bytes of the value, quotes included, without the comment after it. Where there is none: the empty place where it would stand.
    pub value_span: Range<usize>,
}

/// How a value is quoted. python-dotenv expands `${NAME}` in all three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quote {
    /// Not at all: the value ends before ` #` and at the end of the line.
    #[default]
    None,
    /// `'…'`: `\\` and `\'` are escapes.
    Single,
    /// `"…"`: `\\ \' \" \a \b \f \n \r \t \v` are escapes.
    Double,
}

impl Binding {
    /// Whether the value holds a `${NAME}` or `${NAME:-default}` that the app expands.
    pub fn interpolates(&self) -> bool {
        self.value
            .as_ref()
            .is_some_and(|value| super::expand::mentions_variable(value.expose()))
    }
}

impl Document {
    /// Takes a text apart. Never fails: what cannot be parsed becomes [`Kind::Skipped`].
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

    /// The whole text, byte for byte as it was read. It holds secrets.
    pub fn text(&self) -> &str {
        self.text.as_ref().map_or("", Secret::expose)
    }

    /// All statements in the order of the file.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The bindings in the order of the file, each with its entry.
    pub fn bindings(&self) -> impl DoubleEndedIterator<Item = (&Entry, &Binding)> {
        self.entries.iter().filter_map(|entry| match &entry.kind {
            Kind::Binding(binding) => Some((entry, binding)),
            _ => None,
        })
    }

    /// The bindings of one name in the order of the file; the app sees the last.
    pub fn bindings_of<'document>(
        &'document self,
        name: &str,
    ) -> impl DoubleEndedIterator<Item = (&'document Entry, &'document Binding)> {
        self.bindings()
            .filter(move |(_, binding)| binding.name == name)
    }

    /// The lines on which a statement begins that the app silently skips.
    pub fn skipped_lines(&self) -> impl Iterator<Item = usize> {
        self.entries
            .iter()
            .filter(|entry| matches!(entry.kind, Kind::Skipped))
            .map(|entry| entry.line)
    }

    /// The lines of a statement, without their ends.
    pub fn lines(&self, entry: &Entry) -> Vec<String> {
        let text = self.text().get(entry.span.clone()).unwrap_or_default();
        let text = unify_line_ends(text);
        let lines = text.strip_suffix('\n').unwrap_or(&text).split('\n');
        lines.map(str::to_owned).collect()
    }

    /// The bytes of a value as they stand in the file, quotes included. They may be a secret.
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

/// Resolves the escapes that the quotes allow; others stay as they are, backslash included.
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

/// What a character after a backslash stands for.
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
    fn places_are_those_of_the_names() {
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
    fn every_line_end_that_python_knows_counts() {
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
    fn debug_shows_no_value() {
        let shown = format!("{:?}", Document::parse("JWT_SECRET_KEY=0123456789abcdef\n"));
        assert!(!shown.contains("0123456789abcdef"), "{shown}");
    }
}
