//! What goes wrong before a service speaks has the same diagnostic, exit code, waiting time and culprit whichever service was asked.

mod endpoints;
mod network;
mod services;

use std::ffi::OsString;
use std::time::Duration;

use navauth::http::{Client, Network, Request};

use network::{Authority, Proxy, ProxyState, Server, Tls};

/// A host that exists nowhere: only the proxy leads to it.
const HOST: &str = "www.navigator.example";

/// What one request came to.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    id: &'static str,
    exit: u8,
    title: String,
    seen: String,
    help: String,
    reason: String,
}

/// Sends a GET and says what it came to; None where the service itself is to speak.
fn ask(variables: &[(&str, &str)], url: &str, deadline: Duration) -> Option<Outcome> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let network = Network::read(&|name| {
        let found = variables.iter().find(|(known, _)| *known == name)?;
        Some(OsString::from(found.1))
    });
    let answer =
        runtime.block_on(async { Client::on(network, deadline).send(Request::get(url)).await });
    let error = match answer {
        Err(failure) => failure.error("the service"),
        Ok(answer) => {
            let trouble = answer.trouble().or_else(|| answer.not_json())?;
            trouble.error("the service")
        }
    };
    let diagnostic = *error.diagnostic;
    Some(Outcome {
        id: diagnostic.id(),
        exit: error.exit.code(),
        title: diagnostic.title.into_owned(),
        seen: diagnostic.detail.unwrap_or_default(),
        help: diagnostic.fix.unwrap_or_default().text,
        reason: diagnostic.cause.unwrap_or_default(),
    })
}

const LONG: Duration = Duration::from_secs(60);

/// A certificate authority and its file.
struct Place {
    folder: tempfile::TempDir,
    authority: Authority,
}

impl Place {
    fn new() -> Self {
        let (folder, authority) = (tempfile::tempdir().unwrap(), Authority::new("Test CA"));
        std::fs::write(folder.path().join("ca.pem"), authority.pem()).unwrap();
        Self { folder, authority }
    }

    fn ca(&self) -> String {
        self.path("ca.pem")
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }
}

#[test]
fn a_fault_of_tls_has_its_own_name_directly_and_through_a_proxy() {
    let place = Place::new();
    let ca = place.ca();
    for (tls, id, words) in [
        (Tls::WrongName, "tls.wrong-name", "another.example"),
        (Tls::NoName, "tls.wrong-name", "no host names"),
        (Tls::Expired, "tls.expired", "2001-02-03"),
        (Tls::ExpiredIntermediate, "tls.chain-expired", "2002-03-04"),
        (Tls::NotYetValid, "tls.not-yet-valid", ""),
        (
            Tls::SelfSigned,
            "tls.self-signed",
            "no certificate authority",
        ),
        (
            Tls::SelfSignedCa,
            "tls.self-signed",
            "no certificate authority",
        ),
        (
            Tls::OtherAuthority,
            "tls.unknown-issuer",
            "Inspecting Proxy CA",
        ),
        (
            Tls::OtherIntermediate,
            "tls.unknown-issuer",
            "Inspecting Proxy CA",
        ),
        (Tls::OldAlert, "tls.old-version", "TLS 1.2"),
        (Tls::OldHello, "tls.old-version", "TLS 1.2"),
        (Tls::PlainHttp, "tls.not-tls", "does not speak TLS"),
        (Tls::Garbage, "tls.not-tls", "does not speak TLS"),
        (Tls::Alert, "tls.failed", ""),
        (Tls::Closes, "http.cut-off", ""),
    ] {
        let server = Server::start(place.authority.server(tls), "");
        let direct = ask(
            &[("SSL_CERT_FILE", &ca)],
            &format!("https://localhost:{}/", server.port),
            LONG,
        )
        .unwrap();
        let proxy = Proxy::start(ProxyState::TunnelsTo(server.port));
        let proxied = ask(
            &[("SSL_CERT_FILE", &ca), ("HTTPS_PROXY", &proxy.url())],
            &format!("https://{HOST}/"),
            LONG,
        )
        .unwrap();
        for outcome in [direct, proxied] {
            assert_eq!((outcome.id, outcome.exit), (id, 5), "{tls:?}: {outcome:?}");
            let shown = format!("{} {}", outcome.title, outcome.reason);
            assert!(shown.contains(words), "{tls:?}: {outcome:?}");
            // The proxy is not to blame for the server's certificate.
            assert!(!outcome.title.contains("HTTPS_PROXY"), "{outcome:?}");
        }
    }
}

