//! Questions to the person.
//!
//! Owns when a question may be asked: only on a terminal and without --no-input; otherwise the error names the option that answers it.

use std::io::Write;

use dialoguer::console::Term;

use super::Ui;
use super::hidden::Hidden;
use super::prose::wrap;
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
        let asked = dialoguer::Confirm::new().with_prompt(self.lead(question, ANSWER)).default(false).interact_on(&Term::stderr());
        asked.map_err(broken_off)
    }

    /// Asks for a line of text.
    pub fn line(&self, question: &Question<'_>) -> Result<String> {
        self.may_ask(question)?;
        let asked = dialoguer::Input::<String>::new().with_prompt(self.lead(question, ANSWER)).interact_on(&Term::stderr());
        asked.map_err(broken_off)
    }

    /// Offers a list; the answer is the place in it.
    pub fn choose(&self, question: &Question<'_>, items: &[String]) -> Result<usize> {
        self.may_ask(question)?;
        let items: Vec<String> = items.iter().map(|item| super::printable(item)).collect();
        let asked = dialoguer::Select::new().with_prompt(self.lead(question, ANSWER)).items(&items).interact_on(&Term::stderr());
        asked.map_err(broken_off)
    }

    /// Asks for a secret; nothing typed is shown.
    pub fn secret(&self, question: &Question<'_>) -> Result<Secret> {
        const HINT: &str = " (not shown while you type): ";
        self.may_ask(question)?;
        let prompt = self.lead(question, HINT.len());
        let hidden = Hidden::begin().map_err(|_| Error::interrupted())?;
        loop {
            // A closed standard error leaves nobody to ask, who then does not answer.
            let asked = |stderr: &mut dyn Write| write!(stderr, "{prompt}{HINT}").and_then(|()| stderr.flush());
            let _ = asked(&mut *self.stderr.borrow_mut());
            let typed = hidden.read_line();
            self.write_err("");
            match typed {
                Ok(secret) if secret.is_empty() => {}
                typed => return typed.map_err(|_| Error::interrupted()),
            }
        }
    }

    /// The end of a question, for the prompt; what does not fit beside so many columns for the answer is written above it.
    fn lead(&self, question: &Question<'_>, answer: usize) -> String {
        let text = wrap(&self.redact(question.text), self.width().saturating_sub(answer));
        let (above, last) = text.rsplit_once('\n').unwrap_or(("", &text));
        if !above.is_empty() {
            self.write_err(above);
        }
        last.to_owned()
    }

    fn may_ask(&self, question: &Question<'_>) -> Result<()> {
        if self.terminal.stdin && self.terminal.stderr && !self.manner.no_input && !self.manner.json {
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
