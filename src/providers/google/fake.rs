//! Fake Google: OpenID Connect for web servers (developers.google.com/identity/protocols/oauth2/web-server).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::providers::fake::authorize::authorize;
use crate::providers::fake::behavior::Step;
use crate::providers::fake::device;
use crate::providers::fake::id_token;
use crate::providers::fake::provider::{
    DeviceCodes, FakeProvider, Issued, Row, callback, get, page, post, protocol, same,
};
use crate::providers::fake::random::{DIGITS, LOWER, MIXED, opaque, random};
use crate::providers::fake::request::Request;
use crate::providers::fake::response::Response;
use crate::providers::fake::state::State;
use crate::providers::fake::token::token;

pub static PROVIDER: FakeProvider = FakeProvider {
    name: "google",
    label: "Google",
    routes: &[
        get(
            "/o/oauth2/v2/auth",
            Step::Authorize,
            Some("authorization_endpoint"),
            authorize,
        ),
        post("/token", Step::Token, Some("token_endpoint"), token),
        get(
            "/v1/userinfo",
            Step::Profile,
            Some("userinfo_endpoint"),
            userinfo,
        ),
        get(
            "/oauth2/v3/certs",
            Step::Keys,
            Some("jwks_uri"),
            id_token::keys,
        ),
        post(
            "/device/code",
            Step::Device,
            Some("device_authorization_endpoint"),
            device::begin,
        ),
        get(
            "/oauth2/v3/tokeninfo",
            Step::Introspect,
            Some("introspection_endpoint"),
            tokeninfo,
        ),
        post("/revoke", Step::Revoke, Some("revocation_endpoint"), revoke),
        get(
            "/.well-known/openid-configuration",
            Step::Discovery,
            None,
            id_token::discovery,
        ),
        get("/signin/oauth/error", Step::Page, None, error_text),
        get("/device", Step::Page, None, device::page),
    ],
    refusals: REFUSALS,
    issues_id_tokens: true,
    client_id: || {
        format!(
            "{}-{}.apps.googleusercontent.com",
            random(DIGITS, 12),
            random(LOWER, 32)
        )
    },
    client_secret: || format!("GOCSPX-{}", random(MIXED, 28)),
    access_token: || format!("ya29.{}{}", opaque(), opaque()),
    basic_authentication: true,
    secret_in_query: false,
    secret_for_device: false,
    pkce: true,
    strict: true,
    scopes: &["openid", "email", "profile"],
    email_scope: "email",
    redirect_status: 302,
    redirect_matches: same,
    sign_in_page: "<p>Choose an account</p><input type=email id=\"identifierId\">",
    token: token_answer,
    device: device_answer,
    answers_in_forms: false,
    error_page,
    mapping: None,
};

