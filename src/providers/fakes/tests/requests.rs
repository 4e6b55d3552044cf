//! Requests of the tests to the fake providers.

use std::time::Duration;

use url::Url;

use crate::http::{Client, Failure, Request, Response, header};
use crate::process::Env;
use crate::providers::fake::authorize::SIGNED_IN;
use crate::providers::fakes::{Behavior, FakeProviders, LastPage, sign_in};
use crate::secret::Secret;

pub const DEADLINE: Duration = Duration::from_secs(20);
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub const NAMES: [&str; 4] = ["huggingface", "google", "facebook", "github"];

pub fn started(behavior: Behavior) -> FakeProviders {
    FakeProviders::start(behavior, Env::from_os().now()).unwrap()
}

thread_local! {
    /// Created once per test, because a client reads the system's certificates.
    static CLIENT: (tokio::runtime::Runtime, Client) = {
        let _ = rustls::crypto::ring::default_provider().install_default();
        (tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap(), Client::new(DEADLINE))
    };
}

pub fn try_send(request: Request) -> Result<Response, Failure> {
    CLIENT.with(|(runtime, client)| runtime.block_on(client.send(request)))
}

pub fn send(request: Request) -> Response {
    try_send(request).unwrap()
}

/// The URL of an endpoint, from the generated navauth.toml.
pub fn endpoint(providers: &FakeProviders, provider: &str, setting: &str) -> String {
    let config: toml::Table = providers.config_toml().parse().unwrap();
    config["providers"][provider][setting]
        .as_str()
        .unwrap()
        .to_owned()
}

pub fn redirect_uri(provider: &str) -> String {
    format!("http://localhost:1/auth/callback/{provider}")
}

pub fn authorize_url(providers: &FakeProviders, provider: &str) -> Url {
    let mut url = Url::parse(&endpoint(providers, provider, "authorization_endpoint")).unwrap();
    let scope = match provider {
        "facebook" => "email public_profile",
        "github" => "read:user user:email",
        _ => "openid profile email",
    };
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", &providers.client(provider).unwrap().id)
        .append_pair("redirect_uri", &redirect_uri(provider))
        .append_pair("scope", scope)
        .append_pair("state", "a state")
        .append_pair("nonce", "a nonce")
        .append_pair("code_challenge", CHALLENGE)
        .append_pair("code_challenge_method", "S256");
    url
}

/// Requests authorization as a user who is signed in, and returns the redirect.
pub fn authorize(url: &Url) -> Response {
    send(Request::get(url.as_str()).header(header::COOKIE, SIGNED_IN))
}

pub fn location(answer: &Response) -> Url {
    Url::parse(answer.header(header::LOCATION).unwrap()).unwrap()
}

pub fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

pub fn code(providers: &FakeProviders, provider: &str) -> String {
    parameter(
        &location(&authorize(&authorize_url(providers, provider))),
        "code",
    )
    .unwrap()
}

/// A token request in the provider's format, with some fields replaced.
pub fn exchange(
    providers: &FakeProviders,
    provider: &str,
    code: &str,
    replace: &[(&str, &str)],
) -> Response {
    let client = providers.client(provider).unwrap();
    let uri = redirect_uri(provider);
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &uri),
        ("code_verifier", VERIFIER),
    ];
    fields.extend([
        ("client_id", client.id.as_str()),
        ("client_secret", client.secret.as_str()),
    ]);
    for (name, value) in replace {
        fields.retain(|(field, _)| field != name);
        fields.push((name, value));
    }
    fields.retain(|(_, value)| !value.is_empty());
    let take = |fields: &mut Vec<(&str, &str)>, name: &str| {
        let found = fields.iter().position(|(field, _)| *field == name);
        found.map_or_else(String::new, |at| fields.remove(at).1.to_owned())
    };
    let mut request = Request::post(endpoint(providers, provider, "token_endpoint"))
        .header(header::ACCEPT, "application/json");
    if provider == "huggingface" {
        let (id, secret) = (
            take(&mut fields, "client_id"),
            take(&mut fields, "client_secret"),
        );
        request = request.client_basic(&id, &Secret::new(secret));
    }
    send(request.form(fields))
}

pub fn error_of(answer: &Response) -> (u16, String) {
    let body = answer.json().unwrap_or_default();
    let code = || {
        body["error"]["error_subcode"]
            .as_u64()
            .or(body["error"]["code"].as_u64())
            .unwrap_or_default()
            .to_string()
    };
    (
        answer.status.as_u16(),
        body["error"].as_str().map_or_else(code, str::to_owned),
    )
}

pub fn visit(url: &Url) -> LastPage {
    CLIENT
        .with(|(runtime, _)| runtime.block_on(sign_in(url.as_str(), DEADLINE)))
        .unwrap()
}
