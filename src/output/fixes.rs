//! What `doctor --fix` changes, and which problems that solves.

use serde::Serialize;

use crate::diagnostics::{Code, Diagnostic};

/// What `doctor --fix` changes.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Fixes {
    /// Whether the changes were made.
    pub done: bool,
    /// A description of each change.
    pub changes: Vec<String>,
    /// The backup of the `.env` file.
    pub backup: Option<String>,
    /// The problems that the changes solve.
    #[serde(skip)]
    pub solves: Vec<Solved>,
}

/// A problem that a fix solves.
#[derive(Clone, Debug)]
pub struct Solved {
    pub code: &'static Code,
    /// The variable, where the problem is about one.
    pub name: Option<String>,
}

impl Fixes {
    /// Whether the changes solve a problem.
    pub fn solve(&self, diagnostic: &Diagnostic) -> bool {
        self.solves.iter().any(|solved| {
            let is_about = |name: &String| diagnostic.about.contains(name);
            diagnostic.is(solved.code) && solved.name.as_ref().is_none_or(is_about)
        })
    }
}
