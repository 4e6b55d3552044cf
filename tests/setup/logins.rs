//! The logins inside of the wizard: on this machine and by the address of the live site, pasted, wrong, late, and by nobody.

use super::wizard::label;
use super::{PRODUCTION, PROVIDERS, SITE, World};
use crate::support::hub::{Hub, SPACE, TOKEN};
use crate::support::postgres::Cluster;
use crate::support::terminal::Terminal;
use crate::support::user::{callback_url, visit};

/// The answers for both environments, without the Space: of production everything but the logins can be done.
fn both(world: &mut World) -> String {
    let database = Cluster::shared().database();
    world
        .folder
        .variable("THE_DATABASE", &database.verified_url());
    let answers = world.answers().replace("\"development\"", "\"both\"");
    answers + &only_github()
}

/// The answers for production, where people sign in with GitHub only.
fn production(world: &mut World) -> String {
    let database = Cluster::shared().database();
    world
        .folder
        .variable("THE_DATABASE", &database.verified_url());
    "environment = \"production\"\n".to_owned() + &only_github()
}

fn only_github() -> String {
    let mut answers =
        format!("[production]\ndatabase-url = \"env:THE_DATABASE\"\nfrontend-url = \"{SITE}\"\n");
    for provider in ["huggingface", "google", "facebook"] {
        answers += &format!("[production.{provider}]\nskip = true\n");
    }
    answers
        + &format!(
            "[production.github]\nclient-id = \"{}\"\nclient-secret = \"env:THE_LIVE_SECRET\"\n",
            PRODUCTION[1].1
        )
}

fn run(world: &mut World, answers: &str, options: &[&str]) -> Terminal {
    run_at(world, answers, 80, options)
}

fn run_at(world: &mut World, answers: &str, columns: u16, options: &[&str]) -> Terminal {
    world.folder.variable("THE_LIVE_SECRET", PRODUCTION[1].2);
    world.folder.write("answers.toml", answers);
    Terminal::run(
        &world.folder,
        columns,
        ["setup", "--answers", "answers.toml", "--no-browser"]
            .iter()
            .chain(options)
            .copied(),
    )
}

/// Gets as far as the login by the address of the site, and gives the address where the person signs in.
fn as_far_as_live_login(terminal: &Terminal) -> String {
    terminal.wait_for("as owner/name:");
    terminal.keys(["Enter"]);
    terminal.wait_below("  Live sign-ins (production)\n", "Sign in once with GitHub");
    terminal.keys(["y", "Enter"]);
    terminal.login_address("GitHub")
}

#[test]
fn an_address_is_pasted_and_the_next_question_gets_its_own_answer() {
    let mut world = World::new();
    let answers = both(&mut world);
    let terminal = run(&mut world, &answers, &[]);
    terminal.wait_for("Sign in once with");
    terminal.keys(["y", "Enter"]);
    let reader = "pasted lines".to_owned();
    for provider in PROVIDERS {
        let address = terminal.login_address(&label(provider));
        assert!(terminal.threads().contains(&reader));
        terminal.text(&callback_url(&address));
        terminal.keys(["Enter"]);
    }
    terminal.wait_for("as owner/name:");
    assert!(
        !terminal.threads().contains(&reader),
        "nobody else reads what is the answer to this question"
    );
    terminal.text(SPACE);
    terminal.wait_for(&SPACE[SPACE.len() - 8..]);
    terminal.keys(["Enter"]);
    // No Hub is there: the wizard goes on.
    terminal.wait_below("  Live sign-ins (production)\n", "Sign in once with GitHub");
    terminal.keys(["n", "Enter"]);
    let (_, screen) = terminal.end();
    assert!(!screen.contains("code="), "{screen}");
    assert_eq!(
        world
            .folder
            .sqlite("data/users.db", "select count(*) from users"),
        "4"
    );
    assert!(
        world
            .folder
            .read("navauth.toml")
            .ends_with(&format!("[space]\nname = \"{SPACE}\"\n"))
    );
}

