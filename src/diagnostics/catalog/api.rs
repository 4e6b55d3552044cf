//! API_BASE_URL.

use super::codes;
use crate::diagnostics::{Code, Help, Severity, Status};

const REPRODUCE: &str = "`navauth check-env --only {id}`";

pub const SET_TO: &str = "set it to {url}";

codes! {
    "API address";

    NOT_A_URL = Code {
        id: "api.not-a-url",
        message: "API_BASE_URL is not the URL of a website",
        reason: "the app appends its callback path to this text and sends that to the providers as the redirect URI",
        help: Help::text("set it to the app's address, such as https://www.example.org"),
        explanation: "It must start with https:// (in development also http://localhost:8000) and have no ? and no #.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    LOCAL = Code {
        id: "api.local",
        severity: Severity::ONLY_IN_PRODUCTION,
        message: "API_BASE_URL is local to this computer or network",
        reason: "release {release} of the app sends the providers redirect URIs at this address, so people who sign in do not return to the live site",
        help: Help::text("set it to the live site's address, such as https://www.example.org (release 2026-04: with /api)"),
        explanation: "Later releases ignore an address with localhost or 127.0.0.1 and use the address of the request. If yours is one of \
                      them, set [app] release in navauth.toml.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    PAGE_OF_SPACE = Code {
        id: "api.page-of-space",
        message: "API_BASE_URL is the Space's page at HuggingFace, not the app",
        reason: "the app has an address of its own, and redirect URIs below this one end at HuggingFace",
        help: Help::text(SET_TO),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    NOT_HTTPS = Code {
        id: "api.not-https",
        severity: Severity::ONLY_IN_PRODUCTION,
        message: "API_BASE_URL does not use https",
        reason: "the app sends the providers redirect URIs with http, which Google and Facebook reject and which let others read the code",
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
        reason: "the app sends the providers redirect URIs at this address, so a sign-in that starts on this computer ends at {host}",
        help: Help::text("remove the line from .env and keep it in .env.production; or set FRONTEND_URL if these are the live site's settings"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    PATH_TWICE = Code {
        id: "api.path-twice",
        message: "API_BASE_URL ends with /api, which the app adds itself",
        reason: "it sends the providers redirect URIs with /api/api/auth/callback",
        help: Help::text(SET_TO),
        explanation: "Only the guide's release (2026-04) needs /api in it.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    TRAILING_SLASH = Code {
        id: "api.trailing-slash",
        message: "API_BASE_URL ends with a slash",
        reason: "the app appends /…, so it sends the providers redirect URIs with two slashes",
        help: Help::text(SET_TO),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };
}
