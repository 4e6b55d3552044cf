//! Standard output.

use super::codes;
use crate::diagnostics::{Code, Help, not_followed};

codes! {
    "Output";

    UNWRITABLE = Code {
        id: "output.unwritable",
        message: "cannot write the result to standard output",
        help: Help::text("free space on the disk, or redirect the output to another place"),
        reproduce: "`navauth env > /dev/full`",
        not_followed: not_followed::COMPUTER,
        ..Code::ERROR
    };
}
