//! The app's callback URLs.
//!
//! navauth.toml wins; otherwise they depend on the app's release and settings.

use url::Url;

use super::provider::Provider;
use crate::config::Environment;
use crate::config::settings::Settings;
use crate::diagnostic;
use crate::diagnostics::catalog::login;
use crate::diagnostics::{Error, Result};
use crate::http;

const PRODUCTION: &str = "/api/auth/callback/{provider}";

impl Environment {
    /// The app's redirect URI for a provider; None if the settings do not contain the site's address.
    pub fn callback(self, settings: &Settings, provider: &Provider) -> Option<String> {
        match self {
            Self::Development => Some(development_callback(settings, provider)),
            Self::Production => production_callback(settings, provider).ok(),
        }
    }
}

/// The app's callback URL on this machine, from navauth.toml or the app's release.
pub fn development_callback(settings: &Settings, provider: &Provider) -> String {
    let template = settings.config.callback.development.clone();
    template
        .unwrap_or_else(|| settings.app_release().development_callback(settings))
        .replace("{provider}", &provider.name)
}

/// The live site's callback URL, from navauth.toml, API_BASE_URL or FRONTEND_URL. Exit 3 if none is set; loopback addresses do not count.
pub fn production_callback(settings: &Settings, provider: &Provider) -> Result<String> {
    let below = || {
        settings.get_non_empty("FRONTEND_URL").map(|frontend| {
            format!(
                "{}{PRODUCTION}",
                frontend.value.expose().trim_end_matches('/')
            )
        })
    };
    let template = settings.config.callback.production.clone();
    let template = template
        .or_else(|| settings.app_release().production_callback(settings))
        .or_else(below);
    let uri = template.map(|template| template.replace("{provider}", &provider.name));
    uri.filter(|uri| !Url::parse(uri).is_ok_and(|url| http::is_loopback(&url)))
        .ok_or_else(|| Error::settings(diagnostic!(login::NO_PRODUCTION_CALLBACK)))
}
