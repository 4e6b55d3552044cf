//! SQL statements with values, for both engines.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A database engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Postgres,
    Sqlite,
}

/// A bound value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nullable text.
    Text(Option<String>),
    Integer(i64),
}

/// One SQL statement with the values of `$1`, `$2`, …
#[derive(Clone, Debug, Default)]
pub struct Statement {
    pub sql: String,
    pub values: Vec<Value>,
}

impl Engine {
    /// The placeholder for the time in value `number`. It is sent as text, which PostgreSQL needs to cast.
    pub fn moment(self, number: usize) -> String {
        match self {
            Self::Postgres => format!("${number}::timestamp"),
            Self::Sqlite => format!("${number}"),
        }
    }
}

impl Statement {
    pub fn new(sql: impl Into<String>) -> Self {
        Self {
            sql: sql.into(),
            values: Vec::new(),
        }
    }

    /// Binds the next value, a text.
    #[must_use]
    pub fn text(mut self, text: impl Into<Option<String>>) -> Self {
        self.values.push(Value::Text(text.into()));
        self
    }

    /// Binds the next value, a number.
    #[must_use]
    pub fn integer(mut self, number: i64) -> Self {
        self.values.push(Value::Integer(number));
        self
    }

    /// Binds the next value, a time.
    #[must_use]
    pub fn moment(self, moment: Timestamp) -> Self {
        self.text(stored(moment))
    }
}

/// A time as the app stores it: UTC without zone, always with microseconds (SQLAlchemy on SQLite reads no other
/// form).
pub fn stored(moment: Timestamp) -> String {
    moment
        .to_zoned(TimeZone::UTC)
        .strftime("%Y-%m-%d %H:%M:%S.%6f")
        .to_string()
}
