//! The query behind `list-users`.
//!
//! It names every column: `hashed_password` is never read, and columns that a release adds do no harm.

use std::borrow::Cow;
use std::time::Duration;

use jiff::Timestamp;

use super::schema::Kind;
use super::statement::{Engine, Statement, Value};
use super::users::Users;

/// A stored user, borrowed from its row. A value that is missing or of another type is None.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct User<'row> {
    pub id: i64,
    /// The email address.
    pub email: Option<Cow<'row, str>>,
    pub username: Option<Cow<'row, str>>,
    /// The display name.
    pub full_name: Option<Cow<'row, str>>,
    /// The provider they sign in with.
    pub provider: Option<Cow<'row, str>>,
    /// Whether they are marked as active; the app does not check it.
    pub active: Option<bool>,
    /// Whether their email address is verified.
    pub verified: Option<bool>,
    /// When they first signed in.
    pub created: Option<Timestamp>,
    /// When they last signed in.
    pub last_login: Option<Timestamp>,
}

/// What became of a row that was passed on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Written {
    /// How long the output kept the program from reading further; zero for a row that was only collected.
    pub blocked: Duration,
}

impl Written {
    /// How much later the deadline is: a pager that stops reading is not the database's fault. Short times still count,
    /// so an endless result hits the deadline.
    pub(super) fn delay(self) -> Duration {
        self.blocked.saturating_sub(Duration::from_millis(10))
    }

    /// Lets other tasks run after an output, such as Ctrl-C: rows may always be ready.
    pub(super) async fn yield_if_written(self) {
        if !self.blocked.is_zero() {
            tokio::task::yield_now().await;
        }
    }
}

/// Which users to list, in which order.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Only users of these providers; all if empty.
    pub providers: Vec<String>,
    /// Only active, or only inactive users. NULL counts as inactive.
    pub active: Option<bool>,
    /// Only users with a verified, or only with an unverified address. NULL counts as unverified.
    pub verified: Option<bool>,
    /// Only users with this text in address, username or name, ignoring case.
    pub search: Option<String>,
    /// Only users who signed in at this time or later.
    pub since: Option<Timestamp>,
    /// The column to sort by, as [`Listing::column`] gives it.
    pub sort: &'static str,
    pub descending: bool,
    /// The most users to list.
    pub limit: Option<u32>,
}

/// The columns of a [`User`] in order: the name in options, and the name in the database.
const COLUMNS: [(&str, &str); 9] = [
    ("id", "id"),
    ("email", "email"),
    ("username", "username"),
    ("name", "full_name"),
    ("provider", "oauth_provider"),
    ("active", "is_active"),
    ("verified", "is_verified"),
    ("created", "created_at"),
    ("last_login", "last_login"),
];

