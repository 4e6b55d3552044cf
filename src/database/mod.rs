//! The app's database: PostgreSQL by tokio-postgres, SQLite by sqlx, behind one type.
//!
//! Owns connecting, the tables, users and login states. It tells the person nothing: it returns values.

pub mod url;

use std::path::PathBuf;
use std::time::Duration;

use crate::error::{Error, Result};
use crate::profile::Profile;

/// What to connect to.
#[derive(Clone, Debug)]
pub enum Target {
    /// A PostgreSQL server.
    Postgres(url::PostgresUrl),
    /// A SQLite file.
    Sqlite(PathBuf),
}

/// An open connection.
pub enum Database {}

impl Database {
    /// Connects within `deadline`, counted over all phases. A SQLite file that does not exist is an error here: only `init-db` makes one.
    pub async fn open(_target: &Target, _deadline: Duration) -> Result<Self> {
        Err(Error::bug("not built yet"))
    }

    /// Stores the state row of a login as the app does; it expires 10 minutes after `now`.
    pub async fn store_state(&mut self, _state: &LoginState) -> Result<()> {
        match *self {}
    }

    /// Deletes a state row; true when it was there and had not expired.
    pub async fn take_state(&mut self, _state_token: &str) -> Result<bool> {
        match *self {}
    }

    /// Creates or updates the user of a login by the app's rules, in one transaction, never taking over another person's row.
    pub async fn store_login(&mut self, _profile: &Profile) -> Result<StoredLogin> {
        match *self {}
    }

    /// Ends the connection.
    pub async fn close(self) {}
}

/// A row of the state table.
#[derive(Clone, Debug)]
pub struct LoginState {
    /// The value of the `state` parameter.
    pub state_token: String,
    /// The provider's name.
    pub provider: String,
    /// Where the app would send the person afterwards.
    pub redirect_uri: Option<String>,
}

/// What storing a login did.
#[derive(Clone, Debug)]
pub struct StoredLogin {
    /// The user's key.
    pub user_id: i64,
    /// What was done.
    pub change: LoginChange,
    /// The username that was stored, where it differs from the provider's because that one was taken.
    pub renamed_to: Option<String>,
}

/// What happened to the user's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginChange {
    /// A new user.
    Created,
    /// Known by provider and id: last login and profile were brought up to date.
    Updated,
    /// Known by a verified e-mail address: linked with this provider.
    Linked,
}
