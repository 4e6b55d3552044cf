//! Sentences on standard error, broken between words.
//!
//! Only on a terminal, and not in indented lines, which are there to be copied.

use std::borrow::Cow;

use super::Ui;
use super::styled::Styled;
use crate::diagnostics::Result;

impl Ui {
    /// An escaped text, wrapped on a terminal.
    pub(super) fn prose(&self, text: &str) -> Styled {
        Styled::trusted(if self.terminal.stderr {
            wrap(text, self.width())
        } else {
            text.to_owned()
        })
    }

    /// Our own help text with its colors, on standard error, without them where color is off.
    pub fn start_screen(&self, help: &str) {
        self.fill_lines(&colored(help, self.options.color_stderr));
    }

    /// Our own help text with its colors, on standard output, without them where color is off.
    pub fn help(&self, text: &str) -> Result<()> {
        let text = colored(text, self.options.color_stdout);
        self.result(Styled::trusted(text.trim_end()))
    }

    fn fill_lines(&self, text: &str) {
        let fill = |line: &str| {
            let indent: String = line
                .chars()
                .take_while(|character| *character == ' ')
                .chain("  ".chars())
                .collect();
            textwrap::fill(line, options(self.width()).subsequent_indent(&indent))
        };
        let wrapped = || text.split('\n').map(fill).collect::<Vec<_>>().join("\n");
        self.write_err(&Styled::trusted(if self.terminal.stderr {
            wrapped()
        } else {
            text.to_owned()
        }));
    }
}

/// A text of ours with its escape sequences, or without them.
fn colored(text: &str, color: bool) -> Cow<'_, str> {
    if color {
        Cow::Borrowed(text)
    } else {
        console::strip_ansi_codes(text)
    }
}

/// Breaks a text between words.
pub(super) fn wrap(text: &str, width: usize) -> String {
    let options = options(width);
    let lines = text.split('\n').map(|line| {
        if line.starts_with(' ') {
            line.to_owned()
        } else {
            textwrap::fill(line, &options)
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn options<'text>(width: usize) -> textwrap::Options<'text> {
    textwrap::Options::new(width.min(110))
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn what_is_there_to_be_copied_stays_whole() {
        let text = "\nto let the answer through, run this\n  ssh -L 8000:localhost:8000 ada@example.org\nhttps://example.org/a-long-one";
        let expected = "\nto let the answer\nthrough, run this\n  ssh -L 8000:localhost:8000 ada@example.org\nhttps://example.org/a-long-one";
        assert_eq!(wrap(text, 20), expected);
    }
}
