//! Splits a `.env` file into statements, as python-dotenv's parser does.

use std::borrow::Cow;
use std::ops::Range;

/// A statement as written.
pub enum Statement<'text> {
    /// Blank lines.
    Blank,
    /// `# …`
    Comment,
    /// A name, with a value if an equals sign follows.
    Binding {
        name: &'text str,
        exported: bool,
        name_end: usize,
        value: Option<Value<'text>>,
    },
    /// Anything else.
    Unparsable,
}

/// A value as written.
pub struct Value<'text> {
    /// The text between the quotes.
    pub text: &'text str,
    pub quote: Quote,
    /// Its bytes, including quotes.
    pub span: Range<usize>,
}

/// How a value is quoted. python-dotenv expands `${NAME}` in all three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quote {
    /// Unquoted: the value ends before ` #` and at the end of the line.
    #[default]
    None,
    /// `'…'`: `\\` and `\'` are escapes.
    Single,
    /// `"…"`: `\\ \' \" \a \b \f \n \r \t \v` are escapes.
    Double,
}

/// Reads a text from start to end.
pub struct Scanner<'text> {
    text: &'text str,
    at: usize,
    line: usize,
}

impl<'text> Scanner<'text> {
    /// Starts before the first statement; skips a byte order mark.
    pub fn new(text: &'text str) -> Self {
        Self {
            text,
            at: if text.starts_with('\u{feff}') {
                '\u{feff}'.len_utf8()
            } else {
                0
            },
            line: 1,
        }
    }

    pub fn is_at_end(&self) -> bool {
        self.at == self.text.len()
    }

    /// Reads the next statement, or the blank lines before it, with its line and bytes.
    pub fn statement(&mut self) -> (Statement<'text>, usize, Range<usize>) {
        let (start, line) = (self.at, self.line);
        let space = self.take_while(is_space);
        // Spaces before a name belong to its statement.
        let blank = if self.is_at_end() {
            space.len()
        } else {
            space.rfind(['\n', '\r']).map_or(0, |last| last + 1)
        };
        let statement = if blank > 0 {
            self.at = start + blank;
            Statement::Blank
        } else {
            self.parse().unwrap_or_else(|| self.give_up())
        };
        self.line += count_line_ends(&self.text[start..self.at]);
        (statement, line, start..self.at)
    }

    fn give_up(&mut self) -> Statement<'text> {
        self.take_while(is_not_line_end);
        self.line_end();
        Statement::Unparsable
    }

    /// None if python-dotenv fails to parse; it then drops the rest of the current line.
    fn parse(&mut self) -> Option<Statement<'text>> {
        let exported = self.export();
        let statement = if self.peek() == Some('#') {
            Statement::Comment
        } else {
            self.binding(exported)?
        };
        let after = self.at;
        self.take_while(is_space_within_line);
        if self.peek() == Some('#') {
            self.take_while(is_not_line_end);
        } else {
            self.at = after;
        }
        let before_end = self.at;
        self.take_while(is_space_within_line);
        if self.is_at_end() || self.line_end() {
            return Some(statement);
        }
        self.at = before_end;
        None
    }

    fn export(&mut self) -> bool {
        let spaces = self
            .rest()
            .strip_prefix("export")
            .map(|rest| rest.len() - rest.trim_start_matches(is_space_within_line).len());
        let spaces = spaces.filter(|&spaces| spaces > 0);
        self.at += spaces.map_or(0, |spaces| "export".len() + spaces);
        spaces.is_some()
    }

    fn binding(&mut self, exported: bool) -> Option<Statement<'text>> {
        let name = if self.peek() == Some('\'') {
            self.quoted_name()?
        } else {
            self.take_while(|c| c != '=' && c != '#' && !is_space(c))
        };
        if name.is_empty() {
            return None;
        }
        let name_end = self.at;
        self.take_while(is_space_within_line);
        let value = if self.peek() == Some('=') {
            Some(self.value()?)
        } else {
            None
        };
        Some(Statement::Binding {
            name,
            exported,
            name_end,
            value,
        })
    }

    fn quoted_name(&mut self) -> Option<&'text str> {
        let name = self.rest().strip_prefix('\'')?;
        let name = &name[..name.find('\'')?];
        if !name.is_empty() {
            self.at += name.len() + 2;
        }
        Some(name)
    }

    fn value(&mut self) -> Option<Value<'text>> {
        self.at += '='.len_utf8();
        let after_sign = self.at;
        let spaces = self.take_while(is_space_within_line);
        match self.peek() {
            Some('#') if !spaces.is_empty() => Some(Value {
                text: "",
                quote: Quote::None,
                span: after_sign..after_sign,
            }),
            Some('\'') => self.quoted_value('\'', Quote::Single),
            Some('"') => self.quoted_value('"', Quote::Double),
            _ => Some(self.unquoted_value()),
        }
    }

    /// A backslash escapes any character; the value may span several lines.
    fn quoted_value(&mut self, mark: char, quote: Quote) -> Option<Value<'text>> {
        let start = self.at;
        let inside = &self.rest()[mark.len_utf8()..];
        let mut escaped = false;
        let length = inside.find(|character| {
            let ends = character == mark && !escaped;
            escaped = character == '\\' && !escaped;
            ends
        })?;
        self.at += length + 2 * mark.len_utf8();
        Some(Value {
            text: &inside[..length],
            quote,
            span: start..self.at,
        })
    }

    fn unquoted_value(&mut self) -> Value<'text> {
        let start = self.at;
        let line = self.take_while(is_not_line_end);
        let comment = line
            .match_indices('#')
            .map(|(at, _)| at)
            .find(|&at| line[..at].ends_with(is_space));
        let text = line[..comment.unwrap_or(line.len())].trim_end_matches(is_space);
        Value {
            text,
            quote: Quote::None,
            span: start..start + text.len(),
        }
    }

    fn rest(&self) -> &'text str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> &'text str {
        let rest = self.rest();
        let taken = &rest[..rest
            .find(|character| !belongs(character))
            .unwrap_or(rest.len())];
        self.at += taken.len();
        taken
    }

    fn line_end(&mut self) -> bool {
        let length = ["\r\n", "\n", "\r"]
            .iter()
            .find(|end| self.rest().starts_with(**end))
            .map_or(0, |end| end.len());
        self.at += length;
        length > 0
    }
}

/// White space by Python's `\s` and `str.strip`.
pub fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{1c}'..='\u{1f}')
}

fn is_space_within_line(character: char) -> bool {
    is_space(character) && is_not_line_end(character)
}

fn is_not_line_end(character: char) -> bool {
    !matches!(character, '\r' | '\n')
}

/// Python reads every line ending in a text file as `\n`.
pub fn unify_line_ends(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

fn count_line_ends(text: &str) -> usize {
    let bytes = text.as_bytes();
    let ends = |&(index, byte): &(usize, &u8)| {
        *byte == b'\n' || *byte == b'\r' && bytes.get(index + 1) != Some(&b'\n')
    };
    bytes.iter().enumerate().filter(ends).count()
}
