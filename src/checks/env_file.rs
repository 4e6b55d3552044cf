//! Checks of the `.env` file: permissions, lines without effect, unknown names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::check::Check;
use super::context::CheckContext;
use super::violation::{CheckResult, Violation};
use crate::config::dotenv::conflict::is_in_conflict;
use crate::config::dotenv::parser::{Document, Entry, Kind};
use crate::config::dotenv::pasted::{is_end_of_base64, is_identifier};
use crate::config::settings::{Origin, Setting};
use crate::config::variables::Stage;
use crate::config::{
    EnvFile, SimilarFile, SimilarKind, env_file_protection, foreign_syntax, other_owner,
    others_may_read, session_key, variables,
};
use crate::diagnostic;
use crate::diagnostics::catalog::file;
use crate::diagnostics::{Diagnostic, SkipReason, SourceSpan};
use crate::process::quoted;
use crate::text;
use crate::words;

pub const CHECKS: &[Check] = &[
    Check {
        stage: Stage::File,
        title: "settings were found",
        run: settings_found,
        ..Check::of(&file::NONE)
    },
    Check {
        stage: Stage::File,
        title: "only its owner can read the .env file",
        run: owner_only,
        ..Check::of(&file::READABLE_BY_OTHERS)
    },
    Check {
        stage: Stage::File,
        title: "no interrupted write left a copy of the .env file or of navauth.toml",
        run: leftover,
        ..Check::of(&file::LEFTOVER)
    },
    Check {
        stage: Stage::File,
        title: "the file contains no unresolved merge conflict",
        forbids_push: true,
        run: merge_conflict,
        ..Check::of(&file::MERGE_CONFLICT)
    },
    Check {
        stage: Stage::File,
        title: "no value continues on the next line",
        forbids_push: true,
        run: value_continues,
        ..Check::of(&file::VALUE_CONTINUES)
    },
    Check {
        stage: Stage::File,
        title: "the app reads every line that names a variable of the guide",
        run: |context| lost_lines(context, true),
        ..Check::of(&file::LOST_VARIABLE)
    },
    Check {
        stage: Stage::File,
        title: "the app reads every other line",
        run: |context| lost_lines(context, false),
        ..Check::of(&file::SKIPPED_LINE)
    },
    Check {
        stage: Stage::File,
        title: "no variable is missing because its name is misspelled",
        run: |context| misspelled(context, true),
        ..Check::of(&file::NAME_TYPO)
    },
    Check {
        stage: Stage::File,
        title: "no other variable name looks misspelled",
        run: |context| misspelled(context, false),
        ..Check::of(&file::NAME_SIMILAR)
    },
    Check {
        stage: Stage::File,
        title: "no variable is set twice in the file",
        run: set_twice,
        ..Check::of(&file::SET_TWICE)
    },
    Check {
        stage: Stage::File,
        title: "the process environment overrides no variable of the guide",
        run: overridden_by_process,
        ..Check::of(&file::OVERRULED)
    },
];

fn settings_found(context: &CheckContext<'_>) -> CheckResult {
    let names = context.variables();
    // Variables that only navauth reads, such as HF_TOKEN, do not configure the app.
    let is_of_app = |name: &str| {
        variables::find(name).is_none_or(|variable| variable.stage != variables::Stage::Navauth)
    };
    if context.env_file.is_some()
        || context.on_space()
        || names
            .iter()
            .any(|name| is_of_app(name) && context.settings.get(name).is_some())
    {
        return Ok(Vec::new());
    }
    let problem = Violation::of("", diagnostic!(file::NONE));
    let problem = match &context.settings.similar_file {
        Some(similar) => suggest(problem, similar),
        None => problem,
    };
    Ok(vec![names.into_iter().fold(problem, Violation::and_with)])
}

