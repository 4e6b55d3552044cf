//! `navauth checks`.

use serde::Serialize;

use super::check_run::CheckFilterArgs;
use super::{Context, Outcome, pluralize};
use crate::checks::{self, Check, Source};
use crate::diagnostics::{Code, Result};
use crate::terminal::{Facts, Render, Table, Ui};

/// List all checks and their severity
#[derive(clap::Args, Clone, Debug)]
#[command(
    after_help = "Examples:\n  navauth checks\n  navauth checks --only database\n  navauth checks --only '*.redirect-uri' --json"
)]
pub struct ChecksArgs {
    #[command(flatten)]
    pub choice: CheckFilterArgs,
}

/// Narrower terminals get a list instead of a table.
const NARROW: usize = 60;

/// The checks by stage.
#[derive(Serialize)]
struct Listed {
    checks: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    id: &'static str,
    stage: &'static str,
    title: &'static str,
    source: Option<&'static str>,
    network: bool,
    depends_on: Vec<&'static str>,
    emits: Vec<&'static str>,
    development: Option<&'static str>,
    production: Option<&'static str>,
}

/// Runs the command.
pub fn run(context: &Context, args: &ChecksArgs) -> Outcome {
    let choice = args.choice.read()?;
    let stages = checks::stages().into_iter().flat_map(|(_, checks)| checks);
    let checks = stages
        .filter(|check| choice.includes(check))
        .map(row)
        .collect();
    context.ui.render(&Listed { checks })
}

fn ids(codes: &[&'static Code]) -> Vec<&'static str> {
    codes.iter().map(|code| code.id).collect()
}

fn row(check: &Check) -> Row {
    Row {
        id: check.code.id,
        stage: check.stage.title(),
        title: check.title,
        source: (check.source != Source::Settings).then(|| check.source.name()),
        network: check.source.needs_network(),
        depends_on: ids(check.depends_on),
        emits: ids(check.emits),
        development: check.severity.development.map(|status| status.word()),
        production: check.severity.production.map(|status| status.word()),
    }
}

impl Render for Listed {
    fn show(&self, ui: &Ui) -> Result<()> {
        let narrow = ui.terminal().stdout && ui.width() < NARROW;
        for stage in self.checks.chunk_by(|one, other| one.stage == other.stage) {
            let mut table = Table::new([
                stage.first().map_or("", |row| row.stage),
                "passes when",
                "otherwise",
            ]);
            table.names_first();
            for row in stage {
                let source = row
                    .source
                    .map_or_else(String::new, |source| format!(" (needs {source})"));
                let word = |status: Option<&'static str>| status.unwrap_or("-");
                let (development, production) = (word(row.development), word(row.production));
                let severity = if development == production {
                    production.to_owned()
                } else {
                    format!("{development}/{production}")
                };
                if narrow {
                    ui.result(format!("{} ({severity})", row.id))?;
                    let mut facts = Facts::default();
                    facts.row("", format!("{}{source}", row.title));
                    ui.facts(&facts)?;
                }
                table.row([row.id, &format!("{}{source}", row.title), &severity]);
            }
            if !narrow {
                ui.table(&table)?;
                ui.gap()?;
            }
        }
        ui.result(format!(
            "{}; warn/fail: a warning in development, a failure in production",
            pluralize(self.checks.len(), "check")
        ))
    }
}
