//! The guide's checklist and its security practices: which checks prove which item.
//!
//! Owns the items, in the guide's words, and what an item comes to. How it is shown belongs to `report`.

use jiff::Timestamp;

use super::Source;
use super::context::CheckContext;
use super::filter::CheckFilter;
use super::registry::{check, registry};
use crate::diagnostics::SkipReason;
use crate::diagnostics::catalog::{database, frontend, git, live, login, neon, online, space};
use crate::diagnostics::{Diagnostic, Fix, Status};
use crate::output::{Item, Outcome};

/// An item of the guide.
struct Row {
    part: &'static str,
    text: &'static str,
    /// The checks that prove it: ids, or groups with `.*`.
    checks: &'static [&'static str],
    /// A check that, where it passes, proves also what the others cannot tell.
    settles: Option<&'static str>,
    /// Whether a warning is enough to say that it is not so.
    strict: bool,
    /// Whether it is about a database at Neon, and nothing can be proved of it where there is none.
    neon: bool,
    /// What no check sees, and what to do about it.
    beyond: Option<Beyond>,
}

/// What no check sees, or none has seen.
struct Beyond {
    /// The check without which nothing is proved; None where only a person can know it.
    without: Option<&'static str>,
    reason: &'static str,
    fix: &'static str,
    command: Option<&'static str>,
}

const CHECKLIST: &str = "Checklist";
const DO: &str = "DO";
const DO_NOT: &str = "DON'T";

const fn row(part: &'static str, text: &'static str, checks: &'static [&'static str]) -> Row {
    Row {
        part,
        text,
        checks,
        settles: None,
        strict: false,
        neon: false,
        beyond: None,
    }
}

const fn unless(
    check: &'static str,
    reason: &'static str,
    fix: &'static str,
    command: Option<&'static str>,
) -> Option<Beyond> {
    Some(Beyond {
        without: Some(check),
        reason,
        fix,
        command,
    })
}

const fn person(
    reason: &'static str,
    fix: &'static str,
    command: Option<&'static str>,
) -> Option<Beyond> {
    Some(Beyond {
        without: None,
        reason,
        fix,
        command,
    })
}

const NO_SITE: Option<Beyond> = unless(
    live::CERTIFICATE.id,
    "the site was not looked at",
    "name it as FRONTEND_URL; without --offline it is looked at",
    None,
);

const NO_PROJECT: Option<Beyond> = unless(
    neon::ALLOW_LIST.id,
    "the project's list was not looked at",
    "give a key of Neon's API as NEON_API_KEY and the Space's name in navauth.toml, or look at the list",
    Some("navauth neon status"),
);

