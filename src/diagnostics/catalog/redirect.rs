//! Redirect URIs.

use super::codes;
use crate::diagnostics::{Code, Help};

const REPRODUCE: &str = "`navauth redirect-uris`";

const USE_HTTPS: Help =
    Help::text("set FRONTEND_URL, or production under [callback] in navauth.toml, to an https URL");

codes! {
    "Redirect URIs";

    NOT_A_URI = Code {
        id: "redirect.not-a-uri",
        message: "{uri} is not a redirect URI",
        reason: "it must be a complete URL without a fragment (#) and without a user name",
        help: Help::text("correct [callback] in navauth.toml, or FRONTEND_URL"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    NOT_HTTPS = Code {
        id: "redirect.not-https",
        message: "the production redirect URI for {label} does not use https",
        reason: "{label} accepts http only for localhost",
        help: USE_HTTPS,
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    INSECURE = Code {
        id: "redirect.insecure",
        message: "the production redirect URI for {label} does not use https",
        reason: "anyone on the network can read the authorization code",
        help: USE_HTTPS,
        reproduce: REPRODUCE,
        ..Code::WARNING
    };

    RAW_ADDRESS = Code {
        id: "redirect.raw-address",
        message: "the production redirect URI for {label} contains an IP address",
        reason: "{label} accepts only host names",
        help: Help::text("use the site's host name"),
        explanation: "Google and Facebook reject IP addresses.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    ONE_APP = Code {
        id: "redirect.one-app",
        message: "development and production use the same {label} app",
        reason: "an app there has one redirect URI, and these two have different hosts, so sign-in works in only one of them",
        help: Help::text("create a second app at {console}, and put its client ID and client secret into .env.production"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };
}
