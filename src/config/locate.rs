//! Finds the `.env` file and navauth.toml.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::process::Env;

/// The development settings, which the app reads.
const DEVELOPMENT: &str = ".env";

/// The production settings, which `push-secrets` sends.
const PRODUCTION: &str = ".env.production";

/// The most files of a folder that are searched.
const MOST_ENTRIES: usize = 10_000;

/// The suffix of the copies that earlier versions of navauth left.
pub(super) const LEFTOVER_END: &str = ".navauth-new";

/// The most settings files of a folder that are considered.
const MOST_SETTINGS_FILES: usize = 20;

/// The files requested on the command line.
#[derive(Clone, Debug, Default)]
pub struct SettingsSources {
    /// `--env-file`.
    pub env_file: Option<PathBuf>,
    /// Whether that file was found by an earlier search, and not given by the user.
    pub is_found: bool,
    /// `--no-env-file`.
    pub no_env_file: bool,
    /// `--config`.
    pub config: Option<PathBuf>,
    /// Whether the file in `--env-file` may be missing, because the command creates it.
    pub may_create: bool,
}

/// A path, and how to show it relative to the working directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePath {
    /// The path to open.
    pub path: PathBuf,
    /// The path to show.
    pub shown: PathBuf,
}

impl FilePath {
    /// A path as given by the user.
    pub fn given(env: &Env, path: &Path) -> Self {
        Self {
            path: env.directory.join(path),
            shown: path.to_owned(),
        }
    }

    /// The file that a link leads to; otherwise the same.
    #[must_use]
    pub fn target(&self, env: &Env) -> Self {
        if !self.path.is_symlink() {
            return self.clone();
        }
        let Ok(path) = fs::canonicalize(&self.path) else {
            return self.clone();
        };
        let here = fs::canonicalize(&env.directory).unwrap_or_default();
        let shown = path.strip_prefix(here).unwrap_or(&path).to_owned();
        Self { path, shown }
    }

    /// The production settings next to the development settings.
    #[must_use]
    pub fn production(&self) -> Self {
        self.next_to(PRODUCTION)
    }

    /// `.env.production` for `.env`, and the other way round. None for other names.
    pub fn other_environment(&self) -> Option<Self> {
        match self.path.file_name()?.to_str()? {
            DEVELOPMENT => Some(self.next_to(PRODUCTION)),
            PRODUCTION => Some(self.next_to(DEVELOPMENT)),
            _ => None,
        }
    }

    /// The names of all settings files in a folder, except templates.
    pub fn settings_files(folder: &Path) -> Vec<String> {
        let Ok(entries) = fs::read_dir(folder) else {
            return Vec::new();
        };
        let names = entries.take(MOST_ENTRIES).filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name().into_string().ok()?;
            let is_settings = name.starts_with(DEVELOPMENT) || name.ends_with(DEVELOPMENT);
            let is_template = similar_kind(&name, false) == Some(SimilarKind::Example);
            let is_file = entry.file_type().ok()?.is_file();
            let is_leftover = name.ends_with(LEFTOVER_END);
            (is_settings && !is_template && !is_leftover && is_file).then_some(name)
        });
        let mut names: Vec<String> = names.collect();
        names.sort_unstable();
        names.truncate(MOST_SETTINGS_FILES);
        names
    }

    /// The same folder with another file name.
    fn next_to(&self, name: &str) -> Self {
        Self {
            path: self.path.with_file_name(name),
            shown: self.shown.with_file_name(name),
        }
    }

    fn is_file(&self) -> bool {
        // The app ignores a folder with this name, such as a Python environment, but not a named pipe.
        fs::metadata(&self.path).is_ok_and(|metadata| !metadata.is_dir())
    }
}

/// The `.env` to read: the requested one, else the one in the working directory, else the nearest one upward within
/// the same git repository.
pub(super) fn env_file(env: &Env, sources: &SettingsSources) -> Option<FilePath> {
    if sources.no_env_file {
        return None;
    }
    if let Some(path) = &sources.env_file {
        let location = FilePath::given(env, path);
        let missing = || {
            fs::metadata(&location.path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
        };
        return if sources.may_create && missing() {
            None
        } else {
            Some(location)
        };
    }
    if is_switched_off(env) {
        return None;
    }
    // Outside a repository, the project's root is unknown.
    let depth = env
        .directory
        .ancestors()
        .position(|folder| folder.join(".git").exists())
        .unwrap_or(0);
    let mut upward = env.directory.ancestors().take(depth + 1).enumerate();
    upward.find_map(|(steps, folder)| {
        let shown = std::iter::repeat_n("..", steps)
            .collect::<PathBuf>()
            .join(".env");
        Some(FilePath {
            path: folder.join(".env"),
            shown,
        })
        .filter(FilePath::is_file)
    })
}

/// A file that may be what the user meant as `.env`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimilarFile {
    /// Its name in the working directory.
    pub name: String,
    pub kind: SimilarKind,
    /// Where a broken link points to.
    pub target: Option<PathBuf>,
}

/// What a file with a name similar to `.env` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SimilarKind {
    /// A link named `.env` whose target does not exist.
    BrokenLink,
    /// A `.env` file with the wrong name, such as `.env.txt`.
    Misnamed,
    /// A folder named `.env`.
    Folder,
    /// Settings that the app does not read, such as `.env.local`.
    Other,
    /// A template, such as `.env.example`.
    Example,
    /// The settings of the live site.
    Production,
    /// A file that dotenv-vault encrypted.
    Vault,
    /// A `.env` file in a folder below.
    Below,
}

