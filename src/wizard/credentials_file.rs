//! The JSON file with a client's credentials that a console offers, such as Google's.
//!
//! Owns reading it and naming what is wrong with it. What such a file looks like is the provider's.

use serde_json::Value;

use crate::config::{Place, read_named_text};
use crate::diagnostic;
use crate::diagnostics::catalog::setup;
use crate::diagnostics::{Error, Result};
use crate::providers::CredentialsFile;
use crate::secret::Secret;
use crate::text;

/// What stands in it.
#[derive(Debug)]
pub struct Read {
    /// The client id.
    pub client_id: Secret,
    /// The client secret.
    pub client_secret: Secret,
    /// Those of `wanted` that are not registered in it.
    pub unregistered: Vec<String>,
}

/// Reads the file. Fails (exit 3) with what is wrong with it; the finding quotes nothing of it.
pub fn read(place: &Place, file: &CredentialsFile, wanted: &[String]) -> Result<Read> {
    let text = Secret::new(read_named_text(&place.path, &place.shown)?);
    let wrong = |reason: String, help: String| {
        let finding = diagnostic!(setup::CREDENTIALS_FILE, file = place.shown.display());
        Error::settings(finding.reason(reason).help(help))
    };
    let again = || text!(setup::DOWNLOAD_AGAIN, name = file.name);
    let parsed: Value = serde_json::from_str(text.expose())
        .map_err(|_| wrong(setup::NOT_JSON.to_owned(), again()))?;
    let Some(client) = parsed.get(file.object) else {
        let other = file
            .others
            .iter()
            .find(|(key, ..)| parsed.get(key).is_some());
        return Err(match other {
            Some((_, reason, help)) => wrong((*reason).to_owned(), (*help).to_owned()),
            None => wrong(text!(setup::NO_OBJECT, object = file.object), again()),
        });
    };
    let text = |name: &str| {
        client
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
            .map(Secret::new)
    };
    let client_id =
        text("client_id").ok_or_else(|| wrong(setup::NO_CLIENT_ID.to_owned(), again()))?;
    let (reason, help) = file.without_secret;
    let client_secret = text("client_secret").ok_or_else(|| {
        wrong(
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
    let unregistered = wanted
        .iter()
        .filter(|uri| !registered.contains(&uri.as_str()))
        .cloned()
        .collect();
    Ok(Read {
        client_id,
        client_secret,
        unregistered,
    })
}
