//! Rows that are shown as they arrive, as a table, CSV or JSON: a million of them take no more memory than one screenful.
//!
//! CSV and JSON are exports: values are written as stored, and secrets in them are not masked. Only what would act on a terminal is
//! escaped. Which rows, and in which order, is the command's.

use std::cell::Cell as Shared;
use std::io::{self, Write};
use std::mem::take;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::{Map, Value};

use super::table::{Column, Fitted};
use super::{Styled, Ui, output_error, safe_line};
use crate::diagnostics::redaction::escape_json;
use crate::diagnostics::{Error, Exit, Result};
use crate::words::relative;

/// How rows are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum OutputFormat {
    /// For people: fitted to the terminal.
    Table,
    /// One JSON document.
    Json,
    /// One JSON object a line.
    Ndjson,
    /// Comma-separated values with a heading, quoted as in RFC 4180.
    Csv,
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name in CSV and JSON.
    pub name: &'static str,
    /// Its heading in a table.
    pub heading: &'static str,
    /// Where a table is too wide, columns with a lower number are chosen before those with a higher; those with 0 always stay.
    pub dispensable: u8,
}

/// A row: a struct whose fields are those of the list in their order, as CSV and JSON contain them.
pub trait Row: Serialize {
    /// The same values for a table.
    fn cells(&self) -> Vec<Cell<'_>>;
}

/// A value in a table.
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

/// The number of table rows that are laid out together.
const SCREENFUL: usize = 200;

/// How many bytes of CSV or JSON are collected before they are written.
const CHUNK: usize = 32 * 1024;

/// Writes rows.
pub struct RowWriter<'ui> {
    ui: &'ui Ui,
    name: &'static str,
    fields: &'static [Field],
    /// The time to which others are relative; None where exact times are wanted.
    now: Option<Timestamp>,
    buffer: Buffer<'ui>,
    count: u64,
}

