//! File permissions of the `.env` file, which differ by operating system.

use std::path::Path;

#[cfg(unix)]
use crate::input_file;

/// Whether users other than the owner can read a file; None if unknown: it does not exist, is not a regular file, or
/// the operating system has no such permissions.
pub fn others_may_read(path: &Path) -> Option<bool> {
    let metadata = std::fs::metadata(path)
        .ok()
        .filter(std::fs::Metadata::is_file)?;
    readable_by_others(&metadata)
}

/// The owner of a file, if that is another user, who alone may change its permissions.
#[cfg(unix)]
pub fn other_owner(path: &Path) -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let owner = std::fs::metadata(path).ok()?.uid();
    let own = rustix::process::geteuid();
    if own.is_root() || own.as_raw() == owner {
        return None;
    }
    let users = input_file::read(Path::new("/etc/passwd")).unwrap_or_default();
    let users = String::from_utf8_lossy(&users);
    let name = users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(owner)).then(|| name.to_owned())
    });
    Some(name.unwrap_or_else(|| format!("the user with the ID {owner}")))
}

#[cfg(not(unix))]
pub fn other_owner(_path: &Path) -> Option<String> {
    None
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
