//! Edits one line from the keys of a terminal. Control characters never become part of the line.

use textwrap::core::display_width;
use zeroize::Zeroizing;

use crate::diagnostics::redaction::is_terminal_unsafe;
use crate::secret::Secret;

/// The longest line, in characters. Further characters are dropped, and [`Line::TooLong`] reports it.
pub const LONGEST_LINE: usize = 64 * 1024;

/// Shown for each character of a hidden line.
const BULLET: &str = "•";

/// A key of the terminal, as far as the editor uses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Char(char),
    Enter,
    Left,
    Right,
    Home,
    End,
    Backspace,
    Delete,
    DeleteWord,
    DeleteToStart,
    DeleteToEnd,
    Escape,
    CtrlC,
    CtrlD,
}

/// What the Esc key does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Escape {
    #[default]
    Nothing,
    /// Ends the line with [`Line::Back`].
    Back,
}

impl Key {
    /// The key of a control character, as readline assigns them.
    pub fn from_control(character: char) -> Option<Self> {
        Some(match character {
            '\u{1}' => Self::Home,
            '\u{2}' => Self::Left,
            '\u{3}' => Self::CtrlC,
            '\u{4}' => Self::CtrlD,
            '\u{5}' => Self::End,
            '\u{6}' => Self::Right,
            '\u{8}' | '\u{7f}' => Self::Backspace,
            '\n' | '\r' => Self::Enter,
            '\u{b}' => Self::DeleteToEnd,
            '\u{15}' => Self::DeleteToStart,
            '\u{17}' => Self::DeleteWord,
            _ => return None,
        })
    }
}

/// How a line ends.
#[derive(Debug)]
pub enum Line {
    Entered(Secret),
    /// More than [`LONGEST_LINE`] characters were typed or pasted; the first of them.
    #[cfg_attr(
        not(unix),
        expect(dead_code, reason = "only pasted lines are read from it")
    )]
    TooLong(Secret),
    /// The Esc key, where it goes back.
    Back,
    /// Ctrl-C, or Ctrl-D on an empty line.
    Interrupted,
}

/// A line that is being typed.
#[derive(Default)]
pub struct LineEditor {
    text: Zeroizing<Vec<char>>,
    cursor: usize,
    is_too_long: bool,
    escape: Escape,
}

/// What to show of a line.
#[derive(Debug, PartialEq, Eq)]
pub struct View {
    pub text: String,
    /// Columns of `text` before the cursor.
    pub cursor: usize,
}

impl LineEditor {
    /// An empty line.
    pub fn new(escape: Escape) -> Self {
        Self {
            escape,
            ..Self::default()
        }
    }

    /// Takes a key.
    pub fn press(&mut self, key: Key) -> Option<Line> {
        match key {
            Key::Char(character) => self.insert(character),
            Key::Enter => return Some(self.take()),
            Key::Escape if self.escape == Escape::Back => return Some(Line::Back),
            Key::Escape => {}
            Key::CtrlC => return Some(Line::Interrupted),
            Key::CtrlD if self.text.is_empty() => return Some(Line::Interrupted),
            Key::Left => self.cursor = self.cursor.saturating_sub(1),
            Key::Right => self.cursor = self.text.len().min(self.cursor + 1),
            Key::Home => self.cursor = 0,
            Key::End => self.cursor = self.text.len(),
            Key::Backspace => self.delete(self.cursor.saturating_sub(1), self.cursor),
            Key::Delete | Key::CtrlD => self.delete(self.cursor, self.cursor + 1),
            Key::DeleteWord => self.delete(self.start_of_word(), self.cursor),
            Key::DeleteToStart => self.delete(0, self.cursor),
            Key::DeleteToEnd => self.delete(self.cursor, self.text.len()),
        }
        None
    }

    /// The line as it is.
    pub fn text(&self) -> Secret {
        Secret::new(self.text.iter().collect::<String>())
    }

    /// The part around the cursor that fits into so many columns.
    pub fn view(&self, columns: usize, is_hidden: bool) -> View {
        let cells: Vec<String> = if is_hidden {
            vec![BULLET.to_owned(); self.text.len()]
        } else {
            self.text.iter().map(char::to_string).collect()
        };
        let mut start = self.cursor;
        let mut cursor = 0;
        while start > 0 && cursor + display_width(&cells[start - 1]) < columns {
            start -= 1;
            cursor += display_width(&cells[start]);
        }
        let mut width = 0;
        let fits = |cell: &&String| {
            width += display_width(cell);
            width <= columns
        };
        let text = cells[start..].iter().take_while(fits).cloned().collect();
        View { text, cursor }
    }