const REFUSALS: &[Row] = &[
    page("unknown-client", 401, "The OAuth client was not found."),
    page(
        "redirect-uri",
        400,
        "You can't sign in to this app because it doesn't comply with Google's OAuth 2.0 policy.",
    ),
    page("deleted-client", 401, "The OAuth client was deleted."),
    page("disabled-client", 401, "The OAuth client was disabled."),
    page(
        "not-verified",
        403,
        "The app has not completed the Google verification process.",
    ),
    page(
        "internal",
        403,
        "This client is restricted to users within its organization.",
    ),
    page("user-agent", 403, "This browser or app may not be secure."),
    page(
        "admin-policy",
        400,
        "The administrator of the account has blocked this app.",
    ),
    page(
        "private-address",
        400,
        "device_id and device_name are required for private IP: http://192.168.1.20:8000/",
    ),
    page(
        "not-configured",
        400,
        "Access to your account data is restricted by policies within your organization.",
    ),
    page("scope", 400, "Some requested scopes were invalid."),
    page(
        "response-type",
        400,
        "Required parameter is missing: response_type",
    ),
    page(
        "challenge",
        400,
        "code_challenge_method must be S256 or plain.",
    ),
    callback("cancel", &[("error", "access_denied")]),
    protocol(
        Step::Token,
        "unknown-client",
        401,
        "invalid_client",
        "The OAuth client was not found.",
    ),
    protocol(
        Step::Token,
        "wrong-secret",
        401,
        "invalid_client",
        "The provided client secret is invalid.",
    ),
    protocol(
        Step::Token,
        "missing-secret",
        400,
        "invalid_request",
        "client_secret is missing.",
    ),
    protocol(
        Step::Token,
        "deleted-client",
        401,
        "deleted_client",
        "The OAuth client was deleted.",
    ),
    protocol(
        Step::Token,
        "disabled-client",
        401,
        "disabled_client",
        "The OAuth client was disabled.",
    ),
    protocol(
        Step::Token,
        "grant-type",
        400,
        "unsupported_grant_type",
        "Invalid grant_type",
    ),
    protocol(
        Step::Token,
        "unknown-code",
        400,
        "invalid_grant",
        "Malformed auth code.",
    ),
    protocol(
        Step::Token,
        "used-code",
        400,
        "invalid_grant",
        "Bad Request",
    ),
    protocol(
        Step::Token,
        "redirect-uri",
        400,
        "redirect_uri_mismatch",
        "Bad Request",
    ),
    protocol(
        Step::Token,
        "missing-verifier",
        400,
        "invalid_grant",
        "Missing code verifier.",
    ),
    protocol(
        Step::Token,
        "wrong-verifier",
        400,
        "invalid_grant",
        "Invalid code verifier.",
    ),
    protocol(
        Step::Token,
        "authorization-pending",
        428,
        "authorization_pending",
        "Precondition Required",
    ),
    protocol(Step::Token, "slow-down", 403, "slow_down", "Forbidden"),
    protocol(
        Step::Token,
        "expired-device-code",
        400,
        "expired_token",
        "The device code has expired.",
    ),
    protocol(
        Step::Token,
        "unknown-device-code",
        400,
        "invalid_grant",
        "Malformed device code.",
    ),
    protocol(Step::Token, "denied", 403, "access_denied", "Forbidden"),
    protocol(
        Step::Profile,
        "token",
        401,
        "invalid_request",
        "Invalid Credentials",
    ),
    protocol(
        Step::Introspect,
        "token",
        400,
        "invalid_token",
        "Invalid Value",
    ),
    protocol(
        Step::Revoke,
        "token",
        400,
        "invalid_token",
        "Token expired or revoked",
    ),
];

/// Google's codes for the errors of its authorization page.
const ERROR_CODES: [(&str, &str); 12] = [
    ("private-address", "invalid_request"),
    ("not-configured", "access_not_configured"),
    ("unknown-client", "invalid_client"),
    ("redirect-uri", "redirect_uri_mismatch"),
    ("deleted-client", "deleted_client"),
    ("disabled-client", "disabled_client"),
    ("not-verified", "access_denied"),
    ("internal", "org_internal"),
    ("user-agent", "disallowed_useragent"),
    ("admin-policy", "admin_policy_enforced"),
    ("scope", "invalid_scope"),
    ("challenge", "invalid_request"),
];

/// Google redirects to an error page whose URL contains the error as a protocol buffer: 1 code, 2 message, 4 HTTP status.
fn error_page(state: &State, row: &Row, status: u16, text: &str) -> Response {
    let code = ERROR_CODES
        .iter()
        .find(|(name, _)| *name == row.name)
        .map_or("invalid_request", |(_, code)| code);
    let mut bytes = Vec::new();
    for (tag, field) in [(0x0a, code.to_owned()), (0x12, format!("\n{text}"))] {
        bytes.push(tag);
        push_varint(&mut bytes, field.len());
        bytes.extend(field.bytes());
    }
    bytes.push(0x20);
    push_varint(&mut bytes, usize::from(status));
    let blob = URL_SAFE_NO_PAD.encode(bytes);
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("authError", &blob)
        .finish();
    Response::redirect(
        302,
        format!("{}/google/signin/oauth/error?{query}", state.origin),
    )
}

