//! Redirect URIs.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const REPRODUCE: &str = "`navauth redirect-uris`";

const USE_HTTPS: Help = Help::text(
    "set API_BASE_URL (without it, FRONTEND_URL) or production under [callback] in navauth.toml to an https URL",
);

codes! {
    "Redirect URIs";

    NOT_A_URI = Code {
        id: "redirect.not-a-uri",
        message: "{uri} is not a redirect URI",
        reason: "it must be a complete URL without a fragment (#) and without a user name",
        help: Help::text("correct [callback] in navauth.toml, or API_BASE_URL (without it, FRONTEND_URL)"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    NOT_HTTPS = Code {
        id: "redirect.not-https",
        message: "{label} does not accept the {environment} redirect URI {uri}",
        reason: "{label} accepts http only for this computer (localhost)",
        help: Help::text(
            "in development use http://localhost, in production https: set API_BASE_URL (without it, FRONTEND_URL), or development or production under [callback] in \
             navauth.toml",
        ),
        explanation: "Google's page then says \"device_id and device_name are required for private IP\" (Error 400: invalid_request), or \
                      its console refuses the entry. Facebook's page says \"URL Blocked\" or \"Insecure Login Blocked\".",
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
        message: "{label} does not accept a redirect URI with the IP address {host}",
        reason: "{label} accepts only public host names, and localhost",
        help: Help::text("use the site's host name; in development use http://localhost"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    PRIVATE_NAME = Code {
        id: "redirect.private-name",
        message: "{label} does not accept a redirect URI with the host {host}",
        reason: "{label} accepts only host names under a public top-level domain, and localhost",
        help: Help::text("use the site's public host name; in development use http://localhost"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    ONLY_LOCALHOST = Code {
        id: "redirect.only-localhost",
        message: "{label} may reject http for {host}",
        reason: "{label} documents only localhost as an exception to https",
        help: Help::text("use http://localhost: set development under [callback] in navauth.toml"),
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::WARNING
    };

    WILDCARD = Code {
        id: "redirect.wildcard",
        message: "the redirect URI {uri} contains a *",
        reason: "{label} compares redirect URIs exactly: * is not a wildcard",
        help: Help::text("write out the host and path, with a separate URI for each"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };
}
