//! Checks through the APIs of HuggingFace and Neon: each broken thing gives exactly its problems.

use crate::support::Folder;
use crate::support::hub::{Hub, SPACE, TOKEN, Trouble};
use crate::support::neon::{self, Neon, host, project};
use crate::support::site::{HOST, environment};
use serde_json::json;

const DECOY: &str = "5f0c3a9e7b1d2846f9e0a7c3b5d1928476e0fa3c9b7d1852640e9fa7c3b5d182";
const SPACE_HOST: &str = "communityone-open-navigator.hf.space";
const PROJECT: &str = "open-navigator-engagement";

/// A correct setup of both: every secret of the guide is set, and the project is active and empty.
pub struct Place {
    pub hub: Hub,
    pub neon: Neon,
    pub folder: Folder,
}

impl Place {
    pub fn new() -> Self {
        let hub = Hub::start();
        let neon = Neon::start(|state| {
            state.projects = vec![project("spring-example-302709", PROJECT, None)]
        });
        let mut folder = Folder::new();
        let database = format!(
            "postgresql://owner:k7Jq2mZx@{}/neondb?sslmode=require",
            host(true)
        );
        let settings = environment(&database, DECOY).replace(HOST, SPACE_HOST);
        for line in settings.lines() {
            let (name, value) = line.split_once('=').unwrap();
            hub.set_secret(name, value);
        }
        folder.write(".env", settings + &format!("NEON_API_KEY={}\n", neon::KEY));
        folder.write(
            "navauth.toml",
            format!("[space]\nname = \"{SPACE}\"\n\n{}", neon.config()),
        );
        folder
            .variable("HF_ENDPOINT", &hub.url)
            .variable("HF_TOKEN", TOKEN);
        Self { hub, neon, folder }
    }

    fn replace(&self, file: &str, from: &str, to: &str) {
        let text = self.folder.read(file);
        assert!(text.contains(from), "{from}");
        self.folder.write(file, text.replace(from, to));
    }

    /// `status id` of every result that did not pass.
    #[track_caller]
    fn found(&self) -> Vec<String> {
        let run = self.folder.run([
            "check-env",
            "--live",
            "--only",
            "space",
            "--only",
            "neon",
            "--json",
        ]);
        let run = run.without(TOKEN).without(neon::KEY).without(DECOY);
        run.not_passed()
    }
}

#[test]
fn a_good_production_passes_every_check() {
    let place = Place::new();
    let run = place
        .folder
        .run([
            "check-env",
            "--live",
            "--only",
            "space",
            "--only",
            "neon",
            "--json",
        ])
        .code(0);
    assert_eq!(run.ids("pass").len(), 11, "{run:#?}");
    assert!(place.hub.writes().is_empty());
    assert!(
        place
            .neon
            .requests()
            .iter()
            .all(|asked| asked.method == "GET")
    );
    assert_eq!(
        (place.hub.log().len(), place.neon.requests().len()),
        (3, 4),
        "each question once"
    );
}

#[test]
fn problems_of_the_space_are_reported_exactly() {
    let broken = |break_it: fn(&Place)| {
        let place = Place::new();
        break_it(&place);
        place.found()
    };
    assert_eq!(
        broken(|place| place.hub.drop_secret("GITHUB_CLIENT_SECRET")),
        ["fail space.missing-secret"]
    );
    // A public variable instead of a secret: one cause, one failure.
    let public = broken(|place| {
        place.hub.drop_secret("GITHUB_CLIENT_SECRET");
        place.hub.set_variable("GITHUB_CLIENT_SECRET", "x");
    });
    assert_eq!(public, ["fail space.public-secret"]);
    assert_eq!(
        broken(|place| place.hub.set_variable("GITHUB_CLIENT_ID", "x")),
        ["warn space.public-name"]
    );
    assert!(broken(|place| place.hub.set_variable("MODEL", "x")).is_empty());
    for (stage, expected) in [
        ("RUNTIME_ERROR", "fail space.not-running"),
        ("PAUSED", "fail space.not-running"),
        ("NO_APP_FILE", "fail space.not-running"),
        ("BUILDING", "skip space.not-running"),
        ("A_STAGE_OF_NEXT_YEAR", "skip space.not-running"),
    ] {
        let place = Place::new();
        place.hub.set_stages(stage, &[]);
        assert_eq!(place.found(), [expected], "{stage}");
    }
    // Healthy: the next visit wakes it.
    let place = Place::new();
    place.hub.set_stages("SLEEPING", &[]);
    assert_eq!(place.found(), [""; 0]);
    assert_eq!(
        broken(|place| place.replace(".env", SPACE_HOST, "www.elsewhere.example")),
        ["fail space.other-host"]
    );
    assert_eq!(
        broken(|place| place.replace("navauth.toml", SPACE, "CommunityOne/other")),
        ["fail space.unseen"]
    );
    assert_eq!(
        broken(|place| place.replace("navauth.toml", SPACE, "no name")),
        ["fail space.unseen"]
    );
    assert_eq!(
        broken(|place| place
            .hub
            .trouble("GET runtime", 0, Trouble::Refuse(503, None, "{}"))),
        ["skip space.unseen"]
    );
    let mut place = Place::new();
    place.folder.variable("HF_TOKEN", "hf_wrong");
    assert_eq!(place.found(), ["skip space.unseen"]);
    place.folder.variable("HF_TOKEN", "");
    assert_eq!(place.found(), ["skip space.unseen"]);
}

