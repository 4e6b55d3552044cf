//! How to create an OAuth app in a provider's console, in the console's words of 2026.

/// The steps to create an app.
#[derive(Clone, Copy, Debug)]
pub struct ConsoleForm {
    /// The page to start at; None if only the console's own page is known.
    pub page: Option<&'static str>,
    /// The steps from that page to the form.
    pub before: &'static [&'static str],
    /// The form's fields in order, with what to enter.
    pub fields: &'static [(&'static str, FormEntry)],
    /// The steps after the form.
    pub after: &'static [&'static str],
    /// Further steps after the form, for production only.
    pub after_production: &'static [&'static str],
    /// The console's name for the client ID.
    pub id: &'static str,
    /// The console's name for the client secret.
    pub secret: &'static str,
    /// Whether one app can serve development and production.
    pub serves_both: bool,
    /// The credentials file that the console offers for download.
    pub file: Option<CredentialsFile>,
}

/// What to enter in a field of a [`ConsoleForm`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormEntry {
    /// This text, or an instruction in brackets.
    Text(&'static str),
    /// A name for the app.
    Name,
    /// The frontend URL.
    HomePage,
    /// The redirect URIs to register.
    RedirectUris,
    /// The scopes that the app requests.
    Scopes,
}

/// A JSON file with the credentials of an OAuth app.
#[derive(Clone, Copy, Debug)]
pub struct CredentialsFile {
    /// The file name.
    pub name: &'static str,
    /// The object that contains `client_id`, `client_secret` and `redirect_uris`.
    pub object: &'static str,
    /// Objects of other files: what such a file is, and what to do.
    pub others: &'static [(&'static str, &'static str, &'static str)],
    /// Why the secret may be missing, and what to do.
    pub without_secret: (&'static str, &'static str),
}

impl ConsoleForm {
    /// For a provider of navauth.toml: only what OAuth 2 needs.
    pub const STANDARD: Self = Self {
        page: None,
        before: &["create an OAuth app (a confidential web client) there"],
        fields: &[
            ("name", FormEntry::Name),
            ("home page", FormEntry::HomePage),
            ("redirect URI", FormEntry::RedirectUris),
            ("scopes", FormEntry::Scopes),
        ],
        after: &[],
        after_production: &[],
        id: "client id",
        secret: "client secret",
        serves_both: true,
        file: None,
    };
}
