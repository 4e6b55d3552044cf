//! The variables and values of a provider's client ID and client secret.

use crate::secret::Secret;

/// The variables for a provider's credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variables {
    /// The client ID variable.
    pub client_id: String,
    /// The client secret variable.
    pub client_secret: String,
}

/// A provider's credentials, as configured.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The client ID, which is not a secret.
    pub client_id: String,
    /// The client secret; empty for a public client.
    pub client_secret: Secret,
    /// The variables they came from.
    pub variables: Variables,
}

impl Variables {
    /// `{prefix}_CLIENT_ID` and `{prefix}_CLIENT_SECRET`.
    pub(super) fn with_prefix(prefix: &str) -> Self {
        Self {
            client_id: format!("{prefix}_CLIENT_ID"),
            client_secret: format!("{prefix}_CLIENT_SECRET"),
        }
    }
}
