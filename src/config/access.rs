//! File permissions of the `.env` file, which differ by operating system.

use std::path::Path;

/// Whether users other than the owner can read a file; None if unknown: it does not exist, is not a regular file, or
/// the operating system has no such permissions.
pub fn others_may_read(path: &Path) -> Option<bool> {
    let metadata = std::fs::metadata(path)
        .ok()
        .filter(std::fs::Metadata::is_file)?;
    readable_by_others(&metadata)
}

#[cfg(unix)]
fn readable_by_others(metadata: &std::fs::Metadata) -> Option<bool> {
    use std::os::unix::fs::PermissionsExt;
    Some(metadata.permissions().mode() & 0o044 != 0)
}

#[cfg(not(unix))]
fn readable_by_others(_metadata: &std::fs::Metadata) -> Option<bool> {
    None
}
