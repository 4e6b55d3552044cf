//! Session tokens.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const REPRODUCE: &str = "`navauth token verify`";
const SIGN_IN_AGAIN: Help = Help::text("sign in again");
const GET_VALID: Help = Help::text("sign in to the app to get a valid token");

pub const HAS_EXPIRED: &str = "has expired";
pub const EXPIRED_WHEN: &str = "expired {when}";
pub const VALID_UNTIL: &str = "it was valid until {time}";
pub const BEGINS: &str = "it becomes valid {when}";

// Tokens of something else, pasted by mistake.
pub const LOOKS_LIKE: &str = "it looks like {what}";
pub const UNREADABLE_PARTS: &str = "it has three parts, but they cannot be decoded: the token was truncated or changed while it was copied";
pub const NOT_THREE_PARTS: &str =
    "a session token has three parts, separated by two dots; this has {parts}";

const OTHER_ISSUER: &str = "the app does not issue such tokens: another program issued this one";

pub const A_STRING: &str = "a string";
pub const A_TIME: &str = "a time";

pub const UNNAMED_ALGORITHM: &str = "an unnamed algorithm";

/// What was pasted in place of a token.
pub const SIGNED_COOKIE: &str =
    "this is a signed cookie: its first part is JSON without alg, so it is not a session token";
pub const COOKIE_HEADER: &str =
    "this is a Cookie header, and none of its cookies is a session token";
pub const COOKIE: &str = "this is a cookie, and its value is not a session token";
pub const JSON_FIELDS: &str =
    "this is JSON with {fields}, and none of the values is a session token";

