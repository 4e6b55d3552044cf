//! SQLite, by sqlx.
//!
//! Owns the connection to a file, and what its errors mean.

use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::TryStreamExt;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row};

use super::found::Found;
use super::listing::User;
use super::migrate::Plan;
use super::schema::Release;
use super::statement::{Engine, Statement, Value};
use super::users::{Account, Person, StoredLogin, Users};
use crate::error::{Error, Result};
use crate::finding::Finding;

/// An open file.
pub(super) struct Sqlite {
    pub connection: SqliteConnection,
    pub path: PathBuf,
}

impl Sqlite {
    /// Opens a file that exists. `patience` is how long it waits for another program that writes.
    pub async fn open(path: &Path, patience: Duration) -> Result<Self> {
        if !path.exists() {
            return Err(missing(path));
        }
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(false)
            // SQLite counts milliseconds in 32 bits.
            .busy_timeout(patience.min(Duration::from_secs(24 * 3600)));
        let connection = options
            .connect()
            .await
            .map_err(|error| failure(path, error))?;
        Ok(Self {
            connection,
            path: path.to_owned(),
        })
    }

    /// Makes the file, for its owner only, and its folder, where they are missing.
    pub fn create(path: &Path) -> Result<()> {
        path.parent()
            .map_or(Ok(()), std::fs::create_dir_all)
            .map_err(|error| uncreatable(path, &error))?;
        match crate::process::create_private_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
                Err(uncreatable(path, &error))
            }
            _ => Ok(()),
        }
    }

    /// Makes what is missing, or with `rehearse` does and undoes it. Who comes at the same time waits, and then finds it made.
    pub async fn initialize(
        &mut self,
        wanted: Option<&'static Release>,
        rehearse: bool,
    ) -> Result<Plan> {
        let plan = Plan::make(&self.found().await?, wanted, Engine::Sqlite)?;
        if plan.is_empty() {
            return Ok(plan);
        }
        self.run("BEGIN IMMEDIATE").await?;
        let made = self.make(wanted).await;
        self.end(made, rehearse).await
    }

    async fn make(&mut self, wanted: Option<&'static Release>) -> Result<Plan> {
        let plan = Plan::make(&self.found().await?, wanted, Engine::Sqlite)?;
        self.run(&plan.sql()).await.map(|()| plan)
    }

    /// Runs SQL that alters tables, all of it or nothing; with `rehearse`, does and undoes it.
    pub async fn alter(&mut self, sql: &str, rehearse: bool) -> Result<()> {
        self.run("BEGIN IMMEDIATE").await?;
        let altered = self.run(sql).await;
        self.end(altered, rehearse).await
    }

    /// Ends a transaction as its work did. After a failure it may have ended by itself; then there is nothing to roll back.
    async fn end<T>(&mut self, done: Result<T>, rehearse: bool) -> Result<T> {
        let ended = self
            .run(if done.is_ok() && !rehearse {
                "COMMIT"
            } else {
                "ROLLBACK"
            })
            .await;
        let done = done?;
        ended.map(|()| done)
    }

    /// Runs one statement and returns how many rows it touched.
    pub async fn execute(&mut self, statement: &Statement) -> Result<u64> {
        let run = bound(statement).execute(&mut self.connection).await;
        run.map(|done| done.rows_affected())
            .map_err(|error| failure(&self.path, error))
    }

    async fn run(&mut self, sql: &str) -> Result<()> {
        let run = sqlx::raw_sql(AssertSqlSafe(sql))
            .execute(&mut self.connection)
            .await;
        run.map(|_| ()).map_err(|error| failure(&self.path, error))
    }

    /// What is there.
    pub async fn found(&mut self) -> Result<Found> {
        let recorded = format!(
            "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '{}'",
            super::found::RECORD
        );
        let recorded: i64 = self
            .fetch(&Statement::new(recorded))
            .await?
            .first()
            .map_or(0, |row| row.get(0));
        let record = if recorded == 0 { "NULL" } else { RECORD };
        let sql = CATALOG.replace("$RECORD", record);
        let rows = self.fetch(&Statement::new(sql)).await?;
        let document: String = rows.first().map(|row| row.get(0)).unwrap_or_default();
        serde_json::from_str(&document)
            .map_err(|error| Error::bug(format!("the catalog of SQLite: {error}")))
    }

    /// Creates or updates the row of a person in one transaction. SQLite lets one writer in at a time.
    pub async fn store_login(&mut self, person: &Person, users: Users<'_>) -> Result<StoredLogin> {
        let path = self.path.clone();
        let failed = |error| failure(&path, error);
        let mut transaction = self
            .connection
            .begin_with("BEGIN IMMEDIATE")
            .await
            .map_err(failed)?;
        let rows = bound(&person.candidates(users))
            .fetch_all(&mut *transaction)
            .await
            .map_err(failed)?;
        let mut decision = person.decide(&rows.iter().map(account).collect::<Vec<_>>(), users)?;
        let written = bound(&decision.write)
            .fetch_one(&mut *transaction)
            .await
            .map_err(failed)?;
        decision.stored.user_id = written.get(0);
        transaction.commit().await.map_err(failed)?;
        Ok(decision.stored)
    }

    /// Hands the users to `each` as they are read.
    pub async fn list(
        &mut self,
        statement: &Statement,
        mut each: impl FnMut(User, u64) -> Result<()>,
    ) -> Result<()> {
        let mut rows = bound(statement).fetch(&mut self.connection);
        while let Some(row) = rows
            .try_next()
            .await
            .map_err(|error| failure(&self.path, error))?
        {
            each(
                user(&row),
                row.try_get::<i64, _>(9).unwrap_or_default().unsigned_abs(),
            )?;
        }
        Ok(())
    }

    /// Runs one statement and returns its rows.
    pub async fn fetch(&mut self, statement: &Statement) -> Result<Vec<SqliteRow>> {
        bound(statement)
            .fetch_all(&mut self.connection)
            .await
            .map_err(|error| failure(&self.path, error))
    }

    /// Runs one statement that returns one number a row, and returns the numbers.
    pub async fn numbers(&mut self, statement: &Statement) -> Result<Vec<i64>> {
        Ok(self
            .fetch(statement)
            .await?
            .iter()
            .map(|row| row.get(0))
            .collect())
    }

    /// Closes the file.
    pub async fn close(self) {
        // Nothing is left to be written; a failure to close changes nothing. What was broken off may still wait for another program.
        let _ = tokio::time::timeout(Duration::from_millis(200), self.connection.close()).await;
    }
}

