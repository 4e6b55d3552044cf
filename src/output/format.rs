//! A report format and its input.

use jiff::Timestamp;

use super::places::Places;
use super::{FailOn, Report};
use crate::diagnostics::{Exit, Result};
use crate::terminal::Ui;

/// A report format.
#[derive(Debug)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// The report in it.
    pub render: fn(&Job) -> Result<String>,
    /// Whether it is for the runner of GitHub Actions, which also gets masks and a job summary.
    pub for_github: bool,
}

/// A report, and what every format needs besides it.
pub struct Job<'a> {
    /// The report, free of secrets and control characters.
    pub report: &'a Report,
    /// The exit code of the run.
    pub exit: Exit,
    /// The paths relative to the repository.
    pub places: &'a Places<'a>,
    /// When the run was.
    pub now: Timestamp,
    /// Warnings count as failures.
    pub fail_on: FailOn,
    /// Lays out text.
    pub ui: &'a Ui,
}
