//! The live site, reached by TLS and a proxy as any site: break one thing, and that is found and nothing else.

use jiff::SignedDuration;
use navauth::session::Claims;

use crate::support::Folder;
use crate::support::site::{API_HOST, Begin, Behavior, HOST, Me, Plain, Served, Site, environment};

const KEY: &str = "5f0c3a9e7b1d2846f9e0a7c3b5d1928476e0fa3c9b7d1852640e9fa7c3b5d182";
const DATABASE: &str = "postgresql://owner:k7Jq2mZx@ep-calm-sea-a1b2c3d4.eu-central-1.aws.neon.tech/neondb?sslmode=require";

fn place(behaviour: Behavior) -> (Site, Folder) {
    let site = Site::start(behaviour);
    let mut folder = Folder::with_env(&environment(DATABASE, KEY));
    site.lead(&mut folder);
    (site, folder)
}

/// What is found with a site that is good but for a change: `status id` of all that did not pass, and does not wait for another.
#[track_caller]
fn found(change: impl FnOnce(&mut Behavior)) -> Vec<String> {
    let mut behaviour = Behavior::good(KEY);
    change(&mut behaviour);
    let (_site, folder) = place(behaviour);
    let run = folder.run(["check-env", "--live", "--only", "live", "--json"]);
    let document = run.json();
    let waits = |finding: &serde_json::Value| {
        finding["cause"]
            .as_str()
            .is_some_and(|cause| cause.starts_with("blocked by "))
    };
    let findings = document["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["status"] != "pass" && !waits(finding));
    findings
        .map(|finding| {
            format!(
                "{} {}",
                finding["status"].as_str().unwrap(),
                finding["id"].as_str().unwrap()
            )
        })
        .collect()
}

#[test]
fn a_good_site_passes_every_check() {
    let (site, folder) = place(Behavior::good(KEY));
    let run = folder
        .run(["check-env", "--live", "--only", "live", "--json"])
        .code(0);
    assert_eq!(run.ids("pass").len(), 13, "{run:#?}");
    assert_eq!(run.json()["findings"].as_array().unwrap().len(), 13);
    // Polite: each question once.
    let mut expected = vec!["http GET /".to_owned(), "https GET /".to_owned()];
    expected.extend(["me", "me", "me"].map(|page| format!("https GET /api/auth/{page}")));
    expected.extend(
        ["facebook", "github", "google", "huggingface"]
            .map(|page| format!("https GET /api/auth/login/{page}")),
    );
    expected.sort();
    assert_eq!(site.asked(), expected);
}

#[test]
fn behind_the_door_everything_is_asked_side_by_side() {
    let mut behaviour = Behavior::good(KEY);
    behaviour.together = true;
    let (_site, folder) = place(behaviour);
    let run = folder
        .run(["check-env", "--live", "--only", "live", "--json"])
        .code(0);
    assert_eq!(run.ids("pass").len(), 13, "{run:#?}");
}

#[test]
fn what_is_broken_at_the_door_is_found_and_nothing_else() {
    for (served, expected) in [
        (Served::Days(21), &[][..]),
        (Served::Days(20), &["warn live.certificate-ends"]),
        (Served::Expired(3), &["fail live.certificate"]),
        (Served::OtherName, &["fail live.certificate"]),
        (Served::SelfSigned, &["fail live.certificate"]),
        (Served::OtherCa, &["fail live.certificate"]),
        (Served::NoTls, &["skip live.unreachable"]),
    ] {
        assert_eq!(found(|site| site.certificate = served), expected);
    }
    for (plain, expected) in [
        (Plain::Serves, &["fail live.http"][..]),
        (Plain::LeadsToHttp, &["fail live.http"]),
        (Plain::BadGateway, &["skip live.http"]),
    ] {
        assert_eq!(found(|site| site.plain = plain), expected);
    }
    for hsts in [
        None,
        Some("max-age=0"),
        Some("max-age=86400"),
        Some("includeSubDomains"),
    ] {
        assert_eq!(
            found(|site| site.hsts = hsts),
            ["warn live.hsts"],
            "{hsts:?}"
        );
    }
}

#[test]
fn a_certificate_of_another_host_is_named_plainly() {
    let mut behaviour = Behavior::good(KEY);
    behaviour.certificate = Served::OtherName;
    let (_site, folder) = place(behaviour);
    let run = folder
        .run(["check-env", "--live", "--only", "live", "--json"])
        .code(1);
    assert_eq!(
        run.json()["findings"][0]["cause"],
        "it is only for another.example"
    );
}

#[test]
fn a_site_that_is_not_there_cannot_be_told() {
    for status in [429, 500, 502, 503] {
        assert_eq!(
            found(|site| site.everything = Some(status)),
            ["skip live.unreachable"],
            "{status}"
        );
    }
    // The front end's page for everything: its door is good, and of the app nothing can be told.
    assert_eq!(
        found(|site| site.everything = Some(200)),
        ["skip live.login-start", "skip live.session-open"]
    );
    let (_site, folder) = place(Behavior::good(KEY));
    folder.write(
        ".env",
        environment(DATABASE, KEY).replace(HOST, "nobody.example"),
    );
    let run = folder
        .run(["check-env", "--live", "--only", "live", "--json"])
        .code(0);
    assert_eq!(run.ids("skip"), ["live.unreachable"]);
}

#[test]
fn what_is_broken_in_a_login_is_found_and_nothing_else() {
    let json = "application/json";
    for (begin, all, one) in [
        (
            Begin::RedirectUri("http://www.navigator.example/api/auth/callback/{provider}"),
            "fail live.redirect-uri-http",
            1,
        ),
        (
            Begin::RedirectUri("http://localhost:8000/auth/callback/{provider}"),
            "fail live.redirect-uri",
            1,
        ),
        (
            Begin::RedirectUri("https://owner-name.hf.space/api/auth/callback/{provider}"),
            "fail live.redirect-uri",
            1,
        ),
        (
            Begin::RedirectUri("https://www.navigator.example/callback/{provider}"),
            "fail live.redirect-uri",
            1,
        ),
        (Begin::RedirectUri(""), "fail live.redirect-uri", 1),
        (Begin::ClientId("other"), "fail live.client-id", 4),
        (Begin::ClientId(""), "fail live.client-id", 4),
        (Begin::NoState, "fail live.state", 4),
        (Begin::SameState, "fail live.state", 3),
        (Begin::Scope("openid"), "fail live.scopes", 4),
        (
            Begin::Endpoint("https://elsewhere.example/authorize"),
            "fail live.login-start",
            4,
        ),
        (
            Begin::Answer(500, "text/plain", "Internal Server Error"),
            "fail live.login-start",
            4,
        ),
        (
            Begin::Answer(
                503,
                json,
                "{\"detail\":\"GitHub sign-in is temporarily unavailable (could not start the login session).\"}",
            ),
            "fail live.login-start",
            4,
        ),
        (
            Begin::Answer(
                503,
                json,
                "{\"detail\":\"(server is missing GITHUB_CLIENT_ID)\"}",
            ),
            "fail live.login-start",
            4,
        ),
        (
            Begin::Answer(400, json, "{\"detail\":\"Unsupported provider: github\"}"),
            "fail live.login-start",
            4,
        ),
        (
            Begin::Answer(404, json, "{\"detail\":\"Not Found\"}"),
            "fail live.login-start",
            4,
        ),
        (
            Begin::Answer(503, "text/html", "<html>"),
            "skip live.login-start",
            1,
        ),
        (Begin::Answer(429, json, "{}"), "skip live.login-start", 1),
    ] {
        let everywhere = begin.clone();
        assert_eq!(
            found(|site| site.start = everywhere),
            vec![all; one],
            "{all}"
        );
        if begin != Begin::SameState {
            assert_eq!(
                found(|site| site.start_of = Some(("github", begin))),
                [all],
                "{all} with one provider"
            );
        }
    }
}

#[test]
fn what_is_broken_with_sessions_is_found_and_nothing_else() {
    for (me, expected) in [
        (Me::NotFoundIs401, &[][..]),
        (Me::SameWords, &["skip live.session-key"]),
        (Me::Open, &["fail live.session-open"]),
        (Me::AcceptsAnyKey, &["fail live.session-open"]),
        (Me::Broken, &["skip live.session-open"]),
        (Me::Wall, &["skip live.session-key"]),
    ] {
        assert_eq!(found(|site| site.me = me), expected);
    }
    assert_eq!(
        found(|site| site.key = "another-key-another-key-another-key".to_owned()),
        ["fail live.session-key"]
    );
}

/// The sessions of the real key that a run shows to a site which is good but for a change.
#[track_caller]
fn shown(change: impl FnOnce(&mut Behavior), config: &str) -> Vec<Claims> {
    let mut behaviour = Behavior::good(KEY);
    change(&mut behaviour);
    let (site, folder) = place(behaviour);
    folder.write("navauth.toml", config);
    let _ = folder
        .run(["check-env", "--live", "--only", "live", "--json"])
        .without(KEY);
    site.shown(KEY)
}

#[test]
fn what_the_real_key_signed_is_nobodys_and_soon_over() {
    let [claims] = &shown(|_| (), "")[..] else {
        panic!("one session of the real key")
    };
    assert_eq!(claims.subject.as_deref(), Some("2147483647"));
    #[expect(
        clippy::disallowed_methods,
        reason = "tests have no Process of their own"
    )]
    let left = claims
        .expires
        .unwrap()
        .duration_since(jiff::Timestamp::now());
    assert!((5..7).contains(&left.as_mins()), "{left:?}");
}

