//! Failed sign-ins: each has a diagnostic, the browser's page shows it, and nothing is left behind.

use navauth::providers::fakes::{Behavior, Fault, IdTokenFault, Step};

use super::{Fixture, state_rows, users};
use crate::fixes;
use crate::support::Run;
use crate::support::user::{PendingSignIn, visit};

/// Signs in with a fault, checks what holds for all failures, and returns the diagnostic's ID and the run.
#[track_caller]
pub fn fails(fixture: &Fixture, provider: &str, exit: i32) -> (String, Run) {
    let login = PendingSignIn::start(
        &fixture.folder,
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
    let diagnostic = &run.json()["findings"][0];
    assert!(
        diagnostic["fix"]["text"]
            .as_str()
            .is_some_and(|fix| !fix.is_empty()),
        "no next step: {diagnostic:#}"
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
        (state_rows(fixture), users(fixture).len()),
        (0, 0),
        "something was left behind"
    );
    (id, run)
}

/// Follows the help: the provider is as it asks for, and the same command runs again.
#[track_caller]
pub fn signs_in_again(fixture: &Fixture, provider: &str) {
    fixture.providers.change(|behavior| behavior.clear_faults());
    let login = PendingSignIn::start(
        &fixture.folder,
        ["test-login", provider, "--no-browser", "--json"],
    );
    let _ = login.visit();
    let run = login.finish().code(0);
    assert_eq!(run.ids("fail"), [""; 0]);
    fixture.folder.sqlite("data/users.db", "delete from users");
}

/// Errors of the providers other than those in `listed`, by the fake providers' names.
#[test]
fn provider_errors_have_diagnostics() {
    let fixture = Fixture::ready(Behavior::default());
    let mut followed = Vec::new();
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
        fixture.providers.change(|behavior| {
            behavior.clear_faults();
            behavior.faults.insert((provider, step), Fault::Row(row));
        });
        assert_eq!(fails(&fixture, provider, 4).0, id, "{provider} {row}");
        signs_in_again(&fixture, provider);
        followed.push(id.to_owned());
    }
    fixes::assert_followed("errors of a provider", followed);
}

/// GitHub's rate limits come as 403 with words, and mostly without a header.
#[test]
fn rate_limits_of_github_are_known_by_their_words() {
    let fixture = Fixture::ready(Behavior::default());
    for words in [
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
        "You have exceeded a secondary rate limit and have been temporarily blocked from content creation.",
        "API rate limit exceeded for user ID 58390214.",
    ] {
        let body = format!("{{\"message\":\"{words}\"}}");
        fixture.providers.change(|behavior| {
            let fault = Fault::json(403, body);
            behavior.faults.insert(("github", Step::Profile), fault);
        });
        assert_eq!(
            fails(&fixture, "github", 5).0,
            "github.rate-limit",
            "{words}"
        );
    }
}

/// Facebook's codes for permissions have several meanings: no cause is stated.
#[test]
fn missing_permissions_at_facebook_state_no_cause() {
    let fixture = Fixture::ready(Behavior::default());
    for code in [10, 200] {
        let body = format!(
            r#"{{"error":{{"message":"(#{code}) No","type":"OAuthException","code":{code}}}}}"#
        );
        fixture.providers.change(|behavior| {
            let fault = Fault::json(403, body);
            behavior.faults.insert(("facebook", Step::Profile), fault);
        });
        let (id, run) = fails(&fixture, "facebook", 4);
        assert_eq!(id, "facebook.permission");
        assert!(run.json()["findings"][0]["cause"].is_null(), "{run:?}");
    }
}

