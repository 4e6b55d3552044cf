//! What the errors mean that every provider shares: RFC 6749 (sections 4.1.2.1 and 5.2), RFC 8628 (section 3.5), OpenID Connect Core (section
//! 3.1.2.6). Placeholders: see `providers::TemplateVars`.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const REPRODUCE: &str = "`navauth test-login PROVIDER`";
const DEVICE: &str = "`navauth test-login PROVIDER --device`";

const RUN_AGAIN: Help = Help::text("run the command again");
const WAIT: Help = Help::text("wait a moment and run the command again");
const SELECT_SCOPES: Help = Help::text("select the scopes in the app's settings at {console}");
const CHECK_TYPE: Help = Help::text("check the type of the app at {console}");
const CHECK_ENDPOINTS: Help = Help::text(
    "check the endpoints in navauth.toml if you set any; otherwise report the problem and attach a file made with --transcript",
);

codes! {
    "Any provider";

    REDIRECT_URI = Code {
        id: "oauth.redirect-uri",
        message: "{label} rejected the redirect URI",
        reason: "it must match a registered redirect URI exactly",
        help: Help::text("add exactly {redirect_uri} at {console}"),
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    UNKNOWN_CLIENT = Code {
        id: "oauth.unknown-client",
        message: "{label} does not recognize this client ID",
        reason: "possible causes: the client ID is wrong, or the app was deleted",
        help: Help::text("copy the client ID from {console} into {client_id_variable}"),
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    MISMATCHING_STATE = Code {
        id: "oauth.mismatching-state",
        message: "the app does not recognize the returning sign-in",
        reason: "its cookie is missing or belongs to another sign-in; possible causes: sign-in started at localhost and returned to 127.0.0.1 or vice versa, or the page is inside a frame (a Space's own page)",
        help: Help::text(
            "use one host name throughout, open the app outside the frame (OWNER-NAME.hf.space), and delete the site's cookies",
        ),
        reproduce: "sign in to the app itself",
        not_followed: not_followed::ONLY_EXPLAINED,
        ..Code::ERROR
    };

    DENIED = Code {
        id: "oauth.denied",
        message: "access was denied at {label}",
        reason: "possible causes: you clicked Cancel, or {label} does not allow this account to use the app",
        help: Help::text("run the command again and allow access"),
        reproduce: REPRODUCE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    INVALID_REQUEST = Code {
        id: "oauth.invalid-request",
        message: "{label} rejected the request as invalid",
        help: CHECK_ENDPOINTS,
        explanation: "A parameter is missing, repeated or not allowed.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    UNAUTHORIZED_CLIENT = Code {
        id: "oauth.unauthorized-client",
        message: "{label} does not allow this app to use the authorization code flow",
        help: CHECK_TYPE,
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    UNSUPPORTED = Code {
        id: "oauth.unsupported",
        message: "{label} does not support the authorization code flow here",
        help: CHECK_ENDPOINTS,
        explanation: "Possible causes: this type of app has no authorization code flow, or the endpoint is not the provider's token endpoint.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    INVALID_SCOPE = Code {
        id: "oauth.invalid-scope",
        message: "{label} rejected the requested scopes",
        help: SELECT_SCOPES,
        explanation: "A scope is unknown to the provider, or the app may not request it.",
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    SERVER_ERROR = Code {
        id: "oauth.server-error",
        message: "{label} reports a server error or overload",
        help: WAIT,
        reproduce: REPRODUCE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    LOGIN_REQUIRED = Code {
        id: "oauth.login-required",
        message: "{label} requires you to sign in there first",
        help: Help::text("sign in to {label} in the same browser, then run the command again"),
        reproduce: REPRODUCE,
        not_followed: not_followed::ACCOUNT,
        ..Code::ERROR
    };

    INVALID_CLIENT = Code {
        id: "oauth.invalid-client",
        message: "{label} rejected the client ID or the client secret",
        reason: "possible causes: one of them is wrong, they belong to different apps, or the server does not accept them with HTTP Basic",
        help: Help::text(
            "compare {client_id_variable} and {client_secret_variable} with {console}; if the server does not accept HTTP Basic, set \
             client_authentication = \"body\" in navauth.toml",
        ),
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    INVALID_GRANT = Code {
        id: "oauth.invalid-grant",
        message: "{label} rejected the authorization code",
        reason: "possible causes: the code was already used or has expired, or the redirect URI or PKCE verifier differs from the first step",
        help: RUN_AGAIN,
        reproduce: REPRODUCE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    DEVICE_EXPIRED = Code {
        id: "oauth.device-expired",
        message: "the code was not entered in time",
        reason: "{label} allows a few minutes",
        help: RUN_AGAIN,
        reproduce: DEVICE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    DEVICE_NOT_ALLOWED = Code {
        id: "oauth.device-not-allowed",
        message: "{label} does not allow the device flow for this app",
        help: CHECK_TYPE,
        reproduce: DEVICE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    DEVICE_CODE = Code {
        id: "oauth.device-code",
        message: "{label} rejected the device code",
        reason: "possible causes: it was already used or has expired",
        help: RUN_AGAIN,
        reproduce: DEVICE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    DPOP_REQUIRED = Code {
        id: "oauth.dpop-required",
        message: "{label} requires DPoP (RFC 9449), which neither navauth nor the app supports",
        help: Help::text("register a client there that may use bearer tokens, or ask the server's operator"),
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    TOKEN_REFUSED = Code {
        id: "oauth.token-refused",
        message: "{label} rejected the access token that it has just issued",
        reason: "possible causes: the profile endpoint belongs to another server, or the token was revoked",
        help: CHECK_ENDPOINTS,
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    INSUFFICIENT_SCOPE = Code {
        id: "oauth.insufficient-scope",
        message: "{label} does not allow the access token to read the profile",
        reason: "a scope was not granted",
        help: SELECT_SCOPES,
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };
}
