//! The database itself: whether it lets the app in, who can listen, and whether its tables are the app's.
//!
//! Owns which findings of an examination belong together. Looking, and what was seen, belong to `database::examination`.

use super::check::{Asks, Check, Judged, Problem, Severity, SkipReason, Stage};
use super::subject::Subject;
use crate::database::Target;
use crate::database::url::choose;
use crate::finding::{Finding, Status};

/// The id of the check that all others here wait for.
const CONNECTION: &str = "database.connection";

/// What must be right of a URL before it is worth connecting.
const READABLE: &[&str] = &[
    "env.placeholder",
    "database.url-unreadable",
    "database.kind-unknown",
    "database.sqlite-in-url",
    "database.sqlite-host",
    "database.sqlite-memory",
    "database.sqlite-file-uri",
    "database.password-unescaped",
    "database.port-wrong",
    "database.parameter-wrong",
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
        finds: &["database.plaintext", "database.certificate-unchecked"],
        severity: Severity::WARNING,
        ..row(
            "database.encryption",
            "nobody on the way to the database can listen",
            |subject| seen(subject, "database.encryption"),
        )
    },
    Check {
        finds: &[
            "database.certificate-expired",
            "database.certificate-expires-soon",
        ],
        severity: Severity::WARNING,
        ..row(
            "database.certificate",
            "the database server's certificate is valid",
            |subject| seen(subject, "database.certificate"),
        )
    },
    Check {
        finds: &["database.trusts-everybody", "database.weak-authentication"],
        severity: Severity::WARNING,
        ..row(
            "database.authentication",
            "the database asks for the password in a safe way",
            |subject| seen(subject, "database.authentication"),
        )
    },
    Check {
        finds: &[
            "database.root-certificate-unnamed",
            "database.parameters-unknown",
            "neon.host-unusual",
        ],
        severity: Severity::WARNING,
        needs: READABLE,
        ..row(
            "database.url-portable",
            "the app's driver understands the database URL as navauth does",
            judge_url,
        )
    },
    row(
        "database.read-only",
        "the database takes changes",
        |subject| judge(subject, "database.read-only"),
    ),
    row(
        "database.create-not-permitted",
        "the role may create tables where it must",
        |subject| of_server(subject, "database.create-not-permitted", judge),
    ),
    Check {
        finds: &[
            "database.no-tables",
            "database.tables-hidden",
            "database.table-missing",
            "database.not-a-table",
            "database.table-not-permitted",
            "database.column-missing",
            "database.column-narrow",
            "database.column-type",
            "database.column-required",
            "database.key-missing",
            "database.key-not-counted",
            "database.unique-missing",
            "database.index-missing",
        ],
        ..row(
            "database.tables",
            "the tables users and oauth_states are there and as the app wants them",
            |subject| judge(subject, "database.tables"),
        )
    },
    Check {
        severity: Severity::WARNING,
        ..row(
            "database.table-owned-by-another",
            "the tables belong to the role of the app",
            |subject| of_server(subject, "database.table-owned-by-another", judge),
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
    of_server(subject, "database.url-portable", told)
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
