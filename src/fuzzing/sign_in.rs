//! Fuzz targets for browsers, identity providers and session tokens.

use std::path::PathBuf;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey};
use ring::hmac;
use serde_json::Value;

use super::{SECRET, leaks, plant};
use crate::config::settings::Settings;
use crate::http::{Client, Response, header};
use crate::oauth::callback::{CallbackResult, StateVerifier};
use crate::oauth::provider_session::ProviderSession;
use crate::oauth::server::{ServerState, check};
use crate::oauth::{RedirectUri, identity};
use crate::process::{Env, Streams};
use crate::providers::{self, Credentials, Provider, Step};
use crate::secret::Secret;
use crate::session;
use crate::words;

/// The state of the pending sign-in; seeds contain it.
const STATE: &str = "expected-state";

const NONCE: &str = "expected-nonce";

const CLIENT: &str = "client";

fn now() -> Timestamp {
    Timestamp::from_second(1_795_000_000).expect("a time in 2026")
}

/// A request to the listener, as `METHOD TARGET`, then `name: value` lines: a code is accepted only from a GET for
/// this redirect URI with the expected state, given once, and never twice.
pub fn callback_request(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let uri =
        RedirectUri::parse("http://localhost:8000/auth/callback/github").expect("a redirect URI");
    let expected = Arc::new(StateVerifier::new(Secret::new(STATE)));
    if let Some(query) = uri.query_of(text) {
        let pasted = StateVerifier::new(Secret::new(STATE)).check(&query);
        assert!(pasted.is_err() || text.contains("state="), "{text:?}");
    }
    let (events, _kept) = tokio::sync::mpsc::channel(1);
    let state = ServerState {
        redirect_uri: uri,
        label: "GitHub".to_owned(),
        expected,
        events,
    };
    let mut lines = text.lines();
    let (method, target) = lines
        .next()
        .and_then(|line| line.split_once(' '))
        .unwrap_or_default();
    let mut builder = hyper::Request::builder().method(method).uri(target);
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap_or((line, ""));
        builder = builder.header(name, value);
    }
    let Ok(request) = builder.body(()) else {
        return;
    };
    let Ok(callback) = check(&state, &request) else {
        return;
    };
    assert_eq!(request.method(), "GET");
    assert_eq!(request.uri().path(), "/auth/callback/github");
    let host = request.headers()["host"].as_bytes();
    assert!(host.eq_ignore_ascii_case(b"localhost:8000"));
    let query = request.uri().query().unwrap_or_default();
    let all = |name: &str| -> Vec<String> {
        url::form_urlencoded::parse(query.as_bytes())
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
            .collect()
    };
    assert_eq!(all("state"), [STATE]);
    if let CallbackResult::Code(code) = callback.delivery {
        assert_eq!(all("code"), [code.expose()]);
        assert!(all("error").iter().all(String::is_empty));
    }
    assert!(check(&state, &request).is_err(), "the state counts twice");
}

/// An id_token, as the token itself and as the claims of a signed one: accepted only with a signature by the right
/// key and claims for this issuer, app, sign-in and time.
pub fn id_token(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    for (algorithm, key, signed) in signed_tokens() {
        let parts = identity::Parts::of(text);
        let accepted = parts.is_some_and(|parts| parts.is_signed(key, *algorithm));
        assert!(!accepted || text == signed, "a forged id_token");
    }
    let Ok(claims) = serde_json::from_str::<Value>(text) else {
        return;
    };
    let env = env();
    let session = session(&env, "google");
    let checked = identity::check_claims(&session, &claims, Some(&Secret::new(NONCE)));
    let Ok(()) = checked else { return };
    let said = |name: &str| claims[name].as_str();
    assert!(
        session
            .provider
            .issuers
            .iter()
            .any(|issuer| Some(issuer.as_str()) == said("iss"))
    );
    let audience = &claims["aud"];
    assert!(
        audience == CLIENT
            || audience
                .as_array()
                .is_some_and(|all| all.iter().any(|one| one == CLIENT))
    );
    assert!(
        claims
            .get("azp")
            .is_none_or(|party| party == CLIENT || !party.is_string())
    );
    assert_eq!(said("nonce"), Some(NONCE));
    assert!(said("sub").is_some_and(|subject| !subject.is_empty()));
    let (now, seconds) = (now().as_second() as f64, |name: &str| {
        claims[name].as_f64().expect("a time")
    });
    assert!(seconds("exp") >= now - 61.0 && seconds("iat") <= now + 61.0);
}

/// The test vectors' tokens with their keys: one per algorithm.
fn signed_tokens() -> &'static [(Algorithm, DecodingKey, String)] {
    static TOKENS: OnceLock<Vec<(Algorithm, DecodingKey, String)>> = OnceLock::new();
    TOKENS.get_or_init(|| {
        let vectors: Vec<Value> =
            serde_json::from_str(include_str!("../../tests/vectors/jws.json")).expect("vectors");
        let read = |vector: &Value| {
            let key: Jwk = serde_json::from_value(vector["jwk"].clone()).ok()?;
            Some((
                vector["alg"].as_str()?.parse().ok()?,
                DecodingKey::from_jwk(&key).ok()?,
                vector["token"].as_str()?.to_owned(),
            ))
        };
        vectors.iter().filter_map(read).collect()
    })
}

