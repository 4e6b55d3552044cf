//! What is in the database: the app's tables, the record of applied migrations and the role's privileges, as one
//! query reports them.
//!
//! `difference` compares them with a release.

use serde::Deserialize;
use serde_json::Value;

use super::schema::{RELEASES, Release, Table};

/// The table that records applied migrations. Not sqlx's default name, because another program's record may be in the
/// same schema.
pub const RECORD: &str = "_navauth_migrations";

/// The result of the catalog query.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Introspected {
    /// The current role; empty on SQLite.
    pub role: String,
    /// The current database; empty on SQLite.
    pub database: String,
    /// The schema that a new table would be created in; None if no schema of the search path exists.
    pub schema: Option<String>,
    /// Whether the server rejects writes.
    #[serde(default)]
    pub read_only: bool,
    /// Whether the role may create a table in that schema.
    pub may_create: bool,
    /// The first schema of the search path that exists and that the role may not use, which leaves it out.
    #[serde(default)]
    pub denied_schema: Option<String>,
    /// The applied migrations; None if there is no record.
    pub record: Option<Vec<Recorded>>,
    /// Tables with one of the app's names, in every schema.
    pub tables: Vec<ActualTable>,
    /// If the user tables of two releases exist: how many users are in only one of them.
    #[serde(skip)]
    pub only_in: Option<OnlyIn>,
    /// The release that the settings are for; decides where the tables fit more than one.
    #[serde(skip)]
    pub preferred: Option<&'static Release>,
}

/// How many users exist in only one of the two user tables, compared by email address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OnlyIn {
    /// In `users`.
    pub users: u64,
    /// In `"user"`.
    pub user: u64,
}

/// An applied migration, as sqlx records it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Recorded {
    /// The number at the start of its file name.
    pub version: i64,
    /// SHA-384 of its file, in hexadecimal.
    pub checksum: String,
    /// False if it failed halfway.
    pub success: bool,
}

/// A table with one of the app's names.
#[derive(Clone, Debug, Deserialize)]
pub struct ActualTable {
    pub schema: String,
    pub name: String,
    /// Whether the unqualified name resolves to it: it is on the search path, and no earlier schema shadows it.
    pub visible: bool,
    pub owner: String,
    /// Whether the role owns it, directly or through membership.
    pub owned: bool,
    /// Whether the role may use its schema.
    #[serde(default = "yes")]
    pub reachable: bool,
    /// SELECT, INSERT, UPDATE and DELETE, as far as the role lacks the privilege.
    #[serde(default)]
    pub denied: Vec<String>,
    /// Whether row-level security applies to the role.
    #[serde(default)]
    pub filtered: bool,
    /// The commands that row-level security refuses to the role, because no policy allows them.
    #[serde(default)]
    pub refused: Vec<String>,
    pub kind: TableKind,
    /// Whether rows can be added, changed and deleted in it; only known of a view.
    #[serde(default)]
    pub updatable: bool,
    pub columns: Vec<ActualColumn>,
    /// Its indexes, including the primary key's.
    pub indexes: Vec<ActualIndex>,
    /// Its CHECK, FOREIGN KEY, UNIQUE and EXCLUDE constraints, on PostgreSQL.
    #[serde(default)]
    pub constraints: Vec<ActualConstraint>,
}

fn yes() -> bool {
    true
}

/// The kind of relation that has the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TableKind {
    Table,
    View,
    /// A materialized view.
    MaterializedView,
    /// A foreign table.
    ForeignTable,
    /// A partitioned table.
    PartitionedTable,
    /// A partition.
    Partition,
    /// A SQLite virtual table.
    VirtualTable,
}

impl TableKind {
    /// Whether it has columns, constraints and indexes of its own, as the app's tables have.
    pub fn is_table(self) -> bool {
        matches!(self, Self::Table | Self::PartitionedTable)
    }

    /// The kind with its article, for messages.
    pub fn words(self) -> &'static str {
        match self {
            Self::Table => "a table",
            Self::View => "a view",
            Self::MaterializedView => "a materialized view",
            Self::ForeignTable => "a foreign table",
            Self::PartitionedTable => "a partitioned table",
            Self::Partition => "a partition of another table",
            Self::VirtualTable => "a virtual table",
        }
    }
}

/// A column that exists.
#[derive(Clone, Debug, Deserialize)]
pub struct ActualColumn {
    pub name: String,
    /// Its type as the database reports it.
    #[serde(rename = "type")]
    pub kind: String,
    /// NOT NULL.
    pub required: bool,
    /// Whether the type is an enum or a domain.
    #[serde(default)]
    pub is_user_defined: bool,
    /// Whether the database fills it in (default, identity or generated).
    pub filled: bool,
    /// The sequence that fills it, on PostgreSQL.
    #[serde(default)]
    pub sequence: Option<Sequence>,
}

