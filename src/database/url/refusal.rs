//! Why a database URL is refused, and which passwords only the app reads right.
//!
//! Owns the words. No text here quotes a part that may be a piece of the password.

use super::Parts;
use crate::error::Error;
use crate::finding::Finding;
use crate::redact::foreign_within;

pub(super) fn unreadable(name: &str, url: &str) -> Error {
    let (cause, fix) = match url {
        _ if url.trim() != url => ("a space stands before or after it", "remove the space"),
        _ if url.starts_with(['"', '\'', '`']) => (
            "a quotation mark is part of the value",
            "remove the quotation marks",
        ),
        _ if url.starts_with("psql ") => (
            "it is the whole psql command, not the URL inside it",
            "keep only what stands between the quotation marks",
        ),
        _ if !url.contains("://") => (
            "it does not begin with postgresql://",
            "write postgresql://user:password@host/database",
        ),
        _ => (
            "what stands before :// is not a scheme",
            "write postgresql://user:password@host/database",
        ),
    };
    Error::settings(
        Finding::fail(
            "database.url-unreadable",
            format!("{name} is not a database URL"),
        )
        .cause(cause)
        .fix(fix),
    )
}

pub(super) fn too_long(name: &str) -> Error {
    let finding = Finding::fail(
        "database.url-unreadable",
        format!("{name} is not a connection string"),
    )
    .cause("it is longer than 64 KiB or has more than 200 parameters");
    Error::settings(finding.fix("copy the connection string again"))
}

pub(super) fn has_nul(name: &str) -> Error {
    let finding = Finding::fail(
        "database.url-unreadable",
        format!("{name} is not a connection string"),
    )
    .cause("a part of it has a NUL (%00), which no role, password or database has");
    Error::settings(finding.fix("copy the connection string again"))
}

pub(super) fn unknown_dialect(name: &str, scheme: &str) -> Error {
    let shown = foreign_within(scheme, 20);
    let finding = Finding::fail(
        "database.kind-unknown",
        format!("{name} names a kind of database that the app cannot use: {shown}"),
    );
    let fix = "begin it with postgresql:// in lower case (or sqlite:/// for a file in development)";
    Error::settings(
        finding
            .cause("the app knows PostgreSQL and SQLite")
            .fix(fix),
    )
}

pub(super) fn names_sqlite(name: &str) -> Error {
    let finding = Finding::fail("database.sqlite-in-url", format!("{name} is a PostgreSQL URL with the word sqlite in it"))
        .cause("the app takes every URL that holds the word sqlite for SQLite, and then cannot open this one")
        .fix("rename the role or database, or percent-encode one letter of the password (s is %73)");
    Error::settings(finding)
}

pub(super) fn wrong_port(name: &str, empty: bool) -> Error {
    let title = if empty {
        "has a colon after the host but no port"
    } else {
        "has a port that is not a number from 0 to 65535"
    };
    let finding = Finding::fail("database.port-wrong", format!("{name} {title}"))
        .cause("the app refuses such a URL when it starts")
        .fix("write the port as a number after the host (:5432), or leave it out with its colon");
    Error::settings(finding)
}

pub(super) fn sqlite_host(name: &str) -> Error {
    let finding = Finding::fail("database.sqlite-host", format!("{name} is a SQLite URL with two slashes"))
        .cause("after two slashes comes a host, and SQLite has none: the app refuses to start")
        .fix("write three slashes before a relative path, four before an absolute one: sqlite:///./data/users.db");
    Error::settings(finding)
}

pub(super) fn sqlite_memory(name: &str) -> Error {
    let finding = Finding::fail("database.sqlite-memory", format!("{name} keeps the users in memory only"))
        .cause("a SQLite URL without a file: every user is forgotten when the app stops, and navauth cannot see any")
        .fix("name a file, such as sqlite:///./data/users.db");
    Error::settings(finding)
}

pub(super) fn sqlite_file_uri(name: &str) -> Error {
    let finding = Finding::fail(
        "database.sqlite-file-uri",
        format!("{name} names its SQLite file by a file: URI"),
    )
    .cause("navauth opens SQLite files by their path only")
    .fix("write the path itself after the slashes: sqlite:///./data/users.db");
    Error::settings(finding)
}

pub(super) fn unescaped(name: &str, parts: &Parts<'_>) -> Error {
    let finding = Finding::fail("database.password-unescaped", format!("{name}: the password holds an @ that is not escaped"))
        .cause("the app takes the first @ for the end of the password, and the rest of the password for the host")
        .fix(format!("write every @ of the password as %40: {}", shape(parts, &['@'])));
    Error::settings(finding)
}

/// A password that the app reads as it is meant, and other programs (psql among them) do not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ambiguity {
    /// The characters that should be percent-encoded, each once, in the order of the password.
    pub characters: Vec<char>,
    /// The URL that every program reads alike, the password described instead of shown.
    pub shape: String,
}

/// Looks for characters in the password of a URL that end it, or begin an escape, for other programs than the app (RFC 3986 section 3.2.1).
pub fn ambiguity(url: &str) -> Option<Ambiguity> {
    let parts = Parts::split(url)?;
    let password = parts.password?;
    let is_escape = |at: usize| {
        password
            .get(at + 1..at + 3)
            .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    let mut characters = Vec::new();
    for (at, character) in password.char_indices() {
        let ambiguous = matches!(character, '/' | '?' | '#' | '[' | ']' | ' ')
            || character == '%' && !is_escape(at);
        if ambiguous && !characters.contains(&character) {
            characters.push(character);
        }
    }
    (!characters.is_empty()).then(|| Ambiguity {
        shape: shape(&parts, &characters),
        characters,
    })
}

/// Shows only what stands before the password and after the last `@`, so that no piece of the password can be among it. Where that `@` may
/// belong to a parameter nothing after it is shown: the parameter may be a secret too.
fn shape(parts: &Parts<'_>, characters: &[char]) -> String {
    let (more, after) = match parts.after_user.rsplit_once('@') {
        Some(cut) => cut,
        None => ("", parts.after_user),
    };
    let before = [parts.password.unwrap_or_default(), more];
    let after = match after.split(['?', '&']).next() {
        Some(after) if !before.iter().any(|part| part.contains('=')) => after,
        _ => "host/database",
    };
    let written: Vec<String> = characters
        .iter()
        .map(|&character| format!("{character} written as %{:02X}", u32::from(character)))
        .collect();
    format!(
        "{}://{}:<password with {}>@{after}",
        parts.scheme,
        parts.user.unwrap_or_default(),
        written.join(" and ")
    )
}
