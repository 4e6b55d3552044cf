//! Runs the selected checks.
//!
//! A check whose dependency reported a problem with the same variable is skipped, so that one cause is reported once.

use std::collections::BTreeMap;

use super::check::Check;
use super::context::CheckContext;
use super::filter::CheckFilter;
use super::registry::registry;
use super::violation::Violation;
use crate::config::Environment;
use crate::diagnostics::{Code, Diagnostic, SkipReason, Status};

/// Runs the selected checks. Returns problems in the order of the file, those without a line after them, then skipped and
/// passed checks.
pub fn run(context: &CheckContext<'_>, choice: &CheckFilter) -> Vec<Diagnostic> {
    let mut reported = ReportedProblems::default();
    // Pre-allocates.
    let mut findings: Vec<Diagnostic> = Vec::with_capacity(registry().count());
    for check in registry().filter(|check| choice.includes(check)) {
        let took_ms = context
            .facts
            .took(check.source)
            .and_then(|took| u64::try_from(took.as_millis()).ok());
        let found = reported
            .run_check(check, context)
            .into_iter()
            .filter(|diagnostic| choice.allows(check, diagnostic.id));
        findings.extend(found.map(|diagnostic| Diagnostic {
            took_ms,
            ..diagnostic
        }));
    }
    findings.sort_by_key(|diagnostic| {
        let group = match diagnostic.status {
            Status::Fail | Status::Warn => 0,
            Status::Skip => 1,
            Status::Pass => 2,
        };
        (
            group,
            diagnostic
                .source
                .as_ref()
                .and_then(|source| source.line)
                .unwrap_or(usize::MAX),
        )
    });
    findings
}

/// For each check so far, the names that its problems are about.
#[derive(Default)]
struct ReportedProblems {
    problems: BTreeMap<&'static str, Vec<String>>,
}

impl ReportedProblems {
    fn run_check(&mut self, check: &'static Check, context: &CheckContext<'_>) -> Vec<Diagnostic> {
        if context.environment.status(check.severity).is_none() {
            return Vec::new();
        }
        let skipped = |reason| Diagnostic::skipped(check.id, check.title, reason);
        if context.offline && check.source.needs_network() {
            return vec![skipped(SkipReason::Offline)];
        }
        let problems = match (check.run)(context) {
            Ok(problems) => problems,
            Err(SkipReason::NotApplicable) => return Vec::new(),
            Err(reason) => return vec![skipped(reason)],
        };
        let (passes, problems): (Vec<_>, Vec<_>) = problems
            .into_iter()
            .partition(|problem| problem.pass_message().is_some());
        if problems.is_empty() {
            let messages: Vec<&str> = passes.iter().filter_map(Violation::pass_message).collect();
            let passed = Diagnostic::pass(check.id, check.title);
            return vec![if messages.is_empty() {
                passed
            } else {
                passed.observed(messages.join("; "))
            }];
        }
        let (blocked, new): (Vec<_>, Vec<_>) = problems
            .into_iter()
            .partition(|problem| self.cause_of(check, problem).is_some());
        if new.is_empty() {
            let cause = blocked
                .first()
                .and_then(|problem| self.cause_of(check, problem));
            let reason = cause.map_or(SkipReason::NotApplicable, SkipReason::BlockedBy);
            let about = blocked
                .into_iter()
                .flat_map(|problem| problem.about)
                .collect();
            return vec![Diagnostic {
                about,
                ..skipped(reason)
            }];
        }
        let wrong = new.iter().filter(|problem| !problem.is_unknown());
        self.problems.insert(
            check.id,
            wrong.flat_map(|problem| problem.about.clone()).collect(),
        );
        new.into_iter()
            .filter_map(|problem| reported(problem, check, context.environment))
            .collect()
    }

    /// The dependency, direct or not, that already reported a problem with the same variable.
    fn cause_of(&self, check: &Check, problem: &Violation) -> Option<&'static Code> {
        check.depends_on.iter().find_map(|&needed| {
            let names = self.problems.get(needed.id);
            if names.is_some_and(|names| names.iter().any(|name| problem.about.contains(name))) {
                return Some(needed);
            }
            registry()
                .find(|check| check.id == needed.id)
                .and_then(|check| self.cause_of(check, problem))
        })
    }
}

/// The diagnostic of a problem in an environment, with the id and the severity of its code, else of the check. None if it is no problem there.
fn reported(violation: Violation, check: &Check, environment: Environment) -> Option<Diagnostic> {
    let Violation { about, diagnostic } = violation;
    let diagnostic = Diagnostic {
        about,
        ..diagnostic
    };
    if let Some(code) = diagnostic.code.filter(|_| !diagnostic.id.is_empty()) {
        let status = environment.status(code.severity)?;
        return Some(Diagnostic {
            status,
            ..diagnostic
        });
    }
    let (id, status) = (check.id, environment.status(check.severity)?);
    Some(if !diagnostic.id.is_empty() {
        let status = status.max(diagnostic.status);
        Diagnostic {
            status,
            ..diagnostic
        }
    } else if diagnostic.status == Status::Skip {
        Diagnostic { id, ..diagnostic }
    } else {
        Diagnostic {
            id,
            status,
            ..diagnostic
        }
    })
}
