//! A check.

use super::context::CheckContext;
use super::facts::Source;
use super::violation::CheckResult;
use crate::config::variables::Stage;
use crate::diagnostics::{Code, Severity, SkipReason};

/// A check.
pub struct Check {
    /// What its problems and its pass are reported as.
    pub code: &'static Code,
    /// The part of the guide that it belongs to.
    pub stage: Stage,
    /// The message of a pass.
    pub title: &'static str,
    /// Checks that run first; a problem of theirs with the same variable skips this one.
    pub depends_on: &'static [&'static Code],
    /// The source of its facts.
    pub source: Source,
    /// The codes that it may report besides its own.
    pub emits: &'static [&'static Code],
    /// The severity of its problems.
    pub severity: Severity,
    /// Whether a problem forbids the upload of production settings.
    pub forbids_push: bool,
    /// Returns the problems.
    pub run: fn(&CheckContext<'_>) -> CheckResult,
}

impl Check {
    /// Defaults for a check that reports this code and needs only the settings.
    pub const fn of(code: &'static Code) -> Self {
        Self {
            code,
            stage: Stage::File,
            title: "",
            depends_on: &[],
            source: Source::Settings,
            emits: &[],
            severity: code.severity,
            forbids_push: false,
            run: |_| Err(SkipReason::NotApplicable),
        }
    }

    /// Its code and those that it may report besides.
    pub fn codes(&self) -> impl Iterator<Item = &'static Code> {
        std::iter::once(self.code).chain(self.emits.iter().copied())
    }
}
