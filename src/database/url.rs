//! Database URLs as the app reads them, and which variable names the database.
//!
//! Owns the grammar (SQLAlchemy 2.0, after the app's own `postgres://` to `postgresql://`), what is refused and why, and the display without
//! the password. The typed parameters stand in `parameters`, the choice among the variables in `choice`. Connecting belongs to its neighbours.

mod choice;
mod parameters;

use std::fmt;
use std::path::PathBuf;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::Target;
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::secret::Secret;

pub use choice::{Chosen, DEFAULT_SQLITE, VARIABLES, choose};
pub use parameters::{Address, ChannelBinding, SslMode, SslNegotiation};

/// A PostgreSQL URL, taken apart. Display and Debug hide the password and everything in the query that looks like one.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl {
    /// The Python driver that the scheme names, such as `psycopg2` in `postgresql+psycopg2://`.
    pub driver: Option<String>,
    /// The role.
    pub user: Option<String>,
    /// The password; an empty one is kept.
    pub password: Option<Secret>,
    /// The host of the authority part. Where to connect in the end, `host=` included, is told by [`PostgresUrl::addresses`].
    pub host: Option<String>,
    /// The port of the authority part.
    pub port: Option<u16>,
    /// The database's name, which SQLAlchemy does not percent-decode.
    pub database: Option<String>,
    /// The query's parameters in their order, without those that have no value. May hold secrets: show it only through Display.
    pub query: Vec<(String, String)>,
}

impl Target {
    /// Reads a database URL as the app does. `name` is what the URL is called in a finding, such as `DATABASE_URL`.
    ///
    /// Fails (exit 3) with a finding of the group `database` where the app could not use it either; the finding quotes no part that may be secret.
    pub fn parse(name: &str, url: &str) -> Result<Self> {
        let rewritten = url.strip_prefix("postgres://").map(|rest| format!("postgresql://{rest}"));
        let url = rewritten.as_deref().unwrap_or(url);
        let parts = Parts::split(url).ok_or_else(|| unreadable(name, url))?;
        let (dialect, driver) = parts.scheme.split_once('+').map_or((parts.scheme, None), |(dialect, driver)| (dialect, Some(driver)));
        match dialect {
            "sqlite" => parts.sqlite(name).map(Self::Sqlite),
            "postgresql" if url.contains("sqlite") => Err(names_sqlite(name)),
            "postgresql" => parts.postgres(name, driver).map(Self::Postgres),
            _ => Err(unknown_dialect(name, parts.scheme)),
        }
    }
}

/// The text of a URL, cut where SQLAlchemy cuts it, nothing decoded.
struct Parts<'url> {
    scheme: &'url str,
    user: Option<&'url str>,
    password: Option<&'url str>,
    host: Option<&'url str>,
    port: Option<&'url str>,
    database: Option<&'url str>,
    query: Option<&'url str>,
    /// All that follows the first `@` that ends the user part.
    after_user: &'url str,
}

impl<'url> Parts<'url> {
    /// None when there is no scheme. What follows it always fits somehow: the host takes what nothing else claims.
    fn split(url: &'url str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let is_word = |character: char| character.is_alphanumeric() || matches!(character, '_' | '+');
        if scheme.is_empty() || !scheme.chars().all(is_word) {
            return None;
        }
        let (user, password, after_user) = split_user(rest);
        let (host, rest) = split_host(after_user);
        let (port, rest) = split_optional(rest, ':', &['/', '?']);
        let (database, rest) = split_optional(rest, '/', &['?']);
        let (query, _) = split_optional(rest, '?', &['\n']);
        Some(Self { scheme, user, password, host, port, database, query, after_user })
    }

