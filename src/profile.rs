//! Who logged in, as a provider tells it and the app stores it.
//!
//! Owns the shape that `oauth` produces and `database` stores; the mapping from a provider's answer belongs to `providers`.

use serde::Serialize;

/// A person as one provider describes them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Profile {
    /// The provider's name, such as `github`; the app's `oauth_provider`.
    pub provider: String,
    /// The provider's stable id of the person; the app's `oauth_id`.
    pub oauth_id: String,
    /// The e-mail address, where the provider gives one.
    pub email: Option<String>,
    /// Whether the provider says that the address was verified; None when it says nothing (Facebook).
    pub email_verified: Option<bool>,
    /// The name to log in with; the app's `username`.
    pub username: Option<String>,
    /// The name to show.
    pub full_name: Option<String>,
    /// A picture's URL.
    pub avatar_url: Option<String>,
}
