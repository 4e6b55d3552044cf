//! Checks of the database itself: the connection, its encryption, and the tables.
//!
//! Assigns the diagnostics of `database::inspect` to checks.

use super::check::Check;
use super::context::CheckContext;
use super::facts::Source;
use super::violation::{CheckResult, Violation};
use crate::config::variables::Stage;
use crate::database::Target;
use crate::database::url::choose;
use crate::diagnostics::catalog::{database, env};
use crate::diagnostics::{Code, Diagnostic, Severity, SkipReason, Status};

/// The check that all others here depend on.
const CONNECTED: &[&Code] = &[&database::CONNECTION];

/// The checks that a URL must pass before navauth connects.
const READABLE: &[&Code] = &[
    &env::REFERENCE_EMPTY,
    &env::HIDDEN_BY_EMPTY,
    &env::EMPTY_DATABASE_URL,
    &env::PLACEHOLDER,
    &database::URL_UNREADABLE,
    &database::KIND_UNKNOWN,
    &database::SQLITE_IN_URL,
    &database::SQLITE_HOST,
    &database::SQLITE_MEMORY,
    &database::SQLITE_FILE_URI,
    &database::SQLITE_TILDE,
    &database::SQLITE_DRIVE,
    &database::PASSWORD_UNESCAPED,
    &database::PORT_WRONG,
    &database::PARAMETER_WRONG,
    &database::ROOT_CERTIFICATE_MISSING,
    &database::DRIVER_UNUSABLE,
];

pub const CHECKS: &[Check] = &[
    Check {
        depends_on: READABLE,
        ..row(
            &database::CONNECTION,
            "the database accepts the connection",
            check_connection,
        )
    },
    Check {
        emits: &[&database::PLAINTEXT, &database::CERTIFICATE_UNCHECKED],
        severity: Severity::WARNING,
        ..row(
            &database::ENCRYPTION,
            "the connection to the database cannot be intercepted",
            |context| if_applicable(context, &database::ENCRYPTION),
        )
    },
    Check {
        emits: &[
            &database::EXPIRED_CERTIFICATE_ACCEPTED,
            &database::CERTIFICATE_EXPIRES_SOON,
        ],
        severity: Severity::WARNING,
        ..row(
            &database::CERTIFICATE,
            "the database server's certificate is valid",
            |context| if_applicable(context, &database::CERTIFICATE),
        )
    },
    Check {
        emits: &[&database::TRUSTS_EVERYBODY, &database::WEAK_AUTHENTICATION],
        severity: Severity::WARNING,
        ..row(
            &database::AUTHENTICATION,
            "the database uses a safe authentication method",
            |context| if_applicable(context, &database::AUTHENTICATION),
        )
    },
    Check {
        emits: &[&database::SYSTEM_ROOTS_UNUSABLE],
        severity: Severity::WARNING,
        depends_on: READABLE,
        ..row(
            &database::URL_PORTABLE,
            "the app's driver reads the connection string as navauth does",
            check_url,
        )
    },
    row(
        &database::READ_ONLY,
        "the database is writable",
        |context| if_connected(context, &database::READ_ONLY),
    ),
    row(
        &database::CREATE_NOT_PERMITTED,
        "the role is permitted to create the missing tables",
        |context| {
            of_server(
                context,
                &database::CREATE_NOT_PERMITTED,
                if_tables_are_missing,
            )
        },
    ),
    Check {
        emits: &[
            &database::NO_TABLES,
            &database::TABLES_HIDDEN,
            &database::SCHEMA_NOT_PERMITTED,
            &database::TABLE_MISSING,
            &database::NOT_A_TABLE,
            &database::TABLE_FOREIGN,
            &database::KEY_TYPE,
            &database::VIEW,
            &database::TABLE_NOT_RENAMED,
            &database::KEY_NOT_RENAMED,
            &database::USERS_LEFT_BEHIND,
            &database::TABLE_NOT_PERMITTED,
            &database::SEQUENCE_NOT_PERMITTED,
            &database::SEQUENCE_BEHIND,
            &database::RESTRICTION_UNKNOWN,
            &database::ROW_SECURITY,
            &database::NO_POLICY,
            &database::COLUMN_MISSING,
            &database::COLUMN_NARROW,
            &database::COLUMN_TYPE,
            &database::COLUMN_TYPE_UNUSUAL,
            &database::COLUMN_REQUIRED,
            &database::KEY_MISSING,
            &database::KEY_NOT_COUNTED,
            &database::UNIQUE_MISSING,
            &database::INDEX_MISSING,
            &database::ENCODING,
            &database::APP_OPTIONS_REJECTED,
            &database::CLIENT_ENCODING,
        ],
        ..row(
            &database::TABLES,
            "the app's tables exist and match its schema",
            |context| if_connected(context, &database::TABLES),
        )
    },
    Check {
        severity: Severity::WARNING,
        ..row(
            &database::TABLE_OWNED_BY_ANOTHER,
            "the app's role owns its tables",
            |context| of_server(context, &database::TABLE_OWNED_BY_ANOTHER, if_connected),
        )
    },
];

