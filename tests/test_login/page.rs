//! The pages in a real browser. Screenshots are saved in target/pictures.

use std::path::Path;

use navauth::providers::fakes::{Behavior, Fault, Step};

use super::Fixture;
use crate::support::browser::Browser;
use crate::support::user::PendingSignIn;

/// Phone and desktop, light and dark.
const WINDOWS: [(&str, u32, u32, bool); 4] = [
    ("phone-light", 360, 640, false),
    ("phone-dark", 360, 640, true),
    ("desktop-light", 1280, 800, false),
    ("desktop-dark", 1280, 800, true),
];

#[test]
fn pages_render_in_a_browser() {
    let fixture = Fixture::ready(Behavior::default());
    let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pictures");
    for (name, width, height, dark) in WINDOWS {
        let browser = Browser::start(width, height, dark);
        for (page, fault, pressed, title) in [
            ("done", None, "#approve", "Signed in with GitHub"),
            ("cancelled", None, "#cancel", "Not signed in with GitHub"),
            (
                "refused",
                Some("wrong-secret"),
                "#approve",
                "Not signed in with GitHub",
            ),
        ] {
            fixture.providers.change(|behavior| {
                behavior.clear_faults();
                behavior
                    .faults
                    .extend(fault.map(|row| (("github", Step::Token), Fault::Row(row))));
            });
            let login =
                PendingSignIn::start(&fixture.folder, ["test-login", "github", "--no-browser"]);
            browser.open(&login.url);
            browser.press(pressed);
            let text = browser.wait_for(title);
            browser.picture(&pictures.join(format!("{page}-{name}.png")));
            let callback = login.parameter("redirect_uri");
            assert_eq!(
                browser.address(),
                callback,
                "code and state left the address bar"
            );
            assert!(
                !browser
                    .run("return document.documentElement.outerHTML")
                    .as_str()
                    .unwrap()
                    .contains(&login.parameter("state"))
            );
            assert_eq!(browser.overflows(), [""; 0], "{name}: {text}");
            let complaints: Vec<_> = browser
                .complaints()
                .into_iter()
                .filter(|text| !text.contains(fixture.providers.address()))
                .collect();
            assert!(complaints.is_empty(), "{name}: {complaints:?}");
            assert_eq!(
                browser.run("return performance.getEntriesByType('resource').length"),
                0,
                "nothing else is loaded"
            );
            let background = browser.run("return getComputedStyle(document.body).backgroundColor");
            assert_eq!(
                background == "rgb(18, 22, 29)",
                dark,
                "{name}: {background}"
            );
            browser.run("history.back()");
            browser.run("history.forward()");
            let _ = login.finish().code(if page == "done" { 0 } else { 4 });
            assert!(
                !browser
                    .run("return location.href")
                    .as_str()
                    .unwrap()
                    .contains("code="),
                "not in the history either"
            );
        }
    }
}
