//! The status of a result, and the severity of a problem by environment.

use serde::Serialize;

/// The result of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Checked, no problem.
    Pass,
    /// Not checked, or not known; never shown as passed.
    Skip,
    /// Works, but may cause trouble.
    Warn,
    /// A problem.
    Fail,
}

impl Status {
    /// Its name in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Skip => "skip",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

/// The status of a problem by environment; `None` where it is no problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Severity {
    /// On a developer's machine.
    pub development: Option<Status>,
    /// On the live site.
    pub production: Option<Status>,
}

impl Severity {
    /// An error everywhere.
    pub const ERROR: Self = Self {
        development: Some(Status::Fail),
        production: Some(Status::Fail),
    };
    /// A warning everywhere.
    pub const WARNING: Self = Self {
        development: Some(Status::Warn),
        production: Some(Status::Warn),
    };
    /// An error in production, a warning in development.
    pub const ERROR_IN_PRODUCTION: Self = Self {
        development: Some(Status::Warn),
        production: Some(Status::Fail),
    };
    /// No verdict.
    pub const UNKNOWN: Self = Self {
        development: Some(Status::Skip),
        production: Some(Status::Skip),
    };
    /// An error in production, no problem in development.
    pub const ONLY_IN_PRODUCTION: Self = Self {
        development: None,
        production: Some(Status::Fail),
    };
}