    fn insert(&mut self, character: char) {
        if is_terminal_unsafe(character) {
            return;
        }
        if self.text.len() >= LONGEST_LINE {
            self.is_too_long = true;
            return;
        }
        self.text.insert(self.cursor, character);
        self.cursor += 1;
    }

    fn delete(&mut self, start: usize, end: usize) {
        let end = end.min(self.text.len());
        self.text.drain(start..end);
        self.cursor = start;
        self.is_too_long &= !self.text.is_empty();
    }

    fn start_of_word(&self) -> usize {
        let before = &self.text[..self.cursor];
        let end = before
            .iter()
            .rposition(|character| *character != ' ')
            .unwrap_or(0);
        before[..end]
            .iter()
            .rposition(|character| *character == ' ')
            .map_or(0, |space| space + 1)
    }

    /// Ends the line, and begins the next.
    fn take(&mut self) -> Line {
        let is_too_long = self.is_too_long;
        let text = self.text();
        *self = Self::new(self.escape);
        if is_too_long {
            Line::TooLong(text)
        } else {
            Line::Entered(text)
        }
    }
}

/// What is shown of a hidden line once it is entered: bullets, and its length.
pub fn hidden_summary(line: &str) -> String {
    let length = line.chars().count();
    let unit = if length == 1 {
        "character"
    } else {
        "characters"
    };
    format!("{} ({length} {unit})", BULLET.repeat(length.min(8)))
}

#[cfg(test)]
mod tests {
    use super::super::key_decoder::KeyDecoder;
    use super::{Escape, LONGEST_LINE, Line, LineEditor, View, hidden_summary};

    /// A terminal: bytes in, a line out.
    #[derive(Default)]
    struct Terminal {
        decoder: KeyDecoder,
        editor: LineEditor,
    }

    impl Terminal {
        fn new(escape: Escape) -> Self {
            Self {
                editor: LineEditor::new(escape),
                ..Self::default()
            }
        }

        /// Types bytes; returns the first line that ends.
        fn type_bytes(&mut self, bytes: &[u8]) -> Option<Line> {
            bytes.iter().find_map(|byte| {
                let key = self.decoder.decode(*byte)?;
                self.editor.press(key)
            })
        }

        fn end_sequence(&mut self) -> Option<Line> {
            let key = self.decoder.end_sequence()?;
            self.editor.press(key)
        }
    }

