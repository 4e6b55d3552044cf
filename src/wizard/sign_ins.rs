//! The sign-ins on record, and those that are left.

use super::guide::Guide;
use super::status::StepStatus;
use super::step::Step;
use crate::oauth::RedirectUri;
use crate::oauth::record::{self, Tested};
use crate::providers::{self, Provider};

impl Guide<'_> {
    /// Whether a sign-in with every configured provider is on record for the saved settings.
    pub(super) fn sign_ins_status(&self, step: &Step) -> StepStatus {
        let untested = self.untested(step);
        if untested.is_empty() && !self.configured(step).is_empty() {
            StepStatus::Done(String::new())
        } else {
            StepStatus::Optional(labels(&untested))
        }
    }

    /// The configured providers without a recorded sign-in.
    pub fn untested(&self, step: &Step) -> Vec<Provider> {
        let (env, file) = (self.env, self.files.file(step.environment));
        // The sign-in reports a record that cannot be read.
        let record = record::open(Some((&file.path.path, &file.path.shown)), env).ok();
        let is_tested = |provider: &Provider| {
            let (uri, credentials) = (
                step.environment.callback(&file.settings, provider)?,
                provider.credentials(&file.settings).ok()?,
            );
            Some(matches!(
                record::tested(record.as_ref()?, provider, &credentials, &uri, env.now()),
                Tested::Good(_)
            ))
        };
        let mut untested = self.configured(step);
        untested.retain(|provider| is_tested(provider) != Some(true));
        untested
    }

    /// The providers whose OAuth app is set up.
    pub fn configured(&self, step: &Step) -> Vec<Provider> {
        let settings = &self.files.file(step.environment).settings;
        let mut configured = providers::all(settings).unwrap_or_default();
        configured.retain(|provider| provider.credentials(settings).is_ok());
        configured
    }

    /// The host to which a sign-in returns.
    pub fn site(&self, step: &Step, provider: &Provider) -> Option<String> {
        let settings = &self.files.file(step.environment).settings;
        let uri = step.environment.callback(settings, provider)?;
        RedirectUri::parse(&uri)
            .ok()
            .map(|uri| uri.host().to_owned())
    }
}

/// The names of providers, for a sentence.
pub fn labels(providers: &[Provider]) -> String {
    providers
        .iter()
        .map(|provider| provider.label.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}
