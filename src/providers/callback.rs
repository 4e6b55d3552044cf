//! The callback URLs of the app.
//!
//! Owns the order: navauth.toml, then what the app's release does with its settings. What listens there belongs to `oauth`.

use url::Url;

use super::Provider;
use crate::config::settings::Settings;
use crate::diagnostic;
use crate::diagnostics::catalog::login;
use crate::diagnostics::{Error, Result};
use crate::http;

const PRODUCTION: &str = "/api/auth/callback/{provider}";

/// Where the app on this machine takes the callback: navauth.toml, else where its release does.
pub fn development_callback(settings: &Settings, provider: &Provider) -> String {
    let template = settings.config.callback.development.clone();
    template
        .unwrap_or_else(|| settings.app_release().development_callback(settings))
        .replace("{provider}", &provider.name)
}

/// Where the deployed app takes the callback: navauth.toml, else below API_BASE_URL, else below FRONTEND_URL. Exit 3 when none says so; an
/// address on this machine is not one.
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
