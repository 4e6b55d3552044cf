//! The setup guide's checklist and security practices: which checks belong to which item, and the item's result.

use jiff::Timestamp;

use super::commands::{from_option, test_login_command};
use super::context::CheckContext;
use super::facts::Source;
use super::filter::CheckFilter;
use super::registry::{check, registry};
use crate::config::Environment;
use crate::database::Target;
use crate::database::url::variable_in_use;
use crate::diagnostics::SkipReason;
use crate::diagnostics::catalog::{database, env, frontend, git, live, login, neon, online, space};
use crate::diagnostics::{Diagnostic, Fix, Status};
use crate::output::{Item, Outcome};

/// The number of items.
pub const ITEM_COUNT: i64 = 17;

/// An item of the guide.
struct Row {
    part: &'static str,
    text: &'static str,
    /// The checks of the item: ids, or beginnings of ids with `*`.
    checks: &'static [&'static str],
    /// A check that, if it passes, settles what the others leave unknown.
    settled_by: Option<&'static str>,
    /// Whether a warning fails the item.
    strict: bool,
    /// A source without whose answer the item does not pass.
    required_source: Option<Source>,
    /// What the item is about.
    subject: Subject,
    optional: bool,
    gap: Option<Gap>,
}

/// What an item is about; without it there is nothing to check.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    /// Always there.
    Setup,
    /// The database of the environment; in production a PostgreSQL database.
    Database,
    /// A database on Neon.
    Neon,
}

