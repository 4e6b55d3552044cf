//! The report options of every command that runs checks, and the steps from its results to the exit code.
//!
//! The report formats belong to `output`.

use std::path::PathBuf;

use super::{Context, Outcome};
use crate::diagnostics::Status;
use crate::diagnostics::{Exit, Result};
use crate::output::{Details, FailOn, Report, Sink, Sinks, report_format_names};
use crate::words::alternatives;

/// Report options of every command that runs checks.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct ReportArgs {
    #[arg(long, value_name = "FORMAT[=FILE]", help = "Report as markdown, html=FILE, or another format", long_help = report_help())]
    report: Vec<Sink>,
    #[command(flatten)]
    fail_on: FailOnArgs,
    /// Fail only on problems that this file does not list
    #[arg(long, hide_short_help = true, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write the current problems to the baseline file
    #[arg(long, hide_short_help = true, requires = "baseline")]
    write_baseline: bool,
    /// Show what changed since the last run with --diff (kept in .navauth next to .env)
    #[arg(long, hide_short_help = true)]
    diff: bool,
}

/// What makes a command that checks exit with 1.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct FailOnArgs {
    /// Exit with 1 on error [default], on warning or error, or on unknown (a check could not run) or error; repeatable
    #[arg(
        long,
        hide_short_help = true,
        value_enum,
        value_delimiter = ',',
        value_name = "LEVEL",
        hide_possible_values = true
    )]
    fail_on: Vec<Level>,
}

impl FailOnArgs {
    /// What makes the command fail.
    pub fn read(&self) -> FailOn {
        FailOn {
            warning: self.fail_on.contains(&Level::Warning),
            unknown: self.fail_on.contains(&Level::Unknown),
        }
    }
}

/// A value of `--fail-on`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Level {
    /// Only errors.
    #[value(alias = "failure")]
    Error,
    /// Warnings too.
    Warning,
    /// Checks that could not run too.
    Unknown,
}

fn report_help() -> String {
    let names = alternatives(report_format_names());
    format!("Report as {names}, to a file with =FILE; repeatable")
}

impl ReportArgs {
    /// The sinks. To be called before anything is printed: masks come first in a runner's log.
    pub fn open(&self, context: &Context) -> Result<Sinks> {
        let sinks = Sinks::new(&self.report, context.ui.options().json)?;
        let secrets = || crate::config::secrets(&context.settings, context.env_file.as_ref());
        sinks.mask(&context.ui, &context.env, secrets)?;
        Ok(sinks)
    }

    /// Compares, reports, and gives the exit code.
    pub fn close(&self, context: &Context, sinks: &Sinks, mut report: Report) -> Outcome {
        let Context {
            ui, env, settings, ..
        } = context;
        if self.diff || self.baseline.is_some() {
            // These keep what was found.
            report.tidy();
        }
        if self.diff {
            let compared = report.compare_with_last(settings.env_file.as_deref(), env);
            report.not_compared = compared.err().map(|error| *error.diagnostic);
        }
        if let Some(baseline) = &self.baseline {
            if self.write_baseline {
                report.write_baseline(baseline, env)?;
                ui.status(&format!(
                    "baseline written to {}",
                    crate::terminal::escape_for_terminal(&baseline.display().to_string())
                ));
            }
            report = report.against_baseline(baseline, env)?;
        }
        let exit = sinks.emit(ui, env, &mut report, self.fail_on.read())?;
        if !report.items.is_empty() {
            let is_brief = report.details == Details::None && ui.face().is_none();
            if is_brief && !(ui.options().json || ui.options().verbose) {
                let number = report.first_open_item();
                ui.hint(&format!(
                    "navauth checklist {number} shows the details of an item, -v those of all"
                ));
            }
            return Ok(exit);
        }
        let worst = report
            .findings
            .iter()
            .find(|diagnostic| diagnostic.status == Status::Fail);
        let is_terminal = ui.face().is_none() && !ui.options().json;
        if let Some(worst) = worst.filter(|_| exit == Exit::No && is_terminal) {
            ui.hint(&format!("navauth explain {}", worst.id()));
        }
        Ok(exit)
    }
}
