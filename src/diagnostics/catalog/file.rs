//! The `.env` file, and other files that navauth reads and writes.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const REPRODUCE: &str = "`navauth check-env --only {id}`";

// Why the app skips a line, and what to do.
pub const NO_EQUALS_SIGN: &str = "it has no equals sign";
pub const OPEN_QUOTE: &str = "its quotation mark is not closed";
pub const QUOTE_CLOSED_BELOW: &str =
    "its quotation mark is not closed until line {line}, and there is text after it";
pub const FOREIGN_SYNTAX: &str = "this is {syntax} syntax";
pub const COMMA_AFTER_QUOTE: &str =
    "there is a comma or semicolon after the closing quotation mark";
pub const REMOVE_IT: &str = "remove it";
pub const WRITE_VARIABLE: &str = "write {name}= and the value after it, nothing else";
pub const TEXT_AFTER_QUOTE: &str = "there is text after the closing quotation mark";
pub const INVALID_NAME: &str =
    "the text before the equals sign is not a valid name: names contain no spaces";
pub const NOT_AN_ASSIGNMENT: &str = "it is not of the form NAME=value";
pub const WRITE_ASSIGNMENT: &str = "write NAME=value";
pub const CLOSE_QUOTE: &str = "close it, or remove it";
pub const REMOVE_OR_COMMENT: &str = "remove it, or put a space and # before it if it is a comment";
pub const WRITE_OR_COMMENT: &str = "write NAME=value, or put # before it if it is a comment";

// What is there in place of the .env file.
pub const IS_HERE: &str = "this folder contains {file}, which the app does not read";
pub const RENAME: &str = "if it is your .env file, rename it";
pub const RENAME_COMMAND: &str = "mv {path} .env";
pub const RENAME_FOLDER: &str = "rename this folder, then create the file with: navauth setup";
pub const GIVE_PRODUCTION: &str = "for development, create .env with navauth setup; the settings of the live site stay in their file, and \
                                   navauth reads them with --env-file";
/// Only the owner of a file may change its permissions.
pub const ASK_OWNER: &str = "ask its owner, {owner}, to run: chmod 600 {path}";
pub const CHECK_COMMAND: &str = "navauth check-env --env-file {path}";
pub const GIVE_BELOW: &str =
    "if these are the settings, run navauth in that folder, or give the file";
pub const DECRYPT_VAULT: &str =
    "it is encrypted with dotenv-vault: decrypt it to .env, or create .env with navauth setup";
pub const IS_FOLDER: &str = "{file} is a folder here";
pub const IS_BROKEN_LINK: &str = "{file} is a link to {target}, which does not exist";
pub const REMOVE_LINK: &str =
    "create that file, or remove the link and create .env with navauth setup";
pub const REMOVE_LINK_COMMAND: &str = "rm {path}";
pub const COPY_OTHER: &str = "the app reads only .env: copy the file";
pub const COPY_EXAMPLE: &str = "copy it and fill it in, or let navauth setup ask for each value";
pub const COPY_COMMAND: &str = "cp {path} .env";

/// Where the session key is a pasted private key.
pub const NOT_A_PRIVATE_KEY: Help = Help::command(
    "a session key is one line of random text, not a private key: delete the other lines, and replace it (this signs everyone out)",
    "navauth gen-secret --write --rotate",
);

/// In place of a name that is none.
pub const WITHOUT_NAME: &str = "({lines}: no name)";

/// A side of a merge conflict without lines.
pub const NO_LINES: &str = "no line";

pub const ON_LINES: &str = "on lines {lines}";
pub const LINK_TARGET: &str = "it points to {target}";
pub const NOTHING_CHANGED: &str = "nothing was changed";

pub const MAY_NOT_READ: &str = "its permissions do not allow this user to read it";
pub const READ_AS_OWNER: &str =
    "run navauth as the file's owner, or have the owner change the permissions";
