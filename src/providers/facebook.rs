//! Facebook: OAuth 2 without PKCE, with its own shape of errors (https://developers.facebook.com/docs/facebook-login).

use super::probes::{AnswerRow, Probes, Question, STANDARD, refused};
use super::{
    AppForm, ClientAuthentication, Endpoints, ErrorRow, Field, ProfileMapping, Provider,
    Registration, Revocation, Step, Username, Variables,
};

/// The Graph API's version; v26.0 came 2026-07-29 and lives about two years.
const GRAPH: &str = "v26.0";

/// What is known of it.
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
            // Facebook says nothing about it.
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
        form: AppForm::FACEBOOK,
        registration: Registration::FACEBOOK,
        connections: "https://www.facebook.com/settings?tab=applications".into(),
        own_hosts: Vec::new(),
        sources: Default::default(),
    }
}

const WRONG_SECRET_FIX: &str = "open {console}, App settings > Basic, press Show beside \"App secret\", and put it into {client_secret_variable}";
const NO_PERMISSION: &str = "email was not added to the app's use case, the app is for business and wants a config_id, or an old Graph version is asked for";
const REDIRECT_FIX: &str = "open {console}, Use cases > Authentication and account creation > Customize > Settings, switch on Client and \
                            Web OAuth login, and add {redirect_uri} to \"Valid OAuth Redirect URIs\"; http://localhost works by itself, \
                            but only while the app is in development mode";

/// Asked for the app's own token (developers.facebook.com, "Access Tokens", App Access Tokens). Its dialog shows nothing before a login.
const PROBES: Probes = Probes {
    question: Question::ClientCredentials,
    answers: &[
        AnswerRow {
            code: "1",
            text: Some("client secret"),
            accepted: false,
        },
        refused("101"),
    ],
    ..STANDARD
};

