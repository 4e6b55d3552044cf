//! The binary: passes the process state to the library and its exit code to the shell.

use std::process::ExitCode;

fn main() -> ExitCode {
    navauth::process::keep_memory_private();
    navauth::process::report_panics();
    navauth::run(navauth::process::Env::from_os())
}
