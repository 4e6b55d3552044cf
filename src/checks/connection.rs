//! The database itself: whether it lets the app in, who can listen, and whether its tables are the app's.
//!
//! Owns which findings of an examination belong together. Looking, and what was seen, belong to `database::examination`.

use super::check::{Asks, Check, Judged, Problem, Severity, SkipReason, Stage};
use super::subject::Subject;
use crate::database::Target;
use crate::database::url::choose;
use crate::diagnostics::catalog::{database, neon};
use crate::finding::{Finding, Status};

/// The id of the check that all others here wait for.
const CONNECTION: &str = database::CONNECTION.id;

/// What must be right of a URL before it is worth connecting.
const READABLE: &[&str] = &[
    "env.placeholder",
    database::URL_UNREADABLE.id,
    database::KIND_UNKNOWN.id,
    database::SQLITE_IN_URL.id,
    database::SQLITE_HOST.id,
    database::SQLITE_MEMORY.id,
    database::SQLITE_FILE_URI.id,
    database::PASSWORD_UNESCAPED.id,
    database::PORT_WRONG.id,
    database::PARAMETER_WRONG.id,
];

pub const CHECKS: &[Check] = &[
    Check {
        needs: READABLE,
        ..row(
            CONNECTION,
            "the database can be reached and lets the app in",
            judge_connection,
        )
    },
    Check {
        finds: &[database::PLAINTEXT.id, database::CERTIFICATE_UNCHECKED.id],
        severity: Severity::WARNING,
        ..row(
            database::ENCRYPTION.id,
            "nobody on the way to the database can listen",
            |subject| seen(subject, database::ENCRYPTION.id),
        )
    },
    Check {
        finds: &[
            database::EXPIRED_CERTIFICATE_ACCEPTED.id,
            database::CERTIFICATE_EXPIRES_SOON.id,
        ],
        severity: Severity::WARNING,
        ..row(
            database::CERTIFICATE.id,
            "the database server's certificate is valid",
            |subject| seen(subject, database::CERTIFICATE.id),
        )
    },
    Check {
        finds: &[
            database::TRUSTS_EVERYBODY.id,
            database::WEAK_AUTHENTICATION.id,
        ],
        severity: Severity::WARNING,
        ..row(
            database::AUTHENTICATION.id,
            "the database asks for the password in a safe way",
            |subject| seen(subject, database::AUTHENTICATION.id),
        )
    },
    Check {
        finds: &[
            database::ROOT_CERTIFICATE_UNNAMED.id,
            database::PARAMETERS_UNKNOWN.id,
            neon::HOST_UNUSUAL.id,
        ],
        severity: Severity::WARNING,
        needs: READABLE,
        ..row(
            database::URL_PORTABLE.id,
            "the app's driver understands the database URL as navauth does",
            judge_url,
        )
    },
    row(
        database::READ_ONLY.id,
        "the database takes changes",
        |subject| judge(subject, database::READ_ONLY.id),
    ),
    row(
        database::CREATE_NOT_PERMITTED.id,
        "the role may create tables where it must",
        |subject| of_server(subject, database::CREATE_NOT_PERMITTED.id, judge),
    ),
    Check {
        finds: &[
            database::NO_TABLES.id,
            database::TABLES_HIDDEN.id,
            database::TABLE_MISSING.id,
            database::NOT_A_TABLE.id,
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
            |subject| judge(subject, database::TABLES.id),
        )
    },
    Check {
        severity: Severity::WARNING,
        ..row(
            database::TABLE_OWNED_BY_ANOTHER.id,
            "the tables belong to the role of the app",
            |subject| of_server(subject, database::TABLE_OWNED_BY_ANOTHER.id, judge),
        )
    },
];

const fn row(id: &'static str, title: &'static str, judge: fn(&Subject<'_>) -> Judged) -> Check {
    Check {
        id,
        stage: Stage::Database,
        title,
        needs: &[CONNECTION],
        asks: Asks::Database,
        judge,
        ..Check::OF_SETTINGS
    }
}

/// The check that a finding of an examination belongs to; what none of them knows belongs to the connection.
pub fn owner(id: &str) -> &'static Check {
    CHECKS
        .iter()
        .find(|check| check.id == id || check.finds.contains(&id))
        .unwrap_or(&CHECKS[0])
}

fn judge_connection(subject: &Subject<'_>) -> Judged {
    let gathered = subject
        .evidence
        .database
        .as_ref()
        .ok_or(SkipReason::NotApplicable)?;
    let examined = &gathered.value;
    let Some(failure) = &examined.failure else {
        return judge(subject, CONNECTION);
    };
    let place = failure
        .source
        .clone()
        .or_else(|| subject.place(examined.variable));
    let finding = Finding {
        status: Status::Fail,
        ..failure.clone()
    };
    Ok(vec![Problem::found(examined.variable, finding).at(place)])
}

/// What the URL tells, whether or not anybody answered.
fn judge_url(subject: &Subject<'_>) -> Judged {
    of_server(subject, database::URL_PORTABLE.id, told)
}

/// What a file has nothing of: a role, or a URL that drivers read in different ways.
fn of_server(subject: &Subject<'_>, id: &str, judge: fn(&Subject<'_>, &str) -> Judged) -> Judged {
    let is_file =
        choose(subject.settings).is_ok_and(|chosen| matches!(chosen.target, Target::Sqlite(_)));
    if is_file {
        Err(SkipReason::NotApplicable)
    } else {
        judge(subject, id)
    }
}

fn judge(subject: &Subject<'_>, id: &str) -> Judged {
    let examined = &subject
        .evidence
        .database
        .as_ref()
        .ok_or(SkipReason::NotApplicable)?
        .value;
    if examined.failure.is_some() {
        Err(SkipReason::BlockedBy(CONNECTION))
    } else {
        told(subject, id)
    }
}

/// The same for what some databases have nothing of: a file has no certificate.
fn seen(subject: &Subject<'_>, id: &str) -> Judged {
    let found = judge(subject, id)?;
    if found.is_empty() {
        Err(SkipReason::NotApplicable)
    } else {
        Ok(found)
    }
}

/// What the examination found that belongs to a check.
fn told(subject: &Subject<'_>, id: &str) -> Judged {
    let examined = &subject
        .evidence
        .database
        .as_ref()
        .ok_or(SkipReason::NotApplicable)?
        .value;
    let own = examined
        .findings
        .iter()
        .filter(|finding| owner(finding.id).id == id);
    let problem = |finding: &Finding| match finding.status {
        Status::Pass => Problem::proof(finding.title.clone()),
        _ => {
            let place = finding
                .source
                .clone()
                .or_else(|| subject.place(examined.variable));
            Problem::found(examined.variable, finding.clone()).at(place)
        }
    };
    Ok(own.map(problem).collect())
}
