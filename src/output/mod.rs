//! Every format of a result: of the report of a run ([`REPORT_FORMATS`]), and of rows ([`ROW_FORMATS`]).

mod connection;
mod drawing;
mod file;
mod fingerprint;
mod fixes;
mod format;
mod github;
mod html;
mod item;
mod json;
mod junit;
mod markdown;
mod memory;
mod places;
mod rows;
mod sarif;
mod sign_in;
mod sink;
mod text;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::crypto::{hex, random_bytes};
use crate::diagnostics::{Code, Diagnostic, Error, Exit, Result, Status, next_command};
use crate::terminal::{Render, Ui, safe, safe_line};
use crate::words::pluralize;

pub use connection::{Named, Observed, Verified};
pub use fixes::{Fixes, Solved};
pub use html::FRAGMENT_STYLE;
pub use item::{Details, Item, Outcome};
pub use memory::{Changes, Remembered};
pub use rows::json::FORMAT as JSON_ROWS;
pub use rows::table::FORMAT as TABLE;
pub use rows::{Cell, Field, List, ROW_FORMATS, Row, RowFormat, RowWriter};
pub use sign_in::{Hop, RedirectUri};
pub use sink::{Sink, Sinks, report_format_names};

/// Every format of a report.
static REPORT_FORMATS: [&format::Format; 7] = [
    &text::FORMAT,
    &json::FORMAT,
    &markdown::FORMAT,
    &html::FORMAT,
    &github::FORMAT,
    &junit::FORMAT,
    &sarif::FORMAT,
];

/// The number of results by status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    pub pass: usize,
    pub warn: usize,
    pub fail: usize,
    /// Unknown.
    pub skip: usize,
}

impl Summary {
    /// Counts.
    pub fn of<'diagnostic>(findings: impl IntoIterator<Item = &'diagnostic Diagnostic>) -> Self {
        findings
            .into_iter()
            .fold(Self::default(), |mut summary, diagnostic| {
                *match diagnostic.status {
                    Status::Pass => &mut summary.pass,
                    Status::Warn => &mut summary.warn,
                    Status::Fail => &mut summary.fail,
                    Status::Skip => &mut summary.skip,
                } += 1;
                summary
            })
    }

    /// The verdict in one sentence, without a full stop.
    pub fn verdict(self, scope: &Scope) -> String {
        let warnings = match self.warn {
            0 => String::new(),
            warn => format!(", {}", pluralize(warn, "warning")),
        };
        let environment = scope.environment.as_deref();
        let conclusion = match environment.and(conclusion(self.fail, self.skip, environment)) {
            Some(conclusion) => format!(": {conclusion}"),
            None => String::new(),
        };
        match self {
            Self { fail: 1.., .. } => pluralize(self.fail, "problem") + &warnings + &conclusion,
            Self { skip: 1.., .. } => format!(
                "no problems found{warnings}, but {} could not run",
                pluralize(self.skip, "check")
            ),
            Self { warn: 1.., .. } => format!("no problems{warnings}{conclusion}"),
            Self { pass: 0, .. } => "nothing was checked".to_owned(),
            _ if scope.local => "all local checks passed".to_owned(),
            Self { pass, .. } => format!("{} passed{conclusion}", pluralize(pass, "check")),
        }
    }
}

/// Whether the setup is ready, for every command: nothing failed, and nothing that is required is unknown. None if it is unknown.
pub fn conclusion(failed: usize, unknown: usize, environment: Option<&str>) -> Option<String> {
    let scope = environment.map_or_else(String::new, |environment| format!(" for {environment}"));
    match (failed, unknown) {
        (1.., _) => Some(format!("not ready{scope}")),
        (0, 0) => Some(format!("ready{scope}")),
        (0, _) => None,
    }
}

/// What a verdict is about.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// `development` or `production`, if the checks cover all that it needs.
    pub environment: Option<String>,
    /// Whether nothing was checked over the network.
    pub local: bool,
}

/// What makes a check command fail, in addition to failed checks.
#[derive(Clone, Copy, Debug, Default)]
pub struct FailOn {
    /// A warning.
    pub warning: bool,
    /// A check that could not run.
    pub unknown: bool,
}

/// The results of a run: the one value that all formats are made from.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The command, such as `check-env`; every JSON document names it by itself.
    #[serde(skip)]
    pub command: &'static str,
    /// `development` or `production`, where that makes a difference.
    pub environment: Option<String>,
    /// Why this environment is checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment_reason: Option<&'static str>,
    /// The verdict in one sentence.
    pub verdict: String,
    #[serde(skip)]
    scope: Scope,
    /// The counts.
    pub summary: Summary,
    /// The counts by stage of the guide, if there is more than one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<StageSummary>,
    /// The items of a checklist.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
    /// The path of a sign-in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sign_in: Vec<Hop>,
    /// The redirect URIs of the environment.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub redirect_uris: Vec<RedirectUri>,
    /// Which items are shown in detail.
    #[serde(skip)]
    pub details: Details,
    /// Why the results were not compared with the last run's.
    #[serde(skip)]
    pub not_compared: Option<Diagnostic>,
    /// What was fixed, or could be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixes: Option<Fixes>,
    /// The results, in display order.
    pub findings: Vec<Diagnostic>,
    /// Problems in the baseline: shown but not counted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<Diagnostic>,
    /// The changes since the last run, if requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<Changes>,
    /// Looks up the check of an id.
    #[serde(skip)]
    lookup: CheckLookup,
}

