//! The providers as data: built-in ones, and changes and additions in navauth.toml.
//!
//! Everything about a provider is in its folder; `oauth` never checks a provider's name.

pub mod fake;
pub mod fakes;
pub mod formats;

mod built_in;
mod callback;
mod console_form;
mod credentials;
mod custom;
mod endpoints;
mod errors;
mod facebook;
mod general;
mod github;
mod google;
mod huggingface;
mod mapping;
mod probes;
mod provider;
mod redirect_uri_rules;
mod redirect_uris;

use url::Url;

use self::built_in::BuiltIn;
use self::formats::Kind;
use crate::config::settings::Settings;
use crate::diagnostic;
use crate::diagnostics::catalog::login;
use crate::diagnostics::{Error, Result};
use crate::text;
use crate::trust;

pub use callback::{development_callback, production_callback};
pub use console_form::{ConsoleForm, CredentialsFile, FormEntry};
pub use credentials::{Credentials, Variables};
pub use endpoints::Endpoints;
pub use errors::{ErrorMapping, Step, TemplateVars};
pub use general::GENERAL;
pub use mapping::{Field, ProfileMapping, Username};
pub use probes::{CredentialsProbe, PageMeaning, PagePattern, PageRow, Probes, TokenErrorRow};
pub use provider::{ClientAuthentication, DiscoveryOverrides, Provider, Revocation};
pub use redirect_uri_rules::RedirectUriRules;
pub use redirect_uris::{Entries, Entry};

pub use crate::config::Environment;

/// The built-in providers, in the order in which the app shows them.
static BUILT_IN: [&BuiltIn; 4] = [
    &huggingface::BUILT_IN,
    &google::BUILT_IN,
    &facebook::BUILT_IN,
    &github::BUILT_IN,
];

/// The providers that the app offers: all except those that are disabled in navauth.toml and have no credentials.
pub fn all(settings: &Settings) -> Result<Vec<Provider>> {
    let mut providers = known(settings)?;
    providers.retain(|provider| !is_switched_off(provider, settings));
    Ok(providers)
}

/// Whether a provider is disabled in navauth.toml and has no credentials.
pub fn is_switched_off(provider: &Provider, settings: &Settings) -> bool {
    let config = settings.config.providers.get(&provider.name);
    config.is_some_and(|config| config.enabled == Some(false)) && provider.is_unconfigured(settings)
}

/// The four built-in providers, then those of navauth.toml. Exit 3 if navauth.toml describes one that cannot work.
pub fn known(settings: &Settings) -> Result<Vec<Provider>> {
    let mut providers = built_in();
    custom::refuse_foreign_variables(&providers, &settings.config)?;
    for (name, config) in &settings.config.providers {
        match providers.iter_mut().find(|provider| provider.name == *name) {
            Some(provider) => custom::change(provider, config, settings)?,
            None => providers.push(custom::add(name, config, settings)?),
        }
    }
    Ok(providers)
}

/// The providers that navauth.toml adds.
pub fn added(settings: &Settings) -> Result<Vec<Provider>> {
    Ok(known(settings)?.split_off(BUILT_IN.len()))
}

fn built_in() -> Vec<Provider> {
    let mut providers: Vec<Provider> = BUILT_IN.iter().map(|it| (it.provider)()).collect();
    for provider in &mut providers {
        let urls = provider.endpoints.set().into_iter();
        provider.own_hosts = urls
            .filter_map(|(_, url)| Some(trust::authority(&Url::parse(&url).ok()?)))
            .collect();
    }
    providers
}

/// A provider by name. Exit 2 with the known names if there is none.
pub fn named(settings: &Settings, name: &str) -> Result<Provider> {
    let mut providers = known(settings)?;
    if let Some(index) = providers.iter().position(|provider| provider.name == name) {
        return Ok(providers.swap_remove(index));
    }
    let known: Vec<&str> = providers
        .iter()
        .map(|provider| provider.name.as_str())
        .collect();
    let near = known
        .iter()
        .find(|known| strsim::jaro_winkler(known, &name.to_lowercase()) > 0.85);
    let diagnostic = diagnostic!(
        login::UNKNOWN_PROVIDER,
        name = name,
        known = known.join(", ")
    );
    Err(Error::usage(match near {
        Some(near) => diagnostic.help(text!(
            login::PROVIDER_NEAR,
            near = near,
            known = known.join(", ")
        )),
        None => diagnostic,
    }))
}

/// The kind of a value, if its format is known.
pub fn kind(value: &str) -> Option<&'static Kind> {
    BUILT_IN
        .iter()
        .flat_map(|provider| provider.kinds)
        .find(|kind| kind.matches(value))
}

/// Whether a value looks like any kind of secret, so that it is not shown if it was entered by mistake. Client IDs do not.
pub fn looks_secret(value: &str) -> bool {
    let value = value.trim().trim_matches(['\'', '"']);
    kind(value).is_some_and(|kind| kind.is_secret) || formats::is_other_secret(value)
}

#[cfg(test)]
mod tests {
    use super::formats::{Match, Role};
    use super::{BUILT_IN, kind, looks_secret, named};
    use crate::config::settings::Settings;

