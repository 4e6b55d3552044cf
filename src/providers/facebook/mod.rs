//! Facebook: OAuth 2 without PKCE, with its own error format (https://developers.facebook.com/docs/facebook-login).

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

/// The Graph API version. v26.0 was released on 2026-07-29 and is supported for about two years.
const GRAPH: &str = "v26.0";

fn provider() -> Provider {
    let graph = |path: &str| Some(format!("https://graph.facebook.com/{GRAPH}{path}"));
    Provider {
        endpoints: Endpoints {
            authorization: Some(format!("https://www.facebook.com/{GRAPH}/dialog/oauth")),
            token: graph("/oauth/access_token"),
            userinfo: graph("/me"),
            introspection: graph("/debug_token"),
            ..Endpoints::default()
        },
        omits_state_in_errors: true,
        scopes: ["email", "public_profile"].map(String::from).into(),
        needed_scopes: &["email"],
        pkce: false,
        client_authentication: ClientAuthentication::Body,
        userinfo_parameters: &[("fields", "id,name,first_name,last_name,email,picture")],
        appsecret_proof: true,
        describes_tokens: true,
        mapping: ProfileMapping {
            id: Field::at(["id"]),
            email: Field::at(["email"]),
            // Facebook does not report it.
            email_verified: Field::default(),
            username: Username::LowerName,
            full_name: Field::at(["name"]),
            avatar_url: Field::at(["picture.data.url"]),
        },
        email_optional: true,
        formats: Some(&FORMATS),
        errors: ERRORS,
        probes: &PROBES,
        revocation: Revocation::Grant,
        console: "https://developers.facebook.com/apps".into(),
        form: FORM,
        redirect_uri_rules: REDIRECT_URI_RULES,
        connections: "https://www.facebook.com/settings?tab=applications".into(),
        ..Provider::standard(
            "facebook",
            "Facebook",
            vec![Variables {
                client_id: "FACEBOOK_APP_ID".into(),
                client_secret: "FACEBOOK_APP_SECRET".into(),
            }],
        )
    }
}
