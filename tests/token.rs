//! `navauth token`, on SQLite and PostgreSQL, and on the vectors of python-jose, which the app uses.

mod python_jose;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use serde_json::Value;

use crate::support::Folder;
use crate::support::postgres::Cluster;
use crate::support::terminal::Terminal;

const KEY: &str = "5f0c3a9e7b1d2846f9e0a7c3b5d1928476e0fa3c9b7d1852640e9fa7c3b5d182";
const OTHER: &str = "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9";
const USER: &str = "INSERT INTO users (id, email, username, oauth_provider, oauth_id) VALUES (7, 'Ada@example.org', 'ada', 'github', '1')";

/// A folder with a database that contains user 7.
fn folder() -> Folder {
    let folder = Folder::with_env(&format!("JWT_SECRET_KEY={KEY}\n"));
    let _ = folder.run(["init-db"]).code(0);
    folder.sqlite("data/users.db", USER);
    folder
}

fn issued(folder: &Folder, arguments: &[&str]) -> String {
    let run = folder
        .run([&["token", "issue"], arguments].concat())
        .code(0);
    assert!(!run.stderr.contains(run.stdout.trim()), "{run:?}");
    run.stdout.trim().to_owned()
}

/// A token signed with the session key.
fn signed(claims: &str) -> String {
    let message = [r#"{"alg":"HS256"}"#, claims]
        .map(|part| URL_SAFE_NO_PAD.encode(part))
        .join(".");
    let key = hmac::Key::new(hmac::HMAC_SHA256, KEY.as_bytes());
    let signature = hmac::sign(&key, message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()))
}

/// A number that no database stores is shown as the token contains it, not as the largest that fits.
/// An empty variable of the process environment counts, and hides the file.
#[test]
fn an_empty_variable_of_the_environment_is_named() {
    let key = "JWT_SECRET_KEY=5f0c3a9e7b1d2846f9e0a7c3b5d1928476e0fa3c9b7d1852640e9fa7c3b5d182\n";
    let mut folder = Folder::with_env(key);
    folder.variable("JWT_SECRET_KEY", "");
    let issue = ["token", "issue", "--user", "1", "--json"];
    let run = folder.run(issue).code(3);
    assert_eq!(run.ids("fail"), ["env.hidden-by-empty"]);
    let mut folder = Folder::new();
    folder.variable("JWT_SECRET_KEY", "");
    let run = folder.run(issue).code(3);
    assert_eq!(run.ids("fail"), ["token.no-key"]);
    let cause = &run.json()["findings"][0]["cause"];
    assert!(
        cause.as_str().unwrap().contains("JWT_SECRET_KEY"),
        "{cause}"
    );
    for name in ["GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"] {
        folder.variable(name, "");
    }
    for arguments in [
        ["check-env", "--json", "--only", "provider"],
        ["test-login", "github", "--json", "--no-browser"],
    ] {
        let run = folder.run(arguments);
        let document = run.json();
        let cause = document["findings"][0]["cause"].as_str().unwrap();
        let expected = "empty in the process environment: GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET";
        assert!(cause.starts_with(expected), "{cause}");
    }
}

#[test]
fn a_huge_user_is_named_as_in_the_token() {
    let folder = folder();
    for subject in ["9".repeat(30), format!("-{}", "8".repeat(25))] {
        let token = signed(&format!("{{\"sub\":\"{subject}\",\"exp\":4102444800}}"));
        for arguments in [&["--no-database"][..], &[]] {
            let run = folder.run_with_input([&["token", "verify"], arguments].concat(), &token);
            let shown = format!("{}{}", run.stdout, run.stderr);
            assert!(
                shown.contains(&subject) && !shown.contains("922337203685477580"),
                "{run:?}"
            );
        }
    }
}

#[test]
fn a_token_that_never_expires_is_a_warning() {
    let folder = Folder::with_env(&format!("JWT_SECRET_KEY={KEY}\n"));
    let token = signed("{\"sub\":\"7\"}");
    let run = folder
        .run_with_input(["token", "verify", "--no-database", "--json"], &token)
        .code(0);
    assert_eq!(run.ids("warn"), ["token.never-expires"]);
    assert_eq!(run.json()["accepted"], true);
}

#[test]
fn issued_tokens_are_accepted() {
    let folder = folder();
    for who in ["7", "ada@EXAMPLE.org"] {
        let token = issued(&folder, &["--user", who]);
        let run = folder
            .run_with_input(["token", "verify", "--json"], &token)
            .code(0)
            .without(&token);
        let document = run.json();
        assert_eq!(
            (&document["accepted"], &document["subject"]),
            (&true.into(), &"7".into())
        );
        assert_eq!(document["signed_with"], "JWT_SECRET_KEY (.env:1)");
    }
    let token = issued(&folder, &["--user", "7", "--expires", "1s"]);
    let before = jiff::Timestamp::from_second(claim(&folder, &token, "exp")).unwrap();
    assert!(before.duration_since(now()).as_secs() <= 1);
    let week = claim(&folder, &issued(&folder, &["--user", "7"]), "exp") - now().as_second();
    assert!((7 * 86_400 - 60..=7 * 86_400).contains(&week), "{week}");
    let _ = folder
        .run(["token", "issue", "--user", "8"])
        .code(1)
        .err("token.no-such-user");
    let _ = folder
        .run(["token", "issue", "--user", "eve@example.org"])
        .code(1)
        .err("navauth list-users");
}