    /// The file of a SQLite URL: `sqlite:///relative`, `sqlite:////absolute`.
    fn sqlite(&self, name: &str) -> Result<PathBuf> {
        if self.host.is_some() || self.user.is_some() || self.port.is_some() {
            let finding = Finding::fail("database.sqlite-host", format!("{name} is a SQLite URL with two slashes"))
                .cause("after two slashes comes a host, and SQLite has none: the app refuses to start")
                .fix("write three slashes before a relative path, four before an absolute one: sqlite:///./data/users.db");
            return Err(Error::settings(finding));
        }
        match self.database.unwrap_or_default() {
            "" | ":memory:" => {
                let finding = Finding::fail("database.sqlite-memory", format!("{name} keeps the users in memory only"))
                    .cause("a SQLite URL without a file: every user is forgotten when the app stops, and navauth cannot see any")
                    .fix("name a file, such as sqlite:///./data/users.db");
                Err(Error::settings(finding))
            }
            path if path.starts_with("file:") => {
                let finding = Finding::fail("database.sqlite-file-uri", format!("{name} names its SQLite file by a file: URI"))
                    .cause("navauth opens SQLite files by their path only")
                    .fix("write the path itself after the slashes: sqlite:///./data/users.db");
                Err(Error::settings(finding))
            }
            path => Ok(PathBuf::from(path)),
        }
    }

    fn postgres(&self, name: &str, driver: Option<&str>) -> Result<PostgresUrl> {
        if self.has_stray_at() {
            return Err(unescaped(name, self));
        }
        let port = match self.port {
            None => None,
            Some(text) => Some(text.parse().map_err(|_| wrong_port(name, text.is_empty()))?),
        };
        let pairs = form_pairs(self.query.unwrap_or_default());
        let mut url = PostgresUrl {
            driver: driver.map(str::to_owned),
            user: self.user.map(decode),
            password: self.password.map(|text| Secret::new(decode(text))),
            host: self.host.map(str::to_owned),
            port,
            database: self.database.map(str::to_owned),
            query: Vec::new(),
        };
        // The driver is given these after the parts, so they win.
        for (key, value) in pairs {
            match key.as_str() {
                "user" => url.user = Some(value),
                "password" => url.password = Some(Secret::new(value)),
                "dbname" => url.database = Some(value),
                _ => url.query.push((key, value)),
            }
        }
        Ok(url)
    }

    /// Whether a part behind the password holds an `@`: the mark of a password whose own `@` was taken for its end.
    fn has_stray_at(&self) -> bool {
        let holds = |part: Option<&str>| part.is_some_and(|text| text.contains('@'));
        let query = if self.database.is_none() { self.query } else { None };
        self.password.is_some() && [self.host, self.port, self.database, query].into_iter().any(holds)
    }
}

/// `user[:password]@`, where there is one. A user holds neither `:` nor `/`; a password ends at the first `@`.
fn split_user(rest: &str) -> (Option<&str>, Option<&str>, &str) {
    let end = rest.find([':', '/']).unwrap_or(rest.len());
    let (run, tail) = rest.split_at(end);
    if let Some((password, after)) = tail.strip_prefix(':').and_then(|tail| tail.split_once('@')) {
        return (Some(run), Some(password), after);
    }
    match run.rfind('@') {
        Some(at) => (Some(&run[..at]), None, &rest[at + 1..]),
        None => (None, None, rest),
    }
}

/// A host, or an IPv6 address in brackets, where there is one.
fn split_host(rest: &str) -> (Option<&str>, &str) {
    let run = &rest[..rest.find(['/', '?']).unwrap_or(rest.len())];
    if run.starts_with('[')
        && let Some(close) = run.rfind(']').filter(|&close| close > 1)
    {
        return (Some(&rest[1..close]), &rest[close + 1..]);
    }
    let end = run.find(':').unwrap_or(run.len());
    (Some(&rest[..end]).filter(|host| !host.is_empty()), &rest[end..])
}

