//! Sending secrets to where the app runs.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const REPRODUCE: &str = "`navauth push-secrets --dry-run`";

pub const DEVELOPMENT_DEFAULT: &str = "the app would use its development default";
pub const NO_START_ON_SPACE: &str = "on a Space the app does not start without it";

/// The variables of the file that navauth does not upload.
pub const LEFT_OUT: &str =
    "navauth does not upload {names}: if the app needs it in {target}, set it there yourself";

/// The command that names the Space.
pub const NAME_SPACE: &str = "navauth {command} --yes --space {space}";

/// After Ctrl-C, once the secrets are there.
pub const STOPPED_WAITING: &str = "Stopped: {secrets} set in {target}; navauth did not check whether the Space runs and users can sign in. Run the same command to check.";

/// Where a plan was confirmed on a page.
pub const PLAN_CHANGED: &str =
    "the plan has changed since it was shown: read it again, and confirm it again";

/// Why a program did not start.
pub const NOT_INSTALLED: &str = "it is not installed, or not in a folder of PATH";

codes! {
    "Pushing secrets";

    NO_FILE = Code {
        id: "push.no-file",
        message: "{file} does not exist",
        help: Help::command(
            "create it with the production values of the variables in .env, or name another file with --from",
            "navauth setup --environment production",
        ),
        explanation: "Production values are kept in a separate file.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    NO_SPACE = Code {
        id: "push.no-space",
        message: "no Space is configured",
        help: Help::text("use --space owner/name, or set name under [space] in navauth.toml"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    WRONG_SPACE = Code {
        id: "push.wrong-space",
        message: "invalid Space name in {origin}",
        help: Help::text("use owner/name, as in the address of the Space's page: huggingface.co/spaces/owner/name"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    UNCONFIRMED_SPACE = Code {
        id: "push.unconfirmed-space",
        message: "only navauth.toml names the Space {space}",
        reason: "a file that came with a repository does not decide where secrets go",
        help: Help::text("name the Space yourself, or leave out --yes and answer the prompt"),
        explanation: "With --yes, no prompt shows you where the secrets go.",
        reproduce: "`navauth push-secrets --yes`",
        not_followed: not_followed::DECISION,
        ..Code::ERROR
    };

    MISSING = Code {
        id: "push.missing",
        message: "{name} is set neither in {file} nor on the Space",
        help: Help::text("set it in {file}: {purpose}"),
        explanation: "The app would use its development default, or not start.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    LEDGER_DAMAGED = Code {
        id: "push.ledger-damaged",
        message: "cannot read the record of pushed values",
        help: Help::command("delete it; every value is then sent again", "rm {file}"),
        explanation: "Possible causes: the file was edited, or a newer version of navauth wrote it.",
        reproduce: REPRODUCE,
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    LEDGER_UNUSABLE = Code {
        id: "push.ledger-unusable",
        message: "cannot write the record of pushed values",
        help: Help::text("make the folder {folder} writable, and check that its disk has free space"),
        reproduce: "`navauth push-secrets`",
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    UNKNOWN_TARGET = Code {
        id: "push.unknown-target",
        message: "unknown kind of target: {kind}",
        help: Help::text("use --to with one of: {kinds}"),
        reproduce: "`navauth push-secrets --to nowhere place`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    WRONG_PLACE = Code {
        id: "push.wrong-place",
        message: "invalid name of a {label} repository",
        help: Help::text("use owner/repository: --to {kind} owner/repository"),
        reproduce: "`navauth push-secrets --to github owner`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    PROGRAM_MISSING = Code {
        id: "push.program-missing",
        message: "cannot start {program}, which {label} needs",
        help: Help::command("install it from {page}, then sign in with it", "{login}"),
        explanation: "For targets other than a Space, navauth sets secrets with the target's own program.",
        reproduce: "`navauth push-secrets --to github owner/repository --dry-run`",
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    PROGRAM_REFUSED = Code {
        id: "push.program-refused",
        message: "{program} failed",
        help: Help::command(
            "read its message; if you are not signed in, sign in with an account that can change the secrets of {location}",
            "{login}",
        ),
        reproduce: "`navauth push-secrets --to github owner/repository --dry-run`",
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    PROGRAM_SLOW = Code {
        id: "push.program-slow",
        message: "{program} did not answer within {seconds} s",
        help: Help::text("check the network, or allow more time with --timeout"),
        reproduce: "`navauth push-secrets --to github owner/repository --dry-run --timeout 1s`",
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    PROGRAM_UNREADABLE = Code {
        id: "push.program-unreadable",
        message: "cannot read the output of {program}",
        help: Help::text("update it from {page}"),
        explanation: "navauth asks it for JSON, which old versions do not support.",
        reproduce: "`navauth push-secrets --to github owner/repository --dry-run`",
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };
}
