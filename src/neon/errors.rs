//! The errors of database servers as a table, and in `rows` those of Neon's proxy and control plane.
//!
//! PostgreSQL's and PgBouncer's rows, and the classification, belong to `database::postgres`. Until July 2026 Neon sent nearly everything with
//! SQLSTATE XX000, so its rows match by text.

mod rows;

use crate::diagnostics::{Code, Evidence, Exit, Retry};
use crate::glob;

pub use rows::NEON;

/// A known error of a database server.
#[derive(Clone, Copy, Debug)]
pub struct ErrorMapping {
    /// What it means.
    pub code: &'static Code,
    /// The texts, in which `*` matches anything; case-insensitive.
    pub texts: &'static [&'static str],
    /// The SQLSTATEs with the same meaning, for servers with messages in another language.
    pub codes: &'static [&'static str],
    /// Whether trying again may help.
    pub retry: Retry,
    /// The exit code.
    pub exit: Exit,
    /// The source of its texts, and how conclusive they are.
    pub evidence: Evidence,
}

impl ErrorMapping {
    /// Marks the texts as having several documented meanings, so that its code states no cause.
    pub const fn several(self) -> Self {
        Self {
            evidence: self.evidence.several(),
            ..self
        }
    }

    /// Sets a source that differs from the table's.
    pub const fn read_at(self, source: &'static str, date: &'static str) -> Self {
        Self {
            evidence: self.evidence.or(Evidence::new(source, date)),
            ..self
        }
    }

    /// Whether one of its texts matches this message.
    pub fn has_text(&self, message: &str) -> bool {
        let message = message.trim().to_lowercase();
        self.texts
            .iter()
            .any(|text| glob::matches(&text.to_lowercase(), &message))
    }
}

/// A table whose rows come from this source, unless they name another.
pub const fn documented<const N: usize>(
    source: &'static str,
    date: &'static str,
    mut rows: [ErrorMapping; N],
) -> [ErrorMapping; N] {
    let table = Evidence::new(source, date);
    let mut index = 0;
    while index < N {
        rows[index].evidence = rows[index].evidence.or(table);
        index += 1;
    }
    rows
}