/// What a report shows about a check besides its results.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// The message of a pass.
    pub claim: &'static str,
    /// The part of the guide that it belongs to.
    pub stage: &'static str,
    /// The position of that part in the guide.
    pub order: usize,
}

/// Looks up a check by its id, or by one that it emits.
type CheckLookup = fn(&Code) -> Option<Known>;

/// The counts of one stage.
#[derive(Clone, Debug, Serialize)]
pub struct StageSummary {
    /// Its name.
    pub stage: &'static str,
    /// Its counts.
    #[serde(flatten)]
    pub summary: Summary,
}

impl Report {
    /// Creates a report; derives the verdict and the counts from the results.
    pub fn new(
        command: &'static str,
        environment: Option<String>,
        findings: Vec<Diagnostic>,
    ) -> Self {
        let summary = Summary::of(&findings);
        Self {
            command,
            environment,
            environment_reason: None,
            verdict: summary.verdict(&Scope::default()),
            scope: Scope::default(),
            details: Details::None,
            not_compared: None,
            summary,
            stages: Vec::new(),
            items: Vec::new(),
            sign_in: Vec::new(),
            redirect_uris: Vec::new(),
            fixes: None,
            findings,
            known: Vec::new(),
            changes: None,
            lookup: |_| None,
        }
    }

    /// Sets why this environment is checked.
    #[must_use]
    pub fn with_environment_reason(mut self, reason: &'static str) -> Self {
        self.environment_reason = Some(reason);
        self
    }

    /// Sets the lookup of checks, for formats that describe them.
    #[must_use]
    pub fn with_check_lookup(mut self, lookup: CheckLookup) -> Self {
        self.lookup = lookup;
        self.count();
        self
    }

    /// Sets the path of a sign-in and the redirect URIs.
    #[must_use]
    pub fn with_sign_in(self, sign_in: Vec<Hop>, redirect_uris: Vec<RedirectUri>) -> Self {
        Self {
            sign_in,
            redirect_uris,
            ..self
        }
    }

    /// Sets the items of a checklist.
    #[must_use]
    pub fn with_items(mut self, items: Vec<Item>) -> Self {
        self.items = items;
        self.count();
        self
    }

    /// Sets what the verdict is about.
    #[must_use]
    pub fn about(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self.count();
        self
    }

    /// Sets the fixes, and sorts what they solve first, then the most severe problems.
    #[must_use]
    pub fn with_fixes(mut self, fixes: Fixes) -> Self {
        let severity = |diagnostic: &Diagnostic| diagnostic.status.max(Status::Skip);
        self.findings.sort_by_key(|diagnostic| {
            (
                !fixes.solve(diagnostic),
                std::cmp::Reverse(severity(diagnostic)),
            )
        });
        self.fixes = (!fixes.changes.is_empty()).then_some(fixes);
        self.count();
        self
    }

    /// Replaces the results.
    #[must_use]
    pub fn with_findings(&self, findings: Vec<Diagnostic>) -> Self {
        let report = Self::new(self.command, self.environment.clone(), findings);
        let report = Self {
            environment_reason: self.environment_reason,
            fixes: self.fixes.clone(),
            scope: self.scope.clone(),
            items: self.items.clone(),
            sign_in: self.sign_in.clone(),
            redirect_uris: self.redirect_uris.clone(),
            details: self.details.clone(),
            ..report
        };
        report.with_check_lookup(self.lookup)
    }

