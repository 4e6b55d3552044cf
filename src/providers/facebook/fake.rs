//! Fake Facebook: the login dialog and the Graph API (developers.facebook.com/docs/facebook-login).

use serde_json::{Value, json};
use url::Url;

use crate::crypto::{hex, hmac_sha256};
use crate::providers::fake::authorize::authorize;
use crate::providers::fake::behavior::Step;
use crate::providers::fake::client_authentication::authenticate;
use crate::providers::fake::provider::{
    DeviceCodes, FakeProvider, Issued, Route, Row, callback, get, page, plain_page, post,
};
use crate::providers::fake::random::{DIGITS, HEX, MIXED, random};
use crate::providers::fake::request::Request;
use crate::providers::fake::response::{Refusal, Response};
use crate::providers::fake::state::State;
use crate::providers::fake::token::token;

pub static PROVIDER: FakeProvider = FakeProvider {
    name: "facebook",
    label: "Facebook",
    routes: &[
        get(
            "/dialog/oauth",
            Step::Authorize,
            Some("authorization_endpoint"),
            authorize,
        ),
        get(
            "/oauth/access_token",
            Step::Token,
            Some("token_endpoint"),
            access_token,
        ),
        post("/oauth/access_token", Step::Token, None, access_token),
        get("/me", Step::Profile, Some("userinfo_endpoint"), me),
        get(
            "/debug_token",
            Step::Introspect,
            Some("introspection_endpoint"),
            debug_token,
        ),
        Route {
            method: "DELETE",
            path: "/me/permissions",
            step: Step::Revoke,
            setting: Some("revocation_endpoint"),
            handler: revoke,
        },
        get("/*", Step::Application, None, application),
    ],
    refusals: REFUSALS,
    issues_id_tokens: false,
    client_id: || format!("7{}", random(DIGITS, 15)),
    client_secret: || random(HEX, 32),
    access_token: || format!("EAA{}", random(MIXED, 60)),
    basic_authentication: false,
    secret_in_query: true,
    secret_for_device: false,
    pkce: false,
    strict: false,
    scopes: &["email", "public_profile"],
    email_scope: "email",
    redirect_status: 302,
    redirect_matches,
    sign_in_page: "<form id=login_form><input name=email></form>",
    token: token_answer,
    device: |_: &DeviceCodes<'_>| Value::Null,
    answers_in_forms: false,
    error_page: plain_page,
    mapping: None,
};

const fn graph(
    step: Step,
    name: &'static str,
    code: u32,
    subcode: Option<u32>,
    message: &'static str,
) -> Row {
    Row {
        step,
        name,
        refusal: Refusal::Graph {
            status: 400,
            code,
            subcode,
            message,
        },
    }
}

const URL_BLOCKED: &str = "URL Blocked: This redirect failed because the redirect URI is not whitelisted in the app's Client OAuth \
                           Settings. Make sure Client and Web OAuth Login are on and add all your app domains as Valid OAuth Redirect URIs.";
const NO_APPLICATION: &str =
    "Error validating application. Cannot get application info due to a system error.";
const WRONG_SIGNATURE: &str = "Invalid OAuth access token signature.";

