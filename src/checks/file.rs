//! The `.env` file itself: who may read it, lines that do nothing, names that nobody knows.
//!
//! Owns what can be told from the file without looking at the values.

use std::collections::BTreeMap;

use super::check::{Check, CheckResult, Severity, SkipReason, Stage, Violation};
use super::context::{CheckContext, quoted};
use crate::config::dotenv::parser::{Document, Kind};
use crate::config::settings::Origin;
use crate::config::{EnvFile, env_file_care, others_may_read, variables};
use crate::diagnostics::SourceSpan;

pub const CHECKS: &[Check] = &[
    Check {
        id: "file.none",
        stage: Stage::File,
        title: "there are settings",
        depends_on: &[],
        severity: Severity::ERROR,
        run: there_are_settings,
        ..Check::LOCAL
    },
    Check {
        id: "file.readable-by-others",
        stage: Stage::File,
        title: "only its owner can read the .env file",
        depends_on: &[],
        severity: Severity::WARNING,
        run: owner_only,
        ..Check::LOCAL
    },
    Check {
        id: "file.leftover",
        stage: Stage::File,
        title: "no interrupted write left a copy of the .env file",
        depends_on: &[],
        severity: Severity::WARNING,
        run: leftover,
        ..Check::LOCAL
    },
    Check {
        id: "file.lost-variable",
        stage: Stage::File,
        title: "the app reads every line that names a variable of the guide",
        depends_on: &[],
        severity: Severity::ERROR,
        run: |context| lost_lines(context, true),
        ..Check::LOCAL
    },
    Check {
        id: "file.skipped-line",
        stage: Stage::File,
        title: "the app reads every other line",
        depends_on: &[],
        severity: Severity::WARNING,
        run: |context| lost_lines(context, false),
        ..Check::LOCAL
    },
    Check {
        id: "file.name-typo",
        stage: Stage::File,
        title: "no variable is missing because its name is misspelled",
        depends_on: &[],
        severity: Severity::ERROR,
        run: |context| misspelled(context, true),
        ..Check::LOCAL
    },
    Check {
        id: "file.name-similar",
        stage: Stage::File,
        title: "no other name is one letter off a known one",
        depends_on: &[],
        severity: Severity::WARNING,
        run: |context| misspelled(context, false),
        ..Check::LOCAL
    },
    Check {
        id: "file.set-twice",
        stage: Stage::File,
        title: "no variable is set twice in the file",
        depends_on: &[],
        severity: Severity::WARNING,
        run: set_twice,
        ..Check::LOCAL
    },
    Check {
        id: "file.overruled",
        stage: Stage::File,
        title: "no value of the guide is overruled by the process environment",
        depends_on: &[],
        severity: Severity::WARNING,
        run: overruled,
        ..Check::LOCAL
    },
];

fn there_are_settings(context: &CheckContext<'_>) -> CheckResult {
    let names = context.variables();
    if context.env_file.is_some()
        || context.on_space()
        || names
            .iter()
            .any(|name| context.settings.get(name).is_some())
    {
        return Ok(Vec::new());
    }
    let problem = Violation::with("", "there are no settings here")
        .reason("no .env file was found, and the process environment sets none of the app's variables")
        .help("go to the app's folder and make the file: copy .env.example to .env if there is one, then fill it in")
        .command("cp .env.example .env");
    Ok(vec![names.into_iter().fold(problem, Violation::and_with)])
}

fn owner_only(context: &CheckContext<'_>) -> CheckResult {
    context.everything()?;
    let place = &context.file()?.place;
    let shown = place.shown.display();
    match others_may_read(&place.path) {
        None => Err(SkipReason::NotApplicable),
        Some(false) => Ok(Vec::new()),
        Some(true) => {
            let problem =
                Violation::with("", format!("other users of this computer can read {shown}"))
                    .reason(
                        "its permissions let everybody or a group read it, and it holds secrets",
                    )
                    .help("let only its owner read it")
                    .command(format!("chmod 600 {}", quoted(&place.shown)));
            Ok(vec![problem.at(Some(SourceSpan {
                file: place.shown.clone(),
                line: None,
            }))])
        }
    }
}

/// Copies that earlier versions of navauth left when they were killed.
fn leftover(context: &CheckContext<'_>) -> CheckResult {
    context.everything()?;
    let leftovers = env_file_care::leftovers(&context.file()?.place);
    let problems = leftovers.into_iter().map(|leftover| {
        let shown = leftover.shown.display();
        Violation::with("", format!("{shown} is a copy of your secrets"))
            .reason("an earlier navauth was interrupted while it wrote the file; git does not ignore the copy")
            .help("delete it")
            .command(format!("rm {}", quoted(&leftover.shown)))
            .at(Some(SourceSpan {
                file: leftover.shown.clone(),
                line: None,
            }))
    });
    Ok(problems.collect())
}

/// Lines that the app silently does without: those that name a variable of the guide, or the others.
fn lost_lines(context: &CheckContext<'_>, known: bool) -> CheckResult {
    let file = context.file()?;
    let variables = context.variables();
    let mut problems = Vec::new();
    for entry in file.document.entries() {
        let text = file
            .document
            .text()
            .get(entry.span.clone())
            .unwrap_or_default()
            .trim();
        let name = leading_name(text);
        let about = variables.iter().find(|variable| **variable == name);
        let bare = match &entry.kind {
            Kind::Skipped => false,
            Kind::Binding(binding) => binding.value.is_none() && about.is_some(),
            Kind::Blank | Kind::Comment => continue,
        };
        if !(bare || matches!(entry.kind, Kind::Skipped)) || about.is_some() != known {
            continue;
        }
        if about.is_none() {
            context.everything()?;
        }
        problems.push(lost_line(file, entry.line, about.copied(), text, bare));
    }
    Ok(problems)
}

