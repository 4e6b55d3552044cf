//! Expands `${NAME}` and `${NAME:-default}` as python-dotenv's `load_dotenv()` does.

use std::collections::BTreeMap;

use super::parser::Document;
use super::reference::{Reference, next_reference};
use crate::config::foreign_syntax::is_upper;
use crate::secret::Secret;

/// Linux passes no longer value to a program (MAX_ARG_STRLEN).
const LONGEST_VALUE: usize = 128 << 10;

/// The limit for all values of a file together.
const LONGEST_ALL: usize = 4 << 20;

/// How many empty references of a value are kept.
const MOST_NAMED: usize = 8;

/// Longer names are not kept.
const LONGEST_NAME: usize = 64;

/// A value, or all values together, exceed the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong {
    /// The line of the binding that exceeds the limit.
    pub line: usize,
}

/// The expanded value of a binding.
#[derive(Debug)]
pub struct Expanded {
    /// The value that the app sees.
    pub value: Secret,
    /// The first process environment variable that is part of the value, directly or through another binding.
    pub borrowed: Option<String>,
    /// The references without a default that expanded to nothing, directly or through another binding.
    pub empty: Vec<EmptyReference>,
}

/// A reference that expanded to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmptyReference {
    /// The name between the braces; empty if it does not look like a variable's name, because it may be part of a
    /// secret then.
    pub name: String,
    /// Whether the name is set, to an empty value.
    pub is_set: bool,
}

impl EmptyReference {
    fn new(name: &str, is_set: bool) -> Self {
        let name = if is_upper(name) && name.len() <= LONGEST_NAME {
            name
        } else {
            ""
        };
        Self {
            name: name.to_owned(),
            is_set,
        }
    }
}

/// The expanded value of every binding, in the order of [`Document::bindings`]; None for a name without an equals
/// sign.
///
/// The process environment wins over the file inside an expansion too, and a binding sees only those above it.
pub fn values(
    document: &Document,
    environment: &BTreeMap<String, String>,
) -> Result<Vec<Option<Expanded>>, TooLong> {
    // The last index of each name above.
    let mut above: BTreeMap<&str, usize> = BTreeMap::new();
    let mut values: Vec<Option<Expanded>> = Vec::new();
    let mut left = LONGEST_ALL;
    for (entry, binding) in document.bindings() {
        let too_long = TooLong { line: entry.line };
        let value = match &binding.value {
            None => None,
            Some(value) => {
                let mut borrowed = None;
                let mut empty: Vec<EmptyReference> = Vec::new();
                let mut note = |reference: EmptyReference| {
                    if empty.len() < MOST_NAMED && !empty.contains(&reference) {
                        empty.push(reference);
                    }
                };
                let expanded = expand(value.expose(), |reference| {
                    let name = reference.name;
                    if let Some(value) = environment.get(name) {
                        if value.is_empty() {
                            note(EmptyReference::new(name, true));
                        } else {
                            borrowed.get_or_insert(name);
                        }
                        return value;
                    }
                    let Some(&other) = above.get(name) else {
                        if reference.default.is_none() {
                            note(EmptyReference::new(name, false));
                        }
                        return reference.default.unwrap_or_default();
                    };
                    // A bare name counts as set here, so its default is not used.
                    let Some(other) = &values[other] else {
                        note(EmptyReference::new(name, true));
                        return "";
                    };
                    if let Some(name) = &other.borrowed {
                        borrowed.get_or_insert(name);
                    }
                    if other.empty.is_empty() && other.value.is_empty() {
                        note(EmptyReference::new(name, true));
                    }
                    other.empty.iter().cloned().for_each(&mut note);
                    other.value.expose()
                });
                let expanded = expanded.ok_or(too_long)?;
                left = left.checked_sub(expanded.len()).ok_or(too_long)?;
                Some(Expanded {
                    value: Secret::new(expanded),
                    borrowed: borrowed.map(str::to_owned),
                    empty,
                })
            }
        };
        above.insert(&binding.name, values.len());
        values.push(value);
    }
    Ok(values)
}

