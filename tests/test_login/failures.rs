//! Logins that fail: each failure has its name, the browser's page says it, and nothing is left behind.

use navauth::demo::standins::{Behavior, Fault, IdTokenFault, Step};

use super::{Place, state_rows, users};
use crate::support::Run;
use crate::support::person::{Waiting, visit};

/// Signs in with a fault and gives back the finding's id and the run, after looking at what every failure must hold to.
#[track_caller]
pub fn fails(place: &Place, provider: &str, exit: i32) -> (String, Run) {
    let login = Waiting::start(
        &place.folder,
        ["test-login", provider, "--no-browser", "--json"],
    );
    let (state, visit) = (login.parameter("state"), login.visit());
    let run = login.finish().code(exit);
    let id = run.ids("fail").join(" ");
    assert!(
        visit.body.contains("<h1>Not signed in with") && visit.body.contains(&id),
        "the page does not say {id}: {}",
        visit.body
    );
    let finding = &run.json()["findings"][0];
    assert!(
        finding["fix"]["text"]
            .as_str()
            .is_some_and(|fix| !fix.is_empty()),
        "no next step: {finding:#}"
    );
    let code = visit
        .url
        .split(['?', '&'])
        .find_map(|pair| pair.strip_prefix("code="))
        .unwrap_or("no code at all");
    for secret in [code, &state] {
        assert!(
            !visit.body.contains(secret) && !run.stdout.contains(secret),
            "{secret} is shown"
        );
    }
    assert_eq!(
        run.stderr.matches(&state).count(),
        1,
        "the state stands in the URL alone: {}",
        run.stderr
    );
    assert!(!run.stderr.contains(code), "{}", run.stderr);
    assert_eq!(
        (state_rows(place), users(place).len()),
        (0, 0),
        "something was left behind"
    );
    (id, run)
}

/// What the providers refuse beside what is listed in `listed`, by the stand-ins' names for it.
#[test]
fn what_a_provider_refuses_has_a_name() {
    let place = Place::ready(Behavior::default());
    let (authorize, token, profile) = (Step::Authorize, Step::Token, Step::Profile);
    for (provider, step, row, id) in [
        (
            "huggingface",
            authorize,
            "response-type",
            "oauth.unsupported",
        ),
        (
            "huggingface",
            authorize,
            "challenge",
            "oauth.invalid-request",
        ),
        (
            "huggingface",
            token,
            "unknown-client",
            "huggingface.invalid-client",
        ),
        ("huggingface", token, "malformed", "oauth.invalid-request"),
        ("huggingface", token, "grant-type", "oauth.unsupported"),
        ("huggingface", profile, "token", "oauth.token-refused"),
        ("google", token, "missing-secret", "google.missing-secret"),
        ("google", token, "used-code", "google.invalid-grant"),
        ("github", authorize, "challenge", "oauth.invalid-request"),
        ("github", token, "grant-type", "oauth.unsupported"),
    ] {
        place.standins.change(|behaviour| {
            behaviour.clear_faults();
            behaviour.faults.insert((provider, step), Fault::Row(row));
        });
        assert_eq!(fails(&place, provider, 4).0, id, "{provider} {row}");
    }
}

