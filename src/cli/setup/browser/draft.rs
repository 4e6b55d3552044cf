//! Answers that were submitted and are not saved yet, with what was found about them.

use crate::diagnostics::Diagnostic;
use crate::wizard::{Consequence, Submission, Violation};

/// The answers to a step that are not saved.
#[derive(Default)]
pub struct Draft {
    pub given: Submission,
    pub violations: Vec<Violation>,
    /// The keys of required questions without an answer.
    pub missing: Vec<String>,
    /// What kept the answers from being verified or saved.
    pub failure: Option<Diagnostic>,
}

impl Draft {
    /// Whether the answers can be saved once you confirm that.
    pub fn needs_confirmation(&self) -> bool {
        self.failure.is_none()
            && self.missing.is_empty()
            && !self.violations.iter().any(Violation::is_refused)
            && self.has_unconfirmed()
    }

    /// Whether anything is to be confirmed.
    pub fn has_unconfirmed(&self) -> bool {
        let is_unconfirmed =
            |violation: &Violation| violation.consequence == Consequence::Unconfirmed;
        self.violations.iter().any(is_unconfirmed)
    }
}
