//! One JSON document.

use serde_json::{Map, Value};

use super::ndjson::write_object;
use super::{Cell, Layout, List, RowFormat};
use crate::diagnostics::Exit;
use crate::terminal::Ui;

pub static FORMAT: RowFormat = RowFormat {
    name: "json",
    layout: |list| {
        Box::new(Json {
            list,
            separator: "",
        })
    },
};

struct Json<'ui> {
    list: List<'ui>,
    /// What precedes the next row.
    separator: &'static str,
}

impl Layout for Json<'_> {
    fn head(&mut self, to: &mut Vec<u8>) {
        to.extend_from_slice(self.list.ui.document_head(self.list.name).as_bytes());
    }

    fn row(&mut self, cells: &[Cell<'_>], to: &mut Vec<u8>) {
        to.extend_from_slice(self.separator.as_bytes());
        to.extend_from_slice(b"\n    ");
        write_object(self.list.fields, cells, to);
        self.separator = ",";
    }

    fn tail(&mut self, exit: Exit, fields: Map<String, Value>, to: &mut Vec<u8>) {
        to.extend_from_slice(Ui::document_tail(exit, fields).as_bytes());
    }
}
