//! The callback URLs of the app.
//!
//! Owns their defaults: those of the setup guide. What listens there belongs to `oauth`.

use super::Provider;
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::settings::Settings;

const DEVELOPMENT: &str = "http://localhost:8000/auth/callback/{provider}";
const PRODUCTION: &str = "/api/auth/callback/{provider}";

/// Where the app on this machine takes the callback: navauth.toml, else the guide's.
pub fn development_callback(settings: &Settings, provider: &Provider) -> String {
    let template = settings.config.callback.development.as_deref().unwrap_or(DEVELOPMENT);
    template.replace("{provider}", &provider.name)
}

/// Where the deployed app takes the callback: navauth.toml, else below FRONTEND_URL. Exit 3 when neither is set.
pub fn production_callback(settings: &Settings, provider: &Provider) -> Result<String> {
    if let Some(template) = &settings.config.callback.production {
        return Ok(template.replace("{provider}", &provider.name));
    }
    let Some(frontend) = settings.filled("FRONTEND_URL") else {
        let finding = Finding::fail("login.no-production-callback", "the production callback URL is not known")
            .cause("neither navauth.toml nor FRONTEND_URL says where the app is deployed")
            .fix("set FRONTEND_URL=https://… in the .env file, or [callback] production in navauth.toml");
        return Err(Error::settings(finding));
    };
    let base = frontend.value.expose().trim_end_matches('/');
    Ok(format!("{base}{PRODUCTION}").replace("{provider}", &provider.name))
}
