//! The live site after an upload, and in the checklist.

use crate::support::Folder;
use crate::support::hub::{Hub, SPACE, TOKEN};
use crate::support::site::{Begin, Behavior, HOST, Served, Site, environment};

const KEY: &str = "5f0c3a9e7b1d2846f9e0a7c3b5d1928476e0fa3c9b7d1852640e9fa7c3b5d182";
const DATABASE: &str = "postgresql://owner:k7Jq2mZx@ep-calm-sea-a1b2c3d4.eu-central-1.aws.neon.tech/neondb?sslmode=require";

/// A live site, the Hub with its Space, and a folder with the production settings.
fn place(change: impl FnOnce(&mut Behavior)) -> (Site, Hub, Folder) {
    let mut behavior = Behavior::good(KEY);
    change(&mut behavior);
    let (site, hub, mut folder) = (Site::start(behavior), Hub::start(), Folder::new());
    hub.serve_at(HOST);
    folder.write(".env.production", environment(DATABASE, KEY));
    folder.write("navauth.toml", format!("[space]\nname = \"{SPACE}\"\n"));
    folder
        .variable("HF_ENDPOINT", &hub.url)
        .variable("HF_TOKEN", TOKEN);
    site.lead(&mut folder);
    (site, hub, folder)
}

#[test]
fn an_upload_checks_the_live_site_once_the_space_runs() {
    let (site, hub, folder) = place(|_| {});
    let _ = folder
        .run(["push-secrets", "--space", SPACE, "--yes", "--no-wait"])
        .code(0)
        .without("live site");
    assert!(site.asked().is_empty(), "{:?}", site.asked());
    let run = folder
        .run(["push-secrets", "--space", SPACE, "--yes"])
        .code(0)
        .out("The Space runs")
        .out("The live site: 16 checks passed.");
    assert!(!run.stdout.contains(KEY) && hub.secrets().len() == 11);
    hub.set_stages("PAUSED", &[]);
    let before = site.asked().len();
    let _ = folder
        .run(["push-secrets", "--space", SPACE, "--yes"])
        .code(0);
    assert_eq!(site.asked().len(), before, "a Space that rests has no site");
}

#[test]
fn problems_of_the_live_site_after_an_upload_are_reported() {
    let (_site, _hub, folder) = place(|site| {
        site.start =
            Begin::RedirectUri("http://www.navigator.example/api/auth/callback/{provider}");
    });
    let run = folder
        .run(["push-secrets", "--space", SPACE, "--yes", "--json"])
        .code(1);
    assert_eq!(run.ids("fail"), ["live.redirect-uri-http"]);
    assert_eq!(run.json()["site_checks_passed"], 14);
    let (_site, _hub, folder) =
        place(|site| site.key = "another-key-another-key-another-key".to_owned());
    let run = folder
        .run(["push-secrets", "--space", SPACE, "--yes", "--json"])
        .code(1);
    assert_eq!(run.ids("fail"), ["live.session-key"]);
}

const SECRETS: &str = "Environment variables added to HuggingFace Spaces secrets";
const DOMAIN: &str = "HTTPS enabled on custom domain";
const HTTPS: &str = "Use HTTPS in production";
const CONFIGURED: &str = "All 4 OAuth apps configured with production redirect URIs";

/// The checklist items with this outcome, by network checks.
fn items(folder: &Folder, outcome: &str) -> Vec<String> {
    super::items(
        folder,
        outcome,
        &[
            "--env-file",
            ".env.production",
            "--only",
            "live,space,frontend,provider,credential",
        ],
    )
}

#[test]
fn the_checklist_passes_what_was_checked_and_each_broken_thing_fails_its_item() {
    let all = |change: fn(&mut Behavior)| {
        let (site, hub, folder) = place(change);
        for line in environment(DATABASE, KEY).lines() {
            let (name, value) = line.split_once('=').unwrap();
            hub.set_secret(name, value);
        }
        (site, hub, folder)
    };
    let (_site, hub, folder) = all(|_| {});
    let passed = items(&folder, "passed");
    for item in [SECRETS, DOMAIN, HTTPS] {
        assert!(
            passed.iter().any(|passed| passed == item),
            "{item}: {passed:?}"
        );
    }
    assert!(
        items(&folder, "unknown")
            .iter()
            .any(|item| item == CONFIGURED),
        "the providers themselves are left out"
    );
    assert!(items(&folder, "failed").is_empty());
    hub.drop_secret("GOOGLE_CLIENT_SECRET");
    assert_eq!(items(&folder, "failed"), [SECRETS]);
    type Change = fn(&mut Behavior);
    let cases: [(Change, &[&str]); 5] = [
        (
            |site| site.certificate = Served::Expired(3),
            &[DOMAIN, HTTPS],
        ),
        (
            |site| site.plain = crate::support::site::Plain::Serves,
            &[DOMAIN, HTTPS],
        ),
        (|site| site.start = Begin::NoState, &[CONFIGURED]),
        (
            |site| site.start_of = Some(("github", Begin::ClientId("other"))),
            &[CONFIGURED],
        ),
        (
            |site| site.key = "another-key-another-key-another-key".to_owned(),
            &[SECRETS],
        ),
    ];
    for (change, expected) in cases {
        let (_site, _hub, folder) = all(change);
        assert_eq!(items(&folder, "failed"), expected);
    }
    // What was not checked does not pass.
    let (_site, _hub, folder) = all(|site| site.certificate = Served::NoTls);
    assert!(items(&folder, "unknown").iter().any(|item| item == DOMAIN));
}
