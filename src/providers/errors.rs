//! Which diagnostic an error of a provider maps to: one row per wording, so that a changed wording is one row to change.
//!
//! What no row matches is shown as received. The words are in `diagnostics::catalog`.

use std::fmt::Display;

use super::Variables;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::{Code, Evidence, fill};

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

    /// Whether the endpoint issues or describes tokens, so that its answers are never shown.
    pub fn bears_tokens(self) -> bool {
        matches!(
            self,
            Self::Token | Self::Device | Self::Introspection | Self::Revocation
        )
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

/// One error of a provider: how it is recognized, and what it means.
#[derive(Clone, Copy, Debug)]
pub struct ErrorMapping {
    /// Where it comes.
    pub step: Step,
    /// The error code as the provider writes it; on its page, the text that the user sees.
    pub error: &'static str,
    /// A text that the description must contain, in lower case, where one error code means several things.
    pub text: Option<&'static str>,
    /// What it means. Its texts may contain the placeholders of [`TemplateVars`].
    pub code: &'static Code,
    /// Where its text was read, and how much it decides.
    pub evidence: Evidence,
    /// Whether the same request may succeed later.
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

    /// The same row for an error that goes away by itself.
    pub(super) const fn temporary(self) -> Self {
        Self {
            is_temporary: true,
            ..self
        }
    }

    /// The same row for an error that has several documented meanings: its code states no cause.
    pub(super) const fn several(self) -> Self {
        Self {
            evidence: self.evidence.several(),
            ..self
        }
    }

    /// The same row with a source of its own, where it is not that of the table.
    pub(super) const fn read_at(self, source: &'static str, date: &'static str) -> Self {
        Self {
            evidence: self.evidence.or(Evidence::new(source, date)),
            ..self
        }
    }

    /// Whether it is about this error.
    pub fn matches(&self, step: Step, error: &str, text: &str) -> bool {
        let here = self.step == step
            || (self.step == Step::Any && !matches!(step, Step::Authorize | Step::App));
        here && self.error == error
            && self
                .text
                .is_none_or(|wanted| text.to_lowercase().contains(wanted))
    }
}

/// A table whose rows come from this source, unless they name another.
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

    /// A text of the catalog with its placeholders filled.
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
    fn every_placeholder_of_a_mapped_code_has_a_value() {
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
