//! What an error mapping rests on.

use super::Code;

/// Where the text of an error mapping comes from, and how much it decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The page, the source file or the report where the other side's text was read.
    pub source: &'static str,
    /// When it was read: `YYYY-MM` or `YYYY-MM-DD`.
    pub date: &'static str,
    /// How many documented meanings the matched text has.
    pub meanings: Meanings,
}

/// A row of an API's table of refusals, as `explain` and the tests read it.
#[derive(Clone, Copy, Debug)]
pub struct Refusal {
    /// The HTTP status; None where the row is about several.
    pub status: Option<u16>,
    /// A part of the API's code or message; empty where the status alone is matched.
    pub sign: &'static str,
    /// What it means.
    pub code: &'static Code,
    /// Where it was read.
    pub evidence: Evidence,
}

/// How many documented meanings an answer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meanings {
    /// The answer decides the cause.
    One,
    /// A catch-all: a status without a subcode, or a text that has several possible causes. Its code must not state a cause.
    Several,
}

/// How a list of possible causes begins, where a code gives one as its reason.
pub const POSSIBLE_CAUSES: &str = "possible causes: ";

impl Evidence {
    /// Not filled in yet: the table's own evidence takes its place.
    pub const UNSET: Self = Self::new("", "");

    /// Evidence for one meaning.
    pub const fn new(source: &'static str, date: &'static str) -> Self {
        Self {
            source,
            date,
            meanings: Meanings::One,
        }
    }

    /// The same source for an answer with several meanings.
    #[must_use]
    pub const fn several(self) -> Self {
        Self {
            meanings: Meanings::Several,
            ..self
        }
    }

    /// This evidence, or that of the table where this one has no source.
    pub const fn or(self, table: Self) -> Self {
        if self.source.is_empty() {
            Self {
                meanings: self.meanings,
                ..table
            }
        } else {
            self
        }
    }

    /// Whether the source is named and the date is one.
    pub fn is_complete(&self) -> bool {
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let parts: Vec<&str> = self.date.split('-').collect();
        let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
        !self.source.is_empty()
            && parts.iter().all(|part| digits(part))
            && matches!(lengths[..], [4, 2] | [4, 2, 2])
    }
}

impl Code {
    /// Whether its reason states a cause, rather than listing possible ones.
    pub fn states_cause(&self) -> bool {
        !self.reason.is_empty() && !self.reason.starts_with(POSSIBLE_CAUSES)
    }
}

#[cfg(test)]
mod tests {
    use super::Evidence;

    #[test]
    fn evidence_needs_a_source_and_a_date() {
        for (source, date, complete) in [
            ("RFC 6749", "2012-10", true),
            ("docs.github.com", "2026-11-03", true),
            ("", "2026-11", false),
            ("docs.github.com", "", false),
            ("docs.github.com", "November 2026", false),
            ("docs.github.com", "2026", false),
        ] {
            assert_eq!(
                Evidence::new(source, date).is_complete(),
                complete,
                "{source} {date}"
            );
        }
    }

    #[test]
    fn a_row_keeps_its_own_source() {
        let table = Evidence::new("the manual", "2026-11");
        assert_eq!(Evidence::UNSET.several().or(table), table.several());
        let own = Evidence::new("a report", "2026-09");
        assert_eq!(own.or(table), own);
    }
}
