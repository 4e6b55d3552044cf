//! The demo.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const REPRODUCE: &str = "`navauth demo`";

/// The folder has the files of an earlier demo and nothing else.
pub const DELETE_OR_CHOOSE: &str = "delete it, because it is an old demo, or choose another folder";

codes! {
    "Demo";

    FOLDER = Code {
        id: "demo.folder",
        message: "cannot write to {path}",
        help: Help::text("check the folder and the free space on the disk, or choose another folder with --folder"),
        reproduce: REPRODUCE,
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    FOLDER_NOT_EMPTY = Code {
        id: "demo.folder-not-empty",
        message: "the folder {folder} is not empty",
        reason: "the demo writes a .env file and a database, and never overwrites yours",
        help: Help::command(
            "choose another folder",
            "navauth demo --folder {free}",
        ),
        reproduce: REPRODUCE,
        not_followed: not_followed::DECISION,
        ..Code::ERROR
    };

    NO_PORT = Code {
        id: "demo.no-port",
        message: "cannot listen on 127.0.0.1",
        help: Help::text("allow local servers in this environment (a sandbox may block them), then run the command again"),
        explanation: "The simulated providers are servers on this computer.",
        reproduce: REPRODUCE,
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    SIGN_IN = Code {
        id: "demo.sign-in",
        message: "sign-in at a simulated provider did not finish: too many redirects",
        help: Help::text("report this problem; the simulated providers are part of navauth"),
        reproduce: REPRODUCE,
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    STEP_FAILED = Code {
        id: "demo.step-failed",
        message: "a step of the demo failed: {problem}",
        help: Help::text("run `navauth explain` with the id of the problem"),
        explanation: "The problem is shown with the step.",
        reproduce: REPRODUCE,
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };
}
