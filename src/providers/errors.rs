//! Maps a provider's errors to diagnostics, with one row per wording.
//!
//! Errors without a row are shown as received. The texts are in `diagnostics::catalog`.

use std::fmt::Display;

use super::credentials::Variables;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::{Code, Evidence, fill};

/// The step of a sign-in at which an error occurred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The provider's own page, which only the user sees.
    Authorize,
    /// The callback.
    Callback,
    /// Discovery.
    Discovery,
    /// The token request.
    Token,
    /// The device flow.
    Device,
    /// The keys that verify the id_token.
    IdentityToken,
    /// The profile.
    Profile,
    /// The email address.
    Email,
    /// Token introspection.
    Introspection,
    /// Token revocation.
    Revocation,
    /// A page of the app itself, which navauth never requests.
    App,
    /// Any step; for table rows only.
    Any,
}

impl Step {
    /// The endpoint's key in navauth.toml.
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

    /// Whether the endpoint issues or describes tokens, so that its responses must not be shown.
    pub fn bears_tokens(self) -> bool {
        matches!(
            self,
            Self::Token | Self::Device | Self::Introspection | Self::Revocation
        )
    }

    /// The name in messages.
    pub fn words(self) -> &'static str {
        match self {
            Self::Authorize => "the sign-in page",
            Self::Callback => "the callback",
            Self::Discovery => "the discovery document",
            Self::Token => "the token endpoint",
            Self::Device => "the device flow",
            Self::IdentityToken => "the signing keys (jwks_uri)",
            Self::Profile => "the profile endpoint",
            Self::Email => "the email endpoint",
            Self::Introspection => "the introspection endpoint",
            Self::Revocation => "the revocation endpoint",
            Self::App => "the app's own page",
            Self::Any => "any step",
        }
    }
}

/// An error of a provider and its diagnostic.
#[derive(Clone, Copy, Debug)]
pub struct ErrorMapping {
    /// The step at which it occurs.
    pub step: Step,
    /// The provider's error code; for a page, the text that the user sees. A `*` at its end matches any rest.
    pub error: &'static str,
    /// A lower-case text that the description must contain, if the error code has several meanings.
    pub text: Option<&'static str>,
    /// The diagnostic. Its texts may contain the placeholders of [`TemplateVars`].
    pub code: &'static Code,
    /// The source of the row, and how reliable it is.
    pub evidence: Evidence,
    /// Whether a retry may succeed.
    pub is_temporary: bool,
}

impl ErrorMapping {
    pub(super) const fn new(step: Step, error: &'static str, code: &'static Code) -> Self {
        Self {
            step,
            error,
            text: None,
            code,
            evidence: Evidence::UNSET,
            is_temporary: false,
        }
    }

    pub(super) const fn with_text(
        step: Step,
        error: &'static str,
        text: &'static str,
        code: &'static Code,
    ) -> Self {
        Self {
            text: Some(text),
            ..Self::new(step, error, code)
        }
    }

    /// The same row, marked as temporary.
    pub(super) const fn temporary(self) -> Self {
        Self {
            is_temporary: true,
            ..self
        }
    }

    /// The same row, for an error with several documented meanings, so the diagnostic states no reason.
    pub(super) const fn several(self) -> Self {
        Self {
            evidence: self.evidence.several(),
            ..self
        }
    }

    /// The same row with its own source instead of the table's.
    pub(super) const fn read_at(self, source: &'static str, date: &'static str) -> Self {
        Self {
            evidence: self.evidence.or(Evidence::new(source, date)),
            ..self
        }
    }

    /// Whether the row matches this error.
    pub fn matches(&self, step: Step, error: &str, text: &str) -> bool {
        let here = self.step == step
            || (self.step == Step::Any && !matches!(step, Step::Authorize | Step::App));
        let is_it = match self.error.strip_suffix('*') {
            Some(beginning) => error.starts_with(beginning),
            None => self.error == error,
        };
        here && is_it
            && self
                .text
                .is_none_or(|wanted| text.to_lowercase().contains(wanted))
    }
}

/// Sets the source of all rows that have none of their own.
pub(super) const fn documented<const N: usize>(
    source: &'static str,
    date: &'static str,
    mut rows: [ErrorMapping; N],
) -> [ErrorMapping; N] {
    let table = Evidence::new(source, date);
    let mut index = 0;
    while index < N {
        rows[index].evidence = rows[index].evidence.or(table);
        index += 1;
    }
    rows
}

/// The values of the placeholders in a provider's diagnostics.
#[derive(Clone, Copy, Debug)]
pub struct TemplateVars<'a> {
    /// `{label}`.
    pub label: &'a str,
    /// `{console}`.
    pub console: &'a str,
    /// `{redirect_uri}`.
    pub redirect_uri: &'a str,
    /// `{client_id_variable}` and `{client_secret_variable}`.
    pub variables: &'a Variables,
}

impl TemplateVars<'_> {
    /// The diagnostic of a provider's code.
    pub fn diagnostic(&self, code: &'static Code) -> Diagnostic {
        code.diagnostic(&self.values())
    }

    /// A text of the catalog with the placeholders filled in.
    pub fn fill(&self, text: &str) -> String {
        fill(text, &self.values())
    }

    fn values(&self) -> [(&str, &dyn Display); 5] {
        [
            ("label", &self.label),
            ("console", &self.console),
            ("redirect_uri", &self.redirect_uri),
            ("client_id_variable", &self.variables.client_id),
            ("client_secret_variable", &self.variables.client_secret),
        ]
    }
}

#[cfg(test)]
mod tests {
    use crate::config::settings::Settings;
    use crate::providers::{GENERAL, all};

    #[test]
    fn placeholders_have_values() {
        for provider in all(&Settings::default()).unwrap() {
            let template_vars =
                provider.template_vars(&provider.variables[0], "https://example.org/callback");
            for mapping in provider.errors.iter().chain(GENERAL) {
                let code = mapping.code;
                for text in [code.message, code.reason, code.help.text, code.help.command] {
                    assert!(
                        !template_vars.fill(text).contains('{'),
                        "{}: {text}",
                        code.id
                    );
                }
            }
        }
    }
}