/// The expanded value of a name's last binding, ignoring the process environment's value of that name.
pub fn value_in(
    document: &Document,
    environment: &BTreeMap<String, String>,
    name: &str,
) -> Option<Secret> {
    let bindings = document.bindings().zip(values(document, environment).ok()?);
    bindings
        .filter(|((_, binding), _)| binding.name == name)
        .last()
        .and_then(|(_, expanded)| Some(expanded?.value))
}

/// None if the value would be too long.
fn expand<'value>(
    mut value: &'value str,
    mut lookup: impl FnMut(&Reference<'value>) -> &'value str,
) -> Option<String> {
    let mut expanded = String::new();
    let mut add = |text: &str| {
        expanded += text;
        (expanded.len() <= LONGEST_VALUE).then_some(())
    };
    while let Some(reference) = next_reference(value) {
        add(reference.before)?;
        add(lookup(&reference))?;
        value = reference.after;
    }
    add(value)?;
    Some(expanded)
}

#[cfg(test)]
mod tests {
    use super::{Document, values};
    use std::collections::BTreeMap;

    #[test]
    fn expands_every_vector_like_the_app() {
        let cases: Vec<serde_json::Value> =
            serde_json::from_str(include_str!("../../../tests/vectors/dotenv.json")).unwrap();
        assert_eq!(cases.len(), 400);
        for case in cases {
            let environment: BTreeMap<String, String> =
                serde_json::from_value(case["environment"].clone()).unwrap();
            let document = Document::parse(case["file"].as_str().unwrap());
            let mut last = BTreeMap::new();
            for ((_, binding), value) in document
                .bindings()
                .zip(values(&document, &environment).unwrap())
            {
                last.insert(binding.name.clone(), value);
            }
            let mut seen: BTreeMap<_, _> = last
                .into_iter()
                .filter_map(|(name, value)| Some((name, value?.value.expose().to_owned())))
                .collect();
            seen.extend(environment);
            assert_eq!(
                serde_json::to_value(seen).unwrap(),
                case["app_sees"],
                "{}",
                case["file"]
            );
        }
    }

    #[test]
    fn rejects_exponential_expansion_at_its_line() {
        let limit = |text: &str| {
            values(&Document::parse(text), &BTreeMap::new())
                .err()
                .map(|too_long| too_long.line)
        };
        let mut bomb = "A0=0123456789abcdef\n".to_owned();
        for line in 1..40 {
            bomb += &format!("A{line}=${{A{}}}${{A{}}}\n", line - 1, line - 1);
        }
        // 16 bytes doubled 13 times are 128 KiB, which is still allowed.
        assert_eq!(limit(&bomb), Some(15));
        let long = "x".repeat(super::LONGEST_VALUE);
        assert_eq!(limit(&format!("A={long}\n")), None);
        assert_eq!(limit(&format!("\nA={long}x\n")), Some(2));
        // Values within the limit exceed the total.
        let many = format!("A={long}\n{}", "B=${A}\n".repeat(100));
        assert_eq!(limit(&many), Some(33));
    }

    #[test]
    fn unclosed_references_take_linear_time() {
        let time = |value: &str| {
            let started = std::time::Instant::now();
            let _ = crate::config::dotenv::reference::mentions_variable(value);
            let _ = super::expand(value, |reference| reference.default.unwrap_or_default());
            started.elapsed()
        };
        for piece in [
            "${",
            "${a:",
            "${a:-",
            "${a",
            "$",
            "{",
            "}${",
            "${a:-${b:-",
            "${${a:x}",
        ] {
            for end in ["", "}", ":", ":}", ":-", ":x}"] {
                let value = |repeated| piece.repeat(repeated) + end;
                let took = time(&value(100_000));
                // A slow machine may take longer, but not a hundred times longer than for a tenth.
                let is_linear = took.as_secs() < 2 || took < 30 * time(&value(10_000));
                assert!(is_linear, "{piece} {end}: {took:?}");
            }
        }
    }
}
