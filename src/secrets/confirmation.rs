//! Ties a confirmation to the plan that was shown: what is uploaded is what was confirmed.

use super::plan::{Plan, State};
use super::{Target, Value};
use crate::crypto::{hex, hmac_sha256};
use crate::secret::Secret;

/// A confirmation that was given where a plan was shown before.
#[derive(Clone, Debug)]
pub struct Confirmation {
    /// The key of the digests. Without it, a digest cannot be compared with guessed values.
    pub key: Secret,
    /// The digest of the plan that was confirmed. None where no plan was shown yet.
    pub digest: Option<String>,
}

impl Confirmation {
    /// The digest of a plan: the file, the target, what happens to each name, and the values that would be sent.
    pub fn digest(&self, from: &str, target: &Target, plan: &Plan, values: &[Value]) -> String {
        let mut parts = vec![from.to_owned(), target.key()];
        for row in &plan.rows {
            let is_sent = |value: &&Value| value.name == row.name && row.state == State::Pending;
            let value = values.iter().find(is_sent);
            let value = value.map_or("", |value| value.value.expose());
            let action = format!("{:?}", row.action);
            parts.extend([row.name.clone(), action, value.to_owned()]);
        }
        // The lengths keep the parts apart.
        let text: String = parts
            .iter()
            .map(|part| format!("{}:{part}", part.len()))
            .collect();
        hex(hmac_sha256(self.key.expose(), text))
    }

    /// Whether this plan is the one that was confirmed.
    pub fn covers(&self, digest: &str) -> bool {
        self.digest.as_deref() == Some(digest)
    }
}

#[cfg(test)]
mod tests {
    use super::Confirmation;
    use crate::secret::Secret;
    use crate::secrets::{Action, Plan, Program, Row, State, Target, Value};
    use std::collections::BTreeMap;
    use std::time::Duration;

    fn target(repository: &str) -> Target {
        let program = Program::new("github", repository, &BTreeMap::new(), Duration::MAX);
        Target::Program(program.unwrap())
    }

    fn row(name: &str, action: Action) -> Row {
        Row {
            name: name.to_owned(),
            action,
            why: None,
            state: State::Pending,
        }
    }

    #[test]
    fn every_change_of_a_plan_changes_its_digest() {
        let confirmation = |key: &str| Confirmation {
            key: Secret::new(key),
            digest: None,
        };
        let digest =
            |key: &str, from: &str, repository: &str, action: Action, values: [&str; 2]| {
                let rows = vec![row("A", action), row("B", Action::New)];
                let values = [("A", values[0]), ("B", values[1])].map(|(name, value)| Value {
                    name,
                    value: Secret::new(value),
                });
                confirmation(key).digest(from, &target(repository), &Plan { rows }, &values)
            };
        let all = [
            digest("k", "f", "o/r", Action::New, ["one", "two"]),
            digest("l", "f", "o/r", Action::New, ["one", "two"]),
            digest("k", "g", "o/r", Action::New, ["one", "two"]),
            digest("k", "f", "o/s", Action::New, ["one", "two"]),
            digest("k", "f", "o/r", Action::Changed, ["one", "two"]),
            digest("k", "f", "o/r", Action::New, ["other", "two"]),
            digest("k", "f", "o/r", Action::New, ["one1:B3:New3:two", ""]),
        ];
        let mut different = all.to_vec();
        different.sort();
        different.dedup();
        assert_eq!(different.len(), all.len());
        assert_eq!(
            all[0],
            digest("k", "f", "o/r", Action::New, ["one", "two"]),
            "the same plan has the same digest"
        );
        let confirmed = Confirmation {
            digest: Some(all[0].clone()),
            ..confirmation("k")
        };
        assert!(confirmed.covers(&all[0]) && !confirmed.covers(&all[5]));
        assert!(!confirmation("k").covers(&all[0]));
    }
}
