//! The trusted root certificates: those of SSL_CERT_FILE and SSL_CERT_DIR, else the system's.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::diagnostics::Error;
use crate::diagnostics::catalog::tls;
use crate::diagnostics::redaction::sanitize;
use crate::{diagnostic, input_file, process, text};

/// A file with trusted certificates, for OpenSSL, Python, curl and navauth.
const FILE: &str = "SSL_CERT_FILE";

/// Folders with one file per trusted certificate.
const FOLDERS: &str = "SSL_CERT_DIR";

/// The most bytes that are read of all files in SSL_CERT_DIR; a system has less than 1 MiB.
const LARGEST_FOLDER: usize = 16 << 20;

/// The certificates that the environment configures.
#[derive(Clone, Debug, Default)]
pub struct TrustVariables {
    file: Option<PathBuf>,
    folders: Option<OsString>,
}

/// Why the configured certificates could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    pub variable: &'static str,
    /// Its file or folder.
    pub path: PathBuf,
    pub reason: String,
}

impl TrustVariables {
    /// Reads the process environment.
    pub fn from_os() -> Self {
        Self::read(&process::os_variable)
    }

    /// Reads environment variables through a lookup function.
    pub fn read(variable: &dyn Fn(&str) -> Option<OsString>) -> Self {
        Self {
            file: variable(FILE).map(PathBuf::from),
            folders: variable(FOLDERS).filter(|folders| !folders.is_empty()),
        }
    }

    /// The trusted certificates, in words.
    pub fn words(&self) -> String {
        match (&self.file, &self.folders) {
            (None, None) => "this system's certificate store".to_owned(),
            (Some(file), _) => format!("{FILE} ({})", sanitize(&file.display().to_string())),
            (None, Some(folders)) => {
                format!("{FOLDERS} ({})", sanitize(&folders.to_string_lossy()))
            }
        }
    }

    /// Loads the configured certificates; None if none are configured and the system's apply.
    pub fn load(&self) -> Result<Option<Vec<CertificateDer<'static>>>, Unreadable> {
        if self.file.is_none() && self.folders.is_none() {
            return Ok(None);
        }
        let mut certificates = match &self.file {
            Some(file) => from_file(file).map_err(|reason| unreadable(FILE, file, reason))?,
            None => Vec::new(),
        };
        for folder in self.folders.iter().flat_map(std::env::split_paths) {
            let read = from_folder(&folder)
                .map_err(|reason| unreadable(FOLDERS, &folder, reason.to_string()))?;
            certificates.extend(read);
        }
        if certificates.is_empty() {
            let folders = PathBuf::from(self.folders.clone().unwrap_or_default());
            let reason = "no file there contains a certificate".to_owned();
            return Err(unreadable(FOLDERS, &folders, reason));
        }
        Ok(Some(certificates))
    }
}

impl Unreadable {
    /// As a fatal error: the environment is invalid for every server.
    pub fn error(&self) -> Error {
        if self.path.as_os_str().is_empty() {
            let diagnostic = diagnostic!(
                tls::TRUST_FILE,
                variable = self.variable,
                file = tls::EMPTY_VALUE
            );
            return Error::settings(diagnostic.help(text!(tls::UNSET, variable = self.variable)));
        }
        let diagnostic = diagnostic!(
            tls::TRUST_FILE,
            variable = self.variable,
            file = sanitize(&self.path.display().to_string())
        );
        Error::settings(diagnostic.observed(sanitize(&self.reason)))
    }
}

fn unreadable(variable: &'static str, path: &Path, reason: String) -> Unreadable {
    Unreadable {
        variable,
        path: path.to_owned(),
        reason,
    }
}

fn from_file(file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    if file.as_os_str().is_empty() {
        return Err("it is set to an empty value".to_owned());
    }
    let bytes = input_file::read(file).map_err(|error| error.to_string())?;
    let (certificates, invalid): (Vec<_>, Vec<_>) =
        CertificateDer::pem_slice_iter(&bytes).partition(Result::is_ok);
    if certificates.is_empty() {
        let reason = if invalid.is_empty() {
            "it has no BEGIN CERTIFICATE line"
        } else {
            "it is not PEM"
        };
        return Err(reason.to_owned());
    }
    Ok(certificates.into_iter().flatten().collect())
}

