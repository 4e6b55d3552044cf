//! The HuggingFace Hub: its token, its answers, and whether a Space runs.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const REPRODUCE: &str = "`navauth push-secrets --dry-run`";

const NOT_RUNNING: &str = "the Space {space} is not running: it {state} ({stage})";

pub const TOKEN_NOT_SET: &str = "HF_TOKEN is not set, and navauth found no token file";
pub const NO_TOKEN_IN_FILE: &str = "HF_TOKEN is not set, and {file} contains no token";

/// The reason of a rejected token.
pub const TOKEN_FROM: &str = "the token comes from {origin}";

pub const IS_OTHER: &str = "it is {kind}, and was not sent";
pub const HAS_SCHEME: &str =
    "it begins with \"Bearer\", which is part of the request, not of the token";
pub const HAS_QUOTES: &str = "it contains quotation marks, which are part of the value here";
pub const HAS_SPACE: &str = "it contains a space";
pub const ONLY_TOKEN: &str = "set it to the token alone: hf_…";
pub const SET_TOKEN: &str = CREATE_TOKEN;
/// The Hub's address comes from HF_ENDPOINT.
pub const CHECK_ENDPOINT: &str =
    "correct HF_ENDPOINT ({endpoint}), or unset it to use https://huggingface.co";

pub const READ_ROLE: &str = "it is a token of {account} with the role \"read\"";
pub const NO_WRITE_ACCESS: &str =
    "it is a fine-grained token of {account} without write access to {space} or {owner}";

pub const ADD_APP: Help = Help::text("push the app's files to the Space");
pub const CORRECT_CONFIGURATION: Help =
    Help::text("correct the configuration at the top of the Space's README.md");
pub const READ_BUILD_LOG: Help =
    Help::command("read the build log", "hf spaces logs {space} --build");
pub const READ_LOG: Help = Help::command(
    "read the log: it shows the error that stopped the app",
    "hf spaces logs {space}",
);
pub const RESTART: Help = Help::command("restart it", "hf spaces restart {space}");

/// The account of a token that the Hub accepts, but not for this request.
pub const TOKEN_OF: &str = "the token belongs to the account {account}, and comes from {origin}";
/// The Hub allows the token to read the Space, and answers 401 to a change.
pub const READS_ONLY: &str = "it can read the Space, but HuggingFace rejected the change";
/// Where the Hub's redirect leads.
pub const MOVED_TO: &str = "the redirect goes to the Space {name}";
pub const USE_NAME: &str = "if that is your Space, use --space {name}, and correct the name under [space] in navauth.toml if it is set there";

/// A token that may write. `hf auth login` without --token signs in through the browser, and such a token may be read-only.
const CREATE_TOKEN: &str = "create a token with the role \"write\" at https://huggingface.co/settings/tokens, then set HF_TOKEN to it or save it \
                            with `hf auth login --token`";

