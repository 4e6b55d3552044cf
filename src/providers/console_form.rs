//! How to create an OAuth app in a provider's console, in the console's words of 2026.

use crate::diagnostics::catalog::setup;

/// The steps to create an app.
#[derive(Clone, Copy, Debug)]
pub struct ConsoleForm {
    /// The page to start at; None if only the console's own page is known.
    pub page: Option<&'static str>,
    /// The steps from that page to the form.
    pub before: &'static [&'static str],
    /// The form's fields in order, with what to enter.
    pub fields: &'static [(&'static str, Entry)],
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

/// What to enter in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
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
    pub const USUAL: Self = Self {
        page: None,
        before: &["create an OAuth app (a confidential web client) there"],
        fields: &[
            ("name", Entry::Name),
            ("home page", Entry::HomePage),
            ("redirect URI", Entry::RedirectUris),
            ("scopes", Entry::Scopes),
        ],
        after: &[],
        after_production: &[],
        id: "client id",
        secret: "client secret",
        serves_both: true,
        file: None,
    };

    pub(super) const HUGGINGFACE: Self = Self {
        page: Some("https://huggingface.co/settings/applications/new"),
        before: &[],
        fields: &[
            ("Application Name", Entry::Name),
            ("Homepage URL", Entry::HomePage),
            ("Scopes (tick them)", Entry::Scopes),
            ("Redirect URLs", Entry::RedirectUris),
        ],
        after: &[
            "create the app, then copy the client id, and the secret at once: it is not shown again",
        ],
        id: "Client ID",
        secret: "Client secret",
        ..Self::USUAL
    };

    pub(super) const GOOGLE: Self = Self {
        page: Some("https://console.cloud.google.com/auth/clients"),
        before: &[
            "choose a project, or create one; if the Google Auth Platform is \"not configured yet\", click \"Get started\" and choose the \
             audience \"External\"",
            "in \"Clients\" click \"Create client\"",
        ],
        fields: &[
            ("Application type", Entry::Text("Web application")),
            ("Name", Entry::Name),
            (
                "Authorized JavaScript origins",
                Entry::Text("(leave empty)"),
            ),
            ("Authorized redirect URIs", Entry::RedirectUris),
            ("Branding > Application home page", Entry::HomePage),
            ("Data Access > Add or remove scopes", Entry::Scopes),
        ],
        after: &[
            "click \"Create\", and at once \"Download JSON\": the secret is not shown again",
            "in \"Audience\" add your own address under \"Test users\", or click \"Publish app\"",
            "no API needs to be enabled: the Google+ API is gone, and the Identity Toolkit API is for something else",
        ],
        id: "Client ID",
        secret: "Client secret",
        file: Some(CredentialsFile {
            name: "client_secret_….json",
            object: "web",
            others: &[
                ("installed", setup::DESKTOP_CLIENT, setup::CREATE_WEB_CLIENT),
                (
                    "private_key_id",
                    setup::SERVICE_ACCOUNT,
                    setup::DOWNLOAD_CLIENT,
                ),
            ],
            without_secret: (setup::GOOGLE_SECRET, setup::ADD_GOOGLE_SECRET),
        }),
        ..Self::USUAL
    };

    pub(super) const FACEBOOK: Self = Self {
        page: Some("https://developers.facebook.com/apps/creation/"),
        before: &[
            "choose the use case \"Authenticate and request data from users with Facebook Login\"",
        ],
        fields: &[
            ("App name", Entry::Name),
            ("App settings > Basic > Website > Site URL", Entry::HomePage),
            (
                "Use cases > Customize > Permissions",
                Entry::Text("email: click \"Add\" (public_profile is there)"),
            ),
            (
                "Use cases > Customize > Settings > Valid OAuth Redirect URIs",
                Entry::RedirectUris,
            ),
        ],
        after: &[
            "in \"App settings\" > \"Basic\" copy the App ID, and the App secret after clicking \"Show\"",
        ],
        after_production: &[
            "publish the app (\"Live\"): it needs a privacy policy URL, an icon, a category, answers to the data questions and a verified \
             business, and \"Increase access\" for public_profile; email needs no review. Until then only people with a role can sign in",
            "localhost does not work in a live app: development needs an app of its own, left in development mode",
        ],
        id: "App ID",
        secret: "App secret",
        serves_both: false,
        ..Self::USUAL
    };

    pub(super) const GITHUB: Self = Self {
        page: Some("https://github.com/settings/applications/new"),
        before: &[
            "create an OAuth App, not a GitHub App; an app accepts up to ten callback URLs, but one app each for development and production \
             is safer",
        ],
        fields: &[
            ("Application name", Entry::Name),
            ("Homepage URL", Entry::HomePage),
            ("Authorization callback URL", Entry::RedirectUris),
            ("Allow wildcard matching", Entry::Text("(leave off)")),
            ("Enable Device Flow", Entry::Text("(may stay off)")),
        ],
        after: &[
            "click \"Register application\", then \"Generate a new client secret\", and copy it at once: it is not shown again",
        ],
        id: "Client ID",
        secret: "Client secret",
        serves_both: true,
        ..Self::USUAL
    };
}
