//! JWT_SECRET_KEY in the `.env` file: when it may be replaced, and what prevents the app from using the new one.

use super::dotenv::edit::{self, Written};
use super::dotenv::parser::Document;
use super::locate::FilePath;
use super::{dotenv::expand, foreign_syntax, placeholder};
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::secret;
use crate::diagnostics::{Error, Result};
use crate::process::{Env, quoted};
use crate::secret::Secret;

pub const NAME: &str = "JWT_SECRET_KEY";

/// The key in this file that sessions may have been signed with: it is neither empty nor a placeholder. Exit 3 if the value is
/// the text of a secret manager.
pub fn in_use(document: &Document, env: &Env, location: &FilePath) -> Result<Option<Secret>> {
    let key = expand::value_in(document, &env.variables, NAME).filter(is_real);
    refuse_managed(key.as_ref(), location).map(|()| key)
}

/// Exit 3 if a value is a reference to a secret manager, or encrypted by one: a new key has to be saved there.
pub fn refuse_managed(key: Option<&Secret>, location: &FilePath) -> Result<()> {
    let reference = key.and_then(|key| foreign_syntax::reference(key.expose(), |_| false));
    match reference.filter(|reference| reference.is_of_manager) {
        Some(reference) => Err(Error::settings(diagnostic!(
            secret::IN_MANAGER,
            file = location.shown.display(),
            tool = reference.replaced_by
        ))),
        None => Ok(()),
    }
}

/// Whether a value is neither empty nor a placeholder.
pub fn is_real(key: &Secret) -> bool {
    !key.expose().trim().is_empty() && placeholder(key.expose()).is_none()
}

/// Writes a key to the file and returns whether it replaced one in use. Exit 2 if there is one and `rotate` is false.
pub fn write(
    env: &Env,
    location: &FilePath,
    key: &Secret,
    rotate: bool,
) -> Result<(Written, bool)> {
    let mut rotated = false;
    let written = edit::set(env, location, NAME, key, |existing| {
        refuse_managed(existing, location)?;
        rotated = existing.is_some_and(is_real);
        if rotated && !rotate {
            Err(Error::usage(exists(location)))
        } else {
            Ok(())
        }
    })?;
    Ok((written, rotated))
}

fn exists(location: &FilePath) -> Diagnostic {
    let file = location.shown.display().to_string();
    let diagnostic = diagnostic!(secret::EXISTS, file = file);
    if file == ".env" {
        diagnostic
    } else {
        diagnostic.with_help(&secret::REPLACE_IN, &[("path", &quoted(&location.shown))])
    }
}

/// What prevents the app from using the new key, or is confusing in the file.
pub fn obstacles(env: &Env, location: &FilePath, written: &Written) -> Vec<Diagnostic> {
    let shadowed = env
        .variable(NAME)
        .map(|_| diagnostic!(secret::SHADOWED, file = location.shown.display()));
    let duplicate = written.duplicates.first().map(|&line| {
        diagnostic!(secret::DUPLICATE, line = written.line).at(&location.shown, Some(line))
    });
    shadowed.into_iter().chain(duplicate).collect()
}
