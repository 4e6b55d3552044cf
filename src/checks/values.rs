//! Checks that apply to any value: spaces, quotation marks, placeholders, empty values.

use std::collections::BTreeMap;

use super::check::Check;
use super::context::CheckContext;
use super::env_file::{is_set_by, leading_name, source, swallowed_names};
use super::violation::{CheckResult, Violation};
use crate::config::dotenv::parser::{Binding, Quote};
use crate::config::foreign_syntax::{self, ForeignReference};
use crate::config::settings::Origin;
use crate::config::variables::Stage;
use crate::config::{EnvFile, empty_variable, placeholder, session_key, variables};
use crate::database::url;
use crate::diagnostic;
use crate::diagnostics::Code;
use crate::diagnostics::catalog::{env, file};
use crate::process;
use crate::text;

/// What is checked before a missing variable is reported: the file must not contain it in a form that the app cannot read.
pub const BEFORE_MISSING: &[&Code] = &[
    &file::NONE,
    &env::FILE_VARIABLE,
    &file::LOST_VARIABLE,
    &file::NAME_TYPO,
    &env::LINE_BREAK,
    &env::REFERENCE_EMPTY,
    &env::HIDDEN_BY_EMPTY,
    &env::EMPTY_DATABASE_URL,
    &env::EMPTY,
];

/// What is checked before the content of a value.
pub const BEFORE_CONTENT: &[&Code] = &[&env::PLACEHOLDER];

pub const CHECKS: &[Check] = &[
    Check {
        stage: Stage::File,
        title: "every value is on one line",
        depends_on: &[&file::LOST_VARIABLE, &file::VALUE_CONTINUES],
        run: line_break,
        ..Check::of(&env::LINE_BREAK)
    },
    Check {
        stage: Stage::File,
        title: "no value contains an escape sequence",
        depends_on: &[&env::LINE_BREAK],
        run: |context| each(context, escape),
        ..Check::of(&env::ESCAPE)
    },
    Check {
        stage: Stage::File,
        title: "no value ends with a backslash",
        depends_on: &[&env::ESCAPE],
        run: |context| each(context, continuation),
        ..Check::of(&env::CONTINUATION)
    },
    Check {
        stage: Stage::File,
        title: "no value contains a control character or an invisible one",
        depends_on: &[&env::CONTINUATION],
        run: |context| each(context, control_character),
        ..Check::of(&env::CONTROL_CHARACTER)
    },
    Check {
        stage: Stage::File,
        title: "no value begins or ends with a space",
        depends_on: &[&env::CONTROL_CHARACTER],
        run: |context| each(context, surrounding_space),
        ..Check::of(&env::SURROUNDING_SPACE)
    },
    Check {
        stage: Stage::File,
        title: "no value contains a comment",
        depends_on: &[&env::SURROUNDING_SPACE],
        run: |context| each(context, comment),
        ..Check::of(&env::COMMENT)
    },
    Check {
        stage: Stage::File,
        title: "no value contains stray quotation marks",
        depends_on: &[&env::COMMENT],
        run: |context| each(context, quoted),
        ..Check::of(&env::QUOTED)
    },
    Check {
        stage: Stage::File,
        title: "no value begins with a variable name",
        depends_on: &[&env::QUOTED],
        run: |context| each(context, name_in_value),
        ..Check::of(&env::NAME_IN_VALUE)
    },
    Check {
        stage: Stage::File,
        title: "no value must be read from a secret manager",
        depends_on: &[&env::NAME_IN_VALUE],
        forbids_push: true,
        run: secret_manager,
        ..Check::of(&env::SECRET_MANAGER)
    },
    Check {
        stage: Stage::File,
        title: "no value contains a reference that the app does not expand",
        depends_on: &[&env::SECRET_MANAGER],
        run: |context| each(context, reference),
        ..Check::of(&env::REFERENCE)
    },
    Check {
        stage: Stage::File,
        title: "no value refers to an empty variable",
        depends_on: &[&env::REFERENCE],
        run: reference_empty,
        ..Check::of(&env::REFERENCE_EMPTY)
    },
    Check {
        stage: Stage::File,
        title: "no value is a placeholder",
        depends_on: &[&env::REFERENCE_EMPTY],
        forbids_push: true,
        run: |context| each(context, placeholder_value),
        ..Check::of(&env::PLACEHOLDER)
    },
    Check {
        stage: Stage::File,
        title: "no variable is set as the path of a file with its value",
        run: file_variable,
        ..Check::of(&env::FILE_VARIABLE)
    },
    Check {
        stage: Stage::File,
        title: "no empty variable of the process environment hides a value",
        run: hidden_by_empty,
        ..Check::of(&env::HIDDEN_BY_EMPTY)
    },
    Check {
        stage: Stage::File,
        title: "the app does not use an empty connection string",
        depends_on: &[&env::REFERENCE_EMPTY, &env::HIDDEN_BY_EMPTY],
        run: empty_database_url,
        ..Check::of(&env::EMPTY_DATABASE_URL)
    },
    Check {
        stage: Stage::File,
        title: "no variable is empty",
        depends_on: &[
            &env::REFERENCE_EMPTY,
            &env::HIDDEN_BY_EMPTY,
            &env::EMPTY_DATABASE_URL,
        ],
        run: empty,
        ..Check::of(&env::EMPTY)
    },
];

