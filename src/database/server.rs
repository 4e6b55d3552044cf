//! Queries on an open PostgreSQL connection, each with a deadline.
//!
//! No statement is named and every lock ends with its transaction, so everything works through a transaction pooler.
//! `postgres` connects and explains errors.

mod read;

use std::cell::Cell;
use std::time::{Duration, Instant};

use futures_util::TryStreamExt;
use futures_util::future::{join, join3};
use tokio::time::sleep_until;
use tokio_postgres::Row;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;

use super::catalog;
use super::found::Introspected;
use super::listing::{User, Written};
use super::migrate::Plan;
use super::postgres::{self, Connection};
use super::schema::Releases;
use super::statement::{Engine, Statement};
use super::url::PostgresUrl;
use super::users::{NewUser, StoredLogin, Users};
use crate::diagnostic;
use crate::diagnostics::catalog::database as codes;
use crate::diagnostics::{Error, Result};
use crate::process::deadline_after;

/// How often to retry after a conflict with another client.
const ATTEMPTS: usize = 8;

/// The advisory lock that serializes sign-ins: "login" in ASCII.
const LOCK: i64 = 0x6c_6f_67_69_6e;

/// A connection with what is needed to explain its errors.
pub(super) struct Server {
    pub connection: Connection,
    url: PostgresUrl,
    timeout: Duration,
    deadline: Cell<Instant>,
}

impl Server {
    /// Connects. `timeout` limits the connection, and later each operation.
    pub async fn open(url: &PostgresUrl, timeout: Duration) -> Result<Self> {
        let connection = postgres::connect(url, timeout).await?;
        Ok(Self {
            connection,
            url: url.clone(),
            timeout,
            deadline: Cell::new(deadline_after(timeout)),
        })
    }

    /// Starts a new operation, whose waits together may take as long as `timeout`.
    pub fn begin(&self) {
        self.deadline.set(deadline_after(self.timeout));
    }

    fn time_left(&self) -> Duration {
        self.deadline
            .get()
            .saturating_duration_since(Instant::now())
    }

    /// The tables and privileges, in one round trip.
    pub async fn introspect(&self) -> Result<Introspected> {
        let asked = catalog::query(&self.connection.client, "", self.time_left());
        let documents = match tokio::time::timeout(self.time_left(), asked).await {
            Ok(Ok(documents)) => documents,
            Ok(Err(error)) => {
                let (connection, left) = (&self.connection, self.time_left());
                return Err(catalog::failure(connection, error, &self.url, left).await);
            }
            Err(_) => return Err(self.too_slow()),
        };
        let mut found = catalog::parse(documents.first())?;
        self.within(catalog::count_only_in(&self.connection.client, &mut found))
            .await?;
        Ok(found)
    }

    /// Creates what is missing; with `rehearse`, rolls it back.
    pub async fn initialize(&self, releases: Releases, rehearse: bool) -> Result<Plan> {
        let mut last = Error::bug("init-db was never tried");
        for _ in 0..ATTEMPTS {
            let mut found = self.introspect().await?;
            found.preferred = releases.preferred;
            let plan = Plan::make(&found, releases.wanted, Engine::Postgres)?;
            if plan.is_empty() && found.read_only {
                return Err(Error::refused(diagnostic!(codes::READ_ONLY)));
            }
            if plan.is_empty() {
                return Ok(plan);
            }
            let sql = self.transaction(&plan.sql(), rehearse);
            match self
                .attempt(self.connection.client.batch_execute(&sql))
                .await?
            {
                Ok(()) => return Ok(plan),
                // Another client has just created one of the tables: read again.
                Err(lost) => last = lost,
            }
            if rehearse {
                self.roll_back().await?;
            }
        }
        Err(last)
    }

    /// Runs SQL that alters tables, all or nothing; with `rehearse`, rolls it back.
    pub async fn alter(&self, sql: &str, rehearse: bool) -> Result<()> {
        self.within(
            self.connection
                .client
                .batch_execute(&self.transaction(sql, rehearse)),
        )
        .await
    }

