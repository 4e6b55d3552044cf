//! The database URL.
//!
//! Owns what is wrong with a URL that the app can read. Reading it, and refusing what the app could not use, belongs to `database::url`.

use super::check::{Check, Judged, Problem, SkipReason, Stage};
use super::subject::{NamedUrl, Subject};
use super::values::{CLEAN, IN_SIGHT};
use crate::database::Target;
use crate::database::url::{PostgresUrl, SslMode, ambiguity};
use crate::diagnostic;
use crate::diagnostics::Code;
use crate::diagnostics::catalog::database;
use crate::neon::host::{NeonHost, is_neon};

pub const CHECKS: &[Check] = &[
    refusal(
        &database::URL_UNREADABLE,
        "the database URL is one",
        |subject| refused(subject, &database::URL_UNREADABLE, |_| true),
    ),
    refusal(
        &database::KIND_UNKNOWN,
        "the database is of a kind that the app knows",
        |subject| refused(subject, &database::KIND_UNKNOWN, |_| true),
    ),
    refusal(
        &database::SQLITE_IN_URL,
        "no PostgreSQL URL holds the word sqlite",
        |subject| refused(subject, &database::SQLITE_IN_URL, is_server),
    ),
    refusal(
        &database::SQLITE_HOST,
        "a SQLite URL has as many slashes as it needs",
        |subject| refused(subject, &database::SQLITE_HOST, is_file),
    ),
    refusal(
        &database::SQLITE_MEMORY,
        "a SQLite URL names a file",
        |subject| refused(subject, &database::SQLITE_MEMORY, is_file),
    ),
    refusal(
        &database::SQLITE_FILE_URI,
        "a SQLite URL names its file by a path",
        |subject| refused(subject, &database::SQLITE_FILE_URI, is_file),
    ),
    refusal(
        &database::PASSWORD_UNESCAPED,
        "the database URL ends the password where it ends",
        |subject| refused(subject, &database::PASSWORD_UNESCAPED, is_server),
    ),
    refusal(
        &database::PORT_WRONG,
        "the database's port is a number",
        |subject| refused(subject, &database::PORT_WRONG, is_server),
    ),
    Check {
        id: database::PARAMETER_WRONG.id,
        stage: Stage::Database,
        title: "the database URL's parameters have values that exist",
        needs: CLEAN,
        severity: database::PARAMETER_WRONG.severity,
        judge: |subject| each(subject, wrong_parameter),
        ..Check::OF_SETTINGS
    },
    Check {
        id: database::PASSWORD_AMBIGUOUS.id,
        stage: Stage::Database,
        title: "every program reads the database's password alike",
        needs: CLEAN,
        severity: database::PASSWORD_AMBIGUOUS.severity,
        judge: |subject| each(subject, ambiguous),
        ..Check::OF_SETTINGS
    },
    Check {
        id: database::MISSING.id,
        stage: Stage::Database,
        title: "the database is named",
        needs: IN_SIGHT,
        severity: database::MISSING.severity,
        judge: missing,
        ..Check::OF_SETTINGS
    },
    Check {
        id: database::DEVELOPMENT_IN_PRODUCTION.id,
        stage: Stage::Database,
        title: "production does not use the database of development",
        needs: CLEAN,
        severity: database::DEVELOPMENT_IN_PRODUCTION.severity,
        judge: development_in_production,
        ..Check::OF_SETTINGS
    },
    Check {
        id: database::NOT_POSTGRESQL.id,
        stage: Stage::Database,
        title: "the database is PostgreSQL",
        needs: CLEAN,
        severity: database::NOT_POSTGRESQL.severity,
        judge: not_postgresql,
        ..Check::OF_SETTINGS
    },
    Check {
        id: database::NEON_WITHOUT_TLS.id,
        stage: Stage::Database,
        title: "connections to Neon use TLS",
        needs: &["env.placeholder", database::PARAMETER_WRONG.id],
        severity: database::NEON_WITHOUT_TLS.severity,
        judge: |subject| {
            each_at_neon(subject, |subject, name, url| {
                neon_tls(subject, name, url, &[SslMode::Disable, SslMode::Allow])
            })
        },
        ..Check::OF_SETTINGS
    },
    Check {
        id: database::NEON_TLS_OPTIONAL.id,
        stage: Stage::Database,
        title: "connections to Neon insist on TLS",
        needs: &["env.placeholder", database::PARAMETER_WRONG.id],
        severity: database::NEON_TLS_OPTIONAL.severity,
        judge: |subject| {
            each_at_neon(subject, |subject, name, url| {
                neon_tls(subject, name, url, &[SslMode::Prefer])
            })
        },
        ..Check::OF_SETTINGS
    },
    Check {
        id: database::NEON_POOLED.id,
        stage: Stage::Database,
        title: "tables are made over Neon's direct host",
        needs: CLEAN,
        severity: database::NEON_POOLED.severity,
        judge: |subject| each_at_neon(subject, pooled),
        ..Check::OF_SETTINGS
    },
];

