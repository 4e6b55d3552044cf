//! What is in the database: the app's tables, the record of applied migrations, and what the role may do, as one query reports it.
//!
//! Owns the shape of that answer, which tables are the app's, and which release they belong to. Comparing them belongs to `difference`.

use serde::Deserialize;
use serde_json::Value;

use super::schema::{RELEASES, Release, Table};

/// The table in which applied migrations are recorded. Not sqlx's default name: another program's record may stand beside ours.
pub const RECORD: &str = "_navauth_migrations";

/// What one query of the catalog told.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Introspected {
    /// The role we are; empty on SQLite.
    pub role: String,
    /// The database we are in; empty on SQLite.
    pub database: String,
    /// The schema in which a new table would land; None when the search path holds none that exists.
    pub schema: Option<String>,
    /// Whether the role may create a table there.
    pub may_create: bool,
    /// The applied migrations; None when there is no record of them.
    pub record: Option<Vec<Recorded>>,
    /// Tables of the app's names, in every schema.
    pub tables: Vec<ActualTable>,
    /// Where the tables of two releases are there: the users of each who are not in the other.
    #[serde(skip)]
    pub only_in: Option<OnlyIn>,
    /// The release that the settings are for; decides where the tables leave it open.
    #[serde(skip)]
    pub preferred: Option<&'static Release>,
}

/// How many users only one of the two tables of users has, by email address.
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
    /// The number its file begins with.
    pub version: i64,
    /// SHA-384 of its file, in hexadecimal digits.
    pub checksum: String,
    /// False when it broke off half-way.
    pub success: bool,
}

/// A table that bears one of the app's names.
#[derive(Clone, Debug, Deserialize)]
pub struct ActualTable {
    /// The schema it is in.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// Whether the plain name finds it: it is on the search path and nothing before it hides it.
    pub visible: bool,
    /// Who owns it.
    pub owner: String,
    /// Whether we are its owner, or a member of the owner.
    pub owned: bool,
    /// Whether we may read and write its rows.
    pub usable: bool,
    /// Whether it is an ordinary table.
    pub kind: TableKind,
    /// Its columns in order.
    pub columns: Vec<ActualColumn>,
    /// Its indexes, the primary key's among them.
    pub indexes: Vec<ActualIndex>,
}

/// What a table's name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TableKind {
    /// An ordinary table.
    Table,
    /// A view.
    View,
    /// A view with stored rows.
    MaterializedView,
    /// A table of another server.
    ForeignTable,
    /// A table that is divided into partitions.
    PartitionedTable,
    /// A part of such a table.
    Partition,
    /// A table of a SQLite extension.
    VirtualTable,
}

impl TableKind {
    /// Its name with an article.
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

/// A column that is there.
#[derive(Clone, Debug, Deserialize)]
pub struct ActualColumn {
    /// Its name.
    pub name: String,
    /// Its type as the database writes it.
    #[serde(rename = "type")]
    pub kind: String,
    /// NOT NULL.
    pub required: bool,
    /// Whether the database fills it in.
    pub filled: bool,
    /// The sequence that counts it up, on PostgreSQL.
    #[serde(default)]
    pub sequence: Option<String>,
}

/// An index that is there.
#[derive(Clone, Debug, Deserialize)]
pub struct ActualIndex {
    /// Its name.
    pub name: String,
    /// No value twice.
    pub unique: bool,
    /// It is the primary key's.
    pub primary: bool,
    /// It is complete: not left half-built, and not limited to some rows.
    pub whole: bool,
    /// Its columns or expressions, in order.
    pub columns: Vec<String>,
}

/// Why a catalog cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// The whole is not what the query asks for.
    Answer,
    /// The record of migrations is not as sqlx makes it.
    Record,
}

impl Introspected {
    /// Reads the answer of the catalog's query.
    pub fn read(text: &str) -> Result<Self, Unreadable> {
        let mut document: Value = serde_json::from_str(text).map_err(|_| Unreadable::Answer)?;
        let record = document.get_mut("record").map(Value::take);
        let record = serde_json::from_value(record.unwrap_or_default());
        let mut found: Self = serde_json::from_value(document).map_err(|_| Unreadable::Answer)?;
        found.record = record.map_err(|_| Unreadable::Record)?;
        Ok(found)
    }

