//! Fake HuggingFace: OpenID Connect with HTTP Basic at the token endpoint (huggingface.co/docs/hub/oauth).

use serde_json::{Value, json};
use url::Url;

use crate::providers::fake::authorize::authorize;
use crate::providers::fake::behavior::Step;
use crate::providers::fake::device;
use crate::providers::fake::id_token;
use crate::providers::fake::provider::{
    DeviceCodes, FakeProvider, Issued, Row, callback, get, is_loopback, page, plain_page, post,
    protocol,
};
use crate::providers::fake::random::{HEX, LOWER, MIXED, opaque, random};
use crate::providers::fake::request::Request;
use crate::providers::fake::response::Response;
use crate::providers::fake::state::State;
use crate::providers::fake::token::token;

pub static PROVIDER: FakeProvider = FakeProvider {
    name: "huggingface",
    label: "HuggingFace",
    routes: &[
        get(
            "/oauth/authorize",
            Step::Authorize,
            Some("authorization_endpoint"),
            authorize,
        ),
        post("/oauth/token", Step::Token, Some("token_endpoint"), token),
        get(
            "/oauth/userinfo",
            Step::Profile,
            Some("userinfo_endpoint"),
            userinfo,
        ),
        get("/oauth/jwks", Step::Keys, Some("jwks_uri"), id_token::keys),
        post(
            "/oauth/device",
            Step::Device,
            Some("device_authorization_endpoint"),
            device::begin,
        ),
        get(
            "/api/whoami-v2",
            Step::Introspect,
            Some("introspection_endpoint"),
            whoami,
        ),
        get(
            "/.well-known/openid-configuration",
            Step::Discovery,
            None,
            id_token::discovery,
        ),
        get("/device", Step::Page, None, device::page),
    ],
    refusals: REFUSALS,
    issues_id_tokens: true,
    client_id: || {
        format!(
            "{}-{}-4{}-a{}-{}",
            random(HEX, 8),
            random(HEX, 4),
            random(HEX, 3),
            random(HEX, 3),
            random(HEX, 12)
        )
    },
    client_secret: || format!("oauth_app_secret_{}", random(MIXED, 32)),
    access_token: || format!("hf_oauth_{}.{}", opaque(), opaque()),
    basic_authentication: true,
    secret_in_query: false,
    secret_for_device: true,
    pkce: true,
    strict: true,
    scopes: &[
        "openid",
        "profile",
        "email",
        "read-repos",
        "write-repos",
        "manage-repos",
        "contribute-repos",
        "gated-repos",
        "read-memberships",
        "read-collections",
        "write-collections",
        "read-endpoints",
        "write-endpoints",
        "inference-api",
    ],
    email_scope: "email",
    redirect_status: 303,
    redirect_matches,
    sign_in_page: "<form action=\"/login\"><input name=username></form>",
    token: token_answer,
    device: device_answer,
    answers_in_forms: false,
    error_page: plain_page,
    mapping: None,
};