/// The fix for a file that exists in place of `.env`.
fn suggest(problem: Violation, similar: &SimilarFile) -> Violation {
    let path = quoted(Path::new(&similar.name));
    let problem = match (&similar.target, similar.kind) {
        (Some(target), _) => {
            let target = target.display();
            return problem
                .observed(text!(file::IS_BROKEN_LINK, file = path, target = target))
                .help(file::REMOVE_LINK)
                .command(text!(file::REMOVE_LINK_COMMAND, path = path));
        }
        (None, SimilarKind::Folder) => problem.observed(text!(file::IS_FOLDER, file = path)),
        (None, _) => problem.observed(text!(file::IS_HERE, file = path)),
    };
    match similar.kind {
        SimilarKind::BrokenLink => problem,
        SimilarKind::Vault => problem.help(file::DECRYPT_VAULT),
        SimilarKind::Below => problem
            .help(file::GIVE_BELOW)
            .command(text!(file::CHECK_COMMAND, path = path)),
        SimilarKind::Production => problem
            .help(file::GIVE_PRODUCTION)
            .command(text!(file::CHECK_COMMAND, path = path)),
        SimilarKind::Misnamed => problem
            .help(file::RENAME)
            .command(text!(file::RENAME_COMMAND, path = path)),
        SimilarKind::Folder => problem.help(file::RENAME_FOLDER),
        SimilarKind::Other => problem
            .help(file::COPY_OTHER)
            .command(text!(file::COPY_COMMAND, path = path)),
        SimilarKind::Example => problem
            .help(file::COPY_EXAMPLE)
            .command(text!(file::COPY_COMMAND, path = path)),
    }
}

fn owner_only(context: &CheckContext<'_>) -> CheckResult {
    context.unless_only_providers()?;
    let location = &context.file()?.location;
    let shown = location.shown.display();
    match others_may_read(&location.path) {
        None => Err(SkipReason::NotApplicable),
        Some(false) => Ok(Vec::new()),
        Some(true) => {
            let diagnostic = diagnostic!(
                file::READABLE_BY_OTHERS,
                file = shown,
                path = quoted(&location.shown)
            );
            let diagnostic = match other_owner(&location.path) {
                Some(owner) => Diagnostic {
                    fix: None,
                    ..diagnostic
                }
                .help(text!(
                    file::ASK_OWNER,
                    owner = owner,
                    path = quoted(&location.shown)
                )),
                None => diagnostic,
            };
            let problem = Violation::of("", diagnostic);
            Ok(vec![problem.at(Some(SourceSpan {
                file: location.shown.clone(),
                line: None,
            }))])
        }
    }
}

/// Copies that earlier versions of navauth left when they were killed.
fn leftover(context: &CheckContext<'_>) -> CheckResult {
    context.unless_only_providers()?;
    let leftovers = env_file_protection::leftovers(&context.file()?.location);
    let problems = leftovers.into_iter().map(|leftover| {
        let diagnostic = diagnostic!(
            file::LEFTOVER,
            file = leftover.shown.display(),
            path = quoted(&leftover.shown)
        );
        Violation::of("", diagnostic).at(Some(SourceSpan {
            file: leftover.shown.clone(),
            line: None,
        }))
    });
    Ok(problems.collect())
}

/// The marks of an unresolved merge: the app reads the lines of both sides.
fn merge_conflict(context: &CheckContext<'_>) -> CheckResult {
    let file = context.file()?;
    let bindings: Vec<_> = file.document.bindings().collect();
    let problems = file.document.conflicts().into_iter().map(|conflict| {
        let side = |after: usize, before: usize| match before - after {
            1 => file::NO_LINES.to_owned(),
            _ => words::lines(after + 1, before - 1),
        };
        let ours = side(conflict.start, conflict.ancestor.unwrap_or(conflict.middle));
        let theirs = side(conflict.middle, conflict.end);
        let diagnostic = diagnostic!(
            file::MERGE_CONFLICT,
            lines = words::lines(conflict.start, conflict.end),
            ours = ours,
            theirs = theirs
        );
        let first = bindings.partition_point(|(entry, _)| entry.line < conflict.start);
        let names = bindings[first..]
            .iter()
            .take_while(|(entry, _)| conflict.contains(entry.line))
            .map(|(_, binding)| binding.name.as_str())
            .filter(|name| context.variables().contains(name));
        let problem = Violation::of("", diagnostic).at(Some(source(file, conflict.start)));
        names.fold(problem, Violation::and_with)
    });
    Ok(problems.collect())
}

