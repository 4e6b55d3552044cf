//! The session key, JWT_SECRET_KEY.

use super::codes;
use crate::diagnostics::{Code, Help, Severity, not_followed};

const REPRODUCE: &str = "`navauth check-env --only {id}`";

/// Where the `.env` file has no key yet.
pub const GENERATE: Help = Help::command(
    "let navauth write a random key to the file",
    "navauth gen-secret --write",
);
/// Where the `.env` file has a key.
pub const ROTATE: Help = Help::command(
    "let navauth replace it with a random key (this signs everyone out)",
    "navauth gen-secret --write --rotate",
);
/// Where the key is set in the process environment.
pub const GENERATE_FOR_ENVIRONMENT: Help = Help::command(
    "generate a random key and set it where the process environment is configured",
    "navauth gen-secret",
);
/// On a HuggingFace Space.
pub const GENERATE_FOR_SPACE: Help = Help::command(
    "generate a random key and add it to the Space's settings as the secret JWT_SECRET_KEY",
    "navauth gen-secret",
);

pub const WITHOUT_KEY_ON_SPACE: &str = "on a HuggingFace Space the app does not start without it";
pub const WITHOUT_KEY: &str =
    "the app generates a new key at each start, so every restart signs everyone out";

pub const FASTAPI_TUTORIAL: &str = "the FastAPI tutorial";
pub const JWT_IO: &str = "the debugger of jwt.io";
pub const FLASK_DOCUMENTATION: &str = "Flask's documentation";
pub const FLASK_TUTORIALS: &str = "Flask tutorials";

pub const COMMAND: &str = "the text of a command";
pub const REFERENCE: &str = "a reference to a value elsewhere";
pub const OWN_NAME: &str = "its own name";
pub const VARIABLE_NAME: &str = "the name of a variable";
pub const SESSION_TOKEN: &str = "a token (JWT)";
pub const CERTIFICATE: &str = "a certificate";
pub const PUBLIC_KEY: &str = "a public key";
pub const CONNECTION_STRING: &str = "a connection string";

pub const TOKEN_IS_HANDED_OUT: &str =
    "session tokens are given to users: anyone who has seen this one can sign in as any user";
pub const PUBLIC_BY_PURPOSE: &str =
    "it is meant to be public, and anyone who has it can sign in as any user";
pub const KNOWN_ELSEWHERE: &str =
    "anyone who knows the database's password knows the key, and can sign in as any user";

pub const MADE_OF_WORDS: &str = "it contains common words";
pub const SEQUENCE: &str = "it is a sequence or repeats itself";
pub const FEW_CHARACTERS: &str = "it uses few different characters";

codes! {
    "Session key";

    MISSING = Code {
        id: "jwt.missing",
        severity: Severity::ERROR_IN_PRODUCTION,
        message: "JWT_SECRET_KEY is not set",
        help: GENERATE,
        explanation: "Without it the app generates a new key at each start, so every restart signs everyone out. On a HuggingFace Space \
                      the app does not start. For a Space, run `navauth push-secrets` afterwards.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    EMPTY = Code {
        id: "jwt.empty",
        message: "JWT_SECRET_KEY is empty",
        reason: "session tokens would be signed with an empty key, so anyone could forge one",
        help: GENERATE,
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    TOO_SHORT = Code {
        id: "jwt.too-short",
        message: "JWT_SECRET_KEY is too short: {bytes} bytes",
        reason: "HS256 needs 32 bytes; a shorter key can be found by brute force, and anyone who has it can sign in as any user",
        help: ROTATE,
        explanation: "RFC 7518 section 3.2 requires a key of at least 256 bits for HS256. A shorter key can be found offline from a single \
                      session token, without a request to the site.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    PUBLISHED = Code {
        id: "jwt.published",
        message: "JWT_SECRET_KEY is a published example key",
        reason: "it is printed in {publication}, so anyone can sign in as any user",
        help: ROTATE,
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    NOT_A_KEY = Code {
        id: "jwt.not-a-key",
        message: "JWT_SECRET_KEY is {text}, not a key",
        reason: "the app reads the .env file as text and runs nothing in it",
        help: ROTATE,
        explanation: "A command such as `$(openssl rand -hex 32)` is run by a shell, not by the app: the key is then the text of the \
                      command, which anyone can guess.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    REUSED = Code {
        id: "jwt.reused",
        message: "JWT_SECRET_KEY is also used as {names}",
        reason: "anyone who learns one of them has the other; a client secret is also known to its provider",
        help: ROTATE,
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    IN_BOTH_ENVIRONMENTS = Code {
        id: "jwt.in-both-environments",
        message: "JWT_SECRET_KEY is the same in {file}",
        reason: "anyone with the key from a developer's computer can sign in to the live site as any user",
        help: Help::command(
            "give production its own key (this signs everyone out there) and push it with navauth push-secrets",
            "navauth gen-secret --write --rotate --env-file {production_file}",
        ),
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    GUESSABLE = Code {
        id: "jwt.guessable",
        severity: Severity::ERROR_IN_PRODUCTION,
        message: "JWT_SECRET_KEY can be guessed",
        help: ROTATE,
        explanation: "It contains common words, is a sequence, repeats itself or uses few different characters.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };
}
