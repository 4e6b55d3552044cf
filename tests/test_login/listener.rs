//! The listener: responses to requests, and requests that do not end the sign-in.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use navauth::providers::fakes::Behavior;
use url::Url;

use super::Fixture;
use crate::support::user::PendingSignIn;
use crate::support::wait_for;

/// The callback URL of a waiting sign-in.
fn callback(login: &PendingSignIn) -> Url {
    Url::parse(&login.parameter("redirect_uri")).unwrap()
}

fn connect(callback: &Url) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", callback.port().unwrap())).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    stream
}

/// Sends bytes and reads until the listener closes.
fn ask(callback: &Url, request: &str) -> String {
    let mut stream = connect(callback);
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    // A reset after the response counts as the end.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

#[test]
fn only_the_callback_ends_the_sign_in() {
    let fixture = Fixture::ready(Behavior::default());
    let mut login = PendingSignIn::start(
        &fixture.folder,
        ["test-login", "github", "--no-browser", "--verbose"],
    );
    login.until(|line| line.starts_with("Waiting for the redirect on 127.0.0.1:"));
    let (url, state) = (callback(&login), login.parameter("state"));
    let (path, host) = (url.path(), format!("localhost:{}", url.port().unwrap()));
    let good = format!("{path}?code=x&state={state}");
    for (request, expected) in [
        (
            format!("GET /favicon.ico HTTP/1.1\r\nHost: {host}\r\n\r\n"),
            "404",
        ),
        (format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"), "404"),
        (
            format!("GET {path}/?code=x&state={state} HTTP/1.1\r\nHost: {host}\r\n\r\n"),
            "404",
        ),
        (
            format!("HEAD {good} HTTP/1.1\r\nHost: {host}\r\n\r\n"),
            "405",
        ),
        (
            format!("POST {good} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n\r\n"),
            "405",
        ),
        (
            format!("OPTIONS {good} HTTP/1.1\r\nHost: {host}\r\n\r\n"),
            "405",
        ),
        (
            format!("GET {good} HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
            "421",
        ),
        (
            format!(
                "GET {good} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n",
                url.port().unwrap()
            ),
            "421",
        ),
        (format!("GET {good} HTTP/1.1\r\n\r\n"), "421"),
        (
            format!("GET {good} HTTP/1.1\r\nHost: {host}\r\nHost: evil.example\r\n\r\n"),
            "421",
        ),
        (
            format!("GET http://evil.example{good} HTTP/1.1\r\nHost: {host}\r\n\r\n"),
            "421",
        ),
        (
            format!(
                "GET {good} HTTP/1.1\r\nHost: {host}\r\nSec-Purpose: prefetch;prerender\r\n\r\n"
            ),
            "503",
        ),
        (
            format!("GET {good} HTTP/1.1\r\nHost: {host}\r\nPurpose: prefetch\r\n\r\n"),
            "503",
        ),
        (
            format!("GET {good} HTTP/1.1\r\nHost: {host}\r\nX-Moz: prefetch\r\n\r\n"),
            "503",
        ),
        (
            format!("GET {path}?code=x&state={state}x HTTP/1.1\r\nHost: {host}\r\n\r\n"),
            "400",
        ),
        (
            format!(
                "GET {path}?code=x&state={} HTTP/1.1\r\nHost: {host}\r\n\r\n",
                &state[1..]
            ),
            "400",
        ),
        (
            format!("GET {path}?code=x HTTP/1.1\r\nHost: {host}\r\n\r\n"),
            "400",
        ),
        (
            format!("GET {path}?error=server_error HTTP/1.1\r\nHost: {host}\r\n\r\n"),
            "400",
        ),
        (
            format!("GET {path}?code=x&code=y&state={state} HTTP/1.1\r\nHost: {host}\r\n\r\n"),
            "400",
        ),
        (
            format!(
                "GET {good} HTTP/1.1\r\nHost: {host}\r\nX-Large: {}\r\n\r\n",
                "x".repeat(1 << 20)
            ),
            "431",
        ),
        ("\u{1}\u{2}\u{3} nonsense\r\n\r\n".to_owned(), "400"),
    ] {
        let answer = ask(&url, &request);
        let line = request
            .lines()
            .next()
            .unwrap()
            .chars()
            .take(120)
            .collect::<String>();
        // Headers that are too large may be rejected while they are still being sent.
        assert!(
            status(&answer) == expected || (expected == "431" && answer.is_empty()),
            "{line}: {answer}"
        );
        assert!(!answer.contains(&state), "{answer}");
    }
    let visit = login.visit();
    assert!(
        visit.body.contains("Signed in with GitHub"),
        "{}",
        visit.body
    );
    let run = login
        .finish()
        .code(0)
        .err("with the state of another sign-in")
        .err("without a state, with the error server_error");
    let _ = run
        .err("another path")
        .err("another host name")
        .err("a browser prefetch")
        .err("a repeated parameter");
}

#[test]
fn pages_have_security_headers() {
    let fixture = Fixture::ready(Behavior::default());
    let login = PendingSignIn::start(&fixture.folder, ["test-login", "github", "--no-browser"]);
    let (url, state) = (callback(&login), login.parameter("state"));
    let host = format!("localhost:{}", url.port().unwrap());
    let wrong = ask(
        &url,
        &format!("GET /nothing HTTP/1.1\r\nHost: {host}\r\n\r\n"),
    );
    let right = ask(
        &url,
        &format!(
            "GET {}?error=access_denied&state={state} HTTP/1.1\r\nHost: {host}\r\n\r\n",
            url.path()
        ),
    );
    assert_eq!((status(&wrong), status(&right)), ("404", "200"));
    for answer in [wrong, right] {
        let head = answer
            .split("\r\n\r\n")
            .next()
            .unwrap()
            .to_ascii_lowercase();
        for header in [
            "cache-control: no-store",
            "referrer-policy: no-referrer",
            "x-frame-options: deny",
            "x-content-type-options: nosniff",
            "content-security-policy: default-src 'none'; style-src 'sha256-",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            assert!(head.contains(header), "no {header} in {head}");
        }
        assert!(!head.contains("unsafe-inline"));
    }
    let _ = login.finish().code(4);
}

#[test]
fn a_repeated_callback_is_reported() {
    use navauth::providers::fakes::{Fault, Step};
    let fixture = Fixture::ready(Behavior::default().fault("github", Step::Token, Fault::Hold));
    let mut login = PendingSignIn::start(
        &fixture.folder,
        ["test-login", "github", "--no-browser", "--verbose"],
    );
    let (url, address) = (callback(&login), login.url.clone());
    let browser = std::thread::spawn(move || crate::support::user::visit(&address));
    wait_for(|| {
        !fixture
            .providers
            .requests_to("github", Step::Token)
            .is_empty()
    });
    let again = format!(
        "GET {}?code=x&state={} HTTP/1.1\r\nHost: localhost:{}\r\n\r\n",
        url.path(),
        login.parameter("state"),
        url.port().unwrap()
    );
    let answer = ask(&url, &again);
    assert!(
        status(&answer) == "409" && answer.contains("Already used"),
        "{answer}"
    );
    fixture.providers.release();
    assert!(
        browser
            .join()
            .unwrap()
            .body
            .contains("Signed in with GitHub")
    );
    login.until(|line| line.is_empty());
    let _ = login.finish().code(0);
}

#[test]
fn a_flood_of_connections_does_not_block_the_sign_in() {
    let fixture = Fixture::ready(Behavior::default());
    let mut login = PendingSignIn::start(&fixture.folder, ["test-login", "github", "--no-browser"]);
    login.until(|line| line.starts_with("Waiting for the redirect on"));
    let url = callback(&login);
    let mut strangers = Vec::new();
    for number in 0..1000 {
        let mut stream = connect(&url);
        // Write errors are ignored: the listener may have closed these connections.
        let _ = match number % 4 {
            0 => Ok(()),
            1 => stream.write_all(&[0x16, 3, 1, 0xff, 0xfe, 0, b'\r', 7]),
            2 => stream.write_all(
                format!(
                    "GET / HTTP/1.1\r\nHost: evil.example\r\nX: {}",
                    "x".repeat(1 << 16)
                )
                .as_bytes(),
            ),
            _ => stream.write_all(b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
        };
        strangers.push(stream);
    }
    let started = Instant::now();
    let visit = login.visit();
    let took = started.elapsed();
    assert!(
        visit.body.contains("Signed in with GitHub"),
        "{}",
        visit.body
    );
    assert!(took < Duration::from_secs(1), "it took {took:?}");
    let _ = login.finish().code(0);
}

#[test]
fn slow_clients_time_out() {
    let fixture = Fixture::ready(Behavior::default());
    let mut login = PendingSignIn::start(&fixture.folder, ["test-login", "github", "--no-browser"]);
    login.until(|line| line.starts_with("Waiting for the redirect on"));
    let mut slow = connect(&callback(&login));
    slow.set_read_timeout(Some(Duration::from_millis(500)))
        .unwrap();
    let started = Instant::now();
    let mut answer = [0; 1024];
    // The listener closes it: end of file, or an error other than our own timeout.
    while started.elapsed() < Duration::from_secs(30) {
        let sent = slow.write_all(b"G");
        match slow.read(&mut answer) {
            Err(error)
                if matches!(
                    error.kind(),
                    std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
                ) && sent.is_ok() => {}
            Ok(0) | Err(_) => break,
            Ok(_) => {}
        }
    }
    assert!(
        started.elapsed() < Duration::from_secs(15),
        "{:?}",
        started.elapsed()
    );
    let _ = login.visit();
    let _ = login.finish().code(0);
}

#[test]
fn a_used_port_is_reported_with_its_program_and_fixes() {
    let fixture = Fixture::ready(Behavior::default());
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    fixture.configure(
        &format!("http://127.0.0.1:{port}/auth/callback/{{provider}}"),
        "",
    );
    let run = fixture
        .folder
        .run(["test-login", "github", "--no-browser", "--json"])
        .code(3);
    assert_eq!(run.ids("fail"), ["login.port-taken"]);
    let diagnostic = run.json()["findings"][0].clone();
    let title = diagnostic["title"].as_str().unwrap();
    assert!(
        title.contains(&port.to_string())
            && title.contains(&format!("process {}", std::process::id())),
        "{diagnostic:#}"
    );
    let command = diagnostic["fix"]["command"].as_str().unwrap();
    assert_eq!(
        command,
        "navauth test-login github --redirect-uri http://127.0.0.1:0/auth/callback/github"
    );
    let words: Vec<&str> = command.split(' ').skip(1).chain(["--no-browser"]).collect();
    let login = PendingSignIn::start(&fixture.folder, words);
    let _ = login.visit();
    let _ = login.finish().code(0);
}

#[test]
fn a_port_used_in_one_address_family_is_an_error() {
    let fixture = Fixture::ready(Behavior::default());
    for (taken, other) in [("[::1]", "127.0.0.1"), ("127.0.0.1", "[::1]"), ("[::]", "")] {
        let taken = std::net::TcpListener::bind(format!("{taken}:0")).unwrap();
        let port = taken.local_addr().unwrap().port();
        fixture.configure(
            &format!("http://localhost:{port}/auth/callback/{{provider}}"),
            "",
        );
        for manner in [&["--json"][..], &[]] {
            let arguments = [&["test-login", "github", "--no-browser"], manner].concat();
            let started = Instant::now();
            let run = fixture.folder.run(arguments).code(3);
            assert!(started.elapsed() < Duration::from_secs(20));
            let said = format!("{}{}", run.stdout, run.stderr);
            for part in ["login.port-taken", &port.to_string()] {
                assert!(said.contains(part), "{part}: {run:#?}");
            }
            let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
            let holder = format!("(process {})", std::process::id());
            assert!(said.contains(&holder), "{holder}: {said}");
            assert!(!said.contains("Sign in with GitHub at"), "{said}");
        }
        // The socket of the other address family was closed.
        if !other.is_empty() {
            let _ = std::net::TcpListener::bind(format!("{other}:{port}")).unwrap();
        }
    }
    assert!(fixture.providers.requests().is_empty());
}

/// While a sign-in waits, no other program can bind the port in either address family, with any socket option.
#[test]
fn the_port_is_bound_exclusively() {
    let fixture = Fixture::ready(Behavior::default());
    let mut login = PendingSignIn::start(&fixture.folder, ["test-login", "github", "--no-browser"]);
    login.until(|line| line.starts_with("Waiting for the redirect on"));
    let port = callback(&login).port().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    for address in ["127.0.0.1", "[::1]", "[::]", "0.0.0.0"] {
        let address: std::net::SocketAddr = format!("{address}:{port}").parse().unwrap();
        for share in [false, true] {
            let taken = runtime.block_on(async {
                let socket = match address.is_ipv4() {
                    true => tokio::net::TcpSocket::new_v4(),
                    false => tokio::net::TcpSocket::new_v6(),
                }?;
                socket.set_reuseaddr(true)?;
                #[cfg(unix)]
                socket.set_reuseport(share)?;
                socket.bind(address)?;
                socket.listen(1)
            });
            assert!(taken.is_err(), "{address} {share}");
        }
    }
    let _ = login.visit();
    let _ = login.finish().code(0);
}

#[test]
fn an_ip_address_binds_only_its_own_family() {
    let fixture = Fixture::ready(Behavior::default());
    // A port that is free in only one address family.
    let port = crate::support::ports::unused();
    let _taken = std::net::TcpListener::bind(("::1", port)).unwrap();
    fixture.configure(
        &format!("http://127.0.0.1:{port}/auth/callback/{{provider}}"),
        "",
    );
    let login = PendingSignIn::start(&fixture.folder, ["test-login", "github", "--no-browser"]);
    let url = callback(&login);
    let state = login.parameter("state");
    let answer = ask(
        &url,
        &format!(
            "GET {}?error=access_denied&state={state} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
            url.path()
        ),
    );
    assert_eq!(status(&answer), "200");
    let _ = login.finish().code(4);
}
