//! Replaces a file atomically: a reader sees the old file or the new one, and a failure leaves the old one.
//!
//! Symbolic links are followed, and mode, owner and extended attributes are kept. The new file is written in
//! `.navauth/`, so that git ignores it if the run is killed.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::state_folder::StateFolder;

/// Exclusive access to a file for replacing it, until dropped.
pub struct AtomicFile {
    path: PathBuf,
    state: StateFolder,
}

/// Why a file cannot be replaced.
#[derive(Debug)]
pub enum Refusal {
    /// A link points to this file outside the repository.
    LeadsOutside(PathBuf),
    /// The new file could not get the old one's attributes.
    #[cfg_attr(
        not(unix),
        expect(dead_code, reason = "only Unix keeps owner and attributes")
    )]
    WouldLose(String),
}

impl AtomicFile {
    /// Follows links to the file and waits until no other run replaces it. A link must not lead out of the repository
    /// (or the folder, outside a repository): it may be from the repository and point to any of your files.
    pub fn begin(path: &Path) -> io::Result<Self> {
        let path = resolve_inside(path)?;
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Ok(metadata) if !metadata.is_file() => {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidInput,
                    "it is not a regular file",
                ));
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let state = StateFolder::open(&StateFolder::beside(&path))?;
        Ok(Self { path, state })
    }

    /// The file, with links resolved.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Replaces the file with this text. A new file is readable only by its owner.
    pub fn commit(&self, text: &str) -> io::Result<()> {
        let mut new = self.state.begin()?;
        new.file.write_all(text.as_bytes())?;
        match File::open(&self.path) {
            Ok(old) => inherit(&new.file, &old)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        new.file.sync_all()?;
        new.move_to(&self.path)?;
        sync_folder(&self.path);
        Ok(())
    }
}

impl Refusal {
    /// The refusal in an error of [`AtomicFile`].
    pub fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }

    fn error(self) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidInput, self)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LeadsOutside(target) => write!(formatter, "it is a link to {}", target.display()),
            Self::WouldLose(what) => write!(formatter, "the new file would lose {what}"),
        }
    }
}

impl std::error::Error for Refusal {}

/// Writes a whole file, replacing an existing one.
pub fn write(path: &Path, text: &str) -> io::Result<()> {
    AtomicFile::begin(path)?.commit(text)
}

/// The permissions of a file written by [`persist`].
pub enum NewFile {
    /// Only its owner can read it.
    Private,
    /// As the umask says.
    ByUmask,
    With(fs::Permissions),
}

