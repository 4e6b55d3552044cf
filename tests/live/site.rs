//! The live site over TLS and a proxy: each broken thing gives exactly its problems.

use jiff::SignedDuration;
use navauth::session::Claims;

use crate::support::hub::{Hub, SPACE, TOKEN};
use crate::support::site::{
    APEX, API_HOST, Begin, Behavior, HOST, Me, Plain, Release, Served, Site, environment,
};
use crate::support::{Folder, Run};

const KEY: &str = "5f0c3a9e7b1d2846f9e0a7c3b5d1928476e0fa3c9b7d1852640e9fa7c3b5d182";
const HTML: &str = "text/html; charset=utf-8";
const DATABASE: &str = "postgresql://owner:k7Jq2mZx@ep-calm-sea-a1b2c3d4.eu-central-1.aws.neon.tech/neondb?sslmode=require";

fn place(behavior: Behavior) -> (Site, Folder) {
    let site = Site::start(behavior);
    let mut folder = Folder::with_env(&environment(DATABASE, KEY));
    site.lead(&mut folder);
    (site, folder)
}

/// The problems of a correct site with one change, without those that another blocks.
#[track_caller]
fn found(change: impl FnOnce(&mut Behavior)) -> Vec<String> {
    let mut behavior = Behavior::good(KEY);
    change(&mut behavior);
    let (_site, folder) = place(behavior);
    let run = folder.run(["check-env", "--live", "--only", "live", "--json"]);
    not_passed(&run.json())
}

