//! Comma-separated values with a heading, quoted as in RFC 4180.

use super::{Cell, Layout, List, RowFormat};
use crate::terminal::escape_for_terminal;
use crate::words::pluralize;

pub static FORMAT: RowFormat = RowFormat {
    name: "csv",
    layout: |list| Box::new(Csv { list, formulas: 0 }),
};

struct Csv<'ui> {
    list: List<'ui>,
    /// Rows with a text that a spreadsheet may calculate.
    formulas: usize,
}

impl Layout for Csv<'_> {
    fn head(&mut self, to: &mut Vec<u8>) {
        for field in self.list.fields {
            write_text(field.name, to);
            to.push(b',');
        }
        end_line(to);
    }

    fn row(&mut self, cells: &[Cell<'_>], to: &mut Vec<u8>) {
        // A file gets what is stored; a terminal must not act on it.
        let on_terminal = self.list.ui.terminal().stdout;
        for cell in cells {
            match cell {
                Cell::Text(Some(text)) if on_terminal => write_text(&escape_for_terminal(text), to),
                Cell::Text(Some(text)) => write_text(text, to),
                value => value.write_value(to),
            }
            to.push(b',');
        }
        end_line(to);
        self.formulas += usize::from(cells.iter().any(is_formula));
    }

    fn comment(&self) {
        if self.formulas > 0 {
            self.list.ui.warning(&format!(
                "{} with a text that a spreadsheet may run as a formula: import all columns as text",
                pluralize(self.formulas, "row")
            ));
        }
    }
}

/// Replaces the comma after the last value.
fn end_line(to: &mut Vec<u8>) {
    to.pop();
    to.push(b'\n');
}

fn write_text(text: &str, to: &mut Vec<u8>) {
    let is_special = |byte: u8| matches!(byte, b'"' | b',' | b'\n' | b'\r');
    if text.bytes().any(is_special) {
        to.push(b'"');
        to.extend_from_slice(text.replace('"', "\"\"").as_bytes());
        to.push(b'"');
    } else {
        to.extend_from_slice(text.as_bytes());
    }
}

/// Whether a spreadsheet may calculate a text instead of showing it. Users choose their names.
fn is_formula(cell: &Cell<'_>) -> bool {
    matches!(cell, Cell::Text(Some(text)) if text.starts_with(['=', '+', '-', '@', '\t', '\r']))
}