/// What is no answer at all.
#[test]
fn what_is_no_answer_has_a_name_too() {
    let place = Place::ready(Behavior::default());
    for (provider, step, fault, exit, id) in [
        (
            "github",
            Step::Authorize,
            Fault::MissingCode,
            4,
            "login.no-code",
        ),
        (
            "google",
            Step::Authorize,
            Fault::OtherServer,
            4,
            "login.mix-up",
        ),
        ("github", Step::Token, Fault::html(), 5, "http.web-page"),
        (
            "google",
            Step::Token,
            Fault::status(500, None),
            5,
            "http.server-error",
        ),
        (
            "google",
            Step::Token,
            Fault::status(429, Some("30")),
            5,
            "http.rate-limited",
        ),
        (
            "google",
            Step::Token,
            Fault::json(200, "{\"access_token\": "),
            5,
            "http.not-json",
        ),
        (
            "google",
            Step::Token,
            Fault::json(200, "{}"),
            4,
            "login.unreadable-answer",
        ),
        (
            "google",
            Step::Token,
            Fault::json(200, ""),
            5,
            "http.not-json",
        ),
        (
            "google",
            Step::Token,
            Fault::json(
                400,
                "{\"error\":\"brand_new_error\",\"error_description\":\"a\\u001b[2Jb\"}",
            ),
            4,
            "login.provider-error",
        ),
        ("google", Step::Token, Fault::HangUp, 5, "http.cut-off"),
        ("google", Step::Keys, Fault::html(), 5, "http.web-page"),
        (
            "google",
            Step::Keys,
            Fault::json(200, "{\"keys\":[{\"kty\":\"new\"}]}"),
            4,
            "identity.unknown-key",
        ),
        ("google", Step::Profile, Fault::html(), 5, "http.web-page"),
        (
            "google",
            Step::Profile,
            Fault::json(200, "{\"email\":\"a@example.org\"}"),
            4,
            "login.no-id",
        ),
        (
            "google",
            Step::Profile,
            Fault::json(200, "{\"sub\":\"another\",\"email\":\"a@example.org\"}"),
            4,
            "identity.other-subject",
        ),
        (
            "github",
            Step::Emails,
            Fault::json(200, "[]"),
            4,
            "github.no-email",
        ),
        (
            "github",
            Step::Emails,
            Fault::status(500, None),
            5,
            "http.server-error",
        ),
        (
            "facebook",
            Step::Introspect,
            Fault::json(200, "{\"data\":{\"app_id\":\"1\",\"is_valid\":true}}"),
            4,
            "login.token-of-another-app",
        ),
        (
            "facebook",
            Step::Introspect,
            Fault::json(200, "{\"data\":{\"is_valid\":false}}"),
            4,
            "login.token-not-valid",
        ),
    ] {
        let shown = format!("{provider} {step:?} {fault:?}");
        place.standins.change(|behaviour| {
            behaviour.clear_faults();
            behaviour.faults.insert((provider, step), fault);
        });
        assert_eq!(fails(&place, provider, exit).0, id, "{shown}");
    }
}

#[test]
fn an_id_token_that_proves_nothing_is_refused() {
    let place = Place::ready(Behavior::default());
    for (fault, id) in [
        (IdTokenFault::Missing, "identity.missing"),
        (IdTokenFault::WrongNonce, "identity.nonce"),
        (IdTokenFault::MissingNonce, "identity.nonce"),
        (IdTokenFault::WrongAudience, "identity.audience"),
        (IdTokenFault::WrongIssuer, "identity.issuer"),
        (IdTokenFault::Expired, "identity.expired"),
        (IdTokenFault::Unsigned, "identity.algorithm"),
        (IdTokenFault::Symmetric, "identity.algorithm"),
        (IdTokenFault::ForeignKey, "identity.signature"),
        (IdTokenFault::OtherSubject, "identity.other-subject"),
        (IdTokenFault::MissingSubject, "identity.no-subject"),
        (IdTokenFault::OtherParty, "identity.authorized-party"),
        (IdTokenFault::SeveralAudiences, "identity.authorized-party"),
        (IdTokenFault::Early, "identity.not-yet-valid"),
        (IdTokenFault::Endless, "identity.expired"),
        (IdTokenFault::OtherToken, "identity.at-hash"),
    ] {
        place
            .standins
            .change(|behaviour| behaviour.id_token = Some(fault));
        assert_eq!(fails(&place, "google", 4).0, id, "{fault:?}");
    }
}

#[test]
fn a_key_that_is_new_is_looked_for_once_more() {
    let place = Place::ready(Behavior {
        id_token: Some(IdTokenFault::RotatedKey),
        ..Behavior::default()
    });
    let login = Waiting::start(&place.folder, ["test-login", "google", "--no-browser"]);
    let _ = login.visit();
    let _ = login.finish().code(0);
    assert_eq!(place.standins.requests_to("google", Step::Keys).len(), 2);
    // And not a third time: whoever sends a made-up name could else make this machine ask for ever.
    place.standins.change(|behaviour| {
        _ = behaviour
            .faults
            .insert(("google", Step::Keys), Fault::json(200, "{\"keys\":[]}"))
    });
    assert_eq!(fails_again(&place), "identity.unknown-key");
    assert_eq!(place.standins.requests_to("google", Step::Keys).len(), 4);
}

