//! Rotating the session key of the live site.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const REPRODUCE: &str = "`navauth rotate-secret --dry-run`";

pub const NO_SITE: &str = "FRONTEND_URL does not name the live site";

/// FRONTEND_URL is a local address or missing.
pub const NAME_SITE: &str =
    "name the live site: set FRONTEND_URL in {file}, or add --site https://{host}";
/// The live site is not at an address of the Space.
pub const OTHER_HOST: &str = "HuggingFace gives {served} as the Space's address, not {host}; whatever serves {host} may have its own key";
pub const SET_THERE: &str = "also set the new JWT_SECRET_KEY where {host} is served, or verify the Space itself: add --site https://{served}";

/// After Ctrl-C.
pub const STOPPED_BEFORE: &str = "Stopped: nothing was changed.";
pub const STOPPED_RESUMED: &str = "Stopped: nothing else was changed. The earlier rotation is not verified yet; the previous key is in {old_key}. Run the same command to continue.";
pub const STOPPED_WRITTEN: &str = "Stopped: {key} is in {file}; it is not known whether it is also in {target}. The previous key is in {old_key}. {next}";
pub const STOPPED_SENT: &str = "Stopped: {key} is in {file} and in {target}; the live site is not verified yet. The previous key is in \
                                {old_key}. {next}";
pub const NEXT: &str =
    "Run the same command to continue, or with --undo to restore the previous key.";
pub const NEXT_UNDO: &str = "Run the same command to continue.";

codes! {
    "Rotating the session key";

    NO_KEY = Code {
        id: "rotate.no-key",
        message: "{file} has no JWT_SECRET_KEY to replace",
        help: Help::command(
            "create the first key, then push it with navauth push-secrets",
            "navauth gen-secret --write --env-file {quoted_file}",
        ),
        reproduce: REPRODUCE,
        not_followed: not_followed::SITE,
        ..Code::ERROR
    };

    NOTHING_TO_UNDO = Code {
        id: "rotate.nothing-to-undo",
        message: "there is no rotation to undo",
        help: Help::command("create a new key instead", "navauth rotate-secret"),
        explanation: "Either no rotation was started from this folder, or the last one was verified and its old key was deleted.",
        reproduce: "`navauth rotate-secret --undo`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    OLD_KEY_STAYS = Code {
        id: "rotate.old-key-stays",
        message: "cannot delete the old key",
        help: Help::command("delete the file", "rm {file}"),
        explanation: "The old key is in `.navauth/before-rotation.env`.",
        reproduce: REPRODUCE,
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    OLD_KEY_NOT_KEPT = Code {
        id: "rotate.old-key-not-kept",
        message: "cannot save the old key in {folder}: nothing was changed",
        help: Help::text("run navauth as the owner of the folder, and check that its disk has free space"),
        explanation: "Without the old key, the rotation could not be undone.",
        reproduce: REPRODUCE,
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    STATE_TRACKED = Code {
        id: "rotate.state-tracked",
        message: "git tracks files in {folder}, where the old key would be kept",
        help: Help::command(
            "remove the folder from git and from the disk",
            "git rm -r --cached --force {folder} && rm -r {folder}",
        ),
        explanation: "A tracked file may have come with the repository, with a key that a stranger knows, and the next commit would \
                      publish what is written into it.",
        reproduce: "`git add --force .navauth; navauth rotate-secret`",
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    ALREADY_RUNNING = Code {
        id: "rotate.already-running",
        message: "another navauth rotate-secret process is running",
        reason: "it has locked {lock}",
        help: Help::text("wait until it finishes, then run the command again"),
        explanation: "Two rotations at once would each create a key and overwrite the other's. A run that is killed leaves no lock.",
        reproduce: "run `navauth rotate-secret --yes` twice at once",
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    KEY_CHANGED = Code {
        id: "rotate.key-changed",
        message: "another program changed the key in {file} or in {folder} since navauth read it: nothing was changed",
        help: Help::text("run the command again"),
        reproduce: "change JWT_SECRET_KEY in .env.production while `navauth rotate-secret` asks",
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    UNPROVED = Code {
        id: "rotate.unproved",
        message: "could not verify the live site's session key",
        help: Help::text("open the live site in a browser; when it works, run the command again, or name the site with --site"),
        explanation: "navauth sends the site one session token signed with each key. It needs the site's address, and a site that answers \
                      as the app does.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SITE,
        ..Code::UNKNOWN
    };

    STILL_OLD = Code {
        id: "rotate.still-old",
        message: "the live site still accepts session tokens signed with the old key",
        help: Help::command(
            "restart the Space, then run the same command again",
            "hf spaces restart {space}",
        ),
        explanation: "Possible causes: the site was not restarted, it has another JWT_SECRET_KEY than the Space's secret, or it is served \
                      from elsewhere.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SITE,
        ..Code::ERROR
    };

    NEITHER_KEY = Code {
        id: "rotate.neither-key",
        message: "the live site rejects session tokens signed with either the old or the new key",
        help: Help::text("check which JWT_SECRET_KEY the site uses; `navauth token verify` explains one of its session tokens"),
        explanation: "Possible causes: the site uses a third key, which is set elsewhere, or it has no key and generates one at every start.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SITE,
        ..Code::ERROR
    };

    USERS_UNKNOWN = Code {
        id: "rotate.users-unknown",
        message: "could not count the signed-in users",
        help: Help::command("check the database", "navauth verify-connection --env-file {file}"),
        explanation: "The production database gave no answer.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SUMMARY,
        ..Code::UNKNOWN
    };
}
