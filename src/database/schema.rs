//! The tables of each release of the app, and the SQL that creates them.
//!
//! `found` has the tables that exist.

use std::fmt::Write;

use super::statement::Engine;
use crate::config::app_release::ReleaseSource;
use crate::config::settings::Settings;

/// A column type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The auto-incrementing key.
    Key,
    /// Text with a maximum number of characters.
    Varchar(usize),
    /// Text of any length.
    Text,
    /// A nullable boolean.
    Boolean,
    /// A timestamp in UTC, stored without time zone.
    Moment,
}

impl Kind {
    /// The type's name as `format_type` (PostgreSQL) or `pragma table_info` (SQLite) report it.
    pub fn name(self, engine: Engine) -> String {
        let (postgres, sqlite) = match self {
            Self::Key => ("integer", "INTEGER"),
            Self::Text => ("text", "TEXT"),
            Self::Boolean => ("boolean", "BOOLEAN"),
            Self::Moment => ("timestamp without time zone", "DATETIME"),
            Self::Varchar(length) => {
                return match engine {
                    Engine::Postgres => format!("character varying({length})"),
                    Engine::Sqlite => format!("VARCHAR({length})"),
                };
            }
        };
        match engine {
            Engine::Postgres => postgres.to_owned(),
            Engine::Sqlite => sqlite.to_owned(),
        }
    }

    /// The type in CREATE TABLE.
    fn definition(self, engine: Engine) -> String {
        match (self, engine) {
            (Self::Key, Engine::Postgres) => "SERIAL".to_owned(),
            (Self::Varchar(length), _) => format!("VARCHAR({length})"),
            _ => self.name(engine).to_uppercase(),
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
    /// NOT NULL.
    pub required: bool,
    /// The default in the database.
    pub default: Option<&'static str>,
}

/// An index on one column; its name is `ix_TABLE_COLUMN`.
#[derive(Clone, Copy, Debug)]
pub struct Index {
    pub column: &'static str,
    /// Whether it rejects duplicates.
    pub unique: bool,
}

#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name, unquoted.
    pub name: &'static str,
    pub key: &'static str,
    pub columns: &'static [Column],
    /// Its indexes, without the primary key's.
    pub indexes: &'static [Index],
}

/// A release of the app, identified by its tables.
#[derive(Debug)]
pub struct Release {
    /// The month, such as `2026-04`.
    pub name: &'static str,
    pub users: Table,
    /// The table of unfinished sign-ins.
    pub states: Table,
    /// Columns that only this release has and that the app fills when it creates a user, with their SQL values.
    pub filled_by_app: &'static [(&'static str, &'static str)],
}

/// Which release to use.
#[derive(Clone, Copy, Debug, Default)]
pub struct Releases {
    /// The release from the command line.
    pub wanted: Option<&'static Release>,
    /// The release that the settings are for; decides where the tables fit more than one.
    pub preferred: Option<&'static Release>,
}

/// The releases, oldest first. The first is the setup guide's.
pub static RELEASES: [Release; 3] = [
    Release {
        name: "2026-04",
        users: Table {
            name: "users",
            key: "id",
            columns: &USERS_APRIL,
            indexes: &USER_INDEXES,
        },
        states: STATES,
        filled_by_app: &[],
    },
    Release {
        name: "2026-05",
        users: Table {
            name: "users",
            key: "id",
            columns: &USERS_MAY,
            indexes: &USER_INDEXES,
        },
        states: STATES,
        filled_by_app: &[("profile_completed", "false")],
    },
    Release {
        name: "2026-08",
        users: Table {
            name: "user",
            key: "user_id",
            columns: &USERS_AUGUST,
            indexes: &[
                Index {
                    column: "email",
                    unique: true,
                },
                Index {
                    column: "user_id",
                    unique: false,
                },
                Index {
                    column: "username",
                    unique: true,
                },
            ],
        },
        states: Table {
            name: "contact_oauth_state",
            ..STATES
        },
        filled_by_app: &[("profile_completed", "false"), ("is_admin", "false")],
    },
];

const STATES: Table = Table {
    name: "oauth_states",
    key: "id",
    columns: &[
        KEY,
        Column {
            required: true,
            ..text("state_token", 255)
        },
        Column {
            required: true,
            ..text("provider", 50)
        },
        text("redirect_uri", 500),
        column("created_at", Kind::Moment),
        Column {
            required: true,
            ..column("expires_at", Kind::Moment)
        },
    ],
    indexes: &[
        Index {
            column: "id",
            unique: false,
        },
        Index {
            column: "state_token",
            unique: true,
        },
    ],
};

const USER_INDEXES: [Index; 3] = [
    Index {
        column: "email",
        unique: true,
    },
    Index {
        column: "id",
        unique: false,
    },
    Index {
        column: "username",
        unique: true,
    },
];

const KEY: Column = Column {
    required: true,
    ..column("id", Kind::Key)
};
const EMAIL: Column = Column {
    required: true,
    ..text("email", 255)
};
const ADMIN: Column = Column {
    required: true,
    default: Some("false"),
    ..column("is_admin", Kind::Boolean)
};
const USERNAME: Column = text("username", 100);
const NAME: Column = text("full_name", 255);
const AVATAR: Column = text("avatar_url", 500);
const PROVIDER: Column = text("oauth_provider", 50);
const OAUTH_ID: Column = text("oauth_id", 255);
const PASSWORD: Column = text("hashed_password", 255);
const ACTIVE: Column = column("is_active", Kind::Boolean);
const VERIFIED: Column = column("is_verified", Kind::Boolean);
const STATE: Column = text("state", 100);
const COUNTY: Column = text("county", 100);
const CITY: Column = text("city", 100);
const SCHOOL: Column = text("school_board", 255);
const COMPLETED: Column = column("profile_completed", Kind::Boolean);
const CREATED: Column = column("created_at", Kind::Moment);
const UPDATED: Column = column("updated_at", Kind::Moment);
const LOGIN: Column = column("last_login", Kind::Moment);
const PREFERENCES: Column = column("preferences", Kind::Text);

#[rustfmt::skip]
const USERS_APRIL: [Column; 14] = [
    KEY, EMAIL, USERNAME, NAME, AVATAR, PROVIDER, OAUTH_ID, PASSWORD, ACTIVE, VERIFIED, CREATED, UPDATED, LOGIN, PREFERENCES,
];
#[rustfmt::skip]
const USERS_MAY: [Column; 19] = [
    KEY, EMAIL, USERNAME, NAME, AVATAR, PROVIDER, OAUTH_ID, PASSWORD, ACTIVE, VERIFIED,
    STATE, COUNTY, CITY, SCHOOL, COMPLETED, CREATED, UPDATED, LOGIN, PREFERENCES,
];
#[rustfmt::skip]
const USERS_AUGUST: [Column; 20] = [
    Column { name: "user_id", ..KEY }, EMAIL, USERNAME, NAME, Column { kind: Kind::Text, ..AVATAR }, PROVIDER, OAUTH_ID, PASSWORD,
    ACTIVE, VERIFIED, ADMIN, STATE, COUNTY, CITY, SCHOOL, COMPLETED, CREATED, UPDATED, LOGIN, PREFERENCES,
];

const fn column(name: &'static str, kind: Kind) -> Column {
    Column {
        name,
        kind,
        required: false,
        default: None,
    }
}

const fn text(name: &'static str, length: usize) -> Column {
    column(name, Kind::Varchar(length))
}

impl Release {
    /// The release of the setup guide.
    pub fn guide() -> &'static Self {
        &RELEASES[0]
    }

