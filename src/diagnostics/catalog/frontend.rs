//! FRONTEND_URL.

use super::codes;
use crate::diagnostics::Status;
use crate::diagnostics::{Code, Help, Severity};

const REPRODUCE: &str = "`navauth check-env --only {id}`";

/// Where it has no value.
pub const SET: &str = "set it to the public URL of the site, such as https://www.example.org";
/// Where the URL that was meant is known.
pub const SET_TO: &str = "set it to {url}";
/// Where it is not a URL, for development.
pub const SET_FOR_DEVELOPMENT: &str = "set it to a URL such as http://localhost:5173";

pub const NO_SCHEME: &str = "it does not start with https:// or http://";
pub const NOT_A_WEBSITE: &str = "it is not the URL of a website";

pub const HAS_WILDCARD: &str = "it contains a wildcard, and a browser cannot be sent to that host";

pub const SEVERAL_URLS: &str = "it contains several URLs, but the app uses the value as one";
pub const PAGE_OF_SPACE: &str = "it is the Space's HuggingFace page; the app has its own address";

codes! {
    "Frontend URL";

    MISSING = Code {
        id: "frontend.missing",
        severity: Severity {
            development: None,
            production: Some(Status::Warn),
        },
        message: "FRONTEND_URL is not set",
        reason: "after sign-in the app redirects to its default, which may be localhost",
        help: Help::text(SET),
        explanation: "navauth also needs the URL to check the live site.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    NOT_A_URL = Code {
        id: "frontend.not-a-url",
        message: "FRONTEND_URL is not a URL",
        help: Help::text(SET),
        explanation: "It must start with https:// (or, in development, http://localhost:5173).",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    LOCAL = Code {
        id: "frontend.local",
        severity: Severity::ONLY_IN_PRODUCTION,
        message: "FRONTEND_URL points to this computer or a local network",
        reason: "other people cannot reach it, and the app ignores it in production",
        help: Help::text(SET),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    NOT_HTTPS = Code {
        id: "frontend.not-https",
        severity: Severity::ERROR_IN_PRODUCTION,
        message: "FRONTEND_URL does not use https",
        reason: "after sign-in the session token is sent there, and anyone on the network can read it",
        help: Help::text("set it to {url}"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    HAS_PATH = Code {
        id: "frontend.has-path",
        message: "FRONTEND_URL contains more than an address",
        reason: "after sign-in the app appends ?token=… to it",
        help: Help::text("set it to {url}"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    PATH = Code {
        id: "frontend.path",
        message: "FRONTEND_URL contains the path {path}",
        reason: "after sign-in the app redirects there with ?token=…, so a page at this path must read the token",
        help: Help::text("if your front end is not served there, set it to {url}"),
        explanation: "A front end on GitHub Pages, for example, is served under the name of its repository.",
        reproduce: REPRODUCE,
        ..Code::WARNING
    };

    TRAILING_SLASH = Code {
        id: "frontend.trailing-slash",
        message: "FRONTEND_URL ends with a slash",
        reason: "after sign-in the app appends ?token=… to it as it is; a page or proxy that compares addresses as text sees another one",
        help: Help::text("set it to {url}, as in the setup guide"),
        reproduce: REPRODUCE,
        ..Code::WARNING
    };
}