/// Replaces a file outside the repository's own, such as a report; waits for no other run and follows no link.
pub fn persist(path: &Path, text: &str, new: NewFile) -> io::Result<()> {
    #[cfg_attr(not(unix), expect(unused_mut))]
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    if matches!(new, NewFile::ByUmask) {
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    }
    let mut file = builder
        .tempfile_in(folder(path))
        .map_err(|error| without_path(&error))?;
    file.write_all(text.as_bytes())?;
    if let NewFile::With(permissions) = new {
        file.as_file().set_permissions(permissions)?;
    }
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// The error without the name of the temporary file, which you did not choose.
fn without_path(error: &io::Error) -> io::Error {
    let inner = error.get_ref().and_then(|error| error.source());
    let inner = inner.and_then(|error| error.downcast_ref::<io::Error>());
    match inner.and_then(io::Error::raw_os_error) {
        Some(code) => io::Error::from_raw_os_error(code),
        None => io::Error::from(error.kind()),
    }
}

fn folder(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Resolves all links, as long as the file is in the same repository or folder.
pub fn resolve_inside(path: &Path) -> io::Result<PathBuf> {
    let resolved = resolve(path)?;
    refuse_outside(path, &resolved)?;
    if path.is_symlink() {
        let here = fs::canonicalize(folder(path))?;
        let repository = here
            .ancestors()
            .find(|folder| folder.join(".git").exists())
            .unwrap_or(&here);
        if !resolved.starts_with(repository) {
            return Err(Refusal::LeadsOutside(resolved).error());
        }
    }
    Ok(resolved)
}

/// Resolves the links in a path but its last part, under the same rule.
pub fn resolve_folder_inside(path: &Path) -> io::Result<PathBuf> {
    let folder = fs::canonicalize(folder(path))?;
    let resolved = folder.join(path.file_name().unwrap_or_default());
    refuse_outside(path, &resolved)?;
    Ok(resolved)
}

/// Where a link leads from a path in a repository to a place outside. The path need not exist.
pub fn target_outside(path: &Path) -> Option<PathBuf> {
    let (existing, resolved) = path
        .ancestors()
        .find_map(|existing| Some((existing, fs::canonicalize(existing).ok()?)))?;
    let missing = path.strip_prefix(existing).ok()?;
    let resolved: PathBuf = resolved.join(missing).components().collect();
    let refused = refuse_outside(path, &resolved).err()?;
    matches!(Refusal::of(&refused), Some(Refusal::LeadsOutside(_))).then_some(resolved)
}

/// Fails if a link leads from a path in a repository to a file outside.
fn refuse_outside(path: &Path, resolved: &Path) -> io::Result<()> {
    for repository in repositories_of(path) {
        if !resolved.starts_with(fs::canonicalize(repository)?) {
            return Err(Refusal::LeadsOutside(resolved.to_owned()).error());
        }
    }
    Ok(())
}

/// The repositories that a path is in by its text, which a link in it may leave; the innermost may be behind such a link.
/// None for a path with `..`, whose text does not tell.
fn repositories_of(path: &Path) -> Vec<PathBuf> {
    let path = std::path::absolute(path).unwrap_or_default();
    let goes_up = path
        .components()
        .any(|part| part == std::path::Component::ParentDir);
    let folders = path.ancestors().skip(1).map(Path::to_owned);
    folders
        .filter(|folder| !goes_up && folder.join(".git").exists())
        .collect()
}

/// Resolves all links to a file, which need not exist yet.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        resolved => return resolved,
    }
    // The file does not exist, or a link is dangling: its last readable target is the file to create.
    let path = match fs::read_link(path) {
        Ok(target) => return resolve(&folder(path).join(target)),
        Err(_) => fs::canonicalize(folder(path))?.join(path.file_name().unwrap_or_default()),
    };
    Ok(path)
}

/// Copies owner, mode and extended attributes (including access control lists) to the new file; fails rather than
/// change who has access.
#[cfg(unix)]
fn inherit(new: &File, old: &File) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    use xattr::FileExt;
    let (mine, theirs) = (new.metadata()?, old.metadata()?);
    let owners = (theirs.uid(), theirs.gid());
    if (mine.uid(), mine.gid()) != owners {
        let (user, group) = owners;
        fchown(new, Some(user), Some(group)).map_err(|_| {
            Refusal::WouldLose(format!("its owner (user {user}, group {group})")).error()
        })?;
    }
    new.set_permissions(theirs.permissions())?;
    // A file system without extended attributes has none to copy.
    let names: Vec<_> = old.list_xattr().map(Iterator::collect).unwrap_or_default();
    for name in &names {
        let value = old.get_xattr(name)?;
        if value != new.get_xattr(name)? {
            new.set_xattr(name, value.as_deref().unwrap_or_default())
                .map_err(|_| {
                    Refusal::WouldLose(format!("its attribute {}", name.display())).error()
                })?;
        }
    }
    // A default ACL of the folder would grant more access than the old file did.
    let access = std::ffi::OsStr::new("system.posix_acl_access");
    if !names.iter().any(|name| name == access) {
        let _ = new.remove_xattr(access);
    }
    Ok(())
}

#[cfg(windows)]
fn inherit(_new: &File, _old: &File) -> io::Result<()> {
    Ok(())
}

/// Syncs the folder, so that the rename is durable. The rename has happened, so a file system without this is not an
/// error.
#[cfg(unix)]
fn sync_folder(path: &Path) {
    let _ = File::open(folder(path)).and_then(|folder| folder.sync_all());
}

#[cfg(windows)]
fn sync_folder(_path: &Path) {}
