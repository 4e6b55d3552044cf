//! What an error of a provider means: one row a wording, so that a wording which drifts is one row to change.
//!
//! Owns the shape of a row and how it is matched. What no row matches is shown as it came.

use super::Variables;
use crate::finding::Finding;

/// Where in a login an error came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The provider's own page: navauth never sees it, the person does.
    Authorize,
    /// The answer that the browser brought.
    Callback,
    /// The provider's description of itself.
    Discovery,
    /// The exchange of the code.
    Token,
    /// The device flow.
    Device,
    /// The check of the id_token.
    IdentityToken,
    /// The profile.
    Profile,
    /// The e-mail address within the profile.
    Email,
    /// The token's own description.
    Introspection,
    /// The token's end.
    Revocation,
    /// A page of the app itself: a person meets it there, and never in a test of navauth's.
    App,
    /// Any of them: only in rows.
    Any,
}

impl Step {
    /// The key of navauth.toml that names where it is asked.
    pub fn setting(self) -> &'static str {
        match self {
            Self::Authorize => "authorization_endpoint",
            Self::Discovery => "issuer",
            Self::IdentityToken => "jwks_uri",
            Self::Profile => "userinfo_endpoint",
            Self::Email => "emails_endpoint",
            Self::Introspection => "introspection_endpoint",
            Self::Revocation => "revocation_endpoint",
            Self::Device => "device_authorization_endpoint",
            Self::Token | Self::Callback | Self::App | Self::Any => "token_endpoint",
        }
    }

    /// What the person would call it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Authorize => "the sign-in page",
            Self::Callback => "the answer to the browser",
            Self::Discovery => "the discovery document",
            Self::Token => "the token endpoint",
            Self::Device => "the device flow",
            Self::IdentityToken => "the id_token",
            Self::Profile => "the profile",
            Self::Email => "the e-mail address",
            Self::Introspection => "the check of the token",
            Self::Revocation => "the revocation",
            Self::App => "the app's own page",
            Self::Any => "any step",
        }
    }
}

/// One error: where, how it is recognized, what it means, what to do.
///
/// `cause` and `fix` may hold `{console}`, `{redirect_uri}`, `{label}`, `{client_id_variable}` and `{client_secret_variable}`.
#[derive(Debug)]
pub struct ErrorRow {
    /// Where it comes.
    pub step: Step,
    /// The error code as the provider writes it; on its page, the text that the person sees.
    pub code: &'static str,
    /// A text that the description must hold, in lower case, where one code means several things.
    pub text: Option<&'static str>,
    /// The finding's id.
    pub id: &'static str,
    /// What is so.
    pub title: &'static str,
    /// Why.
    pub cause: &'static str,
    /// The next step.
    pub fix: &'static str,
}

impl ErrorRow {
    /// Whether it is about this error.
    pub fn matches(&self, step: Step, code: &str, text: &str) -> bool {
        let here = self.step == step
            || (self.step == Step::Any && !matches!(step, Step::Authorize | Step::App));
        here && self.code == code
            && self
                .text
                .is_none_or(|wanted| text.to_lowercase().contains(wanted))
    }

    /// The finding that it makes, with its places filled in.
    pub fn finding(&self, places: &Places<'_>) -> Finding {
        Finding::fail(self.id, places.fill(self.title))
            .cause(places.fill(self.cause))
            .fix(places.fill(self.fix))
    }
}

/// What stands in the places of a row.
#[derive(Clone, Copy, Debug)]
pub struct Places<'a> {
    /// `{label}`.
    pub label: &'a str,
    /// `{console}`.
    pub console: &'a str,
    /// `{redirect_uri}`.
    pub redirect_uri: &'a str,
    /// `{client_id_variable}` and `{client_secret_variable}`.
    pub variables: &'a Variables,
}

impl Places<'_> {
    /// A text of a row with its places filled in.
    pub fn fill(&self, text: &str) -> String {
        text.replace("{console}", self.console)
            .replace("{label}", self.label)
            .replace("{redirect_uri}", self.redirect_uri)
            .replace("{client_id_variable}", &self.variables.client_id)
            .replace("{client_secret_variable}", &self.variables.client_secret)
    }
}
