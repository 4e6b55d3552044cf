//! Changing the key that signs the sessions of the live site.
//!
//! Owns the steps on the disk, so that a run which breaks off anywhere is taken up by the next: the old key is laid aside first, and goes away
//! only when the site was seen to sign with the new one. Sending the key belongs to `sending`.

use std::io;
use std::path::Path;

use crate::diagnostic;
use crate::diagnostics::catalog::rotate;
use crate::env::random::{Encoding, random_key};
use crate::env::session_key::NAME;
use crate::env::{self, Place, writing};
use crate::error::{Error, Result};
use crate::ledger::Ledger;
use crate::process::{Process, quoted};
use crate::secret::Secret;

/// A rotation of the key in one file.
#[derive(Debug)]
pub struct Rotation {
    file: Place,
    aside: Place,
    /// The key that the site signs with until the rotation is done.
    pub old: Secret,
    /// The key in the file, or the one that will stand there.
    pub new: Secret,
    /// Whether an earlier run has begun it: the new key stands in the file already.
    pub begun: bool,
}

impl Rotation {
    /// Looks at the file and at what an earlier run has left; changes nothing.
    pub fn plan(process: &Process, path: &Path) -> Result<Self> {
        let file = Place::given(process, path);
        let aside = aside(&file);
        let current = key(process, &file)?.ok_or_else(|| no_key(&file))?;
        let laid = if aside.path.exists() {
            key(process, &aside)?
        } else {
            None
        };
        match laid {
            Some(old) if old != current => Ok(Self {
                file,
                aside,
                old,
                new: current,
                begun: true,
            }),
            _ => Ok(Self {
                file,
                aside,
                old: current,
                new: random_key(32, Encoding::Hex)?,
                begun: false,
            }),
        }
    }

    /// The way back: the key that was laid aside becomes the new one. Exit 3 when none is.
    pub fn undo(process: &Process, path: &Path) -> Result<Self> {
        let Self {
            file,
            aside,
            old,
            new,
            begun,
        } = Self::plan(process, path)?;
        if !begun && !aside.path.exists() {
            return Err(Error::settings(diagnostic!(rotate::NOTHING_TO_UNDO)));
        }
        // Without a begun rotation the old key still stands in the file: then it only has to be sent again.
        let (old, new) = if begun {
            (new, old)
        } else {
            (old.clone(), old)
        };
        Ok(Self {
            file,
            aside,
            old,
            new,
            begun: false,
        })
    }

    /// Lays the old key aside and writes the new one. `ledger` makes the folder, which git ignores.
    pub fn write(&self, process: &Process, ledger: &Ledger, undoing: bool) -> Result<()> {
        ledger.save()?;
        if !undoing {
            writing::set(process, &self.aside, NAME, &self.old, |_| Ok(()))?;
        }
        writing::set(process, &self.file, NAME, &self.new, |_| Ok(())).map(|_| ())
    }

    /// Deletes the key that was laid aside: from here on there is no way back.
    pub fn finish(&self) -> Result<()> {
        match std::fs::remove_file(&self.aside.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                let file = &self.aside.shown;
                let finding = diagnostic!(rotate::OLD_KEY_STAYS, file = quoted(file));
                Err(Error::settings(
                    finding.cause(error.to_string()).at(file, None),
                ))
            }
            _ => Ok(()),
        }
    }

    /// Where the old key lies.
    pub fn aside(&self) -> &Path {
        &self.aside.shown
    }
}

fn aside(file: &Place) -> Place {
    let beside = |path: &Path| {
        path.with_file_name(Ledger::FOLDER)
            .join("before-rotation.env")
    };
    Place {
        path: beside(&file.path),
        shown: beside(&file.shown),
    }
}

fn key(process: &Process, place: &Place) -> Result<Option<Secret>> {
    let loaded = env::load_file(process, &place.shown)?;
    Ok(loaded
        .settings
        .filled(NAME)
        .map(|setting| setting.value.clone()))
}

fn no_key(file: &Place) -> Error {
    Error::settings(diagnostic!(
        rotate::NO_KEY,
        file = file.shown.display(),
        quoted_file = quoted(&file.shown)
    ))
}
