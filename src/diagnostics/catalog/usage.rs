//! The command line.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

pub const SEE_HELP: &str = "see the options and their values";
pub const SEE_COMMANDS: &str = "see the commands";
pub const WRITE: &str = "add {names} after it";
pub const NEAR: &str = "did you mean {name}?";
pub const VALUE_NEAR: &str = "did you mean {name}? Choose from {values}";
pub const VALUES: &str = "choose from {values}";
pub const UNKNOWN_CHECK_NEAR: &str = "did you mean {name}? List all checks with:";
pub const UNKNOWN_PROBLEM_NEAR: &str = "did you mean {name}? List all IDs with:";

/// In place of a session token as an argument.
pub const TOKEN_ON_STDIN: &str =
    "paste the token at the prompt, which does not show it, or send a file to standard input:";

codes! {
    "Command line";

    WRONG = Code {
        id: "usage.wrong",
        message: "{error}",
        help: Help::command("see the options and their values", "{command} --help"),
        explanation: "The command line is invalid for a reason that has no message of its own, such as an argument that is not UTF-8.",
        reproduce: "an argument that is not UTF-8",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    UNKNOWN_COMMAND = Code {
        id: "usage.unknown-command",
        message: "unknown command {name}",
        help: Help::command("{advice}", "{command} --help"),
        reproduce: "`navauth setpu`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    MISSING_COMMAND = Code {
        id: "usage.missing-command",
        message: "{command} needs a command after it",
        help: Help::command(SEE_COMMANDS, "{command} --help"),
        reproduce: "`navauth neon`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    UNKNOWN_OPTION = Code {
        id: "usage.unknown-option",
        message: "unknown option {option}",
        help: Help::command("{advice}", "{command} --help"),
        explanation: "Global options such as --json are the same for every command; the others belong to one command each.",
        reproduce: "`navauth check-env --limit 5`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    UNEXPECTED_ARGUMENT = Code {
        id: "usage.unexpected-argument",
        message: "unexpected argument {argument}",
        help: Help::command("see what the command takes", "{command} --help"),
        reproduce: "`navauth list-users ada`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    SECRET_ARGUMENT = Code {
        id: "usage.secret-argument",
        message: "unexpected argument, which looks like a secret",
        reason: "navauth takes no secret as an argument, because it would be visible in your shell's history and to other users of the computer",
        help: Help::command("set it in the .env file instead; list the options with:", "{command} --help"),
        explanation: "`navauth setup` asks for each secret without showing it. Delete the line from your shell's history, and create a new \
                      secret if others can read it or the log of this run.",
        reproduce: "`navauth verify-connection postgresql://user:password-example@localhost/app`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    MISSING_ARGUMENT = Code {
        id: "usage.missing-argument",
        message: "missing {names}",
        help: Help::command("add it to the command", "{command} --help"),
        reproduce: "`navauth neon allow-ip add`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    INVALID_VALUE = Code {
        id: "usage.invalid-value",
        message: "invalid value {value} for {option}",
        help: Help::command("{advice}", "{command} --help"),
        reproduce: "`navauth list-users --limit x`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    MISSING_VALUE = Code {
        id: "usage.missing-value",
        message: "{option} needs a value",
        help: Help::command("{advice}", "{command} --help"),
        reproduce: "`navauth list-users --limit`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    UNEXPECTED_VALUE = Code {
        id: "usage.unexpected-value",
        message: "{option} takes no value",
        help: Help::command("remove the value", "{command} --help"),
        reproduce: "`navauth check-env --offline=yes`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    CONFLICT = Code {
        id: "usage.conflict",
        message: "{option} cannot be used with {others}",
        help: Help::command("use only one of them", "{command} --help"),
        reproduce: "`navauth list-users --active --inactive`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    REPEATED = Code {
        id: "usage.repeated",
        message: "{option} is given twice",
        help: Help::command("give it once", "{command} --help"),
        reproduce: "`navauth list-users --limit 1 --limit 2`",
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

    NO_CONNECTION_STRING = Code {
        id: "usage.no-connection-string",
        message: "standard input contains no connection string",
        help: Help::text("pipe it into navauth, for example from a password manager"),
        reproduce: "`navauth verify-connection --database-url-stdin < /dev/null`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    CONNECTION_STRING_ASSIGNED = Code {
        id: "usage.connection-string-assigned",
        message: "standard input begins with {name}=, not with a connection string",
        help: Help::text("pipe only what is after the equals sign, without quotation marks"),
        reproduce: "`echo DATABASE_URL=postgresql://localhost/app | navauth verify-connection --database-url-stdin`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    NO_SHELL = Code {
        id: "usage.no-shell",
        message: "no shell given",
        help: Help::text("give one of {names}"),
        reproduce: "`navauth completions --no-input`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    NO_NAME = Code {
        id: "usage.no-name",
        message: "no variable given",
        help: Help::command("give a variable's name; list all variables with:", "navauth env --all"),
        reproduce: "`navauth env get`",
        not_followed: not_followed::COMMAND_LINE,
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
        help: Help::command("list all problems", "navauth explain --list"),
        reproduce: "`navauth explain nothing`",
        ..Code::ERROR
    };
}
