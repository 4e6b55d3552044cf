//! Every connection parameter of the app's libpq, and how navauth handles it (PostgreSQL 16 manual, "Parameter Key
//! Words").
//!
//! The app installs psycopg2-binary 2.9.9, which contains libpq 16 and rejects a connection string with any other
//! parameter. navauth does the same, and does not connect if it cannot honor a parameter.

use super::PostgresUrl;
use super::parameters::SslMode;
use crate::diagnostics::catalog::database as codes;
use crate::diagnostics::redaction::foreign_within;
use crate::diagnostics::{Error, Result};
use crate::{diagnostic, text};

/// How navauth handles a parameter.
enum Handling {
    /// As libpq does.
    Honored,
    /// It concerns something that navauth never does, or that makes no difference.
    NoEffect,
    /// navauth cannot honor it, except for values and connections on which libpq does not act either.
    Unsupported {
        asks_nothing: fn(&PostgresUrl, &str) -> bool,
        what: &'static str,
    },
}

use Handling::{Honored, NoEffect};

const PARAMETERS: &[(&str, Handling)] = &[
    ("application_name", Honored),
    ("channel_binding", Honored),
    // Text is always UTF-8 here; whether the server knows a name is not asked.
    (
        "client_encoding",
        unsupported("an encoding other than UTF-8", |_, value| {
            is_common_encoding(value)
        }),
    ),
    ("connect_timeout", Honored),
    ("dbname", Honored),
    ("fallback_application_name", Honored),
    // navauth never uses GSSAPI: that satisfies `disable` and `prefer`; the plan rejects `require`.
    ("gssencmode", Honored),
    ("gssdelegation", NoEffect),
    ("gsslib", NoEffect),
    ("krbsrvname", NoEffect),
    ("host", Honored),
    (
        "hostaddr",
        unsupported("a list of IP addresses", |_, value| !value.contains(',')),
    ),
    ("keepalives", NoEffect),
    ("keepalives_count", NoEffect),
    ("keepalives_idle", NoEffect),
    ("keepalives_interval", NoEffect),
    // The written order is a valid result of `random`.
    ("load_balance_hosts", Honored),
    ("options", Honored),
    ("passfile", Honored),
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
    // libpq considers it only for Unix sockets.
    (
        "requirepeer",
        unsupported("a check of the server's operating-system user", |url, _| {
            url.addresses()
                .is_ok_and(|all| all.iter().all(|address| !address.host.starts_with('/')))
        }),
    ),
    ("requiressl", Honored),
    ("service", unsupported(SERVICE, never)),
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
    // OpenSSL packages come without compression too.
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
    ("sslmode", Honored),
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
        unsupported("a choice among servers by their properties", |_, value| {
            value == "any"
        }),
    ),
    ("tcp_user_timeout", NoEffect),
    ("user", Honored),
];

/// Encodings that every server with UTF-8 converts to, by the names that PostgreSQL reads without case and punctuation.
fn is_common_encoding(name: &str) -> bool {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    let name: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    [
        "utf8", "unicode", "auto", "latin1", "latin9", "win1252", "sqlascii",
    ]
    .contains(&name.as_str())
}

