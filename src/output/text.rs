//! The report as text: problems first, then unknown results, and the verdict last.

use std::borrow::Cow;

use super::format::Format;
use super::{Changes, Details, Fixes, Remembered, Report, StageSummary, Summary, item};
use crate::diagnostics::{Code, Diagnostic, Status};
use crate::terminal::{Styled, Table, Ui, safe};

pub static FORMAT: Format = Format {
    name: "text",
    render: |job| Ok(render(job.report, job.ui).without_styling()),
    for_github: false,
};

/// The report as lines. Passes are listed only with `--verbose`; unknown results take a line or two.
pub fn render(report: &Report, ui: &Ui) -> Styled {
    if !report.items.is_empty() {
        return checklist(report, ui);
    }
    let shown = |status: Status| status != Status::Pass || ui.options().verbose;
    let mut text = Styled::default();
    for diagnostic in &report.known {
        text.push(&format!(
            "known: {} [{}]\n",
            diagnostic.title,
            diagnostic.id()
        ));
    }
    if !report.known.is_empty() {
        text.push("\n");
    }
    let pending = report.fixes.as_ref().filter(|fixes| !fixes.done);
    if let Some(fixes) = pending {
        text.push(&fixes_text(fixes, ui));
    }
    let is_fixable = |diagnostic: &Diagnostic| pending.is_some_and(|fixes| fixes.solve(diagnostic));
    let findings: Vec<&Diagnostic> = report
        .findings
        .iter()
        .filter(|diagnostic| shown(diagnostic.status))
        .collect();
    for (index, diagnostic) in findings.iter().enumerate() {
        // What can be fixed comes first.
        let is_first_of_rest =
            index > 0 && is_fixable(findings[index - 1]) && !is_fixable(diagnostic);
        if is_first_of_rest && matches!(diagnostic.status, Status::Warn | Status::Fail) {
            text.push("For you to fix:\n\n");
        }
        match diagnostic.status {
            // Checks that are skipped for one reason share a line.
            Status::Skip
                if findings[..index]
                    .iter()
                    .any(|before| reason(before) == reason(diagnostic)) => {}
            Status::Skip => {
                text.append(skipped(diagnostic, &findings[index..], ui));
            }
            Status::Pass => text.append(ui.finding_text(diagnostic)),
            Status::Warn | Status::Fail => {
                text.append(ui.finding_text(diagnostic));
                text.push("\n");
            }
        }
    }
    if !(text.as_str().is_empty() || text.as_str().ends_with("\n\n")) {
        text.push("\n");
    }
    if let Some(changes) = &report.changes {
        text.push(&changed(changes));
    }
    if let Some(fixes) = report.fixes.as_ref().filter(|fixes| fixes.done) {
        text.push(&fixes_text(fixes, ui));
    }
    if ui.terminal().stdout {
        text.push(&stages(report, ui));
    }
    text.push(&verdict(report, ui));
    text
}

/// The command and its verdict; off a terminal on one line, for grep.
fn verdict(report: &Report, ui: &Ui) -> String {
    let unsaid = report
        .environment
        .as_deref()
        .filter(|environment| !report.verdict.contains(environment));
    let environment = unsaid.map_or_else(String::new, |environment| format!(" ({environment})"));
    let verdict = format!("{}{environment}: {}", report.command, report.verdict);
    if ui.terminal().stdout {
        textwrap::fill(&safe(&verdict), ui.width())
    } else {
        verdict
    }
}

/// A checklist: a line for each item, and the problems that no item contains.
fn checklist(report: &Report, ui: &Ui) -> Styled {
    let details = if ui.options().verbose && report.details == Details::None {
        &Details::All
    } else {
        &report.details
    };
    let mut text = item::render(&report.items, details, ui);
    let is_in_item = |diagnostic: &Diagnostic| {
        let evidence = report.items.iter().flat_map(|item| &item.evidence);
        evidence
            .into_iter()
            .any(|other| other.is(diagnostic.code) && other.title == diagnostic.title)
    };
    let others: Vec<&Diagnostic> = report
        .findings
        .iter()
        .filter(|diagnostic| matches!(diagnostic.status, Status::Fail | Status::Warn))
        .filter(|diagnostic| !is_in_item(diagnostic))
        .collect();
    if !others.is_empty() && !matches!(details, Details::Only(_)) {
        text.push("Other problems\n");
        for diagnostic in others {
            text.append(ui.finding_text(diagnostic));
        }
    }
    if let Some(changes) = &report.changes {
        text.push(&changed(changes));
    }
    text.push(&verdict(report, ui));
    text
}

