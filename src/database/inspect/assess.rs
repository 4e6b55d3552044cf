//! Turns the facts of an inspection into diagnostics.
//!
//! Failures to connect are in `postgres`.

use jiff::Timestamp;

use super::super::difference::{self, Difference, identifier};
use super::super::found::Introspected;
use super::super::postgres::Method;
use super::super::sqlite::file_read_only;
use super::super::statement::Engine;
use super::super::url::{ChannelBinding, PostgresUrl};
use super::{File, Server, Session};
use crate::database::tls;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::{database as codes, neon};
use crate::diagnostics::redaction::sanitize;
use crate::neon::host::{NeonHost, is_neon};
use crate::{diagnostic, text};

/// Warn when a certificate has fewer days left. Let's Encrypt renews at 30.
const SOON: i64 = 14;

/// Checks a server.
pub fn check_server(server: &Server, url: &PostgresUrl, now: Timestamp) -> Vec<Diagnostic> {
    let connection = &server.connection;
    let mut findings = vec![connected(server), encryption(server, url)];
    findings.extend(
        connection
            .tls
            .as_ref()
            .and_then(|tls| tls.certificate.as_ref())
            .map(|certificate| expiry(certificate, now)),
    );
    findings.push(authentication(server));
    findings.extend(check_url(url));
    if server.session.read_only {
        findings.push(read_only(&server.session));
    }
    findings.extend(encoding(&server.session));
    findings.extend(client_encoding(&server.session, url));
    findings.extend(server.options_rejected.clone());
    findings.extend(tables(&server.found, Engine::Postgres));
    findings
}

/// Checks what the connection string asks for; needs no connection.
pub fn check_url(url: &PostgresUrl) -> Vec<Diagnostic> {
    [system_roots(url), check_neon_host(url)]
        .into_iter()
        .flatten()
        .collect()
}

/// Checks a SQLite file.
pub fn check_file(file: &File, found: &Introspected) -> Vec<Diagnostic> {
    let mut findings = vec![Diagnostic::pass(
        &codes::CONNECTION,
        "the file is a readable SQLite database",
    )];
    match file.writable {
        Some(true) => {}
        Some(false) => findings.push(file_read_only(&file.path)),
        None => findings.push(Diagnostic::skip(&codes::READ_ONLY, codes::BUSY_FILE)),
    }
    findings.extend(tables(found, Engine::Sqlite));
    findings
}

/// Explains which setting makes the database read-only.
fn read_only(session: &Session) -> Diagnostic {
    let (role, database) = (identifier(&session.role), identifier(&session.database));
    let diagnostic = diagnostic!(codes::READ_ONLY);
    if session.replica {
        return diagnostic
            .reason(codes::IS_A_REPLICA)
            .help(codes::USE_PRIMARY);
    }
    let (whose, command) = match session.read_only_source.as_str() {
        "user" => (
            format!("the role {role}"),
            Some(format!(
                "ALTER ROLE {role} RESET default_transaction_read_only"
            )),
        ),
        "database user" => (
            format!("the role {role} in the database {database}"),
            Some(format!(
                "ALTER ROLE {role} IN DATABASE {database} RESET default_transaction_read_only"
            )),
        ),
        "database" => (
            format!("the database {database}"),
            Some(format!(
                "ALTER DATABASE {database} RESET default_transaction_read_only"
            )),
        ),
        "client" => ("options or PGOPTIONS of the connection".to_owned(), None),
        _ => ("the server's configuration".to_owned(), None),
    };
    let diagnostic = diagnostic.reason(text!(codes::SET_READ_ONLY, whose = whose));
    match command {
        // The session that resets it is itself read-only.
        Some(command) => diagnostic
            .help(codes::RESET_READ_ONLY)
            .command(format!("BEGIN READ WRITE; {command}; COMMIT")),
        None => diagnostic.help(codes::REMOVE_READ_ONLY),
    }
}

/// Whether the database stores every character.
fn encoding(session: &Session) -> Option<Diagnostic> {
    let is_whole = matches!(session.encoding.as_str(), "UTF8" | "");
    (!is_whole).then(|| {
        diagnostic!(
            codes::ENCODING,
            database = sanitize(&session.database),
            encoding = sanitize(&session.encoding)
        )
    })
}

/// Whether the app's driver can send every character: it uses the client_encoding that the server tells it.
fn client_encoding(session: &Session, url: &PostgresUrl) -> Option<Diagnostic> {
    let setting = session.client_encoding.as_ref()?;
    let is_whole = ["UTF8", "UTF-8", "UNICODE"].contains(&setting.value.to_uppercase().as_str());
    if is_whole || url.parameter("client_encoding").is_some() {
        return None;
    }
    let (role, database) = (identifier(&session.role), identifier(&session.database));
    let whose = match (setting.of_role, setting.of_database) {
        (true, true) => format!("ROLE {role} IN DATABASE {database}"),
        (true, false) => format!("ROLE {role}"),
        (false, true) => format!("DATABASE {database}"),
        (false, false) => "ROLE ALL".to_owned(),
    };
    let diagnostic = diagnostic!(codes::CLIENT_ENCODING, encoding = sanitize(&setting.value));
    Some(diagnostic.sql(format!("ALTER {whose} RESET client_encoding;")))
}

fn connected(server: &Server) -> Diagnostic {
    let session = &server.session;
    let title = format!(
        "connected to the database {} as {} in {} ms",
        session.database,
        session.role,
        server.connection.took.as_millis()
    );
    Diagnostic::pass(&codes::CONNECTION, title)
}

