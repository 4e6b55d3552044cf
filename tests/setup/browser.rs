//! `setup --browser` in a real Chromium: from an empty folder to saved settings, against the simulated providers.

use std::path::Path;

use super::World;
use super::browser_hand::{SAVE, enter_app, serve};
use crate::support::browser::Browser;

#[test]
fn a_wrong_answer_is_explained_beside_its_field_and_the_rest_is_kept() {
    let world = World::new();
    let served = serve(&world.folder);
    let browser = Browser::start(1280, 900, false);
    browser.open(&served.url);
    let github = |browser: &Browser| {
        browser.run("location.href = location.pathname.split('/').slice(0, 2).join('/') + '/step/development.github'");
        browser.wait_for("GitHub (this computer)");
    };
    github(&browser);
    let (id, secret) = world.app("github");
    // Nothing is entered.
    browser.press(SAVE);
    browser.wait_for("Enter the GitHub Client ID.");
    // The secret is entered as the ID.
    enter_app(&browser, "github", &secret, &secret);
    browser.wait_for("Problem:");
    // The provider refuses the secret: the ID is kept, and the secret need not be entered twice for another ID.
    let wrong = secret.chars().rev().collect::<String>();
    enter_app(&browser, "github", &id, &wrong);
    let shown = browser.wait_for("GitHub");
    assert!(shown.contains("Problem:"), "{shown}");
    let value = "return document.querySelector('input[type=text]').value";
    assert_eq!(browser.run(value), id.as_str());
    let placeholder = "return document.querySelector('input[type=password]').placeholder";
    assert_eq!(
        browser.run(placeholder),
        "entered, 40 characters; leave empty to keep it"
    );
    assert!(!world.folder.path().join(".env").exists());
    browser.picture(Path::new("target/pictures/setup-browser-problem.png"));
    // Reloading sends nothing again.
    browser.reload();
    browser.wait_for("Problem:");
    enter_app(&browser, "github", &id, &secret);
    browser.wait_for("Saved GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET in .env.");
    // Back shows the step as it is now.
    browser.back();
    browser.wait_for("set, 40 characters");
    served.signal("INT");
    let _ = served.finish().code(130);
}

#[test]
fn a_file_that_leads_to_the_address_opens_the_page() {
    let world = World::new();
    let served = serve(&world.folder);
    let browser = Browser::start(1280, 900, false);
    // As where the address must not be an argument of the browser.
    let file = world.folder.write(
        "open.html",
        format!(
            "<meta http-equiv=\"refresh\" content=\"0;url={}\">",
            served.url
        ),
    );
    browser.open(&format!("file://{}", file.display()));
    browser.wait_for("0 of 10 steps done");
    served.signal("INT");
    let _ = served.finish();
}

#[test]
fn two_tabs_a_double_click_and_a_killed_page_lose_nothing() {
    let world = World::new();
    let served = serve(&world.folder);
    let browser = Browser::start(1280, 900, false);
    browser.open(&served.url);
    browser.press("main a.button");
    browser.wait_for("DATABASE_URL");
    let database = browser.address();
    let before = browser.new_tab();
    browser.open(&database);
    // A double click sends one form.
    browser.run("const button = document.querySelector('.answers button[type=submit]'); button.click(); button.click()");
    browser.wait_for("Session key (this computer)");
    let tab = browser.new_tab();
    browser.open(&database.replace("database-url", "jwt-secret-key"));
    browser.press(SAVE);
    browser.wait_for("Frontend URL (this computer)");
    let key = world.folder.read(".env");
    // The other tab still has the form that generates a key: the one that was saved since stays.
    browser.switch_to(&tab);
    browser.press(SAVE);
    browser.wait_for("Frontend URL (this computer)");
    assert_eq!(world.folder.read(".env"), key);
    assert_eq!(key.matches("DATABASE_URL").count(), 1, "{key}");
    browser.switch_to(&before);
    browser.press(SAVE);
    browser.wait_for("Frontend URL (this computer)");
    served.signal("KILL");
    let _ = served.finish();
    let served = serve(&world.folder);
    browser.open(&served.url);
    browser.wait_for("2 of 10 steps done");
    served.signal("INT");
    let run = served.finish().code(130);
    assert!(
        run.stderr.contains("Completed steps are saved in .env"),
        "{run:?}"
    );
}

#[test]
fn the_pages_fit_every_window_in_light_and_dark() {
    let world = World::new();
    for width in [390, 768, 1280] {
        for dark in [false, true] {
            let served = serve(&world.folder);
            let browser = Browser::start(width, 900, dark);
            browser.open(&served.url);
            browser.wait_for("steps done");
            let overview = browser.address();
            for page in [
                "",
                "step/development.database-url",
                "step/development.google",
                "step/development.github",
                "step/development.tables",
                "step/development.checklist",
            ] {
                browser.open(&format!("{overview}{page}"));
                assert_eq!(browser.overflows(), [""; 0], "{width} {page}");
                assert_eq!(browser.barriers(), [""; 0], "{width} {page}");
                let theme = if dark { "dark" } else { "light" };
                let name = page.trim_start_matches("step/development.");
                let name = format!("target/pictures/setup-browser-{width}-{theme}-{name}.png");
                browser.picture(Path::new(&name));
            }
            served.signal("INT");
            let _ = served.finish();
        }
    }
}
