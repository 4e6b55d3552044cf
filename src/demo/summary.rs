//! Summarizes a command's JSON document for the demo's table.

use serde::Serialize;
use serde_json::Value;

/// The summary of a successful command.
pub fn of(command: &str, document: &Value) -> String {
    let text = |path: &str| {
        document
            .pointer(path)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let number = |path: &str| {
        document
            .pointer(path)
            .and_then(Value::as_u64)
            .unwrap_or_default()
    };
    match command {
        "gen-secret" => format!(
            "{} in {}, line {}",
            text("/name"),
            text("/file"),
            number("/line")
        ),
        "init-db" => tables(document),
        "verify-connection" => format!("{}; {}", server(document), checks(document)),
        "check-env" => checks(document),
        "test-login" => format!(
            "{}: user {}, {}",
            text("/profile/full_name"),
            number("/stored/user_id"),
            text("/stored/change")
        ),
        "list-users" => format!("{} users", listed(document).len() as u64 + number("/more")),
        _ => String::new(),
    }
}

/// The demo creates four; an existing database may contain thousands.
const MOST_USERS: usize = 10;

/// A user of the list.
#[derive(Serialize)]
pub struct User {
    /// The user's ID.
    pub id: u64,
    /// The username.
    pub username: String,
    /// The email address.
    pub email: String,
    /// The provider of the last sign-in.
    pub provider: String,
}

/// The first ten users of a `list-users` document; empty for other documents.
pub fn users(document: &Value) -> Vec<User> {
    let text = |user: &Value, name: &str| user[name].as_str().unwrap_or_default().to_owned();
    let user = |user: &Value| User {
        id: user["id"].as_u64().unwrap_or_default(),
        username: text(user, "username"),
        email: text(user, "email"),
        provider: text(user, "provider"),
    };
    listed(document).iter().take(MOST_USERS).map(user).collect()
}

fn listed(document: &Value) -> &[Value] {
    document["users"].as_array().map_or(&[], Vec::as_slice)
}

/// The database server, such as `PostgreSQL 15.18 over TLS`.
fn server(document: &Value) -> String {
    let first_word = |path: &str| {
        document
            .pointer(path)
            .and_then(Value::as_str)
            .and_then(|text| text.split(' ').next())
            .unwrap_or_default()
    };
    let over = if document
        .pointer("/connection/tls")
        .is_some_and(Value::is_object)
    {
        " over TLS"
    } else {
        ""
    };
    match document["engine"].as_str() {
        Some("sqlite") => format!("SQLite {}", first_word("/file/version")),
        _ => format!(
            "PostgreSQL {}{over}",
            first_word("/connection/server_version")
        ),
    }
}

fn checks(document: &Value) -> String {
    let number = |field: &str| document["summary"][field].as_u64().unwrap_or_default();
    match (number("pass"), number("warn")) {
        (pass, 0) => format!("{pass} checks passed"),
        (pass, warn) => format!("{pass} checks passed, {warn} warnings"),
    }
}

fn tables(document: &Value) -> String {
    let said = |field: &str, word: &str| {
        let names: Vec<&str> = document[field]
            .as_array()?
            .iter()
            .filter_map(Value::as_str)
            .collect();
        (!names.is_empty()).then(|| format!("{} {word}", names.join(", ")))
    };
    let parts = [
        said("created", "created"),
        said("adopted", "adopted"),
        said("unchanged", "already existed"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}
