//! The HuggingFace Space.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const REPRODUCE: &str =
    "`navauth check-env --live --only {id}`, with the Space's name under [space] in navauth.toml";

/// Where the Hub gave no answer.
pub const UNKNOWN: &str = "could not check the Space {space}: {reason}";
/// Where the Space is starting.
pub const WAIT: &str = "wait, then run the command again";

codes! {
    "HuggingFace Space";

    UNSEEN = Code {
        id: "space.unseen",
        message: "the Space in navauth.toml was not found",
        help: Help::text(
            "correct the name in navauth.toml, or set HF_TOKEN to a token that may read the Space (https://huggingface.co/settings/tokens)",
        ),
        explanation: "Possible causes: the token has access to no Space with this name, there is no token, or the Hub did not answer.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    PUBLIC_SECRET = Code {
        id: "space.public-secret",
        message: "{name} is a public variable of the Space {space}",
        reason: "anyone can read a Space's variables on its page; only Space secrets are hidden",
        help: Help::command(
            "create a new value, because this one was public; delete the variable, then push the new value with navauth push-secrets",
            "hf spaces variables delete {space} {name} --yes",
        ),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    PUBLIC_NAME = Code {
        id: "space.public-name",
        message: "{name} is a public variable of the Space {space}",
        reason: "a Space that has the same name as a variable and as a secret does not start",
        help: Help::command(
            "delete the variable, then push the value as a secret with navauth push-secrets",
            "hf spaces variables delete {space} {name} --yes",
        ),
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::WARNING
    };

    MISSING_SECRET = Code {
        id: "space.missing-secret",
        message: "the Space {space} lacks {secrets}",
        reason: "the app runs without these settings, or does not start",
        help: Help::text("add the missing values to the file with the production settings, then push them"),
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    NOT_RUNNING = Code {
        id: "space.not-running",
        message: "the Space {space} {state} ({stage})",
        help: Help::command("read its log, or restart it on its page", "hf spaces logs {space}"),
        explanation: "It failed, is paused or is stopped. A Space that is sleeping, building or starting is reported as unknown.",
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    OTHER_HOST = Code {
        id: "space.other-host",
        message: "FRONTEND_URL does not lead to the Space {space}",
        reason: "the Space is served at {served}, not at {host}",
        help: Help::text("set FRONTEND_URL to https://{served}, or add {host} as a custom domain in the Space's settings"),
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };
}
