//! What the values of a document become in the app: `${NAME}` and `${NAME:-default}` expanded as python-dotenv's `load_dotenv()` does.
//!
//! Owns expansion. Which name wins over which layer belongs to `load`.

use std::collections::BTreeMap;

use super::document::Document;
use crate::secret::Secret;

/// The expanded value of every binding, in the order of [`Document::bindings`]; None for a name without an equals sign.
///
/// The process environment wins over the file inside an expansion too, and a binding sees only those above it.
pub fn values(document: &Document, environment: &BTreeMap<String, String>) -> Vec<Option<Secret>> {
    // The places of the values among those above.
    let mut above: BTreeMap<&str, usize> = BTreeMap::new();
    let mut values: Vec<Option<Secret>> = Vec::new();
    for (_, binding) in document.bindings() {
        let value = binding.value.as_ref().map(|value| {
            Secret::new(expand(value.expose(), |name| {
                let seen = environment.get(name).map(String::as_str);
                // A bare name counts as set here, so that its default is not taken.
                seen.or_else(|| {
                    above
                        .get(name)
                        .map(|&place| values[place].as_ref().map_or("", Secret::expose))
                })
            }))
        });
        above.insert(&binding.name, values.len());
        values.push(value);
    }
    values
}

/// The expanded value that the file gives a name: its last binding's. What the process environment says of the same name is left aside.
pub fn value_in(
    document: &Document,
    environment: &BTreeMap<String, String>,
    name: &str,
) -> Option<Secret> {
    let bindings = document.bindings().zip(values(document, environment));
    bindings
        .filter(|((_, binding), _)| binding.name == name)
        .last()
        .and_then(|(_, value)| value)
}

/// Whether a value holds something to expand.
pub fn mentions_variable(value: &str) -> bool {
    next_reference(value).is_some()
}

fn expand<'value>(mut value: &'value str, lookup: impl Fn(&str) -> Option<&'value str>) -> String {
    let mut expanded = String::with_capacity(value.len());
    while let Some(reference) = next_reference(value) {
        expanded += reference.before;
        expanded += lookup(reference.name).unwrap_or(reference.default);
        value = reference.after;
    }
    expanded + value
}

struct Reference<'value> {
    before: &'value str,
    name: &'value str,
    default: &'value str,
    after: &'value str,
}

/// The first `${name}` or `${name:-default}`. A name holds neither `}` nor `:`, a default no `}`; `${name:x}` is plain text.
fn next_reference(value: &str) -> Option<Reference<'_>> {
    value.match_indices("${").find_map(|(start, opening)| {
        let inside = &value[start + opening.len()..];
        let (name, rest) = inside.split_at(inside.find(['}', ':'])?);
        let (default, after) = match rest.strip_prefix(":-") {
            Some(rest) => rest.split_once('}')?,
            None => ("", rest.strip_prefix('}')?),
        };
        Some(Reference {
            before: &value[..start],
            name,
            default,
            after,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{Document, values};
    use std::collections::BTreeMap;

    #[test]
    fn the_four_hundred_files_give_what_the_app_sees() {
        let cases: Vec<serde_json::Value> =
            serde_json::from_str(include_str!("../../tests/vectors/dotenv.json")).unwrap();
        assert_eq!(cases.len(), 400);
        for case in cases {
            let environment: BTreeMap<String, String> =
                serde_json::from_value(case["environment"].clone()).unwrap();
            let document = Document::parse(case["file"].as_str().unwrap());
            let mut last = BTreeMap::new();
            for ((_, binding), value) in document.bindings().zip(values(&document, &environment)) {
                last.insert(binding.name.clone(), value);
            }
            let mut seen: BTreeMap<_, _> = last
                .into_iter()
                .filter_map(|(name, value)| Some((name, value?.expose().to_owned())))
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
}
