//! What an examination means: which facts are right, which should be looked at, which are wrong.
//!
//! Owns the findings of a database that could be reached. Those of one that could not belong to `postgres`.

use jiff::Timestamp;

use super::super::difference;
use super::super::found::Found;
use super::super::postgres::Method;
use super::super::statement::Engine;
use super::super::url::{ChannelBinding, PostgresUrl, SslMode};
use super::{File, Server};
use crate::database::tls;
use crate::diagnostic;
use crate::diagnostics::catalog::{database as codes, neon};
use crate::finding::{Finding, Status};
use crate::neon::host::{NeonHost, is_neon};
use crate::redact::foreign;

/// A certificate with fewer days left should be looked at: Let's Encrypt renews at 30.
const SOON: i64 = 14;

/// Judges a server.
pub fn judge_server(server: &Server, url: &PostgresUrl, now: Timestamp) -> Vec<Finding> {
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
    findings.extend(judge_url(url));
    if server.session.read_only {
        findings.push(
            Finding::fail("database.read-only", "this server takes no changes")
                .cause("it is a read replica, or was set to read-only: nobody could sign in for the first time")
                .fix("use the primary's host in the database URL"),
        );
    }
    findings.extend(tables(&server.found, Engine::Postgres));
    findings
}

/// Judges what the URL of a server asks for, whether it was reached or not.
pub fn judge_url(url: &PostgresUrl) -> Vec<Finding> {
    let neon = url.host.as_deref().and_then(neon_host);
    [root_certificate(url), neon]
        .into_iter()
        .flatten()
        .chain(parameters(url))
        .collect()
}

/// Judges a SQLite file.
pub fn judge_file(file: &File, found: &Found) -> Vec<Finding> {
    let mut findings = vec![Finding::pass(
        "database.connection",
        "the file is a SQLite database and can be read",
    )];
    if !file.writable {
        findings.push(
            Finding::fail("database.read-only", "the file cannot be written")
                .cause("the file is read-only for you: nobody could sign in for the first time")
                .fix("make the file and its folder writable for the user that runs the app"),
        );
    }
    findings.extend(tables(found, Engine::Sqlite));
    findings
}

fn connected(server: &Server) -> Finding {
    let session = &server.session;
    let title = format!(
        "connected to the database {} as {} in {} ms",
        session.database,
        session.role,
        server.connection.took.as_millis()
    );
    Finding::pass("database.connection", title)
}

fn encryption(server: &Server, url: &PostgresUrl) -> Finding {
    let connection = &server.connection;
    let Some(tls) = &connection.tls else {
        if !connection.public {
            return Finding::pass(
                "database.encryption",
                "the connection is without TLS, and does not leave this machine or its private network",
            );
        }
        return Finding::fail("database.plaintext", format!("the connection to {} is without TLS", connection.host))
            .cause("it crosses the internet: everybody on the way can read and change what the app stores, users and sessions included")
            .fix("switch TLS on at the server and write sslmode=require (or better, verify-full) into the database URL");
    };
    match tls.verified {
        "full" => Finding::pass("database.encryption", format!("{}, and the server proved that it is {}", tls.version, connection.host)),
        verified if !connection.public => {
            Finding::pass("database.encryption", format!("{} (certificate checked: {verified}), within a private network", tls.version))
        }
        // Both sides proved to know the password, over this very channel: nobody sits in between (RFC 5929, RFC 7677).
        _ if connection.authentication == Method::ScramPlus
            && url.channel_binding().is_ok_and(|binding| binding == ChannelBinding::Require) =>
        {
            Finding::pass("database.encryption", format!("{}, and the server proved itself by channel binding", tls.version))
        }
        _ => Finding::warn("database.certificate-unchecked", format!("{}, but who answers is not checked", tls.version))
            .cause(format!(
                "sslmode={} accepts every certificate that comes: whoever sits in between could pretend to be the server",
                word(url)
            ))
            .fix("write sslmode=verify-full&sslrootcert=system into the database URL"),
    }
}

fn word(url: &PostgresUrl) -> &str {
    url.parameter("sslmode").unwrap_or("prefer")
}

fn expiry(certificate: &tls::Certificate, now: Timestamp) -> Finding {
    let days = certificate.days_left(now);
    let until = certificate.not_after.strftime("%Y-%m-%d");
    match days {
        ..0 => Finding::warn("database.certificate-expired", format!("the server's certificate expired on {until}"))
            .cause("nobody renewed it; sslmode does not ask for a check, so the connection works all the same")
            .fix("have the certificate renewed"),
        0..SOON => {
            Finding::warn("database.certificate-expires-soon", format!("the server's certificate expires on {until}, in {days} days"))
                .cause("whoever runs the server has not renewed it yet")
                .fix("have the certificate renewed")
        }
        _ => Finding::pass("database.certificate", format!("the server's certificate is valid until {until}")),
    }
}

