//! Lines of a label and a value. Values are escaped here, before they are wrapped.

use super::safe_line;

/// Labels with their values, in order.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    rows: Vec<(&'static str, String)>,
}

impl Facts {
    /// Adds a fact.
    pub fn row(&mut self, label: &'static str, value: impl AsRef<str>) -> &mut Self {
        self.rows.push((label, safe_line(value.as_ref())));
        self
    }

    /// The labels with their values.
    pub fn rows(&self) -> &[(&'static str, String)] {
        &self.rows
    }

    /// The text in `width` columns: values in a column, or under their labels where these take more than half of the width.
    pub fn render(&self, width: usize) -> String {
        let longest = self
            .rows
            .iter()
            .map(|(label, _)| label.len())
            .max()
            .unwrap_or_default()
            + 2;
        let stacked = longest * 2 > width;
        let column = if stacked { 4 } else { longest };
        let rest = " ".repeat(column);
        // A long word is not broken: it is a URL or an ID, to be copied.
        let options = textwrap::Options::new(width.max(column + 10)).break_words(false);
        let options = options
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .subsequent_indent(&rest);
        let lines = self.rows.iter().map(|(label, value)| {
            let first = if stacked {
                rest.clone()
            } else {
                format!("{label:<column$}")
            };
            let value = textwrap::fill(value, options.clone().initial_indent(&first));
            if stacked {
                format!("{label}\n{value}")
            } else {
                value
            }
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::Facts;

    #[test]
    fn values_are_aligned_and_wrap() {
        let mut facts = Facts::default();
        facts
            .row("Role", "neondb_owner")
            .row("Server", "PostgreSQL 16.4 on\u{1b}[2J a host");
        let text = facts.render(24);
        assert_eq!(
            text,
            "Role    neondb_owner\nServer  PostgreSQL 16.4\n        on\\u{1b}[2J a\n        host"
        );
        let stacked = Facts {
            rows: vec![("a-long-label", "what is so".to_owned())],
        }
        .render(20);
        assert_eq!(stacked, "a-long-label\n    what is so");
    }
}