/// The app's "Authentication Setup Guide", sections "Checklist" and "Security Best Practices".
const ROWS: &[Row] = &[
    Row {
        neon: true,
        ..row(
            CHECKLIST,
            "Neon database created and connected",
            const {
                &[
                    database::MISSING.id,
                    database::NOT_POSTGRESQL.id,
                    database::DEVELOPMENT_IN_PRODUCTION.id,
                    database::URL_UNREADABLE.id,
                    database::KIND_UNKNOWN.id,
                    "database.sqlite-*",
                    database::PASSWORD_UNESCAPED.id,
                    database::PORT_WRONG.id,
                    database::PARAMETER_WRONG.id,
                    database::CONNECTION.id,
                    database::READ_ONLY.id,
                ]
            },
        )
    },
    Row {
        settles: Some(login::UNTESTED.id),
        ..row(
            CHECKLIST,
            "All 4 OAuth apps configured with production redirect URIs",
            const {
                &[
                    "provider.*",
                    "credential.*",
                    online::CREDENTIALS.id,
                    online::REDIRECT_URI.id,
                    live::LOGIN_START.id,
                    live::CLIENT_ID.id,
                    "live.redirect-uri*",
                    live::STATE.id,
                    live::SCOPES.id,
                ]
            },
        )
    },
    row(
        CHECKLIST,
        "JWT secret generated (32+ characters)",
        &["jwt.*"],
    ),
    Row {
        beyond: unless(
            space::MISSING_SECRET.id,
            "which secrets the Space has was not looked at",
            "name it as name in the [space] part of navauth.toml, and log in",
            Some("hf auth login"),
        ),
        ..row(
            CHECKLIST,
            "Environment variables added to HuggingFace Spaces secrets",
            const { &["space.*", live::SESSION_KEY.id] },
        )
    },
    row(
        CHECKLIST,
        "Database tables created (`users`, `oauth_states`)",
        const {
            &[
                database::TABLES.id,
                database::CREATE_NOT_PERMITTED.id,
                database::TABLE_OWNED_BY_ANOTHER.id,
            ]
        },
    ),
    Row {
        beyond: unless(
            login::UNTESTED.id,
            "no login with each of them is on record",
            "sign in once with each provider",
            Some("navauth test-login --all --redirect production"),
        ),
        ..row(
            CHECKLIST,
            "OAuth flows tested with all 4 providers",
            const { &[login::UNTESTED.id, live::SESSION_OPEN.id] },
        )
    },
    Row {
        beyond: NO_SITE,
        ..row(
            CHECKLIST,
            "HTTPS enabled on custom domain",
            const {
                &[
                    "frontend.*",
                    live::CERTIFICATE.id,
                    live::CERTIFICATE_ENDS.id,
                    live::UNREACHABLE.id,
                    live::NOT_FOUND.id,
                    live::MOVED.id,
                    live::HTTP.id,
                ]
            },
        )
    },
    Row {
        neon: true,
        beyond: NO_PROJECT,
        ..row(
            CHECKLIST,
            "Neon IP allowlist configured (optional, for extra security)",
            const { &[neon::ALLOW_LIST.id] },
        )
    },
    Row {
        beyond: NO_SITE,
        ..row(
            DO,
            "Use HTTPS in production",
            const {
                &[
                    frontend::LOCAL.id,
                    frontend::NOT_HTTPS.id,
                    live::CERTIFICATE.id,
                    live::UNREACHABLE.id,
                    live::NOT_FOUND.id,
                    live::HTTP.id,
                    live::HSTS.id,
                ]
            },
        )
    },
    Row {
        beyond: person(
            "when the key was made stands nowhere",
            "replace it from time to time; everybody has to sign in again",
            Some("navauth rotate-secret"),
        ),
        ..row(DO, "Rotate JWT secrets regularly", &[])
    },
    row(
        DO,
        "Keep OAuth secrets in environment variables (never commit to git)",
        const { &[git::ENV_TRACKED.id, git::SECRET_IN_HISTORY.id] },
    ),
    Row {
        neon: true,
        beyond: person(
            "the app's releases from August 2026 on send a start option that the pooler refuses",
            "with an older release, let DATABASE_URL name the host with -pooler, and DATABASE_URL_UNPOOLED the one without",
            None,
        ),
        ..row(
            DO,
            "Use Neon's connection pooling",
            const { &[database::NEON_POOLED.id] },
        )
    },
    Row {
        neon: true,
        beyond: NO_PROJECT,
        ..row(
            DO,
            "Enable Neon's IP allowlist for production",
            const { &[neon::ALLOW_LIST.id] },
        )
    },
    Row {
        strict: true,
        ..row(
            DO_NOT,
            "Commit `.env` file to git (it's in `.gitignore`)",
            const {
                &[
                    git::ENV_TRACKED.id,
                    git::ENV_NOT_IGNORED.id,
                    git::SECRET_IN_HISTORY.id,
                    git::ENV_IN_HISTORY.id,
                ]
            },
        )
    },
    Row {
        beyond: person(
            "chats, tickets and screenshots are not looked at",
            "replace every secret that somebody else may have seen",
            None,
        ),
        ..row(
            DO_NOT,
            "Share OAuth secrets publicly",
            const { &[git::SECRET_IN_HISTORY.id, "space.public-*"] },
        )
    },
    row(DO_NOT, "Use weak JWT secrets", &["jwt.*"]),
    Row {
        neon: true,
        ..row(
            DO_NOT,
            "Disable SSL mode on Neon connections",
            const {
                &[
                    database::NEON_WITHOUT_TLS.id,
                    database::NEON_TLS_OPTIONAL.id,
                    database::ENCRYPTION.id,
                ]
            },
        )
    },
];

/// What the findings of a run come to, item by item.
pub fn items(
    context: &CheckContext<'_>,
    choice: &CheckFilter,
    findings: &[Diagnostic],
    now: Timestamp,
) -> Vec<Item> {
    let left_out =
        |row: &Row| registry().any(|check| row.names(check.id) && !choice.includes(check));
    let item = |row: &Row| {
        let item = item(row, context, findings, now);
        // What was not looked at is not proved, also where that was wished.
        let partly = item.outcome == Outcome::Proved && left_out(row);
        let reason = || Some("--only or --skip leaves out some of its checks".to_owned());
        if partly {
            Item {
                outcome: Outcome::Unknown,
                reason: reason(),
                ..item
            }
        } else {
            item
        }
    };
    ROWS.iter().map(item).collect()
}

impl Row {
    fn names(&self, id: &str) -> bool {
        self.checks.iter().any(|named| {
            *named == id
                || named
                    .strip_suffix('*')
                    .is_some_and(|group| id.starts_with(group))
        })
    }
}

