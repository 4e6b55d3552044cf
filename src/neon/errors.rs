//! What Neon's proxy and control plane say when they refuse a connection, and what it means.
//!
//! Owns the form of a row, and in `rows` Neon's. PostgreSQL's and PgBouncer's rows, and the classification, belong to `database::postgres`.
//! Neon answers nearly everything with SQLSTATE XX000, so its rows are told apart by their text. Sources: neondatabase/neon `proxy/src`;
//! the texts of the control plane as they were reported from the field; <https://neon.com/docs/connect/connection-errors>.

mod rows;

use crate::diagnostics::Code;
use crate::diagnostics::Exit;

pub use rows::NEON;

/// Whether the same thing may work when it is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// Something has to be changed first.
    Never,
    /// In seconds.
    Soon,
    /// In minutes, or when others let go.
    Later,
}

impl Waiting {
    /// The word that is shown for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Soon => "soon",
            Self::Later => "later",
        }
    }
}

/// A known answer of a database server.
#[derive(Clone, Copy, Debug)]
pub struct ErrorMapping {
    /// What it means.
    pub code: &'static Code,
    /// The texts, `*` standing for anything; upper and lower case are the same.
    pub texts: &'static [&'static str],
    /// The SQLSTATEs that mean the same, where the text is another (a server may speak another language).
    pub codes: &'static [&'static str],
    /// Whether trying again may help.
    pub waiting: Waiting,
    /// What the program ends with.
    pub exit: Exit,
}

impl ErrorMapping {
    /// Whether one of its texts is this message.
    pub fn has_text(&self, message: &str) -> bool {
        let message = message.trim().to_lowercase();
        self.texts
            .iter()
            .any(|text| fits(&text.to_lowercase(), &message))
    }
}

/// Whether a text fits a pattern in which `*` stands for anything.
fn fits(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((head, rest)) => text.strip_prefix(head).is_some_and(|after| {
            let starts = after.char_indices().map(|(at, _)| at).chain([after.len()]);
            rest.is_empty() || starts.into_iter().any(|at| fits(rest, &after[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, text, expected) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("a*", "ab", true),
            ("a*", "a", true),
            ("*b*", "aé bé", true),
            (
                "role \"*\" does not exist",
                "role \"x \"y\" does not exist",
                true,
            ),
            ("role \"*\" does not exist", "role \"x\" does not", false),
        ] {
            assert_eq!(fits(pattern, text), expected, "{pattern} {text}");
        }
    }
}
