//! Follows the fix of every problem with the live site: the simulated site gets what the help says, and the same command runs again.

use crate::fixes;
use crate::support::Folder;
use crate::support::site::{
    APEX, Begin, Behavior, HOST, Me, Plain, Release, Served, Site, environment,
};

const KEY: &str = "5f0c3a9e7b1d2846f9e0a7c3b5d1928476e0fa3c9b7d1852640e9fa7c3b5d182";
const OTHER_KEY: &str = "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9";
const DATABASE: &str = "postgresql://owner:k7Jq2mZx@ep-calm-sea-a1b2c3d4.eu-central-1.aws.neon.tech/neondb?sslmode=require";

/// What the help asks for.
enum Fix {
    /// The site changes.
    Site(fn(&mut Behavior)),
    /// FRONTEND_URL names another host, here and on the site.
    Host(&'static str),
}

/// A problem: its id, how the site is broken, words of the help, and the fix.
struct Trial(&'static str, fn(&mut Behavior), &'static str, Fix);

const TRIALS: [Trial; 15] = [
    Trial(
        "live.certificate",
        |site| site.certificate = Served::Expired(3),
        "renew it where the site is served",
        Fix::Site(|site| site.certificate = Served::Good),
    ),
    Trial(
        "live.certificate-ends",
        |site| site.certificate = Served::Days(20),
        "renew it where the site is served",
        Fix::Site(|site| site.certificate = Served::Good),
    ),
    Trial(
        "live.not-found",
        |site| site.front_page = Some(404),
        "serve the front end at /",
        Fix::Site(|site| site.front_page = None),
    ),
    Trial(
        "live.moved",
        |site| site.home = APEX,
        "set FRONTEND_URL=https://navigator.example here and where the app runs",
        Fix::Host(APEX),
    ),
    Trial(
        "live.redirect-loop",
        |site| {
            site.pages = Some(std::sync::Arc::new(|_, host, path| {
                let response = hyper::Response::builder().status(301);
                let response = response.header("location", format!("https://{host}{path}"));
                response.body(http_body_util::Full::default()).ok()
            }))
        },
        "keep one of the redirects",
        Fix::Site(|site| site.pages = None),
    ),
    Trial(
        "live.http",
        |site| site.plain = Plain::Serves,
        "redirect http to the same address",
        Fix::Site(|site| site.plain = Plain::Redirects),
    ),
    Trial(
        "live.hsts",
        |site| site.hsts = None,
        "Strict-Transport-Security: max-age=31536000",
        Fix::Site(|site| site.hsts = Some("max-age=31536000")),
    ),
    Trial(
        "live.login-start",
        |site| site.missing = vec!["GITHUB_CLIENT_ID"],
        "set GITHUB_CLIENT_ID where the app runs",
        Fix::Site(|site| site.missing.clear()),
    ),
    Trial(
        "live.client-id",
        |site| site.start_of = Some(("github", Begin::ClientId("Ov23liZZZZZZZZZZZZZZ"))),
        "push the client ID to where the app runs",
        Fix::Site(|site| site.start_of = None),
    ),
    Trial(
        "live.redirect-uri-http",
        |site| site.forwarded_proto = "http",
        "set API_BASE_URL=https://www.navigator.example where the app runs",
        Fix::Site(|site| site.api_base_url = Some("https://www.navigator.example".to_owned())),
    ),
    Trial(
        "live.redirect-uri",
        |site| {
            *site = Behavior {
                api_base_url: None,
                ..Behavior::of(Release::April, KEY)
            }
        },
        "set API_BASE_URL=https://www.navigator.example/api where the app runs",
        Fix::Site(|site| site.api_base_url = Some("https://www.navigator.example/api".to_owned())),
    ),
    Trial(
        "live.state",
        |site| site.start = Begin::NoState,
        "update the app",
        Fix::Site(|site| site.start = Begin::Good),
    ),
    Trial(
        "live.scopes",
        |site| site.start_of = Some(("google", Begin::Scope("openid"))),
        "update the app",
        Fix::Site(|site| site.start_of = None),
    ),
    Trial(
        "live.session-open",
        |site| site.me = Me::Open,
        "update the app to its newest release",
        Fix::Site(|site| site.me = Me::Good),
    ),
    Trial(
        "live.session-key",
        |site| site.key = OTHER_KEY.to_owned(),
        "push the key to where the app runs",
        Fix::Site(|site| site.key = KEY.to_owned()),
    ),
];

#[test]
fn following_the_help_repairs_the_site() {
    for Trial(id, break_site, says, fix) in TRIALS {
        let mut behavior = Behavior::good(KEY);
        break_site(&mut behavior);
        let found = problems(behavior.clone(), HOST);
        let help = found.iter().find(|(found, _)| found == id);
        let help = &help.unwrap_or_else(|| panic!("{id}: {found:?}")).1;
        assert!(help.contains(says), "{id}: {help}");
        let host = match fix {
            Fix::Site(change) => {
                change(&mut behavior);
                HOST
            }
            Fix::Host(host) => host,
        };
        assert_eq!(problems(behavior, host), [], "{id}");
    }
    let followed = TRIALS.iter().map(|Trial(id, ..)| (*id).to_owned());
    fixes::assert_followed("the live site", followed);
}

/// Each problem with its help.
fn problems(behavior: Behavior, host: &str) -> Vec<(String, String)> {
    let site = Site::start(behavior);
    let mut folder = Folder::with_env(&environment(DATABASE, KEY).replace(HOST, host));
    site.lead(&mut folder);
    let document = folder
        .run(["check-env", "--live", "--only", "live", "--json"])
        .json();
    let wrong = document["findings"].as_array().unwrap().iter();
    let wrong = wrong.filter(|found| found["status"] == "fail" || found["status"] == "warn");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    wrong
        .map(|found| (text(&found["id"]), text(&found["fix"]["text"])))
        .collect()
}
