//! Facebook: OAuth 2 without PKCE, with its own error format (https://developers.facebook.com/docs/facebook-login).

use super::errors::documented;
use super::probes::{CredentialsProbe, Probes, STANDARD, TokenErrorRow, refused};
use super::{
    ClientAuthentication, ConsoleForm, Endpoints, ErrorMapping, Field, ProfileMapping, Provider,
    RedirectUriRules, Revocation, Step, Username, Variables,
};
use crate::diagnostics::catalog::facebook as codes;

/// The Graph API version. v26.0 was released on 2026-07-29 and is supported for about two years.
const GRAPH: &str = "v26.0";

pub fn row() -> Provider {
    let graph = |path: &str| Some(format!("https://graph.facebook.com/{GRAPH}{path}"));
    Provider {
        name: "facebook".into(),
        label: "Facebook".into(),
        variables: vec![Variables {
            client_id: "FACEBOOK_APP_ID".into(),
            client_secret: "FACEBOOK_APP_SECRET".into(),
        }],
        endpoints: Endpoints {
            authorization: Some(format!("https://www.facebook.com/{GRAPH}/dialog/oauth")),
            token: graph("/oauth/access_token"),
            userinfo: graph("/me"),
            introspection: graph("/debug_token"),
            ..Endpoints::default()
        },
        issuers: Vec::new(),
        callback_issuer: None,
        names_itself_in_callbacks: false,
        omits_state_in_errors: true,
        scopes: ["email", "public_profile"].map(String::from).into(),
        needed_scopes: &["email"],
        scope_aliases: &[],
        loopback_port_is_free: false,
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
        errors: ERRORS,
        probes: &PROBES,
        revocation: Revocation::Grant,
        console: "https://developers.facebook.com/apps".into(),
        form: ConsoleForm::FACEBOOK,
        registration: RedirectUriRules::FACEBOOK,
        connections: "https://www.facebook.com/settings?tab=applications".into(),
        own_hosts: Vec::new(),
        overrides: Default::default(),
        sources: Default::default(),
    }
}

/// Requests an app access token (developers.facebook.com, "Access Tokens"). The dialog shows no errors before a sign-in.
const PROBES: Probes = Probes {
    credentials: CredentialsProbe::ClientCredentials,
    answers: &[
        TokenErrorRow {
            code: "1",
            text: Some("client secret"),
            accepted: false,
        },
        refused("101"),
    ],
    ..STANDARD
};

