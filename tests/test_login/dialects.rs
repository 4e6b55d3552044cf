//! Behavior of providers and browsers that differs from the specifications, but is allowed or has its own diagnostic.

use std::io::{Read, Write};
use std::net::TcpStream;

use navauth::providers::fakes::{Behavior, Fault, IdTokenFault, Step};
use serde_json::{Value, json};

use super::failures::fails;
use super::{Fixture, state_rows};
use crate::support::Run;
use crate::support::browser_request;
use crate::support::user::{PendingSignIn, callback_url};

/// GitLab, played by fake Google, with further lines in its table.
fn gitlab(behavior: Behavior, table: &str) -> Fixture {
    let fixture = Fixture::ready(behavior);
    let client = fixture.providers.client("google").unwrap();
    let env = fixture.folder.read(".env");
    fixture.folder.write(
        ".env",
        format!(
            "{env}GITLAB_CLIENT_ID={}\nGITLAB_CLIENT_SECRET={}\n",
            client.id, client.secret
        ),
    );
    let issuer = format!("{}/google", fixture.providers.address());
    fixture.configure(
        "http://localhost:0/auth/callback/google",
        &format!("[providers.gitlab]\nissuer = \"{issuer}\"\n{table}"),
    );
    fixture
}

/// Replaces members of fake Google's discovery document; null removes one.
fn discovery(fixture: &Fixture, members: &Value) {
    let base = format!("{}/google", fixture.providers.address());
    let mut document = json!({
        "issuer": base,
        "authorization_endpoint": format!("{base}/o/oauth2/v2/auth"),
        "token_endpoint": format!("{base}/token"),
        "userinfo_endpoint": format!("{base}/v1/userinfo"),
        "jwks_uri": format!("{base}/oauth2/v3/certs"),
        "revocation_endpoint": format!("{base}/revoke"),
        "code_challenge_methods_supported": ["S256"],
    });
    for (name, value) in members.as_object().unwrap() {
        document[name] = value.clone();
    }
    document
        .as_object_mut()
        .unwrap()
        .retain(|_, value| !value.is_null());
    fixture.providers.change(|behavior| {
        let fault = Fault::json(200, document.to_string());
        behavior.faults.insert(("google", Step::Discovery), fault);
    });
}

fn sign_in(fixture: &Fixture, provider: &str) -> Run {
    let login = PendingSignIn::start(
        &fixture.folder,
        ["test-login", provider, "--no-browser", "--json"],
    );
    let _ = login.visit();
    login.finish()
}

/// The callback URL of a waiting sign-in.
fn callback(login: &PendingSignIn) -> url::Url {
    url::Url::parse(&login.parameter("redirect_uri")).unwrap()
}

/// Facebook sends errors without `error`, and then without the state too.
#[test]
fn facebooks_errors_without_error_are_recognized() {
    let fixture = Fixture::ready(Behavior::default());
    for (query, with_state, id, shown) in [
        (
            "error_code=1349126&error_message=App+Not+Setup%3A+This+app+is+still+in+development",
            false,
            "facebook.not-active",
            "App Not Setup: This app is still in development",
        ),
        (
            "error_code=1349126&error_message=App+Not+Setup",
            true,
            "facebook.not-active",
            "1349126: App Not Setup",
        ),
        (
            "error_code=901&error_message=Sandbox",
            false,
            "facebook.not-active",
            "901: Sandbox",
        ),
        (
            "error_code=4711&error_message=Etwas+anderes",
            true,
            "login.provider-error",
            "4711: Etwas anderes",
        ),
        (
            "error=access_denied&error_code=200&error_description=Permissions+error&error_reason=user_denied",
            false,
            "facebook.denied",
            "Permissions error",
        ),
        (
            "error_type=OAuthAccessDeniedException&error_msg=Abgelehnt",
            true,
            "facebook.denied",
            "Abgelehnt",
        ),
    ] {
        let login = PendingSignIn::start(
            &fixture.folder,
            ["test-login", "facebook", "--no-browser", "--json"],
        );
        let (url, state) = (callback(&login), login.parameter("state"));
        let state = if with_state {
            format!("&state={state}")
        } else {
            String::new()
        };
        let answer = browser_request(&url, &format!("{}?{query}{state}", url.path()));
        assert!(!answer.contains("Signed in"), "{answer}");
        let run = login.finish().code(4);
        assert_eq!(run.ids("fail"), [id], "{query}");
        assert!(run.stdout.contains(shown), "{query}: {}", run.stdout);
        assert_eq!(state_rows(&fixture), 0);
    }
}