/// The sequence of a column's default or identity.
#[derive(Clone, Debug, Deserialize)]
pub struct Sequence {
    /// Its name as SQL, quoted where needed, and with its schema unless it is on the search path.
    pub name: String,
    /// Whether the role may take values from it; always true for an identity column, which needs no privilege.
    pub usable: bool,
    /// The IDs, if the role may read the sequence and its column.
    #[serde(default)]
    pub ids: Option<Ids>,
}

/// The IDs of a table.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Ids {
    /// The highest one; None if the table is empty.
    pub highest: Option<i64>,
    /// The one that the sequence generates next.
    pub next: i64,
}

/// A constraint that exists.
#[derive(Clone, Debug, Deserialize)]
pub struct ActualConstraint {
    pub name: String,
    /// As in CREATE TABLE, without its name.
    pub definition: String,
    /// The columns that it names.
    pub columns: Vec<String>,
}

/// An index that exists.
#[derive(Clone, Debug, Deserialize)]
pub struct ActualIndex {
    pub name: String,
    /// Whether it rejects duplicates.
    pub unique: bool,
    /// Whether it belongs to the primary key.
    pub primary: bool,
    /// Whether it is valid and covers all rows (not partial).
    pub whole: bool,
    /// Its columns or expressions, in order.
    pub columns: Vec<String>,
}

/// Why the catalog cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// The result does not have the expected shape.
    Answer,
    /// The record of migrations does not have sqlx's layout.
    Record,
}

impl Introspected {
    /// Parses the result of the catalog query.
    pub fn read(text: &str) -> Result<Self, Unreadable> {
        let mut document: Value = serde_json::from_str(text).map_err(|_| Unreadable::Answer)?;
        let record = document.get_mut("record").map(Value::take);
        let record = serde_json::from_value(record.unwrap_or_default());
        let mut found: Self = serde_json::from_value(document).map_err(|_| Unreadable::Answer)?;
        found.record = record.map_err(|_| Unreadable::Record)?;
        Ok(found)
    }

    /// The release to compare with: the one whose tables exist, else whose tables are hidden, else the settings'
    /// release, else the guide's.
    pub fn expected(&self) -> &'static Release {
        let hidden = || {
            RELEASES.iter().rev().find(|release| {
                self.hidden(&release.users)
                    .is_some_and(|table| table.fits(release))
            })
        };
        self.release()
            .or_else(hidden)
            .or(self.preferred)
            .unwrap_or_else(Release::guide)
    }

    /// The release that the tables belong to; None if there are none. If several fit: the settings' release, else the
    /// newest.
    pub fn release(&self) -> Option<&'static Release> {
        if self.is_half_renamed() {
            return RELEASES.last();
        }
        let fitting = || {
            RELEASES.iter().rev().filter(|release| {
                self.table(&release.users)
                    .is_some_and(|table| table.fits(release))
            })
        };
        let preferred = || {
            let name = self.preferred?.users.name;
            fitting().find(|release| release.users.name == name)
        };
        preferred()
            .or_else(|| fitting().next())
            .or_else(|| self.release_of_states())
    }

    /// The release whose state table exists without its user table. April and May can share one: then the settings
    /// decide, else the guide's release.
    fn release_of_states(&self) -> Option<&'static Release> {
        let here = |release: &&Release| {
            self.table(&release.states)
                .is_some_and(ActualTable::has_states)
        };
        self.preferred
            .filter(here)
            .or_else(|| RELEASES.iter().find(here))
    }

    /// Whether the users are still in the old table while something else has the new name. The project's migrations
    /// rename both.
    fn is_half_renamed(&self) -> bool {
        let [old, new] = [&RELEASES[0], &RELEASES[RELEASES.len() - 1]];
        let users =
            |release: &Release| self.table(&release.users).filter(|table| table.has_users());
        let states = |release: &Release| {
            self.table(&release.states)
                .is_some_and(ActualTable::has_states)
        };
        users(new).is_none()
            && users(old).is_some_and(|table| {
                table.key() == Some(new.users.key) || states(new) && !states(old)
            })
    }

    /// The app's user table under another release's name, if this release's is missing.
    pub fn users_of_another(&self, release: &Release) -> Option<(&'static Release, &ActualTable)> {
        if self.table(&release.users).is_some() {
            return None;
        }
        RELEASES
            .iter()
            .filter(|other| other.users.name != release.users.name)
            .find_map(|other| Some((other, self.table(&other.users)?)))
            .filter(|(_, table)| table.kind.is_table() && table.has_users())
    }

    /// Whether both user tables exist, are readable and belong to the app.
    pub fn has_both(&self) -> bool {
        ["users", "user"].iter().all(|name| {
            self.tables.iter().any(|table| {
                table.name == *name
                    && table.visible
                    && table.denied.is_empty()
                    && table.kind.is_table()
                    && table.has_users()
                    && table.column("email").is_some()
            })
        })
    }

    /// One of the app's tables in a schema that is not on the app's search path.
    pub fn hidden(&self, table: &Table) -> Option<&ActualTable> {
        self.tables.iter().find(|found| {
            found.name == table.name
                && !self.is_visible(found)
                && (found.has_users() || found.has_states())
        })
    }

    /// The table that the app finds by its unqualified name.
    pub fn table(&self, table: &Table) -> Option<&ActualTable> {
        self.tables
            .iter()
            .find(|found| found.name == table.name && self.is_visible(found))
    }

    /// Whether the app finds a release's tables only by its own search path, not by the role's.
    pub fn needs_public(&self, release: &Release) -> bool {
        release.reads_public_only()
            && release
                .tables()
                .into_iter()
                .filter_map(|table| self.table(table))
                .any(|found| !found.visible)
    }

    /// Whether the app finds a table by its unqualified name. A release that sets the search path itself does not use the role's.
    pub fn is_visible(&self, found: &ActualTable) -> bool {
        let is_of_public = RELEASES.iter().any(|release| {
            release.reads_public_only()
                && release
                    .tables()
                    .iter()
                    .any(|table| table.name == found.name)
        });
        let is_sqlite = self.role.is_empty();
        if is_of_public && !is_sqlite {
            found.schema == PUBLIC
        } else {
            found.visible
        }
    }
}

