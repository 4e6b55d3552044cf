//! Tests of the fake providers over HTTP.

mod requests;

use serde_json::Value;

use super::{Behavior, Fault, Step};
use crate::crypto::{hex, hmac_sha256};
use crate::http::{Request, header};
use crate::providers::fake::provider::FakeProvider;
use crate::secret::Secret;
use requests::*;

#[test]
fn sign_in_succeeds_at_every_provider() {
    let providers = started(Behavior::default());
    for provider in NAMES {
        let back = location(&authorize(&authorize_url(&providers, provider)));
        assert!(back.as_str().starts_with(&redirect_uri(provider)), "{back}");
        assert_eq!(parameter(&back, "state").unwrap(), "a state");
        let answer = exchange(
            &providers,
            provider,
            &parameter(&back, "code").unwrap(),
            &[],
        );
        assert_eq!(answer.status, 200, "{provider}");
        let body = answer.json().unwrap();
        assert_eq!(
            body["id_token"].is_string(),
            matches!(provider, "huggingface" | "google"),
            "{provider}"
        );
        let token = Secret::new(body["access_token"].as_str().unwrap());
        let mut url = endpoint(&providers, provider, "userinfo_endpoint");
        if provider == "facebook" {
            let secret = &providers.client(provider).unwrap().secret;
            let proof = hex(hmac_sha256(secret, token.expose()));
            url += &format!("?fields=id,name,email,picture&appsecret_proof={proof}");
        }
        let profile = send(Request::get(url).bearer(&token)).json().unwrap();
        let account = Behavior::default().account_at(provider);
        assert_eq!(
            profile["name"],
            account.name.unwrap(),
            "{provider}: {profile}"
        );
        let email = if provider == "github" {
            Value::Null
        } else {
            account.email.clone().into()
        };
        assert_eq!(profile["email"], email, "{provider}: {profile}");
    }
    assert_eq!(providers.requests_to("github", Step::Token).len(), 1);
}

/// Provider, replaced fields, and the status and error (or Graph code) of the response.
type Refused = (
    &'static str,
    &'static [(&'static str, &'static str)],
    u16,
    &'static str,
);

#[test]
fn token_errors_match_the_provider() {
    let providers = started(Behavior::default());
    let cases: [Refused; 18] = [
        (
            "huggingface",
            &[("code", "navauth-probe")],
            400,
            "invalid_grant",
        ),
        (
            "huggingface",
            &[("client_secret", "wrong")],
            400,
            "invalid_client",
        ),
        (
            "huggingface",
            &[("code_verifier", "wrong")],
            400,
            "invalid_grant",
        ),
        ("google", &[("code", "navauth-probe")], 400, "invalid_grant"),
        (
            "google",
            &[("client_secret", "wrong")],
            401,
            "invalid_client",
        ),
        ("google", &[("client_id", "wrong")], 401, "invalid_client"),
        ("google", &[("client_secret", "")], 400, "invalid_request"),
        (
            "google",
            &[("redirect_uri", "http://localhost:2/")],
            400,
            "redirect_uri_mismatch",
        ),
        ("google", &[("code_verifier", "")], 400, "invalid_grant"),
        ("facebook", &[("code", "navauth-probe")], 400, "100"),
        ("facebook", &[("client_secret", "wrong")], 400, "1"),
        ("facebook", &[("client_id", "wrong")], 400, "101"),
        (
            "facebook",
            &[("redirect_uri", "http://localhost:2/")],
            400,
            "36008",
        ),
        (
            "github",
            &[("code", "navauth-probe")],
            200,
            "bad_verification_code",
        ),
        (
            "github",
            &[("client_secret", "wrong")],
            200,
            "incorrect_client_credentials",
        ),
        ("github", &[("client_id", "wrong")], 404, "Not Found"),
        (
            "github",
            &[("redirect_uri", "http://localhost:2/")],
            200,
            "redirect_uri_mismatch",
        ),
        (
            "github",
            &[("code_verifier", "wrong")],
            200,
            "bad_verification_code",
        ),
    ];
    for (provider, replace, status, error) in cases {
        let answer = exchange(&providers, provider, &code(&providers, provider), replace);
        assert_eq!(
            error_of(&answer),
            (status, error.to_owned()),
            "{provider} {replace:?}"
        );
    }
}

