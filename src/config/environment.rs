//! The environments of the app.

use serde::Serialize;
use url::Url;

use super::settings::Settings;
use crate::diagnostics::{Severity, Status};
use crate::local_address::is_local;

/// What the settings are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    /// Your own machine.
    Development,
    /// The live site.
    Production,
}

impl Environment {
    /// Its name in options and documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Production => "production",
        }
    }

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Development => Self::Production,
            Self::Production => Self::Development,
        }
    }

    /// The status of a problem of this severity; None if it is not a problem here.
    pub fn status(self, severity: Severity) -> Option<Status> {
        match self {
            Self::Development => severity.development,
            Self::Production => severity.production,
        }
    }

    /// The environment that the settings are for, and why.
    pub fn of(settings: &Settings) -> (Self, &'static str) {
        let setting = settings.get_non_empty("FRONTEND_URL");
        let url = setting.and_then(|setting| Url::parse(setting.value.expose()).ok());
        match url {
            Some(url) if url.scheme() == "https" && !is_local(&url) => {
                (Self::Production, "FRONTEND_URL is a public https address")
            }
            _ if is_on_space(settings) => (Self::Production, "this is a HuggingFace Space"),
            Some(url) if is_local(&url) => (Self::Development, "FRONTEND_URL is local"),
            _ if setting.is_some() => (
                Self::Development,
                "FRONTEND_URL is not a public https address",
            ),
            _ => (Self::Development, "FRONTEND_URL is not set"),
        }
    }
}

/// Whether the settings are those of a HuggingFace Space.
pub fn is_on_space(settings: &Settings) -> bool {
    let is_switched_on = settings
        .get_non_empty("HF_SPACES")
        .is_some_and(|setting| !matches!(setting.value.expose(), "0" | "false"));
    is_switched_on || settings.get_non_empty("SPACE_ID").is_some()
}