/// A placeholder leads only to the provider's error page, so no browser opens.
#[test]
fn placeholders_are_refused_before_the_sign_in() {
    let fixture = Fixture::ready(Behavior::default());
    let env = fixture.folder.read(".env");
    let client = fixture.providers.client("github").unwrap();
    for (real, placeholder, name) in [
        (&client.id, "your_github_client_id", "GITHUB_CLIENT_ID"),
        (&client.secret, "****", "GITHUB_CLIENT_SECRET"),
    ] {
        fixture
            .folder
            .write(".env", env.replace(real.as_str(), placeholder));
        let run = fixture
            .folder
            .run(["test-login", "github", "--json"])
            .code(3);
        assert_eq!(run.ids("fail"), ["env.placeholder"]);
        let _ = run.out(&format!("{name} is still a placeholder"));
    }
}

/// What an account lacks is added at the provider, as the help says.
#[test]
fn accounts_without_an_address_are_completed() {
    let mut followed = Vec::new();
    for (provider, id, says) in [
        (
            "huggingface",
            "huggingface.no-email",
            "select the scope email",
        ),
        ("facebook", "facebook.no-email", "add email"),
        (
            "google",
            "login.email-unverified",
            "confirm the address at Google",
        ),
    ] {
        let behavior = Behavior::default().account(provider, |account| {
            if id == "login.email-unverified" {
                account.email_verified = false;
            } else {
                account.email = None;
            }
        });
        let fixture = Fixture::ready(behavior);
        let sign_in = || {
            let arguments = ["test-login", provider, "--no-browser", "--json"];
            let login = PendingSignIn::start(&fixture.folder, arguments);
            let _ = login.visit();
            login.finish().json()
        };
        let document = sign_in();
        let found = document["findings"].as_array().unwrap();
        let found = found.iter().find(|found| found["id"] == id);
        let help = found.unwrap_or_else(|| panic!("{id}: {document:#}"))["fix"]["text"].as_str();
        assert!(help.unwrap().contains(says), "{id}: {help:?}");
        fixture
            .providers
            .change(|behavior| drop(behavior.accounts.remove(provider)));
        let document = sign_in();
        let left = document["findings"].as_array().unwrap().iter();
        let mut left = left.filter(|found| found["id"] == id || found["status"] == "fail");
        assert!(left.next().is_none(), "{id}: {document:#}");
        followed.push(id.to_owned());
    }
    fixes::assert_followed("accounts at a provider", followed);
}

/// Malformed and missing responses.
#[test]
fn malformed_responses_have_diagnostics() {
    let fixture = Fixture::ready(Behavior::default());
    let mut followed = Vec::new();
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
        fixture.providers.change(|behavior| {
            behavior.clear_faults();
            behavior.faults.insert((provider, step), fault);
        });
        assert_eq!(fails(&fixture, provider, exit).0, id, "{shown}");
        signs_in_again(&fixture, provider);
        followed.push(id.to_owned());
    }
    fixes::assert_followed("malformed responses", followed);
}

