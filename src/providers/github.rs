//! GitHub OAuth apps: OAuth 2 with PKCE, errors with HTTP 200 (https://docs.github.com/apps/oauth-apps).

use super::errors::documented;
use super::probes::{
    CredentialsProbe, PageMeaning, PagePattern, PageRow, Probes, accepted, refused,
};
use super::{
    ClientAuthentication, ConsoleForm, Endpoints, ErrorMapping, Field, ProfileMapping, Provider,
    RedirectUriRules, Revocation, Step, Username, Variables,
};
use crate::diagnostics::catalog::github as codes;

pub fn row() -> Provider {
    Provider {
        name: "github".into(),
        label: "GitHub".into(),
        variables: vec![Variables {
            client_id: "GITHUB_CLIENT_ID".into(),
            client_secret: "GITHUB_CLIENT_SECRET".into(),
        }],
        endpoints: Endpoints {
            authorization: Some("https://github.com/login/oauth/authorize".into()),
            token: Some("https://github.com/login/oauth/access_token".into()),
            userinfo: Some("https://api.github.com/user".into()),
            emails: Some("https://api.github.com/user/emails".into()),
            device_authorization: Some("https://github.com/login/device/code".into()),
            revocation: Some("https://api.github.com/applications/{client_id}/token".into()),
            ..Endpoints::default()
        },
        issuers: Vec::new(),
        callback_issuer: Some("https://github.com/login/oauth"),
        names_itself_in_callbacks: false,
        omits_state_in_errors: false,
        scopes: ["read:user", "user:email"].map(String::from).into(),
        needed_scopes: &["user:email"],
        scope_aliases: &[("read:user", "user"), ("user:email", "user")],
        loopback_port_is_free: true,
        pkce: true,
        client_authentication: ClientAuthentication::Body,
        userinfo_parameters: &[],
        appsecret_proof: false,
        describes_tokens: false,
        mapping: ProfileMapping {
            id: Field::at(["id"]),
            email: Field::at(["email"]),
            email_verified: Field::default(),
            username: Username::Field(Field::at(["login"])),
            full_name: Field::at(["name", "login"]),
            avatar_url: Field::at(["avatar_url"]),
        },
        email_optional: false,
        errors: ERRORS,
        probes: &PROBES,
        revocation: Revocation::Delete,
        console: "https://github.com/settings/developers".into(),
        form: ConsoleForm::GITHUB,
        registration: RedirectUriRules::GITHUB,
        connections: "https://github.com/settings/applications".into(),
        own_hosts: Vec::new(),
        overrides: Default::default(),
        sources: Default::default(),
    }
}

/// Errors of the token endpoint have HTTP 200 (docs.github.com, "Troubleshooting OAuth app access token request errors"), except 404 for an
/// unknown client. The wording of the page was observed and is not documented.
const PROBES: Probes = Probes {
    credentials: CredentialsProbe::ImpossibleCode {
        with_redirect_uri: false,
    },
    answers: &[
        accepted("bad_verification_code"),
        refused("incorrect_client_credentials"),
        refused("Not Found"),
    ],
    page: &[
        PageRow {
            pattern: PagePattern::Body(
                200,
                "the redirect_uri is not associated with this application",
            ),
            means: PageMeaning::Refused("The redirect_uri is not associated with this application"),
        },
        PageRow {
            pattern: PagePattern::Body(200, "application suspended"),
            means: PageMeaning::Refused("Application suspended"),
        },
        PageRow {
            pattern: PagePattern::Status(404),
            means: PageMeaning::Refused("404"),
        },
        PageRow {
            pattern: PagePattern::Body(200, "name=\"authenticity_token\""),
            means: PageMeaning::Accepted,
        },
        PageRow {
            pattern: PagePattern::Body(200, "sign in to github"),
            means: PageMeaning::Accepted,
        },
    ],
    page_redirects: true,
};

const ERRORS: &[ErrorMapping] = &documented(
    "docs.github.com, Troubleshooting OAuth apps",
    "2026-11",
    [
        ErrorMapping::new(
            Step::Authorize,
            "The redirect_uri is not associated with this application",
            &codes::REDIRECT_URI_MISMATCH,
        ),
        ErrorMapping::new(Step::Authorize, "404", &codes::UNKNOWN_CLIENT_ID).several(),
        ErrorMapping::new(Step::Authorize, "Application suspended", &codes::SUSPENDED),
        ErrorMapping::new(Step::Callback, "application_suspended", &codes::SUSPENDED),
        ErrorMapping::new(
            Step::Callback,
            "redirect_uri_mismatch",
            &codes::REDIRECT_URI_MISMATCH,
        ),
        ErrorMapping::new(Step::Callback, "access_denied", &codes::DENIED),
        ErrorMapping::new(
            Step::Token,
            "incorrect_client_credentials",
            &codes::INCORRECT_CREDENTIALS,
        ),
        ErrorMapping::new(Step::Token, "Not Found", &codes::CLIENT_NOT_FOUND)
            .several()
            .read_at(
                "octokit/auth-oauth-user.js issue 239, and a README",
                "2026-10",
            ),
        ErrorMapping::new(Step::Token, "bad_verification_code", &codes::BAD_CODE).several(),
        ErrorMapping::new(
            Step::Token,
            "redirect_uri_mismatch",
            &codes::REDIRECT_URI_MISMATCH,
        ),
        ErrorMapping::new(
            Step::Token,
            "unverified_user_email",
            &codes::UNVERIFIED_EMAIL,
        ),
        ErrorMapping::new(
            Step::Device,
            "device_flow_disabled",
            &codes::DEVICE_FLOW_DISABLED,
        ),
        ErrorMapping::new(Step::Device, "incorrect_device_code", &codes::DEVICE_CODE),
        ErrorMapping::new(
            Step::Device,
            "incorrect_client_credentials",
            &codes::DEVICE_CLIENT_ID,
        ),
        ErrorMapping::new(Step::Device, "Not Found", &codes::UNKNOWN_CLIENT_ID).several(),
        ErrorMapping::new(
            Step::Any,
            "Resource not accessible by integration",
            &codes::GITHUB_APP,
        )
        .read_at(
            "docs.github.com/rest, Troubleshooting the REST API",
            "2026-11",
        ),
        ErrorMapping::new(Step::Email, "Not Found", &codes::EMAILS_HIDDEN)
            .several()
            .read_at("docs.github.com/rest/users/emails", "2026-11"),
        ErrorMapping::new(Step::Email, "missing", &codes::NO_EMAIL).several(),
    ],
);
