//! `--over https`, against servers that answer as Neon's SQL over HTTPS does and against others; and what Neon's API
//! adds.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};

use crate::support::neon::{KEY, Neon, project};
use crate::support::{Folder, Run};

const URL: &str = "postgresql://anna:s3cret%2FCanary%40word@ep-cool-darkness-123456.us-east-2.aws.neon.tech/people?sslmode=require";

/// Answers every request with a status and a body; passes on the request's headers and body.
fn answering(status: u16, body: &'static str) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/sql", listener.local_addr().unwrap());
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.unwrap());
            let mut asked = String::new();
            while !asked.ends_with("\r\n\r\n") && stream.read_line(&mut asked).unwrap() > 0 {}
            let length = asked
                .lines()
                .find_map(|line| {
                    line.to_lowercase()
                        .strip_prefix("content-length: ")
                        .map(str::to_owned)
                })
                .unwrap();
            let mut content = vec![0; length.parse().unwrap()];
            stream.read_exact(&mut content).unwrap();
            let answer = format!(
                "HTTP/1.1 {status} x\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            stream.get_mut().write_all(answer.as_bytes()).unwrap();
            sender
                .send(asked + &String::from_utf8(content).unwrap())
                .unwrap();
        }
    });
    (address, receiver)
}

fn ask(endpoint: &str, arguments: &[&str]) -> Run {
    let folder = Folder::with_env(&format!("DATABASE_URL={URL}\n"));
    folder.write("navauth.toml", format!("[neon]\nsql = \"{endpoint}\"\n"));
    let all = ["verify-connection", "--over", "https", "--timeout", "20s"]
        .iter()
        .chain(arguments)
        .copied();
    folder.run(all).without("s3cret").without("Canary")
}

