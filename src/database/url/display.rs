//! Displays a connection string with the password and secret-looking parameters redacted.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::PostgresUrl;

/// Characters that need no escaping in a displayed URL.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');
/// Query values may also contain the characters of a path.
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
    ["pass", "secret", "token", "key"]
        .iter()
        .any(|mark| key.contains(mark))
}
