//! Fake GitHub: an OAuth app (docs.github.com/apps/oauth-apps) and the two REST API calls that a sign-in needs.

use serde_json::{Value, json};
use url::Url;

use crate::providers::fake::authorize::authorize;
use crate::providers::fake::behavior::Step;
use crate::providers::fake::device;
use crate::providers::fake::provider::{
    DeviceCodes, FakeProvider, Issued, Route, Row, callback, get, is_loopback, page, plain_page,
    post, protocol,
};
use crate::providers::fake::random::{HEX, MIXED, random};
use crate::providers::fake::request::Request;
use crate::providers::fake::response::Response;
use crate::providers::fake::state::State;
use crate::providers::fake::token::token;

pub static PROVIDER: FakeProvider = FakeProvider {
    name: "github",
    label: "GitHub",
    routes: &[
        get(
            "/login/oauth/authorize",
            Step::Authorize,
            Some("authorization_endpoint"),
            authorize,
        ),
        post(
            "/login/oauth/access_token",
            Step::Token,
            Some("token_endpoint"),
            token,
        ),
        get("/user", Step::Profile, Some("userinfo_endpoint"), user),
        get(
            "/user/emails",
            Step::Emails,
            Some("emails_endpoint"),
            emails,
        ),
        post(
            "/login/device/code",
            Step::Device,
            Some("device_authorization_endpoint"),
            device::begin,
        ),
        post("/applications/*/token", Step::Introspect, None, check_token),
        Route {
            method: "DELETE",
            path: "/applications/*/token",
            step: Step::Revoke,
            setting: Some("revocation_endpoint"),
            handler: revoke,
        },
        Route {
            method: "DELETE",
            path: "/applications/*/grant",
            step: Step::Revoke,
            setting: None,
            handler: revoke,
        },
        get("/device", Step::Page, None, device::page),
    ],
    refusals: REFUSALS,
    issues_id_tokens: false,
    client_id: || format!("Ov23li{}", random(MIXED, 14)),
    client_secret: || random(HEX, 40),
    access_token: || format!("gho_{}", random(MIXED, 36)),
    basic_authentication: false,
    secret_in_query: false,
    secret_for_device: false,
    pkce: true,
    strict: false,
    scopes: &[],
    email_scope: "user:email",
    redirect_status: 302,
    redirect_matches,
    sign_in_page: "<p>Sign in to GitHub</p><input type=hidden name=\"authenticity_token\">",
    token: token_answer,
    device: device_answer,
    answers_in_forms: true,
    error_page: plain_page,
    mapping: None,
};

/// Errors of GitHub's token endpoint have status 200.
const REFUSALS: &[Row] = &[
    page(
        "unknown-client",
        404,
        "404: this is not the web page you are looking for.",
    ),
    page(
        "redirect-uri",
        200,
        "Be careful! The redirect_uri is not associated with this application.",
    ),
    page("suspended", 200, "Application suspended"),
    callback(
        "cancel",
        &[
            ("error", "access_denied"),
            (
                "error_description",
                "The user has denied your application access.",
            ),
            (
                "error_uri",
                "/apps/managing-oauth-apps/troubleshooting-authorization-request-errors/#access-denied",
            ),
        ],
    ),
    callback(
        "suspended-callback",
        &[
            ("error", "application_suspended"),
            ("error_description", "Your application has been suspended."),
        ],
    ),
    callback(
        "redirect-uri-callback",
        &[
            ("error", "redirect_uri_mismatch"),
            (
                "error_description",
                "The redirect_uri MUST match the registered callback URL.",
            ),
        ],
    ),
    callback(
        "challenge",
        &[
            ("error", "invalid_request"),
            ("error_description", "code_challenge_method must be S256."),
        ],
    ),
    protocol(Step::Token, "unknown-client", 404, "Not Found", ""),
    protocol(
        Step::Token,
        "missing-secret",
        200,
        "incorrect_client_credentials",
        INCORRECT_CREDENTIALS,
    ),
    protocol(
        Step::Token,
        "wrong-secret",
        200,
        "incorrect_client_credentials",
        INCORRECT_CREDENTIALS,
    ),
    protocol(
        Step::Token,
        "unknown-code",
        200,
        "bad_verification_code",
        BAD_CODE,
    ),
    protocol(
        Step::Token,
        "used-code",
        200,
        "bad_verification_code",
        BAD_CODE,
    ),
    protocol(
        Step::Token,
        "missing-verifier",
        200,
        "bad_verification_code",
        BAD_CODE,
    ),
    protocol(
        Step::Token,
        "wrong-verifier",
        200,
        "bad_verification_code",
        BAD_CODE,
    ),
    protocol(
        Step::Token,
        "redirect-uri",
        200,
        "redirect_uri_mismatch",
        "The redirect_uri MUST match the registered callback URL for this application.",
    ),
    protocol(
        Step::Token,
        "unverified-email",
        200,
        "unverified_user_email",
        "The user does not have a verified primary email address.",
    ),
    protocol(
        Step::Token,
        "grant-type",
        200,
        "unsupported_grant_type",
        "The grant_type is not supported.",
    ),
    protocol(
        Step::Token,
        "authorization-pending",
        200,
        "authorization_pending",
        "The authorization request is still pending.",
    ),
    protocol(
        Step::Token,
        "slow-down",
        200,
        "slow_down",
        "Too many requests have been made in the same timeframe.",
    ),
    protocol(
        Step::Token,
        "expired-device-code",
        200,
        "expired_token",
        "This 'device_code' has expired.",
    ),
    protocol(
        Step::Token,
        "unknown-device-code",
        200,
        "incorrect_device_code",
        "The device_code provided is not valid.",
    ),
    protocol(
        Step::Token,
        "denied",
        200,
        "access_denied",
        "The authorization request was denied.",
    ),
    protocol(
        Step::Device,
        "disabled",
        400,
        "device_flow_disabled",
        "Device Flow must be explicitly enabled for this App",
    ),
];

