//! The record of test sign-ins, and what invalidates it.

use navauth::providers::fakes::{Behavior, FakeProviders};

use crate::support::Folder;
use crate::support::user::PendingSignIn;

const KEY: &str = "b7d1a9e04c5f4f7f8f0f6d2c9a3e1b5d7c9e0f1a2b3c4d5e6f708192a3b4c5d6";

/// A folder with all four simulated providers and a free port for the redirect URI.
fn fixture() -> (FakeProviders, Folder) {
    #[expect(
        clippy::disallowed_methods,
        reason = "tests have no Process of their own"
    )]
    let fakes = FakeProviders::start(Behavior::default(), jiff::Timestamp::now()).unwrap();
    let port = crate::support::ports::unused();
    let folder = Folder::with_env(&format!("{}JWT_SECRET_KEY={KEY}\n", fakes.env_text()));
    let callback = format!(
        "[callback]\ndevelopment = \"http://127.0.0.1:{port}/auth/callback/{{provider}}\"\n"
    );
    folder.write(
        "navauth.toml",
        format!(
            "{callback}production = \"https://app.example.org/{{provider}}\"\n\n{}",
            fakes.config_toml()
        ),
    );
    (fakes, folder)
}

fn sign_in(folder: &Folder, provider: &str, further: &[&str]) {
    let arguments = ["test-login", provider, "--no-browser", "--no-save"];
    let login = PendingSignIn::start(folder, arguments.into_iter().chain(further.iter().copied()));
    let _ = login.visit();
    let _ = login.finish().code(0);
}

/// The messages of the record's results.
fn told(folder: &Folder, further: &[&str]) -> Vec<String> {
    let arguments = ["check-env", "--live", "--only", "login", "--json"];
    let run = folder
        .run(arguments.into_iter().chain(further.iter().copied()))
        .code(0);
    let document = run.json();
    let text =
        |diagnostic: &serde_json::Value, name: &str| diagnostic[name].as_str().unwrap().to_owned();
    document["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|diagnostic| {
            format!(
                "{} {}",
                text(diagnostic, "status"),
                text(diagnostic, "title")
            )
        })
        .collect()
}

#[test]
fn a_successful_sign_in_is_recorded_without_secrets() {
    let (fakes, folder) = fixture();
    assert_eq!(told(&folder, &[]).len(), 4, "no login, no proof");
    assert!(
        !folder.path().join(".navauth").exists(),
        "looking writes nothing"
    );
    for provider in ["huggingface", "google", "facebook", "github"] {
        sign_in(&folder, provider, &[]);
    }
    assert_eq!(
        told(&folder, &[]),
        ["pass sign-in was tested with every provider"]
    );
    let record = folder.read(".navauth/logins.json");
    for client in fakes.clients() {
        assert!(
            !record.contains(&client.secret) && !record.contains(&client.id),
            "{record}"
        );
    }
    assert!(
        !record.contains("example.org\"") && !record.contains('@'),
        "nobody's name: {record}"
    );
    assert_eq!(folder.read(".navauth/.gitignore"), "*\n");
    let flows = |outcome| {
        super::items(
            &folder,
            outcome,
            &[
                "--only",
                "login,live.session-open",
                "--environment",
                "development",
            ],
        )
    };
    assert_eq!(flows("passed"), ["OAuth flows tested with all 4 providers"]);
    let _ = folder
        .run(["redirect-uris", "--provider", "google"])
        .code(0)
        .out("used in a sign-in on 20");

    let env = folder.read(".env");
    let secret = &fakes.client("github").unwrap().secret;
    folder.write(
        ".env",
        env.replace(secret.as_str(), "8c1f4e7a2b5d9036e8f1a4c7b0d3265987ab41ce"),
    );
    let other = told(&folder, &[]);
    assert!(
        other.len() == 1
            && other[0].starts_with("skip sign-in with GitHub was tested on 20")
            && other[0].ends_with("different settings"),
        "{other:?}"
    );
    assert!(
        flows("passed").is_empty() && flows("failed").is_empty(),
        "not tested is not wrong"
    );
    folder.write(".env", env);
    let production = told(
        &folder,
        &["--environment", "production", "--provider", "google"],
    );
    assert!(
        production[0]
            .starts_with("skip sign-in with Google was tested only with http://127.0.0.1:"),
        "{production:?}"
    );
}

#[test]
fn an_old_or_damaged_record_does_not_count() {
    let (_fakes, folder) = fixture();
    sign_in(&folder, "github", &[]);
    let record: serde_json::Value =
        serde_json::from_str(&folder.read(".navauth/logins.json")).unwrap();
    let mut old = record.clone();
    for entry in old["places"]["github"]
        .as_object_mut()
        .unwrap()
        .values_mut()
    {
        entry["set_at"] = "2026-01-01T00:00:00Z".into();
    }
    folder.write(".navauth/logins.json", old.to_string());
    let github = ["--provider", "github"];
    assert_eq!(
        told(&folder, &github),
        ["skip sign-in with GitHub was last tested on 2026-01-01, more than 30 days ago"]
    );
    folder.write(".navauth/logins.json", "{");
    assert_eq!(
        told(&folder, &github),
        ["skip cannot read the record of test sign-ins"]
    );
    // A sign-in succeeds even if it cannot be recorded, which is reported.
    let login = PendingSignIn::start(
        &folder,
        ["test-login", "github", "--no-browser", "--no-save"],
    );
    let _ = login.visit();
    let _ = login.finish().code(0).err("login.record-damaged");
}

#[test]
fn a_failed_sign_in_is_not_recorded() {
    let (fakes, folder) = fixture();
    fakes.change(|behavior| {
        *behavior = behavior.clone().fault(
            "github",
            navauth::providers::fakes::Step::Token,
            navauth::providers::fakes::Fault::Row("wrong-secret"),
        )
    });
    let login = PendingSignIn::start(
        &folder,
        ["test-login", "github", "--no-browser", "--no-save"],
    );
    let _ = login.visit();
    let _ = login.finish().code(4);
    assert!(!folder.path().join(".navauth").exists());
}
