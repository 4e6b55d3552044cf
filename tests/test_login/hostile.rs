//! Responses of hostile or broken providers: no token is shown or stays valid, nothing panics, every failure has a diagnostic.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

use navauth::providers::fakes::{Behavior, Fault, IdTokenFault, Step};
use serde_json::{Value, json};

use super::{Fixture, state_rows};
use crate::support::Run;
use crate::support::user::{PendingSignIn, callback_url, visit};

/// A token that no fake provider issued. The tests also search for its halves.
const TOKEN: &str = "Kd93fjQ2mZxT0uLs8bCanaryT0ken77Qx";

#[track_caller]
fn shows_no_token(shown: &str, from: &str) {
    for part in [TOKEN, &TOKEN[..12], &TOKEN[20..]] {
        assert!(!shown.contains(part), "{part} after {from}: {shown}");
    }
}

fn json_fault(status: u16, value: &Value) -> Fault {
    Fault::json(status, value.to_string())
}

fn typed(content_type: &'static str, body: String) -> Fault {
    Fault::Response {
        status: 200,
        content_type,
        body,
        retry_after: None,
    }
}

/// A sign-in with this fault, in addition to those of revocation endpoints. Checks all output and files.
#[track_caller]
fn attempt(fixture: &Fixture, provider: &'static str, step: Step, fault: Fault) -> Run {
    let shown = format!("{provider} {step:?} {fault:?}");
    fixture.providers.change(|behavior| {
        behavior.faults.retain(|(_, step), _| *step == Step::Revoke);
        behavior.faults.insert((provider, step), fault);
    });
    let arguments = [
        "test-login",
        provider,
        "--no-browser",
        "--json",
        "--verbose",
        "--transcript",
        "record.txt",
    ];
    let login = PendingSignIn::start(&fixture.folder, arguments);
    let page = login.visit().body;
    let run = login.finish();
    assert!(run.code != 70 && run.code != 101, "{shown}: {run:#?}");
    let record = fixture.folder.read("record.txt");
    for text in [&run.stdout, &run.stderr, &page, &record] {
        shows_no_token(text, &shown);
    }
    run
}

