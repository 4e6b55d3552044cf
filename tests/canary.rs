//! Searches for known secrets in the output of every command, in every format, for every failure.

mod certificates;
mod echo;
mod reflected;
mod terminal;

use crate::support::Folder;
use navauth::config::variables::{self, Value};

/// What no output may contain: the value or a part of it.
const CANARY: &str = "Kanarienvogel";

/// A secret in the format of a variable, with the canary inside.
fn secret(name: &str) -> String {
    match name {
        "JWT_SECRET_KEY" => format!("8f1d-{CANARY}-2b7c4e9a61f05d3388aa94e7c2b1"),
        name if name.contains("GOOGLE") => format!("GOCSPX-{CANARY}_4n7Qx2Lr8Vwabc"),
        name if name.contains("FACEBOOK") || name.contains("GITHUB") => {
            format!("0b9e{CANARY}17c5d2f4a8e6b3907d1c5e")
        }
        name => format!("s3cr-{CANARY}-{}-91d7", name.to_lowercase()),
    }
}

fn password() -> String {
    format!("p4ss{CANARY}w0rd")
}

/// Sets every secret variable to a canary; `database` is a URL with the placeholder `{password}`.
fn environment(database: &str) -> String {
    let mut text = String::new();
    for variable in variables::TABLE {
        let value = match variable.value {
            Value::Secret => secret(variable.name),
            Value::Url => database.replace("{password}", &password()),
            Value::Plain => continue,
        };
        text += &format!("{}={value}\n", variable.name);
    }
    text += "HUGGINGFACE_CLIENT_ID=26be6b09-1111-4222-8333-444455556666\nGOOGLE_CLIENT_ID=123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com\n";
    text + "FACEBOOK_APP_ID=1234567890123457\nGITHUB_CLIENT_ID=Ov23liAbCdEfGhIjKlMn\nFRONTEND_URL=https://www.example.org\n"
}

/// Every command that changes nothing outside. `$` is an empty argument: words are split at spaces.
const COMMANDS: [&str; 32] = [
    "--help",
    "--version",
    "env",
    "env --all",
    "env get FRONTEND_URL",
    "check-env",
    "check-env --environment development",
    "check-env --provider github",
    "check-env --live",
    "checklist --offline",
    "checklist --skip online",
    "doctor --offline",
    "doctor --fix --dry-run --skip online",
    "doctor --fix --yes --offline",
    "init-db",
    "init-db --dry-run",
    "verify-connection",
    "list-users",
    "list-users --format csv",
    "purge-states",
    "redirect-uris",
    "token issue --user 1",
    "push-secrets --space owner/name --dry-run",
    "rotate-secret --space owner/name",
    "neon connection-string --timeout 300ms",
    "gen-secret --write",
    "setup --dry-run --environment both",
    "setup --no-input --offline --environment production",
    "gen-secret --bytes 7",
    "test-login nobody",
    "test-login github --no-browser --timeout 300ms",
    "test-login google --no-browser --no-save --timeout 300ms",
];

/// The output options.
const MANNERS: [&[&str]; 4] = [&[], &["--verbose"], &["--json"], &["--no-input", "--quiet"]];

#[track_caller]
fn nothing_leaks(folder: &Folder) {
    for command in COMMANDS {
        for manner in MANNERS {
            let run = folder.run(command.split(' ').chain(manner.iter().copied()));
            assert!(
                !run.stderr.contains("run.bug"),
                "{command} {manner:?}: {run:#?}"
            );
            for half in [CANARY, &CANARY.to_lowercase(), &CANARY[..9], &CANARY[4..]] {
                assert!(
                    !run.stdout.contains(half) && !run.stderr.contains(half),
                    "{half} after {command} {manner:?}: {run:#?}"
                );
            }
        }
    }
}

#[test]
fn in_a_setup_whose_database_refuses() {
    let closed = crate::support::ports::unused();
    nothing_leaks(&Folder::with_env(&environment(&format!(
        "postgresql://role:{{password}}@127.0.0.1:{closed}/db?sslmode=require"
    ))));
}

#[test]
fn in_a_setup_whose_password_is_wrong() {
    let port = crate::support::postgres::Cluster::shared().port;
    nothing_leaks(&Folder::with_env(&environment(&format!(
        "postgresql://admin:{{password}}@localhost:{port}/postgres?sslmode=require"
    ))));
}

#[test]
fn in_a_setup_whose_database_url_is_broken() {
    for url in [
        "postgresql://role:{password}@x@host/db",
        "postgresql://role:{password}@host:port/db",
        "postgresq://role:{password}@host/db",
        "{password}",
    ] {
        nothing_leaks(&Folder::with_env(&environment(url)));
    }
}

#[test]
fn in_a_file_that_is_hard_to_read() {
    let text = environment("postgresql://role:{password}@127.0.0.1:1/db");
    // Lines that the app skips, an open quote, a bare name, a bad escape.
    nothing_leaks(&Folder::with_env(&format!(
        "{text}this is {CANARY} no line\nJWT_SECRET_KEY='open {CANARY}\n"
    )));
    let folder = Folder::new();
    folder.write(
        ".env",
        [text.as_bytes(), b"\xff\xfe", CANARY.as_bytes()].concat(),
    );
    nothing_leaks(&folder);
    folder.write(
        "navauth.toml",
        format!("[providers.github]\ntoken_endpoint = {CANARY}\n"),
    );
    folder.write(".env", text);
    nothing_leaks(&folder);
}

/// The lines of a pasted key look like names to the app.
#[test]
fn in_a_value_over_several_lines() {
    let body = format!("MIIEvgIBADANBgkqhkiG9w0BAQ{CANARY}ASCBKgwggSkAgEAAoIBAQDWwL");
    assert_eq!(body.len(), 64);
    let pem =
        format!("-----BEGIN PRIVATE KEY-----\n{body}\n{CANARY}xQ==\n-----END PRIVATE KEY-----");
    let text = environment("postgresql://role:{password}@127.0.0.1:1/db");
    for value in [
        pem.clone(),
        format!("\n{pem}"),
        format!("\"{pem}"),
        format!("\"{body}\n{CANARY}1==\""),
        format!("{body}\n{CANARY}1==\n{CANARY}1=="),
        format!("x\n\n{CANARY}/name=x\n{CANARY}/name=x"),
    ] {
        nothing_leaks(&Folder::with_env(&format!(
            "{text}JWT_SECRET_KEY={value}\n"
        )));
    }
}

#[test]
fn in_the_process_environment() {
    let mut folder = Folder::new();
    for line in environment("postgresql://role:{password}@127.0.0.1:1/db").lines() {
        let (name, value) = line.split_once('=').unwrap();
        folder.variable(name, value);
    }
    nothing_leaks(&folder);
}

/// The canary is in the settings, so the tests above can fail.
#[test]
fn the_canary_is_read() {
    let folder = Folder::with_env(&environment("postgresql://role:{password}@127.0.0.1:1/db"));
    let _ = folder
        .run(["env", "get", "JWT_SECRET_KEY"])
        .code(0)
        .out(CANARY);
    let _ = folder
        .run(["env", "get", "DATABASE_URL"])
        .code(0)
        .out(CANARY);
}
