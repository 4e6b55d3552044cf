//! The id_token: what OpenID Connect Core section 3.1.3.7 requires before a sign-in is accepted.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const REPRODUCE: &str = "`navauth test-login PROVIDER --transcript FILE`";

const DO_NOT_TRUST: Help = Help::text(
    "do not trust this sign-in; check the network, and issuer, token_endpoint and jwks_uri in navauth.toml",
);
const RUN_AGAIN: Help = Help::text(
    "run the command again; if this happens each time, someone may be replaying old tokens",
);

codes! {
    "id_token";

    MISSING = Code {
        id: "identity.missing",
        message: "{label} sent no id_token",
        reason: "the scope openid was requested, so an id_token must come with the access token",
        help: Help::text("check token_endpoint and scopes in navauth.toml"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    UNREADABLE = Code {
        id: "identity.unreadable",
        message: "{label}'s id_token is not a JWT",
        reason: "it does not consist of three base64url parts of which the first two are JSON objects",
        help: DO_NOT_TRUST,
        reproduce: REPRODUCE,
        not_followed: not_followed::HOSTILE,
        ..Code::ERROR
    };

    ALGORITHM = Code {
        id: "identity.algorithm",
        message: "the id_token's signature algorithm is not secure: {algorithm}",
        reason: "anyone could have issued it",
        help: DO_NOT_TRUST,
        explanation: "The token is unsigned (none), or signed with a key that is public (HMAC with the public key).",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    CRITICAL = Code {
        id: "identity.critical",
        message: "the id_token requires an extension that navauth does not support (crit)",
        reason: "a token with critical header parameters that are not understood must be rejected (RFC 7515 section 4.1.11)",
        help: Help::text(
            "check that issuer and token_endpoint belong to a sign-in server; if you set neither, report it with --transcript",
        ),
        reproduce: REPRODUCE,
        not_followed: not_followed::HOSTILE,
        ..Code::ERROR
    };

    UNKNOWN_KEY = Code {
        id: "identity.unknown-key",
        message: "the id_token is signed with a key that {label} does not publish",
        reason: "another server issued the token, or jwks_uri belongs to another server",
        help: Help::text("check jwks_uri and issuer in navauth.toml; if you set neither, report it with --transcript"),
        explanation: "The keys were read twice, in case the key is new.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    SIGNATURE = Code {
        id: "identity.signature",
        message: "the id_token was not signed by {label}",
        reason: "its signature does not match the key that it names",
        help: DO_NOT_TRUST,
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    ISSUER = Code {
        id: "identity.issuer",
        message: "the id_token was issued by {issuer}, not by {label}",
        reason: "the expected issuer (iss) is {expected}",
        help: Help::text("check issuer and token_endpoint in navauth.toml"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    AUDIENCE = Code {
        id: "identity.audience",
        message: "the id_token is for another app: {audience}",
        reason: "the client ID of this app is {client_id}",
        help: Help::text("check that {variable} is the client ID of this app"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    AUTHORIZED_PARTY = Code {
        id: "identity.authorized-party",
        message: "the id_token was issued to another app (azp)",
        reason: "its authorized party is not this app",
        help: DO_NOT_TRUST,
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    NONCE = Code {
        id: "identity.nonce",
        message: "the id_token belongs to another sign-in",
        reason: "its nonce is missing or is not the one that this sign-in began with",
        help: RUN_AGAIN,
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    NO_SUBJECT = Code {
        id: "identity.no-subject",
        message: "the id_token does not say who signed in (sub)",
        help: Help::text("report it with --transcript"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    OTHER_SUBJECT = Code {
        id: "identity.other-subject",
        message: "{label}'s profile and id_token belong to different users",
        reason: "the ID in the profile is not the sub of the id_token",
        help: Help::text("do not trust this sign-in; check userinfo_endpoint in navauth.toml"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    AT_HASH = Code {
        id: "identity.at-hash",
        message: "the access token does not belong to the id_token (at_hash)",
        help: DO_NOT_TRUST,
        explanation: "Possible causes: one of the two was replaced along the way, or the provider's at_hash is wrong.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    EXPIRED = Code {
        id: "identity.expired",
        message: "the id_token has expired",
        reason: "its expiration time (exp) is in the past or missing",
        help: RUN_AGAIN,
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    NOT_YET_VALID = Code {
        id: "identity.not-yet-valid",
        message: "the id_token is not valid yet",
        reason: "its issue time (iat) or the start of its validity (nbf) is in the future",
        help: RUN_AGAIN,
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    CLOCK_SKEW = Code {
        id: "identity.clock-skew",
        message: "this computer's clock is {amount} {direction} {label}'s",
        reason: "tokens are valid for a limited time, so a wrong clock makes them too old or too new",
        help: Help::text(
            "set the clock: on Linux `timedatectl set-ntp true`, in WSL `wsl --shutdown` and a new start; in a virtual machine, sync it with the host",
        ),
        explanation: "Measured from the Date header of the provider's answers. A difference of more than a minute may break sign-in.",
        reproduce: REPRODUCE,
        not_followed: not_followed::HOSTILE,
        ..Code::ERROR
    };
}