/// `status id` of every result that did not pass and that no other result blocks.
fn not_passed(document: &serde_json::Value) -> Vec<String> {
    let waits = |diagnostic: &serde_json::Value| {
        diagnostic["cause"]
            .as_str()
            .is_some_and(|cause| cause.starts_with("blocked by "))
    };
    let findings = document["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|diagnostic| diagnostic["status"] != "pass" && !waits(diagnostic));
    findings
        .map(|diagnostic| {
            format!(
                "{} {}",
                diagnostic["status"].as_str().unwrap(),
                diagnostic["id"].as_str().unwrap()
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
    assert_eq!(run.ids("pass").len(), 16, "{run:#?}");
    assert_eq!(run.json()["findings"].as_array().unwrap().len(), 16);
    // Each request is sent once.
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
fn requests_after_the_front_page_are_concurrent() {
    let mut behavior = Behavior::good(KEY);
    behavior.together = true;
    let (_site, folder) = place(behavior);
    let run = folder
        .run(["check-env", "--live", "--only", "live", "--json"])
        .code(0);
    assert_eq!(run.ids("pass").len(), 16, "{run:#?}");
}

#[test]
fn problems_of_the_front_page_are_reported_exactly() {
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
    let mut behavior = Behavior::good(KEY);
    behavior.certificate = Served::OtherName;
    let (_site, folder) = place(behavior);
    let run = folder
        .run(["check-env", "--live", "--only", "live", "--json"])
        .code(1);
    assert_eq!(
        run.json()["findings"][0]["cause"],
        "it is only for another.example"
    );
}

#[test]
fn a_site_that_is_unavailable_is_unknown() {
    for status in [401, 403, 429, 500, 502, 503] {
        assert_eq!(
            found(|site| site.everything = Some((status, HTML))),
            ["skip live.unreachable"],
            "{status}"
        );
    }
    // The front end's page for everything: whether the app is behind it is unknown.
    assert_eq!(
        found(|site| site.everything = Some((200, HTML))),
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

/// The words of a page in front of the app, and who sent it, are shown; no cause is made up for a status.
#[test]
fn pages_in_front_of_the_app_are_quoted() {
    type Page = (u16, &'static [(&'static str, &'static str)], &'static str);
    const PAGES: [(Page, &str, &str); 9] = [
        (
            (
                503,
                &[],
                "<title>Hugging Face</title><h1>This Space has been <b>paused</b></h1>",
            ),
            "HTTP 503 (unavailable); it says: Hugging Face – This Space has been paused",
            "cannot reach",
        ),
        (
            (503, &[("retry-after", "3600")], "<h1>We are upgrading</h1>"),
            "HTTP 503 (unavailable; it says to wait 1 hour); it says: We are upgrading",
            "cannot reach",
        ),
        (
            (
                502,
                &[("server", "nginx/1.24.0")],
                "<title>502 Bad Gateway</title>",
            ),
            "the server in front of the app cannot reach it (server: nginx/1.24.0); it says: 502 Bad Gateway",
            "unavailable)",
        ),
        (
            (
                521,
                &[("server", "cloudflare")],
                "<title>x | 521: Web server is down</title>",
            ),
            "(server: cloudflare); it says: x | 521: Web server is down",
            "cannot reach",
        ),
        (
            (
                403,
                &[("cf-mitigated", "challenge")],
                "<title>Just a moment...</title>",
            ),
            "Cloudflare requires a browser check",
            "refused",
        ),
        (
            (
                401,
                &[("www-authenticate", "Basic realm=\"Staging\"")],
                "<h1>No</h1>",
            ),
            "the server in front of the app asks for a user name and password",
            "session",
        ),
        (
            (402, &[], "<h1>DEPLOYMENT_DISABLED</h1>"),
            "HTTP 402 (payment required); it says: DEPLOYMENT_DISABLED",
            "does not redirect to https",
        ),
        (
            (
                403,
                &[("server", "Zscaler/6.2")],
                "<title>Website blocked</title>",
            ),
            "(server: Zscaler/6.2); it says: Website blocked",
            "cannot reach",
        ),
        (
            (451, &[], "<title>\u{1b}[2JUnavailable</title>"),
            "HTTP 451 with a web page",
            "\u{1b}",
        ),
    ];
    for ((status, headers, body), says, never) in PAGES {
        let run = answering(move |_, _, _| page(status, headers, body));
        let run = run.code(0).without(never).without(": ready");
        let shown = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(shown.contains(says), "{status}: {shown}");
        assert!(shown.contains("[live.unreachable]"), "{status}: {shown}");
    }
}

#[test]
fn a_parked_domain_is_not_taken_for_the_app() {
    for (body, says) in [
        (
            "<title>navigator.example</title><h1>Buy this domain</h1>",
            "it says: navigator.example – Buy this domain",
        ),
        (
            "<title>navigator.example</title><script src='https://d.bodis.com/x.js'></script>",
            "it refers to bodis.com",
        ),
    ] {
        let mut behavior = Behavior::good(KEY);
        behavior.pages = Some(std::sync::Arc::new(move |_, _, _| page(200, &[], body)));
        let (site, folder) = place(behavior);
        let run = folder
            .run(["check-env", "--live", "--only", "live", "--json"])
            .code(1);
        assert_eq!(run.ids("fail"), ["live.parked"]);
        assert_eq!(run.ids("warn"), [""; 0]);
        assert!(run.stdout.contains(says), "{run:#?}");
        assert!(site.shown(KEY).is_empty());
    }
}

/// A redirect that ends where it began is a loop, whichever way it takes.
#[test]
fn a_circle_of_redirects_fails() {
    for (what, to) in [
        ("itself", ["https", "https"]),
        ("http and back", ["http", "https"]),
    ] {
        let run = answering(move |scheme, host, path| {
            let to = to[usize::from(scheme == "http")];
            page(301, &[("location", &format!("{to}://{host}{path}"))], "")
        });
        let run = run
            .code(1)
            .out("is in a redirect loop")
            .without("live.moved]");
        assert!(
            run.stdout.contains("[live.redirect-loop]"),
            "{what}: {run:?}"
        );
    }
}

/// The front end's page in place of a sign-in: the page is quoted, and what may be the cause.
#[test]
fn a_page_in_place_of_a_sign_in_is_quoted() {
    let run = answering(|scheme, _, _| match scheme {
        "https" => page(
            200,
            &[("strict-transport-security", "max-age=31536000")],
            "<title>Open Navigator</title>",
        ),
        _ => None,
    });
    let shown = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        shown.contains("it says: Open Navigator; possible causes: the app is not at this path")
            && shown.contains("[live.login-start]"),
        "{shown}"
    );
}

/// What FastAPI says of a request is shown.
#[test]
fn the_reason_of_a_rejected_start_is_shown() {
    let mut behavior = Behavior::good(KEY);
    let body = r#"{"detail":[{"loc":["query","next"],"msg":"Field required","type":"missing"}]}"#;
    behavior.start = Begin::Answer(422, "application/json", body);
    let (_site, folder) = place(behavior);
    let run = folder.run(["check-env", "--live", "--only", "live"]);
    let _ = run.code(1).out("HTTP 422, the site says: Field required");
}

/// A run against a site with these answers in place of its own.
fn answering(
    pages: impl Fn(&str, &str, &str) -> Option<navauth::local_server::Response> + Send + Sync + 'static,
) -> Run {
    let mut behavior = Behavior::good(KEY);
    behavior.pages = Some(std::sync::Arc::new(pages));
    let (_site, folder) = place(behavior);
    folder.run(["check-env", "--live", "--only", "live"])
}

fn page(
    status: u16,
    headers: &[(&str, &str)],
    body: &'static str,
) -> Option<navauth::local_server::Response> {
    let mut response = hyper::Response::builder()
        .status(status)
        .header("content-type", HTML);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    Some(response.body(body.into()).unwrap())
}

#[test]
fn a_missing_site_fails_and_is_never_ready() {
    for (status, kind) in [
        (404, HTML),
        (404, "text/plain"),
        (404, "application/xml"),
        (410, HTML),
    ] {
        assert_eq!(
            found(|site| site.everything = Some((status, kind))),
            ["fail live.not-found"],
            "{status} {kind}"
        );
    }
    assert_eq!(
        found(|site| site.front_page = Some(404)),
        ["fail live.not-found"],
        "the app answers, and there is no front page"
    );
    let mut behavior = Behavior::good(KEY);
    behavior.everything = Some((404, HTML));
    let (_site, folder) = place(behavior);
    let run = folder
        .run(["check-env", "--live", "--only", "live"])
        .code(1);
    let _ = run
        .out("https://www.navigator.example was not found (HTTP 404)")
        .without("asleep")
        .without(": ready");
    let run = folder
        .run(["checklist", "--only", "live", "--json"])
        .code(1);
    assert!(!run.stdout.contains(": ready"), "{run:#?}");
}

#[test]
fn a_private_space_is_named_if_a_token_can_tell() {
    let reason = |token: &str, private: bool, name: &str| {
        let mut behavior = Behavior::good(KEY);
        behavior.everything = Some((404, HTML));
        let (_site, mut folder) = place(behavior);
        let hub = Hub::start();
        if private {
            hub.make_private();
        }
        folder
            .variable("HF_ENDPOINT", &hub.url)
            .variable("HF_TOKEN", token);
        folder.write("navauth.toml", format!("[space]\nname = \"{name}\"\n"));
        let run = folder.run(["check-env", "--live", "--only", "live", "--json"]);
        let run = run.code(1).without(TOKEN);
        run.json()["findings"][0]["cause"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let is_private =
        format!("the Space {SPACE} is private: only its members can open it and sign in");
    assert_eq!(reason(TOKEN, true, SPACE), is_private);
    for (token, private, name) in [
        (TOKEN, false, SPACE),
        ("hf_wrong", true, SPACE),
        ("", true, SPACE),
        (TOKEN, true, "CommunityOne/other"),
    ] {
        let reason = reason(token, private, name);
        assert!(reason.starts_with("possible causes: "), "{reason}");
    }
}

#[test]
fn a_site_that_redirects_to_its_other_name_is_one_problem() {
    let run = |address: &str, change: fn(&mut Behavior)| {
        let mut behavior = Behavior::good(KEY);
        change(&mut behavior);
        let (site, folder) = place(behavior);
        folder.write(".env", environment(DATABASE, KEY).replace(HOST, address));
        let run = folder.run(["check-env", "--live", "--only", "live", "--json"]);
        assert!(
            site.shown(KEY).is_empty(),
            "a redirect gets no session token"
        );
        run.code(1)
    };
    type Change = fn(&mut Behavior);
    let cases: [(&str, Change, &str); 4] = [
        (APEX, |_| (), "https://www.navigator.example"),
        // A host that must get no request, because no setting contains it.
        (
            HOST,
            |site| site.home = "sso.elsewhere.example",
            "https://sso.elsewhere.example",
        ),
        (HOST, |site| site.home = APEX, "https://navigator.example"),
        // The front page is served at both names.
        (
            APEX,
            |site| site.only_api_moves = true,
            "https://www.navigator.example",
        ),
    ];
    for (address, change, target) in cases {
        let run = run(address, change);
        assert_eq!(run.ids("fail"), ["live.moved"], "{address}: {run:#?}");
        let problem = &run.json()["findings"][0];
        assert_eq!(
            problem["title"],
            format!("https://{address} redirects to {target}")
        );
        let help = problem["fix"]["text"].as_str().unwrap();
        assert!(help.contains(&format!("FRONTEND_URL={target}")), "{help}");
        // Another site may be a sign-in page in front of this one.
        let is_another = target.contains("elsewhere");
        assert_eq!(
            help.contains("if the site has moved there"),
            is_another,
            "{help}"
        );
        assert_eq!(problem["source"]["line"], 3, "FRONTEND_URL's line");
    }
    for (gate, name) in [
        ("navigator.cloudflareaccess.com", "Cloudflare Access"),
        ("login.microsoftonline.com", "Microsoft"),
        ("navigator.okta.com", "Okta"),
        ("accounts.google.com", "Google"),
    ] {
        let mut behavior = Behavior::good(KEY);
        behavior.home = gate;
        let (_site, folder) = place(behavior);
        let run = folder.run(["check-env", "--live", "--only", "live", "--json"]);
        assert_eq!(run.ids("fail"), ["live.moved"], "{gate}: {run:#?}");
        let problem = &run.json()["findings"][0];
        assert!(
            problem["cause"].as_str().unwrap().contains(name),
            "{problem:#}"
        );
        let help = problem["fix"]["text"].as_str().unwrap();
        assert!(
            !help.contains("set FRONTEND_URL") && !help.contains(gate),
            "{help}"
        );
    }
}

/// The responses of each release in each state, and the expected ids with a part of the reason.
#[test]
fn every_release_is_understood_in_every_state() {
    use Release::{April, June, May};
    type Change = fn(&mut Behavior);
    struct Case {
        state: &'static str,
        change: Change,
        found: [&'static [&'static str]; 3],
        reasons: [&'static str; 3],
    }
    const STARTS: &[&str] = &[
        "fail live.login-start",
        "fail live.login-start",
        "fail live.login-start",
        "fail live.login-start",
    ];
    const POSSIBLE: &str = "possible causes: ";
    let cases = [
        Case {
            state: "all right",
            change: |_| (),
            found: [&[], &[], &[]],
            reasons: [""; 3],
        },
        Case {
            state: "another key",
            change: |site| site.key = "another-key-another-key-another-key".to_owned(),
            found: [&["fail live.session-key"]; 3],
            reasons: [POSSIBLE; 3],
        },
        Case {
            state: "no key",
            change: |site| site.missing = vec!["JWT_SECRET_KEY"],
            found: [&["fail live.session-key"]; 3],
            reasons: [POSSIBLE; 3],
        },
        Case {
            state: "no client ID",
            change: |site| site.missing = vec!["GITHUB_CLIENT_ID"],
            found: [&["fail live.login-start"]; 3],
            reasons: [
                POSSIBLE,
                "GITHUB_CLIENT_ID is not set where the app runs",
                "GITHUB_CLIENT_ID is not set where the app runs",
            ],
        },
        Case {
            state: "no client secret",
            change: |site| site.missing = vec!["FACEBOOK_APP_SECRET"],
            found: [&[], &[], &["fail live.login-start"]],
            reasons: ["", "", "FACEBOOK_APP_SECRET is not set where the app runs"],
        },
        Case {
            state: "no table for the states",
            change: |site| site.state_table = false,
            found: [STARTS; 3],
            reasons: [POSSIBLE; 3],
        },
        Case {
            state: "the app does not run",
            change: |site| site.app_runs = false,
            found: [&["skip live.login-start", "skip live.session-open"]; 3],
            reasons: [""; 3],
        },
        Case {
            state: "a private Space",
            change: |site| site.everything = Some((404, HTML)),
            found: [&["fail live.not-found"]; 3],
            reasons: [POSSIBLE; 3],
        },
        Case {
            state: "nginx overwrites the scheme",
            change: |site| {
                site.forwarded_proto = "http";
                site.api_base_url = site
                    .api_base_url
                    .as_ref()
                    .map(|url| url.replace("https:", "http:"));
            },
            found: [&["fail live.redirect-uri-http"]; 3],
            reasons: ["redirect_uri_mismatch"; 3],
        },
        Case {
            state: "a local API_BASE_URL",
            change: |site| site.api_base_url = Some("http://localhost:8000/api".to_owned()),
            found: [&["fail live.redirect-uri"], &[], &[]],
            reasons: ["API_BASE_URL is not set where the app runs", "", ""],
        },
        Case {
            state: "signatures are not verified",
            change: |site| site.me = Me::VerifiesNothing,
            found: [&["fail live.session-open"]; 3],
            reasons: ["anyone can act as one of its users"; 3],
        },
    ];
    for (place_of_release, release) in [April, May, June].into_iter().enumerate() {
        for case in &cases {
            let mut behavior = Behavior::of(release, KEY);
            (case.change)(&mut behavior);
            let (_site, folder) = place(behavior);
            let run = folder.run(["check-env", "--live", "--only", "live", "--json"]);
            let what = format!("{release:?}, {}", case.state);
            assert_eq!(
                not_passed(&run.json()),
                case.found[place_of_release],
                "{what}: {run:#?}"
            );
            let reason = run.json()["findings"][0]["cause"].to_string();
            assert!(
                reason.contains(case.reasons[place_of_release]),
                "{what}: {reason}"
            );
        }
    }
}

#[test]
fn problems_of_sign_in_are_reported_exactly() {
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
fn problems_of_sessions_are_reported_exactly() {
    for (me, expected) in [
        (Me::NotFoundIs401, &[][..]),
        (Me::SameWords, &["skip live.session-key"]),
        (Me::Open, &["fail live.session-open"]),
        (Me::AcceptsAnyKey, &["fail live.session-open"]),
        (Me::VerifiesNothing, &["fail live.session-open"]),
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

/// The session tokens of the real key that a run sends to a correct site with one change.
#[track_caller]
fn shown(change: impl FnOnce(&mut Behavior), config: &str) -> Vec<Claims> {
    let mut behavior = Behavior::good(KEY);
    change(&mut behavior);
    let (site, folder) = place(behavior);
    folder.write("navauth.toml", config);
    let _ = folder
        .run(["check-env", "--live", "--only", "live", "--json"])
        .without(KEY);
    site.shown(KEY)
}

#[test]
fn tokens_of_the_real_key_are_for_no_user_and_short_lived() {
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
fn a_site_that_does_not_answer_as_the_app_gets_no_token_of_the_real_key() {
    for certificate in [
        Served::Expired(3),
        Served::OtherName,
        Served::SelfSigned,
        Served::OtherCa,
        Served::NoTls,
    ] {
        assert!(shown(|site| site.certificate = certificate, "").is_empty());
    }
    for me in [
        Me::Open,
        Me::AcceptsAnyKey,
        Me::VerifiesNothing,
        Me::Broken,
        Me::Wall,
    ] {
        assert!(shown(|site| site.me = me, "").is_empty());
    }
    for status in [200, 401, 404, 503] {
        assert!(
            shown(|site| site.everything = Some((status, HTML)), "").is_empty(),
            "{status}"
        );
    }
    // A host that is not in FRONTEND_URL.
    let elsewhere =
        format!("[callback]\nproduction = \"https://{API_HOST}/api/auth/callback/{{provider}}\"\n");
    assert!(shown(|_| (), &elsewhere).is_empty());
    let in_clear = elsewhere.replace(&format!("https://{API_HOST}"), &format!("http://{HOST}"));
    assert!(shown(|site| site.plain = Plain::App, &in_clear).is_empty());
}

#[test]
fn a_wrong_clock_is_not_reported_as_another_key() {
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
fn blocked_checks_are_skipped_and_do_not_pass() {
    let mut behavior = Behavior::good(KEY);
    behavior.start =
        Begin::RedirectUri("http://www.navigator.example/api/auth/callback/{provider}");
    let (_site, folder) = place(behavior);
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
fn an_http_redirect_uri_behind_a_proxy_is_reported_with_its_fix() {
    let mut behavior = Behavior::good(KEY);
    behavior.start =
        Begin::RedirectUri("http://www.navigator.example/api/auth/callback/{provider}");
    let (_site, folder) = place(behavior);
    let run = folder
        .run(["check-env", "--live", "--only", "live", "--json"])
        .code(1);
    let diagnostic = &run.json()["findings"][0];
    assert_eq!(
        diagnostic["title"],
        "the live site sends HuggingFace, Google, Facebook and GitHub a redirect URI with http instead of https"
    );
    let fix = diagnostic["fix"]["text"].as_str().unwrap();
    for text in [
        "API_BASE_URL=https://www.navigator.example where",
        "X-Forwarded-Proto",
        "--proxy-headers",
    ] {
        assert!(fix.contains(text), "{fix}");
    }
    assert!(
        diagnostic["cause"]
            .as_str()
            .unwrap()
            .contains("redirect_uri_mismatch")
    );
    assert_eq!(diagnostic["source"]["line"], 3, "FRONTEND_URL's line");
}

#[test]
fn the_site_is_found_where_the_settings_say() {
    // An app that is not mounted under /api, as [callback] production says.
    let mut behavior = Behavior::good(KEY);
    (behavior.release, behavior.mounted) = (Release::April, "");
    behavior.api_base_url = Some(format!("https://{HOST}"));
    let (_site, folder) = place(behavior);
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
    // Without them, only what both environments share is known.
    std::fs::remove_file(folder.path().join(".env.production")).unwrap();
    let run = folder
        .run(["check-env", "--live", "--only", "live", "--json"])
        .code(0);
    assert_eq!(run.ids("skip"), ["live.client-id"]);
    assert!(
        !run.ids("pass").contains(&"live.session-key".to_owned()),
        "a key of development is shown to nobody"
    );
    // Without a public address there is no request.
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
fn without_live_the_site_gets_no_request() {
    let (site, folder) = place(Behavior::good(KEY));
    let run = folder.run(["check-env", "--json"]);
    assert!(!run.stdout.contains("\"live."), "{run:#?}");
    let run = folder
        .run(["check-env", "--only", "live.hsts", "--json"])
        .code(0);
    assert_eq!(run.ids("skip"), ["live.hsts"]);
    assert!(site.asked().is_empty(), "{:?}", site.asked());
}

/// The setting that contains the address is the one to correct, in its own file.
#[test]
fn the_setting_that_names_the_site_is_named() {
    let mut folder = Folder::with_env("FRONTEND_URL=http://localhost:5173\n");
    folder.write(
        ".env.production",
        format!(
            "FRONTEND_URL=http://localhost:5173\nAPI_BASE_URL=https://{HOST}\nGITHUB_CLIENT_ID=Ov23liAbCdEfGhIjKlMn\n"
        ),
    );
    let mut behavior = Behavior::good(KEY);
    behavior.everything = Some((404, "text/html"));
    let site = Site::start(behavior);
    site.lead(&mut folder);
    let run = folder.run(["check-env", "--live", "--only", "live", "--json"]);
    let document = run.json();
    let findings = document["findings"].as_array().unwrap();
    let missing = findings
        .iter()
        .find(|problem| problem["id"] == "live.not-found")
        .unwrap_or_else(|| panic!("{findings:#?}"));
    assert_eq!(missing["source"]["file"], ".env.production");
    let help = missing["fix"]["text"].as_str().unwrap();
    assert!(help.contains("correct API_BASE_URL"), "{help}");
}

/// An unknown result says what was tried, and a missing address is a reason.
#[test]
fn the_live_checks_name_the_site_or_why_there_is_none() {
    let folder = Folder::with_env("FRONTEND_URL=https://www.nowhere.example\n");
    let check = ["check-env", "--live", "--only", "live"];
    let _ = folder
        .run(check)
        .out("could not check the live site")
        .out("www.nowhere.example");
    folder.write(".env", "FRONTEND_URL=http://localhost:5173\n");
    let _ = folder.run(check).err("the live site was not checked");
}
