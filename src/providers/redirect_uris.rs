//! Which redirect URIs to register at a provider, and which it never accepts.

use serde::Serialize;
use url::{Host, Url};

use super::callback::{development_callback, production_callback};
use super::provider::Provider;
use crate::config::Environment;
use crate::config::settings::Settings;
use crate::diagnostic;
use crate::diagnostics::catalog::redirect;
use crate::diagnostics::{Diagnostic, Status};
use crate::http;

/// One redirect URI.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// The environment.
    pub environment: Environment,
    /// The URI to enter.
    pub uri: String,
    /// The client ID of the OAuth app, if it is set.
    pub client_id: Option<String>,
    /// Whether it must be registered.
    pub register: bool,
}

/// The redirect URIs to register at one provider.
#[derive(Clone, Debug, Serialize)]
pub struct Entries {
    /// The provider's name.
    pub provider: String,
    /// The display name.
    pub label: String,
    /// The page to open.
    pub console: String,
    /// Where to enter them.
    pub console_path: &'static str,
    /// The URIs.
    pub entries: Vec<Entry>,
    /// The provider's rules.
    pub rules: &'static [&'static str],
    /// Problems.
    pub findings: Vec<Diagnostic>,
}

impl Provider {
    /// The redirect URIs to register, from the settings of each environment.
    pub fn redirect_uris(&self, development: &Settings, production: &Settings) -> Entries {
        let entry = |environment, uri: String, settings: &Settings| {
            let variables = self.variables_in_use(settings);
            let client_id = variables
                .and_then(|pair| settings.get_non_empty(&pair.client_id))
                .map(|setting| setting.value.expose().to_owned());
            let local = Url::parse(&uri)
                .is_ok_and(|url| url.scheme() == "http" && url.host_str() == Some("localhost"));
            Entry {
                environment,
                client_id,
                register: !(local && self.redirect_uri_rules.loopback_by_itself),
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
                ..*error.diagnostic
            }),
        }
        findings.extend(
            entries
                .iter()
                .filter_map(|entry| self.check_redirect_uri(entry.environment, &entry.uri)),
        );
        Entries {
            provider: self.name.clone(),
            label: self.label.clone(),
            console: self.console.clone(),
            console_path: self.redirect_uri_rules.console_path,
            entries,
            rules: self.redirect_uri_rules.rules,
            findings,
        }
    }

    /// The reason why the provider never accepts a redirect URI, even if it is registered.
    pub fn check_redirect_uri(&self, environment: Environment, uri: &str) -> Option<Diagnostic> {
        let (label, rules) = (&self.label, &self.redirect_uri_rules);
        let Some(url) = Url::parse(uri)
            .ok()
            .filter(|url| url.has_host() && url.fragment().is_none() && url.username().is_empty())
        else {
            return Some(diagnostic!(redirect::NOT_A_URI, uri = uri));
        };
        if uri.contains('*') {
            return Some(diagnostic!(redirect::WILDCARD, uri = uri, label = label));
        }
        let (is_local, host) = (http::is_loopback(&url), url.host_str().unwrap_or_default());
        if is_local {
            let is_excepted = !rules.loopback_by_itself || host == "localhost";
            return (url.scheme() == "http" && !is_excepted)
                .then(|| diagnostic!(redirect::ONLY_LOCALHOST, label = label, host = host));
        }
        if url.scheme() != "https" {
            let name = environment.name();
            return match (rules.https_only, environment) {
                (true, _) => Some(diagnostic!(
                    redirect::NOT_HTTPS,
                    environment = name,
                    label = label,
                    uri = uri
                )),
                (false, Environment::Production) => {
                    Some(diagnostic!(redirect::INSECURE, label = label))
                }
                (false, Environment::Development) => None,
            };
        }
        let diagnostic = match url.host() {
            Some(Host::Domain(name)) if is_public_name(name) => return None,
            Some(Host::Domain(_)) => {
                diagnostic!(redirect::PRIVATE_NAME, label = label, host = host)
            }
            _ => diagnostic!(redirect::RAW_ADDRESS, label = label, host = host),
        };
        rules.public_names_only.then_some(diagnostic)
    }
}

