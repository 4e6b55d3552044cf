//! The plan of a setup, and how each step ended.

use serde::Serialize;
use serde_json::Value;

use crate::cli::pluralize;
use crate::diagnostics::catalog::setup;
use crate::diagnostics::{Exit, Result};
use crate::terminal::{Render, Table, Ui};
use crate::text;
use crate::wizard::{Environment, Step, StepKind, StepStatus};

/// How a step ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum StepOutcome {
    Done,
    /// For later.
    Left,
    /// Not wanted.
    Skipped,
    Failed(Exit),
}

/// All steps.
#[derive(Serialize)]
pub(super) struct Report {
    environments: Vec<&'static str>,
    steps: Vec<Row>,
    /// The documents of the commands that did a step, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Value>,
    /// The command that continues.
    #[serde(skip)]
    command: String,
}

/// One step.
#[derive(Serialize)]
struct Row {
    name: String,
    title: String,
    environment: &'static str,
    /// Before: `done`, `warning`, `to do` or `optional`.
    before: &'static str,
    /// Details of `before`.
    why: String,
    /// `done`, `left`, `skipped` or `failed`; null where there was nothing to do.
    result: Option<&'static str>,
    /// The exit code of a failure.
    #[serde(skip)]
    exit: Option<Exit>,
    #[serde(skip)]
    is_redone: bool,
    #[serde(skip)]
    is_checks: bool,
}

impl Row {
    /// How far it is, with details.
    fn status(&self) -> String {
        match (self.why.as_str(), self.result) {
            // What was done and is left as it is, is still done.
            (_, Some("left")) if self.before != "to do" => self.before.to_owned(),
            (_, Some(result)) => result.to_owned(),
            ("", None) => self.before.to_owned(),
            (why, None) => format!("{}: {why}", self.before),
        }
    }

    /// Whether it must still be done.
    fn is_open(&self) -> bool {
        match self.result {
            Some("left") => self.before == "to do",
            Some(result) => result == "failed",
            None => false,
        }
    }
}

impl Report {
    pub fn new(environments: &[Environment], command: String) -> Self {
        let environments = environments
            .iter()
            .map(|environment| environment.name())
            .collect();
        Self {
            environments,
            steps: Vec::new(),
            parts: Vec::new(),
            command,
        }
    }

    /// Adds a step to the plan.
    pub fn plan(&mut self, step: &Step, status: &StepStatus, is_redone: bool) {
        self.steps.push(Row {
            name: step.name(),
            title: step.title().to_owned(),
            environment: step.environment.name(),
            before: status.word(),
            why: status.details().to_owned(),
            result: None,
            exit: None,
            is_redone,
            is_checks: matches!(step.kind, StepKind::Checks),
        });
    }

    /// Whether a step has ended in this run.
    pub fn is_ended(&self, index: usize) -> bool {
        self.steps
            .get(index)
            .is_some_and(|row| row.result.is_some())
    }

    /// The first step that is neither done nor has ended.
    pub fn next_open(&self) -> Option<usize> {
        (0..self.steps.len()).find(|&index| !self.is_ended(index) && !self.was_done(index))
    }

    /// How far a step is, in words.
    pub fn status(&self, index: usize) -> String {
        self.steps.get(index).map(Row::status).unwrap_or_default()
    }

    /// Whether there was nothing to do for a step when the plan was made.
    pub fn was_done(&self, index: usize) -> bool {
        self.steps
            .get(index)
            .is_some_and(|row| row.before == "done" && !row.is_redone)
    }

    /// Sets how a step ended.
    pub fn set_outcome(&mut self, index: usize, outcome: StepOutcome) {
        let Some(row) = self.steps.get_mut(index) else {
            return;
        };
        row.exit = match outcome {
            StepOutcome::Failed(exit) => Some(exit),
            _ => None,
        };
        row.result = Some(match outcome {
            StepOutcome::Done => "done",
            StepOutcome::Left => "left",
            StepOutcome::Skipped => "skipped",
            StepOutcome::Failed(_) => "failed",
        });
    }

