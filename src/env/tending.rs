//! What surrounds the `.env` file: a copy before it is changed, its mode, its entry in .gitignore.
//!
//! Owns those three. Changing a value belongs to `writing`, whether a change is wanted to `checks`.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::locate::Place;
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::ledger::Ledger;
use crate::process::{Process, create_private_file};
use crate::redact::printable;

/// Copies the file to where only its owner reads it and git does not look, and tells where that is.
pub fn back_up(process: &Process, place: &Place) -> Result<PathBuf> {
    let name = format!(
        "env-before-{}",
        process.now().strftime("%Y-%m-%dT%H-%M-%S%.3fZ")
    );
    let folder = place.path.with_file_name(Ledger::FOLDER);
    let copied = fs::create_dir_all(&folder)
        .and_then(|()| fs::write(folder.join(".gitignore"), "*\n"))
        .and_then(|()| fs::read(&place.path))
        .and_then(|bytes| copy(&bytes, &folder.join(&name)));
    copied.map_err(|error| {
        failed(
            "file.no-backup",
            "no backup could be made, so nothing was changed",
            &error,
        )
    })?;
    Ok(place.shown.with_file_name(Ledger::FOLDER).join(name))
}

/// Makes a new file that only its owner reads, on the disk as a whole or not there.
fn copy(bytes: &[u8], path: &Path) -> io::Result<()> {
    let mut file = create_private_file(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    written.inspect_err(|_| _ = fs::remove_file(path))
}

/// Takes from everybody but the owner the right to read the file.
pub fn keep_private(place: &Place) -> Result<()> {
    let done = set_private(&place.path);
    done.map_err(|error| {
        failed(
            "file.mode-not-changed",
            "the permissions of the file could not be changed",
            &error,
        )
    })
}

#[cfg(unix)]
fn set_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn set_private(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// The line that makes git ignore a file of this name, and no other.
pub fn ignore_line(place: &Place) -> String {
    let name = place
        .path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let special = |character: char| matches!(character, '*' | '?' | '[' | ']' | '\\' | ' ');
    name.chars().fold("/".to_owned(), |mut line, character| {
        if special(character) {
            line.push('\\');
        }
        line.push(character);
        line
    })
}

/// Adds that line to the .gitignore beside the file.
pub fn ignore(place: &Place) -> Result<()> {
    let path = place.path.with_file_name(".gitignore");
    let added = fs::read(&path).or_else(|error| {
        if error.kind() == io::ErrorKind::NotFound {
            Ok(Vec::new())
        } else {
            Err(error)
        }
    });
    let added = added.and_then(|before| {
        let end = if before.is_empty() || before.ends_with(b"\n") {
            ""
        } else {
            "\n"
        };
        let mut file = OpenOptions::new().append(true).create(true).open(&path)?;
        file.write_all(format!("{end}{}\n", ignore_line(place)).as_bytes())
    });
    added.map_err(|error| {
        failed(
            "file.not-ignored",
            ".gitignore could not be written",
            &error,
        )
    })
}

fn failed(id: &'static str, title: &'static str, error: &io::Error) -> Error {
    let finding = Finding::fail(id, title).cause(printable(&error.to_string()));
    Error::settings(finding.fix("run navauth as the owner of the folder, and look at its disk"))
}
