//! Third-party programs and schemas, installed by scripts/tools.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A file of target/tools.
#[track_caller]
pub fn path(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("target/tools")
        .join(name);
    assert!(
        path.exists(),
        "{} is missing: run scripts/tools",
        path.display()
    );
    path
}

/// Runs Python with a program and arguments; returns what it printed.
#[track_caller]
pub fn python(program: &str, arguments: &[&Path]) -> String {
    let output = Command::new(path("python/bin/python"))
        .arg("-c")
        .arg(program)
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// What a program printed on both streams.
pub fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// The script of axe-core.
pub fn axe() -> String {
    std::fs::read_to_string(path("axe/node_modules/axe-core/axe.min.js")).unwrap()
}
