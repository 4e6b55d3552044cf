//! The items of a checklist: what each of them comes to, and what shows it.
//!
//! Owns their form for people. Which checks prove an item belongs to `checks`.

use console::Style;
use jiff::Timestamp;
use serde::Serialize;

use super::markdown::{capital, prose};
use crate::diagnostics::{Diagnostic, Fix, Status};
use crate::terminal::{Styled, Ui, safe};

/// What an item comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Everything that it says was seen.
    Proved,
    /// Something that it says is not so.
    Failed,
    /// Not everything could be seen.
    Unknown,
    /// Only a person can know.
    ForAPerson,
}

impl Outcome {
    /// All, in the order in which they are counted.
    pub const ALL: [Self; 4] = [Self::Proved, Self::Failed, Self::Unknown, Self::ForAPerson];

    /// The words that are shown for it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::Failed => "failed",
            Self::Unknown => "cannot tell",
            Self::ForAPerson => "for a person",
        }
    }
}

/// One item of the guide's checklist or of its security practices.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    /// The part of the guide, such as `Checklist` or `DO`.
    pub part: &'static str,
    /// What it says, in the guide's words.
    pub text: &'static str,
    /// What it comes to.
    pub outcome: Outcome,
    /// Who was asked.
    pub looked_at: Vec<&'static str>,
    /// When.
    pub at: Timestamp,
    /// What its checks found.
    pub evidence: Vec<Diagnostic>,
    /// What a person looks at, or what is missing for a proof.
    pub reason: Option<String>,
    /// The next step.
    pub fix: Option<Fix>,
}

/// Room for the longest outcome.
const INDENT: &str = "               ";

/// The items for a person, by their parts.
pub fn render(items: &[Item], ui: &Ui) -> Styled {
    let mut text = Styled::default();
    for part in items.chunk_by(|one, other| one.part == other.part) {
        let when = part
            .first()
            .map(|item| item.at.strftime("%Y-%m-%d %H:%M UTC").to_string())
            .unwrap_or_default();
        let name = part.first().map_or("", |item| item.part);
        // "proved: commit .env to git" would be read the wrong way round.
        let reading = if name == "DON'T" {
            " (proved: nobody does it)"
        } else {
            ""
        };
        text.push(&format!("{name}{reading}, looked at {when}\n"));
        part.iter().for_each(|item| text.append(lines(item, ui)));
        text.push("\n");
    }
    text
}

fn lines(item: &Item, ui: &Ui) -> Styled {
    let style = match item.outcome {
        Outcome::Proved => Style::new().green(),
        Outcome::Failed => Style::new().red().bold(),
        Outcome::Unknown => Style::new().yellow(),
        Outcome::ForAPerson => Style::new().cyan(),
    };
    let words = item.outcome.words();
    let head = wrap(&format!("  {words:<13}"), item.text, ui);
    let mut text = Styled::from(head).painted(words, style, ui.options().color_stdout);
    evidence(item, ui.options().verbose)
        .iter()
        .for_each(|line| text.push(&wrap(INDENT, line, ui)));
    if item.outcome == Outcome::Proved {
        return text;
    }
    if let Some(fix) = &item.fix {
        let label = if item.outcome == Outcome::Failed {
            "fix"
        } else {
            "next"
        };
        text.push(&wrap(INDENT, &format!("{label}: {}", fix.text), ui));
        if let Some(command) = &fix.command {
            text.push(&format!("{INDENT}run: {command}\n"));
        }
    }
    text
}

/// What is said below an item: what is wrong, else what is missing, else what was seen.
fn evidence(item: &Item, verbose: bool) -> Vec<String> {
    let of = |status: Status| {
        item.evidence
            .iter()
            .filter(move |finding| finding.status == status)
    };
    let with_id = |finding: &Diagnostic| format!("{} [{}]", finding.title, finding.id);
    let passed = of(Status::Pass).count();
    let mut lines: Vec<String> = of(Status::Fail)
        .chain(of(Status::Warn))
        .map(with_id)
        .collect();
    if item.outcome != Outcome::Failed {
        lines.extend(of(Status::Skip).map(|finding| {
            finding
                .cause
                .as_deref()
                .unwrap_or(&finding.title)
                .to_owned()
        }));
        lines.extend(item.reason.clone());
        lines.dedup();
    }
    let seen = of(Status::Pass).filter_map(|finding| finding.detail.clone());
    if verbose {
        lines.extend(of(Status::Pass).map(with_id));
    } else if item.outcome == Outcome::Proved {
        lines.extend(seen);
        let checks = if passed == 1 {
            "1 check".to_owned()
        } else {
            format!("{passed} checks")
        };
        lines.push(format!(
            "{checks} passed; looked at {}",
            item.looked_at.join(", ")
        ));
    }
    lines
}

fn wrap(first: &str, text: &str, ui: &Ui) -> String {
    let options = textwrap::Options::new(ui.width().clamp(40, 110))
        .initial_indent(first)
        .subsequent_indent(INDENT)
        .break_words(false);
    textwrap::fill(
        &safe(text),
        options.word_splitter(textwrap::WordSplitter::NoHyphenation),
    ) + "\n"
}

/// The answer of a checklist in one sentence, without the full stop.
pub fn verdict(items: &[Item], failures: usize) -> String {
    let count = |outcome: Outcome| items.iter().filter(|item| item.outcome == outcome).count();
    let pluralize = Outcome::ALL.map(|outcome| (count(outcome), outcome.words()));
    let parts: Vec<String> = pluralize
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{count} {words}"))
        .collect();
    let ready = match (count(Outcome::Failed), failures, count(Outcome::Unknown)) {
        (1.., _, _) => "not ready to go live",
        (0, 1.., _) => "something is wrong that no item names, so not ready to go live",
        (0, 0, 0) => "ready to go live",
        (0, 0, _) => "nothing failed, and not everything is proved",
    };
    format!("{}: {ready}", parts.join(", "))
}

/// The items as a task list of Markdown.
pub fn markdown(items: &[Item]) -> String {
    let mut text = String::new();
    for part in items.chunk_by(|one, other| one.part == other.part) {
        text += &format!("### {}\n\n", part.first().map_or("", |item| item.part));
        for item in part {
            let mark = if item.outcome == Outcome::Proved {
                "x"
            } else {
                " "
            };
            text += &format!(
                "- [{mark}] {}: **{}**\n",
                prose(item.text),
                item.outcome.words()
            );
            let why = evidence(item, false)
                .into_iter()
                .take(3)
                .map(|line| format!("<br>{}", prose(&capital(&line))));
            text = text.trim_end().to_owned() + &why.collect::<String>() + "\n";
        }
        text.push('\n');
    }
    text
}
