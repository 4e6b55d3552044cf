//! The plan, and what became of it.

use serde::Serialize;
use serde_json::Value;

use crate::diagnostics::{Exit, Result};
use crate::terminal::{Answer, Facts, Table, Ui};
use crate::wizard::{Environment, Step, StepStatus};

/// The title of the step that is never done: it looks at all the others.
const CHECKLIST: &str = "Checklist";

/// What a step came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum StepOutcome {
    /// It is done now.
    Done,
    /// It was left for later, or not wanted.
    Left,
    /// It did not work.
    Failed(Exit),
}

/// All steps.
#[derive(Serialize)]
pub(super) struct SetUp {
    environments: Vec<&'static str>,
    steps: Vec<Row>,
    /// The answers of the commands that did a part, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Value>,
    #[serde(skip)]
    exits: Vec<Exit>,
}

/// One step.
#[derive(Serialize)]
struct Row {
    name: String,
    title: String,
    environment: &'static str,
    /// Before: `done`, `to do` or `optional`.
    before: &'static str,
    why: String,
    /// `done`, `left` or `failed`; none where nothing was to be done.
    result: Option<&'static str>,
}

impl SetUp {
    pub fn new(environments: &[Environment]) -> Self {
        let environments = environments
            .iter()
            .map(|environment| environment.name())
            .collect();
        Self {
            environments,
            steps: Vec::new(),
            parts: Vec::new(),
            exits: Vec::new(),
        }
    }

    /// Adds a step to the plan.
    pub fn plan(&mut self, step: &Step, standing: &StepStatus) {
        let (name, title, environment) = (
            step.name(),
            step.title().to_owned(),
            step.environment.name(),
        );
        self.steps.push(Row {
            name,
            title,
            environment,
            before: standing.word(),
            why: standing.why().to_owned(),
            result: None,
        });
    }

    /// Whether nothing was to be done for a step when the plan was made.
    pub fn is_done(&self, place: usize) -> bool {
        self.steps
            .get(place)
            .is_some_and(|row| row.before == "done")
    }

    /// Notes what a step came to.
    pub fn note(&mut self, place: usize, done: StepOutcome) {
        let Some(row) = self.steps.get_mut(place) else {
            return;
        };
        row.result = Some(match done {
            StepOutcome::Done => "done",
            StepOutcome::Left => "left",
            StepOutcome::Failed(exit) => {
                self.exits.push(exit);
                "failed"
            }
        });
    }

    /// Done when nothing failed, even if something was left; the code of the only failure, or of the checks; else partly.
    pub fn exit(&self) -> Exit {
        match self.exits[..] {
            [] => Exit::Done,
            [only] => only,
            [.., Exit::No] => Exit::No,
            _ => Exit::Partly,
        }
    }

    /// Shows what is there and what will be done.
    pub fn show_plan(&self, ui: &Ui) {
        ui.status("");
        ui.status(
            &self
                .table()
                .render(ui.terminal().stderr.then(|| ui.width())),
        );
        if self
            .steps
            .iter()
            .all(|row| row.before == "done" || row.title == CHECKLIST)
        {
            ui.status("\nNothing is left to be done. The checks look at it once more.");
        } else if ui.can_ask() {
            ui.status(
                "\nEnter alone leaves a question for later. Ctrl-C stops; what was answered is kept, and navauth setup goes on there.",
            );
        }
    }

    /// A row for each topic, a column for each environment.
    fn table(&self) -> Table {
        let mut table = match self.environments[..] {
            [one] => Table::new(["Step", one]),
            _ => Table::new(["Step", "development", "production"]),
        };
        let cell = |row: &Row| match (row.why.as_str(), row.result) {
            (_, Some(result)) => result.to_owned(),
            ("", None) => row.before.to_owned(),
            (why, None) => format!("{}: {why}", row.before),
        };
        for rows in self.steps.chunk_by(|one, other| one.title == other.title) {
            let of = |environment: &str| {
                rows.iter()
                    .find(|row| row.environment == environment)
                    .map(cell)
                    .unwrap_or_default()
            };
            table.row(
                std::iter::once(rows[0].title.clone())
                    .chain(self.environments.iter().map(|environment| of(environment))),
            );
        }
        table
    }

    fn left(&self) -> Vec<String> {
        let open = |row: &&Row| {
            row.result == Some("left") && row.before == "to do"
                || row.result == Some("failed") && row.title != CHECKLIST
        };
        self.steps
            .iter()
            .filter(open)
            .map(|row| format!("{} ({})", row.title, row.environment))
            .collect()
    }
}

impl Answer for SetUp {
    fn show(&self, ui: &Ui) -> Result<()> {
        if self.steps.iter().all(|row| row.result.is_none()) {
            return ui.table(&self.table());
        }
        ui.gap()?;
        match (self.left().as_slice(), self.exit()) {
            ([], Exit::Done) => ui.result("Everything is set up."),
            ([], _) => {
                ui.result("Everything is filled in; the checks above say what is still wrong.")
            }
            (left, _) => {
                let mut facts = Facts::default();
                facts.row("Not done yet:", left.join(", "));
                ui.facts(&facts)?;
                ui.hint("navauth setup goes on there");
                Ok(())
            }
        }
    }
}
