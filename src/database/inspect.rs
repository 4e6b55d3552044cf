//! Inspects an open database: connection, session and tables, in as few round trips as possible.

mod assess;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use futures_util::future::{join_all, join3};
use serde::{Deserialize, Serialize};
use sqlx::Row;

use super::catalog;
use super::found::Introspected;
use super::postgres::{self, Connection, Exchange, Phase, RoundTrip, Span};
use super::schema::Release;
use super::sqlite::Sqlite;
use super::statement::Statement;
use super::url::PostgresUrl;
use crate::config::settings::Settings;
use crate::diagnostic;
use crate::diagnostics::catalog::database as codes;
use crate::diagnostics::{Diagnostic, Result};

pub use assess::{check_file, check_neon_host, check_server, check_url};

/// What an inspection of a PostgreSQL server found.
#[derive(Clone, Debug)]
pub struct Server {
    pub connection: postgres::Facts,
    pub session: Session,
    pub found: Introspected,
    /// The connection phases with their times.
    pub phases: Vec<Span>,
    /// None on a Unix socket, unless samples were asked for.
    pub round_trip: Option<RoundTrip>,
    /// The pooler rejects what the app sends when it connects.
    pub options_rejected: Option<Diagnostic>,
}

/// Facts about the session.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Session {
    /// The current role.
    pub role: String,
    /// The current database.
    pub database: String,
    /// The effective search path.
    pub search_path: String,
    /// Writes are rejected: the server is a replica, or `default_transaction_read_only` is set.
    pub read_only: bool,
    /// The server is a replica.
    #[serde(default, skip_serializing)]
    pub replica: bool,
    /// The `source` of `default_transaction_read_only` in pg_settings.
    #[serde(default, skip_serializing)]
    pub read_only_source: String,
    /// The encoding of the database.
    #[serde(default, skip_serializing)]
    pub encoding: String,
    /// The client_encoding that is set for the role, the database or both, and for which of them.
    #[serde(default, skip_serializing)]
    pub client_encoding: Option<RoleSetting>,
}

/// A setting by ALTER ROLE or ALTER DATABASE.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct RoleSetting {
    pub value: String,
    /// Whether it is set for the role, else for all roles.
    pub of_role: bool,
    /// Whether it is set for the database, else for all databases.
    pub of_database: bool,
}

/// What an inspection of a SQLite file found.
#[derive(Clone, Debug, Serialize)]
pub struct File {
    /// The size in bytes.
    pub size: u64,
    /// Whether the app can write it; None while another program was writing.
    pub writable: Option<bool>,
    #[serde(skip)]
    pub path: PathBuf,
    /// SQLite's version.
    pub version: String,
}

const SESSION: &str = "SELECT json_build_object('role', current_user, 'database', current_database(), \
     'search_path', current_setting('search_path'), \
     'read_only', pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean, 'replica', pg_is_in_recovery(), 'encoding', current_setting('server_encoding'), \
     'read_only_source', (SELECT source FROM pg_settings WHERE name = 'default_transaction_read_only'), \
     'client_encoding', (SELECT json_build_object('value', split_part(c, '=', 2), 'of_role', s.setrole <> 0, 'of_database', s.setdatabase <> 0) \
       FROM pg_db_role_setting s, unnest(s.setconfig) c WHERE c LIKE 'client_encoding=%' \
         AND s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database())) \
         AND s.setrole IN (0, (SELECT oid FROM pg_roles WHERE rolname = session_user)) ORDER BY s.setrole <> 0 DESC, s.setdatabase <> 0 DESC LIMIT 1));";

/// Delay between two pings. They overlap, so many samples take about one round trip.
const BETWEEN_PINGS: Duration = Duration::from_millis(2);

/// Inspects a server in one round trip for the session and the catalog. The time of a round trip is known from the
/// connection; `samples` measures it by overlapping pings instead, which takes another.
/// `deadline` covers the whole inspection, connecting included.
pub async fn inspect_server(
    connection: &Connection,
    url: &PostgresUrl,
    samples: Option<u8>,
    deadline: Duration,
) -> Result<Server> {
    let left = deadline.saturating_sub(connection.trace.elapsed());
    let asked = tokio::time::timeout(left, ask(connection, samples, left)).await;
    let (documents, round_trip) = match asked {
        Ok(Ok(answered)) => answered,
        Ok(Err(error)) => {
            let left = deadline.saturating_sub(connection.trace.elapsed());
            return Err(catalog::failure(connection, error, url, left).await);
        }
        Err(_) => return Err(postgres::timed_out(url, Phase::Query, deadline)),
    };
    let mut documents = documents.iter();
    let session = documents
        .next()
        .and_then(|document| serde_json::from_str(document).ok())
        .ok_or_else(|| postgres::odd_answer("the description of the session cannot be read"))?;
    let mut found = catalog::parse(documents.next())?;
    let left = deadline.saturating_sub(connection.trace.elapsed());
    match tokio::time::timeout(left, catalog::count_only_in(&connection.client, &mut found)).await {
        Ok(counted) => counted.map_err(|error| connection.failure(error, url))?,
        Err(_) => return Err(postgres::timed_out(url, Phase::Query, deadline)),
    }
    let mut phases = connection.trace.spans();
    if let Some(round_trip) = round_trip {
        postgres::without_latency(&mut phases, round_trip.took);
    }
    Ok(Server {
        connection: connection.facts.clone(),
        session,
        found,
        phases,
        round_trip,
        options_rejected: None,
    })
}

