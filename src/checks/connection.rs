//! The database itself: whether it lets the app in, who can listen, and whether its tables are the app's.
//!
//! Owns which findings of an examination belong together. Looking, and what was seen, belong to `database::examination`.

use super::check::{Check, CheckResult, Severity, SkipReason, Source, Stage, Violation};
use super::context::CheckContext;
use crate::database::Target;
use crate::database::url::choose;
use crate::diagnostics::catalog::{database, env, neon};
use crate::diagnostics::{Diagnostic, Status};

/// The id of the check that all others here wait for.
const CONNECTION: &str = database::CONNECTION.id;

/// What must be right of a URL before it is worth connecting.
const READABLE: &[&str] = &[
    env::PLACEHOLDER.id,
    database::URL_UNREADABLE.id,
    database::KIND_UNKNOWN.id,
    database::SQLITE_IN_URL.id,
    database::SQLITE_HOST.id,
    database::SQLITE_MEMORY.id,
    database::SQLITE_FILE_URI.id,
    database::SQLITE_TILDE.id,
    database::PASSWORD_UNESCAPED.id,
    database::PORT_WRONG.id,
    database::PARAMETER_WRONG.id,
    database::DRIVER_UNUSABLE.id,
];

pub const CHECKS: &[Check] = &[
    Check {
        depends_on: READABLE,
        ..row(
            CONNECTION,
            "the database can be reached and lets the app in",
            check_connection,
        )
    },
    Check {
        emits: &[database::PLAINTEXT.id, database::CERTIFICATE_UNCHECKED.id],
        severity: Severity::WARNING,
        ..row(
            database::ENCRYPTION.id,
            "nobody on the way to the database can listen",
            |context| seen(context, database::ENCRYPTION.id),
        )
    },
    Check {
        emits: &[
            database::EXPIRED_CERTIFICATE_ACCEPTED.id,
            database::CERTIFICATE_EXPIRES_SOON.id,
        ],
        severity: Severity::WARNING,
        ..row(
            database::CERTIFICATE.id,
            "the database server's certificate is valid",
            |context| seen(context, database::CERTIFICATE.id),
        )
    },
    Check {
        emits: &[
            database::TRUSTS_EVERYBODY.id,
            database::WEAK_AUTHENTICATION.id,
        ],
        severity: Severity::WARNING,
        ..row(
            database::AUTHENTICATION.id,
            "the database asks for the password in a safe way",
            |context| seen(context, database::AUTHENTICATION.id),
        )
    },
    Check {
        emits: &[
            database::SYSTEM_ROOTS_UNUSABLE.id,
            neon::HOST_UNUSUAL.id,
            neon::REGION_RETIRED.id,
        ],
        severity: Severity::WARNING,
        depends_on: READABLE,
        ..row(
            database::URL_PORTABLE.id,
            "the app's driver reads the connection string as navauth does",
            check_url,
        )
    },
    row(
        database::READ_ONLY.id,
        "the database takes changes",
        |context| judge(context, database::READ_ONLY.id),
    ),
    row(
        database::CREATE_NOT_PERMITTED.id,
        "the role may create tables where it must",
        |context| of_server(context, database::CREATE_NOT_PERMITTED.id, judge),
    ),
    Check {
        emits: &[
            database::NO_TABLES.id,
            database::TABLES_HIDDEN.id,
            database::TABLE_MISSING.id,
            database::NOT_A_TABLE.id,
            database::TABLE_FOREIGN.id,
            database::TABLE_NOT_RENAMED.id,
            database::KEY_NOT_RENAMED.id,
            database::USERS_LEFT_BEHIND.id,
            database::TABLE_NOT_PERMITTED.id,
            database::COLUMN_MISSING.id,
            database::COLUMN_NARROW.id,
            database::COLUMN_TYPE.id,
            database::COLUMN_REQUIRED.id,
            database::KEY_MISSING.id,
            database::KEY_NOT_COUNTED.id,
            database::UNIQUE_MISSING.id,
            database::INDEX_MISSING.id,
        ],
        ..row(
            database::TABLES.id,
            "the tables users and oauth_states are there and as the app wants them",
            |context| judge(context, database::TABLES.id),
        )
    },
    Check {
        severity: Severity::WARNING,
        ..row(
            database::TABLE_OWNED_BY_ANOTHER.id,
            "the tables belong to the role of the app",
            |context| of_server(context, database::TABLE_OWNED_BY_ANOTHER.id, judge),
        )
    },
];

const fn row(
    id: &'static str,
    title: &'static str,
    judge: fn(&CheckContext<'_>) -> CheckResult,
) -> Check {
    Check {
        id,
        stage: Stage::Database,
        title,
        depends_on: &[CONNECTION],
        source: Source::Database,
        run: judge,
        ..Check::LOCAL
    }
}

/// The check that a finding of an examination belongs to; what none of them knows belongs to the connection.
pub fn owner(id: &str) -> &'static Check {
    CHECKS
        .iter()
        .find(|check| check.id == id || check.emits.contains(&id))
        .unwrap_or(&CHECKS[0])
}

fn check_connection(context: &CheckContext<'_>) -> CheckResult {
    let timed = context
        .evidence
        .database
        .as_ref()
        .ok_or(SkipReason::NotApplicable)?;
    let examined = &timed.value;
    let Some(failure) = &examined.failure else {
        return judge(context, CONNECTION);
    };
    let place = failure
        .source
        .clone()
        .or_else(|| context.place(examined.variable));
    let finding = Diagnostic {
        status: Status::Fail,
        ..failure.clone()
    };
    Ok(vec![Violation::found(examined.variable, finding).at(place)])
}

/// What the URL tells, whether or not anybody answered.
fn check_url(context: &CheckContext<'_>) -> CheckResult {
    of_server(context, database::URL_PORTABLE.id, told)
}

/// What a file has nothing of: a role, or a URL that drivers read in different ways.
fn of_server(
    context: &CheckContext<'_>,
    id: &str,
    judge: fn(&CheckContext<'_>, &str) -> CheckResult,
) -> CheckResult {
    let is_file =
        choose(context.settings).is_ok_and(|chosen| matches!(chosen.target, Target::Sqlite(_)));
    if is_file {
        Err(SkipReason::NotApplicable)
    } else {
        judge(context, id)
    }
}

fn judge(context: &CheckContext<'_>, id: &str) -> CheckResult {
    let examined = &context
        .evidence
        .database
        .as_ref()
        .ok_or(SkipReason::NotApplicable)?
        .value;
    if examined.failure.is_some() {
        Err(SkipReason::BlockedBy(CONNECTION))
    } else {
        told(context, id)
    }
}

/// The same for what some databases have nothing of: a file has no certificate.
fn seen(context: &CheckContext<'_>, id: &str) -> CheckResult {
    let found = judge(context, id)?;
    if found.is_empty() {
        Err(SkipReason::NotApplicable)
    } else {
        Ok(found)
    }
}

/// What the examination found that belongs to a check.
fn told(context: &CheckContext<'_>, id: &str) -> CheckResult {
    let examined = &context
        .evidence
        .database
        .as_ref()
        .ok_or(SkipReason::NotApplicable)?
        .value;
    let own = examined
        .findings
        .iter()
        .filter(|finding| owner(finding.id).id == id);
    let problem = |finding: &Diagnostic| match finding.status {
        Status::Pass => Violation::proof(finding.title.clone()),
        _ => {
            let place = finding
                .source
                .clone()
                .or_else(|| context.place(examined.variable));
            Violation::found(examined.variable, finding.clone()).at(place)
        }
    };
    Ok(own.map(problem).collect())
}
