//! The console of Google: how to create an OAuth app, and the rules for its redirect URIs.

use crate::diagnostics::catalog::setup;
use crate::providers::console_form::{ConsoleForm, CredentialsFile, FormEntry};
use crate::providers::redirect_uri_rules::RedirectUriRules;

pub const FORM: ConsoleForm = ConsoleForm {
    page: Some("https://console.cloud.google.com/auth/clients"),
    before: &[
        "choose a project, or create one; if the Google Auth Platform is \"not configured yet\", click \"Get started\" and choose the \
         audience \"External\"",
        "in \"Clients\", click \"Create client\"",
    ],
    fields: &[
        ("Application type", FormEntry::Text("Web application")),
        ("Name", FormEntry::Name),
        (
            "Authorized JavaScript origins",
            FormEntry::Text("(leave empty)"),
        ),
        ("Authorized redirect URIs", FormEntry::RedirectUris),
        ("Branding > Application home page", FormEntry::HomePage),
        ("Data Access > Add or remove scopes", FormEntry::Scopes),
    ],
    after: &[
        "click \"Create\", then \"Download JSON\" right away: the secret is not shown again",
        "in \"Audience\", add your own address under \"Test users\", or click \"Publish app\"",
        "no API needs to be enabled: the Google+ API no longer exists, and the Identity Toolkit API is for something else",
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
    ..ConsoleForm::STANDARD
};

/// Source: developers.google.com/identity/protocols/oauth2/web-server, 2026-10; the rule for private addresses was observed on 2026-09-01.
pub const REDIRECT_URI_RULES: RedirectUriRules = RedirectUriRules {
    console_path: "choose the client of type \"Web application\", \"Authorized redirect URIs\"",
    https_only: true,
    public_names_only: true,
    rules: &[
        "must match exactly: scheme, host, port, path and trailing slash; changes take a few minutes",
        "http is accepted only for localhost and 127.0.0.1, which are different hosts; everything else needs https and a public host name",
        "a client of type \"Desktop app\" has no such list and does not work for the app",
    ],
    ..RedirectUriRules::STANDARD
};
