//! The typed parameters of a connection string (PostgreSQL manual, libpq, "Connection Strings").

use std::time::Duration;

use super::PostgresUrl;
use super::refusal::shown_character;
use crate::diagnostics::catalog::database as codes;
use crate::diagnostics::{Diagnostic, Error, Result};
use crate::{diagnostic, text};

/// PostgreSQL's default port.
pub const DEFAULT_PORT: u16 = 5432;

/// `sslmode`, from weakest to strongest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum SslMode {
    Disable,
    /// TLS only if the server requires it.
    Allow,
    /// TLS if the server offers it; libpq's default.
    #[default]
    Prefer,
    /// TLS, with any certificate.
    Require,
    /// TLS, with a certificate of a trusted authority.
    VerifyCa,
    /// TLS, with a certificate of a trusted authority that matches the host name.
    VerifyFull,
}

/// Whether authentication is bound to the TLS channel (SCRAM-SHA-256-PLUS).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChannelBinding {
    Disable,
    /// If the server offers it; libpq's default.
    #[default]
    Prefer,
    Require,
}

/// An address to connect to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// A host name or IP address, or the folder of a Unix socket if it starts with `/`.
    pub host: String,
    /// The port; 5432 by default.
    pub port: u16,
}

/// The authentication methods that `require_auth` allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuthMethods(u8);

impl AuthMethods {
    const NAMES: [&str; 6] = ["password", "md5", "gss", "sspi", "scram-sha-256", "none"];
    /// Every method, including none.
    pub const ANY: Self = Self(0b11_1111);

    /// Whether a method is allowed, by libpq's name for it.
    pub fn allows(self, name: &str) -> bool {
        let place = Self::NAMES.iter().position(|known| *known == name);
        place.is_some_and(|place| self.0 & (1 << place) != 0)
    }

    /// Parses libpq's list: names, or names that all start with `!` and are excluded; no duplicates.
    fn parse(list: &str) -> Option<Self> {
        let excludes = list.starts_with('!');
        let mut listed = 0;
        for item in list.split(',') {
            let name = item.strip_prefix('!');
            if name.is_some() != excludes {
                return None;
            }
            let name = name.unwrap_or(item);
            let bit = 1 << Self::NAMES.iter().position(|known| *known == name)?;
            if listed & bit != 0 {
                return None;
            }
            listed |= bit;
        }
        Some(Self(if excludes {
            Self::ANY.0 & !listed
        } else {
            listed
        }))
    }
}

/// The TLS versions that `ssl_min_protocol_version` and `ssl_max_protocol_version` allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsVersions {
    /// 1.2 and 1.3.
    Both,
    /// 1.2 only.
    Only12,
    /// 1.3 only.
    Only13,
}

/// The parameters that set the TLS mode.
const SSL_MODE_NAMES: [&str; 2] = ["sslmode", "requiressl"];

pub(super) const SOCKET_FOLDER: &str = "/var/run/postgresql";

/// A whole number as Python's `int` reads it.
pub(super) fn python_integer(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let well_placed = !digits.starts_with('_') && !digits.ends_with('_') && !digits.contains("__");
    let is_number = digits
        .chars()
        .all(|character| character.is_ascii_digit() || character == '_');
    (well_placed && is_number)
        .then(|| text.replace('_', "").parse().ok())
        .flatten()
}

/// What SQLAlchemy takes for a host with a port in `host=`.
fn is_host_with_port(text: &str) -> bool {
    text.split_once(':').is_some_and(|(host, digits)| {
        host.chars()
            .all(|character| character.is_ascii_alphanumeric() || "-.".contains(character))
            && digits.chars().all(|character| character.is_ascii_digit())
    })
}