/// The counts by stage, on a terminal only.
fn stages(report: &Report, ui: &Ui) -> String {
    if report.stages.is_empty() || ui.options().quiet {
        return String::new();
    }
    let mut table = Table::new(["", "pass", "warn", "fail", "skip"]);
    let number = |number: usize| {
        if number == 0 {
            "-".to_owned()
        } else {
            number.to_string()
        }
    };
    for StageSummary {
        stage,
        summary:
            Summary {
                pass,
                warn,
                fail,
                skip,
            },
    } in &report.stages
    {
        table.row([
            (*stage).to_owned(),
            number(*pass),
            number(*warn),
            number(*fail),
            number(*skip),
        ]);
    }
    table.render(Some(ui.width())) + "\n\n"
}

fn fixes_text(fixes: &Fixes, ui: &Ui) -> String {
    let head = if fixes.done {
        "Fixed:"
    } else {
        "navauth doctor --fix makes these changes, after asking:"
    };
    let options = textwrap::Options::new(ui.width().clamp(30, 110))
        .initial_indent("  ")
        .subsequent_indent("    ")
        .break_words(false);
    let options = options.word_splitter(textwrap::WordSplitter::NoHyphenation);
    let backup = fixes
        .backup
        .iter()
        .map(|backup| format!("backup saved to {backup}"));
    let lines: String = fixes
        .changes
        .iter()
        .cloned()
        .chain(backup)
        .map(|line| textwrap::fill(&safe(&line), &options) + "\n")
        .collect();
    format!("{head}\n{lines}\n")
}

/// Why a result is unknown; None for all else.
fn reason(diagnostic: &Diagnostic) -> Option<Cow<'_, str>> {
    let title = &diagnostic.title;
    (diagnostic.status == Status::Skip).then(|| match (&diagnostic.skipped, &diagnostic.cause) {
        // The title is what the check would verify.
        (Some(_), Some(cause)) => Cow::Borrowed(cause.as_str()),
        (None, Some(cause)) => Cow::Owned(format!("{title}; {cause}")),
        (_, None) => Cow::Borrowed(title.as_ref()),
    })
}

/// If one line has more ids than this, it shows their number and their groups.
const IDS_AT_MOST: usize = 8;

/// An unknown result and the later ones that share its reason, as one line.
fn skipped(diagnostic: &Diagnostic, following: &[&Diagnostic], ui: &Ui) -> Styled {
    let reason_shown = reason(diagnostic).unwrap_or_default();
    let mut codes: Vec<&Code> = following
        .iter()
        .filter(|other| reason(other) == reason(diagnostic))
        .map(|other| other.code)
        .collect();
    codes.dedup();
    if codes.len() <= IDS_AT_MOST || ui.options().verbose {
        let ids: Vec<&str> = codes.iter().map(|code| code.id).collect();
        return ui.skipped_text(&reason_shown, &ids);
    }
    // A group comes once, even if other groups' checks are between its own.
    let mut groups: Vec<&str> = Vec::new();
    for code in &codes {
        if !groups.contains(&code.group()) {
            groups.push(code.group());
        }
    }
    ui.skipped_text(&format!("{reason_shown}: {} checks", codes.len()), &groups)
}

fn changed(changes: &Changes) -> String {
    let since = changes.since.strftime("%Y-%m-%d %H:%M UTC");
    if changes.new.is_empty() && changes.gone.is_empty() {
        return format!("Nothing changed since {since}.\n\n");
    }
    let line = |sign: char| {
        move |diagnostic: &Remembered| {
            format!(
                "  {sign} {}: {} [{}]\n",
                diagnostic.status, diagnostic.title, diagnostic.id
            )
        }
    };
    let lines: String = changes
        .new
        .iter()
        .map(line('+'))
        .chain(changes.gone.iter().map(line('-')))
        .collect();
    format!(
        "Since {since}, {} new and {} gone:\n{lines}\n",
        changes.new.len(),
        changes.gone.len()
    )
}
