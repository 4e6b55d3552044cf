//! What goes wrong in the steps of the page that run a command, and what goes on beside them.

use std::path::Path;

use navauth::providers::fakes::{Fault, Step};

use super::browser_hand::{Hand, RUN, SAVE, input, serve};
use super::browser_whole::clone;
use super::wizard::label;
use super::{PRODUCTION, World};
use crate::support::Folder;
use crate::support::browser::Browser;
use crate::support::foreign::Foreign;
use crate::support::hub::{Hub, SPACE, TOKEN, Trouble};
use crate::support::neon::{KEY, Neon, PASSWORD};
use crate::support::postgres::Cluster;
use crate::support::production::Production;
use crate::support::site::HOST;
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
    hand.page("Test sign-ins (this computer)");
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
    hand.page("Database (this computer)");
    let url = format!("postgresql://ada:a-long-password@127.0.0.1:{port}/app?sslmode=disable");
    hand.paste(&input("development.database-url"), &url);
    hand.click(SAVE);
    hand.see("left");
    let database = hand.browser.address();
    // The form is being checked; another one is saved meanwhile.
    go(&hand.browser, "development.jwt-secret-key");
    hand.page("Session key (this computer)");
    hand.click(SAVE);
    hand.page("Frontend URL (this computer)");
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
    hand.page("Database (this computer)");
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
    hand.page("Tables (this computer)");
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
    hand.page("Database (this computer)");
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
    hand.page("Space secrets (production)");
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
fn what_is_uploaded_is_the_plan_that_was_confirmed() {
    let around = Production::start(&PRODUCTION, |_| ());
    let folder = clone(&around);
    let client = around.fakes.client("huggingface").unwrap();
    let (id, secret) = (&client.id, &client.secret);
    let keys = [
        "7f3b9c1d5e8a2046f1c7d9e3b5a80246c8e0f2a4b6d8091a3c5e7f9b1d3f5a7c",
        "b7d1a9e04c5f4f7f8f0f6d2c9a3e1b5d7c9e0f1a2b3c4d5e6f708192a3b4c5d6",
    ];
    let write = |key: &str| {
        let text = format!(
            "DATABASE_URL={}\nJWT_SECRET_KEY={key}\nFRONTEND_URL=https://{HOST}\nHUGGINGFACE_CLIENT_ID={id}\n\
             HUGGINGFACE_CLIENT_SECRET={secret}\n",
            around.database_url()
        );
        folder.write(".env.production", text);
    };
    write(keys[0]);
    let arguments = [
        "setup",
        "--browser",
        "--no-browser",
        "--environment",
        "production",
    ];
    let served = PendingSignIn::start(&folder, arguments);
    let mut hand = Hand::start("plan", &served);
    go(&hand.browser, "production.space");
    hand.page("Space secrets (production)");
    hand.paste(&input("space"), SPACE);
    hand.click("main form[action$='/plan'] button");
    hand.see("Would change 5 secrets");
    // The file changes while the plan is shown.
    write(keys[1]);
    hand.click(RUN);
    let shown = hand.see("The plan has changed since it was shown");
    assert!(shown.contains("Nothing was changed."), "{shown}");
    assert!(keys.iter().all(|key| !shown.contains(key)), "{shown}");
    // So does the Space.
    around
        .hub
        .set_secret("FRONTEND_URL", "https://elsewhere.example");
    hand.click(RUN);
    crate::support::wait_for(|| {
        hand.browser
            .text()
            .contains("it exists and was not uploaded from here")
    });
    hand.see("The plan has changed since it was shown");
    assert!(around.hub.writes().is_empty());
    hand.click(RUN);
    hand.see("5 secrets set");
    assert_eq!(around.hub.secrets()["JWT_SECRET_KEY"], keys[1]);
    served.signal("INT");
    let _ = served.finish().code(130).without(keys[0]).without(keys[1]);
}

