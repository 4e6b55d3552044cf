//! Parses connection strings as the app does: SQLAlchemy 2.0, after the app replaces `postgres://` with
//! `postgresql://`.
//!
//! See `parameters` for typed parameters, `choice` for the variables, `refusal` for error messages.

mod choice;
mod display;
mod escape;
mod known;
mod libpq_defaults;
mod parameters;
mod refusal;

use std::path::PathBuf;

use percent_encoding::percent_decode_str;

use super::Target;
use crate::config::settings::Settings;
use crate::diagnostics::Result;
use crate::neon::host::NeonHost;
use crate::secret::Secret;

pub use choice::{Chosen, DEFAULT_SQLITE, VARIABLES, choose, variable_in_use, variables_read};
pub use escape::escaped;
pub use libpq_defaults::LibpqDefaults;
pub use parameters::{Address, AuthMethods, ChannelBinding, SslMode, TlsVersions};
pub use refusal::{Ambiguity, ambiguity, shown_character};

/// The longest accepted connection string, in bytes.
const LONGEST: usize = 64 << 10;

/// The most parameters.
const MOST_PARAMETERS: usize = 200;

/// A parsed PostgreSQL URL. Display and Debug redact the password and secret-looking query parameters.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl {
    /// The Python driver in the scheme, such as `psycopg2` in `postgresql+psycopg2://`.
    pub driver: Option<String>,
    pub user: Option<String>,
    /// The password; may be empty.
    pub password: Option<Secret>,
    /// The host of the authority part. [`PostgresUrl::addresses`] also considers `host=`.
    pub host: Option<String>,
    /// The port of the authority part.
    pub port: Option<u16>,
    /// The database name, which SQLAlchemy does not percent-decode.
    pub database: Option<String>,
    /// The query parameters in order, without those that have no value. May contain secrets: show it only through
    /// Display.
    pub query: Vec<(String, String)>,
    /// What libpq adds from its environment.
    pub libpq_defaults: Box<LibpqDefaults>,
}

impl Target {
    /// Parses a connection string as the app does. `name` is its name in messages, such as `DATABASE_URL`.
    ///
    /// Exit 3 if the app could not use it either. Messages quote no part that may be secret.
    pub fn parse(name: &str, url: &str) -> Result<Self> {
        let rewritten = url
            .strip_prefix("postgres://")
            .map(|rest| format!("postgresql://{rest}"));
        let url = rewritten.as_deref().unwrap_or(url);
        if url.len() > LONGEST || url.matches('&').count() > MOST_PARAMETERS {
            return Err(refusal::too_long(name));
        }
        let parts = Parts::split(url).ok_or_else(|| refusal::unreadable(name, url))?;
        let (dialect, driver) = parts
            .scheme
            .split_once('+')
            .map_or((parts.scheme, None), |(dialect, driver)| {
                (dialect, Some(driver))
            });
        let usable = match dialect {
            "sqlite" => "pysqlite",
            _ => "psycopg2",
        };
        if let Some(driver) = driver.filter(|driver| *driver != usable)
            && matches!(dialect, "sqlite" | "postgresql")
        {
            return Err(refusal::driver(name, dialect, driver));
        }
        match dialect {
            "sqlite" => parts.sqlite(name).map(Self::Sqlite),
            "postgresql" if url.contains("sqlite") => Err(refusal::names_sqlite(name)),
            "postgresql" => parts.postgres(name, driver).map(Self::Postgres),
            _ => Err(refusal::unknown_dialect(name, &parts)),
        }
    }
}

impl Target {
    /// As [`Self::parse`], with what libpq adds from the app's environment.
    pub fn of(settings: &Settings, name: &str, url: &str) -> Result<Self> {
        Ok(match Self::parse(name, url)? {
            Self::Postgres(url) => Self::Postgres(url.with_libpq_defaults(settings)),
            sqlite @ Self::Sqlite(_) => sqlite,
        })
    }
}

