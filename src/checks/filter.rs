//! Which checks are judged: `--only` and `--skip`.
//!
//! Owns whom a command asks at all, and the patterns: an id, a group (what stands before the dot), or either with `*` for any text.

use std::collections::BTreeSet;

use super::check::{Check, Source};
use super::registry::registry;
use crate::diagnostic;
use crate::diagnostics::catalog::usage;
use crate::diagnostics::{Error, Result};
use crate::text;

/// The checks that are judged; all by default.
#[derive(Clone, Debug, Default)]
pub struct CheckFilter {
    only: Vec<String>,
    skip: Vec<String>,
    among: Option<BTreeSet<Source>>,
}

impl CheckFilter {
    /// Reads patterns. Exit 2 for one that no check has, with the nearest that one has.
    pub fn new(only: &[String], skip: &[String]) -> Result<Self> {
        let is_known =
            |pattern: &String| registry().any(|check| ids(check).any(|id| matches(pattern, id)));
        if let Some(unknown) = only.iter().chain(skip).find(|pattern| !is_known(pattern)) {
            let names = registry().flat_map(|check| ids(check).chain([group(check.id)]));
            let near = names
                .map(|name| (strsim::jaro_winkler(name, unknown), name))
                .max_by(|one, other| one.0.total_cmp(&other.0));
            let finding = diagnostic!(usage::UNKNOWN_CHECK, pattern = format!("{unknown:?}"));
            return Err(Error::usage(match near {
                Some((likeness, name)) if likeness > 0.8 => {
                    finding.help(text!(usage::UNKNOWN_CHECK_NEAR, name = name))
                }
                _ => finding,
            }));
        }
        Ok(Self {
            only: only.to_vec(),
            skip: skip.to_vec(),
            among: None,
        })
    }

    /// Leaves out the checks that ask somebody else; those that ask nobody stay.
    #[must_use]
    pub fn among(self, asks: &[Source]) -> Self {
        Self {
            among: Some(asks.iter().copied().chain([Source::Settings]).collect()),
            ..self
        }
    }

    /// Whether a check is judged: it, or something that it may find, is among those wanted.
    pub fn includes(&self, check: &Check) -> bool {
        let asks = self
            .among
            .as_ref()
            .is_none_or(|among| among.contains(&check.source));
        asks && (self.only.is_empty() || self.names(check)) && !any(&self.skip, check.id)
    }

    /// Whether `--only` names the check or something that it may find.
    pub fn names(&self, check: &Check) -> bool {
        ids(check).any(|id| any(&self.only, id))
    }

    /// Whether a finding of a check that is judged is wanted.
    pub fn admits(&self, check: &Check, id: &str) -> bool {
        (self.only.is_empty() || any(&self.only, check.id) || any(&self.only, id))
            && !any(&self.skip, check.id)
            && !any(&self.skip, id)
    }
}

/// The id of a check and of all that it may find.
fn ids(check: &Check) -> impl Iterator<Item = &'static str> {
    std::iter::once(check.id).chain(check.emits.iter().copied())
}

fn any(patterns: &[String], id: &str) -> bool {
    patterns.iter().any(|pattern| matches(pattern, id))
}

fn group(id: &str) -> &str {
    id.split('.').next().unwrap_or(id)
}

/// Whether a pattern means an id.
pub fn matches(pattern: &str, id: &str) -> bool {
    glob(pattern, id) || glob(pattern, group(id))
}

/// Whether a text fits a pattern in which `*` stands for any text.
pub fn glob(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => {
            let Some(left) = text.strip_prefix(start) else {
                return false;
            };
            (0..=left.len())
                .filter(|&place| left.is_char_boundary(place))
                .any(|place| glob(rest, &left[place..]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns_mean_ids_groups_and_parts() {
        for (pattern, id, means) in [
            ("env.empty", "env.empty", true),
            ("env", "env.empty", true),
            ("env.*", "env.empty", true),
            ("*.empty", "env.empty", true),
            ("*", "env.empty", true),
            ("e*v.e*y", "env.empty", true),
            ("env.emp", "env.empty", false),
            ("en", "env.empty", false),
            ("empty", "env.empty", false),
            ("", "env.empty", false),
        ] {
            assert_eq!(matches(pattern, id), means, "{pattern}");
        }
    }
}