/// Other providers always send the state: an error without it is shown, and the sign-in keeps waiting.
#[test]
fn an_error_without_state_does_not_end_the_sign_in() {
    let fixture = Fixture::ready(Behavior::default());
    let mut login = PendingSignIn::start(&fixture.folder, ["test-login", "github", "--no-browser"]);
    let url = callback(&login);
    let path = format!(
        "{}?error=server_error&error_description=out+of+order",
        url.path()
    );
    let _ = browser_request(&url, &path);
    login.until(|line| line.contains("with the error server_error: out of order"));
    let _ = login.visit();
    let _ = login.finish().code(0);
}

#[test]
fn an_https_redirect_is_reported_immediately() {
    let fixture = Fixture::ready(Behavior::default());
    let mut login = PendingSignIn::start(&fixture.folder, ["test-login", "github", "--no-browser"]);
    let url = callback(&login);
    for _ in 0..2 {
        let mut stream = TcpStream::connect(("127.0.0.1", url.port().unwrap())).unwrap();
        stream
            .write_all(&[0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3])
            .unwrap();
        let mut alert = Vec::new();
        let _ = stream.read_to_end(&mut alert);
        assert_eq!(alert.first(), Some(&0x15), "{alert:?}");
    }
    login.until(|line| line.contains("with https instead of http"));
    let answer = callback_url(&login.url).replace("http://", "https://");
    login.paste(&answer);
    let run = login.finish().code(0).out("Signed in with GitHub");
    assert_eq!(run.stderr.matches("with https instead of http").count(), 1);
    let mut login = PendingSignIn::start(
        &fixture.folder,
        ["test-login", "github", "--no-browser", "--timeout", "2s"],
    );
    let url = callback(&login);
    let mut stream = TcpStream::connect(("127.0.0.1", url.port().unwrap())).unwrap();
    stream.write_all(&[0x16, 3, 1]).unwrap();
    login.until(|line| line.contains("with https instead of http"));
    let run = login.finish().code(5);
    let said = run.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("cause: the browser opened http://") && !said.contains("no request reached"),
        "{said}"
    );
}