pub const NEEDS_FOLDER: &str =
    "the file is replaced as a whole, which requires write access to its folder";
pub const WRITE_AS_OWNER: &str = "run navauth as the owner of the folder";

// How to read an encrypted file. A pipe leaves no decrypted copy.
pub const UNLOCK_GIT_CRYPT: Help = Help::command(
    "decrypt the files of the repository; do not save this one in an editor, which would destroy it",
    "git-crypt unlock",
);
pub const VIEW_ANSIBLE_VAULT: Help = Help::command(
    "decrypt it to a .env file that git ignores; to check it without writing one:",
    "navauth check-env --env-file <(ansible-vault view {path})",
);
pub const DECRYPT_SOPS: Help = Help::command(
    "decrypt it to a .env file that git ignores; to check it without writing one:",
    "navauth check-env --env-file <(sops --decrypt --input-type dotenv --output-type dotenv {path})",
);
pub const DECRYPT_GPG: Help = Help::command(
    "decrypt it to a .env file that git ignores; to check it without writing one:",
    "navauth check-env --env-file <(gpg --decrypt {path})",
);
pub const DECRYPT: Help = Help::text("decrypt it to a .env file that git ignores");

const CHECK_FOLDER: Help = Help::text(
    "run navauth as the owner of the folder, and check that its disk is writable and not full",
);
const CHECK_DISK: Help = Help::text("check the file and its disk");
const NAME_SETTINGS_FILE: Help = Help::text("give a .env file; a .env file has only a few lines");

