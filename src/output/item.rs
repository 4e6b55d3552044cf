//! The items of the pre-launch checklist and their display.
//!
//! Which checks belong to an item is decided in `checks`.

use console::Style;
use jiff::Timestamp;
use serde::Serialize;

use super::{Summary, conclusion};
use crate::diagnostics::{Diagnostic, Fix, Status};
use crate::terminal::{Styled, Ui, safe};

/// The result of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Everything that it says was verified.
    Passed,
    /// Something that it says is wrong.
    Failed,
    /// Not everything could be checked.
    Unknown,
    /// It does not apply to these settings.
    Skipped,
    /// You have to check it yourself.
    Manual,
}

impl Outcome {
    /// In the order in which they are counted.
    const ALL: [Self; 5] = [
        Self::Passed,
        Self::Failed,
        Self::Unknown,
        Self::Skipped,
        Self::Manual,
    ];

    /// As in the JSON document.
    pub fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Skipped => "skipped",
            Self::Manual => "manual",
        }
    }

    /// Its symbol and word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Passed => "✓ passed",
            Self::Failed => "✗ failed",
            Self::Unknown => "? unknown",
            Self::Skipped => "- skipped",
            Self::Manual => "! manual",
        }
    }

    fn style(self) -> Style {
        match self {
            Self::Passed => Style::new().green(),
            Self::Failed => Style::new().red().bold(),
            Self::Unknown => Style::new().yellow(),
            Self::Skipped => Style::new().dim(),
            Self::Manual => Style::new().cyan(),
        }
    }
}

/// An item of the checklist or of the security practices.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    /// Counted from 1 over all parts.
    pub number: usize,
    /// `Checklist`, `Do` or `Avoid`.
    pub part: &'static str,
    /// What is true if it passes.
    pub text: &'static str,
    pub outcome: Outcome,
    /// Whether the setup is ready without it.
    pub optional: bool,
    /// The sources of the evidence.
    pub looked_at: Vec<&'static str>,
    pub at: Timestamp,
    /// The results of its checks.
    pub evidence: Vec<Diagnostic>,
    /// Why it is unknown, skipped or manual.
    pub reason: Option<String>,
    /// The next step.
    pub fix: Option<Fix>,
}

/// Which items are shown with their evidence and next step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Details {
    /// None: one line for each item.
    #[default]
    None,
    /// All.
    All,
    /// Only these, and no other item.
    Only(Vec<usize>),
}

/// The width of number, symbol and word.
const INDENT: &str = "             ";

/// The items by their parts.
pub fn render(items: &[Item], details: &Details, ui: &Ui) -> Styled {
    let shown: Vec<&Item> = items
        .iter()
        .filter(|item| match details {
            Details::Only(numbers) => numbers.contains(&item.number),
            Details::None | Details::All => true,
        })
        .collect();
    let mut text = Styled::default();
    for part in shown.chunk_by(|one, other| one.part == other.part) {
        text.push(part.first().map_or("", |item| item.part));
        text.push("\n");
        for item in part {
            text.append(line(item, ui));
            if *details != Details::None {
                detail_lines(item)
                    .iter()
                    .for_each(|line| text.push(&wrap(INDENT, line, ui)));
            }
        }
    }
    text
}

/// The line of an item.
fn line(item: &Item, ui: &Ui) -> Styled {
    let label = item.outcome.label();
    let head = format!("{:>2} {label:<9} ", item.number);
    Styled::from(wrap(&head, item.text, ui)).painted(
        label,
        item.outcome.style(),
        ui.options().color_stdout,
    )
}

/// The details below an item.
fn detail_lines(item: &Item) -> Vec<String> {
    let mut lines: Vec<String> = marked_evidence(item)
        .iter()
        .map(|(status, line)| format!("{} {line}", mark(*status)))
        .collect();
    let passed = item
        .evidence
        .iter()
        .filter(|diagnostic| diagnostic.status == Status::Pass);
    lines.extend(passed.map(|diagnostic| {
        let seen = diagnostic.detail.as_deref().unwrap_or(&diagnostic.title);
        format!("{} {seen} [{}]", mark(Status::Pass), diagnostic.id())
    }));
    if let Some(fix) = item
        .fix
        .as_ref()
        .filter(|_| item.outcome != Outcome::Passed)
    {
        lines.push(format!("help: {}", fix.text));
        lines.extend(
            fix.command
                .iter()
                .map(|command| format!("{} {command}", fix.command_label())),
        );
    }
    if !item.looked_at.is_empty() {
        lines.push(format!("checked: {}", item.looked_at.join(", ")));
    }
    lines
}

/// The symbol of a check's result.
fn mark(status: Status) -> char {
    match status {
        Status::Pass => '✓',
        Status::Warn => '!',
        Status::Fail => '✗',
        Status::Skip => '?',
    }
}

/// The problems of an item, else why it did not pass.
pub fn evidence(item: &Item) -> Vec<String> {
    marked_evidence(item)
        .into_iter()
        .map(|(_, line)| line)
        .collect()
}

fn marked_evidence(item: &Item) -> Vec<(Status, String)> {
    let of = |status: Status| {
        item.evidence
            .iter()
            .filter(move |diagnostic| diagnostic.status == status)
    };
    let problem = |diagnostic: &Diagnostic| {
        let line = format!("{} [{}]", diagnostic.title, diagnostic.id());
        (diagnostic.status, line)
    };
    let problems = of(Status::Fail).chain(of(Status::Warn));
    let mut lines: Vec<(Status, String)> = problems.map(problem).collect();
    if item.outcome != Outcome::Failed {
        let unknown = of(Status::Skip).map(|diagnostic| {
            let reason = diagnostic.cause.as_deref();
            reason.unwrap_or(&diagnostic.title).to_owned()
        });
        let reasons = item.reason.clone().into_iter().chain(unknown);
        lines.extend(reasons.map(|reason| (Status::Skip, reason)));
        lines.dedup();
    }
    lines
}

fn wrap(first: &str, text: &str, ui: &Ui) -> String {
    let options = textwrap::Options::new(ui.width().clamp(30, 110))
        .initial_indent(first)
        .subsequent_indent(INDENT)
        .break_words(false);
    textwrap::fill(
        &safe(text),
        options.word_splitter(textwrap::WordSplitter::NoHyphenation),
    ) + "\n"
}

/// The verdict on a checklist in one sentence, without the full stop. Problems count also if no item contains them.
pub fn verdict(items: &[Item], summary: Summary, environment: Option<&str>) -> String {
    let count = |outcome: Outcome| items.iter().filter(|item| item.outcome == outcome).count();
    let parts: Vec<String> = Outcome::ALL
        .iter()
        .map(|outcome| (count(*outcome), outcome.word()))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    let unknown = items
        .iter()
        .filter(|item| item.outcome == Outcome::Unknown && !item.optional)
        .count();
    let failed = count(Outcome::Failed).max(summary.fail);
    let parts = parts.join(", ");
    match conclusion(failed, unknown, environment) {
        Some(conclusion) => format!("{parts}: {conclusion}"),
        None => format!("{parts}: no problems found, but not everything could be checked"),
    }
}
