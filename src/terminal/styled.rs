//! Text that may be written to a terminal.
//!
//! Owns the one way in: whatever becomes part of it is redacted and escaped first, and only this module adds styling. No text of another
//! program, a server or a file can pass for styling.

use console::Style;

use crate::diagnostics::redaction::{escape_for_terminal, printable_lines, redact};

/// Text for output: secrets masked, and nothing in it acts on a terminal but our own styling.
#[derive(Clone, Debug, Default)]
pub struct Styled(String);

impl Styled {
    /// Text that was made safe before it was laid out, such as a table of safe cells.
    pub(super) fn trusted(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// One of our own words with a style, where color is used.
    pub fn paint(word: &'static str, style: Style, color: bool) -> Self {
        Self(style.force_styling(color).apply_to(word).to_string())
    }

    /// Adds text.
    pub fn push(&mut self, text: &str) {
        self.0 += &safe(text);
    }

    /// Adds text that is safe already.
    pub fn append(&mut self, other: Self) {
        self.0 += &other.0;
    }

    /// The text with the first occurrence of one of our own words painted.
    #[must_use]
    pub fn painted(self, word: &'static str, style: Style, color: bool) -> Self {
        Self(self.0.replacen(word, &Self::paint(word, style, color).0, 1))
    }

    /// The same without whitespace at its end.
    #[must_use]
    pub fn trim_end(mut self) -> Self {
        self.0.truncate(self.0.trim_end().len());
        self
    }

    /// The text as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text without styling, for a file.
    pub fn without_styling(&self) -> String {
        console::strip_ansi_codes(&self.0).into_owned()
    }
}

impl From<&str> for Styled {
    fn from(text: &str) -> Self {
        Self(safe(text))
    }
}

impl From<&String> for Styled {
    fn from(text: &String) -> Self {
        Self(safe(text))
    }
}

impl From<String> for Styled {
    fn from(text: String) -> Self {
        Self(safe(&text))
    }
}

/// Text of several lines with secrets masked and control characters escaped: to be laid out, then printed.
pub fn safe(text: &str) -> String {
    printable_lines(&redact(text))
}

/// The same on one line.
pub fn safe_line(text: &str) -> String {
    escape_for_terminal(&redact(text))
}
