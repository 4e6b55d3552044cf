//! Every connection parameter of libpq, and what navauth does with it (PostgreSQL 18 manual, "Parameter Key Words").
//!
//! Owns the table. libpq acts on each of them or refuses the connection string; navauth does the same, or refuses where it cannot.

use super::PostgresUrl;
use super::parameters::SslMode;
use crate::diagnostic;
use crate::diagnostics::catalog::database as codes;
use crate::diagnostics::redaction::foreign_within;
use crate::diagnostics::{Error, Result};

/// What navauth does with a parameter.
enum Handling {
    /// It does what libpq does.
    Honored,
    /// It concerns what navauth never does or cannot differ in, so that nothing has to be done.
    NoEffect,
    /// It cannot do what is asked. With a value or in a connection string for which libpq does nothing either, nothing is asked.
    Unsupported {
        asks_nothing: fn(&PostgresUrl, &str) -> bool,
        what: &'static str,
    },
}

use Handling::{Honored, NoEffect};

const PARAMETERS: &[(&str, Handling)] = &[
    ("application_name", Honored),
    ("channel_binding", Honored),
    // Text is always UTF-8 here.
    ("client_encoding", NoEffect),
    ("connect_timeout", Honored),
    ("dbname", Honored),
    ("fallback_application_name", Honored),
    // navauth never speaks GSSAPI: `disable` and `prefer` are what it does, `require` is refused with the plan.
    ("gssencmode", Honored),
    ("gssdelegation", NoEffect),
    ("gsslib", NoEffect),
    ("krbsrvname", NoEffect),
    ("host", Honored),
    ("hostaddr", Honored),
    ("keepalives", NoEffect),
    ("keepalives_count", NoEffect),
    ("keepalives_idle", NoEffect),
    ("keepalives_interval", NoEffect),
    // The order as written is one that `random` may give.
    ("load_balance_hosts", Honored),
    (
        "max_protocol_version",
        unsupported("a newer protocol than 3.0", |_, value| {
            matches!(value, "3.0" | "latest")
        }),
    ),
    (
        "min_protocol_version",
        unsupported("a newer protocol than 3.0", |_, value| value == "3.0"),
    ),
    ("oauth_client_id", OAUTH),
    ("oauth_client_secret", OAUTH),
    ("oauth_issuer", OAUTH),
    ("oauth_scope", OAUTH),
    ("options", Honored),
    (
        "passfile",
        unsupported("a password from a file", |url, _| url.password.is_some()),
    ),
    ("password", Honored),
    ("port", Honored),
    (
        "replication",
        unsupported("a replication connection", |_, value| {
            matches!(
                value.to_ascii_lowercase().as_str(),
                "false" | "off" | "no" | "0"
            )
        }),
    ),
    ("require_auth", Honored),
    // libpq looks at it on Unix sockets only.
    (
        "requirepeer",
        unsupported("a check of the server's operating-system user", |url, _| {
            url.addresses()
                .is_ok_and(|all| all.iter().all(|address| !address.host.starts_with('/')))
        }),
    ),
    ("requiressl", Honored),
    ("scram_client_key", unsupported(KEYS, never)),
    ("scram_server_key", unsupported(KEYS, never)),
    ("service", unsupported(SERVICE, never)),
    ("servicefile", unsupported(SERVICE, never)),
    (
        "sslcert",
        unsupported(CLIENT_CERTIFICATE, no_client_certificate),
    ),
    (
        "sslcertmode",
        unsupported(CLIENT_CERTIFICATE, |url, value| {
            value != "require" || without_tls(url)
        }),
    ),
    // OpenSSL as it is shipped compresses nothing either.
    ("sslcompression", NoEffect),
    ("sslcrl", unsupported(REVOCATION, |url, _| without_tls(url))),
    (
        "sslcrldir",
        unsupported(REVOCATION, |url, _| without_tls(url)),
    ),
    (
        "sslkey",
        unsupported(CLIENT_CERTIFICATE, no_client_certificate),
    ),
    (
        "sslkeylogfile",
        unsupported("a log of the TLS keys", |url, _| without_tls(url)),
    ),
    ("sslmode", Honored),
    ("sslnegotiation", Honored),
    (
        "sslpassword",
        unsupported(CLIENT_CERTIFICATE, no_client_certificate),
    ),
    ("sslrootcert", Honored),
    ("sslsni", Honored),
    ("ssl_max_protocol_version", Honored),
    ("ssl_min_protocol_version", Honored),
    (
        "target_session_attrs",
        unsupported("a choice among servers by what they allow", |_, value| {
            value == "any"
        }),
    ),
    ("tcp_user_timeout", NoEffect),
    ("user", Honored),
];

