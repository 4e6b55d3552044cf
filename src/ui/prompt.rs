//! Questions to the person.
//!
//! Owns when a question may be asked: only on a terminal and without --no-input; otherwise the error names the option that answers it.

use std::io::Write;

use dialoguer::console::Term;

use super::Ui;
use super::prose::wrap;
use super::typing::{self, Typing};
use crate::error::{Error, Result};
use crate::finding::Finding;
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
        self.may_ask(question)?;
        typing::discard();
        let asked = dialoguer::Confirm::new().with_prompt(self.lead(question.text, ANSWER)).default(false).interact_on(&Term::stderr());
        asked.map_err(broken_off)
    }

    /// Asks for a line of text; Enter alone takes the suggestion, or leaves it unanswered where there is none.
    pub fn line_or_nothing(&self, question: &Question<'_>, suggestion: Option<&str>) -> Result<Option<String>> {
        self.may_ask(question)?;
        let text = suggestion.map_or_else(|| question.text.to_owned(), |suggestion| format!("{} [{suggestion}]", question.text));
        let typed = self.typed(&text, true, false)?;
        let line = Some(typed.expose().trim()).filter(|line| !line.is_empty()).or(suggestion);
        Ok(line.map(str::to_owned))
    }

    /// Offers a list; the answer is the place in it.
    pub fn choose(&self, question: &Question<'_>, items: &[String]) -> Result<usize> {
        self.select(question, items, dialoguer::Select::new())
    }

    /// Offers a list of which Enter alone takes this place; the answer is the place in it.
    pub fn choose_or(&self, question: &Question<'_>, items: &[String], usual: usize) -> Result<usize> {
        self.select(question, items, dialoguer::Select::new().default(usual))
    }

    fn select(&self, question: &Question<'_>, items: &[String], select: dialoguer::Select<'_>) -> Result<usize> {
        self.may_ask(question)?;
        typing::discard();
        let items: Vec<String> = items.iter().map(|item| super::printable(item)).collect();
        select.with_prompt(self.lead(question.text, ANSWER)).items(&items).interact_on(&Term::stderr()).map_err(broken_off)
    }

    /// Asks for a secret; nothing typed is shown.
    pub fn secret(&self, question: &Question<'_>) -> Result<Secret> {
        self.may_ask(question)?;
        self.typed(question.text, false, true)
    }

    /// Asks for a secret; nothing typed is shown, and Enter alone leaves it unanswered.
    pub fn secret_or_nothing(&self, question: &Question<'_>) -> Result<Option<Secret>> {
        self.may_ask(question)?;
        let typed = self.typed(question.text, false, false)?;
        Ok(Some(typed.expose().trim()).filter(|secret| !secret.is_empty()).map(Secret::new))
    }

    /// A line that is typed after the question; asked again while it is empty and must not be.
    fn typed(&self, text: &str, shown: bool, must: bool) -> Result<Secret> {
        let end = if shown { ": " } else { " (not shown while you type): " };
        let prompt = self.lead(text, end.len());
        let typing = Typing::begin(shown).map_err(|_| Error::interrupted())?;
        loop {
            // A closed standard error leaves nobody to ask, who then does not answer.
            let asked = |stderr: &mut dyn Write| write!(stderr, "{prompt}{end}").and_then(|()| stderr.flush());
            let _ = asked(&mut *self.stderr.borrow_mut());
            let typed = typing.read_line();
            // The end of the line was not shown.
            if !shown || typed.is_err() {
                self.write_err("");
            }
            match typed {
                Ok(line) if must && line.is_empty() => {}
                typed => return typed.map_err(|_| Error::interrupted()),
            }
        }
    }

    /// The end of a question, for the prompt; what does not fit beside so many columns for the answer is written above it.
    fn lead(&self, text: &str, answer: usize) -> String {
        let text = wrap(&self.redact(text), self.width().saturating_sub(answer));
        let (above, last) = text.rsplit_once('\n').unwrap_or(("", &text));
        if !above.is_empty() {
            self.write_err(above);
        }
        last.to_owned()
    }

    /// Whether a question may be asked at all.
    pub fn can_ask(&self) -> bool {
        self.terminal.stdin && self.terminal.stderr && !self.manner.no_input && !self.manner.json
    }

    fn may_ask(&self, question: &Question<'_>) -> Result<()> {
        if self.can_ask() {
            catch_interrupt();
            return Ok(());
        }
        let why = if self.manner.no_input || self.manner.json { "no question may be asked" } else { "there is no terminal to ask on" };
        let finding = Finding::fail("input.unanswered", format!("not answered: {}", self.redact(question.text)))
            .cause(why)
            .fix(format!("answer it on the command line with {}", question.flag));
        Err(Error::usage(finding))
    }
}

/// Ctrl-C is to end the question, not the process: only then can the cursor be shown again. What is caught once stays caught.
#[cfg(unix)]
fn catch_interrupt() {
    use tokio::runtime::{Builder, Handle};
    use tokio::signal::unix::{SignalKind, signal};
    if Handle::try_current().is_ok() {
        let _ = signal(SignalKind::interrupt());
    } else if let Ok(runtime) = Builder::new_current_thread().enable_all().build() {
        let _entered = runtime.enter();
        let _ = signal(SignalKind::interrupt());
    }
}

#[cfg(not(unix))]
fn catch_interrupt() {}

/// A prompt that ended without an answer: Ctrl-C, or the terminal went away. The cursor comes back.
fn broken_off(_: dialoguer::Error) -> Error {
    let _ = Term::stderr().show_cursor();
    Error::interrupted()
}
