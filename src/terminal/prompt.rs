//! Questions to the person.
//!
//! Owns when a question may be asked: only on a terminal and without --no-input; otherwise the error names the option that answers it.

use std::io::Write;

use console::{Term, truncate_str};

use super::Ui;
use super::prose::wrap;
use super::styled::{Styled, safe, safe_line};
use super::typing::RawModeGuard;
use crate::diagnostic;
use crate::diagnostics::catalog::input;
use crate::diagnostics::{Error, Result};
use crate::secret::Secret;

/// Columns for a short answer, such as ` [y/N] y`.
const ANSWER: usize = 8;

/// A question, and the option that answers it without asking.
pub struct Question<'text> {
    /// What is asked; names the host, database or Space that is changed.
    pub text: &'text str,
    /// The option that answers it, such as `--yes`.
    pub flag: &'static str,
}

impl Ui {
    /// Asks yes or no; Enter means no.
    pub fn confirm(&self, question: &Question<'_>) -> Result<bool> {
        let _typing = self.begin(question, false)?;
        let asked = dialoguer::Confirm::new()
            .with_prompt(self.lead(question.text, ANSWER))
            .default(false)
            .interact_on(&Term::stderr());
        asked.map_err(abort)
    }

    /// Asks for a line of text; Enter alone takes the suggestion, or leaves it unanswered where there is none.
    pub fn line_or_nothing(
        &self,
        question: &Question<'_>,
        suggestion: Option<&str>,
    ) -> Result<Option<String>> {
        let text = suggestion.map_or_else(
            || question.text.to_owned(),
            |suggestion| format!("{} [{suggestion}]", question.text),
        );
        let typed = self.typed(
            &Question {
                text: &text,
                flag: question.flag,
            },
            true,
            false,
        )?;
        let line = Some(typed.expose().trim())
            .filter(|line| !line.is_empty())
            .or(suggestion);
        Ok(line.map(str::to_owned))
    }

    /// Offers a list; the answer is the place in it.
    pub fn choose(&self, question: &Question<'_>, items: &[String]) -> Result<usize> {
        self.select(question, items, dialoguer::Select::new())
    }

    /// Offers a list of which Enter alone takes this place; the answer is the place in it.
    pub fn choose_or(
        &self,
        question: &Question<'_>,
        items: &[String],
        usual: usize,
    ) -> Result<usize> {
        self.select(question, items, dialoguer::Select::new().default(usual))
    }

    fn select(
        &self,
        question: &Question<'_>,
        items: &[String],
        select: dialoguer::Select<'_>,
    ) -> Result<usize> {
        let _typing = self.begin(question, false)?;
        // Each on one line, behind its mark: dialoguer counts items, not lines, when it takes the list away.
        let room = self.width().saturating_sub(3);
        let items: Vec<String> = items
            .iter()
            .map(|item| truncate_str(&safe_line(item), room, "…").into_owned())
            .collect();
        select
            .with_prompt(self.lead(question.text, ANSWER))
            .items(&items)
            .interact_on(&Term::stderr())
            .map_err(abort)
    }

    /// Asks for a secret; nothing typed is shown.
    pub fn secret(&self, question: &Question<'_>) -> Result<Secret> {
        self.typed(question, false, true)
    }

    /// Asks for a secret; nothing typed is shown, and Enter alone leaves it unanswered.
    pub fn secret_or_nothing(&self, question: &Question<'_>) -> Result<Option<Secret>> {
        let typed = self.typed(question, false, false)?;
        Ok(Some(typed.expose().trim())
            .filter(|secret| !secret.is_empty())
            .map(Secret::new))
    }

    /// A line that is typed after the question; asked again while it is empty and must not be.
    fn typed(&self, question: &Question<'_>, shown: bool, must: bool) -> Result<Secret> {
        let typing = self.begin(question, shown)?;
        let end = if shown {
            ": "
        } else {
            " (not shown while you type): "
        };
        let prompt = self.lead(question.text, end.len());
        loop {
            // A closed standard error leaves nobody to ask, who then does not answer.
            let asked = |stderr: &mut dyn Write| {
                write!(stderr, "{prompt}{end}").and_then(|()| stderr.flush())
            };
            let _ = asked(&mut *self.stderr.borrow_mut());
            let typed = typing.read_line();
            // The end of the line was not shown.
            if !shown || typed.is_err() {
                self.write_err(&Styled::default());
            }
            match typed {
                Ok(line) if must && line.is_empty() => {}
                typed => return typed.map_err(|_| Error::interrupted()),
            }
        }
    }

    /// The end of a question, for the prompt; what does not fit beside so many columns for the answer is written above it.
    fn lead(&self, text: &str, answer: usize) -> String {
        let text = wrap(&safe(text), self.width().saturating_sub(answer));
        let (above, last) = text.rsplit_once('\n').unwrap_or(("", &text));
        if !above.is_empty() {
            self.write_err(&Styled::trusted(above));
        }
        last.to_owned()
    }

    /// Whether a question may be asked at all.
    pub fn can_ask(&self) -> bool {
        self.terminal.stdin && self.terminal.stderr && !self.options.no_input && !self.options.json
    }

    /// Begins a question, where one may be asked at all. Ctrl-C counts that came while nobody looked, and from here on it is a key.
    fn begin(&self, question: &Question<'_>, shown: bool) -> Result<RawModeGuard> {
        self.may_ask(question)?;
        self.ctrl_c.catch();
        let typing = RawModeGuard::begin(shown).map_err(|_| Error::interrupted())?;
        if self.ctrl_c.was_pressed() {
            Err(Error::interrupted())
        } else {
            Ok(typing)
        }
    }

    fn may_ask(&self, question: &Question<'_>) -> Result<()> {
        if self.can_ask() {
            return Ok(());
        }
        let why = if self.options.no_input || self.options.json {
            input::PROMPTS_OFF
        } else {
            input::NO_TERMINAL
        };
        let finding = diagnostic!(
            input::UNANSWERED,
            question = self.redact(question.text),
            option = question.flag
        );
        Err(Error::usage(finding.reason(why)))
    }
}

/// A prompt that ended without an answer: Ctrl-C, or the terminal went away. The cursor comes back.
fn abort(_: dialoguer::Error) -> Error {
    let _ = Term::stderr().show_cursor();
    Error::interrupted()
}
