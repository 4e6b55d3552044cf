//! A person at a terminal, who types what is asked and signs in in a browser.

use std::time::{Duration, Instant};

use super::{PRODUCTION, PROVIDERS, SITE, World};
use crate::support::postgres::Cluster;
use crate::support::terminal::Terminal;
use crate::support::{Folder, set_mode};

/// What a wizard may ask, and what is pressed or typed then.
pub(super) enum Typed {
    Keys(&'static [&'static str]),
    Text(String),
}

/// The question about the database of development.
pub(super) const DATABASE: &str = "DATABASE_URL [sqlite] (hidden):";

/// The plan, where it is offered as a menu.
pub(super) const PLAN: &str = "Next (Esc stops)";

/// What is asked for development, in order: a text of the question, and the answer.
pub(super) fn development(world: &World) -> Vec<(String, Typed)> {
    let mut script = vec![(DATABASE.to_owned(), Typed::Keys(&["Enter"]))];
    for provider in PROVIDERS {
        let (id, secret) = world.app(provider);
        script.extend(pair(provider, id, secret));
    }
    script
}

/// The questions for a provider's app.
pub(super) fn pair(provider: &str, id: String, secret: String) -> [(String, Typed); 2] {
    let label = label(provider);
    let (id_word, secret_word) = if provider == "facebook" {
        ("App ID", "App secret")
    } else {
        ("Client ID", "Client secret")
    };
    [
        (format!("{label} {id_word}"), Typed::Text(id)),
        (
            format!("{label} {secret_word} (hidden):"),
            Typed::Text(secret),
        ),
    ]
}

/// Answers one question.
#[track_caller]
pub(super) fn answer(terminal: &Terminal, (question, typed): &(String, Typed)) {
    terminal.wait_for_question(question);
    match typed {
        Typed::Keys(keys) => terminal.keys(keys.iter().copied()),
        Typed::Text(text) => {
            terminal.text(text);
            terminal.keys(["Enter"]);
        }
    }
}

/// The question whether a provider that was skipped is used at all.
pub(super) fn not_used(label: &str) -> String {
    format!("Turn off sign-in with {label}? navauth.toml records it, and the checks skip it. [y/N]")
}

/// A provider's name as people know it.
pub(super) fn label(provider: &str) -> String {
    let known =
        navauth::providers::named(&navauth::config::settings::Settings::default(), provider)
            .unwrap();
    known.label
}

/// A browser that keeps the addresses it is given, and signs in at the stand-ins where that leads back to this machine.
pub(super) fn give_browser(folder: &mut Folder) {
    let script = "#!/bin/sh\nhere=$(dirname \"$0\")\n\
                  case \"$1\" in *redirect_uri=http%3A%2F%2Flocalhost*) curl -sL --cookie signed_in=yes \"$1\" >/dev/null & ;; esac\n\
                  echo \"$1\" >>\"$here/opened\"\n";
    let path = folder.write("home/browser", script);
    set_mode(&path, 0o755);
    folder.variable("BROWSER", &path.display().to_string());
}

