//! Rotation of the live site's session key.
//!
//! The steps on disk can be resumed after any interruption: the old key is kept first, and deleted only after the live site has been seen to
//! use the new one.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use crate::config::random::{Encoding, random_key};
use crate::config::session_key::{self, NAME};
use crate::config::{
    self, Document, FilePath,
    dotenv::{edit, expand},
};
use crate::diagnostic;
use crate::diagnostics::catalog::rotate;
use crate::diagnostics::{Error, Result};
use crate::process::{Env, quoted};
use crate::secret::Secret;
use crate::state_folder::StateFolder;

/// The file in `.navauth/` that keeps the old key.
const OLD_KEY_FILE: &str = "before-rotation.env";

/// The file in `.navauth/` that a running rotation locks.
const LOCK_FILE: &str = "rotation.lock";

/// A rotation of the key in one file.
#[derive(Debug)]
pub struct Rotation {
    /// The keys as they were read.
    seen: Keys,
    file: FilePath,
    old_key_file: FilePath,
    /// The key that the live site uses until the rotation is complete.
    pub old: Secret,
    /// The new key, whether or not it is already in the file.
    pub new: Secret,
    /// Whether an earlier run started the rotation, so that the file already contains the new key.
    pub started: bool,
}

/// The keys on disk.
#[derive(Clone, Debug, PartialEq)]
struct Keys {
    /// The key in the file.
    current: Option<Secret>,
    /// The old key that an earlier run kept.
    kept: Option<Secret>,
}

impl Keys {
    fn read(env: &Env, file: &FilePath) -> Result<Self> {
        Ok(Self {
            current: key(env, file)?,
            kept: kept_key(env, file)?,
        })
    }
}

/// Excludes other rotations of the same file, until dropped.
pub struct RotationLock {
    _file: File,
}

impl Rotation {
    /// Reads the file and the state of an earlier run; changes nothing.
    pub fn plan(env: &Env, path: &Path) -> Result<Self> {
        let file = FilePath::given(env, path);
        let old_key_file = FilePath {
            path: StateFolder::beside(&file.path).join(OLD_KEY_FILE),
            shown: StateFolder::beside(&file.shown).join(OLD_KEY_FILE),
        };
        let seen = Keys::read(env, &file)?;
        let current = seen.current.clone().ok_or_else(|| missing_key(&file))?;
        session_key::refuse_managed(Some(&current), &file)?;
        match seen.kept.clone() {
            Some(old) if old != current => Ok(Self {
                seen,
                file,
                old_key_file,
                old,
                new: current,
                started: true,
            }),
            _ => Ok(Self {
                seen,
                file,
                old_key_file,
                old: current,
                new: random_key(32, Encoding::Hex)?,
                started: false,
            }),
        }
    }

    /// The reverse rotation, to the kept key. Fails with exit 3 if there is none.
    pub fn undo(env: &Env, path: &Path) -> Result<Self> {
        let Self {
            seen,
            file,
            old_key_file,
            old,
            new,
            started,
        } = Self::plan(env, path)?;
        if !started && !old_key_file.path.exists() {
            return Err(Error::settings(diagnostic!(rotate::NOTHING_TO_UNDO)));
        }
        // If the file still contains the old key, it only has to be uploaded again.
        let (old, new) = if started {
            (new, old)
        } else {
            (old.clone(), old)
        };
        Ok(Self {
            seen,
            file,
            old_key_file,
            old,
            new,
            started: false,
        })
    }

    /// Makes sure that no other run rotates the key of the same file, and that none has since the file was read. Creates `.navauth/`.
    pub fn lock(&self, env: &Env) -> Result<RotationLock> {
        let shown = StateFolder::beside(&self.file.shown);
        let held = StateFolder::open(&StateFolder::beside(&self.file.path))
            .and_then(|folder| folder.hold(LOCK_FILE))
            .map_err(|error| cannot_keep(&error, &self.old_key_file))?;
        let Some(file) = held else {
            let lock = shown.join(LOCK_FILE);
            return Err(Error::unreachable(diagnostic!(
                rotate::ALREADY_RUNNING,
                lock = lock.display()
            )));
        };
        if Keys::read(env, &self.file)? != self.seen {
            return Err(Error::unreachable(diagnostic!(
                rotate::KEY_CHANGED,
                file = self.file.shown.display(),
                folder = shown.display()
            )));
        }
        Ok(RotationLock { _file: file })
    }

    /// The file with the key.
    pub fn file(&self) -> &FilePath {
        &self.file
    }

    /// Keeps the old key and writes the new one.
    pub fn write(&self, env: &Env, undoing: bool) -> Result<()> {
        if !undoing {
            let text = edit::text_of(env, &self.old_key_file, NAME, &self.old)?;
            StateFolder::open(&StateFolder::beside(&self.file.path))
                .and_then(|folder| folder.write(OLD_KEY_FILE, text.as_bytes()))
                .map_err(|error| cannot_keep(&error, &self.old_key_file))?;
        }
        edit::set(env, &self.file, NAME, &self.new, |_| Ok(())).map(|_| ())
    }

    /// Deletes the old key. The rotation can no longer be undone.
    pub fn finish(&self) -> Result<()> {
        let removed = StateFolder::open(&StateFolder::beside(&self.file.path))
            .and_then(|folder| folder.remove(OLD_KEY_FILE));
        removed.map_err(|error| {
            let file = &self.old_key_file.shown;
            let diagnostic = diagnostic!(rotate::OLD_KEY_STAYS, file = quoted(file));
            Error::settings(diagnostic.reason(error.to_string()).at(file, None))
        })
    }

    /// The path of the old key.
    pub fn old_key_file(&self) -> &Path {
        &self.old_key_file.shown
    }
}

/// The old key that an earlier run kept.
fn kept_key(env: &Env, file: &FilePath) -> Result<Option<Secret>> {
    let folder = StateFolder::beside(&file.path);
    let shown = StateFolder::beside(&file.shown);
    let bytes = StateFolder::read(&folder, OLD_KEY_FILE).map_err(|error| {
        let refusal = StateFolder::refusal(&error, &shown);
        Error::settings(
            refusal.unwrap_or_else(|| config::unreadable(&error, &shown.join(OLD_KEY_FILE))),
        )
    })?;
    let text = bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    Ok(text
        .and_then(|text| expand::value_in(&Document::parse(&text), &env.variables, NAME))
        .filter(|key| !key.is_empty()))
}

fn cannot_keep(error: &io::Error, old_key_file: &FilePath) -> Error {
    let folder: PathBuf = old_key_file
        .shown
        .parent()
        .map(Path::to_owned)
        .unwrap_or_default();
    Error::settings(StateFolder::refusal(error, &folder).unwrap_or_else(|| {
        diagnostic!(rotate::OLD_KEY_NOT_KEPT, folder = folder.display())
            .reason(error.to_string())
            .at(&old_key_file.shown, None)
    }))
}

fn key(env: &Env, location: &FilePath) -> Result<Option<Secret>> {
    let loaded = config::load_file(env, &location.shown)?;
    Ok(loaded
        .settings
        .get_non_empty(NAME)
        .map(|setting| setting.value.clone()))
}

fn missing_key(file: &FilePath) -> Error {
    Error::settings(diagnostic!(
        rotate::NO_KEY,
        file = file.shown.display(),
        quoted_file = quoted(&file.shown)
    ))
}
