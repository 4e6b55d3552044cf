//! Tables that fit the terminal.
//!
//! Owns their look. Cells are made printable here, so that a stored name cannot reach the terminal.

use comfy_table::{ContentArrangement, LineStyle, TableStyle};

use super::printable;

/// Rows under a heading.
#[derive(Clone, Debug, Default)]
pub struct Table {
    heading: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with its column headings.
    pub fn new<const N: usize>(heading: [&str; N]) -> Self {
        Self { heading: heading.iter().map(|&cell| cell.to_owned()).collect(), rows: Vec::new() }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = impl AsRef<str>>) -> &mut Self {
        self.rows.push(cells.into_iter().map(|cell| printable(cell.as_ref())).collect());
        self
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table as text. With `columns` it is fitted to that width by wrapping cells; without, rows stay whole.
    pub fn render(&self, columns: Option<usize>) -> String {
        let mut table = comfy_table::Table::new();
        table.load_style(TableStyle::new().header_separator(LineStyle::new('─', '─', '─', '─')));
        table.set_header(self.heading.iter());
        match columns {
            Some(columns) => {
                table.set_content_arrangement(ContentArrangement::Dynamic).set_width(u16::try_from(columns).unwrap_or(u16::MAX));
            }
            None => {
                table.set_content_arrangement(ContentArrangement::Disabled);
            }
        }
        table.add_rows(self.rows.iter());
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
    }
}
