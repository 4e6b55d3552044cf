//! The database URL.
//!
//! Owns what is wrong with a URL that the app can read. Reading it, and refusing what the app could not use, belongs to `database::url`.

use super::check::{Check, Judged, Problem, Severity, SkipReason, Stage};
use super::subject::{NamedUrl, Subject};
use super::values::{CLEAN, IN_SIGHT};
use crate::database::Target;
use crate::database::url::{PostgresUrl, SslMode, ambiguity};
use crate::neon::host::{NeonHost, is_neon};

pub const CHECKS: &[Check] = &[
    refusal(
        "database.url-unreadable",
        "the database URL is one",
        |subject| refused(subject, "database.url-unreadable", |_| true),
    ),
    refusal(
        "database.kind-unknown",
        "the database is of a kind that the app knows",
        |subject| refused(subject, "database.kind-unknown", |_| true),
    ),
    refusal(
        "database.sqlite-in-url",
        "no PostgreSQL URL holds the word sqlite",
        |subject| refused(subject, "database.sqlite-in-url", is_server),
    ),
    refusal(
        "database.sqlite-host",
        "a SQLite URL has as many slashes as it needs",
        |subject| refused(subject, "database.sqlite-host", is_file),
    ),
    refusal(
        "database.sqlite-memory",
        "a SQLite URL names a file",
        |subject| refused(subject, "database.sqlite-memory", is_file),
    ),
    refusal(
        "database.sqlite-file-uri",
        "a SQLite URL names its file by a path",
        |subject| refused(subject, "database.sqlite-file-uri", is_file),
    ),
    refusal(
        "database.password-unescaped",
        "the database URL ends the password where it ends",
        |subject| refused(subject, "database.password-unescaped", is_server),
    ),
    refusal(
        "database.port-wrong",
        "the database's port is a number",
        |subject| refused(subject, "database.port-wrong", is_server),
    ),
    Check {
        id: "database.parameter-wrong",
        stage: Stage::Database,
        title: "the database URL's parameters have values that exist",
        needs: CLEAN,
        severity: Severity::ERROR,
        judge: |subject| each(subject, wrong_parameter),
        ..Check::OF_SETTINGS
    },
    Check {
        id: "database.password-ambiguous",
        stage: Stage::Database,
        title: "every program reads the database's password alike",
        needs: CLEAN,
        severity: Severity::WARNING,
        judge: |subject| each(subject, ambiguous),
        ..Check::OF_SETTINGS
    },
    Check {
        id: "database.missing",
        stage: Stage::Database,
        title: "the database is named",
        needs: IN_SIGHT,
        severity: Severity::ONLY_IN_PRODUCTION,
        judge: missing,
        ..Check::OF_SETTINGS
    },
    Check {
        id: "database.development-in-production",
        stage: Stage::Database,
        title: "production does not use the database of development",
        needs: CLEAN,
        severity: Severity::ONLY_IN_PRODUCTION,
        judge: development_in_production,
        ..Check::OF_SETTINGS
    },
    Check {
        id: "database.not-postgresql",
        stage: Stage::Database,
        title: "the database is PostgreSQL",
        needs: CLEAN,
        severity: Severity::ONLY_IN_PRODUCTION,
        judge: not_postgresql,
        ..Check::OF_SETTINGS
    },
    Check {
        id: "database.neon-without-tls",
        stage: Stage::Database,
        title: "connections to Neon use TLS",
        needs: &["env.placeholder", "database.parameter-wrong"],
        severity: Severity::ERROR,
        judge: |subject| {
            each_at_neon(subject, |subject, name, url| {
                neon_tls(subject, name, url, &[SslMode::Disable, SslMode::Allow])
            })
        },
        ..Check::OF_SETTINGS
    },
    Check {
        id: "database.neon-tls-optional",
        stage: Stage::Database,
        title: "connections to Neon insist on TLS",
        needs: &["env.placeholder", "database.parameter-wrong"],
        severity: Severity::ERROR_IN_PRODUCTION,
        judge: |subject| {
            each_at_neon(subject, |subject, name, url| {
                neon_tls(subject, name, url, &[SslMode::Prefer])
            })
        },
        ..Check::OF_SETTINGS
    },
    Check {
        id: "database.neon-pooled",
        stage: Stage::Database,
        title: "tables are made over Neon's direct host",
        needs: CLEAN,
        severity: Severity::WARNING,
        judge: |subject| each_at_neon(subject, pooled),
        ..Check::OF_SETTINGS
    },
];

