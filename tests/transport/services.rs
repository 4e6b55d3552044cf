//! The same faults through the real program: whichever service is asked, the answer is the same.

use crate::support::Folder;
use crate::support::site::environment;

use super::network::{self, Authority, Proxy, ProxyState, Server, Tls};

/// A command, and what it asks first.
const COMMANDS: [(&[&str], &str); 5] = [
    (
        &["test-login", "github", "--device", "--no-save", "--json"],
        "the device flow of GitHub",
    ),
    (
        &[
            "test-login",
            "huggingface",
            "--device",
            "--no-save",
            "--json",
        ],
        "the device flow of HuggingFace",
    ),
    (
        &["test-login", "campus", "--device", "--no-save", "--json"],
        "the discovery document of Campus",
    ),
    (&["neon", "status", "--json"], "the Neon API"),
    (
        &["push-secrets", "--space", "user/app", "--yes", "--json"],
        "the HuggingFace Hub",
    ),
];

/// Settings that are good, so that every command comes as far as its first request.
fn folder(ca: &str, proxy: &str) -> Folder {
    let mut folder = Folder::with_env(
        "JWT_SECRET_KEY=5f0c3a9e7b1d2846f9e0a7c3b5d1928476e0fa3c9b7d1852640e9fa7c3b5d182\n\
         NEON_API_KEY=napi_0123456789abcdef\n\
         GITHUB_CLIENT_ID=Ov23liAbCdEfGhIjKlMn\nGITHUB_CLIENT_SECRET=8c1f4e7a2b5d9036e8f1a4c7b0d3265987ab41ce\n\
         HUGGINGFACE_CLIENT_ID=26be6b09-1111-4222-8333-444455556666\n\
         HUGGINGFACE_CLIENT_SECRET=oauth_app_secret_4n7Qx2Lr8VwB6zYt\n\
         CAMPUS_CLIENT_ID=navigator\nCAMPUS_CLIENT_SECRET=k1s9dJf02lQpW8xZ\n",
    );
    folder.write(
        ".env.production",
        "DATABASE_URL=postgresql://owner:CanaryPassword42@ep-cool-12.us-east-2.aws.neon.tech/neondb?sslmode=require\n\
         JWT_SECRET_KEY=9c41e7d05ab836f2174e0d93c86ba5f7302d91ec47b8f6a05e1379d2c4806bfa\n\
         FRONTEND_URL=https://www.communityone.com\n",
    );
    folder.write(
        "navauth.toml",
        "[providers.campus]\nlabel = \"Campus\"\nissuer = \"https://sso.navigator.example\"\n",
    );
    folder
        .variable("NAVAUTH_TRUSTED_HOSTS", "sso.navigator.example")
        .variable("HF_TOKEN", "hf_0123456789abcdefghijABCDEFGHIJ01")
        .variable("SSL_CERT_FILE", ca)
        .variable("HTTPS_PROXY", proxy);
    folder
}

/// What a run said.
fn said(folder: &Folder, arguments: &[&str], server: &str) -> (i32, Vec<String>, String) {
    let run = folder.run([arguments, &["--timeout", "20s"]].concat());
    let document = run.json();
    let findings = document["findings"].as_array().unwrap();
    let failed = findings
        .iter()
        .find(|diagnostic| diagnostic["status"] == "fail");
    let failed = failed.unwrap_or_else(|| panic!("{run:#?}"));
    let title = failed["title"].as_str().unwrap().to_owned();
    // What differs is the name of the service and its host alone.
    let host = title
        .split_once(server)
        .and_then(|(_, rest)| rest.split_once(')'))
        .map(|(host, _)| host.to_owned());
    let title = title.replace(server, "the service");
    let title = match host {
        Some(host) => title.replacen(&host, " (HOST", 1),
        None => title,
    };
    (run.code, run.ids("fail"), title)
}

