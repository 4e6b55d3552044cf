//! Further checks of a sign-in: scopes, clocks, accounts; and the transcript.

use navauth::providers::fakes::{Behavior, Fault, Step};

use super::{Fixture, users};
use crate::support::user::PendingSignIn;

#[test]
fn clock_skew_is_an_error_only_if_it_is_the_cause() {
    for (offset, exit, status, words) in [
        (0, 0, "warn", ""),
        (
            -600,
            0,
            "warn",
            "this computer's clock is 10 minutes ahead of Google's",
        ),
        (
            -7200,
            4,
            "fail",
            "this computer's clock is 2 hours ahead of Google's",
        ),
        (
            600,
            4,
            "fail",
            "this computer's clock is 10 minutes behind Google's",
        ),
    ] {
        let fixture = Fixture::at(Behavior::default(), offset);
        let _ = fixture.folder.run(["init-db"]).code(0);
        let login = PendingSignIn::start(
            &fixture.folder,
            ["test-login", "google", "--no-browser", "--json"],
        );
        let _ = login.visit();
        let run = login.finish().code(exit).out(words);
        let expected: &[&str] = if words.is_empty() {
            &[]
        } else {
            &["identity.clock-skew"]
        };
        assert_eq!(run.ids(status), expected, "{offset}");
    }
}

#[test]
fn missing_scopes_are_warnings() {
    let fixture = Fixture::ready(Behavior::default());
    let config = fixture.folder.read("navauth.toml");
    let more = config.replace(
        "[providers.github]",
        "[providers.github]\nscopes = [\"read:user\", \"user:email\", \"read:org\"]",
    );
    fixture.folder.write("navauth.toml", more);
    let token = "{\"access_token\":\"gho_canary0000000000000000000000000000000\",\"scope\":\"user:email\",\"token_type\":\"bearer\"}";
    fixture.providers.change(|behavior| {
        behavior
            .faults
            .insert(("github", Step::Token), Fault::json(200, token));
        behavior.faults.insert(
            ("github", Step::Profile),
            Fault::json(200, "{\"id\":7,\"login\":\"ada\"}"),
        );
        let list = "[{\"email\":\"ada@example.org\",\"primary\":true,\"verified\":true}]";
        behavior
            .faults
            .insert(("github", Step::Emails), Fault::json(200, list));
    });
    let login = PendingSignIn::start(
        &fixture.folder,
        ["test-login", "github", "--no-browser", "--json"],
    );
    let _ = login.visit();
    let run = login.finish().code(0).without("gho_canary");
    assert_eq!(
        run.ids("warn"),
        ["login.scope-not-granted", "login.not-revoked"],
        "the token is not one that could be revoked"
    );
    assert!(
        run.stdout.contains("did not grant read:user, read:org"),
        "{run:?}"
    );
}

#[test]
fn accounts_cannot_be_taken_over() {
    let address = |account: &mut navauth::providers::fakes::Account| {
        account.email = Some("shared@example.org".into())
    };
    let behavior = Behavior::default()
        .account("github", address)
        .account("google", |account| {
            address(account);
            account.email_verified = false;
        });
    let fixture = Fixture::ready(
        behavior
            .account("facebook", address)
            .account("huggingface", |account| {
                account.username = "dmitri-volkov".into()
            }),
    );
    let sign_in = |provider: &str, more: &[&str], exit: i32| {
        let arguments = ["test-login", provider, "--no-browser", "--json"]
            .into_iter()
            .chain(more.iter().copied());
        let login = PendingSignIn::start(&fixture.folder, arguments);
        let _ = login.visit();
        login.finish().code(exit)
    };
    assert_eq!(
        sign_in("github", &[], 0).json()["stored"]["change"],
        "created"
    );
    // Google has not verified the address, Facebook does not say.
    let _ = sign_in("google", &[], 4);
    let _ = sign_in("facebook", &[], 4);
    assert_eq!(users(&fixture).len(), 1);
    let run = sign_in("facebook", &["--link"], 0);
    assert_eq!(run.json()["stored"]["change"], "linked");
    assert_eq!(run.ids("warn").last().unwrap(), "login.provider-replaced");
    assert_eq!(users(&fixture).len(), 1);
    let run = sign_in("huggingface", &[], 0);
    let renamed = run.json()["stored"]["renamed_to"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        renamed.starts_with("dmitri-volkov") && renamed.len() > "dmitri-volkov".len(),
        "{renamed}"
    );
}

#[test]
fn the_transcript_has_every_step_and_no_secrets() {
    let fixture = Fixture::ready(Behavior::default());
    for (provider, steps) in [
        ("huggingface", 4),
        ("google", 5),
        ("facebook", 5),
        ("github", 5),
    ] {
        let login = PendingSignIn::start(
            &fixture.folder,
            [
                "test-login",
                provider,
                "--no-browser",
                "--transcript",
                "record.txt",
            ],
        );
        let (state, visit) = (login.parameter("state"), login.visit());
        let _ = login
            .finish()
            .code(0)
            .err("transcript written to record.txt");
        let record = fixture.folder.read("record.txt");
        assert_eq!(
            record.matches(" http://127.0.0.1:").count(),
            steps,
            "{record}"
        );
        for part in [
            "the sign-in page: GET",
            "the right state and a code",
            "answer after ",
            " ms: HTTP 200 OK, application/json, ",
            "> grant_type=authorization_code",
            "[hidden]",
        ] {
            assert!(record.contains(part), "no {part} in {record}");
        }
        assert_eq!(visit.status, 200);
        let account = Behavior::default().account_at(provider);
        let requests = fixture.providers.requests();
        let sent = requests.iter().flat_map(|request| {
            request
                .bearer()
                .map(str::to_owned)
                .into_iter()
                .chain(request.body.get("code").cloned())
        });
        let person = [account.email.unwrap(), account.name.unwrap(), account.id];
        let client = fixture.providers.client(provider).unwrap().secret.clone();
        for secret in sent
            .chain(person)
            .chain([client, state])
            .filter(|secret| !secret.is_empty())
        {
            assert!(!record.contains(&secret), "{secret} stands in {record}");
        }
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(fixture.folder.path().join("record.txt"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn a_transcript_that_cannot_be_written_is_an_error() {
    let fixture = Fixture::ready(Behavior::default());
    for path in ["home", "nowhere/record.txt", "/dev/full"] {
        let login = PendingSignIn::start(
            &fixture.folder,
            [
                "test-login",
                "github",
                "--no-browser",
                "--no-save",
                "--transcript",
                path,
            ],
        );
        let _ = login.visit();
        let _ = login.finish().code(3).err("cannot write the transcript");
    }
}