const REFUSALS: &[Row] = &[
    page(
        "unknown-client",
        200,
        "Invalid App ID: The provided app ID does not look like a valid app ID.",
    ),
    page("redirect-uri", 200, URL_BLOCKED),
    page(
        "app-domains",
        200,
        "Can't Load URL: The domain of this URL isn't included in the app's domains.",
    ),
    page(
        "scope",
        200,
        "This app needs at least one supported permission.",
    ),
    page(
        "not-available",
        200,
        "It looks like this app isn't available.",
    ),
    page(
        "not-active",
        200,
        "App not active: This app is not accessible right now and the app developer is aware of the issue.",
    ),
    page(
        "not-set-up",
        200,
        "App Not Setup: This app is still in development mode, and you don't have access to it.",
    ),
    page(
        "feature-unavailable",
        200,
        "Feature Unavailable: Facebook Login is currently unavailable for this app as we are updating additional details for this app. \
         Please try again later.",
    ),
    page(
        "insecure",
        200,
        "Insecure Login Blocked: You can't get an access token or log in to this app from an insecure page.",
    ),
    callback(
        "cancel",
        &[
            ("error", "access_denied"),
            ("error_code", "200"),
            ("error_description", "Permissions error"),
            ("error_reason", "user_denied"),
        ],
    ),
    graph(Step::Token, "unknown-client", 101, None, NO_APPLICATION),
    graph(
        Step::Token,
        "missing-secret",
        1,
        None,
        "Missing client_secret parameter.",
    ),
    graph(
        Step::Token,
        "wrong-secret",
        1,
        None,
        "Error validating client secret.",
    ),
    graph(
        Step::Token,
        "unknown-code",
        100,
        None,
        "Invalid verification code format.",
    ),
    graph(
        Step::Token,
        "expired-code",
        100,
        Some(36007),
        "This authorization code has expired.",
    ),
    graph(
        Step::Token,
        "redirect-uri",
        100,
        Some(36008),
        "Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request",
    ),
    graph(
        Step::Token,
        "used-code",
        100,
        Some(36009),
        "This authorization code has been used.",
    ),
    graph(
        Step::Token,
        "redirect-not-allowed",
        191,
        None,
        "Invalid redirect_uri: Given URL is not allowed by the Application configuration.",
    ),
    graph(Step::Token, "grant-type", 1, None, "Invalid grant_type"),
    Row {
        step: Step::Token,
        name: "rate-limit",
        refusal: Refusal::Graph {
            status: 400,
            code: 4,
            subcode: None,
            message: "(#4) Application request limit reached",
        },
    },
    graph(
        Step::Profile,
        "token",
        190,
        None,
        "Invalid OAuth access token - Cannot parse access token",
    ),
    graph(
        Step::Profile,
        "expired-token",
        190,
        Some(463),
        "Error validating access token: Session has expired.",
    ),
    graph(
        Step::Profile,
        "removed-app",
        190,
        Some(458),
        "Error validating access token: The user has not authorized application.",
    ),
    graph(
        Step::Profile,
        "changed-password",
        190,
        Some(460),
        "Error validating access token: The session has been invalidated because the user has changed the password.",
    ),
    graph(
        Step::Profile,
        "ended-session",
        190,
        Some(467),
        "Error validating access token: This may be because the user logged out.",
    ),
    graph(
        Step::Profile,
        "user-rate-limit",
        17,
        None,
        "(#17) User request limit reached",
    ),
    graph(
        Step::Profile,
        "missing-proof",
        100,
        None,
        "API calls from the server require an appsecret_proof argument",
    ),
    graph(
        Step::Profile,
        "wrong-proof",
        100,
        None,
        "Invalid appsecret_proof provided in the API argument",
    ),
    graph(Step::Introspect, "wrong-secret", 190, None, WRONG_SIGNATURE),
    graph(
        Step::Application,
        "wrong-secret",
        190,
        None,
        WRONG_SIGNATURE,
    ),
    graph(
        Step::Application,
        "unknown-client",
        101,
        None,
        NO_APPLICATION,
    ),
    graph(
        Step::Revoke,
        "token",
        190,
        None,
        "Invalid OAuth access token - Cannot parse access token",
    ),
];

/// Exact match, but any http://localhost is accepted, as in development mode.
fn redirect_matches(registered: &Url, asked: &Url) -> bool {
    registered == asked || asked.scheme() == "http" && asked.host_str() == Some("localhost")
}

/// The token endpoint also issues app access tokens, for `grant_type=client_credentials`.
fn access_token(state: &mut State, provider: &'static FakeProvider, request: &Request) -> Response {
    if request.parameter("grant_type") != Some("client_credentials") {
        return token(state, provider, request);
    }
    match authenticate(state, provider, request) {
        Ok(()) => {
            let client = request.parameter("client_id").unwrap_or_default();
            Response::json(
                200,
                &json!({ "access_token": app_token(state, provider, client), "token_type": "bearer" }),
            )
        }
        Err(name) => provider.refuse(Step::Token, name),
    }
}

