//! JWT_SECRET_KEY in the `.env` file: when it may be replaced, and what keeps the app from seeing the new one.
//!
//! Owns the rule that a key in use is not replaced unasked. Writing the file belongs to `writing`, asking to the command.

use super::dotenv::edit::{self, Written};
use super::dotenv::parser::Document;
use super::locate::Place;
use super::{dotenv::expand, placeholder};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::{Error, Result};
use crate::process::Process;
use crate::secret::Secret;

/// The variable.
pub const NAME: &str = "JWT_SECRET_KEY";

/// Whether sessions may be signed with the key in this file: it is neither empty nor a placeholder.
pub fn is_in_use(document: &Document, process: &Process) -> bool {
    expand::value_in(document, &process.variables, NAME).is_some_and(|key| is_real(&key))
}

/// Whether a value is a key, and neither nothing nor a placeholder.
pub fn is_real(key: &Secret) -> bool {
    !key.expose().trim().is_empty() && placeholder(key.expose()).is_none()
}

/// Puts a key into the file and tells whether it replaced one in use. Fails (exit 2) when there is one and `rotate` is false.
pub fn write(
    process: &Process,
    place: &Place,
    key: &Secret,
    rotate: bool,
) -> Result<(Written, bool)> {
    let mut rotated = false;
    let written = edit::set(process, place, NAME, key, |existing| {
        rotated = existing.is_some_and(is_real);
        if rotated && !rotate {
            Err(Error::usage(exists(place)))
        } else {
            Ok(())
        }
    })?;
    Ok((written, rotated))
}

fn exists(place: &Place) -> Diagnostic {
    let file = place.shown.display().to_string();
    let option = if file == ".env" {
        String::new()
    } else {
        format!(" --env-file '{}'", file.replace('\'', "'\\''"))
    };
    Diagnostic::fail("secret.exists", format!("{file} has a {NAME} already"))
        .reason("sessions are signed with it: a new key ends them all, and everybody has to sign in again")
        .help("keep the key that is there, or say that it is to be replaced")
        .command(format!("navauth gen-secret --write --rotate{option}"))
}

/// What keeps the app from seeing the key that was written, or confuses whoever reads the file.
pub fn obstacles(process: &Process, place: &Place, written: &Written) -> Vec<Diagnostic> {
    let shadowed = process.variable(NAME).map(|_| {
        Diagnostic::warn(
            "secret.shadowed",
            format!(
                "{NAME} is also set in the process environment, which wins over {}",
                place.shown.display()
            ),
        )
        .reason("an app that is started from here uses that key, not the new one")
        .help("unset it before you start the app")
        .command(format!("unset {NAME}"))
    });
    let duplicate = written.duplicates.first().map(|&line| {
        Diagnostic::warn(
            "secret.duplicate",
            format!("{NAME} is set here too, without effect"),
        )
        .reason(format!(
            "the app takes the last one, on line {}",
            written.line
        ))
        .help("remove this line")
        .at(&place.shown, Some(line))
    });
    shadowed.into_iter().chain(duplicate).collect()
}
