//! The live site.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const REPRODUCE: &str = "`navauth check-env --live --only {id}`";

pub const CERTIFICATE_EXPIRED: &str = "it has expired";
pub const CERTIFICATE_EXPIRED_ON: &str = "it expired on {date}";
pub const CERTIFICATE_NOT_YET_VALID: &str = "it is not valid yet, or this computer's clock is slow";
pub const CERTIFICATE_OTHER_NAME: &str = "it does not contain the site's host name";
pub const CERTIFICATE_NAMES: &str = "it is only for {names}";
pub const CHAIN_EXPIRED: &str = "an intermediate certificate that it sends has expired";
pub const CERTIFICATE_SELF_SIGNED: &str = "it is self-signed: no certificate authority signed it";

/// An expired certificate, or one that soon is.
pub const RENEW_CERTIFICATE: &str = "renew it where the site is served, and find out why it was not renewed automatically; a Space renews its own";
pub const SET_CLOCK: &str = "set this computer's clock; if it is right, replace the certificate";
pub const REISSUE_CERTIFICATE: &str = "get a certificate for the site's host name; for a Space with a custom domain, add the domain in the Space's settings";

/// There is nothing to check.
pub const NO_SITE: &str = "the live site was not checked: neither FRONTEND_URL nor .env.production contains a public https address";

/// No answer from the site.
pub const UNKNOWN: &str = "could not check the live site: {reason}";
pub const CHECK_ADDRESS: &str =
    "open {site} in a browser; if it is not the site's address, correct {setting}";
/// The front page is an error page.
pub const CLOSED: &str = "could not check the pages behind the front page: {site} {reason}";
pub const OPEN_IN_BROWSER: &str =
    "open the site in a browser, wait until it answers, and run the same command again";

pub const HTTP_UNKNOWN: &str = "could not check whether {address} redirects to https: {reason}";
pub const HTTP_ELSEWHERE: &str = "it redirects to http://{host}";
pub const HTTP_SERVES: &str = "it answers over http (HTTP {status})";

pub const HSTS_MISSING: &str = "there is no Strict-Transport-Security header";
pub const HSTS_WITHOUT_MAX_AGE: &str = "the Strict-Transport-Security header has no max-age";
pub const HSTS_TOO_SHORT: &str =
    "the max-age in its Strict-Transport-Security header is {days} days";

pub const LOGIN_START_UNKNOWN: &str =
    "could not check whether the live site starts sign-in with {labels}: the site {reason}";
pub const LOGIN_ELSEWHERE: &str = "it redirects to {origin}, which is not {label}";
pub const LOGIN_NOT_CONFIGURED: &str = "{variable} is not set where the app runs";
pub const SET_WHERE_THE_APP_RUNS: &str = "set {variable} where the app runs";
pub const LOGIN_DATABASE: &str =
    "possible causes: the app cannot reach its database, or its tables are missing";
pub const LOGIN_SERVER_ERROR: &str = "possible causes: the client ID is missing where the app runs, the app cannot reach its database, or its \
                                      tables are missing";
pub const LOGIN_NOT_FOUND: &str = "possible causes: the app is not behind {address}, or its release does not support this provider";
pub const PAGE_INSTEAD: &str = "possible causes: the app is not at this path and the front end answers instead, or another page is in front of the site";
pub const CHECK_ROUTE: &str = "check what is in front of the app at {site}, and update the app";
pub const CHECK_DATABASE: &str = "check the production database, then read the app's log";
pub const CHECK_RELEASE: &str = "check which release of the app runs; if its paths differ, set production under [callback] in navauth.toml";

/// The site answers 404.
pub const SITE_MISSING: &str =
    "possible causes: {setting} is wrong, the site was deleted, or its Space is private";
pub const SPACE_IS_PRIVATE: &str =
    "the Space {space} is private: only its members can open it and sign in";