/// Applies a rule to every variable that is set and not empty.
fn each(
    context: &CheckContext<'_>,
    rule: fn(&CheckContext<'_>, &str, &str) -> Option<Violation>,
) -> CheckResult {
    let variables = context.variables().into_iter();
    Ok(variables
        .filter_map(|name| rule(context, name, context.value(name)?))
        .collect())
}

/// A multi-line value also swallows the variables on its lines, whether or not its own variable is checked.
fn line_break(context: &CheckContext<'_>) -> CheckResult {
    let names = context.variables();
    let mut problems = Vec::new();
    let bindings = context.env_file.into_iter().flat_map(|file| {
        let bindings = file.document.bindings();
        bindings.map(move |(entry, binding)| (file, entry, binding))
    });
    for (file, entry, binding) in bindings {
        let lines = file.document.lines(entry).len();
        let is_carriage_return = |raw: &str| {
            !raw.contains('\n') && !raw.trim_end_matches(['\r', '"', '\'']).contains('\r')
        };
        // At the end of the value it is a character around it.
        if lines == 1 || is_carriage_return(file.document.raw_value(binding)) {
            continue;
        }
        let lost: Vec<String> = swallowed_names(file, entry)
            .into_iter()
            .filter(|name| context.settings.get(name).is_none())
            .collect();
        let in_use = names.contains(&binding.name.as_str())
            && is_set_by(context.settings.get(&binding.name), entry);
        if !in_use && !lost.iter().any(|name| names.contains(&name.as_str())) {
            continue;
        }
        let line = entry.line + lines - 1;
        let reason = if lost.is_empty() {
            text!(env::QUOTE_CLOSED_BELOW, line = line)
        } else {
            text!(env::QUOTE_SWALLOWS, line = line, names = lost.join(", "))
        };
        let problem = Violation::of(
            &binding.name,
            diagnostic!(env::LINE_BREAK, name = binding.name),
        )
        .reason(reason)
        .at(Some(source(file, entry.line)));
        problems.push(lost.into_iter().fold(problem, Violation::and_with));
    }
    for name in names {
        let Some(setting) = context.settings.get_non_empty(name) else {
            continue;
        };
        let inside = setting.value.expose().trim_matches(is_invisible);
        let written = binding_in_use(context, name);
        let is_of_quotes = written.is_some_and(|written| written.raw.contains(['\n', '\r']));
        if !inside.contains(['\n', '\r']) || is_of_quotes || escape(context, name, "").is_some() {
            continue;
        }
        let reason = if setting.origin == Origin::Process {
            env::ENVIRONMENT_HAS_LINE_BREAK
        } else {
            env::REFERENCE_HAS_LINE_BREAK
        };
        let problem = context.diagnose(name, diagnostic!(env::LINE_BREAK, name = name));
        problems.push(problem.reason(reason).help(env::REMOVE_LINE_BREAK));
    }
    Ok(problems)
}

/// No value of the guide ends with a backslash; in a shell it continues the line.
fn continuation(context: &CheckContext<'_>, name: &str, value: &str) -> Option<Violation> {
    let is_continued = value.trim_end_matches(is_invisible).ends_with('\\');
    is_continued.then(|| {
        let problem = context.diagnose(name, diagnostic!(env::CONTINUATION, name = name));
        match binding_in_use(context, name) {
            Some(_) => problem.reason(env::NOT_CONTINUED),
            None => problem,
        }
    })
}

/// Line ends, surrounding white space and comments have their own checks.
fn control_character(context: &CheckContext<'_>, name: &str, value: &str) -> Option<Violation> {
    let trimmed = value.trim_matches(is_invisible).replace("\t#", "#");
    let is_wrong = |character: &char| {
        let is_line = matches!(character, '\n' | '\r' | '\t');
        !is_line && (character.is_control() || *character != ' ' && is_invisible(*character))
    };
    let character = trimmed.chars().find(is_wrong)?;
    let position = value.chars().position(|other| other == character)? + 1;
    let code = format!("U+{:04X}", u32::from(character));
    let mut diagnostic = diagnostic!(
        env::CONTROL_CHARACTER,
        name = name,
        character = code,
        position = position
    );
    if character == '\u{1b}' {
        diagnostic = diagnostic.reason(env::FROM_A_KEY);
    }
    Some(context.diagnose(name, diagnostic))
}

/// The binding that sets a variable.
struct BindingInUse<'run> {
    file: &'run EnvFile,
    binding: &'run Binding,
    /// The value as written, including quotes.
    raw: &'run str,
    line: usize,
}

