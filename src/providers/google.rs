//! Google: OpenID Connect with PKCE (https://developers.google.com/identity/openid-connect/openid-connect).

use super::probes::{AnswerRow, PageMeaning, PageRow, Probes, Question, Sign, accepted, refused};
use super::{
    AppForm, ClientAuthentication, Endpoints, ErrorRow, ProfileMapping, Provider, Registration,
    Revocation, Step, Username, Variables,
};

/// What is known of it.
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
        form: AppForm::GOOGLE,
        registration: Registration::GOOGLE,
        connections: "https://myaccount.google.com/connections".into(),
        own_hosts: Vec::new(),
        sources: Default::default(),
    }
}

/// Seen in live answers; only the names of errors are documented (Google, "Using OAuth 2.0 for Web Server Applications").
const PROBES: Probes = Probes {
    question: Question::ImpossibleCode {
        with_redirect_uri: true,
    },
    answers: &[
        accepted("invalid_grant"),
        accepted("redirect_uri_mismatch"),
        refused("invalid_client"),
        refused("deleted_client"),
        AnswerRow {
            code: "invalid_request",
            text: Some("client_secret is missing"),
            accepted: false,
        },
    ],
    page: &[
        PageRow {
            sign: Sign::Error("redirect_uri_mismatch"),
            means: PageMeaning::Refused("Error 400: redirect_uri_mismatch"),
        },
        PageRow {
            sign: Sign::Error("invalid_client"),
            means: PageMeaning::Refused("Error 401: invalid_client"),
        },
        PageRow {
            sign: Sign::Error("deleted_client"),
            means: PageMeaning::Refused("Error 401: deleted_client"),
        },
        PageRow {
            sign: Sign::RedirectTo("/signin/oauth/error"),
            means: PageMeaning::Nothing("Google shows an error page"),
        },
        PageRow {
            sign: Sign::Body(200, "data-error-code=\"redirect_uri_mismatch\""),
            means: PageMeaning::Refused("Error 400: redirect_uri_mismatch"),
        },
        PageRow {
            sign: Sign::Body(200, "error 400: redirect_uri_mismatch"),
            means: PageMeaning::Refused("Error 400: redirect_uri_mismatch"),
        },
        PageRow {
            sign: Sign::Body(200, "error 401: invalid_client"),
            means: PageMeaning::Refused("Error 401: invalid_client"),
        },
        PageRow {
            sign: Sign::Body(200, "id=\"identifierid\""),
            means: PageMeaning::Accepted,
        },
        PageRow {
            sign: Sign::Body(200, "choose an account"),
            means: PageMeaning::Accepted,
        },
        PageRow {
            sign: Sign::RedirectTo("/signin/"),
            means: PageMeaning::Accepted,
        },
        PageRow {
            sign: Sign::RedirectTo("/ServiceLogin"),
            means: PageMeaning::Accepted,
        },
    ],
    page_redirects: false,
};

