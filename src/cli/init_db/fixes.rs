//! `init-db --check` and `--apply-fixes`: compare, show, ask, add, compare again.

use serde::Serialize;

use super::InitDbArgs;
use crate::cli::database::DatabaseTarget;
use crate::cli::{Context, Outcome, pluralize};
use crate::database::Database;
use crate::database::difference::{self, Difference};
use crate::database::schema::Release;
use crate::diagnostics::{Diagnostic, Status, catalog};
use crate::diagnostics::{Exit, Result};
use crate::output::FailOn;
use crate::terminal::{Question, Render, Ui};

/// How the tables compare with the app's.
#[derive(Serialize)]
struct Compared {
    database: String,
    release: &'static str,
    findings: Vec<Diagnostic>,
    /// SQL that was run, and only added.
    applied: String,
    rehearsed: bool,
    /// SQL that only adds.
    adding: String,
    /// SQL that changes existing tables.
    changing: String,
}

/// Runs the command.
pub async fn run(context: &Context, args: &InitDbArgs, place: &DatabaseTarget) -> Outcome {
    let mut database = place.open(context).await?;
    let (release, differences) = database.differences(args.wanted()).await?;
    let sql = difference::script(&differences, true);
    if !args.apply_fixes || sql.is_empty() {
        database.close().await;
        return show(
            context,
            &Compared::new(release, &differences, place, String::new()),
            args.fail_on.read(),
        );
    }
    if !args.yes && !args.rehearse && !agreed(context, &sql, place)? {
        context.ui.status("nothing was changed");
        return Ok(Exit::No);
    }
    let mut compared = apply(context, args, &mut database, sql, place).await?;
    database.close().await;
    compared.rehearsed = args.rehearse;
    let exit = if compared.fails(args.fail_on.read()) && !args.rehearse {
        Exit::Partly
    } else {
        Exit::Done
    };
    context.ui.render_as(&compared, exit)
}

async fn apply(
    context: &Context,
    args: &InitDbArgs,
    database: &mut Database,
    sql: String,
    place: &DatabaseTarget,
) -> Result<Compared> {
    let spinner = context.ui.spinner("adding what is missing");
    database.alter(&sql, args.rehearse).await?;
    let (release, left) = database.differences(args.wanted()).await?;
    drop(spinner);
    Ok(Compared::new(release, &left, place, sql))
}

fn agreed(context: &Context, sql: &str, place: &DatabaseTarget) -> Result<bool> {
    context.ui.status(sql.trim_end());
    let statements = pluralize(sql.matches(';').count(), "statement");
    context.ui.confirm(&Question {
        text: &format!("Run {statements} that only add, on {}?", place.short()),
        flag: "--yes",
    })
}

fn show(context: &Context, compared: &Compared, fail_on: FailOn) -> Outcome {
    let exit = if compared.fails(fail_on) {
        Exit::No
    } else {
        Exit::Done
    };
    context.ui.render_as(compared, exit)
}

impl Compared {
    fn new(
        release: &Release,
        differences: &[Difference],
        place: &DatabaseTarget,
        applied: String,
    ) -> Self {
        let mut findings: Vec<Diagnostic> = differences
            .iter()
            .map(|difference| difference.diagnostic.clone())
            .collect();
        if findings.is_empty() {
            let title = format!(
                "{} and {} match the app's release {}",
                release.users.name, release.states.name, release.name
            );
            findings.push(Diagnostic::pass(&catalog::database::TABLES, title));
        }
        let adding = difference::script(differences, true);
        let changing: Vec<Difference> = differences
            .iter()
            .filter(|difference| {
                difference
                    .repair
                    .as_ref()
                    .is_some_and(|repair| !repair.adds)
            })
            .cloned()
            .collect();
        let changing = difference::script(&changing, false);
        Self {
            database: place.shown.clone(),
            release: release.name,
            findings,
            applied,
            rehearsed: false,
            adding,
            changing,
        }
    }

    fn fails(&self, fail_on: FailOn) -> bool {
        self.findings
            .iter()
            .any(|diagnostic| match diagnostic.status {
                Status::Fail => true,
                Status::Warn => fail_on.warning,
                Status::Skip => fail_on.unknown,
                Status::Pass => false,
            })
    }
}

/// The diagnostic without its SQL, which is shown separately.
pub(super) fn without_sql(diagnostic: &Diagnostic) -> Diagnostic {
    let mut diagnostic = diagnostic.clone();
    if let Some(fix) = diagnostic.fix.as_mut().filter(|fix| fix.is_sql) {
        fix.command = None;
    }
    diagnostic
}

impl Render for Compared {
    fn show(&self, ui: &Ui) -> Result<()> {
        if !self.applied.is_empty() {
            let what = if self.rehearsed {
                "This worked, and was rolled back"
            } else {
                "These statements ran"
            };
            ui.result(format!("-- {what}\n{}", self.applied))?;
        }
        if self.rehearsed {
            return Ok(());
        }
        for diagnostic in &self.findings {
            ui.result(ui.finding_text(&without_sql(diagnostic)).trim_end())?;
        }
        if !self.adding.is_empty() {
            ui.result(format!(
                "\n-- This only adds; `navauth init-db --apply-fixes` runs it\n{}",
                self.adding.trim_end()
            ))?;
        }
        if !self.changing.is_empty() {
            ui.result(format!(
                "\n-- This changes existing data or columns; read it before you run it\n{}",
                self.changing.trim_end()
            ))?;
        }
        Ok(())
    }
}
