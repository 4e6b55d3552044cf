//! The guided setup.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const REPRODUCE: &str = "`navauth setup --no-input --answers setup.toml`";

pub const DID_YOU_MEAN: &str = "did you mean {near}?";

/// Follows the plan.
pub const HOW_TO_ANSWER: &str = "Press Enter to accept the value in [brackets], or to skip a question without one; enter - to leave out a suggested value, or press Esc to go back. Press Ctrl-C to stop: completed steps are saved, and `{command}` resumes where you left off.";
pub const NOTHING_MISSING: &str = "\nNothing is missing. The checks run once more.";

/// The plan as a menu.
pub const CHOOSE_A_STEP: &str =
    "Press Enter to continue, or choose a step with the arrow keys to do it again.";
pub const NEXT: &str = "Next (Esc stops)";
pub const CONTINUE: &str = "continue with {step} ({environment})";
pub const RUN_CHECKS: &str = "run the checks";

/// The last line of a setup that Ctrl-C ended.
pub const STOPPED: &str =
    "Stopped. Completed steps are saved in {files}. Run `{command}` to continue.";
pub const STOPPED_EMPTY: &str = "Stopped. Nothing was saved. Run `{command}` to start again.";

/// The last line of a setup.
pub const STEPS_LEFT: &str = "{steps} left. Run `{command}` to continue.";
pub const ALL_DONE: &str = "All steps are done.";
pub const CHECKS_FAILED: &str =
    "All steps are done. Fix the problems above, then run `{command}` again.";
pub const STEPS_DONE: &str = "Done: {steps}.";
pub const NOTHING_CHANGED: &str = "Nothing was changed.";

pub const SAVED: &str = "Saved {names} in {files}.";
pub const USUAL: &str = "Using the default, {value}. To change it, run `navauth setup {step}`.";
pub const GENERATED: &str = "Generated {name}, and saved it in {file}:{line}.";
pub const REPLACE_KEY: &str = "Replace {name} in {file}? This signs everyone out.";
pub const REPLACE_BAD_KEY: &str = "Replace {name} in {file} ({reason})? This signs everyone out.";
pub const NEON_CREATED: &str = "Created the Neon project {name}.";
pub const NEON_FOUND: &str = "Using the existing Neon project {name}.";

pub const CHANGE_VALUE: &str = "Change it?";
pub const FRONTEND_URL_FIRST: &str = "Skipped: this step needs FRONTEND_URL.";
pub const DATABASE_FIRST: &str = "Skipped: this step needs a database.";
pub const TABLES_FIRST: &str = "Skipped: this step needs the tables in the database.";
pub const PRODUCTION_FIRST: &str = "Skipped: this step needs the production settings.";
pub const NEEDS_NETWORK: &str = "Skipped: this step needs the network, and --offline is set.";

pub const FILE_INSTEAD: &str =
    "Instead of the ID, you can enter the path of the {file} that you downloaded.";
pub const CONNECTION_STRING_OR: &str =
    "Paste a PostgreSQL connection string, or type one of these words:";
pub const NEON_KEY_PAGE: &str =
    "Create an API key at https://console.neon.tech/app/settings/api-keys";
pub const PAGE_OPENED: &str = "The page was opened in your browser.";
pub const PAGE_NOT_OPENED: &str = "The page was not opened: {reason}.";
pub const COPIED: &str = "Copied the {what} to the clipboard, if your terminal allows it.";
pub const SWITCH_OFF: &str =
    "Turn off sign-in with {label}? {file} records it, and the checks skip it.";
pub const SWITCHED_OFF: &str =
    "{label} is turned off in {file}. Run `navauth setup {name}` if you want to use it.";
pub const SWITCHED_ON: &str = "{label} is no longer turned off in {file}.";
pub const ADD_ENABLED: &str = "{file} has a [providers.{name}] table: add `enabled = false` to it.";
pub const REMOVE_ENABLED: &str = "Remove `enabled = false` from [providers.{name}] in {file}.";

pub const SIGN_IN_NOW: &str = "Sign in once with {providers} now?";
pub const LIVE_SIGN_IN: &str = "This verifies that the providers send users back to {host}. Sign in with each in your browser, then paste the \
                                address of the page that you end up on. Nothing is written to the database.";
pub const CANNOT_PASTE_HERE: &str =
    "Skipped: navauth cannot prompt here. Run this command afterwards:\n  {command}";

/// The page in the browser.
pub const PAGE_ADDRESS: &str =
    "Open this address in your browser. It works once, and only on this computer:";
pub const PAGE_ENDS: &str =
    "Click \"Finish\" on the page or press Ctrl-C to stop: your answers are saved.";
