//! Uploads the production secrets to where the app runs.
//!
//! Which values may be uploaded, what is new or changed (by keyed hashes of earlier uploads), the targets, and the upload, one value after the
//! other.

mod confirmation;
mod plan;
mod preflight;
mod program;
mod rotation;
mod target;
mod upload;

pub use confirmation::Confirmation;
pub use plan::{Action, Plan, Row, State};
pub use preflight::{check_values, missing, public_variables};
pub use program::Program;
pub use rotation::Rotation;
pub use target::Target;
pub use upload::{Upload, UploadOutcome};

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::config::Variable;
use crate::config::settings::Settings;
use crate::config::variables::{Stage, find, uploadable};
use crate::database::url::variables_read;
use crate::diagnostic;
use crate::diagnostics::catalog::push as codes;
use crate::fingerprints::StoreKind;
use crate::secret::Secret;

/// The values that were uploaded from a folder, as keyed hashes in `.navauth/pushed.json`, with target and time.
pub const PUSHED: StoreKind = StoreKind {
    file: "pushed.json",
    damaged: |file| diagnostic!(codes::LEDGER_DAMAGED, file = file),
    unusable: |folder| diagnostic!(codes::LEDGER_UNUSABLE, folder = folder),
};

/// The secrets of the target: names, and when each was set.
pub type Present = BTreeMap<String, Option<Timestamp>>;

/// A value to upload.
#[derive(Clone, Debug)]
pub struct Value {
    pub name: &'static str,
    pub value: Secret,
}

/// The session key as a value to upload.
pub fn session_key(key: &Secret) -> Value {
    Value {
        name: crate::config::session_key::NAME,
        value: key.clone(),
    }
}

/// The values of a file that the app's release reads where it runs.
pub fn values(file: &Settings) -> Vec<Value> {
    let get_non_empty = |variable: &Variable| {
        Some(Value {
            name: variable.name,
            value: file.get_non_empty(variable.name)?.value.clone(),
        })
    };
    uploaded(file).filter_map(get_non_empty).collect()
}

/// The variables that are uploaded: without those that the app's release does not read.
fn uploaded(file: &Settings) -> impl Iterator<Item = &'static Variable> {
    uploadable().filter(|variable| {
        variable.name == "DATABASE_URL"
            || variable.stage != Stage::Database
            || variables_read(file).contains(&variable.name)
    })
}

/// The other variables that a file sets, except those that only navauth reads or that the Space sets.
pub fn left_out(file: &Settings) -> Vec<String> {
    let is_for_app = |name: &str| {
        find(name).is_none_or(|known| !matches!(known.stage, Stage::Navauth | Stage::Space))
    };
    file.iter()
        .filter(|(name, setting)| {
            !setting.value.is_empty()
                && is_for_app(name)
                && uploaded(file).all(|variable| variable.name != *name)
        })
        .map(|(name, _)| name.to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_guide_has_eleven_names() {
        let names: Vec<_> = crate::config::variables::guide()
            .map(|variable| variable.name)
            .collect();
        assert_eq!(names.len(), 11, "{names:?}");
        assert!(
            names.contains(&"DATABASE_URL")
                && names.contains(&"JWT_SECRET_KEY")
                && !names.contains(&"HF_TOKEN")
        );
    }
}
