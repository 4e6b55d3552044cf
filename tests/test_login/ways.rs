//! The ways to the provider and back: a browser, a pasted redirect URL, another machine, a code on another device.

use navauth::providers::fakes::{Behavior, Fault, Step};

use super::{Fixture, state_rows};
use crate::support::user::{PendingSignIn, callback_url, visit};
use crate::support::wait_for;

#[test]
fn only_the_redirect_url_can_be_pasted() {
    let fixture = Fixture::ready(Behavior::default());
    let mut login = PendingSignIn::start(&fixture.folder, ["test-login", "github", "--no-browser"]);
    let answer = callback_url(&login.url);
    login.paste("hello");
    login.until(|line| line.contains("not the redirect URL"));
    login.paste(&login.url.clone());
    login.until(|line| line.contains("not the redirect URL"));
    login.paste(&answer.replace("state=", "state=x"));
    login.until(|line| line.contains("with the state of another sign-in"));
    login.paste(&format!("  {answer}#_=_"));
    let run = login.finish().code(0).out("Signed in with GitHub");
    let code = answer
        .split("code=")
        .nth(1)
        .unwrap()
        .split('&')
        .next()
        .unwrap();
    let _ = run.without(code);
}

#[test]
fn the_production_redirect_uri_is_tested_with_a_pasted_url() {
    let uri = "https://app.example.org/api/auth/callback/google".to_owned();
    let behavior = Behavior {
        redirect_uris: [("google", vec![uri.clone()])].into(),
        ..Behavior::default()
    };
    let fixture = Fixture::ready(behavior);
    let env = fixture.folder.read(".env");
    fixture.folder.write(
        ".env",
        format!("{env}FRONTEND_URL=https://app.example.org\n"),
    );
    let mut login = PendingSignIn::start(
        &fixture.folder,
        [
            "test-login",
            "google",
            "--no-browser",
            "--redirect",
            "production",
            "--json",
        ],
    );
    assert_eq!(login.parameter("redirect_uri"), uri);
    let answer = callback_url(&login.url);
    assert!(answer.starts_with(&uri), "{answer}");
    // Otherwise the live site would find it and use up the code.
    assert_eq!(state_rows(&fixture), 0);
    login.paste(&answer);
    assert_eq!(
        login.finish().code(0).json()["used"]["redirect_uri"],
        uri.as_str()
    );
    let arguments = [
        "test-login",
        "google",
        "--no-browser",
        "--redirect",
        "production",
        "--no-input",
    ];
    let _ = fixture
        .folder
        .run(arguments)
        .code(2)
        .err("cannot prompt for the URL");
    fixture.folder.write(".env", env);
    let _ = fixture
        .folder
        .run(["test-login", "google", "--redirect", "production"])
        .code(3)
        .err("FRONTEND_URL");
    let _ = fixture
        .folder
        .run(["test-login", "google", "--redirect", "localhost"])
        .code(2)
        .err("is not a redirect URI");
    let _ = fixture
        .folder
        .run(["test-login", "google", "--redirect", "prodution"])
        .code(2)
        .err("did you mean --redirect production?");
    // A frontend URL on this machine is not the live site.
    let env = fixture.folder.read(".env");
    fixture
        .folder
        .write(".env", format!("{env}FRONTEND_URL=http://localhost:5173\n"));
    let _ = fixture
        .folder
        .run(["test-login", "google", "--redirect", "production"])
        .code(3)
        .err("login.no-production-callback");
}

#[test]
fn browser_variable_and_ssh() {
    let mut fixture = Fixture::ready(Behavior::default());
    let opened = fixture.folder.path().join("opened");
    let script = fixture.folder.write(
        "browser",
        format!(
            "#!/bin/sh\nprintf %s \"$1\" > '{}.part' && mv '{0}.part' '{0}'\n",
            opened.display()
        ),
    );
    crate::support::set_mode(&script, 0o700);
    fixture
        .folder
        .variable("SSH_CONNECTION", "192.0.2.7 50000 192.0.2.8 22")
        .variable("USER", "ada");
    // Without a terminal there is no one to open the address, unless --no-browser says otherwise.
    let _ = fixture
        .folder
        .run(["test-login", "github"])
        .code(2)
        .err("login.no-one-to-sign-in");
    let mut login = PendingSignIn::start(&fixture.folder, ["test-login", "github", "--no-browser"]);
    let port = url::Url::parse(&login.parameter("redirect_uri"))
        .unwrap()
        .port()
        .unwrap();
    login.until(|line| line.contains(&format!("ssh -L {port}:localhost:{port} ada@192.0.2.8")));
    let _ = login.visit();
    let _ = login.finish().code(0);
    fixture.folder.variable("BROWSER", script.to_str().unwrap());
    let mut login = PendingSignIn::start(&fixture.folder, ["test-login", "github"]);
    login.until(|line| line.contains("Opened in your browser."));
    wait_for(|| opened.exists());
    let _ = visit(&std::fs::read_to_string(&opened).unwrap());
    let _ = login.finish().code(0);
}

