//! Questions to the user: yes or no, a line, a secret, a list.
//!
//! A question is asked only on a terminal and without --no-input and --json; otherwise the error names the option that answers it.

use std::cell::Cell;
use std::fmt::Write as _;
use std::io::Write;

use console::{Term, truncate_str};
use textwrap::core::display_width;

use super::Ui;
use super::line_editor::{Escape, LONGEST_LINE, Line, LineEditor, hidden_summary};
use super::prose::wrap;
use super::raw_mode::{Answering, RawModeGuard};
use super::styled::{Styled, safe, safe_line};
use crate::diagnostic;
use crate::diagnostics::catalog::input;
use crate::diagnostics::{Error, Result};
use crate::providers::looks_secret;
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

/// How a question ended that offers the way back.
#[derive(Debug)]
pub enum Reply<T> {
    Answer(T),
    /// Esc, or `<` as the whole line.
    Back,
}

impl<T> Reply<T> {
    /// The same with another answer.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Reply<U> {
        match self {
            Self::Answer(answer) => Reply::Answer(change(answer)),
            Self::Back => Reply::Back,
        }
    }
}

/// Typed alone, it goes back.
const BACK: &str = "<";

/// Whether a line is shown while it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Echo<'words> {
    /// As it is; bullets where it looks like a secret.
    Text,
    /// One bullet a character, unless it is the beginning of one of these words.
    Bullets(&'words [&'static str]),
}

/// How a line is asked for.
struct Asking<'text> {
    question: &'text Question<'text>,
    /// What follows the question.
    end: &'text str,
    echo: Echo<'text>,
    escape: Escape,
}

impl Ui {
    /// Asks yes or no; Enter alone means no.
    pub fn confirm(&self, question: &Question<'_>) -> Result<bool> {
        self.yes_or_no(question, Escape::Nothing)
            .map(|reply| matches!(reply, Reply::Answer(true)))
    }

    /// The same with the way back.
    pub fn confirm_or_back(&self, question: &Question<'_>) -> Result<Reply<bool>> {
        self.yes_or_no(question, Escape::Back)
    }

    fn yes_or_no(&self, question: &Question<'_>, escape: Escape) -> Result<Reply<bool>> {
        let asking = Asking {
            question,
            end: YES_OR_NO,
            echo: Echo::Text,
            escape,
        };
        self.ask(&asking, |typed| {
            match typed.trim().to_lowercase().as_str() {
                "" | "n" | "no" => Ok(false),
                "y" | "yes" => Ok(true),
                _ => Err(input::ANSWER_YES_OR_NO),
            }
        })
    }

    /// Asks for a line of text; Enter alone accepts the suggestion, or returns None if there is none.
    pub fn line_or_back(
        &self,
        question: &Question<'_>,
        suggestion: Option<&str>,
    ) -> Result<Reply<Option<String>>> {
        let asking = Asking {
            question,
            end: &suggested(suggestion, ":"),
            echo: Echo::Text,
            escape: Escape::Back,
        };
        self.ask(&asking, |typed| {
            let line = Some(typed.trim()).filter(|line| !line.is_empty());
            Ok(line.or(suggestion).map(str::to_owned))
        })
    }

    /// Offers a list, and gives the index of the chosen item.
    pub fn choose(&self, question: &Question<'_>, items: &[String]) -> Result<usize> {
        let select = dialoguer::Select::new();
        self.select(question, items, select, Escape::Nothing)
            .and_then(answered)
    }

    /// Offers a list, of which Enter alone chooses the item at `default`.
    pub fn choose_or(
        &self,
        question: &Question<'_>,
        items: &[String],
        default: usize,
    ) -> Result<usize> {
        let select = dialoguer::Select::new().default(default);
        self.select(question, items, select, Escape::Nothing)
            .and_then(answered)
    }

    /// The same with the way back.
    pub fn choose_or_back(
        &self,
        question: &Question<'_>,
        items: &[String],
        default: usize,
    ) -> Result<Reply<usize>> {
        let select = dialoguer::Select::new().default(default);
        self.select(question, items, select, Escape::Back)
    }