    /// Updates the counts and the verdict.
    fn count(&mut self) {
        self.summary = Summary::of(&self.findings);
        self.verdict = if self.items.is_empty() {
            self.summary.verdict(&self.scope)
        } else {
            item::verdict(&self.items, self.summary, self.environment.as_deref())
        };
        let fixes = self.fixes.as_ref().filter(|fixes| !fixes.done);
        if let Some(changes) = fixes
            .map(|fixes| fixes.changes.len())
            .filter(|count| *count > 0)
        {
            self.verdict += &format!("; --fix makes {}", pluralize(changes, "change"));
        }
        if !self.known.is_empty() {
            self.verdict += &format!(", {} known to the baseline", self.known.len());
        }
        let mut stages: BTreeMap<usize, (&'static str, Vec<&Diagnostic>)> = BTreeMap::new();
        for diagnostic in &self.findings {
            if let Some(known) = (self.lookup)(diagnostic.code) {
                stages
                    .entry(known.order)
                    .or_insert((known.stage, Vec::new()))
                    .1
                    .push(diagnostic);
            }
        }
        let summary = |(stage, findings): (&'static str, Vec<&Diagnostic>)| StageSummary {
            stage,
            summary: Summary::of(findings),
        };
        self.stages = if stages.len() > 1 {
            stages.into_values().map(summary).collect()
        } else {
            Vec::new()
        };
    }

    /// Adds results and updates the counts and the verdict.
    fn add(&mut self, findings: impl IntoIterator<Item = Diagnostic>) {
        self.findings.extend(findings);
        self.count();
    }

    /// The number of the first item to fix: one that failed, else one that did not pass.
    pub fn first_open_item(&self) -> usize {
        let failed = |item: &&Item| item.outcome == Outcome::Failed;
        let not_passed = |item: &&Item| item.outcome != Outcome::Passed;
        let items = || self.items.iter();
        items()
            .find(failed)
            .or_else(|| items().find(not_passed))
            .map_or(1, |item| item.number)
    }

    /// The exit code for the results.
    pub fn exit(&self, fail_on: FailOn) -> Exit {
        let failed = self.summary.fail > 0
            || self
                .items
                .iter()
                .any(|item| item.outcome == Outcome::Failed);
        let warned = fail_on.warning && self.summary.warn > 0;
        let is_unknown = |item: &Item| item.outcome == Outcome::Unknown && !item.optional;
        let unknown =
            fail_on.unknown && (self.summary.skip > 0 || self.items.iter().any(is_unknown));
        if failed || warned || unknown {
            Exit::No
        } else {
            Exit::Done
        }
    }
}

impl Report {
    /// Masks secrets and control characters in all texts except documentation links, so that no output has to.
    pub fn tidy(&mut self) {
        let tidy = |text: &mut String| {
            *text = safe(text);
        };
        let tidy_command = |command: &mut String| {
            *command = safe(&next_command::complete(command));
        };
        let (texts, evidence): (Vec<_>, Vec<_>) = self
            .items
            .iter_mut()
            .map(|item| ((&mut item.reason, &mut item.fix), &mut item.evidence))
            .unzip();
        for (reason, fix) in texts {
            reason.as_mut().map(tidy);
            if let Some(fix) = fix {
                tidy(&mut fix.text);
                fix.command.as_mut().map(tidy_command);
            }
        }
        let fixes = self.fixes.iter_mut().flat_map(|fixes| &mut fixes.changes);
        let reasons = self.sign_in.iter_mut().flat_map(|hop| &mut hop.reasons);
        let uris = self.redirect_uris.iter_mut();
        fixes
            .chain(reasons)
            .chain(uris.flat_map(|uri| [&mut uri.label, &mut uri.uri, &mut uri.console]))
            .for_each(tidy);
        let evidence = evidence.into_iter().flatten();
        for diagnostic in self
            .findings
            .iter_mut()
            .chain(&mut self.known)
            .chain(evidence)
        {
            // navauth's own texts contain no secrets.
            if let Cow::Owned(title) = &mut diagnostic.title {
                *title = safe_line(title);
            }
            [&mut diagnostic.detail, &mut diagnostic.cause]
                .into_iter()
                .flatten()
                .for_each(tidy);
            if let Some(fix) = &mut diagnostic.fix {
                tidy(&mut fix.text);
                fix.command.as_mut().map(tidy_command);
            }
        }
    }
}

/// 128 random bits in hexadecimal.
fn random_token() -> Result<String> {
    random_bytes::<16>()
        .map(hex)
        .map_err(|error| Error::bug(error.to_string()))
}

impl Render for Report {
    fn show(&self, ui: &Ui) -> Result<()> {
        ui.result(text::render(self, ui).trim_end())
    }
}

#[cfg(test)]
mod tests {
    use super::{Scope, Summary};

    #[test]
    fn ready_needs_no_problem_and_no_check_without_a_result() {
        let verdict = |[pass, warn, fail, skip]: [usize; 4], local| {
            let summary = Summary {
                pass,
                warn,
                fail,
                skip,
            };
            summary.verdict(&Scope {
                environment: Some("production".to_owned()),
                local,
            })
        };
        for (numbers, expected) in [
            ([24, 0, 0, 0], "24 checks passed: ready for production"),
            ([0, 0, 0, 0], "nothing was checked"),
            ([3, 1, 0, 0], "no problems, 1 warning: ready for production"),
            (
                [3, 0, 0, 8],
                "no problems found, but 8 checks could not run",
            ),
            (
                [3, 1, 0, 8],
                "no problems found, 1 warning, but 8 checks could not run",
            ),
            (
                [3, 2, 1, 8],
                "1 problem, 2 warnings: not ready for production",
            ),
        ] {
            assert_eq!(verdict(numbers, false), expected);
        }
        assert_eq!(verdict([24, 0, 0, 0], true), "all local checks passed");
    }
}
