//! Reads files that may be hostile: bounded in size, and without waiting for a device or a pipe.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// The most bytes that are read: far more than any settings, record or certificate file contains.
pub const LARGEST: u64 = 4 << 20;

/// Reads a regular file, following links. Fails with `IsADirectory`, with `InvalidInput` for a device, pipe or
/// socket, and with `FileTooLarge`.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    bounded(open_regular(path)?)
}

/// Opens a regular file, following links, to read more of it than [`LARGEST`]. Fails as [`read`] does.
pub fn open_regular(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        let flags = (OFlags::NONBLOCK | OFlags::NOCTTY).bits();
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags.cast_signed());
    }
    let file = options.open(path).map_err(|error| {
        // A socket cannot be opened at all, and the system's error does not say why.
        match path.metadata() {
            Ok(metadata) => regular(&metadata).err().unwrap_or(error),
            Err(_) => error,
        }
    })?;
    regular(&file.metadata()?)?;
    Ok(file)
}

/// Reads a path given by the user: a file, or a pipe such as `<(command)` and `/dev/stdin`.
pub fn read_named(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    bounded(file)
}

/// Reads an open regular file.
pub fn read_open(file: File) -> io::Result<Vec<u8>> {
    regular(&file.metadata()?)?;
    bounded(file)
}

/// Reads to the end; fails beyond the limit.
pub fn bounded(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        let message = format!("it is larger than {} MiB", LARGEST >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    Ok(bytes)
}

fn regular(metadata: &Metadata) -> io::Result<()> {
    if metadata.is_file() {
        Ok(())
    } else if metadata.is_dir() {
        Err(io::ErrorKind::IsADirectory.into())
    } else {
        let message = format!("it is {}, not a regular file", kind(metadata));
        Err(io::Error::new(io::ErrorKind::InvalidInput, message))
    }
}

#[cfg(unix)]
fn kind(metadata: &Metadata) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    let kind = metadata.file_type();
    if kind.is_fifo() {
        "a named pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn kind(_metadata: &Metadata) -> &'static str {
    "a device"
}
