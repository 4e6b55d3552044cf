//! `.navauth/`: the folder for records, backups and unfinished files.
//!
//! It may be from a hostile repository, and secrets are written into it. So no link in it is followed, only its owner
//! can enter it, and its own `.gitignore` ignores everything.

use std::fmt;
use std::fs::{File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::crypto::{hex, random_bytes};
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::file;
use crate::input_file;

#[cfg(not(unix))]
use portable as system;
#[cfg(unix)]
use unix as system;

/// How long to wait for another run's lock.
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);

/// The pause between two tries to lock.
const LOCK_PAUSE: Duration = Duration::from_millis(5);

/// The prefix of unfinished files. The rest is random: a repository could otherwise contain a file with that name,
/// which git would then track.
const UNFINISHED: &str = "new-";

const IGNORE: &str = ".gitignore";

/// Ignores everything in the folder, including this file.
const IGNORES_ALL: &[u8] = b"*\n";

/// The locked folder, until dropped.
#[derive(Debug)]
pub struct StateFolder {
    folder: system::Folder,
    _lock: system::Lock,
}

/// Why the folder cannot be used.
#[derive(Debug)]
struct Linked(PathBuf);

impl StateFolder {
    pub const NAME: &str = ".navauth";

    /// The folder's path next to a file.
    pub fn beside(path: &Path) -> PathBuf {
        path.with_file_name(Self::NAME)
    }

    /// Reads a file in the folder; None if it does not exist.
    pub fn read(path: &Path, name: &str) -> io::Result<Option<Vec<u8>>> {
        let missing = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
        let folder = match system::Folder::open(path) {
            Err(error) if missing(&error) => return Ok(None),
            folder => folder?,
        };
        match folder.read(name) {
            Err(error) if missing(&error) => Ok(None),
            file => input_file::read_open(file?).map(Some),
        }
    }

    /// Opens the folder for writing, and creates it if it is missing. Waits until no other run uses it.
    pub fn open(path: &Path) -> io::Result<Self> {
        let folder = system::Folder::make(path)?;
        let lock = folder.lock()?;
        let folder = Self {
            folder,
            _lock: lock,
        };
        // Remove what a killed run left.
        for name in folder.folder.names()? {
            if name
                .to_str()
                .is_some_and(|name| name.starts_with(UNFINISHED))
            {
                let _ = folder.folder.remove(&name);
            }
        }
        let current = match folder.folder.read(IGNORE) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            file => input_file::read_open(file?)?,
        };
        if current != IGNORES_ALL {
            folder.write(IGNORE, IGNORES_ALL)?;
        }
        Ok(folder)
    }

    /// Writes a file atomically, readable only by its owner. An existing one is replaced.
    pub fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut file = self.begin()?;
        file.file.write_all(bytes)?;
        file.file.sync_all()?;
        self.folder.rename(&file.name, name.as_ref())?;
        self.folder.sync();
        Ok(())
    }

    /// Removes a file, if it exists.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        match self.folder.remove(name.as_ref()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Takes a lock that lasts longer than the folder's own, until the file is dropped; None if another run has it.
    pub fn hold(&self, name: &str) -> io::Result<Option<File>> {
        let file = self.folder.lock_file(name.as_ref())?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => Ok(None),
            // A file system without locks: runs cannot exclude each other.
            Ok(()) | Err(TryLockError::Error(_)) => Ok(Some(file)),
        }
    }

    /// Creates an empty file in the folder, readable only by its owner.
    pub fn begin(&self) -> io::Result<Unfinished<'_>> {
        let name = std::ffi::OsString::from(format!("{UNFINISHED}{}", hex(random_bytes::<12>()?)));
        let file = self.folder.create(&name)?;
        Ok(Unfinished {
            folder: self,
            name,
            file,
        })
    }

    /// The diagnostic for a rejected link.
    pub fn refusal(error: &io::Error, shown: &Path) -> Option<Diagnostic> {
        let Linked(path) = error.get_ref()?.downcast_ref()?;
        let shown = match path.file_name() {
            Some(name) if name != Self::NAME => shown.join(name),
            _ => shown.to_owned(),
        };
        Some(diagnostic!(
            file::STATE_LINK,
            file = shown.display(),
            path = crate::process::quoted(&shown)
        ))
    }
}