fn item(row: &Row, context: &CheckContext<'_>, findings: &[Diagnostic], now: Timestamp) -> Item {
    let own = |finding: &&Diagnostic| check(finding.id).is_some_and(|check| row.names(check.id));
    let mut evidence: Vec<Diagnostic> = findings.iter().filter(own).cloned().collect();
    // A failure that no item names fails every item whose checks it blocks.
    let of_another_item = |finding: &Diagnostic| {
        check(finding.id).is_some_and(|check| ROWS.iter().any(|row| row.names(check.id)))
    };
    let failed = findings.iter().filter(|finding| {
        finding.status == Status::Fail && !own(finding) && !of_another_item(finding)
    });
    let causes: Vec<Diagnostic> = failed
        .filter(|failed| evidence.iter().any(|skipped| waits_for(skipped, failed)))
        .cloned()
        .collect();
    evidence.extend(causes);
    let has = |status: Status| evidence.iter().any(|finding| finding.status == status);
    let denial = evidence
        .iter()
        .find(|finding| denies(finding) || row.strict && finding.status == Status::Warn);
    let passed = |id: &str| {
        findings
            .iter()
            .find(|finding| finding.id == id && finding.status == Status::Pass)
    };
    let settled = row.settles.and_then(passed);
    // Neon's API may know of a project that the settings do not name.
    let elsewhere = row.neon
        && super::database::elsewhere(context)
        && !asked(&evidence).contains(&Source::Neon);
    // What nobody looked at, or only a person can.
    let beyond = row.beyond.as_ref().filter(|_| !elsewhere).filter(|beyond| {
        beyond
            .without
            .is_none_or(|id| !evidence.iter().any(|finding| finding.id == id))
    });
    let outcome = match beyond {
        _ if denial.is_some() => Outcome::Failed,
        _ if elsewhere => Outcome::Unknown,
        Some(beyond) if beyond.without.is_none() => Outcome::ForAPerson,
        Some(_) => Outcome::Unknown,
        None if settled.is_some() && !has(Status::Warn) => Outcome::Proved,
        None if has(Status::Skip) || has(Status::Warn) || !has(Status::Pass) => Outcome::Unknown,
        None => Outcome::Proved,
    };
    let nothing = || match (elsewhere, evidence.is_empty()) {
        (true, _) => Some("the settings name no database at Neon".to_owned()),
        (false, nothing) => {
            nothing.then(|| "there is nothing here that it could be about".to_owned())
        }
    };
    let reason = beyond
        .map(|beyond| beyond.reason.to_owned())
        .or_else(nothing);
    let of_open = || {
        evidence
            .iter()
            .filter(|finding| finding.status != Status::Pass)
            .find_map(|finding| finding.fix.clone())
    };
    let fix = match outcome {
        Outcome::Proved => None,
        Outcome::Failed => denial.and_then(|finding| finding.fix.clone()),
        _ => beyond
            .map(|beyond| Fix {
                text: beyond.fix.to_owned(),
                command: beyond.command.map(str::to_owned),
            })
            .or_else(of_open),
    };
    evidence.extend(settled.cloned());
    let looked_at = looked_at(context, &evidence);
    Item {
        part: row.part,
        text: row.text,
        outcome,
        looked_at,
        at: now,
        evidence,
        reason,
        fix,
    }
}

/// Whether a finding says that the item is not so: a failure, or what is none only because nobody uses the app yet.
fn denies(finding: &Diagnostic) -> bool {
    let in_production = || check(finding.id).and_then(|check| check.severity.production);
    finding.status == Status::Fail
        || finding.status == Status::Warn && in_production() == Some(Status::Fail)
}

/// Whether a check was skipped because of this failure.
fn waits_for(skipped: &Diagnostic, failed: &Diagnostic) -> bool {
    let blocked = skipped.skipped == Some(SkipReason::BlockedBy(failed.id));
    blocked && failed.about.iter().any(|name| skipped.about.contains(name))
}

/// Who was asked for these findings: the settings by their file, the others by name.
fn looked_at(context: &CheckContext<'_>, evidence: &[Diagnostic]) -> Vec<&'static str> {
    let settings = if context.env_file.is_some() {
        "the .env file"
    } else {
        "the process environment"
    };
    asked(evidence)
        .iter()
        .map(|asks| {
            if *asks == Source::Settings {
                settings
            } else {
                asks.name()
            }
        })
        .collect()
}

/// Who was asked and told something.
fn asked(evidence: &[Diagnostic]) -> Vec<Source> {
    let told = evidence
        .iter()
        .filter(|finding| finding.status != Status::Skip);
    let mut asked: Vec<_> = told
        .filter_map(|finding| check(finding.id))
        .map(|check| check.source)
        .collect();
    asked.sort_unstable();
    asked.dedup();
    asked
}

#[cfg(test)]
mod tests {
    use super::{ROWS, registry};

    #[test]
    fn every_check_that_an_item_names_is_one() {
        for row in ROWS {
            for named in row.checks {
                let row_of_one = super::row("", "", std::slice::from_ref(named));
                assert!(
                    registry().any(|check| row_of_one.names(check.id)),
                    "{}: {named}",
                    row.text
                );
            }
            let without = row.beyond.as_ref().and_then(|beyond| beyond.without);
            assert!(
                without.is_none_or(|id| row.names(id)),
                "{}: {without:?}",
                row.text
            );
            assert!(
                !row.checks.is_empty() || row.beyond.is_some(),
                "{} cannot be told in any way",
                row.text
            );
        }
        let part = |name: &str| ROWS.iter().filter(|row| row.part == name).count();
        assert_eq!((part("Checklist"), part("DO"), part("DON'T")), (8, 5, 4));
    }
}
