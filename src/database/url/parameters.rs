//! The parameters of a database URL with their meaning (PostgreSQL's libpq, chapter "Connection Strings").
//!
//! Owns the accepted values. What they ask for is done by whoever connects.

use std::time::Duration;

use super::PostgresUrl;
use crate::error::{Error, Result};
use crate::finding::Finding;

/// How much TLS is asked for, from least to most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum SslMode {
    /// No TLS.
    Disable,
    /// TLS only where the server insists.
    Allow,
    /// TLS where the server offers it; libpq's default.
    #[default]
    Prefer,
    /// TLS, with any certificate.
    Require,
    /// TLS, with a certificate of a trusted authority.
    VerifyCa,
    /// TLS, with a certificate of a trusted authority in the host's name.
    VerifyFull,
}

/// Whether authentication is bound to the TLS channel (SCRAM-SHA-256-PLUS).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChannelBinding {
    /// Never.
    Disable,
    /// Where the server offers it; libpq's default.
    #[default]
    Prefer,
    /// Or no login.
    Require,
}

/// How TLS begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SslNegotiation {
    /// The client asks first (SSLRequest); the default.
    #[default]
    Postgres,
    /// TLS from the first byte (PostgreSQL 17 and later).
    Direct,
}

/// One place to connect to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// A host name or IP address, or the folder of a Unix socket where it begins with `/`.
    pub host: String,
    /// The port; 5432 where none was given.
    pub port: u16,
}

/// What navauth understands or may ignore without changing anything that matters to a connection.
const KNOWN: [&str; 11] = [
    "sslmode",
    "sslrootcert",
    "channel_binding",
    "connect_timeout",
    "sslnegotiation",
    "options",
    "hostaddr",
    "application_name",
    "host",
    "port",
    "client_encoding",
];

const SOCKET_FOLDER: &str = "/var/run/postgresql";

impl PostgresUrl {
    /// The value of a parameter; the last one where it is given several times, as libpq takes it.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .rev()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// `sslmode`, or asyncpg's `ssl`.
    pub fn ssl_mode(&self) -> Result<SslMode> {
        use SslMode::{Allow, Disable, Prefer, Require, VerifyCa, VerifyFull};
        let name = if self.driver.as_deref() == Some("asyncpg") && self.parameter("ssl").is_some() {
            "ssl"
        } else {
            "sslmode"
        };
        let values = [
            ("disable", Disable),
            ("allow", Allow),
            ("prefer", Prefer),
            ("require", Require),
            ("verify-ca", VerifyCa),
            ("verify-full", VerifyFull),
        ];
        self.one_of(name, &values)
    }

    /// `channel_binding`.
    pub fn channel_binding(&self) -> Result<ChannelBinding> {
        let values = [
            ("disable", ChannelBinding::Disable),
            ("prefer", ChannelBinding::Prefer),
            ("require", ChannelBinding::Require),
        ];
        self.one_of("channel_binding", &values)
    }

    /// `sslnegotiation`.
    pub fn ssl_negotiation(&self) -> Result<SslNegotiation> {
        self.one_of(
            "sslnegotiation",
            &[
                ("postgres", SslNegotiation::Postgres),
                ("direct", SslNegotiation::Direct),
            ],
        )
    }

    /// `connect_timeout` in whole seconds; none where it is absent, zero or negative, which libpq takes for "wait for ever".
    pub fn connect_timeout(&self) -> Result<Option<Duration>> {
        let Some(text) = self.parameter("connect_timeout") else {
            return Ok(None);
        };
        let seconds: i64 = text
            .trim()
            .parse()
            .map_err(|_| wrong_value("connect_timeout", "a whole number of seconds"))?;
        Ok(u64::try_from(seconds)
            .ok()
            .filter(|&seconds| seconds > 0)
            .map(Duration::from_secs))
    }

    /// `sslrootcert`: the file of trusted authorities, or `system`.
    pub fn ssl_root_certificate(&self) -> Option<&str> {
        self.parameter("sslrootcert")
    }

    /// `options`: what the server is given at the start, such as `endpoint=ep-…` for Neon.
    pub fn options(&self) -> Option<&str> {
        self.parameter("options")
    }

    /// `hostaddr`: the IP address to connect to in place of looking up the host.
    pub fn host_address(&self) -> Option<&str> {
        self.parameter("hostaddr")
    }

    /// `application_name`: how the connection is called on the server.
    pub fn application_name(&self) -> Option<&str> {
        self.parameter("application_name")
    }

    /// The names of the parameters that navauth does not know; not an error.
    pub fn unknown_parameters(&self) -> Vec<&str> {
        let ssl = self.driver.as_deref() == Some("asyncpg");
        let unknown = self
            .query
            .iter()
            .map(|(key, _)| key.as_str())
            .filter(|key| !(KNOWN.contains(key) || ssl && *key == "ssl"));
        unknown.collect()
    }

    /// Where to connect, in the order to try: `host=` in the query wins over the authority part; without any host it is the local socket.
    pub fn addresses(&self) -> Result<Vec<Address>> {
        let fallback = self
            .parameter("port")
            .map_or(Ok(self.port.unwrap_or(5432)), port)?;
        let hosts: Vec<&str> = self
            .query
            .iter()
            .filter(|(key, _)| key == "host")
            .flat_map(|(_, value)| value.split(','))
            .collect();
        let hosts = if hosts.is_empty() {
            vec![self.host.as_deref().unwrap_or(SOCKET_FOLDER)]
        } else {
            hosts
        };
        hosts
            .into_iter()
            .map(|text| address(text, fallback))
            .collect()
    }

    fn one_of<T: Copy + Default>(&self, name: &'static str, values: &[(&str, T)]) -> Result<T> {
        let Some(text) = self.parameter(name) else {
            return Ok(T::default());
        };
        let found = values
            .iter()
            .find(|(word, _)| *word == text)
            .map(|&(_, value)| value);
        let words: Vec<&str> = values.iter().map(|&(word, _)| word).collect();
        found.ok_or_else(|| wrong_value(name, &format!("one of {}", words.join(", "))))
    }
}

/// `host` or `host:port`. A folder keeps its colons, and so does an IPv6 address, which has at least two.
fn address(text: &str, fallback: u16) -> Result<Address> {
    match text.split_once(':') {
        Some((host, digits)) if !text.starts_with('/') && !digits.contains(':') => Ok(Address {
            host: host.to_owned(),
            port: if digits.is_empty() {
                fallback
            } else {
                port(digits)?
            },
        }),
        _ => Ok(Address {
            host: text.to_owned(),
            port: fallback,
        }),
    }
}

fn port(text: &str) -> Result<u16> {
    text.parse()
        .map_err(|_| wrong_value("port", "a number from 0 to 65535"))
}

fn wrong_value(name: &str, wanted: &str) -> Error {
    let finding = Finding::fail(
        "database.parameter-wrong",
        format!("the database URL has an unknown value for {name}"),
    )
    .cause("the app's PostgreSQL driver refuses to connect with it")
    .fix(format!("give {name} {wanted}"));
    Error::settings(finding)
}
