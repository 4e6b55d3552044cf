//! Reports, baselines and what an earlier run recorded.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

const REPRODUCE: &str = "`navauth check-env --report FORMAT`";

pub const OTHER_VERSION: &str = "another version of navauth wrote it";
pub const NOT_OURS: &str = "its format is not navauth's";

/// A baseline that cannot be read; a run does not create it again by itself.
pub const REWRITE_BASELINE: Help = Help::command(
    "write the baseline again, and review its contents",
    "navauth {command} --baseline {file} --write-baseline",
);

codes! {
    "Reports";

    TWO_ON_STDOUT = Code {
        id: "report.two-on-stdout",
        message: "two reports cannot share standard output",
        reason: "--json and every --report without a file write to standard output",
        help: Help::text("give all but one of them a file, such as --report junit=junit.xml"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    TWO_IN_ONE_FILE = Code {
        id: "report.two-in-one-file",
        message: "two reports cannot share the file {file}",
        help: Help::text("give each --report its own file"),
        reproduce: REPRODUCE,
        ..Code::ERROR
    };

    UNWRITABLE = Code {
        id: "report.unwritable",
        message: "cannot write the report to {file}",
        help: Help::text("write it to another place, or make this one writable"),
        reproduce: REPRODUCE,
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };

    LINK_OUTSIDE = Code {
        id: "report.link-outside",
        message: "{file} is a link to a file outside the repository: nothing was written",
        reason: "a link that came with the repository could point to any of your files",
        help: Help::text("if it is your link, name its target instead"),
        reproduce: "`ln -s ~/elsewhere.xml junit.xml; navauth check-env --report junit=junit.xml`",
        not_followed: not_followed::DECISION,
        ..Code::ERROR
    };

    NO_BASELINE = Code {
        id: "report.no-baseline",
        message: "baseline {baseline} does not exist",
        reason: "a run with a baseline fails only for problems that the baseline does not contain, so write it first",
        help: Help::command(
            "write the baseline now, and review its contents",
            "navauth {command} --baseline {file} --write-baseline",
        ),
        reproduce: "`navauth check-env --baseline nowhere`",
        ..Code::ERROR
    };

    UNREADABLE_MEMORY = Code {
        id: "report.unreadable-memory",
        message: "cannot compare with {file}",
        help: Help::command("remove it, then run the command again to create it", "rm {path}"),
        explanation: "The file was written by another version of navauth, or by something else.",
        reproduce: "`navauth check-env --diff` after editing the file in .navauth",
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };
}