#[test]
fn from_an_empty_folder_to_a_setup_that_is_proved() {
    for columns in [80, 120] {
        let mut world = World::new();
        give_browser(&mut world.folder);
        let begun = Instant::now();
        let terminal = Terminal::run(&world.folder, columns, ["setup", "--copy"]);
        answer(
            &terminal,
            &("Set up for".to_owned(), Typed::Keys(&["Enter"])),
        );
        for question in development(&world) {
            answer(&terminal, &question);
        }
        terminal.wait_for("Sign in once with HuggingFace, Google, Facebook, GitHub now");
        terminal.keys(["y", "Enter"]);
        let (code, screen) = terminal.end();
        terminal.note("terminal-development", begun);
        assert_eq!((terminal.keys.get(), terminal.pastes.get()), (12, 8));
        terminal.picture(&format!("setup-{columns}"));
        assert_eq!(code, 0, "{screen}");
        assert!(begun.elapsed() < Duration::from_secs(120));
        assert!(screen.contains("All steps are done."), "{screen}");
        assert!(
            screen
                .lines()
                .all(|line| line.chars().count() <= usize::from(columns)),
            "{screen}"
        );
        for provider in PROVIDERS {
            assert!(!screen.contains(&world.app(provider).1), "{screen}");
        }
        assert!(terminal.shows_cursor());
        let port = world
            .folder
            .read("navauth.toml")
            .split("localhost:")
            .nth(1)
            .unwrap()
            .split('/')
            .next()
            .unwrap()
            .to_owned();
        assert_eq!(
            terminal.clipboard(),
            format!("http://localhost:{port}/auth/callback/github")
        );
        let opened = world.folder.read("home/opened");
        for page in [
            "https://huggingface.co/settings/applications/new",
            "https://console.cloud.google.com/auth/clients",
        ] {
            assert!(opened.contains(page), "{opened}");
        }
        let users = world.folder.sqlite(
            "data/users.db",
            "select oauth_provider from users order by id",
        );
        assert_eq!(users, "huggingface\ngoogle\nfacebook\ngithub");
        // Nothing is left to be done, and nothing is asked.
        let terminal = Terminal::run(
            &world.folder,
            columns,
            ["setup", "--environment", "development"],
        );
        terminal.wait_for(PLAN);
        terminal.keys(["Enter"]);
        let (code, screen) = terminal.end();
        assert_eq!(code, 0, "{screen}");
        assert!(
            screen.contains("All steps are done.") && !screen.contains('?'),
            "{screen}"
        );
    }
}

#[test]
fn a_list_leaves_nothing_behind_in_a_narrow_terminal() {
    let world = World::new();
    let terminal = Terminal::run(&world.folder, 40, ["setup", "--offline", "--no-browser"]);
    let list = (
        "Set up for which environment".to_owned(),
        Typed::Keys(&["Down", "Enter"]),
    );
    answer(&terminal, &list);
    terminal.wait_for("DATABASE_URL");
    let screen = terminal.kill();
    assert!(
        screen.contains("Set up for which environment:\nproduction (.env.production)\n")
            || screen.contains("Set up for which environment: production\n (.env.production)\n"),
        "{screen}"
    );
    assert!(!screen.contains("this computer"), "{screen}");
}

#[test]
fn a_wrong_secret_is_named_and_asked_for_again_with_the_id_kept() {
    let mut world = World::new();
    let answers = world.answers();
    let begin = answers.find("[development.github]").unwrap();
    world.folder.write("answers.toml", &answers[..begin]);
    let (id, secret) = world.app("github");
    let terminal = Terminal::run(
        &world.folder,
        80,
        ["setup", "--answers", "answers.toml", "--no-browser"],
    );
    answer(
        &terminal,
        &(
            "GitHub Client ID:".to_owned(),
            Typed::Text("12345".to_owned()),
        ),
    );
    terminal.wait_for("GITHUB_CLIENT_ID is not a GitHub client ID");
    terminal.wait_for_last("GitHub Client ID:");
    terminal.text(&id);
    terminal.keys(["Enter"]);
    terminal.wait_for(&format!(
        "GitHub Client ID: {id}\nGitHub Client secret (hidden):"
    ));
    terminal.text("fedcba98765432100123456789abcdef01234567");
    terminal.keys(["Enter"]);
    terminal.wait_for("GitHub rejected the client secret");
    assert!(!world.folder.read(".env").contains("GITHUB"));
    // Only the secret is asked for again.
    terminal.wait_for_last("GitHub Client secret (hidden):");
    terminal.text(&secret);
    terminal.keys(["Enter"]);
    terminal.wait_for("Saved GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET in .env.");
    terminal.wait_for("Sign in once with");
    terminal.keys(["n", "Enter"]);
    let (code, screen) = terminal.end();
    terminal.picture("setup-mistakes-80");
    assert_eq!(screen.matches("Open https://github").count(), 1, "{screen}");
    assert_eq!(code, 0, "{screen}");
    assert!(
        !screen.contains(&secret) && !screen.contains("fedcba98"),
        "{screen}"
    );
}

