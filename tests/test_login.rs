//! `navauth test-login`.

mod dialects;
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
mod emulated;
mod failures;
mod good;
mod hostile;
mod interrupted;
mod listed;
mod listener;
mod own;
mod page;
mod proofs;
mod several;
mod terminal;
mod ways;

use navauth::providers::fakes::{Behavior, FakeProviders};

use crate::support::Folder;
use crate::support::postgres::{Cluster, Database};

const KEY: &str = "b7d1a9e04c5f4f7f8f0f6d2c9a3e1b5d7c9e0f1a2b3c4d5e6f708192a3b4c5d6";

/// Fake providers, and a folder that uses them: SQLite, any free port.
pub struct Fixture {
    pub providers: FakeProviders,
    pub folder: Folder,
    pub database: Option<Database>,
}

impl Fixture {
    /// Without tables.
    pub fn new(behavior: Behavior) -> Self {
        Self::at(behavior, 0)
    }

    /// Without tables, with the providers' clock this many seconds ahead. The device flow polls every second.
    pub fn at(mut behavior: Behavior, seconds: i64) -> Self {
        behavior.device_interval = Some(1);
        #[expect(
            clippy::disallowed_methods,
            reason = "tests have no Process of their own"
        )]
        let now = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(seconds);
        let providers = FakeProviders::start(behavior, now).unwrap();
        let folder = Folder::with_env(&format!("{}JWT_SECRET_KEY={KEY}\n", providers.env_text()));
        let fixture = Self {
            providers,
            folder,
            database: None,
        };
        fixture.configure("http://localhost:0/auth/callback/{provider}", "");
        fixture
    }

    /// Writes navauth.toml with this callback URL and further lines.
    pub fn configure(&self, callback: &str, more: &str) {
        let callback = format!("[callback]\ndevelopment = \"{callback}\"\n\n");
        self.folder.write(
            "navauth.toml",
            format!("{callback}{}{more}", self.providers.config_toml()),
        );
    }

    /// With tables in a SQLite file.
    pub fn ready(behavior: Behavior) -> Self {
        let fixture = Self::new(behavior);
        let _ = fixture.folder.run(["init-db"]).code(0);
        fixture
    }

    /// With tables in PostgreSQL.
    pub fn on_postgres(behavior: Behavior) -> Self {
        let mut fixture = Self::new(behavior);
        let database = Cluster::shared().database();
        fixture
            .folder
            .variable("DATABASE_URL", &database.verified_url());
        fixture.database = Some(database);
        let _ = fixture.folder.run(["init-db"]).code(0);
        fixture
    }

    /// The rows of a query with one text column.
    pub fn query(&self, sql: &str) -> Vec<String> {
        match &self.database {
            Some(database) => database.psql(sql).lines().map(str::to_owned).collect(),
            None => {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .unwrap();
                let options = sqlx::sqlite::SqliteConnectOptions::new()
                    .filename(self.folder.path().join("data/users.db"));
                runtime.block_on(async {
                    let mut connection = sqlx::ConnectOptions::connect(&options).await.unwrap();
                    let rows = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
                        .fetch_all(&mut connection)
                        .await;
                    rows.unwrap()
                })
            }
        }
    }
}

/// The number of state rows.
pub fn state_rows(fixture: &Fixture) -> usize {
    fixture
        .query("select cast(id as text) from oauth_states")
        .len()
}

/// Every user as one line.
fn users(fixture: &Fixture) -> Vec<String> {
    let sql = "select cast(id as text) || ' ' || email || ' ' || coalesce(username, '') || ' ' || oauth_provider from users order by id";
    fixture.query(sql)
}
