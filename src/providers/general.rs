//! The errors that every provider shares: RFC 6749 (sections 4.1.2.1 and 5.2), RFC 8628 (section 3.5), OpenID Connect Core (section 3.1.2.6).
//!
//! Owns these rows. They are asked after a provider's own.

use super::{ErrorRow, Step};

const AGAIN: &str = "run the command again";
const SECRET: &str = "check {client_id_variable} and {client_secret_variable} against {console}; a server that does not take them by HTTP \
                      Basic needs client_authentication = \"body\" in navauth.toml";
const REPORT: &str = "check the endpoints in navauth.toml, if any, and report it with --transcript";

/// The rows.
pub const GENERAL: &[ErrorRow] = &[
    row(
        Step::Authorize,
        ["redirect_uri", "oauth.redirect-uri"],
        [
            "{label} does not know the redirect URI",
            "it must be registered letter for letter",
            "register exactly {redirect_uri} at {console}",
        ],
    ),
    row(
        Step::Authorize,
        ["client_id", "oauth.unknown-client"],
        [
            "{label} does not know this client id",
            "the id is wrong, or the app was deleted",
            "copy the client id from {console} into {client_id_variable}",
        ],
    ),
    row(
        Step::App,
        ["mismatching_state", "oauth.mismatching-state"],
        [
            "the app does not recognize the login that comes back",
            "its cookie was lost: the login began at localhost and came back to 127.0.0.1 or the other way round, the page stands in a frame \
             (a Space's own page), or the cookie is of an older login",
            "use one host name from the first page to the last, open the app outside the frame (OWNER-NAME.hf.space), and delete the site's \
             cookies",
        ],
    ),
    row(
        Step::Callback,
        ["access_denied", "oauth.denied"],
        [
            "Cancel was pressed at {label}",
            "the person said no",
            "run the command again and say yes",
        ],
    ),
    row(
        Step::Callback,
        ["invalid_request", "oauth.invalid-request"],
        [
            "{label} could not read the request",
            "a parameter is missing or not allowed",
            REPORT,
        ],
    ),
    row(
        Step::Callback,
        ["unauthorized_client", "oauth.unauthorized-client"],
        [
            "{label} does not let this client sign people in",
            "the app is of another kind",
            "check the kind of the app at {console}",
        ],
    ),
    row(
        Step::Callback,
        ["unsupported_response_type", "oauth.unsupported"],
        [
            "{label} does not give codes",
            "its kind of app has no code flow",
            "check the kind of the app at {console}",
        ],
    ),
    row(
        Step::Callback,
        ["invalid_scope", "oauth.invalid-scope"],
        [
            "{label} does not know a scope that was asked for",
            "the app may not ask for it",
            "tick the scopes in the app's settings at {console}",
        ],
    ),
    row(
        Step::Callback,
        ["server_error", "oauth.server-error"],
        [
            "{label} has an error of its own",
            "nothing is wrong here",
            "wait a moment and run the command again",
        ],
    ),
    row(
        Step::Callback,
        ["temporarily_unavailable", "oauth.server-error"],
        [
            "{label} is busy",
            "nothing is wrong here",
            "wait a moment and run the command again",
        ],
    ),
    row(
        Step::Callback,
        ["login_required", "oauth.login-required"],
        [
            "{label} wants the person to sign in first",
            "nobody is signed in there",
            "sign in at {label} in the same browser, then run the command again",
        ],
    ),
    row(
        Step::Callback,
        ["redirect_uri_mismatch", "oauth.redirect-uri"],
        [
            "{label} does not know the redirect URI",
            "it must be registered letter for letter",
            "add {redirect_uri} at {console}",
        ],
    ),
    row(
        Step::Token,
        ["invalid_request", "oauth.invalid-request"],
        [
            "{label} could not read the request",
            "a parameter is missing or not allowed",
            REPORT,
        ],
    ),
    row(
        Step::Token,
        ["invalid_client", "oauth.invalid-client"],
        [
            "{label} refuses the client id or the client secret",
            "one of them is wrong, or they belong to different apps",
            SECRET,
        ],
    ),
    row(
        Step::Token,
        ["invalid_grant", "oauth.invalid-grant"],
        [
            "{label} does not accept the code",
            "it was used before, is too old, or the redirect URI or the PKCE verifier differ",
            AGAIN,
        ],
    ),
    row(
        Step::Token,
        ["unauthorized_client", "oauth.unauthorized-client"],
        [
            "{label} does not let this client exchange codes",
            "the app is of another kind",
            "check the kind of the app at {console}",
        ],
    ),
    row(
        Step::Token,
        ["unsupported_grant_type", "oauth.unsupported"],
        [
            "{label} does not exchange codes",
            "this is not its token endpoint",
            REPORT,
        ],
    ),
    row(
        Step::Token,
        ["invalid_scope", "oauth.invalid-scope"],
        [
            "{label} does not know a scope that was asked for",
            "the app may not ask for it",
            "tick the scopes in the app's settings at {console}",
        ],
    ),
    row(
        Step::Device,
        ["access_denied", "oauth.denied"],
        [
            "Cancel was pressed at {label}",
            "the person said no",
            "run the command again and say yes",
        ],
    ),
    row(
        Step::Device,
        ["expired_token", "oauth.device-expired"],
        [
            "the code was not entered in time",
            "{label} gives a few minutes",
            AGAIN,
        ],
    ),
    row(
        Step::Device,
        ["invalid_client", "oauth.invalid-client"],
        [
            "{label} refuses the client id or the client secret",
            "one of them is wrong, or they belong to different apps",
            SECRET,
        ],
    ),
    row(
        Step::Device,
        ["unauthorized_client", "oauth.device-not-allowed"],
        [
            "{label} does not allow the device flow for this app",
            "the app is of another kind",
            "check the app at {console}",
        ],
    ),
    row(
        Step::Device,
        ["invalid_grant", "oauth.device-expired"],
        [
            "{label} does not know the device code any more",
            "it was used or is too old",
            AGAIN,
        ],
    ),
    row(
        Step::Device,
        ["invalid_scope", "oauth.invalid-scope"],
        [
            "{label} does not know a scope that was asked for",
            "the app may not ask for it",
            "tick the scopes in the app's settings at {console}",
        ],
    ),
    row(
        Step::Profile,
        ["invalid_token", "oauth.token-refused"],
        [
            "{label} refuses the token that it has just given",
            "the profile endpoint belongs to another server, or the token was ended",
            REPORT,
        ],
    ),
    row(
        Step::Profile,
        ["insufficient_scope", "oauth.insufficient-scope"],
        [
            "{label} says that the token may not read the profile",
            "a scope was not granted",
            "tick the scopes in the app's settings at {console}",
        ],
    ),
    row(
        Step::Profile,
        ["Bad credentials", "oauth.token-refused"],
        [
            "{label} refuses the token that it has just given",
            "the profile endpoint belongs to another server, or the token was ended",
            REPORT,
        ],
    ),
    row(
        Step::Email,
        ["missing", "login.no-email"],
        [
            "{label} gave no e-mail address",
            "the scope email was not granted, or the account has none; the app cannot store a user without one",
            "tick the scope email in the app's settings at {console}, then sign in again",
        ],
    ),
];

const fn row(
    step: Step,
    [code, id]: [&'static str; 2],
    [title, cause, fix]: [&'static str; 3],
) -> ErrorRow {
    ErrorRow {
        step,
        code,
        text: None,
        id,
        title,
        cause,
        fix,
    }
}