#[test]
fn qr_prints_a_qr_code() {
    let fixture = Fixture::ready(Behavior::default());
    let mut login = PendingSignIn::start(
        &fixture.folder,
        ["test-login", "github", "--no-browser", "--qr"],
    );
    login.until(|line| {
        line.chars()
            .filter(|character| "█▀▄".contains(*character))
            .count()
            > 20
    });
    let _ = login.visit();
    let _ = login.finish().code(0);
}

#[test]
fn a_code_on_another_device_needs_no_redirect() {
    let fixture = Fixture::ready(Behavior::default());
    // Nor its port: the app may be running.
    let app = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    fixture.configure(
        &format!(
            "http://127.0.0.1:{}/auth/callback/{{provider}}",
            app.local_addr().unwrap().port()
        ),
        "",
    );
    for provider in ["github", "huggingface"] {
        let login = PendingSignIn::start(
            &fixture.folder,
            ["test-login", provider, "--device", "--json"],
        );
        assert!(login.url.ends_with("/device"), "{}", login.url);
        let run = login.finish().code(0);
        assert_eq!(run.json()["used"]["redirect_uri"], serde_json::Value::Null);
        let begun = &fixture.providers.requests_to(provider, Step::Device)[0];
        let client = fixture.providers.client(provider).unwrap();
        // RFC 8628 section 3.1: the client authenticates as at the token endpoint.
        let by_basic = provider == "huggingface";
        let polled = &fixture.providers.requests_to(provider, Step::Token)[0];
        for request in [begun, polled] {
            let basic = request.basic().map(|(_, secret)| secret);
            let body = request.body.get("client_secret").cloned();
            let secret = Some(client.secret.clone());
            let expected = if by_basic {
                (secret, None)
            } else {
                (None, secret)
            };
            assert_eq!((basic, body), expected, "{provider}");
            assert_eq!(request.body["client_id"], client.id, "{provider}");
        }
        assert_eq!(state_rows(&fixture), 0);
    }
    let _ = fixture
        .folder
        .run(["test-login", "facebook", "--device"])
        .code(2)
        .err("has no device flow");
    let _ = fixture
        .folder
        .run([
            "test-login",
            "github",
            "--device",
            "--redirect",
            "production",
        ])
        .code(2);
}

#[test]
fn the_device_flow_follows_slow_down_and_denial() {
    let fixture = Fixture::ready(Behavior::default());
    for (provider, step, row, id) in [
        ("huggingface", Step::Token, "denied", "oauth.denied"),
        (
            "huggingface",
            Step::Token,
            "unknown-device-code",
            "oauth.device-code",
        ),
    ] {
        fixture.providers.change(|behavior| {
            behavior.clear_faults();
            behavior.faults.insert((provider, step), Fault::Row(row));
        });
        let run = fixture
            .folder
            .run(["test-login", provider, "--device", "--json"])
            .code(4);
        assert_eq!(run.ids("fail"), [id], "{provider} {row}");
    }
    fixture.providers.change(|behavior| {
        behavior.clear_faults();
        behavior.device_answers = vec!["slow-down"; 99];
    });
    let run = fixture
        .folder
        .run([
            "test-login",
            "github",
            "--device",
            "--json",
            "--timeout",
            "4s",
        ])
        .code(5);
    assert_eq!(run.ids("fail"), ["login.device-timed-out"]);
    // After the first poll, slow_down adds 5 seconds.
    let polls = fixture.providers.requests_to("github", Step::Token).len();
    assert!(polls <= 1, "{polls}");
}

mod slow {
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn without_an_interval_it_polls_every_5_seconds() {
        let fixture = Fixture::ready(Behavior::default());
        fixture
            .providers
            .change(|behavior| behavior.device_interval = None);
        let started = Instant::now();
        let _ = fixture
            .folder
            .run(["test-login", "huggingface", "--device", "--no-save"])
            .code(0);
        // The sign-in is pending at the first poll.
        assert!(started.elapsed() >= Duration::from_secs(10));
    }
}