/// Reads every regular file. Files without a certificate are skipped, as OpenSSL does: it opens files by the hash in
/// their name.
fn from_folder(folder: &Path) -> io::Result<Vec<CertificateDer<'static>>> {
    let mut certificates = Vec::new();
    let mut left = LARGEST_FOLDER;
    for entry in std::fs::read_dir(folder)? {
        let Ok(bytes) = input_file::read(&entry?.path()) else {
            continue;
        };
        left = left
            .checked_sub(bytes.len())
            .ok_or_else(|| io::Error::other("its files are larger than 16 MiB"))?;
        certificates.extend(CertificateDer::pem_slice_iter(&bytes).filter_map(Result::ok));
    }
    certificates.sort_unstable_by(|one, other| one.as_ref().cmp(other.as_ref()));
    certificates.dedup();
    Ok(certificates)
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;
    use std::path::Path;

    use super::TrustVariables;

    fn load(file: Option<&Path>, folder: Option<&Path>) -> Result<usize, (&'static str, String)> {
        let value = |name: &str| {
            let path = if name == "SSL_CERT_FILE" {
                file
            } else {
                folder
            };
            path.map(|path| OsString::from(path.as_os_str()))
        };
        TrustVariables::read(&value)
            .load()
            .map(|loaded| loaded.map_or(0, |certificates| certificates.len()))
            .map_err(|error| (error.variable, error.reason))
    }

    fn pem() -> String {
        let key = rcgen::KeyPair::generate().unwrap();
        rcgen::CertificateParams::new(vec!["localhost".to_owned()])
            .unwrap()
            .self_signed(&key)
            .unwrap()
            .pem()
    }

    #[test]
    fn loads_the_configured_certificates() {
        let folder = tempfile::tempdir().unwrap();
        let one = folder.path().join("one.pem");
        std::fs::write(&one, pem()).unwrap();
        assert_eq!(load(None, None), Ok(0));
        assert_eq!(load(Some(&one), None), Ok(1));
        std::fs::write(folder.path().join("README"), "no certificate").unwrap();
        std::fs::write(folder.path().join("copy.pem"), std::fs::read(&one).unwrap()).unwrap();
        std::fs::write(folder.path().join("two.pem"), pem()).unwrap();
        assert_eq!(load(None, Some(folder.path())), Ok(2));
    }

    #[test]
    fn reports_unreadable_certificates_without_blocking() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("empty.pem"), "").unwrap();
        std::fs::write(at("text.pem"), "hello").unwrap();
        std::fs::write(
            at("cut.pem"),
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERT",
        )
        .unwrap();
        std::fs::File::create(at("large.pem"))
            .unwrap()
            .set_len(1 << 40)
            .unwrap();
        std::fs::create_dir(at("folder")).unwrap();
        let mut cases = vec![
            (at("missing.pem"), "os error 2"),
            (at("empty.pem"), "no BEGIN CERTIFICATE"),
            (at("text.pem"), "no BEGIN CERTIFICATE"),
            (at("cut.pem"), "not PEM"),
            (at("large.pem"), "larger than 4 MiB"),
            (at("folder"), "directory"),
            (std::path::PathBuf::new(), "empty value"),
        ];
        if cfg!(unix) {
            cases.push(("/dev/zero".into(), "a device"));
        }
        #[cfg(unix)]
        {
            rustix::fs::mknodat(
                rustix::fs::CWD,
                at("pipe"),
                rustix::fs::FileType::Fifo,
                rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
                0,
            )
            .unwrap();
            cases.push((at("pipe"), "a named pipe"));
        }
        for (file, expected) in cases {
            let (variable, reason) = load(Some(&file), None).unwrap_err();
            assert_eq!(variable, "SSL_CERT_FILE");
            assert!(reason.contains(expected), "{}: {reason}", file.display());
        }
        // The folder itself contains a pipe and a huge file; both are skipped.
        let (variable, reason) = load(None, Some(folder.path())).unwrap_err();
        assert_eq!(variable, "SSL_CERT_DIR");
        assert!(reason.contains("no file there"), "{reason}");
        let (_, reason) = load(None, Some(&at("missing"))).unwrap_err();
        assert!(reason.contains("(os error "), "{reason}");
    }
}