const ERRORS: &[ErrorRow] = &[
    ErrorRow {
        step: Step::Authorize,
        code: "Error 400: redirect_uri_mismatch",
        text: None,
        id: "google.redirect-uri-mismatch",
        title: "Google does not know the redirect URI",
        cause: "it is not in the client's list letter for letter: scheme, host, port, path and a trailing slash all count; a client of the \
                kind \"Desktop app\" has no list at all",
        fix: "open {console}, choose the web client, and under \"Authorized redirect URIs\" add {redirect_uri}; it takes some minutes to act",
    },
    ErrorRow {
        step: Step::Authorize,
        code: "Error 401: invalid_client",
        text: None,
        id: "google.unknown-client",
        title: "Google does not know this client id",
        cause: "the id is wrong, has a stray space or line end, or the client was deleted; Google deletes clients unused for six months",
        fix: "copy the Client ID from {console} into {client_id_variable}; restore the client or make a new one if it is gone",
    },
    ErrorRow {
        step: Step::Authorize,
        code: "Error 401: deleted_client",
        text: None,
        id: "google.deleted-client",
        title: "Google says that this client was deleted",
        cause: "somebody deleted it, or Google did because it was unused for six months",
        fix: "restore it at {console} (possible for about 30 days), or make a new web client and copy its id and secret",
    },
    ErrorRow {
        step: Step::Authorize,
        code: "disabled_client",
        text: None,
        id: "google.disabled-client",
        title: "Google has disabled this client",
        cause: "Google disabled the client or suspended the project",
        fix: "look for Google's e-mail about it, and at {console}",
    },
    ErrorRow {
        step: Step::Authorize,
        code: "Error 403: access_denied",
        text: None,
        id: "google.not-a-test-user",
        title: "Google lets only test users sign in",
        cause: "the app's publishing status is Testing, and this account is not one of its test users",
        fix: "open https://console.cloud.google.com/auth/audience and add the account under \"Test users\", or press \"Publish app\"",
    },
    ErrorRow {
        step: Step::Authorize,
        code: "Error 403: org_internal",
        text: None,
        id: "google.organization-only",
        title: "Google lets only members of the organization sign in",
        cause: "the app's user type is Internal, and this account is outside the organization",
        fix: "open https://console.cloud.google.com/auth/audience and make the app External",
    },
    ErrorRow {
        step: Step::Authorize,
        code: "disallowed_useragent",
        text: None,
        id: "google.embedded-browser",
        title: "Google does not allow this browser",
        cause: "the page was opened inside another program instead of in a browser",
        fix: "copy the URL into Chrome, Firefox, Safari or Edge",
    },
    ErrorRow {
        step: Step::Authorize,
        code: "admin_policy_enforced",
        text: None,
        id: "google.blocked-by-admin",
        title: "the organization's Google administrator blocks this app",
        cause: "a Google Workspace policy decides which apps its members may sign in to",
        fix: "use a private account for the test, or ask the administrator to allow the client id",
    },
    ErrorRow {
        step: Step::Callback,
        code: "access_denied",
        text: None,
        id: "google.denied",
        title: "Cancel was pressed at Google",
        cause: "the person did not let the app see their profile",
        fix: "run the command again and press Continue",
    },
    ErrorRow {
        step: Step::Token,
        code: "invalid_client",
        text: Some("not found"),
        id: "google.unknown-client",
        title: "Google does not know this client id",
        cause: "the id is wrong, has a stray space or line end, or the client was deleted; Google deletes clients unused for six months",
        fix: "copy the Client ID from {console} into {client_id_variable}; restore the client or make a new one if it is gone",
    },
    ErrorRow {
        step: Step::Token,
        code: "invalid_client",
        text: None,
        id: "google.invalid-secret",
        title: "Google refuses the client secret",
        cause: "the secret is of another client or was replaced; all secrets look alike",
        fix: "take id and secret from one downloaded JSON file, or press \"Add secret\" at {console} and put it into {client_secret_variable}",
    },
    ErrorRow {
        step: Step::Token,
        code: "deleted_client",
        text: None,
        id: "google.deleted-client",
        title: "Google says that this client was deleted",
        cause: "somebody deleted it, or Google did because it was unused for six months",
        fix: "restore it at {console} (possible for about 30 days), or make a new web client and copy its id and secret",
    },
    ErrorRow {
        step: Step::Token,
        code: "disabled_client",
        text: None,
        id: "google.disabled-client",
        title: "Google has disabled this client",
        cause: "Google disabled the client or suspended the project",
        fix: "look for Google's e-mail about it, and at {console}",
    },
    ErrorRow {
        step: Step::Token,
        code: "invalid_request",
        text: Some("client_secret is missing"),
        id: "google.invalid-secret",
        title: "Google got no client secret",
        cause: "{client_secret_variable} holds nothing that Google could read",
        fix: "press \"Add secret\" at {console} and put it into {client_secret_variable}",
    },
    ErrorRow {
        step: Step::Token,
        code: "invalid_grant",
        text: Some("code verifier"),
        id: "google.code-verifier",
        title: "Google does not accept the PKCE verifier",
        cause: "the verifier is not the one that this login began with",
        fix: "run the command again, and use only the URL that it prints",
    },
    ErrorRow {
        step: Step::Token,
        code: "invalid_grant",
        text: None,
        id: "google.invalid-grant",
        title: "Google does not accept the code",
        cause: "the code was used before, is too old, or was changed on the way (a pasted URL that was cut or still holds %2F twice encoded)",
        fix: "run the command again and finish within a minute",
    },
    ErrorRow {
        step: Step::Token,
        code: "redirect_uri_mismatch",
        text: None,
        id: "google.redirect-uri-mismatch",
        title: "Google does not know the redirect URI",
        cause: "it is not in the client's list letter for letter, or differs from the first step",
        fix: "open {console}, choose the web client, and under \"Authorized redirect URIs\" add {redirect_uri}; it takes some minutes to act",
    },
];
