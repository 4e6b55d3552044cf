//! SQL with its values, for both engines.
//!
//! Owns what differs between their dialects. Running it belongs to `postgres` and `sqlite`.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A database engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// PostgreSQL.
    Postgres,
    /// SQLite.
    Sqlite,
}

/// A value of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text, or NULL.
    Text(Option<String>),
    /// A number.
    Integer(i64),
}

/// One SQL statement with the values of `$1`, `$2`, …
#[derive(Clone, Debug, Default)]
pub struct Statement {
    /// The SQL.
    pub sql: String,
    /// The values in order.
    pub values: Vec<Value>,
}

impl Engine {
    /// The time that stands in value `number`. It travels as text; PostgreSQL must be told what it is.
    pub fn moment(self, number: usize) -> String {
        match self {
            Self::Postgres => format!("${number}::timestamp"),
            Self::Sqlite => format!("${number}"),
        }
    }
}

impl Statement {
    /// A statement without values.
    pub fn new(sql: impl Into<String>) -> Self {
        Self {
            sql: sql.into(),
            values: Vec::new(),
        }
    }

    /// Adds the next text.
    #[must_use]
    pub fn text(mut self, text: impl Into<Option<String>>) -> Self {
        self.values.push(Value::Text(text.into()));
        self
    }

    /// Adds the next number.
    #[must_use]
    pub fn integer(mut self, number: i64) -> Self {
        self.values.push(Value::Integer(number));
        self
    }

    /// Adds the next time.
    #[must_use]
    pub fn moment(self, moment: Timestamp) -> Self {
        self.text(stored(moment))
    }
}

/// A time as the app stores it: UTC without a zone, always with microseconds (SQLAlchemy on SQLite reads no other form).
pub fn stored(moment: Timestamp) -> String {
    moment
        .to_zoned(TimeZone::UTC)
        .strftime("%Y-%m-%d %H:%M:%S.%6f")
        .to_string()
}