#[test]
fn a_sign_in_page_that_is_ready_late_is_opened() {
    let world = World::new();
    // Its endpoints are discovered, and the document is held back.
    let config = world.folder.read("navauth.toml");
    let callback = config.split('"').nth(1).unwrap();
    let callback = callback.replace("{provider}", "keycloak");
    let issuer = format!("{}/google", world.fakes.address());
    let provider = format!("\n[providers.keycloak]\nissuer = \"{issuer}\"\n");
    world.folder.write("navauth.toml", config + &provider);
    world.fakes.change(|behavior| {
        let registered = behavior.redirect_uris.get_mut("google").unwrap();
        registered.push(callback);
    });
    let (id, secret) = world.app("google");
    let key = "7f3b9c1d5e8a2046f1c7d9e3b5a80246c8e0f2a4b6d8091a3c5e7f9b1d3f5a7c";
    world.folder.write(
        ".env",
        format!(
            "DATABASE_URL=sqlite:///./data/users.db\nJWT_SECRET_KEY={key}\nKEYCLOAK_CLIENT_ID={id}\n\
             KEYCLOAK_CLIENT_SECRET={secret}\nFRONTEND_URL=http://localhost:5173\n"
        ),
    );
    let _ = world.folder.run(["init-db"]).code(0);
    let served = serve(&world.folder);
    let mut hand = Hand::start("late", &served);
    go(&hand.browser, "development.test-logins");
    hand.page("Test sign-ins (this computer)");
    world.fakes.change(|behavior| {
        *behavior = behavior
            .clone()
            .fault("google", Step::Discovery, Fault::Hold)
    });
    let page = hand.browser.address();
    hand.click("form:has(input[value='keycloak']) button");
    let shown = hand.see("Cancel");
    assert_eq!(hand.browser.address(), format!("{page}/result"));
    assert!(!shown.contains("Go to the sign-in page"), "{shown}");
    world.fakes.release();
    hand.browser.wait_for("This page simulates Google.");
    // A visitor who comes back stays on the page.
    hand.browser.open(&page);
    hand.see("Go to the sign-in page");
    assert_eq!(hand.browser.address(), page);
    served.signal("INT");
    let _ = served.finish().code(130).without(&secret);
}

#[test]
fn an_unconfirmed_host_is_asked_only_after_a_click() {
    const SECRET: &str = "0123456789abcdef0123456789abcdef01234567";
    let foreign = Foreign::start();
    let mut folder = Folder::new();
    folder.write("navauth.toml", crate::trust::ENTERPRISE);
    foreign.lead(&mut folder);
    let served = serve(&folder);
    let mut hand = Hand::start("trust", &served);
    go(&hand.browser, "development.github");
    hand.page("GitHub (this computer)");
    hand.paste(
        &input("development.github.client-id"),
        "Ov23liAbCdEfGhIjKlMn",
    );
    hand.paste(&input("development.github.client-secret"), SECRET);
    hand.click(SAVE);
    let shown = hand.see("Do you trust ghe.example.org?");
    assert!(
        shown.contains("navauth.toml sends GITHUB_CLIENT_SECRET to ghe.example.org."),
        "{shown}"
    );
    // Neither loading the page again nor sending the answers again is a yes.
    hand.browser.reload();
    hand.click(SAVE);
    hand.see("Do you trust ghe.example.org?");
    assert_eq!(foreign.take(), "");
    hand.click("form[action$='/trust'] button");
    hand.see("ghe.example.org is now trusted for navauth.toml");
    let store = folder.read("home/.config/navauth/trusted-hosts");
    assert!(store.starts_with("ghe.example.org /"), "{store}");
    assert_eq!(foreign.take(), "");
    // The answers need not be entered again.
    hand.click(SAVE);
    hand.see("Problem:");
    let taken = foreign.take();
    assert!(taken.contains("POST /login/oauth/access_token"), "{taken}");
    assert!(!hand.browser.text().contains("Do you trust"));
    served.signal("INT");
    let _ = served.finish().code(130).without(SECRET);
}

#[test]
fn googles_file_is_chosen_and_its_mistakes_are_explained() {
    let world = World::new();
    let served = serve(&world.folder);
    let mut hand = Hand::start("google", &served);
    go(&hand.browser, "development.google");
    hand.page(&format!("{} (this computer)", label("google")));
    let service = world
        .folder
        .write("key.json", r#"{"type":"service_account"}"#);
    hand.browser.choose_file("#file", &service);
    let shown = hand.see("Problem:");
    assert!(!shown.contains("Generate and save"), "{shown}");
    // The other way to answer is still there, after a reload too.
    go(&hand.browser, "development.google");
    hand.see("Problem:");
    let inputs = "return document.querySelectorAll('.answers input[autocomplete=off]').length";
    assert_eq!(hand.browser.run(inputs), 2);
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
