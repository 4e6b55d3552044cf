//! Google: OpenID Connect with PKCE (https://developers.google.com/identity/openid-connect/openid-connect).

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
use super::mapping::{ProfileMapping, Username};
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
            authorization: Some("https://accounts.google.com/o/oauth2/v2/auth".into()),
            token: Some("https://oauth2.googleapis.com/token".into()),
            userinfo: Some("https://openidconnect.googleapis.com/v1/userinfo".into()),
            jwks: Some("https://www.googleapis.com/oauth2/v3/certs".into()),
            revocation: Some("https://oauth2.googleapis.com/revoke".into()),
            ..Endpoints::default()
        },
        issuers: vec![
            "https://accounts.google.com".into(),
            "accounts.google.com".into(),
        ],
        scopes: ["openid", "email", "profile"].map(String::from).into(),
        needed_scopes: &["email", "profile"],
        scope_aliases: &[
            ("email", "https://www.googleapis.com/auth/userinfo.email"),
            (
                "profile",
                "https://www.googleapis.com/auth/userinfo.profile",
            ),
        ],
        client_authentication: ClientAuthentication::Body,
        mapping: ProfileMapping {
            username: Username::LocalPart,
            ..ProfileMapping::openid()
        },
        formats: Some(&FORMATS),
        errors: ERRORS,
        probes: &PROBES,
        revocation: Revocation::TokenAlone,
        console: "https://console.cloud.google.com/auth/clients".into(),
        form: FORM,
        redirect_uri_rules: REDIRECT_URI_RULES,
        connections: "https://myaccount.google.com/connections".into(),
        ..Provider::standard("google", "Google", vec![Variables::with_prefix("GOOGLE")])
    }
}