#[test]
fn who_does_not_answer_as_the_app_does_is_shown_nothing_that_the_real_key_signed() {
    for certificate in [
        Served::Expired(3),
        Served::OtherName,
        Served::SelfSigned,
        Served::OtherCa,
        Served::NoTls,
    ] {
        assert!(shown(|site| site.certificate = certificate, "").is_empty());
    }
    for me in [Me::Open, Me::AcceptsAnyKey, Me::Broken, Me::Wall] {
        assert!(shown(|site| site.me = me, "").is_empty());
    }
    for status in [200, 401, 404, 503] {
        assert!(
            shown(|site| site.everything = Some(status), "").is_empty(),
            "{status}"
        );
    }
    // A host that FRONTEND_URL does not name.
    let elsewhere =
        format!("[callback]\nproduction = \"https://{API_HOST}/api/auth/callback/{{provider}}\"\n");
    assert!(shown(|_| (), &elsewhere).is_empty());
    let in_clear = elsewhere.replace(&format!("https://{API_HOST}"), &format!("http://{HOST}"));
    assert!(shown(|site| site.plain = Plain::App, &in_clear).is_empty());
}

#[test]
fn a_clock_that_is_wrong_is_no_other_key() {
    for (minutes, expected) in [
        (-600, &[][..]),
        (4, &[]),
        (7, &["skip live.session-key"]),
        (600, &["skip live.session-key"]),
    ] {
        assert_eq!(
            found(|site| site.ahead = SignedDuration::from_mins(minutes)),
            expected,
            "{minutes}"
        );
    }
}