#[test]
fn select_1_over_https_verifies_role_and_password() {
    let (endpoint, asked) = answering(
        200,
        r#"{"command":"SELECT","fields":[{"name":"?column?"}],"rowAsArray":true,"rowCount":1,"rows":[["1"]]}"#,
    );
    let run = ask(&endpoint, &["--json"]).code(0);
    assert_eq!(run.ids("pass"), ["database.over-https"]);
    assert_eq!(run.json()["over_https"]["host"], "127.0.0.1");
    let asked = asked.recv().unwrap();
    assert!(asked.starts_with("POST /sql HTTP/1.1\r\n"), "{asked}");
    let lines: Vec<String> = asked.lines().map(str::to_lowercase).collect();
    let host = "ep-cool-darkness-123456.us-east-2.aws.neon.tech";
    let header =
        format!("neon-connection-string: postgresql://anna:s3cret%2fcanary%40word@{host}/people");
    assert!(lines.contains(&header), "{asked}");
    assert!(
        asked.ends_with(r#"{"query":"select 1","params":[]}"#),
        "{asked}"
    );
    let _ = ask(&endpoint, &[])
        .code(0)
        .out("Answered by")
        .out("1 check passed");
}

#[test]
fn errors_over_https_are_explained_the_same_way() {
    let cases = [
        (
            400,
            r#"{"message":"password authentication failed for user 'anna'","code":null}"#,
            "neon.password-or-endpoint-wrong",
        ),
        (
            402,
            r#"{"message":"Your project has exceeded the data transfer quota. Upgrade your plan to increase limits."}"#,
            "neon.quota-exceeded",
        ),
        (
            400,
            r#"{"message":"database \"people\" does not exist","code":"3D000"}"#,
            "database.unknown-database",
        ),
        (
            500,
            r#"{"message":"Control plane request failed"}"#,
            "neon.internal",
        ),
        (200, r#"{"rows":[["2"]]}"#, "database.https-not-neon"),
    ];
    for (status, body, id) in cases {
        let (endpoint, _asked) = answering(status, body);
        assert_eq!(
            ask(&endpoint, &["--json"]).code(4).ids("fail"),
            [id],
            "{body}"
        );
    }
    let gone = format!("127.0.0.1:{}", crate::support::ports::unused());
    let _ = ask(&format!("http://{gone}/sql"), &["--json"]).code(5);
}

#[test]
fn over_https_works_only_with_neon() {
    let folder = Folder::with_env("DATABASE_URL=postgresql://anna:s3cret@db.example.org/people\n");
    let run = folder
        .run(["verify-connection", "--over", "https", "--json"])
        .code(3);
    assert_eq!(run.ids("fail"), ["database.https-not-offered"]);
    // The password is never sent without TLS.
    let _ = ask("http://192.0.2.1/sql", &["--json"]).code(3);
}

#[test]
fn distinguishes_http_errors_from_neons_errors() {
    for (status, body, id, code) in [
        (503, "", "http.server-error", 5),
        (502, "<html>Bad Gateway", "http.server-error", 5),
        (
            503,
            r#"{"message":"something new"}"#,
            "http.server-error",
            5,
        ),
        (
            429,
            r#"{"message":"something new"}"#,
            "http.rate-limited",
            5,
        ),
        (511, "<html>Sign in", "http.network-sign-in", 5),
        (200, "<html>Sign in", "http.web-page", 5),
        (
            500,
            r#"{"message":"Failed to acquire permit to connect to the database."}"#,
            "neon.too-many-attempts",
            4,
        ),
        (
            402,
            r#"{"message":"Your account or project has exceeded the quota. Upgrade your plan to increase limits.","neon:retryable":true}"#,
            "neon.quota-exceeded",
            4,
        ),
        (
            400,
            r#"{"message":"something new"}"#,
            "database.refused-otherwise",
            4,
        ),
    ] {
        let (endpoint, _asked) = answering(status, body);
        let run = ask(&endpoint, &["--json"]).code(code);
        assert_eq!(run.ids("fail"), [id], "{status} {body}");
    }
}

/// Runs over HTTPS with a wrong password and an API key.
fn refused_with_key(neon: &Neon, endpoint: &str, message: &'static str) -> Run {
    let (sql, _asked) = answering(400, message);
    let url = URL.replace("ep-cool-darkness-123456", endpoint);
    let folder = Folder::with_env(&format!("DATABASE_URL={url}\nNEON_API_KEY={KEY}\n"));
    folder.write(
        "navauth.toml",
        format!("{}sql = \"{sql}\"\n", neon.config()),
    );
    folder
        .run(["verify-connection", "--over", "https", "--json"])
        .code(4)
        .without("s3cret")
        .without(KEY)
}

const WRONG: &str = r#"{"message":"password authentication failed for user 'anna'"}"#;

#[test]
fn the_api_distinguishes_a_wrong_password_from_a_wrong_endpoint() {
    let guide = "open-navigator-engagement";
    let neon = Neon::start(|neon| neon.projects.push(project("calm-sea-1", guide, None)));
    let cause = |run: &Run| {
        run.json()["findings"][0]["cause"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let command = |run: &Run| run.json()["findings"][0]["fix"]["command"].clone();

    let other = refused_with_key(&neon, "ep-calm-sea-123456", WRONG);
    assert!(
        cause(&other)
            .contains("does not have the endpoint ep-calm-sea-123456; it has ep-calm-sea-a1b2c3d4"),
        "{other:?}"
    );
    assert_eq!(command(&other), "navauth neon connection-string");
    let right = refused_with_key(&neon, "ep-calm-sea-a1b2c3d4-pooler", WRONG);
    assert!(
        cause(&right).contains("so the role or the password is wrong"),
        "{right:?}"
    );
    neon.change(|neon| neon.disabled = true);
    assert!(cause(&refused_with_key(&neon, "ep-calm-sea-a1b2c3d4", WRONG)).contains("is disabled"));

    let none = Neon::start(|_| {});
    assert!(
        cause(&refused_with_key(&none, "ep-calm-sea-123456", WRONG))
            .contains("Neon gives the same answer for all three")
    );
    assert_eq!(none.count("GET", "/projects"), 1);
    // A clear message needs no API request.
    let quota = r#"{"message":"Your project has exceeded the active time quota. Upgrade your plan to increase limits."}"#;
    assert_eq!(
        refused_with_key(&none, "ep-calm-sea-123456", quota).ids("fail"),
        ["neon.quota-exceeded"]
    );
    assert_eq!(none.count("GET", "/projects"), 1);
}