codes! {
    "The .env file";

    NONE = Code {
        id: "file.none",
        message: "no settings found here",
        reason: "there is no .env file, and the process environment sets none of the app's variables",
        help: Help::command("go to the app's folder, and create the file with the setup guide", "navauth setup"),
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    READABLE_BY_OTHERS = Code {
        id: "file.readable-by-others",
        message: "other users of this computer can read {file}",
        reason: "it contains secrets, and its permissions let a group or everyone read it",
        help: Help::command("allow only its owner to read it", "chmod 600 {path}"),
        reproduce: REPRODUCE,
        not_followed: not_followed::COMPUTER,
        ..Code::WARNING
    };

    LEFTOVER = Code {
        id: "file.leftover",
        message: "{file} was left by an interrupted write",
        reason: "an earlier navauth was stopped while writing the file; the copy may contain your secrets, and git does not ignore it",
        help: Help::command("delete it", "rm {path}"),
        explanation: "Earlier versions of navauth wrote the new file next to the old one, as .env.navauth-new. A version that was killed \
                      left it there, with every secret. `navauth doctor --fix` deletes it, too.",
        reproduce: REPRODUCE,
        not_followed: not_followed::COMPUTER,
        ..Code::WARNING
    };

    MERGE_CONFLICT = Code {
        id: "file.merge-conflict",
        message: "unresolved merge conflict on {lines}",
        reason: "the app skips the lines with the marks, reads both sides, and uses the last value of each variable",
        help: Help::text("keep one side, {ours} or {theirs}, and delete the other and the lines that begin with <<<<<<<, ======= and >>>>>>>"),
        explanation: "A merge, rebase or stash changed the same lines on both sides. If git tracks the file, remove it from the repository, \
                      too: it contains secrets.",
        reproduce: "`printf '<<<<<<< HEAD\nA=1\n=======\nA=2\n>>>>>>> other\n' >>.env; navauth check-env`",
        ..Code::ERROR
    };

    VALUE_CONTINUES = Code {
        id: "file.value-continues",
        message: "the value of {name} seems to continue on {lines}, which the app does not read as part of it",
        reason: "without quotation marks, a value ends at the end of its line",
        help: Help::text("write the value on one line; or delete the other lines, to keep the value that the app reads now"),
        explanation: "The app uses only the text on the first line. The other lines look like the rest of a Base64, hexadecimal or PEM \
                      text, which many tools break into lines: `openssl rand -base64 64` prints two, `openssl rand -hex 32` one. The app \
                      reads those lines as names without a value. As they may be secret, navauth shows their numbers and never their text.",
        reproduce: "`printf 'JWT_SECRET_KEY=%s\n' \"$(openssl rand -base64 64)\" >.env; navauth check-env`",
        ..Code::ERROR
    };

    LOST_VARIABLE = Code {
        id: "file.lost-variable",
        message: "the app does not see {name} because of this line",
        help: Help::text(WRITE_ASSIGNMENT),
        explanation: "The line has no equals sign, its quotation mark is not closed, there is text after the closing quotation mark, or \
                      the line is written for another tool, such as a shell or Docker. The app skips it silently.",
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    SKIPPED_LINE = Code {
        id: "file.skipped-line",
        message: "the app skips this line",
        help: Help::text(WRITE_OR_COMMENT),
        explanation: "It is neither NAME=value nor a comment.",
        reproduce: REPRODUCE,
        ..Code::WARNING
    };

    NAME_TYPO = Code {
        id: "file.name-typo",
        message: "{name} looks like a misspelled {known}",
        reason: "the app does not know this name, and {known} is not set",
        help: Help::text("correct the name to {known}"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    NAME_SIMILAR = Code {
        id: "file.name-similar",
        message: "{name} looks like a misspelled {known}",
        reason: "the app does not know this name",
        help: Help::text("correct the name, or remove the line"),
        explanation: "The correct name is set too, or is optional, so this line does nothing.",
        reproduce: REPRODUCE,
        ..Code::WARNING
    };

    SET_TWICE = Code {
        id: "file.set-twice",
        message: "{name} is set more than once",
        reason: "the app uses the last one, on line {line}",
        help: Help::text("remove the other lines"),
        reproduce: REPRODUCE,
        ..Code::WARNING
    };

    OVERRULED = Code {
        id: "file.overruled",
        message: "the value of {name} in the file is not used",
        reason: "the process environment sets another value, which takes precedence",
        help: Help::command("remove one of the two; for the current shell only:", "unset {name}"),
        explanation: "A variable that is set in the shell, the container or the service overrides the .env file.",
        reproduce: REPRODUCE,
        not_followed: not_followed::COMPUTER,
        ..Code::WARNING
    };

    MISSING = Code {
        id: "file.missing",
        message: "{file} does not exist",
        help: Help::text("check the path; relative paths start at the current folder"),
        reproduce: "`navauth env --env-file nowhere`",
        ..Code::ERROR
    };

    IS_DIRECTORY = Code {
        id: "file.is-directory",
        message: "{file} is a folder, not a file",
        help: Help::text("give the path of a file"),
        reproduce: "`navauth env --env-file .`",
        ..Code::ERROR
    };

    UNREADABLE = Code {
        id: "file.unreadable",
        message: "cannot read {file}",
        help: CHECK_DISK,
        reproduce: "`navauth env`, as another user than the file's owner",
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    TOO_LARGE = Code {
        id: "file.too-large",
        message: "{file} is larger than {limit} MiB",
        help: NAME_SETTINGS_FILE,
        reproduce: "`navauth env --env-file BIG-FILE`",
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    NOT_UTF8 = Code {
        id: "file.not-utf8",
        message: "this is not UTF-8 text",
        reason: "the app reads the file as UTF-8, and would stop with UnicodeDecodeError when it starts",
        help: Help::text("save it as UTF-8 in your editor, or remove the character on this line that is not UTF-8"),
        explanation: "An editor on Windows may have saved it in a local code page, such as Windows-1252.",
        reproduce: "`navauth env`",
        ..Code::ERROR
    };

    ENCRYPTED = Code {
        id: "file.encrypted",
        message: "{file} is encrypted with {tool}",
        reason: "the app reads the file as it is, and does not decrypt it",
        help: DECRYPT,
        explanation: "navauth neither decrypts the file nor writes to it: a line that it added would be in plain text, and the tool could \
                      no longer decrypt the file. Recognized are files of Ansible Vault, git-crypt, GnuPG and age, and dotenv files of sops.",
        reproduce: "`ansible-vault encrypt .env; navauth check-env`",
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    UTF16 = Code {
        id: "file.utf16",
        message: "{file} is UTF-16 text, not UTF-8",
        reason: "the app reads the file as UTF-8, and would stop with UnicodeDecodeError when it starts",
        help: Help::command(
            "save it as UTF-8 in your editor, or convert it",
            "iconv -f {encoding} -t UTF-8 {path} > {path}.utf8 && cat {path}.utf8 > {path} && rm {path}.utf8",
        ),
        explanation: "Windows PowerShell 5 writes UTF-16 with `>` and `Out-File`. In PowerShell, convert the file with `(Get-Content .env) \
                      | Set-Content -Encoding utf8 .env`. In VS Code, click \"UTF-16 LE\" in the status bar, then \"Save with Encoding\" \
                      and \"UTF-8\".",
        reproduce: "`iconv -f UTF-8 -t UTF-16 .env > utf16.env; navauth env --env-file utf16.env`",
        ..Code::ERROR
    };

    VALUE_TOO_LONG = Code {
        id: "file.value-too-long",
        message: "the value on this line is too long",
        reason: "with its ${NAME} references expanded it exceeds 128 KiB, or all values together exceed 4 MiB",
        help: Help::text("shorten it, or remove the ${NAME} references that repeat other values"),
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    TOO_MANY_LINES = Code {
        id: "file.too-many-lines",
        message: "{file} has more than {limit} lines",
        help: NAME_SETTINGS_FILE,
        reproduce: REPRODUCE,
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    HAS_NUL = Code {
        id: "file.has-nul",
        message: "this line contains a NUL byte",
        reason: "the app would stop with \"embedded null byte\" when it starts; a file saved as UTF-16 looks like this",
        help: Help::text("save the file as UTF-8 text in your editor"),
        reproduce: "`navauth env`",
        ..Code::ERROR
    };

    CHANGED = Code {
        id: "file.changed",
        message: "another program changed {file} at the same time",
        help: Help::text("check the file, then run the command again"),
        explanation: "navauth read back what it had written, and found something different.",
        reproduce: "save the file in an editor while `navauth gen-secret --write` runs",
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    INEXPRESSIBLE = Code {
        id: "file.inexpressible",
        message: "cannot write {name} into {file} in a form that the app reads back",
        reason: "the value contains ${...}, which the app would expand, or a quotation mark above it in the file is not closed",
        help: Help::text("close the quotation marks in the file: navauth check-env lists the lines that the app skips"),
        reproduce: "`navauth gen-secret --write` below a line with an open quotation mark",
        not_followed: not_followed::SETTING,
        ..Code::ERROR
    };

    NO_FOLDER = Code {
        id: "file.no-folder",
        message: "the folder of {file} does not exist",
        reason: NOTHING_CHANGED,
        help: Help::text("create the folder first, or run this in the app's folder"),
        reproduce: "`navauth gen-secret --write --env-file nowhere/.env`",
        ..Code::ERROR
    };

    UNWRITABLE = Code {
        id: "file.unwritable",
        message: "cannot write {file}",
        help: CHECK_DISK,
        explanation: "The file is replaced as a whole, which requires write access to its folder.",
        reproduce: "`navauth gen-secret --write`, as another user than the folder's owner",
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    DISK_FULL = Code {
        id: "file.disk-full",
        message: "not enough space to write {file}",
        reason: NOTHING_CHANGED,
        help: Help::text("free space on the disk, then run the command again"),
        reproduce: "`navauth gen-secret --write` on a full disk",
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    BUSY = Code {
        id: "file.busy",
        message: "another navauth process is writing {file}",
        reason: NOTHING_CHANGED,
        help: Help::text("wait until it finishes, or stop it, then run the command again"),
        reproduce: "two `navauth gen-secret --write` at once",
        not_followed: not_followed::AGAIN,
        ..Code::ERROR
    };

    NO_BACKUP = Code {
        id: "file.no-backup",
        message: "cannot create a backup, so nothing was changed",
        help: CHECK_FOLDER,
        reproduce: "`navauth doctor --fix`, as another user than the folder's owner",
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    MODE_NOT_CHANGED = Code {
        id: "file.mode-not-changed",
        message: "cannot change the permissions of the file",
        help: CHECK_FOLDER,
        reproduce: "`navauth doctor --fix`, as another user than the file's owner",
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    NOT_IGNORED = Code {
        id: "file.not-ignored",
        message: "cannot write .gitignore",
        help: CHECK_FOLDER,
        reproduce: "`navauth doctor --fix` in a folder that is read-only",
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    GITIGNORE_LINK = Code {
        id: "file.gitignore-link",
        message: ".gitignore is a link, which navauth does not follow",
        reason: "git does not follow it either",
        help: Help::text("replace it with a file that contains the line {line}"),
        reproduce: "`ln -s elsewhere .gitignore; navauth doctor --fix`",
        not_followed: not_followed::DECISION,
        ..Code::ERROR
    };

    NOT_REGULAR = Code {
        id: "file.not-regular",
        message: "{file} is not a regular file",
        help: Help::text("replace it with a file; a pipe is read only where an option names it, such as --env-file .env"),
        explanation: "It is a pipe, a socket or a device. navauth reads only regular files, so that a file in a repository cannot make it \
                      wait or fill its memory. A file that you name yourself, such as `--env-file <(command)`, may be a pipe.",
        reproduce: "`mkfifo .env; navauth env`",
        not_followed: not_followed::COMMAND_LINE,
        ..Code::ERROR
    };

    LEFTOVER_NOT_REMOVED = Code {
        id: "file.leftover-not-removed",
        message: "cannot remove a leftover copy of the file",
        help: CHECK_FOLDER,
        reproduce: "`navauth doctor --fix`, as a user who cannot write to the folder",
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    LINK_OUTSIDE = Code {
        id: "file.link-outside",
        message: "{file} is a link to a file outside the repository: nothing was written",
        reason: "a link that came with the repository could point to any of your files",
        help: Help::text("if it is your link, give its target with --env-file"),
        explanation: "navauth would write secrets into that file. Reading through the link works.",
        reproduce: "`ln -s ~/elsewhere.env .env; navauth gen-secret --write`",
        not_followed: not_followed::DECISION,
        ..Code::ERROR
    };

    ATTRIBUTES_LOST = Code {
        id: "file.attributes-lost",
        message: "{file} was not written: {loss}",
        reason: "the file is replaced as a whole, and this user cannot give the new file the same attributes",
        help: Help::text("run navauth as the owner of the file, or change the owner or the attribute first"),
        explanation: "The new file would lack the owner, the group or an extended attribute of the old one, such as an access control list.",
        reproduce: "`navauth gen-secret --write`, as another user than the owner of the file",
        not_followed: not_followed::DECISION,
        ..Code::ERROR
    };

    STATE_LINK = Code {
        id: "file.state-link",
        message: "{file} is a link, which navauth does not follow",
        reason: "records and old keys are written there, and a link would redirect them",
        help: Help::command("remove the link; navauth never creates one", "rm {path}"),
        explanation: "navauth writes records, backups and old keys to .navauth, and never creates symbolic or hard links there.",
        reproduce: "`ln -s /tmp .navauth; navauth gen-secret --write`",
        not_followed: not_followed::DECISION,
        ..Code::ERROR
    };
}
