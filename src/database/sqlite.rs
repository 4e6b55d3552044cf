//! SQLite, with sqlx.

use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::TryStreamExt;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row};
use tokio::time::sleep_until;

use super::found::{Introspected, ONLY_IN, OnlyIn, Unreadable};
use super::listing::{User, Written};
use super::migrate::{Plan, unreadable_record};
use super::schema::Releases;
use super::statement::{Engine, Statement, Value};
use super::users::{ExistingUser, NewUser, StoredLogin, Users};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::database as codes;
use crate::diagnostics::{Error, Result};
use crate::process::deadline_after;
use crate::{diagnostic, text};

pub(super) struct Sqlite {
    connection: SqliteConnection,
    path: PathBuf,
    timeout: Duration,
    deadline: Arc<Mutex<Instant>>,
}

/// The heap limit of SQLite; a value in a row may be of any size.
const HEAP: &str = "33554432";

/// How many steps of SQLite's virtual machine between two checks of the deadline.
const STEPS: i32 = 10_000;

/// Operations that SQLite cannot interrupt, such as waiting for the disk, are abandoned this long after the deadline.
const GRACE: Duration = Duration::from_millis(500);

impl Sqlite {
    /// Opens an existing file. `timeout` limits the opening, and later each operation, including waits for another
    /// program that writes.
    pub async fn open(path: &Path, timeout: Duration) -> Result<Self> {
        match std::fs::metadata(path) {
            Err(_) if !path.exists() => return Err(missing(path)),
            Ok(metadata) if metadata.is_file() => {}
            Ok(_) => return Err(not_a_file(path)),
            Err(_) => {}
        }
        refuse_journal_of_several(path)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(false)
            // SQLite stores the timeout as 32-bit milliseconds.
            .busy_timeout(timeout.min(Duration::from_secs(24 * 3600)))
            .pragma("hard_heap_limit", HEAP);
        let deadline = Arc::new(Mutex::new(deadline_after(timeout)));
        let limit = deadline.clone();
        let opened = async {
            let mut connection = options.connect().await?;
            connection
                .lock_handle()
                .await?
                .set_progress_handler(STEPS, move || {
                    Instant::now() < *limit.lock().unwrap_or_else(PoisonError::into_inner)
                });
            Ok::<_, sqlx::Error>(connection)
        };
        let opened = tokio::time::timeout(timeout.saturating_add(GRACE), opened).await;
        let connection = opened
            .map_err(|_| too_slow(path))?
            .map_err(|error| failure(path, error))?;
        Ok(Self {
            connection,
            path: path.to_owned(),
            timeout,
            deadline,
        })
    }

    /// Starts a new operation, which may take as long as `timeout`.
    pub fn begin(&self) {
        self.set_deadline(deadline_after(self.timeout));
    }

    fn deadline(&self) -> Instant {
        *self.deadline.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_deadline(&self, deadline: Instant) {
        *self.deadline.lock().unwrap_or_else(PoisonError::into_inner) = deadline;
    }

    /// Creates the file, accessible only to its owner, and its folder, if they are missing.
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

    /// Creates what is missing; with `rehearse`, rolls it back. A concurrent run waits, and then finds the tables.
    pub async fn initialize(&mut self, releases: Releases, rehearse: bool) -> Result<Plan> {
        let plan = self.plan(releases).await?;
        if plan.is_empty() {
            return Ok(plan);
        }
        self.run("BEGIN IMMEDIATE").await?;
        let made = self.make(releases).await;
        self.end(made, rehearse).await
    }

    async fn plan(&mut self, releases: Releases) -> Result<Plan> {
        let mut found = self.introspect().await?;
        found.preferred = releases.preferred;
        Plan::make(&found, releases.wanted, Engine::Sqlite)
    }

    async fn make(&mut self, releases: Releases) -> Result<Plan> {
        let plan = self.plan(releases).await?;
        self.run(&plan.sql()).await.map(|()| plan)
    }

    /// Runs SQL that alters tables, all or nothing; with `rehearse`, rolls it back.
    pub async fn alter(&mut self, sql: &str, rehearse: bool) -> Result<()> {
        self.run("BEGIN IMMEDIATE").await?;
        let altered = self.run(sql).await;
        self.end(altered, rehearse).await
    }

    /// Commits or rolls back. A failure may already have ended the transaction; then there is nothing to roll back.
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

    /// Runs one statement and returns the number of affected rows.
    pub async fn execute(&mut self, statement: &Statement) -> Result<u64> {
        let deadline = self.deadline();
        let run = bound(statement).execute(&mut self.connection);
        within(deadline, &self.path, run)
            .await
            .map(|done| done.rows_affected())
    }

    async fn run(&mut self, sql: &str) -> Result<()> {
        let deadline = self.deadline();
        let run = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut self.connection);
        within(deadline, &self.path, run).await.map(|_| ())
    }

