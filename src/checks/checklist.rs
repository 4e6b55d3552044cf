//! The pre-launch checklist: the result of every item of the guide.

mod guide;

use jiff::Timestamp;

pub use self::guide::ITEM_COUNT;
use self::guide::{GapKind, GuideItem, ITEMS, Prerequisite, text};
use super::connection_string::is_elsewhere_than_neon;
use super::context::CheckContext;
use super::facts::Source;
use super::filter::CheckFilter;
use super::registry::{check, registry};
use crate::config::Environment;
use crate::database::Target;
use crate::database::url::variable_in_use;
use crate::diagnostics::SkipReason;
use crate::diagnostics::catalog::{database, env};
use crate::diagnostics::{Code, Diagnostic, Fix, Status};
use crate::output::{Item, Outcome};

/// The texts of the items, in order.
pub fn item_texts() -> impl Iterator<Item = &'static str> {
    ITEMS.iter().map(|item| item.text)
}

/// The items of the checklist for the results of a run.
pub fn items(
    context: &CheckContext<'_>,
    filter: &CheckFilter,
    findings: &[Diagnostic],
    now: Timestamp,
) -> Vec<Item> {
    let is_incomplete = |item: &GuideItem| {
        registry().any(|check| item.includes(check.code) && !filter.includes(check))
    };
    let items = ITEMS.iter().enumerate();
    items
        .map(|(index, item)| {
            let result = Item {
                number: index + 1,
                ..evaluate(item, context, findings, now)
            };
            // Without some of its checks an item does not pass.
            if result.outcome == Outcome::Passed && is_incomplete(item) {
                Item {
                    outcome: Outcome::Unknown,
                    reason: Some("--only or --skip leaves out some of its checks".to_owned()),
                    ..result
                }
            } else {
                result
            }
        })
        .collect()
}

fn evaluate(
    item: &GuideItem,
    context: &CheckContext<'_>,
    findings: &[Diagnostic],
    now: Timestamp,
) -> Item {
    let own = |diagnostic: &&Diagnostic| {
        check(diagnostic.code).is_some_and(|check| item.includes(check.code))
            && item.concerns(context, diagnostic)
    };
    let mut evidence: Vec<Diagnostic> = findings.iter().filter(own).cloned().collect();
    // A failure outside all items fails every item whose checks it blocks.
    let of_another_item = |diagnostic: &Diagnostic| {
        check(diagnostic.code)
            .is_some_and(|check| ITEMS.iter().any(|item| item.includes(check.code)))
    };
    let failed = findings.iter().filter(|diagnostic| {
        diagnostic.status == Status::Fail && !own(diagnostic) && !of_another_item(diagnostic)
    });
    let causes: Vec<Diagnostic> = failed
        .filter(|failed| {
            evidence
                .iter()
                .any(|skipped| is_blocked_by(skipped, failed))
        })
        .cloned()
        .collect();
    evidence.extend(causes);
    let settled = item.settled_by.and_then(|code| {
        findings
            .iter()
            .find(|diagnostic| diagnostic.is(code) && diagnostic.status == Status::Pass)
    });
    let failure = evidence.iter().find(|diagnostic| {
        fails_item(diagnostic) || item.strict && diagnostic.status == Status::Warn
    });
    let verdict = match failure {
        Some(failure) => ItemVerdict {
            outcome: Outcome::Failed,
            reason: None,
            fix: failure.fix.clone(),
        },
        None => assess(item, context, findings, &evidence, settled.is_some()),
    };
    evidence.extend(settled.cloned());
    // Results of another environment's prerequisite are not evidence for this item.
    if verdict.outcome == Outcome::Skipped {
        evidence.clear();
    }
    let looked_at = source_names(context, &evidence);
    Item {
        number: 0,
        part: item.part,
        text: text(item, context),
        outcome: verdict.outcome,
        optional: item.optional,
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
    item: &GuideItem,
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
    if let Some(verdict) = missing_prerequisite(item, context, findings, &sources) {
        return verdict;
    }
    let gap = item.gap.as_ref().filter(|gap| match gap.kind {
        GapKind::Without(code) => !evidence.iter().any(|diagnostic| diagnostic.is(code)),
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
                is_sql: false,
            }),
        };
    }
    let is_open = has(Status::Skip) && !is_settled || has(Status::Warn) || !has(Status::Pass);
    let unanswered = item
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

/// The result of an item whose prerequisite does not exist in these settings. No other database, such as the app's development default, takes its
/// place.
fn missing_prerequisite(
    item: &GuideItem,
    context: &CheckContext<'_>,
    findings: &[Diagnostic],
    sources: &[Source],
) -> Option<ItemVerdict> {
    if item.prerequisite == Prerequisite::None {
        return None;
    }
    let failure = |code: &Code| {
        findings
            .iter()
            .find(|diagnostic| diagnostic.is(code) && diagnostic.status == Status::Fail)
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
            Some(_) => failure(&database::DEVELOPMENT_IN_PRODUCTION)
                .map(|failure| failure.title.clone().into_owned()),
        };
        if let Some(reason) = wrong_database {
            let fix = [
                &env::EMPTY_DATABASE_URL,
                &env::HIDDEN_BY_EMPTY,
                &database::MISSING,
                &database::NOT_POSTGRESQL,
                &database::DEVELOPMENT_IN_PRODUCTION,
            ]
            .into_iter()
            .find_map(|code| failure(code)?.fix.clone());
            // Neon's API may know of a project that the settings do not name.
            return (item.prerequisite == Prerequisite::Database
                || !sources.contains(&Source::Neon))
            .then(|| skipped(reason, fix));
        }
    }
    let is_elsewhere = item.prerequisite == Prerequisite::Neon
        && is_elsewhere_than_neon(context)
        && !sources.contains(&Source::Neon);
    is_elsewhere.then(|| skipped("no database on Neon is configured".to_owned(), None))
}

/// Whether a diagnostic fails the item: a failure, or a warning in development that is a failure in production.
pub fn fails_item(diagnostic: &Diagnostic) -> bool {
    let in_production = || check(diagnostic.code).and_then(|check| check.severity.production);
    diagnostic.status == Status::Fail
        || diagnostic.status == Status::Warn && in_production() == Some(Status::Fail)
}

/// Whether a check was skipped because of this failure.
fn is_blocked_by(skipped: &Diagnostic, failed: &Diagnostic) -> bool {
    let blocked = matches!(skipped.skipped, Some(SkipReason::BlockedBy(code)) if failed.is(code));
    blocked && failed.about.iter().any(|name| skipped.about.contains(name))
}

/// The names of the sources of these findings.
fn source_names(context: &CheckContext<'_>, evidence: &[Diagnostic]) -> Vec<&'static str> {
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
        .filter_map(|diagnostic| check(diagnostic.code))
        .map(|check| check.source)
        .collect();
    sources.sort_unstable();
    sources.dedup();
    sources
}
