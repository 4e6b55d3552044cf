//! Successful sign-ins.

use std::path::Path;

use navauth::providers::fakes::{Behavior, Step};
use serde_json::Value;

use super::{Fixture, state_rows, users};
use crate::support::postgres::Cluster;
use crate::support::user::PendingSignIn;

const PROVIDERS: [(&str, &str, &str); 4] = [
    ("huggingface", "HuggingFace", "amara-okafor@example.org"),
    ("google", "Google", "bruno.keller@example.org"),
    ("facebook", "Facebook", "chiara_rossi@example.org"),
    ("github", "GitHub", "dmitri-volkov@example.org"),
];

#[test]
fn every_provider_signs_in_stores_the_user_and_leaves_nothing_else() {
    for fixture in [
        Fixture::ready(Behavior::default()),
        Fixture::on_postgres(Behavior::default()),
    ] {
        for (provider, label, email) in PROVIDERS {
            let login =
                PendingSignIn::start(&fixture.folder, ["test-login", provider, "--no-browser"]);
            assert_eq!(
                state_rows(&fixture),
                1,
                "the state row is there while the person is away"
            );
            let visit = login.visit();
            assert_eq!(visit.status, 200);
            assert!(
                visit
                    .body
                    .contains(&format!("<h1>Signed in with {label}</h1>")),
                "{}",
                visit.body
            );
            let run = login
                .finish()
                .code(0)
                .out(&format!("Signed in with {label}"))
                .out(email)
                .out("new user")
                .out("valid until 20");
            let _ = run.out("the provider").without(super::KEY);
            assert_eq!(state_rows(&fixture), 0, "the state row is gone");
        }
        let stored = users(&fixture);
        assert_eq!(stored.len(), 4, "{stored:?}");
        for (row, (provider, _, email)) in stored.iter().zip(PROVIDERS) {
            assert!(row.contains(provider) && row.contains(email), "{row}");
        }
    }
}

#[test]
fn sign_in_works_with_every_release_of_the_app() {
    for (release, users, states) in [
        ("2026-05", "users", "oauth_states"),
        ("2026-08", "\"user\"", "contact_oauth_state"),
    ] {
        let mut fixture = Fixture::new(Behavior::default());
        let database = Cluster::shared().database();
        let tables =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/schema/{release}.sql"));
        database.load(&std::fs::read_to_string(tables).unwrap());
        fixture
            .folder
            .variable("DATABASE_URL", &database.verified_url());
        let login = PendingSignIn::start(
            &fixture.folder,
            ["test-login", "google", "--no-browser", "--json"],
        );
        assert_eq!(
            database.psql(&format!("select count(*) from {states}")),
            "1"
        );
        assert_eq!(login.visit().status, 200);
        assert_eq!(
            login.finish().code(0).json()["stored"]["change"],
            "created",
            "{release}"
        );
        assert_eq!(
            database.psql(&format!(
                "select count(*), (select count(*) from {states}) from {users}"
            )),
            "1|0"
        );
        let run = fixture.folder.run(["verify-connection", "--json"]).code(0);
        assert_eq!(
            (run.ids("warn"), &run.json()["tables"]["release"]),
            (Vec::new(), &Value::from(release))
        );
        let _ = fixture
            .folder
            .run(["list-users"])
            .code(0)
            .out("bruno.keller@example.org");
        let _ = fixture
            .folder
            .run(["init-db", "--check"])
            .code(0)
            .out(release);
        let _ = fixture
            .folder
            .run(["purge-states"])
            .code(0)
            .out("0 expired");
    }
}

#[test]
fn the_second_sign_in_updates_the_user() {
    let fixture = Fixture::ready(Behavior::default());
    for expected in ["created", "updated"] {
        let login = PendingSignIn::start(
            &fixture.folder,
            ["test-login", "google", "--no-browser", "--json"],
        );
        let visit = login.visit();
        assert_eq!(visit.status, 200);
        let document = login.finish().code(0).json();
        assert_eq!(document["stored"]["change"], expected, "{document:#}");
        assert_eq!(document["profile"]["oauth_id"], "104857600123456789012");
        assert_eq!(document["used"]["pkce"], true);
        assert_eq!(document["used"]["id_token"], "ES256");
        assert_eq!(document["grant"], "revoked");
    }
    assert_eq!(users(&fixture).len(), 1);
}

#[test]
fn no_save_writes_nothing_and_needs_neither_database_nor_key() {
    let fixture = Fixture::new(Behavior::default());
    fixture.folder.write(".env", fixture.providers.env_text());
    let login = PendingSignIn::start(
        &fixture.folder,
        ["test-login", "github", "--no-browser", "--no-save"],
    );
    let visit = login.visit();
    assert!(visit.body.contains("nothing was stored"), "{}", visit.body);
    let _ = login.finish().code(0).out("nothing (--no-save)");
    assert!(!fixture.folder.path().join("data").exists());
}

#[test]
fn only_print_token_prints_the_session_token() {
    let fixture = Fixture::ready(Behavior::default());
    for arguments in [
        &["test-login", "github", "--no-browser"][..],
        &["test-login", "github", "--no-browser", "--print-token"],
    ] {
        let login = PendingSignIn::start(&fixture.folder, arguments.iter().copied());
        let _ = login.visit();
        let run = login.finish().code(0);
        let token = run.stdout.lines().find(|line| line.starts_with("eyJ"));
        assert_eq!(
            token.is_some(),
            arguments.contains(&"--print-token"),
            "{run:?}"
        );
        if let Some(token) = token {
            let payload = token.split('.').nth(1).unwrap();
            let payload =
                base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, payload)
                    .unwrap();
            let claims: Value = serde_json::from_slice(&payload).unwrap();
            assert_eq!(claims["sub"], "1");
        }
    }
}

#[test]
fn requests_match_each_provider() {
    let fixture = Fixture::ready(Behavior::default());
    for (provider, ..) in PROVIDERS {
        let login = PendingSignIn::start(&fixture.folder, ["test-login", provider, "--no-browser"]);
        assert_eq!(login.parameter("state").len(), 43, "256 bits");
        let has = |name: &str| login.url.contains(&format!("&{name}="));
        assert_eq!(has("code_challenge"), provider != "facebook");
        assert_eq!(has("nonce"), matches!(provider, "huggingface" | "google"));
        let _ = login.visit();
        let _ = login.finish().code(0);
        let token = &fixture.providers.requests_to(provider, Step::Token)[0];
        assert_eq!(
            token.basic().is_some(),
            provider == "huggingface",
            "{token:?}"
        );
        assert_eq!(
            token.body.contains_key("client_secret"),
            provider != "huggingface",
            "{token:?}"
        );
        assert!(token.query.is_empty(), "no secret in a URL: {token:?}");
        let profile = &fixture.providers.requests_to(provider, Step::Profile)[0];
        assert!(
            profile.bearer().is_some() && !profile.query.contains_key("access_token"),
            "{profile:?}"
        );
        let revoked = fixture.providers.requests_to(provider, Step::Revoke).len();
        assert_eq!(
            revoked,
            usize::from(provider != "huggingface"),
            "{provider}"
        );
    }
}

#[test]
fn keep_grant_does_not_revoke() {
    let fixture = Fixture::ready(Behavior::default());
    let login = PendingSignIn::start(
        &fixture.folder,
        ["test-login", "github", "--no-browser", "--keep-grant"],
    );
    let _ = login.visit();
    let _ = login.finish().code(0).out("was kept");
    assert!(
        fixture
            .providers
            .requests_to("github", Step::Revoke)
            .is_empty()
    );
}