const ERRORS: &[ErrorRow] = &[
    ErrorRow {
        step: Step::Authorize,
        code: "Invalid App ID",
        text: None,
        id: "facebook.unknown-app",
        title: "Facebook does not know this app id",
        cause: "the id is wrong, or is that of an Instagram app or an ad account",
        fix: "open {console} and copy the App ID into {client_id_variable}",
    },
    ErrorRow {
        step: Step::Authorize,
        code: "URL Blocked",
        text: None,
        id: "facebook.redirect-uri",
        title: "Facebook blocks the redirect URI",
        cause: "it is not in the list of valid redirect URIs, or Client or Web OAuth login is switched off",
        fix: REDIRECT_FIX,
    },
    ErrorRow {
        step: Step::Authorize,
        code: "Can't Load URL",
        text: None,
        id: "facebook.redirect-uri",
        title: "Facebook blocks the redirect URI",
        cause: "its domain is not among the app's domains (error 191)",
        fix: REDIRECT_FIX,
    },
    ErrorRow {
        step: Step::Authorize,
        code: "This app needs at least one supported permission",
        text: None,
        id: "facebook.no-permission",
        title: "Facebook sees no permission that it could ask for",
        cause: NO_PERMISSION,
        fix: "open {console}, Use cases > Authentication and account creation > Customize > Permissions, and add email",
    },
    ErrorRow {
        step: Step::Authorize,
        code: "It looks like this app isn't available",
        text: None,
        id: "facebook.no-permission",
        title: "Facebook says that the app is not available",
        cause: NO_PERMISSION,
        fix: "open {console}, Use cases > Authentication and account creation > Customize > Permissions, and add email",
    },
    ErrorRow {
        step: Step::Authorize,
        code: "App not active",
        text: None,
        id: "facebook.not-active",
        title: "Facebook says that the app is not active",
        cause: "in development mode only people with a role in the app can sign in; an app unused for 90 days may also be put to rest",
        fix: "open {console} and add the account under App roles > Roles as a tester, or switch the app to Live; restore it if it is inactive",
    },
    ErrorRow {
        step: Step::Authorize,
        code: "Insecure Login Blocked",
        text: None,
        id: "facebook.insecure",
        title: "Facebook blocks a login over http",
        cause: "the app is Live, and then the redirect URI must be https",
        fix: "test with an app in development mode, or with --redirect production",
    },
    ErrorRow {
        step: Step::Callback,
        code: "access_denied",
        text: None,
        id: "facebook.denied",
        title: "Cancel was pressed at Facebook",
        cause: "the person did not let the app see their profile",
        fix: "run the command again and press Continue",
    },
    ErrorRow {
        step: Step::Token,
        code: "1",
        text: Some("client secret"),
        id: "facebook.invalid-secret",
        title: "Facebook refuses the app secret",
        cause: "the secret is wrong or was reset",
        fix: WRONG_SECRET_FIX,
    },
    ErrorRow {
        step: Step::Token,
        code: "101",
        text: None,
        id: "facebook.unknown-app",
        title: "Facebook does not know this app id",
        cause: "the id is wrong, or is that of an Instagram app or an ad account",
        fix: "open {console} and copy the App ID into {client_id_variable}",
    },
    ErrorRow {
        step: Step::Token,
        code: "191",
        text: None,
        id: "facebook.redirect-uri",
        title: "Facebook blocks the redirect URI",
        cause: "it is not in the list of valid redirect URIs",
        fix: REDIRECT_FIX,
    },
    ErrorRow {
        step: Step::Token,
        code: "100/36007",
        text: None,
        id: "facebook.code-expired",
        title: "Facebook's code has expired",
        cause: "more than some minutes passed between the two steps",
        fix: "run the command again and finish within a minute",
    },
    ErrorRow {
        step: Step::Token,
        code: "100/36008",
        text: None,
        id: "facebook.redirect-uri-differs",
        title: "Facebook got another redirect URI in the second step",
        cause: "the redirect URI of the dialog and of the exchange are not identical",
        fix: "run the command again with one redirect URI, and use only the URL that it prints",
    },
    ErrorRow {
        step: Step::Token,
        code: "100/36009",
        text: None,
        id: "facebook.code-used",
        title: "Facebook's code was used before",
        cause: "a code works once; something else took it first, such as the app itself",
        fix: "run the command again, and stop the app while you test",
    },
    ErrorRow {
        step: Step::Token,
        code: "100",
        text: Some("verification code"),
        id: "facebook.code-format",
        title: "Facebook cannot read the code",
        cause: "the code was cut or changed on the way",
        fix: "run the command again; when you paste the URL, paste all of it",
    },
    ErrorRow {
        step: Step::Any,
        code: "190/458",
        text: None,
        id: "facebook.app-removed",
        title: "the person has removed the app at Facebook",
        cause: "they withdrew their consent, which ends every token",
        fix: "run the command again and consent anew",
    },
    ErrorRow {
        step: Step::Any,
        code: "190/460",
        text: None,
        id: "facebook.password-changed",
        title: "Facebook ended the token because the password was changed",
        cause: "a new password ends every token of the person",
        fix: "run the command again and sign in anew",
    },
    ErrorRow {
        step: Step::Any,
        code: "190/463",
        text: None,
        id: "facebook.token-expired",
        title: "Facebook's token has expired",
        cause: "the token's time is over",
        fix: "run the command again and sign in anew",
    },
    ErrorRow {
        step: Step::Any,
        code: "190/467",
        text: None,
        id: "facebook.token-invalid",
        title: "Facebook's token is no longer valid",
        cause: "the person signed out, or Facebook ended the session",
        fix: "run the command again and sign in anew",
    },
    ErrorRow {
        step: Step::Introspection,
        code: "190",
        text: None,
        id: "facebook.invalid-secret",
        title: "Facebook refuses the app's own token",
        cause: "it is made of app id and app secret, so the secret is wrong",
        fix: WRONG_SECRET_FIX,
    },
    ErrorRow {
        step: Step::Introspection,
        code: "100",
        text: Some("did not match"),
        id: "facebook.token-of-another-app",
        title: "Facebook's token belongs to another app",
        cause: "the token was issued to another app id than the one in {client_id_variable}",
        fix: "check that app id and app secret are of the same app at {console}",
    },
    ErrorRow {
        step: Step::Any,
        code: "190",
        text: None,
        id: "facebook.token-invalid",
        title: "Facebook does not accept the token",
        cause: "the token is of another app, or was ended",
        fix: "run the command again; if it stays so, check app id and app secret at {console}",
    },
    ErrorRow {
        step: Step::Any,
        code: "4",
        text: None,
        id: "facebook.rate-limit",
        title: "Facebook asks to slow down",
        cause: "the app has made too many calls",
        fix: "wait some minutes and run the command again",
    },
    ErrorRow {
        step: Step::Any,
        code: "17",
        text: None,
        id: "facebook.rate-limit",
        title: "Facebook asks to slow down",
        cause: "the person's account has made too many calls",
        fix: "wait some minutes and run the command again",
    },
    ErrorRow {
        step: Step::Email,
        code: "missing",
        text: None,
        id: "facebook.no-email",
        title: "Facebook gave no e-mail address",
        cause: "email was not added to the app's use case, the person unticked it, or their account has only a phone number",
        fix: "open {console}, Use cases > Authentication and account creation > Customize, and add email; then sign in again and leave it ticked",
    },
];
