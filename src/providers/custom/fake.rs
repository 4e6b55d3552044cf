//! Fakes a provider that navauth.toml adds: OpenID Connect with an issuer, or plain OAuth 2 with its own field names.
//!
//! The profile follows the provider's mapping, the errors RFC 6749 sections 4.1.2.1 and 5.2.

use serde_json::{Value, json};

use crate::config::settings::ProviderConfig;
use crate::providers::fake::authorize::authorize;
use crate::providers::fake::behavior::Step;
use crate::providers::fake::id_token;
use crate::providers::fake::provider::{
    DeviceCodes, FakeProvider, Issued, Route, Row, callback, get, page, plain_page, post, protocol,
    same,
};
use crate::providers::fake::random::{HEX, opaque, random};
use crate::providers::fake::request::Request;
use crate::providers::fake::response::Response;
use crate::providers::fake::state::State;
use crate::providers::fake::token::token;
use crate::providers::mapping::{Field, Username};
use crate::providers::provider::{ClientAuthentication, Provider};

const ROUTES: &[Route] = &[
    get(
        "/authorize",
        Step::Authorize,
        Some("authorization_endpoint"),
        authorize,
    ),
    post("/token", Step::Token, Some("token_endpoint"), token),
    get(
        "/userinfo",
        Step::Profile,
        Some("userinfo_endpoint"),
        userinfo,
    ),
    get("/keys", Step::Keys, Some("jwks_uri"), id_token::keys),
    post("/revoke", Step::Revoke, Some("revocation_endpoint"), revoke),
    get(
        "/.well-known/openid-configuration",
        Step::Discovery,
        None,
        id_token::discovery,
    ),
];

const REFUSALS: &[Row] = &[
    page("unknown-client", 400, "Unknown client_id"),
    page("redirect-uri", 400, "Invalid redirect_uri"),
    callback("cancel", &[("error", "access_denied")]),
    callback("response-type", &[("error", "unsupported_response_type")]),
    callback("challenge", &[("error", "invalid_request")]),
    protocol(Step::Token, "unknown-client", 401, "invalid_client", ""),
    protocol(Step::Token, "missing-secret", 401, "invalid_client", ""),
    protocol(Step::Token, "wrong-secret", 401, "invalid_client", ""),
    protocol(Step::Token, "grant-type", 400, "unsupported_grant_type", ""),
    protocol(Step::Token, "unknown-code", 400, "invalid_grant", ""),
    protocol(Step::Token, "used-code", 400, "invalid_grant", ""),
    protocol(Step::Token, "redirect-uri", 400, "invalid_grant", ""),
    protocol(Step::Token, "missing-verifier", 400, "invalid_grant", ""),
    protocol(Step::Token, "wrong-verifier", 400, "invalid_grant", ""),
    protocol(Step::Profile, "token", 401, "invalid_token", ""),
];

/// The fake of a provider. It is leaked, because the built-in ones are static too and the demo creates only a few.
pub fn fake(provider: &Provider) -> &'static FakeProvider {
    let kept = |text: &str| -> &'static str { Box::leak(text.into()) };
    Box::leak(Box::new(FakeProvider {
        name: kept(&provider.name),
        label: kept(&provider.label),
        routes: ROUTES,
        refusals: REFUSALS,
        issues_id_tokens: provider.openid(),
        client_id: || random(HEX, 24),
        client_secret: || random(HEX, 48),
        access_token: opaque,
        basic_authentication: provider.client_authentication == ClientAuthentication::Basic,
        secret_in_query: false,
        secret_for_device: false,
        pkce: provider.pkce,
        strict: true,
        scopes: &[],
        email_scope: "email",
        redirect_status: 302,
        redirect_matches: same,
        sign_in_page: "",
        token: token_answer,
        device: |_: &DeviceCodes<'_>| Value::Null,
        answers_in_forms: false,
        error_page: plain_page,
        mapping: Some(provider.mapping.clone()),
    }))
}

/// The settings of navauth.toml for a fake at `base`: only the issuer, if the provider has one.
pub fn config(fake: &FakeProvider, written: &ProviderConfig, base: &str) -> ProviderConfig {
    let by_issuer = written.issuer.is_some();
    let at = |setting: &str| {
        let route = fake
            .routes
            .iter()
            .find(|route| route.setting == Some(setting) && !by_issuer);
        route.map(|route| format!("{base}{}", route.path))
    };
    ProviderConfig {
        issuer: by_issuer.then(|| base.to_owned()),
        authorization_endpoint: at("authorization_endpoint"),
        token_endpoint: at("token_endpoint"),
        userinfo_endpoint: at("userinfo_endpoint"),
        revocation_endpoint: at("revocation_endpoint"),
        emails_endpoint: None,
        jwks_uri: None,
        device_authorization_endpoint: None,
        introspection_endpoint: None,
        ..written.clone()
    }
}

fn token_answer(issued: &Issued<'_>) -> Value {
    let mut answer = json!({ "access_token": issued.access_token, "token_type": "Bearer", "expires_in": 3600,
        "scope": issued.scopes.join(" ") });
    if let Some(id_token) = issued.id_token {
        answer["id_token"] = id_token.into();
    }
    answer
}

fn userinfo(state: &mut State, provider: &'static FakeProvider, request: &Request) -> Response {
    let (Some(_), Some(mapping)) = (
        state.token(provider.name, request.bearer()),
        &provider.mapping,
    ) else {
        return provider.refuse(Step::Profile, "token");
    };
    let account = state.behavior.account_at(provider.name);
    let mut answer = json!({});
    for (field, value) in [
        (&mapping.id, json!(account.id)),
        (&mapping.email, json!(account.email)),
        (&mapping.email_verified, json!(account.email_verified)),
        (&mapping.full_name, json!(account.name)),
        (&mapping.avatar_url, json!(account.picture)),
    ] {
        put(&mut answer, field, value);
    }
    if let Username::Field(field) = &mapping.username {
        put(&mut answer, field, json!(account.username));
    }
    Response::json(200, &answer)
}

/// Sets the value at a field's first path.
fn put(answer: &mut Value, field: &Field, value: Value) {
    let Some(path) = field.0.first() else { return };
    *path.split('.').fold(answer, |object, key| &mut object[key]) = value;
}

fn revoke(state: &mut State, _provider: &'static FakeProvider, request: &Request) -> Response {
    // RFC 7009 section 2.2: revoking an unknown token succeeds.
    request
        .parameter("token")
        .map(|token| state.tokens.remove(token));
    Response::json(200, &json!({}))
}