fn bound(
    statement: &Statement,
) -> sqlx::query::Query<'_, sqlx::Sqlite, sqlx::sqlite::SqliteArguments> {
    statement.values.iter().fold(
        sqlx::query(AssertSqlSafe(statement.sql.as_str())),
        |query, value| match value {
            Value::Text(text) => query.bind(text.as_deref()),
            Value::Integer(number) => query.bind(*number),
        },
    )
}

fn account(row: &SqliteRow) -> Account {
    // SQLite stores any type in any column: what is not text counts as absent.
    let text = |column: usize| row.try_get::<Option<String>, _>(column).ok().flatten();
    Account {
        key: row.get(0),
        email: text(1),
        username: text(2),
        provider: text(3),
        oauth_id: text(4),
    }
}

/// SQLite stores any type in any column: what is not of the right one counts as absent.
fn user(row: &SqliteRow) -> User {
    let text = |column: usize| {
        let bytes = row
            .try_get_unchecked::<Option<&[u8]>, _>(column)
            .ok()
            .flatten();
        bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned())
    };
    let truth = |column: usize| {
        row.try_get_unchecked::<Option<i64>, _>(column)
            .ok()
            .flatten()
            .map(|number| number != 0)
    };
    let moment = |column: usize| {
        let written = row
            .try_get_unchecked::<Option<&str>, _>(column)
            .ok()
            .flatten()?;
        written
            .parse::<DateTime>()
            .ok()?
            .to_zoned(TimeZone::UTC)
            .ok()
            .map(|zoned| zoned.timestamp())
    };
    User {
        id: row.try_get(0).unwrap_or_default(),
        email: text(1),
        username: text(2),
        full_name: text(3),
        provider: text(4),
        active: truth(5),
        verified: truth(6),
        created: moment(7),
        last_login: moment(8),
    }
}

/// The finding for a file that is not there.
pub(super) fn missing(path: &Path) -> Error {
    let finding = Finding::fail("database.file-missing", format!("there is no database at {}", path.display()))
        .cause("without DATABASE_URL the app and navauth use this SQLite file, and neither has created it yet")
        .fix("create it, or set DATABASE_URL to your PostgreSQL database")
        .command("navauth init-db");
    Error::settings(finding)
}

