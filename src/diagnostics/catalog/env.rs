//! Values of variables.

use super::codes;
use crate::diagnostics::{Code, Help};

const REPRODUCE: &str = "`navauth check-env --only {id}`";

/// The next step for DATABASE_URL and its relatives.
pub const COPY_CONNECTION_STRING: &str =
    "copy your database's connection string into {name} (Neon: https://console.neon.tech, Connect)";
/// The next step for other variables.
pub const SET_REAL_VALUE: &str = "set {name} to its real value, or remove the line";

pub const BARE_NAME: &str =
    "this line has no equals sign after the name, so the app does not see the variable";
pub const NOT_IN_FILE: &str = "neither the process environment nor {file} sets it";
pub const NO_FILE: &str = "the process environment does not set it, and no .env file was read";
pub const WITH_DEFAULT: &str = "{reason}; the app then uses {default}";
pub const MEANT: Help = Help::command("did you mean {meant}?", "navauth env get {meant}");

codes! {
    "Values of variables";

    LINE_BREAK = Code {
        id: "env.line-break",
        message: "the value of {name} spans several lines",
        reason: "a quotation mark that opens on this line closes on a later one, so the lines between belong to the value",
        help: Help::text("close the quotation mark on this line"),
        explanation: "The variables on the lines between are lost.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    SURROUNDING_SPACE = Code {
        id: "env.surrounding-space",
        message: "the value of {name} begins or ends with a space or a line end",
        reason: "the app reads it as part of the value",
        help: Help::text("remove it; it counts between quotation marks too"),
        explanation: "A client ID with a space is unknown to the provider (Google: 401 invalid_client).",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    QUOTED = Code {
        id: "env.quoted",
        message: "the value of {name} has quotation marks around it",
        reason: "the app reads them as part of the value",
        help: Help::text("remove them"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    PLACEHOLDER = Code {
        id: "env.placeholder",
        message: "{name} is still a placeholder",
        help: Help::text("set it to the real value"),
        explanation: "The value was copied from an example. The message names the page that gives out the real one.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    EMPTY = Code {
        id: "env.empty",
        message: "{name} is empty",
        reason: "it counts as not set",
        help: Help::text("give it a value, or remove the line"),
        reproduce: REPRODUCE,
        ..Code::WARNING
    };

    UNSET = Code {
        id: "env.unset",
        message: "{name} is not set",
        help: Help::text("set it in the .env file: {name}=..."),
        explanation: "`navauth env` lists what is set.",
        reproduce: "`navauth env get NAME`",
        ..Code::ERROR
    };
}
