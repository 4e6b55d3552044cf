//! Reading a text file, with a finding for everything that can be wrong with it.
//!
//! Owns what is said of a file that cannot be read. What stands in it belongs to `document` and `config`.

use std::io;
use std::path::Path;

use crate::diagnostics::Diagnostic;
use crate::diagnostics::{Error, Result};
use crate::input_file::{self, LARGEST};

/// Reads a regular file as UTF-8. `shown` is how the user would name it.
pub fn read_text(path: &Path, shown: &Path) -> Result<String> {
    text(input_file::read(path), shown)
}

/// Reads what the user named: a file, or a pipe such as `<(command)`.
pub fn read_named_text(path: &Path, shown: &Path) -> Result<String> {
    text(input_file::read_named(path), shown)
}

fn text(bytes: io::Result<Vec<u8>>, shown: &Path) -> Result<String> {
    let bytes = bytes.map_err(|error| Error::settings(unreadable(&error, shown)))?;
    String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|&&byte| byte == b'\n').count() + 1;
        let finding = Diagnostic::fail("file.not-utf8", "this is not UTF-8 text")
            .reason("the app reads it as UTF-8 and would stop with UnicodeDecodeError when it starts")
            .help("save it as UTF-8 in your editor, or remove the character on this line that is not UTF-8")
            .at(shown, Some(line));
        Error::settings(finding)
    })
}

/// What to say of a file that the system does not let us read.
pub fn unreadable(error: &io::Error, shown: &Path) -> Diagnostic {
    let name = shown.display();
    match error.kind() {
        io::ErrorKind::NotFound => {
            Diagnostic::fail("file.missing", format!("{name} does not exist"))
                .help("check the path; a relative one begins at the folder that you are in")
        }
        io::ErrorKind::IsADirectory => Diagnostic::fail(
            "file.is-directory",
            format!("{name} is a folder, not a file"),
        )
        .help("name the file inside it"),
        io::ErrorKind::FileTooLarge => Diagnostic::fail(
            "file.too-large",
            format!("{name} is larger than {} MiB", LARGEST >> 20),
        )
        .help("name a settings file; such a file has a few lines"),
        io::ErrorKind::InvalidInput => Diagnostic::fail(
            "file.not-regular",
            format!("{name} is not a regular file"),
        )
        .reason(error.to_string())
        .help("put a file in its place, or name it as an option's value: then a pipe is read too"),
        io::ErrorKind::PermissionDenied => {
            Diagnostic::fail("file.unreadable", format!("you may not read {name}"))
                .reason("its permissions do not let this user read it")
                .help("run navauth as the file's owner, or let its owner change the permissions")
        }
        _ => Diagnostic::fail("file.unreadable", format!("{name} could not be read"))
            .reason(error.to_string())
            .help("look at the file and its disk"),
    }
}
