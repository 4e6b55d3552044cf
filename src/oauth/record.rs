//! The record of successful sign-ins with `test-login`: provider, redirect URI, time, and a keyed hash of the settings; no secrets or users.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use url::Url;

use crate::diagnostic;
use crate::diagnostics::Result;
use crate::diagnostics::catalog::login;
use crate::fingerprints::{FingerprintStore, StoreKind};
use crate::http::is_loopback;
use crate::process::Env;
use crate::providers::{Credentials, Provider};
use crate::secret::Secret;

/// The record's file, `.navauth/logins.json` next to the `.env` file.
pub const TESTED: StoreKind = StoreKind {
    file: "logins.json",
    damaged: |file| diagnostic!(login::RECORD_DAMAGED, file = file),
    unusable: |folder| diagnostic!(login::RECORD_UNUSABLE, folder = folder),
};

/// How long a test is valid.
pub const GOOD_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The latest test with these settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tested {
    /// Passed, at this time.
    Good(Timestamp),
    /// Passed, but too long ago.
    Old(Timestamp),
    /// Passed with another client ID, secret or endpoint.
    Otherwise(Timestamp),
    /// Passed with this other redirect URI.
    Elsewhere(String),
    /// Never passed.
    Never,
}

/// Opens the record of a folder. `env_file` is the path and display name of the `.env` file; without one, the working directory is used.
pub fn open(env_file: Option<(&Path, &Path)>, env: &Env) -> Result<FingerprintStore> {
    let usual = env.directory.join(".env");
    let (path, shown) = env_file.unwrap_or((&usual, Path::new(".env")));
    FingerprintStore::open_next_to(&TESTED, path, shown)
}

/// Records a successful sign-in. `provider` is the configured one, before discovery.
pub fn note(
    store: &mut FingerprintStore,
    provider: &Provider,
    credentials: &Credentials,
    redirect_uri: &str,
    now: Timestamp,
) -> Result<()> {
    store.record(
        &provider.name,
        redirect_uri,
        &settings(provider, credentials),
        now,
    )
}

/// Looks up a sign-in.
pub fn tested(
    store: &FingerprintStore,
    provider: &Provider,
    credentials: &Credentials,
    redirect_uri: &str,
    now: Timestamp,
) -> Tested {
    let settings = settings(provider, credentials);
    let name = store
        .names(&provider.name)
        .find(|name| is_same(provider, name, redirect_uri));
    let Some((name, entry)) =
        name.and_then(|name| Some((name, store.entry(&provider.name, name)?)))
    else {
        let other = store
            .names(&provider.name)
            .find(|name| store.matches(&provider.name, name, &settings));
        return other.map_or(Tested::Never, |other| Tested::Elsewhere(other.to_owned()));
    };
    match store.matches(&provider.name, name, &settings) {
        false => Tested::Otherwise(entry.set_at),
        true if now.duration_since(entry.set_at) > GOOD_FOR => Tested::Old(entry.set_at),
        true => Tested::Good(entry.set_at),
    }
}

/// Whether two redirect URIs are the same to the provider; some ignore the port of loopback URIs.
fn is_same(provider: &Provider, one: &str, other: &str) -> bool {
    let without_port = |text: &str| {
        let mut url = Url::parse(text).ok().filter(is_loopback)?;
        url.set_port(None).ok()?;
        Some(url)
    };
    one == other
        || (provider.loopback_port_is_free
            && without_port(one).is_some_and(|one| Some(one) == without_port(other)))
}

/// All settings that affect a sign-in, except the redirect URI.
fn settings(provider: &Provider, credentials: &Credentials) -> Secret {
    let endpoint = |endpoint: &Option<String>| endpoint.clone().unwrap_or_default();
    let parts = [
        credentials.client_id.clone(),
        credentials.client_secret.expose().to_owned(),
        endpoint(&provider.endpoints.authorization),
        endpoint(&provider.endpoints.token),
        provider.issuers.join(" "),
    ];
    Secret::new(parts.join("\0"))
}

#[cfg(test)]
mod tests {
    use super::{GOOD_FOR, TESTED, Tested, note, tested};
    use crate::config::settings::Settings;
    use crate::fingerprints::FingerprintStore;
    use crate::providers::{self, Credentials, Variables};
    use crate::secret::Secret;
    use jiff::{SignedDuration, Timestamp};

    #[test]
    fn tests_are_valid_for_their_settings_and_thirty_days() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".env");
        let mut store = FingerprintStore::open_next_to(&TESTED, &path, ".env".as_ref()).unwrap();
        let provider = |name| providers::named(&Settings::default(), name).unwrap();
        let with = |id: &str, secret: &str| {
            let variables = Variables {
                client_id: "A".into(),
                client_secret: "B".into(),
            };
            Credentials {
                client_id: id.to_owned(),
                client_secret: Secret::new(secret),
                variables,
            }
        };
        let (github, google) = (provider("github"), provider("google"));
        let (mine, uri, now) = (
            with("id", "canary-secret"),
            "http://localhost:8000/auth/callback/github",
            Timestamp::UNIX_EPOCH,
        );
        let day = SignedDuration::from_hours(24);
        assert_eq!(tested(&store, &github, &mine, uri, now), Tested::Never);
        note(&mut store, &github, &mine, uri, now).unwrap();
        note(&mut store, &google, &mine, uri, now).unwrap();
        let store = FingerprintStore::open_next_to(&TESTED, &path, ".env".as_ref()).unwrap();
        let at = |days: i32| now + day * days;
        assert_eq!(
            tested(&store, &github, &mine, uri, now + GOOD_FOR),
            Tested::Good(now)
        );
        assert_eq!(
            tested(&store, &github, &mine, uri, at(31)),
            Tested::Old(now)
        );
        assert_eq!(
            tested(&store, &github, &with("id", "other"), uri, at(1)),
            Tested::Otherwise(now)
        );
        assert_eq!(
            tested(
                &store,
                &github,
                &with("other", "canary-secret"),
                uri,
                at(31)
            ),
            Tested::Otherwise(now)
        );
        let mut moved = github.clone();
        moved.endpoints.token = Some("https://elsewhere.example.org".to_owned());
        assert_eq!(
            tested(&store, &moved, &mine, uri, at(1)),
            Tested::Otherwise(now)
        );
        let production = "https://www.example.org/api/auth/callback/github";
        assert_eq!(
            tested(&store, &github, &mine, production, at(1)),
            Tested::Elsewhere(uri.to_owned())
        );
        assert_eq!(
            tested(&store, &github, &with("id", "other"), production, at(1)),
            Tested::Never
        );
        let other_port = uri.replace("8000", "8001");
        assert_eq!(
            tested(&store, &github, &mine, &other_port, at(1)),
            Tested::Good(now),
            "the port is free"
        );
        assert_eq!(
            tested(&store, &google, &mine, &other_port, at(1)),
            Tested::Elsewhere(uri.to_owned()),
            "the port counts"
        );
        let text = std::fs::read_to_string(folder.path().join(".navauth/logins.json")).unwrap();
        assert!(
            !text.contains("canary") && !text.contains("\"id\""),
            "{text}"
        );
    }
}
