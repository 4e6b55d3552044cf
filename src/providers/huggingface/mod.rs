//! HuggingFace: OpenID Connect with PKCE and HTTP Basic (https://huggingface.co/docs/hub/oauth).

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
use super::provider::Provider;

/// Everything about the provider.
pub static BUILT_IN: BuiltIn = BuiltIn {
    provider,
    kinds: &KINDS,
    fake: &fake::PROVIDER,
};

/// A Space has its own OAuth app in OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET.
fn provider() -> Provider {
    let at = |path: &str| Some(format!("https://huggingface.co{path}"));
    Provider {
        endpoints: Endpoints {
            authorization: at("/oauth/authorize"),
            token: at("/oauth/token"),
            userinfo: at("/oauth/userinfo"),
            jwks: at("/oauth/jwks"),
            device_authorization: at("/oauth/device"),
            ..Endpoints::default()
        },
        issuers: vec!["https://huggingface.co".into()],
        scopes: ["openid", "profile", "email"].map(String::from).into(),
        needed_scopes: &["openid", "profile", "email"],
        loopback_port_is_free: true,
        formats: Some(&FORMATS),
        errors: ERRORS,
        probes: &PROBES,
        console: "https://huggingface.co/settings/applications".into(),
        form: FORM,
        redirect_uri_rules: REDIRECT_URI_RULES,
        connections: "https://huggingface.co/settings/connected-applications".into(),
        ..Provider::standard(
            "huggingface",
            "HuggingFace",
            vec![
                Variables::with_prefix("HUGGINGFACE"),
                Variables::with_prefix("OAUTH"),
            ],
        )
    }
}