#[test]
fn problems_of_the_project_are_reported_exactly() {
    let allowed = |ips: &[&str], protected_only: bool| json!({ "ips": ips, "protected_branches_only": protected_only });
    let broken = |break_it: &dyn Fn(&mut neon::State)| {
        let place = Place::new();
        place.neon.change(|state| break_it(state));
        place.found()
    };
    let list = |ips: &[&str], protected_only: bool| {
        let list = allowed(ips, protected_only);
        broken(&|state| state.projects[0]["settings"]["allowed_ips"] = list.clone())
    };
    assert_eq!(list(&["192.0.2.1"], false), ["fail neon.allow-list"]);
    assert!(list(&["192.0.2.1", "0.0.0.0/0"], false).is_empty());
    assert!(
        list(&["192.0.2.1"], true).is_empty(),
        "the branch is not protected"
    );
    assert_eq!(
        broken(&|state| state.projects[0]["settings"]["block_public_connections"] = true.into()),
        ["fail neon.allow-list"]
    );
    assert_eq!(
        broken(&|state| state.disabled = true),
        ["fail neon.disabled"]
    );
    // The branch contains 30 MiB.
    for (limit, expected) in [
        (37.5, "warn neon.quota"),
        (30.0, "warn neon.quota"),
        (20.0, "warn neon.quota"),
    ] {
        let bytes = (limit * f64::from(1 << 20)) as u64;
        assert_eq!(
            broken(&|state| state.projects[0]["branch_logical_size_limit_bytes"] = bytes.into()),
            [expected],
            "{limit} MiB"
        );
    }
    let of_compute = |used: u64| {
        broken(&|state| {
            state.projects[0]["compute_time_seconds"] = used.into();
            state.projects[0]["settings"]["quota"] = json!({ "compute_time_seconds": 360_000 });
        })
    };
    assert!(of_compute(287_999).is_empty());
    assert_eq!(of_compute(288_000), ["warn neon.quota"]);
    // The message contains the day on which the allowance starts again; storage has none.
    for (end, expected) in [
        (
            json!("2026-12-01T00:00:00Z"),
            Some("the allowance resets on 2026-12-01"),
        ),
        (json!("soon"), None),
        (json!(null), None),
    ] {
        let place = Place::new();
        place.neon.change(|state| {
            let project = &mut state.projects[0];
            project["compute_time_seconds"] = 300_000.into();
            project["settings"]["quota"] = json!({ "compute_time_seconds": 360_000 });
            project["branch_logical_size_limit_bytes"] = (30 << 20).into();
            project["consumption_period_end"] = end.clone();
        });
        let run = place
            .folder
            .run(["check-env", "--live", "--only", "neon", "--json"]);
        let document = run.json();
        let quotas = document["findings"].as_array().unwrap().iter();
        let details: Vec<_> = quotas
            .filter(|diagnostic| diagnostic["id"] == "neon.quota")
            .map(|diagnostic| diagnostic["detail"].as_str())
            .collect();
        assert_eq!(details.len(), 2, "{end}: {details:?}");
        assert!(details.contains(&None), "{end}: {details:?}");
        assert_eq!(details.iter().flatten().copied().next(), expected, "{end}");
    }
    assert_eq!(
        broken(&|state| state.projects.clear()),
        ["skip neon.unseen"]
    );
    assert_eq!(
        broken(&|state| state
            .refusals
            .push(("GET /api/v2/projects", 401, None, "{}".to_owned()))),
        ["skip neon.unseen"]
    );
    let place = Place::new();
    place.replace(".env", "ep-calm-sea-a1b2c3d4", "ep-other-sea-a1b2c3d4");
    assert_eq!(
        place.found(),
        ["skip neon.unseen"],
        "the database is in another project"
    );
}

#[test]
fn the_checklist_reads_the_allowlist_of_the_project() {
    let place = Place::new();
    let lists = [
        "Neon IP allowlist configured (optional, for extra security)",
        "Enable Neon's IP allowlist for production",
    ];
    assert_eq!(
        super::items(&place.folder, "passed", &["--only", "neon"]),
        lists
    );
    place
        .neon
        .change(|state| state.projects[0]["settings"]["allowed_ips"]["ips"] = json!(["192.0.2.1"]));
    assert_eq!(
        super::items(&place.folder, "failed", &["--only", "neon"]),
        lists
    );
}

#[test]
fn no_request_without_a_space_name_or_an_api_key() {
    let place = Place::new();
    place.folder.write("navauth.toml", place.neon.config());
    place
        .neon
        .change(|state| state.projects[0]["settings"]["allowed_ips"]["ips"] = json!(["192.0.2.1"]));
    assert!(
        place.found().is_empty(),
        "without a Space the list is nobody's fault"
    );
    assert!(place.hub.log().is_empty());
    place.replace(".env", "NEON_API_KEY", "OTHER_KEY");
    place.neon.change(|state| state.requests.clear());
    assert!(place.found().is_empty());
    assert!(place.neon.requests().is_empty());
}