    /// The release that should be there: whose tables are there, else whose are hidden, else the one that the settings are for, else the guide's.
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

    /// Whose tables these are; None when there are none. Of the newest release where there are several, unless the settings are for another of
    /// them.
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

    /// The release whose state table is there without its users. April and May share one: then the settings decide, else the guide's is meant.
    fn release_of_states(&self) -> Option<&'static Release> {
        let here = |release: &&Release| {
            self.table(&release.states)
                .is_some_and(ActualTable::has_states)
        };
        self.preferred
            .filter(here)
            .or_else(|| RELEASES.iter().find(here))
    }

    /// Whether the users are still in the old table while something else already has the new names: the project's migrations rename both.
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

    /// The app's users under the name that other releases use, where this release's table of users is missing.
    pub fn users_of_another(&self, release: &Release) -> Option<(&'static Release, &ActualTable)> {
        if self.table(&release.users).is_some() {
            return None;
        }
        RELEASES
            .iter()
            .filter(|other| other.users.name != release.users.name)
            .find_map(|other| Some((other, self.table(&other.users)?)))
            .filter(|(_, table)| table.kind == TableKind::Table && table.has_users())
    }

    /// Whether both tables of users are there, readable, and the app's.
    pub fn has_both(&self) -> bool {
        ["users", "user"].iter().all(|name| {
            self.tables.iter().any(|table| {
                table.name == *name
                    && table.visible
                    && (table.owned || table.usable)
                    && table.kind == TableKind::Table
                    && table.has_users()
                    && table.column("email").is_some()
            })
        })
    }

    /// A table of the app that its plain name does not find: it is in a schema off the search path.
    pub fn hidden(&self, table: &Table) -> Option<&ActualTable> {
        self.tables.iter().find(|found| {
            found.name == table.name && !found.visible && (found.has_users() || found.has_states())
        })
    }

    /// A table as the app would find it by its plain name.
    pub fn table(&self, table: &Table) -> Option<&ActualTable> {
        self.tables
            .iter()
            .find(|found| found.name == table.name && found.visible)
    }
}

/// Counts the users that only one of the two tables has; for a database that has both.
pub const ONLY_IN: &str = r#"SELECT (SELECT count(*) FROM users o WHERE NOT EXISTS (SELECT 1 FROM "user" n WHERE lower(n.email) = lower(o.email))), (SELECT count(*) FROM "user" n WHERE NOT EXISTS (SELECT 1 FROM users o WHERE lower(n.email) = lower(o.email)))"#;

/// Other programs have a table `users` too. One with fewer columns in common is not the app's.
const COMMON_COLUMNS: usize = 6;

impl ActualTable {
    /// A column by its name.
    pub fn column(&self, name: &str) -> Option<&ActualColumn> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The key of the app's users that it has: `user_id`, else `id`.
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
        // A table may have both, where one was added by hand: the primary key is the one that counts.
        keys().find(primary).or_else(|| keys().next())
    }

    /// Whether it has the app's users: how they sign in, a number as the key, and most of the other columns.
    pub fn has_users(&self) -> bool {
        let newest = &RELEASES[RELEASES.len() - 1].users;
        let common = self
            .columns
            .iter()
            .filter(|column| column.name == "id" || newest.column(&column.name).is_some());
        let signs_in = ["oauth_provider", "oauth_id"]
            .iter()
            .any(|name| self.column(name).is_some());
        let other_key = ["id", "user_id"]
            .iter()
            .any(|name| self.column(name).is_some())
            && self.key().is_none();
        signs_in && !other_key && common.count() >= COMMON_COLUMNS
    }

    /// Whether it has the app's unfinished sign-ins.
    pub fn has_states(&self) -> bool {
        self.column("state_token").is_some()
            && ["provider", "expires_at"]
                .iter()
                .any(|name| self.column(name).is_some())
    }

    /// Whether these columns may be those of a release's users.
    fn fits(&self, release: &Release) -> bool {
        self.has_users()
            && (release.name != "2026-05" || self.column("profile_completed").is_some())
    }
}

/// Whether a column's type holds whole numbers, on either engine.
fn is_integer(kind: &str) -> bool {
    let kind = kind.to_lowercase();
    kind.contains("int") && !kind.contains("interval") && !kind.contains("point")
}
