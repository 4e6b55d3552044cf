//! The words for each secret of an upload.

use crate::secrets::{Action, Row, State};

/// The planned change of a secret.
pub fn planned(row: &Row) -> &'static str {
    match row.action {
        Action::New => "new",
        Action::Changed => "changed",
        Action::Unchanged => "unchanged",
        Action::Remove => "to be removed",
        Action::Left => "stays",
        Action::Foreign => "not from navauth",
        Action::Impossible => "not possible",
    }
}

/// The change that was made.
pub fn done(row: &Row) -> &'static str {
    match (row.state, row.action) {
        (State::Nothing, _) => planned(row),
        (State::Pending, Action::Remove) => "not removed",
        (State::Pending, _) => "not set",
        (State::Failed, _) => "failed",
        (State::Done, Action::Remove) => "removed",
        (State::Done, _) => "set",
    }
}

/// Why it is kept.
pub fn explained(row: &Row) -> Option<&'static str> {
    (row.action == Action::Left)
        .then_some("uploaded earlier, no longer in the file: --prune removes it")
}