/// Answers that no table has: the step, the provider's words, and no cause that was not seen.
#[test]
fn invented_answers_get_no_cause() {
    let fixture = Fixture::ready(Behavior::default());
    let page = |status, body: &str| Fault::Response {
        status,
        content_type: "text/html; charset=utf-8",
        body: body.to_owned(),
        retry_after: None,
    };
    for (provider, step, fault, exit, id, words) in [
        (
            "github",
            Step::Token,
            Fault::json(
                200,
                r#"{"error":"app_under_review","error_description":"This application is being reviewed."}"#,
            ),
            4,
            "login.provider-error",
            "This application is being reviewed",
        ),
        (
            "google",
            Step::Token,
            Fault::json(
                403,
                r#"{"error":"project_paused","error_description":"Das Projekt wurde angehalten."}"#,
            ),
            4,
            "login.provider-error",
            "Das Projekt wurde angehalten",
        ),
        (
            "facebook",
            Step::Token,
            Fault::json(
                400,
                r#"{"error":{"message":"L'application est en pause","type":"OAuthException","code":4711}}"#,
            ),
            4,
            "login.provider-error",
            "est en pause",
        ),
        (
            "facebook",
            Step::Profile,
            Fault::json(
                400,
                r#"{"error":{"message":"Nueva palabra","type":"OAuthException","code":190,"error_subcode":999}}"#,
            ),
            4,
            "facebook.token-invalid",
            "Nueva palabra",
        ),
        (
            "huggingface",
            Step::Token,
            Fault::json(
                400,
                r#"{"error":"account_locked","error_description":"Unlock your account first"}"#,
            ),
            4,
            "login.provider-error",
            "Unlock your account first",
        ),
        (
            "github",
            Step::Token,
            page(
                403,
                "<!DOCTYPE html><title>Attention Required! | Cloudflare</title>",
            ),
            5,
            "http.web-page",
            "HTTP 403",
        ),
        (
            "google",
            Step::Token,
            page(522, "error code: 522"),
            5,
            "http.server-error",
            "HTTP 522",
        ),
        (
            "huggingface",
            Step::Profile,
            page(
                200,
                "<html><body>Please accept the terms of the guest network</body></html>",
            ),
            5,
            "http.web-page",
            "HTTP 200",
        ),
    ] {
        let shown = format!("{provider} {step:?} {fault:?}");
        fixture.providers.change(|behavior| {
            behavior.clear_faults();
            behavior.faults.insert((provider, step), fault);
        });
        let (found, run) = fails(&fixture, provider, exit);
        assert_eq!(found, id, "{shown}");
        let diagnostic = &run.json()["findings"][0];
        let cause = diagnostic["cause"].as_str().unwrap_or_default();
        let is_stated = ![
            "",
            "possible causes: ",
            "navauth does not recognize this error",
        ]
        .iter()
        .any(|start| cause.starts_with(start) && cause.is_empty() == start.is_empty());
        assert!(!is_stated, "{shown}: {cause}");
        assert!(
            diagnostic.to_string().contains(words),
            "{shown}: {diagnostic:#}"
        );
    }
}

#[test]
fn invalid_id_tokens_are_rejected() {
    let fixture = Fixture::ready(Behavior::default());
    let mut followed = Vec::new();
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
        fixture
            .providers
            .change(|behavior| behavior.id_token = Some(fault));
        assert_eq!(fails(&fixture, "google", 4).0, id, "{fault:?}");
        signs_in_again(&fixture, "google");
        followed.push(id.to_owned());
    }
    fixes::assert_followed("invalid id_tokens", followed);
}

#[test]
fn the_key_set_is_fetched_again_for_an_unknown_key() {
    let fixture = Fixture::ready(Behavior {
        id_token: Some(IdTokenFault::RotatedKey),
        ..Behavior::default()
    });
    let login = PendingSignIn::start(&fixture.folder, ["test-login", "google", "--no-browser"]);
    let _ = login.visit();
    let _ = login.finish().code(0);
    assert_eq!(fixture.providers.requests_to("google", Step::Keys).len(), 2);
    // Not a third time, or a made-up key ID could cause endless requests.
    fixture.providers.change(|behavior| {
        _ = behavior
            .faults
            .insert(("google", Step::Keys), Fault::json(200, "{\"keys\":[]}"))
    });
    assert_eq!(fails_again(&fixture), "identity.unknown-key");
    assert_eq!(fixture.providers.requests_to("google", Step::Keys).len(), 4);
}