/// A check for one of the reasons why a URL is refused; the reason's words come from where it is refused.
const fn refusal(
    id: &'static str,
    title: &'static str,
    judge: fn(&Subject<'_>) -> Judged,
) -> Check {
    Check {
        id,
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
fn refused(subject: &Subject<'_>, id: &str, about: fn(&str) -> bool) -> Judged {
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
    let this = refusals.filter(|(_, finding)| finding.id == id);
    Ok(this
        .map(|(name, finding)| Problem::from((name, *finding.clone())).at(subject.place(name)))
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
    Some(Problem::from((name, *error.finding)).at(subject.place(name)))
}

fn ambiguous(subject: &Subject<'_>, name: &str, _: &PostgresUrl) -> Option<Problem> {
    let ambiguity = ambiguity(subject.value(name)?)?;
    let listed: Vec<String> = ambiguity
        .characters
        .iter()
        .map(ToString::to_string)
        .collect();
    let problem = subject.problem(
        name,
        format!("{name}: the password holds {} unescaped", listed.join(" ")),
    );
    let problem = problem.cause("the app reads it right, but psql and other programs take it for the end of the password or for an escape");
    Some(problem.fix(format!("write {}", ambiguity.shape)))
}

fn missing(subject: &Subject<'_>) -> Judged {
    subject.everything()?;
    if !subject.databases.is_empty() {
        return Ok(Vec::new());
    }
    let problem = subject.problem(
        "DATABASE_URL",
        "no database is named: DATABASE_URL is not set",
    );
    let problem = problem.cause("the app would keep its users in the file ./data/users.db, which a new deployment does not have any more");
    Ok(vec![subject.ask_for("DATABASE_URL", problem)])
}

fn development_in_production(subject: &Subject<'_>) -> Judged {
    const NAME: &str = "NEON_DATABASE_URL_DEV";
    subject.everything()?;
    subject.databases.first().ok_or(SkipReason::NotApplicable)?;
    if subject.value(NAME).is_none() {
        return Ok(Vec::new());
    }
    let problem = subject.problem(NAME, format!("{NAME} is set in production"));
    let problem = problem.cause("it wins over the other database variables, so people would be stored in the database of development");
    Ok(vec![
        problem.fix("remove it from the settings of production"),
    ])
}

fn not_postgresql(subject: &Subject<'_>) -> Judged {
    subject.everything()?;
    let NamedUrl { name, target, .. } =
        subject.databases.first().ok_or(SkipReason::NotApplicable)?;
    if !matches!(target, Ok(Target::Sqlite(_))) {
        return Ok(Vec::new());
    }
    let problem = subject.problem(name, format!("{name} is a SQLite file"));
    let problem = problem.cause("a new deployment starts without the file, and every user is gone");
    Ok(vec![subject.ask_for(name, problem)])
}

fn neon_tls(
    subject: &Subject<'_>,
    name: &str,
    url: &PostgresUrl,
    modes: &[SslMode],
) -> Option<Problem> {
    let mode = url.ssl_mode().ok().filter(|mode| modes.contains(mode))?;
    let problem = match mode {
        SslMode::Disable | SslMode::Allow => {
            subject.problem(name, format!("{name} asks Neon for a connection without TLS")).cause("Neon refuses connections without TLS")
        }
        _ => subject
            .problem(name, format!("{name} does not insist on TLS"))
            .cause("without sslmode=require somebody in between can switch TLS off and read the password"),
    };
    Some(problem.fix(
        "end the URL with ?sslmode=require (with & in place of ? where it has parameters already)",
    ))
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
    let problem = subject.problem(
        name,
        format!("{name} goes through Neon's connection pooler"),
    );
    let problem = problem.cause(
        "the pooler cannot do everything that making and changing tables takes, and releases of the app from August 2026 on send a start \
         option that it refuses",
    );
    Some(problem.fix(format!("use the direct host, {}", host.direct())))
}
