//! Questions to the user: yes or no, a line, a secret, a list.
//!
//! A question is asked only on a terminal and without --no-input and --json; otherwise the error names the option that answers it.

use std::cell::Cell;
use std::fmt::Write as _;
use std::io::Write;

use console::{Term, truncate_str};
use textwrap::core::display_width;

use super::Ui;
use super::line_editor::{LONGEST_LINE, Line, LineEditor, hidden_summary};
use super::prose::wrap;
use super::raw_mode::{Answering, RawModeGuard};
use super::styled::{Styled, safe, safe_line};
use crate::diagnostic;
use crate::diagnostics::catalog::input;
use crate::diagnostics::{Error, Result};
use crate::providers::formats::looks_secret;
use crate::secret::Secret;
use crate::text;

/// Columns that the prompt of a list leaves for the chosen item.
const ITEM_COLUMNS: usize = 8;

/// Follows the question about a secret.
const HIDDEN: &str = " (hidden):";

/// Follows a question that is answered with yes or no.
const YES_OR_NO: &str = " [y/N]";

/// A question, and the option that answers it without a prompt.
pub struct Question<'text> {
    /// What is asked; names the host, database or Space that is changed.
    pub text: &'text str,
    /// The option that answers it, such as `--yes`.
    pub flag: &'static str,
}

/// Whether a line is shown while it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Echo {
    /// As it is; bullets where it looks like a secret.
    Text,
    /// One bullet a character.
    Bullets,
}

impl Ui {
    /// Asks yes or no; Enter alone means no.
    pub fn confirm(&self, question: &Question<'_>) -> Result<bool> {
        self.ask(question, YES_OR_NO, Echo::Text, |typed| {
            match typed.trim().to_lowercase().as_str() {
                "" | "n" | "no" => Ok(false),
                "y" | "yes" => Ok(true),
                _ => Err(input::ANSWER_YES_OR_NO),
            }
        })
    }

    /// Asks for a line of text; Enter alone accepts the suggestion, or gives None where there is none.
    pub fn line_or_nothing(
        &self,
        question: &Question<'_>,
        suggestion: Option<&str>,
    ) -> Result<Option<String>> {
        let end = suggestion.map_or_else(
            || ":".to_owned(),
            |suggestion| format!(" [{}]:", safe_line(suggestion)),
        );
        self.ask(question, &end, Echo::Text, |typed| {
            let line = Some(typed.trim()).filter(|line| !line.is_empty());
            Ok(line.or(suggestion).map(str::to_owned))
        })
    }

    /// Offers a list, and gives the index of the chosen item.
    pub fn choose(&self, question: &Question<'_>, items: &[String]) -> Result<usize> {
        self.select(question, items, dialoguer::Select::new())
    }

    /// Offers a list, of which Enter alone chooses the item at `default`.
    pub fn choose_or(
        &self,
        question: &Question<'_>,
        items: &[String],
        default: usize,
    ) -> Result<usize> {
        self.select(question, items, dialoguer::Select::new().default(default))
    }

    fn select(
        &self,
        question: &Question<'_>,
        items: &[String],
        select: dialoguer::Select<'_>,
    ) -> Result<usize> {
        let _guard = self.begin(question, Answering::List)?;
        // dialoguer clears as many lines as there are items, so that each must fit on one line, behind its mark.
        let room = self.width().saturating_sub(3);
        let items: Vec<String> = items
            .iter()
            .map(|item| truncate_str(&safe_line(item), room, "…").into_owned())
            .collect();
        select
            .with_prompt(self.last_line(question.text, ITEM_COLUMNS))
            .items(&items)
            .interact_on(&Term::stderr())
            .map_err(abort)
    }

    /// Asks for a secret, which is shown as bullets, until one is entered.
    pub fn secret(&self, question: &Question<'_>) -> Result<Secret> {
        self.ask(question, HIDDEN, Echo::Bullets, |typed| {
            non_empty(typed).ok_or(input::EMPTY)
        })
    }

    /// Asks for a secret, which is shown as bullets; Enter alone gives None.
    pub fn secret_or_nothing(&self, question: &Question<'_>) -> Result<Option<Secret>> {
        self.ask(question, HIDDEN, Echo::Bullets, |typed| {
            Ok(non_empty(typed))
        })
    }

    /// Asks for a line until it can be parsed; the error says what to enter instead.
    fn ask<T>(
        &self,
        question: &Question<'_>,
        end: &str,
        echo: Echo,
        parse: impl Fn(&str) -> Result<T, &'static str>,
    ) -> Result<T> {
        let guard = self.begin(question, Answering::Line)?;
        loop {
            let problem = match self.read_line(&guard, question.text, end, echo) {
                Line::Entered(typed) => match parse(typed.expose()) {
                    Ok(answer) => return Ok(answer),
                    Err(problem) => problem.to_owned(),
                },
                Line::TooLong(_) => text!(input::TOO_LONG, limit = LONGEST_LINE),
                Line::Interrupted => return Err(Error::interrupted()),
            };
            self.instruction(problem);
        }
    }