#[test]
fn every_service_says_the_same_of_the_same_fault() {
    let authority = Authority::new("Test CA");
    let other = tempfile::tempdir().unwrap();
    let ca = other.path().join("ca.pem");
    std::fs::write(&ca, authority.pem()).unwrap();
    let (ca, missing) = (
        ca.display().to_string(),
        other.path().join("missing.pem").display().to_string(),
    );
    let closed = network::closed_port();
    let json = r#"{"error":"invalid_client","message":"no"}"#;
    let status = |status, headers| network::answer(status, "application/json", headers, json);
    let page = network::answer(200, "text/html", "", "<!doctype html><title>Hotel</title>");
    let away = network::answer(
        302,
        "text/html",
        "Location: https://login.hotel.example/",
        "",
    );
    for (name, proxy, tls, answer, trusted, id, exit) in [
        (
            "closed proxy",
            Some(ProxyState::Closed),
            Tls::Good,
            String::new(),
            &ca,
            "proxy.refused",
            5,
        ),
        (
            "unknown proxy",
            Some(ProxyState::Unknown),
            Tls::Good,
            String::new(),
            &ca,
            "proxy.name-not-found",
            5,
        ),
        (
            "407",
            Some(ProxyState::Status("407 Proxy Authentication Required")),
            Tls::Good,
            String::new(),
            &ca,
            "proxy.authentication",
            5,
        ),
        (
            "403 of the proxy",
            Some(ProxyState::Status("403 Forbidden")),
            Tls::Good,
            String::new(),
            &ca,
            "proxy.rejected",
            5,
        ),
        (
            "SOCKS",
            Some(ProxyState::Socks),
            Tls::Good,
            String::new(),
            &ca,
            "proxy.socks",
            3,
        ),
        (
            "trust file",
            None,
            Tls::Good,
            String::new(),
            &missing,
            "tls.trust-file",
            3,
        ),
        (
            "expired",
            None,
            Tls::Expired,
            String::new(),
            &ca,
            "tls.expired",
            5,
        ),
        (
            "inspected",
            None,
            Tls::OtherAuthority,
            String::new(),
            &ca,
            "tls.unknown-issuer",
            5,
        ),
        (
            "old TLS",
            None,
            Tls::OldAlert,
            String::new(),
            &ca,
            "tls.old-version",
            5,
        ),
        (
            "429",
            None,
            Tls::Good,
            status(429, "Retry-After: 90"),
            &ca,
            "http.rate-limited",
            5,
        ),
        (
            "403 of GitHub",
            None,
            Tls::Good,
            status(403, "X-RateLimit-Remaining: 0"),
            &ca,
            "http.rate-limited",
            5,
        ),
        (
            "503",
            None,
            Tls::Good,
            status(503, "Retry-After: 90"),
            &ca,
            "http.server-error",
            5,
        ),
        (
            "511",
            None,
            Tls::Good,
            status(511, ""),
            &ca,
            "http.network-sign-in",
            5,
        ),
        ("page", None, Tls::Good, page, &ca, "http.web-page", 5),
        ("redirect", None, Tls::Good, away, &ca, "http.redirected", 5),
    ] {
        let server = Server::start(authority.server(tls), &answer);
        let proxy = Proxy::start(proxy.unwrap_or(ProxyState::TunnelsTo(server.port)));
        let folder = folder(trusted, &proxy.value(closed));
        let mut titles = Vec::new();
        for (arguments, server) in COMMANDS {
            let (code, ids, title) = said(&folder, arguments, server);
            assert_eq!(
                (code, ids),
                (exit, vec![id.to_owned()]),
                "{name}: {arguments:?} {title}"
            );
            titles.push(title);
        }
        titles.dedup();
        assert_eq!(titles.len(), 1, "{name}: {titles:#?}");
    }
}

#[test]
fn a_check_of_the_providers_names_the_trust_file_and_the_proxy() {
    let closed = network::closed_port();
    let mut folder = folder("/nonexistent", &format!("http://127.0.0.1:{closed}"));
    let ca = folder.write("ca.pem", Authority::new("Test CA").pem());
    let shown = |folder: &Folder| {
        let run = folder.run(["check-env", "--online"]);
        let words: Vec<&str> = run.stdout.split_whitespace().collect();
        words.join(" ")
    };
    let text = shown(&folder);
    let expected = "cannot read the trusted certificates in SSL_CERT_FILE: /nonexistent";
    assert!(text.contains(expected), "{text}");
    folder.variable("SSL_CERT_FILE", ca.to_str().unwrap());
    let text = shown(&folder);
    let expected = format!(
        "cannot reach the token endpoint of GitHub (github.com): the proxy 127.0.0.1:{closed} (HTTPS_PROXY) refuses connections"
    );
    assert!(text.contains(&expected), "{text}");
    assert!(!text.contains("github.com refuses"), "{text}");
    // The proxy's own words, and whose they are.
    for status in ["403 Forbidden", "503 Service Unavailable"] {
        let proxy = Proxy::start(ProxyState::Status(status));
        folder.variable("HTTPS_PROXY", &proxy.value(closed));
        let text = shown(&folder);
        let expected = format!("(HTTPS_PROXY) answered {status} instead of connecting to it");
        assert!(text.contains(&expected), "{text}");
    }
}

#[test]
fn a_check_of_the_live_site_blames_neither_the_site_nor_its_address() {
    let closed = network::closed_port();
    let address = format!("127.0.0.1:{closed}");
    let key = "5f0c3a9e7b1d2846f9e0a7c3b5d1928476e0fa3c9b7d1852640e9fa7c3b5d182";
    let mut folder = Folder::with_env(&environment(
        "postgresql://owner:k7Jq2mZx@ep-calm-sea-a1b2c3d4.eu-central-1.aws.neon.tech/neondb?sslmode=require",
        key,
    ));
    let ca = folder.write("ca.pem", Authority::new("Test CA").pem());
    let ca = ca.display().to_string();
    for (proxy, ca, title, help) in [
        (
            format!("http://{address}"),
            ca.as_str(),
            format!("the proxy {address} (HTTPS_PROXY) refuses connections"),
            "NO_PROXY",
        ),
        (
            format!("socks5://{address}"),
            &ca,
            "navauth does not support the SOCKS proxy in HTTPS_PROXY".to_owned(),
            "NO_PROXY",
        ),
        (
            format!("http://{address}"),
            "/nonexistent",
            "SSL_CERT_FILE: /nonexistent".to_owned(),
            "PEM file",
        ),
    ] {
        folder
            .variable("HTTPS_PROXY", &proxy)
            .variable("SSL_CERT_FILE", ca);
        let run = folder.run(["check-env", "--live", "--only", "live", "--json"]);
        let document = run.json();
        let mut findings = document["findings"].as_array().unwrap().iter();
        let found =
            findings.find(|diagnostic| diagnostic["title"].as_str().unwrap().contains(&title));
        let found = found.unwrap_or_else(|| panic!("{title}: {run:#?}"));
        assert_eq!(found["status"], "skip", "{found}");
        let fix = found["fix"]["text"].as_str().unwrap();
        assert!(fix.contains(help), "{fix}");
    }
}
