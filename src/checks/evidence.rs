//! What is looked at before judging: each source once, with the time that it took.
//!
//! Owns where what was seen is kept. Asking belongs to `gather`, what the answers mean to the checks.

use std::time::{Duration, Instant};

use super::check::Source;
use super::live::SiteSnapshot;
use super::{neon, record, space};
use crate::config::git::{Tracking, Unknown};
use crate::diagnostics::Diagnostic;
use crate::oauth::ProbeResponse;

/// What was seen, one field a source; None where a source was not asked.
#[derive(Debug, Default)]
pub struct Facts {
    /// What git knows about the `.env` file.
    pub tracking: Option<Timed<Result<Tracking, Unknown>>>,
    /// What the providers said.
    pub probed: Option<Timed<Vec<ProbeResponse>>>,
    /// What the database is like.
    pub database: Option<Timed<Examined>>,
    /// What the live site showed.
    pub site: Option<Timed<SiteSnapshot>>,
    /// What the Hub says of the Space.
    pub space: Option<Timed<space::SpaceSnapshot>>,
    /// What Neon's API says of the project.
    pub neon: Option<Timed<neon::NeonSnapshot>>,
    /// What was proved by logins.
    pub record: Option<Timed<record::SignInHistory>>,
}

/// What one source gave, and how long that took.
#[derive(Clone, Copy, Debug)]
pub struct Timed<T> {
    /// What it gave.
    pub value: T,
    /// From the question to the whole answer.
    pub took: Duration,
}

/// What the database is like, or why it could not be told.
#[derive(Clone, Debug)]
pub struct Examined {
    /// The variable that names it.
    pub variable: &'static str,
    /// Why it was not reached.
    pub failure: Option<Diagnostic>,
    /// What was found; of one that was not reached, what its URL tells.
    pub findings: Vec<Diagnostic>,
}

impl<T> Timed<T> {
    /// Asks, and takes the time.
    pub async fn by(asking: impl Future<Output = T>) -> Self {
        let begun = Instant::now();
        Self {
            value: asking.await,
            took: begun.elapsed(),
        }
    }

    /// The same of something that may not be there.
    pub async fn by_chance(asking: impl Future<Output = Option<T>>) -> Option<Self> {
        let Timed { value, took } = Timed::by(asking).await;
        value.map(|value| Self { value, took })
    }
}

impl Facts {
    /// How long somebody took to answer; None where nobody was asked.
    pub fn took(&self, asks: Source) -> Option<Duration> {
        let tracking = || self.tracking.as_ref()?.value.as_ref().ok();
        match asks {
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
