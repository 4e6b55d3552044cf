//! The console of GitHub: how to create an OAuth app, and the rules for its redirect URIs.

use crate::providers::console_form::{ConsoleForm, FormEntry};
use crate::providers::redirect_uri_rules::RedirectUriRules;

pub const FORM: ConsoleForm = ConsoleForm {
    page: Some("https://github.com/settings/applications/new"),
    before: &[
        "create an OAuth App, not a GitHub App; an app accepts up to ten callback URLs, but separate apps for development and production are safer",
    ],
    fields: &[
        ("Application name", FormEntry::Name),
        ("Homepage URL", FormEntry::HomePage),
        ("Authorization callback URL", FormEntry::RedirectUris),
        ("Allow wildcard matching", FormEntry::Text("(leave off)")),
        ("Enable Device Flow", FormEntry::Text("(may stay off)")),
    ],
    after: &[
        "click \"Register application\", then \"Generate a new client secret\", and copy it at once: it is not shown again",
    ],
    id: "Client ID",
    secret: "Client secret",
    serves_both: true,
    ..ConsoleForm::STANDARD
};

/// Source: docs.github.com, "Authorizing OAuth apps", after 2026-08-03; the redirect on Cancel was measured on 2026-09-29.
pub const REDIRECT_URI_RULES: RedirectUriRules = RedirectUriRules {
    console_path: "OAuth Apps, choose the app, \"Authorization callback URL\"",
    separate_apps: true,
    cancel_goes_to_first: true,
    rules: &[
        "an OAuth app accepts up to ten callback URLs, so one app can serve development and production; separate apps are safer",
        "must match exactly, unless \"Allow wildcard matching\" is selected for the URL (it is for URLs from before August 2026); the port may differ only on 127.0.0.1 and localhost",
        "Cancel redirects to the first URL in the list",
    ],
    ..RedirectUriRules::STANDARD
};
