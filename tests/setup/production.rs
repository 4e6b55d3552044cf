//! What leads to production: the Space's secrets, and a database at Neon.

use super::{PRODUCTION, SITE, World};
use crate::support::hub::{Hub, SPACE, TOKEN, Trouble};
use crate::support::neon::{KEY, Neon, PASSWORD, uri};
use crate::support::terminal::Terminal;

const DATABASE: &str =
    "postgresql://owner:CanaryPassword42@ep-cool-12.us-east-2.aws.neon.tech/neondb?sslmode=require";

/// Answers for both environments, the Space included; nobody but the Hub is asked.
fn whole(world: &mut World, hub: &Hub) -> String {
    world
        .folder
        .variable("HF_ENDPOINT", &hub.url)
        .variable("HF_TOKEN", TOKEN)
        .variable("THE_DATABASE", DATABASE);
    let mut answers = world.answers().replace(
        "environment = \"development\"",
        &format!("environment = \"both\"\nspace = \"{SPACE}\""),
    );
    answers +=
        &format!("[production]\ndatabase-url = \"env:THE_DATABASE\"\nfrontend-url = \"{SITE}\"\n");
    answers += "[production.huggingface]\nsame-app = true\n[production.google]\nsame-app = true\n";
    for (provider, id, secret) in PRODUCTION {
        let variable = format!("THE_LIVE_SECRET_OF_{}", provider.to_uppercase());
        world.folder.variable(&variable, secret);
        answers += &format!(
            "[production.{provider}]\nclient-id = \"{id}\"\nclient-secret = \"env:{variable}\"\n"
        );
    }
    answers
}

const SETUP: [&str; 6] = [
    "setup",
    "--no-input",
    "--offline",
    "--json",
    "--answers",
    "answers.toml",
];

/// What became of the Space's step.
fn space(world: &World) -> (String, String) {
    let document = world.folder.run(SETUP).json();
    let step = document["steps"]
        .as_array()
        .unwrap()
        .iter()
        .find(|step| step["name"] == "production.space")
        .unwrap()
        .clone();
    (
        step["before"].as_str().unwrap().to_owned(),
        step["result"].as_str().unwrap_or("-").to_owned(),
    )
}

#[test]
fn the_secrets_of_the_space_are_those_of_the_file() {
    let hub = Hub::start();
    let mut world = World::new();
    let answers = whole(&mut world, &hub);
    world.folder.write("answers.toml", answers);
    let before = world.folder.read("navauth.toml");
    assert_eq!(space(&world), ("optional".to_owned(), "done".to_owned()));
    let secrets = hub.secrets();
    assert_eq!(secrets.len(), 11, "{secrets:?}");
    assert_eq!(secrets["DATABASE_URL"], DATABASE);
    assert_eq!(secrets["GITHUB_CLIENT_SECRET"], PRODUCTION[1].2);
    assert!(
        world
            .folder
            .read(".env.production")
            .contains(&secrets["JWT_SECRET_KEY"])
    );
    assert!(
        !world
            .folder
            .read(".env")
            .contains(&secrets["JWT_SECRET_KEY"])
    );
    assert_eq!(
        world.folder.read("navauth.toml"),
        format!("{before}\n[space]\nname = \"{SPACE}\"\n")
    );
    // The second run knows that from what it kept, and sends nothing.
    hub.mend();
    let files = world.files();
    assert_eq!(space(&world), ("done".to_owned(), "-".to_owned()));
    assert!(
        files == world.files() && hub.log().is_empty(),
        "{:?}",
        hub.log()
    );
}

#[test]
fn killed_while_it_sends_the_next_run_ends_the_same() {
    let whole_run = {
        let hub = Hub::start();
        let mut world = World::new();
        let answers = whole(&mut world, &hub);
        world.folder.write("answers.toml", answers);
        let _ = space(&world);
        hub.log()
    };
    // At the first and the last question, and before and after a secret in the middle.
    let writes: Vec<usize> = (0..whole_run.len())
        .filter(|&step| whole_run[step].starts_with("POST"))
        .collect();
    assert_eq!(writes.len(), 11, "{whole_run:?}");
    for (step, trouble) in [
        (0, Trouble::HangBefore),
        (writes[5], Trouble::HangBefore),
        (writes[5], Trouble::HangAfter),
        (whole_run.len() - 1, Trouble::HangBefore),
    ] {
        let hub = Hub::start();
        let mut world = World::new();
        let answers = whole(&mut world, &hub);
        world.folder.write("answers.toml", answers);
        hub.trouble("", step, trouble);
        let mut child = world.folder.command(SETUP).spawn().unwrap();
        hub.wait_until_hanging();
        let written = [".env", ".env.production"].map(|name| world.folder.read(name));
        child.kill().unwrap();
        let _ = crate::support::finish(child);
        hub.mend();
        let (_, result) = space(&world);
        assert!(
            result == "done" || step + 1 == whole_run.len(),
            "killed at {}: {result}",
            whole_run[step]
        );
        assert_eq!(hub.secrets().len(), 11, "killed at {}", whole_run[step]);
        assert_eq!(
            [".env", ".env.production"].map(|name| world.folder.read(name)),
            written
        );
    }
}

