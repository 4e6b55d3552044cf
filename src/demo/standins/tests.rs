//! The stand-ins, asked as a program asks the providers.

mod asking;

use serde_json::Value;

use super::provider::FakeProvider;
use super::{Behavior, Fault, Step};
use crate::http::{Request, header};
use crate::secret::Secret;
use asking::*;

#[test]
fn every_provider_signs_its_person_in() {
    let standins = started(Behavior::default());
    for provider in NAMES {
        let back = location(&authorize(&authorize_url(&standins, provider)));
        assert!(back.as_str().starts_with(&redirect_uri(provider)), "{back}");
        assert_eq!(parameter(&back, "state").unwrap(), "a state");
        let answer = exchange(&standins, provider, &parameter(&back, "code").unwrap(), &[]);
        assert_eq!(answer.status, 200, "{provider}");
        let body = answer.json().unwrap();
        assert_eq!(
            body["id_token"].is_string(),
            matches!(provider, "huggingface" | "google"),
            "{provider}"
        );
        let token = Secret::new(body["access_token"].as_str().unwrap());
        let mut url = endpoint(&standins, provider, "userinfo_endpoint");
        if provider == "facebook" {
            let key = ring::hmac::Key::new(
                ring::hmac::HMAC_SHA256,
                standins.client(provider).unwrap().secret.as_bytes(),
            );
            let proof = ring::hmac::sign(&key, token.expose().as_bytes());
            let proof: String = proof
                .as_ref()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
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
    assert_eq!(standins.requests_to("github", Step::Token).len(), 1);
}

/// Provider, what is sent instead, and the status and the error (or Graph code) of the answer.
type Refused = (
    &'static str,
    &'static [(&'static str, &'static str)],
    u16,
    &'static str,
);

#[test]
fn the_token_endpoint_refuses_as_the_provider_does() {
    let standins = started(Behavior::default());
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
        let answer = exchange(&standins, provider, &code(&standins, provider), replace);
        assert_eq!(
            error_of(&answer),
            (status, error.to_owned()),
            "{provider} {replace:?}"
        );
    }
}

#[test]
fn a_code_is_good_once() {
    let standins = started(Behavior::default());
    for (provider, error) in [
        ("huggingface", "invalid_grant"),
        ("google", "invalid_grant"),
        ("facebook", "36009"),
        ("github", "bad_verification_code"),
    ] {
        let code = code(&standins, provider);
        assert!(
            exchange(&standins, provider, &code, &[]).json().unwrap()["access_token"].is_string()
        );
        assert_eq!(
            error_of(&exchange(&standins, provider, &code, &[])).1,
            error,
            "{provider}"
        );
    }
}

#[test]
fn a_wrong_client_or_redirect_uri_never_comes_back() {
    let standins = started(Behavior::default());
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
            let mut url = authorize_url(&standins, provider);
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
                visit.url.starts_with(standins.address()),
                "{provider} {name}: {}",
                visit.url
            );
            assert_eq!(visit.status, status, "{provider} {name}: {}", visit.body);
        }
    }
}

#[test]
fn google_names_its_error_in_the_address_of_its_error_page() {
    let standins = started(Behavior::default());
    let mut url = authorize_url(&standins, "google");
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
fn a_person_who_is_not_signed_in_sees_the_providers_page() {
    let standins = started(Behavior::default());
    let page = send(Request::get(authorize_url(&standins, "github").as_str()));
    let text = String::from_utf8(page.body).unwrap();
    assert!(
        text.contains("name=\"authenticity_token\"") && text.contains("decision=approve"),
        "{text}"
    );
    let mut cancel = authorize_url(&standins, "facebook");
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
fn github_answers_in_a_form_unless_json_is_asked_for() {
    let standins = started(Behavior::default());
    let request = Request::post(endpoint(&standins, "github", "token_endpoint"));
    let client = standins.client("github").unwrap();
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
fn faults_happen_where_they_are_asked_for() {
    let behaviour = Behavior::default()
        .fault("github", Step::Authorize, Fault::WrongState)
        .fault("google", Step::Authorize, Fault::MissingCode)
        .fault("facebook", Step::Authorize, Fault::Cancel)
        .fault("huggingface", Step::Authorize, Fault::Row("scope"))
        .fault("github", Step::Token, Fault::Row("unverified-email"))
        .fault("google", Step::Token, Fault::html())
        .fault("facebook", Step::Token, Fault::status(429, Some("7")))
        .fault("huggingface", Step::Token, Fault::HangUp);
    let standins = started(behaviour);
    let back = |provider| location(&authorize(&authorize_url(&standins, provider)));
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
        error_of(&exchange(&standins, "github", "any", &[])).1,
        "unverified_user_email"
    );
    assert!(exchange(&standins, "google", "any", &[]).is_html());
    assert_eq!(
        exchange(&standins, "facebook", "any", &[])
            .header(header::RETRY_AFTER)
            .unwrap(),
        "7"
    );
    assert!(
        try_send(Request::post(endpoint(
            &standins,
            "huggingface",
            "token_endpoint"
        )))
        .is_err()
    );
    standins.change(Behavior::clear_faults);
    assert_eq!(parameter(&back("github"), "state").unwrap(), "a state");
}

#[test]
fn a_held_answer_comes_when_it_is_released() {
    let standins = started(Behavior::default().fault("google", Step::Keys, Fault::Hold));
    let url = endpoint(&standins, "google", "jwks_uri");
    let asking = std::thread::spawn(move || send(Request::get(url)).status);
    let arrived = || !standins.requests_to("google", Step::Keys).is_empty();
    while !arrived() {
        std::thread::yield_now();
    }
    assert!(!asking.is_finished());
    standins.release();
    assert_eq!(asking.join().unwrap(), 200);
}

#[test]
fn a_device_is_told_to_wait_and_then_approved() {
    let behaviour = Behavior {
        device_answers: vec!["authorization-pending", "slow-down"],
        ..Behavior::default()
    };
    let standins = started(behaviour);
    let client = standins.client("github").unwrap();
    let ask = |setting: &str, fields: [(&str, &str); 2]| {
        let fields = fields.into_iter().chain([
            ("client_id", client.id.as_str()),
            ("client_secret", &client.secret),
        ]);
        let request = Request::post(endpoint(&standins, "github", setting))
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
                ("grant_type", super::token::DEVICE_GRANT),
                ("device_code", code),
            ],
        )
    };
    assert_eq!(poll()["error"], "authorization_pending");
    assert_eq!(poll()["error"], "slow_down");
    assert!(poll()["access_token"].is_string());
    assert_eq!(poll()["error"], "incorrect_device_code");
}

/// Every refusal that the shared endpoints may name stands in every provider's table that can reach it.
#[test]
fn no_refusal_is_missing() {
    let standins = started(Behavior::default());
    let missing = |provider: &'static FakeProvider, step: Step, name: &&str| {
        provider.row(step, name).is_none()
    };
    for provider in standins.clients().iter().map(|client| client.provider) {
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
