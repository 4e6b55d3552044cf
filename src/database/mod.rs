//! The app's database: PostgreSQL (tokio-postgres) and SQLite (sqlx) behind one type.

mod catalog;
pub mod difference;
pub mod found;
pub mod inspect;
mod listing;
mod lookup;
pub mod migrate;
pub mod over_https;
pub mod postgres;
pub mod schema;
mod server;
mod sqlite;
mod statement;
mod states;
pub mod tls;
pub mod url;
mod users;

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

use crate::config::settings::Settings;
use crate::diagnostic;
use crate::diagnostics::catalog::database as codes;
use crate::diagnostics::{Diagnostic, Error, Result};
use crate::profile::Profile;

use difference::Difference;
use found::Introspected;
use migrate::Plan;
use schema::{Release, Releases};
use server::Server;
use sqlite::Sqlite;
use users::{NewUser, Users};

pub use listing::{Listing, User, Written};
pub use lookup::UserSelector;
pub use statement::Engine;
pub use states::LoginState;
pub use users::{LoginChange, StoredLogin};

/// What to connect to.
#[derive(Clone, Debug)]
pub enum Target {
    Postgres(url::PostgresUrl),
    Sqlite(PathBuf),
}

impl Target {
    /// A relative path of a SQLite file begins where the app is started.
    fn in_app_folder(self, settings: &Settings) -> Self {
        match (self, &settings.app_folder) {
            (Self::Sqlite(path), Some(folder)) if path.is_relative() => {
                Self::Sqlite(folder.join(path).components().collect())
            }
            (target, _) => target,
        }
    }

    /// A SQLite file by its whole path. The folder's own path contains no links, so `..` at the start of a path leaves it.
    #[must_use]
    pub fn absolute(self, mut folder: &Path) -> Self {
        let Self::Sqlite(path) = self else {
            return self;
        };
        let mut path: &Path = &path;
        while let Ok(rest) = path.strip_prefix("..")
            && let Some(parent) = folder.parent()
        {
            (path, folder) = (rest, parent);
        }
        Self::Sqlite(folder.join(path).components().collect())
    }

    /// What inspecting a SQLite file that does not exist yet would find; None otherwise.
    pub fn introspect_missing(&self) -> Option<Introspected> {
        match self {
            Self::Sqlite(path) if !path.exists() => Some(Introspected {
                may_create: true,
                schema: Some("main".to_owned()),
                ..Introspected::default()
            }),
            _ => None,
        }
    }
}

/// An open connection.
pub struct Database {
    link: Link,
    found: Option<Introspected>,
    preferred: Option<&'static Release>,
}

enum Link {
    Postgres(Box<Server>),
    Sqlite(Sqlite),
}

impl Database {
    /// Connects within `deadline`, which covers all phases; every later operation gets the same time. Fails if a
    /// SQLite file does not exist: only `init-db` creates one.
    pub async fn open(target: &Target, deadline: Duration) -> Result<Self> {
        let link = match target {
            Target::Postgres(url) => Link::Postgres(Box::new(Server::open(url, deadline).await?)),
            Target::Sqlite(path) => Link::Sqlite(Sqlite::open(path, deadline).await?),
        };
        Ok(Self {
            link,
            found: None,
            preferred: None,
        })
    }

    /// Sets the release that the settings are for; it decides where the tables fit more than one.
    #[must_use]
    pub fn preferring(self, preferred: Option<&'static Release>) -> Self {
        Self { preferred, ..self }
    }

    /// Creates an empty SQLite file and its folder if they are missing.
    pub fn create(target: &Target) -> Result<()> {
        match target {
            Target::Postgres(_) => Ok(()),
            Target::Sqlite(path) => Sqlite::create(path),
        }
    }

    /// Plans what [`Database::initialize`] would do, without doing it.
    pub async fn plan(&mut self, wanted: Option<&'static Release>) -> Result<Plan> {
        let engine = self.engine();
        Plan::make(self.introspect().await?, wanted, engine)
    }

    /// Creates the missing tables, all or none; existing ones are not changed. Without `wanted`, an empty database
    /// gets the guide's release, another keeps its own. With `rehearse`, everything is rolled back.
    pub async fn initialize(
        &mut self,
        wanted: Option<&'static Release>,
        rehearse: bool,
    ) -> Result<Plan> {
        self.begin();
        self.found = None;
        let releases = Releases {
            wanted,
            preferred: self.preferred,
        };
        match &mut self.link {
            Link::Postgres(server) => server.initialize(releases, rehearse).await,
            Link::Sqlite(sqlite) => sqlite.initialize(releases, rehearse).await,
        }
    }

