//! HuggingFace: OpenID Connect with PKCE and HTTP Basic (https://huggingface.co/docs/hub/oauth).

use super::errors::documented;
use super::probes::{
    CredentialsProbe, PageMeaning, PagePattern, PageRow, Probes, STANDARD, refused,
};
use super::{
    ClientAuthentication, ConsoleForm, Endpoints, ErrorMapping, ProfileMapping, Provider,
    RedirectUriRules, Revocation, Step, Variables,
};
use crate::diagnostics::catalog::huggingface as codes;

/// A Space has its own OAuth app in OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET.
pub fn row() -> Provider {
    let at = |path: &str| Some(format!("https://huggingface.co{path}"));
    let pair = |prefix: &str| Variables {
        client_id: format!("{prefix}_CLIENT_ID"),
        client_secret: format!("{prefix}_CLIENT_SECRET"),
    };
    Provider {
        name: "huggingface".into(),
        label: "HuggingFace".into(),
        variables: vec![pair("HUGGINGFACE"), pair("OAUTH")],
        endpoints: Endpoints {
            authorization: at("/oauth/authorize"),
            token: at("/oauth/token"),
            userinfo: at("/oauth/userinfo"),
            jwks: at("/oauth/jwks"),
            device_authorization: at("/oauth/device"),
            ..Endpoints::default()
        },
        issuers: vec!["https://huggingface.co".into()],
        callback_issuer: None,
        names_itself_in_callbacks: false,
        omits_state_in_errors: false,
        scopes: ["openid", "profile", "email"].map(String::from).into(),
        needed_scopes: &["openid", "profile", "email"],
        scope_aliases: &[],
        loopback_port_is_free: true,
        pkce: true,
        client_authentication: ClientAuthentication::Basic,
        userinfo_parameters: &[],
        appsecret_proof: false,
        describes_tokens: false,
        mapping: ProfileMapping::openid(),
        email_optional: false,
        errors: ERRORS,
        probes: &PROBES,
        revocation: Revocation::Authenticated,
        console: "https://huggingface.co/settings/applications".into(),
        form: ConsoleForm::HUGGINGFACE,
        registration: RedirectUriRules::HUGGINGFACE,
        connections: "https://huggingface.co/settings/connected-applications".into(),
        own_hosts: Vec::new(),
        overrides: Default::default(),
        sources: Default::default(),
    }
}

/// The token endpoint returns invalid_grant for a bogus code even without a client (huggingface/hub-docs#2757, 2026-09-04), so the device
/// endpoint is used, which rejects a wrong secret (measured 2026-09). The sign-in page was observed for errors only.
const PROBES: Probes = Probes {
    credentials: CredentialsProbe::DeviceCode,
    answers: &[refused("invalid_client")],
    page: &[
        PageRow {
            pattern: PagePattern::Body(400, "invalid client_id"),
            means: PageMeaning::Refused("Invalid client_id"),
        },
        PageRow {
            pattern: PagePattern::Body(400, "invalid redirect_uri"),
            means: PageMeaning::Refused("invalid redirect_uri"),
        },
    ],
    ..STANDARD
};

const ERRORS: &[ErrorMapping] = &documented(
    "huggingface.co/docs/hub/oauth",
    "2026-11",
    [
        ErrorMapping::new(
            Step::Authorize,
            "Invalid client_id",
            &codes::UNKNOWN_CLIENT_ID,
        ),
        ErrorMapping::new(
            Step::Authorize,
            "invalid redirect_uri",
            &codes::REDIRECT_URI,
        ),
        ErrorMapping::new(Step::Callback, "access_denied", &codes::DENIED),
        ErrorMapping::new(Step::Token, "invalid_client", &codes::INVALID_CLIENT).several(),
        ErrorMapping::with_text(Step::Token, "invalid_grant", "aborted", &codes::TIMEOUT)
            .temporary()
            .read_at("huggingface/hub-docs issue 2757", "2026-09-04"),
        ErrorMapping::new(Step::Token, "invalid_grant", &codes::INVALID_GRANT).several(),
        ErrorMapping::new(Step::Callback, "invalid_scope", &codes::INVALID_SCOPE),
        ErrorMapping::new(Step::Token, "invalid_scope", &codes::INVALID_SCOPE),
        ErrorMapping::new(Step::Device, "invalid_client", &codes::INVALID_CLIENT).several(),
        ErrorMapping::new(Step::Email, "missing", &codes::NO_EMAIL).several(),
    ],
);