impl Listing {
    /// The database column for a name used in options.
    pub fn column(name: &str) -> Option<&'static str> {
        COLUMNS
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, column)| *column)
    }

    /// The names of all columns, as used in options.
    pub fn column_names() -> Vec<&'static str> {
        COLUMNS.iter().map(|(name, _)| *name).collect()
    }

    /// The statement that returns the users, and one more than the limit if there is one.
    pub(super) fn rows(&self, users: Users<'_>) -> Statement {
        let (conditions, mut values) = self.conditions(users);
        let table = users.release.users.quoted();
        let shown: Vec<String> = COLUMNS.iter().map(|(_, name)| users.shown(name)).collect();
        let sort = users.expression(self.sort);
        let direction = if self.descending { "DESC" } else { "ASC" };
        // Unqualified, the key would be the output column: a cast, which has no index. Few users match a search, and
        // reading all of them by the index would take longer than sorting the matches.
        let key = match self.search {
            Some(_) => users.expression("id"),
            None => format!("{table}.{}", users.release.users.key),
        };
        // The key is never NULL, and only a plain ORDER BY uses its index.
        let order = match self.sort {
            "id" => format!("{key} {direction}"),
            _ => format!("({sort}) IS NULL, {sort} {direction}, {key}"),
        };
        let mut sql = format!(
            "SELECT {} FROM {table}{conditions} ORDER BY {order}",
            shown.join(", ")
        );
        if let Some(limit) = self.limit {
            values.push(Value::Integer(i64::from(limit) + 1));
            sql += &format!(" LIMIT ${}", values.len());
        }
        Statement { sql, values }
    }

    /// The statement that counts the matching users.
    pub(super) fn count(&self, users: Users<'_>) -> Statement {
        let (conditions, values) = self.conditions(users);
        Statement {
            sql: format!(
                "SELECT count(*) FROM {}{conditions}",
                users.release.users.quoted()
            ),
            values,
        }
    }

    fn conditions(&self, users: Users<'_>) -> (String, Vec<Value>) {
        let mut values = Vec::new();
        let mut add = |text: String| {
            values.push(Value::Text(Some(text)));
            values.len()
        };
        let mut all = Vec::new();
        if !self.providers.is_empty() {
            let places: Vec<String> = self
                .providers
                .iter()
                .map(|provider| format!("${}", add(provider.clone())))
                .collect();
            all.push(format!(
                "{} IN ({})",
                users.expression("oauth_provider"),
                places.join(", ")
            ));
        }
        for (column, wanted) in [("is_active", self.active), ("is_verified", self.verified)] {
            if let Some(wanted) = wanted {
                all.push(format!(
                    "{} IS {}TRUE",
                    users.expression(column),
                    if wanted { "" } else { "NOT " }
                ));
            }
        }
        if let Some(search) = &self.search {
            let place = add(format!("%{}%", escaped(&search.to_lowercase())));
            let matches = |column| {
                format!(
                    "lower({}) LIKE ${place} ESCAPE '!'",
                    users.expression(column)
                )
            };
            all.push(format!(
                "({})",
                ["email", "username", "full_name"].map(matches).join(" OR ")
            ));
        }
        if let Some(since) = self.since {
            let place = add(super::statement::stored(since));
            all.push(format!(
                "{} >= {}",
                users.expression("last_login"),
                users.engine.moment(place)
            ));
        }
        let conditions = if all.is_empty() {
            String::new()
        } else {
            format!(" WHERE {}", all.join(" AND "))
        };
        (conditions, values)
    }
}

/// The most characters of a value that are read.
const LONGEST_SHOWN: usize = 4096;

impl Users<'_> {
    /// A column as an SQL expression, truncated to what can be shown.
    fn shown(&self, name: &str) -> String {
        let value = self.expression(name);
        let is_short = self
            .enforced_length(name)
            .is_some_and(|length| length <= LONGEST_SHOWN);
        if is_short || !value.ends_with(" AS text)") || value.contains("NULL") {
            return value;
        }
        format!(
            "CASE WHEN length({value}) > {LONGEST_SHOWN} THEN substr({value}, 1, {LONGEST_SHOWN}) || '…' ELSE {value} END"
        )
    }

    /// A column as an SQL expression of the expected type; NULL if it is missing or of another type.
    fn expression(&self, name: &str) -> String {
        if name == "id" {
            return format!("CAST({} AS bigint)", self.release.users.key);
        }
        let kind = self
            .release
            .users
            .column(name)
            .map_or(Kind::Text, |column| column.kind);
        let found = self.columns.column(name).map(|column| column.kind.as_str());
        let fits = |start: &str| {
            self.engine == Engine::Sqlite || found.is_some_and(|found| found.starts_with(start))
        };
        match (kind, found) {
            (Kind::Boolean, Some(_)) if fits("boolean") => name.to_owned(),
            (Kind::Moment, Some(_)) if fits("timestamp") => name.to_owned(),
            (Kind::Boolean, _) => "CAST(NULL AS boolean)".to_owned(),
            (Kind::Moment, _) => "CAST(NULL AS timestamp)".to_owned(),
            (_, Some(_)) => format!("CAST({name} AS text)"),
            (_, None) => "CAST(NULL AS text)".to_owned(),
        }
    }
}

/// Escapes the wildcards of LIKE.
fn escaped(text: &str) -> String {
    text.replace('!', "!!")
        .replace('%', "!%")
        .replace('_', "!_")
        .replace('\0', "")
}