    /// Runs SQL that alters tables, all or nothing; with `rehearse`, rolls it back.
    pub async fn alter(&mut self, sql: &str, rehearse: bool) -> Result<()> {
        self.begin();
        self.found = None;
        match &mut self.link {
            Link::Postgres(server) => server.alter(sql, rehearse).await,
            Link::Sqlite(sqlite) => sqlite.alter(sql, rehearse).await,
        }
    }

    /// Compares the tables with `wanted`, else with the release that they belong to.
    pub async fn differences(
        &mut self,
        wanted: Option<&'static Release>,
    ) -> Result<(&'static Release, Vec<Difference>)> {
        let engine = self.engine();
        let found = self.introspect().await?;
        let release = wanted.unwrap_or_else(|| found.expected());
        let differences = difference::compare(found, release, engine);
        Ok((
            release,
            difference::of_empty_database(found, release, differences),
        ))
    }

    pub fn engine(&self) -> Engine {
        match self.link {
            Link::Postgres(_) => Engine::Postgres,
            Link::Sqlite(_) => Engine::Sqlite,
        }
    }

    /// The tables and privileges. Queried once, then cached.
    pub async fn introspect(&mut self) -> Result<&Introspected> {
        let found = match self.found.take() {
            Some(found) => found,
            None => {
                self.begin();
                let mut found = match &mut self.link {
                    Link::Postgres(server) => server.introspect().await?,
                    Link::Sqlite(sqlite) => sqlite.introspect().await?,
                };
                found.preferred = self.preferred;
                found
            }
        };
        Ok(self.found.insert(found))
    }

    /// Stores the state row of a sign-in as the app does; it expires 10 minutes after `now`.
    pub async fn store_state(&mut self, state: &LoginState, now: Timestamp) -> Result<()> {
        self.begin();
        let release = self.release().await?;
        let statement = states::insert(&release.states, self.engine(), state, now);
        self.numbers(&statement).await.map(|_| ())
    }

    /// Deletes a state row; true if it existed and had not expired at `now`.
    pub async fn take_state(&mut self, state_token: &str, now: Timestamp) -> Result<bool> {
        self.begin();
        let release = self.release().await?;
        let statement = states::take(&release.states, self.engine(), state_token, now);
        Ok(self.numbers(&statement).await? == [1])
    }

    /// Deletes the state rows that have expired both by `now` and by the server's clock, and returns how many; with
    /// `only_count`, only counts them.
    pub async fn purge_states(&mut self, now: Timestamp, only_count: bool) -> Result<u64> {
        self.begin();
        let (release, engine) = (self.release().await?, self.engine());
        if only_count {
            let pluralize = self
                .numbers(&states::count_expired(&release.states, engine, now))
                .await?;
            return Ok(pluralize.first().map_or(0, |count| count.unsigned_abs()));
        }
        let statement = states::delete_expired(&release.states, engine, now);
        match &mut self.link {
            Link::Postgres(server) => server.execute(&statement).await,
            Link::Sqlite(sqlite) => sqlite.execute(&statement).await,
        }
    }

    /// Creates or updates the signed-in user by the app's rules, in one transaction; never takes over another user's
    /// row.
    ///
    /// A user is found by provider and id, else by email address if the provider verified it or `link` is true.
    pub async fn store_login(
        &mut self,
        profile: &Profile,
        link: bool,
        now: Timestamp,
    ) -> Result<StoredLogin> {
        self.begin();
        let (connection, users) = self.users().await?;
        let new_user = NewUser::new(profile, link, now, users.release)?;
        match connection {
            Link::Postgres(server) => server.store_login(&new_user, users).await,
            Link::Sqlite(sqlite) => sqlite.store_login(&new_user, users).await,
        }
    }

    /// The key of the matching user; None if there is none. Two addresses that differ only in case are an error.
    pub async fn find_user(&mut self, selector: &UserSelector) -> Result<Option<i64>> {
        self.begin();
        let release = self.release().await?;
        self.check_rows(release)?;
        match self
            .numbers(&lookup::find(&release.users, selector))
            .await?
            .as_slice()
        {
            [] => Ok(None),
            [id] => Ok(Some(*id)),
            [first, second, ..] => Err(Error::settings(diagnostic!(
                codes::USER_AMBIGUOUS,
                first = first,
                second = second
            ))),
        }
    }

    /// Passes each user to `each` as they arrive, and returns whether there are more than the listing's limit.
    pub async fn list(
        &mut self,
        listing: &Listing,
        mut each: impl FnMut(User<'_>) -> Result<Written>,
    ) -> Result<bool> {
        self.begin();
        let (connection, users) = self.users_to_read().await?;
        let statement = listing.rows(users);
        let (mut left, mut more) = (listing.limit, false);
        let within_limit = |user: User<'_>| match &mut left {
            Some(0) => {
                more = true;
                Ok(Written::default())
            }
            Some(left) => {
                *left -= 1;
                each(user)
            }
            None => each(user),
        };
        match connection {
            Link::Postgres(server) => server.list(&statement, within_limit).await?,
            Link::Sqlite(sqlite) => sqlite.list(&statement, within_limit).await?,
        }
        Ok(more)
    }