    pub async fn introspect(&mut self) -> Result<Introspected> {
        let recorded = format!(
            "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '{}'",
            super::found::RECORD
        );
        let recorded: i64 = self
            .fetch(&Statement::new(recorded))
            .await?
            .first()
            .and_then(|row| row.try_get(0).ok())
            .unwrap_or_default();
        let record = if recorded == 0 { "NULL" } else { RECORD };
        let sql = CATALOG.replace("$RECORD", record);
        let rows = self.fetch(&Statement::new(sql)).await?;
        let document: Option<String> = rows.first().and_then(|row| row.try_get(0).ok());
        let read = Introspected::read(&document.unwrap_or_default());
        let mut found = read.map_err(|unreadable| match unreadable {
            Unreadable::Answer => odd_rows(&self.path),
            Unreadable::Record => unreadable_record(),
        })?;
        if found.has_both() {
            let rows = self.fetch(&Statement::new(ONLY_IN)).await?;
            found.only_in = rows.first().and_then(|row| {
                let count = |column: usize| row.try_get::<i64, _>(column).ok()?.try_into().ok();
                Some(OnlyIn {
                    users: count(0)?,
                    user: count(1)?,
                })
            });
        }
        Ok(found)
    }

    /// Creates or updates a user's row in one transaction. SQLite allows one writer at a time.
    pub async fn store_login(
        &mut self,
        new_user: &NewUser,
        users: Users<'_>,
    ) -> Result<StoredLogin> {
        let (path, deadline) = (self.path.clone(), self.deadline());
        let begin = self.connection.begin_with("BEGIN IMMEDIATE");
        let mut transaction = within(deadline, &path, begin).await?;
        let candidates = new_user.candidates(users);
        let rows = bound(&candidates).fetch_all(&mut *transaction);
        let rows = within(deadline, &path, rows).await?;
        let accounts: Option<Vec<_>> = rows.iter().map(account).collect();
        let accounts = accounts.ok_or_else(|| odd_rows(&path))?;
        let mut decision = new_user.decide(&accounts, users)?;
        let written = bound(&decision.write).fetch_one(&mut *transaction);
        let written = within(deadline, &path, written).await?;
        decision.stored.user_id = written.try_get(0).map_err(|_| odd_rows(&path))?;
        within(deadline, &path, transaction.commit()).await?;
        Ok(decision.stored)
    }

