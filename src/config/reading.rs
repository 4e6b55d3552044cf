//! Reads text files, with a diagnostic for every failure.

use std::io;
use std::path::Path;

use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::file;
use crate::diagnostics::{Error, Result};
use crate::input_file::{self, LARGEST};
use crate::process::quoted;

/// Reads a regular file as UTF-8. `shown` is its path in messages.
pub fn read_text(path: &Path, shown: &Path) -> Result<String> {
    text(input_file::read(path), shown)
}

/// Reads a path given by the user: a file, or a pipe such as `<(command)`.
pub fn read_named_text(path: &Path, shown: &Path) -> Result<String> {
    text(input_file::read_named(path), shown)
}

fn text(bytes: io::Result<Vec<u8>>, shown: &Path) -> Result<String> {
    let bytes = bytes.map_err(|error| Error::settings(unreadable(&error, shown)))?;
    String::from_utf8(bytes).map_err(|error| {
        if is_utf16(error.as_bytes()) {
            return Error::settings(diagnostic!(
                file::UTF16,
                file = shown.display(),
                path = quoted(shown)
            ));
        }
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()]
            .iter()
            .filter(|&&byte| byte == b'\n')
            .count()
            + 1;
        Error::settings(diagnostic!(file::NOT_UTF8).at(shown, Some(line)))
    })
}

/// Whether the bytes start with the byte order mark of UTF-16, in either order.
fn is_utf16(bytes: &[u8]) -> bool {
    let utf32 = bytes.starts_with(&[0xff, 0xfe, 0, 0]);
    !utf32 && (bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]))
}

/// The diagnostic for a file that cannot be read.
pub fn unreadable(error: &io::Error, shown: &Path) -> Diagnostic {
    let name = shown.display();
    match error.kind() {
        io::ErrorKind::NotFound => diagnostic!(file::MISSING, file = name),
        io::ErrorKind::IsADirectory => diagnostic!(file::IS_DIRECTORY, file = name),
        io::ErrorKind::FileTooLarge => {
            diagnostic!(file::TOO_LARGE, file = name, limit = LARGEST >> 20)
        }
        io::ErrorKind::InvalidInput => {
            diagnostic!(file::NOT_REGULAR, file = name).reason(error.to_string())
        }
        io::ErrorKind::PermissionDenied => diagnostic!(file::UNREADABLE, file = name)
            .reason(file::MAY_NOT_READ)
            .help(file::READ_AS_OWNER),
        _ => diagnostic!(file::UNREADABLE, file = name).reason(error.to_string()),
    }
}