pub const PUBLISH_SPACE: &str =
    "make it public: https://huggingface.co/spaces/{space}/settings, \"Change Space visibility\"";
pub const ONLY_FRONT_PAGE_MISSING: &str = "the app answers, but there is no page at /";
pub const SERVE_FRONT_END: &str = "serve the front end at /, and read the log of the web server";

/// The site redirects to another address.
pub const SET_FRONTEND_URL: &str =
    "set FRONTEND_URL={url} here and where the app runs, if that is the live site";
/// To another site, which may be its new address or something in front of it.
pub const IF_NEW_ADDRESS: &str = "open the site in a private browser window: if the site has moved there, set FRONTEND_URL={url} here and where the app \
     runs; if a sign-in page is in front of it, let visitors through without it";
pub const BEHIND_SIGN_IN: &str =
    "that is a sign-in page of {gate} in front of the site, not the site's address";
pub const OPEN_TO_THE_PUBLIC: &str = "let everyone through to the site, or at least to its sign-in and callback paths; FRONTEND_URL stays as it is";
pub const SERVE_OVER_HTTPS: &str =
    "serve the site over https: the redirect leads from https back to http";

pub const CLIENT_ID_UNKNOWN: &str = "could not check the live site's {label} client ID";
pub const DEVELOPMENT_SETTINGS: &str = "the settings here are for development";
pub const USE_PRODUCTION_SETTINGS: &str =
    "keep the production settings in .env.production, or name their file with --env-file";

pub const API_BASE_URL_MISSING: &str =
    "API_BASE_URL is not set where the app runs, or is a local address";
pub const API_BASE_URL_WRONG: &str =
    "possible causes: API_BASE_URL contains another address, or the proxy forwards another host";
pub const API_BASE_URL_WITHOUT_SCHEME: &str =
    "it does not begin with https://, so neither does API_BASE_URL where the app runs";
pub const SET_API_BASE_URL: &str = "set API_BASE_URL={address} where the app runs";
pub const SET_API_BASE_URL_ON_SPACE: &str = "in the Space's settings, add the variable API_BASE_URL={address}: the Space's nginx hides https from the app";
pub const SET_API_BASE_URL_OR_FRONTEND_URL: &str = "set API_BASE_URL={address} where the app runs; if the site's address has changed, correct FRONTEND_URL here";
pub const OTHER_CALLBACK_PATH: &str = "the app uses another callback path";
pub const SET_CALLBACK: Help = Help::command(
    "if the app is right, set production under [callback] in navauth.toml to its redirect URI, and register it",
    "navauth redirect-uris",
);

pub const STATE_MISSING: &str = "the request to the provider has no state";
pub const STATE_REUSED: &str = "two requests to providers have the same state";

pub const OPEN_TO_VISITORS: &str = "it identified a visitor who has no session";
pub const OPEN_TO_ANY_KEY: &str = "it accepted a session token that was signed with another key";
pub const SESSION_UNKNOWN: &str =
    "could not check whether the live site requires a session: the site {reason}";
pub const KEY_UNKNOWN: &str = "could not check the live site's session key: the site {reason}";
pub const KEY_INDISTINGUISHABLE: &str = "could not check the live site's session key: the site gives the same answer to tokens of every key";
pub const VERIFY_TOKEN: Help = Help::command(
    "sign in on the site, copy the value after token= in the address, and verify it here",
    "navauth token verify",
);

