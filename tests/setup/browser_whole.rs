//! From an empty folder to all checks passed, on the page of `setup --browser` in a real Chromium.

use std::time::Instant;

use super::browser_hand::{Hand, NEXT, RUN, SAVE, input, serve};
use super::{PRODUCTION, World};
use crate::support::Folder;
use crate::support::hub::{SPACE, TOKEN};
use crate::support::neon;
use crate::support::production::{PROVIDERS, Production};
use crate::support::site::HOST;
use crate::support::user::callback_url;

/// Creates the tables, signs in with every provider, and runs the checks.
fn finish_development(hand: &mut Hand) {
    hand.page("Tables (this computer)");
    hand.click(RUN);
    hand.see("Database ready");
    hand.click(NEXT);
    hand.page("Test sign-ins (this computer)");
    for provider in PROVIDERS {
        hand.sign_in(provider);
    }
    hand.click(NEXT);
    hand.page("Checks (this computer)");
    hand.click(RUN);
    let shown = hand.see("Result");
    assert!(shown.contains("ready for development"), "{shown}");
}

#[test]
fn development_from_an_empty_folder_to_all_passed() {
    let world = World::new();
    let served = serve(&world.folder);
    let begun = Instant::now();
    let mut hand = Hand::start("development", &served);
    hand.see("0 of 10 steps done");
    assert!(!hand.browser.address().contains("token"));
    hand.click("main a.button");
    for page in [
        "Database (this computer)",
        "Session key (this computer)",
        "Frontend URL (this computer)",
    ] {
        hand.page(page);
        hand.click(SAVE);
    }
    for provider in PROVIDERS {
        let (id, secret) = world.app(provider);
        hand.app("development", provider, &id, &secret);
    }
    finish_development(&mut hand);
    let report = hand
        .browser
        .run("return document.querySelector('[download]').pathname.endsWith('checklist/report')");
    assert_eq!(report, true);
    hand.click(NEXT);
    hand.see("10 of 10 steps done");
    hand.note(begun);
    assert_eq!((hand.clicks, hand.pastes), (21, 8));
    assert!(
        hand.browser.complaints().is_empty(),
        "{:?}",
        hand.browser.complaints()
    );
    let text = world.folder.read(".env");
    for provider in PROVIDERS {
        let (id, secret) = world.app(provider);
        assert!(text.contains(&id) && text.contains(&secret), "{provider}");
    }
    hand.click("header button");
    hand.see("You can close this tab");
    let run = served.finish().code(0);
    for provider in PROVIDERS {
        assert!(!run.stderr.contains(&world.app(provider).1));
    }
}

/// The folder of an app that was cloned: nothing of the guide is in it.
pub(super) fn clone(around: &Production) -> Folder {
    let mut folder = Folder::new();
    let config = around.lead(&mut folder);
    folder.write("navauth.toml", config);
    folder.init_git();
    folder
}

/// Signs in at a provider, and pastes the address of the live site's page.
fn sign_in_live(hand: &mut Hand, provider: &str) {
    let page = hand.browser.address();
    hand.click(&format!("form:has(input[value='{provider}']) button"));
    hand.browser.wait_for("This page simulates");
    let address = callback_url(&hand.browser.address());
    // The site's page is out of reach for this browser: its address is what is pasted.
    hand.browser.open(&page);
    hand.see("The address of the page that you end up on");
    hand.paste("#line", &address);
    hand.click("main .answers button");
    hand.see("Signed in with");
}

