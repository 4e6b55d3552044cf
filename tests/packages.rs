//! What a release publishes: the wheel, the archive and the checksums, and the action that installs from them. They contain
//! an unoptimized build; scripts/package without --quick makes the optimized ones.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use crate::support::{Folder, Run, search_path, tools};

const VERSION: &str = env!("CARGO_PKG_VERSION");
const TARGET: &str = "x86_64-unknown-linux-gnu";
/// Where the packages' program is built; scripts/test has built it before.
const BUILD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/packages");

/// The packages, built once.
static PACKAGES: LazyLock<Folder> = LazyLock::new(|| {
    let folder = Folder::new();
    let python = tools::path("python/bin");
    let _ = script("package")
        .args(["--quick", "--out"])
        .arg(release(&folder))
        .env("PATH", format!("{}:{}", python.display(), search_path()))
        // Elsewhere than the program that the other tests run meanwhile.
        .env("CARGO_TARGET_DIR", BUILD)
        .output()
        .map(succeeded)
        .unwrap();
    folder
});

/// Where a release's files are below the address of a repository.
fn release(folder: &Folder) -> PathBuf {
    folder.path().join(format!("releases/download/v{VERSION}"))
}

fn script(name: &str) -> Command {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Command::new(root.join("scripts").join(name))
}

#[track_caller]
fn succeeded(output: Output) -> String {
    assert!(output.status.success(), "{}", tools::text(&output));
    String::from_utf8(output.stdout).unwrap()
}

fn archive() -> PathBuf {
    release(&PACKAGES).join(format!("navauth-{VERSION}-{TARGET}.tar.gz"))
}

/// Runs a program with nothing in its PATH but its own folder: no Rust, no compiler.
fn run_alone(program: &Path, folder: &Folder, arguments: &[&str]) -> Run {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(folder.path())
        .env_clear()
        .env("PATH", program.parent().unwrap())
        .env("HOME", folder.path());
    crate::support::run(command)
}

/// The steps of a volunteer who has only just installed it.
fn try_out(program: &Path) {
    let folder = Folder::new();
    let _ = run_alone(program, &folder, &["--version"])
        .code(0)
        .out(VERSION);
    let _ = run_alone(program, &folder, &["demo"])
        .code(0)
        .out("4 users");
    let env_file = "navauth-demo/.env";
    let _ = run_alone(program, &folder, &["--env-file", env_file, "check-env"]).code(0);
    let _ = run_alone(program, &folder, &["completions", "bash"])
        .code(0)
        .out("-F _clap_complete_navauth navauth");
}

#[test]
fn the_wheel_works_in_a_new_environment_without_rust_or_a_compiler() {
    let folder = Folder::new();
    let venv = folder.path().join("venv");
    let mut files = std::fs::read_dir(release(&PACKAGES)).unwrap();
    let wheel = files.find_map(|file| {
        let path = file.unwrap().path();
        path.extension()
            .is_some_and(|end| end == "whl")
            .then_some(path)
    });
    let python = Command::new("python3")
        .args(["-m", "venv"])
        .arg(&venv)
        .output();
    let _ = succeeded(python.unwrap());
    let pip = Command::new(venv.join("bin/pip"))
        .args([
            "install",
            "--quiet",
            "--no-index",
            "--disable-pip-version-check",
        ])
        .arg(wheel.unwrap())
        .output();
    let _ = succeeded(pip.unwrap());
    try_out(&venv.join("bin/navauth"));
}

/// Symbols of the simulated providers' faults, which the feature `fakes` turns on for the tests.
#[test]
fn the_packaged_program_has_no_fault_injection() {
    let folder = Folder::new();
    let unpack = Command::new("tar")
        .args(["-xzf"])
        .arg(archive())
        .current_dir(folder.path())
        .output();
    let _ = succeeded(unpack.unwrap());
    let packaged = folder
        .path()
        .join(format!("navauth-{VERSION}-{TARGET}/navauth"));
    let has = |program: &Path, module: &[u8]| {
        let bytes = std::fs::read(program).unwrap();
        bytes.windows(module.len()).any(|bytes| bytes == module)
    };
    let tested = Path::new(env!("CARGO_BIN_EXE_navauth"));
    // In a symbol, a name follows its length.
    for (program, with_faults) in [(tested, true), (&packaged, false)] {
        assert!(has(program, b"9providers4fake"), "{}", program.display());
        assert_eq!(
            has(program, b"4fake6faults"),
            with_faults,
            "{}",
            program.display()
        );
    }
}

