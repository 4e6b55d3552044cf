//! The guided setup.

use super::codes;
use crate::diagnostics::{Code, Help};

const REPRODUCE: &str = "`navauth setup --no-input --answers setup.toml`";

pub const DID_YOU_MEAN: &str = "did you mean {near}?";

pub const NOT_TEXT: &str = "it is neither text nor true or false";
pub const USE_QUOTES: &str = "put it in double quotes";
pub const IS_SECRET: &str = "it is a secret, which must not be written in this file";
pub const NAME_THE_SECRET: &str = "write env:NAME, the environment variable that contains it, or file:PATH, the file that contains only it";
pub const NOT_BOOLEAN: &str = "it is neither true nor false";
pub const USE_BOOLEAN: &str = "write true or false, without quotes";
pub const NOT_AN_ENVIRONMENT: &str = "it is not development, production or both";
pub const USE_ENVIRONMENT: &str = "write development, production or both";
pub const CANNOT_PASTE: &str = "sign-in on the live site ends there, you must paste that address, and navauth cannot prompt here";
pub const TEST_LATER: &str =
    "remove it from the answers, and run this command in a terminal afterwards";

pub const NOT_JSON: &str = "it is not JSON: it was changed or cut off, or is another file";
pub const NO_OBJECT: &str = "it contains no \"{object}\" object, so it is another file";
pub const NO_CLIENT_ID: &str = "it contains no client_id";
pub const NO_CLIENT_SECRET: &str = "it contains no client_secret; {reason}";
pub const DOWNLOAD_AGAIN: &str = "download {name} again, and use that file";

pub const DESKTOP_CLIENT: &str =
    "it is for a client of type \"Desktop app\", which has no redirect URIs";
pub const CREATE_WEB_CLIENT: &str = "create a client of type \"Web application\"";
pub const SERVICE_ACCOUNT: &str = "it is the key of a service account";
pub const DOWNLOAD_CLIENT: &str = "download the JSON file of an OAuth client: Google Auth Platform, \"Clients\", not \"IAM & Admin\"";
pub const GOOGLE_SECRET: &str = "Google includes it only in the file that you download when you create the client or a new secret";
pub const ADD_GOOGLE_SECRET: &str =
    "choose the client in \"Clients\", click \"Add secret\", and download the JSON file then";

codes! {
    "Setup";

    UNANSWERED = Code {
        id: "setup.unanswered",
        message: "setup needs an answer to {questions}",
        reason: "navauth cannot prompt here: there is no terminal, or --no-input is set",
        help: Help::command(
            "put the answers into a file (see docs/setup-answers.md), or run navauth setup in a terminal",
            "navauth setup --no-input --answers FILE",
        ),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    ANSWERS_NOT_TOML = Code {
        id: "setup.answers-not-toml",
        message: "the answers file is not valid TOML",
        help: Help::text("put text in double quotes and table names in [brackets]"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    UNKNOWN_ANSWER = Code {
        id: "setup.unknown-answer",
        message: "there is no question named {name}",
        help: Help::text("see docs/setup-answers.md for all names; a provider in navauth.toml has its own"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    WRONG_ANSWER = Code {
        id: "setup.wrong-answer",
        message: "invalid answer to {name}",
        help: Help::text("see docs/setup-answers.md for the values of each question"),
        explanation: "It has the wrong type, is a secret itself instead of env:NAME or file:PATH, or asks for a test that needs a terminal.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    INVALID_SPACE = Code {
        id: "setup.invalid-space",
        message: "invalid Space name",
        help: Help::text("use owner/name"),
        reproduce: "`navauth setup`",
        ..Code::ERROR
    };

    ANSWER_NOT_SET = Code {
        id: "setup.answer-not-set",
        message: "the answer to {key} is in the environment variable {name}, which is not set",
        help: Help::text("set {name} in the environment of navauth"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    CREDENTIALS_FILE = Code {
        id: "setup.credentials-file",
        message: "cannot use the credentials file {file}",
        help: Help::text("use the JSON file of a client of type \"Web application\", downloaded after you added a secret"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    UNREGISTERED = Code {
        id: "setup.unregistered",
        message: "{uri} is not among the redirect URIs in {file}",
        help: Help::text("add it at {console}: {place}"),
        reproduce: REPRODUCE,
        ..Code::WARNING
    };

    CONFIG_UNWRITABLE = Code {
        id: "setup.config-unwritable",
        message: "cannot write {file}",
        help: Help::text("check the permissions of the file and its folder"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };
}
