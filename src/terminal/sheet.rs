//! What to enter in a form on a web page: each field with its value.
//!
//! A value is never wrapped, so that it can be copied; it is under its field where both do not fit on one line.

use super::{Styled, Ui, safe_line};

/// Columns between a field and its value.
const GAP: usize = 2;

impl Ui {
    /// Shows the fields on standard error, also with --quiet.
    pub fn sheet(&self, rows: &[(String, String)]) {
        self.instruction(Styled::trusted(render(rows, self.width())));
    }
}

fn render(rows: &[(String, String)], width: usize) -> String {
    let field = rows
        .iter()
        .map(|(field, _)| field.chars().count())
        .max()
        .unwrap_or_default()
        + GAP;
    let widest = rows
        .iter()
        .map(|(_, value)| value.chars().count())
        .max()
        .unwrap_or_default();
    let beside = GAP + field + widest <= width;
    let line = |(name, value): &(String, String)| match (beside, name.is_empty()) {
        (true, _) => format!("{:GAP$}{:field$}{}", "", safe_line(name), safe_line(value)),
        (false, true) => format!("{:GAP$}{:GAP$}{}", "", "", safe_line(value)),
        (false, false) => format!(
            "{:GAP$}{}\n{:GAP$}{:GAP$}{}",
            "",
            safe_line(name),
            "",
            "",
            safe_line(value)
        ),
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::render;

    #[test]
    fn values_stay_whole_at_every_width() {
        let rows = [
            ("Name", "Open Navigator"),
            ("Redirect URLs", "http://localhost:8000/a"),
            ("", "https://example.org/a"),
        ];
        let rows = rows.map(|(field, value)| (field.to_owned(), value.to_owned()));
        let wide = "  Name           Open Navigator\n  Redirect URLs  http://localhost:8000/a\n                 https://example.org/a";
        assert_eq!(render(&rows, 40), wide);
        let narrow = "  Name\n    Open Navigator\n  Redirect URLs\n    http://localhost:8000/a\n    https://example.org/a";
        assert_eq!(render(&rows, 39), narrow);
    }
}
