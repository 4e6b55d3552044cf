//! The report for a person.
//!
//! Owns the order: what is wrong, what could not be told, and the verdict last, where the eye is when the run ends.

use super::Report;
use crate::finding::Status;
use crate::ui::Ui;

/// The report as lines. What passed is counted, and listed only with `--verbose`.
pub fn render(report: &Report, ui: &Ui) -> String {
    let shown = |status: Status| status != Status::Pass || ui.manner().verbose;
    let mut text = String::new();
    for finding in report.findings.iter().filter(|finding| shown(finding.status)) {
        text += &ui.finding_text(finding);
        if finding.status != Status::Pass {
            text.push('\n');
        }
    }
    let environment = report.environment.as_ref().map_or_else(String::new, |environment| format!(" ({environment})"));
    text + &format!("{}{environment}: {}\n", report.command, report.verdict)
}
