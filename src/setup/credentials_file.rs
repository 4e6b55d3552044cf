//! The JSON file with a client's credentials that a console offers, such as Google's.
//!
//! Owns reading it and naming what is wrong with it. What such a file looks like is the provider's.

use serde_json::Value;

use crate::env::{Place, read_named_text};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::providers::CredentialsFile;
use crate::secret::Secret;

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
    let wrong = |what: String, cause: &str, fix: String| {
        let finding = Finding::fail(
            "setup.credentials-file",
            format!("{} {what}", place.shown.display()),
        )
        .cause(cause)
        .fix(fix);
        Error::settings(finding)
    };
    let again = || format!("download {} again, and name that file", file.name);
    let parsed: Value = serde_json::from_str(text.expose()).map_err(|_| {
        wrong(
            "is not JSON".to_owned(),
            "it was changed, cut short, or is another file",
            again(),
        )
    })?;
    let Some(client) = parsed.get(file.object) else {
        let other = file
            .others
            .iter()
            .find(|(key, ..)| parsed.get(key).is_some());
        return Err(match other {
            Some((_, what, fix)) => wrong(
                (*what).to_owned(),
                "its credentials do not work for the app",
                (*fix).to_owned(),
            ),
            None => wrong(
                format!("has no {:?} in it", file.object),
                "it is another file",
                again(),
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
    let client_id = text("client_id").ok_or_else(|| {
        wrong(
            "has no client_id in it".to_owned(),
            "it was changed",
            again(),
        )
    })?;
    let (cause, fix) = file.without_secret;
    let client_secret = text("client_secret").ok_or_else(|| {
        wrong(
            "has no client_secret in it".to_owned(),
            cause,
            fix.to_owned(),
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