pub const PAGE_STARTED: &str = "A browser has opened the page. If it was not yours, press Ctrl-C.";
pub const PAGE_IDLE: &str = "The page was closed after 30 minutes without activity.";
pub const PAGE_REFUSED: &str = "the page rejected {request}";
pub const FORWARD_PAGE: &str = "to reach the page, first run this on your own computer:\n  ssh -L {port}:127.0.0.1:{port} {user}@{server}";

pub const ABOUT_KEY: &str = "The app signs the sessions of its users with this key. navauth generates a random one; you never need to see it.";

pub const TRUST_HOST: &str = "Nothing was sent. A file can come with a repository and name any host: trust the host only if you know it. Your yes \
                              is remembered for this file, outside the repository.";

pub const NOT_PRINTABLE: &str = "it contains control characters or invisible characters";
pub const COPY_AGAIN: &str = "copy the value again, without the surrounding text";
pub const NOT_TEXT: &str = "it is neither a string nor a boolean";
pub const USE_QUOTES: &str = "put it in double quotes";
pub const IS_SECRET: &str = "it is a secret, which must not be written in this file";
pub const NAME_THE_SECRET: &str = "write env:NAME, the environment variable that contains it, or file:PATH, the file that contains only it";
pub const NOT_BOOLEAN: &str = "it is neither true nor false";
pub const USE_BOOLEAN: &str = "write true or false, without quotes";
pub const NOT_AN_ENVIRONMENT: &str = "it is not development, production or both";
pub const USE_ENVIRONMENT: &str = "write development, production or both";
pub const CANNOT_PASTE: &str = "sign-in ends on the live site, so you must paste that page's address, and navauth cannot prompt here";
pub const TEST_LATER: &str =
    "remove it from the answers, and run this command in a terminal afterwards";

pub const NOT_JSON: &str =
    "it is not JSON; it may have been changed or cut off, or be another file";
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

    NO_PORT = Code {
        id: "setup.no-port",
        message: "setup --browser cannot listen on 127.0.0.1",
        help: Help::command("run the setup in the terminal", "navauth setup"),
        reproduce: "Run `navauth setup --browser` where no program may listen on 127.0.0.1.",
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    UNANSWERED = Code {
        id: "setup.unanswered",
        message: "setup needs an answer to {questions}",
        reason: "navauth cannot prompt here: there is no terminal, or --no-input is set",
        help: Help::command(
            "put the answers in a file (see docs/setup-answers.md), or run navauth setup in a terminal",
            "navauth setup --no-input --answers FILE",
        ),
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    ANSWERS_NOT_TOML = Code {
        id: "setup.answers-not-toml",
        message: "the answers file is not valid TOML",
        help: Help::text("put text in double quotes and table names in [brackets]"),
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    UNKNOWN_ANSWER = Code {
        id: "setup.unknown-answer",
        message: "there is no question named {name}",
        help: Help::text("see docs/setup-answers.md for all names; a provider in navauth.toml has its own"),
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    WRONG_ANSWER = Code {
        id: "setup.wrong-answer",
        message: "invalid answer to {name}",
        help: Help::text("see docs/setup-answers.md for the values of each question"),
        explanation: "It has the wrong type, is a secret itself instead of env:NAME or file:PATH, or asks for a test that needs a terminal.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    UNKNOWN_STEP = Code {
        id: "setup.unknown-step",
        message: "there is no step named {name}",
        help: Help::text("use one of {steps}"),
        reproduce: "`navauth setup gogle`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    SECRET_AS_ID = Code {
        id: "setup.secret-as-id",
        message: "that is the {label} {secret}, not the {id}",
        help: Help::text("enter the {id} here; the {secret} is the next question. Nothing was saved"),
        reproduce: "enter the client secret where `navauth setup github` asks for the client ID",
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    INVALID_SPACE = Code {
        id: "setup.invalid-space",
        message: "invalid Space name",
        help: Help::text("use owner/name"),
        reproduce: "`navauth setup`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    ANSWER_NOT_SET = Code {
        id: "setup.answer-not-set",
        message: "the answer to {key} is in the environment variable {name}, which is not set",
        help: Help::text("set {name} in the environment of navauth"),
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    CREDENTIALS_FILE = Code {
        id: "setup.credentials-file",
        message: "cannot use the credentials file {file}",
        help: Help::text("use the JSON file of a client of type \"Web application\", downloaded after you added a secret"),
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    UNREGISTERED = Code {
        id: "setup.unregistered",
        message: "{uri} is not among the redirect URIs in {file}",
        help: Help::text("add it at {console}: {location}"),
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::WARNING
    };

    CONFIG_UNWRITABLE = Code {
        id: "setup.config-unwritable",
        message: "cannot write {file}",
        help: Help::text("check the permissions of the file and its folder"),
        reproduce: REPRODUCE,
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };
}
