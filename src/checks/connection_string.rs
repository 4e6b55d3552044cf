//! Checks of the connection string. Parsing it is in `database::url`.

use super::check::Check;
use super::context::CheckContext;
use super::scope::NamedUrl;
use super::values::{BEFORE_CONTENT, BEFORE_MISSING};
use super::violation::{CheckResult, Violation};
use crate::config::Environment;
use crate::config::settings::Origin;
use crate::config::variables::{self, Stage};
use crate::database::Target;
use crate::database::inspect::check_neon_host;
use crate::database::postgres::check_roots;
use crate::database::schema::Release;
use crate::database::url::{
    DEFAULT_SQLITE, PostgresUrl, SslMode, VARIABLES, ambiguity, shown_character, variable_in_use,
};
use crate::diagnostic;
use crate::diagnostics::catalog::{database, env, neon};
use crate::diagnostics::redaction::sanitize;
use crate::diagnostics::{Code, Severity, SkipReason};
use crate::local_address::is_own_machine;
use crate::neon::host::{NeonHost, is_neon};
use crate::text;

pub const CHECKS: &[Check] = &[
    parse_error(
        &database::URL_UNREADABLE,
        "the connection string is a valid URL",
        |context| parse_errors(context, &database::URL_UNREADABLE, |_| true),
    ),
    parse_error(
        &database::KIND_UNKNOWN,
        "the app supports this kind of database",
        |context| parse_errors(context, &database::KIND_UNKNOWN, |_| true),
    ),
    parse_error(
        &database::DRIVER_UNUSABLE,
        "the connection string uses a driver that the app has",
        |context| parse_errors(context, &database::DRIVER_UNUSABLE, |_| true),
    ),
    parse_error(
        &database::SQLITE_IN_URL,
        "no PostgreSQL URL contains the word sqlite",
        |context| parse_errors(context, &database::SQLITE_IN_URL, is_server),
    ),
    parse_error(
        &database::SQLITE_HOST,
        "a SQLite URL has the right number of slashes",
        |context| parse_errors(context, &database::SQLITE_HOST, is_file),
    ),
    parse_error(
        &database::SQLITE_MEMORY,
        "a SQLite URL names a file",
        |context| parse_errors(context, &database::SQLITE_MEMORY, is_file),
    ),
    parse_error(
        &database::SQLITE_FILE_URI,
        "a SQLite URL gives its file as a path",
        |context| parse_errors(context, &database::SQLITE_FILE_URI, is_file),
    ),
    parse_error(
        &database::SQLITE_TILDE,
        "the path of a SQLite URL does not begin with ~",
        |context| parse_errors(context, &database::SQLITE_TILDE, is_file),
    ),
    parse_error(
        &database::SQLITE_DRIVE,
        "the path of a SQLite URL is not one of another system",
        |context| parse_errors(context, &database::SQLITE_DRIVE, is_file),
    ),
    parse_error(
        &database::PASSWORD_UNESCAPED,
        "the password in the connection string is percent-encoded",
        |context| parse_errors(context, &database::PASSWORD_UNESCAPED, is_server),
    ),
    parse_error(
        &database::PORT_WRONG,
        "the port in the connection string is a number",
        |context| parse_errors(context, &database::PORT_WRONG, is_server),
    ),
    Check {
        stage: Stage::Database,
        title: "the app's driver accepts every parameter of the connection string",
        depends_on: BEFORE_CONTENT,
        emits: &[
            &database::PARAMETERS_UNKNOWN,
            &database::PARAMETER_REPEATED,
            &database::PARAMETER_UNSUPPORTED,
        ],
        run: wrong_parameters,
        ..Check::of(&database::PARAMETER_WRONG)
    },
    Check {
        stage: Stage::Database,
        title: "the root certificate file in the connection string exists",
        depends_on: &[&env::PLACEHOLDER, &database::PARAMETER_WRONG],
        run: |context| each(context, roots_missing),
        ..Check::of(&database::ROOT_CERTIFICATE_MISSING)
    },
    Check {
        stage: Stage::Database,
        title: "the password in the connection string is unambiguous",
        depends_on: BEFORE_CONTENT,
        run: |context| each(context, ambiguous),
        ..Check::of(&database::PASSWORD_AMBIGUOUS)
    },
    Check {
        stage: Stage::Database,
        title: "the database name does not end with a slash",
        depends_on: BEFORE_CONTENT,
        run: |context| each(context, name_with_slash),
        ..Check::of(&database::NAME_WITH_SLASH)
    },
    Check {
        stage: Stage::Database,
        title: "the connection string contains a database name",
        depends_on: BEFORE_CONTENT,
        run: |context| each(context, name_missing),
        ..Check::of(&database::NAME_MISSING)
    },
    Check {
        stage: Stage::Database,
        title: "the connection string contains a host name",
        depends_on: BEFORE_CONTENT,
        forbids_push: true,
        run: |context| each(context, no_host),
        ..Check::of(&database::NO_HOST_IN_PRODUCTION)
    },
    Check {
        stage: Stage::Database,
        title: "the connection string does not point to the app's own machine",
        depends_on: BEFORE_CONTENT,
        forbids_push: true,
        run: |context| each(context, local_host),
        ..Check::of(&database::LOCAL_HOST_IN_PRODUCTION)
    },
    Check {
        stage: Stage::Database,
        title: "the connection string is in a variable that the app reads",
        run: name_not_read,
        ..Check::of(&database::NAME_NOT_READ)
    },
    Check {
        stage: Stage::Database,
        title: "the app's default SQLite file does not exist",
        run: started_without_env,
        ..Check::of(&database::STARTED_WITHOUT_ENV)
    },
    Check {
        stage: Stage::Database,
        title: "a database is configured",
        depends_on: BEFORE_MISSING,
        run: missing,
        ..Check::of(&database::MISSING)
    },
    Check {
        stage: Stage::Database,
        title: "production does not use the development database",
        depends_on: BEFORE_CONTENT,
        run: development_in_production,
        ..Check::of(&database::DEVELOPMENT_IN_PRODUCTION)
    },
    Check {
        stage: Stage::Database,
        title: "the database is PostgreSQL",
        depends_on: BEFORE_CONTENT,
        forbids_push: true,
        run: not_postgresql,
        ..Check::of(&database::NOT_POSTGRESQL)
    },
    Check {
        stage: Stage::Database,
        title: "connections to Neon use TLS",
        depends_on: &[&env::PLACEHOLDER, &database::PARAMETER_WRONG],
        run: |context| {
            each_at_neon(context, |context, name, url| {
                neon_tls(context, name, url, &[SslMode::Disable, SslMode::Allow])
            })
        },
        ..Check::of(&database::NEON_WITHOUT_TLS)
    },
    Check {
        stage: Stage::Database,
        title: "connections to Neon require TLS",
        depends_on: &[&env::PLACEHOLDER, &database::PARAMETER_WRONG],
        run: |context| {
            each_at_neon(context, |context, name, url| {
                neon_tls(context, name, url, &[SslMode::Prefer])
            })
        },
        ..Check::of(&database::NEON_TLS_OPTIONAL)
    },
    Check {
        stage: Stage::Database,
        title: "the host has the form of Neon's hosts, in a region that Neon offers",
        depends_on: BEFORE_CONTENT,
        emits: &[&neon::REGION_RETIRED],
        severity: Severity::WARNING,
        run: |context| {
            each_at_neon(context, |context, name, url| {
                let diagnostic = check_neon_host(url)?;
                Some(context.diagnose(name, diagnostic))
            })
        },
        ..Check::of(&neon::HOST_UNUSUAL)
    },
    Check {
        stage: Stage::Database,
        title: "tables are created through Neon's direct host",
        depends_on: BEFORE_CONTENT,
        emits: &[&database::NEON_POOLER_REJECTS_APP],
        run: |context| each_at_neon(context, pooled),
        ..Check::of(&database::NEON_POOLED)
    },
];

