//! Runs the selected checks.
//!
//! A check whose dependency reported a problem with the same variable is skipped, so that one cause is reported once.

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
            .filter(|diagnostic| choice.allows(check, diagnostic.code));
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
    problems: Vec<(&'static Code, Vec<String>)>,
}

impl ReportedProblems {
    fn run_check(&mut self, check: &'static Check, context: &CheckContext<'_>) -> Vec<Diagnostic> {
        if context.environment.status(check.severity).is_none() {
            return Vec::new();
        }
        let skipped = |reason| Diagnostic::skipped(check.code, check.title, reason);
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
            let passed = Diagnostic::pass(check.code, check.title);
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
        let names = wrong.flat_map(|problem| problem.about.clone()).collect();
        self.problems.push((check.code, names));
        new.into_iter()
            .filter_map(|problem| reported(problem, check, context.environment))
            .collect()
    }

    /// The dependency, direct or not, that already reported a problem with the same variable.
    fn cause_of(&self, check: &Check, problem: &Violation) -> Option<&'static Code> {
        check.depends_on.iter().find_map(|&needed| {
            let mut of_needed = self.problems.iter().filter(|(code, _)| *code == needed);
            if of_needed.any(|(_, names)| names.iter().any(|name| problem.about.contains(name))) {
                return Some(needed);
            }
            registry()
                .find(|check| check.code == needed)
                .and_then(|check| self.cause_of(check, problem))
        })
    }
}

/// The diagnostic of a problem in an environment, with the severity of its code, else of the check. None if it is no problem there.
fn reported(violation: Violation, check: &Check, environment: Environment) -> Option<Diagnostic> {
    let (code, severity) = if violation.is_of_check() {
        (check.code, check.severity)
    } else {
        let code = violation.diagnostic.code;
        (code, code.severity)
    };
    let status = environment.status(severity)?;
    Some(Diagnostic {
        code,
        status: if violation.is_unknown() {
            Status::Skip
        } else {
            status
        },
        about: violation.about,
        ..violation.diagnostic
    })
}