#[test]
fn the_path_of_googles_file_does_in_place_of_the_id() {
    let mut world = World::new();
    let (id, secret) = world.app("google");
    let answers = world.answers();
    let (begin, end) = (
        answers.find("[development.google]").unwrap(),
        answers.find("[development.facebook]").unwrap(),
    );
    world.folder.write(
        "answers.toml",
        [&answers[..begin], &answers[end..]].concat(),
    );
    world.folder.write("home/cut.json", "{\"web\":");
    let file = format!("{{\"web\":{{\"client_id\":\"{id}\",\"client_secret\":\"{secret}\"}}}}");
    world.folder.write("home/client_secret_1.json", file);
    let terminal = Terminal::run(
        &world.folder,
        80,
        ["setup", "--answers", "answers.toml", "--no-browser"],
    );
    for (path, said) in [
        ("nowhere.json", "nowhere.json does not exist"),
        ("~/cut.json", "it is not JSON"),
        (
            "'home/client_secret_1.json'",
            "Saved GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET in .env.",
        ),
    ] {
        terminal.wait_for_last("Google Client ID:");
        terminal.text(path);
        terminal.keys(["Enter"]);
        terminal.wait_for(said);
    }
    terminal.wait_for("Sign in once with");
    terminal.keys(["n", "Enter"]);
    let (code, screen) = terminal.end();
    assert!(
        code == 0 && screen.contains("setup.unregistered") && !screen.contains(&secret),
        "{screen}"
    );
    assert!(world.folder.read(".env").contains(&secret));
}

#[test]
fn both_environments_by_hand_with_what_can_be_shared() {
    let mut world = World::new();
    let database = Cluster::shared().database();
    let answers = world
        .answers()
        .replace("environment = \"development\"", "environment = \"both\"");
    world.folder.write("answers.toml", answers);
    let terminal = Terminal::run(
        &world.folder,
        80,
        ["setup", "--answers", "answers.toml", "--no-browser"],
    );
    let production = [
        (
            "DATABASE_URL (hidden):".to_owned(),
            Typed::Text(format!("psql '{}'", database.verified_url())),
        ),
        (
            "FRONTEND_URL (where users are redirected after sign-in):".to_owned(),
            Typed::Text(SITE.to_owned()),
        ),
        (
            "Facebook App ID:".to_owned(),
            Typed::Text(PRODUCTION[0].1.to_owned()),
        ),
        (
            "Facebook App secret (hidden):".to_owned(),
            Typed::Text(PRODUCTION[0].2.to_owned()),
        ),
        (
            "GitHub Client ID:".to_owned(),
            Typed::Text(PRODUCTION[1].1.to_owned()),
        ),
        (
            "GitHub Client secret (hidden):".to_owned(),
            Typed::Text(PRODUCTION[1].2.to_owned()),
        ),
        ("Sign in once with".to_owned(), Typed::Keys(&["n", "Enter"])),
        (
            "The HuggingFace Space that runs the app".to_owned(),
            Typed::Keys(&["Enter"]),
        ),
        ("Sign in once with".to_owned(), Typed::Keys(&["n", "Enter"])),
    ];
    production
        .iter()
        .for_each(|question| answer(&terminal, question));
    let (_, screen) = terminal.end();
    terminal.picture("setup-both-80");
    assert!(
        screen.contains("localhost does not work in a live app"),
        "{screen}"
    );
    assert!(
        screen
            .lines()
            .any(|line| line.trim() == format!("{SITE}/api/auth/callback/github")),
        "{screen}"
    );
    let file = world.folder.read(".env.production");
    for text in [
        SITE,
        PRODUCTION[0].2,
        PRODUCTION[1].2,
        &world.app("google").1,
        &database.verified_url(),
    ] {
        assert!(file.contains(text), "{text}: {file}");
        assert!(text == SITE || !screen.contains(text), "{screen}");
    }
}

