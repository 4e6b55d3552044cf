//! What is there: the app's tables, the record of applied migrations, and what the role may do, as one query told it.
//!
//! Owns the shape of that answer and which release of the app it belongs to. Judging it belongs to `difference`.

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
    /// Whether it is a table and not a view.
    pub is_table: bool,
    /// Its columns in order.
    pub columns: Vec<ActualColumn>,
    /// Its indexes, the primary key's among them.
    pub indexes: Vec<ActualIndex>,
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

    /// The release that should be there: whose tables are there, else whose are hidden, else the guide's.
    pub fn expected(&self) -> &'static Release {
        let hidden = || {
            RELEASES.iter().rev().find(|release| {
                self.hidden(&release.users)
                    .is_some_and(|table| table.fits(release))
            })
        };
        self.release()
            .or_else(hidden)
            .unwrap_or_else(Release::guide)
    }

    /// Whose tables these are: of the newest release where there are several. None when there is none.
    pub fn release(&self) -> Option<&'static Release> {
        let newest_first = || RELEASES.iter().rev();
        let by_users = newest_first().find(|release| {
            self.table(&release.users)
                .is_some_and(|table| table.fits(release))
        });
        by_users.or_else(|| {
            newest_first()
                .find(|release| self.table(&release.states).is_some())
                .map(|release| {
                    // April and May share this table; without users the guide's release is meant.
                    RELEASES
                        .iter()
                        .find(|first| first.states.name == release.states.name)
                        .unwrap_or(release)
                })
        })
    }

    /// A table of the app that its plain name does not find: it is in a schema off the search path. Other programs have a table `users` too;
    /// a column tells.
    pub fn hidden(&self, table: &Table) -> Option<&ActualTable> {
        let of_the_app = |found: &&ActualTable| {
            ["oauth_id", "state_token"]
                .iter()
                .any(|name| found.column(name).is_some())
        };
        self.tables
            .iter()
            .find(|found| found.name == table.name && !found.visible && of_the_app(found))
    }

    /// A table as the app would find it by its plain name.
    pub fn table(&self, table: &Table) -> Option<&ActualTable> {
        self.tables
            .iter()
            .find(|found| found.name == table.name && found.visible)
    }
}

impl ActualTable {
    /// A column by its name.
    pub fn column(&self, name: &str) -> Option<&ActualColumn> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Whether these columns may be those of a release's users. `user` is a common name: it counts only with the app's key and columns.
    fn fits(&self, release: &Release) -> bool {
        match release.name {
            "2026-04" => true,
            _ => [release.users.key, "oauth_id", "profile_completed"]
                .iter()
                .all(|name| self.column(name).is_some()),
        }
    }
}