#[test]
fn what_waits_for_another_says_so_and_is_not_passed() {
    let mut behaviour = Behavior::good(KEY);
    behaviour.start =
        Begin::RedirectUri("http://www.navigator.example/api/auth/callback/{provider}");
    let (_site, folder) = place(behaviour);
    let run = folder
        .run(["check-env", "--live", "--only", "live", "--json"])
        .code(1);
    assert_eq!(
        (run.ids("fail"), run.ids("skip")),
        (
            vec!["live.redirect-uri-http".to_owned()],
            vec!["live.redirect-uri".to_owned()]
        )
    );
}

#[test]
fn the_http_mistake_behind_a_proxy_is_said_with_its_fix() {
    let mut behaviour = Behavior::good(KEY);
    behaviour.start =
        Begin::RedirectUri("http://www.navigator.example/api/auth/callback/{provider}");
    let (_site, folder) = place(behaviour);
    let run = folder
        .run(["check-env", "--live", "--only", "live", "--json"])
        .code(1);
    let finding = &run.json()["findings"][0];
    assert_eq!(
        finding["title"],
        "the live site sends HuggingFace, Google, Facebook and GitHub a redirect URI with http instead of https"
    );
    let fix = finding["fix"]["text"].as_str().unwrap();
    for text in [
        "API_BASE_URL=https://www.navigator.example where",
        "X-Forwarded-Proto",
        "--proxy-headers",
    ] {
        assert!(fix.contains(text), "{fix}");
    }
    assert!(
        finding["cause"]
            .as_str()
            .unwrap()
            .contains("redirect_uri_mismatch")
    );
    assert_eq!(finding["source"]["line"], 3, "FRONTEND_URL's line");
}

#[test]
fn the_site_is_found_where_the_settings_say() {
    // An app that is not mounted under /api, as [callback] production says.
    let mut behaviour = Behavior::good(KEY);
    behaviour.mounted = "";
    let (_site, folder) = place(behaviour);
    folder.write(
        "navauth.toml",
        format!("[callback]\nproduction = \"https://{HOST}/auth/callback/{{provider}}\"\n"),
    );
    let _ = folder
        .run(["check-env", "--live", "--only", "live"])
        .code(0)
        .without("skip");
    // In development, the settings of production are those of .env.production.
    folder.write(".env.production", environment(DATABASE, KEY));
    folder.write(
        ".env",
        "JWT_SECRET_KEY=of-development-of-development-0123\nFRONTEND_URL=http://localhost:5173\nGITHUB_CLIENT_ID=Ov23liXXXXXXXXXXXXXX\n",
    );
    let _ = folder
        .run(["check-env", "--live", "--only", "live"])
        .code(0)
        .without("skip");
    // Without them, only what both environments share can be told.
    std::fs::remove_file(folder.path().join(".env.production")).unwrap();
    let run = folder
        .run(["check-env", "--live", "--only", "live", "--json"])
        .code(0);
    assert_eq!(run.ids("skip"), ["live.client-id"]);
    assert!(
        !run.ids("pass").contains(&"live.session-key".to_owned()),
        "a key of development is shown to nobody"
    );
    // No public address, no question.
    std::fs::remove_file(folder.path().join("navauth.toml")).unwrap();
    let run = folder
        .run(["check-env", "--live", "--only", "live", "--json"])
        .code(0);
    assert!(
        run.json()["findings"].as_array().unwrap().is_empty(),
        "{run:#?}"
    );
}

#[test]
fn without_live_the_site_is_not_asked() {
    let (site, folder) = place(Behavior::good(KEY));
    let run = folder.run(["check-env", "--json"]);
    assert!(!run.stdout.contains("\"live."), "{run:#?}");
    let run = folder
        .run(["check-env", "--only", "live.hsts", "--json"])
        .code(0);
    assert_eq!(run.ids("skip"), ["live.hsts"]);
    assert!(site.asked().is_empty(), "{:?}", site.asked());
}