#[test]
fn a_rejected_email_list_is_not_a_missing_address() {
    let fixture = Fixture::ready(Behavior::default());
    for (status, body, id) in [
        (
            403,
            r#"{"message":"Resource not accessible by integration"}"#,
            "github.github-app",
        ),
        (
            401,
            r#"{"message":"Bad credentials"}"#,
            "oauth.token-refused",
        ),
        (404, r#"{"message":"Not Found"}"#, "github.emails-hidden"),
        (
            403,
            r#"{"message":"Something new"}"#,
            "login.provider-error",
        ),
        (200, "[]", "github.no-email"),
        (
            200,
            r#"[{"email":"a@example.org","primary":false,"verified":true}]"#,
            "github.no-email",
        ),
    ] {
        fixture.providers.change(|behavior| {
            behavior.clear_faults();
            let fault = Fault::json(status, body);
            behavior.faults.insert(("github", Step::Emails), fault);
        });
        assert_eq!(fails(&fixture, "github", 4).0, id, "{body}");
    }
    // A user with a public address can sign in without the list.
    fixture.providers.change(|behavior| {
        *behavior = Behavior::default().account("github", |account| account.email_public = true);
        let fault = Fault::json(404, r#"{"message":"Not Found"}"#);
        behavior.faults.insert(("github", Step::Emails), fault);
    });
    let run = sign_in(&fixture, "github").code(0);
    assert_eq!(run.json()["profile"]["email"], "dmitri-volkov@example.org");
    assert_eq!(
        run.ids("warn"),
        ["github.emails-hidden", "login.email-unproven"]
    );
}

#[test]
fn a_public_client_sends_no_secret() {
    let behavior = Behavior {
        public_clients: true,
        ..Behavior::default()
    };
    let fixture = gitlab(behavior, "client_authentication = \"none\"\n");
    let env = fixture.folder.read(".env");
    let env: Vec<&str> = env
        .lines()
        .filter(|line| !line.starts_with("GITLAB_CLIENT_SECRET"))
        .collect();
    fixture.folder.write(".env", env.join("\n") + "\n");
    let run = sign_in(&fixture, "gitlab").code(0);
    assert_eq!(run.json()["used"]["pkce"], true);
    let token = &fixture.providers.requests_to("google", Step::Token)[0];
    assert!(token.body.contains_key("client_id"), "{token:?}");
    assert!(
        !token.body.contains_key("client_secret") && token.header("authorization").is_none(),
        "{token:?}"
    );
    // Also in the device flow.
    let device = format!(
        "[providers.huggingface]\nissuer = \"{0}/huggingface\"\n",
        fixture.providers.address()
    );
    let table = fixture.folder.read("navauth.toml");
    let table = table.replace(
        &device,
        &format!("{device}client_authentication = \"none\"\n"),
    );
    assert!(table.matches("\"none\"").count() == 2, "{table}");
    fixture.folder.write("navauth.toml", table);
    let _ = fixture
        .folder
        .run(["test-login", "huggingface", "--device", "--no-save"])
        .code(0);
    for step in [Step::Device, Step::Token] {
        for asked in fixture.providers.requests_to("huggingface", step) {
            assert!(
                asked.body.contains_key("client_id")
                    && !asked.body.contains_key("client_secret")
                    && asked.header("authorization").is_none(),
                "{asked:?}"
            );
        }
    }
    // No secret is reported as missing.
    let run = fixture
        .folder
        .run(["check-env", "--json", "--provider", "gitlab"]);
    assert!(!run.stdout.contains("GITLAB_CLIENT_SECRET"), "{run:#?}");
}

#[test]
fn variants_of_openid_connect_are_accepted() {
    // The address is only in the id_token.
    let fixture = gitlab(Behavior::default(), "");
    let sub = Behavior::default().account_at("google").id;
    fixture.providers.change(|behavior| {
        let fault = Fault::json(200, format!("{{\"sub\":\"{sub}\",\"error\":null}}"));
        behavior.faults.insert(("google", Step::Profile), fault);
    });
    let profile = |run: &Run| run.json()["profile"].clone();
    let run = sign_in(&fixture, "gitlab").code(0);
    assert_eq!(profile(&run)["email"], "bruno.keller@example.org");
    assert_eq!(profile(&run)["email_verified"], true);
    assert_eq!(profile(&run)["username"], "bruno.keller");
    // No userinfo endpoint, as at Apple: in the document, and in navauth.toml.
    for table in ["", "userinfo_endpoint = \"\"\n"] {
        let fixture = gitlab(Behavior::default(), table);
        if table.is_empty() {
            discovery(&fixture, &json!({ "userinfo_endpoint": null }));
        }
        let run = sign_in(&fixture, "gitlab").code(0);
        assert_eq!(profile(&run)["email"], "bruno.keller@example.org");
        assert_eq!(profile(&run)["oauth_id"], sub.as_str());
        assert!(
            fixture
                .providers
                .requests_to("google", Step::Profile)
                .is_empty()
        );
    }
    // An empty error next to a token.
    for nothing in ["null", "\"\"", "false"] {
        let behavior = Behavior {
            token_members: vec![("error", nothing)],
            ..Behavior::default()
        };
        let _ = sign_in(&gitlab(behavior, ""), "gitlab").code(0);
    }
    // A signed profile, and faults of one.
    for (fault, exit, id) in [
        (None, 0, ""),
        (Some(IdTokenFault::ForeignKey), 4, "identity.signature"),
        (Some(IdTokenFault::WrongAudience), 4, "identity.audience"),
        (Some(IdTokenFault::WrongIssuer), 4, "identity.issuer"),
        (Some(IdTokenFault::Unsigned), 4, "identity.algorithm"),
    ] {
        let behavior = Behavior {
            signed_profiles: true,
            id_token: fault,
            ..Behavior::default()
        };
        let run = sign_in(&gitlab(behavior, ""), "gitlab").code(exit);
        assert_eq!(run.ids("fail").join(" "), id, "{fault:?}");
    }
}

#[test]
fn navauth_toml_overrides_discovery() {
    let fixture = gitlab(
        Behavior::default(),
        "client_authentication = \"body\"\npkce = true\n",
    );
    discovery(
        &fixture,
        &json!({
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "code_challenge_methods_supported": ["plain"],
        }),
    );
    let run = sign_in(&fixture, "gitlab").code(0);
    assert_eq!(run.json()["used"]["pkce"], true);
    let token = &fixture.providers.requests_to("google", Step::Token)[0];
    assert!(
        token.body.contains_key("client_secret") && token.header("authorization").is_none(),
        "{token:?}"
    );
    // Without a setting, discovery decides.
    let fixture = gitlab(Behavior::default(), "");
    discovery(
        &fixture,
        &json!({ "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"] }),
    );
    let _ = sign_in(&fixture, "gitlab").code(0);
    let token = &fixture.providers.requests_to("google", Step::Token)[0];
    assert!(token.body.contains_key("client_secret"), "{token:?}");
}

#[test]
fn unsupported_metadata_fails_before_the_sign_in() {
    let fixture = gitlab(Behavior::default(), "");
    for (members, said) in [
        (
            json!({ "token_endpoint_auth_methods_supported": ["private_key_jwt", "tls_client_auth"] }),
            "accepts only private_key_jwt, tls_client_auth",
        ),
        (
            json!({ "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"] }),
            "client_authentication = \"none\"",
        ),
        (
            json!({ "require_pushed_authorization_requests": true }),
            "pushed authorization requests",
        ),
        (
            json!({ "require_signed_request_object": true }),
            "signed request objects",
        ),
        (
            json!({ "response_types_supported": ["id_token", "code id_token"] }),
            "response_types_supported contains only id_token, code id_token",
        ),
        (
            json!({ "response_modes_supported": ["form_post"] }),
            "response_modes_supported contains only form_post",
        ),
        (
            json!({ "grant_types_supported": ["client_credentials"] }),
            "grant_types_supported contains only client_credentials",
        ),
        (
            json!({ "id_token_signing_alg_values_supported": ["HS256", "none"] }),
            "contains only HS256, none",
        ),
    ] {
        discovery(&fixture, &members);
        let run = fixture
            .folder
            .run(["test-login", "gitlab", "--no-browser", "--no-input"])
            .code(3)
            .err("login.unsupported-server");
        let shown = run.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(shown.contains(said), "{members}: {shown}");
        assert!(!shown.contains("Sign in with"), "{shown}");
        // The check does not report the secret either.
        let run = fixture.folder.run([
            "check-env",
            "--online",
            "--json",
            "--provider",
            "gitlab",
            "--only",
            "online.credentials",
        ]);
        assert!(run.ids("fail").is_empty(), "{run:#?}");
    }
    fixture.providers.change(|behavior| {
        behavior.clear_faults();
        let body = r#"{"error":"invalid_dpop_proof"}"#;
        behavior
            .faults
            .insert(("google", Step::Token), Fault::json(400, body));
    });
    assert_eq!(
        sign_in(&fixture, "gitlab").code(4).ids("fail"),
        ["oauth.dpop-required"]
    );
}