const CLIENT_CERTIFICATE: &str = "a client certificate";
const REVOCATION: &str = "a certificate revocation list";
const SERVICE: &str = "a service file";

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
    /// Exit 3 for a parameter that libpq acts on and navauth does not support.
    pub fn refuse_unsupported(&self) -> Result<()> {
        let names = self.query.iter().map(|(name, _)| name.as_str());
        for name in names.chain(self.libpq_defaults.names()) {
            let value = self.parameter(name).unwrap_or_default();
            if let Some(Handling::Unsupported { asks_nothing, what }) = handling(name)
                && !asks_nothing(self, value)
            {
                return Err(Error::settings(diagnostic!(
                    codes::PARAMETER_UNSUPPORTED,
                    parameter = self.describe(name),
                    name = name,
                    what = what
                )));
            }
        }
        Ok(())
    }

    /// Exit 3 for a parameter that the app's libpq does not know: it would reject the whole connection string.
    pub fn refuse_unknown(&self) -> Result<()> {
        const SHOWN: usize = 8;
        let mut corrected = self.clone();
        corrected.query.clear();
        let (mut unknown, mut notes): (Vec<String>, Vec<&str>) = (Vec::new(), Vec::new());
        for (name, value) in &self.query {
            if handling(name).is_some() {
                corrected.query.push((name.clone(), value.clone()));
                continue;
            }
            let shown = foreign_within(name, 40);
            if unknown.len() < SHOWN && !unknown.contains(&shown) {
                unknown.push(shown);
            }
            let (meant, note) = meant(name, value);
            if let Some(note) = note.filter(|note| !notes.contains(note)) {
                notes.push(note);
            }
            if let Some((name, value)) = meant
                && self.query.iter().all(|(other, _)| *other != name)
                && corrected.query.iter().all(|(other, _)| *other != name)
            {
                corrected.query.push((name, value));
            }
        }
        if unknown.is_empty() {
            return Ok(());
        }
        let diagnostic = diagnostic!(
            codes::PARAMETERS_UNKNOWN,
            parameters = unknown.join(", "),
            shape = corrected
        );
        Err(Error::settings(if notes.is_empty() {
            diagnostic
        } else {
            diagnostic.reason(text!(codes::REFUSED_WITH_NOTE, note = notes.join("; ")))
        }))
    }

    /// Exit 3 for a repeated parameter: SQLAlchemy passes both values on as one text.
    pub fn refuse_repeated(&self) -> Result<()> {
        // These accept any text.
        const ANY_TEXT: [&str; 5] = [
            "host",
            "port",
            "application_name",
            "fallback_application_name",
            "requiressl",
        ];
        let repeated = self.query.iter().enumerate().find(|(place, (name, _))| {
            let counts = name != "sslmode" || self.last_ssl_mode_name() == Some("sslmode");
            counts
                && !ANY_TEXT.contains(&name.as_str())
                && self.query[..*place].iter().any(|(other, _)| other == name)
        });
        let Some((_, (name, value))) = repeated else {
            return Ok(());
        };
        let mut corrected = self.clone();
        corrected.query.retain(|(other, _)| other != name);
        corrected.query.push((name.clone(), value.clone()));
        Err(Error::settings(diagnostic!(
            codes::PARAMETER_REPEATED,
            parameter = name,
            shape = corrected
        )))
    }
}

/// Parameters that newer releases of libpq know.
const NEWER: [&str; 10] = [
    "sslnegotiation",
    "sslkeylogfile",
    "min_protocol_version",
    "max_protocol_version",
    "scram_client_key",
    "scram_server_key",
    "servicefile",
    "oauth_issuer",
    "oauth_client_id",
    "oauth_scope",
];

const PRISMA: [&str; 6] = [
    "pgbouncer",
    "connection_limit",
    "pool_timeout",
    "sslaccept",
    "sslidentity",
    "statement_cache_size",
];

/// The intended parameter, if that is certain, and why the given one is unknown.
fn meant(name: &str, value: &str) -> (Option<(String, String)>, Option<&'static str>) {
    let renamed = |to: &str| Some((to.to_owned(), value.to_owned()));
    // `&amp;` is `&` in HTML.
    if let Some(rest) = name.strip_prefix("amp;") {
        let rest = rest.trim_start_matches("amp;");
        let (meant, _) = if handling(rest).is_some() {
            (renamed(rest), None)
        } else {
            meant(rest, value)
        };
        return (meant, Some(codes::HTML_AMPERSAND));
    }
    if NEWER.contains(&name) {
        return (None, Some(codes::NEWER_LIBPQ));
    }
    if PRISMA.contains(&name) {
        return (None, Some(codes::FOR_PRISMA));
    }
    let letters = |text: &str| -> String {
        let kept = text.chars().filter(|letter| !matches!(letter, '_' | '-'));
        kept.flat_map(char::to_lowercase).collect()
    };
    if letters(name) == "ssl" {
        let mode = match value.to_ascii_lowercase().as_str() {
            "true" | "1" | "on" | "yes" => "require",
            "disable" | "allow" | "prefer" | "require" | "verify-ca" | "verify-full" => value,
            _ => return (None, None),
        };
        return (
            Some(("sslmode".to_owned(), mode.to_ascii_lowercase())),
            Some(codes::SSL_IS_SSLMODE),
        );
    }
    let same = PARAMETERS
        .iter()
        .find(|(known, _)| letters(known) == letters(name));
    match same {
        Some((known, _)) => (renamed(known), Some(codes::EXACT_NAMES)),
        None => (None, None),
    }
}

fn handling(name: &str) -> Option<&'static Handling> {
    PARAMETERS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, handling)| handling)
}

#[cfg(test)]
mod tests {
    use super::{PARAMETERS, handling};

    #[test]
    fn lists_every_libpq_parameter_once() {
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