/// The details of the only failure.
fn detail(run: &Run) -> String {
    let document = run.json();
    document["findings"][0]["detail"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn tokens_in_unusual_responses_are_hidden_and_revoked() {
    let revoked = json_fault(200, &json!({}));
    let fixture = Fixture::ready(Behavior::default().fault("google", Step::Revoke, revoked));
    let form = "application/x-www-form-urlencoded";
    for (fault, seen, is_revoked) in [
        (
            json_fault(200, &json!({ "accessToken": TOKEN, "expiresIn": 3600 })),
            "HTTP 200 OK, application/json, 68 bytes, fields: accessToken, expiresIn",
            true,
        ),
        (
            json_fault(200, &json!({ "data": { "access_token": TOKEN } })),
            "fields: data, data.access_token",
            true,
        ),
        (
            typed(form, format!("access_token={TOKEN}&scope=email")),
            "application/x-www-form-urlencoded, 58 bytes, fields: access_token, scope",
            true,
        ),
        (
            Fault::json(
                200,
                format!("{{\"access_token\":\"{TOKEN}\",\"expires_in\":"),
            ),
            "fields: access_token, expires_in",
            true,
        ),
        (
            json_fault(400, &json!({ "error": "odd", "access_token": TOKEN })),
            "Google said at the token endpoint: odd",
            true,
        ),
        (
            json_fault(
                400,
                &json!({ "error": "invalid_grant", "error_description": format!("spent by {TOKEN}.") }),
            ),
            "invalid_grant: spent by [hidden]",
            false,
        ),
        (
            json_fault(400, &json!({ "error": TOKEN })),
            "[hidden]",
            false,
        ),
        (
            json_fault(
                400,
                &json!({ "error": "odd", "error_description": "your eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x and gho_abcdefgh" }),
            ),
            "odd: your [hidden] and [hidden]",
            false,
        ),
        (
            json_fault(200, &json!({ TOKEN: 1 })),
            "fields: 1 more",
            false,
        ),
        (
            json_fault(200, &json!([TOKEN])),
            "application/json, 37 bytes",
            false,
        ),
        (
            json_fault(200, &json!(TOKEN)),
            "application/json, 35 bytes",
            false,
        ),
        (
            typed("text/html", format!("<p>{TOKEN}</p>")),
            "text/html, 40 bytes",
            false,
        ),
        (
            typed("text/plain", TOKEN.to_owned()),
            "text/plain, 33 bytes",
            false,
        ),
        (typed(form, TOKEN.to_owned()), "urlencoded, 33 bytes", false),
        (
            typed("Kd93fjQ2mZxT0uLs8bCanaryT0ken77Qx/x", "{}".to_owned()),
            "an unusual content type",
            false,
        ),
    ] {
        let before = fixture.providers.requests_to("google", Step::Revoke).len();
        let shown = format!("{fault:?}");
        let run = attempt(&fixture, "google", Step::Token, fault);
        assert!([4, 5].contains(&run.code), "{shown}: {run:#?}");
        let detail = detail(&run);
        assert!(detail.contains(seen), "{seen} is not in {detail}");
        let revoked = fixture.providers.requests_to("google", Step::Revoke);
        let tokens: Vec<&str> = revoked[before..]
            .iter()
            .filter_map(|request| request.parameter("token"))
            .collect();
        assert_eq!(
            tokens,
            if is_revoked { vec![TOKEN] } else { vec![] },
            "{shown}"
        );
        assert_eq!(
            detail.contains("the token from Google was revoked"),
            is_revoked,
            "{detail}"
        );
        assert_eq!(state_rows(&fixture), 0);
    }
}

#[test]
fn tokens_that_cannot_be_revoked_are_reported() {
    let fixture = Fixture::ready(Behavior::default());
    let camel = json_fault(200, &json!({ "accessToken": TOKEN }));
    // HuggingFace has no revocation endpoint.
    let run = attempt(&fixture, "huggingface", Step::Token, camel.clone());
    let lives =
        "was not revoked; revoke it at https://huggingface.co/settings/connected-applications";
    assert!(detail(&run).contains(lives), "{run:#?}");
    fixture.providers.change(|behavior| {
        _ = behavior.faults.insert(
            ("google", Step::Revoke),
            json_fault(503, &json!({ "token": TOKEN })),
        )
    });
    let login = PendingSignIn::start(
        &fixture.folder,
        ["test-login", "google", "--no-browser", "--json"],
    );
    fixture
        .providers
        .change(|behavior| _ = behavior.faults.insert(("google", Step::Token), camel));
    let _ = login.visit();
    let run = login.finish().code(4);
    let lives = "was not revoked; revoke it at https://myaccount.google.com/connections";
    assert!(detail(&run).contains(lives), "{run:#?}");
    shows_no_token(
        &format!("{}{}", run.stdout, run.stderr),
        "a revocation that fails",
    );
}

#[test]
fn other_endpoints_do_not_show_tokens() {
    let fixture = Fixture::ready(Behavior::default());
    for value in [
        json!({ "data": { "token": TOKEN } }),
        json!({ "data": { "app_id": TOKEN, "is_valid": true } }),
        json!({ "error": { "message": format!("no {TOKEN}"), "code": 190 } }),
        json!([TOKEN]),
    ] {
        let run = attempt(
            &fixture,
            "facebook",
            Step::Introspect,
            json_fault(200, &value),
        );
        assert_eq!(run.code, 4, "{value}");
    }
    for value in [
        json!({ "accessToken": TOKEN }),
        json!({ "message": TOKEN }),
        json!([TOKEN]),
    ] {
        let run = attempt(&fixture, "github", Step::Revoke, json_fault(500, &value));
        assert_eq!(run.ids("warn"), ["login.not-revoked"], "{value}");
    }
    for (step, provider) in [(Step::Device, "github"), (Step::Token, "huggingface")] {
        for (status, value) in [
            (200, json!({ "accessToken": TOKEN, "deviceCode": TOKEN })),
            (
                200,
                json!({ "data": { "device_code": TOKEN, "access_token": TOKEN } }),
            ),
            (400, json!({ "error": "odd", "error_description": TOKEN })),
            (200, json!([TOKEN])),
        ] {
            fixture.providers.change(|behavior| {
                behavior.clear_faults();
                behavior
                    .faults
                    .insert((provider, step), json_fault(status, &value));
            });
            let arguments = [
                "test-login",
                provider,
                "--device",
                "--verbose",
                "--transcript",
                "record.txt",
            ];
            let run = fixture.folder.run(arguments).code(4);
            let record = fixture.folder.read("record.txt");
            for text in [&run.stdout, &run.stderr, &record] {
                shows_no_token(text, &format!("{provider} {step:?} {value}"));
            }
        }
    }
    // The checks that need no sign-in.
    for value in [
        json!({ "access_token": [TOKEN], "accessToken": TOKEN }),
        json!({ "error": "odd", "error_description": TOKEN }),
    ] {
        fixture.providers.change(|behavior| {
            behavior.clear_faults();
            behavior
                .faults
                .insert(("google", Step::Token), json_fault(400, &value));
        });
        let run = fixture
            .folder
            .run(["check-env", "--online", "--json", "--verbose"]);
        shows_no_token(&format!("{}{}", run.stdout, run.stderr), &value.to_string());
    }
}

/// A server that answers every request with these bytes.
fn raw_server(answer: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // Ignores disconnects.
            let _ = serve(stream, &answer);
        }
    });
    format!("http://{address}")
}

