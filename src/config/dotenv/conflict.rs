//! Unresolved merge conflicts, as git, Mercurial and Subversion mark them.

use super::parser::{Document, Kind};

/// An unresolved merge conflict: the lines of its marks, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub start: usize,
    /// Where the common ancestor begins, if it is included.
    pub ancestor: Option<usize>,
    pub middle: usize,
    pub end: usize,
}

impl Conflict {
    pub fn contains(&self, line: usize) -> bool {
        (self.start..=self.end).contains(&line)
    }
}

/// Whether a line is in one of the conflicts, which are in the order of the file.
pub fn is_in_conflict(conflicts: &[Conflict], line: usize) -> bool {
    let next = conflicts.partition_point(|conflict| conflict.end < line);
    conflicts
        .get(next)
        .is_some_and(|conflict| conflict.contains(line))
}

impl Document {
    /// The unresolved merge conflicts.
    pub fn conflicts(&self) -> Vec<Conflict> {
        let (mut found, mut start, mut ancestor, mut middle) = (Vec::new(), None, None, None);
        let skipped = self.entries().iter();
        for entry in skipped.filter(|entry| matches!(entry.kind, Kind::Skipped)) {
            let lines = self.lines(entry);
            let line = lines.first().map_or("", |line| line.trim_end());
            let is_mark = |mark: &str| {
                let after = line.strip_prefix(mark);
                after.is_some_and(|after| after.is_empty() || after.starts_with(' '))
            };
            if is_mark("<<<<<<<") {
                (start, ancestor, middle) = (Some(entry.line), None, None);
            } else if is_mark("|||||||") && middle.is_none() {
                ancestor = Some(entry.line);
            } else if is_mark("=======") {
                middle = Some(entry.line);
            } else if is_mark(">>>>>>>")
                && let (Some(start), Some(middle)) = (start.take(), middle)
            {
                found.push(Conflict {
                    start,
                    ancestor,
                    middle,
                    end: entry.line,
                });
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::{Conflict, Document};

    #[test]
    fn finds_the_marks() {
        let of = |text: &str| Document::parse(text).conflicts();
        let found = |start, ancestor, middle, end| Conflict {
            start,
            ancestor,
            middle,
            end,
        };
        assert_eq!(
            of("A=1\n<<<<<<< HEAD\nB=1\n=======\nB=2\n>>>>>>> topic\nC=1\n"),
            [found(2, None, 4, 6)]
        );
        assert_eq!(
            of("<<<<<<< a\r\n||||||| b\r\nB=0\r\n=======\r\n>>>>>>> c\r\n"),
            [found(1, Some(2), 4, 5)]
        );
        for text in [
            "=======\nA=1\n=======\n",
            "A='<<<<<<< HEAD\n=======\n>>>>>>> b'\n",
            "<<<<<<< HEAD\nB=1\n=======\n",
            "# <<<<<<< HEAD\n",
        ] {
            assert!(of(text).is_empty(), "{text}");
        }
    }
}
