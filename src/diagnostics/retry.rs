//! Whether trying again may help, as every error mapping says.

use std::time::Duration;

/// Whether trying again may help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// No: something has to change first.
    No,
    /// In seconds.
    Soon,
    /// After the time that the server asks for, else in minutes.
    Later(Option<Duration>),
}

impl Retry {
    /// As `--json` names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::No => "never",
            Self::Soon => "soon",
            Self::Later(_) => "later",
        }
    }
}
