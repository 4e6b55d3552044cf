//! Connection attempts and their retries.

use std::time::Duration;

use tokio::time::Instant;

use crate::cli::Context;
use crate::database::postgres;
use crate::diagnostics::Error;
use crate::diagnostics::Retry;

/// The attempts of one run.
pub struct Attempts {
    /// When `--wait` is over; without it there is one try.
    pub end: Option<Instant>,
    /// How many there were.
    pub count: u32,
}

impl Attempts {
    /// The time for the next try.
    pub fn deadline(&mut self, timeout: Duration) -> Duration {
        self.count += 1;
        self.end.map_or(timeout, |end| {
            timeout.min(end.saturating_duration_since(Instant::now()))
        })
    }

    /// Waits before another try where that may help and there is time; false when this was the last.
    pub async fn again(&self, context: &Context, error: &Error) -> bool {
        let pause = postgres::pause(self.count - 1);
        let in_time = self.end.is_some_and(|end| Instant::now() + pause < end);
        if !in_time || postgres::retry(error) == Retry::No {
            return false;
        }
        let diagnostic = &error.diagnostic;
        let next = pause.as_secs_f32();
        context.ui.status(&format!(
            "attempt {}: {} [{}]; next in {next:.1} s",
            self.count,
            diagnostic.title,
            diagnostic.id()
        ));
        let _spinner = context
            .ui
            .countdown("waiting before the next attempt", pause);
        tokio::time::sleep(pause).await;
        true
    }
}