#[test]
fn a_code_can_be_used_once() {
    let providers = started(Behavior::default());
    for (provider, error) in [
        ("huggingface", "invalid_grant"),
        ("google", "invalid_grant"),
        ("facebook", "36009"),
        ("github", "bad_verification_code"),
    ] {
        let code = code(&providers, provider);
        assert!(
            exchange(&providers, provider, &code, &[]).json().unwrap()["access_token"].is_string()
        );
        assert_eq!(
            error_of(&exchange(&providers, provider, &code, &[])).1,
            error,
            "{provider}"
        );
    }
}

#[test]
fn a_wrong_client_or_redirect_uri_is_not_redirected() {
    let providers = started(Behavior::default());
    let cases = [
        ("huggingface", 400, 400),
        ("google", 200, 200),
        ("facebook", 200, 200),
        ("github", 404, 200),
    ];
    for (provider, unknown_client, wrong_uri) in cases {
        for (name, value, status) in [
            ("client_id", "wrong", unknown_client),
            ("redirect_uri", "https://evil.example/", wrong_uri),
        ] {
            let mut url = authorize_url(&providers, provider);
            let kept: Vec<_> = url
                .query_pairs()
                .into_owned()
                .filter(|(key, _)| key != name)
                .collect();
            url.query_pairs_mut()
                .clear()
                .extend_pairs(kept)
                .append_pair(name, value);
            let visit = visit(&url);
            assert!(
                visit.url.starts_with(providers.address()),
                "{provider} {name}: {}",
                visit.url
            );
            assert_eq!(visit.status, status, "{provider} {name}: {}", visit.body);
        }
    }
}

#[test]
fn googles_error_page_has_the_error_in_its_url() {
    let providers = started(Behavior::default());
    let mut url = authorize_url(&providers, "google");
    url.set_query(Some("client_id=wrong"));
    let page = visit(&url);
    assert!(
        page.url.contains("/signin/oauth/error?authError="),
        "{}",
        page.url
    );
    assert!(
        page.body
            .contains("data-error-code=\"invalid_client\">Error 401: invalid_client"),
        "{}",
        page.body
    );
}

#[test]
fn without_a_cookie_the_sign_in_page_is_shown() {
    let providers = started(Behavior::default());
    let page = send(Request::get(authorize_url(&providers, "github").as_str()));
    let text = String::from_utf8(page.body).unwrap();
    assert!(
        text.contains("name=\"authenticity_token\"") && text.contains("decision=approve"),
        "{text}"
    );
    let mut cancel = authorize_url(&providers, "facebook");
    cancel.query_pairs_mut().append_pair("decision", "cancel");
    assert_eq!(
        parameter(
            &location(&send(Request::get(cancel.as_str()))),
            "error_reason"
        )
        .unwrap(),
        "user_denied"
    );
}

#[test]
fn github_responses_are_form_encoded_by_default() {
    let providers = started(Behavior::default());
    let request = Request::post(endpoint(&providers, "github", "token_endpoint"));
    let client = providers.client("github").unwrap();
    let answer = send(request.form([
        ("client_id", client.id.as_str()),
        ("client_secret", &client.secret),
        ("code", "wrong"),
    ]));
    let text = String::from_utf8(answer.body).unwrap();
    assert!(
        text.starts_with("error=bad_verification_code&error_description=The+code"),
        "{text}"
    );
}

