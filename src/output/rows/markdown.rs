//! A Markdown table, for an issue or a wiki.

use super::{Cell, Layout, List, RowFormat};
use crate::output::markdown::prose;

pub static FORMAT: RowFormat = RowFormat {
    name: "markdown",
    layout: |list| Box::new(Markdown { list }),
};

struct Markdown<'ui> {
    list: List<'ui>,
}

impl Layout for Markdown<'_> {
    fn head(&mut self, to: &mut Vec<u8>) {
        let fields = self.list.fields;
        write_row(fields.iter().map(|field| field.heading.to_owned()), to);
        write_row(fields.iter().map(|_| "---".to_owned()), to);
    }

    fn row(&mut self, cells: &[Cell<'_>], to: &mut Vec<u8>) {
        write_row(
            cells.iter().map(|cell| prose(&cell.text(self.list.now))),
            to,
        );
    }
}

fn write_row(cells: impl Iterator<Item = String>, to: &mut Vec<u8>) {
    for cell in cells {
        to.extend_from_slice(format!("| {cell} ").as_bytes());
    }
    to.extend_from_slice(b"|\n");
}
