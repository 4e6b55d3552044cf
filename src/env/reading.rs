//! Reading a text file, with a finding for everything that can be wrong with it.
//!
//! Owns what is said of a file that cannot be read. What stands in it belongs to `document` and `config`.

use std::io;
use std::path::Path;

use crate::error::{Error, Result};
use crate::finding::Finding;
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
        let finding = Finding::fail("file.not-utf8", "this is not UTF-8 text")
            .cause("the app reads it as UTF-8 and would stop with UnicodeDecodeError when it starts")
            .fix("save it as UTF-8 in your editor, or remove the character on this line that is not UTF-8")
            .at(shown, Some(line));
        Error::settings(finding)
    })
}

/// What to say of a file that the system does not let us read.
pub fn unreadable(error: &io::Error, shown: &Path) -> Finding {
    let name = shown.display();
    match error.kind() {
        io::ErrorKind::NotFound => Finding::fail("file.missing", format!("{name} does not exist"))
            .fix("check the path; a relative one begins at the folder that you are in"),
        io::ErrorKind::IsADirectory => Finding::fail(
            "file.is-directory",
            format!("{name} is a folder, not a file"),
        )
        .fix("name the file inside it"),
        io::ErrorKind::FileTooLarge => Finding::fail(
            "file.too-large",
            format!("{name} is larger than {} MiB", LARGEST >> 20),
        )
        .fix("name a settings file; such a file has a few lines"),
        io::ErrorKind::InvalidInput => Finding::fail(
            "file.not-regular",
            format!("{name} is not a regular file"),
        )
        .cause(error.to_string())
        .fix("put a file in its place, or name it as an option's value: then a pipe is read too"),
        io::ErrorKind::PermissionDenied => {
            Finding::fail("file.unreadable", format!("you may not read {name}"))
                .cause("its permissions do not let this user read it")
                .fix("run navauth as the file's owner, or let its owner change the permissions")
        }
        _ => Finding::fail("file.unreadable", format!("{name} could not be read"))
            .cause(error.to_string())
            .fix("look at the file and its disk"),
    }
}
