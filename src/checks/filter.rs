//! Which checks run: `--only` and `--skip`.
//!
//! A pattern is an id or a group (the part before the dot), in which `*` matches any text.

use std::collections::BTreeSet;

use super::check::Check;
use super::facts::Source;
use super::registry::registry;
use crate::diagnostic;
use crate::diagnostics::catalog::usage;
use crate::diagnostics::{Code, Error, Result};
use crate::glob;
use crate::text;

/// The checks to run; all by default.
#[derive(Clone, Debug, Default)]
pub struct CheckFilter {
    only: Vec<String>,
    skip: Vec<String>,
    sources: Option<BTreeSet<Source>>,
    forbidding_push: bool,
}

impl CheckFilter {
    /// Parses patterns. Fails with exit 2 and the nearest match if a pattern matches no check.
    pub fn new(only: &[String], skip: &[String]) -> Result<Self> {
        let is_known = |pattern: &String| {
            registry().any(|check| check.codes().any(|code| matches(pattern, code.id)))
        };
        if let Some(unknown) = only.iter().chain(skip).find(|pattern| !is_known(pattern)) {
            let ids = |check: &'static Check| check.codes().map(|code| code.id);
            let names = registry().flat_map(|check| ids(check).chain([check.code.group()]));
            let near = names
                .map(|name| (strsim::jaro_winkler(name, unknown), name))
                .max_by(|one, other| one.0.total_cmp(&other.0));
            let diagnostic = diagnostic!(usage::UNKNOWN_CHECK, pattern = format!("{unknown:?}"));
            return Err(Error::usage(match near {
                Some((likeness, name)) if likeness > 0.8 => {
                    diagnostic.help(text!(usage::UNKNOWN_CHECK_NEAR, name = name))
                }
                _ => diagnostic,
            }));
        }
        Ok(Self {
            only: only.to_vec(),
            skip: skip.to_vec(),
            ..Self::default()
        })
    }

    /// The checks whose problems forbid the upload of production settings.
    pub fn forbidding_push() -> Self {
        Self {
            forbidding_push: true,
            ..Self::default()
        }
    }

    /// Limits the checks to these sources and the settings.
    #[must_use]
    pub fn with_sources(self, sources: &[Source]) -> Self {
        Self {
            sources: Some(sources.iter().copied().chain([Source::Settings]).collect()),
            ..self
        }
    }

    /// Whether to run a check: its own id, or one that it emits, is selected.
    pub fn includes(&self, check: &Check) -> bool {
        let has_source = self
            .sources
            .as_ref()
            .is_none_or(|sources| sources.contains(&check.source));
        has_source
            && (check.forbids_push || !self.forbidding_push)
            && (self.only.is_empty() || self.names(check))
            && !any(&self.skip, check.code)
    }

    /// Whether `--only` matches the check's id or one that it emits.
    pub fn names(&self, check: &Check) -> bool {
        check.codes().any(|code| any(&self.only, code))
    }

    /// Whether to report a code that a selected check emitted.
    pub fn allows(&self, check: &Check, code: &Code) -> bool {
        (self.only.is_empty() || any(&self.only, check.code) || any(&self.only, code))
            && !any(&self.skip, check.code)
            && !any(&self.skip, code)
    }
}

fn any(patterns: &[String], code: &Code) -> bool {
    patterns.iter().any(|pattern| matches(pattern, code.id))
}

fn group(id: &str) -> &str {
    id.split('.').next().unwrap_or(id)
}

/// Whether a pattern matches an id or its group.
pub fn matches(pattern: &str, id: &str) -> bool {
    glob::matches(pattern, id) || glob::matches(pattern, group(id))
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
