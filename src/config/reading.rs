//! Reads text files, with a diagnostic for every failure.

use std::io;
use std::path::Path;

use crate::diagnostic;
use crate::diagnostics::catalog::file;
use crate::diagnostics::{Diagnostic, Help};
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

/// Fails if a path that the user did not give is not a regular file: a pipe or a device might never end.
pub fn require_regular(path: &Path, shown: &Path) -> Result<()> {
    match input_file::open_regular(path) {
        Ok(_) => Ok(()),
        Err(error) => Err(Error::settings(unreadable(&error, shown))),
    }
}

fn text(bytes: io::Result<Vec<u8>>, shown: &Path) -> Result<String> {
    let bytes = bytes.map_err(|error| Error::settings(unreadable(&error, shown)))?;
    if let Some(encoding) = utf16(&bytes) {
        return Err(Error::settings(diagnostic!(
            file::UTF16,
            file = shown.display(),
            path = quoted(shown),
            encoding = encoding
        )));
    }
    if let Some((tool, help)) = encrypted(&bytes) {
        let diagnostic = diagnostic!(file::ENCRYPTED, file = shown.display(), tool = tool);
        return Err(Error::settings(
            diagnostic.with_help(help, &[("path", &quoted(shown))]),
        ));
    }
    String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()]
            .iter()
            .filter(|&&byte| byte == b'\n')
            .count()
            + 1;
        Error::settings(diagnostic!(file::NOT_UTF8).at(shown, Some(line)))
    })
}

/// The tool that encrypted a file as a whole or every value in it, and how to decrypt it.
fn encrypted(bytes: &[u8]) -> Option<(&'static str, &'static Help)> {
    const BEGINNINGS: [(&[u8], &str, &Help); 5] = [
        (b"\0GITCRYPT\0", "git-crypt", &file::UNLOCK_GIT_CRYPT),
        (
            b"$ANSIBLE_VAULT;",
            "Ansible Vault",
            &file::VIEW_ANSIBLE_VAULT,
        ),
        (b"-----BEGIN PGP MESSAGE-----", "GnuPG", &file::DECRYPT_GPG),
        (b"-----BEGIN AGE ENCRYPTED FILE-----", "age", &file::DECRYPT),
        (b"age-encryption.org/v1", "age", &file::DECRYPT),
    ];
    let whole = BEGINNINGS
        .iter()
        .find(|(start, _, _)| bytes.starts_with(start));
    if let Some((_, tool, help)) = whole {
        return Some((tool, help));
    }
    // sops adds these lines to a file in dotenv format.
    let of_sops = |line: &[u8]| line.starts_with(b"sops_mac=ENC[");
    let mut lines = bytes.split(|byte| matches!(byte, b'\n' | b'\r'));
    lines.any(of_sops).then_some(("sops", &file::DECRYPT_SOPS))
}

/// The name of the encoding if the bytes are UTF-16: by their byte order mark, or because every other byte of the text is zero.
fn utf16(bytes: &[u8]) -> Option<&'static str> {
    let is_utf32 = bytes.starts_with(&[0xff, 0xfe, 0, 0]);
    let has_mark = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    if has_mark {
        return (!is_utf32).then_some("UTF-16");
    }
    let pairs = bytes.chunks_exact(2);
    let half = pairs.len() / 2;
    let zeros = |index: usize| {
        let pairs = bytes.chunks_exact(2);
        let pairs = pairs.filter(|pair| pair[index] == 0 && pair[1 - index] != 0);
        pairs.count()
    };
    match (zeros(1) > half, zeros(0) > half) {
        (true, false) => Some("UTF-16LE"),
        (false, true) => Some("UTF-16BE"),
        _ => None,
    }
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

#[cfg(test)]
mod tests {
    use super::utf16;

    #[test]
    fn recognizes_utf16_with_and_without_its_mark() {
        let little = |text: &str| {
            text.encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<_>>()
        };
        let big = |text: &str| {
            text.encode_utf16()
                .flat_map(u16::to_be_bytes)
                .collect::<Vec<_>>()
        };
        let line = "NAME=größe\nOTHER=x\n";
        for (bytes, encoding) in [
            (little(line), Some("UTF-16LE")),
            (big(line), Some("UTF-16BE")),
            (little(&format!("\u{feff}{line}")), Some("UTF-16")),
            (big(&format!("\u{feff}{line}")), Some("UTF-16")),
            (line.as_bytes().to_vec(), None),
            (b"NAME=x\0y\n".to_vec(), None),
            (vec![0; 40], None),
            (b"\xff\xfe\0\0N\0\0\0".to_vec(), None),
            (Vec::new(), None),
        ] {
            assert_eq!(utf16(&bytes), encoding, "{bytes:?}");
        }
    }
}
