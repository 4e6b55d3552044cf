//! What a report shows of a sign-in: its path, and the redirect URIs.

use serde::Serialize;

use super::Outcome;

/// One part of the way from the app to the provider and back.
#[derive(Clone, Debug, Serialize)]
pub struct Hop {
    /// Its name in the drawing.
    pub name: &'static str,
    /// What happens here.
    pub text: &'static str,
    pub outcome: Outcome,
    /// The problems here, or why it is unknown.
    pub reasons: Vec<String>,
}

/// A redirect URI of the environment that was checked.
#[derive(Clone, Debug, Serialize)]
pub struct RedirectUri {
    /// The provider's name.
    pub provider: String,
    /// The provider's display name.
    pub label: String,
    pub uri: String,
    /// The page where it is registered.
    pub console: String,
    /// Whether it has to be registered.
    pub register: bool,
}
