//! Git.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const REPRODUCE: &str = "`navauth check-env --only {id}`";

/// A variable of another settings file.
pub const OF_FILE: &str = "{name} from {file}";
pub const SEARCHED_FOR: &str = "searched for {names}";
pub const IN_COMMIT: &str = "{name} in commit {commit}, {path}";
pub const IN_MESSAGE: &str = "{name} in the message of commit {commit}";
pub const AND_MORE_FILES: &str = "{names}; {more} more files contain secrets";

codes! {
    "Git";

    ENV_TRACKED = Code {
        id: "git.env-tracked",
        message: "git tracks {file}",
        reason: "everyone with a copy of the repository can read the secrets, and old commits keep them",
        help: Help::command(
            "remove the file from git (it stays on disk), add it to .gitignore, then replace every secret in it (a new session key, new \
             client secrets, a new database password)",
            "git rm --cached --force {path} && echo {name} >> {gitignore}",
        ),
        reproduce: REPRODUCE,
        not_followed: not_followed::DECISION,
        ..Code::ERROR
    };

    ENV_NOT_IGNORED = Code {
        id: "git.env-not-ignored",
        message: "git does not ignore {file}",
        reason: "the next \"git add .\" adds the secrets to the repository",
        help: Help::command("add it to .gitignore", "echo {name} >> {gitignore}"),
        reproduce: REPRODUCE,
        not_followed: not_followed::DECISION,
        ..Code::WARNING
    };

    STATE_TRACKED = Code {
        id: "git.state-tracked",
        message: "git tracks files in {folder}",
        reason: "navauth keeps copies of the .env file and old keys there, and the next commit would publish them",
        help: Help::command("remove the folder from git, and keep it on the disk", "git rm -r --cached --force {path}"),
        explanation: "Tracked files may have come with the repository. `.navauth/.gitignore` ignores only what is not tracked yet. If you \
                      pushed the folder, replace the secrets that it contained.",
        reproduce: "`git add --force .navauth; navauth check-env`",
        not_followed: not_followed::DECISION,
        ..Code::ERROR
    };

    SECRET_TRACKED = Code {
        id: "git.secret-tracked",
        message: "{file} contains secrets that are in use, and git tracks it",
        reason: "everyone with a copy of the repository can read them",
        help: Help::text(
            "replace them in the file with placeholders, then replace each secret itself (a new session key, new client secrets, a new \
             database password): old commits keep it",
        ),
        explanation: "navauth searches every file that git tracks, as it is on the disk and as it is staged, for the values of the .env \
                      file and of the files next to it, such as .env.production. It looks for the passwords in connection strings, encoded \
                      and decoded, and for the Base64 form of other values. It does not search for values with fewer than 8 characters.",
        reproduce: REPRODUCE,
        not_followed: not_followed::DECISION,
        ..Code::ERROR
    };

    SECRET_IN_HISTORY = Code {
        id: "git.secret-in-history",
        message: "the git history contains secrets that are in use",
        reason: "everyone with a copy of that commit can read them",
        help: Help::text(
            "replace each of them (a new session key, new client secrets, a new database password); removing the file from git is not \
             enough, because old commits stay",
        ),
        explanation: "navauth searches the files and messages of every commit that a branch, a tag or a stash contains. Show one with `git \
                      show COMMIT:PATH`.",
        reproduce: REPRODUCE,
        not_followed: not_followed::DECISION,
        ..Code::ERROR
    };

    ENV_IN_HISTORY = Code {
        id: "git.env-in-history",
        message: "{file} was committed in the past",
        reason: "its old secrets are still in the git history; none of them is in use now",
        help: Help::command(
            "make sure that the old secrets are revoked; list the commits with:",
            "git log --all --oneline -- {path}",
        ),
        reproduce: REPRODUCE,
        not_followed: not_followed::DECISION,
        ..Code::WARNING
    };
}
