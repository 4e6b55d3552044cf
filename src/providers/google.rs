//! Google: OpenID Connect with PKCE (https://developers.google.com/identity/openid-connect/openid-connect).

use super::errors::documented;
use super::probes::{
    CredentialsProbe, PageMeaning, PagePattern, PageRow, Probes, TokenErrorRow, accepted, refused,
};
use super::{
    ClientAuthentication, ConsoleForm, Endpoints, ErrorMapping, ProfileMapping, Provider,
    RedirectUriRules, Revocation, Step, Username, Variables,
};
use crate::diagnostics::catalog::google as codes;

pub fn row() -> Provider {
    Provider {
        name: "google".into(),
        label: "Google".into(),
        variables: vec![Variables {
            client_id: "GOOGLE_CLIENT_ID".into(),
            client_secret: "GOOGLE_CLIENT_SECRET".into(),
        }],
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
        callback_issuer: None,
        names_itself_in_callbacks: false,
        omits_state_in_errors: false,
        scopes: ["openid", "email", "profile"].map(String::from).into(),
        needed_scopes: &["email", "profile"],
        scope_aliases: &[
            ("email", "https://www.googleapis.com/auth/userinfo.email"),
            (
                "profile",
                "https://www.googleapis.com/auth/userinfo.profile",
            ),
        ],
        loopback_port_is_free: false,
        pkce: true,
        client_authentication: ClientAuthentication::Body,
        userinfo_parameters: &[],
        appsecret_proof: false,
        describes_tokens: false,
        mapping: ProfileMapping {
            username: Username::LocalPart,
            ..ProfileMapping::openid()
        },
        email_optional: false,
        errors: ERRORS,
        probes: &PROBES,
        revocation: Revocation::TokenAlone,
        console: "https://console.cloud.google.com/auth/clients".into(),
        form: ConsoleForm::GOOGLE,
        registration: RedirectUriRules::GOOGLE,
        connections: "https://myaccount.google.com/connections".into(),
        own_hosts: Vec::new(),
        overrides: Default::default(),
        sources: Default::default(),
    }
}

/// Observed in live responses; only the error names are documented (Google, "Using OAuth 2.0 for Web Server Applications").
const PROBES: Probes = Probes {
    credentials: CredentialsProbe::ImpossibleCode {
        with_redirect_uri: true,
    },
    answers: &[
        accepted("invalid_grant"),
        accepted("redirect_uri_mismatch"),
        refused("invalid_client"),
        refused("deleted_client"),
        TokenErrorRow {
            code: "invalid_request",
            text: Some("client_secret is missing"),
            accepted: false,
        },
    ],
    page: &[
        PageRow {
            pattern: PagePattern::Error("redirect_uri_mismatch"),
            means: PageMeaning::Refused("Error 400: redirect_uri_mismatch"),
        },
        PageRow {
            pattern: PagePattern::Error("invalid_client"),
            means: PageMeaning::Refused("Error 401: invalid_client"),
        },
        PageRow {
            pattern: PagePattern::Error("deleted_client"),
            means: PageMeaning::Refused("Error 401: deleted_client"),
        },
        PageRow {
            pattern: PagePattern::Error("disabled_client"),
            means: PageMeaning::Refused("disabled_client"),
        },
        PageRow {
            pattern: PagePattern::ErrorWithText("invalid_request", "private ip"),
            means: PageMeaning::Refused("device_id and device_name are required for private IP"),
        },
        PageRow {
            pattern: PagePattern::RedirectTo("/signin/oauth/error"),
            means: PageMeaning::Nothing("Google shows an error page"),
        },
        PageRow {
            pattern: PagePattern::Body(200, "data-error-code=\"redirect_uri_mismatch\""),
            means: PageMeaning::Refused("Error 400: redirect_uri_mismatch"),
        },
        PageRow {
            pattern: PagePattern::Body(200, "error 400: redirect_uri_mismatch"),
            means: PageMeaning::Refused("Error 400: redirect_uri_mismatch"),
        },
        PageRow {
            pattern: PagePattern::Body(200, "error 401: invalid_client"),
            means: PageMeaning::Refused("Error 401: invalid_client"),
        },
        PageRow {
            pattern: PagePattern::Body(200, "id=\"identifierid\""),
            means: PageMeaning::Accepted,
        },
        PageRow {
            pattern: PagePattern::Body(200, "choose an account"),
            means: PageMeaning::Accepted,
        },
        PageRow {
            pattern: PagePattern::RedirectTo("/signin/"),
            means: PageMeaning::Accepted,
        },
        PageRow {
            pattern: PagePattern::RedirectTo("/ServiceLogin"),
            means: PageMeaning::Accepted,
        },
    ],
    page_redirects: false,
};

const ERRORS: &[ErrorMapping] = &documented(
    "developers.google.com/identity/protocols/oauth2/web-server",
    "2026-11",
    [
        ErrorMapping::new(
            Step::Authorize,
            "Error 400: redirect_uri_mismatch",
            &codes::REDIRECT_URI_MISMATCH,
        ),
        ErrorMapping::new(
            Step::Authorize,
            "Error 401: invalid_client",
            &codes::UNKNOWN_CLIENT,
        ),
        ErrorMapping::new(
            Step::Authorize,
            "Error 401: deleted_client",
            &codes::DELETED_CLIENT,
        ),
        ErrorMapping::new(Step::Authorize, "disabled_client", &codes::DISABLED_CLIENT),
        ErrorMapping::new(
            Step::Authorize,
            "device_id and device_name are required for private IP",
            &codes::PRIVATE_ADDRESS,
        )
        .read_at("a sign-in page, quoted in a report", "2026-09-01"),
        ErrorMapping::new(
            Step::Authorize,
            "Error 400: access_not_configured",
            &codes::ACCESS_NOT_CONFIGURED,
        )
        .read_at("support.google.com/accounts/answer/16668185", "2026-11"),
        ErrorMapping::new(
            Step::Authorize,
            "Error 403: access_denied",
            &codes::NOT_A_TEST_USER,
        ),
        ErrorMapping::new(
            Step::Authorize,
            "Error 403: org_internal",
            &codes::ORGANIZATION_ONLY,
        ),
        ErrorMapping::new(
            Step::Authorize,
            "disallowed_useragent",
            &codes::EMBEDDED_BROWSER,
        ),
        ErrorMapping::new(
            Step::Authorize,
            "admin_policy_enforced",
            &codes::BLOCKED_BY_ADMIN,
        ),
        ErrorMapping::new(Step::Callback, "access_denied", &codes::DENIED),
        ErrorMapping::with_text(
            Step::Token,
            "invalid_client",
            "not found",
            &codes::UNKNOWN_CLIENT,
        ),
        ErrorMapping::new(Step::Token, "invalid_client", &codes::INVALID_SECRET).several(),
        ErrorMapping::new(Step::Token, "deleted_client", &codes::DELETED_CLIENT),
        ErrorMapping::new(Step::Token, "disabled_client", &codes::DISABLED_CLIENT),
        ErrorMapping::with_text(
            Step::Token,
            "invalid_request",
            "client_secret is missing",
            &codes::MISSING_SECRET,
        ),
        ErrorMapping::with_text(
            Step::Token,
            "invalid_grant",
            "code verifier",
            &codes::CODE_VERIFIER,
        ),
        ErrorMapping::new(Step::Token, "invalid_grant", &codes::INVALID_GRANT).several(),
        ErrorMapping::new(
            Step::Token,
            "redirect_uri_mismatch",
            &codes::REDIRECT_URI_MISMATCH,
        ),
    ],
);