codes! {
    "Live site";

    CERTIFICATE = Code {
        id: "live.certificate",
        message: "browsers reject the certificate of {site}",
        help: Help::text(
            "serve the full chain of a certificate from a public authority (nginx: ssl_certificate fullchain.pem); behind a company proxy, \
             try another network",
        ),
        explanation: "It has expired, is for another host name, is self-signed, or the server does not send the intermediate certificates. \
                      A Space renews its own certificate; add a custom domain in the Space's settings.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    UNREACHABLE = Code {
        id: "live.unreachable",
        message: "the live site does not answer",
        help: Help::text(OPEN_IN_BROWSER),
        explanation: "There is no answer, or something in front of the app reports that the app is unavailable, as for a Space that sleeps \
                      or restarts. If FRONTEND_URL contains another host, correct it.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SITE,
        ..Code::ERROR
    };

    NOT_FOUND = Code {
        id: "live.not-found",
        message: "{site} was not found (HTTP {status})",
        help: Help::text("open it in a private browser window; correct {setting}, or make the Space public on its page (Settings, Change Space visibility)"),
        explanation: "The site's address answers, but has no page. A private Space gives this answer to anyone who is not signed in to \
                      HuggingFace as one of its members. With a HuggingFace token and the Space's name under [space] in navauth.toml, \
                      navauth asks HuggingFace whether the Space is private.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    PARKED = Code {
        id: "live.parked",
        message: "{site} shows the page of a parked domain, not the app",
        help: Help::text(
            "compare {setting} with the site's address; if it is right, look at the domain and its DNS records at your registrar: it may have \
             expired, or no longer lead to where the app is served",
        ),
        explanation: "The title, the heading or a script of the page is that of a service for parked domains. The other checks of the live site \
                      run when the app is there.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SITE,
        ..Code::ERROR
    };

    MOVED = Code {
        id: "live.moved",
        message: "{site} redirects to {target}",
        help: Help::text("open the site in a private browser window, and set FRONTEND_URL to the address that it ends up at, if that is the live site"),
        explanation: "FRONTEND_URL must be the address that visitors end up at, with or without www: sign-ins start and end there, and the \
                      redirect URIs are derived from it. The other checks of the live site run once it is right.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    REDIRECT_LOOP = Code {
        id: "live.redirect-loop",
        message: "{site} is in a redirect loop",
        reason: "possible causes: something in front of the app forwards https as http, which the app redirects to https again, or two rules redirect www and the address without it to each other",
        help: Help::text(
            "keep one of the redirects; behind Cloudflare, set SSL/TLS to Full (strict); behind another proxy, have it send X-Forwarded-Proto: https to the app",
        ),
        explanation: "Browsers report ERR_TOO_MANY_REDIRECTS.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    CERTIFICATE_ENDS = Code {
        id: "live.certificate-ends",
        message: "the certificate of {site} expires in {left}",
        help: Help::text(RENEW_CERTIFICATE),
        explanation: "A certificate that is renewed automatically is usually replaced more than three weeks before it expires.",
        reproduce: REPRODUCE,
        ..Code::WARNING
    };

    HTTP = Code {
        id: "live.http",
        message: "{address} does not redirect to https",
        reason: "anyone on the network can read a session that is sent over http",
        help: Help::text("redirect http to the same address with https (nginx: return 301 https://$host$request_uri;)"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    HSTS = Code {
        id: "live.hsts",
        message: "the live site does not tell browsers to use only https for at least half a year",
        reason: "the first visit over http can be intercepted before it is redirected to https",
        help: Help::text(
            "send this header with every page: Strict-Transport-Security: max-age=31536000 (nginx: add_header Strict-Transport-Security \
             \"max-age=31536000\" always;)",
        ),
        explanation: "This is HTTP Strict Transport Security, HSTS (RFC 6797).",
        reproduce: REPRODUCE,
        ..Code::WARNING
    };

    LOGIN_START = Code {
        id: "live.login-start",
        message: "the live site does not start sign-in with {label}",
        help: Help::text("read the app's log"),
        explanation: "It redirects elsewhere or answers with an error. The app answers HTTP 503 or 500 if a client ID or client secret is \
                      missing, or if it cannot store the sign-in in its database. `navauth push-secrets` sets what is missing; `navauth \
                      init-db --check` checks the tables.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    CLIENT_ID = Code {
        id: "live.client-id",
        message: "the live site's {label} client ID differs from {variable} here",
        reason: "possible causes: one of them belongs to another OAuth app, or was changed in only one place",
        help: Help::text("push the client ID to where the app runs; if it is wrong, correct it here first"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    REDIRECT_URI_HTTP = Code {
        id: "live.redirect-uri-http",
        message: "the live site sends {labels} a redirect URI with http instead of https",
        reason: "providers answer redirect_uri_mismatch; possible causes: API_BASE_URL starts with http://, or the proxy does not tell the app that \
                 the visitor used https",
        help: Help::text(
            "set API_BASE_URL={address} where the app runs; or have the proxy send X-Forwarded-Proto: https (nginx: proxy_set_header \
             X-Forwarded-Proto https;) and start uvicorn with --proxy-headers --forwarded-allow-ips='*'",
        ),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    REDIRECT_URI = Code {
        id: "live.redirect-uri",
        message: "the live site sends {labels} a redirect URI that is not the registered one",
        help: SET_CALLBACK,
        explanation: "Possible causes: API_BASE_URL contains another address or is not set, the proxy forwards another host, or the app \
                      uses another callback path.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    STATE = Code {
        id: "live.state",
        message: "the live site starts sign-in with {label} without a unique state",
        reason: "an attacker could sign a visitor in to another account (RFC 6749 section 10.12)",
        help: Help::text("update the app: its releases send one"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    SCOPES = Code {
        id: "live.scopes",
        message: "the live site does not request {scopes} from {label}",
        reason: "without it the app does not learn who signs in, or their email address",
        help: Help::text("update the app: its releases request it"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    CORS = Code {
        id: "live.cors",
        message: "the browser does not let the front end read the API's answer (CORS)",
        reason: "possible causes: the front end is served from an address that the API does not allow, or the API answered with an error or a \
                 redirect, which has no CORS header",
        help: Help::command(
            "see in the browser's network tab what the API answered, and what navauth gets",
            "navauth check-env --live",
        ),
        explanation: "The browser's console does not say why the header Access-Control-Allow-Origin is missing: an app that fails, or does \
                      not run, looks the same. The newest release of the app has the variable CORS_ALLOWED_ORIGINS for the allowed \
                      addresses.",
        reproduce: "open the front end at a port that the app does not expect, and look at the browser's console",
        not_followed: not_followed::ONLY_EXPLAINED,
        ..Code::ERROR
    };

    MIXED_CONTENT = Code {
        id: "live.mixed-content",
        message: "the browser blocks a request over http from a page that was loaded over https (mixed content)",
        help: Help::command(
            "find the http:// address in the browser's message, and change it to https:// where it is set; see which redirect URIs have http:",
            "navauth check-env --live",
        ),
        explanation: "Possible causes: the front end was built with an http:// address of the API, or the app answers with a redirect to http:// \
                      because the proxy in front of it does not send X-Forwarded-Proto: https.",
        reproduce: "open the site over https with a front end that calls an http:// address, and look at the browser's console",
        not_followed: not_followed::ONLY_EXPLAINED,
        ..Code::ERROR
    };

    SESSION_OPEN = Code {
        id: "live.session-open",
        message: "the live site accepts requests without a valid session",
        reason: "anyone can act as one of its users",
        help: Help::text("take the site offline, update the app to its newest release, and check its api/auth.py for changes"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    SESSION_KEY = Code {
        id: "live.session-key",
        message: "the live site does not sign session tokens with the JWT_SECRET_KEY set here",
        reason: "possible causes: the key was changed in only one place, or the site has no key and generates one at every start",
        help: Help::text("push the key to where the app runs (this signs everyone out)"),
        explanation: "navauth sends the site a session token of a user who does not exist, signed with JWT_SECRET_KEY. A site with another \
                      key answers that it cannot verify the token; one with the same key answers HTTP 404. The token is valid for a few \
                      minutes, and is sent only to a site on the host of FRONTEND_URL that rejects a visitor as the app does (401, with \
                      its reason).",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };
}
