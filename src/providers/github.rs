//! GitHub, OAuth Apps: OAuth 2 with PKCE, errors under HTTP 200 (https://docs.github.com/apps/oauth-apps).

use super::probes::{PageMeaning, PageRow, Probes, Question, Sign, accepted, refused};
use super::{
    AppForm, ClientAuthentication, Endpoints, ErrorRow, Field, ProfileMapping, Provider,
    Registration, Revocation, Step, Username, Variables,
};

/// What is known of it.
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
        form: AppForm::GITHUB,
        registration: Registration::GITHUB,
        connections: "https://github.com/settings/applications".into(),
        own_hosts: Vec::new(),
        sources: Default::default(),
    }
}

const REDIRECT: &str = "host and path must be those of the app's \"Authorization callback URL\" or below it; the port is free for 127.0.0.1 \
                        and localhost; one OAuth app has one such URL, so development and production need two apps";
const REDIRECT_FIX: &str = "open {console}, choose the app, and set \"Authorization callback URL\" to exactly {redirect_uri}";
const CREDENTIALS_FIX: &str = "open {console}, choose the app, press \"Generate a new client secret\", and put it into \
                               {client_secret_variable}; check {client_id_variable} beside it";

/// Its errors at the token endpoint come under HTTP 200 (docs.github.com, "Troubleshooting OAuth app access token request errors"); an unknown
/// client is HTTP 404. The wording of the page is seen, not documented.
const PROBES: Probes = Probes {
    question: Question::ImpossibleCode {
        with_redirect_uri: false,
    },
    answers: &[
        accepted("bad_verification_code"),
        refused("incorrect_client_credentials"),
        refused("Not Found"),
    ],
    page: &[
        PageRow {
            sign: Sign::Body(
                200,
                "the redirect_uri is not associated with this application",
            ),
            means: PageMeaning::Refused("The redirect_uri is not associated with this application"),
        },
        PageRow {
            sign: Sign::Body(200, "application suspended"),
            means: PageMeaning::Refused("Application suspended"),
        },
        PageRow {
            sign: Sign::Status(404),
            means: PageMeaning::Refused("404"),
        },
        PageRow {
            sign: Sign::Body(200, "name=\"authenticity_token\""),
            means: PageMeaning::Accepted,
        },
        PageRow {
            sign: Sign::Body(200, "sign in to github"),
            means: PageMeaning::Accepted,
        },
    ],
    page_redirects: true,
};

const ERRORS: &[ErrorRow] = &[
    ErrorRow {
        step: Step::Authorize,
        code: "The redirect_uri is not associated with this application",
        text: None,
        id: "github.redirect-uri-mismatch",
        title: "GitHub does not know the redirect URI",
        cause: REDIRECT,
        fix: REDIRECT_FIX,
    },
    ErrorRow {
        step: Step::Authorize,
        code: "404",
        text: None,
        id: "github.unknown-client-id",
        title: "GitHub does not know this client id",
        cause: "the id is wrong or empty, or the app was deleted",
        fix: "copy the Client ID from {console} into {client_id_variable}",
    },
    ErrorRow {
        step: Step::Authorize,
        code: "Application suspended",
        text: None,
        id: "github.suspended",
        title: "GitHub has suspended this OAuth app",
        cause: "it was flagged for abuse",
        fix: "write to https://support.github.com",
    },
    ErrorRow {
        step: Step::Callback,
        code: "application_suspended",
        text: None,
        id: "github.suspended",
        title: "GitHub has suspended this OAuth app",
        cause: "it was flagged for abuse",
        fix: "write to https://support.github.com",
    },
    ErrorRow {
        step: Step::Callback,
        code: "redirect_uri_mismatch",
        text: None,
        id: "github.redirect-uri-mismatch",
        title: "GitHub does not know the redirect URI",
        cause: REDIRECT,
        fix: REDIRECT_FIX,
    },
    ErrorRow {
        step: Step::Callback,
        code: "access_denied",
        text: None,
        id: "github.denied",
        title: "Cancel was pressed at GitHub",
        cause: "the person did not let the app see their profile",
        fix: "run the command again and press Authorize",
    },
    ErrorRow {
        step: Step::Token,
        code: "incorrect_client_credentials",
        text: None,
        id: "github.incorrect-credentials",
        title: "GitHub refuses the client secret",
        cause: "the secret is wrong, or belongs to another client id",
        fix: CREDENTIALS_FIX,
    },
    ErrorRow {
        step: Step::Token,
        code: "Not Found",
        text: None,
        id: "github.unknown-client-id",
        title: "GitHub does not know this client id",
        cause: "the id is wrong, or the app was deleted",
        fix: "copy the Client ID from {console} into {client_id_variable}",
    },
    ErrorRow {
        step: Step::Token,
        code: "bad_verification_code",
        text: None,
        id: "github.bad-code",
        title: "GitHub does not accept the code",
        cause: "the code was used before, is older than 10 minutes, or belongs to another app or PKCE verifier",
        fix: "run the command again, and stop the app while you test",
    },
    ErrorRow {
        step: Step::Token,
        code: "redirect_uri_mismatch",
        text: None,
        id: "github.redirect-uri-mismatch",
        title: "GitHub does not know the redirect URI",
        cause: REDIRECT,
        fix: REDIRECT_FIX,
    },
    ErrorRow {
        step: Step::Token,
        code: "unverified_user_email",
        text: None,
        id: "github.unverified-email",
        title: "this GitHub account has no verified e-mail address",
        cause: "GitHub lets nobody sign in to an app before their primary address is verified",
        fix: "verify it at https://github.com/settings/emails, then run the command again",
    },
    ErrorRow {
        step: Step::Device,
        code: "device_flow_disabled",
        text: None,
        id: "github.device-flow-disabled",
        title: "this GitHub app does not allow the device flow",
        cause: "it must be switched on for each OAuth app",
        fix: "open {console}, choose the app, and tick \"Enable Device Flow\"",
    },
    ErrorRow {
        step: Step::Device,
        code: "incorrect_device_code",
        text: None,
        id: "github.device-code",
        title: "GitHub does not know the device code",
        cause: "the code belongs to another login",
        fix: "run the command again",
    },
    ErrorRow {
        step: Step::Device,
        code: "incorrect_client_credentials",
        text: None,
        id: "github.incorrect-credentials",
        title: "GitHub does not accept this client id",
        cause: "the id is wrong, or that of another kind of app",
        fix: "copy the Client ID from {console} into {client_id_variable}",
    },
    ErrorRow {
        step: Step::Device,
        code: "Not Found",
        text: None,
        id: "github.unknown-client-id",
        title: "GitHub does not know this client id",
        cause: "the id is wrong, or the app was deleted",
        fix: "copy the Client ID from {console} into {client_id_variable}",
    },
    ErrorRow {
        step: Step::Email,
        code: "missing",
        text: None,
        id: "github.no-email",
        title: "GitHub gave no e-mail address",
        cause: "the account has no verified primary address, or the scope user:email was not granted; a GitHub App needs the permission \
                \"Email addresses: read\"",
        fix: "verify an address at https://github.com/settings/emails; check that {client_id_variable} is of an OAuth App",
    },
];