#[test]
fn what_is_typed_while_a_login_waits_answers_no_later_question() {
    let hub = Hub::start();
    let mut world = World::new();
    world
        .folder
        .variable("HF_ENDPOINT", &hub.url)
        .variable("HF_TOKEN", TOKEN);
    let config = format!(
        "[space]\nname = \"{SPACE}\"\n{}",
        world.folder.read("navauth.toml")
    );
    world.folder.write("navauth.toml", config);
    // A database that may be pushed; it is looked for by nobody.
    let answers = world.answers();
    world.folder.write("answers.toml", answers);
    let _ = world
        .folder
        .run(["setup", "--no-input", "--answers", "answers.toml"])
        .code(0);
    let database = "postgresql://owner:CanaryPassword42@ep-cool-12.us-east-2.aws.neon.tech/neondb?sslmode=require";
    let key = "5f0c3a9e7b1d2846f9e0a7c3b5d1928476e0fa3c9b7d1852640e9fa7c3b5d182";
    world.folder.write(
        ".env.production",
        format!("DATABASE_URL={database}\nJWT_SECRET_KEY={key}\nFRONTEND_URL={SITE}\n"),
    );
    let answers = "environment = \"both\"\n".to_owned()
        + &PROVIDERS
            .map(|provider| format!("[production.{provider}]\nskip = true\n"))
            .concat();
    let terminal = run(&mut world, &answers, &[]);
    terminal.wait_for("Sign in once with");
    terminal.keys(["y", "Enter"]);
    for provider in PROVIDERS {
        let address = terminal.login_address(&label(provider));
        terminal.text("yyy");
        let _ = visit(&address);
    }
    terminal.wait_for("Change 3 secrets");
    terminal.keys(["n", "Enter"]);
    let (_, screen) = terminal.end();
    assert!(hub.writes().is_empty(), "{screen}");
    assert!(!screen.contains("yyy"), "{screen}");
}

#[test]
fn a_wrong_paste_is_named_and_the_right_one_counts() {
    let mut world = World::new();
    let answers = production(&mut world);
    let terminal = run(&mut world, &answers, &[]);
    let address = as_far_as_live_login(&terminal);
    let right = callback_url(&address);
    for (pasted, said) in [
        (address.as_str(), "not the redirect URL"),
        (&format!("{SITE}/"), "not the redirect URL"),
        (
            &right.replace("state=", "state=x"),
            "with the state of another sign-in",
        ),
    ] {
        terminal.text(pasted);
        terminal.keys(["Enter"]);
        terminal.wait_below("Still waiting", "left");
        terminal.wait_for(said);
    }
    terminal.text(&right);
    terminal.keys(["Enter"]);
    let (_, screen) = terminal.end();
    terminal.picture("setup-live-login-80");
    let login = screen
        .split("  Live sign-ins (production)\n")
        .nth(1)
        .unwrap()
        .split("\nChecklist")
        .next()
        .unwrap();
    assert!(
        login.contains("github     pass") && !login.contains(right.split_once("code=").unwrap().1),
        "{login}"
    );
    // The same answers again: done, and nothing is asked.
    let run = world
        .folder
        .run(["setup", "--no-input", "--json", "--answers", "answers.toml"]);
    let steps = run.json()["steps"].as_array().unwrap().clone();
    let step = steps
        .iter()
        .find(|step| step["name"] == "production.test-logins")
        .unwrap();
    assert_eq!(
        (step["before"].as_str(), step["result"].as_str()),
        (Some("done"), None),
        "{step}"
    );
    // Another secret is another setting, of which nothing is proved.
    let file = world
        .folder
        .read(".env.production")
        .replace(PRODUCTION[1].2, "fedcba98765432100123456789abcdef01234567");
    world.folder.write(".env.production", file);
    let document = world
        .folder
        .run([
            "setup",
            "--dry-run",
            "--environment",
            "production",
            "--json",
        ])
        .code(0)
        .json();
    let steps = document["steps"].as_array().unwrap();
    let step = steps
        .iter()
        .find(|step| step["name"] == "production.test-logins")
        .unwrap();
    assert_eq!(
        (step["before"].as_str(), step["why"].as_str()),
        (Some("optional"), Some("GitHub")),
        "{step}"
    );
}

#[test]
fn a_login_that_nobody_answers_is_left_and_ctrl_c_ends_the_wizard() {
    let mut world = World::new();
    let answers = production(&mut world);
    let terminal = run(&mut world, &answers, &["--timeout", "3s"]);
    let _ = as_far_as_live_login(&terminal);
    let (_, screen) = terminal.end();
    assert!(
        screen.contains("login.timed-out") && screen.contains("Checks (production)"),
        "{screen}"
    );
    assert!(
        screen.ends_with("1 step left. Run `navauth setup --answers answers.toml` to continue."),
        "{screen}"
    );

    let terminal = run(&mut world, &answers, &[]);
    let _ = as_far_as_live_login(&terminal);
    terminal.wait_below("  Live sign-ins (production)\n", "left");
    terminal.keys(["C-c"]);
    let (code, screen) = terminal.end();
    assert_eq!(code, 130, "{screen}");
    assert!(!screen.contains("Checks (production)"), "{screen}");
    assert!(
        screen.ends_with("Completed steps are saved in .env.production. Run `navauth setup\n--answers answers.toml` to continue."),
        "{screen}"
    );
    assert!(!screen.contains("error: interrupted"), "{screen}");
    assert!(terminal.shows_cursor());
    terminal.text("echo is back");
    terminal.wait_for("echo is back");
}