/// Rows that are not written yet, by format.
enum Buffer<'ui> {
    Table(Fitted, Output<'ui>),
    Csv(Box<csv::Writer<Output<'ui>>>),
    /// One document.
    Json(Vec<u8>, Output<'ui>),
    /// One object per line.
    Ndjson(Vec<u8>, Output<'ui>),
}

/// Standard output, and how long writing to it took.
struct Output<'ui> {
    ui: &'ui Ui,
    blocked: Shared<Duration>,
}

impl Write for Output<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let started = Instant::now();
        self.ui.write_bytes(bytes)?;
        self.blocked.set(self.blocked.get() + started.elapsed());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Output<'_> {
    /// Writes collected JSON.
    fn write_json(&mut self, json: &mut Vec<u8>) -> Result<()> {
        let text = String::from_utf8(take(json)).map_err(|_| Error::bug("JSON is not UTF-8"))?;
        self.write_all(escape_json(&text).as_bytes())
            .map_err(|error| output_error(&error))?;
        *json = text.into_bytes();
        json.clear();
        Ok(())
    }
}

impl<'ui> RowWriter<'ui> {
    /// Begins to write rows, called `name` in a JSON document. With `now`, a table shows dates and how long ago something was.
    pub fn begin(
        ui: &'ui Ui,
        name: &'static str,
        fields: &'static [Field],
        format: OutputFormat,
        now: Option<Timestamp>,
    ) -> Self {
        let output = Output {
            ui,
            blocked: Shared::default(),
        };
        let buffer = match format {
            OutputFormat::Table => Buffer::Table(table(fields), output),
            OutputFormat::Json => Buffer::Json(Vec::with_capacity(CHUNK), output),
            OutputFormat::Ndjson => Buffer::Ndjson(Vec::with_capacity(CHUNK), output),
            OutputFormat::Csv => Buffer::Csv(Box::new(
                csv::WriterBuilder::new()
                    .has_headers(false)
                    .buffer_capacity(CHUNK)
                    .from_writer(output),
            )),
        };
        Self {
            ui,
            name,
            fields,
            now,
            buffer,
            count: 0,
        }
    }

    /// The number of rows.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Writes a row, or collects it; returns how long writing took.
    pub fn add(&mut self, row: &impl Row) -> Result<Duration> {
        if self.count == 0 {
            self.add_head()?;
        }
        match &mut self.buffer {
            Buffer::Table(table, _) => {
                let now = self.now;
                table.row(row.cells().iter().map(|cell| cell.text(now)).collect());
            }
            Buffer::Csv(csv) => csv.serialize(row).map_err(csv_error)?,
            Buffer::Ndjson(json, _) => {
                object(json, row)?;
                json.push(b'\n');
            }
            Buffer::Json(json, _) => {
                json.extend_from_slice(if self.count == 0 {
                    &b"\n    "[..]
                } else {
                    b",\n    "
                });
                object(json, row)?;
            }
        }
        self.count += 1;
        if self.is_full() {
            self.write()?;
        }
        Ok(self.output().blocked.take())
    }

    /// Ends well. `fields` follow the rows in a JSON document.
    pub fn end(mut self, fields: Map<String, Value>) -> Result<()> {
        self.finish(Exit::Done, fields)?;
        if let Buffer::Table(table, _) = &self.buffer
            && !table.left_out().is_empty()
        {
            self.ui.status(&format!(
                "the terminal is too narrow for: {} (--format csv shows all)",
                table.left_out().join(", ")
            ));
        }
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
        if self.count == 0 {
            self.add_head()?;
        }
        if let Buffer::Json(json, _) = &mut self.buffer {
            json.extend_from_slice(Ui::document_tail(exit, fields).as_bytes());
        }
        self.write()
    }

    /// What precedes the rows. Without any row it is written at the end: a command that fails before prints nothing.
    fn add_head(&mut self) -> Result<()> {
        match &mut self.buffer {
            Buffer::Csv(csv) => csv
                .write_record(self.fields.iter().map(|field| field.name))
                .map_err(csv_error),
            Buffer::Json(json, _) => {
                json.extend_from_slice(self.ui.document_head(self.name).as_bytes());
                Ok(())
            }
            Buffer::Table(..) | Buffer::Ndjson(..) => Ok(()),
        }
    }

    fn is_full(&self) -> bool {
        match &self.buffer {
            Buffer::Table(table, _) => table.len() >= SCREENFUL,
            // It writes by itself.
            Buffer::Csv(_) => false,
            Buffer::Json(json, _) | Buffer::Ndjson(json, _) => json.len() >= CHUNK,
        }
    }

    fn write(&mut self) -> Result<()> {
        match &mut self.buffer {
            Buffer::Table(table, output) => {
                let width = self.ui.terminal().stdout.then(|| self.ui.width());
                let started = Instant::now();
                if let Some(text) = table.take(width) {
                    self.ui.result(Styled::trusted(text))?;
                }
                output.blocked.set(started.elapsed());
                Ok(())
            }
            Buffer::Csv(csv) => csv.flush().map_err(|error| output_error(&error)),
            Buffer::Json(json, output) | Buffer::Ndjson(json, output) => output.write_json(json),
        }
    }

    fn output(&self) -> &Output<'ui> {
        match &self.buffer {
            Buffer::Table(_, output) | Buffer::Json(_, output) | Buffer::Ndjson(_, output) => {
                output
            }
            Buffer::Csv(csv) => csv.get_ref(),
        }
    }
}

fn table(fields: &[Field]) -> Fitted {
    let columns = fields.iter().map(|field| Column {
        heading: field.heading,
        dispensable: field.dispensable,
    });
    Fitted::new(columns.collect())
}

fn object(json: &mut Vec<u8>, row: &impl Row) -> Result<()> {
    serde_json::to_writer(json, row)
        .map_err(|error| Error::bug(format!("a row cannot be written as JSON: {error}")))
}

fn csv_error(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => output_error(&error),
        other => Error::bug(format!("a row cannot be written as CSV: {other:?}")),
    }
}

impl Cell<'_> {
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
}
