//! Reaching a server.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const REPRODUCE: &str = "`navauth check-env --online --verbose`";

const CHECK_NETWORK: Help =
    Help::text("check the network and, if you set one in navauth.toml, the endpoint");
const WAIT: Help = Help::text("wait {wait}, then run the command again");
const OTHER_ANSWERS: Help = Help::text(
    "open a web page to sign in to the network, and check the endpoint if you set one in navauth.toml",
);
const CORRECT_ENDPOINT: Help = Help::text("correct the endpoint in navauth.toml");

/// The answer is not that of a network's sign-in, which is a web page and never on this computer.
pub const CHECK_PROGRAM: &str = "check the endpoint if you set one in navauth.toml; if it is right, check which program answers there";

/// A web page with a 4xx status: an error, and none of a network's sign-in.
pub const REFUSED_BY_A_PAGE: &str = "check the endpoint if you set one in navauth.toml; if it is right, something in front of the server rejects the \
     request: try another network, or turn off your VPN";

codes! {
    "Reaching a server";

    NOT_A_URL = Code {
        id: "http.not-a-url",
        message: "{server} has an invalid URL",
        reason: "it is not an http or https URL",
        help: CORRECT_ENDPOINT,
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    INSECURE = Code {
        id: "http.insecure",
        message: "{server} has an unencrypted URL",
        reason: "plain http is allowed only for this computer",
        help: Help::text("use https:// in navauth.toml"),
        explanation: "Over plain http, anyone along the way can read secrets and codes.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    NAME_NOT_FOUND = Code {
        id: "http.name-not-found",
        message: "cannot reach {server}: its host name was not found",
        reason: "possible causes: the host does not exist, or the network is down",
        help: CHECK_NETWORK,
        reproduce: REPRODUCE,
        not_followed: not_followed::NETWORK,
        ..Code::ERROR
    };

    REFUSED = Code {
        id: "http.refused",
        message: "{server} refuses connections",
        reason: "possible causes: no program listens there, or a firewall rejects the connection",
        help: CHECK_NETWORK,
        reproduce: REPRODUCE,
        not_followed: not_followed::NETWORK,
        ..Code::ERROR
    };

    TIMED_OUT = Code {
        id: "http.timed-out",
        message: "{server} did not answer in time",
        help: Help::text("try again, or allow more time with --timeout"),
        reproduce: REPRODUCE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    CUT_OFF = Code {
        id: "http.cut-off",
        message: "{server} closed the connection before answering",
        help: Help::text("try again"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    TOO_LARGE = Code {
        id: "http.too-large",
        message: "{server} answered with more than 1 MiB",
        reason: "no endpoint that navauth uses sends that much",
        help: CORRECT_ENDPOINT,
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    UNREACHABLE = Code {
        id: "http.unreachable",
        message: "cannot reach {server}",
        help: CHECK_NETWORK,
        explanation: "The message shows the network error.",
        reproduce: REPRODUCE,
        not_followed: not_followed::NETWORK,
        ..Code::ERROR
    };

    NETWORK_SIGN_IN = Code {
        id: "http.network-sign-in",
        message: "the network requires you to sign in before it lets you reach {server}",
        reason: "it answered with HTTP 511",
        help: Help::text("open any web page in a browser, sign in to the network, then run the command again"),
        reproduce: REPRODUCE,
        not_followed: not_followed::NETWORK,
        ..Code::ERROR
    };

    HEADERS_TOO_LARGE = Code {
        id: "http.headers-too-large",
        message: "the server rejects a request whose headers are too large (HTTP 431)",
        help: Help::text(
            "in the browser, delete the cookies of the site's host and open the site again; if a program sent the request, shorten its headers",
        ),
        explanation: "Possible causes: many or large cookies of the same host (on localhost, every program on every port shares them), or a very \
                      long address, such as one that contains a token twice.",
        reproduce: "send a request with a cookie of 100 kB",
        not_followed: not_followed::ONLY_EXPLAINED,
        ..Code::ERROR
    };

    RATE_LIMITED = Code {
        id: "http.rate-limited",
        message: "{server} is limiting requests (HTTP {status})",
        help: WAIT,
        explanation: "Finished steps are not repeated. The waiting time is the server's, if it gave one.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    SERVER_ERROR = Code {
        id: "http.server-error",
        message: "{server} has a server error (HTTP {status})",
        help: WAIT,
        explanation: "A status of 500 or higher is the server's own error, whatever its answer contains. If it persists, check the \
                      service's status page. Finished steps are not repeated.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    REDIRECTED_WITHIN_SITE = Code {
        id: "http.redirected-within-site",
        message: "{server} has moved to {target}",
        help: Help::text("use {target} as its URL"),
        explanation: "It redirects to another form of the same address: https, www, or a trailing slash. navauth follows no redirects, \
                      because they could carry secrets to another server.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    REDIRECTED = Code {
        id: "http.redirected",
        message: "{server} redirects to {target} instead of answering",
        help: OTHER_ANSWERS,
        explanation: "Possible causes: the network requires you to sign in, a proxy answers in the server's place, or the URL is wrong.",
        reproduce: REPRODUCE,
        not_followed: not_followed::NETWORK,
        ..Code::ERROR
    };

    WEB_PAGE = Code {
        id: "http.web-page",
        message: "{server} answered with a web page instead of JSON (HTTP {status})",
        help: OTHER_ANSWERS,
        explanation: "Possible causes: the network's sign-in page or a proxy answers in the server's place, or the URL is wrong.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    NOT_JSON = Code {
        id: "http.not-json",
        message: "{server} answered with something other than JSON (HTTP {status}, {content})",
        help: Help::text(CHECK_PROGRAM),
        explanation: "Possible causes: another program answers in the server's place, or the URL is wrong.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };
}