/// The schema that a release with a search path of its own reads.
pub const PUBLIC: &str = "public";

/// Counts the users that exist in only one of the two tables; for databases that have both.
pub const ONLY_IN: &str = r#"SELECT (SELECT count(*) FROM users o WHERE NOT EXISTS (SELECT 1 FROM "user" n WHERE lower(n.email) = lower(o.email))), (SELECT count(*) FROM "user" n WHERE NOT EXISTS (SELECT 1 FROM users o WHERE lower(n.email) = lower(o.email)))"#;

/// Other programs have a `users` table too. A table with fewer columns in common is not the app's.
const COMMON_COLUMNS: usize = 6;

impl ActualTable {
    pub fn column(&self, name: &str) -> Option<&ActualColumn> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The sequences that the role must be able to use to add a row, and cannot. Columns that the app fills itself do
    /// not count.
    pub fn denied_sequences(&self, wanted: &Table) -> impl Iterator<Item = &str> {
        let filled_by_database = |column: &&ActualColumn| {
            self.key() == Some(column.name.as_str()) || wanted.column(&column.name).is_none()
        };
        self.columns
            .iter()
            .filter(filled_by_database)
            .filter_map(|column| column.sequence.as_ref())
            .filter(|sequence| !sequence.usable)
            .map(|sequence| sequence.name.as_str())
    }

    /// The key column of the app's users: `user_id`, else `id`.
    pub fn key(&self) -> Option<&'static str> {
        let counts = |name: &&str| {
            self.column(name)
                .is_some_and(|column| is_integer(&column.kind))
        };
        let primary = |name: &&str| {
            self.indexes
                .iter()
                .any(|index| index.primary && index.columns == [*name])
        };
        let keys = || ["user_id", "id"].into_iter().filter(counts);
        // A table may have both columns if one was added by hand: the primary key wins.
        keys().find(primary).or_else(|| keys().next())
    }

    /// Whether it is the app's user table: sign-in columns, an integer key, and most of the other columns.
    pub fn has_users(&self) -> bool {
        let newest = &RELEASES[RELEASES.len() - 1].users;
        let common = self
            .columns
            .iter()
            .filter(|column| column.name == "id" || newest.column(&column.name).is_some());
        let signs_in = ["oauth_provider", "oauth_id"]
            .iter()
            .any(|name| self.column(name).is_some());
        signs_in && self.key_of_other_type().is_none() && common.count() >= COMMON_COLUMNS
    }

    /// The column with the key's name, if it is no integer.
    pub fn key_of_other_type(&self) -> Option<&ActualColumn> {
        let other = || {
            ["user_id", "id"]
                .into_iter()
                .find_map(|name| self.column(name))
        };
        self.key().is_none().then(other).flatten()
    }

    /// Whether it is the app's table of unfinished sign-ins.
    pub fn has_states(&self) -> bool {
        self.column("state_token").is_some()
            && ["provider", "expires_at"]
                .iter()
                .any(|name| self.column(name).is_some())
    }

    /// Whether its columns can be those of a release's user table.
    fn fits(&self, release: &Release) -> bool {
        self.has_users()
            && (release.name != "2026-05" || self.column("profile_completed").is_some())
    }
}

/// Whether a column's type is an integer, on either engine.
fn is_integer(kind: &str) -> bool {
    let kind = kind.to_lowercase();
    kind.contains("int") && !kind.contains("interval") && !kind.contains("point")
}
