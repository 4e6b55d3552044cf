//! A table that fits the terminal: rows are laid out by the screenful, all with the columns that the first screenful had room for.

use super::{Cell, Field, Layout, List, RowFormat};
use crate::terminal::Table;

pub static FORMAT: RowFormat = RowFormat {
    name: "table",
    layout: |list| {
        Box::new(Screenfuls {
            list,
            shown: None,
            rows: Vec::new(),
        })
    },
};

/// The number of rows that are laid out together.
const SCREENFUL: usize = 200;

/// A longer cell is wrapped before a column is left out for it.
const WIDEST: usize = 28;

struct Screenfuls<'ui> {
    list: List<'ui>,
    /// The columns that fit; None before the first screenful.
    shown: Option<Vec<usize>>,
    /// The rows that wait to be laid out.
    rows: Vec<Vec<String>>,
}

impl Layout for Screenfuls<'_> {
    fn row(&mut self, cells: &[Cell<'_>], _to: &mut Vec<u8>) {
        let cells = cells.iter().map(|cell| cell.text(self.list.now));
        self.rows.push(cells.collect());
    }

    fn is_due(&self, _waiting: usize) -> bool {
        self.rows.len() >= SCREENFUL
    }

    fn flush(&mut self, to: &mut Vec<u8>) {
        if self.rows.is_empty() {
            return;
        }
        let List { ui, fields, .. } = self.list;
        let width = ui.table_width();
        let rows = std::mem::take(&mut self.rows);
        let shown = self
            .shown
            .get_or_insert_with(|| choose(fields, &rows, width.unwrap_or(usize::MAX)));
        let mut table = Table::new(shown.iter().map(|&column| fields[column].heading));
        for row in rows {
            table.row(shown.iter().map(|&column| &row[column]));
        }
        to.extend_from_slice(ui.masked(&table.render(width)).as_bytes());
        to.push(b'\n');
    }

    fn comment(&self) {
        let Some(shown) = &self.shown else { return };
        let fields = self.list.fields.iter().enumerate();
        let left_out: Vec<&str> = fields
            .filter(|(column, _)| !shown.contains(column))
            .map(|(_, field)| field.heading)
            .collect();
        if !left_out.is_empty() {
            self.list.ui.status(&format!(
                "the terminal is too narrow for: {} (--format csv shows all)",
                left_out.join(", ")
            ));
        }
    }
}

/// The columns that fit, in their order.
fn choose(fields: &[Field], rows: &[Vec<String>], width: usize) -> Vec<usize> {
    // Around the text: two columns of padding, and one between columns.
    let wide = |column: usize| {
        let cells = rows
            .iter()
            .map(|row| console::measure_text_width(&row[column]).min(WIDEST));
        cells
            .chain([fields[column].heading.len()])
            .max()
            .unwrap_or(0)
            + 3
    };
    let mut by_importance: Vec<usize> = (0..fields.len()).collect();
    by_importance.sort_by_key(|&column| fields[column].hide_priority);
    let (mut shown, mut taken) = (Vec::new(), 0);
    for column in by_importance {
        let needed = wide(column);
        if fields[column].hide_priority == 0 || taken + needed <= width {
            taken += needed;
            shown.push(column);
        }
    }
    shown.sort_unstable();
    shown
}
