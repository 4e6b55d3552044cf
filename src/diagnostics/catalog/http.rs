//! Reaching a server.

use super::codes;
use crate::diagnostics::{Code, Help};

const REPRODUCE: &str = "`navauth check-env --online --verbose`";

const CHECK_NETWORK: Help =
    Help::text("check the network, a proxy in HTTPS_PROXY, and any endpoint set in navauth.toml");
const CORRECT_ENDPOINT: Help = Help::text("correct the endpoint in navauth.toml");

codes! {
    "Reaching a server";

    NOT_A_URL = Code {
        id: "http.not-a-url",
        message: "{server} has an invalid URL",
        reason: "it is not an http or https URL",
        help: CORRECT_ENDPOINT,
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    INSECURE = Code {
        id: "http.insecure",
        message: "{server} has a URL without encryption",
        reason: "plain http is allowed for this machine only",
        help: Help::text("write https:// in navauth.toml"),
        explanation: "Over plain http anyone on the way can read secrets and codes.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    NAME_NOT_FOUND = Code {
        id: "http.name-not-found",
        message: "{server} was not found",
        reason: "the host name does not resolve: it does not exist, or the network is down",
        help: CHECK_NETWORK,
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    REFUSED = Code {
        id: "http.refused",
        message: "{server} refuses connections",
        reason: "no program listens there, or a firewall rejects the connection",
        help: CHECK_NETWORK,
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    TIMED_OUT = Code {
        id: "http.timed-out",
        message: "{server} did not answer in time",
        help: Help::text("try again, or allow more time with --timeout"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    TLS = Code {
        id: "http.tls",
        message: "cannot connect securely to {server}",
        reason: "its certificate is not trusted here, or a proxy intercepts the connection",
        help: Help::text(
            "set this machine's clock, install your company's root certificate if it uses one, or try another network",
        ),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    CUT_OFF = Code {
        id: "http.cut-off",
        message: "{server} closed the connection before the end of its answer",
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
        ..Code::ERROR
    };

    UNREACHABLE = Code {
        id: "http.unreachable",
        message: "cannot reach {server}",
        help: CHECK_NETWORK,
        explanation: "The network returned another error, which is shown.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };
}
