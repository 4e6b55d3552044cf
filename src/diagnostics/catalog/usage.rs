//! The command line.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

pub const UNKNOWN_CHECK_NEAR: &str = "did you mean {name}? All checks are listed by:";
pub const UNKNOWN_PROBLEM_NEAR: &str = "did you mean {name}? All ids are listed by:";

codes! {
    "Command line";

    WRONG = Code {
        id: "usage.wrong",
        message: "{error}",
        help: Help::text("see navauth --help"),
        explanation: "The command line contains an unknown option or value, or two options that exclude each other.",
        reproduce: "`navauth --nothing --json`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    TWO_FORMATS = Code {
        id: "usage.two-formats",
        message: "--json and --format select different formats",
        help: Help::text("use only one of them"),
        reproduce: "`navauth list-users --json --format csv`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    NO_PROVIDER = Code {
        id: "usage.no-provider",
        message: "no provider given",
        help: Help::command("give one of {names}, or test all of them", "navauth test-login --all"),
        reproduce: "`navauth test-login`",
        ..Code::ERROR
    };

    UNKNOWN_CHECK = Code {
        id: "usage.unknown-check",
        message: "no check matches {pattern}",
        help: Help::command("use one of the listed checks", "navauth checks"),
        reproduce: "`navauth check-env --only nothing`",
        ..Code::ERROR
    };

    UNKNOWN_PROBLEM = Code {
        id: "usage.unknown-problem",
        message: "no problem matches {pattern}",
        help: Help::command("see the list of all findings", "navauth explain --list"),
        reproduce: "`navauth explain nothing`",
        ..Code::ERROR
    };
}
