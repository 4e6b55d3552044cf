//! Finds one user by key or email address, or the one who signed in last.

use super::schema::Table;
use super::statement::Statement;

/// Which user to find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserSelector {
    Key(i64),
    /// By key, only if marked inactive.
    Inactive(i64),
    /// By email address, ignoring case.
    Email(String),
}

/// Parses a key if it is a number, else an email address.
impl From<&str> for UserSelector {
    fn from(text: &str) -> Self {
        text.trim()
            .parse()
            .map_or_else(|_| Self::Email(text.trim().to_owned()), Self::Key)
    }
}

/// Selects the keys of the matching users, at most two.
pub(super) fn find(table: &Table, selector: &UserSelector) -> Statement {
    let Table { key, .. } = table;
    let sql = |condition: &str| {
        format!(
            "SELECT CAST({key} AS bigint) FROM {} WHERE {condition} ORDER BY {key} LIMIT 2",
            table.quoted()
        )
    };
    match selector {
        UserSelector::Key(id) => {
            Statement::new(sql(&format!("CAST({key} AS bigint) = $1"))).integer(*id)
        }
        UserSelector::Inactive(id) => Statement::new(sql(&format!(
            "CAST({key} AS bigint) = $1 AND is_active IS FALSE"
        )))
        .integer(*id),
        UserSelector::Email(email) => {
            Statement::new(sql("lower(CAST(email AS text)) = lower($1)")).text(email.clone())
        }
    }
}

/// Selects the key of the user who signed in last.
pub(super) fn latest(table: &Table) -> Statement {
    let Table { key, .. } = table;
    let order = format!("last_login IS NULL, last_login DESC, {key} LIMIT 1");
    Statement::new(format!(
        "SELECT CAST({key} AS bigint) FROM {} ORDER BY {order}",
        table.quoted()
    ))
}
