//! The report for a person.
//!
//! Owns the order: what is wrong, what could not be told, and the verdict last, where the eye is when the run ends.

use super::{Changes, Remembered, Report};
use crate::finding::Status;
use crate::ui::Ui;

/// The report as lines. What passed is counted, and listed only with `--verbose`.
pub fn render(report: &Report, ui: &Ui) -> String {
    let shown = |status: Status| status != Status::Pass || ui.manner().verbose;
    let mut text = String::new();
    for finding in &report.known {
        text += &format!("known: {} [{}]\n", finding.title, finding.id);
    }
    if !report.known.is_empty() {
        text.push('\n');
    }
    for finding in report.findings.iter().filter(|finding| shown(finding.status)) {
        text += &ui.finding_text(finding);
        if finding.status != Status::Pass {
            text.push('\n');
        }
    }
    let environment = report.environment.as_ref().map_or_else(String::new, |environment| format!(" ({environment})"));
    if let Some(changes) = &report.changes {
        text += &changed(changes, ui);
    }
    text + &format!("{}{environment}: {}\n", report.command, report.verdict)
}

fn changed(changes: &Changes, ui: &Ui) -> String {
    let since = changes.since.strftime("%Y-%m-%d %H:%M UTC");
    if changes.new.is_empty() && changes.gone.is_empty() {
        return format!("Nothing changed since {since}.\n\n");
    }
    let line = |sign: char| move |finding: &Remembered| format!("  {sign} {}: {} [{}]\n", finding.status, finding.title, finding.id);
    let lines: String = changes.new.iter().map(line('+')).chain(changes.gone.iter().map(line('-'))).collect();
    ui.redact(&format!("Since {since}, {} new and {} gone:\n{lines}\n", changes.new.len(), changes.gone.len()))
}
