//! Error messages for connection strings, and passwords that only the app parses as intended.
//!
//! No message quotes a part that may contain a piece of the password.

use std::net::Ipv6Addr;

use super::Parts;
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::Error;
use crate::diagnostics::catalog::database as codes;
use crate::diagnostics::redaction::foreign_within;
use crate::neon::host::is_neon;

pub(super) fn unreadable(name: &str, url: &str) -> Error {
    let (reason, help) = match url {
        _ if url.trim() != url => (codes::SPACE_AROUND, Some(codes::REMOVE_SPACE)),
        _ if url.starts_with(['"', '\'', '`']) => (codes::QUOTED, Some(codes::REMOVE_QUOTES)),
        _ if url.starts_with("psql ") => (codes::PSQL_COMMAND, Some(codes::KEEP_URL)),
        _ if url.starts_with("napi_") => (codes::NEON_API_KEY, Some(codes::MOVE_API_KEY)),
        _ if url.starts_with("jdbc:") => (codes::JDBC_URL, None),
        _ if is_keyword_form(url) => (codes::KEYWORD_FORM, None),
        _ if !url.contains("://") => (codes::NO_SCHEME, None),
        _ => (codes::INVALID_SCHEME, None),
    };
    let diagnostic = diagnostic!(codes::URL_UNREADABLE, name = name).reason(reason);
    Error::settings(help.into_iter().fold(diagnostic, Diagnostic::help))
}

/// Whether it is of the form `host=… dbname=…`, which libpq accepts, or `Host=…;Database=…` of .NET.
fn is_keyword_form(text: &str) -> bool {
    let names = ["host", "server", "dbname", "database", "user", "username"];
    let mut pairs = text
        .split([' ', ';'])
        .filter_map(|pair| pair.split_once('='));
    !text.contains("://")
        && pairs.any(|(name, _)| names.contains(&name.trim().to_lowercase().as_str()))
}

pub(super) fn too_long(name: &str) -> Error {
    let diagnostic = diagnostic!(codes::URL_UNREADABLE, name = name);
    Error::settings(diagnostic.reason(codes::TOO_LONG).help(codes::COPY_URL))
}

pub(super) fn has_nul(name: &str) -> Error {
    let diagnostic = diagnostic!(codes::URL_UNREADABLE, name = name);
    Error::settings(diagnostic.reason(codes::HAS_NUL).help(codes::COPY_URL))
}

pub(super) fn unknown_dialect(name: &str, parts: &Parts<'_>) -> Error {
    let shown = foreign_within(parts.scheme, 20);
    let diagnostic = diagnostic!(codes::KIND_UNKNOWN, name = name, scheme = shown);
    if !matches!(parts.scheme, "http" | "https") {
        let scheme = parts.scheme.to_lowercase();
        let is_misspelled = ["postgresql", "postgres", "sqlite"]
            .iter()
            .any(|known| strsim::levenshtein(&scheme, known) <= 2);
        return Error::settings(if is_misspelled {
            diagnostic
        } else {
            diagnostic.help(codes::ANOTHER_KIND)
        });
    }
    let host = parts.host.unwrap_or_default();
    let (reason, help) = match host {
        "console.neon.tech" => (codes::CONSOLE_ADDRESS, codes::COPY_FROM_NEON),
        _ if is_neon(host) => (codes::NEON_WEB_API, codes::COPY_FROM_NEON),
        _ => (codes::WEB_ADDRESS, codes::COPY_FROM_CONSOLE),
    };
    Error::settings(diagnostic.reason(reason).help(help))
}

pub(super) fn driver(name: &str, dialect: &str, driver: &str) -> Error {
    Error::settings(diagnostic!(
        codes::DRIVER_UNUSABLE,
        name = name,
        dialect = dialect,
        driver = foreign_within(driver, 20)
    ))
}

pub(super) fn names_sqlite(name: &str) -> Error {
    Error::settings(diagnostic!(codes::SQLITE_IN_URL, name = name))
}