    fn select(
        &self,
        question: &Question<'_>,
        items: &[String],
        select: dialoguer::Select<'_>,
        escape: Escape,
    ) -> Result<Reply<usize>> {
        let _guard = self.begin(question, Answering::List)?;
        // dialoguer clears as many lines as there are items, so that each must fit on one line, behind its mark.
        let room = self.width().saturating_sub(3);
        let items: Vec<String> = items
            .iter()
            .map(|item| truncate_str(&safe_line(item), room, "…").into_owned())
            .collect();
        let select = select
            .with_prompt(self.last_line(question.text, ITEM_COLUMNS))
            .items(&items);
        let terminal = Term::stderr();
        let chosen = match escape {
            Escape::Nothing => select.interact_on(&terminal).map(Some),
            Escape::Back => select.interact_on_opt(&terminal),
        };
        Ok(chosen.map_err(abort)?.map_or(Reply::Back, Reply::Answer))
    }

    /// Asks for a secret, which is shown as bullets, until one is entered.
    pub fn secret(&self, question: &Question<'_>) -> Result<Secret> {
        let asking = Asking {
            question,
            end: HIDDEN,
            echo: Echo::Bullets(&[]),
            escape: Escape::Nothing,
        };
        let reply = self.ask(&asking, |typed| non_empty(typed).ok_or(input::EMPTY));
        reply.and_then(answered)
    }

    /// Asks for a secret, which is shown as bullets, or for one of these words; Enter alone gives the suggestion, or None.
    pub fn secret_or_back(
        &self,
        question: &Question<'_>,
        words: &[&'static str],
        suggestion: Option<&str>,
    ) -> Result<Reply<Option<Secret>>> {
        let asking = Asking {
            question,
            end: &suggested(suggestion, HIDDEN),
            echo: Echo::Bullets(words),
            escape: Escape::Back,
        };
        self.ask(&asking, |typed| {
            Ok(non_empty(typed).or_else(|| suggestion.map(Secret::new)))
        })
    }

    /// Asks for a line until it can be parsed; the error says what to enter instead.
    fn ask<T>(
        &self,
        asking: &Asking<'_>,
        parse: impl Fn(&str) -> Result<T, &'static str>,
    ) -> Result<Reply<T>> {
        let guard = self.begin(asking.question, Answering::Line)?;
        loop {
            let problem = match self.read_line(&guard, asking) {
                Line::Back => return Ok(Reply::Back),
                Line::Entered(typed)
                    if asking.escape == Escape::Back && typed.expose().trim() == BACK =>
                {
                    return Ok(Reply::Back);
                }
                Line::Entered(typed) => match parse(typed.expose()) {
                    Ok(answer) => return Ok(Reply::Answer(answer)),
                    Err(problem) => problem.to_owned(),
                },
                Line::TooLong(_) => text!(input::TOO_LONG, limit = LONGEST_LINE),
                Line::Interrupted => return Err(Error::interrupted()),
            };
            self.instruction(problem);
        }
    }

    /// Shows a question, and reads the line behind it.
    fn read_line(&self, guard: &RawModeGuard, asking: &Asking<'_>) -> Line {
        let (question, end) = (asking.question.text, asking.end);
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
            echo: asking.echo,
            room,
            width: Cell::default(),
            cursor: Cell::default(),
        };
        let line = guard.read_line(
            asking.escape,
            || self.ctrl_c.was_pressed(),
            |editor| field.show(editor),
        );
        let line = line.unwrap_or(Line::Interrupted);
        match &line {
            Line::Entered(text) => field.close(text),
            Line::TooLong(_) | Line::Back | Line::Interrupted => self.draw("\n"),
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
        // The window may have another size by now.
        if let Some((_, columns)) = Term::stderr().size_checked() {
            self.columns.set(Some(columns));
        }
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
    echo: Echo<'ui>,
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
        match self.echo {
            Echo::Bullets(words) => !words.iter().any(|word| word.starts_with(text)),
            Echo::Text => looks_secret(text) || self.ui.redact(text) != text,
        }
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

/// The end of a question with its suggestion in brackets.
fn suggested(suggestion: Option<&str>, end: &str) -> String {
    let suggestion = suggestion.map(|suggestion| format!(" [{}]", safe_line(suggestion)));
    suggestion.unwrap_or_default() + end
}

/// The answer to a question without a way back.
fn answered<T>(reply: Reply<T>) -> Result<T> {
    match reply {
        Reply::Answer(answer) => Ok(answer),
        Reply::Back => Err(Error::interrupted()),
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