/// Values that were pasted over several lines without quotation marks.
fn value_continues(context: &CheckContext<'_>) -> CheckResult {
    let file = context.file()?;
    let variables = context.variables();
    let entries = file.document.entries();
    let problems = file.document.pasted().into_iter().filter_map(|pasted| {
        let start = &entries[pasted.start];
        let Kind::Binding(binding) = &start.kind else {
            return None;
        };
        let name = binding.name.as_str();
        if !variables.contains(&name) || !is_set_by(context.settings.get(name), start) {
            return None;
        }
        let rest = &entries[pasted.rest.clone()];
        let lines = words::lines(rest.first()?.line, rest.last()?.line);
        let diagnostic = diagnostic!(file::VALUE_CONTINUES, name = name, lines = lines);
        let problem = Violation::of(name, diagnostic).at(Some(source(file, start.line)));
        Some(if pasted.is_pem && name == session_key::NAME {
            problem
                .with_help(&file::NOT_A_PRIVATE_KEY)
                .for_file(context.env_file)
        } else {
            problem
        })
    });
    Ok(problems.collect())
}

/// Statements that set nothing: those that name a variable of the guide, or the others.
///
/// A variable that another line or the process environment sets is not reported.
fn lost_lines(context: &CheckContext<'_>, known: bool) -> CheckResult {
    let file = context.file()?;
    let variables = context.variables();
    let mut problems = Vec::new();
    let mut value_follows = false;
    let pasted = file.document.pasted().into_iter();
    let pasted: BTreeSet<usize> = pasted.flat_map(|pasted| pasted.rest).collect();
    let conflicts = file.document.conflicts();
    for (index, entry) in file.document.entries().iter().enumerate() {
        if pasted.contains(&index) || is_in_conflict(&conflicts, entry.line) {
            continue;
        }
        let lines = file.document.lines(entry);
        let first = lines.first().map_or("", |line| line.trim());
        let foreign = foreign_syntax::assignment(first, |name| variables.contains(&name));
        let meant = foreign.map_or_else(|| leading_name(first), |foreign| foreign.name);
        let is_value = value_follows && first.starts_with("value:");
        value_follows = foreign.is_some_and(|foreign| foreign.value_follows);
        let skipped = match &entry.kind {
            Kind::Skipped => true,
            Kind::Binding(binding) if binding.value.is_none() => {
                if foreign.is_none() && !variables.contains(&binding.name.as_str()) {
                    continue;
                }
                false
            }
            Kind::Binding(binding) => {
                if foreign.is_none() || variables.contains(&binding.name.as_str()) {
                    continue;
                }
                false
            }
            Kind::Blank | Kind::Comment => continue,
        };
        let swallowed = swallowed_names(file, entry);
        let mut lost: Vec<&str> = std::iter::once(meant)
            .chain(swallowed.iter().map(String::as_str))
            .filter(|name| variables.contains(name) && context.settings.get(name).is_none())
            .collect();
        lost.dedup();
        let is_known = !lost.is_empty();
        if is_known != known || is_value || !is_known && !skipped {
            continue;
        }
        let diagnostic = if is_known {
            diagnostic!(file::LOST_VARIABLE, name = lost.join(", "))
        } else {
            context.unless_only_providers()?;
            diagnostic!(file::SKIPPED_LINE)
        };
        let problem = Violation::of(lost.first().copied().unwrap_or_default(), diagnostic);
        let problem = lost
            .iter()
            .skip(1)
            .copied()
            .fold(problem, Violation::and_with);
        let problem = match foreign {
            Some(foreign) => problem
                .reason(text!(file::FOREIGN_SYNTAX, syntax = foreign.syntax))
                .help(text!(file::WRITE_VARIABLE, name = foreign.name)),
            None => explain_skipped(problem, first, entry.line + lines.len() - 1, entry),
        };
        problems.push(problem.at(Some(source(file, entry.line))));
    }
    Ok(problems)
}