    /// Several statements in one simple query form one transaction. With `lock_timeout`
    /// the server stops waiting for a lock when navauth does, so nothing happens later.
    fn transaction(&self, sql: &str, rehearse: bool) -> String {
        let limit = self.timeout.as_millis();
        match rehearse {
            false => format!("SET LOCAL lock_timeout = {limit};\n{sql}"),
            true => format!("BEGIN;\nSET LOCAL lock_timeout = {limit};\n{sql}ROLLBACK;"),
        }
    }

    /// Runs one statement in one round trip, and returns the number of affected rows. The server undoes it when it takes
    /// longer than navauth waits, so nothing happens later.
    pub async fn execute(&self, statement: &Statement) -> Result<u64> {
        let values = statement
            .values
            .iter()
            .map(|value| (value as &(dyn ToSql + Sync), value.kind()))
            .collect::<Vec<_>>();
        let client = &self.connection.client;
        let limit = (self.time_left() * 9 / 10).as_millis().max(1);
        let begin = format!("BEGIN; SET LOCAL statement_timeout = {limit}");
        let answers = join3(
            client.batch_execute(&begin),
            client.execute_typed(&statement.sql, &values),
            client.batch_execute("COMMIT"),
        );
        let changed = async {
            let (begun, changed, ended) = answers.await;
            begun?;
            let changed = changed?;
            ended.map(|()| changed)
        };
        match tokio::time::timeout_at(self.deadline.get().into(), changed).await {
            Ok(Err(error)) if error.code() == Some(&SqlState::QUERY_CANCELED) => {
                Err(self.too_slow())
            }
            Ok(changed) => changed.map_err(|error| self.connection.failure(error, &self.url)),
            Err(_) => Err(self.too_slow()),
        }
    }

    /// Creates or updates a user's row in one transaction, in two round trips.
    pub async fn store_login(&self, new_user: &NewUser, users: Users<'_>) -> Result<StoredLogin> {
        let mut last = Error::bug("the sign-in was never stored");
        for _ in 0..ATTEMPTS {
            let rows = match self.attempt(self.candidates(new_user, users)).await? {
                Ok(rows) => rows,
                Err(lost) => {
                    last = lost;
                    self.roll_back().await?;
                    continue;
                }
            };
            let accounts: Option<Vec<_>> = rows.iter().map(read::account).collect();
            let Some(accounts) = accounts else {
                return self.roll_back().await.and(Err(odd_rows()));
            };
            let mut decision = match new_user.decide(&accounts, users) {
                Ok(decision) => decision,
                Err(refused) => return self.roll_back().await.and(Err(refused)),
            };
            match self.attempt(self.write(&decision.write)).await? {
                Ok(user_id) => {
                    decision.stored.user_id = user_id.ok_or_else(odd_rows)?;
                    return Ok(decision.stored);
                }
                // Another sign-in took the address or the name in the meantime. The transaction was rolled back: read
                // again.
                Err(lost) => last = lost,
            }
        }
        Err(last)
    }

    /// Begins, waits for other sign-ins of navauth, and reads the relevant rows in one round trip. A row that does
    /// not exist yet cannot be locked; a concurrent sign-in by the app causes a unique violation instead.
    async fn candidates(
        &self,
        new_user: &NewUser,
        users: Users<'_>,
    ) -> Result<Vec<Row>, tokio_postgres::Error> {
        let client = &self.connection.client;
        let lock =
            format!("BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock({LOCK})");
        let (begin, rows) = join(
            client.batch_execute(&lock),
            self.rows(&new_user.candidates(users)),
        )
        .await;
        begin.and(rows)
    }

    /// Writes and commits in one round trip. If the write fails, the commit rolls back.
    async fn write(&self, statement: &Statement) -> Result<Option<i64>, tokio_postgres::Error> {
        let (rows, committed) = join(
            self.rows(statement),
            self.connection.client.batch_execute("COMMIT"),
        )
        .await;
        let key = rows.map(|rows| rows.first().and_then(number))?;
        committed.map(|()| key)
    }