    /// Passes each user to `each` as they are read. One deadline covers all of them.
    pub async fn list(
        &mut self,
        statement: &Statement,
        mut each: impl FnMut(User<'_>) -> Result<Written>,
    ) -> Result<()> {
        let (limit, path) = (self.deadline.clone(), self.path.as_path());
        let mut deadline = std::pin::pin!(sleep_until((self.deadline() + GRACE).into()));
        let mut rows = bound(statement).fetch(&mut self.connection);
        loop {
            // SQLite interrupts itself at the deadline, if it is not waiting for the disk.
            let row = tokio::select! {
                biased;
                row = rows.try_next() => row,
                () = deadline.as_mut() => return Err(too_slow(path)),
            };
            let Some(row) = row.map_err(|error| failure(path, error))? else {
                return Ok(());
            };
            let written = each(user(&row))?;
            if !written.delay().is_zero() {
                *limit.lock().unwrap_or_else(PoisonError::into_inner) += written.delay();
                let later = deadline.deadline() + written.delay();
                deadline.as_mut().reset(later);
            }
            written.yield_if_written().await;
        }
    }

    /// Runs one statement and returns its rows.
    pub async fn fetch(&mut self, statement: &Statement) -> Result<Vec<SqliteRow>> {
        let deadline = self.deadline();
        let rows = bound(statement).fetch_all(&mut self.connection);
        within(deadline, &self.path, rows).await
    }

    /// Runs one statement and returns the number in each row.
    pub async fn numbers(&mut self, statement: &Statement) -> Result<Vec<i64>> {
        let rows = self.fetch(statement).await?;
        let numbers: Option<Vec<i64>> = rows.iter().map(|row| row.try_get(0).ok()).collect();
        numbers.ok_or_else(|| odd_rows(&self.path))
    }

    /// Whether the app can write: a write transaction is started and rolled back, because SQLite also needs to create
    /// its journal in the folder. None while another program writes.
    pub async fn try_writing(&mut self) -> Result<Option<bool>> {
        // Another writer may hold the lock for long.
        self.run("PRAGMA busy_timeout = 500").await?;
        let mut tried = self.run("BEGIN IMMEDIATE").await;
        if tried.is_ok() {
            tried = self.run("CREATE TABLE _navauth_try (id INTEGER)").await;
            // Some failures end the transaction.
            let _ = self.run("ROLLBACK").await;
        }
        match tried {
            Ok(()) => Ok(Some(true)),
            Err(error) if error.diagnostic.is(&codes::LOCKED) => Ok(None),
            Err(error)
                if error.diagnostic.is(&codes::READ_ONLY)
                    || error.diagnostic.is(&codes::FILE_UNUSABLE) =>
            {
                Ok(Some(false))
            }
            Err(error) => Err(error),
        }
    }

    pub async fn close(self) {
        // Nothing is left to write, so a failure to close is harmless. An abandoned operation may still be waiting.
        let _ = tokio::time::timeout(Duration::from_millis(200), self.connection.close()).await;
    }
}

/// Waits for SQLite, which interrupts itself at the deadline, and explains a failure.
async fn within<T>(
    deadline: Instant,
    path: &Path,
    answer: impl Future<Output = std::result::Result<T, sqlx::Error>>,
) -> Result<T> {
    match tokio::time::timeout_at((deadline + GRACE).into(), answer).await {
        Ok(answer) => answer.map_err(|error| failure(path, error)),
        Err(_) => Err(too_slow(path)),
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

fn account(row: &SqliteRow) -> Option<ExistingUser> {
    // SQLite stores any type in any column: a value that is not text counts as absent.
    let text = |column: usize| row.try_get::<Option<String>, _>(column).ok().flatten();
    Some(ExistingUser {
        key: row.try_get(0).ok()?,
        email: text(1),
        username: text(2),
        provider: text(3),
        oauth_id: text(4),
    })
}

/// SQLite stores any type in any column: a value of the wrong type counts as absent.
fn user(row: &SqliteRow) -> User<'_> {
    let text = |column: usize| {
        let bytes = row
            .try_get_unchecked::<Option<&[u8]>, _>(column)
            .ok()
            .flatten();
        bytes.map(String::from_utf8_lossy)
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
        TimeZone::UTC
            .to_timestamp(written.parse::<DateTime>().ok()?)
            .ok()
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

/// The file does not exist. SQLite does not create the target of a symbolic link.
pub(super) fn missing(path: &Path) -> Error {
    let diagnostic = diagnostic!(codes::FILE_MISSING, file = path.display());
    Error::settings(match std::fs::read_link(path) {
        Ok(target) => diagnostic
            .reason(text!(codes::LINK_WITHOUT_TARGET, target = target.display()))
            .help(codes::RESTORE_TARGET),
        Err(_) => diagnostic,
    })
}

/// A journal that ends with the name of a file, and then the magic number, makes SQLite delete that file, wherever it is
/// (<https://www.sqlite.org/fileformat2.html>, "The Rollback Journal"). A repository may contain such a journal.
fn refuse_journal_of_several(path: &Path) -> Result<()> {
    const MAGIC: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
    let mut journal = path.as_os_str().to_owned();
    journal.push("-journal");
    let mut end = [0; MAGIC.len()];
    let mut read_end = || -> std::io::Result<()> {
        // Nothing but a file is a journal for SQLite.
        if !std::fs::symlink_metadata(&journal)?.is_file() {
            return Ok(());
        }
        let mut file = std::fs::File::open(&journal)?;
        file.seek(SeekFrom::End(-8))?;
        file.read_exact(&mut end)
    };
    // A journal that cannot be read is not replayed either.
    if read_end().is_err() || end != MAGIC {
        return Ok(());
    }
    let journal = Path::new(&journal).display();
    let diagnostic = diagnostic!(codes::JOURNAL_OF_SEVERAL, journal = journal);
    Err(Error::settings(diagnostic))
}

fn not_a_file(path: &Path) -> Error {
    let diagnostic =
        diagnostic!(codes::FILE_UNUSABLE, file = path.display()).reason(codes::NOT_A_FILE);
    Error::settings(diagnostic)
}

fn too_slow(path: &Path) -> Error {
    Error::unreachable(
        diagnostic!(codes::SLOW, limit = codes::TIME_ALLOWED).observed(path.display().to_string()),
    )
}

fn odd_rows(path: &Path) -> Error {
    let diagnostic = diagnostic!(codes::ANSWER_UNEXPECTED, answer = codes::NULL_OR_OTHER_TYPE);
    Error::refused(diagnostic.observed(path.display().to_string()))
}

fn uncreatable(path: &Path, error: &std::io::Error) -> Error {
    let folder = path.parent().unwrap_or(path);
    let diagnostic = diagnostic!(
        codes::FILE_UNCREATABLE,
        file = path.display(),
        folder = folder.display()
    )
    .observed(error.to_string());
    let in_the_way = path.ancestors().skip(1).find(|folder| folder.is_file());
    Error::settings(match in_the_way {
        Some(file) => diagnostic
            .reason(text!(codes::NOT_A_FOLDER, file = file.display()))
            .help(codes::MOVE_OUT_OF_THE_WAY),
        None => diagnostic,
    })
}

/// The file is not writable.
pub(super) fn file_read_only(path: &Path) -> Diagnostic {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    diagnostic!(codes::READ_ONLY)
        .reason(codes::FILE_READ_ONLY)
        .help(text!(
            codes::MAKE_WRITABLE,
            file = path.display(),
            folder = folder.display()
        ))
}

/// Explains an error of SQLite. Primary result codes: <https://www.sqlite.org/rescode.html>.
pub(super) fn failure(path: &Path, error: sqlx::Error) -> Error {
    let shown = path.display();
    let code = error
        .as_database_error()
        .and_then(|error| error.code())
        .and_then(|code| code.parse::<u32>().ok());
    let cause = error
        .as_database_error()
        .map_or_else(|| error.to_string(), |error| error.message().to_owned());
    let (fail, diagnostic): (fn(Diagnostic) -> Error, Diagnostic) = match code
        .map(|code| code & 0xff)
    {
        Some(9) => return too_slow(path),
        Some(7 | 18) => (
            Error::refused,
            diagnostic!(codes::ANSWER_TOO_LARGE, database = shown).reason(codes::MORE_THAN_32_MIB),
        ),
        Some(5 | 6) => (Error::unreachable, diagnostic!(codes::LOCKED, file = shown)),
        Some(8) => (Error::refused, file_read_only(path)),
        Some(10 | 13) => (Error::refused, diagnostic!(codes::DISK, file = shown)),
        Some(11 | 26) => (
            Error::settings,
            diagnostic!(codes::NOT_SQLITE, file = shown),
        ),
        Some(14) => (
            Error::settings,
            diagnostic!(codes::FILE_UNUSABLE, file = shown),
        ),
        _ => (
            Error::refused,
            diagnostic!(codes::STATEMENT_REFUSED, file = shown),
        ),
    };
    fail(diagnostic.observed(cause)).with_source(error)
}

/// The catalog as one JSON document, in the shape of [`Introspected`].
const CATALOG: &str = r#"
SELECT json_object(
  'role', '', 'database', '', 'schema', 'main', 'may_create', json('true'),
  'record', $RECORD,
  'tables', json((SELECT json_group_array(json_object(
    'schema', 'main', 'name', m.name, 'visible', json('true'), 'owner', '', 'owned', json('true'),
    'kind', iif(m.type = 'view', 'view', iif(m.sql LIKE 'CREATE VIRTUAL%', 'virtual-table', 'table')),
    'columns', json((SELECT json_group_array(json_object(
      'name', c.name, 'type', c.type, 'required', json(iif(c."notnull", 'true', 'false')),
      'filled', json(iif(c.dflt_value IS NOT NULL OR c.pk = 1 AND upper(c.type) = 'INTEGER', 'true', 'false'))
    )) FROM pragma_table_info(m.name) c)),
    'indexes', json((SELECT json_group_array(json_object(
      'name', l.name, 'unique', json(iif(l."unique", 'true', 'false')), 'primary', json(iif(l.origin = 'pk', 'true', 'false')),
      'whole', json(iif(l.partial, 'false', 'true')),
      'columns', json((SELECT json_group_array(coalesce(i.name, '')) FROM pragma_index_info(l.name) i))
    )) FROM pragma_index_list(m.name) l))
  )) FROM sqlite_master m WHERE m.type IN ('table', 'view') AND m.name IN ('users', 'oauth_states', 'user', 'contact_oauth_state', 'contact_oauth_states')))
)"#;

const RECORD: &str = "json((SELECT json_group_array(json_object('version', version, 'checksum', lower(hex(checksum)), 'success', \
                      json(iif(success, 'true', 'false')))) FROM _navauth_migrations))";
