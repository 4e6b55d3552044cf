//! What a step does while you wait: a form that is verified, or a command. It continues when you leave the page, until it finishes or you cancel it.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use tokio::sync::{Notify, mpsc, watch};
use tokio::time::Instant;

use super::super::report::StepOutcome;
use crate::cli::Interrupt;
use crate::diagnostics::{Error, Unconfirmed};
use crate::secret::Secret;
use crate::terminal::{Face, Lines, Progress, Shown};

/// What a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Checks, verifies and saves a form.
    Save,
    /// Runs the command of the step.
    Command,
    /// Shows what the command would change.
    Plan,
}

/// The current wait.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub message: String,
    pub since: Instant,
    pub limit: Option<Duration>,
    pub done: u64,
    pub length: Option<u64>,
}

/// A job.
pub struct Job {
    pub task: Task,
    pub shown: RefCell<Vec<Shown>>,
    pub waiting: RefCell<Option<Waiting>>,
    /// The address to sign in at.
    pub sign_in: RefCell<Option<Secret>>,
    /// How a command ended. None for a form, and while the job runs.
    pub outcome: RefCell<Option<StepOutcome>>,
    /// The page that shows the result, once there is one.
    pub next: RefCell<Option<String>>,
    /// The host that you can confirm to go on, where it failed for that.
    pub unconfirmed: RefCell<Option<Box<Unconfirmed>>>,
    pub interrupt: Interrupt,
    cancel: Notify,
    return_address: String,
    paste: mpsc::Sender<String>,
    lines: RefCell<Option<Lines>>,
    takes_lines: Cell<bool>,
    changed: watch::Sender<()>,
}

impl Job {
    /// Begins. The browser goes to `return_address` after a sign-in.
    pub fn new(task: Task, return_address: String) -> Self {
        let (paste, lines) = mpsc::channel(1);
        Self {
            task,
            shown: RefCell::default(),
            waiting: RefCell::default(),
            sign_in: RefCell::default(),
            outcome: RefCell::default(),
            next: RefCell::default(),
            unconfirmed: RefCell::default(),
            interrupt: Interrupt::new(),
            cancel: Notify::new(),
            return_address,
            paste,
            lines: RefCell::new(Some(Lines::sent_by(lines))),
            takes_lines: Cell::default(),
            changed: watch::Sender::new(()),
        }
    }

    /// Whether it is still running.
    pub fn is_running(&self) -> bool {
        self.next.borrow().is_none()
    }

    /// Ends with the page that shows the result.
    pub fn end(&self, next: String) {
        *self.waiting.borrow_mut() = None;
        self.end_sign_in();
        *self.next.borrow_mut() = Some(next);
        self.notify();
    }

    /// Shows why it failed.
    pub fn fail(&self, error: Error) {
        *self.outcome.borrow_mut() = Some(StepOutcome::Failed(error.exit));
        *self.unconfirmed.borrow_mut() = error.unconfirmed;
        let others = error.others.into_iter().map(Box::new);
        for diagnostic in std::iter::once(error.diagnostic).chain(others) {
            self.show(Shown::Diagnostic(diagnostic));
        }
    }

    /// The digest of the plan that it has shown.
    pub fn plan(&self) -> Option<String> {
        let shown = self.shown.borrow();
        shown.iter().rev().find_map(|shown| match shown {
            Shown::Plan { digest, .. } => Some(digest.clone()),
            _ => None,
        })
    }

    /// Forgets how to sign in.
    fn end_sign_in(&self) {
        if self.sign_in.borrow_mut().take().is_some() {
            self.takes_lines.set(false);
            let mut shown = self.shown.borrow_mut();
            shown.retain(|shown| !matches!(shown, Shown::Line(_)));
        }
    }

    /// Cancels it: a command cleans up first.
    pub fn cancel(&self) {
        self.cancel.notify_one();
    }

    /// Returns when it was cancelled, for each time.
    pub async fn cancelled(&self) {
        self.cancel.notified().await;
    }

    /// Whether it reads what you paste.
    pub fn takes_lines(&self) -> bool {
        self.takes_lines.get()
    }

    /// Passes on what you pasted.
    pub fn paste(&self, line: &Secret) {
        // Ignores a second line while the first is not read.
        let _ = self.paste.try_send(line.expose().to_owned());
    }

    /// Follows what is shown.
    pub fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    fn notify(&self) {
        self.changed.send_replace(());
    }
}

impl Face for Job {
    fn show(&self, shown: Shown) {
        self.shown.borrow_mut().push(shown);
        self.notify();
    }

    fn progress(&self, progress: Progress) {
        {
            let mut waiting = self.waiting.borrow_mut();
            match (progress, waiting.as_mut()) {
                (
                    Progress::Started {
                        message,
                        limit,
                        length,
                    },
                    _,
                ) => {
                    *waiting = Some(Waiting {
                        message,
                        since: Instant::now(),
                        limit,
                        done: 0,
                        length,
                    });
                }
                (Progress::Message(message), Some(waiting)) => waiting.message = message,
                (Progress::Advanced, Some(waiting)) => waiting.done += 1,
                (Progress::Ended, _) => {
                    *waiting = None;
                    self.end_sign_in();
                }
                (Progress::Message(_) | Progress::Advanced, None) => {}
            }
        }
        self.notify();
    }

    fn sign_in_at(&self, url: &Secret) {
        // The address is a button, which needs no line that ends with a colon before it.
        self.shown
            .borrow_mut()
            .pop_if(|shown| matches!(shown, Shown::Line(text) if text.trim_end().ends_with(':')));
        *self.sign_in.borrow_mut() = Some(url.clone());
        self.notify();
    }

    fn return_address(&self) -> Option<String> {
        Some(self.return_address.clone())
    }

    fn lines(&self) -> Option<Lines> {
        self.takes_lines.set(true);
        self.lines.borrow_mut().take()
    }
}
