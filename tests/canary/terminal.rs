//! Escape sequences from every source that navauth reads: none reaches a terminal unescaped.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use super::echo::{self, Echo};
use crate::support::{Folder, inside::Shown, set_mode};

/// OSC 52, a cleared screen, C1, an override of direction, a zero-width space, a line separator, an Arabic letter mark, a soft hyphen, a
/// byte order mark, a tag, a variation selector and a forged line.
const HOSTILE: &str = "\u{1b}[31m\u{1b}]52;c;eA==\u{7}\u{1b}[2J\u{9b}31m\u{90}q\u{202e}\u{2066}\u{200b}\u{2028}\u{61c}\u{ad}\u{feff}\u{e0041}\u{e0100}\u{7f}\u{85}";

/// The mark in every text, to see that it was printed.
const MARK: &str = "hostile-mark";

pub fn hostile() -> String {
    format!("{MARK}{HOSTILE}end")
}

/// What must not reach a terminal, defined independently of the program.
fn acts(character: char) -> bool {
    matches!(character, '\0'..='\u{9}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

#[track_caller]
fn assert_safe(text: &str, from: &str) {
    if let Some(character) = text.chars().find(|character| acts(*character)) {
        panic!("{} from {from}: {text:?}", character.escape_unicode());
    }
}

/// Runs at two widths and off a terminal, in JSON and with every report format; returns whether the mark was printed.
#[track_caller]
pub fn run_every_way(folder: &Folder, command: &str, has_reports: bool) -> bool {
    let mut manners = vec!["", " --verbose", " --json"];
    if has_reports {
        manners.extend([
            " --report text",
            " --report json",
            " --report github",
            " --report junit",
            " --report sarif",
        ]);
    }
    let mut is_shown = false;
    for manner in manners {
        for columns in [None, Some(40), Some(80)] {
            let line = format!("{command}{manner}");
            let Shown { stdout, stderr } = folder.run_inside(&line, columns, "");
            let from = format!("{line:?} at {columns:?}");
            assert!(!stderr.contains("run.bug"), "{from}: {stderr}");
            assert_safe(&stdout, &from);
            assert_safe(&stderr, &from);
            // A run that fails before the report writes its error to standard error.
            let is_document = manner == " --json" || !stdout.is_empty();
            if is_document && (manner.contains("json") || manner.contains("sarif")) {
                let document: serde_json::Value = serde_json::from_str(&stdout)
                    .unwrap_or_else(|error| panic!("{error} from {from}: {stdout}"));
                assert!(document.is_object(), "{from}");
            }
            is_shown |= stdout.contains(MARK) || stderr.contains(MARK);
        }
    }
    is_shown
}

#[track_caller]
fn every_way(folder: &Folder, command: &str, has_reports: bool) {
    assert!(
        run_every_way(folder, command, has_reports),
        "{command} shows nothing of it"
    );
}

#[test]
fn in_the_env_file() {
    // dotenv reads a name up to `=`, and a value to the end of its line.
    let text = hostile().replace(['\u{85}', '\u{2028}'], "");
    let folder = Folder::with_env(&format!(
        "FRONTEND_URL=https://{text}/\nNAVAUTH_{text}=1\nDATABASE_URL=postgresql://{text}:p@{text}:1/{text}\nGITHUB_CLIENT_ID={text}\n"
    ));
    run_every_way(&folder, "check-env", true);
    every_way(&folder, "env", false);
    run_every_way(&folder, "doctor --offline", true);
    run_every_way(&folder, "checklist --offline", true);
    run_every_way(&folder, "verify-connection --offline", false);
    run_every_way(&folder, "redirect-uris", false);
    let folder = Folder::with_env(&format!("DATABASE_URL=sqlite:///./{text}/users.db\n"));
    every_way(&folder, "verify-connection", false);
    every_way(&folder, "list-users", false);
}

#[test]
fn in_navauth_toml() {
    let folder = Folder::with_env("FRONTEND_URL=http://localhost:5173\n");
    let quoted = serde_json::to_string(&hostile()).unwrap();
    let quoted = navauth::diagnostics::redaction::escape_json(&quoted)
        .replace("\\udb40\\udc41", "")
        .replace("\\udb40\\udd00", "");
    folder.write(
        "navauth.toml",
        format!(
            "[providers.mine]\nlabel = {quoted}\nissuer = {quoted}\n[space]\nname = {quoted}\n"
        ),
    );
    run_every_way(&folder, "check-env", true);
    run_every_way(
        &folder,
        "test-login mine --no-browser --timeout 300ms",
        false,
    );
    run_every_way(&folder, "test-login --list", false);
    folder.write("navauth.toml", format!("[providers.mine]\nlabel = {quoted}\nclient_id = \"x\"\nauthorization_endpoint = \"http://127.0.0.1:9/a\"\ntoken_endpoint = \"http://127.0.0.1:9/t\"\nuserinfo_endpoint = \"http://127.0.0.1:9/u\"\n"));
    run_every_way(&folder, "check-env --online --timeout 1s", true);
    run_every_way(&folder, "redirect-uris", false);
}

#[test]
fn in_names_of_files() {
    let folder = Folder::new();
    // The command line is split at spaces, and a name has no slash.
    let name = hostile();
    folder.write(&name, "FRONTEND_URL=nowhere\n");
    every_way(&folder, &format!("check-env --env-file {name}"), true);
    every_way(
        &folder,
        &format!("check-env --env-file missing-{name}"),
        false,
    );
    every_way(&folder, &format!("check-env --baseline {name}.json"), false);
    every_way(
        &folder,
        &format!("check-env --report text={name}/x.txt"),
        false,
    );
    every_way(&folder, &format!("explain {name}"), false);
}

#[test]
fn in_what_git_says() {
    let mut folder = Folder::with_env("FRONTEND_URL=nowhere\n");
    folder.write(".git/HEAD", "ref: refs/heads/main\n");
    folder.write(
        "bin/git",
        format!("#!/bin/sh\necho 'fatal: {}' >&2\nexit 128\n", hostile()),
    );
    set_mode(&folder.path().join("bin/git"), 0o700);
    let path = format!(
        "{}:{}",
        folder.path().join("bin").display(),
        crate::support::search_path()
    );
    folder.variable("PATH", &path);
    every_way(&folder, "check-env", true);
}

#[test]
fn in_what_servers_and_programs_say() {
    for kind in [
        Echo::Json(401),
        Echo::Json(400),
        Echo::Json(200),
        Echo::Text(500),
    ] {
        let folder = echo::folder(&echo::start_with(kind, |_| hostile()));
        folder.write(
            "bin/gh",
            format!("#!/bin/sh\necho '{}' >&2\nexit 1\n", hostile()),
        );
        set_mode(&folder.path().join("bin/gh"), 0o700);
        let mut is_shown = false;
        for command in [
            "neon status",
            "neon allow-ip list",
            "verify-connection --over https",
            "push-secrets --space owner/name --yes",
            "push-secrets --to github owner/name --yes",
            "rotate-secret --space owner/name --yes",
            "test-login github --device --no-save --timeout 1s",
        ] {
            is_shown |= run_every_way(&folder, command, false);
        }
        is_shown |= run_every_way(&folder, "check-env --online", true);
        assert!(is_shown);
    }
}

#[test]
fn in_what_a_database_says() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        listener.incoming().flatten().for_each(|stream| {
            // Ignores disconnects.
            let _ = refuse(stream);
        })
    });
    let url = format!("postgresql://role:a-password@127.0.0.1:{port}/db?sslmode=disable");
    let folder = Folder::with_env(&format!("DATABASE_URL={url}\n"));
    every_way(&folder, "verify-connection", false);
    every_way(&folder, "list-users", false);
    run_every_way(&folder, "check-env --online", true);
}

