//! What is waited for, shown while it is waited for.
//!
//! Owns the spinner. Off a terminal, with --quiet or with --json nothing is drawn.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Ui;

/// A wait that is shown until this is dropped.
pub struct Waiting<'ui> {
    ui: &'ui Ui,
}

impl Ui {
    /// Shows that something is waited for, with the time it has taken.
    pub fn waiting(&self, text: &str) -> Waiting<'_> {
        if self.terminal.stderr && !self.manner.quiet && !self.manner.json {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            let template = if self.manner.colour_err { "{spinner:.cyan} {msg} {elapsed:.dim}" } else { "{spinner} {msg} {elapsed}" };
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
            bar.set_message(self.redact(text));
            bar.enable_steady_tick(Duration::from_millis(120));
            *self.bar.borrow_mut() = Some(bar);
        }
        Waiting { ui: self }
    }

    /// Says something else about the wait that is shown, if there is one.
    pub fn say(&self, text: &str) {
        if let Some(bar) = self.bar.borrow().as_ref() {
            bar.set_message(self.redact(text));
        }
    }
}

impl Waiting<'_> {
    /// Says something else about the same wait.
    pub fn say(&self, text: &str) {
        self.ui.say(text);
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if let Some(bar) = self.ui.bar.borrow_mut().take() {
            bar.finish_and_clear();
        }
    }
}