/// A check for one of the reasons why a URL is refused; the reason's words come from where it is refused.
const fn refusal(
    code: &'static Code,
    title: &'static str,
    judge: fn(&Subject<'_>) -> Judged,
) -> Check {
    Check {
        id: code.id,
        severity: code.severity,
        stage: Stage::Database,
        title,
        needs: CLEAN,
        judge,
        ..Check::OF_SETTINGS
    }
}

/// Whether a URL is one of SQLite, by its scheme.
fn is_file(url: &str) -> bool {
    url.starts_with("sqlite")
}

/// Whether a URL is one of PostgreSQL, by its scheme: the app takes both.
fn is_server(url: &str) -> bool {
    url.starts_with("postgres")
}

/// Judges the URLs of a kind by one of the reasons why they are refused.
fn refused(subject: &Subject<'_>, code: &Code, about: fn(&str) -> bool) -> Judged {
    subject.everything()?;
    let mut urls = subject
        .databases
        .iter()
        .filter(|database| about(database.url))
        .peekable();
    if urls.peek().is_none() {
        return Err(SkipReason::NotApplicable);
    }
    let refusals =
        urls.filter_map(|database| Some((database.name, &database.target.as_ref().err()?.finding)));
    let this = refusals.filter(|(_, finding)| finding.is(code));
    Ok(this
        .map(|(name, finding)| Problem::of(name, *finding.clone()).at(subject.place(name)))
        .collect())
}

/// Judges the URL of every variable that names a PostgreSQL database. One that cannot be read tells nothing.
fn each(
    subject: &Subject<'_>,
    rule: fn(&Subject<'_>, &str, &PostgresUrl) -> Option<Problem>,
) -> Judged {
    each_of(subject, |_| true, rule)
}

/// The same of every variable that names a database at Neon.
fn each_at_neon(
    subject: &Subject<'_>,
    rule: fn(&Subject<'_>, &str, &PostgresUrl) -> Option<Problem>,
) -> Judged {
    each_of(subject, at_neon, rule)
}

fn each_of(
    subject: &Subject<'_>,
    about: fn(&PostgresUrl) -> bool,
    rule: fn(&Subject<'_>, &str, &PostgresUrl) -> Option<Problem>,
) -> Judged {
    subject.everything()?;
    let (mut problems, mut unjudged) = (Vec::new(), Some(SkipReason::NotApplicable));
    for NamedUrl { name, url, target } in &subject.databases {
        match target {
            Ok(Target::Postgres(url)) if about(url) => {
                unjudged = None;
                problems.extend(rule(subject, name, url));
            }
            Ok(_) => {}
            Err(refused) if is_server(url) => {
                unjudged = unjudged.map(|_| SkipReason::BlockedBy(refused.finding.id))
            }
            Err(_) => {}
        }
    }
    unjudged.map_or(Ok(problems), Err)
}

/// Whether a URL leads to Neon.
fn at_neon(url: &PostgresUrl) -> bool {
    url.addresses()
        .is_ok_and(|addresses| addresses.iter().any(|address| is_neon(&address.host)))
}

/// Whether no database is at Neon, as far as the settings can be read.
pub fn elsewhere(subject: &Subject<'_>) -> bool {
    subject
        .databases
        .iter()
        .all(|database| match &database.target {
            Ok(Target::Postgres(url)) => !at_neon(url),
            Ok(Target::Sqlite(_)) => true,
            Err(_) => false,
        })
}

fn wrong_parameter(subject: &Subject<'_>, name: &str, url: &PostgresUrl) -> Option<Problem> {
    let error = url.check_parameters().err()?;
    Some(Problem::of(name, *error.finding).at(subject.place(name)))
}

fn ambiguous(subject: &Subject<'_>, name: &str, _: &PostgresUrl) -> Option<Problem> {
    let ambiguity = ambiguity(subject.value(name)?)?;
    let listed: Vec<String> = ambiguity
        .characters
        .iter()
        .map(ToString::to_string)
        .collect();
    let diagnostic = diagnostic!(
        database::PASSWORD_AMBIGUOUS,
        name = name,
        characters = listed.join(" "),
        shape = ambiguity.shape
    );
    Some(subject.diagnose(name, diagnostic))
}

fn missing(subject: &Subject<'_>) -> Judged {
    subject.everything()?;
    if !subject.databases.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![
        subject.diagnose("DATABASE_URL", diagnostic!(database::MISSING)),
    ])
}

fn development_in_production(subject: &Subject<'_>) -> Judged {
    const NAME: &str = "NEON_DATABASE_URL_DEV";
    subject.everything()?;
    subject.databases.first().ok_or(SkipReason::NotApplicable)?;
    if subject.value(NAME).is_none() {
        return Ok(Vec::new());
    }
    let diagnostic = diagnostic!(database::DEVELOPMENT_IN_PRODUCTION, name = NAME);
    Ok(vec![subject.diagnose(NAME, diagnostic)])
}

fn not_postgresql(subject: &Subject<'_>) -> Judged {
    subject.everything()?;
    let NamedUrl { name, target, .. } =
        subject.databases.first().ok_or(SkipReason::NotApplicable)?;
    if !matches!(target, Ok(Target::Sqlite(_))) {
        return Ok(Vec::new());
    }
    let diagnostic = diagnostic!(database::NOT_POSTGRESQL, name = name);
    Ok(vec![subject.diagnose(name, diagnostic)])
}

fn neon_tls(
    subject: &Subject<'_>,
    name: &str,
    url: &PostgresUrl,
    modes: &[SslMode],
) -> Option<Problem> {
    let mode = url.ssl_mode().ok().filter(|mode| modes.contains(mode))?;
    let diagnostic = match mode {
        SslMode::Disable | SslMode::Allow => diagnostic!(database::NEON_WITHOUT_TLS, name = name),
        _ => diagnostic!(database::NEON_TLS_OPTIONAL, name = name),
    };
    Some(subject.diagnose(name, diagnostic))
}

fn pooled(subject: &Subject<'_>, name: &str, url: &PostgresUrl) -> Option<Problem> {
    // Who names the direct host too has it where it is needed.
    if subject.value("DATABASE_URL_UNPOOLED").is_some() {
        return None;
    }
    let host = url
        .addresses()
        .ok()?
        .iter()
        .find_map(|address| NeonHost::parse(&address.host).filter(|host| host.pooled))?;
    let diagnostic = diagnostic!(database::NEON_POOLED, name = name, host = host.direct());
    Some(subject.diagnose(name, diagnostic))
}
