//! What can be wrong with any value: spaces, quotation marks, placeholders, nothing at all.
//!
//! Owns what holds for every variable alike. What only holds for one kind of value stands in that kind's file.

use super::check::{Check, CheckResult, Stage, Violation};
use super::context::CheckContext;
use super::file::leading_name;
use crate::config::{placeholder, session_key};
use crate::diagnostic;
use crate::diagnostics::catalog::{env, file};

/// What every check for a missing variable needs: a file that does not hold it in a way that the app cannot see.
pub const IN_SIGHT: &[&str] = &[
    file::NONE.id,
    file::LOST_VARIABLE.id,
    file::NAME_TYPO.id,
    env::LINE_BREAK.id,
];

/// What every check of a value's content needs: a value that is one, which in turn needs the three before it.
pub const CLEAN: &[&str] = &[env::PLACEHOLDER.id];

pub const CHECKS: &[Check] = &[
    Check {
        id: env::LINE_BREAK.id,
        stage: Stage::File,
        title: "every value stands on one line",
        depends_on: &[],
        severity: env::LINE_BREAK.severity,
        run: |context| each(context, line_break),
        ..Check::LOCAL
    },
    Check {
        id: env::SURROUNDING_SPACE.id,
        stage: Stage::File,
        title: "no value begins or ends with a space",
        depends_on: &[env::LINE_BREAK.id],
        severity: env::SURROUNDING_SPACE.severity,
        run: |context| each(context, surrounding_space),
        ..Check::LOCAL
    },
    Check {
        id: env::QUOTED.id,
        stage: Stage::File,
        title: "no value has quotation marks that belong to it",
        depends_on: &[env::SURROUNDING_SPACE.id],
        severity: env::QUOTED.severity,
        run: |context| each(context, quoted),
        ..Check::LOCAL
    },
    Check {
        id: env::PLACEHOLDER.id,
        stage: Stage::File,
        title: "no value is a placeholder",
        depends_on: &[env::QUOTED.id],
        severity: env::PLACEHOLDER.severity,
        run: |context| each(context, still_a_placeholder),
        ..Check::LOCAL
    },
    Check {
        id: env::EMPTY.id,
        stage: Stage::File,
        title: "no variable is set to nothing",
        depends_on: &[],
        severity: env::EMPTY.severity,
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
    let problem = context.diagnose(name, diagnostic!(env::LINE_BREAK, name = name));
    Some(
        std::iter::once(second)
            .chain(lines)
            .map(leading_name)
            .filter(|name| !name.is_empty())
            .fold(problem, Violation::and_with),
    )
}

fn surrounding_space(context: &CheckContext<'_>, name: &str, value: &str) -> Option<Violation> {
    (value.trim_matches(is_invisible) != value)
        .then(|| context.diagnose(name, diagnostic!(env::SURROUNDING_SPACE, name = name)))
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
    inside.then(|| context.diagnose(name, diagnostic!(env::QUOTED, name = name)))
}

fn still_a_placeholder(context: &CheckContext<'_>, name: &str, value: &str) -> Option<Violation> {
    placeholder(value).map(|reason| {
        context.ask_for(
            name,
            context
                .diagnose(name, diagnostic!(env::PLACEHOLDER, name = name))
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
    let problems = empty.map(|name| context.diagnose(name, diagnostic!(env::EMPTY, name = name)));
    Ok(problems.collect())
}
