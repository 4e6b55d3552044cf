//! The callback URLs of the app.
//!
//! Owns their defaults: those of the setup guide. What listens there belongs to `oauth`.

use url::Url;

use super::Provider;
use crate::config::settings::Settings;
use crate::diagnostic;
use crate::diagnostics::catalog::login;
use crate::diagnostics::{Error, Result};
use crate::http;

const DEVELOPMENT: &str = "http://localhost:8000/auth/callback/{provider}";
const PRODUCTION: &str = "/api/auth/callback/{provider}";

/// Where the app on this machine takes the callback: navauth.toml, else the guide's.
pub fn development_callback(settings: &Settings, provider: &Provider) -> String {
    let template = settings
        .config
        .callback
        .development
        .as_deref()
        .unwrap_or(DEVELOPMENT);
    template.replace("{provider}", &provider.name)
}

/// Where the deployed app takes the callback: navauth.toml, else below FRONTEND_URL. Exit 3 when neither says so; an address on this machine
/// is not one.
pub fn production_callback(settings: &Settings, provider: &Provider) -> Result<String> {
    let below = || {
        settings.get_non_empty("FRONTEND_URL").map(|frontend| {
            format!(
                "{}{PRODUCTION}",
                frontend.value.expose().trim_end_matches('/')
            )
        })
    };
    let template = settings.config.callback.production.clone().or_else(below);
    let uri = template.map(|template| template.replace("{provider}", &provider.name));
    uri.filter(|uri| !Url::parse(uri).is_ok_and(|url| http::is_loopback(&url)))
        .ok_or_else(|| Error::settings(diagnostic!(login::NO_PRODUCTION_CALLBACK)))
}
