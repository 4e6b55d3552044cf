//! Checklist items about the Space, Neon and the live site: each broken thing fails exactly its items.

use serde_json::json;

use super::items;
use crate::live::production::Place;
use crate::support::Folder;
use crate::support::site::{Behavior, Plain, Served, Site, environment};

const SECRETS: &str = "Environment variables added to HuggingFace Spaces secrets";
const ALLOWED: &str = "Neon IP allowlist configured (optional, for extra security)";
const ALLOW: &str = "Enable Neon's IP allowlist for production";
const SHARED: &str = "No OAuth secret shared publicly";
const HTTPS: &str = "HTTPS enabled on custom domain";
const USE_HTTPS: &str = "Use HTTPS in production";

const KEY: &str = "5f0c3a9e7b1d2846f9e0a7c3b5d1928476e0fa3c9b7d1852640e9fa7c3b5d182";
const DATABASE: &str = "postgresql://owner:k7Jq2mZx@ep-calm-sea-a1b2c3d4.eu-central-1.aws.neon.tech/neondb?sslmode=require";

#[test]
fn problems_of_the_space_or_the_project_fail_their_items() {
    let failed = |break_it: &dyn Fn(&Place)| {
        let place = Place::new();
        break_it(&place);
        items(
            &place
                .folder
                .run(["checklist", "--only", "space,neon.allow-list", "--json"]),
            "failed",
        )
    };
    assert_eq!(failed(&|_| ()), [""; 0]);
    assert_eq!(
        failed(&|place| place.hub.drop_secret("GITHUB_CLIENT_SECRET")),
        [SECRETS]
    );
    assert_eq!(
        failed(&|place| place.hub.set_stages("RUNTIME_ERROR", &[])),
        [SECRETS]
    );
    assert_eq!(
        failed(&|place| place.hub.set_variable("GITHUB_CLIENT_SECRET", "x")),
        [SECRETS, SHARED]
    );
    let list = json!({ "ips": ["192.0.2.1"], "protected_branches_only": false });
    let shut = |place: &Place| {
        place
            .neon
            .change(|state| state.projects[0]["settings"]["allowed_ips"] = list.clone())
    };
    assert_eq!(failed(&shut), [ALLOWED, ALLOW]);
}

#[test]
fn problems_of_the_site_fail_their_items() {
    let failed = |change: &dyn Fn(&mut Behavior)| {
        let mut behavior = Behavior::good(KEY);
        change(&mut behavior);
        let site = Site::start(behavior);
        let mut folder = Folder::with_env(&environment(DATABASE, KEY));
        site.lead(&mut folder);
        items(
            &folder.run(["checklist", "--only", "live", "--json"]),
            "failed",
        )
    };
    assert_eq!(failed(&|_| ()), [""; 0]);
    assert_eq!(
        failed(&|site| site.certificate = Served::Expired(3)),
        [HTTPS, USE_HTTPS]
    );
    assert_eq!(
        failed(&|site| site.plain = Plain::Serves),
        [HTTPS, USE_HTTPS]
    );
}