/// Encryption keys do not verify signatures (RFC 7517 section 4.2).
#[test]
fn encryption_keys_are_ignored() {
    let fixture = Fixture::ready(Behavior::default());
    let keys = visit(&format!(
        "{}/google/oauth2/v3/certs",
        fixture.providers.address()
    ))
    .body;
    assert!(keys.contains("\"use\":\"sig\""), "{keys}");
    for (keys, exit) in [(keys.replace("\"sig\"", "\"enc\""), 4), (keys, 0)] {
        fixture.providers.change(|behavior| {
            _ = behavior
                .faults
                .insert(("google", Step::Keys), Fault::json(200, keys))
        });
        let login = PendingSignIn::start(
            &fixture.folder,
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

/// A second sign-in with Google, which must fail; returns the diagnostic's ID.
fn fails_again(fixture: &Fixture) -> String {
    let login = PendingSignIn::start(
        &fixture.folder,
        ["test-login", "google", "--no-browser", "--json"],
    );
    let _ = login.visit();
    login.finish().code(4).ids("fail").join(" ")
}

#[test]
fn a_slow_provider_times_out() {
    let fixture = Fixture::ready(Behavior::default().fault("github", Step::Token, Fault::Hold));
    let login = PendingSignIn::start(
        &fixture.folder,
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
    assert_eq!(state_rows(&fixture), 0);
}

/// Regardless of the body and the endpoint.
#[test]
fn server_errors_are_the_same_at_every_step() {
    let fixture = Fixture::ready(Behavior::default());
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
            fixture.providers.change(|behavior| {
                behavior.clear_faults();
                behavior.faults.insert((provider, step), fault);
            });
            assert_eq!(fails(&fixture, provider, 5).0, id, "{provider} {step:?}");
        }
    }
}

#[test]
fn an_unreachable_provider_is_reported() {
    let fixture = Fixture::ready(Behavior::default());
    let config = fixture.folder.read("navauth.toml");
    let closed = format!("127.0.0.1:{}", crate::support::ports::unused());
    for (endpoint, exit, id) in [
        (format!("http://{closed}/token"), 5, "http.refused"),
        (
            format!("{}/nothing/here", fixture.providers.address()),
            5,
            "http.web-page",
        ),
    ] {
        let old = format!(
            "{}/github/login/oauth/access_token",
            fixture.providers.address()
        );
        fixture
            .folder
            .write("navauth.toml", config.replace(&old, &endpoint));
        assert_eq!(fails(&fixture, "github", exit).0, id);
    }
    let old = format!(
        "{}/github/login/oauth/access_token",
        fixture.providers.address()
    );
    let insecure = config.replace(&old, "http://example.com/token");
    fixture.folder.write("navauth.toml", insecure);
    let run = fixture
        .folder
        .run(["test-login", "github", "--no-browser", "--json"])
        .code(3);
    assert_eq!(run.ids("fail"), ["config.unsafe-url"]);
}

#[test]
fn missing_settings_are_reported_first() {
    let fixture = Fixture::ready(Behavior::default());
    let env = fixture.folder.read(".env");
    let without = |name: &str| {
        env.lines()
            .filter(|line| !line.starts_with(name))
            .map(|line| format!("{line}\n"))
            .collect::<String>()
    };
    fixture
        .folder
        .write(".env", without("GITHUB_CLIENT_SECRET"));
    let run = fixture
        .folder
        .run(["test-login", "github", "--no-browser"])
        .code(3);
    let _ = run
        .err("GITHUB_CLIENT_SECRET is not set")
        .err("https://github.com/settings/developers")
        .without("http://127.0.0.1");
    fixture.folder.write(".env", without("JWT_SECRET_KEY"));
    let _ = fixture
        .folder
        .run(["test-login", "github", "--no-browser"])
        .code(3)
        .err("navauth gen-secret --write")
        .without("http://127.0.0.1");
    let fixture = Fixture::new(Behavior::default());
    let _ = fixture
        .folder
        .run(["test-login", "github", "--no-browser"])
        .code(3)
        .err("navauth init-db")
        .without("http://127.0.0.1");
    let run = fixture
        .folder
        .run(["test-login", "githob", "--no-browser"])
        .code(2);
    let _ = run.err("did you mean github?").err("huggingface, google,");
    assert!(fixture.providers.requests().is_empty());
}

/// The app does not start with an empty database variable that wins.
#[test]
fn an_empty_database_variable_is_reported_first() {
    let fixture = Fixture::ready(Behavior::default());
    let env = fixture.folder.read(".env");
    for empty in [
        "DATABASE_URL=",
        "NEON_DATABASE_URL=\nDATABASE_URL=sqlite:///./data/users.db",
    ] {
        fixture.folder.write(".env", format!("{env}{empty}\n"));
        let run = fixture
            .folder
            .run(["test-login", "github", "--no-browser", "--json"])
            .code(3);
        assert_eq!(run.ids("fail"), ["env.empty-database-url"], "{empty}");
    }
    assert!(fixture.providers.requests().is_empty());
}

/// The app rejects a sign-in without a state row, and so does test-login.
#[test]
fn a_sign_in_without_its_state_row_is_rejected() {
    let fixture = Fixture::ready(Behavior::default());
    let login = PendingSignIn::start(
        &fixture.folder,
        ["test-login", "github", "--no-browser", "--json"],
    );
    fixture
        .folder
        .sqlite("data/users.db", "delete from oauth_states");
    let visit = login.visit();
    assert_eq!(login.finish().code(4).ids("fail"), ["login.state-expired"]);
    assert!(visit.body.contains("login.state-expired"), "{}", visit.body);
    assert!(
        fixture
            .providers
            .requests_to("github", Step::Token)
            .is_empty(),
        "the code was exchanged all the same"
    );
}

/// Facebook's description of an expired token of this app.
#[test]
fn an_expired_token_of_this_app_is_rejected() {
    let fixture = Fixture::ready(Behavior::default());
    let app = fixture.providers.client("facebook").unwrap().id.clone();
    for (valid, answer) in [(false, "false"), (true, "true")] {
        let described = format!(
            "{{\"data\":{{\"app_id\":\"{app}\",\"is_valid\":{answer},\"scopes\":[\"email\",\"public_profile\"]}}}}"
        );
        fixture.providers.change(|behavior| {
            _ = behavior
                .faults
                .insert(("facebook", Step::Introspect), Fault::json(200, described))
        });
        if !valid {
            assert_eq!(fails(&fixture, "facebook", 4).0, "login.token-not-valid");
            continue;
        }
        let login =
            PendingSignIn::start(&fixture.folder, ["test-login", "facebook", "--no-browser"]);
        let _ = login.visit();
        let _ = login.finish().code(0);
    }
}

#[test]
fn users_without_a_usable_email_address() {
    let fixture = Fixture::ready(Behavior::default());
    let unverified =
        Behavior::default().account("google", |account| account.email_verified = false);
    let listed = Behavior::default().account("github", |account| account.email_verified = false);
    let nobody = Behavior::default().account("facebook", |account| account.email = None);
    for (behavior, provider, id) in [
        (unverified, "google", "login.email-unverified"),
        (listed, "github", "login.email-unverified"),
        (nobody, "facebook", "facebook.no-email"),
    ] {
        fixture.providers.change(|old| *old = behavior);
        let login = PendingSignIn::start(
            &fixture.folder,
            ["test-login", provider, "--no-browser", "--json"],
        );
        let _ = login.visit();
        let run = login.finish().code(0);
        assert_eq!(run.ids("warn"), [id]);
    }
    for provider in ["huggingface", "google", "github"] {
        fixture.providers.change(|old| {
            *old = Behavior::default().account(provider, |account| account.email = None)
        });
        let login = PendingSignIn::start(
            &fixture.folder,
            ["test-login", provider, "--no-browser", "--json"],
        );
        let _ = login.visit();
        assert_eq!(login.finish().code(4).ids("fail").len(), 1);
    }
    assert!(
        users(&fixture)
            .iter()
            .any(|user| user.contains("facebook_10223344556677889@communityone.placeholder"))
    );
}

#[test]
fn without_a_terminal_and_a_browser_it_fails_at_once() {
    let fixture = Fixture::new(Behavior::default());
    for variables in [&[("CI", "true")][..], &[("SSH_CONNECTION", "a 1 b 2")]] {
        let mut command = fixture
            .folder
            .command(["test-login", "github", "--no-save"]);
        command.envs(variables.iter().copied());
        let started = std::time::Instant::now();
        let run = crate::support::run(command).code(2);
        assert!(started.elapsed().as_secs() < 20);
        let _ = run
            .err("login.no-one-to-sign-in")
            .err("navauth test-login github --no-browser")
            .without("Sign in with");
    }
}