#[test]
fn without_a_person_a_login_by_the_site_is_refused_before_anything_is_written() {
    let mut world = World::new();
    let answers =
        production(&mut world).replace("[production]\n", "[production]\ntest-logins = true\n");
    world.folder.variable("THE_LIVE_SECRET", PRODUCTION[1].2);
    world.folder.write("answers.toml", &answers);
    let setup = ["setup", "--no-input", "--json", "--answers", "answers.toml"];
    let run = world.folder.run(setup).code(2);
    assert_eq!(run.ids("fail"), ["setup.wrong-answer"]);
    let fix = run.json()["findings"][0]["fix"]["command"].clone();
    assert_eq!(
        fix,
        "navauth test-login --all --redirect production --env-file .env.production"
    );
    assert!(!world.folder.path().join(".env.production").exists());
    world.folder.write(
        "answers.toml",
        answers.replace("test-logins = true", "test-logins = false"),
    );
    let run = world.folder.run(setup);
    assert!(run.stdout.contains("\"production.test-logins\""), "{run:?}");
    assert!(world.folder.path().join(".env.production").exists());
}

#[test]
fn without_the_network_the_logins_are_left() {
    let mut world = World::new();
    let answers = both(&mut world).replace(
        "environment = \"both\"",
        "environment = \"both\"\ntest-logins = true",
    );
    let terminal = run(&mut world, &answers, &["--offline"]);
    terminal.wait_for("as owner/name:");
    terminal.keys(["Enter"]);
    let (_, screen) = terminal.end();
    for heading in ["Test sign-ins (development)", "Live sign-ins (production)"] {
        let skipped = "Skipped: this step needs the network, and --offline is set.";
        assert!(
            screen.contains(&format!("  {heading}\n{skipped}")),
            "{screen}"
        );
    }
}

#[test]
fn what_comes_first_is_said() {
    let mut world = World::new();
    let answers = world
        .answers()
        .replace("environment =", "test-logins = true\nenvironment =");
    world.folder.write("answers.toml", answers);
    world.folder.write(
        ".env",
        "DATABASE_URL=postgresql://owner:CanaryPassword42@127.0.0.1:1/db\n",
    );
    let run = world
        .folder
        .run(["setup", "--no-input", "--answers", "answers.toml"]);
    let _ = run
        .err("Test sign-ins (development)\nSkipped: this step needs the tables in the database.")
        .without("CanaryPassword42");

    let (_, id, secret) = PRODUCTION[1];
    world.folder.write(
        ".env.production",
        format!("GITHUB_CLIENT_ID={id}\nGITHUB_CLIENT_SECRET={secret}\n"),
    );
    let answers = production(&mut world).replace(&format!("frontend-url = \"{SITE}\"\n"), "");
    let terminal = run_at(&mut world, &answers, 40, &[]);
    for question in ["sign-in):", "as owner/name:"] {
        terminal.wait_for_last(question);
        terminal.keys(["Enter"]);
    }
    let (_, screen) = terminal.end();
    terminal.picture("setup-live-logins-left-40");
    assert!(
        screen.contains("Skipped: this step needs FRONTEND_URL."),
        "{screen}"
    );
    assert!(
        screen.lines().all(|line| line.chars().count() <= 40),
        "{screen}"
    );
}

#[test]
fn killed_between_two_logins_the_next_run_asks_for_those_that_are_left() {
    let mut world = World::new();
    let answers = world.answers();
    let terminal = run(&mut world, &answers, &[]);
    terminal.wait_for("Sign in once with HuggingFace, Google, Facebook, GitHub");
    terminal.keys(["y", "Enter"]);
    let address = terminal.login_address("HuggingFace");
    terminal.text(&callback_url(&address));
    terminal.keys(["Enter"]);
    let _ = terminal.login_address("Google");
    let _ = terminal.kill();
    let terminal = run(&mut world, &answers, &[]);
    terminal.wait_for("Sign in once with Google, Facebook, GitHub");
    terminal.keys(["n", "Enter"]);
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    assert_eq!(
        world
            .folder
            .sqlite("data/users.db", "select count(*) from users"),
        "1"
    );
}
