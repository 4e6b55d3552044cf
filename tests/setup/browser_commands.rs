//! What goes wrong in the steps of the page that run a command, and what goes on beside them.

use std::path::Path;

use super::World;
use super::browser_hand::{Hand, RUN, SAVE, input, serve};
use super::wizard::label;
use crate::support::browser::Browser;
use crate::support::hub::{Hub, SPACE, TOKEN, Trouble};
use crate::support::neon::{KEY, Neon, PASSWORD};
use crate::support::postgres::Cluster;
use crate::support::user::PendingSignIn;

fn go(browser: &Browser, step: &str) {
    browser.run(&format!(
        "location.href = location.pathname.split('/').slice(0, 2).join('/') + '/step/{step}'"
    ));
}

#[test]
fn a_declined_and_a_cancelled_sign_in_are_explained_and_can_be_repeated() {
    let world = World::new();
    let (id, secret) = world.app("github");
    let key = "7f3b9c1d5e8a2046f1c7d9e3b5a80246c8e0f2a4b6d8091a3c5e7f9b1d3f5a7c";
    world.folder.write(
        ".env",
        format!(
            "DATABASE_URL=sqlite:///./data/users.db\nJWT_SECRET_KEY={key}\nGITHUB_CLIENT_ID={id}\n\
             GITHUB_CLIENT_SECRET={secret}\nFRONTEND_URL=http://localhost:5173\n"
        ),
    );
    let _ = world.folder.run(["init-db"]).code(0);
    let served = serve(&world.folder);
    let mut hand = Hand::start("sign-in", &served);
    go(&hand.browser, "development.test-logins");
    hand.page("Test sign-ins (This computer)");
    let button = "form:has(input[value='github']) button";
    hand.click(button);
    hand.browser.wait_for("This page simulates GitHub.");
    hand.click("#cancel");
    let shown = hand.see("That did not work");
    assert!(shown.contains("GitHub"), "{shown}");
    // Gone from the provider's page: the page waits, and can be told not to.
    hand.click(button);
    hand.browser.wait_for("This page simulates GitHub.");
    hand.browser.back();
    go(&hand.browser, "development.test-logins");
    hand.see("Waiting for GitHub");
    // A second tab sees the same, and other pages are there meanwhile.
    let first = hand.browser.address();
    let tab = hand.browser.new_tab();
    hand.browser.open(&first);
    hand.browser.wait_for("Waiting for GitHub");
    hand.browser.press("main form[action$='/cancel'] button");
    hand.browser.wait_for("That did not work");
    hand.browser.switch_to(&tab);
    hand.browser.wait_for("That did not work");
    hand.sign_in("github");
    served.signal("INT");
    let _ = served.finish().code(130);
}

#[test]
fn a_slow_database_does_not_keep_the_other_pages_waiting() {
    let world = World::new();
    // Accepts connections and never answers.
    let silent = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = silent.local_addr().unwrap().port();
    let served = serve(&world.folder);
    let mut hand = Hand::start("slow", &served);
    go(&hand.browser, "development.database-url");
    hand.page("Database (This computer)");
    let url = format!("postgresql://ada:a-long-password@127.0.0.1:{port}/app?sslmode=disable");
    hand.paste(&input("development.database-url"), &url);
    hand.click(SAVE);
    hand.see("left");
    let database = hand.browser.address();
    // The form is being checked; another one is saved meanwhile.
    go(&hand.browser, "development.jwt-secret-key");
    hand.page("Session key (This computer)");
    hand.click(SAVE);
    hand.page("Frontend URL (This computer)");
    assert!(world.folder.read(".env").starts_with("JWT_SECRET_KEY="));
    hand.browser.open(&database);
    hand.see("left");
    assert!(!hand.browser.text().contains("a-long-password"));
    served.signal("INT");
    let _ = served.finish().code(130).without("a-long-password");
}

#[test]
fn a_database_that_refuses_is_shown_beside_the_field() {
    let world = World::new();
    let database = Cluster::shared().database();
    let served = serve(&world.folder);
    let mut hand = Hand::start("database", &served);
    go(&hand.browser, "development.database-url");
    hand.page("Database (This computer)");
    let url = database.verified_url();
    let wrong = url.replacen("@localhost", "0@localhost", 1);
    hand.paste(&input("development.database-url"), &wrong);
    hand.click(SAVE);
    hand.see("Problem:");
    hand.paste(&input("development.database-url"), &url);
    hand.click(SAVE);
    let shown = hand.see("Where the time goes");
    assert!(shown.contains("TLS"), "{shown}");
    go(&hand.browser, "development.tables");
    hand.page("Tables (This computer)");
    hand.click(RUN);
    hand.see("Database ready");
    assert_eq!(database.psql("select count(*) from users"), "0");
    served.signal("INT");
    let _ = served.finish().code(130);
}

