//! Generating a session key.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const REPRODUCE: &str = "`navauth gen-secret --write`";

/// The next step of [`EXISTS`] for another file than `.env`.
pub const REPLACE_IN: Help = Help::command(
    "keep the key, or replace it",
    "navauth gen-secret --write --rotate --env-file {path}",
);

codes! {
    "Generating a session key";

    EXISTS = Code {
        id: "secret.exists",
        message: "{file} already has a JWT_SECRET_KEY",
        reason: "a new key signs everyone out",
        help: Help::command("keep the key, or replace it", "navauth gen-secret --write --rotate"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    IN_MANAGER = Code {
        id: "secret.in-manager",
        message: "{file} refers to {tool} for JWT_SECRET_KEY: nothing was written",
        reason: "a new key in this file would replace the reference, and not the key in {tool}",
        help: Help::command("change the key in {tool} (this signs everyone out); to generate one:", "navauth gen-secret"),
        explanation: "The value is a reference to an entry of a secret manager, or encrypted by one. To keep the key in the file from now on, \
                      remove the line first.",
        reproduce: "`echo 'JWT_SECRET_KEY=op://vault/item/field' >.env; navauth gen-secret --write`",
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    SHADOWED = Code {
        id: "secret.shadowed",
        message: "JWT_SECRET_KEY is also set in the process environment, which overrides {file}",
        reason: "an app that you start from here uses that key, not the new one",
        help: Help::command("unset it before you start the app", "unset JWT_SECRET_KEY"),
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::WARNING
    };

    DUPLICATE = Code {
        id: "secret.duplicate",
        message: "JWT_SECRET_KEY is also set here, without effect",
        reason: "the app uses the last one, on line {line}",
        help: Help::text("remove this line"),
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::WARNING
    };

    NO_RANDOMNESS = Code {
        id: "secret.no-randomness",
        message: "the operating system returned no random bytes",
        help: Help::text("run navauth where the system's random number generator is available"),
        explanation: "navauth generates no key from a weaker source.",
        reproduce: REPRODUCE,
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };
}
