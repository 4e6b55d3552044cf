//! The console of HuggingFace: how to create an OAuth app, and the rules for its redirect URIs.

use crate::providers::console_form::{ConsoleForm, FormEntry};
use crate::providers::redirect_uri_rules::RedirectUriRules;

pub const FORM: ConsoleForm = ConsoleForm {
    page: Some("https://huggingface.co/settings/applications/new"),
    before: &[],
    fields: &[
        ("Application Name", FormEntry::Name),
        ("Homepage URL", FormEntry::HomePage),
        ("Scopes (tick them)", FormEntry::Scopes),
        ("Redirect URLs", FormEntry::RedirectUris),
    ],
    after: &[
        "create the app, then copy the client ID and the secret right away: the secret is not shown again",
    ],
    id: "Client ID",
    secret: "Client secret",
    ..ConsoleForm::STANDARD
};

/// Source: huggingface.co/docs/hub/oauth, 2026-08-05.
pub const REDIRECT_URI_RULES: RedirectUriRules = RedirectUriRules {
    console_path: "choose the app, its redirect URLs",
    rules: &[
        "must match exactly; only the port may differ, and only for an http address on this computer",
        "localhost, 127.0.0.1 and [::1] are different hosts: register the one that you type into the browser",
        "the OAuth app that a Space creates for itself (hf_oauth: true) accepts every address of the Space, and no other",
    ],
    ..RedirectUriRules::STANDARD
};