fn binding_in_use<'run>(context: &CheckContext<'run>, name: &str) -> Option<BindingInUse<'run>> {
    let file = context.env_file?;
    let (entry, binding) = file.document.bindings_of(name).next_back()?;
    is_set_by(context.settings.get(name), entry).then(|| BindingInUse {
        file,
        binding,
        raw: file.document.raw_value(binding),
        line: entry.line,
    })
}

/// An escape sequence in a double-quoted value, with what it becomes in the app.
const ESCAPES: [(char, char, &str); 7] = [
    ('n', '\n', "a line break"),
    ('r', '\r', "a carriage return"),
    ('t', '\t', "a tab"),
    ('a', '\u{7}', "a control character"),
    ('b', '\u{8}', "a control character"),
    ('f', '\u{c}', "a control character"),
    ('v', '\u{b}', "a control character"),
];

/// At either end it is reported as surrounding space.
fn escape(context: &CheckContext<'_>, name: &str, _: &str) -> Option<Violation> {
    let BindingInUse { binding, raw, .. } = binding_in_use(context, name)?;
    let inside = context.value(name)?.trim_matches(is_invisible);
    if binding.quote != Quote::Double || raw.contains(['\n', '\r']) {
        return None;
    }
    let mut characters = raw.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            continue;
        }
        let escaped = characters.next()?;
        let known = ESCAPES
            .iter()
            .find(|(letter, meant, _)| *letter == escaped && inside.contains(*meant));
        if let Some((letter, _, meaning)) = known {
            let diagnostic = diagnostic!(
                env::ESCAPE,
                name = name,
                escape = format!("\\{letter}"),
                character = meaning
            );
            return Some(context.diagnose(name, diagnostic));
        }
    }
    None
}

/// A `#` next to a space, or ` // `: no value of the guide contains one.
fn comment(context: &CheckContext<'_>, name: &str, value: &str) -> Option<Violation> {
    let after_space = |mark: &str| {
        let mut marks = value.match_indices(mark);
        marks.any(|(at, _)| value[..at].ends_with(char::is_whitespace))
    };
    let without_space = value.contains("# ") || value.contains("#\t");
    if !after_space("#") && !after_space("//") && !without_space {
        return None;
    }
    let quote = binding_in_use(context, name).map(|written| written.binding.quote);
    let reason = match quote {
        None => env::COMMENT_IN_ENVIRONMENT,
        Some(Quote::None) if after_space("//") => env::COMMENT_MARK,
        Some(Quote::None) => env::COMMENT_WITHOUT_SPACE,
        Some(Quote::Single | Quote::Double) => env::COMMENT_IN_QUOTES,
    };
    let problem = context.diagnose(name, diagnostic!(env::COMMENT, name = name));
    Some(problem.reason(reason))
}

fn surrounding_space(context: &CheckContext<'_>, name: &str, value: &str) -> Option<Violation> {
    let last = value.chars().next_back().filter(|&last| is_invisible(last));
    let first = value.chars().next().filter(|&first| is_invisible(first));
    let (position, character) = match (first, last) {
        (_, Some(last)) => ("ends", last),
        (Some(first), None) => ("begins", first),
        (None, None) => return None,
    };
    let reason = text!(
        env::HAS_AROUND,
        position = position,
        character = invisible_name(character)
    );
    let problem = context
        .diagnose(name, diagnostic!(env::SURROUNDING_SPACE, name = name))
        .reason(reason);
    Some(if character == '\r' {
        problem.help(env::REMOVE_CARRIAGE_RETURN)
    } else {
        problem
    })
}

