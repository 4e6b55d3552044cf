//! Sending the production secrets to where the app runs.
//!
//! Owns which values may go, what is new or changed there (by a ledger of keyed hashes), the places they can go to, and the sending, one by one.
//! The Hub's calls belong to `huggingface`, reading the file to `env`; what is shown and asked belongs to the command.

mod judge;
mod plan;
mod program;
mod rotation;
mod sending;
mod target;

pub use judge::{judge, missing, public_names};
pub use plan::{Action, Plan, Present, Row, State};
pub use program::Program;
pub use rotation::Rotation;
pub use sending::{Upload, UploadOutcome};
pub use target::Target;

use crate::config::Variable;
use crate::config::settings::Settings;
use crate::config::variables::guide;
use crate::diagnostic;
use crate::diagnostics::catalog::push as codes;
use crate::fingerprints::StoreKind;
use crate::secret::Secret;

/// What was pushed from a folder, in `.navauth/pushed.json`: to which place, and when each value was set there.
pub const PUSHED: StoreKind = StoreKind {
    file: "pushed.json",
    damaged: |file| diagnostic!(codes::LEDGER_DAMAGED, file = file),
    unusable: |folder| diagnostic!(codes::LEDGER_UNUSABLE, folder = folder),
};

/// A value to be sent.
#[derive(Clone, Debug)]
pub struct Value {
    /// Its name.
    pub name: &'static str,
    /// The value.
    pub value: Secret,
}

/// The key that signs the sessions, as a value to be sent.
pub fn session_key(key: &Secret) -> Value {
    Value {
        name: crate::config::session_key::NAME,
        value: key.clone(),
    }
}

/// The values of the guide's variables that a file sets.
pub fn values(file: &Settings) -> Vec<Value> {
    let get_non_empty = |variable: &Variable| {
        Some(Value {
            name: variable.name,
            value: file.get_non_empty(variable.name)?.value.clone(),
        })
    };
    guide().filter_map(get_non_empty).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_guide_has_eleven_names() {
        let names: Vec<_> = super::guide().map(|variable| variable.name).collect();
        assert_eq!(names.len(), 11, "{names:?}");
        assert!(
            names.contains(&"DATABASE_URL")
                && names.contains(&"JWT_SECRET_KEY")
                && !names.contains(&"HF_TOKEN")
        );
    }
}
