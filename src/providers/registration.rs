//! Which redirect URIs are to be registered at a provider, and by which rules.
//!
//! Owns what differs between the providers' lists of redirect URIs. Whether one is registered is told by a login, or by the provider's own word.

use serde::Serialize;
use url::{Host, Url};

use super::{Provider, development_callback, production_callback};
use crate::config::settings::Settings;
use crate::diagnostic;
use crate::diagnostics::catalog::redirect;
use crate::diagnostics::{Diagnostic, Status};
use crate::http;

/// How a provider keeps redirect URIs.
#[derive(Clone, Copy, Debug)]
pub struct RedirectUriRules {
    /// Where they are typed, in the words of the provider's console.
    pub place: &'static str,
    /// Whether an app has one only.
    pub one_only: bool,
    /// Whether `http://localhost` needs no entry, and gets none.
    pub loopback_by_itself: bool,
    /// Whether production must be https.
    pub https_only: bool,
    /// What else counts, one sentence each.
    pub rules: &'static [&'static str],
}

impl RedirectUriRules {
    /// What OAuth 2.1 asks of every provider; for those of navauth.toml.
    pub const USUAL: Self = Self {
        place: "the app's redirect URIs",
        one_only: false,
        loopback_by_itself: false,
        https_only: false,
        rules: &["it counts letter for letter: scheme, host, port, path and a slash at the end"],
    };

    pub(super) const HUGGINGFACE: Self = Self {
        place: "choose the app, its redirect URLs",
        rules: &[
            "letter for letter; only the port of an http address on this machine is free",
            "localhost, 127.0.0.1 and [::1] are different hosts: register the one that you type into the browser",
            "the OAuth app that a Space makes for itself (hf_oauth: true) takes every address of the Space, and no other",
        ],
        ..Self::USUAL
    };

    pub(super) const GOOGLE: Self = Self {
        place: "choose the client of the kind \"Web application\", \"Authorized redirect URIs\"",
        https_only: true,
        rules: &[
            "letter for letter: scheme, host, port, path and a slash at the end; it takes some minutes to act",
            "production must be https with a host name, no number; localhost and 127.0.0.1 are different hosts",
            "a client of the kind \"Desktop app\" has no such list and does not work for the app",
        ],
        ..Self::USUAL
    };

    pub(super) const FACEBOOK: Self = Self {
        place: "choose the app, Use cases > Authentication and account creation > Customize > Settings, \"Valid OAuth Redirect URIs\"",
        loopback_by_itself: true,
        https_only: true,
        rules: &[
            "http://localhost works by itself while the app is in development mode: the console does not keep an entry for it, and its \
             validator calls it invalid all the same",
            "in live mode localhost does not work at all: test with an app of its own",
            "production is https, letter for letter; \"Client OAuth login\" and \"Web OAuth login\" must be on",
        ],
        ..Self::USUAL
    };

    pub(super) const GITHUB: Self = Self {
        place: "OAuth Apps, choose the app, \"Authorization callback URL\"",
        one_only: true,
        rules: &[
            "an OAuth app has one such URL: development and production need an app each",
            "a longer path is covered by a shorter one: http://localhost:8000/auth/callback covers /auth/callback/github",
            "the host counts exactly; the port is free on 127.0.0.1 and localhost only",
        ],
        ..Self::USUAL
    };
}

/// The two environments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    /// The developer's own machine.
    Development,
    /// Where people use the app.
    Production,
}

impl Environment {
    /// Its name in options and documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Production => "production",
        }
    }
}

/// One redirect URI.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// For which environment.
    pub environment: Environment,
    /// The URI, as it is to be typed.
    pub uri: String,
    /// The app at the provider, where the settings name it.
    pub client_id: Option<String>,
    /// Whether it must be registered.
    pub register: bool,
}

/// What is to be registered at one provider.
#[derive(Clone, Debug, Serialize)]
pub struct Entries {
    /// The provider's name.
    pub provider: String,
    /// The name that people know.
    pub label: String,
    /// The page to open.
    pub console: String,
    /// Where on it they are typed.
    pub place: &'static str,
    /// The URIs.
    pub entries: Vec<Entry>,
    /// What counts there.
    pub rules: &'static [&'static str],
    /// What cannot work, or could not be told.
    pub findings: Vec<Diagnostic>,
}

impl Provider {
    /// What is to be registered; the settings are those of each environment.
    pub fn redirect_uris(&self, development: &Settings, production: &Settings) -> Entries {
        let entry = |environment, uri: String, settings: &Settings| {
            let variables = self.variables_in_use(settings);
            let client_id = variables
                .and_then(|pair| settings.get_non_empty(&pair.client_id))
                .map(|setting| setting.value.expose().to_owned());
            let local =
                Url::parse(&uri).is_ok_and(|url| url.scheme() == "http" && http::is_loopback(&url));
            Entry {
                environment,
                client_id,
                register: !(local && self.registration.loopback_by_itself),
                uri,
            }
        };
        let mut entries = vec![entry(
            Environment::Development,
            development_callback(development, self),
            development,
        )];
        let mut findings = Vec::new();
        match production_callback(production, self) {
            Ok(uri) => entries.push(entry(Environment::Production, uri, production)),
            Err(error) => findings.push(Diagnostic {
                status: Status::Skip,
                ..*error.finding
            }),
        }
        findings.extend(entries.iter().filter_map(|entry| self.judge(entry)));
        findings.extend(self.check_pair(&entries));
        Entries {
            provider: self.name.clone(),
            label: self.label.clone(),
            console: self.console.clone(),
            place: self.registration.place,
            entries,
            rules: self.registration.rules,
            findings,
        }
    }

