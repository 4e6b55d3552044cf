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
    pub fn new<const N: usize>(heading: [&str; N]) -> Self {
        Self {
            heading: heading.iter().map(|&cell| cell.to_owned()).collect(),
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

    /// Says that the first column holds names to be copied: they stay whole where they leave half of the width to the rest.
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

/// A column of a table that may have to do without some.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// Its heading.
    pub heading: &'static str,
    /// A column with a lower number is chosen before one with a higher; those with 0 always stay.
    pub dispensable: u8,
}

/// A table without an end: rows are laid out by the screenful, all with the columns that the first screenful had room for.
pub(super) struct Fitted {
    columns: Vec<Column>,
    shown: Option<Vec<usize>>,
    rows: Vec<Vec<String>>,
}

/// A longer cell is wrapped before a column is left out for it.
const WIDEST: usize = 28;

impl Fitted {
    pub fn new(columns: Vec<Column>) -> Self {
        Self {
            columns,
            shown: None,
            rows: Vec::new(),
        }
    }

    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// How many rows are waiting.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The waiting rows as text, fitted to `width` columns where there is one; None when there are none.
    pub fn take(&mut self, width: Option<usize>) -> Option<String> {
        let rows = std::mem::take(&mut self.rows);
        if rows.is_empty() {
            return None;
        }
        let columns = &self.columns;
        let shown = self
            .shown
            .get_or_insert_with(|| choose(columns, &rows, width.unwrap_or(usize::MAX)));
        let heading = shown
            .iter()
            .map(|&column| columns[column].heading.to_owned())
            .collect();
        let rows = rows
            .into_iter()
            .map(|mut row| {
                shown
                    .iter()
                    .map(|&column| std::mem::take(&mut row[column]))
                    .collect()
            })
            .collect();
        Some(
            Table {
                heading,
                rows,
                names: false,
            }
            .render(width),
        )
    }

    /// The headings for which there was no room.
    pub fn left_out(&self) -> Vec<&'static str> {
        let shown = self.shown.iter().flatten().collect::<Vec<_>>();
        let missing = (0..self.columns.len())
            .filter(|column| self.shown.is_some() && !shown.contains(&column));
        missing.map(|column| self.columns[column].heading).collect()
    }
}

/// The columns that fit, in their order.
fn choose(columns: &[Column], rows: &[Vec<String>], width: usize) -> Vec<usize> {
    // Beside the text: two columns of padding, and one between columns.
    let wide = |column: usize| {
        let cells = rows
            .iter()
            .map(|row| console::measure_text_width(&row[column]).min(WIDEST));
        cells
            .chain([columns[column].heading.len()])
            .max()
            .unwrap_or(0)
            + 3
    };
    let widths: Vec<usize> = (0..columns.len()).map(wide).collect();
    let mut by_importance: Vec<usize> = (0..columns.len()).collect();
    by_importance.sort_by_key(|&column| columns[column].dispensable);
    let (mut shown, mut taken) = (Vec::new(), 0);
    for column in by_importance {
        if columns[column].dispensable == 0 || taken + widths[column] <= width {
            taken += widths[column];
            shown.push(column);
        }
    }
    shown.sort_unstable();
    shown
}
