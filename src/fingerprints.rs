//! Records which values were set, and when: for each place and name, a keyed hash of the value.
//!
//! The files are in `.navauth/` next to the `.env` file. They contain no secrets: a hash reveals a value only to
//! someone who guesses it, and good secrets cannot be guessed. A lost file is harmless: the values are set once more.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use crate::crypto::{hmac_sha256, random_bytes};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::{Error, Result};
use crate::process::quoted;
use crate::secret::Secret;
use crate::state_folder::StateFolder;

const VERSION: u32 = 1;

/// A kind of store: its file name and its diagnostics.
#[derive(Debug)]
pub struct StoreKind {
    /// The name of its file in [`FingerprintStore::FOLDER`].
    pub file: &'static str,
    /// The diagnostic if it cannot be read; takes its shell-quoted path.
    pub damaged: fn(&str) -> Diagnostic,
    /// The diagnostic if it cannot be written; takes its folder.
    pub unusable: fn(&str) -> Diagnostic,
}

/// The fingerprints of the values set from one folder.
#[derive(Debug)]
pub struct FingerprintStore {
    kind: &'static StoreKind,
    folder: PathBuf,
    shown: PathBuf,
    content: Content,
}

#[derive(Debug, Serialize, Deserialize)]
struct Content {
    version: u32,
    /// The key of the hashes, in base64. Each folder has its own, so that two stores cannot be compared.
    key: String,
    /// By place, then by name.
    places: BTreeMap<String, BTreeMap<String, Entry>>,
}

/// The fingerprint of one value.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entry {
    hash: String,
    /// When it was set, by the clock of that place if it reported one.
    pub set_at: Timestamp,
}

impl FingerprintStore {
    /// Opens the store next to a `.env` file. A new one is written only by [`FingerprintStore::save`].
    pub fn open_next_to(kind: &'static StoreKind, path: &Path, shown: &Path) -> Result<Self> {
        let folder = StateFolder::beside(path);
        let shown = StateFolder::beside(shown).join(kind.file);
        let content = match StateFolder::read(&folder, kind.file) {
            Ok(Some(bytes)) => serde_json::from_slice::<Content>(&bytes)
                .ok()
                .filter(Content::is_readable)
                .ok_or_else(|| kind.damaged(&shown))?,
            Ok(None) => Content {
                version: VERSION,
                key: new_key()?,
                places: BTreeMap::new(),
            },
            Err(error) => return Err(kind.unusable(&error, &shown)),
        };
        Ok(Self {
            kind,
            folder,
            shown,
            content,
        })
    }

    /// The entry for a name at a place.
    pub fn entry(&self, place: &str, name: &str) -> Option<&Entry> {
        self.content.places.get(place)?.get(name)
    }

    /// The names recorded for a place.
    pub fn names(&self, place: &str) -> impl Iterator<Item = &str> {
        self.content
            .places
            .get(place)
            .into_iter()
            .flat_map(|names| names.keys().map(String::as_str))
    }

    /// Whether a value is the recorded one.
    pub fn matches(&self, place: &str, name: &str, value: &Secret) -> bool {
        let known = self
            .entry(place, name)
            .and_then(|entry| STANDARD.decode(&entry.hash).ok());
        known.is_some_and(|known| self.hash(place, name, value).ct_eq(&known).into())
    }

    /// Records a value.
    pub fn record(
        &mut self,
        place: &str,
        name: &str,
        value: &Secret,
        set_at: Timestamp,
    ) -> Result<()> {
        let hash = STANDARD.encode(self.hash(place, name, value));
        self.content
            .places
            .entry(place.to_owned())
            .or_default()
            .insert(name.to_owned(), Entry { hash, set_at });
        self.save()
    }

    /// Removes a name.
    pub fn remove(&mut self, place: &str, name: &str) -> Result<()> {
        if let Some(names) = self.content.places.get_mut(place) {
            names.remove(name);
        }
        self.save()
    }

    /// Writes the file atomically, readable only by its owner, in a folder that git ignores.
    pub fn save(&self) -> Result<()> {
        self.write()
            .map_err(|error| self.kind.unusable(&error, &self.shown))
    }

    fn write(&self) -> io::Result<()> {
        let text = serde_json::to_string_pretty(&self.content)? + "\n";
        StateFolder::open(&self.folder)?.write(self.kind.file, text.as_bytes())
    }

