//! What was asked for: an id, a group, a pattern, or the other side's own words.
//!
//! Owns finding the explanations that are meant.

use super::{Explanation, Group, all, group};
use crate::checks;
use crate::diagnostic;
use crate::diagnostics::catalog::usage;
use crate::diagnostics::redaction::foreign_within;
use crate::diagnostics::{Error, Result};
use crate::text;

/// A word of the other side is looked for within its texts from this length on; a shorter one must be the whole.
const SHORTEST_PART: usize = 5;

/// The explanations that a question means; every one without a question. Exit 2 when there is none, with the nearest name.
pub fn find(asked: Option<&str>) -> Result<Vec<Group>> {
    let Some(asked) = asked.map(str::trim) else {
        return Ok(all());
    };
    let named = kept(|explanation| checks::matches(asked, explanation.id));
    if !named.is_empty() {
        return Ok(named);
    }
    let words = asked.to_lowercase();
    let likeness = |explanation: &Explanation| {
        explanation
            .signs
            .iter()
            .filter_map(|sign| likeness(&sign.to_lowercase(), &words))
            .max()
    };
    let best = all()
        .iter()
        .flat_map(|group| &group.explanations)
        .filter_map(likeness)
        .max()
        .ok_or_else(|| unknown(asked))?;
    Ok(kept(|explanation| likeness(explanation) == Some(best)))
}

/// The groups with those of their explanations that are meant.
fn kept(meant: impl Fn(&Explanation) -> bool) -> Vec<Group> {
    let mut groups = all();
    groups
        .iter_mut()
        .for_each(|group| group.explanations.retain(&meant));
    groups.retain(|group| !group.explanations.is_empty());
    groups
}

/// How near a text of the other side is to what was asked for: it is that, `*` standing for anything; it holds that; it stands in that, and
/// then the longer the nearer.
fn likeness(sign: &str, asked: &str) -> Option<(u8, usize)> {
    let long = |text: &str| text.len() >= SHORTEST_PART && !text.contains('*');
    if checks::glob(sign, asked) {
        Some((3, 0))
    } else if long(asked) && sign.contains(asked) {
        Some((2, 0))
    } else {
        (long(sign) && asked.contains(sign)).then_some((1, sign.len()))
    }
}

fn unknown(asked: &str) -> Error {
    let groups = all();
    let ids = groups
        .iter()
        .flat_map(|group| &group.explanations)
        .map(|explanation| explanation.id);
    let names = ids
        .flat_map(|id| [id, group(id), id.split('.').nth(1).unwrap_or(id)].map(|name| (name, id)));
    let likeness = |name: &str| strsim::jaro_winkler(name, asked);
    let near = names
        .map(|(name, id)| (likeness(name), name, id))
        .max_by(|one, other| one.0.total_cmp(&other.0));
    let shown = foreign_within(asked, 60);
    let finding = diagnostic!(usage::UNKNOWN_FINDING, pattern = format!("{shown:?}"));
    Error::usage(match near {
        Some((likeness, name, id)) if likeness > 0.85 => {
            let meant = if name == group(id) { name } else { id };
            finding.help(text!(usage::UNKNOWN_FINDING_NEAR, name = meant))
        }
        _ => finding,
    })
}

#[cfg(test)]
mod tests {
    use super::find;

    fn ids(asked: &str) -> Vec<&'static str> {
        let groups = find(Some(asked)).unwrap_or_default();
        groups
            .iter()
            .flat_map(|group| &group.explanations)
            .map(|explanation| explanation.id)
            .collect()
    }

    #[test]
    fn every_way_to_ask_is_understood() {
        assert_eq!(ids("login.port-taken"), ["login.port-taken"]);
        assert!(
            ids("credential").len() > 3
                && ids("credential")
                    .iter()
                    .all(|id| id.starts_with("credential."))
        );
        assert_eq!(
            ids("*.denied"),
            [
                "huggingface.denied",
                "google.denied",
                "facebook.denied",
                "github.denied",
                "oauth.denied"
            ]
        );
        for (said, id) in [
            ("Error 403: access_denied", "google.not-a-test-user"),
            (
                "URL Blocked: This redirect failed because the redirect URI is not whitelisted",
                "facebook.redirect-uri",
            ),
            ("bad_verification_code", "github.bad-code"),
            ("100/36008", "facebook.redirect-uri-differs"),
            ("mismatching_state", "oauth.mismatching-state"),
            (
                "FATAL: password authentication failed for user \"ada\"",
                "database.wrong-password",
            ),
            ("28P01", "database.wrong-password"),
            (
                "relation \"users\" does not exist",
                "database.table-missing",
            ),
        ] {
            assert!(ids(said).contains(&id), "{said}: {:?}", ids(said));
        }
        assert!(ids("").is_empty() && ids("e").is_empty() && ids("nothing at all").is_empty());
    }

    #[test]
    fn the_nearest_name_is_offered() {
        for (asked, near) in [
            ("login.port-taken2", "login.port-taken"),
            ("credentiall", "credential"),
            ("port-takn", "login.port-taken"),
            ("qqq", "the list"),
        ] {
            let error = find(Some(asked)).unwrap_err();
            assert!(
                error
                    .finding
                    .fix
                    .as_ref()
                    .is_some_and(|fix| fix.text.contains(near)),
                "{asked}: {error:?}"
            );
        }
    }
}