#[test]
fn how_many_secrets_are_sent_is_shown() {
    let hub = Hub::start();
    let mut world = World::new();
    let answers = whole(&mut world, &hub);
    world.folder.write("answers.toml", answers);
    let _ = world.folder.run(SETUP);
    let log = hub.log();
    let writes: Vec<usize> = (0..log.len())
        .filter(|&request| log[request].starts_with("POST"))
        .collect();
    let hub = Hub::start();
    let mut world = World::new();
    let answers = whole(&mut world, &hub);
    world.folder.write("answers.toml", answers);
    hub.trouble("", writes[5], Trouble::HangBefore);
    let terminal = Terminal::run(
        &world.folder,
        80,
        ["setup", "--offline", "--answers", "answers.toml"],
    );
    let screen = terminal.wait_for(" 5/11 (");
    assert!(screen.contains("/s) sending "), "{screen}");
    drop(terminal.kill());
}

#[test]
fn a_space_is_asked_for_and_its_secrets_are_sent_after_a_yes() {
    let hub = Hub::start();
    let mut world = World::new();
    let answers = whole(&mut world, &hub).replace(&format!("space = \"{SPACE}\"\n"), "");
    world.folder.write("answers.toml", answers);
    let run = || {
        Terminal::run(
            &world.folder,
            80,
            ["setup", "--offline", "--answers", "answers.toml"],
        )
    };
    let terminal = run();
    // A name that is none, and one that nobody has, are asked for again.
    for (name, said) in [
        ("open_navigator", "invalid Space name"),
        ("CommunityOne/open-navigator", "not found"),
    ] {
        terminal.wait_for_last("as owner/name:");
        terminal.text(name);
        terminal.keys(["Enter"]);
        terminal.wait_for(said);
    }
    terminal.wait_for_last("as owner/name:");
    // What is pasted after the name was typed before the next question was there: it is no answer to it.
    terminal.text(&format!("{SPACE}\ny"));
    terminal.wait_for(&format!("Change 11 secrets of the Space {SPACE}? [y/N]"));
    terminal.kill();
    assert!(hub.writes().is_empty());
    // The Space's name was answered, and is not asked for again.
    let terminal = run();
    let screen = terminal.wait_for(&format!("Change 11 secrets of the Space {SPACE}?"));
    assert!(!screen.contains("as owner/name:"), "{screen}");
    terminal.keys(["y", "Enter"]);
    let (_, screen) = terminal.end();
    terminal.picture("setup-space-80");
    assert_eq!(hub.secrets().len(), 11);
    assert!(
        screen.lines().all(|line| line.chars().count() <= 80),
        "{screen}"
    );
    for secret in [
        TOKEN,
        "CanaryPassword42",
        PRODUCTION[0].2,
        PRODUCTION[1].2,
        &hub.secrets()["JWT_SECRET_KEY"],
    ] {
        assert!(!screen.contains(secret), "{screen}");
    }
}

#[test]
fn neon_makes_the_database_with_a_key() {
    let neon = Neon::start(|_| {});
    let mut world = World::new();
    let answers = world
        .answers()
        .replace("database-url = \"sqlite\"", "database-url = \"neon\"");
    world.folder.write(
        "navauth.toml",
        world.folder.read("navauth.toml") + &neon.config(),
    );
    world.folder.variable("THE_KEY", KEY);
    for (more, missing) in [
        ("", "neon-api-key"),
        ("neon-api-key = \"env:THE_KEY\"\n", "neon-region"),
    ] {
        world
            .folder
            .write("answers.toml", format!("{more}{answers}"));
        let run = world
            .folder
            .run([
                "setup",
                "--no-input",
                "--offline",
                "--json",
                "--answers",
                "answers.toml",
            ])
            .code(2);
        assert_eq!(run.ids("fail"), ["setup.unanswered"]);
        assert_eq!(run.json()["findings"][0]["detail"], missing);
    }
    world.folder.write(
        "answers.toml",
        format!("neon-api-key = \"env:THE_KEY\"\nneon-region = \"Frankfurt\"\n{answers}"),
    );
    let run = world.folder.run([
        "setup",
        "--no-input",
        "--offline",
        "--answers",
        "answers.toml",
    ]);
    let _ = run
        .without(KEY)
        .without(PASSWORD)
        .err("Created the Neon project open-navigator-engagement.");
    let env = world.folder.read(".env");
    assert!(
        env.starts_with(&format!(
            "DATABASE_URL={}\nDATABASE_URL_UNPOOLED={}\n",
            uri(true),
            uri(false)
        )),
        "{env}"
    );
    assert!(!env.contains(KEY));
    assert_eq!(neon.count("POST", "/projects"), 1);
}