impl PostgresUrl {
    /// The value of a parameter from the connection string, else from libpq's environment.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .rev()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .or_else(|| self.libpq_defaults.get(name))
    }

    /// A parameter's name for messages, with the place where it is set.
    pub(super) fn describe(&self, name: &str) -> String {
        let own = self.query.iter().any(|(key, _)| key == name);
        match self.libpq_defaults.origin(name).filter(|_| !own) {
            Some(origin) => format!("{name} ({origin})"),
            None => format!("{name} in the connection string"),
        }
    }

    /// Exit 3 for parameters that the app's driver rejects or navauth does not support.
    pub fn check_parameters(&self) -> Result<()> {
        self.refuse_unknown()?;
        self.refuse_repeated()?;
        self.ssl_mode()?;
        self.channel_binding()?;
        self.connect_timeout()?;
        self.keep_alives()?;
        let hosts = self.addresses()?.len();
        if hosts > 1 && self.host_address().is_some_and(|list| !list.contains(',')) {
            return Err(self.wrong_value("hostaddr", "one IP address for each host"));
        }
        self.require_auth()?;
        self.tls_versions()?;
        self.requires_gss()?;
        self.load_balance_hosts()?;
        self.target_session_attributes()?;
        self.ssl_certificate_mode()?;
        self.refuse_unsupported()
    }

    /// `sslmode`, or its older form `requiressl`. The last one wins.
    pub fn ssl_mode(&self) -> Result<SslMode> {
        use SslMode::{Allow, Disable, Prefer, Require, VerifyCa, VerifyFull};
        match self.last_ssl_mode_name() {
            // SQLAlchemy hands a repeated one over as a text that does not begin with 1.
            Some("requiressl") => {
                let is_once = self
                    .query
                    .iter()
                    .filter(|(key, _)| key == "requiressl")
                    .count()
                    == 1;
                let asks = self
                    .parameter("requiressl")
                    .is_some_and(|value| value.starts_with('1'));
                Ok(if is_once && asks { Require } else { Prefer })
            }
            _ => self.one_of(
                "sslmode",
                &[
                    ("disable", Disable),
                    ("allow", Allow),
                    ("prefer", Prefer),
                    ("require", Require),
                    ("verify-ca", VerifyCa),
                    ("verify-full", VerifyFull),
                ],
            ),
        }
    }

    /// Which of the names for `sslmode` counts: the one that appears for the first time after the other.
    pub(super) fn last_ssl_mode_name(&self) -> Option<&'static str> {
        let first = |name: &str| self.query.iter().position(|(key, _)| key == name);
        let present = SSL_MODE_NAMES
            .into_iter()
            .filter_map(|name| Some((first(name)?, name)));
        present.max().map(|(_, name)| name)
    }

    /// Whether the connection string sets a TLS mode.
    pub fn names_ssl_mode(&self) -> bool {
        SSL_MODE_NAMES
            .iter()
            .any(|name| self.parameter(name).is_some())
    }

    /// `require_auth`.
    pub fn require_auth(&self) -> Result<AuthMethods> {
        self.parameter("require_auth")
            .map_or(Some(AuthMethods::ANY), AuthMethods::parse)
            .ok_or_else(|| {
                self.wrong_value(
                    "require_auth",
                    "names of password, md5, gss, sspi, scram-sha-256 and none, separated by commas, all of them with ! or none",
                )
            })
    }

    /// `ssl_min_protocol_version` and `ssl_max_protocol_version`.
    pub fn tls_versions(&self) -> Result<TlsVersions> {
        const NAMES: [&str; 4] = ["tlsv1", "tlsv1.1", "tlsv1.2", "tlsv1.3"];
        let version = |name: &'static str, default: usize| match self.parameter(name) {
            None => Ok(default),
            Some(text) => NAMES
                .iter()
                .position(|known| text.eq_ignore_ascii_case(known))
                .ok_or_else(|| self.wrong_value(name, "TLSv1.2 or TLSv1.3")),
        };
        match (
            version("ssl_min_protocol_version", 2)?,
            version("ssl_max_protocol_version", 3)?,
        ) {
            (3, 3) => Ok(TlsVersions::Only13),
            (0..=2, 2) => Ok(TlsVersions::Only12),
            (0..=2, 3) => Ok(TlsVersions::Both),
            _ => Err(self.wrong_value(
                "ssl_max_protocol_version",
                "TLSv1.2 or TLSv1.3, and no older version than ssl_min_protocol_version",
            )),
        }
    }

    /// `sslsni`: whether to send the host name to the server.
    pub fn sends_server_name(&self) -> bool {
        self.parameter("sslsni")
            .is_none_or(|value| value.starts_with('1'))
    }

    /// `gssencmode=require`, which navauth does not support.
    pub fn requires_gss(&self) -> Result<bool> {
        self.one_of(
            "gssencmode",
            &[("disable", false), ("prefer", false), ("require", true)],
        )
    }

    /// Validates `sslcertmode`. navauth never sends a client certificate; [`PostgresUrl::refuse_unsupported`] rejects
    /// parameters that ask for one.
    fn ssl_certificate_mode(&self) -> Result<()> {
        self.one_of(
            "sslcertmode",
            &[("disable", ()), ("allow", ()), ("require", ())],
        )
    }

    /// Validates `load_balance_hosts`. The written order satisfies every value.
    pub fn load_balance_hosts(&self) -> Result<()> {
        self.one_of("load_balance_hosts", &[("disable", ()), ("random", ())])
    }

    /// Validates `target_session_attrs`, which navauth does not honor.
    fn target_session_attributes(&self) -> Result<()> {
        let words = [
            "any",
            "read-write",
            "read-only",
            "primary",
            "standby",
            "prefer-standby",
        ];
        self.one_of("target_session_attrs", &words.map(|word| (word, ())))
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

    /// `connect_timeout` in whole seconds; None if it is absent, zero or negative, which libpq reads as "wait
    /// forever".
    pub fn connect_timeout(&self) -> Result<Option<Duration>> {
        let Some(text) = self.parameter("connect_timeout") else {
            return Ok(None);
        };
        let seconds: i32 = text
            .trim()
            .parse()
            .map_err(|_| self.wrong_value("connect_timeout", "a whole number of seconds"))?;
        Ok(u64::try_from(seconds)
            .ok()
            .filter(|&seconds| seconds > 0)
            .map(Duration::from_secs))
    }

    /// Validates the TCP parameters, which only have to be numbers.
    fn keep_alives(&self) -> Result<()> {
        const NAMES: [&str; 5] = [
            "keepalives",
            "keepalives_idle",
            "keepalives_interval",
            "keepalives_count",
            "tcp_user_timeout",
        ];
        let wrong = NAMES.into_iter().find(|name| {
            self.parameter(name)
                .is_some_and(|text| text.trim().parse::<i32>().is_err())
        });
        match wrong {
            Some(name) => Err(self.wrong_value(name, "a whole number")),
            None => Ok(()),
        }
    }

    /// `sslrootcert`: the file with the trusted authorities, or `system`.
    pub fn ssl_root_certificate(&self) -> Option<&str> {
        self.parameter("sslrootcert")
    }

    /// `options`: sent to the server at startup, such as `endpoint=ep-…` for Neon.
    pub fn options(&self) -> Option<&str> {
        self.parameter("options")
    }

    /// `hostaddr`: the IP address to connect to without a name lookup.
    pub fn host_address(&self) -> Option<&str> {
        self.parameter("hostaddr")
    }

    /// The variable that sets the host to connect to, if the connection string does not.
    pub fn host_variable(&self) -> Option<&str> {
        let parameter = if self.host_address().is_some() {
            "hostaddr"
        } else {
            "host"
        };
        self.libpq_defaults.origin(parameter)
    }

    /// `application_name`: the connection's name on the server.
    pub fn application_name(&self) -> Option<&str> {
        self.parameter("application_name")
            .or_else(|| self.parameter("fallback_application_name"))
    }

    /// Where to connect, in the order to try, as SQLAlchemy and then libpq read it: `host=` in the query wins over the authority part; without
    /// any host it is the local socket. A list of ports has one for each host, or one for all.
    pub fn addresses(&self) -> Result<Vec<Address>> {
        let values = |name: &str| -> Vec<&str> {
            let own = self.query.iter().filter(|(key, _)| key == name);
            own.map(|(_, value)| value.as_str()).collect()
        };
        let (given, ports) = (values("host"), values("port"));
        let with_port = match given.as_slice() {
            [one] => ports.is_empty() && is_host_with_port(one),
            several => several.len() > 1,
        };
        if with_port {
            if !ports.is_empty() {
                return Err(self.wrong_value(
                    "port",
                    "a port after each host, as in host=a:5432&host=b:5432",
                ));
            }
            return given.iter().map(|text| self.read_address(text)).collect();
        }
        let hosts: Vec<&str> = match (given.first().copied(), self.host.as_deref()) {
            (Some(hosts), _) | (None, Some(hosts)) => hosts.split(',').collect(),
            (None, None) => self
                .libpq_defaults
                .get("host")
                .map_or_else(|| vec![""], |hosts| hosts.split(',').collect()),
        };
        let ports: Vec<u16> = match ports.as_slice() {
            // SQLAlchemy drops the port of the authority part where the query has several hosts.
            [] if given.len() == 1 && hosts.len() > 1 => vec![DEFAULT_PORT],
            [] => match (self.port, self.libpq_defaults.get("port")) {
                (Some(port), _) => vec![port],
                (None, Some(list)) => self.read_ports(list.split(','))?,
                (None, None) => vec![DEFAULT_PORT],
            },
            [one] => self.read_ports(one.split(','))?,
            several => self.read_ports(several.iter().copied())?,
        };
        let only_own = !given.is_empty() && !values("port").is_empty();
        if ports.len() != hosts.len() && (ports.len() != 1 || only_own) {
            return Err(self.wrong_value("port", "one port for each host"));
        }
        let port_of = |place: usize| ports.get(place).or(ports.first()).copied();
        Ok(hosts
            .into_iter()
            .enumerate()
            .map(|(place, host)| Address {
                host: if host.is_empty() { SOCKET_FOLDER } else { host }.to_owned(),
                port: port_of(place).unwrap_or(DEFAULT_PORT),
            })
            .collect())
    }

    /// As [`Self::addresses`], without local sockets, and with `hostaddr` in place of every host.
    pub fn remote_addresses(&self) -> Result<Vec<Address>> {
        let mut addresses = self.addresses()?;
        if let Some(host) = self.host_address() {
            for address in &mut addresses {
                host.clone_into(&mut address.host);
            }
        }
        addresses.retain(|address| !address.host.starts_with('/'));
        Ok(addresses)
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
        found.ok_or_else(|| {
            let wrong = self.describe_wrong(name, &format!("one of {}", words.join(", ")));
            Error::settings(match followed(text, &words) {
                Some((word, next)) => {
                    wrong.reason(text!(codes::VALUE_FOLLOWED, value = word, next = next))
                }
                None => wrong,
            })
        })
    }

    /// `host` or `host:port`. A folder keeps its colons, and so does an IPv6 address, which has at least two.
    fn read_address(&self, text: &str) -> Result<Address> {
        let (host, port) = match text.split_once(':') {
            Some((host, digits)) if !text.starts_with('/') && !digits.contains(':') => {
                (host, self.read_port(digits)?)
            }
            _ => (text, DEFAULT_PORT),
        };
        Ok(Address {
            host: host.to_owned(),
            port,
        })
    }

    fn read_ports<'text>(&self, list: impl Iterator<Item = &'text str>) -> Result<Vec<u16>> {
        list.map(|text| self.read_port(text)).collect()
    }

    /// A port; nothing and 0 mean the default.
    fn read_port(&self, text: &str) -> Result<u16> {
        if text.is_empty() {
            return Ok(DEFAULT_PORT);
        }
        let number = python_integer(text).and_then(|number| u16::try_from(number).ok());
        number
            .map(|port| if port == 0 { DEFAULT_PORT } else { port })
            .ok_or_else(|| self.wrong_value("port", "a number from 1 to 65535"))
    }

    fn wrong_value(&self, name: &str, wanted: &str) -> Error {
        Error::settings(self.describe_wrong(name, wanted))
    }

    fn describe_wrong(&self, name: &str, wanted: &str) -> Diagnostic {
        diagnostic!(
            codes::PARAMETER_WRONG,
            parameter = self.describe(name),
            name = name,
            expected = wanted
        )
    }
}

/// The valid word that a value begins with, and the character after it, such as `require;` and `require?channel_binding=…`.
fn followed<'words>(text: &str, words: &[&'words str]) -> Option<(&'words str, String)> {
    let word = words
        .iter()
        .filter(|word| text.starts_with(**word))
        .max_by_key(|word| word.len())?;
    let next = text[word.len()..].chars().next()?;
    (!next.is_alphanumeric() && next != '-').then(|| (*word, shown_character(next)))
}
