//! Replacing a file as a whole: a reader sees the old file or the new one, and a failure leaves the old one.
//!
//! Owns the lock against a second run, the temporary file beside the target, and what is kept of the old file: its mode, its owner, and
//! the link that leads to it. What stands in the file belongs to who writes it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::process::create_private_file;

/// How long another run may hold the lock.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often the lock is tried.
const PAUSE: Duration = Duration::from_millis(5);

/// A file that this run alone may replace, until this is dropped.
pub struct Replacement {
    path: PathBuf,
    /// Where the new file is until it is whole. Always the same, so that what a run leaves that is killed goes away with the next.
    new: PathBuf,
    _lock: Option<File>,
}

impl Replacement {
    /// Follows links to the file and waits until no other run replaces it.
    pub fn begin(path: &Path) -> io::Result<Self> {
        let path = resolve(path)?;
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
        let lock = lock(&path)?;
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".navauth-new");
        let new = path.with_file_name(name);
        match fs::remove_file(&new) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(io::Error::other(format!(
                    "{} is in the way, and cannot be removed: {error}",
                    new.display()
                )))
            }
            _ => Ok(Self {
                path,
                new,
                _lock: lock,
            }),
        }
    }

    /// The file itself, links resolved.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Puts a text in the file's place. A new file is readable by its owner only.
    pub fn finish(&self, text: &str) -> io::Result<()> {
        let written = self
            .write(text)
            .and_then(|()| fs::rename(&self.new, &self.path));
        written.inspect_err(|_| _ = fs::remove_file(&self.new))?;
        sync_folder(&self.path);
        Ok(())
    }

    fn write(&self, text: &str) -> io::Result<()> {
        let mut new = create_private_file(&self.new)?;
        new.write_all(text.as_bytes())?;
        if let Ok(old) = fs::metadata(&self.path) {
            inherit(&new, &old)?;
        }
        new.sync_all()
    }
}

/// Puts a whole text in a file's place, or makes the file.
pub fn keep(path: &Path, text: &str) -> io::Result<()> {
    Replacement::begin(path)?.finish(text)
}

fn folder(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// The file at the end of all links, which need not exist yet.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        resolved => return resolved,
    }
    // Nothing is there, or a link whose target is missing: the last link that can be read says where the file is to be.
    let path = match fs::read_link(path) {
        Ok(target) => return resolve(&folder(path).join(target)),
        Err(_) => fs::canonicalize(folder(path))?.join(path.file_name().unwrap_or_default()),
    };
    Ok(path)
}

/// The folder is what is locked: it is there before the file, stays when the file is replaced, and nothing is left behind.
#[cfg(unix)]
fn lock(path: &Path) -> io::Result<Option<File>> {
    use std::fs::TryLockError;
    let folder = File::open(folder(path))?;
    wait(|| match folder.try_lock() {
        Err(TryLockError::WouldBlock) => Ok(false),
        // A file system without locks: there is no second run to be told apart.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(true),
    })?;
    Ok(Some(folder))
}

/// Windows cannot lock a folder: a file that nobody else may open, and that goes away when it is closed.
#[cfg(windows)]
fn lock(path: &Path) -> io::Result<Option<File>> {
    use std::os::windows::fs::OpenOptionsExt;
    const FILE_FLAG_DELETE_ON_CLOSE: u32 = 0x0400_0000;
    const ERROR_SHARING_VIOLATION: i32 = 32;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".lock");
    let mut options = File::options();
    options
        .write(true)
        .create(true)
        .share_mode(0)
        .custom_flags(FILE_FLAG_DELETE_ON_CLOSE);
    let mut lock = None;
    wait(|| match options.open(path.with_file_name(&name)) {
        Ok(file) => {
            lock = Some(file);
            Ok(true)
        }
        Err(error) if error.raw_os_error() == Some(ERROR_SHARING_VIOLATION) => Ok(false),
        Err(error) => Err(error),
    })?;
    Ok(lock)
}

/// Tries until it works, at most [`PATIENCE`] long.
fn wait(mut attempt: impl FnMut() -> io::Result<bool>) -> io::Result<()> {
    let begun = Instant::now();
    while !attempt()? {
        if begun.elapsed() > PATIENCE {
            return Err(io::ErrorKind::ResourceBusy.into());
        }
        std::thread::sleep(PAUSE);
    }
    Ok(())
}

/// Mode and owner of the old file. Only root may give a file away; where that is refused the new file is the user's own.
#[cfg(unix)]
fn inherit(new: &File, old: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let mine = new.metadata()?;
    if (mine.uid(), mine.gid()) != (old.uid(), old.gid()) {
        let _ = fchown(new, Some(old.uid()), Some(old.gid()));
    }
    new.set_permissions(old.permissions())
}

#[cfg(windows)]
fn inherit(_new: &File, _old: &fs::Metadata) -> io::Result<()> {
    Ok(())
}

/// Makes the rename last. The file is in its place already, so a file system that cannot do this is no failure.
#[cfg(unix)]
fn sync_folder(path: &Path) {
    let _ = File::open(folder(path)).and_then(|folder| folder.sync_all());
}

#[cfg(windows)]
fn sync_folder(_path: &Path) {}
