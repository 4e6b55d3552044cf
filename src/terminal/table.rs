//! Tables that fit the terminal.
//!
//! Owns their look. Cells are made safe here, before they are wrapped.

use comfy_table::{ColumnConstraint, ContentArrangement, LineStyle, TableStyle, Width};

use super::safe_line;

/// Rows under a heading.
#[derive(Clone, Debug, Default)]
pub struct Table {
    heading: Vec<String>,
    rows: Vec<Vec<String>>,
    names: bool,
}

impl Table {
    /// A table with its column headings.
    pub fn new<'heading>(heading: impl IntoIterator<Item = &'heading str>) -> Self {
        Self {
            heading: heading.into_iter().map(str::to_owned).collect(),
            ..Self::default()
        }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = impl AsRef<str>>) -> &mut Self {
        self.rows.push(
            cells
                .into_iter()
                .map(|cell| safe_line(cell.as_ref()))
                .collect(),
        );
        self
    }

    /// The column headings.
    pub fn heading(&self) -> &[String] {
        &self.heading
    }

    /// The rows.
    pub fn rows(&self) -> &[Vec<String>] {
        &self.rows
    }

    /// Keeps the names in the first column whole, so that they can be copied, if they leave half of the width to the rest.
    pub fn names_first(&mut self) -> &mut Self {
        self.names = true;
        self
    }

    /// The table as text. With `columns` it is fitted to that width by wrapping cells; without, rows stay whole.
    pub fn render(&self, columns: Option<usize>) -> String {
        let mut table = comfy_table::Table::new();
        table.load_style(TableStyle::new().header_separator(LineStyle::new('─', '─', '─', '─')));
        table.set_header(self.heading.iter());
        match columns {
            Some(columns) => {
                table
                    .set_content_arrangement(ContentArrangement::Dynamic)
                    .set_width(u16::try_from(columns).unwrap_or(u16::MAX));
            }
            None => {
                table.set_content_arrangement(ContentArrangement::Disabled);
            }
        }
        table.add_rows(self.rows.iter());
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        let name = self
            .rows
            .iter()
            .filter_map(|row| row.first())
            .map(|name| console::measure_text_width(name) + 2)
            .max()
            .unwrap_or(0);
        if self.names && columns.is_some_and(|columns| name * 2 <= columns) {
            let whole = ColumnConstraint::LowerBoundary(Width::Fixed(
                u16::try_from(name).unwrap_or(u16::MAX),
            ));
            table
                .column_mut(0)
                .into_iter()
                .for_each(|column| _ = column.set_constraint(whole));
        }
        table
            .lines()
            .map(|line| line.trim_end().to_owned())
            .collect::<Vec<_>>()
            .join("\n")
    }
}
