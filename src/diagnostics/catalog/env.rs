//! Values of variables.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

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
/// An unset CI secret becomes an empty variable.
pub const EMPTY_IN_PROCESS: &str = "empty in the process environment: {names} (a CI secret that does not exist expands to nothing)";
pub const SET_IN_PROCESS: &str =
    "set the value there; or remove the empty variable, so that the .env file counts";
pub const WITH_DEFAULT: &str = "{reason}; the app then uses {default}";
// Why a value spans several lines.
pub const QUOTE_CLOSED_BELOW: &str = "the quotation mark on this line is not closed until line {line}, so everything in between is part of the value";
pub const QUOTE_SWALLOWS: &str = "the quotation mark on this line is not closed until line {line}, so the app does not see {names}";
pub const REFERENCE_HAS_LINE_BREAK: &str = "a variable that it references contains a line break";
pub const ENVIRONMENT_HAS_LINE_BREAK: &str = "it is set that way in the process environment";
pub const REMOVE_LINE_BREAK: &str = "remove the line break from the value";

// Why a comment belongs to the value.
pub const NOT_CONTINUED: &str =
    "the app reads the backslash as part of the value; it does not continue the line";
pub const COMMENT_IN_ENVIRONMENT: &str =
    "it is set that way in the process environment; docker --env-file, for example, keeps comments";
pub const COMMENT_IN_QUOTES: &str = "a # inside quotation marks does not start a comment";
pub const COMMENT_MARK: &str = "a comment starts with #";
pub const COMMENT_WITHOUT_SPACE: &str = "a comment starts only after a space";

pub const CUT_AT_COMMENT: &str = "a # after a space starts a comment: the app does not read the last {characters} of the line; if they belong \
                                  to the value, put it in single quotation marks";

// Why a reference is not replaced.
pub const REPLACED_BY: &str = "{tool} expands it, but the app reads it as plain text";
pub const UNKNOWN_FORM: &str = "the app expands only ${NAME} and ${NAME:-default}";
pub const ONLY_IN_FILE: &str =
    "the app expands references only in the .env file, and this one is in the process environment";
pub const WRITE_REFERENCE: &str = "write {reference}, or the value itself";

// Why a reference is empty.
pub const SET_BELOW: &str =
    "{name} is set on line {line}, and a reference sees only the lines above it";
pub const SET_NOWHERE: &str =
    "{name} is set neither on a line above nor in the process environment";
pub const SET_TO_NOTHING: &str = "{name} is set to an empty value";
pub const A_REFERENCE: &str = "a ${...}";

// How a secret manager gives the app the values.
pub const RUN_WITH_OP: Help = Help::command(
    "start the app with op run, which sets the values in its process environment; to check them:",
    "op run --env-file {path} -- navauth check-env",
);
pub const RUN_WITH_DOTENVX: Help = Help::command(
    "start the app with dotenvx run, which sets the values in its process environment; to check them:",
    "dotenvx run -f {path} -- navauth check-env",
);

pub const REMOVE_FROM_ENVIRONMENT: &str =
    "remove it from the process environment; for the current shell:";
pub const UNSET_COMMAND: &str = "unset {name}";
pub const PRECEDENCE: &str =
    "the process environment takes precedence, even if the value there is empty";
pub const DOES_NOT_START: &str =
    "the app then uses the empty value as its connection string, and does not start";

pub const FROM_A_KEY: &str =
    "pressing an arrow key or Esc while typing a value can insert such a character";

pub const MEANT: Help = Help::command("did you mean {meant}?", "navauth env get {meant}");

/// What is at the start or end of a value.
pub const HAS_AROUND: &str =
    "it {position} with {character}, which the app reads as part of the value";
pub const REMOVE_CARRIAGE_RETURN: &str = "remove the carriage return where the value is set; a file or clipboard with Windows line ends (CRLF) leaves one \
                                          behind when it is copied or read line by line";