fn encryption(server: &Server, url: &PostgresUrl) -> Diagnostic {
    let connection = &server.connection;
    let Some(tls) = &connection.tls else {
        if !connection.public {
            return Diagnostic::pass(
                &codes::ENCRYPTION,
                "the connection has no TLS, but stays on this computer or its private network",
            );
        }
        return diagnostic!(codes::PLAINTEXT, host = connection.host);
    };
    match tls.verified {
        "full" => Diagnostic::pass(
            &codes::ENCRYPTION,
            format!(
                "{}; the certificate is verified for {}",
                tls.version, connection.host
            ),
        ),
        verified if !connection.public => Diagnostic::pass(
            &codes::ENCRYPTION,
            format!(
                "{} (certificate checked: {verified}), within a private network",
                tls.version
            ),
        ),
        // SCRAM with channel binding authenticates the server over this very TLS channel, which rules out a man in
        // the middle (RFC 5929, RFC 7677).
        _ if connection.authentication == Method::ScramPlus
            && url
                .channel_binding()
                .is_ok_and(|binding| binding == ChannelBinding::Require) =>
        {
            Diagnostic::pass(
                &codes::ENCRYPTION,
                format!(
                    "{}; the server is authenticated by channel binding",
                    tls.version
                ),
            )
        }
        _ => diagnostic!(
            codes::CERTIFICATE_UNCHECKED,
            mode = word(url),
            advice = advice(server)
        )
        .observed(tls.version.clone()),
    }
}

/// How to authenticate the server: by channel binding if it supports it, else by its certificate.
fn advice(server: &Server) -> String {
    match server.connection.authentication {
        Method::ScramPlus => codes::ADVICE_CHANNEL_BINDING.to_owned(),
        _ => tls::system_roots_advice(),
    }
}

fn word(url: &PostgresUrl) -> &str {
    url.parameter("sslmode").unwrap_or("prefer")
}

fn expiry(certificate: &tls::Certificate, now: Timestamp) -> Diagnostic {
    let days = certificate.days_left(now);
    let until = certificate.not_after.strftime("%Y-%m-%d");
    match days {
        ..0 => diagnostic!(codes::EXPIRED_CERTIFICATE_ACCEPTED, date = until),
        0..SOON => diagnostic!(codes::CERTIFICATE_EXPIRES_SOON, date = until, days = days),
        _ => Diagnostic::pass(
            &codes::CERTIFICATE,
            format!("the server's certificate is valid until {until}"),
        ),
    }
}

fn authentication(server: &Server) -> Diagnostic {
    let method = server.connection.authentication;
    let title = format!("authentication: {}", method.name());
    match method {
        Method::Scram | Method::ScramPlus => Diagnostic::pass(&codes::AUTHENTICATION, title),
        Method::Trust if server.connection.address.is_none() => {
            Diagnostic::pass(&codes::AUTHENTICATION, title)
        }
        Method::Trust => diagnostic!(codes::TRUSTS_EVERYBODY),
        Method::Cleartext | Method::Md5 | Method::Other => {
            diagnostic!(codes::WEAK_AUTHENTICATION, method = method.name())
        }
    }
}

/// The app's OpenSSL ships without root certificates.
fn system_roots(url: &PostgresUrl) -> Option<Diagnostic> {
    (url.ssl_root_certificate() == Some("system") && !url.libpq_defaults.has_system_roots).then(
        || {
            diagnostic!(
                codes::SYSTEM_ROOTS_UNUSABLE,
                advice = tls::system_roots_advice()
            )
        },
    )
}

/// Whether a host of Neon has the form of Neon's hosts, in a region that Neon offers.
pub fn check_neon_host(url: &PostgresUrl) -> Option<Diagnostic> {
    let host = url.host.as_deref()?;
    match NeonHost::parse(host) {
        None if is_neon(host) => Some(diagnostic!(neon::HOST_UNUSUAL, host = host)),
        Some(found) if found.cloud == "azure" => Some(diagnostic!(
            neon::REGION_RETIRED,
            region = found.region_id()
        )),
        _ => None,
    }
}

fn tables(found: &Introspected, engine: Engine) -> Vec<Diagnostic> {
    let release = found.expected();
    let differences = difference::compare(found, release, engine);
    let differences = difference::of_empty_database(found, release, differences);
    if differences
        .iter()
        .any(|difference| difference.diagnostic.is(&codes::NO_TABLES))
    {
        let tables = format!("{} or {}", release.users.name, release.states.name);
        let nothing = diagnostic!(codes::NO_TABLES, tables = tables);
        return std::iter::once(nothing)
            .chain(create_not_permitted(found))
            .collect();
    }
    if differences.is_empty() {
        let title = format!(
            "{} and {} match release {}",
            release.users.name, release.states.name, release.name
        );
        return vec![Diagnostic::pass(&codes::TABLES, title)];
    }
    let is_missing = differences
        .iter()
        .any(|difference| difference.diagnostic.is(&codes::TABLE_MISSING));
    let denied = is_missing.then(|| create_not_permitted(found)).flatten();
    differences
        .into_iter()
        .map(shortened)
        .chain(denied)
        .collect()
}

/// Points to the command that shows the full SQL.
fn shortened(difference: Difference) -> Diagnostic {
    if difference.repair.is_none() || difference.diagnostic.is(&codes::TABLE_MISSING) {
        difference.diagnostic
    } else {
        difference.diagnostic.with_help(&codes::SHOW_SQL, &[])
    }
}

/// The role may not create the tables that are missing.
fn create_not_permitted(found: &Introspected) -> Option<Diagnostic> {
    (!found.may_create).then(|| {
        diagnostic!(
            codes::CREATE_NOT_PERMITTED,
            role = identifier(&found.role),
            schema = identifier(found.schema.as_deref().unwrap_or("public"))
        )
    })
}

#[cfg(test)]
mod tests;
