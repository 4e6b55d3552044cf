//! What the errors of HuggingFace's sign-in mean. Placeholders: see `providers::TemplateVars`. The Hub's API has the group `hub`.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const REPRODUCE: &str = "`navauth test-login huggingface`";
const WITHOUT_SIGNING_IN: &str = "`navauth test-login huggingface`, or without signing in `navauth check-env --online --provider huggingface`";

codes! {
    "HuggingFace";

    UNKNOWN_CLIENT_ID = Code {
        id: "huggingface.unknown-client-id",
        message: "HuggingFace does not recognize this client ID",
        reason: "possible causes: the client ID is wrong, the OAuth app was deleted, or it belonged to a Space that no longer exists",
        help: Help::text("copy the Client ID from {console} into {client_id_variable}"),
        reproduce: WITHOUT_SIGNING_IN,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    REDIRECT_URI = Code {
        id: "huggingface.redirect-uri",
        message: "HuggingFace rejected the redirect URI",
        reason: "it must match a registered redirect URL exactly; only the port may differ, and only for http://localhost, http://127.0.0.1 and http://[::1], which are three different hosts",
        help: Help::text("open {console}, edit the app, and add this redirect URL: {redirect_uri}"),
        reproduce: WITHOUT_SIGNING_IN,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    DENIED = Code {
        id: "huggingface.denied",
        message: "access was denied at HuggingFace",
        reason: "HuggingFace sends this answer when you click Deny",
        help: Help::text("run the command again and click Authorize"),
        explanation: "HuggingFace does not remember this answer, and asks again.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    INVALID_CLIENT = Code {
        id: "huggingface.invalid-client",
        message: "HuggingFace rejected the client secret",
        reason: "possible causes: the secret is missing, wrong, or belongs to another app",
        help: Help::text("open {console}, edit the app, create a new secret, and copy it into {client_secret_variable}"),
        reproduce: WITHOUT_SIGNING_IN,
        ..Code::ERROR
    };

    INVALID_GRANT = Code {
        id: "huggingface.invalid-grant",
        message: "HuggingFace rejected the authorization code",
        reason: "possible causes: the code was already used or has expired, or the PKCE verifier or redirect URI differs from the first step",
        help: Help::text("run the command again and finish within a minute; if it fails again, check that the app uses the same client ID"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    TIMEOUT = Code {
        id: "huggingface.timeout",
        message: "HuggingFace gave up on the token request (\"This operation was aborted\")",
        reason: "it is a timeout within HuggingFace; your settings are not the cause",
        help: Help::text("wait a moment and run the command again"),
        reproduce: REPRODUCE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    INVALID_SCOPE = Code {
        id: "huggingface.invalid-scope",
        message: "HuggingFace does not allow this app to request these scopes",
        reason: "a requested scope is not selected in the app's settings",
        help: Help::text(
            "open {console}, edit the app, and select openid, profile and email; for a Space, add hf_oauth_scopes: [email] to its README.md",
        ),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    NO_EMAIL = Code {
        id: "huggingface.no-email",
        message: "HuggingFace returned no email address",
        reason: "possible causes: the scope email is not selected in the app's settings, or was not granted",
        help: Help::text(
            "open {console}, edit the app, and select the scope email; for a Space, add hf_oauth_scopes: [email] to its README.md",
        ),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };
}