/// The text after the first colon of the host is no port.
pub(super) fn wrong_port(name: &str, parts: &Parts<'_>) -> Error {
    let port = parts.port.unwrap_or_default();
    let host = parts.host.unwrap_or_default();
    let (reason, help) = match port {
        "" if matches!(host, "http" | "https" | "postgres" | "postgresql") => {
            (codes::URL_AS_HOST, Some(codes::REMOVE_SCHEME))
        }
        "" => (codes::NO_PORT, None),
        _ if port.contains(',') => (codes::SEVERAL_HOSTS, Some(codes::HOSTS_AS_PARAMETERS)),
        _ if is_rest_of_ipv6(host, port) => {
            (codes::IPV6_WITHOUT_BRACKETS, Some(codes::PUT_BRACKETS))
        }
        _ => (codes::NOT_A_PORT, None),
    };
    let diagnostic = diagnostic!(codes::PORT_WRONG, name = name).reason(reason);
    Error::settings(help.into_iter().fold(diagnostic, Diagnostic::help))
}

/// Whether an IPv6 address was cut at its first colon, with or without a port after it.
fn is_rest_of_ipv6(host: &str, rest: &str) -> bool {
    let is_address = |text: &str| text.parse::<Ipv6Addr>().is_ok();
    let whole = format!("{host}:{rest}");
    is_address(&whole)
        || whole
            .rsplit_once(':')
            .is_some_and(|(address, _)| is_address(address))
}

pub(super) fn sqlite_host(name: &str) -> Error {
    Error::settings(diagnostic!(codes::SQLITE_HOST, name = name))
}

pub(super) fn sqlite_memory(name: &str) -> Error {
    Error::settings(diagnostic!(codes::SQLITE_MEMORY, name = name))
}

pub(super) fn sqlite_tilde(name: &str) -> Error {
    Error::settings(diagnostic!(codes::SQLITE_TILDE, name = name))
}

pub(super) fn sqlite_drive(name: &str, drive: &str) -> Error {
    Error::settings(diagnostic!(codes::SQLITE_DRIVE, name = name, drive = drive))
}

pub(super) fn sqlite_file_uri(name: &str) -> Error {
    Error::settings(diagnostic!(codes::SQLITE_FILE_URI, name = name))
}

pub(super) fn sqlite_parameter(name: &str, key: &str, expected: &str) -> Error {
    let diagnostic = diagnostic!(
        codes::PARAMETER_WRONG,
        parameter = format!("{key} in {name}"),
        name = key,
        expected = expected
    );
    Error::settings(diagnostic.reason(codes::SQLITE_DRIVER_REFUSES))
}

pub(super) fn unescaped(name: &str, parts: &Parts<'_>) -> Error {
    Error::settings(diagnostic!(
        codes::PASSWORD_UNESCAPED,
        name = name,
        shape = shape(parts, &['@'])
    ))
}

/// A password that the app reads as intended and other programs, such as psql, do not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ambiguity {
    /// The characters to percent-encode, without duplicates, in the order of the password.
    pub characters: Vec<char>,
    /// The URL that every program reads the same way, with a placeholder for the password.
    pub shape: String,
}

/// Finds characters in the password that, for programs other than the app, end it or start an escape (RFC 3986
/// section 3.2.1).
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

/// A character as a message names it.
pub fn shown_character(character: char) -> String {
    match character {
        ' ' => "a space".to_owned(),
        other => other.to_string(),
    }
}

/// Shows only what comes before the password and after the last `@`, so no piece of the password is included. If that
/// `@` may belong to a parameter, nothing after it is shown: the parameter may be secret too.
fn shape(parts: &Parts<'_>, characters: &[char]) -> String {
    let (more, after) = match parts.after_user.rsplit_once('@') {
        Some(cut) => cut,
        None => ("", parts.after_user),
    };
    let before = [parts.password.unwrap_or_default(), more];
    let is_clear = !before.iter().any(|part| part.contains('='));
    let after = match after.split_once(['?', '&']) {
        _ if !is_clear => "host/database".to_owned(),
        // The parameters stay as they are; they may be secret.
        Some((after, _)) => format!("{after}?…"),
        None => after.to_owned(),
    };
    let written: Vec<String> = characters
        .iter()
        .map(|&character| {
            let shown = shown_character(character);
            format!("{shown} written as %{:02X}", u32::from(character))
        })
        .collect();
    format!(
        "{}://{}:<password with {}>@{after}",
        parts.scheme,
        parts.user.unwrap_or_default(),
        written.join(" and ")
    )
}
