//! Which users are listed, in which order.
//!
//! Owns the SQL of a listing. Columns are named one by one: `hashed_password` is never read, and what a release adds does not disturb.

use jiff::Timestamp;

use super::schema::Kind;
use super::statement::{Engine, Statement, Value};
use super::users::Users;

/// A user as they are stored. What is not there, or not of its type, is None.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct User {
    /// The key.
    pub id: i64,
    /// The e-mail address.
    pub email: Option<String>,
    /// The name to log in with.
    pub username: Option<String>,
    /// The name to show.
    pub full_name: Option<String>,
    /// The provider they sign in with.
    pub provider: Option<String>,
    /// Whether they may sign in.
    pub active: Option<bool>,
    /// Whether their address is verified.
    pub verified: Option<bool>,
    /// When they signed in first.
    pub created: Option<Timestamp>,
    /// When they signed in last.
    pub last_login: Option<Timestamp>,
}

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Only users of these providers; all when empty.
    pub providers: Vec<String>,
    /// Only those who are active, or are not. NULL is not.
    pub active: Option<bool>,
    /// Only those whose address is verified, or is not. NULL is not.
    pub verified: Option<bool>,
    /// Only those with this text in address, username or name, in upper or lower case.
    pub search: Option<String>,
    /// Only those who signed in at this time or later.
    pub since: Option<Timestamp>,
    /// The column to sort by, as [`Listing::column`] gives it.
    pub sort: &'static str,
    /// The largest first.
    pub descending: bool,
    /// At most so many.
    pub limit: Option<u32>,
}

/// The columns of a [`User`] in their order: their names for people, and in the database.
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
    /// The database's name of a column that a person names.
    pub fn column(name: &str) -> Option<&'static str> {
        COLUMNS
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, column)| *column)
    }

    /// The names of all columns, for people.
    pub fn column_names() -> Vec<&'static str> {
        COLUMNS.iter().map(|(name, _)| *name).collect()
    }

    /// The statement whose rows are the users, then how many match in all: 0 where there is no limit.
    pub(super) fn rows(&self, users: Users<'_>) -> Statement {
        let (conditions, mut values) = self.conditions(users);
        let table = users.release.users.quoted();
        let shown: Vec<String> = COLUMNS.iter().map(|(_, name)| users.shown(name)).collect();
        let matching = match self.limit {
            Some(_) => format!("(SELECT count(*) FROM {table}{conditions})"),
            None => "CAST(0 AS bigint)".to_owned(),
        };
        let sort = users.expression(self.sort);
        let direction = if self.descending { "DESC" } else { "ASC" };
        let key = users.release.users.key;
        // The key is never NULL, and its index serves a plain order.
        let order = match self.sort {
            "id" => format!("{key} {direction}"),
            _ => format!("({sort}) IS NULL, {sort} {direction}, {key}"),
        };
        let mut sql = format!(
            "SELECT {}, {matching} FROM {table}{conditions} ORDER BY {order}",
            shown.join(", ")
        );
        if let Some(limit) = self.limit {
            values.push(Value::Integer(i64::from(limit)));
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

/// More characters of a value are not shown.
const LONGEST_SHOWN: u32 = 4096;

impl Users<'_> {
    /// A column as SQL, as it is shown: a text that is too long to be read by anybody is cut.
    fn shown(&self, name: &str) -> String {
        let value = self.expression(name);
        if !value.ends_with(" AS text)") || value.contains("NULL") {
            return value;
        }
        format!(
            "CASE WHEN length({value}) > {LONGEST_SHOWN} THEN substr({value}, 1, {LONGEST_SHOWN}) || '…' ELSE {value} END"
        )
    }

    /// A column as SQL: of the type that is expected, or NULL where it is missing or of another.
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

/// A text in which LIKE finds no wildcard.
fn escaped(text: &str) -> String {
    text.replace('!', "!!")
        .replace('%', "!%")
        .replace('_', "!_")
        .replace('\0', "")
}