#[test]
fn an_unknown_issuer_names_the_store_that_lacks_it() {
    let place = Place::new();
    let server = Server::start(place.authority.server(Tls::OtherAuthority), "");
    let url = format!("https://localhost:{}/", server.port);
    let named = ask(&[("SSL_CERT_FILE", &place.ca())], &url, LONG).unwrap();
    assert!(named.reason.contains("SSL_CERT_FILE"), "{named:?}");
    let folder = place.folder.path().display().to_string();
    let named = ask(&[("SSL_CERT_DIR", &folder)], &url, LONG).unwrap();
    assert!(named.reason.contains("SSL_CERT_DIR"), "{named:?}");
    let system = ask(&[], &url, LONG).unwrap();
    assert!(
        system.reason.contains("this system's certificate store"),
        "{system:?}"
    );
}

#[test]
fn trouble_with_the_proxy_is_the_proxys() {
    let place = Place::new();
    let ca = place.ca();
    let closed = network::closed_port();
    let answer = network::answer(200, "application/json", "", "{}");
    let server = Server::start(place.authority.server(Tls::Good), &answer);
    let working = Proxy::start(ProxyState::TunnelsTo(server.port)).url();
    let mut followed = Vec::new();
    for (state, id, exit, seen) in [
        (ProxyState::Closed, "proxy.refused", 5, ""),
        (ProxyState::Unknown, "proxy.name-not-found", 5, ""),
        (ProxyState::Hangs, "http.timed-out", 5, "through the proxy"),
        (ProxyState::Closes, "proxy.cut-off", 5, ""),
        (ProxyState::NotHttp, "proxy.rejected", 5, ""),
        (
            ProxyState::Status("407 Proxy Authentication Required"),
            "proxy.authentication",
            5,
            "",
        ),
        (
            ProxyState::Status("403 Forbidden by policy"),
            "proxy.rejected",
            5,
            "403 Forbidden by policy",
        ),
        (
            ProxyState::Status("502 Bad Gateway"),
            "proxy.rejected",
            5,
            "502 Bad Gateway",
        ),
        (
            ProxyState::Status("503 Service Unavailable"),
            "proxy.rejected",
            5,
            "503 Service Unavailable",
        ),
        (
            ProxyState::Status("511 Network Authentication Required"),
            "proxy.rejected",
            5,
            "511 Network",
        ),
        (
            ProxyState::Status("302 Found"),
            "proxy.rejected",
            5,
            "302 Found",
        ),
        (ProxyState::HttpsUrl, "proxy.tls", 5, ""),
        (ProxyState::Socks, "proxy.socks", 3, ""),
        (ProxyState::NotAUrl, "proxy.invalid", 3, ""),
        (ProxyState::Quoted, "proxy.invalid", 3, ""),
    ] {
        let proxy = Proxy::start(state);
        let value = proxy.value(closed);
        for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"] {
            let deadline = if state == ProxyState::Hangs {
                Duration::from_millis(300)
            } else {
                LONG
            };
            let outcome = ask(
                &[("SSL_CERT_FILE", &ca), (variable, &value)],
                &format!("https://{HOST}/?code=canary"),
                deadline,
            )
            .unwrap();
            assert_eq!(
                (outcome.id, outcome.exit),
                (id, exit),
                "{state:?}: {outcome:?}"
            );
            let shown = format!("{outcome:?}");
            assert!(shown.contains(variable), "{state:?}: {shown}");
            assert!(outcome.seen.contains(seen), "{state:?}: {shown}");
            assert!(!shown.contains("canary"), "{shown}");
            // Neither for this machine, nor where NO_PROXY exempts the host.
            let here = format!("https://localhost:{}/", server.port);
            assert_eq!(
                ask(&[("SSL_CERT_FILE", &ca), (variable, &value)], &here, LONG),
                None
            );
            // The help: set the variable to a proxy that works.
            if id.starts_with("proxy.") {
                assert!(outcome.help.contains(variable), "{outcome:?}");
                let names_quotes = outcome.help.contains("without the quotation marks");
                assert_eq!(names_quotes, state == ProxyState::Quoted, "{outcome:?}");
                let fixed = [("SSL_CERT_FILE", ca.as_str()), (variable, &working)];
                assert_eq!(ask(&fixed, &format!("https://{HOST}/"), LONG), None, "{id}");
                followed.push(id.to_owned());
            }
        }
    }
    crate::fixes::assert_followed("proxies", followed);
}