const BAD_CODE: &str = "The code passed is incorrect or expired.";
const INCORRECT_CREDENTIALS: &str = "The client_id and/or client_secret passed are incorrect.";

/// Exact match, but any port on this machine. "Allow wildcard matching" is off, the default for new URLs since August 2026.
fn redirect_matches(registered: &Url, asked: &Url) -> bool {
    let same_place =
        registered.scheme() == asked.scheme() && registered.host_str() == asked.host_str();
    let same_port =
        registered.port_or_known_default() == asked.port_or_known_default() || is_loopback(asked);
    same_place && same_port && registered.path() == asked.path()
}

fn token_answer(issued: &Issued<'_>) -> Value {
    json!({ "access_token": issued.access_token, "scope": issued.scopes.join(","), "token_type": "bearer" })
}

fn device_answer(codes: &DeviceCodes<'_>) -> Value {
    json!({ "device_code": codes.device_code, "user_code": codes.user_code, "verification_uri": codes.page, "expires_in": 899,
        "interval": 5 })
}

fn message(status: u16, text: &str) -> Response {
    Response::json(
        status,
        &json!({ "message": text, "documentation_url": "https://docs.github.com/rest", "status": status.to_string() }),
    )
}

/// The REST API rejects a request without a User-Agent before any other check.
fn without_agent(request: &Request) -> Option<Response> {
    let text = "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.";
    request
        .header("user-agent")
        .is_none_or(str::is_empty)
        .then(|| Response::new(403, "text/html", text))
}

fn user(state: &mut State, provider: &'static FakeProvider, request: &Request) -> Response {
    if let Some(refused) = without_agent(request) {
        return refused;
    }
    if state.token(provider.name, request.bearer()).is_none() {
        return message(401, "Bad credentials");
    }
    let account = state.behavior.account_at(provider.name);
    let email = account.email.filter(|_| account.email_public);
    let page = format!("https://github.com/{}", account.username);
    let id: Value = account
        .id
        .parse::<u64>()
        .map_or_else(|_| account.id.clone().into(), Value::from);
    Response::json(
        200,
        &json!({ "login": account.username, "id": id, "avatar_url": account.picture, "html_url": page, "type": "User",
            "name": account.name, "email": email, "two_factor_authentication": true }),
    )
}

fn emails(state: &mut State, provider: &'static FakeProvider, request: &Request) -> Response {
    if let Some(refused) = without_agent(request) {
        return refused;
    }
    let Some(token) = state.token(provider.name, request.bearer()) else {
        return message(401, "Bad credentials");
    };
    if !provider.shows_email(&token.scopes) {
        return message(404, "Not Found");
    }
    let account = state.behavior.account_at(provider.name);
    let hidden = format!(
        "{}+{}@users.noreply.github.com",
        account.id, account.username
    );
    let mut list =
        vec![json!({ "email": hidden, "primary": false, "verified": true, "visibility": null })];
    if let Some(email) = account.email {
        let visibility = if account.email_public {
            "public"
        } else {
            "private"
        };
        list.push(json!({ "email": email, "primary": true, "verified": account.email_verified, "visibility": visibility }));
    }
    Response::json(200, &Value::Array(list))
}

/// Checks that the caller is the app in the path; otherwise the error response.
fn owner(state: &State, provider: &FakeProvider, request: &Request) -> Result<(), Response> {
    let named = request.path.split('/').nth(2).unwrap_or_default();
    let secret = state.secret_of(provider.name, named);
    match request.basic() {
        Some((id, given)) if id == named && Some(given.as_str()) == secret => Ok(()),
        Some(_) if secret.is_none() => Err(message(404, "Not Found")),
        _ => Err(message(401, "Bad credentials")),
    }
}

fn check_token(state: &mut State, provider: &'static FakeProvider, request: &Request) -> Response {
    if let Err(refused) = owner(state, provider, request) {
        return refused;
    }
    let Some(given) = request.body.get("access_token") else {
        return message(422, "Validation Failed");
    };
    match state.token(provider.name, Some(given)) {
        Some(token) => Response::json(
            200,
            &json!({ "token": given, "scopes": token.scopes, "app": { "client_id": token.client } }),
        ),
        None => message(404, "Not Found"),
    }
}

fn revoke(state: &mut State, provider: &'static FakeProvider, request: &Request) -> Response {
    if let Err(refused) = owner(state, provider, request) {
        return refused;
    }
    match request
        .body
        .get("access_token")
        .and_then(|token| state.tokens.remove(token))
    {
        Some(_) => Response {
            status: 204,
            headers: Vec::new(),
            body: String::new(),
        },
        None => message(404, "Not Found"),
    }
}
