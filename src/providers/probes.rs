//! What can be checked at a provider without a sign-in, and what the responses mean.
//!
//! Responses without a row are shown as received, never as accepted or rejected.

/// The checks of one provider that need no sign-in.
#[derive(Debug)]
pub struct Probes {
    /// How to check the client ID and secret.
    pub credentials: CredentialsProbe,
    /// The errors of its token endpoint; the first row that matches is used.
    pub answers: &'static [TokenErrorRow],
    /// What its sign-in page reveals about client ID and redirect URI without a sign-in; may be empty.
    pub page: &'static [PageRow],
    /// Whether to follow redirects within the provider's own host.
    pub page_redirects: bool,
}

/// A request that checks the credentials and cannot issue a user's token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialsProbe {
    /// Exchange of a code that cannot exist: the credentials are checked before the code.
    ImpossibleCode {
        /// Whether to send a redirect URI with it.
        with_redirect_uri: bool,
    },
    /// An app access token (RFC 6749 section 4.4), which gives no access to any account.
    ClientCredentials,
    /// A device code (RFC 8628 section 3.1), which expires unused; without that endpoint, as ImpossibleCode.
    DeviceCode,
}

/// An error of the token endpoint, and whether it means that the credentials were accepted. Its diagnostic is in the provider's error table.
#[derive(Debug)]
pub struct TokenErrorRow {
    /// The error code.
    pub code: &'static str,
    /// A lower-case text that the description must contain, if the code has several meanings.
    pub text: Option<&'static str>,
    /// Whether client ID and secret were accepted.
    pub accepted: bool,
}

/// A known response of the sign-in page.
#[derive(Debug)]
pub struct PageRow {
    pub pattern: PagePattern,
    /// What it means.
    pub means: PageMeaning,
}

/// A pattern of a sign-in page.
#[derive(Debug)]
pub enum PagePattern {
    /// An error code in the parameter `authError` of the redirect target (Google).
    Error(&'static str),
    /// A status, and a lower-case text in the body.
    Body(u16, &'static str),
    /// A status.
    Status(u16),
    /// As Error, with this lower-case text in the message.
    ErrorWithText(&'static str, &'static str),
    /// A redirect to a URL with this path in it.
    RedirectTo(&'static str),
}

/// The meaning of a sign-in page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageMeaning {
    /// Users can sign in: client ID and redirect URI are accepted.
    Accepted,
    /// An error, with the code in the provider's error table.
    Refused(&'static str),
    /// Neither accepted nor rejected, with the reason.
    Nothing(&'static str),
}

/// The errors of RFC 6749 section 5.2.
pub const STANDARD: Probes = Probes {
    credentials: CredentialsProbe::ImpossibleCode {
        with_redirect_uri: true,
    },
    answers: &[accepted("invalid_grant"), refused("invalid_client")],
    page: &[],
    page_redirects: false,
};

pub(super) const fn accepted(code: &'static str) -> TokenErrorRow {
    TokenErrorRow {
        code,
        text: None,
        accepted: true,
    }
}

pub(super) const fn refused(code: &'static str) -> TokenErrorRow {
    TokenErrorRow {
        code,
        text: None,
        accepted: false,
    }
}

impl TokenErrorRow {
    /// Whether the row matches this error.
    pub fn matches(&self, code: &str, text: &str) -> bool {
        self.code == code
            && self
                .text
                .is_none_or(|wanted| text.to_lowercase().contains(wanted))
    }
}
