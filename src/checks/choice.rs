//! Which checks are judged: `--only` and `--skip`.
//!
//! Owns the patterns: an id, a group (what stands before the dot), or either with `*` for any text.

use super::check::Check;
use super::register::register;
use crate::error::{Error, Result};
use crate::finding::Finding;

/// The checks that are judged; all by default.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    only: Vec<String>,
    skip: Vec<String>,
}

impl Choice {
    /// Reads patterns. Exit 2 for one that no check has, with the nearest that one has.
    pub fn new(only: &[String], skip: &[String]) -> Result<Self> {
        if let Some(unknown) = only.iter().chain(skip).find(|pattern| !register().any(|check| matches(pattern, check.id))) {
            let names = register().flat_map(|check| [check.id, group(check.id)]);
            let near = names.map(|name| (strsim::jaro_winkler(name, unknown), name)).max_by(|one, other| one.0.total_cmp(&other.0));
            let fix = match near {
                Some((likeness, name)) if likeness > 0.8 => format!("did you mean {name}? The ids stand in [brackets] behind each finding"),
                _ => "the ids stand in [brackets] behind each finding; navauth check-env --verbose shows all".to_owned(),
            };
            return Err(Error::usage(Finding::fail("usage.unknown-check", format!("no check is called {unknown:?}")).fix(fix)));
        }
        Ok(Self { only: only.to_vec(), skip: skip.to_vec() })
    }

    /// Whether a check is judged.
    pub fn includes(&self, check: &Check) -> bool {
        let any = |patterns: &[String]| patterns.iter().any(|pattern| matches(pattern, check.id));
        (self.only.is_empty() || any(&self.only)) && !any(&self.skip)
    }
}

fn group(id: &str) -> &str {
    id.split('.').next().unwrap_or(id)
}

/// Whether a pattern means a check.
fn matches(pattern: &str, id: &str) -> bool {
    glob(pattern, id) || glob(pattern, group(id))
}

fn glob(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => {
            let Some(left) = text.strip_prefix(start) else { return false };
            (0..=left.len()).filter(|&place| left.is_char_boundary(place)).any(|place| glob(rest, &left[place..]))
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
