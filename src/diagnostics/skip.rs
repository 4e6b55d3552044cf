//! Why a check has no result.

use std::fmt;

use super::code::Code;

/// Why a check has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SkipReason {
    /// There is nothing to check.
    NotApplicable,
    /// A check that it depends on found this problem.
    BlockedBy(&'static Code),
    /// Its source gave no answer, for this reason.
    Unknown(String),
    /// It needs the network, and the run is offline.
    Offline,
}

impl fmt::Display for SkipReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotApplicable => formatter.write_str("not applicable"),
            Self::BlockedBy(code) => write!(formatter, "blocked by {}", code.id),
            Self::Unknown(reason) => formatter.write_str(reason),
            Self::Offline => formatter.write_str("needs the network"),
        }
    }
}