/// A check for one kind of parse error; the parser provides the message.
const fn parse_error(
    code: &'static Code,
    title: &'static str,
    run: fn(&CheckContext<'_>) -> CheckResult,
) -> Check {
    Check {
        stage: Stage::Database,
        title,
        depends_on: BEFORE_CONTENT,
        forbids_push: true,
        run,
        ..Check::of(code)
    }
}

/// Whether the scheme is SQLite's.
fn is_file(url: &str) -> bool {
    url.starts_with("sqlite")
}

/// Whether the scheme is PostgreSQL's: the app accepts both of them.
fn is_server(url: &str) -> bool {
    url.starts_with("postgres")
}

/// Reports one kind of parse error of the URLs that `about` selects.
fn parse_errors(context: &CheckContext<'_>, code: &Code, about: fn(&str) -> bool) -> CheckResult {
    context.unless_only_providers()?;
    let mut urls = context
        .databases
        .iter()
        .filter(|database| about(database.url))
        .peekable();
    if urls.peek().is_none() {
        return Err(SkipReason::NotApplicable);
    }
    let refusals = urls
        .filter_map(|database| Some((database.name, &database.target.as_ref().err()?.diagnostic)));
    let this = refusals.filter(|(_, diagnostic)| diagnostic.is(code));
    Ok(this
        .map(|(name, diagnostic)| {
            let problem = Violation::of(name, *diagnostic.clone()).at(context.location(name));
            context.with_cut(name, problem)
        })
        .collect())
}

/// Applies a rule to every valid PostgreSQL URL.
fn each(
    context: &CheckContext<'_>,
    rule: fn(&CheckContext<'_>, &str, &PostgresUrl) -> Option<Violation>,
) -> CheckResult {
    each_of(context, |_| true, rule)
}

/// Applies a rule to every URL of a database on Neon.
fn each_at_neon(
    context: &CheckContext<'_>,
    rule: fn(&CheckContext<'_>, &str, &PostgresUrl) -> Option<Violation>,
) -> CheckResult {
    each_of(context, at_neon, rule)
}

fn each_of(
    context: &CheckContext<'_>,
    about: fn(&PostgresUrl) -> bool,
    rule: fn(&CheckContext<'_>, &str, &PostgresUrl) -> Option<Violation>,
) -> CheckResult {
    context.unless_only_providers()?;
    let (mut problems, mut skipped) = (Vec::new(), Some(SkipReason::NotApplicable));
    for NamedUrl { name, url, target } in &context.databases {
        match target {
            Ok(Target::Postgres(url)) if about(url) => {
                skipped = None;
                problems.extend(rule(context, name, url));
            }
            Ok(_) => {}
            Err(error) if is_server(url) => {
                if let Some(skipped) = &mut skipped {
                    *skipped = SkipReason::BlockedBy(error.diagnostic.code);
                }
            }
            Err(_) => {}
        }
    }
    skipped.map_or(Ok(problems), Err)
}

/// Whether one of the hosts is Neon's.
fn at_neon(url: &PostgresUrl) -> bool {
    url.addresses()
        .is_ok_and(|addresses| addresses.iter().any(|address| is_neon(&address.host)))
}

/// Whether every URL is valid and none is of a database on Neon.
pub fn is_elsewhere_than_neon(context: &CheckContext<'_>) -> bool {
    context
        .databases
        .iter()
        .all(|database| match &database.target {
            Ok(Target::Postgres(url)) => !at_neon(url),
            Ok(Target::Sqlite(_)) => true,
            Err(_) => false,
        })
}

/// The parser refuses those of SQLite itself.
fn wrong_parameters(context: &CheckContext<'_>) -> CheckResult {
    let of_files = parse_errors(context, &database::PARAMETER_WRONG, is_file);
    match each(context, wrong_parameter) {
        Ok(problems) => Ok([problems, of_files.unwrap_or_default()].concat()),
        Err(reason) => match of_files {
            Ok(problems) if !problems.is_empty() => Ok(problems),
            _ => Err(reason),
        },
    }
}

fn wrong_parameter(context: &CheckContext<'_>, name: &str, url: &PostgresUrl) -> Option<Violation> {
    let error = url.check_parameters().err()?;
    Some(Violation::of(name, *error.diagnostic).at(context.location(name)))
}

/// In production the file is needed where the app runs, which may be another computer.
fn roots_missing(context: &CheckContext<'_>, name: &str, url: &PostgresUrl) -> Option<Violation> {
    let diagnostic = check_roots(url)?;
    let file = url.ssl_root_certificate().unwrap_or_default();
    if context.environment == Environment::Production && !context.on_space() && !file.is_empty() {
        let title = text!(database::ROOTS_ELSEWHERE, file = sanitize(file));
        let unknown = Violation::unknown(name, title).at(context.location(name));
        return Some(unknown.help(database::CHECK_ROOTS));
    }
    Some(context.diagnose(name, diagnostic))
}

fn ambiguous(context: &CheckContext<'_>, name: &str, _: &PostgresUrl) -> Option<Violation> {
    let ambiguity = ambiguity(context.value(name)?)?;
    let listed: Vec<String> = ambiguity
        .characters
        .iter()
        .map(|&character| shown_character(character))
        .collect();
    let diagnostic = diagnostic!(
        database::PASSWORD_AMBIGUOUS,
        name = name,
        characters = listed.join(" "),
        shape = ambiguity.shape
    );
    Some(context.diagnose(name, diagnostic))
}

fn name_with_slash(context: &CheckContext<'_>, name: &str, url: &PostgresUrl) -> Option<Violation> {
    let database = url.database.as_deref()?;
    let shorter = database.strip_suffix('/')?;
    let corrected = PostgresUrl {
        database: Some(shorter.to_owned()),
        ..url.clone()
    };
    let diagnostic = diagnostic!(
        database::NAME_WITH_SLASH,
        name = name,
        database = sanitize(database),
        shape = corrected
    );
    Some(context.diagnose(name, diagnostic))
}

fn name_missing(context: &CheckContext<'_>, name: &str, url: &PostgresUrl) -> Option<Violation> {
    if url.database.is_some() {
        return None;
    }
    let role = url
        .user
        .as_deref()
        .map_or_else(|| database::OWN_NAME.to_owned(), sanitize);
    let diagnostic = diagnostic!(database::NAME_MISSING, name = name, role = role);
    Some(context.diagnose(name, diagnostic))
}

fn no_host(context: &CheckContext<'_>, name: &str, url: &PostgresUrl) -> Option<Violation> {
    let local = url
        .addresses()
        .ok()?
        .iter()
        .all(|it| it.host.starts_with('/'));
    (local && url.host_address().is_none()).then(|| {
        context.diagnose(
            name,
            diagnostic!(database::NO_HOST_IN_PRODUCTION, name = name),
        )
    })
}

fn local_host(context: &CheckContext<'_>, name: &str, url: &PostgresUrl) -> Option<Violation> {
    // The database of development has a check of its own.
    if name == "NEON_DATABASE_URL_DEV" {
        return None;
    }
    let addresses = url.remote_addresses().ok()?;
    let host = &addresses.first()?.host;
    let is_on_local_network = |host: &str| host.to_ascii_lowercase().ends_with(".local");
    let all_local = addresses
        .iter()
        .all(|it| is_own_machine(&it.host) || is_on_local_network(&it.host));
    all_local.then(|| {
        let diagnostic = diagnostic!(
            database::LOCAL_HOST_IN_PRODUCTION,
            name = name,
            host = sanitize(host)
        );
        let problem = context.diagnose(name, diagnostic);
        if is_on_local_network(host) {
            problem.reason(database::LOCAL_NETWORK)
        } else {
            problem
        }
    })
}

/// A connection string in a variable that the app does not read, if no variable that it reads is set.
fn name_not_read(context: &CheckContext<'_>) -> CheckResult {
    context.unless_only_providers()?;
    let all_empty = |name: &&str| context.settings.get(name).is_none();
    if !VARIABLES.iter().all(all_empty) {
        return Err(SkipReason::NotApplicable);
    }
    let others = context.settings.iter().filter(|(_, setting)| {
        let value = setting.value.expose();
        matches!(setting.origin, Origin::EnvFile { .. })
            && (value.starts_with("postgres://") || value.starts_with("postgresql://"))
    });
    // A misspelled name is reported by another check.
    let problems: Vec<Violation> = others
        .filter(|(name, _)| variables::nearest(name).is_none())
        .map(|(name, _)| {
            let diagnostic = diagnostic!(
                database::NAME_NOT_READ,
                name = name,
                names = VARIABLES.join(", ")
            );
            context.diagnose(name, diagnostic)
        })
        .collect();
    if problems.is_empty() {
        Err(SkipReason::NotApplicable)
    } else {
        Ok(problems)
    }
}

/// The app's default SQLite file next to a `.env` with a PostgreSQL URL: some ways to start the app ignore `.env`.
fn started_without_env(context: &CheckContext<'_>) -> CheckResult {
    context.unless_only_providers()?;
    let file = context.file()?;
    let named = context.database_in_use().ok_or(SkipReason::NotApplicable)?;
    let in_file = context
        .settings
        .get(named.name)
        .is_some_and(|setting| matches!(setting.origin, Origin::EnvFile { .. }));
    let other = matches!(named.target, Ok(Target::Postgres(_)));
    if !in_file || !other {
        return Err(SkipReason::NotApplicable);
    }
    let folder = file
        .location
        .path
        .parent()
        .ok_or(SkipReason::NotApplicable)?;
    let own = folder.join(DEFAULT_SQLITE);
    if !own.is_file() {
        return Err(SkipReason::NotApplicable);
    }
    let diagnostic = diagnostic!(database::STARTED_WITHOUT_ENV, name = named.name);
    Ok(vec![context.diagnose(named.name, diagnostic)])
}

fn missing(context: &CheckContext<'_>) -> CheckResult {
    context.unless_only_providers()?;
    if !context.databases.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![
        context.diagnose("DATABASE_URL", diagnostic!(database::MISSING)),
    ])
}

fn development_in_production(context: &CheckContext<'_>) -> CheckResult {
    const NAME: &str = "NEON_DATABASE_URL_DEV";
    context.unless_only_providers()?;
    context.database_in_use().ok_or(SkipReason::NotApplicable)?;
    if context.value(NAME).is_none() {
        return Ok(Vec::new());
    }
    let diagnostic = diagnostic!(database::DEVELOPMENT_IN_PRODUCTION, name = NAME);
    Ok(vec![context.diagnose(NAME, diagnostic)])
}

fn not_postgresql(context: &CheckContext<'_>) -> CheckResult {
    context.unless_only_providers()?;
    let NamedUrl { name, target, .. } =
        context.database_in_use().ok_or(SkipReason::NotApplicable)?;
    if !matches!(target, Ok(Target::Sqlite(_))) {
        return Ok(Vec::new());
    }
    let diagnostic = diagnostic!(database::NOT_POSTGRESQL, name = name);
    Ok(vec![context.diagnose(name, diagnostic)])
}

fn neon_tls(
    context: &CheckContext<'_>,
    name: &str,
    url: &PostgresUrl,
    modes: &[SslMode],
) -> Option<Violation> {
    let mode = url.ssl_mode().ok().filter(|mode| modes.contains(mode))?;
    let diagnostic = match mode {
        SslMode::Disable | SslMode::Allow => diagnostic!(database::NEON_WITHOUT_TLS, name = name),
        _ => diagnostic!(database::NEON_TLS_OPTIONAL, name = name),
    };
    Some(context.diagnose(name, diagnostic))
}

fn pooled(context: &CheckContext<'_>, name: &str, url: &PostgresUrl) -> Option<Violation> {
    let host = url
        .addresses()
        .ok()?
        .iter()
        .find_map(|address| NeonHost::parse(&address.host).filter(|host| host.pooled))?;
    let release = Release::of(context.settings).filter(|release| release.reads_public_only());
    if let Some(release) = release
        && variable_in_use(context.settings) == Some(name)
    {
        let diagnostic = diagnostic!(
            database::NEON_POOLER_REJECTS_APP,
            release = release.name,
            name = name,
            host = host.direct()
        );
        return Some(context.diagnose(name, diagnostic));
    }
    // DATABASE_URL_UNPOOLED provides the direct host.
    if context.value("DATABASE_URL_UNPOOLED").is_some() {
        return None;
    }
    let diagnostic = diagnostic!(database::NEON_POOLED, name = name, host = host.direct());
    Some(context.diagnose(name, diagnostic))
}