/// A key that is for encryption signs nothing (RFC 7517 section 4.2).
#[test]
fn a_key_of_another_use_is_none() {
    let place = Place::ready(Behavior::default());
    let keys = visit(&format!(
        "{}/google/oauth2/v3/certs",
        place.standins.address()
    ))
    .body;
    assert!(keys.contains("\"use\":\"sig\""), "{keys}");
    for (keys, exit) in [(keys.replace("\"sig\"", "\"enc\""), 4), (keys, 0)] {
        place.standins.change(|behaviour| {
            _ = behaviour
                .faults
                .insert(("google", Step::Keys), Fault::json(200, keys))
        });
        let login = Waiting::start(
            &place.folder,
            ["test-login", "google", "--no-browser", "--json"],
        );
        let _ = login.visit();
        let run = login.finish().code(exit);
        assert_eq!(
            run.stdout.contains("identity.unknown-key"),
            exit == 4,
            "{run:#?}"
        );
    }
}

/// A login with Google that fails although one before went well; the finding's id.
fn fails_again(place: &Place) -> String {
    let login = Waiting::start(
        &place.folder,
        ["test-login", "google", "--no-browser", "--json"],
    );
    let _ = login.visit();
    login.finish().code(4).ids("fail").join(" ")
}

#[test]
fn a_slow_provider_is_given_up() {
    let place = Place::ready(Behavior::default().fault("github", Step::Token, Fault::Hold));
    let login = Waiting::start(
        &place.folder,
        [
            "test-login",
            "github",
            "--no-browser",
            "--json",
            "--timeout",
            "3s",
        ],
    );
    let visit = login.visit();
    let run = login.finish().code(5);
    assert_eq!(run.ids("fail"), ["http.timed-out"]);
    assert!(visit.body.contains("http.timed-out"));
    assert_eq!(state_rows(&place), 0);
}

/// Whatever the body says, and whoever is asked.
#[test]
fn a_server_error_is_the_same_at_every_step() {
    let place = Place::ready(Behavior::default());
    let refusal =
        r#"{"error":"invalid_client","error_description":"no","message":"Bad credentials"}"#;
    let graph =
        r#"{"error":{"message":"Invalid OAuth access token.","type":"OAuthException","code":190}}"#;
    for (provider, step) in [
        ("github", Step::Token),
        ("github", Step::Profile),
        ("github", Step::Emails),
        ("google", Step::Keys),
        ("huggingface", Step::Token),
        ("facebook", Step::Profile),
        ("facebook", Step::Introspect),
    ] {
        let body = if provider == "facebook" {
            graph
        } else {
            refusal
        };
        for (fault, id) in [
            (Fault::json(503, body), "http.server-error"),
            (Fault::json(429, body), "http.rate-limited"),
            (Fault::html(), "http.web-page"),
        ] {
            place.standins.change(|behaviour| {
                behaviour.clear_faults();
                behaviour.faults.insert((provider, step), fault);
            });
            assert_eq!(fails(&place, provider, 5).0, id, "{provider} {step:?}");
        }
    }
}

#[test]
fn a_provider_that_is_not_there_is_told_of() {
    let place = Place::ready(Behavior::default());
    let config = place.folder.read("navauth.toml");
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    for (endpoint, exit, id) in [
        (format!("http://{closed}/token"), 5, "http.refused"),
        (
            format!("{}/nothing/here", place.standins.address()),
            5,
            "http.web-page",
        ),
    ] {
        let old = format!(
            "{}/github/login/oauth/access_token",
            place.standins.address()
        );
        place
            .folder
            .write("navauth.toml", config.replace(&old, &endpoint));
        assert_eq!(fails(&place, "github", exit).0, id);
    }
    let old = format!(
        "{}/github/login/oauth/access_token",
        place.standins.address()
    );
    let insecure = config.replace(&old, "http://example.com/token");
    place.folder.write("navauth.toml", insecure);
    let run = place
        .folder
        .run(["test-login", "github", "--no-browser", "--json"])
        .code(3);
    assert_eq!(run.ids("fail"), ["config.unsafe-url"]);
}