codes! {
    "Values of variables";

    LINE_BREAK = Code {
        id: "env.line-break",
        message: "the value of {name} spans several lines",
        help: Help::text("close the quotation mark on this line"),
        explanation: "A quotation mark that is not closed on its own line is closed by the next one in the file. Everything up to there is \
                      part of the value, so the app does not see the variables on those lines.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    CONTROL_CHARACTER = Code {
        id: "env.control-character",
        message: "{name} contains the invisible character {character}, at position {position}",
        help: Help::text("copy the value again, without it"),
        explanation: "A control character or a space without width is not visible in an editor or a terminal, and is never part of an ID, \
                      a key or a URL. Web pages and chat programs insert them. The app uses the value as it is, so the provider or the database rejects it.",
        reproduce: "`printf 'FRONTEND_URL=http://local\\033[Dhost:5173\\n' >.env; navauth check-env`",
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    ESCAPE = Code {
        id: "env.escape",
        message: "the app reads {escape} in the value of {name} as {character}",
        reason: "inside double quotation marks, it is an escape sequence",
        help: Help::text("put the value in single quotation marks, or double the backslash"),
        explanation: "python-dotenv replaces \\a, \\b, \\f, \\n, \\r, \\t and \\v inside double quotation marks. In unquoted and \
                      single-quoted values they stay as they are.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    SURROUNDING_SPACE = Code {
        id: "env.surrounding-space",
        message: "the value of {name} begins or ends with a space, a line break or an invisible character",
        reason: "the app reads it as part of the value",
        help: Help::text("remove it, or retype the value if you cannot see it; it also counts inside quotation marks"),
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

    COMMENT = Code {
        id: "env.comment-in-value",
        message: "the value of {name} contains a comment",
        help: Help::text("remove it, and the space before it"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    CONTINUATION = Code {
        id: "env.continuation",
        message: "the value of {name} ends with a backslash",
        help: Help::text("write the whole value on one line, without the backslash"),
        explanation: "In a shell, a backslash continues the line; in a .env file, it is part of the value. No value in the guide ends with one.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    NAME_IN_VALUE = Code {
        id: "env.name-in-value",
        message: "the value of {name} begins with {start}",
        reason: "the app reads it as part of the value, which was probably pasted together with its name",
        help: Help::text("remove {start} from the value"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    SECRET_MANAGER = Code {
        id: "env.secret-manager",
        message: "the app does not get the value of {names} from {tool}",
        reason: "it reads the text in the .env file as the value",
        help: Help::text("set the values in the process environment where the app starts, or let {tool} write them to a .env file that git ignores"),
        explanation: "The value is a reference to an entry of a secret manager, or encrypted by one. The app resolves neither. Variables of \
                      the process environment override the file.",
        reproduce: "`echo 'JWT_SECRET_KEY=op://vault/item/field' >.env; navauth check-env`",
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    REFERENCE = Code {
        id: "env.reference",
        message: "{name} contains {reference}, which the app does not expand",
        help: Help::text("write the value itself"),
        explanation: "The app expands only ${NAME} and ${NAME:-default}, and only in the .env file. Other references are for other tools, \
                      which are not involved here.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    REFERENCE_EMPTY = Code {
        id: "env.reference-empty",
        message: "{name} refers to {references}, which is empty on this line",
        help: Help::text("write the value itself (in a connection string's password, write $ as %24), or set the variable on a line above"),
        explanation: "The app expands ${NAME} to its value in the process environment, otherwise to its value on a line above, otherwise to nothing.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    PLACEHOLDER = Code {
        id: "env.placeholder",
        message: "{name} is still a placeholder",
        help: Help::text("set it to the real value"),
        explanation: "The value has the form of an example. The message names the page where you get the real one.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    EMPTY = Code {
        id: "env.empty",
        message: "{name} is empty",
        reason: "the app reads an empty value, which is not the same as an unset variable",
        help: Help::text("give it a value, or remove the line"),
        reproduce: REPRODUCE,
        ..Code::WARNING
    };

    EMPTY_DATABASE_URL = Code {
        id: "env.empty-database-url",
        message: "{name} is empty, and the app does not start with it",
        reason: "the app takes the first of NEON_DATABASE_URL_DEV, NEON_DATABASE_URL and DATABASE_URL that exists, even if it is empty",
        help: Help::text("give it a value, or remove the line"),
        explanation: "SQLAlchemy cannot parse an empty URL, so the app stops with an ArgumentError when it starts. An empty variable is \
                      not the same as an unset one. Releases before May 2026 read DATABASE_URL only.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    HIDDEN_BY_EMPTY = Code {
        id: "env.hidden-by-empty",
        message: "{name} is empty in the process environment, which hides its value on line {line} of {file}",
        reason: PRECEDENCE,
        help: Help::command(REMOVE_FROM_ENVIRONMENT, UNSET_COMMAND),
        explanation: "A variable in the process environment overrides the .env file even if it is empty. CI systems set an empty variable \
                      when a secret does not exist.",
        reproduce: "`DATABASE_URL= navauth check-env`",
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    FILE_VARIABLE = Code {
        id: "env.file-variable",
        message: "the app does not read {name}_FILE",
        reason: "it reads {name} only, which is not set, and opens no file of Docker or Kubernetes secrets",
        help: Help::text("set {name} itself where the app starts, for example: export {name}=\"$(cat /run/secrets/NAME)\""),
        explanation: "Images such as postgres read the value of NAME from the file that NAME_FILE names. The app does not.",
        reproduce: "`echo 'JWT_SECRET_KEY_FILE=/run/secrets/jwt' >.env; navauth check-env`",
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    UNSET = Code {
        id: "env.unset",
        message: "{name} is not set",
        help: Help::text("set it in the .env file: {name}=..."),
        explanation: "`navauth env` lists the variables that are set.",
        reproduce: "`navauth env get NAME`",
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };
}
