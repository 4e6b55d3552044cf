//! A spinner or a bar on standard error during a wait.
//!
//! Nothing is drawn off a terminal, with `--quiet` or with `--json`.

use std::fmt::Write;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::{Progress, Ui, safe_line};

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
            let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr());
            bar.set_style(style);
            bar.set_message(safe_line(message));
            bar.enable_steady_tick(TICK);
            *self.progress.borrow_mut() = Some(bar);
        }
        Spinner { ui: self }
    }

    /// Changes the message of the spinner that is shown, if there is one.
    pub fn set_message(&self, message: &str) {
        if let Some(face) = self.face() {
            return face.progress(Progress::Message(safe_line(message)));
        }
        if let Some(bar) = self.progress.borrow().as_ref() {
            bar.set_message(safe_line(message));
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
        if let Some(bar) = self.ui.progress.borrow().as_ref() {
            bar.inc(1);
        }
    }
}

impl Drop for Spinner<'_> {
    fn drop(&mut self) {
        if let Some(face) = self.ui.face() {
            return face.progress(Progress::Ended);
        }
        if let Some(bar) = self.ui.progress.borrow_mut().take() {
            bar.finish_and_clear();
        }
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
