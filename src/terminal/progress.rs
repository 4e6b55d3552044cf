//! A spinner or a bar on standard error during a wait.
//!
//! Nothing is drawn for a short wait, off a terminal, with `--quiet` or with `--json`.

use std::fmt::Write;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::{Progress, Ui, safe_line};

/// How long something is waited for before that is shown.
const DELAY: Duration = Duration::from_millis(300);

/// How often it is drawn.
const TICK: Duration = Duration::from_millis(120);

/// A spinner that is shown until this is dropped.
pub struct Spinner<'ui> {
    ui: &'ui Ui,
}

impl Ui {
    /// Shows what navauth is waiting for, and for how long.
    pub fn spinner(&self, message: &str) -> Spinner<'_> {
        self.start_spinner(message, None)
    }

    /// Shows that navauth is waiting for the user, and the time left.
    pub fn countdown(&self, message: &str, limit: Duration) -> Spinner<'_> {
        self.start_spinner(message, Some(limit))
    }

    /// Shows how much of a known amount is done, and how many a second.
    pub fn bar(&self, message: &str, length: u64) -> Spinner<'_> {
        self.start(message, None, Some(length));
        self.show_progress(message, Some(length), bar_style(self.options.color_stderr))
    }

    fn start_spinner(&self, message: &str, limit: Option<Duration>) -> Spinner<'_> {
        self.start(message, limit, None);
        self.show_progress(message, None, style(limit, self.options.color_stderr))
    }

    /// Starts a wait on a face.
    fn start(&self, message: &str, limit: Option<Duration>, length: Option<u64>) {
        if let Some(face) = self.face() {
            face.progress(Progress::Started {
                message: safe_line(message),
                limit,
                length,
            });
        }
    }

    fn show_progress(
        &self,
        message: &str,
        length: Option<u64>,
        style: ProgressStyle,
    ) -> Spinner<'_> {
        if self.terminal.stderr && !self.options.quiet && !self.options.json {
            let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::hidden());
            bar.set_style(style);
            bar.set_message(safe_line(message));
            *self.progress.borrow_mut() = Some(Delayed::start(bar));
        }
        Spinner { ui: self }
    }

    /// Changes the message of the spinner that is shown, if there is one.
    pub fn set_message(&self, message: &str) {
        if let Some(face) = self.face() {
            return face.progress(Progress::Message(safe_line(message)));
        }
        if let Some(delayed) = self.progress.borrow().as_ref() {
            delayed.bar.set_message(safe_line(message));
        }
    }
}

impl Spinner<'_> {
    /// Changes the message.
    pub fn set_message(&self, message: &str) {
        self.ui.set_message(message);
    }

    /// Counts one more of a bar.
    pub fn advance(&self) {
        if let Some(face) = self.ui.face() {
            return face.progress(Progress::Advanced);
        }
        if let Some(delayed) = self.ui.progress.borrow().as_ref() {
            delayed.bar.inc(1);
        }
    }
}

impl Drop for Spinner<'_> {
    fn drop(&mut self) {
        if let Some(face) = self.ui.face() {
            return face.progress(Progress::Ended);
        }
        drop(self.ui.progress.borrow_mut().take());
    }
}

/// A spinner or a bar that is drawn once it has been there for [`DELAY`]. Dropping it clears it.
pub(super) struct Delayed {
    bar: ProgressBar,
    thread: Option<JoinHandle<()>>,
    /// Dropping it ends the thread.
    end: Option<Sender<()>>,
}

impl Delayed {
    fn start(bar: ProgressBar) -> Self {
        let (end, ended) = mpsc::channel();
        let delayed = bar.clone();
        let draw = move || {
            if ended.recv_timeout(DELAY) == Err(RecvTimeoutError::Timeout) {
                delayed.set_draw_target(ProgressDrawTarget::stderr());
                delayed.enable_steady_tick(TICK);
            }
        };
        // Without a thread nothing is drawn.
        let thread = thread::Builder::new().name("progress".into()).spawn(draw);
        Self {
            bar,
            thread: thread.ok(),
            end: Some(end),
        }
    }

    /// Runs something that writes to the terminal.
    pub(super) fn suspend(&self, write: impl FnOnce()) {
        self.bar.suspend(write);
    }
}

impl Drop for Delayed {
    fn drop(&mut self) {
        drop(self.end.take());
        // It must not begin to draw after this.
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        self.bar.finish_and_clear();
    }
}

fn bar_style(color: bool) -> ProgressStyle {
    let template = if color {
        "{spinner:.cyan} [{bar:24.cyan}] {human_pos}/{human_len} {rate} {wide_msg}"
    } else {
        "{spinner} [{bar:24}] {human_pos}/{human_len} {rate} {wide_msg}"
    };
    // Both templates are valid.
    let style =
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    let rate = |state: &ProgressState, line: &mut dyn Write| {
        let _ = write!(line, "({:.0}/s)", state.per_sec());
    };
    style.progress_chars("=> ").with_key("rate", rate)
}

fn style(limit: Option<Duration>, color: bool) -> ProgressStyle {
    let template = if color {
        "{spinner:.cyan} [{time}] {wide_msg}"
    } else {
        "{spinner} [{time}] {wide_msg}"
    };
    // Both templates are valid.
    let style =
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner());
    style.with_key(
        "time",
        move |state: &ProgressState, line: &mut dyn Write| {
            let elapsed = state.elapsed();
            let _ = match limit {
                None => write!(line, "{}s", elapsed.as_secs()),
                Some(limit) => {
                    let left = limit.saturating_sub(elapsed).as_secs_f64().ceil() as u64;
                    write!(line, "{}:{:02} left", left / 60, left % 60)
                }
            };
        },
    )
}