#[test]
fn a_password_of_the_proxy_is_sent_and_never_shown() {
    let place = Place::new();
    let server = Server::start(place.authority.server(Tls::Good), "");
    for (given, id) in [
        ("me:pa%2Fss", None),
        ("me:canary", Some("proxy.authentication")),
        ("", Some("proxy.authentication")),
    ] {
        let proxy = Proxy::start(ProxyState::Authenticates("bWU6cGEvc3M=", server.port));
        let url = proxy.url().replace("http://", &format!("http://{given}@"));
        let url = url.replace("//@", "//");
        let outcome = ask(
            &[("SSL_CERT_FILE", &place.ca()), ("HTTPS_PROXY", &url)],
            &format!("https://{HOST}/"),
            LONG,
        );
        assert_eq!(outcome.as_ref().map(|outcome| outcome.id), id);
        assert!(!format!("{outcome:?}").contains("canary"), "{outcome:?}");
    }
}

#[test]
fn a_trust_file_that_cannot_be_read_is_its_own_problem() {
    let place = Place::new();
    std::fs::write(place.path("text.pem"), "hello").unwrap();
    std::fs::create_dir(place.path("empty")).unwrap();
    let answer = network::answer(200, "application/json", "", "{}");
    let server = Server::start(place.authority.server(Tls::Good), &answer);
    let closed = network::closed_port();
    let missing = place.path("missing.pem");
    for (variable, value) in [
        ("SSL_CERT_FILE", missing.as_str()),
        ("SSL_CERT_FILE", &place.path("text.pem")),
        ("SSL_CERT_FILE", &place.path("empty")),
        ("SSL_CERT_FILE", ""),
        ("SSL_CERT_DIR", &missing),
        ("SSL_CERT_DIR", &place.path("empty")),
        #[cfg(unix)]
        ("SSL_CERT_FILE", "/dev/zero"),
    ] {
        // Whatever else is wrong: the file is read first.
        for url in [
            format!("https://localhost:{}/", server.port),
            format!("https://localhost:{closed}/"),
            format!("https://{HOST}/"),
        ] {
            let outcome = ask(&[(variable, value)], &url, LONG).unwrap();
            assert_eq!((outcome.id, outcome.exit), ("tls.trust-file", 3), "{value}");
            assert!(outcome.title.contains(variable), "{outcome:?}");
            assert!(outcome.title.contains(value), "{outcome:?}");
            // An empty value is the whole reason.
            assert_eq!(outcome.seen.is_empty(), value.is_empty(), "{outcome:?}");
            assert!(outcome.help.contains("to a PEM file"), "{outcome:?}");
        }
    }
    // The help: set it to a PEM file.
    let url = format!("https://localhost:{}/", server.port);
    assert_eq!(ask(&[("SSL_CERT_FILE", &place.ca())], &url, LONG), None);
    crate::fixes::assert_followed("trusted certificates", ["tls.trust-file".to_owned()]);
}

#[test]
fn a_connection_that_fails_is_the_hosts() {
    let closed = network::closed_port();
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = silent.local_addr().unwrap();
    for (url, deadline, id) in [
        (format!("http://127.0.0.1:{closed}/"), LONG, "http.refused"),
        (
            "https://navauth.invalid/".to_owned(),
            LONG,
            "http.name-not-found",
        ),
        (
            format!("http://{silent}/"),
            Duration::from_millis(50),
            "http.timed-out",
        ),
        ("http://example.org/".to_owned(), LONG, "http.insecure"),
        ("ftp://localhost/".to_owned(), LONG, "http.not-a-url"),
    ] {
        let outcome = ask(&[], &url, deadline).unwrap();
        assert_eq!(outcome.id, id, "{url}: {outcome:?}");
    }
}

/// A body, and whether JSON is in it.
const BODIES: [(&str, &str); 5] = [
    (
        "application/json",
        r#"{"error":"invalid_client","message":"no","access_token":"a"}"#,
    ),
    ("text/html", "<!doctype html><title>Busy</title>"),
    ("text/plain", "busy"),
    ("application/octet-stream", "\u{1}\u{2}\u{3}"),
    ("application/json", ""),
];

