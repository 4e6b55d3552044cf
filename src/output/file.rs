//! Writes report files.
//!
//! A reader sees the old file or the new one, never a part.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use crate::atomic_file::{self, NewFile, Refusal};
use crate::diagnostic;
use crate::diagnostics::catalog::file::LINK_TARGET;
use crate::diagnostics::catalog::report;
use crate::diagnostics::{Error, Result};
use crate::text;

/// How long the reader of a pipe may read nothing.
#[cfg(unix)]
const READER_TIMEOUT: rustix::event::Timespec = rustix::event::Timespec {
    tv_sec: 10,
    tv_nsec: 0,
};

/// Replaces a file, or creates it and its folders. Writes directly to a device, a pipe or an open file such as `/dev/fd/3`.
///
/// A link must not lead out of the repository, as with `.env`.
pub fn replace(path: &Path, text: &str) -> Result<()> {
    let written = match fs::metadata(path) {
        Ok(found) if found.is_dir() => Err(io::Error::from(io::ErrorKind::IsADirectory)),
        // To replace an open file would leave its other writers with the old one.
        Ok(found) if is_open_file(path) || (!found.is_file() && !path.is_symlink()) => {
            open(path).and_then(|mut file| send(&mut file, text.as_bytes()))
        }
        // Replaces the target of a symbolic link.
        Ok(found) => atomic_file::resolve_inside(path)
            .and_then(|path| atomic_file::persist(&path, text, NewFile::With(found.permissions()))),
        Err(_) => create_folder(path)
            .and_then(|()| atomic_file::resolve_folder_inside(path))
            .and_then(|path| atomic_file::persist(&path, text, NewFile::ByUmask)),
    };
    written.map_err(|error| unwritable(path, &error))
}

/// Appends to a file.
pub fn append(path: &Path, text: &str) -> Result<()> {
    let file = OpenOptions::new().append(true).create(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| unwritable(path, &error))
}

/// Whether a path names a file that this process has open.
fn is_open_file(path: &Path) -> bool {
    ["/dev/fd", "/dev/stderr", "/proc/self/fd"]
        .iter()
        .any(|name| path.starts_with(name))
}

/// Opens something that is not replaced, without waiting for the reader of a named pipe.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        let flags = (OFlags::NONBLOCK | OFlags::NOCTTY).bits();
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags.cast_signed());
    }
    options.open(path).map_err(|error| {
        #[cfg(unix)]
        if error.raw_os_error() == Some(rustix::io::Errno::NXIO.raw_os_error()) {
            return io::Error::other("no program reads from it");
        }
        error
    })
}

/// Writes everything. Ends if the reader of a pipe reads nothing for [`READER_TIMEOUT`], or at Ctrl-C.
#[cfg(unix)]
fn send(file: &mut File, mut bytes: &[u8]) -> io::Result<()> {
    use rustix::event::{PollFd, PollFlags, poll};
    while !bytes.is_empty() {
        match file.write(bytes) {
            Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                let mut watched = [PollFd::new(&*file, PollFlags::OUT)];
                if poll(&mut watched, Some(&READER_TIMEOUT))? == 0 {
                    return Err(io::Error::other(
                        "the program that reads from it does not read",
                    ));
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn send(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)
}

fn create_folder(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)
}

pub(super) fn unwritable(path: &Path, error: &io::Error) -> Error {
    let file = path.display();
    Error::settings(match Refusal::of(error) {
        Some(Refusal::LeadsOutside(target)) => diagnostic!(report::LINK_OUTSIDE, file = file)
            .observed(text!(LINK_TARGET, target = target.display())),
        _ => diagnostic!(report::UNWRITABLE, file = file).reason(error.to_string()),
    })
}