fn invisible_name(character: char) -> String {
    match character {
        ' ' => "a space".to_owned(),
        '\t' => "a tab".to_owned(),
        '\r' => "a carriage return (\\r)".to_owned(),
        '\n' => "a line end (\\n)".to_owned(),
        other => format!("the invisible character U+{:04X}", u32::from(other)),
    }
}

/// White space and invisible characters.
pub(super) fn is_invisible(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Quotation marks, straight and typographic.
pub(super) const QUOTES: [(char, char); 5] =
    [('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”'), ('‘', '’')];

fn quoted(context: &CheckContext<'_>, name: &str, value: &str) -> Option<Violation> {
    let inside = QUOTES.iter().any(|&(open, close)| {
        value
            .strip_prefix(open)
            .is_some_and(|rest| rest.ends_with(close))
    });
    // A command in backticks is a reference.
    let is_command = value.starts_with('`') && value.contains(' ');
    (inside && !is_command).then(|| context.diagnose(name, diagnostic!(env::QUOTED, name = name)))
}

fn name_in_value(context: &CheckContext<'_>, name: &str, value: &str) -> Option<Violation> {
    let start = if value.starts_with('=') {
        "=".to_owned()
    } else {
        let found = leading_name(value);
        let known = found == name || variables::find(found).is_some();
        let after = value[value.find(found)? + found.len()..].trim_start();
        let sign = if after.starts_with('=') {
            "="
        } else if after.starts_with(": ") {
            ":"
        } else {
            return None;
        };
        known.then(|| format!("{found}{sign}"))?
    };
    let diagnostic = diagnostic!(env::NAME_IN_VALUE, name = name, start = start);
    Some(context.diagnose(name, diagnostic))
}

/// The reference in a variable's value that the app does not replace.
pub(super) fn foreign_reference(
    context: &CheckContext<'_>,
    name: &str,
) -> Option<ForeignReference> {
    let is_set = |name: &str| context.settings.get(name).is_some();
    let in_file = binding_in_use(context, name).and_then(|written| {
        foreign_syntax::reference(written.binding.value.as_ref()?.expose(), is_set)
    });
    in_file.or_else(|| foreign_syntax::reference(context.value(name)?, is_set))
}

/// One problem for each tool: all its values have the same fix.
fn secret_manager(context: &CheckContext<'_>) -> CheckResult {
    let mut of_tools: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for name in context.variables() {
        let found = foreign_reference(context, name).filter(|found| found.is_of_manager);
        if let Some(found) = found {
            of_tools.entry(found.replaced_by).or_default().push(name);
        }
    }
    let problems = of_tools.into_iter().map(|(tool, names)| {
        let diagnostic = diagnostic!(env::SECRET_MANAGER, names = names.join(", "), tool = tool);
        let in_file = binding_in_use(context, names[0]);
        let help = match tool {
            foreign_syntax::ONE_PASSWORD => Some(&env::RUN_WITH_OP),
            foreign_syntax::DOTENVX => Some(&env::RUN_WITH_DOTENVX),
            _ => None,
        };
        let diagnostic = match (help, in_file) {
            (Some(help), Some(written)) => {
                let path = process::quoted(&written.file.location.shown);
                diagnostic.with_help(help, &[("path", &path)])
            }
            _ => diagnostic,
        };
        let others = names.iter().skip(1).copied();
        others.fold(context.diagnose(names[0], diagnostic), Violation::and_with)
    });
    Ok(problems.collect())
}

/// The session key has its own check.
fn reference(context: &CheckContext<'_>, name: &str, value: &str) -> Option<Violation> {
    if name == session_key::NAME {
        return None;
    }
    let of = |reference: &str| {
        context.diagnose(
            name,
            diagnostic!(env::REFERENCE, name = name, reference = reference),
        )
    };
    let Some(found) = foreign_reference(context, name) else {
        let in_file = binding_in_use(context, name).is_some();
        return value.contains("${").then(|| {
            of("${…}").reason(if in_file {
                env::UNKNOWN_FORM
            } else {
                env::ONLY_IN_FILE
            })
        });
    };
    let problem = of(&found.shape).reason(text!(env::REPLACED_BY, tool = found.replaced_by));
    Some(
        match found
            .instead
            .filter(|_| binding_in_use(context, name).is_some())
        {
            Some(instead) => problem.help(text!(env::WRITE_REFERENCE, reference = instead)),
            None => problem,
        },
    )
}

fn reference_empty(context: &CheckContext<'_>) -> CheckResult {
    let mut problems = Vec::new();
    for name in context.variables() {
        let Some(BindingInUse { file, line, .. }) = binding_in_use(context, name) else {
            continue;
        };
        let Some(setting) = context.settings.get(name) else {
            continue;
        };
        // GitHub's `${{ … }}` is not replaced either.
        if setting.empty_references.is_empty() || foreign_reference(context, name).is_some() {
            continue;
        }
        let shown: Vec<String> = setting
            .empty_references
            .iter()
            .map(|reference| match reference.name.as_str() {
                "" => env::A_REFERENCE.to_owned(),
                name => format!("${{{name}}}"),
            })
            .collect();
        let reasons = setting.empty_references.iter().filter_map(|reference| {
            let name = Some(reference.name.as_str()).filter(|name| !name.is_empty())?;
            let mut below = file.document.bindings_of(name);
            let below = below.find(|(entry, binding)| entry.line > line && binding.value.is_some());
            Some(match below {
                Some((entry, _)) => text!(env::SET_BELOW, name = name, line = entry.line),
                None if reference.is_set => text!(env::SET_TO_NOTHING, name = name),
                None => text!(env::SET_NOWHERE, name = name),
            })
        });
        let reasons: Vec<String> = reasons.collect();
        let diagnostic = diagnostic!(
            env::REFERENCE_EMPTY,
            name = name,
            references = shown.join(", ")
        );
        let problem = context.diagnose(name, diagnostic);
        problems.push(if reasons.is_empty() {
            problem
        } else {
            problem.reason(reasons.join("; "))
        });
    }
    Ok(problems)
}

fn placeholder_value(context: &CheckContext<'_>, name: &str, value: &str) -> Option<Violation> {
    let reason = placeholder(value).or_else(|| variable_name(name, value));
    reason.map(|reason| {
        context.with_value_help(
            name,
            context
                .diagnose(name, diagnostic!(env::PLACEHOLDER, name = name))
                .reason(reason),
        )
    })
}

/// Whether a value is only the name of a variable. The session key has its own check.
fn variable_name(name: &str, value: &str) -> Option<&'static str> {
    let is_name = value.eq_ignore_ascii_case(name) || variables::find(value).is_some();
    (is_name && name != session_key::NAME).then_some("it is the name of a variable")
}

