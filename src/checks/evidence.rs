//! What is looked at before judging: each source once, with the time that it took.
//!
//! Owns where what was seen is kept. Asking belongs to the floors below, what the answers mean to the checks.

use std::time::{Duration, Instant};

use crate::env::git::{Tracking, Unknown};
use crate::oauth::Probed;

/// What was seen, one field a source; None where a source was not asked.
#[derive(Debug, Default)]
pub struct Evidence {
    /// What git knows about the `.env` file.
    pub tracking: Option<Gathered<Result<Tracking, Unknown>>>,
    /// What the providers said.
    pub probed: Option<Gathered<Vec<Probed>>>,
}

/// What one source gave, and how long that took.
#[derive(Clone, Copy, Debug)]
pub struct Gathered<T> {
    /// What it gave.
    pub value: T,
    /// From the question to the whole answer.
    pub took: Duration,
}

impl<T> Gathered<T> {
    /// Asks, and takes the time.
    pub async fn by(asking: impl Future<Output = T>) -> Self {
        let begun = Instant::now();
        Self { value: asking.await, took: begun.elapsed() }
    }
}