/// An unfinished file, removed when dropped.
#[derive(Debug)]
pub struct Unfinished<'folder> {
    folder: &'folder StateFolder,
    name: std::ffi::OsString,
    pub file: File,
}

impl Unfinished<'_> {
    /// Moves the finished file to a path outside the folder.
    pub fn move_to(&self, path: &Path) -> io::Result<()> {
        self.folder.folder.move_out(&self.name, path)
    }
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        // After a move there is nothing to remove.
        let _ = self.folder.folder.remove(&self.name);
    }
}

impl fmt::Display for Linked {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} is a link", self.0.display())
    }
}

impl std::error::Error for Linked {}

fn linked(path: PathBuf) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, Linked(path))
}

fn in_the_way() -> io::Error {
    let name = StateFolder::NAME;
    io::Error::other(format!("{name} is a file, where navauth needs a folder"))
}

/// Retries until it succeeds, for at most [`LOCK_TIMEOUT`].
fn wait(mut attempt: impl FnMut() -> io::Result<bool>) -> io::Result<()> {
    let started = Instant::now();
    while !attempt()? {
        if started.elapsed() > LOCK_TIMEOUT {
            return Err(io::ErrorKind::ResourceBusy.into());
        }
        std::thread::sleep(LOCK_PAUSE);
    }
    Ok(())
}

/// Uses an open folder, so that later changes to its path do not matter.
#[cfg(unix)]
mod unix {
    use std::ffi::{OsStr, OsString};
    use std::fs::{File, TryLockError};
    use std::io;
    use std::os::fd::AsFd;
    use std::os::unix::ffi::OsStringExt;
    use std::os::unix::fs::MetadataExt;
    use std::path::{Path, PathBuf};

    use rustix::fs::{AtFlags, CWD, Dir, Mode, OFlags};
    use rustix::io::Errno;

    use super::{in_the_way, linked, wait};

    #[derive(Debug)]
    pub struct Folder {
        path: PathBuf,
        folder: File,
    }

    pub type Lock = File;

    const OWNER_ENTERS: Mode = Mode::RWXU;
    const OWNER_READS: Mode = Mode::RUSR.union(Mode::WUSR);

    impl Folder {
        pub fn open(path: &Path) -> io::Result<Self> {
            let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let folder = rustix::fs::open(path, flags, Mode::empty()).map_err(|error| {
                if path.is_symlink() {
                    linked(path.to_owned())
                } else if error == Errno::NOTDIR && path.exists() {
                    in_the_way()
                } else {
                    error.into()
                }
            })?;
            Ok(Self {
                path: path.to_owned(),
                folder: folder.into(),
            })
        }

        pub fn make(path: &Path) -> io::Result<Self> {
            match rustix::fs::mkdir(path, OWNER_ENTERS) {
                Err(error) if error != Errno::EXIST => return Err(error.into()),
                _ => {}
            }
            let made = Self::open(path)?;
            // Correct the mode, whatever the umask or an earlier version set.
            let status = rustix::fs::fstat(&made.folder)?;
            if Mode::from_raw_mode(status.st_mode) != OWNER_ENTERS {
                rustix::fs::fchmod(&made.folder, OWNER_ENTERS)?;
            }
            Ok(made)
        }

        pub fn lock(&self) -> io::Result<Lock> {
            let lock = self.folder.try_clone()?;
            wait(|| match lock.try_lock() {
                Err(TryLockError::WouldBlock) => Ok(false),
                // A file system without locks: runs cannot exclude each other.
                Ok(()) | Err(TryLockError::Error(_)) => Ok(true),
            })?;
            Ok(lock)
        }

        pub fn read(&self, name: &str) -> io::Result<File> {
            let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
            let refused = || linked(self.path.join(name));
            let file = rustix::fs::openat(&self.folder, name, flags, Mode::empty());
            let file: File = match file {
                Err(Errno::LOOP | Errno::MLINK) => return Err(refused()),
                file => file?.into(),
            };
            // A hard link to a file somewhere else.
            let metadata = file.metadata()?;
            if metadata.is_file() && metadata.nlink() > 1 {
                return Err(refused());
            }
            Ok(file)
        }

        pub fn create(&self, name: &OsStr) -> io::Result<File> {
            let flags =
                OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let file = rustix::fs::openat(&self.folder, name, flags, OWNER_READS)?;
            rustix::fs::fchmod(&file, OWNER_READS)?;
            Ok(file.into())
        }