/// A session token, as the token itself and as the claims of a signed one: accepted only with HS256 by the app's key,
/// until it expires.
pub fn session_token(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let key = Secret::new("kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk");
    let signed = |header: &str, claims: &str, key: &str| {
        let parts = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part));
        let content = parts.join(".");
        let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(hmac::sign(&key, content.as_bytes()));
        Secret::new([content, signature].join("."))
    };
    let given = Secret::new(text);
    if let Ok(claims) = session::verify(&key, &given, now()) {
        let (content, signature) = text.rsplit_once('.').expect("a signature");
        let key = hmac::Key::new(hmac::HMAC_SHA256, key.expose().as_bytes());
        let right = URL_SAFE_NO_PAD.encode(hmac::sign(&key, content.as_bytes()));
        // Python's base64 accepts either alphabet, any padding and trailing bits, and skips other characters.
        let mut signature = signature.replace('+', "-").replace('/', "_");
        signature.retain(|character| character.is_ascii_alphanumeric() || "-_".contains(character));
        assert_eq!(signature[..42], right[..42]);
        assert!(claims.expires.is_none_or(|expires| expires >= now()));
    }
    explain(&key, &given);
    let ours = signed(r#"{"alg":"HS256","typ":"JWT"}"#, text, key.expose());
    if session::verify(&key, &ours, now()).is_ok() {
        // Python accepts more than RFC 8259 allows.
        let claims: Value = serde_json::from_str(text).unwrap_or_default();
        let seconds = |name: &str| claims.get(name).and_then(Value::as_f64);
        let now = now().as_second() as f64;
        assert!(seconds("exp").is_none_or(|expires| expires > now - 1.0));
        assert!(seconds("nbf").is_none_or(|begins| begins < now + 1.0));
    }
    explain(&key, &ours);
    let other = signed(r#"{"alg":"HS256"}"#, text, "another key");
    assert!(session::verify(&key, &other, now()).is_err());
    let header = signed(text, r#"{"sub":"1"}"#, "another key");
    assert!(session::verify(&key, &header, now()).is_err());
}

/// Every refusal can be explained without quoting the token.
fn explain(key: &Secret, given: &Secret) {
    if let Err(refusal) = session::verify(key, given, now()) {
        let diagnostic = session::explain(refusal, given, now());
        let shown = format!("{diagnostic:?}");
        assert!(shown.len() < 2000, "{} bytes", shown.len());
    }
    let content = session::Content::read(given);
    for name in ["exp", "iat", "nbf"] {
        let time = content.as_ref().and_then(|content| content.time(name));
        let _ = time.map(|time| words::relative(time, now()));
    }
}

/// A provider's error, with status and type in the first two bytes: its message contains no piece of a secret that
/// the provider repeats, and has a limited length.
pub fn provider_errors(input: &[u8]) {
    const STATUS: [u16; 6] = [200, 400, 401, 403, 429, 503];
    const TYPES: [&str; 4] = [
        "application/json",
        "application/x-www-form-urlencoded",
        "text/html",
        "",
    ];
    const STEPS: [Step; 4] = [Step::Token, Step::Profile, Step::Device, Step::Discovery];
    let [status, kind, rest @ ..] = input else {
        return;
    };
    let Some(body) = plant(rest) else { return };
    let pick = |byte: &u8, length: usize| usize::from(*byte) % length;
    let status = STATUS[pick(status, STATUS.len())];
    let mut headers = header::HeaderMap::new();
    let text = TYPES[pick(kind, TYPES.len())];
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(text));
    if let Ok(value) = header::HeaderValue::from_str(&body) {
        headers.insert(header::WWW_AUTHENTICATE, value);
    }
    let answer = Response::for_test(status, headers, body);
    let env = env();
    let step = STEPS[pick(kind, STEPS.len())];
    for name in ["facebook", "github", "google", "huggingface"] {
        let session = session(&env, name);
        let error = session.failure(step, &answer);
        let shown = format!("{:?}", error.diagnostic);
        assert!(!leaks(&shown, SECRET), "{shown}");
        assert!(!leaks(&session.transcript(), SECRET));
        assert!(shown.len() < 16 << 10, "{} bytes", shown.len());
    }
}

fn env() -> Env {
    Env::for_test(Vec::new(), PathBuf::new(), Streams::closed(), now)
}

fn session<'a>(env: &'a Env, name: &str) -> ProviderSession<'a> {
    static PROVIDERS: OnceLock<Vec<Provider>> = OnceLock::new();
    let all = PROVIDERS
        .get_or_init(|| providers::all(&Settings::default()).expect("the built-in providers"));
    let provider = all
        .iter()
        .find(|provider| provider.name == name)
        .expect("a built-in provider");
    let credentials = Credentials {
        client_id: CLIENT.to_owned(),
        client_secret: Secret::new(SECRET),
        variables: provider.variables[0].clone(),
    };
    let redirect_uri =
        RedirectUri::parse("http://localhost:8000/auth/callback/github").expect("a redirect URI");
    let client = Rc::new(Client::new(Duration::from_secs(1)));
    ProviderSession::sharing(client, env, provider.clone(), credentials, redirect_uri)
}
