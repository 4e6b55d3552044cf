//! The proxy that the environment names.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const REPRODUCE: &str = "`HTTPS_PROXY=http://127.0.0.1:9 navauth check-env --online`";

const CHECK_PROXY: Help = Help::text(
    "correct {variable}, or unset it; NO_PROXY lists the hosts to reach without the proxy",
);

/// How it refused a connection, where it said so and where it did not.
pub const ANSWERED: &str = "answered {status} instead of connecting to it";
pub const DID_NOT_CONNECT: &str = "did not connect to it";

// Why the variable cannot be used.
pub const NOT_A_URL: &str = "it is not a URL such as http://HOST:PORT";
pub const QUOTED: &str = "the quotation marks are part of its value";
pub const REMOVE_QUOTES: &str = "set it without the quotation marks: {variable}=http://HOST:PORT";

codes! {
    "Proxy";

    INVALID = Code {
        id: "proxy.invalid",
        message: "cannot use the proxy in {variable}: {problem}",
        help: CHECK_PROXY,
        explanation: "navauth reads HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, in upper or lower case. No server was contacted. A shell \
                      removes quotation marks; docker --env-file and some settings pages keep them.",
        reproduce: "`HTTPS_PROXY=ftp://127.0.0.1:1080 navauth check-env --online`",
        ..Code::ERROR
    };

    SOCKS = Code {
        id: "proxy.socks",
        message: "navauth does not support the SOCKS proxy in {variable}",
        help: Help::text("set {variable} to an HTTP proxy (http://HOST:PORT), or unset it; NO_PROXY lists the hosts to reach without the proxy"),
        explanation: "No server was contacted. HTTPS_PROXY takes precedence over ALL_PROXY, so an HTTP proxy there is used whatever \
                      ALL_PROXY contains. PostgreSQL connections never go through a proxy.",
        reproduce: "`ALL_PROXY=socks5://127.0.0.1:1080 navauth check-env --online`",
        ..Code::ERROR
    };

    NAME_NOT_FOUND = Code {
        id: "proxy.name-not-found",
        message: "cannot reach {server}: the proxy {proxy} ({variable}) was not found",
        help: CHECK_PROXY,
        explanation: "The proxy's host name does not resolve. Possible causes: it is mistyped, it is known only in the company's network, \
                      or the network is down.",
        reproduce: "`HTTPS_PROXY=http://proxy.invalid:3128 navauth check-env --online`",
        ..Code::ERROR
    };

    REFUSED = Code {
        id: "proxy.refused",
        message: "cannot reach {server}: the proxy {proxy} ({variable}) refuses connections",
        help: CHECK_PROXY,
        explanation: "Possible causes: the proxy is not running, or it listens on another port.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    UNREACHABLE = Code {
        id: "proxy.unreachable",
        message: "cannot reach {server}: no connection to the proxy {proxy} ({variable})",
        help: CHECK_PROXY,
        explanation: "The message shows the network error.",
        reproduce: REPRODUCE,
        not_followed: not_followed::NETWORK,
        ..Code::ERROR
    };

    TLS = Code {
        id: "proxy.tls",
        message: "cannot reach {server}: no TLS connection to the proxy {proxy} ({variable})",
        help: Help::text(
            "write http:// instead of https:// in {variable} if the proxy itself does not speak TLS; otherwise check its certificate",
        ),
        explanation: "An https:// proxy is itself reached over TLS. Most proxies use http://, even for https sites.",
        reproduce: "`HTTPS_PROXY=https://127.0.0.1:9 navauth check-env --online`",
        ..Code::ERROR
    };

    CUT_OFF = Code {
        id: "proxy.cut-off",
        message: "cannot reach {server}: the proxy {proxy} ({variable}) closed the connection",
        help: CHECK_PROXY,
        explanation: "Possible causes: the program at that port is not an HTTP proxy, or the proxy does not allow this host.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    AUTHENTICATION = Code {
        id: "proxy.authentication",
        message: "cannot reach {server}: the proxy {proxy} ({variable}) requires a user name and password",
        help: Help::text("set {variable} to http://USER:PASSWORD@HOST:PORT, with special characters percent-encoded"),
        explanation: "The proxy answered with HTTP 407. If the variable has a user name and password, the proxy rejected them, or it \
                      requires a method other than Basic.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    REJECTED = Code {
        id: "proxy.rejected",
        message: "cannot reach {server}: the proxy {proxy} ({variable}) {answer}",
        help: CHECK_PROXY,
        explanation: "The proxy's answer is shown. Possible causes: its rules block the host (403), or the proxy itself cannot reach the \
                      host (502, 503, 504).",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };
}
