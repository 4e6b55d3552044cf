//! Who may read the `.env` file.
//!
//! Owns what differs between operating systems here. Whether it is right belongs to `checks`.

use std::path::Path;

/// Whether users other than the owner may read a file; None where that cannot be told: no file, no regular one, or no such permissions on
/// this operating system.
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