/// Returns the documents of the first query and the time of a round trip.
async fn ask(
    connection: &Connection,
    samples: Option<u8>,
    time_left: Duration,
) -> std::result::Result<(Vec<String>, Option<RoundTrip>), tokio_postgres::Error> {
    connection.trace.enter(Phase::Query);
    // In a transaction, as the app works: a pooler may not allow one. All three are sent at once.
    let client = &connection.client;
    let (begun, documents, ended) = join3(
        client.batch_execute("BEGIN"),
        catalog::query(client, SESSION, time_left),
        client.batch_execute("COMMIT"),
    )
    .await;
    begun?;
    let documents = documents?;
    ended?;
    connection.trace.leave();
    let round_trip = match samples {
        Some(samples) => Some(sample(connection, samples).await?),
        None => connection.trace.round_trip(),
    };
    Ok((documents, round_trip))
}

/// The median of overlapping pings.
async fn sample(
    connection: &Connection,
    samples: u8,
) -> std::result::Result<RoundTrip, tokio_postgres::Error> {
    let pings = (0..samples.max(1)).map(|number| ping(connection, BETWEEN_PINGS * number.into()));
    let mut times = join_all(pings)
        .await
        .into_iter()
        .collect::<std::result::Result<Vec<_>, _>>()?;
    times.sort();
    Ok(RoundTrip {
        took: times[times.len() / 2],
        exchange: Exchange::Queries,
    })
}

/// Inspects a SQLite file. The write that tests whether it is writable is rolled back.
pub async fn inspect_file(path: &Path, timeout: Duration) -> Result<(File, Introspected)> {
    let mut sqlite = Sqlite::open(path, timeout).await?;
    let found = sqlite.introspect().await?;
    let version = sqlite
        .fetch(&Statement::new("SELECT sqlite_version()"))
        .await?;
    let version = version
        .first()
        .and_then(|row| row.try_get(0).ok())
        .unwrap_or_default();
    let size = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
    let writable = sqlite.try_writing().await?;
    sqlite.close().await;
    Ok((
        File {
            size,
            writable,
            path: path.to_owned(),
            version,
        },
        found,
    ))
}

/// Sets the preferred release from the settings, and tells the settings which release the tables belong to.
pub fn settle_release(settings: &Settings, found: &mut Introspected) {
    found.preferred = Release::of(settings);
    if let Some(release) = found.release() {
        settings.record_tables(release.name);
    }
}

/// Connects once more as the app does, if its release sets the search path when it connects: a pooler may reject that.
pub async fn try_options(server: &mut Server, url: &PostgresUrl, time_left: Duration) {
    let release = server.found.expected();
    if !release.reads_public_only() {
        return;
    }
    let mut url = url.clone();
    url.query.retain(|(name, _)| name != "options");
    url.query
        .push(("options".to_owned(), APP_OPTIONS.to_owned()));
    match postgres::connect(&url, time_left).await {
        Ok(connection) => connection.close().await,
        Err(error) if error.diagnostic.is(&codes::STARTUP_PARAMETER) => {
            let rejected = diagnostic!(
                codes::APP_OPTIONS_REJECTED,
                release = release.name,
                options = APP_OPTIONS
            );
            let said = error.diagnostic.detail;
            server.options_rejected = Some(said.into_iter().fold(rejected, Diagnostic::observed));
        }
        // Such as a limit of connections: it says nothing about the options.
        Err(_) => {}
    }
}

/// What the app's newest release sends in place of the connection string's own `options`.
const APP_OPTIONS: &str = "-csearch_path=public";

async fn ping(
    connection: &Connection,
    after: Duration,
) -> std::result::Result<Duration, tokio_postgres::Error> {
    tokio::time::sleep(after).await;
    let sent = Instant::now();
    connection
        .client
        .simple_query("")
        .await
        .map(|_| sent.elapsed())
}
