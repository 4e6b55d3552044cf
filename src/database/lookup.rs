//! One user by their key or their e-mail address, or as the one who signed in last.
//!
//! Owns the SQL. Which users are listed belongs to others.

use super::schema::Table;
use super::statement::Statement;

/// Who is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserSelector {
    /// By key.
    Key(i64),
    /// By key, and only where marked as not active.
    Inactive(i64),
    /// By e-mail address, in upper or lower case.
    Email(String),
}

/// Reads a key where it is a number, else an e-mail address.
impl From<&str> for UserSelector {
    fn from(text: &str) -> Self {
        text.trim()
            .parse()
            .map_or_else(|_| Self::Email(text.trim().to_owned()), Self::Key)
    }
}

/// Gives the keys of the users that fit, at most two.
pub(super) fn find(table: &Table, who: &UserSelector) -> Statement {
    let Table { key, .. } = table;
    let sql = |condition: &str| {
        format!(
            "SELECT CAST({key} AS bigint) FROM {} WHERE {condition} ORDER BY {key} LIMIT 2",
            table.quoted()
        )
    };
    match who {
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

/// Gives the key of the user who signed in last.
pub(super) fn latest(table: &Table) -> Statement {
    let Table { key, .. } = table;
    let order = format!("last_login IS NULL, last_login DESC, {key} LIMIT 1");
    Statement::new(format!(
        "SELECT CAST({key} AS bigint) FROM {} ORDER BY {order}",
        table.quoted()
    ))
}