#[test]
fn production_from_an_empty_folder_to_all_passed() {
    let around = Production::start(&PRODUCTION, |_| ());
    let folder = clone(&around);
    let served = PendingBoth::start(&folder);
    let begun = Instant::now();
    let mut hand = Hand::start("production", &served.0);
    hand.see("0 of 21 steps done");
    hand.click("main a.button");
    hand.page("Database (this computer)");
    hand.click(SAVE);
    hand.page("Database (production)");
    hand.paste(
        &input("production.database-url"),
        &format!("psql '{}'", around.database_url()),
    );
    hand.click(SAVE);
    let shown = hand.see("Where the time goes");
    assert!(shown.contains("authentication"), "{shown}");
    hand.click(NEXT);
    for place in ["this computer", "production"] {
        hand.page(&format!("Session key ({place})"));
        hand.click(SAVE);
    }
    hand.page("Frontend URL (this computer)");
    hand.click(SAVE);
    hand.page("Frontend URL (production)");
    hand.paste(
        &input("production.frontend-url"),
        &format!("https://{HOST}"),
    );
    hand.click(SAVE);
    for provider in PROVIDERS {
        let client = around.fakes.client(provider).unwrap();
        hand.app("development", provider, &client.id, &client.secret);
        if let Some((_, id, secret)) = PRODUCTION.iter().find(|(name, ..)| *name == provider) {
            hand.app("production", provider, id, secret);
        }
    }
    for place in ["this computer", "production"] {
        hand.page(&format!("Tables ({place})"));
        hand.click(RUN);
        hand.see("Database ready");
        hand.click(NEXT);
    }
    hand.page("Test sign-ins (this computer)");
    for provider in PROVIDERS {
        hand.sign_in(provider);
    }
    hand.click(NEXT);
    hand.page("Space secrets (production)");
    hand.paste(&input("space"), SPACE);
    hand.click("main form[action$='/plan'] button");
    hand.see("Would change 11 secrets");
    assert!(around.hub.writes().is_empty());
    hand.click(RUN);
    hand.see("11 secrets set");
    assert_eq!(around.hub.secrets().len(), 11);
    hand.click(NEXT);
    hand.page("Live sign-ins (production)");
    for provider in PROVIDERS {
        sign_in_live(&mut hand, provider);
    }
    hand.click(NEXT);
    for place in ["this computer", "production"] {
        hand.page(&format!("Checks ({place})"));
        hand.click(RUN);
        let shown = hand.see("Result");
        assert!(!shown.contains("✗"), "{shown}");
        hand.click(NEXT);
    }
    let shown = hand.see("21 of 21 steps done");
    hand.note(begun);
    for secret in [TOKEN, neon::KEY, "code="] {
        assert!(!shown.contains(secret), "{secret}");
    }
    hand.click("header button");
    hand.see("You can close this tab");
    let run = served.0.finish().code(0);
    assert!(!run.stderr.contains(TOKEN) && !run.stdout.contains(TOKEN));
    assert_eq!(
        around.database.psql("select count(*) from users"),
        "0",
        "the live sign-ins store nobody"
    );
}

#[test]
fn a_new_neon_project_from_an_empty_folder_to_all_passed() {
    let around = Production::start(&PRODUCTION, |_| ());
    // What Neon creates is a database of the test server, under the names of Neon's hosts.
    around.neon.change(|state| {
        state.projects.clear();
        state.database = Some(around.database_url());
    });
    let mut folder = clone(&around);
    folder.variable("NEON_API_KEY", "");
    let served = serve(&folder);
    let begun = Instant::now();
    let mut hand = Hand::start("neon-whole", &served);
    hand.click("main a.button");
    hand.page("Database (this computer)");
    hand.click("input[type=radio][value=neon]");
    hand.click(SAVE);
    hand.see("Neon API key");
    hand.paste(&input("neon-api-key"), neon::KEY);
    hand.click(SAVE);
    hand.see("Region");
    hand.click(SAVE);
    hand.see("Created the Neon project open-navigator-engagement.");
    // The database is checked after that.
    hand.see("Where the time goes");
    assert_eq!(around.neon.count("POST", "/projects"), 1);
    hand.click(NEXT);
    for page in [
        "Session key (this computer)",
        "Frontend URL (this computer)",
    ] {
        hand.page(page);
        hand.click(SAVE);
    }
    for provider in PROVIDERS {
        let client = around.fakes.client(provider).unwrap();
        hand.app("development", provider, &client.id, &client.secret);
    }
    finish_development(&mut hand);
    hand.click(NEXT);
    hand.see("10 of 10 steps done");
    hand.note(begun);
    // The sign-ins are rows of that database.
    assert_eq!(around.database.psql("select count(*) from users"), "4");
    assert!(!folder.read(".env").contains(neon::KEY));
    served.signal("INT");
    let _ = served.finish().code(130).without(neon::KEY);
}

/// The page for both environments.
struct PendingBoth(crate::support::user::PendingSignIn);

impl PendingBoth {
    fn start(folder: &Folder) -> Self {
        let arguments = [
            "setup",
            "--browser",
            "--no-browser",
            "--environment",
            "both",
        ];
        Self(crate::support::user::PendingSignIn::start(
            folder, arguments,
        ))
    }
}