codes! {
    "Session token";

    NO_KEY = Code {
        id: "token.no-key",
        message: "JWT_SECRET_KEY is not set",
        reason: "without it the app generates a new session key at each start, so every restart signs everyone out",
        help: Help::command("let navauth write a random key to the .env file", "navauth gen-secret --write"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    NEVER_EXPIRES = Code {
        id: "token.never-expires",
        message: "the token never expires",
        reason: "it has no exp claim, and the app's own tokens have one",
        help: Help::text("sign in again where it is used; only a new session key makes this token invalid"),
        reproduce: "`navauth token verify` with a token without exp",
        not_followed: not_followed::DECISION,
        ..Code::WARNING
    };

    NONE = Code {
        id: "token.none",
        message: "standard input contains no token",
        help: Help::text("pipe a token into navauth, or run the command in a terminal and paste one"),
        reproduce: REPRODUCE,
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    SEVERAL = Code {
        id: "token.several",
        message: "the text contains {count} different tokens",
        help: Help::text("give navauth one of them"),
        reproduce: "pipe two session tokens into `navauth token verify`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    MALFORMED = Code {
        id: "token.malformed",
        message: "this is not one of the app's session tokens",
        help: Help::text("copy the text after token= in the URL that the app redirects the browser to, or after Bearer in the request"),
        reproduce: REPRODUCE,
        not_followed: not_followed::ACCOUNT,
        ..Code::ERROR
    };

    ALGORITHM = Code {
        id: "token.algorithm",
        message: "the token is signed with {algorithm}, not with HS256",
        reason: "the app signs with HS256 and accepts nothing else: another program issued this token",
        help: GET_VALID,
        reproduce: REPRODUCE,
        not_followed: not_followed::HOSTILE,
        ..Code::ERROR
    };

    UNSIGNED = Code {
        id: "token.unsigned",
        message: "the token is unsigned (alg is none)",
        reason: "anyone can write a token without a signature, so the app rejects it",
        help: GET_VALID,
        reproduce: REPRODUCE,
        not_followed: not_followed::HOSTILE,
        ..Code::ERROR
    };

    REJECTED = Code {
        id: "token.rejected",
        message: "the app rejects the session token: \"Could not validate credentials\"",
        explanation: "The app gives this answer when it rejects a token. Possible causes: the token has expired, it is signed with another \
                      session key (after a rotation, or after each restart of an app without JWT_SECRET_KEY), it was changed or cut off \
                      while it was copied, or the request contains no token.",
        help: Help::command("find out why: paste the token when asked", "navauth token verify"),
        reproduce: "send a request without a token to /api/auth/me (/auth/me before May 2026)",
        not_followed: not_followed::ACCOUNT,
        ..Code::ERROR
    };

    UNUSABLE_KEY = Code {
        id: "token.unusable-key",
        message: "the app cannot verify tokens with this JWT_SECRET_KEY",
        reason: "when it verifies, python-jose does not read a JSON or PEM key as the text that signed the token, so the app rejects its own tokens",
        help: Help::command(
            "let navauth replace it with a random key (this signs everyone out)",
            "navauth gen-secret --write --rotate",
        ),
        reproduce: REPRODUCE,
        not_followed: not_followed::ACCOUNT,
        ..Code::ERROR
    };

    CUT_SIGNATURE = Code {
        id: "token.cut-signature",
        message: "the token's signature is incomplete or damaged: {bytes} bytes instead of 32",
        reason: "an HS256 signature has 32 bytes, so the token was changed or cut off while it was copied",
        help: Help::text("copy the whole token again"),
        reproduce: REPRODUCE,
        not_followed: not_followed::ACCOUNT,
        ..Code::ERROR
    };

    OTHER_KEY = Code {
        id: "token.other-key",
        message: "the token's signature does not match JWT_SECRET_KEY",
        reason: "possible causes: the session key was rotated, the token belongs to another installation, the app has no JWT_SECRET_KEY and \
                 generated a new one when it restarted, or the token was changed while it was copied",
        help: Help::command(
            "sign in again; if this happens after each restart, set JWT_SECRET_KEY where the app runs",
            "navauth push-secrets --dry-run",
        ),
        reproduce: REPRODUCE,
        not_followed: not_followed::ACCOUNT,
        ..Code::ERROR
    };

    EXPIRED = Code {
        id: "token.expired",
        message: "the token {expired}",
        reason: "a session ends seven days after sign-in",
        help: SIGN_IN_AGAIN,
        reproduce: REPRODUCE,
        not_followed: not_followed::ACCOUNT,
        ..Code::ERROR
    };

    NOT_YET_VALID = Code {
        id: "token.not-yet-valid",
        message: "the token is not valid yet",
        reason: "the clock of the machine that signed it is ahead of this one's, or it was issued for later",
        help: Help::text("synchronize the clocks of both machines"),
        reproduce: REPRODUCE,
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    NUMERIC_SUB = Code {
        id: "token.numeric-sub",
        message: "the token's user (sub) is a number, not a string",
        reason: "python-jose rejects such tokens; the app issued them only for an hour on April 26, 2026",
        help: Help::text("update the app, then sign in again"),
        reproduce: REPRODUCE,
        not_followed: not_followed::UPDATE,
        ..Code::ERROR
    };

    CLAIM = Code {
        id: "token.claim",
        message: "the token's {claim} is not {kind}",
        reason: OTHER_ISSUER,
        help: SIGN_IN_AGAIN,
        explanation: "A time (`exp`, `iat`, `nbf`) is not a number, or `jti` is not a string.",
        reproduce: REPRODUCE,
        not_followed: not_followed::ACCOUNT,
        ..Code::ERROR
    };

    FORBIDDEN_CLAIM = Code {
        id: "token.forbidden-claim",
        message: "the token contains {claim}, and the app rejects every token with it",
        reason: OTHER_ISSUER,
        help: SIGN_IN_AGAIN,
        reproduce: REPRODUCE,
        not_followed: not_followed::ACCOUNT,
        ..Code::ERROR
    };

    NO_CLAIMS = Code {
        id: "token.no-claims",
        message: "the token's claims are not a JSON object",
        reason: "its signature is valid, so the session key signed something other than a session token",
        help: SIGN_IN_AGAIN,
        reproduce: REPRODUCE,
        not_followed: not_followed::ACCOUNT,
        ..Code::ERROR
    };

    NO_SUBJECT = Code {
        id: "token.no-subject",
        message: "the token contains no user (sub)",
        reason: "its signature is valid, but it has no sub, which the app needs to find the user",
        help: SIGN_IN_AGAIN,
        reproduce: REPRODUCE,
        not_followed: not_followed::ACCOUNT,
        ..Code::ERROR
    };

    WRONG_SUBJECT = Code {
        id: "token.wrong-subject",
        message: "the token's user (sub) is not a user ID",
        reason: "the app did not issue this token",
        help: SIGN_IN_AGAIN,
        reproduce: REPRODUCE,
        not_followed: not_followed::ACCOUNT,
        ..Code::ERROR
    };

    USER_GONE = Code {
        id: "token.user-gone",
        message: "the database has no user {id}",
        reason: "the user was deleted after sign-in, or the token belongs to an app with another database",
        help: Help::command("sign in again; list all users with:", "navauth list-users"),
        reproduce: REPRODUCE,
        not_followed: not_followed::ACCOUNT,
        ..Code::ERROR
    };

    USER_UNKNOWN = Code {
        id: "token.user-unknown",
        message: "could not check whether user {id} still exists",
        help: Help::text("fix this problem, or skip the check with --no-database"),
        reproduce: REPRODUCE,
        not_followed: not_followed::COMMAND_LINE,
        ..Code::UNKNOWN
    };

    USER_NOT_CHECKED = Code {
        id: "token.user-not-checked",
        message: "did not check whether user {id} still exists (--no-database)",
        help: Help::text("leave out --no-database to check it"),
        reproduce: "`navauth token verify --no-database`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::UNKNOWN
    };

    NO_SUCH_USER = Code {
        id: "token.no-such-user",
        message: "user not found in the database",
        help: Help::command("give the ID or email address of an existing user", "navauth list-users"),
        reproduce: "`navauth token issue --user nobody@example.org`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    TOO_LONG = Code {
        id: "token.too-long",
        message: "--expires is too far in the future",
        help: Help::text("give days, such as 7d"),
        reproduce: "`navauth token issue --user 1 --expires 7000000d`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    USER_INACTIVE = Code {
        id: "token.user-inactive",
        message: "user {id} is marked as inactive (is_active is false), but the app accepts them anyway",
        reason: "no release of the app checks is_active: it rejects a token only when its user does not exist",
        help: Help::command(
            "to lock out one user, delete the user; to end every session, rotate the session key",
            "navauth rotate-secret",
        ),
        reproduce: REPRODUCE,
        not_followed: not_followed::ACCOUNT,
        ..Code::WARNING
    };
}
