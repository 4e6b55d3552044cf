//! Servers that answer with every secret in every encoding, at every distance from where texts are truncated.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use navauth::config::variables::{self, Value};

use super::echo::{self, Echo};
use super::{CANARY, environment, password, secret};
use crate::support::{Folder, inside::Shown};

/// A password with spaces; `environment` writes it into a URL with %20.
const SPACED: &str = "Zaunkoenig  im  Garten des Nachbarn";

/// The texts to search for: a part of each secret, long enough not to be a word of navauth.
const TRACES: [&str; 3] = ["anarienv", "aunkoe", "achbarn"];

const COLUMNS: [Option<u16>; 3] = [None, Some(40), Some(80)];

/// A text in the encodings of programs and servers.
fn encoded(text: &str) -> Vec<String> {
    let each = |write: &dyn Fn(char) -> String| text.chars().map(write).collect::<String>();
    let percent: String = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
    vec![
        text.to_owned(),
        text.to_uppercase(),
        text.replace(' ', "%20"),
        text.replace(' ', "+"),
        text.split_whitespace().collect::<Vec<_>>().join("\r\n   "),
        percent.replace('%', "%25"),
        percent,
        each(&|character| format!("&#{};", u32::from(character))),
        each(&|character| format!("&#x{:x};", u32::from(character))),
        each(&|character| format!("\\u{:04x}", u32::from(character))),
        text.bytes().map(|byte| format!("{byte:02X}")).collect(),
        STANDARD.encode(text),
        STANDARD.encode(format!("u:{text}")),
        STANDARD.encode(format!("{{\"user\":\"{text}\"}}")),
        format!("postgresql://role:{text}@host/db"),
    ]
}

fn secrets() -> Vec<String> {
    let named = variables::TABLE
        .iter()
        .filter(|variable| matches!(variable.value, Value::Secret))
        .map(|variable| secret(variable.name));
    named.chain([SPACED.to_owned()]).collect()
}

/// The next text of a server, with another secret, encoding and distance each time.
fn next_text() -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let secrets = secrets();
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let distance = [0, 185, 190, 285, 290, 295, 390][count % 7];
    let mut text = "x ".repeat(distance / 2);
    for step in 0..4 {
        let encoded = encoded(&secrets[(count + step) % secrets.len()]);
        text += &format!("<{}> ", encoded[(count / 2 + step) % encoded.len()]);
    }
    text
}

/// Every command that sends HTTP requests, and every one that connects to the database.
const OVER_HTTP: [&str; 14] = [
    "check-env --online",
    "check-env --online --report junit=junit.xml --report sarif=x.sarif --report text=x.txt --report json=x.json",
    "check-env --online --report github",
    "neon status",
    "neon create --region aws-eu-central-1",
    "neon connection-string",
    "neon allow-ip list",
    "verify-connection --over https",
    "push-secrets --space owner/name --yes",
    "rotate-secret --space owner/name --yes",
    "test-login github --device --no-save --timeout 1s --transcript github.txt",
    "test-login huggingface --device --no-save --timeout 1s --transcript huggingface.txt",
    "checklist --timeout 1s",
    "doctor --online --timeout 1s",
];
const OF_THE_DATABASE: [&str; 8] = [
    "verify-connection",
    "verify-connection --over tcp",
    "init-db",
    "list-users",
    "list-users --format csv",
    "purge-states",
    "check-env --online --skip git",
    "doctor --offline",
];