#[test]
fn faults_apply_to_their_endpoint() {
    let behavior = Behavior::default()
        .fault("github", Step::Authorize, Fault::WrongState)
        .fault("google", Step::Authorize, Fault::MissingCode)
        .fault("facebook", Step::Authorize, Fault::Cancel)
        .fault("huggingface", Step::Authorize, Fault::Row("scope"))
        .fault("github", Step::Token, Fault::Row("unverified-email"))
        .fault("google", Step::Token, Fault::html())
        .fault("facebook", Step::Token, Fault::status(429, Some("7")))
        .fault("huggingface", Step::Token, Fault::HangUp);
    let providers = started(behavior);
    let back = |provider| location(&authorize(&authorize_url(&providers, provider)));
    assert_ne!(parameter(&back("github"), "state").unwrap(), "a state");
    assert_eq!(parameter(&back("google"), "code"), None);
    assert_eq!(
        parameter(&back("facebook"), "error").unwrap(),
        "access_denied"
    );
    assert_eq!(
        parameter(&back("huggingface"), "error").unwrap(),
        "invalid_scope"
    );
    assert_eq!(
        error_of(&exchange(&providers, "github", "any", &[])).1,
        "unverified_user_email"
    );
    assert!(exchange(&providers, "google", "any", &[]).is_html());
    assert_eq!(
        exchange(&providers, "facebook", "any", &[])
            .header(header::RETRY_AFTER)
            .unwrap(),
        "7"
    );
    assert!(
        try_send(Request::post(endpoint(
            &providers,
            "huggingface",
            "token_endpoint"
        )))
        .is_err()
    );
    providers.change(Behavior::clear_faults);
    assert_eq!(parameter(&back("github"), "state").unwrap(), "a state");
}

#[test]
fn held_responses_can_be_released() {
    let providers = started(Behavior::default().fault("google", Step::Keys, Fault::Hold));
    let url = endpoint(&providers, "google", "jwks_uri");
    let asking = std::thread::spawn(move || send(Request::get(url)).status);
    let arrived = || !providers.requests_to("google", Step::Keys).is_empty();
    while !arrived() {
        std::thread::yield_now();
    }
    assert!(!asking.is_finished());
    providers.release();
    assert_eq!(asking.join().unwrap(), 200);
}

#[test]
fn device_codes_are_approved_after_polling() {
    let behavior = Behavior {
        device_answers: vec!["authorization-pending", "slow-down"],
        ..Behavior::default()
    };
    let providers = started(behavior);
    let client = providers.client("github").unwrap();
    let ask = |setting: &str, fields: [(&str, &str); 2]| {
        let fields = fields.into_iter().chain([
            ("client_id", client.id.as_str()),
            ("client_secret", &client.secret),
        ]);
        let request = Request::post(endpoint(&providers, "github", setting))
            .header(header::ACCEPT, "application/json");
        send(request.form(fields)).json().unwrap()
    };
    let begun = ask(
        "device_authorization_endpoint",
        [("scope", "user:email"), ("", "")],
    );
    let code = begun["device_code"].as_str().unwrap();
    let poll = || {
        ask(
            "token_endpoint",
            [
                ("grant_type", crate::providers::fake::token::DEVICE_GRANT),
                ("device_code", code),
            ],
        )
    };
    assert_eq!(poll()["error"], "authorization_pending");
    assert_eq!(poll()["error"], "slow_down");
    assert!(poll()["access_token"].is_string());
    assert_eq!(poll()["error"], "incorrect_device_code");
}

/// Every provider's table has all errors that the shared endpoints may use for it.
#[test]
fn error_tables_are_complete() {
    let providers = started(Behavior::default());
    let missing = |provider: &'static FakeProvider, step: Step, name: &&str| {
        provider.row(step, name).is_none()
    };
    for provider in providers.clients().iter().map(|client| client.provider) {
        let mut authorize = vec!["unknown-client", "redirect-uri", "cancel"];
        let mut token = vec![
            "unknown-client",
            "missing-secret",
            "wrong-secret",
            "unknown-code",
            "used-code",
            "redirect-uri",
            "grant-type",
        ];
        if provider.strict {
            authorize.push("response-type");
        }
        if !provider.scopes.is_empty() {
            authorize.push("scope");
        }
        if provider.pkce {
            authorize.push("challenge");
            token.extend([
                "missing-verifier",
                "wrong-verifier",
                "unknown-device-code",
                "authorization-pending",
            ]);
        }
        authorize.retain(|name| missing(provider, Step::Authorize, name));
        token.retain(|name| missing(provider, Step::Token, name));
        assert!(
            authorize.is_empty() && token.is_empty(),
            "{}: {authorize:?} {token:?}",
            provider.name
        );
    }
}