#[test]
fn what_is_missing_is_said_before_anything_is_opened() {
    let place = Place::ready(Behavior::default());
    let env = place.folder.read(".env");
    let without = |name: &str| {
        env.lines()
            .filter(|line| !line.starts_with(name))
            .map(|line| format!("{line}\n"))
            .collect::<String>()
    };
    place.folder.write(".env", without("GITHUB_CLIENT_SECRET"));
    let run = place
        .folder
        .run(["test-login", "github", "--no-browser"])
        .code(3);
    let _ = run
        .err("GITHUB_CLIENT_SECRET is not set")
        .err("https://github.com/settings/developers")
        .without("http://127.0.0.1");
    place.folder.write(".env", without("JWT_SECRET_KEY"));
    let _ = place
        .folder
        .run(["test-login", "github", "--no-browser"])
        .code(3)
        .err("navauth gen-secret --write")
        .without("http://127.0.0.1");
    let place = Place::new(Behavior::default());
    let _ = place
        .folder
        .run(["test-login", "github", "--no-browser"])
        .code(3)
        .err("navauth init-db")
        .without("http://127.0.0.1");
    let run = place
        .folder
        .run(["test-login", "githob", "--no-browser"])
        .code(2);
    let _ = run.err("did you mean github?").err("huggingface, google,");
    assert!(place.standins.requests().is_empty());
}

/// The app refuses a login whose row is gone, and so does the test.
#[test]
fn a_login_whose_row_is_gone_is_refused() {
    let place = Place::ready(Behavior::default());
    let login = Waiting::start(
        &place.folder,
        ["test-login", "github", "--no-browser", "--json"],
    );
    place
        .folder
        .sqlite("data/users.db", "delete from oauth_states");
    let visit = login.visit();
    assert_eq!(login.finish().code(4).ids("fail"), ["login.state-expired"]);
    assert!(visit.body.contains("login.state-expired"), "{}", visit.body);
    assert!(
        place.standins.requests_to("github", Step::Token).is_empty(),
        "the code was exchanged all the same"
    );
}

/// Facebook's word for a token of this very app that is dead.
#[test]
fn a_token_that_is_not_valid_is_refused_whosever_it_is() {
    let place = Place::ready(Behavior::default());
    let app = place.standins.client("facebook").unwrap().id.clone();
    for (valid, answer) in [(false, "false"), (true, "true")] {
        let described = format!(
            "{{\"data\":{{\"app_id\":\"{app}\",\"is_valid\":{answer},\"scopes\":[\"email\",\"public_profile\"]}}}}"
        );
        place.standins.change(|behaviour| {
            _ = behaviour
                .faults
                .insert(("facebook", Step::Introspect), Fault::json(200, described))
        });
        if !valid {
            assert_eq!(fails(&place, "facebook", 4).0, "login.token-not-valid");
            continue;
        }
        let login = Waiting::start(&place.folder, ["test-login", "facebook", "--no-browser"]);
        let _ = login.visit();
        let _ = login.finish().code(0);
    }
}

#[test]
fn a_person_without_a_usable_address() {
    let place = Place::ready(Behavior::default());
    let unverified =
        Behavior::default().account("google", |account| account.email_verified = false);
    let listed = Behavior::default().account("github", |account| account.email_verified = false);
    let nobody = Behavior::default().account("facebook", |account| account.email = None);
    for (behaviour, provider, id) in [
        (unverified, "google", "login.email-unverified"),
        (listed, "github", "login.email-unverified"),
        (nobody, "facebook", "facebook.no-email"),
    ] {
        place.standins.change(|old| *old = behaviour);
        let login = Waiting::start(
            &place.folder,
            ["test-login", provider, "--no-browser", "--json"],
        );
        let _ = login.visit();
        let run = login.finish().code(0);
        assert_eq!(run.ids("warn"), [id]);
    }
    for provider in ["huggingface", "google", "github"] {
        place.standins.change(|old| {
            *old = Behavior::default().account(provider, |account| account.email = None)
        });
        let login = Waiting::start(
            &place.folder,
            ["test-login", provider, "--no-browser", "--json"],
        );
        let _ = login.visit();
        assert_eq!(login.finish().code(4).ids("fail").len(), 1);
    }
    assert!(
        users(&place)
            .iter()
            .any(|user| user.contains("facebook_10223344556677889@communityone.placeholder"))
    );
}