fn serve(mut stream: TcpStream, answer: &[u8]) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if line.trim().is_empty() {
            break;
        }
    }
    reader.read_exact(&mut vec![0; length])?;
    stream.write_all(answer)
}

/// Uncompressed gzip (RFC 1952, RFC 1951 section 3.2.4) with a wrong checksum, so that decompressing it fails.
fn gzip(text: &str) -> Vec<u8> {
    let length = u16::try_from(text.len()).unwrap();
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1];
    bytes.extend(length.to_le_bytes());
    bytes.extend((!length).to_le_bytes());
    bytes.extend(text.as_bytes());
    bytes.extend([0; 8]);
    bytes
}

#[test]
fn tokens_in_headers_gzip_or_huge_bodies_are_hidden() {
    let fixture = Fixture::ready(Behavior::default());
    let config = fixture.folder.read("navauth.toml");
    let own = format!("{}/google/token", fixture.providers.address());
    let own = config
        .lines()
        .find_map(|line| {
            line.strip_prefix("token_endpoint = \"")?
                .strip_suffix('"')
                .filter(|url| url.contains("/google/"))
        })
        .map_or(own, str::to_owned);
    let body = format!("{{\"access_token\":\"{TOKEN}\"}}");
    let whole = |head: &str, body: &[u8]| {
        let head = format!(
            "HTTP/1.1 {head}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        [head.as_bytes(), body].concat()
    };
    let huge = format!(
        "{{\"accessToken\":\"{TOKEN}\",\"x\":\"{}\"}}",
        TOKEN.repeat(60_000)
    );
    let many: Vec<String> = (0..30_000)
        .map(|number| format!("\"{TOKEN}{number}\":1"))
        .collect();
    for (answer, id, seen) in [
        (
            whole(
                &format!(
                    "401 Unauthorized\r\nWWW-Authenticate: Bearer error=\"invalid_token\", error_description=\"no {TOKEN}\""
                ),
                b"",
            ),
            "login.provider-error",
            "invalid_token: no [hidden]",
        ),
        (
            whole(
                "200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip",
                &gzip(&body),
            ),
            "http.cut-off",
            "",
        ),
        (
            whole(
                "200 OK\r\nContent-Type: application/json\r\nContent-Encoding: br",
                &gzip(&body),
            ),
            "http.not-json",
            "application/json, encoded as br",
        ),
        (
            whole(
                &format!(
                    "302 Found\r\nLocation: http://127.0.0.1:1/?access_token={TOKEN}\r\nX-Token: {TOKEN}"
                ),
                b"",
            ),
            "http.redirected",
            "HTTP 302 Found, no content type, an empty body",
        ),
        (
            whole("200 OK\r\nContent-Type: application/json", huge.as_bytes()),
            "http.too-large",
            "",
        ),
        (
            whole(
                "200 OK\r\nContent-Type: application/json",
                format!("{{{}}}", many.join(",")).as_bytes(),
            ),
            "",
            "",
        ),
    ] {
        fixture
            .folder
            .write("navauth.toml", config.replace(&own, &raw_server(answer)));
        let arguments = [
            "test-login",
            "google",
            "--no-browser",
            "--json",
            "--verbose",
            "--transcript",
            "record.txt",
        ];
        let login = PendingSignIn::start(&fixture.folder, arguments);
        let page = login.visit().body;
        let run = login.finish();
        assert!([4, 5].contains(&run.code), "{run:#?}");
        let failed = run.ids("fail").join(" ");
        assert!(id.is_empty() || failed == id, "{failed} is not {id}");
        let detail = detail(&run);
        assert!(detail.contains(seen), "{seen} is not in {detail}");
        assert!(detail.len() < 500, "{detail}");
        let record = fixture.folder.read("record.txt");
        for text in [&run.stdout, &run.stderr, &page, &record] {
            shows_no_token(text, id);
        }
    }
}

#[test]
fn basic_credentials_are_form_encoded_at_every_endpoint() {
    let (id, secret) = (
        "26be6b09-1111-4222-8333-444455556666",
        "kD93+fjQ/2mZx:T0%uLs8b== ä",
    );
    let further = ("huggingface", id.to_owned(), secret.to_owned());
    let fixture = Fixture::ready(Behavior {
        further_apps: vec![further],
        ..Behavior::default()
    });
    let env = fixture.folder.read(".env");
    let own = fixture.providers.client("huggingface").unwrap();
    fixture.folder.write(
        ".env",
        env.replace(&own.id, id)
            .replace(&own.secret, &format!("'{secret}'")),
    );
    // Only the request matters.
    let config = fixture.folder.read("navauth.toml");
    let revocation = format!(
        "[providers.huggingface]\nrevocation_endpoint = \"{}/huggingface/revoke\"\n",
        fixture.providers.address()
    );
    fixture.folder.write(
        "navauth.toml",
        config.replace("[providers.huggingface]\n", &revocation),
    );
    let login = PendingSignIn::start(
        &fixture.folder,
        ["test-login", "huggingface", "--no-browser"],
    );
    let _ = login.visit();
    let _ = login.finish().code(0);
    let _ = fixture.folder.run(["check-env", "--online"]);
    let _ = fixture
        .folder
        .run(["test-login", "huggingface", "--device", "--timeout", "8s"]);
    let sent: Vec<(String, (String, String))> = fixture
        .providers
        .requests()
        .into_iter()
        .filter(|request| request.provider == "huggingface")
        .filter_map(|request| Some((request.path.clone(), request.basic()?)))
        .collect();
    // Token request and poll; the probe of check-env and the device flow; the refresh token and the access token.
    for path in ["/oauth/token", "/oauth/device", "/revoke"] {
        let count = sent.iter().filter(|(asked, _)| asked == path).count();
        assert!(count >= 2, "{path}: {sent:?}");
    }
    for (path, pair) in sent {
        assert_eq!(pair, (id.to_owned(), secret.to_owned()), "{path}");
    }
}

/// A sign-in with a pasted callback with these further parameters.
fn pasted(fixture: &Fixture, provider: &str, more: &str) -> Run {
    let mut login = PendingSignIn::start(
        &fixture.folder,
        ["test-login", provider, "--no-browser", "--json"],
    );
    let (uri, state) = (login.parameter("redirect_uri"), login.parameter("state"));
    login.paste(&format!("{uri}?state={state}&{more}"));
    login.finish()
}

#[test]
fn callbacks_of_another_server_are_rejected() {
    let fixture = Fixture::ready(Behavior::default());
    let foreign = "iss=https%3A%2F%2Fissuer.example.org";
    for (provider, issuer) in [
        ("google", format!("{}/google", fixture.providers.address())),
        (
            "github",
            format!("{}/github/login/oauth", fixture.providers.address()),
        ),
        (
            "facebook",
            format!("{}/facebook", fixture.providers.address()),
        ),
    ] {
        for answer in ["error=access_denied", "code=x", "error=brand_new", ""] {
            for iss in [foreign, "iss="] {
                let run = pasted(&fixture, provider, &format!("{answer}&{iss}")).code(4);
                assert_eq!(
                    run.ids("fail"),
                    ["login.mix-up"],
                    "{provider} {answer} {iss}"
                );
            }
        }
        // Its own issuer, or none: the error is the provider's.
        let own = format!("error=access_denied&iss={issuer}");
        for more in ["error=access_denied", &own] {
            let run = pasted(&fixture, provider, more).code(4);
            assert_ne!(run.ids("fail"), ["login.mix-up"], "{provider} {more}");
        }
    }
    assert!(
        fixture
            .providers
            .requests_to("google", Step::Token)
            .is_empty(),
        "a code of another server was exchanged"
    );
}

#[test]
fn a_missing_announced_issuer_is_rejected() {
    let fixture = Fixture::ready(Behavior::default());
    let client = fixture.providers.client("google").unwrap();
    let env = fixture.folder.read(".env");
    fixture.folder.write(
        ".env",
        format!(
            "{env}CAMPUS_CLIENT_ID={}\nCAMPUS_CLIENT_SECRET={}\n",
            client.id, client.secret
        ),
    );
    let issuer = format!("{}/google", fixture.providers.address());
    fixture.configure(
        "http://localhost:0/auth/callback/google",
        &format!("[providers.campus]\nissuer = \"{issuer}\"\n"),
    );
    let mut document: Value =
        serde_json::from_str(&visit(&format!("{issuer}/.well-known/openid-configuration")).body)
            .unwrap();
    for (promised, id) in [
        (json!(true), "login.issuer-missing"),
        (json!(false), "oauth.denied"),
    ] {
        document["authorization_response_iss_parameter_supported"] = promised;
        fixture.providers.change(|behavior| {
            _ = behavior
                .faults
                .insert(("google", Step::Discovery), json_fault(200, &document))
        });
        let run = pasted(&fixture, "campus", "error=access_denied").code(4);
        assert_eq!(run.ids("fail"), [id]);
        // Also through the listener.
        let login = PendingSignIn::start(
            &fixture.folder,
            ["test-login", "campus", "--no-browser", "--json"],
        );
        let page = login.visit().body;
        let run = login.finish();
        assert_eq!(
            page.contains("login.issuer-missing"),
            id == "login.issuer-missing",
            "{run:#?}"
        );
        let mut login = PendingSignIn::start(
            &fixture.folder,
            ["test-login", "campus", "--no-browser", "--json"],
        );
        login.paste(&format!("{}&iss={issuer}", callback_url(&login.url)));
        let _ = login.finish().code(0);
    }
}

#[test]
fn odd_members_of_id_tokens_are_rejected() {
    let fixture = Fixture::ready(Behavior::default());
    for (header, claims, id) in [
        ("", ",\"exp\":9223372036854775807", ""),
        ("", ",\"exp\":18446744073709551615", ""),
        ("", ",\"exp\":1e300", ""),
        ("", ",\"exp\":-9223372036854775808", "identity.expired"),
        ("", ",\"exp\":-1e300", "identity.expired"),
        ("", ",\"exp\":\"9999999999\"", "identity.expired"),
        ("", ",\"exp\":null", "identity.expired"),
        ("", ",\"exp\":1e400", "identity.unreadable"),
        ("", ",\"iat\":9223372036854775807", "identity.not-yet-valid"),
        ("", ",\"iat\":-9223372036854775808", ""),
        ("", ",\"iat\":true", "identity.not-yet-valid"),
        ("", ",\"nbf\":9223372036854775807", "identity.not-yet-valid"),
        ("", ",\"nbf\":4102444800", "identity.not-yet-valid"),
        ("", ",\"nbf\":\"soon\"", "identity.not-yet-valid"),
        ("", ",\"nbf\":1", ""),
        // Of duplicates, the last one counts.
        ("", ",\"exp\":1,\"exp\":4102444800", ""),
        ("", ",\"nonce\":\"x\"", "identity.nonce"),
        ("", ",\"aud\":[[\"x\"]]", "identity.audience"),
        ("", ",\"aud\":7", "identity.audience"),
        ("", ",\"iss\":[]", "identity.issuer"),
        ("", ",\"sub\":7", "identity.no-subject"),
        (",\"crit\":[\"b64\"],\"b64\":false", "", "identity.critical"),
        (",\"crit\":[]", "", "identity.critical"),
        (",\"crit\":null", "", "identity.critical"),
        (",\"kid\":7", "", "identity.unreadable"),
        (",\"kid\":\"../../etc/passwd\"", "", "identity.unknown-key"),
        (",\"alg\":\"none\"", "", "identity.algorithm"),
        (",\"alg\":\"HS256\"", "", "identity.algorithm"),
        (",\"alg\":[\"ES256\"]", "", "identity.algorithm"),
        (",\"alg\":\"RS256\"", "", "identity.unknown-key"),
        (
            ",\"jwk\":{\"kty\":\"EC\"},\"jku\":\"http://127.0.0.1:1/\"",
            "",
            "",
        ),
    ] {
        fixture
            .providers
            .change(|behavior| behavior.id_token = Some(IdTokenFault::Members(header, claims)));
        let login = PendingSignIn::start(
            &fixture.folder,
            [
                "test-login",
                "google",
                "--no-browser",
                "--no-save",
                "--json",
            ],
        );
        let _ = login.visit();
        let run = login.finish();
        let expected = if id.is_empty() { 0 } else { 4 };
        assert_eq!(
            (run.ids("fail").join(" ").as_str(), run.code),
            (id, expected),
            "{header} {claims}: {run:#?}"
        );
    }
}

#[test]
fn malicious_key_sets_are_handled() {
    let fixture = Fixture::ready(Behavior::default());
    let text = visit(&format!(
        "{}/google/oauth2/v3/certs",
        fixture.providers.address()
    ))
    .body;
    let own: Value = serde_json::from_str(&text).unwrap();
    let own = own["keys"][0].clone();
    let with = |change: &dyn Fn(&mut Value)| {
        let mut key = own.clone();
        change(&mut key);
        key
    };
    // Another point of the same curve (RFC 7517 appendix A.1).
    let foreign = with(&|key| {
        key["x"] = json!("MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4");
        key["y"] = json!("4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM");
    });
    let many: Vec<Value> = (0..3000)
        .map(|number| json!({ "kty": "EC", "kid": number }))
        .collect();
    for (keys, id) in [
        (json!([foreign, own]), ""),
        (json!([foreign]), "identity.signature"),
        (
            json!([with(&|key| key["alg"] = json!("RS256"))]),
            "identity.unknown-key",
        ),
        (
            json!([with(&|key| key["key_ops"] = json!(["encrypt"]))]),
            "identity.unknown-key",
        ),
        (json!([with(&|key| key["key_ops"] = json!(["verify"]))]), ""),
        (
            json!([with(&|key| key["kid"] = json!(7))]),
            "identity.unknown-key",
        ),
        (
            json!([with(&|key| key["x"] = json!("AA"))]),
            "identity.signature",
        ),
        (json!(many), "identity.unknown-key"),
        (json!(vec![foreign; 3000]), "identity.signature"),
        (json!([7, null, [], "x"]), "identity.unknown-key"),
        (json!({}), "login.unreadable-answer"),
    ] {
        fixture.providers.change(|behavior| {
            _ = behavior.faults.insert(
                ("google", Step::Keys),
                json_fault(200, &json!({ "keys": keys })),
            )
        });
        let login = PendingSignIn::start(
            &fixture.folder,
            [
                "test-login",
                "google",
                "--no-browser",
                "--no-save",
                "--json",
            ],
        );
        let _ = login.visit();
        let run = login.finish();
        let keys: String = keys.to_string().chars().take(200).collect();
        assert_eq!(run.ids("fail").join(" "), id, "{keys}");
    }
}

#[test]
fn odd_responses_have_diagnostics() {
    let fixture = Fixture::ready(Behavior::default());
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep_object = format!("{}1{}", "{\"a\":".repeat(500), "}".repeat(500));
    let many: Vec<String> = (0..100_000)
        .map(|number| format!("\"{number:x}\":1"))
        .collect();
    let many = format!("{{{}}}", many.join(","));
    let odd = [
        "[]",
        "\"x\"",
        "7",
        "null",
        "true",
        "",
        "{",
        "\u{feff}{}",
        &deep,
        &deep_object,
        &many,
    ];
    for (provider, step) in [
        ("google", Step::Token),
        ("google", Step::Keys),
        ("google", Step::Profile),
        ("facebook", Step::Profile),
        ("facebook", Step::Introspect),
        ("github", Step::Profile),
        ("github", Step::Emails),
    ] {
        for body in odd {
            let shown: String = body.chars().take(40).collect();
            let run = attempt(&fixture, provider, step, Fault::json(200, body));
            assert!(
                [4, 5].contains(&run.code) && run.ids("fail").len() == 1,
                "{provider} {step:?} {shown}: {run:#?}"
            );
        }
    }
    for (provider, body) in [
        (
            "github",
            "{\"id\":18446744073709551616,\"login\":\"a\",\"email\":\"a@example.org\"}",
        ),
        ("github", "{\"id\":1e400}"),
        ("github", "{\"id\":1.5,\"email\":\"a@example.org\"}"),
        ("github", "{\"id\":[1]}"),
        ("github", "{\"id\":true}"),
        ("facebook", "{\"id\":{\"id\":1}}"),
    ] {
        let run = attempt(&fixture, provider, Step::Profile, Fault::json(200, body));
        let ids = run.ids("fail").join(" ");
        // 1e400 is larger than any JSON number here.
        let expected = [(4, "login.no-id"), (5, "http.not-json")];
        assert!(
            expected.contains(&(run.code, ids.as_str())),
            "{body}: {ids}"
        );
    }
}

#[test]
fn numbers_of_device_responses_are_bounded() {
    let fixture = Fixture::ready(Behavior::default());
    for (expires_in, interval) in [
        (json!(u64::MAX), json!(u64::MAX)),
        (json!(1e300), json!(-5)),
        (json!("soon"), json!("1e300")),
        (json!(-1), json!(0)),
        (json!(null), json!([])),
    ] {
        let codes = json!({ "device_code": TOKEN, "user_code": "ABCD-1234",
            "verification_uri": format!("{}/github/device", fixture.providers.address()),
            "expires_in": expires_in, "interval": interval });
        fixture.providers.change(|behavior| {
            _ = behavior
                .faults
                .insert(("github", Step::Device), json_fault(200, &codes))
        });
        let arguments = [
            "test-login",
            "github",
            "--device",
            "--json",
            "--timeout",
            "1s",
        ];
        let run = fixture.folder.run(arguments);
        let said = (run.code, run.ids("fail").join(" "));
        // The fake provider did not issue this code.
        let expected = [
            (5, "login.timed-out"),
            (5, "login.device-timed-out"),
            (5, "oauth.device-expired"),
            (4, "oauth.device-expired"),
            (4, "github.device-code"),
        ];
        assert!(
            expected.contains(&(said.0, said.1.as_str())),
            "{codes}: {said:?}"
        );
    }
    fixture.providers.change(Behavior::clear_faults);
    let endless = "18446744073709551615";
    fixture.providers.change(|behavior| {
        _ = behavior.faults.insert(
            ("github", Step::Token),
            Fault::status(429, Some("18446744073709551615")),
        )
    });
    let login = PendingSignIn::start(
        &fixture.folder,
        [
            "test-login",
            "github",
            "--no-browser",
            "--json",
            "--timeout",
            endless,
        ],
    );
    let _ = login.visit();
    assert_eq!(login.finish().code(5).ids("fail"), ["http.rate-limited"]);
    let run = fixture.folder.run(["verify-connection", "--wait", endless]);
    assert_ne!(run.code, 70, "{run:#?}");
}