impl PostgresUrl {
    /// Whether a part contains a NUL, which terminates strings in PostgreSQL's protocol.
    fn has_nul(&self) -> bool {
        let password = self.password.as_ref().map(Secret::expose);
        [
            self.user.as_deref(),
            password,
            self.database.as_deref(),
            self.host.as_deref(),
        ]
        .into_iter()
        .flatten()
        .chain(
            self.query
                .iter()
                .flat_map(|(key, value)| [key.as_str(), value]),
        )
        .any(|text| text.contains('\0'))
    }

    /// The same database at Neon's direct host; None if the host is not Neon's pooler.
    pub fn without_pooler(&self) -> Option<Self> {
        let host = NeonHost::parse(self.host.as_deref()?).filter(|host| host.pooled)?;
        Some(Self {
            host: Some(host.direct()),
            ..self.clone()
        })
    }
}

/// The parts of a URL as SQLAlchemy splits it, not decoded.
struct Parts<'url> {
    scheme: &'url str,
    user: Option<&'url str>,
    password: Option<&'url str>,
    host: Option<&'url str>,
    port: Option<&'url str>,
    database: Option<&'url str>,
    query: Option<&'url str>,
    /// Everything after the first `@` that ends the user part.
    after_user: &'url str,
}

impl<'url> Parts<'url> {
    /// Splits a URL; None without a scheme. Anything else splits somehow: the host takes what no other part claims.
    fn split(url: &'url str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let is_word =
            |character: char| character.is_alphanumeric() || matches!(character, '_' | '+');
        if scheme.is_empty() || !scheme.chars().all(is_word) {
            return None;
        }
        let (user, password, after_user) = split_user(rest);
        let (host, rest) = split_host(after_user);
        let (port, rest) = split_optional(rest, ':', &['/', '?']);
        let (database, rest) = split_optional(rest, '/', &['?']);
        let (query, _) = split_optional(rest, '?', &['\n']);
        Some(Self {
            scheme,
            user,
            password,
            host,
            port,
            database,
            query,
            after_user,
        })
    }

    /// The file of a SQLite URL: `sqlite:///relative`, `sqlite:////absolute`.
    fn sqlite(&self, name: &str) -> Result<PathBuf> {
        if self.host.is_some() || self.user.is_some() || self.port.is_some() {
            return Err(refusal::sqlite_host(name));
        }
        let parameters = self.check_sqlite_parameters(name)?;
        match self.database.unwrap_or_default() {
            // The parameters then become part of the file's name.
            _ if parameters.name_the_file => Err(refusal::sqlite_file_uri(name)),
            "" | ":memory:" => Err(refusal::sqlite_memory(name)),
            path if path.starts_with("file:") => Err(refusal::sqlite_file_uri(name)),
            path if path == "~" || path.starts_with("~/") => Err(refusal::sqlite_tilde(name)),
            path if !cfg!(windows)
                && let Some(drive) = drive(path) =>
            {
                Err(refusal::sqlite_drive(name, drive))
            }
            path => Ok(PathBuf::from(path)),
        }
    }

    /// Refuses parameters of a SQLite URL on which Python's driver fails. It ignores those that it does not know.
    fn check_sqlite_parameters(&self, name: &str) -> Result<SqliteParameters> {
        let pairs: Vec<(String, String)> = form_pairs(self.query.unwrap_or_default()).collect();
        let (mut is_uri, mut others) = (false, false);
        for (index, (key, value)) in pairs.iter().enumerate() {
            let is_repeated = pairs[..index].iter().any(|(other, _)| other == key);
            let (is_valid, expected) = match key.as_str() {
                "timeout" => (
                    is_python_float(value) && !is_repeated,
                    "a number of seconds, once",
                ),
                "detect_types" | "cached_statements" => (
                    parameters::python_integer(value).is_some() && !is_repeated,
                    "a whole number, once",
                ),
                "isolation_level" => (!is_repeated, "one value"),
                "uri" | "check_same_thread" => {
                    let word = value.trim().to_ascii_lowercase();
                    let is_true = ["true", "yes", "on", "y", "t", "1"].contains(&word.as_str());
                    is_uri |= key == "uri" && is_true;
                    let is_false = ["false", "no", "off", "n", "f", "0"].contains(&word.as_str());
                    (is_true || is_false || is_repeated, "true or false")
                }
                _ => {
                    others = true;
                    continue;
                }
            };
            if !is_valid {
                return Err(refusal::sqlite_parameter(name, key, expected));
            }
        }
        Ok(SqliteParameters {
            name_the_file: is_uri && others,
        })
    }

