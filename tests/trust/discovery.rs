//! Limits for discovery documents and for the page of the device flow.

use std::net::TcpListener;

use navauth::providers::fakes::{Behavior, FakeProviders, Fault, Step};

use super::SECRET;
use crate::support::Folder;
use crate::support::foreign::Foreign;

/// Whether no client has connected.
fn is_untouched(listener: &TcpListener) -> bool {
    listener.set_nonblocking(true).unwrap();
    listener.accept().is_err()
}

fn fixture(foreign: &Foreign) -> (FakeProviders, Folder, String) {
    #[expect(
        clippy::disallowed_methods,
        reason = "tests have no Process of their own"
    )]
    let providers = FakeProviders::start(Behavior::default(), jiff::Timestamp::now()).unwrap();
    let issuer = format!("{}/google", providers.address());
    let mut folder = Folder::with_env(&format!(
        "CAMPUS_CLIENT_ID=campus-id\nCAMPUS_CLIENT_SECRET={SECRET}\n"
    ));
    folder.write(
        "navauth.toml",
        format!("[providers.campus]\nissuer = \"{issuer}\"\n"),
    );
    foreign.lead(&mut folder);
    (providers, folder, issuer)
}

const LOGIN: [&str; 5] = [
    "test-login",
    "campus",
    "--no-browser",
    "--no-save",
    "--json",
];

#[test]
fn discovery_cannot_change_port_host_or_scheme() {
    let foreign = Foreign::start();
    let (providers, mut folder, issuer) = fixture(&foreign);
    let opened = folder.path().join("opened");
    let script = folder.write(
        "browser",
        format!("#!/bin/sh\ntouch '{}'\n", opened.display()),
    );
    crate::support::set_mode(&script, 0o700);
    let script = script.display().to_string();
    folder.variable("BROWSER", &script);
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = other.local_addr().unwrap().port();
    for (url, id) in [
        (
            format!("http://127.0.0.1:{port}/x"),
            "login.unsafe-endpoint",
        ),
        (
            format!("http://localhost:{port}/x"),
            "login.unsafe-endpoint",
        ),
        ("file:///etc/passwd".to_owned(), "login.unsafe-endpoint"),
        ("javascript:alert(1)".to_owned(), "login.unsafe-endpoint"),
        (
            "http://evil.example.org/x".to_owned(),
            "login.unsafe-endpoint",
        ),
        ("https://evil.example.org/x".to_owned(), "trust.unconfirmed"),
    ] {
        for key in [
            "authorization_endpoint",
            "token_endpoint",
            "userinfo_endpoint",
            "jwks_uri",
            "device_authorization_endpoint",
            "revocation_endpoint",
        ] {
            let mut document = serde_json::json!({
                "issuer": issuer,
                "authorization_endpoint": format!("{issuer}/o/oauth2/v2/auth"),
                "token_endpoint": format!("{issuer}/token"),
            });
            document[key] = url.clone().into();
            let fault = Fault::json(200, document.to_string());
            providers.change(|behavior| {
                behavior.faults.insert(("google", Step::Discovery), fault);
            });
            let run = folder
                .run([
                    "test-login",
                    "campus",
                    "--no-save",
                    "--json",
                    "--timeout",
                    "2s",
                ])
                .code(3);
            assert_eq!(run.ids("fail"), [id], "{key} {url}");
            let diagnostic = &run.json()["findings"][0];
            assert_eq!(diagnostic["source"]["line"], 2, "{diagnostic:#}");
            let _ = folder.run(["check-env", "--online", "--json"]);
        }
    }
    assert!(is_untouched(&other) && !opened.exists());
    assert_eq!(foreign.take(), "");
    assert!(providers.requests_to("google", Step::Token).is_empty());
}

#[test]
fn a_public_issuer_cannot_point_to_loopback_or_http() {
    let foreign = Foreign::start();
    let (_providers, folder, _) = fixture(&foreign);
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = other.local_addr().unwrap();
    for token in [
        format!("http://{address}/x"),
        "http://id.example.org/x".to_owned(),
    ] {
        foreign.answer(
            &serde_json::json!({
                "issuer": "https://id.example.org",
                "authorization_endpoint": "https://id.example.org/authorize",
                "token_endpoint": token,
            })
            .to_string(),
        );
        folder.write(
            "navauth.toml",
            "[providers.campus]\nissuer = \"https://id.example.org\"\n",
        );
        let run = folder
            .run(
                LOGIN
                    .iter()
                    .chain(&["--trust-host", "id.example.org"])
                    .copied(),
            )
            .code(3);
        assert_eq!(run.ids("fail"), ["login.unsafe-endpoint"], "{token}");
    }
    assert!(is_untouched(&other));
    assert!(
        foreign
            .take()
            .contains("GET /.well-known/openid-configuration")
    );
}

#[test]
fn discovery_does_not_enable_disabled_endpoints() {
    let foreign = Foreign::start();
    let (providers, folder, issuer) = fixture(&foreign);
    let config = folder.read("navauth.toml");
    folder.write(
        "navauth.toml",
        format!("{config}device_authorization_endpoint = \"\"\n"),
    );
    let document = serde_json::json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/o/oauth2/v2/auth"),
        "token_endpoint": format!("{issuer}/token"),
        "device_authorization_endpoint": format!("{issuer}/device/code"),
    });
    let fault = Fault::json(200, document.to_string());
    providers.change(|behavior| {
        behavior.faults.insert(("google", Step::Discovery), fault);
    });
    let run = folder
        .run(["test-login", "campus", "--device", "--no-save", "--json"])
        .code(2);
    assert_eq!(run.ids("fail"), ["login.no-device-flow"]);
}

#[test]
fn a_device_page_of_another_scheme_is_not_shown() {
    let foreign = Foreign::start();
    let (providers, folder, _) = fixture(&foreign);
    folder.write(
        ".env",
        providers.env_text() + "FRONTEND_URL=http://localhost:5173\n",
    );
    folder.write("navauth.toml", providers.config_toml());
    for page in ["javascript:alert(1)", "http://evil.example.org/device"] {
        let answer = serde_json::json!({
            "device_code": "d3v1ce", "user_code": "ABCD-1234", "verification_uri": page, "expires_in": 900, "interval": 5,
        });
        let fault = Fault::json(200, answer.to_string());
        providers.change(|behavior| {
            behavior.faults.insert(("github", Step::Device), fault);
        });
        let run = folder.run(["test-login", "github", "--device", "--no-save", "--json"]);
        assert_eq!(run.code, 4, "{run:#?}");
        assert!(!run.stderr.contains(page), "{run:#?}");
    }
}