/// A protocol buffer varint: seven bits per byte, lowest first.
fn push_varint(bytes: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        bytes.push(0x80 | (number & 0x7f) as u8);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn read_varint(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let length = bytes.get(at..)?.iter().position(|byte| byte & 0x80 == 0)? + 1;
    let seven_bits = bytes[at..at + length].iter().rev();
    let number = seven_bits.fold(0, |number, byte| (number << 7) | usize::from(byte & 0x7f));
    Some((number, at + length))
}

fn error_text(_state: &mut State, _provider: &'static FakeProvider, request: &Request) -> Response {
    let bytes = request
        .parameter("authError")
        .and_then(|blob| URL_SAFE_NO_PAD.decode(blob).ok())
        .unwrap_or_default();
    let field = |at: usize| {
        let (length, start) = read_varint(&bytes, at + 1)?;
        let text = bytes.get(start..start + length)?;
        Some((
            String::from_utf8_lossy(text).replace('<', "&lt;"),
            start + length,
        ))
    };
    let (code, next) = field(0).unwrap_or_default();
    let (message, next) = field(next).unwrap_or_default();
    let status = read_varint(&bytes, next + 1).map_or(400, |(status, _)| status);
    Response::page(
        200,
        "Access blocked",
        &format!("<p>{message}</p><p data-error-code=\"{code}\">Error {status}: {code}</p>"),
    )
}

fn token_answer(issued: &Issued<'_>) -> Value {
    let mut answer = json!({ "access_token": issued.access_token, "expires_in": 3599, "scope": issued.scopes.join(" "), "token_type": "Bearer" });
    if let Some(id_token) = issued.id_token {
        answer["id_token"] = id_token.into();
    }
    answer
}

fn device_answer(codes: &DeviceCodes<'_>) -> Value {
    json!({ "device_code": codes.device_code, "user_code": codes.user_code, "verification_url": codes.page, "expires_in": 1800,
        "interval": 5 })
}

fn userinfo(state: &mut State, provider: &'static FakeProvider, request: &Request) -> Response {
    let Some(token) = state.token(provider.name, request.bearer()) else {
        return provider.refuse(Step::Profile, "token");
    };
    let account = provider.account(state, &token.scopes);
    let mut answer = json!({ "sub": account.id, "name": account.name, "picture": account.picture });
    if let Some(email) = account.email {
        answer["email"] = email.into();
        answer["email_verified"] = account.email_verified.into();
    }
    if state.behavior.signed_profiles {
        answer["iss"] = format!("{}/{}", state.origin, provider.name).into();
        answer["aud"] = token.client.as_str().into();
        let signed = id_token::signed_profile(state, answer).unwrap_or_default();
        return Response::new(200, "application/jwt", signed);
    }
    Response::json(200, &answer)
}

fn tokeninfo(state: &mut State, provider: &'static FakeProvider, request: &Request) -> Response {
    let Some(token) = state.token(provider.name, request.parameter("access_token")) else {
        return provider.refuse(Step::Introspect, "token");
    };
    let (client, sub) = (&token.client, state.behavior.account_at(provider.name).id);
    let expires = state.now() + 3599;
    Response::json(
        200,
        &json!({ "azp": client, "aud": client, "sub": sub, "scope": token.scopes.join(" "), "exp": expires.to_string(),
            "expires_in": "3599", "access_type": "online" }),
    )
}

fn revoke(state: &mut State, provider: &'static FakeProvider, request: &Request) -> Response {
    match request
        .parameter("token")
        .and_then(|token| state.tokens.remove(token))
    {
        Some(_) => Response::json(200, &json!({})),
        None => provider.refuse(Step::Revoke, "token"),
    }
}