fn app_token(state: &State, provider: &FakeProvider, client: &str) -> String {
    format!(
        "{client}|{}",
        state.secret_of(provider.name, client).unwrap_or_default()
    )
}

fn token_answer(issued: &Issued<'_>) -> Value {
    json!({ "access_token": issued.access_token, "token_type": "bearer", "expires_in": 5_183_944 })
}

fn me(state: &mut State, provider: &'static FakeProvider, request: &Request) -> Response {
    let given = request
        .bearer()
        .or_else(|| request.parameter("access_token"));
    let (Some(token), Some(given)) = (state.token(provider.name, given), given) else {
        return provider.refuse(Step::Profile, "token");
    };
    let secret = state
        .secret_of(provider.name, &token.client)
        .unwrap_or_default();
    let proof = hex(hmac_sha256(secret, given));
    match request.parameter("appsecret_proof") {
        None => return provider.refuse(Step::Profile, "missing-proof"),
        Some(sent) if sent != proof => return provider.refuse(Step::Profile, "wrong-proof"),
        Some(_) => {}
    }
    let account = provider.account(state, &token.scopes);
    let name = account.name.unwrap_or_default();
    let (first, last) = name.split_once(' ').unwrap_or((&name, ""));
    let mut all = json!({ "id": account.id, "name": name, "first_name": first, "last_name": last });
    if let Some(email) = account.email {
        all["email"] = email.into();
    }
    if let Some(picture) = account.picture {
        all["picture"] = json!({ "data": { "height": 50, "is_silhouette": false, "url": picture, "width": 50 } });
    }
    // Only requested fields; fields without a value are omitted, not null.
    let fields = request
        .parameter("fields")
        .unwrap_or("id,name")
        .split(',')
        .chain(["id"]);
    let answer = fields.filter_map(|field| Some((field.to_owned(), all.get(field)?.clone())));
    Response::json(200, &Value::Object(answer.collect()))
}

fn debug_token(state: &mut State, provider: &'static FakeProvider, request: &Request) -> Response {
    let caller = request
        .bearer()
        .or_else(|| request.parameter("access_token"));
    let client = caller
        .and_then(|caller| caller.split_once('|'))
        .map_or("", |(client, _)| client);
    if caller != Some(app_token(state, provider, client).as_str()) {
        return provider.refuse(Step::Introspect, "wrong-secret");
    }
    let data = match state.token(provider.name, request.parameter("input_token")) {
        Some(token) => {
            json!({ "app_id": token.client, "type": "USER", "application": "Walkthrough", "is_valid": true,
            "expires_at": state.now() + 5_183_944, "scopes": token.scopes, "user_id": state.behavior.account_at(provider.name).id })
        }
        None => {
            json!({ "error": { "code": 190, "message": "Invalid OAuth access token." }, "is_valid": false, "scopes": [] })
        }
    };
    Response::json(200, &json!({ "data": data }))
}

/// The OAuth app, by `/{app-id}` with an app access token.
fn application(state: &mut State, provider: &'static FakeProvider, request: &Request) -> Response {
    let (asked, caller) = (
        request.path.trim_start_matches('/'),
        request
            .bearer()
            .or_else(|| request.parameter("access_token")),
    );
    if state.secret_of(provider.name, asked).is_none() {
        return provider.refuse(Step::Application, "unknown-client");
    }
    if caller != Some(app_token(state, provider, asked).as_str()) {
        return provider.refuse(Step::Application, "wrong-secret");
    }
    Response::json(200, &json!({ "id": asked, "name": "Walkthrough" }))
}

fn revoke(state: &mut State, provider: &'static FakeProvider, request: &Request) -> Response {
    let given = request
        .bearer()
        .or_else(|| request.parameter("access_token"))
        .map(str::to_owned);
    match given.and_then(|token| state.tokens.remove(&token)) {
        Some(_) => Response::json(200, &json!({ "success": true })),
        None => provider.refuse(Step::Revoke, "token"),
    }
}
