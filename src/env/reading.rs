//! Reading a text file, with a finding for everything that can be wrong with it.
//!
//! Owns what is said of a file that cannot be read. What stands in it belongs to `document` and `config`.

use std::io::{self, Read};
use std::path::Path;

use crate::error::{Error, Result};
use crate::finding::Finding;

/// More than any settings file holds; keeps a device or a wrong file from filling the memory.
const LARGEST: u64 = 4 << 20;

/// Reads a file as UTF-8. `shown` is how the person would name it.
pub fn read_text(path: &Path, shown: &Path) -> Result<String> {
    let bytes = read_bytes(path).map_err(|error| Error::settings(unreadable(&error, shown)))?;
    if bytes.len() as u64 > LARGEST {
        let finding = Finding::fail(
            "file.too-large",
            format!("{} is larger than {} MiB", shown.display(), LARGEST >> 20),
        );
        return Err(Error::settings(
            finding.fix("name a settings file; such a file has a few lines"),
        ));
    }
    String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|&&byte| byte == b'\n').count() + 1;
        let finding = Finding::fail("file.not-utf8", "this is not UTF-8 text")
            .cause("the app reads it as UTF-8 and would stop with UnicodeDecodeError when it starts")
            .fix("save it as UTF-8 in your editor, or remove the character on this line that is not UTF-8")
            .at(shown, Some(line));
        Error::settings(finding)
    })
}

fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let file = std::fs::File::open(path)?;
    let length = file.metadata().map_or(0, |metadata| metadata.len());
    let mut bytes =
        Vec::with_capacity(usize::try_from(length.min(LARGEST) + 1).unwrap_or_default());
    file.take(LARGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
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