    /// Types bytes and Enter.
    fn entered(bytes: &[u8]) -> String {
        let mut terminal = Terminal::default();
        let line = terminal
            .type_bytes(bytes)
            .or_else(|| terminal.type_bytes(b"\r"));
        match line {
            Some(Line::Entered(text)) => text.expose().to_owned(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn escape_sequences_and_control_characters_are_no_text() {
        for (typed, line) in [
            ("GOCSPX-a", "GOCSPX-a"),
            // Arrows, Home, End, Delete, function keys, with and without modifiers.
            ("\x1b[Aab\x1b[B", "ab"),
            ("ab\x1b[Dc", "acb"),
            ("ab\x1bODc", "acb"),
            ("ab\x1b[1;5Dc", "acb"),
            ("ab\x1b[Hc\x1b[Fd", "cabd"),
            ("ab\x1b[1~c\x1b[4~d", "cabd"),
            ("abc\x1b[H\x1b[3~", "bc"),
            ("a\x1b[15~b\x1b[24;2~c", "abc"),
            ("a\x1b[[Ab", "ab"),
            ("a\x1bOPb", "ab"),
            // A bracketed paste, a click, a report of the terminal's colors, Alt.
            ("\x1b[200~ab\x1b[201~", "ab"),
            ("a\x1b[M !!b", "ab"),
            ("a\x1b[<0;10;20Mb", "ab"),
            ("a\x1b]11;rgb:0000/0000/0000\x07b", "ab"),
            ("a\x1bP1$r0m\x1b\\b", "ab"),
            ("a\x1bxb", "ab"),
            ("a\x1b\x1b[Ab", "ab"),
            // The same with C1 controls.
            ("ab\u{9b}Dc", "acb"),
            ("a\u{9d}11;x\x07b", "ab"),
            ("a\u{85}b", "ab"),
            // Control characters, and what a terminal does not show.
            ("a\tb\x07c\0d\x1ae", "abcde"),
            ("a\u{202e}b\u{200b}c\u{feff}", "abc"),
            // Text in any language.
            ("zoë 日本 ", "zoë 日本 "),
        ] {
            assert_eq!(entered(typed.as_bytes()), line, "{typed:?}");
        }
        assert_eq!(entered(b"a\xffb\xe6\x97c"), "abc", "not UTF-8");
    }

    #[test]
    fn the_line_is_edited_as_in_a_shell() {
        for (typed, line) in [
            ("abc\x7f\x08", "a"),
            ("one two  \x17", "one "),
            ("one two\x15three", "three"),
            ("one two\x01\x0bthree", "three"),
            ("bc\x01a\x05d", "abcd"),
            ("ab\x02\x02\x02c\x06\x06\x06d", "cabd"),
            ("ab\x01\x04", "b"),
        ] {
            assert_eq!(entered(typed.as_bytes()), line, "{typed:?}");
        }
    }

    #[test]
    fn a_sequence_that_does_not_continue_is_dropped() {
        for start in ["\x1b", "\x1b[", "\x1b[1;", "\x1b]0;title"] {
            let mut terminal = Terminal::default();
            assert!(terminal.type_bytes(start.as_bytes()).is_none());
            assert!(terminal.decoder.is_in_sequence());
            assert!(terminal.end_sequence().is_none());
            assert!(terminal.type_bytes("abc".as_bytes()).is_none());
            assert_eq!(terminal.editor.text().expose(), "abc", "{start:?}");
        }
    }

    #[test]
    fn esc_goes_back_only_where_it_may_and_only_alone() {
        for (typed, is_back) in [
            ("\x1b", true),
            ("ab\x1b", true),
            ("\x1b[", false),
            ("\x1bO", false),
        ] {
            let mut terminal = Terminal::new(Escape::Back);
            assert!(terminal.type_bytes(typed.as_bytes()).is_none());
            let ended = terminal.end_sequence();
            assert_eq!(matches!(ended, Some(Line::Back)), is_back, "{typed:?}");
            let mut terminal = Terminal::default();
            assert!(terminal.type_bytes(typed.as_bytes()).is_none());
            assert!(terminal.end_sequence().is_none(), "{typed:?}");
        }
    }

    #[test]
    fn ctrl_c_interrupts_anywhere_and_ctrl_d_an_empty_line() {
        for typed in [
            "\x03",
            "ab\x03",
            "\x1b\x03",
            "\x1b[1;\x03",
            "\x1b]0;\x03",
            "\x04",
        ] {
            let mut terminal = Terminal::default();
            let last = terminal.type_bytes(typed.as_bytes());
            assert!(matches!(last, Some(Line::Interrupted)), "{typed:?}");
        }
    }

    #[test]
    fn a_line_is_bounded() {
        let mut terminal = Terminal::default();
        assert!(terminal.type_bytes(&[b'a'; LONGEST_LINE]).is_none());
        assert!(
            matches!(terminal.type_bytes(b"\r"), Some(Line::Entered(text)) if text.expose().len() == LONGEST_LINE)
        );
        assert!(terminal.type_bytes(&[b'a'; 2 * LONGEST_LINE]).is_none());
        assert_eq!(terminal.editor.text().expose().len(), LONGEST_LINE);
        assert!(matches!(terminal.type_bytes(b"\r"), Some(Line::TooLong(_))));
        // The next line is not affected, nor one that was emptied.
        assert!(terminal.type_bytes(&[b'a'; LONGEST_LINE + 1]).is_none());
        assert!(terminal.type_bytes("\x15b".as_bytes()).is_none());
        assert!(
            matches!(terminal.type_bytes(b"\r"), Some(Line::Entered(text)) if text.expose() == "b")
        );
    }

    #[test]
    fn the_view_follows_the_cursor() {
        let mut terminal = Terminal::default();
        let view = |text: &str, cursor| View {
            text: text.to_owned(),
            cursor,
        };
        assert!(terminal.type_bytes("abcdef".as_bytes()).is_none());
        assert_eq!(terminal.editor.view(10, false), view("abcdef", 6));
        assert_eq!(terminal.editor.view(10, true), view("••••••", 6));
        assert_eq!(terminal.editor.view(4, false), view("def", 3));
        terminal.type_bytes(&[1]);
        assert_eq!(terminal.editor.view(4, false), view("abcd", 0));
    }

    #[test]
    fn a_hidden_line_shows_its_length() {
        assert_eq!(hidden_summary("abc"), "••• (3 characters)");
        assert_eq!(hidden_summary(&"a".repeat(40)), "•••••••• (40 characters)");
    }
}
