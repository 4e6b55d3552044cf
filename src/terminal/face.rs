//! Output to something other than the streams: to the page of `setup --browser`, which lays it out itself.

use std::time::Duration;

use super::{Facts, Lines, Table};
use crate::diagnostics::Diagnostic;
use crate::secret::Secret;

/// What a command shows.
#[derive(Clone, Debug)]
pub enum Shown {
    /// Something that happened, or a line of the result.
    Line(String),
    /// A title between what a command does.
    Heading(String),
    /// Something to look at.
    Warning(String),
    Diagnostic(Box<Diagnostic>),
    Table(Table),
    /// What would change, and what a confirmation must contain.
    Plan {
        table: Table,
        digest: String,
    },
    Facts(Facts),
    /// Steps of time: name, begin, duration.
    Waterfall(Vec<(&'static str, Duration, Duration)>),
    /// The result of checks in HTML: what to put into a page, and the page of `--report html`.
    Report {
        fragment: String,
        page: String,
    },
}

/// A wait.
#[derive(Clone, Debug)]
pub enum Progress {
    Started {
        message: String,
        /// The timeout.
        limit: Option<Duration>,
        /// How much there is to do, where that is known.
        length: Option<u64>,
    },
    Message(String),
    /// One more is done.
    Advanced,
    Ended,
}

/// Takes the place of the streams.
pub trait Face {
    /// Adds to what was shown.
    fn show(&self, shown: Shown);

    /// Changes the message.
    fn progress(&self, progress: Progress);

    /// The address to sign in at. It may be shown although it contains a one-time `state`.
    fn sign_in_at(&self, url: &Secret);

    /// Where the browser goes after a sign-in.
    fn return_address(&self) -> Option<String>;

    /// The lines that you paste, once.
    fn lines(&self) -> Option<Lines>;
}
