//! The options that every command that judges shares, and the steps from its findings to the exit code.
//!
//! Owns the order of those steps. The forms of a report belong to `report`.

use std::path::PathBuf;

use super::{Context, Outcome};
use crate::diagnostics::Status;
use crate::diagnostics::{Exit, Result};
use crate::output::{Report, Sink, Sinks};

/// Options of every command that judges.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct ReportArgs {
    /// Report as text, json, github, junit or sarif, into a file with =FILE; may be repeated
    #[arg(long, value_name = "FORMAT[=FILE]")]
    report: Vec<Sink>,
    /// What ends with exit code 1: failure or warning
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "ANSWER",
        hide_possible_values = true
    )]
    fail_on: FailOn,
    /// Fail only on what this file does not hold
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write the baseline first: what is found now is known from here on
    #[arg(long, requires = "baseline")]
    write_baseline: bool,
    /// Say what changed since the last run with --diff (kept in .navauth beside .env)
    #[arg(long)]
    diff: bool,
}

/// The least grave answer that makes a command fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum FailOn {
    /// Warnings count as done.
    #[default]
    Failure,
    /// Warnings count as failures.
    Warning,
}

impl ReportArgs {
    /// The sinks. To be called before anything is printed: masks come first in a runner's log.
    pub fn open(&self, context: &Context) -> Result<Sinks> {
        let sinks = Sinks::new(&self.report, context.ui.options().json)?;
        let secrets = || crate::config::secrets(&context.settings, context.env_file.as_ref());
        sinks.mask(&context.ui, &context.process, secrets)?;
        Ok(sinks)
    }

    /// Compares, reports, and gives the exit code.
    pub fn close(&self, context: &Context, sinks: &Sinks, mut report: Report) -> Outcome {
        let Context {
            ui,
            process,
            settings,
            ..
        } = context;
        if self.diff || self.baseline.is_some() {
            // These keep what was found.
            report.tidy();
        }
        if self.diff {
            report.compare_with_last(settings.env_file.as_deref(), process)?;
        }
        if let Some(baseline) = &self.baseline {
            if self.write_baseline {
                report.write_baseline(baseline, process)?;
                ui.status(&format!(
                    "baseline written to {}",
                    crate::terminal::escape_for_terminal(&baseline.display().to_string())
                ));
            }
            report = report.against_baseline(baseline, process)?;
        }
        let exit = sinks.emit(ui, process, &mut report, self.fail_on == FailOn::Warning)?;
        let worst = report
            .findings
            .iter()
            .find(|finding| finding.status == Status::Fail);
        if let Some(worst) = worst.filter(|_| exit == Exit::No && !ui.options().json) {
            ui.hint(&format!("navauth explain {}", worst.id));
        }
        Ok(exit)
    }
}
