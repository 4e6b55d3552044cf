//! What can be wrong with any value: spaces, quotation marks, placeholders, nothing at all.
//!
//! Owns what holds for every variable alike. What only holds for one kind of value stands in that kind's file.

use super::check::{Check, CheckResult, Severity, Stage, Violation};
use super::context::CheckContext;
use super::file::leading_name;
use crate::config::{placeholder, session_key};

/// What every check for a missing variable needs: a file that does not hold it in a way that the app cannot see.
pub const IN_SIGHT: &[&str] = &[
    "file.none",
    "file.lost-variable",
    "file.name-typo",
    "env.line-break",
];

/// What every check of a value's content needs: a value that is one, which in turn needs the three before it.
pub const CLEAN: &[&str] = &["env.placeholder"];

pub const CHECKS: &[Check] = &[
    Check {
        id: "env.line-break",
        stage: Stage::File,
        title: "every value stands on one line",
        depends_on: &[],
        severity: Severity::ERROR,
        run: |context| each(context, line_break),
        ..Check::LOCAL
    },
    Check {
        id: "env.surrounding-space",
        stage: Stage::File,
        title: "no value begins or ends with a space",
        depends_on: &["env.line-break"],
        severity: Severity::ERROR,
        run: |context| each(context, surrounding_space),
        ..Check::LOCAL
    },
    Check {
        id: "env.quoted",
        stage: Stage::File,
        title: "no value has quotation marks that belong to it",
        depends_on: &["env.surrounding-space"],
        severity: Severity::ERROR,
        run: |context| each(context, quoted),
        ..Check::LOCAL
    },
    Check {
        id: "env.placeholder",
        stage: Stage::File,
        title: "no value is a placeholder",
        depends_on: &["env.quoted"],
        severity: Severity::ERROR,
        run: |context| each(context, still_a_placeholder),
        ..Check::LOCAL
    },
    Check {
        id: "env.empty",
        stage: Stage::File,
        title: "no variable is set to nothing",
        depends_on: &[],
        severity: Severity::WARNING,
        run: empty,
        ..Check::LOCAL
    },
];

/// Judges the value of every variable that is set and not empty.
fn each(
    context: &CheckContext<'_>,
    rule: fn(&CheckContext<'_>, &str, &str) -> Option<Violation>,
) -> CheckResult {
    let variables = context.variables().into_iter();
    Ok(variables
        .filter_map(|name| rule(context, name, context.value(name)?))
        .collect())
}

/// The variables of the lines that a value swallowed are lost for the same cause.
fn line_break(context: &CheckContext<'_>, name: &str, value: &str) -> Option<Violation> {
    let mut lines = value.trim_matches(is_invisible).lines();
    let (_, second) = (lines.next()?, lines.next()?);
    let problem = context
        .problem(name, format!("the value of {name} goes over several lines"))
        .reason("a quotation mark that opens on this line closes on a later one, so the lines between belong to the value")
        .help("close the quotation mark on this line");
    Some(
        std::iter::once(second)
            .chain(lines)
            .map(leading_name)
            .filter(|name| !name.is_empty())
            .fold(problem, Violation::and_with),
    )
}

fn surrounding_space(context: &CheckContext<'_>, name: &str, value: &str) -> Option<Violation> {
    (value.trim_matches(is_invisible) != value).then(|| {
        context
            .problem(
                name,
                format!("the value of {name} begins or ends with a space or a line end"),
            )
            .reason("the app takes it for a part of the value")
            .help("remove it; between quotation marks it counts too")
    })
}

/// White space, and what looks like nothing at all.
pub(super) fn is_invisible(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Quotation marks, as people and their editors type them.
pub(super) const QUOTES: [(char, char); 5] =
    [('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”'), ('‘', '’')];

fn quoted(context: &CheckContext<'_>, name: &str, value: &str) -> Option<Violation> {
    let inside = QUOTES.iter().any(|&(open, close)| {
        value
            .strip_prefix(open)
            .is_some_and(|rest| rest.ends_with(close))
    });
    inside.then(|| {
        context
            .problem(
                name,
                format!("the value of {name} has quotation marks around it"),
            )
            .reason("the app takes them for a part of the value")
            .help("remove them")
    })
}

fn still_a_placeholder(context: &CheckContext<'_>, name: &str, value: &str) -> Option<Violation> {
    placeholder(value).map(|reason| {
        context.ask_for(
            name,
            context
                .problem(name, format!("{name} is still a placeholder"))
                .reason(reason),
        )
    })
}

/// Variables that the app can do without. The others have checks of their own, which say what it means.
fn empty(context: &CheckContext<'_>) -> CheckResult {
    let credentials: Vec<&str> = context.all_credentials().map(|(_, _, name)| name).collect();
    let optional = context
        .variables()
        .into_iter()
        .filter(|name| !credentials.contains(name) && *name != session_key::NAME);
    let empty = optional.filter(|name| {
        context
            .settings
            .get(name)
            .is_some_and(|setting| setting.value.is_empty())
    });
    let problems = empty.map(|name| {
        context
            .problem(name, format!("{name} is empty"))
            .reason("it counts as not set")
            .help("give it a value, or remove the line")
    });
    Ok(problems.collect())
}
