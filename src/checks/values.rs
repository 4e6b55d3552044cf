//! What can be wrong with any value: spaces, quotation marks, placeholders, nothing at all.
//!
//! Owns what holds for every variable alike. What only holds for one kind of value stands in that kind's file.

use super::check::{Check, Judged, Problem, Severity, Stage};
use super::file::leading_name;
use super::subject::Subject;
use crate::env::{placeholder, session_key};

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
        needs: &[],
        severity: Severity::ERROR,
        judge: |subject| each(subject, line_break),
        ..Check::OF_SETTINGS
    },
    Check {
        id: "env.surrounding-space",
        stage: Stage::File,
        title: "no value begins or ends with a space",
        needs: &["env.line-break"],
        severity: Severity::ERROR,
        judge: |subject| each(subject, surrounding_space),
        ..Check::OF_SETTINGS
    },
    Check {
        id: "env.quoted",
        stage: Stage::File,
        title: "no value has quotation marks that belong to it",
        needs: &["env.surrounding-space"],
        severity: Severity::ERROR,
        judge: |subject| each(subject, quoted),
        ..Check::OF_SETTINGS
    },
    Check {
        id: "env.placeholder",
        stage: Stage::File,
        title: "no value is a placeholder",
        needs: &["env.quoted"],
        severity: Severity::ERROR,
        judge: |subject| each(subject, still_a_placeholder),
        ..Check::OF_SETTINGS
    },
    Check {
        id: "env.empty",
        stage: Stage::File,
        title: "no variable is set to nothing",
        needs: &[],
        severity: Severity::WARNING,
        judge: empty,
        ..Check::OF_SETTINGS
    },
];

/// Judges the value of every variable that is set and not empty.
fn each(subject: &Subject<'_>, rule: fn(&Subject<'_>, &str, &str) -> Option<Problem>) -> Judged {
    let variables = subject.variables().into_iter();
    Ok(variables
        .filter_map(|name| rule(subject, name, subject.value(name)?))
        .collect())
}

/// The variables of the lines that a value swallowed are lost for the same cause.
fn line_break(subject: &Subject<'_>, name: &str, value: &str) -> Option<Problem> {
    let mut lines = value.trim_matches(is_invisible).lines();
    let (_, second) = (lines.next()?, lines.next()?);
    let problem = subject
        .problem(name, format!("the value of {name} goes over several lines"))
        .cause("a quotation mark that opens on this line closes on a later one, so the lines between belong to the value")
        .fix("close the quotation mark on this line");
    Some(
        std::iter::once(second)
            .chain(lines)
            .map(leading_name)
            .filter(|name| !name.is_empty())
            .fold(problem, Problem::and_with),
    )
}

fn surrounding_space(subject: &Subject<'_>, name: &str, value: &str) -> Option<Problem> {
    (value.trim_matches(is_invisible) != value).then(|| {
        subject
            .problem(
                name,
                format!("the value of {name} begins or ends with a space or a line end"),
            )
            .cause("the app takes it for a part of the value")
            .fix("remove it; between quotation marks it counts too")
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

fn quoted(subject: &Subject<'_>, name: &str, value: &str) -> Option<Problem> {
    let inside = QUOTES.iter().any(|&(open, close)| {
        value
            .strip_prefix(open)
            .is_some_and(|rest| rest.ends_with(close))
    });
    inside.then(|| {
        subject
            .problem(
                name,
                format!("the value of {name} has quotation marks around it"),
            )
            .cause("the app takes them for a part of the value")
            .fix("remove them")
    })
}

fn still_a_placeholder(subject: &Subject<'_>, name: &str, value: &str) -> Option<Problem> {
    placeholder(value).map(|reason| {
        subject.ask_for(
            name,
            subject
                .problem(name, format!("{name} is still a placeholder"))
                .cause(reason),
        )
    })
}

/// Variables that the app can do without. The others have checks of their own, which say what it means.
fn empty(subject: &Subject<'_>) -> Judged {
    let credentials: Vec<&str> = subject.all_credentials().map(|(_, _, name)| name).collect();
    let optional = subject
        .variables()
        .into_iter()
        .filter(|name| !credentials.contains(name) && *name != session_key::NAME);
    let empty = optional.filter(|name| {
        subject
            .settings
            .get(name)
            .is_some_and(|setting| setting.value.is_empty())
    });
    let problems = empty.map(|name| {
        subject
            .problem(name, format!("{name} is empty"))
            .cause("it counts as not set")
            .fix("give it a value, or remove the line")
    });
    Ok(problems.collect())
}
