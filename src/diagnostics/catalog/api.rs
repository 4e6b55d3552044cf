//! API_BASE_URL.

use super::codes;
use crate::diagnostics::{Code, Help, Severity, Status};

const REPRODUCE: &str = "`navauth check-env --only {id}`";

pub const SET_TO: &str = "set it to {url}";

codes! {
    "API base URL";

    MISSING = Code {
        id: "api.missing",
        severity: Severity::ONLY_IN_PRODUCTION,
        message: "API_BASE_URL is not set",
        reason: "release {release} of the app then uses http://localhost:8000, so users who sign in do not return to the live site",
        help: Help::text("set it to the live site's address with /api, such as {url}"),
        explanation: "Later releases use the address of the request instead. If you run one of them, set [app] release in navauth.toml.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    MISSING_ON_SPACE = Code {
        id: "api.missing-on-space",
        severity: Severity {
            development: None,
            production: Some(Status::Warn),
        },
        message: "API_BASE_URL is not set for the Space",
        reason: "the Space's nginx tells the app that every request uses http, so its redirect URIs begin with http://",
        help: Help::text(SET_TO),
        explanation: "Google and Facebook reject such a redirect URI, and the others do not find it among those that are registered.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    NOT_A_URL = Code {
        id: "api.not-a-url",
        message: "API_BASE_URL is not a website URL",
        reason: "the app appends its callback path to this value and sends the result to the providers as the redirect URI",
        help: Help::text("set it to the app's address, such as https://www.example.org"),
        explanation: "It must start with https:// (or, in development, http://localhost:8000) and must not contain ? or #.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    LOCAL = Code {
        id: "api.local",
        severity: Severity::ONLY_IN_PRODUCTION,
        message: "API_BASE_URL points to this computer or a local network",
        reason: "release {release} of the app builds its redirect URIs from this address, so users who sign in do not return to the live site",
        help: Help::text("set it to the live site's address, such as https://www.example.org (for release 2026-04, add /api)"),
        explanation: "Later releases ignore localhost and 127.0.0.1, and use the address of the request instead. If you run one of them, \
                      set [app] release in navauth.toml.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    PAGE_OF_SPACE = Code {
        id: "api.page-of-space",
        message: "API_BASE_URL is the Space's HuggingFace page, not the app's address",
        reason: "the app has its own address, and a redirect URI under this one leads to HuggingFace instead",
        help: Help::text(SET_TO),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    NOT_HTTPS = Code {
        id: "api.not-https",
        severity: Severity::ONLY_IN_PRODUCTION,
        message: "API_BASE_URL does not use https",
        reason: "the app's redirect URIs then use http, which Google and Facebook reject, and others can read the authorization code",
        help: Help::text(SET_TO),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    PUBLIC_IN_DEVELOPMENT = Code {
        id: "api.public-in-development",
        severity: Severity {
            development: Some(Status::Warn),
            production: None,
        },
        message: "API_BASE_URL is a public address, but these settings are for development",
        reason: "the app builds its redirect URIs from this address, so a sign-in that starts on this computer ends up at {host}",
        help: Help::text("move the line from .env to .env.production; or set FRONTEND_URL if these are the live site's settings"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    PATH_OF_APP = Code {
        id: "api.path-of-app",
        message: "API_BASE_URL ends with {path}, a path of the app",
        reason: "the app appends its callback path to this value, so users who sign in do not return to the app",
        help: Help::text(SET_TO),
        explanation: "API_BASE_URL is the address in front of the app's own paths, such as /auth/callback, /auth/login and /docs. A path that \
                      a proxy puts in front of the app belongs to it.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    PATH_TWICE = Code {
        id: "api.path-twice",
        message: "API_BASE_URL ends with /api, which the app adds itself",
        reason: "its redirect URIs then contain /api/api/auth/callback",
        help: Help::text(SET_TO),
        explanation: "Only release 2026-04, the one in the guide, needs /api here.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    TRAILING_SLASH = Code {
        id: "api.trailing-slash",
        message: "API_BASE_URL ends with a slash",
        reason: "the app appends /…, so its redirect URIs contain a double slash",
        help: Help::text(SET_TO),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };
}
