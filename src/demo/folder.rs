//! The demo's folder, with the two files that point to the fake providers.

use std::io::ErrorKind;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use crate::config::FilePath;
use crate::config::dotenv::edit;
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::demo;
use crate::diagnostics::{Error, Result};
use crate::input_file;
use crate::process::{Env, quoted};
use crate::providers::fakes::FakeProviders;
use crate::secret::Secret;

/// The name of the folder, unless you choose one.
const NAME: &str = "navauth-demo";

/// A new or empty folder.
pub struct Folder {
    pub path: PathBuf,
    /// The path as the user wrote it.
    pub shown: PathBuf,
}

impl Folder {
    /// Creates the folder, or uses an empty one.
    pub fn make(directory: &Path, shown: &Path) -> Result<Self> {
        let path = directory.join(shown);
        let failed = |error: std::io::Error| {
            let diagnostic = diagnostic!(demo::FOLDER, path = shown.display());
            Error::settings(diagnostic.reason(error.to_string()))
        };
        match std::fs::read_dir(&path) {
            Ok(mut entries) => {
                if entries.next().is_some() {
                    return Err(Error::settings(occupied(directory, shown)));
                }
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                std::fs::create_dir_all(&path).map_err(failed)?
            }
            Err(error) => return Err(failed(error)),
        }
        Ok(Self {
            path,
            shown: shown.to_owned(),
        })
    }

    /// Whether a folder has the files of an earlier demo and nothing else.
    pub fn is_earlier_demo(directory: &Path, shown: &Path) -> bool {
        let path = directory.join(shown);
        let is_own = |name: &std::ffi::OsStr| FILES.iter().any(|own| name == *own);
        let begins_as_ours = input_file::read(&path.join("navauth.toml"))
            .is_ok_and(|text| text.starts_with(HEADING.as_bytes()));
        begins_as_ours
            && path.symlink_metadata().is_ok_and(|found| found.is_dir())
            && std::fs::read_dir(&path).is_ok_and(|mut entries| {
                entries.all(|entry| entry.is_ok_and(|entry| is_own(&entry.file_name())))
            })
    }

    /// Deletes an earlier demo.
    pub fn remove(directory: &Path, shown: &Path) -> Result<()> {
        std::fs::remove_dir_all(directory.join(shown)).map_err(|error| {
            let diagnostic = diagnostic!(demo::FOLDER, path = shown.display());
            Error::settings(diagnostic.reason(error.to_string()))
        })
    }

    /// Writes navauth.toml, `.env` without the session key, and a .gitignore for both. Without `database_url`, the app uses its SQLite file.
    pub fn write_files(
        &self,
        env: &Env,
        providers: &FakeProviders,
        database_url: Option<&Secret>,
    ) -> Result<()> {
        let port = free_port()?;
        let callback = format!(
            "[callback]\ndevelopment = \"http://localhost:{port}/auth/callback/{{provider}}\"\n\n"
        );
        self.write(
            "navauth.toml",
            &format!("{HEADING}{callback}{}", providers.config_toml()),
        )?;
        self.write(".gitignore", "# Do not commit the demo.\n*\n")?;
        let env_file = FilePath {
            path: self.path.join(".env"),
            shown: self.shown.join(".env"),
        };
        let mut variables = vec![(
            "FRONTEND_URL".to_owned(),
            Secret::new("http://localhost:5173"),
        )];
        variables.extend(database_url.map(|url| ("DATABASE_URL".to_owned(), url.clone())));
        for client in providers.clients() {
            variables.push((
                client.variables.client_id.clone(),
                Secret::new(client.id.as_str()),
            ));
            variables.push((
                client.variables.client_secret.clone(),
                Secret::new(client.secret.as_str()),
            ));
        }
        for (name, value) in &variables {
            edit::set(env, &env_file, name, value, |_| Ok(()))?;
        }
        Ok(())
    }

    fn write(&self, name: &str, text: &str) -> Result<()> {
        std::fs::write(self.path.join(name), text).map_err(|error| {
            let diagnostic = diagnostic!(demo::FOLDER, path = self.shown.join(name).display());
            Error::settings(diagnostic.reason(error.to_string()))
        })
    }
}

/// Everything that a demo leaves in its folder.
const FILES: [&str; 5] = ["navauth.toml", ".gitignore", ".env", ".navauth", "data"];

const HEADING: &str = "# Written by navauth demo. These endpoints were simulated on this computer and stopped when the demo ended.\n\n";

fn occupied(directory: &Path, shown: &Path) -> Diagnostic {
    // A folder such as `/` or `..` has no name to append a number to.
    let base = shown
        .file_name()
        .map_or_else(|| Path::new(NAME).to_owned(), |_| shown.to_owned());
    let numbered = (2..100).map(|number| PathBuf::from(format!("{}-{number}", base.display())));
    let unnamed = (base != shown).then(|| base.clone());
    let free = unnamed
        .into_iter()
        .chain(numbered)
        .find(|name| !directory.join(name).exists())
        .unwrap_or(base);
    let diagnostic = diagnostic!(
        demo::FOLDER_NOT_EMPTY,
        folder = shown.display(),
        free = quoted(&free)
    );
    if Folder::is_earlier_demo(directory, shown) {
        diagnostic.help(demo::DELETE_OR_CHOOSE)
    } else {
        diagnostic
    }
}

/// A free port of this machine.
fn free_port() -> Result<u16> {
    let port = TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port());
    port.map_err(|error| Error::unreachable(diagnostic!(demo::NO_PORT).reason(error.to_string())))
}
