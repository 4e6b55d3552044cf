//! Servers that return everything they receive, including secrets, as an error text. None of it may reach any output.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{CANARY, environment, secret};
use crate::support::{Folder, finish, set_mode};

/// Every command that sends or describes a secret.
const COMMANDS: [&str; 16] = [
    "check-env --online",
    "neon status",
    "neon create --region aws-eu-central-1",
    "neon connection-string",
    "neon allow-ip list",
    "neon allow-ip add 192.0.2.7",
    "verify-connection --over https",
    "push-secrets --space owner/name --yes",
    "push-secrets --space owner/name --yes --dry-run",
    "push-secrets --to github owner/name --yes",
    "rotate-secret --space owner/name --yes",
    "rotate-secret --undo --space owner/name --yes",
    "token verify",
    "token decode",
    "test-login github --device --no-save --timeout 2s --transcript github.txt",
    "test-login huggingface --device --no-save --timeout 2s --transcript huggingface.txt",
];

/// How a server echoes a request.
#[derive(Clone, Copy)]
pub enum Echo {
    Json(u16),
    Html(u16),
    Text(u16),
}

/// Starts a server that answers every request with its content; returns its URL.
fn start(echo: Echo) -> String {
    start_with(echo, |request| {
        // Headers and forms are also echoed decoded.
        let understood = percent_encoding::percent_decode_str(request).decode_utf8_lossy();
        format!("{request}{understood}")
    })
}

/// Starts a server that answers every request with a text made from it; returns its URL.
pub fn start_with(echo: Echo, text: fn(&str) -> String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        listener
            .incoming()
            .flatten()
            .for_each(|stream| drop(std::thread::spawn(move || answer(stream, echo, text))))
    });
    format!("http://{address}")
}

/// Ignores disconnects.
fn answer(mut stream: TcpStream, echo: Echo, text: fn(&str) -> String) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut request = String::new();
    let mut length = 0;
    loop {
        let start = request.len();
        reader
            .read_line(&mut request)
            .ok()
            .filter(|read| *read > 0)?;
        let line = request[start..].trim_end().to_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    request += &String::from_utf8_lossy(&body);
    let request = text(&request);
    let (status, kind, text) = match echo {
        Echo::Json(status) => {
            let names = [
                "error",
                "error_description",
                "message",
                "detail",
                "code",
                "error_uri",
                "request_id",
                "name",
                "user_code",
            ];
            let fields = names.map(|name| (name.to_owned(), request.clone().into()));
            (
                status,
                "application/json",
                serde_json::Value::Object(serde_json::Map::from_iter(fields)).to_string(),
            )
        }
        Echo::Html(status) => (
            status,
            "text/html",
            format!("<html><title>{request}</title><body>{request}</body></html>"),
        ),
        Echo::Text(status) => (status, "text/plain", request),
    };
    write!(stream, "HTTP/1.1 {status} Echo\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{text}", text.len())
        .ok()
}

/// A folder in which every server is the one at `url`; `gh` is a program that echoes its input and fails.
pub fn folder(url: &str) -> Folder {
    let host = "ep-cool-12.us-east-2.aws.neon.tech";
    let text = environment(&format!(
        "postgresql://role:{{password}}@{host}/db?sslmode=require"
    ));
    let mut folder = Folder::with_env(&text);
    folder.write(".env.production", text.replace("8f1d-", "91ce-"));
    let mut config = format!(
        "[neon]\napi = \"{url}/api/v2\"\nsql = \"{url}/sql\"\nown_address = \"{url}/ip\"\n"
    );
    for name in ["huggingface", "google", "facebook", "github"] {
        config += &format!("\n[providers.{name}]\n");
        for endpoint in [
            "authorization_endpoint",
            "token_endpoint",
            "userinfo_endpoint",
            "jwks_uri",
            "device_authorization_endpoint",
            "emails_endpoint",
            "revocation_endpoint",
            "introspection_endpoint",
            "issuer",
        ] {
            config += &format!("{endpoint} = \"{url}/{endpoint}\"\n");
        }
    }
    folder.write("navauth.toml", config);
    folder.write(
        "bin/gh",
        "#!/bin/sh\ncat >&2\nset >&2\necho \"$@\" >&2\nexit 1\n",
    );
    set_mode(&folder.path().join("bin/gh"), 0o700);
    let path = format!(
        "{}:{}",
        folder.path().join("bin").display(),
        crate::support::search_path()
    );
    folder
        .variable("HF_ENDPOINT", url)
        .variable("HF_TOKEN", &secret("HF_TOKEN"))
        .variable("PATH", &path);
    folder
}

#[track_caller]
fn nothing_comes_back(echo: Echo) {
    let folder = folder(&start(echo));
    let key = secret("JWT_SECRET_KEY");
    let token = format!(
        "eyJhbGciOiJIUzI1NiJ9.{}.{CANARY}",
        STANDARD.encode(format!("{{\"sub\":\"1\",\"x\":\"{key}\"}}"))
    );
    for command in COMMANDS {
        for manner in super::MANNERS {
            let mut program = folder.command(command.split(' ').chain(manner.iter().copied()));
            let mut child = program.stdin(std::process::Stdio::piped()).spawn().unwrap();
            let _ = child.stdin.take().unwrap().write_all(token.as_bytes());
            let run = finish(child);
            assert!(
                !run.stderr.contains("run.bug") && run.code != 101,
                "{command} {manner:?}: {run:#?}"
            );
            clean(
                &format!("{}{}", run.stdout, run.stderr),
                &format!("{command} {manner:?}"),
            );
        }
    }
    for entry in ["github.txt", "huggingface.txt", ".navauth/pushed.json"] {
        let text = std::fs::read_to_string(folder.path().join(entry)).unwrap_or_default();
        clean(&text, entry);
    }
    assert!(
        folder.path().join("github.txt").exists(),
        "the transcript is there to be looked at"
    );
}

/// Asserts that no secret, no part of one and no encoded form of one is in the output.
#[track_caller]
fn clean(shown: &str, from: &str) {
    for half in [CANARY, &CANARY.to_lowercase(), &CANARY[..9], &CANARY[4..]] {
        assert!(!shown.contains(half), "{half} after {from}: {shown}");
    }
    for word in shown
        .split(|character: char| !character.is_ascii_alphanumeric() && !"+/=".contains(character))
    {
        let readable = STANDARD
            .decode(word)
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default();
        assert!(
            !readable.contains(&CANARY[..9]),
            "{word} holds a secret, after {from}: {shown}"
        );
    }
}

#[test]
fn as_a_refusal() {
    nothing_comes_back(Echo::Json(401));
}

#[test]
fn as_a_wrong_request() {
    nothing_comes_back(Echo::Json(400));
}

#[test]
fn as_an_answer() {
    nothing_comes_back(Echo::Json(200));
}

#[test]
fn as_a_page() {
    nothing_comes_back(Echo::Html(403));
    nothing_comes_back(Echo::Html(200));
}

#[test]
fn as_a_text() {
    nothing_comes_back(Echo::Text(500));
}