#[test]
fn the_archive_contains_the_program_its_documents_and_every_license() {
    let folder = Folder::new();
    let unpack = Command::new("tar")
        .args(["-xvzf"])
        .arg(archive())
        .current_dir(folder.path())
        .output();
    let listing = succeeded(unpack.unwrap());
    let inside = format!("navauth-{VERSION}-{TARGET}");
    for name in [
        "navauth",
        "README.md",
        "CHANGELOG.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "THIRD-PARTY-LICENSES.txt",
        "completions/_navauth",
        "completions/_navauth.ps1",
        "completions/navauth.bash",
        "completions/navauth.fish",
        "man/navauth.1",
        "man/navauth-neon-create.1",
    ] {
        let line = format!("{inside}/{name}");
        assert!(
            listing.lines().any(|listed| listed == line),
            "{name}: {listing}"
        );
    }
    let licenses = folder.read(&format!("{inside}/THIRD-PARTY-LICENSES.txt"));
    for library in ["ring ", "tokio ", "rustls ", "libsqlite3-sys "] {
        assert!(licenses.contains(library), "{library}");
    }
    assert!(!licenses.contains("\nrcgen "), "it is used by tests only");
    try_out(&folder.path().join(inside).join("navauth"));
}

#[test]
fn the_checksums_are_those_of_all_files() {
    let check = Command::new("sha256sum")
        .args(["--check", "--strict", "SHA256SUMS"])
        .current_dir(release(&PACKAGES))
        .output();
    assert_eq!(succeeded(check.unwrap()).lines().count(), 2);
}

/// Runs what the action's first step runs, on a runner of GitHub as far as the script sees it.
fn install(repository: &Path, folder: &Folder, variables: &[(&str, &str)]) -> Run {
    let mut command = script("install-in-action");
    command
        .env_clear()
        .env("PATH", search_path())
        .envs([("RUNNER_OS", "Linux"), ("RUNNER_ARCH", "X64")])
        .envs([("VERSION", ""), ("BUILD", "false")])
        .env("SOURCE", env!("CARGO_MANIFEST_DIR"))
        .env("REPOSITORY", format!("file://{}", repository.display()))
        .env("RUNNER_TEMP", folder.path())
        .env("GITHUB_PATH", folder.path().join("path"))
        .envs(variables.iter().copied());
    crate::support::run(command)
}

#[test]
fn the_action_installs_the_release() {
    let folder = Folder::new();
    for version in ["", VERSION, &format!("v{VERSION}")] {
        let _ = install(PACKAGES.path(), &folder, &[("VERSION", version)]).code(0);
        let path = folder.read("path");
        let program = Path::new(path.lines().last().unwrap()).join("navauth");
        let _ = run_alone(&program, &folder, &["--version"])
            .code(0)
            .out(VERSION);
    }
}

#[test]
fn the_action_refuses_what_it_cannot_verify() {
    let name = archive();
    let name = name.file_name().unwrap().to_str().unwrap();
    let tampered = Folder::new();
    let copy = release(&tampered);
    let sums = std::fs::read(release(&PACKAGES).join("SHA256SUMS")).unwrap();
    std::fs::create_dir_all(&copy).unwrap();
    std::fs::write(copy.join(name), "another program").unwrap();
    for (sums, says) in [
        (sums.as_slice(), format!("the checksum of {name} is ")),
        (
            b"".as_slice(),
            "SHA256SUMS of the release says nothing".to_owned(),
        ),
    ] {
        std::fs::write(copy.join("SHA256SUMS"), sums).unwrap();
        let folder = Folder::new();
        let _ = install(tampered.path(), &folder, &[]).code(1).out(&says);
        assert!(!folder.path().join("path").exists());
    }
    let refused = [
        (("VERSION", "9.9.9"), "check that this version is released"),
        (
            ("RUNNER_ARCH", "RISCV64"),
            "there is no release for Linux on RISCV64",
        ),
    ];
    for (variable, says) in refused {
        let folder = Folder::new();
        let _ = install(PACKAGES.path(), &folder, &[variable])
            .code(1)
            .out(says);
        assert!(!folder.path().join("path").exists());
    }
    let both = [("VERSION", VERSION), ("BUILD", "true")];
    let _ = install(PACKAGES.path(), &Folder::new(), &both)
        .code(1)
        .out("exclude each other");
}