    #[test]
    fn recognizes_secrets_but_not_client_ids() {
        for secret in [
            "0123456789abcdef0123456789abcdef01234567",
            "0123456789abcdef0123456789abcdef",
            "GOCSPX-abcdefghijklmnopqrstuvwxyz01",
            " GOCSPX-cut ",
            "oauth_app_secret_AbCdEfGhIjKl",
            "hf_abcdefghijklmnopqrstuvwxyzabcdefgh",
            "ghp_abc",
            "napi_0123456789abcdef",
            "'postgresql://owner:k7Jq2@ep-cool-12.us-east-2.aws.neon.tech/neondb'",
        ] {
            assert!(looks_secret(secret), "{secret}");
        }
        for value in [
            "",
            "123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com",
            "26be6b09-1234-4abc-8def-0123456789ab",
            "Ov23liAbCdEfGhIjKlMn",
            "0123456789abcdef0123",
            "Iv1.0123456789abcdef",
            "712345678901234",
            "http://localhost:5173",
            "owner/name",
            "home/client_secret_1.json",
            "postgresql://owner@127.0.0.1/db",
        ] {
            assert!(!looks_secret(value), "{value}");
        }
    }

    #[test]
    fn real_values_match_their_format() {
        let hex = "0123456789abcdef0123456789abcdef01234567";
        let google = "123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com";
        let cases = [
            (
                "huggingface",
                Role::Id,
                "26be6b09-1234-4abc-8def-0123456789ab",
                Match::Typical,
            ),
            (
                "huggingface",
                Role::Id,
                "https://example.org/client.json",
                Match::Typical,
            ),
            ("huggingface", Role::Id, "hf_abc", Match::Wrong),
            (
                "huggingface",
                Role::Secret,
                "oauth_app_secret_AbCdEfGhIjKl",
                Match::Typical,
            ),
            (
                "huggingface",
                Role::Secret,
                "something-else",
                Match::Unusual,
            ),
            ("google", Role::Id, google, Match::Typical),
            (
                "google",
                Role::Id,
                "123456789012.apps.googleusercontent.com",
                Match::Typical,
            ),
            (
                "google",
                Role::Id,
                "123456789012-short.apps.googleusercontent.com",
                Match::Unusual,
            ),
            (
                "google",
                Role::Id,
                "123456789012-abcdefghijklmnopqrstuvwxyz012345",
                Match::Wrong,
            ),
            (
                "google",
                Role::Secret,
                "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",
                Match::Typical,
            ),
            (
                "google",
                Role::Secret,
                "a1B2c3D4e5F6g7H8i9J0k1L2",
                Match::Typical,
            ),
            (
                "google",
                Role::Secret,
                "GOCSPX-a1B2c3D4e5F6g7H8i9J0k1L2m3",
                Match::Wrong,
            ),
            ("google", Role::Secret, "another-shape", Match::Unusual),
            ("facebook", Role::Id, "1059438279147216", Match::Typical),
            ("facebook", Role::Id, "105943827914721634", Match::Unusual),
            ("facebook", Role::Id, "1059438", Match::Wrong),
            ("facebook", Role::Id, "10594382791472l6", Match::Wrong),
            ("facebook", Role::Secret, &hex[..32], Match::Typical),
            (
                "facebook",
                Role::Secret,
                "0123456789ABCDEF0123456789ABCDEF",
                Match::Unusual,
            ),
            ("facebook", Role::Secret, &hex[..31], Match::Wrong),
            ("github", Role::Id, "Ov23liAbCdEfGhIjKlMn", Match::Typical),
            ("github", Role::Id, &hex[..20], Match::Typical),
            ("github", Role::Id, "123456", Match::Wrong),
            ("github", Role::Id, "Ov23liAbCdEfGhIjKlM", Match::Unusual),
            ("github", Role::Secret, hex, Match::Typical),
            ("github", Role::Secret, &hex[..39], Match::Wrong),
            (
                "github",
                Role::Secret,
                "a_new_kind_of_secret",
                Match::Unusual,
            ),
        ];
        for (provider, role, value, expected) in cases {
            let formats = named(&Settings::default(), provider).unwrap().formats;
            assert_eq!(
                formats.unwrap().of(role).compare(value),
                expected,
                "{provider} {role:?} {value}"
            );
        }
    }

    #[test]
    fn every_pattern_compiles() {
        for built_in in BUILT_IN {
            let formats = (built_in.provider)().formats.unwrap();
            let patterns = [&formats.id, &formats.secret]
                .into_iter()
                .flat_map(|format| {
                    [
                        Some(&format.typical),
                        format.required.as_ref(),
                        format.forbidden.as_ref(),
                    ]
                });
            let kinds = built_in.kinds.iter().map(|kind| &kind.pattern);
            for pattern in patterns.flatten().chain(kinds) {
                assert!(pattern.regex().is_some(), "{pattern:?}");
            }
        }
    }

    #[test]
    fn recognizes_values_by_format() {
        let cases = [
            (
                "26be6b09-1234-4abc-8def-0123456789ab",
                Some("a HuggingFace client ID"),
            ),
            (
                "Iv1.0123456789abcdef",
                Some("the client ID of a GitHub App, not of an OAuth App"),
            ),
            (
                "Iv23liAbCdEfGhIjKlMn",
                Some("the client ID of a GitHub App, not of an OAuth App"),
            ),
            (
                "gho_0123456789abcdef0123456789abcdef0123",
                Some("a GitHub token"),
            ),
            (
                "hf_AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGh",
                Some("a HuggingFace user token"),
            ),
            (
                "1059438279147216|AbCdEfGhIjKlMnOpQrStUvWxYz0",
                Some("a Facebook app token"),
            ),
            ("0123456789abcdef0123456789abcdef01234567", None),
            ("a1B2c3D4e5F6g7H8i9J0k1L2", None),
        ];
        for (value, name) in cases {
            assert_eq!(kind(value).map(|kind| kind.name), name, "{value}");
        }
    }
}
