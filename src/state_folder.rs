//! `.navauth/`: the folder for records, backups and files that are not yet whole.
//!
//! It may have come with a stranger's repository, and secrets are written into it. So nothing in it is reached through a link, only its
//! owner can enter it, and its own `.gitignore` ignores everything. What the files contain belongs to who writes them.

use std::fmt;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::file;
use crate::input_file;

#[cfg(not(unix))]
use portable as system;
#[cfg(unix)]
use unix as system;

/// How long another run may keep the lock.
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);

/// How often the lock is tried.
const LOCK_PAUSE: Duration = Duration::from_millis(5);

/// How the name of a file begins that is not yet whole. The rest is random: a repository cannot have brought a file of that name along,
/// which git would then track.
const UNFINISHED: &str = "new-";

const IGNORE: &str = ".gitignore";

/// Everything in the folder, and that file itself.
const IGNORES_ALL: &[u8] = b"*\n";

/// The folder, which no other run changes until this is dropped.
#[derive(Debug)]
pub struct StateFolder {
    folder: system::Folder,
    _lock: system::Lock,
}

/// Why the folder is not used.
#[derive(Debug)]
struct Linked(PathBuf);

impl StateFolder {
    /// Its name.
    pub const NAME: &str = ".navauth";

    /// Where it is for a file: beside it.
    pub fn beside(path: &Path) -> PathBuf {
        path.with_file_name(Self::NAME)
    }

    /// Reads a file in the folder; None where there is none.
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

    /// Opens the folder for writing, and makes it where it is missing. Waits until no other run uses it.
    pub fn open(path: &Path) -> io::Result<Self> {
        let folder = system::Folder::make(path)?;
        let lock = folder.lock()?;
        let folder = Self {
            folder,
            _lock: lock,
        };
        // What a run has left that was killed.
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

    /// Puts a file into the folder, whole or not at all, that only its owner reads. A file of that name is replaced.
    pub fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut file = self.begin()?;
        file.file.write_all(bytes)?;
        file.file.sync_all()?;
        self.folder.rename(&file.name, name.as_ref())?;
        self.folder.sync();
        Ok(())
    }

    /// Removes a file; that there is none is no failure.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        match self.folder.remove(name.as_ref()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// A new, empty file in the folder, that only its owner reads.
    pub fn begin(&self) -> io::Result<Unfinished<'_>> {
        let name = std::ffi::OsString::from(format!("{UNFINISHED}{}", random()?));
        let file = self.folder.create(&name)?;
        Ok(Unfinished {
            folder: self,
            name,
            file,
        })
    }

    /// What to say of a link that was refused.
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

/// A file that is not yet whole, and goes away when it does not become so.
#[derive(Debug)]
pub struct Unfinished<'folder> {
    folder: &'folder StateFolder,
    name: std::ffi::OsString,
    /// To be written.
    pub file: File,
}

impl Unfinished<'_> {
    /// Moves the file to its place outside of the folder.
    pub fn move_to(&self, path: &Path) -> io::Result<()> {
        self.folder.folder.move_out(&self.name, path)
    }
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        // Where it was moved to its place there is nothing to remove.
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

fn random() -> io::Result<String> {
    let bytes = ring::rand::generate::<[u8; 12]>(&ring::rand::SystemRandom::new());
    let bytes = bytes
        .map_err(|_| io::Error::other("the operating system gives no random bytes"))?
        .expose();
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Tries until it works, at most [`LOCK_TIMEOUT`] long.
fn wait(mut attempt: impl FnMut() -> io::Result<bool>) -> io::Result<()> {
    let begun = Instant::now();
    while !attempt()? {
        if begun.elapsed() > LOCK_TIMEOUT {
            return Err(io::ErrorKind::ResourceBusy.into());
        }
        std::thread::sleep(LOCK_PAUSE);
    }
    Ok(())
}

/// By an open folder, so that nothing which happens to its path meanwhile matters.
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
            // Whatever the umask, or an earlier version, has made of it.
            if made.folder.metadata()?.mode() & 0o7777 != OWNER_ENTERS.bits() {
                rustix::fs::fchmod(&made.folder, OWNER_ENTERS)?;
            }
            Ok(made)
        }

        pub fn lock(&self) -> io::Result<Lock> {
            let lock = self.folder.try_clone()?;
            wait(|| match lock.try_lock() {
                Err(TryLockError::WouldBlock) => Ok(false),
                // A file system without locks: there is no second run to be told apart.
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
            // The same file under another name, somewhere else.
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

        /// The files are in their place already, so a file system that cannot do this is no failure.
        pub fn sync(&self) {
            let _ = self.folder.sync_all();
        }
    }
}

/// By paths, with a look at each for a link.
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

        /// Windows cannot lock a folder: a file that no other program may open, and that goes away when it is closed.
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