#[test]
fn what_is_left_for_later_and_ctrl_c_lose_nothing() {
    let world = World::new();
    let terminal = Terminal::run(
        &world.folder,
        80,
        [
            "setup",
            "--environment",
            "development",
            "--no-browser",
            "--offline",
        ],
    );
    let script = development(&world);
    answer(&terminal, &script[0]);
    for label in [
        "HuggingFace Client ID:",
        "Google Client ID:",
        "Facebook App ID:",
    ] {
        answer(&terminal, &(label.to_owned(), Typed::Keys(&["Enter"])));
        let (provider, _) = label.split_once(' ').unwrap();
        terminal.wait_for_last(&not_used(provider));
        terminal.keys(["Enter"]);
    }
    terminal.wait_for("GitHub Client ID:");
    terminal.keys(["C-c"]);
    let (code, screen) = terminal.end();
    assert_eq!(code, 130, "{screen}");
    assert!(
        screen.ends_with(
            "Stopped. Completed steps are saved in .env. Run `navauth setup --environment\ndevelopment` to continue."
        ),
        "{screen}"
    );
    assert!(terminal.shows_cursor());
    let env = world.folder.read(".env");
    assert!(
        env.contains("FRONTEND_URL=")
            && env.contains("JWT_SECRET_KEY=")
            && !env.contains("CLIENT_ID"),
        "{env}"
    );
    let terminal = Terminal::run(
        &world.folder,
        80,
        [
            "setup",
            "--environment",
            "development",
            "--no-browser",
            "--offline",
        ],
    );
    terminal.wait_for(PLAN);
    terminal.keys(["Enter"]);
    for label in [
        "HuggingFace Client ID:",
        "Google Client ID",
        "Facebook App ID:",
        "GitHub Client ID:",
    ] {
        answer(&terminal, &(label.to_owned(), Typed::Keys(&["Enter"])));
        let (provider, _) = label.split_once(' ').unwrap();
        terminal.wait_for_last(&not_used(provider));
        terminal.keys(["Enter"]);
    }
    let (code, screen) = terminal.end();
    assert!(
        screen.contains("Not done yet: HuggingFace (development), Google (development)")
            && screen.ends_with(
                "4 steps left. Run `navauth setup --environment development` to continue."
            ),
        "{screen}"
    );
    assert!(!screen.contains("DATABASE_URL"), "{screen}");
    assert!(!screen.contains("ready for"), "one verdict: {screen}");
    assert_eq!(code, 6, "{screen}");
    assert!(world.folder.read(".env").starts_with(&env));
}

#[test]
fn an_app_of_production_waits_for_the_address_of_the_site() {
    let world = World::new();
    let config = world.folder.read("navauth.toml");
    assert!(!config.contains("production ="), "{config}");
    let terminal = Terminal::run(
        &world.folder,
        80,
        [
            "setup",
            "--environment",
            "production",
            "--offline",
            "--no-browser",
        ],
    );
    answer(
        &terminal,
        &("DATABASE_URL (hidden".to_owned(), Typed::Keys(&["Enter"])),
    );
    answer(
        &terminal,
        &("FRONTEND_URL (where".to_owned(), Typed::Keys(&["Enter"])),
    );
    answer(
        &terminal,
        &("as owner/name".to_owned(), Typed::Keys(&["Enter"])),
    );
    let (code, screen) = terminal.end();
    assert_eq!(code, 6, "{screen}");
    assert!(
        screen.contains("Skipped: this step needs a database.")
            && !world.folder.path().join("data").exists(),
        "{screen}"
    );
    assert_eq!(
        screen
            .matches("Skipped: this step needs FRONTEND_URL.")
            .count(),
        4,
        "{screen}"
    );
    assert!(
        !screen.contains("://localhost") && !screen.contains("Redirect"),
        "{screen}"
    );
}
