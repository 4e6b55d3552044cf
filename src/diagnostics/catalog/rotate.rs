//! Rotating the session key of the live site.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const REPRODUCE: &str = "`navauth rotate-secret --dry-run`";

pub const NO_SITE: &str = "FRONTEND_URL does not name the live site";

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
        explanation: "Without the old key there would be no way back.",
        reproduce: REPRODUCE,
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    STATE_TRACKED = Code {
        id: "rotate.state-tracked",
        message: "git tracks files in {folder}, where the old key would be kept",
        help: Help::command(
            "remove the folder from git and from the disk",
            "git rm -r --cached {folder} && rm -r {folder}",
        ),
        explanation: "A tracked file may have come with the repository, with a key that a stranger knows, and the next commit would publish what is written into it.",
        reproduce: "`git add --force .navauth; navauth rotate-secret`",
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    UNPROVED = Code {
        id: "rotate.unproved",
        message: "could not verify the live site's session key",
        help: Help::text("open the live site in a browser; when it works, run the command again, or name the site with --site"),
        explanation: "navauth sends the site a session token of each key. It needs the site's address, and a site that answers as the app does.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SITE,
        ..Code::UNKNOWN
    };

    STILL_OLD = Code {
        id: "rotate.still-old",
        message: "the live site still accepts session tokens of the old key",
        help: Help::text("restart the Space (its page, Settings, Restart), check that the site is served by it, then run the command again"),
        explanation: "Possible causes: the site was not restarted, it has another JWT_SECRET_KEY than the Space's secret, or it is served \
                      from elsewhere.",
        reproduce: REPRODUCE,
        not_followed: not_followed::SITE,
        ..Code::ERROR
    };

    NEITHER_KEY = Code {
        id: "rotate.neither-key",
        message: "the live site rejects session tokens of both the old and the new key",
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