fn claim(folder: &Folder, token: &str, name: &str) -> i64 {
    let run = folder
        .run_with_input(["token", "decode", "--json"], token)
        .code(0);
    run.json()["claims"][name].as_i64().unwrap()
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test compares with the time of the machine"
)]
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

#[test]
fn verification_matches_python_jose() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("vectors/jwt.json")).unwrap();
    let mut reasons = Vec::new();
    for case in cases {
        let folder = Folder::with_env(&format!(
            "JWT_SECRET_KEY={}\n",
            case["key"].as_str().unwrap()
        ));
        let token = case["token"].as_str().unwrap();
        let run = folder
            .run_with_input(["token", "verify", "--no-database", "--json"], token)
            .without(token);
        let document = run.json();
        let ids = run.ids("fail").join(" ");
        // A token without sub has a valid signature, but the app answers 401 because there is no user.
        assert_eq!(
            document["accepted"] != false,
            case["accepted"] == true && ids != "token.no-subject",
            "{}",
            case["name"]
        );
        assert_eq!(run.code, i32::from(document["accepted"] == false));
        reasons.push(ids);
    }
    let expected = [
        "",
        "",
        "token.expired",
        "token.other-key",
        "token.algorithm",
        "token.not-yet-valid",
        "token.numeric-sub",
        "token.no-subject",
    ];
    assert_eq!(reasons, expected);
}

#[test]
fn another_configured_key_is_reported() {
    let folder = folder();
    folder.write(".env.production", format!("JWT_SECRET_KEY={OTHER}\n"));
    let production = folder
        .run([
            "token",
            "issue",
            "--user",
            "7",
            "--env-file",
            ".env.production",
        ])
        .code(0)
        .stdout;
    let run = folder
        .run_with_input(["token", "verify"], &production)
        .code(1)
        .out("signed with the key of .env.production:1");
    let _ = run
        .out("token.other-key")
        .without(OTHER)
        .without(KEY)
        .without(production.trim());
    let _ = folder
        .run_with_input(
            ["token", "verify", "--env-file", ".env.production"],
            &production,
        )
        .code(0);
    let mut folder = folder;
    let own = issued(&folder, &["--user", "7"]);
    let _ = folder
        .variable("JWT_SECRET_KEY", OTHER)
        .run_with_input(["token", "verify"], &own)
        .code(1)
        .out("the key of .env:1");
}

#[test]
fn a_missing_user_differs_from_an_unreachable_database() {
    let folder = folder();
    let token = issued(&folder, &["--user", "7"]);
    folder.sqlite("data/users.db", "DELETE FROM users");
    let run = folder
        .run_with_input(["token", "verify", "--json"], &token)
        .code(1);
    assert_eq!(run.ids("fail"), ["token.user-gone"]);
    std::fs::remove_file(folder.path().join("data/users.db")).unwrap();
    let run = folder
        .run_with_input(["token", "verify", "--json"], &token)
        .code(0);
    assert_eq!(run.ids("skip"), ["token.user-unknown"]);
    assert!(run.json()["accepted"].is_null());
    assert!(!folder.path().join("data/users.db").exists());
}

#[test]
fn inactive_users_are_a_warning() {
    let folder = folder();
    let token = issued(&folder, &["--user", "7"]);
    folder.sqlite("data/users.db", "UPDATE users SET is_active = NULL");
    assert!(
        folder
            .run_with_input(["token", "verify", "--json"], &token)
            .code(0)
            .ids("warn")
            .is_empty(),
        "NULL is the app's default"
    );
    folder.sqlite("data/users.db", "UPDATE users SET is_active = false");
    let run = folder
        .run_with_input(["token", "verify", "--json"], &token)
        .code(0);
    assert_eq!(run.ids("warn"), ["token.user-inactive"]);
    assert_eq!(run.json()["accepted"], true);
}

#[test]
fn users_are_found_on_postgresql_too() {
    let database = Cluster::shared().database();
    let mut folder = Folder::with_env(&format!("JWT_SECRET_KEY={KEY}\n"));
    folder.variable("DATABASE_URL", &database.verified_url());
    let _ = folder.run(["init-db"]).code(0);
    database.load(USER);
    let token = issued(&folder, &["--user", "ada@example.org"]);
    let _ = folder
        .run_with_input(["token", "verify"], &token)
        .code(0)
        .out("accepted");
    database.load("UPDATE users SET is_active = false");
    let _ = folder
        .run_with_input(["token", "verify"], &token)
        .code(0)
        .out("token.user-inactive");
    database.load("INSERT INTO users (id, email, username) VALUES (8, 'ada@example.org', 'eve')");
    let _ = folder
        .run(["token", "issue", "--user", "ada@example.org"])
        .code(3)
        .err("database.user-ambiguous");
}

