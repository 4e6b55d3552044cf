//! The report for a person.
//!
//! Owns the order: what is wrong, what could not be told, and the verdict last, where the eye is when the run ends.

use super::{Changes, Remembered, Report, StageSummary, Summary};
use crate::finding::{Finding, Status};
use crate::ui::{Table, Ui};

/// The report as lines. What passed is counted, and listed only with `--verbose`; what could not be told takes a line or two.
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
        match finding.status {
            Status::Skip => text += &ui.finding_text(&briefly(finding)),
            Status::Pass => text += &ui.finding_text(finding),
            Status::Warn | Status::Fail => text += &format!("{}\n", ui.finding_text(finding)),
        }
    }
    if !(text.is_empty() || text.ends_with("\n\n")) {
        text.push('\n');
    }
    if let Some(changes) = &report.changes {
        text += &changed(changes, ui);
    }
    let unsaid = report.environment.as_deref().filter(|environment| !report.verdict.contains(environment));
    let environment = unsaid.map_or_else(String::new, |environment| format!(" ({environment})"));
    let verdict = format!("{}{environment}: {}", report.command, report.verdict);
    // Off a terminal it stays on one line, for grep.
    if !ui.terminal().stdout {
        return text + &verdict;
    }
    text + &stages(report, ui) + &textwrap::fill(&verdict, ui.width())
}

/// The numbers by stage, for the eye: on a terminal only.
fn stages(report: &Report, ui: &Ui) -> String {
    if report.stages.is_empty() || ui.manner().quiet {
        return String::new();
    }
    let mut table = Table::new(["", "pass", "warn", "fail", "skip"]);
    let number = |number: usize| if number == 0 { "-".to_owned() } else { number.to_string() };
    for StageSummary { stage, summary: Summary { pass, warn, fail, skip } } in &report.stages {
        table.row([(*stage).to_owned(), number(*pass), number(*warn), number(*fail), number(*skip)]);
    }
    table.render(Some(ui.width())) + "\n\n"
}

/// A check that could not be told, with the reason in place of the claim.
fn briefly(finding: &Finding) -> Finding {
    Finding::skip(finding.id, finding.cause.as_ref().unwrap_or(&finding.title))
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
