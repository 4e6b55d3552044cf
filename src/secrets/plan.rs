//! The plan of an upload: one row for each secret to set, delete or keep.
//!
//! Compares the file, the target and the record of earlier uploads. Changes nothing.

use std::time::Duration;

use serde::Serialize;

use super::target::Target;
use super::{Present, Value};
use crate::fingerprints::FingerprintStore;

/// The action for a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Set it: it does not exist yet.
    New,
    /// Set it: its value is different or unknown.
    Changed,
    /// Keep it: it is unchanged since the upload.
    Unchanged,
    /// Delete it: uploaded earlier, and no longer in the file.
    Remove,
    /// Keep it: uploaded earlier, no longer in the file, and deleting was not requested.
    Left,
    /// Keep it: not uploaded by navauth.
    Foreign,
    /// Skip it: the target does not accept the name.
    Impossible,
}

/// Its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Nothing to do.
    Nothing,
    /// To do.
    Pending,
    /// Done.
    Done,
    /// Tried, and rejected or lost.
    Failed,
}

/// One secret.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// The action.
    pub action: Action,
    /// The reason, if it is not obvious.
    pub why: Option<&'static str>,
    /// Its state.
    pub state: State,
}

/// The plan, in the order of the guide; other names come last.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct Plan {
    /// The rows.
    pub rows: Vec<Row>,
}

/// The tolerance for clock differences and the time of a request.
const TOLERANCE: Duration = Duration::from_secs(30);

impl Plan {
    /// Creates the plan. `prune` deletes what is no longer in the file.
    pub fn new(
        values: &[Value],
        present: &Present,
        store: &FingerprintStore,
        target: &Target,
        prune: bool,
    ) -> Self {
        let target_key = &target.key();
        let wanted = values.iter().map(|value| {
            let (action, why) = match target.forbids(value.name) {
                Some(why) => (Action::Impossible, Some(why)),
                None => compare(value, present, store, target_key),
            };
            Row::new(value.name, action, why)
        });
        let ours = |name: &str| {
            store.entry(target_key, name).is_some() && !touched(present, store, target_key, name)
        };
        let unwanted = present
            .keys()
            .filter(|name| values.iter().all(|value| value.name != name.as_str()))
            .map(|name| {
                let action = match (ours(name), prune) {
                    (true, true) => Action::Remove,
                    (true, false) => Action::Left,
                    (false, _) => Action::Foreign,
                };
                Row::new(name, action, None)
            });
        Self {
            rows: wanted.chain(unwanted).collect(),
        }
    }

    /// The number of rows in a state.
    pub fn count(&self, state: State) -> usize {
        self.rows.iter().filter(|row| row.state == state).count()
    }
}

impl Row {
    fn new(name: &str, action: Action, why: Option<&'static str>) -> Self {
        let state = if matches!(action, Action::New | Action::Changed | Action::Remove) {
            State::Pending
        } else {
            State::Nothing
        };
        Self {
            name: name.to_owned(),
            action,
            why,
            state,
        }
    }
}

fn compare(
    value: &Value,
    present: &Present,
    store: &FingerprintStore,
    target_key: &str,
) -> (Action, Option<&'static str>) {
    let name = value.name;
    if !present.contains_key(name) {
        return (
            Action::New,
            store
                .entry(target_key, name)
                .map(|_| "it was uploaded earlier and has been removed there"),
        );
    }
    if store.entry(target_key, name).is_none() {
        return (
            Action::Changed,
            Some("it exists and was not uploaded from here"),
        );
    }
    if !store.matches(target_key, name, &value.value) {
        return (Action::Changed, None);
    }
    if touched(present, store, target_key, name) {
        return (
            Action::Changed,
            Some("it was set there by someone else since the last upload"),
        );
    }
    (Action::Unchanged, None)
}

/// Whether a secret was set on the target after the upload.
fn touched(present: &Present, store: &FingerprintStore, target_key: &str, name: &str) -> bool {
    match (present.get(name), store.entry(target_key, name)) {
        (Some(Some(updated)), Some(entry)) => {
            updated.duration_since(entry.set_at) > TOLERANCE.try_into().unwrap_or_default()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, FingerprintStore, Plan, Present, Target, Value};
    use crate::secret::Secret;
    use crate::secrets::Program;
    use jiff::{Timestamp, ToSpan};

    fn value(name: &'static str, value: &str) -> Value {
        Value {
            name,
            value: Secret::new(value),
        }
    }

    #[test]
    fn the_file_the_target_and_the_store_are_compared() {
        let folder = tempfile::tempdir().unwrap();
        let target = Target::Program(
            Program::new(
                "github",
                "owner/repository",
                &std::collections::BTreeMap::new(),
                std::time::Duration::MAX,
            )
            .unwrap(),
        );
        let mut store = FingerprintStore::open_next_to(
            &crate::secrets::PUSHED,
            &folder.path().join("f"),
            "f".as_ref(),
        )
        .unwrap();
        let pushed_at: Timestamp = "2026-11-01T12:00:00Z".parse().unwrap();
        for name in [
            "SAME",
            "OTHER",
            "TOUCHED",
            "GONE",
            "DROPPED",
            "DROPPED_TOUCHED",
        ] {
            store
                .record(&target.key(), name, &Secret::new("old-value"), pushed_at)
                .unwrap();
        }
        let late = pushed_at + 1.minute();
        let soon = pushed_at + 2.seconds();
        let present: Present = [
            ("SAME", Some(soon)),
            ("OTHER", Some(soon)),
            ("TOUCHED", Some(late)),
            ("UNKNOWN", None),
            ("DROPPED", Some(soon)),
            ("DROPPED_TOUCHED", Some(late)),
            ("THEIRS", Some(late)),
        ]
        .map(|(name, time)| (name.to_owned(), time))
        .into();
        let values = [
            value("SAME", "old-value"),
            value("OTHER", "new-value"),
            value("TOUCHED", "old-value"),
            value("GONE", "old-value"),
            value("FRESH", "x"),
            value("UNKNOWN", "x"),
            value("GITHUB_X", "x"),
        ];
        let actions = |prune| {
            let plan = Plan::new(&values, &present, &store, &target, prune);
            plan.rows
                .iter()
                .map(|row| (row.name.clone(), row.action))
                .collect::<Vec<_>>()
        };
        let expected = [
            ("SAME", Action::Unchanged),
            ("OTHER", Action::Changed),
            ("TOUCHED", Action::Changed),
            ("GONE", Action::New),
            ("FRESH", Action::New),
            ("UNKNOWN", Action::Changed),
            ("GITHUB_X", Action::Impossible),
            ("DROPPED", Action::Left),
            ("DROPPED_TOUCHED", Action::Foreign),
            ("THEIRS", Action::Foreign),
        ]
        .map(|(name, action)| (name.to_owned(), action));
        assert_eq!(actions(false), expected);
        assert_eq!(actions(true)[7], ("DROPPED".to_owned(), Action::Remove));
        assert_eq!(actions(true)[8..], expected[8..]);
    }
}
