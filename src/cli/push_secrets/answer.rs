//! The result of `push-secrets`.

use std::path::Path;

use serde::Serialize;

use super::words::{done, explained, planned};
use crate::cli::{Outcome, pluralize};
use crate::diagnostics::catalog::push;
use crate::diagnostics::{Diagnostic, Status};
use crate::diagnostics::{Exit, Result};
use crate::huggingface::{Runtime, SpaceName};
use crate::secrets::{Action, Plan, State, Target};
use crate::terminal::{Render, Table, Ui};
use crate::text;

/// The result.
#[derive(Serialize)]
pub struct PushAnswer {
    /// The display name.
    pub target: String,
    /// The file that the values come from.
    pub from: String,
    /// Whether nothing was to be changed.
    pub dry_run: bool,
    /// What a confirmation of this plan must contain.
    #[serde(skip)]
    pub digest: Option<String>,
    /// The variables of the file that are not uploaded.
    pub left_out: Vec<String>,
    /// Every name.
    pub secrets: Plan,
    /// The Space after the upload, if it was checked.
    pub space: Option<SpaceState>,
    /// How many checks of the live site passed, if they ran.
    pub site_checks_passed: Option<usize>,
    /// What is wrong.
    pub findings: Vec<Diagnostic>,
}

/// The Space after an upload.
#[derive(Serialize)]
pub struct SpaceState {
    /// The Hub's name of its stage.
    pub stage: &'static str,
    /// Where the app is served.
    pub url: String,
}

impl PushAnswer {
    /// Nothing done yet.
    pub fn new(target: &Target, from: &Path, dry_run: bool) -> Self {
        let from = from.display().to_string();
        Self {
            target: target.label(),
            from,
            dry_run,
            digest: None,
            left_out: Vec::new(),
            secrets: Plan { rows: Vec::new() },
            space: None,
            site_checks_passed: None,
            findings: Vec::new(),
        }
    }

    /// Adds what became of the Space.
    pub fn add_runtime(&mut self, runtime: &Runtime, space: &SpaceName) {
        self.space = Some(SpaceState {
            stage: runtime.stage().name,
            url: format!("https://{}", runtime.host(space)),
        });
        self.findings.extend(runtime.diagnostic(space));
    }

    /// Whether the Space runs.
    pub fn runs(&self) -> bool {
        self.space
            .as_ref()
            .is_some_and(|space| space.stage == "RUNNING")
    }

    /// No where something is wrong.
    pub fn verdict(&self) -> Exit {
        if self.has_failed() {
            Exit::No
        } else {
            Exit::Done
        }
    }

    /// Whether a problem is an error.
    pub fn has_failed(&self) -> bool {
        let mut findings = self.findings.iter();
        findings.any(|diagnostic| diagnostic.status == Status::Fail)
    }

    /// Gives the answer, with its exit code.
    pub fn give(&self, ui: &Ui, exit: Exit) -> Outcome {
        ui.render_as(self, exit)
    }

    /// Shows the pending changes.
    pub fn show_plan(&self, ui: &Ui) {
        ui.status(&format!("From {} to {}:", self.from, self.target));
        ui.status(&self.plan().render(ui.terminal().stderr.then(|| ui.width())));
        ui.status("");
    }

    fn plan(&self) -> Table {
        let mut table = Table::new(["Secret", "Plan", ""]);
        for row in &self.secrets.rows {
            table.row([
                row.name.as_str(),
                planned(row),
                row.why.or(explained(row)).unwrap_or_default(),
            ]);
        }
        table
    }

    fn result(&self) -> Table {
        let mut table = Table::new(["Secret", "Result", ""]);
        for row in &self.secrets.rows {
            // The reason for setting it no longer matters.
            let why = if row.state == State::Nothing {
                row.why.or(explained(row))
            } else {
                None
            };
            table.row([row.name.as_str(), done(row), why.unwrap_or_default()]);
        }
        table
    }

    fn done(&self, removed: bool) -> usize {
        self.secrets
            .rows
            .iter()
            .filter(|row| row.state == State::Done && (row.action == Action::Remove) == removed)
            .count()
    }

    /// How many secrets were set, in words.
    pub fn secrets_set(&self) -> String {
        pluralize(self.done(false), "secret")
    }

    fn summary(&self) -> String {
        let mut parts = vec![format!("{} set", self.secrets_set())];
        let rest = [
            (self.done(true), "removed"),
            (
                self.secrets
                    .rows
                    .iter()
                    .filter(|row| row.action == Action::Unchanged)
                    .count(),
                "unchanged",
            ),
            (
                self.secrets.count(State::Failed) + self.secrets.count(State::Pending),
                "not done",
            ),
        ];
        parts.extend(
            rest.iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, what)| format!("{count} {what}")),
        );
        format!("{} in {}.", parts.join(", "), self.target)
    }
}

impl Render for PushAnswer {
    fn show(&self, ui: &Ui) -> Result<()> {
        if self.dry_run && !self.has_failed() {
            ui.plan(&self.plan(), self.digest.as_deref())?;
            ui.gap()?;
            ui.result(format!(
                "Would change {} of {}.",
                pluralize(self.secrets.count(State::Pending), "secret"),
                self.target
            ))?;
            ui.result("Nothing was changed.")?;
        } else if !self.secrets.rows.is_empty() {
            ui.table(&self.result())?;
            ui.gap()?;
            ui.result(self.summary())?;
        }
        if let Some(space) = self.space.as_ref().filter(|_| self.runs()) {
            ui.result(format!("The Space runs: {}", space.url))?;
        }
        if let Some(passed @ 1..) = self.site_checks_passed {
            ui.result(format!(
                "The live site: {} passed.",
                pluralize(passed, "check")
            ))?;
        }
        self.findings
            .iter()
            .for_each(|diagnostic| ui.diagnostic(diagnostic));
        if !self.left_out.is_empty() {
            let (names, target) = (self.left_out.join(", "), &self.target);
            ui.hint(&text!(push::LEFT_OUT, names = names, target = target));
        }
        if self.secrets.count(State::Done) > 0
            && self.secrets.count(State::Pending) + self.secrets.count(State::Failed) > 0
        {
            ui.hint("run the same command again; values that are already set are not sent again");
        }
        Ok(())
    }
}
