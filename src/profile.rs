//! The profile of a signed-in user, as a provider reports it and the app stores it.

use serde::Serialize;

/// A user as one provider describes them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Profile {
    /// The provider's name, such as `github`; the app's `oauth_provider`.
    pub provider: String,
    /// The user's stable id at the provider; the app's `oauth_id`.
    pub oauth_id: String,
    /// The email address, if the provider shares one.
    pub email: Option<String>,
    /// Whether the provider verified the address; None if it does not say (Facebook).
    pub email_verified: Option<bool>,
    /// The username; the app's `username`.
    pub username: Option<String>,
    /// The display name.
    pub full_name: Option<String>,
    pub avatar_url: Option<String>,
}
