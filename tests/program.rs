//! The program as a whole: help, wrong command lines, streams.

use std::process::Stdio;

use crate::support::{Folder, finish};

#[test]
fn help_groups_the_commands_by_the_stages_of_the_guide() {
    let run = Folder::new().run(["--help"]).code(0);
    for text in ["See it work, or do it all:", "Secrets and settings:", "Database:", "Sign-in:", "  init-db ", "navauth check-env"] {
        assert!(run.stdout.contains(text), "no {text:?} in {}", run.stdout);
    }
    assert!(run.stderr.is_empty());
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 100), "{}", run.stdout);
}

#[test]
fn a_wrong_command_line_is_exit_2_and_one_json_document_where_asked() {
    let _ = Folder::new().run(["init-dv"]).code(2).err("init-db");
    let run = Folder::new().run(["--json", "init-dv"]).code(2);
    assert_eq!(run.json()["ok"], false);
    assert_eq!(run.json()["schema_version"], 1);
    assert_eq!(run.ids("fail"), ["usage.wrong"]);
}

#[test]
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn no_library_is_loaded_but_that_of_c() {
    let program = std::fs::read(env!("CARGO_BIN_EXE_navauth")).unwrap();
    for library in ["libm.so", "libgcc_s.so", "libz.so", "libsqlite3.so"] {
        assert!(!program.windows(library.len()).any(|bytes| bytes == library.as_bytes()), "{library} is loaded at each start");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = Folder::new();
    let mut child = folder.command(["completions", "bash"]).stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let run = finish(child).code(0);
    assert!(run.stderr.is_empty(), "{run:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error() {
    let folder = Folder::new();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let run = finish(folder.command(["completions", "bash"]).stdout(full).spawn().unwrap());
    let _ = run.code(3).err("could not be written").err("No space left");
}