/// Whether a host name can be public: more than one label, and not in a private-use top-level domain (RFC 6761, RFC 6762, RFC 8375, ICANN's
/// .internal).
fn is_public_name(name: &str) -> bool {
    const PRIVATE: [&str; 11] = [
        "corp",
        "home",
        "home.arpa",
        "internal",
        "intranet",
        "invalid",
        "lan",
        "local",
        "localdomain",
        "localhost",
        "test",
    ];
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let is_under = |domain: &&str| {
        name.strip_suffix(*domain)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    name.contains('.') && !PRIVATE.iter().any(is_under)
}

#[cfg(test)]
mod tests {
    use super::Entries;
    use crate::config::settings::{Origin, Settings};
    use crate::providers::{all, named};

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
    fn rules_by_provider() {
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
                    .map(|diagnostic| diagnostic.id())
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
        // One GitHub app can serve both.
        for id in ["Ov23liAAAAAAAAAAAAAA", "Ov23liBBBBBBBBBBBBBB"] {
            let production = [("GITHUB_CLIENT_ID", id)];
            assert!(ids("github", "https://www.communityone.com", &production).is_empty());
        }
    }

    #[test]
    fn impossible_redirect_uris_are_rejected() {
        use super::Environment::{self, Development, Production};
        let check = |name: &str, environment: Environment, uri: &str| {
            let provider = named(&Settings::default(), name).unwrap();
            let diagnostic = provider.check_redirect_uri(environment, uri);
            diagnostic.map_or("", |diagnostic| diagnostic.id())
        };
        for (name, environment, uri, id) in [
            (
                "google",
                Development,
                "http://192.168.1.20:8000/cb",
                "redirect.not-https",
            ),
            (
                "google",
                Development,
                "http://10.0.0.5:8000/cb",
                "redirect.not-https",
            ),
            (
                "google",
                Development,
                "http://0.0.0.0:8000/cb",
                "redirect.not-https",
            ),
            (
                "google",
                Development,
                "http://my-laptop.local:8000/cb",
                "redirect.not-https",
            ),
            (
                "google",
                Development,
                "http://[fd00::1]:8000/cb",
                "redirect.not-https",
            ),
            (
                "google",
                Development,
                "https://192.168.1.20/cb",
                "redirect.raw-address",
            ),
            (
                "google",
                Development,
                "https://[fd00::1]/cb",
                "redirect.raw-address",
            ),
            (
                "google",
                Development,
                "https://my-laptop.local/cb",
                "redirect.private-name",
            ),
            (
                "google",
                Production,
                "https://app.internal/cb",
                "redirect.private-name",
            ),
            (
                "google",
                Production,
                "https://intranet/cb",
                "redirect.private-name",
            ),
            (
                "google",
                Production,
                "https://*.example.org/cb",
                "redirect.wildcard",
            ),
            ("google", Development, "http://localhost:8000/cb", ""),
            ("google", Development, "http://127.0.0.1:8000/cb", ""),
            ("google", Development, "http://[::1]:8000/cb", ""),
            ("google", Development, "https://localhost:8000/cb", ""),
            ("google", Production, "https://www.example.org/cb", ""),
            ("google", Production, "https://www.localhost.org/cb", ""),
            (
                "facebook",
                Development,
                "http://192.168.1.20:8000/cb",
                "redirect.not-https",
            ),
            (
                "facebook",
                Development,
                "http://127.0.0.1:8000/cb",
                "redirect.only-localhost",
            ),
            ("facebook", Development, "http://localhost:8000/cb", ""),
            ("github", Development, "http://192.168.1.20:8000/cb", ""),
            (
                "github",
                Production,
                "http://192.168.1.20:8000/cb",
                "redirect.insecure",
            ),
            ("github", Development, "http://127.0.0.1:8000/cb", ""),
            (
                "huggingface",
                Development,
                "http://192.168.1.20:8000/cb",
                "",
            ),
        ] {
            assert_eq!(check(name, environment, uri), id, "{name} {uri}");
        }
    }
}