/// Why the app skips a statement over several lines, and the fix.
fn explain_skipped(problem: Violation, first: &str, last: usize, entry: &Entry) -> Violation {
    let value = first.split_once('=').map(|(_, value)| value.trim());
    let (reason, help) = match value {
        _ if matches!(entry.kind, Kind::Binding(_)) => {
            (file::NO_EQUALS_SIGN, file::WRITE_ASSIGNMENT)
        }
        Some(_) if last > entry.line => {
            return problem
                .reason(text!(file::QUOTE_CLOSED_BELOW, line = last))
                .help(file::CLOSE_QUOTE);
        }
        Some(value) => match value
            .chars()
            .next()
            .filter(|mark| ['"', '\''].contains(mark))
        {
            None => (file::INVALID_NAME, file::WRITE_ASSIGNMENT),
            Some(mark) => match value[1..].rsplit_once(mark).map(|(_, after)| after.trim()) {
                None => (file::OPEN_QUOTE, file::CLOSE_QUOTE),
                Some("," | ";") => (file::COMMA_AFTER_QUOTE, file::REMOVE_IT),
                Some(_) => (file::TEXT_AFTER_QUOTE, file::REMOVE_OR_COMMENT),
            },
        },
        None => (file::NOT_AN_ASSIGNMENT, file::WRITE_OR_COMMENT),
    };
    problem.reason(reason).help(help)
}

/// The variables that the lines after the first of a statement would set.
pub(super) fn swallowed_names(file: &EnvFile, entry: &Entry) -> Vec<String> {
    let lines = file.document.lines(entry);
    let names = lines.iter().skip(1).filter_map(|line| {
        let name = leading_name(line.trim_start());
        let after = line.trim_start().split_once(name)?.1.trim();
        let value = after.strip_prefix('=')?.trim_end_matches(['"', '\'']);
        (is_identifier(name) && !is_end_of_base64(name, Some(value))).then(|| name.to_owned())
    });
    names.collect()
}

/// The variable name at the start of a line.
pub(super) fn leading_name(text: &str) -> &str {
    let text = text
        .strip_prefix("export ")
        .map_or(text, str::trim_start)
        .trim_start_matches(['\'', '"']);
    let end = text.find(|character: char| !(character.is_ascii_alphanumeric() || character == '_'));
    &text[..end.unwrap_or(text.len())]
}

/// A name one letter off a known one.
pub(super) struct Misspelled<'run> {
    pub name: &'run str,
    pub line: usize,
    pub meant: &'static variables::Variable,
    /// Whether the known one is required and not set.
    pub is_lost: bool,
}

/// Names one letter off a known one: if that one is required and not set, or the others.
fn misspelled(context: &CheckContext<'_>, lost: bool) -> CheckResult {
    let file = context.file()?;
    let found = misspelled_names(context, file).into_iter();
    let problem = |Misspelled {
                       name,
                       line,
                       meant,
                       is_lost,
                   }: Misspelled<'_>| {
        let diagnostic = if is_lost {
            diagnostic!(file::NAME_TYPO, name = name, known = meant.name)
        } else {
            diagnostic!(file::NAME_SIMILAR, name = name, known = meant.name)
        };
        Violation::of(meant.name, diagnostic).at(Some(source(file, line)))
    };
    Ok(found
        .filter(|found| found.is_lost == lost)
        .map(problem)
        .collect())
}