    /// Shows a question, and reads the line behind it.
    fn read_line(&self, guard: &RawModeGuard, question: &str, end: &str, echo: Echo) -> Line {
        let columns = match end {
            YES_OR_NO => 1,
            _ => (self.width() / 4).clamp(8, 24),
        };
        let mut prompt = self.last_line(&format!("{question}{end}"), columns + 1) + " ";
        let mut room = self.width().saturating_sub(display_width(&prompt) + 1);
        if room < columns {
            prompt.push('\n');
            room = self.width() - 1;
        }
        self.draw(&prompt);
        let field = InputField {
            ui: self,
            echo,
            room,
            width: Cell::default(),
            cursor: Cell::default(),
        };
        let line = guard.read_line(|| self.ctrl_c.was_pressed(), |editor| field.show(editor));
        let line = line.unwrap_or(Line::Interrupted);
        match &line {
            Line::Entered(text) => field.close(text),
            Line::TooLong(_) | Line::Interrupted => self.draw("\n"),
        }
        line
    }

    /// The last line of a question, for the prompt, with so many columns left behind it; the lines above it are written.
    fn last_line(&self, text: &str, columns: usize) -> String {
        let text = wrap(&safe(text), self.width().saturating_sub(columns));
        let (above, last) = text.rsplit_once('\n').unwrap_or(("", &text));
        if !above.is_empty() {
            self.write_err(&Styled::trusted(above));
        }
        last.to_owned()
    }

    /// Writes a safe text without the end of a line.
    fn draw(&self, text: &str) {
        let mut stderr = self.stderr.borrow_mut();
        // Fails when stderr is closed.
        let _ = write!(stderr, "{text}").and_then(|()| stderr.flush());
    }

    /// Whether a question may be asked at all.
    pub fn can_ask(&self) -> bool {
        self.terminal.stdin && self.terminal.stderr && !self.options.no_input && !self.options.json
    }

    /// Begins a question. Fails when none may be asked, and as interrupted when Ctrl-C was pressed since the last one.
    fn begin(&self, question: &Question<'_>, answering: Answering) -> Result<RawModeGuard> {
        self.may_ask(question)?;
        self.ctrl_c.catch();
        let guard = RawModeGuard::begin(answering).map_err(|_| Error::interrupted())?;
        if self.ctrl_c.was_pressed() {
            Err(Error::interrupted())
        } else {
            Ok(guard)
        }
    }

    fn may_ask(&self, question: &Question<'_>) -> Result<()> {
        if self.can_ask() {
            return Ok(());
        }
        let reason = if self.options.no_input || self.options.json {
            input::PROMPTS_OFF
        } else {
            input::NO_TERMINAL
        };
        let diagnostic = diagnostic!(
            input::UNANSWERED,
            question = self.redact(question.text),
            option = question.flag
        );
        Err(Error::usage(diagnostic.reason(reason)))
    }
}

/// The place behind a prompt where the answer is shown. It is drawn without escape sequences, so that every terminal can show it.
struct InputField<'ui> {
    ui: &'ui Ui,
    echo: Echo,
    /// Columns of the terminal behind the prompt.
    room: usize,
    /// Columns that are drawn.
    width: Cell<usize>,
    /// Columns before the cursor.
    cursor: Cell<usize>,
}

impl InputField<'_> {
    /// Shows what is typed so far.
    fn show(&self, editor: &LineEditor) {
        let view = editor.view(self.room, self.hides(&editor.text()));
        let width = display_width(&view.text);
        let drawn = self.redraw(&view.text, width);
        self.ui
            .draw(&(drawn + &"\u{8}".repeat(width - view.cursor.min(width))));
        self.cursor.set(view.cursor.min(width));
    }

    /// Shows the answer: as it is, or its length.
    fn close(&self, line: &Secret) {
        let text = match line.expose() {
            "" => String::new(),
            text if self.hides(line) => hidden_summary(text),
            text => text.to_owned(),
        };
        let drawn = self.redraw(&text, display_width(&text));
        self.ui.draw(&(drawn + "\n"));
    }

    fn hides(&self, line: &Secret) -> bool {
        let text = line.expose();
        self.echo == Echo::Bullets || looks_secret(text) || self.ui.redact(text) != text
    }

    /// What replaces the drawn text by this one, with the cursor at its end.
    fn redraw(&self, text: &str, width: usize) -> String {
        let surplus = self.width.get().saturating_sub(width);
        let mut drawn = "\u{8}".repeat(self.cursor.get());
        // Writing to a String cannot fail.
        let _ = write!(drawn, "{text}{:surplus$}", "");
        drawn += &"\u{8}".repeat(surplus);
        self.width.set(width);
        self.cursor.set(width);
        drawn
    }
}

fn non_empty(typed: &str) -> Option<Secret> {
    Some(typed.trim())
        .filter(|typed| !typed.is_empty())
        .map(Secret::new)
}

/// A list that was left without an answer: Ctrl-C, or the terminal has gone. dialoguer leaves the cursor hidden.
fn abort(_: dialoguer::Error) -> Error {
    let _ = Term::stderr().show_cursor();
    Error::interrupted()
}
