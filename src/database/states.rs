//! The rows that remember a sign-in while the user is at the provider.
//!
//! The app keeps a row for 10 minutes and deletes it when it is used.

use jiff::{SignedDuration, Timestamp};

use super::schema::Table;
use super::statement::{Engine, Statement};

/// How long a sign-in may take.
pub const LIFETIME: SignedDuration = SignedDuration::from_mins(10);

#[derive(Clone, Debug)]
pub struct LoginState {
    /// The value of the `state` parameter.
    pub state_token: String,
    pub provider: String,
    /// Where the app redirects the user afterwards.
    pub redirect_uri: Option<String>,
}

pub(super) fn insert(
    table: &Table,
    engine: Engine,
    state: &LoginState,
    now: Timestamp,
) -> Statement {
    let redirect_uri = state
        .redirect_uri
        .clone()
        .filter(|uri| uri.chars().count() <= 500);
    Statement::new(format!(
        "INSERT INTO {} (state_token, provider, redirect_uri, created_at, expires_at) VALUES ($1, $2, $3, {}, {}) RETURNING {}",
        table.quoted(),
        engine.moment(4),
        engine.moment(5),
        cast_key(table),
    ))
    .text(state.state_token.clone())
    .text(state.provider.clone())
    .text(redirect_uri)
    .moment(now)
    .moment(now + LIFETIME)
}

/// Deletes the row, and returns 1 if it had not expired, else 0.
pub(super) fn take(table: &Table, engine: Engine, state_token: &str, now: Timestamp) -> Statement {
    let sql = format!(
        "DELETE FROM {} WHERE state_token = $1 RETURNING CAST(CASE WHEN expires_at > {} THEN 1 ELSE 0 END AS bigint)",
        table.quoted(),
        engine.moment(2)
    );
    Statement::new(sql).text(state_token.to_owned()).moment(now)
}

pub(super) fn delete_expired(table: &Table, engine: Engine, now: Timestamp) -> Statement {
    Statement::new(format!(
        "DELETE FROM {} WHERE {}",
        table.quoted(),
        expired(engine)
    ))
    .moment(now)
}

pub(super) fn count_expired(table: &Table, engine: Engine, now: Timestamp) -> Statement {
    Statement::new(format!(
        "SELECT count(*) FROM {} WHERE {}",
        table.quoted(),
        expired(engine)
    ))
    .moment(now)
}

/// Also compares with the server's clock, so that a local clock that is fast does not end sign-ins in progress.
fn expired(engine: Engine) -> String {
    match engine {
        Engine::Postgres => format!(
            "expires_at < least({}, timezone('utc', now()))",
            engine.moment(1)
        ),
        Engine::Sqlite => format!("expires_at < {}", engine.moment(1)),
    }
}

fn cast_key(table: &Table) -> String {
    format!("CAST({} AS bigint)", table.key)
}