#[test]
fn a_status_counts_before_any_body() {
    let place = Place::new();
    let ca = place.ca();
    for (status, headers, id, wait) in [
        (407, "", "proxy.authentication", ""),
        (511, "", "http.network-sign-in", ""),
        (429, "", "http.rate-limited", "a few minutes"),
        (429, "Retry-After: 30", "http.rate-limited", "30 seconds"),
        (
            429,
            "RateLimit: \"api\";r=0;t=41",
            "http.rate-limited",
            "42 seconds",
        ),
        (
            429,
            "RateLimit: \"api\";r=3;t=41",
            "http.rate-limited",
            "a few minutes",
        ),
        (
            429,
            "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nX-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 784111837",
            "http.rate-limited",
            "1 minute",
        ),
        (
            403,
            "X-RateLimit-Remaining: 0",
            "http.rate-limited",
            "a few minutes",
        ),
        (403, "Retry-After: 60", "http.rate-limited", "1 minute"),
        (500, "", "http.server-error", "a few minutes"),
        (502, "", "http.server-error", "a few minutes"),
        (503, "Retry-After: 7", "http.server-error", "7 seconds"),
        (504, "", "http.server-error", "a few minutes"),
        (599, "", "http.server-error", "a few minutes"),
    ] {
        let mut outcomes = Vec::new();
        for (kind, body) in BODIES {
            let answer = network::answer(status, kind, headers, body);
            let server = Server::start(place.authority.server(Tls::Good), &answer);
            let plain = Server::start(None, &answer);
            let proxy = Proxy::start(ProxyState::TunnelsTo(server.port));
            let proxied = [
                ("SSL_CERT_FILE", ca.as_str()),
                ("HTTPS_PROXY", &proxy.url()),
            ];
            for (variables, url) in [
                (&proxied[..], format!("https://{HOST}/token")),
                (
                    &proxied[..1],
                    format!("https://localhost:{}/token", server.port),
                ),
                (&[], format!("http://127.0.0.1:{}/token", plain.port)),
            ] {
                let outcome = ask(variables, &url, LONG).unwrap();
                let found = (outcome.id, outcome.exit);
                assert_eq!(found, (id, 5), "{status} {kind} {url}");
                assert!(outcome.help.contains(wait), "{headers}: {outcome:?}");
                outcomes.push(outcome.help);
            }
        }
        outcomes.retain(|help| !help.contains("http://USER"));
        outcomes.dedup();
        assert!(outcomes.len() <= 1, "{status}: {outcomes:?}");
    }
}

#[test]
fn other_bodies_than_json_and_redirects_have_their_names() {
    let place = Place::new();
    let ca = place.ca();
    for (status, headers, ids) in [
        (
            200,
            "",
            [
                None,
                Some("http.web-page"),
                Some("http.not-json"),
                Some("http.not-json"),
                Some("http.not-json"),
            ],
        ),
        (
            404,
            "",
            [
                None,
                Some("http.web-page"),
                Some("http.not-json"),
                Some("http.not-json"),
                Some("http.not-json"),
            ],
        ),
        (
            403,
            "X-RateLimit-Remaining: 12",
            [
                None,
                Some("http.web-page"),
                Some("http.not-json"),
                Some("http.not-json"),
                Some("http.not-json"),
            ],
        ),
        (
            301,
            "Location: /token/",
            [Some("http.redirected-within-site"); 5],
        ),
        (
            308,
            "Location: https://www.localhost:PORT/token",
            [Some("http.redirected-within-site"); 5],
        ),
        (
            307,
            "Location: http://localhost:PORT/token",
            [Some("http.redirected"); 5],
        ),
        (
            302,
            "Location: /sign-in?next=canary",
            [Some("http.redirected"); 5],
        ),
        (
            302,
            "Location: https://login.hotel.example/?next=canary",
            [Some("http.redirected"); 5],
        ),
        (
            303,
            "Location: //login.hotel.example/token",
            [Some("http.redirected"); 5],
        ),
    ] {
        for ((kind, body), id) in BODIES.into_iter().zip(ids) {
            let answer = network::answer(status, kind, headers, body);
            let server = Server::start(place.authority.server(Tls::Good), &answer);
            let url = format!("https://localhost:{}/token", server.port);
            let outcome = ask(&[("SSL_CERT_FILE", &ca)], &url, LONG);
            assert_eq!(
                outcome.as_ref().map(|outcome| (outcome.id, outcome.exit)),
                id.map(|id| (id, 5)),
                "{status} {kind} {headers}"
            );
            assert!(!format!("{outcome:?}").contains("canary"), "{outcome:?}");
        }
    }
}

#[test]
fn http_to_https_on_the_same_site_is_a_redirect_within_it() {
    let answer = network::answer(
        301,
        "text/html",
        "Location: https://localhost:PORT/token",
        "",
    );
    let server = Server::start(None, &answer);
    let outcome = ask(
        &[],
        &format!("http://localhost:{}/token", server.port),
        LONG,
    )
    .unwrap();
    assert_eq!(outcome.id, "http.redirected-within-site");
    assert!(outcome.title.contains("https://localhost"), "{outcome:?}");
}
