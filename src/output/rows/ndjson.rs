//! One JSON object per line.

use super::{Cell, Field, Layout, List, RowFormat};
use crate::diagnostics::redaction::escape_json;

pub static FORMAT: RowFormat = RowFormat {
    name: "ndjson",
    layout: |list| Box::new(Ndjson { list }),
};

struct Ndjson<'ui> {
    list: List<'ui>,
}

impl Layout for Ndjson<'_> {
    fn row(&mut self, cells: &[Cell<'_>], to: &mut Vec<u8>) {
        write_object(self.list.fields, cells, to);
        to.push(b'\n');
    }
}

/// Writes a row as an object.
pub fn write_object(fields: &[Field], cells: &[Cell<'_>], to: &mut Vec<u8>) {
    let mut separator = b'{';
    for (field, cell) in fields.iter().zip(cells) {
        to.push(separator);
        separator = b',';
        to.push(b'"');
        to.extend_from_slice(field.name.as_bytes());
        to.extend_from_slice(b"\":");
        match cell {
            Cell::Text(Some(text)) => write_string(text, to),
            Cell::Date(Some(_)) | Cell::Ago(Some(_)) => {
                to.push(b'"');
                cell.write_value(to);
                to.push(b'"');
            }
            Cell::Number(_) | Cell::Truth(Some(_)) => cell.write_value(to),
            Cell::Text(None) | Cell::Truth(None) | Cell::Date(None) | Cell::Ago(None) => {
                to.extend_from_slice(b"null");
            }
        }
    }
    to.push(b'}');
}

fn write_string(text: &str, to: &mut Vec<u8>) {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    if text.bytes().all(is_plain) {
        to.push(b'"');
        to.extend_from_slice(text.as_bytes());
        to.push(b'"');
    } else {
        let string = serde_json::Value::from(text).to_string();
        to.extend_from_slice(escape_json(&string).as_bytes());
    }
}