codes! {
    "HuggingFace Hub";

    NO_TOKEN = Code {
        id: "hub.no-token",
        message: "no HuggingFace token found",
        help: Help::text(CREATE_TOKEN),
        explanation: "navauth reads HF_TOKEN, then the file that `hf auth login` writes.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    NOT_A_TOKEN = Code {
        id: "hub.not-a-token",
        message: "{origin} does not contain a HuggingFace token",
        help: Help::text(ONLY_TOKEN),
        explanation: "A HuggingFace token begins with hf_ and contains no spaces or quotation marks. The value was not sent.",
        reproduce: "`HF_TOKEN='Bearer hf_x' navauth push-secrets --dry-run`",
        ..Code::ERROR
    };

    TOKEN_UNREADABLE = Code {
        id: "hub.token-unreadable",
        message: "cannot read the HuggingFace token file",
        help: Help::text("set HF_TOKEN to the token, or save it again with `hf auth login --token`"),
        reproduce: REPRODUCE,
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    TOKEN_READ_ONLY = Code {
        id: "hub.token-read-only",
        message: "the HuggingFace token cannot change the Space {space}",
        help: Help::text(
            "at https://huggingface.co/settings/tokens create a token with the role \"write\", or a fine-grained one with write access to \
             the repositories of {owner}; then set HF_TOKEN to it, or save it with `hf auth login --token`",
        ),
        explanation: "Its role is \"read\", it is a fine-grained token without write access to the Space, or it comes from a browser \
                      sign-in, which may be read-only.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    BAD_TOKEN = Code {
        id: "hub.bad-token",
        message: "HuggingFace rejected the token",
        help: Help::text(CREATE_TOKEN),
        explanation: "Possible causes: the token was revoked, has expired, or was not copied completely.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    SPACE_HIDDEN = Code {
        id: "hub.space-hidden",
        message: "HuggingFace denied this token access to the Space {space}",
        help: Help::text(
            "compare the name with the address of the Space's page; if it is right, create a token with the role \"write\" at \
             https://huggingface.co/settings/tokens, then set HF_TOKEN to it or save it with `hf auth login --token`",
        ),
        explanation: "Possible causes: the name is wrong, the Space is private and belongs to another account, or the token comes from a \
                      browser sign-in, which may be read-only.",
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    OAUTH_TOKEN = Code {
        id: "hub.oauth-token",
        message: "the HuggingFace token comes from a browser sign-in",
        reason: "such a token may be read-only",
        help: Help::text(CREATE_TOKEN),
        explanation: "`hf auth login` without --token signs in through the browser. Changing secrets with such a token may fail with \
                      \"Invalid username or password\"; signing in the same way again does not help.",
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::WARNING
    };

    NO_RIGHTS = Code {
        id: "hub.no-rights",
        message: "HuggingFace does not allow this change to the Space {space}",
        reason: "possible causes: the account has no write access to the Space, or the token has no write permission",
        help: Help::text("ask the Space's owner for write access, or use the owner's token"),
        explanation: "Only the owner and organization members with write access can change a Space, and the token needs write access too.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    SPACE_NOT_FOUND = Code {
        id: "hub.space-not-found",
        message: "Space {space} not found",
        help: Help::text("compare the name with the address of the Space's page, huggingface.co/spaces/OWNER/NAME"),
        explanation: "Possible causes: the name is wrong, or the Space is private and this account has no access to it.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    MOVED = Code {
        id: "hub.moved",
        message: "HuggingFace redirects requests for the Space {space}",
        help: Help::text("use the Space's name as it appears in the address of its page"),
        explanation: "Possible causes: the Space was renamed, or HF_ENDPOINT names a server that redirects.",
        reproduce: REPRODUCE,
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    REFUSED = Code {
        id: "hub.refused",
        message: "HuggingFace rejected the request",
        help: Help::text("read HuggingFace's answer, and check the Space's settings page"),
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    PAYMENT_REQUIRED = Code {
        id: "hub.payment-required",
        message: "HuggingFace requires a paid plan for this",
        help: Help::text("read HuggingFace's answer; subscribe at https://huggingface.co/pro, or use a Space that already exists"),
        explanation: "Since July 2026 creating a Gradio or Docker Space on free hardware requires a PRO subscription. Static Spaces are \
                      free, but cannot run the app.",
        reproduce: "create a Docker Space with a free account",
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    BUSY = Code {
        id: "hub.busy",
        message: "HuggingFace is still working on this repository",
        help: Help::text("wait a moment, then run the command again"),
        reproduce: REPRODUCE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    DISABLED = Code {
        id: "hub.disabled",
        message: "HuggingFace has disabled the Space {space}",
        help: Help::text("open the Space's page and its Community tab, and contact HuggingFace's support if they do not say why"),
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    UNREADABLE = Code {
        id: "hub.unreadable",
        message: "unexpected answer from the HuggingFace Hub",
        help: Help::text("check HF_ENDPOINT, and update navauth"),
        explanation: "The answer is JSON, but is neither what navauth asked for nor one of the Hub's errors.",
        reproduce: REPRODUCE,
        not_followed: not_followed::UPDATE,
        ..Code::ERROR
    };

    NAME_COLLISION = Code {
        id: "hub.name-collision",
        message: "the Space {space} does not start: a name is both a secret and a variable",
        help: Help::text("on the Space's settings page, delete the variables that are also secrets, then restart the Space"),
        explanation: "HuggingFace reports \"Collision on variables and secrets names\" (CONFIG_ERROR). The app is down until one of each \
                      pair is deleted.",
        reproduce: "set DATABASE_URL as a variable and as a secret of a Space, then run `navauth push-secrets`",
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    STATIC_SPACE = Code {
        id: "hub.static-space",
        message: "the Space {space} is static: nothing was sent",
        reason: "it cannot run the app, and every visitor can read the secrets of a static Space",
        help: Help::text("name the Docker Space that runs the app"),
        reproduce: REPRODUCE,
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    SPACE_FAILED = Code {
        id: "hub.space-failed",
        message: NOT_RUNNING,
        help: Help::text("open its page, which shows the error and the logs"),
        explanation: "The Space failed to build or to start; secrets that were uploaded are saved. CONFIG_ERROR: the configuration at the top \
                      of README.md is invalid, or a name is both a secret and a variable. BUILD_ERROR: read `hf spaces logs SPACE --build`. \
                      RUNTIME_ERROR: the app stopped or did not start; read `hf spaces logs SPACE`. NO_APP_FILE: the app's files are missing.",
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::ERROR
    };

    SPACE_RESTS = Code {
        id: "hub.space-rests",
        message: NOT_RUNNING,
        reason: "the secrets are saved and take effect at its next start",
        help: RESTART,
        reproduce: REPRODUCE,
        not_followed: not_followed::CONSOLE,
        ..Code::WARNING
    };

    SPACE_SLOW = Code {
        id: "hub.space-slow",
        message: "the Space {space} is not running after {seconds} s ({stage})",
        reason: "a build can take minutes; the secrets are saved and take effect when the Space runs",
        help: Help::command("watch its page, or wait longer with --timeout", "hf spaces wait {space}"),
        reproduce: REPRODUCE,
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };
}