const fn row(
    code: &'static Code,
    title: &'static str,
    run: fn(&CheckContext<'_>) -> CheckResult,
) -> Check {
    Check {
        stage: Stage::Database,
        title,
        depends_on: CONNECTED,
        source: Source::Database,
        severity: Severity::ERROR,
        run,
        ..Check::of(code)
    }
}

/// The check that reports a code; the connection check if no check lists it.
pub fn owner(code: &Code) -> &'static Check {
    CHECKS
        .iter()
        .find(|check| check.codes().any(|own| own == code))
        .unwrap_or(&CHECKS[0])
}

fn check_connection(context: &CheckContext<'_>) -> CheckResult {
    let timed = context
        .facts
        .database
        .as_ref()
        .ok_or(SkipReason::NotApplicable)?;
    let examined = &timed.value;
    let Some(failure) = &examined.failure else {
        return if_connected(context, &database::CONNECTION);
    };
    let location = failure
        .source
        .clone()
        .or_else(|| context.location(examined.variable));
    let diagnostic = Diagnostic {
        status: Status::Fail,
        ..failure.clone()
    };
    Ok(vec![
        Violation::of(examined.variable, diagnostic).at(location),
    ])
}

/// Problems of the URL alone, even if the database does not answer.
fn check_url(context: &CheckContext<'_>) -> CheckResult {
    of_server(context, &database::URL_PORTABLE, findings_of)
}

/// Not applicable to a SQLite file, which has no role and no driver-specific URL.
fn of_server(
    context: &CheckContext<'_>,
    code: &Code,
    select: fn(&CheckContext<'_>, &Code) -> CheckResult,
) -> CheckResult {
    let is_file =
        choose(context.settings).is_ok_and(|chosen| matches!(chosen.target, Target::Sqlite(_)));
    if is_file {
        Err(SkipReason::NotApplicable)
    } else {
        select(context, code)
    }
}

fn if_connected(context: &CheckContext<'_>, code: &Code) -> CheckResult {
    let examined = &context
        .facts
        .database
        .as_ref()
        .ok_or(SkipReason::NotApplicable)?
        .value;
    if examined.failure.is_some() {
        Err(SkipReason::BlockedBy(&database::CONNECTION))
    } else {
        findings_of(context, code)
    }
}

/// Not applicable where nothing is to be created.
fn if_tables_are_missing(context: &CheckContext<'_>, code: &Code) -> CheckResult {
    let found = if_connected(context, code)?;
    let examined = context.facts.database.as_ref();
    let is_missing = examined.is_some_and(|examined| {
        examined.value.findings.iter().any(|diagnostic| {
            diagnostic.is(&database::NO_TABLES) || diagnostic.is(&database::TABLE_MISSING)
        })
    });
    if is_missing {
        Ok(found)
    } else {
        Err(SkipReason::NotApplicable)
    }
}

/// Not applicable without a result: a SQLite file has no certificate.
fn if_applicable(context: &CheckContext<'_>, code: &Code) -> CheckResult {
    let found = if_connected(context, code)?;
    if found.is_empty() {
        Err(SkipReason::NotApplicable)
    } else {
        Ok(found)
    }
}

/// The diagnostics that belong to a check.
fn findings_of(context: &CheckContext<'_>, code: &Code) -> CheckResult {
    let examined = &context
        .facts
        .database
        .as_ref()
        .ok_or(SkipReason::NotApplicable)?
        .value;
    let own = examined
        .findings
        .iter()
        .filter(|diagnostic| owner(diagnostic.code).code == code);
    let problem = |diagnostic: &Diagnostic| match diagnostic.status {
        Status::Pass => Violation::passed(diagnostic.title.clone()),
        _ => {
            let location = diagnostic
                .source
                .clone()
                .or_else(|| context.location(examined.variable));
            Violation::of(examined.variable, diagnostic.clone()).at(location)
        }
    };
    Ok(own.map(problem).collect())
}
