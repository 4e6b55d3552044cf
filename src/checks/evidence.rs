//! What is looked at before judging: each source once, with the time that it took.
//!
//! Owns where what was seen is kept. Asking belongs to `gather`, what the answers mean to the checks.

use std::time::{Duration, Instant};

use super::check::Asks;
use super::live::Visit;
use super::{neon, record, space};
use crate::env::git::{Tracking, Unknown};
use crate::finding::Finding;
use crate::oauth::Probed;

/// What was seen, one field a source; None where a source was not asked.
#[derive(Debug, Default)]
pub struct Evidence {
    /// What git knows about the `.env` file.
    pub tracking: Option<Gathered<Result<Tracking, Unknown>>>,
    /// What the providers said.
    pub probed: Option<Gathered<Vec<Probed>>>,
    /// What the database is like.
    pub database: Option<Gathered<Examined>>,
    /// What the live site showed.
    pub site: Option<Gathered<Visit>>,
    /// What the Hub says of the Space.
    pub space: Option<Gathered<space::Seen>>,
    /// What Neon's API says of the project.
    pub neon: Option<Gathered<neon::Seen>>,
    /// What was proved by logins.
    pub record: Option<Gathered<record::Seen>>,
}

/// What one source gave, and how long that took.
#[derive(Clone, Copy, Debug)]
pub struct Gathered<T> {
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
    pub failure: Option<Finding>,
    /// What was found; of one that was not reached, what its URL tells.
    pub findings: Vec<Finding>,
}

impl<T> Gathered<T> {
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
        let Gathered { value, took } = Gathered::by(asking).await;
        value.map(|value| Self { value, took })
    }
}

impl Evidence {
    /// How long somebody took to answer; None where nobody was asked.
    pub fn took(&self, asks: Asks) -> Option<Duration> {
        let tracking = || self.tracking.as_ref()?.value.as_ref().ok();
        match asks {
            Asks::Nobody => None,
            Asks::Git => tracking().map(|tracking| tracking.took[0]),
            Asks::History => tracking().map(|tracking| tracking.took[1]),
            Asks::Providers => self.probed.as_ref().map(|probed| probed.took),
            Asks::Database => self.database.as_ref().map(|database| database.took),
            Asks::Site => self.site.as_ref().map(|site| site.took),
            Asks::Space => self.space.as_ref().map(|space| space.took),
            Asks::Neon => self.neon.as_ref().map(|neon| neon.took),
            Asks::Record => self.record.as_ref().map(|record| record.took),
        }
    }
}
