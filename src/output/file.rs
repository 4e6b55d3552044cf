//! Writes report files.
//!
//! A reader sees the old file or the new one, never a part.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::diagnostic;
use crate::diagnostics::catalog::report;
use crate::diagnostics::{Error, Result};

/// Replaces a file, or creates it and its folders. Writes directly to a device or pipe.
pub fn replace(path: &Path, text: &str) -> Result<()> {
    let written = match fs::metadata(path) {
        Ok(found) if found.is_dir() => Err(io::Error::from(io::ErrorKind::IsADirectory)),
        Ok(found) if !found.is_file() => OpenOptions::new()
            .write(true)
            .open(path)
            .and_then(|mut file| file.write_all(text.as_bytes())),
        // Replaces the target of a symbolic link.
        Ok(found) => {
            fs::canonicalize(path).and_then(|path| swap(&path, text, Some(found.permissions())))
        }
        Err(_) => swap(path, text, None),
    };
    written.map_err(|error| unwritable(path, &error))
}

/// Appends to a file.
pub fn append(path: &Path, text: &str) -> Result<()> {
    let file = OpenOptions::new().append(true).create(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| unwritable(path, &error))
}

fn swap(path: &Path, text: &str, permissions: Option<fs::Permissions>) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let beside = neighbour(path)?;
    let written = fill(&beside, text, permissions).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // The write error is reported; failing to remove the partial file adds nothing.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn fill(path: &Path, text: &str, permissions: Option<fs::Permissions>) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    if let Some(permissions) = permissions {
        fs::set_permissions(path, permissions)?;
    }
    file.sync_all()
}

/// A unique name in the same folder.
fn neighbour(path: &Path) -> io::Result<PathBuf> {
    let name = path
        .file_name()
        .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    hidden.push(format!(
        ".{}.part",
        super::random_token().map_err(|_| io::Error::other("no random numbers"))?
    ));
    Ok(path.with_file_name(hidden))
}

pub(super) fn unwritable(path: &Path, error: &io::Error) -> Error {
    Error::settings(
        diagnostic!(report::UNWRITABLE, file = path.display()).reason(error.to_string()),
    )
}