fn refuse(mut stream: TcpStream) -> std::io::Result<()> {
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let mut startup = vec![0; u32::from_be_bytes(length) as usize - 4];
    stream.read_exact(&mut startup)?;
    let mut fields = b"SFATAL\0VFATAL\0CXX999\0M".to_vec();
    fields.extend(hostile().bytes());
    fields.extend(b"\0\0");
    stream.write_all(b"E")?;
    stream.write_all(&u32::try_from(fields.len() + 4).unwrap().to_be_bytes())?;
    stream.write_all(&fields)
}

#[test]
fn in_rows_of_the_database() {
    let folder = Folder::new();
    let _ = folder.run(["init-db"]).code(0);
    let text = hostile();
    folder.sqlite(
        "data/users.db",
        &format!("insert into users (email, username, full_name, oauth_provider, oauth_id) values ('{text}@x.org', '{text}', '{text}', '{text}', '{text}')"),
    );
    every_way(&folder, "list-users", false);
    for form in ["table", "json", "ndjson"] {
        for columns in [None, Some(40), Some(80)] {
            let shown = folder.run_inside(&format!("list-users --format {form}"), columns, "");
            assert!(shown.stdout.contains(MARK), "{shown:?}");
            assert_safe(&shown.stdout, form);
        }
    }
    // CSV is escaped only on a terminal.
    let on_terminal = folder.run_inside("list-users --format csv", Some(80), "");
    assert_safe(&on_terminal.stdout, "csv on a terminal");
    let in_file = folder.run_inside("list-users --format csv", None, "");
    assert!(in_file.stdout.contains(&text), "{in_file:?}");
}
