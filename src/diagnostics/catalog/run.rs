//! The run itself.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

codes! {
    "The run itself";

    INTERRUPTED = Code {
        id: "run.interrupted",
        message: "interrupted",
        help: Help::text("run the command again"),
        explanation: "You pressed Ctrl-C, or the system stopped the program. Nothing half-done is left behind; the exit code is 130.",
        reproduce: "press Ctrl-C while `navauth test-login github` waits",
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    BUG = Code {
        id: "run.bug",
        message: "navauth has a bug",
        help: Help::text("report it with the command you ran and this message, which contains no secret"),
        explanation: "Something happened that should be impossible.",
        reproduce: "run the same command again, with --verbose",
        not_followed: not_followed::UPDATE,
        ..Code::ERROR
    };
}