#[track_caller]
fn assert_clean(text: &str, from: &str) {
    let decoded = |word: &str, skipped: usize| {
        let digits = word.get(skipped..).unwrap_or_default();
        let whole = &digits[..digits.len() / 4 * 4];
        STANDARD.decode(whole).unwrap_or_default()
    };
    let is_digit = |character: char| character.is_ascii_alphanumeric() || "+/".contains(character);
    let lower = text.to_lowercase();
    // Wrapping at 40 columns can break a text anywhere.
    let joined: String = lower.split_whitespace().collect();
    for trace in TRACES {
        for form in encoded(trace).into_iter().take(11) {
            let form = form.to_lowercase();
            assert!(
                !lower.contains(&form) && !joined.contains(&form),
                "{form} after {from}: {text}"
            );
        }
    }
    // Shorter words encode less than the shortest trace.
    let words = text.split(|character| !is_digit(character));
    for word in words.filter(|word| word.len() >= 8) {
        for skipped in 0..4 {
            let bytes = decoded(word, skipped);
            let decoded = String::from_utf8_lossy(&bytes).to_lowercase();
            let found = TRACES.iter().find(|trace| decoded.contains(**trace));
            assert!(found.is_none(), "{word} after {from}: {text}");
        }
    }
}

#[track_caller]
fn nothing_leaks(folder: &Folder, commands: &[&str]) {
    for command in commands {
        for manner in ["", " --json", " --verbose"] {
            if manner == " --json" && command.contains("--report github") {
                continue;
            }
            for columns in COLUMNS {
                let line = format!("{command}{manner}");
                let Shown { stdout, stderr } = folder.run_inside(&line, columns, "");
                let from = format!("{line} at {columns:?}");
                assert!(!stderr.contains("run.bug"), "{from}: {stderr}");
                assert!(
                    !stdout.is_empty() || !stderr.is_empty(),
                    "{from} says nothing"
                );
                assert_clean(&stdout, &from);
                assert_clean(&stderr, &from);
            }
        }
    }
    for file in [
        "github.txt",
        "huggingface.txt",
        "junit.xml",
        "x.sarif",
        "x.txt",
        "x.json",
    ] {
        let text = std::fs::read_to_string(folder.path().join(file)).unwrap_or_default();
        assert_clean(&text, file);
    }
}

#[test]
fn by_the_servers_of_every_service() {
    for kind in [
        Echo::Json(401),
        Echo::Json(400),
        Echo::Json(200),
        Echo::Html(403),
        Echo::Text(500),
    ] {
        let folder = echo::folder(&echo::start_with(kind, |_| next_text()));
        for file in [".env", ".env.production"] {
            let spaced = SPACED.replace(' ', "%20");
            folder.write(file, folder.read(file).replace(&password(), &spaced));
        }
        nothing_leaks(&folder, &OVER_HTTP);
    }
}

#[test]
fn by_the_database() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        listener.incoming().flatten().for_each(|stream| {
            // Ignores disconnects.
            let _ = refuse(stream);
        })
    });
    let password = SPACED.replace(' ', "%20");
    let url = format!("postgresql://role:{password}@127.0.0.1:{port}/db?sslmode=disable");
    nothing_leaks(&Folder::with_env(&environment(&url)), &OF_THE_DATABASE);
}

/// Answers the startup message with an error that navauth does not know (PostgreSQL's protocol, section 55.7).
fn refuse(mut stream: TcpStream) -> std::io::Result<()> {
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let mut startup = vec![0; u32::from_be_bytes(length) as usize - 4];
    stream.read_exact(&mut startup)?;
    let mut fields = b"SFATAL\0VFATAL\0CXX999\0".to_vec();
    for kind in *b"MDH" {
        fields.push(kind);
        fields.extend(next_text().bytes());
        fields.push(0);
    }
    fields.push(0);
    stream.write_all(b"E")?;
    stream.write_all(&u32::try_from(fields.len() + 4).unwrap().to_be_bytes())?;
    stream.write_all(&fields)
}

/// The texts contain the secrets, so the tests above can fail.
#[test]
fn the_texts_contain_secrets() {
    for secret in secrets() {
        for form in encoded(&secret) {
            let found = std::panic::catch_unwind(|| assert_clean(&form, "the test"));
            assert!(found.is_err(), "{form} is not recognized");
        }
    }
    assert!(
        secrets()
            .iter()
            .filter(|secret| secret.contains(CANARY))
            .count()
            > 4
    );
}
