//! The console of Facebook: how to create an OAuth app, and the rules for its redirect URIs.

use crate::providers::console_form::{ConsoleForm, FormEntry};
use crate::providers::redirect_uri_rules::RedirectUriRules;

pub const FORM: ConsoleForm = ConsoleForm {
    page: Some("https://developers.facebook.com/apps/creation/"),
    before: &[
        "choose the use case \"Authenticate and request data from users with Facebook Login\"",
    ],
    fields: &[
        ("App name", FormEntry::Name),
        (
            "App settings > Basic > Website > Site URL",
            FormEntry::HomePage,
        ),
        (
            "Use cases > Customize > Permissions",
            FormEntry::Text("email: click \"Add\" (public_profile is there)"),
        ),
        (
            "Use cases > Customize > Settings > Valid OAuth Redirect URIs",
            FormEntry::RedirectUris,
        ),
    ],
    after: &[
        "in \"App settings\" > \"Basic\", copy the App ID, and the App secret after clicking \"Show\"",
    ],
    after_production: &[
        "publish the app (\"Live\"): it needs a privacy policy URL, an icon, a category, answers to the data questions and a verified \
         business, and \"Increase access\" for public_profile; email needs no review. Until then only people with a role can sign in",
        "localhost does not work in a live app: create a separate app for development, and leave it in development mode",
    ],
    id: "App ID",
    secret: "App secret",
    serves_both: false,
    ..ConsoleForm::STANDARD
};

/// Source: developers.facebook.com/documentation/facebook-login/guides/advanced/manual-flow, 2026-03-10.
pub const REDIRECT_URI_RULES: RedirectUriRules = RedirectUriRules {
    console_path: "choose the app, Use cases > Authentication and account creation > Customize > Settings, \"Valid OAuth Redirect URIs\"",
    loopback_by_itself: true,
    https_only: true,
    rules: &[
        "http://localhost works by itself while the app is in development mode: the console does not keep an entry for it, although its \
         validator calls it invalid",
        "in live mode, localhost does not work at all: test with a separate app",
        "production needs https and must match exactly; \"Client OAuth login\" and \"Web OAuth login\" must be on",
    ],
    ..RedirectUriRules::STANDARD
};
