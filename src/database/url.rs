//! Database URLs as the app reads them (SQLAlchemy 2.0), and which variable names the database.

/// A PostgreSQL URL, taken apart. Display hides the password.
#[derive(Clone, Debug)]
pub struct PostgresUrl {}
