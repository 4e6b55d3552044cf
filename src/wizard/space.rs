//! The Space of a setup: its name in navauth.toml, and whether its secrets are those of `.env.production`.
//!
//! Owns writing that name, and nothing else, into navauth.toml. Sending belongs to `push`.

use super::files::EnvFileState;
use crate::atomic_file::keep;
use crate::config::{Place, read_text};
use crate::diagnostic;
use crate::diagnostics::catalog::setup;
use crate::diagnostics::{Error, Result};
use crate::fingerprints::FingerprintStore;
use crate::huggingface::SpaceName;
use crate::secrets::{self, Target};

/// Whether everything was pushed as it stands in the file, as far as the ledger knows.
pub fn is_current(side: &EnvFileState, target: &Target) -> Result<bool> {
    let values = secrets::values(&side.settings);
    let ledger = FingerprintStore::beside(&secrets::PUSHED, &side.place.path, &side.place.shown)?;
    Ok(!values.is_empty()
        && values
            .iter()
            .all(|value| ledger.holds(&target.key(), value.name, &value.value)))
}

/// Keeps the Space's name: in navauth.toml beside the files, where it says nothing of a Space yet.
pub fn name(place: &Place, space: &SpaceName) -> Result<()> {
    let text = if place.path.exists() {
        read_text(&place.path, &place.shown)?
    } else {
        String::new()
    };
    let gap = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    let named = format!("{text}{gap}\n[space]\nname = \"{space}\"\n");
    // A file that speaks of the Space in another way is the person's to change.
    if toml::from_str::<toml::Table>(&named).is_err() {
        return Ok(());
    }
    keep(&place.path, named.trim_start_matches('\n')).map_err(|error| {
        let finding = diagnostic!(setup::CONFIG_UNWRITABLE, file = place.shown.display());
        Error::settings(finding.reason(error.to_string()))
    })
}
