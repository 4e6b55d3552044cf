//! Everything around the `.env` file: its backup, its mode, its .gitignore entry, and leftovers of earlier versions.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::git;
use super::locate::{FilePath, LEFTOVER_END};
use crate::diagnostic;
use crate::diagnostics::catalog::{file, git as git_codes};
use crate::diagnostics::redaction::escape_for_terminal;
use crate::diagnostics::{Code, Diagnostic, Error, Result};
use crate::input_file;
use crate::process::{Env, quoted};
use crate::state_folder::StateFolder;

/// Copies the file to where only its owner can read it and git ignores it, and returns that path.
pub fn back_up(env: &Env, location: &FilePath) -> Result<PathBuf> {
    let name = format!(
        "env-before-{}",
        env.now().strftime("%Y-%m-%dT%H-%M-%S%.3fZ")
    );
    let shown = StateFolder::beside(&location.shown);
    let copied = input_file::read(&location.path).and_then(|bytes| {
        StateFolder::open(&StateFolder::beside(&location.path))?.write(&name, &bytes)
    });
    copied.map_err(|error| {
        StateFolder::refusal(&error, &shown)
            .map_or_else(|| failed(&file::NO_BACKUP, &error), Error::settings)
    })?;
    Ok(shown.join(name))
}

/// Copies that earlier versions of navauth left when they were killed while writing `.env`, `.env.production` or
/// navauth.toml. Git does not ignore them.
pub fn leftovers(location: &FilePath) -> Vec<FilePath> {
    let config = FilePath {
        path: location.path.with_file_name("navauth.toml"),
        shown: location.shown.with_file_name("navauth.toml"),
    };
    let files = [
        Some(location.clone()),
        location.other_environment(),
        Some(config),
    ];
    let leftover = |file: FilePath| {
        let mut name = file.path.file_name()?.to_owned();
        name.push(LEFTOVER_END);
        let leftover = FilePath {
            path: file.path.with_file_name(&name),
            shown: file.shown.with_file_name(&name),
        };
        fs::symlink_metadata(&leftover.path)
            .is_ok_and(|metadata| !metadata.is_dir())
            .then_some(leftover)
    };
    files.into_iter().flatten().filter_map(leftover).collect()
}

pub fn remove_leftovers(location: &FilePath) -> Result<()> {
    let remove = |leftover: &FilePath| fs::remove_file(&leftover.path);
    leftovers(location)
        .iter()
        .try_for_each(remove)
        .map_err(|error| failed(&file::LEFTOVER_NOT_REMOVED, &error))
}

/// Removes other users' permission to read the file.
pub fn keep_private(location: &FilePath) -> Result<()> {
    let done = set_private(&location.path);
    done.map_err(|error| failed(&file::MODE_NOT_CHANGED, &error))
}

#[cfg(unix)]
fn set_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let path = crate::atomic_file::resolve_inside(path)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn set_private(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// Why git may publish the secrets in the file: it tracks it, or does not ignore it. Of a link, this is about its target, which
/// contains them.
pub async fn publication(env: &Env, location: &FilePath, deadline: Duration) -> Option<Diagnostic> {
    let location = location.target(env);
    let status = git::status(&location.path, &env.variables, deadline).await?;
    if status.tracked {
        Some(tracked(&location.shown))
    } else if status.ignored {
        None
    } else {
        Some(not_ignored(&location.shown))
    }
}

/// Git tracks this settings file.
pub fn tracked(shown: &Path) -> Diagnostic {
    diagnostic!(
        git_codes::ENV_TRACKED,
        file = shown.display(),
        path = quoted(shown),
        name = quoted_name(shown),
        gitignore = quoted(&shown.with_file_name(".gitignore"))
    )
}

/// Git would take this settings file with the next `git add .`.
pub fn not_ignored(shown: &Path) -> Diagnostic {
    diagnostic!(
        git_codes::ENV_NOT_IGNORED,
        file = shown.display(),
        name = quoted_name(shown),
        gitignore = quoted(&shown.with_file_name(".gitignore"))
    )
}

/// A pattern for .gitignore, quoted for a shell.
fn quoted_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    // A pattern that begins with one of these would be an option of `echo`, a comment or an exception.
    if name.to_string_lossy().starts_with(['-', '#', '!']) {
        quoted(&Path::new("/").join(name))
    } else {
        quoted(Path::new(name))
    }
}

/// The pattern that makes git ignore exactly this file name.
pub fn ignore_line(location: &FilePath) -> String {
    let name = location
        .path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let special = |character: char| matches!(character, '*' | '?' | '[' | ']' | '\\' | ' ');
    name.chars().fold("/".to_owned(), |mut line, character| {
        if special(character) {
            line.push('\\');
        }
        line.push(character);
        line
    })
}

/// Adds that pattern to the .gitignore next to the file.
pub fn ignore(location: &FilePath) -> Result<()> {
    let path = location.path.with_file_name(".gitignore");
    // The link may be from the repository, and git does not follow it either.
    if path.is_symlink() {
        return Err(Error::settings(diagnostic!(
            file::GITIGNORE_LINK,
            line = ignore_line(location)
        )));
    }
    let added = input_file::read(&path).or_else(|error| {
        if error.kind() == io::ErrorKind::NotFound {
            Ok(Vec::new())
        } else {
            Err(error)
        }
    });
    let added = added.and_then(|before| {
        let end = if before.is_empty() || before.ends_with(b"\n") {
            ""
        } else {
            "\n"
        };
        let mut file = OpenOptions::new().append(true).create(true).open(&path)?;
        file.write_all(format!("{end}{}\n", ignore_line(location)).as_bytes())
    });
    added.map_err(|error| failed(&file::NOT_IGNORED, &error))
}

fn failed(code: &'static Code, error: &io::Error) -> Error {
    let diagnostic = code.diagnostic(&[]);
    Error::settings(diagnostic.reason(escape_for_terminal(&error.to_string())))
}