    async fn roll_back(&self) -> Result<()> {
        self.within(self.connection.client.batch_execute("ROLLBACK"))
            .await
    }

    /// Runs one statement and returns the number in each row.
    pub async fn numbers(&self, statement: &Statement) -> Result<Vec<i64>> {
        let rows = self.within(self.rows(statement)).await?;
        let numbers: Option<Vec<i64>> = rows.iter().map(number).collect();
        numbers.ok_or_else(odd_rows)
    }

    /// Passes each user to `each` as they arrive. One deadline covers all of them.
    pub async fn list(
        &self,
        statement: &Statement,
        mut each: impl FnMut(User<'_>) -> Result<Written>,
    ) -> Result<()> {
        let values = statement.values.iter().map(|value| (value, value.kind()));
        let asked = self
            .connection
            .client
            .query_typed_raw(&statement.sql, values);
        self.connection.allow_stream();
        let mut rows = std::pin::pin!(self.within(asked).await?);
        let mut deadline = std::pin::pin!(sleep_until(self.deadline.get().into()));
        loop {
            let row = tokio::select! {
                biased;
                row = rows.try_next() => row,
                () = deadline.as_mut() => return Err(self.too_slow()),
            };
            let Some(row) = row.map_err(|error| self.connection.failure(error, &self.url))? else {
                return Ok(());
            };
            // While rows are always ready, the timer does not run.
            if Instant::now() >= deadline.deadline().into_std() {
                return Err(self.too_slow());
            }
            let written = each(read::user(&row).ok_or_else(odd_rows)?)?;
            if !written.delay().is_zero() {
                let later = deadline.deadline() + written.delay();
                deadline.as_mut().reset(later);
            }
            written.yield_if_written().await;
        }
    }

    async fn rows(&self, statement: &Statement) -> Result<Vec<Row>, tokio_postgres::Error> {
        let values = statement
            .values
            .iter()
            .map(|value| (value as &(dyn ToSql + Sync), value.kind()))
            .collect::<Vec<_>>();
        self.connection
            .client
            .query_typed(&statement.sql, &values)
            .await
    }

    /// Waits for a result within the deadline, and explains a failure.
    pub async fn within<T>(
        &self,
        answer: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T> {
        match tokio::time::timeout_at(self.deadline.get().into(), answer).await {
            Ok(answer) => answer.map_err(|error| self.connection.failure(error, &self.url)),
            Err(_) => Err(self.too_slow()),
        }
    }

    /// As [`Self::within`], but returns a conflict with another client as the inner error.
    async fn attempt<T>(
        &self,
        answer: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<Result<T, Error>> {
        match tokio::time::timeout_at(self.deadline.get().into(), answer).await {
            Ok(Ok(value)) => Ok(Ok(value)),
            Ok(Err(error)) if error.code().is_some_and(|code| MAY_PASS.contains(code)) => {
                Ok(Err(self.connection.failure(error, &self.url)))
            }
            Ok(Err(error)) => Err(self.connection.failure(error, &self.url)),
            Err(_) => Err(self.too_slow()),
        }
    }

    fn too_slow(&self) -> Error {
        Error::unreachable(diagnostic!(
            codes::SLOW,
            limit = format!("{} s", self.timeout.as_secs())
        ))
    }
}

/// The number in a row's first column.
fn number(row: &Row) -> Option<i64> {
    row.try_get(0).ok()
}

fn odd_rows() -> Error {
    postgres::odd_answer("a column is missing, NULL or of another type")
}

/// Errors caused by a conflict with another client.
const MAY_PASS: [SqlState; 6] = [
    SqlState::UNIQUE_VIOLATION,
    SqlState::DUPLICATE_TABLE,
    SqlState::DUPLICATE_OBJECT,
    SqlState::T_R_DEADLOCK_DETECTED,
    SqlState::T_R_SERIALIZATION_FAILURE,
    SqlState::INTERNAL_ERROR,
];
