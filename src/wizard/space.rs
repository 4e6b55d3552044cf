//! The Space: whether it has the values of the production file, as far as that is known without the Hub.

use std::time::Duration;

use super::env_files::EnvFileState;
use super::guide::Guide;
use super::status::StepStatus;
use super::step::Step;
use crate::diagnostics::{Result, redaction};
use crate::fingerprints::FingerprintStore;
use crate::huggingface::{Credentials, Hub};
use crate::secrets::{self, Target};

/// How long one request may take.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

impl Guide<'_> {
    /// Whether the Space has the values of the file.
    pub(super) fn space_status(&self, step: &Step) -> StepStatus {
        let file = self.files.file(step.environment);
        let hub = self.space().and_then(|name| self.hub(name));
        let is_current =
            hub.is_some_and(|hub| is_current(file, &Target::Space(hub)).unwrap_or_default());
        let name = self.space().unwrap_or_default().to_owned();
        if is_current {
            StepStatus::Done(name)
        } else {
            StepStatus::Optional(name)
        }
    }

    /// The Hub with a Space of this name; None without a token.
    pub(super) fn hub(&self, name: &str) -> Option<Hub> {
        let credentials = Credentials::find(self.env).ok()?;
        redaction::register(&credentials.token);
        let timeout = self.hub_timeout();
        Some(Hub::new(credentials, name.parse().ok()?, timeout))
    }

    /// How long one request to the Hub may take.
    pub(super) fn hub_timeout(&self) -> Duration {
        self.timeout.unwrap_or(REQUEST_TIMEOUT).min(REQUEST_TIMEOUT)
    }
}

/// Whether the Space has the values of the file, according to what was pushed last.
fn is_current(file: &EnvFileState, target: &Target) -> Result<bool> {
    let values = secrets::values(&file.settings);
    let pushed =
        FingerprintStore::open_next_to(&secrets::PUSHED, &file.path.path, &file.path.shown)?;
    Ok(!values.is_empty()
        && values
            .iter()
            .all(|value| pushed.matches(&target.key(), value.name, &value.value)))
}
