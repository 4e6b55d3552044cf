//! HuggingFace: OpenID Connect with PKCE and HTTP Basic (https://huggingface.co/docs/hub/oauth).

use super::probes::{PageMeaning, PageRow, Probes, STANDARD, Sign};
use super::{
    AppForm, ClientAuthentication, Endpoints, ErrorRow, ProfileMapping, Provider, Registration,
    Revocation, Step, Variables,
};

/// What is known of it. On a Space its own OAuth app stands in OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET.
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
        form: AppForm::HUGGINGFACE,
        registration: Registration::HUGGINGFACE,
        connections: "https://huggingface.co/settings/connected-applications".into(),
        own_hosts: Vec::new(),
        sources: Default::default(),
    }
}

/// What its page shows to somebody who is not signed in was seen for errors only, so nothing proves that all is right.
const PROBES: Probes = Probes {
    page: &[
        PageRow {
            sign: Sign::Body(400, "invalid client_id"),
            means: PageMeaning::Refused("Invalid client_id"),
        },
        PageRow {
            sign: Sign::Body(400, "invalid redirect_uri"),
            means: PageMeaning::Refused("invalid redirect_uri"),
        },
    ],
    ..STANDARD
};

const ERRORS: &[ErrorRow] = &[
    ErrorRow {
        step: Step::Authorize,
        code: "Invalid client_id",
        text: None,
        id: "huggingface.unknown-client-id",
        title: "HuggingFace does not know this client id",
        cause: "the OAuth app was deleted, the id is of another site, or it belongs to a Space that no longer exists",
        fix: "copy the Client ID from {console} into {client_id_variable}",
    },
    ErrorRow {
        step: Step::Authorize,
        code: "invalid redirect_uri",
        text: None,
        id: "huggingface.redirect-uri",
        title: "HuggingFace refuses the redirect URI",
        cause: "it must be registered letter for letter; only the port of http://localhost, http://127.0.0.1 and http://[::1] is free, and \
                these three are different hosts",
        fix: "open {console}, edit the app, and add this redirect URL: {redirect_uri}",
    },
    ErrorRow {
        step: Step::Callback,
        code: "access_denied",
        text: None,
        id: "huggingface.denied",
        title: "Deny was pressed at HuggingFace",
        cause: "the person did not let the app see their profile; HuggingFace does not remember it and asks again",
        fix: "run the command again and press Authorize",
    },
    ErrorRow {
        step: Step::Token,
        code: "invalid_client",
        text: None,
        id: "huggingface.invalid-client",
        title: "HuggingFace refuses the client secret",
        cause: "the secret is missing, wrong, or of another app",
        fix: "make a new secret at {console}, edit the app, and put it into {client_secret_variable}",
    },
    ErrorRow {
        step: Step::Token,
        code: "invalid_grant",
        text: None,
        id: "huggingface.invalid-grant",
        title: "HuggingFace does not accept the code",
        cause: "the code was used before or is too old, or the PKCE verifier or the redirect URI differ from the first step",
        fix: "run the command again and finish within a minute; if it stays so, check that one client id is used throughout",
    },
    ErrorRow {
        step: Step::Callback,
        code: "invalid_scope",
        text: None,
        id: "huggingface.invalid-scope",
        title: "HuggingFace does not let this app ask for these scopes",
        cause: "a scope is asked for that is not ticked in the app's settings",
        fix: "open {console}, edit the app, and tick openid, profile and email; for a Space add hf_oauth_scopes: [email] to its README.md",
    },
    ErrorRow {
        step: Step::Token,
        code: "invalid_scope",
        text: None,
        id: "huggingface.invalid-scope",
        title: "HuggingFace does not let this app ask for these scopes",
        cause: "a scope is asked for that is not ticked in the app's settings",
        fix: "open {console}, edit the app, and tick openid, profile and email; for a Space add hf_oauth_scopes: [email] to its README.md",
    },
    ErrorRow {
        step: Step::Device,
        code: "invalid_client",
        text: None,
        id: "huggingface.invalid-client",
        title: "HuggingFace refuses the client secret",
        cause: "the secret is missing, wrong, or of another app",
        fix: "make a new secret at {console}, edit the app, and put it into {client_secret_variable}",
    },
    ErrorRow {
        step: Step::Email,
        code: "missing",
        text: None,
        id: "huggingface.no-email",
        title: "HuggingFace gave no e-mail address",
        cause: "the scope email is not allowed in the app's settings, so it was left out",
        fix: "open {console}, edit the app, and tick the scope email; for a Space add hf_oauth_scopes: [email] to its README.md",
    },
];