    /// The keyed hash of a value. It includes place and name, so that equal values have different hashes.
    fn hash(&self, place: &str, name: &str, value: &Secret) -> Vec<u8> {
        let message = [place, name, value.expose()].join("\0");
        hmac_sha256(&self.content.key, message)
    }
}

impl Content {
    fn is_readable(&self) -> bool {
        self.version == VERSION && self.key.len() >= 32
    }
}

fn new_key() -> Result<String> {
    let key = random_bytes::<32>().map_err(|error| Error::bug(error.to_string()))?;
    Ok(STANDARD.encode(key))
}

impl StoreKind {
    fn damaged(&self, shown: &Path) -> Error {
        Error::settings((self.damaged)(&quoted(shown)).at(shown, None))
    }

    fn unusable(&self, error: &io::Error, shown: &Path) -> Error {
        if let Some(refusal) = StateFolder::refusal(error, shown.parent().unwrap_or(shown)) {
            return Error::settings(refusal);
        }
        let folder = shown.parent().unwrap_or(shown).display().to_string();
        let diagnostic = (self.unusable)(&folder).reason(error.to_string());
        Error::settings(diagnostic.at(shown, None))
    }
}

#[cfg(test)]
mod tests {
    use super::{FingerprintStore, StoreKind};
    use crate::diagnostics::{Code, Diagnostic};
    use crate::secret::Secret;

    const VALUE: &str = "GOCSPX-canary-canary-canary";

    const KIND: StoreKind = StoreKind {
        file: "pushed.json",
        damaged: |file| {
            Diagnostic::fail(Code::for_test("a.damaged"), "").command(format!("rm {file}"))
        },
        unusable: |_| Diagnostic::fail(Code::for_test("a.unusable"), ""),
    };

    #[test]
    fn matches_recorded_values_without_storing_them() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".env.production");
        let mut store =
            FingerprintStore::open_next_to(&KIND, &path, "x/.env.production".as_ref()).unwrap();
        store
            .record(
                "place",
                "A",
                &Secret::new(VALUE),
                jiff::Timestamp::UNIX_EPOCH,
            )
            .unwrap();
        let text = std::fs::read_to_string(folder.path().join(".navauth/pushed.json")).unwrap();
        assert!(!text.contains("canary"), "{text}");
        assert_eq!(
            std::fs::read_to_string(folder.path().join(".navauth/.gitignore")).unwrap(),
            "*\n"
        );

        let mut store =
            FingerprintStore::open_next_to(&KIND, &path, "x/.env.production".as_ref()).unwrap();
        assert!(store.matches("place", "A", &Secret::new(VALUE)));
        assert!(!store.matches("place", "A", &Secret::new("other")));
        assert!(!store.matches("place", "B", &Secret::new(VALUE)));
        assert!(!store.matches("elsewhere", "A", &Secret::new(VALUE)));
        assert_eq!(store.names("place").collect::<Vec<_>>(), ["A"]);
        store.remove("place", "A").unwrap();
        assert!(
            FingerprintStore::open_next_to(&KIND, &path, "x".as_ref())
                .unwrap()
                .entry("place", "A")
                .is_none()
        );
    }

    #[test]
    fn a_damaged_store_is_reported_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(".navauth/pushed.json");
        std::fs::create_dir(folder.path().join(".navauth")).unwrap();
        for text in [
            "",
            "{",
            r#"{"version":1,"key":"","places":{}}"#,
            r#"{"version":2,"key":"0123456789012345678901234567890123456789","places":{}}"#,
        ] {
            std::fs::write(&file, text).unwrap();
            let error =
                FingerprintStore::open_next_to(&KIND, &folder.path().join("f"), "x/f".as_ref())
                    .unwrap_err();
            assert_eq!(error.diagnostic.id(), "a.damaged");
            let expected = if cfg!(windows) {
                r"rm 'x\.navauth\pushed.json'"
            } else {
                "rm x/.navauth/pushed.json"
            };
            assert_eq!(error.diagnostic.fix.unwrap().command.unwrap(), expected);
        }
        std::fs::remove_file(&file).unwrap();
        std::fs::create_dir(&file).unwrap();
        assert_eq!(
            FingerprintStore::open_next_to(&KIND, &folder.path().join("f"), "f".as_ref())
                .unwrap_err()
                .diagnostic
                .id(),
            "a.unusable"
        );
    }
}