        /// An empty file to lock.
        pub fn lock_file(&self, name: &OsStr) -> io::Result<File> {
            let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            match rustix::fs::openat(&self.folder, name, flags, OWNER_READS) {
                Err(Errno::LOOP | Errno::MLINK) => Err(linked(self.path.join(name))),
                file => Ok(file?.into()),
            }
        }

        pub fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
            Ok(rustix::fs::renameat(&self.folder, from, &self.folder, to)?)
        }

        pub fn move_out(&self, from: &OsStr, to: &Path) -> io::Result<()> {
            Ok(rustix::fs::renameat(self.folder.as_fd(), from, CWD, to)?)
        }

        pub fn remove(&self, name: &OsStr) -> io::Result<()> {
            Ok(rustix::fs::unlinkat(&self.folder, name, AtFlags::empty())?)
        }

        pub fn names(&self) -> io::Result<Vec<OsString>> {
            let name = |entry: Result<rustix::fs::DirEntry, Errno>| {
                Ok(OsString::from_vec(entry?.file_name().to_bytes().to_vec()))
            };
            Dir::read_from(&self.folder)?.map(name).collect()
        }

        /// Syncs the folder. The files are complete, so a file system without this is not an error.
        pub fn sync(&self) {
            let _ = self.folder.sync_all();
        }
    }
}

/// Uses paths, and checks each for a link.
#[cfg(not(unix))]
mod portable {
    use std::ffi::{OsStr, OsString};
    use std::fs::{self, File};
    use std::io;
    use std::os::windows::fs::OpenOptionsExt;
    use std::path::{Path, PathBuf};

    use super::{in_the_way, linked, wait};

    #[derive(Debug)]
    pub struct Folder {
        path: PathBuf,
    }

    pub type Lock = Option<File>;

    impl Folder {
        pub fn open(path: &Path) -> io::Result<Self> {
            let metadata = fs::symlink_metadata(path)?;
            if metadata.is_symlink() {
                return Err(linked(path.to_owned()));
            }
            if !metadata.is_dir() {
                return Err(in_the_way());
            }
            Ok(Self {
                path: path.to_owned(),
            })
        }

        pub fn make(path: &Path) -> io::Result<Self> {
            match fs::create_dir(path) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
                _ => Self::open(path),
            }
        }

        /// Windows cannot lock a folder, so this locks a file that no other program may open and that is deleted when
        /// closed.
        pub fn lock(&self) -> io::Result<Lock> {
            const FILE_FLAG_DELETE_ON_CLOSE: u32 = 0x0400_0000;
            const ERROR_SHARING_VIOLATION: i32 = 32;
            let mut options = File::options();
            options
                .write(true)
                .create(true)
                .share_mode(0)
                .custom_flags(FILE_FLAG_DELETE_ON_CLOSE);
            let mut lock = None;
            wait(|| match options.open(self.path.join("lock")) {
                Ok(file) => {
                    lock = Some(file);
                    Ok(true)
                }
                Err(error) if error.raw_os_error() == Some(ERROR_SHARING_VIOLATION) => Ok(false),
                Err(error) => Err(error),
            })?;
            Ok(lock)
        }

        pub fn read(&self, name: &str) -> io::Result<File> {
            let path = self.path.join(name);
            if fs::symlink_metadata(&path)?.is_symlink() {
                return Err(linked(path));
            }
            File::open(path)
        }

        pub fn create(&self, name: &OsStr) -> io::Result<File> {
            File::options()
                .write(true)
                .create_new(true)
                .open(self.path.join(name))
        }

        pub fn lock_file(&self, name: &OsStr) -> io::Result<File> {
            let path = self.path.join(name);
            if fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink()) {
                return Err(linked(path));
            }
            File::options()
                .write(true)
                .create(true)
                .truncate(false)
                .open(path)
        }

        pub fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
            fs::rename(self.path.join(from), self.path.join(to))
        }

        pub fn move_out(&self, from: &OsStr, to: &Path) -> io::Result<()> {
            fs::rename(self.path.join(from), to)
        }

        pub fn remove(&self, name: &OsStr) -> io::Result<()> {
            fs::remove_file(self.path.join(name))
        }

        pub fn names(&self) -> io::Result<Vec<OsString>> {
            fs::read_dir(&self.path)?
                .map(|entry| Ok(entry?.file_name()))
                .collect()
        }

        pub fn sync(&self) {}
    }
}