    /// Leaves all steps that are neither done nor have ended.
    pub fn leave_rest(&mut self) {
        while let Some(index) = self.next_open() {
            self.set_outcome(index, StepOutcome::Left);
        }
    }

    /// Whether a required step of an environment must still be done.
    pub fn has_open_steps(&self, environment: Environment) -> bool {
        self.open()
            .any(|row| row.environment == environment.name() && row.before != "optional")
    }

    fn open(&self) -> impl Iterator<Item = &Row> {
        self.steps
            .iter()
            .filter(|row| row.is_open() && !row.is_checks)
    }

    /// The exit code of the only failure, or of the checks; `Partly` for several, and where a step is left.
    pub fn exit(&self) -> Exit {
        let exits: Vec<Exit> = self.steps.iter().filter_map(|row| row.exit).collect();
        match exits[..] {
            [] if self.open().next().is_some() => Exit::Partly,
            [] => Exit::Done,
            [only] => only,
            [.., Exit::No] => Exit::No,
            _ => Exit::Partly,
        }
    }

    /// Shows what is done and what is missing, unless the plan is offered as a menu; and how to answer.
    pub fn show_plan(&self, ui: &Ui, is_offered: bool) {
        let is_done = |row: &Row| row.before == "done" && !row.is_redone || row.is_checks;
        ui.status("");
        if !is_offered {
            let columns = ui.terminal().stderr.then(|| ui.width());
            ui.status(&self.table().render(columns));
            if self.steps.iter().all(is_done) {
                // A plan of the checks alone says nothing about the other steps.
                if !self.steps.iter().all(|row| row.is_checks) {
                    ui.status(setup::NOTHING_MISSING);
                }
                return;
            }
        }
        if ui.can_ask() {
            ui.status(&format!(
                "\n{}",
                text!(setup::HOW_TO_ANSWER, command = self.command)
            ));
        }
    }

    /// A row for each kind of step, a column for each environment.
    fn table(&self) -> Table {
        let mut table = match self.environments[..] {
            [one] => Table::new(["Step", one]),
            _ => Table::new(["Step", "development", "production"]),
        };
        for rows in self.steps.chunk_by(|one, other| one.title == other.title) {
            let of = |environment: &str| {
                rows.iter()
                    .find(|row| row.environment == environment)
                    .map(Row::status)
                    .unwrap_or_default()
            };
            table.row(
                std::iter::once(rows[0].title.clone())
                    .chain(self.environments.iter().map(|environment| of(environment))),
            );
        }
        table
    }
}

fn names<'a>(rows: impl Iterator<Item = &'a Row>) -> String {
    rows.map(|row| format!("{} ({})", row.title, row.environment))
        .collect::<Vec<_>>()
        .join(", ")
}

impl Render for Report {
    fn show(&self, ui: &Ui) -> Result<()> {
        if self.steps.iter().all(|row| row.result.is_none()) {
            return ui.table(&self.table());
        }
        ui.gap()?;
        let open = self.open().count();
        if open > 0 {
            ui.status(&format!("Not done yet: {}.", names(self.open())));
            return ui.result(text!(
                setup::STEPS_LEFT,
                steps = pluralize(open, "step"),
                command = self.command
            ));
        }
        if self.steps.iter().any(|row| row.is_redone) {
            let skipped = self.steps.iter().all(|row| row.result != Some("done"));
            return ui.result(if skipped {
                setup::NOTHING_CHANGED.to_owned()
            } else {
                let done = self.steps.iter().filter(|row| row.result == Some("done"));
                text!(setup::STEPS_DONE, steps = names(done))
            });
        }
        match self.exit() {
            Exit::Done => ui.result(setup::ALL_DONE),
            _ => ui.result(text!(setup::CHECKS_FAILED, command = self.command)),
        }
    }
}