const ERRORS: &[ErrorMapping] = &documented(
    "developers.facebook.com/docs/graph-api/guides/error-handling",
    "2026-11",
    [
        ErrorMapping::new(Step::Authorize, "Invalid App ID", &codes::UNKNOWN_APP).several(),
        ErrorMapping::new(Step::Authorize, "URL Blocked", &codes::REDIRECT_URI).several(),
        ErrorMapping::new(Step::Authorize, "Can't Load URL", &codes::REDIRECT_URI).several(),
        ErrorMapping::new(
            Step::Authorize,
            "This app needs at least one supported permission",
            &codes::NO_PERMISSION,
        ),
        ErrorMapping::new(
            Step::Authorize,
            "It looks like this app isn't available",
            &codes::APP_UNAVAILABLE,
        ),
        ErrorMapping::new(Step::Authorize, "App not active", &codes::NOT_ACTIVE).several(),
        ErrorMapping::new(Step::Authorize, "App Not Setup", &codes::NOT_ACTIVE)
            .several()
            .read_at("a sign-in page, quoted in a report", "2026-11"),
        ErrorMapping::new(
            Step::Authorize,
            "Feature Unavailable",
            &codes::FEATURE_UNAVAILABLE,
        )
        .several()
        .read_at(
            "openstreetmap/operations issue 1020, and later reports",
            "2026-07-13",
        ),
        ErrorMapping::new(Step::Authorize, "Insecure Login Blocked", &codes::INSECURE),
        ErrorMapping::new(Step::Callback, "access_denied", &codes::DENIED),
        ErrorMapping::new(Step::Callback, "user_denied", &codes::DENIED),
        ErrorMapping::new(Step::Callback, "OAuthAccessDeniedException", &codes::DENIED)
            .read_at("facebook-android-sdk @34d41548", "2026-06-30"),
        ErrorMapping::new(Step::Callback, "901", &codes::NOT_ACTIVE)
            .several()
            .read_at("passport-facebook, tests", "2026-11"),
        ErrorMapping::new(Step::Callback, "1349126", &codes::NOT_ACTIVE)
            .several()
            .read_at("a callback, quoted in a report", "2026-11"),
        ErrorMapping::new(Step::Callback, "191", &codes::REDIRECT_URI).several(),
        ErrorMapping::with_text(Step::Token, "1", "client secret", &codes::INVALID_SECRET),
        ErrorMapping::new(Step::Token, "1", &codes::ERROR_ONE).several(),
        ErrorMapping::with_text(Step::Any, "101", "has been deleted", &codes::APP_DELETED)
            .read_at("an answer of the Graph API, quoted in a report", "2026-11"),
        ErrorMapping::new(Step::Any, "101", &codes::UNKNOWN_APP).several(),
        ErrorMapping::new(Step::Token, "191", &codes::REDIRECT_URI).several(),
        ErrorMapping::new(Step::Token, "100/36007", &codes::CODE_EXPIRED),
        ErrorMapping::new(Step::Token, "100/36008", &codes::REDIRECT_URI_DIFFERS),
        ErrorMapping::new(Step::Token, "100/36009", &codes::CODE_USED),
        ErrorMapping::with_text(Step::Token, "100", "verification code", &codes::CODE_FORMAT),
        ErrorMapping::new(Step::Any, "190/458", &codes::APP_REMOVED),
        ErrorMapping::new(Step::Any, "102/458", &codes::APP_REMOVED),
        ErrorMapping::new(Step::Any, "190/459", &codes::CHECKPOINT),
        ErrorMapping::new(Step::Any, "102/459", &codes::CHECKPOINT),
        ErrorMapping::new(Step::Any, "190/460", &codes::PASSWORD_CHANGED),
        ErrorMapping::new(Step::Any, "102/460", &codes::PASSWORD_CHANGED),
        ErrorMapping::new(Step::Any, "190/463", &codes::TOKEN_EXPIRED),
        ErrorMapping::new(Step::Any, "102/463", &codes::TOKEN_EXPIRED),
        ErrorMapping::new(Step::Any, "190/464", &codes::UNCONFIRMED),
        ErrorMapping::new(Step::Any, "102/464", &codes::UNCONFIRMED),
        ErrorMapping::new(Step::Any, "190/467", &codes::TOKEN_INVALID),
        ErrorMapping::new(Step::Any, "102/467", &codes::TOKEN_INVALID),
        ErrorMapping::new(Step::Any, "190/493", &codes::APP_INACTIVE)
            .read_at("facebook-android-sdk @34d41548", "2026-06-30"),
        ErrorMapping::new(Step::Introspection, "190", &codes::APP_TOKEN).several(),
        ErrorMapping::with_text(
            Step::Introspection,
            "100",
            "did not match",
            &codes::TOKEN_OF_ANOTHER_APP,
        ),
        ErrorMapping::new(Step::Any, "190", &codes::TOKEN_INVALID).several(),
        ErrorMapping::new(Step::Any, "102", &codes::TOKEN_INVALID).several(),
        ErrorMapping::new(Step::Any, "2", &codes::TEMPORARY).temporary(),
        ErrorMapping::new(Step::Any, "4", &codes::RATE_LIMIT).temporary(),
        ErrorMapping::new(Step::Any, "9", &codes::RATE_LIMIT).temporary(),
        ErrorMapping::new(Step::Any, "17", &codes::RATE_LIMIT).temporary(),
        ErrorMapping::new(Step::Any, "32", &codes::RATE_LIMIT).temporary(),
        ErrorMapping::new(Step::Any, "341", &codes::RATE_LIMIT).temporary(),
        ErrorMapping::new(Step::Any, "613", &codes::RATE_LIMIT).temporary(),
        ErrorMapping::new(Step::Any, "368", &codes::BLOCKED_BY_POLICY),
        ErrorMapping::new(Step::Any, "412", &codes::APP_REMOVED),
        ErrorMapping::new(Step::Email, "missing", &codes::NO_EMAIL).several(),
    ],
);