/// What no check covers.
struct Gap {
    kind: GapKind,
    reason: fn(&CheckContext<'_>) -> &'static str,
    fix: &'static str,
    command: Option<fn(&CheckContext<'_>) -> Option<String>>,
}

enum GapKind {
    /// Nothing is known without the result of this check.
    Without(&'static str),
    /// You have to check it yourself.
    Manual,
}

const CHECKLIST: &str = "Checklist";
const DO: &str = "Do";
const AVOID: &str = "Avoid";

/// The command that replaces the session key; None if no Space is named.
fn rotate_command(context: &CheckContext<'_>) -> Option<String> {
    context.settings.config.space.name.as_ref()?;
    let from = from_option(context.env_file_shown());
    Some(format!("navauth rotate-secret{from}"))
}

const TABLES: &str = "Database tables created (`users`, `oauth_states`)";

/// The same for releases from August 2026 on.
const RENAMED_TABLES: &str = "Database tables created (`user`, `contact_oauth_state`)";

/// The text of an item for the release of the app that the settings are for.
fn text(row: &Row, context: &CheckContext<'_>) -> &'static str {
    let is_renamed = context.settings.app_release().name == "2026-08";
    if row.text == TABLES && is_renamed {
        RENAMED_TABLES
    } else {
        row.text
    }
}

const fn row(part: &'static str, text: &'static str, checks: &'static [&'static str]) -> Row {
    Row {
        part,
        text,
        checks,
        settled_by: None,
        strict: false,
        required_source: None,
        subject: Subject::Setup,
        optional: false,
        gap: None,
    }
}

const NO_SITE: Option<Gap> = Some(Gap {
    kind: GapKind::Without(live::UNREACHABLE.id),
    reason: |context| {
        if context.value("FRONTEND_URL").is_some() {
            "FRONTEND_URL is not a public https address"
        } else {
            "FRONTEND_URL is not set"
        }
    },
    fix: "set FRONTEND_URL to the public https address of the live site",
    command: None,
});

const NO_PROJECT: Option<Gap> = Some(Gap {
    kind: GapKind::Without(neon::ALLOW_LIST.id),
    reason: |_| "the project's IP allowlist was not checked",
    fix: "set NEON_API_KEY, and name under [space] in navauth.toml; or compare the list in the Neon console: Settings, Network Security",
    command: None,
});

/// The app's "Authentication Setup Guide", sections "Checklist" and "Security Best Practices".
const ROWS: &[Row] = &[
    Row {
        subject: Subject::Neon,
        required_source: Some(Source::Database),
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
        settled_by: Some(login::UNTESTED.id),
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
        gap: Some(Gap {
            kind: GapKind::Without(space::MISSING_SECRET.id),
            reason: |context| {
                if context.settings.config.space.name.is_some() {
                    "the secrets of the Space could not be read"
                } else {
                    "navauth.toml does not name the Space"
                }
            },
            fix: "set name under [space] in navauth.toml to owner/name, and HF_TOKEN to a HuggingFace token",
            command: None,
        }),
        ..row(
            CHECKLIST,
            "Environment variables added to HuggingFace Spaces secrets",
            const { &["space.*", live::SESSION_KEY.id] },
        )
    },
    Row {
        subject: Subject::Database,
        required_source: Some(Source::Database),
        ..row(
            CHECKLIST,
            TABLES,
            const {
                &[
                    database::TABLES.id,
                    database::CREATE_NOT_PERMITTED.id,
                    database::TABLE_OWNED_BY_ANOTHER.id,
                ]
            },
        )
    },
    Row {
        gap: Some(Gap {
            kind: GapKind::Without(login::UNTESTED.id),
            reason: |_| "no test sign-in is on record",
            fix: "sign in once with each provider",
            command: Some(|context| Some(test_login_command(context, "--all"))),
        }),
        ..row(
            CHECKLIST,
            "OAuth flows tested with all 4 providers",
            const { &[login::UNTESTED.id, live::SESSION_OPEN.id] },
        )
    },
    Row {
        gap: NO_SITE,
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
        subject: Subject::Neon,
        gap: NO_PROJECT,
        optional: true,
        ..row(
            CHECKLIST,
            "Neon IP allowlist configured (optional, for extra security)",
            const { &[neon::ALLOW_LIST.id] },
        )
    },
    Row {
        gap: NO_SITE,
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
        gap: Some(Gap {
            kind: GapKind::Manual,
            reason: |_| "the key's age is not recorded",
            fix: "replace the session key from time to time; everybody has to sign in again",
            command: Some(rotate_command),
        }),
        ..row(DO, "Rotate JWT secrets regularly", &[])
    },
    row(
        DO,
        "Keep OAuth secrets in environment variables (never commit to git)",
        const { &[git::ENV_TRACKED.id, "git.secret-*"] },
    ),
    Row {
        subject: Subject::Neon,
        gap: Some(Gap {
            kind: GapKind::Manual,
            reason: |_| "releases of the app from August 2026 on send a start option that the connection pooler rejects",
            fix: "with an older release, use the host with -pooler in DATABASE_URL, and the one without in DATABASE_URL_UNPOOLED",
            command: None,
        }),
        ..row(
            DO,
            "Use Neon's connection pooling",
            const { &[database::NEON_POOLED.id] },
        )
    },
    Row {
        subject: Subject::Neon,
        gap: NO_PROJECT,
        optional: true,
        ..row(
            DO,
            "Enable Neon's IP allowlist for production",
            const { &[neon::ALLOW_LIST.id] },
        )
    },
    Row {
        strict: true,
        ..row(
            AVOID,
            "no `.env` file in git (it is in `.gitignore`)",
            const { &["git.env-*", "git.secret-*"] },
        )
    },
    Row {
        gap: Some(Gap {
            kind: GapKind::Manual,
            reason: |_| "navauth cannot check chats, tickets and screenshots",
            fix: "replace every secret that others may have seen",
            command: None,
        }),
        ..row(
            AVOID,
            "no OAuth secret shared publicly",
            const { &["git.secret-*", "space.public-*"] },
        )
    },
    row(AVOID, "no weak session key", &["jwt.*"]),
    Row {
        subject: Subject::Neon,
        required_source: Some(Source::Database),
        ..row(
            AVOID,
            "no Neon connection without SSL",
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

/// The items for the results of a run.
pub fn items(
    context: &CheckContext<'_>,
    choice: &CheckFilter,
    findings: &[Diagnostic],
    now: Timestamp,
) -> Vec<Item> {
    let left_out =
        |row: &Row| registry().any(|check| row.names(check.id) && !choice.includes(check));
    let rows = ROWS.iter().enumerate();
    rows.map(|(index, row)| {
        let item = item(row, context, findings, now);
        let item = Item {
            number: index + 1,
            ..item
        };
        // Without some of its checks an item does not pass.
        if item.outcome == Outcome::Passed && left_out(row) {
            Item {
                outcome: Outcome::Unknown,
                reason: Some("--only or --skip leaves out some of its checks".to_owned()),
                ..item
            }
        } else {
            item
        }
    })
    .collect()
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
    let own =
        |diagnostic: &&Diagnostic| check(diagnostic.id).is_some_and(|check| row.names(check.id));
    let mut evidence: Vec<Diagnostic> = findings.iter().filter(own).cloned().collect();
    // A failure outside all items fails every item whose checks it blocks.
    let of_another_item = |diagnostic: &Diagnostic| {
        check(diagnostic.id).is_some_and(|check| ROWS.iter().any(|row| row.names(check.id)))
    };
    let failed = findings.iter().filter(|diagnostic| {
        diagnostic.status == Status::Fail && !own(diagnostic) && !of_another_item(diagnostic)
    });
    let causes: Vec<Diagnostic> = failed
        .filter(|failed| evidence.iter().any(|skipped| waits_for(skipped, failed)))
        .cloned()
        .collect();
    evidence.extend(causes);
    let settled = row.settled_by.and_then(|id| {
        findings
            .iter()
            .find(|diagnostic| diagnostic.id == id && diagnostic.status == Status::Pass)
    });
    let denial = evidence
        .iter()
        .find(|diagnostic| denies(diagnostic) || row.strict && diagnostic.status == Status::Warn);
    let verdict = match denial {
        Some(denial) => ItemVerdict {
            outcome: Outcome::Failed,
            reason: None,
            fix: denial.fix.clone(),
        },
        None => assess(row, context, findings, &evidence, settled.is_some()),
    };
    evidence.extend(settled.cloned());
    // Results of another environment's subject are not evidence for this item.
    if verdict.outcome == Outcome::Skipped {
        evidence.clear();
    }
    let looked_at = looked_at(context, &evidence);
    Item {
        number: 0,
        part: row.part,
        text: text(row, context),
        outcome: verdict.outcome,
        optional: row.optional,
        looked_at,
        at: now,
        evidence,
        reason: verdict.reason,
        fix: verdict.fix,
    }
}

struct ItemVerdict {
    outcome: Outcome,
    reason: Option<String>,
    fix: Option<Fix>,
}

/// The result of an item of which nothing failed.
fn assess(
    row: &Row,
    context: &CheckContext<'_>,
    findings: &[Diagnostic],
    evidence: &[Diagnostic],
    is_settled: bool,
) -> ItemVerdict {
    let has = |status: Status| {
        evidence
            .iter()
            .any(|diagnostic| diagnostic.status == status)
    };
    let open_fix = || {
        evidence
            .iter()
            .filter(|diagnostic| diagnostic.status != Status::Pass)
            .find_map(|diagnostic| diagnostic.fix.clone())
    };
    let sources = sources(evidence);
    if let Some(absence) = absent_subject(row, context, findings, &sources) {
        return absence;
    }
    let gap = row.gap.as_ref().filter(|gap| match gap.kind {
        GapKind::Without(id) => !evidence.iter().any(|diagnostic| diagnostic.id == id),
        GapKind::Manual => true,
    });
    if let Some(gap) = gap {
        return ItemVerdict {
            outcome: match gap.kind {
                GapKind::Without(_) => Outcome::Unknown,
                GapKind::Manual => Outcome::Manual,
            },
            reason: Some((gap.reason)(context).to_owned()),
            fix: Some(Fix {
                text: gap.fix.to_owned(),
                command: gap.command.and_then(|command| command(context)),
            }),
        };
    }
    let is_open = has(Status::Skip) && !is_settled || has(Status::Warn) || !has(Status::Pass);
    let unanswered = row
        .required_source
        .filter(|source| !sources.contains(source));
    let reason = match unanswered {
        _ if evidence.is_empty() => Some("nothing to check in these settings".to_owned()),
        Some(source) => Some(format!("{} was not checked", source.name())),
        None => None,
    };
    if is_open || unanswered.is_some() {
        ItemVerdict {
            outcome: Outcome::Unknown,
            reason,
            fix: open_fix(),
        }
    } else {
        ItemVerdict {
            outcome: Outcome::Passed,
            reason: None,
            fix: None,
        }
    }
}

/// The result of an item whose subject does not exist in these settings. No other database, such as the app's development default, takes its
/// place.
fn absent_subject(
    row: &Row,
    context: &CheckContext<'_>,
    findings: &[Diagnostic],
    sources: &[Source],
) -> Option<ItemVerdict> {
    if row.subject == Subject::Setup {
        return None;
    }
    let failure = |id: &str| {
        findings
            .iter()
            .find(|diagnostic| diagnostic.id == id && diagnostic.status == Status::Fail)
    };
    let skipped = |reason: String, fix: Option<Fix>| ItemVerdict {
        outcome: Outcome::Skipped,
        reason: Some(format!("not checked: {reason}")),
        fix,
    };
    if context.environment == Environment::Production {
        let wrong_database = match context.database_in_use().map(|database| &database.target) {
            None => Some(match variable_in_use(context.settings) {
                Some(name) => format!("{name} is empty"),
                None => "DATABASE_URL is not set".to_owned(),
            }),
            Some(Ok(Target::Sqlite(_))) => {
                let name = context
                    .database_in_use()
                    .map_or("", |database| database.name);
                Some(format!("{name} is a SQLite file"))
            }
            Some(_) => failure(database::DEVELOPMENT_IN_PRODUCTION.id)
                .map(|failure| failure.title.clone().into_owned()),
        };
        if let Some(reason) = wrong_database {
            let fix = [
                env::EMPTY_DATABASE_URL.id,
                env::HIDDEN_BY_EMPTY.id,
                database::MISSING.id,
                database::NOT_POSTGRESQL.id,
                database::DEVELOPMENT_IN_PRODUCTION.id,
            ]
            .iter()
            .find_map(|id| failure(id)?.fix.clone());
            // Neon's API may know of a project that the settings do not name.
            return (row.subject == Subject::Database || !sources.contains(&Source::Neon))
                .then(|| skipped(reason, fix));
        }
    }
    let is_elsewhere = row.subject == Subject::Neon
        && super::connection_string::is_elsewhere_than_neon(context)
        && !sources.contains(&Source::Neon);
    is_elsewhere.then(|| skipped("no database on Neon is configured".to_owned(), None))
}

/// Whether a diagnostic fails the item: a failure, or a warning in development that is a failure in production.
fn denies(diagnostic: &Diagnostic) -> bool {
    let in_production = || check(diagnostic.id).and_then(|check| check.severity.production);
    diagnostic.status == Status::Fail
        || diagnostic.status == Status::Warn && in_production() == Some(Status::Fail)
}

/// Whether a check was skipped because of this failure.
fn waits_for(skipped: &Diagnostic, failed: &Diagnostic) -> bool {
    let blocked = skipped.skipped == Some(SkipReason::BlockedBy(failed.id));
    blocked && failed.about.iter().any(|name| skipped.about.contains(name))
}

/// The names of the sources of these findings.
fn looked_at(context: &CheckContext<'_>, evidence: &[Diagnostic]) -> Vec<&'static str> {
    let settings = if context.env_file.is_some() {
        "the .env file"
    } else {
        "the process environment"
    };
    sources(evidence)
        .iter()
        .map(|source| {
            if *source == Source::Settings {
                settings
            } else {
                source.name()
            }
        })
        .collect()
}

/// The sources that gave an answer.
fn sources(evidence: &[Diagnostic]) -> Vec<Source> {
    let answered = evidence
        .iter()
        .filter(|diagnostic| diagnostic.status != Status::Skip);
    let mut sources: Vec<_> = answered
        .filter_map(|diagnostic| check(diagnostic.id))
        .map(|check| check.source)
        .collect();
    sources.sort_unstable();
    sources.dedup();
    sources
}

#[cfg(test)]
mod tests {
    use super::{ROWS, registry};

    #[test]
    fn every_check_of_an_item_exists() {
        for row in ROWS {
            for named in row.checks {
                let row_of_one = super::row("", "", std::slice::from_ref(named));
                assert!(
                    registry().any(|check| row_of_one.names(check.id)),
                    "{}: {named}",
                    row.text
                );
            }
            let without = row.gap.as_ref().and_then(|gap| match gap.kind {
                super::GapKind::Without(id) => Some(id),
                super::GapKind::Manual => None,
            });
            assert!(
                without.is_none_or(|id| row.names(id)),
                "{}: {without:?}",
                row.text
            );
            assert!(
                !row.checks.is_empty() || row.gap.is_some(),
                "{}: nothing can be known of it",
                row.text
            );
        }
        let part = |name: &str| ROWS.iter().filter(|row| row.part == name).count();
        assert_eq!((part("Checklist"), part("Do"), part("Avoid")), (8, 5, 4));
        assert_eq!(i64::try_from(ROWS.len()), Ok(super::ITEM_COUNT));
    }
}
