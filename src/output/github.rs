//! Workflow commands of GitHub Actions: masks and annotations.
//!
//! The job summary is in `markdown`.
//! Source: docs.github.com, "Workflow commands for GitHub Actions"; the limits: docs.github.com, REST API, "Check runs".

use super::format::{Format, Job};
use super::{Report, random_token, text};
use crate::diagnostics::Result;
use crate::diagnostics::redaction::cut;
use crate::diagnostics::{Diagnostic, Status};
use crate::secret::Secret;
use crate::terminal::safe;

pub static FORMAT: Format = Format {
    name: "github",
    render,
    for_github: true,
};

/// The number of annotations of one type that GitHub keeps per step.
const PER_STEP: usize = 10;

/// Shorter lines of a secret are not masked: the runner would mask them everywhere and make the log unreadable.
const SHORTEST_MASK: usize = 4;

/// The number of characters that GitHub shows of a title and of a message.
const TITLE: usize = 255;
const MESSAGE: usize = 4_000;

/// The commands that mask the secrets, one for each line of a secret: the runner masks line by line.
pub fn masks(secrets: &[Secret]) -> Vec<Secret> {
    let lines = secrets
        .iter()
        .flat_map(|secret| secret.expose().split(['\r', '\n']));
    let long = lines
        .map(str::trim)
        .filter(|line| line.chars().count() >= SHORTEST_MASK);
    let mut masks: Vec<Secret> = Vec::new();
    for line in long {
        let mask = Secret::new(format!("::add-mask::{}", data(line)));
        if !masks.contains(&mask) {
            masks.push(mask);
        }
    }
    masks
}

/// The report for a runner's log: the text with commands disabled, then the annotations.
fn render(job: &Job) -> Result<String> {
    // The text quotes servers and files, and a runner obeys `##[command]` even within a line.
    let token = random_token()?;
    let text = text::render(job.report, job.ui).trim_end();
    let lines = annotations(job).join("\n");
    let log = format!(
        "::stop-commands::{token}\n{}\n::{token}::\n{lines}",
        text.as_str()
    );
    Ok(safe(log.trim_end()) + "\n")
}

/// The annotations, most severe first; those above GitHub's limit are merged into the last one of their type.
fn annotations(job: &Job) -> Vec<String> {
    let located = job.places.locate(job.report);
    let mut lines = of_type(job, &located, "error", Status::Fail);
    lines.extend(of_type(job, &located, "warning", Status::Warn));
    lines
}

fn of_type(job: &Job, located: &Report, kind: &str, status: Status) -> Vec<String> {
    let findings: Vec<&Diagnostic> = located
        .findings
        .iter()
        .filter(|diagnostic| diagnostic.status == status)
        .collect();
    let single = if findings.len() > PER_STEP {
        PER_STEP - 1
    } else {
        findings.len()
    };
    let mut lines: Vec<String> = findings[..single]
        .iter()
        .map(|diagnostic| annotation(job, kind, diagnostic))
        .collect();
    if let rest @ [_, ..] = &findings[single..] {
        let list: Vec<String> = rest
            .iter()
            .map(|diagnostic| format!("{} [{}]", diagnostic.title, diagnostic.id()))
            .collect();
        let title = format!("{} more of navauth {}", rest.len(), job.report.command);
        lines.push(command(kind, &[("title", title)], &list.join("\n")));
    }
    lines
}

fn annotation(job: &Job, kind: &str, diagnostic: &Diagnostic) -> String {
    let mut properties = Vec::new();
    if let Some(source) = &diagnostic.source {
        properties.push(("file", job.places.path(&source.file)));
        if let Some(line) = source.line {
            properties.push(("line", line.to_string()));
        }
    }
    properties.push(("title", cut(&diagnostic.title, TITLE)));
    command(kind, &properties, &message(diagnostic))
}

/// The reason and the fix as lines; the id if there is neither, because GitHub drops an empty annotation.
pub fn message(diagnostic: &Diagnostic) -> String {
    let mut lines: Vec<String> = [&diagnostic.detail, &diagnostic.cause]
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    if let Some(fix) = &diagnostic.fix {
        lines.extend(
            Some(&fix.text)
                .filter(|text| !text.is_empty())
                .map(|text| format!("Fix: {text}")),
        );
        lines.extend(
            fix.command
                .as_ref()
                .map(|command| format!("Run: {command}")),
        );
    }
    lines.push(format!("[{}]", diagnostic.id()));
    lines.join("\n")
}

fn command(kind: &str, properties: &[(&str, String)], message: &str) -> String {
    let listed: Vec<String> = properties
        .iter()
        .map(|(name, value)| format!("{name}={}", property(value)))
        .collect();
    format!(
        "::{kind} {}::{}",
        listed.join(","),
        data(&cut(message, MESSAGE))
    )
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
