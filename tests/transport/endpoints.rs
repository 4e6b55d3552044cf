//! The same faults at every endpoint of a sign-in: token, profile, email addresses, keys, introspection, revocation.

use navauth::providers::fakes::{Behavior, Fault, Step};

use super::network;
use crate::support::Run;
use crate::support::user::PendingSignIn;
use crate::test_login::Fixture;

/// Every endpoint that a sign-in with a redirect requests.
const ENDPOINTS: [(&str, Step); 11] = [
    ("github", Step::Token),
    ("google", Step::Token),
    ("huggingface", Step::Token),
    ("facebook", Step::Token),
    ("github", Step::Profile),
    ("google", Step::Profile),
    ("huggingface", Step::Profile),
    ("facebook", Step::Profile),
    ("github", Step::Emails),
    ("google", Step::Keys),
    ("facebook", Step::Introspect),
];

/// A fault, its diagnostic, and a part of the title that is the same at every endpoint.
fn faults() -> Vec<(Fault, &'static str, &'static str)> {
    let json = |status| Fault::json(status, r#"{"error":"invalid_client","message":"no"}"#);
    vec![
        (
            Fault::status(429, Some("30")),
            "http.rate-limited",
            "is limiting requests (HTTP 429)",
        ),
        (
            json(500),
            "http.server-error",
            "has a server error (HTTP 500)",
        ),
        (
            json(503),
            "http.server-error",
            "has a server error (HTTP 503)",
        ),
        (json(511), "http.network-sign-in", "requires you to sign in"),
        (Fault::html(), "http.web-page", "answered with a web page"),
        (Fault::json(200, ""), "http.not-json", "an empty body"),
        (Fault::HangUp, "http.cut-off", "closed the connection"),
    ]
}

fn sign_in(fixture: &Fixture, provider: &str) -> Run {
    let login = PendingSignIn::start(
        &fixture.folder,
        ["test-login", provider, "--no-browser", "--json"],
    );
    let _ = login.visit();
    login.finish()
}

#[test]
fn every_endpoint_says_the_same_of_the_same_fault() {
    let fixture = Fixture::ready(Behavior::default());
    for (fault, id, words) in faults() {
        for (provider, step) in ENDPOINTS {
            fixture.providers.change(|behavior| {
                *behavior = Behavior::default().fault(provider, step, fault.clone())
            });
            let run = sign_in(&fixture, provider).code(5);
            assert_eq!(run.ids("fail"), [id], "{provider} {step:?} {fault:?}");
            let title = run.json()["findings"][0]["title"].to_string();
            assert!(title.contains(words), "{provider} {step:?}: {title}");
        }
    }
}

/// The sign-in has succeeded by then: what is wrong with the revocation is a warning, and the token is not called revoked.
#[test]
fn a_fault_of_the_revocation_is_named_and_nothing_is_called_revoked() {
    let fixture = Fixture::ready(Behavior::default());
    for (fault, _, words) in faults() {
        // An empty answer is a good one (RFC 7009 section 2.2).
        if words == "an empty body" {
            continue;
        }
        for provider in ["github", "google", "facebook"] {
            fixture.providers.change(|behavior| {
                *behavior = Behavior::default().fault(provider, Step::Revoke, fault.clone())
            });
            let run = sign_in(&fixture, provider).code(0);
            let document = run.json();
            assert_eq!(document["grant"], "failed", "{provider} {fault:?}");
            let findings = document["findings"].to_string();
            assert!(findings.contains(words), "{provider} {fault:?}: {findings}");
        }
    }
}

/// Each endpoint in turn at a port on which nothing listens.
#[test]
fn every_endpoint_that_refuses_connections_is_named() {
    let fixture = Fixture::ready(Behavior::default());
    let config = fixture.folder.read("navauth.toml");
    let closed = format!("http://127.0.0.1:{}", network::closed_port());
    let base = fixture.providers.address();
    for (provider, path, words) in [
        (
            "github",
            "/github/login/oauth/access_token",
            "the token endpoint of GitHub",
        ),
        ("github", "/github/user\"", "the profile"),
        ("github", "/github/user/emails", "the email endpoint"),
        ("google", "/google/oauth2/v3/certs", "of Google"),
        ("google", "/google/v1/userinfo", "of Google"),
    ] {
        let old = format!("{base}{path}");
        assert!(config.contains(&old), "{old} in {config}");
        fixture.folder.write(
            "navauth.toml",
            config.replacen(&old, &format!("{closed}{path}"), 1),
        );
        let run = sign_in(&fixture, provider).code(5);
        assert_eq!(run.ids("fail"), ["http.refused"], "{path}");
        let title = run.json()["findings"][0]["title"].to_string();
        assert!(title.contains(words), "{path}: {title}");
    }
}
