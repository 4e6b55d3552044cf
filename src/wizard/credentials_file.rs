//! The JSON file with an app's credentials that a console offers, such as Google's.

use serde_json::Value;

use crate::config::{FilePath, read_named_text};
use crate::diagnostic;
use crate::diagnostics::catalog::setup;
use crate::diagnostics::{Error, Result};
use crate::providers::CredentialsFile;
use crate::secret::Secret;
use crate::text;

/// The contents of a credentials file.
#[derive(Debug)]
pub struct FileCredentials {
    pub client_id: Secret,
    pub client_secret: Secret,
    /// The required redirect URIs that it does not list.
    pub unregistered: Vec<String>,
}

/// Reads the file at a path. Fails with exit 3; the diagnostic quotes nothing of the file.
pub fn read(
    path: &FilePath,
    file: &CredentialsFile,
    redirect_uris: &[String],
) -> Result<FileCredentials> {
    let text = Secret::new(read_named_text(&path.path, &path.shown)?);
    parse(&text, path, file, redirect_uris)
}

/// Reads the text of a file. The path is for messages.
pub fn parse(
    text: &Secret,
    path: &FilePath,
    file: &CredentialsFile,
    redirect_uris: &[String],
) -> Result<FileCredentials> {
    let invalid = |reason: String, help: String| {
        let diagnostic = diagnostic!(setup::CREDENTIALS_FILE, file = path.shown.display());
        Error::settings(diagnostic.reason(reason).help(help))
    };
    let download_again = || text!(setup::DOWNLOAD_AGAIN, name = file.name);
    let parsed: Value = serde_json::from_str(text.expose())
        .map_err(|_| invalid(setup::NOT_JSON.to_owned(), download_again()))?;
    let Some(client) = parsed.get(file.object) else {
        let other = file
            .others
            .iter()
            .find(|(key, ..)| parsed.get(key).is_some());
        return Err(match other {
            Some((_, reason, help)) => invalid((*reason).to_owned(), (*help).to_owned()),
            None => invalid(
                text!(setup::NO_OBJECT, object = file.object),
                download_again(),
            ),
        });
    };
    let text = |name: &str| {
        client
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
            .map(Secret::new)
    };
    let client_id = text("client_id")
        .ok_or_else(|| invalid(setup::NO_CLIENT_ID.to_owned(), download_again()))?;
    let (reason, help) = file.without_secret;
    let client_secret = text("client_secret").ok_or_else(|| {
        invalid(
            text!(setup::NO_CLIENT_SECRET, reason = reason),
            help.to_owned(),
        )
    })?;
    let registered: Vec<&str> = client
        .get("redirect_uris")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let unregistered = redirect_uris
        .iter()
        .filter(|uri| !registered.contains(&uri.as_str()))
        .cloned()
        .collect();
    Ok(FileCredentials {
        client_id,
        client_secret,
        unregistered,
    })
}
