//! Writes report files.
//!
//! A reader sees the old file or the new one, never a part.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use crate::atomic_file::{self, NewFile};
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
        Ok(found) => fs::canonicalize(path)
            .and_then(|path| atomic_file::persist(&path, text, NewFile::With(found.permissions()))),
        Err(_) => {
            create_folder(path).and_then(|()| atomic_file::persist(path, text, NewFile::ByUmask))
        }
    };
    written.map_err(|error| unwritable(path, &error))
}

/// Appends to a file.
pub fn append(path: &Path, text: &str) -> Result<()> {
    let file = OpenOptions::new().append(true).create(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| unwritable(path, &error))
}

fn create_folder(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)
}

pub(super) fn unwritable(path: &Path, error: &io::Error) -> Error {
    Error::settings(
        diagnostic!(report::UNWRITABLE, file = path.display()).reason(error.to_string()),
    )
}