    /// How many users match, ignoring the limit.
    pub async fn count(&mut self, listing: &Listing) -> Result<u64> {
        self.begin();
        let (_, users) = self.users_to_read().await?;
        let statement = listing.count(users);
        Ok(self
            .numbers(&statement)
            .await?
            .first()
            .map_or(0, |count| count.unsigned_abs()))
    }

    /// The key of the user who signed in last; None if there is none.
    pub async fn latest_user(&mut self) -> Result<Option<i64>> {
        self.begin();
        let release = self.release_to_read().await?;
        self.check_rows(release)?;
        let statement = lookup::latest(&release.users);
        Ok(self.numbers(&statement).await?.first().copied())
    }

    pub async fn close(self) {
        match self.link {
            Link::Postgres(server) => server.connection.close().await,
            Link::Sqlite(sqlite) => sqlite.close().await,
        }
    }

    /// The release that the tables belong to. Fails if there are none, or if the app itself would fail on them: the
    /// table name belongs to another program, or the project's migrations are only half applied.
    pub async fn release(&mut self) -> Result<&'static Release> {
        self.release_unless(|_| true).await
    }

    /// As [`Self::release`], for read-only commands: a view with the app's users is fine.
    async fn release_to_read(&mut self) -> Result<&'static Release> {
        self.release_unless(|difference| !difference.diagnostic.is(&codes::NOT_A_TABLE))
            .await
    }

    async fn release_unless(
        &mut self,
        counts: fn(&Difference) -> bool,
    ) -> Result<&'static Release> {
        let engine = self.engine();
        let found = self.introspect().await?;
        let release = found.expected();
        let differences = difference::compare(found, release, engine);
        let readable = found.release().is_some();
        let blocks =
            |difference: &Difference| difference.blocks() && (!readable || counts(difference));
        if let Some(blocked) = differences.into_iter().find(blocks) {
            return Err(Error::refused(blocked.diagnostic));
        }
        let own = found
            .release()
            .ok_or_else(|| no_table(release.users.name))?;
        if found.needs_public(own)
            && let Link::Postgres(server) = &mut self.link
        {
            server.alter(SEARCH_PUBLIC, false).await?;
        }
        Ok(own)
    }

    /// The connection and the layout of the user table.
    async fn users(&mut self) -> Result<(&mut Link, Users<'_>)> {
        let release = self.release().await?;
        self.users_of(release)
    }

    async fn users_to_read(&mut self) -> Result<(&mut Link, Users<'_>)> {
        let release = self.release_to_read().await?;
        self.users_of(release)
    }

    /// Row-level security that applies to the users; None if it does not, or before a query.
    pub fn row_security(&self) -> Option<Diagnostic> {
        let found = self.found.as_ref()?;
        let users = &found.release()?.users;
        difference::row_security(found, found.table(users)?, users)
            .map(|difference| difference.diagnostic)
    }

    /// Fails if row-level security hides every user: an empty result would be taken for an empty table.
    fn check_rows(&self, release: &Release) -> Result<()> {
        let hides_all = self
            .found
            .as_ref()
            .and_then(|found| found.table(&release.users))
            .is_some_and(|table| table.refused.iter().any(|command| command == "SELECT"));
        match self.row_security() {
            Some(diagnostic) if hides_all => Err(Error::refused(diagnostic)),
            _ => Ok(()),
        }
    }

    fn users_of(&mut self, release: &'static Release) -> Result<(&mut Link, Users<'_>)> {
        self.check_rows(release)?;
        let engine = self.engine();
        let Self { link, found, .. } = self;
        let columns = found
            .as_ref()
            .and_then(|found| found.table(&release.users))
            .ok_or_else(|| no_table(release.users.name))?;
        Ok((
            link,
            Users {
                release,
                columns,
                engine,
            },
        ))
    }

    /// Starts a new operation with its own deadline.
    fn begin(&self) {
        match &self.link {
            Link::Postgres(server) => server.begin(),
            Link::Sqlite(sqlite) => sqlite.begin(),
        }
    }

    async fn numbers(&mut self, statement: &statement::Statement) -> Result<Vec<i64>> {
        match &mut self.link {
            Link::Postgres(server) => server.numbers(statement).await,
            Link::Sqlite(sqlite) => sqlite.numbers(statement).await,
        }
    }
}

/// The search path that the newest release sets for its connections.
const SEARCH_PUBLIC: &str = "SET search_path = public";

fn no_table(name: &str) -> Error {
    Error::settings(diagnostic!(codes::NO_TABLES, tables = name))
}