#[test]
fn tokens_may_be_copied_with_surrounding_text() {
    let folder = folder();
    let token = issued(&folder, &["--user", "7"]);
    for text in [
        format!("  {token}\r\n"),
        format!("Bearer {token}"),
        format!("Authorization: Bearer {token}\n"),
        format!("\"{token}\""),
        format!("https://www.communityone.com/?token={token}&next=/#x"),
        format!("Cookie: theme=dark; session={token}; lang=en"),
        format!("session={token}"),
        format!("{{\"access_token\": \"{token}\", \"token_type\": \"bearer\"}}"),
        format!(
            "{}\n{}\r\n  {}\n",
            &token[..40],
            &token[40..90],
            &token[90..]
        ),
        format!("Authorization: Bearer {}\n{}", &token[..50], &token[50..]),
        format!("{token}\n{token}\n"),
    ] {
        let _ = folder
            .run_with_input(["token", "verify"], &text)
            .code(0)
            .out("accepted");
    }
    let _ = folder
        .run_with_input(["token", "verify"], "")
        .code(2)
        .err("token.none");
    let _ = folder
        .run_with_input(["token", "verify"], "hf_CanaryCanary")
        .code(1)
        .out("looks like a HuggingFace token")
        .without("Canary");
    let _ = folder
        .run_with_input(["token", "decode"], "nonsense")
        .code(1)
        .err("token.malformed");
    let _ = Folder::with_env("")
        .run_with_input(["token", "verify"], &token)
        .code(3)
        .err("token.no-key");
}

#[test]
fn what_is_pasted_in_place_of_a_token_is_named() {
    let folder = folder();
    let one = issued(&folder, &["--user", "7"]);
    let other = issued(&folder, &["--user", "7", "--expires", "1h"]);
    let _ = folder
        .run_with_input(["token", "verify"], &format!("{one}\n{other}\n"))
        .code(2)
        .err("contains 2 different tokens");
    // As Starlette signs a session: base64 of {"state":"x"}, a time and a signature.
    let signed = "eyJzdGF0ZSI6IngifQ.aQx1Zg.s1gN4tUr3s1gN4tUr3";
    for (text, says) in [
        (format!("session={signed}"), "this is a signed cookie"),
        (
            "Cookie: theme=dark; lang=en".to_owned(),
            "this is a Cookie header",
        ),
        ("session=abcdef".to_owned(), "this is a cookie"),
        (
            "{\"access_token\": \"gho_CanaryCanary\", \"scope\": \"\"}".to_owned(),
            "JSON with access_token, scope",
        ),
    ] {
        let _ = folder
            .run_with_input(["token", "verify"], &text)
            .code(1)
            .err("token.malformed")
            .err(says)
            .without("Canary")
            .without(signed);
    }
}

#[test]
fn token_content_is_escaped_for_the_terminal() {
    // {"alg":"HS256"} and {"sub":"\u001b[2J\u202e7"}, unsigned.
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJcdTAwMWJbMkpcdTIwMmU3In0.x";
    let folder = Folder::with_env(&format!("JWT_SECRET_KEY={KEY}\n"));
    for arguments in [["token", "decode"], ["token", "verify"]] {
        let run = folder.run_with_input(arguments, token);
        assert!(!run.stdout.contains(['\u{1b}', '\u{202e}']), "{run:?}");
        assert!(run.stdout.contains("[2J"), "{run:?}");
    }
}

#[test]
fn the_prompt_does_not_echo() {
    let folder = folder();
    let token = issued(&folder, &["--user", "7"]);
    let terminal = Terminal::run(&folder, 80, ["token", "verify"]);
    terminal.wait_for("Token");
    terminal.text(&token);
    terminal.keys(["Enter"]);
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    assert!(
        screen.contains("accepted") && !screen.contains(&token[..20]),
        "{screen}"
    );
}

#[test]
fn a_dash_is_standard_input_and_a_token_no_argument() {
    let folder = Folder::with_env("A=1\n");
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
    for command in ["verify", "decode"] {
        let without = folder.run_with_input(["token", command, "--json"], token);
        let with = folder.run_with_input(["token", command, "-", "--json"], token);
        assert_eq!((with.code, with.stdout), (without.code, without.stdout));
        let run = folder.run(["token", command, token, "--json"]).code(2);
        assert_eq!(run.ids("fail"), ["usage.secret-argument"]);
        let fixed = format!("navauth token {command} < token.txt");
        assert_eq!(run.json()["findings"][0]["fix"]["command"], fixed.as_str());
        let _ = run.without("c2lnbmF0dXJl");
        let run = folder.run(["token", command, "x"]).code(2);
        let _ = run.err("unexpected argument \"x\"");
    }
}