fn authentication(server: &Server) -> Finding {
    let method = server.connection.authentication;
    let title = format!("authentication: {}", method.name());
    match method {
        Method::Scram | Method::ScramPlus => Finding::pass("database.authentication", title),
        Method::Trust if server.connection.address.is_none() => Finding::pass("database.authentication", title),
        Method::Trust => Finding::warn("database.trusts-everybody", "the server asked for no password")
            .cause("its pg_hba.conf says trust: everybody who reaches it may log in as this role")
            .fix("write scram-sha-256 in place of trust into the server's pg_hba.conf"),
        Method::Cleartext | Method::Md5 | Method::Other => Finding::warn("database.weak-authentication", title)
            .cause("whoever runs the server, or listens where there is no TLS, can learn the password")
            .fix("set password_encryption = scram-sha-256 on the server, and set the role's password again"),
    }
}

/// libpq, which the app connects with, looks for a file of its own where navauth takes the system's authorities.
fn root_certificate(url: &PostgresUrl) -> Option<Finding> {
    let verifies = url.ssl_mode().is_ok_and(|mode| mode >= SslMode::VerifyCa);
    (verifies && url.ssl_root_certificate().is_none()).then(|| {
        Finding::warn("database.root-certificate-unnamed", "the app may refuse what navauth accepts: sslrootcert is missing")
            .cause("without it the app's driver trusts only the file ~/.postgresql/root.crt, and fails where there is none")
            .fix("add sslrootcert=system to the database URL")
    })
}

fn neon_host(host: &str) -> Option<Finding> {
    (is_neon(host) && NeonHost::parse(host).is_none())
        .then(|| diagnostic!(neon::HOST_UNUSUAL, host = host))
}

/// Parameters that the app's driver refuses. Those that navauth cannot do what they ask for are refused before.
fn parameters(url: &PostgresUrl) -> Option<Finding> {
    let unknown = url.unknown_parameters();
    if unknown.is_empty() {
        return None;
    }
    let names: Vec<String> = unknown.iter().map(|name| foreign(name)).collect();
    let fix = match unknown.as_slice() {
        ["ssl"] => "write sslmode=require in its place",
        _ => "remove it from the URL: it is meant for another program, such as Prisma",
    };
    let finding = Finding::warn(
        "database.parameters-unknown",
        format!(
            "the database URL asks for {}, which PostgreSQL's own clients do not know",
            names.join(", ")
        ),
    );
    Some(
        finding
            .cause("the app hands it to its driver, which refuses to connect (\"invalid connection option\")")
            .fix(fix),
    )
}

/// What differs from the app's tables is a warning here: the connection, which was asked about, is good.
fn tables(found: &Found, engine: Engine) -> Vec<Finding> {
    let release = found.expected();
    let differences = difference::compare(found, release, engine);
    let hidden = differences
        .iter()
        .any(|difference| difference.finding.is(&codes::TABLES_HIDDEN));
    if found.release().is_none() && !hidden {
        return missing(found);
    }
    if differences.is_empty() {
        let title = format!(
            "{} and {} are there and match (release {})",
            release.users.name, release.states.name, release.name
        );
        return vec![Finding::pass("database.tables", title)];
    }
    differences
        .into_iter()
        .map(|difference| to_look_at(difference.finding))
        .collect()
}

/// The SQL that mends it is shown where it can be read as a whole.
fn to_look_at(finding: Finding) -> Finding {
    let finding = Finding {
        status: Status::Warn,
        ..finding
    };
    if finding.is(&codes::TABLE_MISSING) {
        finding
    } else {
        finding.with_help(&codes::SHOW_SQL, &[])
    }
}

fn missing(found: &Found) -> Vec<Finding> {
    let nothing = Finding::warn(
        "database.no-tables",
        "the tables of the app are not there yet",
    )
    .cause("neither the app nor navauth init-db has run on this database")
    .fix("create them")
    .command("navauth init-db");
    if found.may_create {
        return vec![nothing];
    }
    let schema = found.schema.as_deref().unwrap_or("(none)");
    let denied = Finding::fail(
        "database.create-not-permitted",
        format!(
            "{} may not create tables in the schema {schema}",
            found.role
        ),
    )
    .cause("since PostgreSQL 15 only the database's owner may create tables in public")
    .fix(format!(
        "as the owner of the database: GRANT CREATE ON SCHEMA {schema} TO {}",
        found.role
    ));
    vec![nothing, denied]
}

#[cfg(test)]
mod tests;
