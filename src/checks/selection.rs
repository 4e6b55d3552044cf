//! A selection of checks, by whole groups and by single codes.

use crate::diagnostics::{Code, Group};

/// Selects checks.
#[derive(Clone, Copy)]
pub struct Selection {
    /// Every check of these groups.
    pub groups: &'static [&'static Group],
    /// The checks of these codes.
    pub codes: &'static [&'static Code],
}

impl Selection {
    /// No check.
    pub const NONE: Self = Self {
        groups: &[],
        codes: &[],
    };

    /// Whether the check of a code is selected.
    pub fn contains(&self, code: &Code) -> bool {
        self.codes.contains(&code) || self.groups.iter().any(|group| group.contains(code))
    }
}