#[test]
fn neon_creates_the_database_with_a_key() {
    let neon = Neon::start(|_| {});
    let world = World::new();
    let config = world.folder.read("navauth.toml") + &neon.config();
    world.folder.write("navauth.toml", config);
    let served = PendingSignIn::start(
        &world.folder,
        ["setup", "--browser", "--no-browser", "--offline"],
    );
    let mut hand = Hand::start("neon", &served);
    go(&hand.browser, "development.database-url");
    hand.page("Database (This computer)");
    hand.click("input[type=radio][value=neon]");
    hand.click(SAVE);
    hand.see("Neon API key");
    hand.paste(&input("neon-api-key"), KEY);
    hand.click(SAVE);
    hand.see("Region");
    hand.click(SAVE);
    let shown = hand.see("Created the Neon project open-navigator-engagement.");
    assert!(!shown.contains(KEY) && !shown.contains(PASSWORD), "{shown}");
    let env = world.folder.read(".env");
    assert!(env.contains("DATABASE_URL_UNPOOLED=") && !env.contains(KEY));
    assert_eq!(neon.count("POST", "/projects"), 1);
    served.signal("INT");
    let _ = served.finish().without(KEY).without(PASSWORD);
}

#[test]
fn an_upload_shows_how_far_it_is_and_can_be_cancelled() {
    let hub = Hub::start();
    let mut world = World::new();
    world
        .folder
        .variable("HF_ENDPOINT", &hub.url)
        .variable("HF_TOKEN", TOKEN);
    let (id, secret) = world.app("huggingface");
    let key = "7f3b9c1d5e8a2046f1c7d9e3b5a80246c8e0f2a4b6d8091a3c5e7f9b1d3f5a7c";
    world.folder.write(
        ".env.production",
        format!(
            "DATABASE_URL=postgresql://owner:CanaryPassword42@ep-cool-12.us-east-2.aws.neon.tech/neondb?sslmode=require\n\
             JWT_SECRET_KEY={key}\nFRONTEND_URL=https://www.communityone.com\nHUGGINGFACE_CLIENT_ID={id}\nHUGGINGFACE_CLIENT_SECRET={secret}\n"
        ),
    );
    let served = PendingSignIn::start(
        &world.folder,
        [
            "setup",
            "--browser",
            "--no-browser",
            "--environment",
            "production",
        ],
    );
    let mut hand = Hand::start("space", &served);
    go(&hand.browser, "production.space");
    hand.page("Space secrets (Production)");
    // A wrong name is explained beside its field.
    hand.paste(&input("space"), "open_navigator");
    hand.click("main form[action$='/plan'] button");
    hand.see("Invalid Space name");
    hand.paste(&input("space"), SPACE);
    hand.click("main form[action$='/plan'] button");
    let shown = hand.see("Would change");
    assert!(
        !shown.contains("CanaryPassword42") && !shown.contains(key),
        "{shown}"
    );
    hub.trouble("POST", 2, Trouble::HangBefore);
    hand.click(RUN);
    hub.wait_until_hanging();
    hand.see("Sending");
    hand.browser
        .picture(Path::new("target/pictures/browser-space-sending.png"));
    served.signal("INT");
    let _ = served.finish().code(130).without(TOKEN);
}

#[test]
fn googles_file_is_chosen_and_its_mistakes_are_explained() {
    let world = World::new();
    let served = serve(&world.folder);
    let mut hand = Hand::start("google", &served);
    go(&hand.browser, "development.google");
    hand.page(&format!("{} (This computer)", label("google")));
    let service = world
        .folder
        .write("key.json", r#"{"type":"service_account"}"#);
    hand.browser.choose_file("#file", &service);
    hand.see("Problem:");
    let (id, secret) = world.app("google");
    let uris = hand
        .browser
        .run("return [...document.querySelectorAll('.sheet code')].map(code => code.textContent).filter(text => text.includes('/auth/callback/'))");
    let file = serde_json::json!({ "web": { "client_id": id, "client_secret": secret, "redirect_uris": uris } });
    let file = world.folder.write("client_secret_1.json", file.to_string());
    hand.browser.choose_file("#file", &file);
    let shown = hand.see("Saved GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET in .env.");
    assert!(!shown.contains(&secret));
    assert!(world.folder.read(".env").contains(&secret));
    served.signal("INT");
    let _ = served.finish().code(130).without(&secret);
}
