//! TLS connections to web servers.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const REPRODUCE: &str = "`navauth check-env --online --verbose`";

const CERTIFICATE_OF: Help = Help::text(
    "check the host in the URL; if it is right, the server's owner must renew or replace the certificate",
);

/// Reasons of [`WRONG_NAME`].
pub const FOR_OTHER_NAMES: &str = "it is for {names}";
pub const WITHOUT_NAMES: &str = "it contains no host names (subject alternative names)";

/// The reason of [`EXPIRED`] where the time is known.
pub const EXPIRED_ON: &str = "it expired on {date}";

/// The reason of [`UNKNOWN_ISSUER`] where the certificate can be read.
pub const ISSUED_BY: &str = "it was issued by {issuer}, which is not in {store}";

/// In place of a file's name.
pub const EMPTY_VALUE: &str = "it is set to an empty value";
pub const UNSET: &str = "unset {variable}, or set it to a PEM file";

codes! {
    "TLS";

    TRUST_FILE = Code {
        id: "tls.trust-file",
        message: "cannot read the trusted certificates in {variable}: {file}",
        help: Help::text("set {variable} to a PEM file (SSL_CERT_FILE) or a folder of PEM files (SSL_CERT_DIR), or unset it"),
        explanation: "navauth trusts the certificates of SSL_CERT_FILE and SSL_CERT_DIR, as OpenSSL and Python do, and otherwise those of \
                      the system. No server was contacted.",
        reproduce: "`SSL_CERT_FILE=/nonexistent navauth check-env --online`",
        ..Code::ERROR
    };

    WRONG_NAME = Code {
        id: "tls.wrong-name",
        message: "the certificate of {server} is for another host",
        help: CERTIFICATE_OF,
        explanation: "Possible causes: the URL is wrong, or the server presents its default certificate for a host that was not set up.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    EXPIRED = Code {
        id: "tls.expired",
        message: "the certificate of {server} has expired",
        help: Help::text("check this computer's clock; if it is right, the server's owner must renew the certificate"),
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    CHAIN_EXPIRED = Code {
        id: "tls.chain-expired",
        message: "an intermediate certificate that {server} sends has expired",
        help: Help::text("check this computer's clock; if it is right, the server's owner must replace the certificate chain"),
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    NOT_YET_VALID = Code {
        id: "tls.not-yet-valid",
        message: "the certificate of {server} is not valid yet",
        help: Help::text("check this computer's clock"),
        reproduce: REPRODUCE,
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    SELF_SIGNED = Code {
        id: "tls.self-signed",
        message: "the certificate of {server} is self-signed",
        reason: "no certificate authority signed it",
        help: Help::text(
            "use a certificate from a certificate authority; for your own server, add its certificate to SSL_CERT_FILE",
        ),
        explanation: "By default, `openssl req -x509` creates a certificate for a certificate authority, which is rejected for a server \
                      even if SSL_CERT_FILE contains it: create it with `-addext basicConstraints=critical,CA:FALSE`. On a company or \
                      school network the certificate may come from a device that inspects TLS.",
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    UNKNOWN_ISSUER = Code {
        id: "tls.unknown-issuer",
        message: "the issuer of {server}'s certificate is not trusted here",
        help: Help::text(
            "if you know the issuer, add its certificate to the system's certificate store or to SSL_CERT_FILE; otherwise try another network",
        ),
        explanation: "Possible causes: a company or school network inspects TLS with its own certificate authority, the server does not \
                      send its intermediate certificates, or the certificate store is out of date.",
        reproduce: REPRODUCE,
        not_followed: not_followed::NETWORK,
        ..Code::ERROR
    };

    OLD_VERSION = Code {
        id: "tls.old-version",
        message: "{server} does not support TLS 1.2 or 1.3",
        reason: "browsers and navauth reject older versions",
        help: Help::text("enable TLS 1.2 and 1.3 on the server"),
        reproduce: REPRODUCE,
        not_followed: not_followed::OPERATOR,
        ..Code::ERROR
    };

    NOT_TLS = Code {
        id: "tls.not-tls",
        message: "{server} answered without TLS",
        reason: "it is an https URL, but the program at this port does not speak TLS",
        help: Help::text("correct the port in the URL, or write http:// for a server on this computer"),
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    FAILED = Code {
        id: "tls.failed",
        message: "cannot set up a TLS connection to {server}",
        help: Help::text("check the URL, and try another network"),
        explanation: "The message shows the TLS library's error.",
        reproduce: REPRODUCE,
        not_followed: not_followed::NETWORK,
        ..Code::ERROR
    };
}