/// All names one letter off a known one.
pub(super) fn misspelled_names<'run>(
    context: &CheckContext<'_>,
    file: &'run EnvFile,
) -> Vec<Misspelled<'run>> {
    let checked = context.variables();
    let mut found = Vec::new();
    for (name, line) in first_lines(&file.document) {
        let Some((meant, 1)) = variables::nearest(name) else {
            continue;
        };
        let known_elsewhere = checked.contains(&name);
        if known_elsewhere || !checked.contains(&meant.name) {
            continue;
        }
        let is_lost = context.settings.get(meant.name).is_none()
            && !matches!(
                meant.stage,
                variables::Stage::Navauth | variables::Stage::Space
            );
        found.push(Misspelled {
            name,
            line,
            meant,
            is_lost,
        });
    }
    found
}

fn set_twice(context: &CheckContext<'_>) -> CheckResult {
    let file = context.file()?;
    let mut lines: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (entry, binding) in file.document.bindings() {
        lines.entry(&binding.name).or_default().push(entry.line);
    }
    for (_, binding) in file.document.without_name() {
        lines.remove(binding.name.as_str());
    }
    let conflicts = file.document.conflicts();
    lines.retain(|_, lines| {
        let mut lines = lines.iter();
        !lines.any(|line| is_in_conflict(&conflicts, *line))
    });
    let names = context.variables();
    let checked = |name: &str| context.unless_only_providers().is_ok() || names.contains(&name);
    let twice = lines
        .into_iter()
        .filter(|(name, lines)| lines.len() > 1 && checked(name));
    let problems = twice.map(|(name, lines)| {
        let listed: Vec<String> = lines.iter().map(ToString::to_string).collect();
        let last = lines.last().copied().unwrap_or_default();
        let diagnostic = diagnostic!(file::SET_TWICE, name = name, line = last);
        Violation::of(name, diagnostic)
            .observed(text!(file::ON_LINES, lines = listed.join(", ")))
            .at(Some(source(
                file,
                lines.first().copied().unwrap_or_default(),
            )))
    });
    Ok(problems.collect())
}

fn overridden_by_process(context: &CheckContext<'_>) -> CheckResult {
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
            .overridden
            .first()
            .filter(|overridden| overridden.value != setting.value && !setting.value.is_empty());
        // A secret manager resolves its references in the process environment.
        let is_resolved = written.is_some_and(|written| {
            let reference = foreign_syntax::reference(written.value.expose(), |_| false);
            reference.is_some_and(|reference| reference.is_of_manager)
        });
        // Variables of other programs, such as PAGER, may differ from shell to shell.
        if written.is_none() || is_resolved || !names.contains(&name) {
            continue;
        }
        let problem = Violation::of(name, diagnostic!(file::OVERRULED, name = name));
        problems.push(problem.at(Some(source(file, line))));
    }
    Ok(problems)
}

/// Whether this line sets the variable's value.
pub(super) fn is_set_by(setting: Option<&Setting>, entry: &Entry) -> bool {
    setting.is_some_and(
        |setting| matches!(setting.origin, Origin::EnvFile { line, .. } if line == entry.line),
    )
}

pub(super) fn source(file: &EnvFile, line: usize) -> SourceSpan {
    SourceSpan {
        file: file.location.shown.clone(),
        line: Some(line),
    }
}

/// Each name with the first line that sets it.
fn first_lines(document: &Document) -> BTreeMap<&str, usize> {
    document
        .bindings()
        .rev()
        .map(|(entry, binding)| (binding.name.as_str(), entry.line))
        .collect()
}

/// Each name with the last line that sets it.
fn last_lines(document: &Document) -> BTreeMap<&str, usize> {
    document
        .bindings()
        .map(|(entry, binding)| (binding.name.as_str(), entry.line))
        .collect()
}
