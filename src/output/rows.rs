//! Rows that are shown as they arrive: a million of them take no more memory than one screenful.
//!
//! All formats but the tables are exports: values are written as stored, and secrets in them are not masked. Only what would act on a
//! terminal is escaped. Which rows, and in which order, is the command's.

pub mod csv;
pub mod json;
pub mod markdown;
pub mod ndjson;
pub mod table;

use std::io::Write;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::fmt::StdIoWrite;
use jiff::fmt::temporal::DateTimePrinter;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use crate::diagnostics::{Error, Exit, Result};
use crate::terminal::{Ui, safe_line};
use crate::words::relative;

/// Every format of rows.
pub static ROW_FORMATS: [&RowFormat; 5] = [
    &table::FORMAT,
    &json::FORMAT,
    &ndjson::FORMAT,
    &csv::FORMAT,
    &markdown::FORMAT,
];

/// A format of rows.
#[derive(Debug)]
pub struct RowFormat {
    /// Its name on the command line.
    pub name: &'static str,
    /// Begins a list in it.
    pub layout: for<'ui> fn(List<'ui>) -> Box<dyn Layout + 'ui>,
}

/// A list of rows.
#[derive(Clone, Copy)]
pub struct List<'ui> {
    pub ui: &'ui Ui,
    /// Its name in a JSON document.
    pub name: &'static str,
    /// Its columns.
    pub fields: &'static [Field],
    /// The time to which a table shows others; None where exact times are wanted.
    pub now: Option<Timestamp>,
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name in CSV and JSON.
    pub name: &'static str,
    /// Its heading in a table.
    pub heading: &'static str,
    /// Where a table is too wide, columns with a higher number are left out first; those with 0 always stay.
    pub hide_priority: u8,
}

/// A row.
pub trait Row {
    /// Its values, one for each column of the list.
    fn cells(&self) -> impl AsRef<[Cell<'_>]>;
}

/// A value.
#[derive(Clone, Copy, Debug)]
pub enum Cell<'row> {
    /// Text of any origin.
    Text(Option<&'row str>),
    Number(i64),
    /// Yes or no.
    Truth(Option<bool>),
    /// A time, shown to people as a date.
    Date(Option<Timestamp>),
    /// A time, shown to people by how long ago it was.
    Ago(Option<Timestamp>),
}

/// How a format lays out rows. Each function adds to the bytes that are to be written.
pub trait Layout {
    /// What precedes the rows.
    fn head(&mut self, _to: &mut Vec<u8>) {}

    /// A row.
    fn row(&mut self, cells: &[Cell<'_>], to: &mut Vec<u8>);

    /// Whether to write now, given the number of pending bytes.
    fn is_due(&self, waiting: usize) -> bool {
        waiting >= CHUNK
    }

    /// Adds the rows that were kept to be laid out together.
    fn flush(&mut self, _to: &mut Vec<u8>) {}

    /// What follows the rows. `fields` belong into a document.
    fn tail(&mut self, _exit: Exit, _fields: Map<String, Value>, _to: &mut Vec<u8>) {}

    /// Says what you should know about the output.
    fn comment(&self) {}
}

/// How many bytes are collected before they are written.
const CHUNK: usize = 32 * 1024;

/// Writes rows.
pub struct RowWriter<'ui> {
    ui: &'ui Ui,
    layout: Box<dyn Layout + 'ui>,
    waiting: Vec<u8>,
    count: u64,
}

impl<'ui> RowWriter<'ui> {
    /// Begins to write rows.
    pub fn begin(list: List<'ui>, format: &RowFormat) -> Self {
        Self {
            ui: list.ui,
            layout: (format.layout)(list),
            waiting: Vec::with_capacity(CHUNK),
            count: 0,
        }
    }

    /// The number of rows.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Writes a row, or collects it; returns how long layout and writing took.
    pub fn add(&mut self, row: &impl Row) -> Result<Duration> {
        if self.count == 0 {
            self.layout.head(&mut self.waiting);
        }
        self.layout.row(row.cells().as_ref(), &mut self.waiting);
        self.count += 1;
        if !self.layout.is_due(self.waiting.len()) {
            return Ok(Duration::ZERO);
        }
        let started = Instant::now();
        self.write()?;
        Ok(started.elapsed())
    }

    /// Ends well. `fields` follow the rows in a JSON document.
    pub fn end(mut self, fields: Map<String, Value>) -> Result<()> {
        self.finish(Exit::Done, fields)?;
        self.layout.comment();
        Ok(())
    }

    /// Ends with a failure: what was shown stays, and a JSON document is completed, so that it can be read.
    pub fn fail(mut self, error: Error) -> Error {
        if self.count > 0 {
            let findings = serde_json::to_value([&error.diagnostic]).unwrap_or_default();
            // The first failure is the one to report.
            let _ = self.finish(
                error.exit,
                Map::from_iter([("findings".to_owned(), findings)]),
            );
        }
        error
    }

    fn finish(&mut self, exit: Exit, fields: Map<String, Value>) -> Result<()> {
        // Without any row the head is written only here: a command that fails before prints nothing.
        if self.count == 0 {
            self.layout.head(&mut self.waiting);
        }
        self.layout.tail(exit, fields, &mut self.waiting);
        self.write()
    }

    fn write(&mut self) -> Result<()> {
        self.layout.flush(&mut self.waiting);
        self.ui.result_bytes(&self.waiting)?;
        self.waiting.clear();
        Ok(())
    }
}

impl Cell<'_> {
    /// The value as text for people.
    fn text(&self, now: Option<Timestamp>) -> String {
        match (self, now) {
            (Self::Text(text), _) => text.map(safe_line).unwrap_or_default(),
            (Self::Number(number), _) => number.to_string(),
            (Self::Truth(Some(truth)), _) => if *truth { "yes" } else { "no" }.to_owned(),
            (Self::Date(Some(moment)), Some(_)) => moment
                .to_zoned(TimeZone::UTC)
                .strftime("%Y-%m-%d")
                .to_string(),
            (Self::Ago(Some(moment)), Some(now)) => relative(*moment, now),
            (Self::Date(Some(moment)) | Self::Ago(Some(moment)), None) => moment.to_string(),
            (Self::Truth(None) | Self::Date(None) | Self::Ago(None), _) => String::new(),
        }
    }

    /// Writes a value that is not a text as programs read it: nothing if there is none.
    fn write_value(&self, to: &mut Vec<u8>) {
        const PRINTER: DateTimePrinter = DateTimePrinter::new();
        // Writing to a vector cannot fail.
        let _ = match self {
            Self::Number(number) => write!(to, "{number}"),
            Self::Truth(Some(truth)) => {
                to.extend_from_slice(if *truth { b"true" } else { b"false" });
                Ok(())
            }
            Self::Date(Some(moment)) | Self::Ago(Some(moment)) => {
                let _ = PRINTER.print_timestamp(moment, StdIoWrite(to));
                Ok(())
            }
            Self::Text(_) | Self::Truth(None) | Self::Date(None) | Self::Ago(None) => Ok(()),
        };
    }
}
