//! What is waited for, shown while it is waited for.
//!
//! Owns the line that is drawn for it and taken away again. Off a terminal, with --quiet or with --json nothing is drawn. `console` draws it:
//! crates of progress bars estimate speeds, and the library of floating point that this takes is loaded at each start, for no use here.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use console::{Style, Term, truncate_str};

use super::{Ui, safe_line};

/// How often it is drawn.
const TICK: Duration = Duration::from_millis(120);

/// What turns while something is waited for.
const FRAMES: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/// A wait that is shown until this is dropped.
pub struct Spinner<'ui> {
    ui: &'ui Ui,
}

/// The line, and the thread that draws it.
pub(super) struct Line {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    text: Mutex<Option<String>>,
    ended: Condvar,
    begun: Instant,
    /// How long it may take, where the person is to know.
    limit: Option<Duration>,
    color: bool,
}

impl Ui {
    /// Shows that something is waited for, with the time it has taken.
    pub fn waiting(&self, text: &str) -> Spinner<'_> {
        self.wait_for(text, None)
    }

    /// Shows that the person is waited for, with the time that is left.
    pub fn waiting_at_most(&self, text: &str, limit: Duration) -> Spinner<'_> {
        self.wait_for(text, Some(limit))
    }

    fn wait_for(&self, text: &str, limit: Option<Duration>) -> Spinner<'_> {
        if self.terminal.stderr && !self.options.quiet && !self.options.json {
            let line = Line::draw(safe_line(text), limit, self.options.color_stderr);
            *self.line.borrow_mut() = Some(line);
        }
        Spinner { ui: self }
    }

    /// Says something else about the wait that is shown, if there is one.
    pub fn say(&self, text: &str) {
        if let Some(line) = self.line.borrow().as_ref() {
            *line.shared.text() = Some(safe_line(text));
        }
    }
}

impl Spinner<'_> {
    /// Says something else about the same wait.
    pub fn say(&self, text: &str) {
        self.ui.say(text);
    }
}

impl Drop for Spinner<'_> {
    fn drop(&mut self) {
        drop(self.ui.line.borrow_mut().take());
    }
}

impl Line {
    fn draw(text: String, limit: Option<Duration>, color: bool) -> Self {
        let (text, ended, begun) = (Mutex::new(Some(text)), Condvar::new(), Instant::now());
        let shared = Arc::new(Shared {
            text,
            ended,
            begun,
            limit,
            color,
        });
        let drawn = Arc::clone(&shared);
        // Without a thread there is nothing to be seen, and the wait goes on.
        let thread = std::thread::Builder::new()
            .spawn(move || drawn.keep_drawing())
            .ok();
        Self { shared, thread }
    }

    /// Does something while the line is taken away.
    pub fn suspend(&self, write: impl FnOnce()) {
        let _held = self.shared.text();
        let _ = Term::stderr().clear_line();
        write();
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        *self.shared.text() = None;
        self.shared.ended.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn text(&self) -> MutexGuard<'_, Option<String>> {
        self.text.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn time(&self) -> String {
        let elapsed = self.begun.elapsed();
        match self.limit {
            None => format!("{}s", elapsed.as_secs()),
            Some(limit) => {
                let left = limit.saturating_sub(elapsed).as_secs_f64().ceil() as u64;
                format!("{}:{:02} left", left / 60, left % 60)
            }
        }
    }

    /// Draws until the text is taken away. A terminal that cannot be written to is no failure of what is waited for.
    fn keep_drawing(&self) {
        let terminal = Term::buffered_stderr();
        let mut text = self.text();
        for frame in FRAMES.iter().cycle() {
            let Some(words) = text.as_deref() else { break };
            let styled = |text: &str, look: Style| {
                look.for_stderr()
                    .force_styling(self.color)
                    .apply_to(text)
                    .to_string()
            };
            let line = format!(
                "{} {words} {}",
                styled(frame, Style::new().cyan()),
                styled(&self.time(), Style::new().dim())
            );
            let columns = usize::from(terminal.size().1).saturating_sub(1);
            let shown = terminal
                .clear_line()
                .and_then(|()| terminal.write_str(&truncate_str(&line, columns, "…")));
            let _ = shown.and_then(|()| terminal.flush());
            text = self
                .ended
                .wait_timeout(text, TICK)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        let _ = terminal.clear_line().and_then(|()| terminal.flush());
    }
}
