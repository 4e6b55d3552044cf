//! What can be asked of a provider without a sign-in, and what its answers mean.
//!
//! A provider's own rows are in its file. What no row matches means nothing: it is shown as received, never as accepted or rejected.

/// The questions to one provider.
#[derive(Debug)]
pub struct Probes {
    /// How it is asked whether id and secret belong together.
    pub credentials: CredentialsProbe,
    /// What the errors of its token endpoint mean then; the first row that matches counts.
    pub answers: &'static [TokenErrorRow],
    /// What its sign-in page shows of the client id and the redirect URI, to somebody who is not signed in. Empty: nothing.
    pub page: &'static [PageRow],
    /// Whether the page comes after redirects within the provider's own host.
    pub page_redirects: bool,
}

/// A request to the token endpoint that can give nobody's token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialsProbe {
    /// The exchange of a code that cannot exist: the credentials are looked at before the code.
    ImpossibleCode {
        /// Whether a redirect URI is sent with it.
        with_redirect_uri: bool,
    },
    /// The app's own token (RFC 6749 section 4.4), which opens nobody's account.
    ClientCredentials,
    /// Codes of the device flow (RFC 8628 section 3.1), which expire unused. Where the provider has no such endpoint, an impossible code.
    DeviceCode,
}

/// One error of the token endpoint: whether id and secret were accepted. What it means to a person stands in the provider's error rows.
#[derive(Debug)]
pub struct TokenErrorRow {
    /// The error's code.
    pub code: &'static str,
    /// A text that the description must hold, in lower case, where one code means several things.
    pub text: Option<&'static str>,
    /// Id and secret were accepted; false where they were not.
    pub accepted: bool,
}

/// One thing that the sign-in page can show.
#[derive(Debug)]
pub struct PageRow {
    /// How it is recognized.
    pub pattern: PagePattern,
    /// What it means.
    pub means: PageMeaning,
}

/// How a sign-in page is recognized.
#[derive(Debug)]
pub enum PagePattern {
    /// An error by its name, in the parameter `authError` of the address that the page redirects to (Google).
    Error(&'static str),
    /// A status, and a text in the body in lower case.
    Body(u16, &'static str),
    /// A status alone.
    Status(u16),
    /// The same, where the message contains this text in lower case.
    ErrorWithText(&'static str, &'static str),
    /// A redirect to an address with this path in it.
    RedirectTo(&'static str),
}

/// What a sign-in page means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageMeaning {
    /// It lets people sign in: client id and redirect URI are right.
    Accepted,
    /// An error, by the code of the provider's row for its sign-in page.
    Refused(&'static str),
    /// Something that says nothing about either.
    Nothing(&'static str),
}

/// What the errors of RFC 6749 section 5.2 say about the credentials.
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
    /// Whether it is about this error.
    pub fn matches(&self, code: &str, text: &str) -> bool {
        self.code == code
            && self
                .text
                .is_none_or(|wanted| text.to_lowercase().contains(wanted))
    }
}
