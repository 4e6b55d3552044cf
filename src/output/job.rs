//! The input of every report format.

use jiff::Timestamp;

use super::places::Places;
use super::{FailOn, Report};

/// A report, and what every format needs besides it.
pub struct Job<'a> {
    /// The report, free of secrets and control characters.
    pub report: &'a Report,
    /// The paths relative to the repository.
    pub places: &'a Places<'a>,
    /// When the run was.
    pub now: Timestamp,
    /// Warnings count as failures.
    pub fail_on: FailOn,
}