/// The codes and status of the token endpoint's errors are documented, the wording is not.
const REFUSALS: &[Row] = &[
    page("unknown-client", 400, "Invalid client_id"),
    page("redirect-uri", 400, "invalid redirect_uri"),
    callback(
        "cancel",
        &[
            ("error", "access_denied"),
            ("error_description", "The user denied the request"),
        ],
    ),
    callback(
        "scope",
        &[
            ("error", "invalid_scope"),
            ("error_description", "The scope is not allowed for this app"),
        ],
    ),
    callback("response-type", &[("error", "unsupported_response_type")]),
    callback(
        "challenge",
        &[
            ("error", "invalid_request"),
            ("error_description", "code_challenge_method must be S256"),
        ],
    ),
    protocol(
        Step::Token,
        "unknown-client",
        400,
        "invalid_client",
        "Unknown client",
    ),
    protocol(
        Step::Token,
        "missing-secret",
        400,
        "invalid_client",
        "Client authentication failed",
    ),
    protocol(
        Step::Token,
        "wrong-secret",
        400,
        "invalid_client",
        "Client authentication failed",
    ),
    protocol(
        Step::Token,
        "grant-type",
        400,
        "unsupported_grant_type",
        "Unsupported grant type",
    ),
    protocol(
        Step::Token,
        "unknown-code",
        400,
        "invalid_grant",
        "Invalid code",
    ),
    protocol(
        Step::Token,
        "used-code",
        400,
        "invalid_grant",
        "Invalid code",
    ),
    protocol(
        Step::Token,
        "redirect-uri",
        400,
        "invalid_grant",
        "Redirect URI mismatch",
    ),
    protocol(
        Step::Token,
        "missing-verifier",
        400,
        "invalid_grant",
        "Missing code_verifier",
    ),
    protocol(
        Step::Token,
        "wrong-verifier",
        400,
        "invalid_grant",
        "Invalid code_verifier",
    ),
    protocol(
        Step::Token,
        "scope",
        400,
        "invalid_scope",
        "The scope is not allowed for this app",
    ),
    protocol(
        Step::Token,
        "malformed",
        400,
        "invalid_request",
        "Invalid request",
    ),
    protocol(
        Step::Token,
        "authorization-pending",
        400,
        "authorization_pending",
        "The user has not answered yet",
    ),
    protocol(
        Step::Token,
        "slow-down",
        400,
        "slow_down",
        "Polling too fast",
    ),
    protocol(
        Step::Token,
        "expired-device-code",
        400,
        "expired_token",
        "The device code has expired",
    ),
    protocol(
        Step::Token,
        "unknown-device-code",
        400,
        "invalid_grant",
        "Unknown device code",
    ),
    protocol(
        Step::Token,
        "denied",
        400,
        "access_denied",
        "The user denied the request",
    ),
    protocol(
        Step::Profile,
        "token",
        401,
        "invalid_token",
        "The access token is invalid",
    ),
];

/// Exact match, but any port for http on this machine.
fn redirect_matches(registered: &Url, asked: &Url) -> bool {
    let without_port = |url: &Url| {
        let mut url = url.clone();
        // Fails only for a URL without a host, which then stays as it is.
        let _ = url.set_port(None);
        url
    };
    let free = asked.scheme() == "http" && is_loopback(asked);
    registered == asked || free && without_port(registered) == without_port(asked)
}

fn token_answer(issued: &Issued<'_>) -> Value {
    let mut answer = json!({ "access_token": issued.access_token, "token_type": "bearer", "expires_in": 28800,
        "scope": issued.scopes.join(" "), "refresh_token": format!("hf_refresh_{}", random(LOWER, 24)) });
    if let Some(id_token) = issued.id_token {
        answer["id_token"] = id_token.into();
    }
    answer
}

fn device_answer(codes: &DeviceCodes<'_>) -> Value {
    json!({ "device_code": codes.device_code, "user_code": codes.user_code, "verification_uri": codes.page, "expires_in": 300 })
}

fn userinfo(state: &mut State, provider: &'static FakeProvider, request: &Request) -> Response {
    let Some(token) = state.token(provider.name, request.bearer()) else {
        return provider.refuse(Step::Profile, "token");
    };
    let account = provider.account(state, &token.scopes);
    let page = format!("https://huggingface.co/{}", account.username);
    let mut answer = json!({ "sub": account.id, "name": account.name, "preferred_username": account.username, "profile": page,
        "picture": account.picture, "isPro": false, "orgs": [] });
    if let Some(email) = account.email {
        answer["email"] = email.into();
        answer["email_verified"] = account.email_verified.into();
    }
    Response::json(200, &answer)
}

fn whoami(state: &mut State, provider: &'static FakeProvider, request: &Request) -> Response {
    let Some(token) = state.token(provider.name, request.bearer()) else {
        return Response::json(401, &json!({ "error": "Invalid username or password." }));
    };
    let account = provider.account(state, &token.scopes);
    let verified = account.email.is_some() && account.email_verified;
    Response::json(
        200,
        &json!({ "type": "user", "id": account.id, "name": account.username, "fullname": account.name, "email": account.email,
            "emailVerified": verified, "avatarUrl": account.picture, "isPro": false, "orgs": [], "auth": { "type": "oauth" } }),
    )
}
