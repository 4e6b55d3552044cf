//! Prompts and standard input.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

pub const PROMPTS_OFF: &str = "--no-input and --json turn off prompts";
pub const NO_TERMINAL: &str = "there is no terminal to prompt on";

pub const ANSWER_YES_OR_NO: &str = "Answer y or n.";
pub const EMPTY: &str = "An answer is required. Press Ctrl-C to stop.";
pub const TOO_LONG: &str =
    "That is longer than {limit} characters. Paste only the value, without the surrounding text.";

codes! {
    "Input";

    UNANSWERED = Code {
        id: "input.unanswered",
        message: "missing answer: {question}",
        help: Help::text("answer it on the command line with {option}"),
        explanation: "navauth needs an answer and cannot prompt for it: there is no terminal, or --no-input or --json turns off prompts.",
        reproduce: "`navauth rotate-secret --no-input`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    UNREADABLE = Code {
        id: "input.unreadable",
        message: "cannot read standard input as text",
        help: Help::text("pipe UTF-8 text into navauth"),
        reproduce: "`head -c 9 /dev/urandom | navauth token verify`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };
}