const CLIENT_CERTIFICATE: &str = "a client certificate";
const REVOCATION: &str = "a list of revoked certificates";
const SERVICE: &str = "a service file";
const KEYS: &str = "SCRAM keys in place of a password";
const OAUTH: Handling = unsupported("OAuth at the database", never);

const fn unsupported(what: &'static str, asks_nothing: fn(&PostgresUrl, &str) -> bool) -> Handling {
    Handling::Unsupported { asks_nothing, what }
}

fn never(_: &PostgresUrl, _: &str) -> bool {
    false
}

fn without_tls(url: &PostgresUrl) -> bool {
    url.ssl_mode().is_ok_and(|mode| mode == SslMode::Disable)
}

fn no_client_certificate(url: &PostgresUrl, _: &str) -> bool {
    url.parameter("sslcertmode") == Some("disable") || without_tls(url)
}

impl PostgresUrl {
    /// Refuses (exit 3) a parameter that libpq acts on and navauth cannot, and one that nobody knows but whose name is about security.
    pub fn refuse_unsupported(&self) -> Result<()> {
        for (name, _) in &self.query {
            let value = self.parameter(name).unwrap_or_default();
            match handling(name) {
                Some(Handling::Unsupported { asks_nothing, what })
                    if !asks_nothing(self, value) =>
                {
                    return Err(refusal(
                        name,
                        &format!("it asks for {what}, which navauth does not support"),
                    ));
                }
                // `ssl` is another name for `sslmode`: asyncpg's, and JDBC's, which libpq takes in a URL.
                None if name != "ssl" && is_about_security(name) => {
                    return Err(refusal(
                        &foreign_within(name, 40),
                        "PostgreSQL's own clients do not know it and refuse to connect",
                    ));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The names of the parameters that libpq does not know, each once, so many as can be shown; not an error.
    pub fn unknown_parameters(&self) -> Vec<&str> {
        const SHOWN: usize = 20;
        let mut unknown: Vec<&str> = Vec::new();
        for (name, _) in &self.query {
            let known = handling(name).is_some()
                || self.driver.as_deref() == Some("asyncpg") && name == "ssl";
            if !known && unknown.len() < SHOWN && !unknown.contains(&name.as_str()) {
                unknown.push(name);
            }
        }
        unknown
    }
}

fn handling(name: &str) -> Option<&'static Handling> {
    PARAMETERS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, handling)| handling)
}

/// Whether a name that nobody knows may be a misspelled parameter without which the connection would be less safe than was meant.
fn is_about_security(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [
        "ssl", "tls", "auth", "channel", "binding", "gss", "scram", "verify", "cert",
    ]
    .iter()
    .any(|word| name.contains(word))
        || name.starts_with("require")
}

fn refusal(name: &str, cause: &str) -> Error {
    let finding = diagnostic!(codes::PARAMETER_UNSUPPORTED, parameter = name).reason(cause);
    Error::settings(finding)
}

#[cfg(test)]
mod tests {
    use super::{PARAMETERS, handling};

    #[test]
    fn the_table_has_every_parameter_of_libpq_once() {
        // PQconninfoOptions of PostgreSQL 16 (fe-connect.c), and `requiressl`, which conninfo_storeval translates.
        let libpq = "service user password passfile channel_binding connect_timeout dbname host hostaddr port client_encoding options \
            application_name fallback_application_name keepalives keepalives_idle keepalives_interval keepalives_count tcp_user_timeout \
            sslmode sslcompression sslcert sslkey sslcertmode sslpassword sslrootcert sslcrl sslcrldir sslsni requirepeer require_auth \
            ssl_min_protocol_version ssl_max_protocol_version gssencmode krbsrvname gsslib gssdelegation replication target_session_attrs \
            load_balance_hosts requiressl";
        for name in libpq.split_whitespace() {
            assert!(handling(name).is_some(), "{name}");
        }
        for (name, _) in PARAMETERS {
            assert_eq!(
                PARAMETERS.iter().filter(|(other, _)| other == name).count(),
                1,
                "{name}"
            );
        }
    }
}