    fn postgres(&self, name: &str, driver: Option<&str>) -> Result<PostgresUrl> {
        if self.has_stray_at() {
            return Err(refusal::unescaped(name, self));
        }
        let pairs: Vec<(String, String)> = form_pairs(self.query.unwrap_or_default()).collect();
        let port = match self.port {
            None => None,
            Some(text) => {
                let number = parameters::python_integer(text)
                    .ok_or_else(|| refusal::wrong_port(name, self))?;
                let is_overridden = pairs.iter().any(|(key, _)| key == "port");
                match u16::try_from(number) {
                    Err(_) if is_overridden => None,
                    port => Some(port.map_err(|_| refusal::wrong_port(name, self))?),
                }
            }
        };
        let mut url = PostgresUrl {
            driver: driver.map(str::to_owned),
            user: self.user.map(decode),
            password: self.password.map(|text| Secret::new(decode(text))),
            host: self.host.map(str::to_owned),
            port,
            database: self.database.map(str::to_owned),
            query: Vec::new(),
            libpq_defaults: Box::default(),
        };
        // SQLAlchemy passes these to the driver last, so they win.
        for (key, value) in pairs {
            match key.as_str() {
                "user" => url.user = Some(value),
                "password" => url.password = Some(Secret::new(value)),
                "dbname" => url.database = Some(value),
                _ => url.query.push((key, value)),
            }
        }
        if url.has_nul() {
            return Err(refusal::has_nul(name));
        }
        Ok(url)
    }

    /// Whether a part after the password contains an `@`, which suggests that the password does too.
    fn has_stray_at(&self) -> bool {
        let holds = |part: Option<&str>| part.is_some_and(|text| text.contains('@'));
        let query = if self.database.is_none() {
            self.query
        } else {
            None
        };
        self.password.is_some()
            && [self.host, self.port, self.database, query]
                .into_iter()
                .any(holds)
    }
}

/// The drive of a path of Windows, such as `C:` of `C:/data/users.db`; also after a slash.
fn drive(path: &str) -> Option<&str> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let drive = path.get(..2)?;
    let is_drive = drive.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && drive.ends_with(':')
        && path[2..].starts_with(['/', '\\']);
    is_drive.then_some(drive)
}

/// What the parameters of a SQLite URL ask for.
struct SqliteParameters {
    name_the_file: bool,
}

/// Whether Python's `float` reads a text.
fn is_python_float(text: &str) -> bool {
    let text = text.trim();
    let well_placed = !text.starts_with('_') && !text.ends_with('_') && !text.contains("__");
    well_placed && text.replace('_', "").parse::<f64>().is_ok()
}

/// Splits off `user[:password]@`, if present. A user contains neither `:` nor `/`; a password ends at the first `@`.
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

/// Splits off a host, or an IPv6 address in brackets, if present.
fn split_host(rest: &str) -> (Option<&str>, &str) {
    let run = &rest[..rest.find(['/', '?']).unwrap_or(rest.len())];
    if run.starts_with('[')
        && let Some(close) = run.rfind(']').filter(|&close| close > 1)
    {
        return (Some(&rest[1..close]), &rest[close + 1..]);
    }
    let end = run.find(':').unwrap_or(run.len());
    (
        Some(&rest[..end]).filter(|host| !host.is_empty()),
        &rest[end..],
    )
}

/// Splits off what follows `mark` up to one of `ends`, if `rest` starts with `mark`.
fn split_optional<'url>(
    rest: &'url str,
    mark: char,
    ends: &[char],
) -> (Option<&'url str>, &'url str) {
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

/// Parameters without a value are dropped, as by Python's `parse_qsl`.
fn form_pairs(query: &str) -> impl Iterator<Item = (String, String)> {
    let pairs = ::url::form_urlencoded::parse(query.as_bytes()).into_owned();
    pairs.filter(|(_, value)| !value.is_empty())
}

#[cfg(test)]
mod tests;