/// `NAME_FILE` in place of `NAME`.
fn file_variable(context: &CheckContext<'_>) -> CheckResult {
    let names = context.variables().into_iter();
    let unset = names.filter(|name| context.settings.get(name).is_none());
    let problems = unset.filter_map(|name| {
        let of_file = format!("{name}_FILE");
        context.settings.get_non_empty(&of_file)?;
        let problem = context.diagnose(&of_file, diagnostic!(env::FILE_VARIABLE, name = name));
        Some(problem.and_with(name))
    });
    Ok(problems.collect())
}

fn hidden_by_empty(context: &CheckContext<'_>) -> CheckResult {
    let mut problems = Vec::new();
    for name in context.variables() {
        let setting = context.settings.get(name);
        let Some(diagnostic) =
            setting.and_then(|setting| empty_variable::hidden_by_empty(name, setting))
        else {
            continue;
        };
        let location = diagnostic.source.clone();
        let problem = Violation::of(name, diagnostic).at(location);
        problems.push(if url::variable_in_use(context.settings) == Some(name) {
            problem.reason(env::DOES_NOT_START)
        } else {
            problem
        });
    }
    Ok(problems)
}

fn empty_database_url(context: &CheckContext<'_>) -> CheckResult {
    context.unless_only_providers()?;
    let name = url::variable_in_use(context.settings).filter(|name| context.value(name).is_none());
    let problem = name.map(|name| {
        let problem = context.diagnose(name, diagnostic!(env::EMPTY_DATABASE_URL, name = name));
        with_unset_help(context, name, problem)
    });
    Ok(problem.into_iter().collect())
}

/// Optional variables. A missing required variable is reported by its own check.
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
        let problem = context.diagnose(name, diagnostic!(env::EMPTY, name = name));
        with_unset_help(context, name, problem)
    });
    Ok(problems.collect())
}

/// The fix for a variable that the process environment sets, where there is no line to remove.
fn with_unset_help(context: &CheckContext<'_>, name: &str, problem: Violation) -> Violation {
    let setting = context.settings.get(name);
    if setting.is_some_and(|setting| setting.origin == Origin::Process) {
        problem
            .help(env::REMOVE_FROM_ENVIRONMENT)
            .command(text!(env::UNSET_COMMAND, name = name))
    } else {
        problem
    }
}