    fn judge(&self, entry: &Entry) -> Option<Diagnostic> {
        let (label, uri) = (&self.label, &entry.uri);
        let Some(url) = Url::parse(uri)
            .ok()
            .filter(|url| url.has_host() && url.fragment().is_none() && url.username().is_empty())
        else {
            return Some(diagnostic!(redirect::NOT_A_URI, uri = uri));
        };
        if entry.environment == Environment::Development {
            return None;
        }
        if url.scheme() != "https" {
            return Some(if self.registration.https_only {
                diagnostic!(redirect::NOT_HTTPS, label = label)
            } else {
                diagnostic!(redirect::INSECURE, label = label)
            });
        }
        (self.registration.https_only && !matches!(url.host(), Some(Host::Domain(_))))
            .then(|| diagnostic!(redirect::RAW_ADDRESS, label = label))
    }

    /// One app with one URL cannot serve two hosts.
    fn check_pair(&self, entries: &[Entry]) -> Option<Diagnostic> {
        let [development, production] = entries else {
            return None;
        };
        let same_app =
            development.client_id.is_some() && development.client_id == production.client_id;
        let host = |entry: &Entry| {
            Url::parse(&entry.uri)
                .ok()
                .and_then(|url| url.host_str().map(str::to_owned))
        };
        (self.registration.one_only && same_app && host(development) != host(production)).then(
            || {
                diagnostic!(
                    redirect::ONE_APP,
                    label = self.label,
                    console = self.console
                )
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Entries;
    use crate::config::settings::{Origin, Settings};
    use crate::providers::all;

    fn entries(name: &str, front_end: &str, production: &[(&str, &str)]) -> Entries {
        let settings = |pairs: &[(&str, &str)]| {
            let mut settings = Settings::default();
            pairs
                .iter()
                .for_each(|(name, value)| settings.put(*name, *value, Origin::Default));
            settings
        };
        let development = settings(&[("GITHUB_CLIENT_ID", "Ov23liAAAAAAAAAAAAAA")]);
        let production = settings(&[production, &[("FRONTEND_URL", front_end)]].concat());
        let provider = all(&development)
            .unwrap()
            .into_iter()
            .find(|provider| provider.name == name)
            .unwrap();
        provider.redirect_uris(&development, &production)
    }

    #[test]
    fn each_provider_has_its_rules() {
        let found = |name, front_end, production: &[(&str, &str)]| {
            let entries = entries(name, front_end, production);
            let uris = entries
                .entries
                .into_iter()
                .map(|entry| (entry.uri, entry.register))
                .collect::<Vec<_>>();
            (
                uris,
                entries
                    .findings
                    .iter()
                    .map(|finding| finding.id)
                    .collect::<Vec<_>>(),
            )
        };
        let local = |name: &str| format!("http://localhost:8000/auth/callback/{name}");
        let live = |name: &str| format!("https://www.communityone.com/api/auth/callback/{name}");
        for name in ["huggingface", "google", "facebook", "github"] {
            let expected = vec![(local(name), name != "facebook"), (live(name), true)];
            assert_eq!(
                found(name, "https://www.communityone.com/", &[]),
                (expected, vec![]),
                "{name}"
            );
        }
        let ids =
            |name, front_end, production: &[(&str, &str)]| found(name, front_end, production).1;
        assert_eq!(
            ids("google", "http://www.communityone.com", &[]),
            ["redirect.not-https"]
        );
        assert_eq!(
            ids("google", "https://192.0.2.1", &[]),
            ["redirect.raw-address"]
        );
        assert!(ids("github", "https://192.0.2.1", &[]).is_empty());
        assert_eq!(
            ids("github", "http://localhost:5173", &[]),
            ["login.no-production-callback"]
        );
        assert_eq!(ids("github", "", &[]), ["login.no-production-callback"]);
        assert_eq!(
            ids("github", "www.communityone.com", &[]),
            ["redirect.not-a-uri"]
        );
        assert_eq!(
            ids(
                "github",
                "https://www.communityone.com",
                &[("GITHUB_CLIENT_ID", "Ov23liAAAAAAAAAAAAAA")]
            ),
            ["redirect.one-app"]
        );
        assert!(
            ids(
                "github",
                "https://www.communityone.com",
                &[("GITHUB_CLIENT_ID", "Ov23liBBBBBBBBBBBBBB")]
            )
            .is_empty()
        );
    }
}