fn uncreatable(path: &Path, error: &std::io::Error) -> Error {
    let finding = Finding::fail("database.file-uncreatable", format!("{} cannot be created", path.display()))
        .detail(error.to_string())
        .cause("the folder is not writable for you, the disk is full, or something that is no folder stands in its place")
        .fix("choose another place in DATABASE_URL, such as sqlite:///./data/users.db");
    Error::settings(finding)
}

/// What an error of SQLite means for the person. Primary result codes: <https://www.sqlite.org/rescode.html>.
pub(super) fn failure(path: &Path, error: sqlx::Error) -> Error {
    let shown = path.display();
    let code = error
        .as_database_error()
        .and_then(|error| error.code())
        .and_then(|code| code.parse::<u32>().ok());
    let beneath = error
        .as_database_error()
        .map_or_else(|| error.to_string(), |error| error.message().to_owned());
    let fail = |id, title: String, cause: &str, fix: &str| {
        Finding::fail(id, title)
            .detail(beneath.clone())
            .cause(cause)
            .fix(fix)
    };
    let failed = match code.map(|code| code & 0xff) {
        Some(5 | 6) => Error::unreachable(fail(
            "database.locked",
            format!("{shown} is in use"),
            "another program is writing to it and did not finish in time",
            "wait for the other program, or stop it, and try again",
        )),
        Some(8) => Error::refused(fail(
            "database.read-only",
            format!("{shown} cannot be written"),
            "the file, its folder or the disk is read-only for you",
            "make the file and its folder writable for your user",
        )),
        Some(10 | 13) => Error::refused(fail(
            "database.disk",
            format!("{shown} could not be read or written"),
            "the disk is full or failing",
            "free some space and try again",
        )),
        Some(11 | 26) => Error::settings(fail(
            "database.not-sqlite",
            format!("{shown} is not a SQLite database"),
            "the file holds something else, or was damaged",
            "point DATABASE_URL at the right file, or move this one away and create a new one with navauth init-db",
        )),
        Some(14) => Error::settings(fail(
            "database.file-unusable",
            format!("{shown} cannot be opened"),
            "it is a folder, or you may not read it",
            "point DATABASE_URL at a file that you may read and write",
        )),
        _ => Error::refused(fail(
            "database.statement-refused",
            format!("SQLite refused a statement on {shown}"),
            "the tables differ from what the app makes, or a rule of the database forbids it",
            "compare the tables with navauth init-db --check",
        )),
    };
    failed.with_source(error)
}

/// The catalog as one JSON document, in the shape of [`Found`].
const CATALOG: &str = r#"
SELECT json_object(
  'role', '', 'database', '', 'schema', 'main', 'may_create', json('true'),
  'record', $RECORD,
  'tables', json((SELECT json_group_array(json_object(
    'schema', 'main', 'name', m.name, 'visible', json('true'), 'owner', '', 'owned', json('true'), 'usable', json('true'),
    'is_table', json(iif(m.type = 'table', 'true', 'false')),
    'columns', json((SELECT json_group_array(json_object(
      'name', c.name, 'type', c.type, 'required', json(iif(c."notnull", 'true', 'false')),
      'filled', json(iif(c.dflt_value IS NOT NULL OR c.pk = 1 AND upper(c.type) = 'INTEGER', 'true', 'false'))
    )) FROM pragma_table_info(m.name) c)),
    'indexes', json((SELECT json_group_array(json_object(
      'name', l.name, 'unique', json(iif(l."unique", 'true', 'false')), 'primary', json(iif(l.origin = 'pk', 'true', 'false')),
      'whole', json(iif(l.partial, 'false', 'true')),
      'columns', json((SELECT json_group_array(coalesce(i.name, '')) FROM pragma_index_info(l.name) i))
    )) FROM pragma_index_list(m.name) l))
  )) FROM sqlite_master m WHERE m.type IN ('table', 'view') AND m.name IN ('users', 'oauth_states', 'user', 'contact_oauth_state')))
)"#;

const RECORD: &str = "json((SELECT json_group_array(json_object('version', version, 'checksum', lower(hex(checksum)), 'success', \
                      json(iif(success, 'true', 'false')))) FROM _navauth_migrations))";
