//! GitHub OAuth apps: OAuth 2 with PKCE, errors with HTTP 200 (https://docs.github.com/apps/oauth-apps).

mod console;
mod errors;
mod fake;
mod formats;
mod probes;

use self::console::{FORM, REDIRECT_URI_RULES};
use self::errors::ERRORS;
use self::formats::{FORMATS, KINDS};
use self::probes::PROBES;
use super::built_in::BuiltIn;
use super::credentials::Variables;
use super::endpoints::Endpoints;
use super::mapping::{Field, ProfileMapping, Username};
use super::provider::{ClientAuthentication, Provider, Revocation};

/// Everything about the provider.
pub static BUILT_IN: BuiltIn = BuiltIn {
    provider,
    kinds: &KINDS,
    fake: &fake::PROVIDER,
};

fn provider() -> Provider {
    Provider {
        endpoints: Endpoints {
            authorization: Some("https://github.com/login/oauth/authorize".into()),
            token: Some("https://github.com/login/oauth/access_token".into()),
            userinfo: Some("https://api.github.com/user".into()),
            emails: Some("https://api.github.com/user/emails".into()),
            device_authorization: Some("https://github.com/login/device/code".into()),
            revocation: Some("https://api.github.com/applications/{client_id}/token".into()),
            ..Endpoints::default()
        },
        callback_issuer: Some("https://github.com/login/oauth"),
        scopes: ["read:user", "user:email"].map(String::from).into(),
        needed_scopes: &["user:email"],
        scope_aliases: &[("read:user", "user"), ("user:email", "user")],
        loopback_port_is_free: true,
        client_authentication: ClientAuthentication::Body,
        mapping: ProfileMapping {
            id: Field::at(["id"]),
            email: Field::at(["email"]),
            email_verified: Field::default(),
            username: Username::Field(Field::at(["login"])),
            full_name: Field::at(["name", "login"]),
            avatar_url: Field::at(["avatar_url"]),
        },
        formats: Some(&FORMATS),
        errors: ERRORS,
        probes: &PROBES,
        revocation: Revocation::Delete,
        console: "https://github.com/settings/developers".into(),
        form: FORM,
        redirect_uri_rules: REDIRECT_URI_RULES,
        connections: "https://github.com/settings/applications".into(),
        ..Provider::standard("github", "GitHub", vec![Variables::with_prefix("GITHUB")])
    }
}
