//! Rows that are shown as they arrive, as a table, CSV or JSON: a million of them take no more memory than one screenful.
//!
//! Owns the forms of a value in each of them. Which rows, and in which order, is the command's.

use std::mem::take;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use super::table::{Column, Fitted};
use super::{Styled, Ui, escape_for_terminal, safe_line};
use crate::diagnostics::redaction::{escape_json, redact_json};
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

/// A value.
#[derive(Clone, Debug)]
pub enum Cell {
    /// Text that somebody else wrote.
    Text(Option<String>),
    /// A number.
    Number(i64),
    /// Yes or no.
    Truth(Option<bool>),
    /// A time that a table for people shows as a date.
    Date(Option<Timestamp>),
    /// A time that a table for people shows by how long ago it was.
    Ago(Option<Timestamp>),
}

/// So many rows of a table are held until they are laid out together.
const SCREENFUL: usize = 200;

/// So many bytes of CSV or JSON are held until they are written.
const CHUNK: usize = 32 * 1024;

/// Rows on their way out.
pub struct RowWriter<'ui> {
    ui: &'ui Ui,
    name: &'static str,
    fields: &'static [Field],
    form: OutputFormat,
    /// The time to which others are relative; None where exact times are wanted.
    now: Option<Timestamp>,
    text: String,
    table: Fitted,
    count: u64,
}

impl<'ui> RowWriter<'ui> {
    /// Begins to show rows, called `name` in a JSON document. With `now`, a table shows dates and how long ago something was.
    pub fn begin(
        ui: &'ui Ui,
        name: &'static str,
        fields: &'static [Field],
        form: OutputFormat,
        now: Option<Timestamp>,
    ) -> Self {
        let columns = fields
            .iter()
            .map(|field| Column {
                heading: field.heading,
                dispensable: field.dispensable,
            })
            .collect();
        let mut rows = Self {
            ui,
            name,
            fields,
            form,
            now,
            text: String::new(),
            table: Fitted::new(columns),
            count: 0,
        };
        if form == OutputFormat::Csv {
            let names: Vec<String> = fields.iter().map(|field| field.name.to_owned()).collect();
            rows.text = comma_separated(&names);
        }
        rows
    }

    /// How many there were.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Shows a row, with a cell for each field.
    pub fn add(&mut self, cells: &[Cell]) -> Result<()> {
        match self.form {
            OutputFormat::Table => {
                let now = self.now;
                self.table
                    .row(cells.iter().map(|cell| cell.in_table(now)).collect());
            }
            OutputFormat::Csv => {
                self.text += &comma_separated(
                    &cells
                        .iter()
                        .map(|cell| self.in_csv(cell))
                        .collect::<Vec<_>>(),
                )
            }
            OutputFormat::Ndjson => self.text += &(self.object(cells)? + "\n"),
            OutputFormat::Json => {
                let between = if self.count == 0 {
                    self.ui.document_head(self.name)
                } else {
                    ",".to_owned()
                };
                self.text += &format!("{between}\n    {}", self.object(cells)?);
            }
        }
        self.count += 1;
        if self.text.len() >= CHUNK || self.table.len() >= SCREENFUL {
            self.write()
        } else {
            Ok(())
        }
    }

    /// Ends well. `fields` stand after the rows in a JSON document.
    pub fn end(mut self, fields: Map<String, Value>) -> Result<()> {
        self.finish(Exit::Done, fields)?;
        let left_out = self.table.left_out();
        if !left_out.is_empty() {
            self.ui.status(&format!(
                "not shown for want of width: {} (--format csv shows all)",
                left_out.join(", ")
            ));
        }
        Ok(())
    }

    /// Ends with a failure: what was shown stays, and a JSON document is completed, so that it can be read.
    pub fn fail(mut self, error: Error) -> Error {
        if self.count > 0 {
            let findings = serde_json::to_value([&error.diagnostic]).unwrap_or_default();
            // The first failure is the one to tell.
            let _ = self.finish(
                error.exit,
                Map::from_iter([("findings".to_owned(), findings)]),
            );
        }
        error
    }

    fn finish(&mut self, exit: Exit, fields: Map<String, Value>) -> Result<()> {
        if self.form == OutputFormat::Json {
            if self.count == 0 {
                self.text = self.ui.document_head(self.name);
            }
            self.text += &Ui::document_tail(exit, fields);
        }
        self.write()
    }

    fn write(&mut self) -> Result<()> {
        if self.form == OutputFormat::Table {
            let width = self.ui.terminal().stdout.then(|| self.ui.width());
            return self
                .table
                .take(width)
                .map_or(Ok(()), |text| self.ui.result(Styled::trusted(text)));
        }
        let text = take(&mut self.text);
        match self.form {
            OutputFormat::Json | OutputFormat::Ndjson => self.ui.result_raw(&escape_json(&text)),
            OutputFormat::Table | OutputFormat::Csv => self.ui.result_raw(&text),
        }
    }

    /// CSV is data, and stays as it is; on a terminal it must not do anything.
    fn in_csv(&self, cell: &Cell) -> String {
        let text = self.ui.redact(&cell.exact());
        if self.ui.terminal().stdout {
            escape_for_terminal(&text)
        } else {
            text
        }
    }

    fn object(&self, cells: &[Cell]) -> Result<String> {
        let fields = self.fields.iter().zip(cells);
        let mut object: Map<String, Value> = fields
            .map(|(field, cell)| (field.name.to_owned(), cell.json()))
            .collect();
        object.values_mut().for_each(redact_json);
        serde_json::to_string(&object)
            .map_err(|error| Error::bug(format!("a row is no JSON: {error}")))
    }
}

impl Cell {
    fn in_table(&self, now: Option<Timestamp>) -> String {
        match (self, now) {
            (Self::Text(text), _) => text.as_deref().map(safe_line).unwrap_or_default(),
            (Self::Date(Some(moment)), Some(_)) => moment
                .to_zoned(TimeZone::UTC)
                .strftime("%Y-%m-%d")
                .to_string(),
            (Self::Ago(Some(moment)), Some(now)) => relative(*moment, now),
            (Self::Truth(Some(truth)), _) => if *truth { "yes" } else { "no" }.to_owned(),
            _ => self.exact(),
        }
    }

    fn exact(&self) -> String {
        match self {
            Self::Text(text) => text.clone().unwrap_or_default(),
            Self::Number(number) => number.to_string(),
            Self::Truth(truth) => truth.map(|truth| truth.to_string()).unwrap_or_default(),
            Self::Date(moment) | Self::Ago(moment) => {
                moment.map(|moment| moment.to_string()).unwrap_or_default()
            }
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Text(text) => text.clone().into(),
            Self::Number(number) => (*number).into(),
            Self::Truth(truth) => (*truth).into(),
            Self::Date(moment) | Self::Ago(moment) => {
                moment.map(|moment| moment.to_string()).into()
            }
        }
    }
}

/// One line of CSV.
fn comma_separated(values: &[String]) -> String {
    let mut writer = csv::WriterBuilder::new()
        .buffer_capacity(512)
        .from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_record(values);
    writer.into_inner().map_or_else(
        |_| String::new(),
        |bytes| String::from_utf8_lossy(&bytes).into_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::comma_separated;

    #[test]
    fn csv_quotes_what_it_must() {
        assert_eq!(
            comma_separated(&["a".into(), "b,c".into(), "d\"e\nf".into(), String::new()]),
            "a,\"b,c\",\"d\"\"e\nf\",\n"
        );
    }
}