    /// Whether the app sets the search path of its connections to the schema public.
    pub fn reads_public_only(&self) -> bool {
        self.name == "2026-08"
    }

    /// The release that the settings are for, if they show it.
    pub fn of(settings: &Settings) -> Option<&'static Self> {
        let release = settings.app_release();
        (release.source != ReleaseSource::Guide)
            .then(|| Self::named(release.name))
            .flatten()
    }

    pub fn named(name: &str) -> Option<&'static Self> {
        RELEASES.iter().find(|release| release.name == name)
    }

    pub fn tables(&self) -> [&Table; 2] {
        [&self.users, &self.states]
    }
}

impl Table {
    /// The name, quoted for SQL if needed: `user` is a reserved word.
    pub fn quoted(&self) -> String {
        quoted(self.name)
    }

    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The SQL that creates the table and its indexes, as the app does when it starts.
    pub fn create(&self, engine: Engine) -> String {
        let mut sql = format!("CREATE TABLE {} (\n", self.quoted());
        for column in self.columns {
            let _ = writeln!(sql, "    {},", column.definition(engine));
        }
        let _ = writeln!(sql, "    PRIMARY KEY ({})\n);", self.key);
        for index in self.indexes {
            let _ = writeln!(sql, "{};", self.create_index(index));
        }
        sql
    }

    /// The SQL that creates one index.
    pub fn create_index(&self, index: &Index) -> String {
        let unique = if index.unique { "UNIQUE " } else { "" };
        format!(
            "CREATE {unique}INDEX ix_{}_{} ON {} ({})",
            self.name,
            index.column,
            self.quoted(),
            index.column
        )
    }
}

impl Column {
    /// The column in CREATE TABLE and ADD COLUMN.
    pub fn definition(&self, engine: Engine) -> String {
        let default = match (self.default, engine) {
            (None, _) => String::new(),
            (Some(value), Engine::Postgres) => format!(" DEFAULT {value}"),
            // SQLAlchemy writes a server default as text.
            (Some(value), Engine::Sqlite) => format!(" DEFAULT '{value}'"),
        };
        let required = if self.required { " NOT NULL" } else { "" };
        format!(
            "{} {}{default}{required}",
            self.name,
            self.kind.definition(engine)
        )
    }
}

/// A name as an SQL identifier.
pub fn quoted(name: &str) -> String {
    let plain = name != "user"
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte.is_ascii_digit());
    if plain {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}

#[cfg(test)]
mod tests {
    use super::RELEASES;
    use crate::config::app_release::APP_RELEASES;

    #[test]
    fn every_release_has_tables_and_addresses() {
        let tables = RELEASES.each_ref().map(|release| release.name);
        assert_eq!(tables, APP_RELEASES.map(|release| release.name));
    }
}