/// The most likely candidate for a missing `.env` in the working directory.
pub(super) fn similar_file(env: &Env) -> Option<SimilarFile> {
    let entries = fs::read_dir(&env.directory).ok()?;
    let files = entries.take(MOST_ENTRIES).filter_map(|entry| {
        let entry = entry.ok()?;
        let name = entry.file_name().into_string().ok()?;
        let kind = similar_kind(&name, entry.metadata().ok()?.is_dir())?;
        // One that exists was found before.
        let link = fs::read_link(entry.path()).ok();
        let target = link.filter(|_| name == DEVELOPMENT);
        let kind = target.as_ref().map_or(kind, |_| SimilarKind::BrokenLink);
        Some(SimilarFile { name, kind, target })
    });
    let here = files.min_by(|one, other| (one.kind, &one.name).cmp(&(other.kind, &other.name)));
    here.or_else(|| below(env))
}

/// The only `.env` file in the folders below.
fn below(env: &Env) -> Option<SimilarFile> {
    let entries = fs::read_dir(&env.directory).ok()?.take(MOST_ENTRIES);
    let names = entries.filter_map(|entry| {
        let entry = entry.ok()?;
        let file = entry.path().join(DEVELOPMENT);
        let is_file = entry.file_type().ok()?.is_dir() && file.is_file();
        let folder = is_file.then(|| entry.file_name().into_string().ok());
        Some(format!("{}/{DEVELOPMENT}", folder??))
    });
    let names: Vec<String> = names.take(2).collect();
    let [name] = <[String; 1]>::try_from(names).ok()?;
    Some(SimilarFile {
        name,
        kind: SimilarKind::Below,
        target: None,
    })
}

fn similar_kind(name: &str, is_folder: bool) -> Option<SimilarKind> {
    const EXAMPLES: [&str; 5] = ["example", "sample", "template", "dist", "defaults"];
    const DOCUMENTS: [&str; 7] = ["", "txt", "rtf", "doc", "docx", "text", "env"];
    const OTHERS: [&str; 4] = ["local", "development", "dev", "staging"];
    const LIVE: [&str; 2] = ["production", "prod"];
    if is_folder {
        return (name == DEVELOPMENT).then_some(SimilarKind::Folder);
    }
    let lower = name.trim().to_lowercase();
    let words: Vec<&str> = lower
        .split(['.', '-', '_', ' '])
        .filter(|word| !word.is_empty())
        .collect();
    let is = |words: &[&str], ends: &[&str]| match words {
        ["env" | "dotenv"] => ends.contains(&""),
        ["env" | "dotenv", end] | [end, "env"] => ends.contains(end),
        _ => false,
    };
    if words == ["env", "vault"] {
        Some(SimilarKind::Vault)
    } else if is(&words, &EXAMPLES) {
        Some(SimilarKind::Example)
    } else if is(&words, &LIVE) {
        Some(SimilarKind::Production)
    } else if is(&words, &OTHERS) {
        Some(SimilarKind::Other)
    } else if is(&words, &DOCUMENTS) || words == ["dot", "env"] {
        Some(SimilarKind::Misnamed)
    } else {
        None
    }
}

/// The `.env` to write: the one that is read, else the one to create.
pub fn destination(env: &Env, sources: &SettingsSources) -> FilePath {
    env_file(env, sources).unwrap_or_else(|| {
        FilePath::given(
            env,
            sources.env_file.as_deref().unwrap_or(Path::new(".env")),
        )
    })
}

/// The navauth.toml to read: the requested one, else the one next to the `.env`, else the one in the working
/// directory.
pub(super) fn config_file(
    env: &Env,
    sources: &SettingsSources,
    env_file: Option<&FilePath>,
) -> Option<FilePath> {
    const NAME: &str = "navauth.toml";
    if let Some(path) = &sources.config {
        return Some(FilePath::given(env, path));
    }
    let next_to = env_file
        .map(|location| location.next_to(NAME))
        .filter(FilePath::is_file);
    next_to.or_else(|| Some(FilePath::given(env, Path::new(NAME))).filter(FilePath::is_file))
}

/// Whether python-dotenv is disabled for the app, so that it reads no `.env` file.
pub fn is_switched_off(env: &Env) -> bool {
    let value = env
        .variable("PYTHON_DOTENV_DISABLED")
        .unwrap_or_default()
        .to_lowercase();
    matches!(value.as_str(), "1" | "true" | "t" | "yes" | "y")
}

#[cfg(test)]
mod tests {
    use super::{SimilarKind, similar_kind};

    #[test]
    fn recognizes_names_similar_to_env() {
        use SimilarKind::{Example, Misnamed, Other, Production, Vault};
        for (name, kind) in [
            (".env.txt", Some(Misnamed)),
            ("env", Some(Misnamed)),
            ("env.txt", Some(Misnamed)),
            (".ENV", Some(Misnamed)),
            (".env ", Some(Misnamed)),
            (".env.env", Some(Misnamed)),
            ("_env", Some(Misnamed)),
            ("dotenv", Some(Misnamed)),
            (".env.example", Some(Example)),
            ("example.env", Some(Example)),
            (".env-sample", Some(Example)),
            (".env.local", Some(Other)),
            (".env.development", Some(Other)),
            (".env.production", Some(Production)),
            ("environment.yml", None),
            ("env.py", None),
            (".env.vault", Some(Vault)),
            (".envrc", None),
            ("README.md", None),
        ] {
            assert_eq!(similar_kind(name, false), kind, "{name}");
        }
        assert_eq!(similar_kind(".env", true), Some(SimilarKind::Folder));
        assert_eq!(similar_kind("env", true), None);
    }
}