/// What follows `mark` up to one of `ends`, where `rest` begins with it.
fn split_optional<'url>(rest: &'url str, mark: char, ends: &[char]) -> (Option<&'url str>, &'url str) {
    match rest.strip_prefix(mark) {
        Some(text) => {
            let (part, rest) = text.split_at(text.find(ends).unwrap_or(text.len()));
            (Some(part), rest)
        }
        None => (None, rest),
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// A parameter without a value is dropped, as Python's `parse_qsl` does.
fn form_pairs(query: &str) -> impl Iterator<Item = (String, String)> {
    let pairs = ::url::form_urlencoded::parse(query.as_bytes()).into_owned();
    pairs.filter(|(_, value)| !value.is_empty())
}

fn unreadable(name: &str, url: &str) -> Error {
    let (cause, fix) = match url {
        _ if url.trim() != url => ("a space stands before or after it", "remove the space"),
        _ if url.starts_with(['"', '\'', '`']) => ("a quotation mark is part of the value", "remove the quotation marks"),
        _ if url.starts_with("psql ") => {
            ("it is the whole psql command, not the URL inside it", "keep only what stands between the quotation marks")
        }
        _ if !url.contains("://") => ("it does not begin with postgresql://", "write postgresql://user:password@host/database"),
        _ => ("what stands before :// is not a scheme", "write postgresql://user:password@host/database"),
    };
    Error::settings(Finding::fail("database.url-unreadable", format!("{name} is not a database URL")).cause(cause).fix(fix))
}

fn unknown_dialect(name: &str, scheme: &str) -> Error {
    let shown: String = scheme.chars().take(20).collect();
    let finding = Finding::fail("database.kind-unknown", format!("{name} names a kind of database that the app cannot use: {shown}"));
    let fix = "begin it with postgresql:// in lower case (or sqlite:/// for a file in development)";
    Error::settings(finding.cause("the app knows PostgreSQL and SQLite").fix(fix))
}

fn names_sqlite(name: &str) -> Error {
    let finding = Finding::fail("database.sqlite-in-url", format!("{name} is a PostgreSQL URL with the word sqlite in it"))
        .cause("the app takes every URL that holds the word sqlite for SQLite, and then cannot open this one")
        .fix("rename the role or database, or percent-encode one letter of the password (s is %73)");
    Error::settings(finding)
}

fn wrong_port(name: &str, empty: bool) -> Error {
    let title = if empty { "has a colon after the host but no port" } else { "has a port that is not a number from 0 to 65535" };
    let finding = Finding::fail("database.port-wrong", format!("{name} {title}"))
        .cause("the app refuses such a URL when it starts")
        .fix("write the port as a number after the host (:5432), or leave it out with its colon");
    Error::settings(finding)
}

/// Shows only what stands before the password and after the last `@`, so that no piece of the password can be among it.
fn unescaped(name: &str, parts: &Parts<'_>) -> Error {
    let after = parts.after_user.rsplit('@').next().unwrap_or_default();
    let after = after.split('?').next().unwrap_or_default();
    let shape = format!("{}://{}:<password with @ written as %40>@{after}", parts.scheme, parts.user.unwrap_or_default());
    let finding = Finding::fail("database.password-unescaped", format!("{name}: the password holds an @ that is not escaped"))
        .cause("the app takes the first @ for the end of the password, and the rest of the password for the host")
        .fix(format!("write every @ of the password as %40: {shape}"));
    Error::settings(finding)
}

/// Characters that stand for themselves in the parts of a shown URL.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
/// In a value of the query also the characters of a path.
const PLAIN_VALUE: &AsciiSet = &PLAIN.remove(b'/').remove(b':').remove(b',');

impl fmt::Display for PostgresUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("postgresql")?;
        if let Some(driver) = &self.driver {
            write!(formatter, "+{driver}")?;
        }
        formatter.write_str("://")?;
        if self.user.is_some() || self.password.is_some() {
            let user = self.user.as_deref().unwrap_or_default();
            let password = if self.password.is_some() { ":***" } else { "" };
            write!(formatter, "{}{password}@", utf8_percent_encode(user, PLAIN))?;
        }
        match self.host.as_deref() {
            Some(host) if host.contains(':') => write!(formatter, "[{host}]")?,
            host => formatter.write_str(host.unwrap_or_default())?,
        }
        if let Some(port) = self.port {
            write!(formatter, ":{port}")?;
        }
        if let Some(database) = &self.database {
            write!(formatter, "/{database}")?;
        }
        for (index, (key, value)) in self.query.iter().enumerate() {
            let mark = if index == 0 { '?' } else { '&' };
            write!(formatter, "{mark}{}=", utf8_percent_encode(key, PLAIN))?;
            match is_secret_parameter(key) {
                true => formatter.write_str("***")?,
                false => write!(formatter, "{}", utf8_percent_encode(value, PLAIN_VALUE))?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PostgresUrl({self})")
    }
}

fn is_secret_parameter(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["pass", "secret", "token", "key"].iter().any(|mark| key.contains(mark))
}

#[cfg(test)]
mod tests;
