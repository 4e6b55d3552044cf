//! The facts that the checks use, by source, with the time that each took.

use std::time::{Duration, Instant};

use super::check::Source;
use super::live::SiteSnapshot;
use super::{neon, record, space};
use crate::config::git::{Tracking, Unknown};
use crate::diagnostics::Diagnostic;
use crate::oauth::ProbeResponse;

/// The facts, one field for each source; None if it was not used.
#[derive(Debug, Default)]
pub struct Facts {
    /// What git knows about the `.env` file.
    pub tracking: Option<Timed<Result<Tracking, Unknown>>>,
    /// The answers of the providers.
    pub probed: Option<Timed<Vec<ProbeResponse>>>,
    /// The results for the database.
    pub database: Option<Timed<Examined>>,
    /// The answers of the live site.
    pub site: Option<Timed<SiteSnapshot>>,
    /// What the Hub says about the Space.
    pub space: Option<Timed<space::SpaceSnapshot>>,
    /// What Neon's API says about the project.
    pub neon: Option<Timed<neon::NeonSnapshot>>,
    /// The test sign-ins on record.
    pub record: Option<Timed<record::SignInHistory>>,
}

/// A value, and how long it took to get.
#[derive(Clone, Copy, Debug)]
pub struct Timed<T> {
    /// The value.
    pub value: T,
    /// The time from the request to the complete answer.
    pub took: Duration,
}

/// The results for the database, or why it was not reached.
#[derive(Clone, Debug)]
pub struct Examined {
    /// The variable that contains its URL.
    pub variable: &'static str,
    /// Why it was not reached.
    pub failure: Option<Diagnostic>,
    /// The results; for a database that was not reached, those for its URL.
    pub findings: Vec<Diagnostic>,
}

impl<T> Timed<T> {
    /// Awaits a value and measures the time.
    pub async fn measure(future: impl Future<Output = T>) -> Self {
        let start = Instant::now();
        Self {
            value: future.await,
            took: start.elapsed(),
        }
    }

    /// Like `measure`, for an optional value.
    pub async fn measure_optional(future: impl Future<Output = Option<T>>) -> Option<Self> {
        let Timed { value, took } = Timed::measure(future).await;
        value.map(|value| Self { value, took })
    }
}

impl Facts {
    /// How long a source took to answer; None if it was not used.
    pub fn took(&self, source: Source) -> Option<Duration> {
        let tracking = || self.tracking.as_ref()?.value.as_ref().ok();
        match source {
            Source::Settings => None,
            Source::Git => tracking().map(|tracking| tracking.took[0]),
            Source::History => tracking().map(|tracking| tracking.took[1]),
            Source::Providers => self.probed.as_ref().map(|probed| probed.took),
            Source::Database => self.database.as_ref().map(|database| database.took),
            Source::Site => self.site.as_ref().map(|site| site.took),
            Source::Space => self.space.as_ref().map(|space| space.took),
            Source::Neon => self.neon.as_ref().map(|neon| neon.took),
            Source::Record => self.record.as_ref().map(|record| record.took),
        }
    }
}
