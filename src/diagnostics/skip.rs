//! Why a check gave no verdict.

use std::fmt;

/// Why a check gave no verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SkipReason {
    /// There is nothing here for it to check.
    NotApplicable,
    /// It depends on something that another diagnostic, named by its id, found wrong.
    BlockedBy(&'static str),
    /// Its source of evidence gave no answer, for this reason.
    Unknown(String),
    /// It needs the network, and the run is offline.
    Offline,
}

impl fmt::Display for SkipReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotApplicable => formatter.write_str("not applicable"),
            Self::BlockedBy(id) => write!(formatter, "blocked by {id}"),
            Self::Unknown(reason) => formatter.write_str(reason),
            Self::Offline => formatter.write_str("needs the network"),
        }
    }
}