#[test]
fn refresh_tokens_are_revoked_or_reported() {
    let with_refresh_token = || Behavior {
        token_members: vec![("refresh_token", "\"r3fresh-Kd93fjQ2mZxT0uLs8b\"")],
        ..Behavior::default()
    };
    let fixture = Fixture::ready(with_refresh_token());
    let run = sign_in(&fixture, "google").code(0);
    assert_eq!(run.json()["grant"], "revoked");
    let revoked: Vec<String> = fixture
        .providers
        .requests_to("google", Step::Revoke)
        .iter()
        .map(|request| request.parameter("token").unwrap().to_owned())
        .collect();
    assert_eq!(revoked.len(), 2, "{revoked:?}");
    assert_eq!(revoked[0], "r3fresh-Kd93fjQ2mZxT0uLs8b");
    // GitHub's endpoint revokes access tokens only.
    let run = sign_in(&fixture, "github").code(0);
    assert_eq!(run.json()["grant"], "partly");
    assert_eq!(run.ids("warn"), ["login.refresh-token-lives"]);
    let run = run.without("r3fresh-Kd93fjQ2mZxT0uLs8b");
    assert!(
        run.stdout
            .contains("https://github.com/settings/applications")
    );
    // A server that rejects the revocation.
    fixture.providers.change(|behavior| {
        *behavior = with_refresh_token().fault(
            "google",
            Step::Revoke,
            Fault::json(400, r#"{"error":"unsupported_token_type"}"#),
        );
    });
    let run = sign_in(&fixture, "google").code(0);
    assert_eq!(run.json()["grant"], "failed");
}

/// Facebook's debug_token says what is wrong with a token, which differs from a token of another app.
#[test]
fn an_invalid_token_is_not_reported_as_another_apps() {
    let fixture = Fixture::ready(Behavior::default());
    for (data, exit, id) in [
        (
            r#"{"error":{"code":190,"message":"x","subcode":463},"is_valid":false}"#,
            4,
            "facebook.token-expired",
        ),
        (
            r#"{"error":{"code":190,"message":"x","subcode":4711},"is_valid":false}"#,
            4,
            "facebook.token-invalid",
        ),
        (r#"{"is_valid":false}"#, 4, "login.token-not-valid"),
        (
            r#"{"is_valid":true,"app_id":"1"}"#,
            4,
            "login.token-of-another-app",
        ),
    ] {
        fixture.providers.change(|behavior| {
            let fault = Fault::json(200, format!("{{\"data\":{data}}}"));
            behavior
                .faults
                .insert(("facebook", Step::Introspect), fault);
        });
        assert_eq!(fails(&fixture, "facebook", exit).0, id, "{data}");
    }
    for (status, error, exit, id) in [
        (
            400,
            r#"{"code":190,"error_subcode":4711,"message":"x"}"#,
            4,
            "facebook.token-invalid",
        ),
        (
            400,
            r#"{"code":102,"error_subcode":459,"message":"x"}"#,
            4,
            "facebook.checkpoint",
        ),
        (
            400,
            r#"{"code":2,"message":"Bitte später"}"#,
            5,
            "facebook.temporary",
        ),
        (
            400,
            r#"{"code":341,"message":"x"}"#,
            5,
            "facebook.rate-limit",
        ),
        (
            400,
            r#"{"code":4711,"is_transient":true,"message":"x"}"#,
            5,
            "login.provider-error",
        ),
        (
            400,
            r#"{"code":101,"message":"Application has been deleted"}"#,
            4,
            "facebook.app-deleted",
        ),
        (
            400,
            r#"{"code":101,"message":"Invalid Client ID"}"#,
            4,
            "facebook.unknown-app",
        ),
    ] {
        fixture.providers.change(|behavior| {
            behavior.clear_faults();
            let fault = Fault::json(status, format!("{{\"error\":{error}}}"));
            behavior.faults.insert(("facebook", Step::Profile), fault);
        });
        let (found, run) = fails(&fixture, "facebook", exit);
        assert_eq!(found, id, "{error}");
        if id == "facebook.token-invalid" {
            assert_eq!(run.json()["findings"][0]["cause"], Value::Null);
        }
    }
}

/// Warnings about sign-ins that the app itself answers with 500.
#[test]
fn app_failures_are_warnings() {
    for (fixture, on_postgres) in [
        (Fixture::ready(Behavior::default()), false),
        (Fixture::on_postgres(Behavior::default()), true),
    ] {
        let _ = sign_in(&fixture, "github").code(0);
        fixture.providers.change(|behavior| {
            *behavior = Behavior::default().account("google", |account| {
                account.email = Some("dmitri-volkov@elsewhere.example.org".to_owned());
            });
        });
        let run = sign_in(&fixture, "google").code(0);
        let title = app_failure(&run, "login.app-username-taken").unwrap();
        assert!(
            title.contains("answers 500") && title.contains("dmitri-volkov is taken"),
            "{title}"
        );

        let long_picture = || {
            fixture.providers.change(|behavior| {
                *behavior = Behavior::default().account("huggingface", |account| {
                    account.picture = Some(format!("https://example.org/{}", "a".repeat(500)));
                });
            });
            sign_in(&fixture, "huggingface").code(0)
        };
        // SQLite ignores the length of a varchar, so the app stores the URL.
        let title = app_failure(&long_picture(), "login.app-picture-too-long");
        assert_eq!(title.is_some(), on_postgres, "{title:?}");
        if let Some(title) = title {
            assert!(
                title.contains("answers 500") && title.contains("500 characters"),
                "{title}"
            );
            let database = fixture.database.as_ref().unwrap();
            database.psql("alter table users alter column avatar_url type text");
            let title = app_failure(&long_picture(), "login.app-picture-too-long");
            assert_eq!(title, None);
        }

        fixture
            .providers
            .change(|behavior| *behavior = Behavior::default());
        let run = sign_in(&fixture, "huggingface").code(0);
        assert!(!run.stdout.contains("login.app-"), "{}", run.stdout);
    }
}

/// Without a unique index the app stores a taken username.
#[test]
fn a_taken_username_is_no_warning_if_usernames_are_not_unique() {
    let fixture = Fixture::on_postgres(Behavior::default());
    let _ = sign_in(&fixture, "github").code(0);
    let database = fixture.database.as_ref().unwrap();
    database.psql("drop index ix_users_username");
    fixture.providers.change(|behavior| {
        *behavior = Behavior::default().account("google", |account| {
            account.email = Some("dmitri-volkov@elsewhere.example.org".to_owned());
        });
    });
    let run = sign_in(&fixture, "google").code(0);
    assert_eq!(app_failure(&run, "login.app-username-taken"), None);
}

/// The title of a warning, if the run has it.
fn app_failure(run: &Run, id: &str) -> Option<String> {
    let document = run.json();
    let findings = document["findings"].as_array().unwrap();
    let found = findings.iter().find(|diagnostic| diagnostic["id"] == id)?;
    Some(found["title"].as_str().unwrap().to_owned())
}

#[test]
fn the_device_flow_survives_a_temporary_failure() {
    let fixture =
        Fixture::ready(Behavior::default().fault("github", Step::Token, Fault::status(503, None)));
    let login = PendingSignIn::start(
        &fixture.folder,
        ["test-login", "github", "--device", "--no-save"],
    );
    crate::support::wait_for(|| {
        !fixture
            .providers
            .requests_to("github", Step::Token)
            .is_empty()
    });
    fixture.providers.change(Behavior::clear_faults);
    let _ = login.finish().code(0);
}