fn lost_line(file: &EnvFile, line: usize, name: Option<&str>, text: &str, bare: bool) -> Violation {
    let title = name.map_or_else(
        || "the app skips this line".to_owned(),
        |name| format!("the app skips this line, and does not see {name}"),
    );
    let value = text.split_once('=').map(|(_, value)| value.trim());
    let (cause, fix) = match value {
        _ if bare => ("it has no equals sign", "write NAME=value"),
        Some(value) if value.starts_with('"') && value.matches('"').count() == 1 => {
            ("its quotation mark is not closed", "close it, or remove it")
        }
        Some(value) if value.starts_with('\'') && value.matches('\'').count() == 1 => {
            ("its quotation mark is not closed", "close it, or remove it")
        }
        Some(value) if value.starts_with(['"', '\'']) => (
            "something stands after the closing quotation mark",
            "remove it, or put # and a space before it if it is a comment",
        ),
        Some(_) => (
            "what stands before the equals sign is not a name: one has no spaces",
            "write NAME=value",
        ),
        None => (
            "it does not read as NAME=value",
            "write NAME=value, or put # before it if it is a comment",
        ),
    };
    let problem = Violation::with(name.unwrap_or_default(), title)
        .reason(cause)
        .help(fix);
    problem.at(Some(source(file, line)))
}

/// The name that a line begins with, as far as it is one.
pub(super) fn leading_name(text: &str) -> &str {
    let text = text
        .strip_prefix("export ")
        .map_or(text, str::trim_start)
        .trim_start_matches(['\'', '"']);
    let end = text.find(|character: char| !(character.is_ascii_alphanumeric() || character == '_'));
    &text[..end.unwrap_or(text.len())]
}

/// Names one letter off a known one: where that one is needed and not set, or the others.
fn misspelled(context: &CheckContext<'_>, lost: bool) -> CheckResult {
    let file = context.file()?;
    let judged = context.variables();
    let mut problems = Vec::new();
    for (name, line) in first_lines(&file.document) {
        let Some((meant, 1)) = variables::nearest(name) else {
            continue;
        };
        let known_elsewhere = judged.contains(&name);
        if known_elsewhere || !judged.contains(&meant.name) {
            continue;
        }
        let is_lost = context.settings.get(meant.name).is_none()
            && !matches!(
                meant.stage,
                variables::Stage::Navauth | variables::Stage::Space
            );
        if is_lost != lost {
            continue;
        }
        let cause = if is_lost {
            "the app does not know this name, and the one it knows is not set"
        } else {
            "the app does not know this name"
        };
        let fix = if is_lost {
            format!("correct the name to {}", meant.name)
        } else {
            "correct the name, or remove the line".to_owned()
        };
        let problem = Violation::with(
            meant.name,
            format!("{name} looks like a misspelled {}", meant.name),
        )
        .reason(cause)
        .help(fix);
        problems.push(problem.at(Some(source(file, line))));
    }
    Ok(problems)
}

fn set_twice(context: &CheckContext<'_>) -> CheckResult {
    let file = context.file()?;
    let mut lines: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (entry, binding) in file.document.bindings() {
        lines.entry(&binding.name).or_default().push(entry.line);
    }
    let names = context.variables();
    let judged = |name: &str| context.everything().is_ok() || names.contains(&name);
    let twice = lines
        .into_iter()
        .filter(|(name, lines)| lines.len() > 1 && judged(name));
    let problems = twice.map(|(name, lines)| {
        let listed: Vec<String> = lines.iter().map(ToString::to_string).collect();
        let last = lines.last().copied().unwrap_or_default();
        Violation::with(name, format!("{name} is set more than once"))
            .observed(format!("on lines {}", listed.join(", ")))
            .reason(format!("the app takes the last one, line {last}"))
            .help("remove the lines that do not count")
            .at(Some(source(
                file,
                lines.first().copied().unwrap_or_default(),
            )))
    });
    Ok(problems.collect())
}

fn overruled(context: &CheckContext<'_>) -> CheckResult {
    let file = context.file()?;
    let names = context.variables();
    let mut problems = Vec::new();
    for (name, line) in last_lines(&file.document) {
        let Some(setting) = context
            .settings
            .get(name)
            .filter(|setting| setting.origin == Origin::Process)
        else {
            continue;
        };
        let written = setting
            .shadows
            .first()
            .filter(|shadow| shadow.value != setting.value);
        // Other programs' variables, such as PAGER, may well differ from shell to shell.
        if written.is_none() || !names.contains(&name) {
            continue;
        }
        let problem = Violation::with(name, format!("the value of {name} in the file is not used"))
            .reason("the process environment sets it to another value, and wins")
            .help("remove one of the two; in this shell, for as long as it runs:")
            .command(format!("unset {name}"));
        problems.push(problem.at(Some(source(file, line))));
    }
    Ok(problems)
}

fn source(file: &EnvFile, line: usize) -> SourceSpan {
    SourceSpan {
        file: file.place.shown.clone(),
        line: Some(line),
    }
}

/// Every name with the line that sets it first.
fn first_lines(document: &Document) -> BTreeMap<&str, usize> {
    document
        .bindings()
        .rev()
        .map(|(entry, binding)| (binding.name.as_str(), entry.line))
        .collect()
}

/// Every name with the line that sets it last.
fn last_lines(document: &Document) -> BTreeMap<&str, usize> {
    document
        .bindings()
        .map(|(entry, binding)| (binding.name.as_str(), entry.line))
        .collect()
}
