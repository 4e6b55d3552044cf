//! What GitHub's errors mean. Placeholders: see `providers::TemplateVars`.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const REPRODUCE: &str = "`navauth test-login github`";
const WITHOUT_SIGNING_IN: &str = "`navauth test-login github`, or without signing in `navauth check-env --online --provider github`";
const DEVICE: &str = "`navauth test-login github --device`";

codes! {
    "GitHub";

    REDIRECT_URI_MISMATCH = Code {
        id: "github.redirect-uri-mismatch",
        message: "GitHub rejected the redirect URI",
        reason: "it must equal one of the app's callback URLs, unless \"Allow wildcard matching\" is selected there; only the port may differ, and only for 127.0.0.1 and localhost",
        help: Help::text("open {console}, choose the app, and add exactly {redirect_uri} under \"Authorization callback URL\""),
        explanation: "An OAuth app accepts up to ten callback URLs. A callback URL from before August 2026 also covers longer paths; a \
                      newer one does not.",
        reproduce: WITHOUT_SIGNING_IN,
        ..Code::ERROR
    };

    UNKNOWN_CLIENT_ID = Code {
        id: "github.unknown-client-id",
        message: "GitHub does not recognize this client ID",
        reason: "possible causes: the client ID is wrong or empty, or the app was deleted",
        help: Help::text("copy the Client ID from {console} into {client_id_variable}"),
        reproduce: WITHOUT_SIGNING_IN,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    CLIENT_NOT_FOUND = Code {
        id: "github.client-not-found",
        message: "GitHub rejected the client ID or the client secret (404 Not Found)",
        reason: "possible causes: the client ID is wrong, the app was deleted, or the secret belongs to another app",
        help: Help::text("compare {client_id_variable} and {client_secret_variable} with the app at {console}"),
        reproduce: WITHOUT_SIGNING_IN,
        ..Code::ERROR
    };

    RATE_LIMIT = Code {
        id: "github.rate-limit",
        message: "GitHub's rate limit was reached",
        help: Help::text("wait a few minutes and run the command again"),
        explanation: "GitHub limits requests by account, by app and, without a token, by IP address. The secondary limit applies to many \
                      requests in a short time.",
        reproduce: REPRODUCE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    SUSPENDED = Code {
        id: "github.suspended",
        message: "GitHub has suspended this OAuth app",
        help: Help::text("contact https://support.github.com"),
        reproduce: WITHOUT_SIGNING_IN,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    DENIED = Code {
        id: "github.denied",
        message: "access was denied at GitHub",
        reason: "GitHub sends this answer when you click Cancel",
        help: Help::text("run the command again and click Authorize"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    INCORRECT_CREDENTIALS = Code {
        id: "github.incorrect-credentials",
        message: "GitHub rejected the client secret",
        reason: "possible causes: the secret is wrong, was revoked, or belongs to another client ID",
        help: Help::text(
            "open {console}, choose the app, click \"Generate a new client secret\", and copy it into {client_secret_variable}; check \
             {client_id_variable} there, too",
        ),
        reproduce: WITHOUT_SIGNING_IN,
        ..Code::ERROR
    };

    BAD_CODE = Code {
        id: "github.bad-code",
        message: "GitHub rejected the authorization code",
        reason: "possible causes: the code was already used, is older than 10 minutes, or belongs to another app or PKCE verifier",
        help: Help::text("run the command again, and stop the app while you test"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    UNVERIFIED_EMAIL = Code {
        id: "github.unverified-email",
        message: "this GitHub account has no verified email address",
        reason: "GitHub allows sign-in to apps only after the primary address is verified",
        help: Help::text("verify it at https://github.com/settings/emails, then run the command again"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    DEVICE_FLOW_DISABLED = Code {
        id: "github.device-flow-disabled",
        message: "the device flow is disabled for this GitHub app",
        reason: "it must be enabled for each OAuth app",
        help: Help::text("open {console}, choose the app, and select \"Enable Device Flow\""),
        reproduce: DEVICE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    DEVICE_CODE = Code {
        id: "github.device-code",
        message: "GitHub does not recognize the device code",
        help: Help::text("run the command again"),
        reproduce: DEVICE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    DEVICE_CLIENT_ID = Code {
        id: "github.device-client-id",
        message: "GitHub rejected the client ID or the client secret",
        reason: "possible causes: one of them is wrong, or the client ID belongs to another kind of app",
        help: Help::text("compare {client_id_variable} and {client_secret_variable} with the app at {console}"),
        reproduce: DEVICE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    GITHUB_APP = Code {
        id: "github.github-app",
        message: "{client_id_variable} belongs to a GitHub App, not to an OAuth App",
        reason: "GitHub says \"Resource not accessible by integration\"; integrations are GitHub Apps, which use permissions instead of scopes",
        help: Help::text(
            "create an OAuth App at {console}, and copy its client ID and a new client secret; or give the GitHub App the account \
             permission \"Email addresses: read\"",
        ),
        explanation: "Client IDs of GitHub Apps begin with Iv, those of OAuth Apps with Ov23 (older ones have 20 hexadecimal digits).",
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    EMAILS_HIDDEN = Code {
        id: "github.emails-hidden",
        message: "GitHub does not show the account's email addresses to this app",
        reason: "possible causes: the scope user:email was not granted, or {client_id_variable} belongs to a GitHub App",
        help: Help::text(
            "sign in again and allow access to the email addresses; check that {client_id_variable} belongs to an OAuth App",
        ),
        reproduce: REPRODUCE,
        not_followed: not_followed::ACCOUNT,
        ..Code::ERROR
    };

    NO_EMAIL = Code {
        id: "github.no-email",
        message: "GitHub returned no email address",
        reason: "possible causes: the account has no primary address, or emails_endpoint is disabled in navauth.toml",
        help: Help::text("add an address at https://github.com/settings/emails, then run the command again"),
        explanation: "GitHub returned the account's list of addresses, which contains no primary one.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };
}
