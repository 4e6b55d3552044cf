//! What you can change and refuse: a wrong answer, a saved answer, a provider, a step that fails.

use serde_json::Value;

use super::wizard::{DATABASE, PLAN, not_used};
use super::{PROVIDERS, World};
use crate::support::neon::{KEY, Neon, uri};
use crate::support::terminal::Terminal;

/// Runs one step for development.
fn step(world: &World, name: &str) -> Terminal {
    Terminal::run(
        &world.folder,
        80,
        [
            "setup",
            name,
            "--environment",
            "development",
            "--no-browser",
            "--offline",
        ],
    )
}

fn enter(terminal: &Terminal, question: &str, text: &str) {
    terminal.wait_for_last(question);
    terminal.text(text);
    terminal.keys(["Enter"]);
}

/// The names of the steps, with their status.
fn plan(world: &World, environment: &str) -> Vec<(String, String)> {
    let run = world
        .folder
        .run(["setup", "--dry-run", "--environment", environment, "--json"]);
    let document: Value = run.code(0).json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let steps = document["steps"].as_array().unwrap().iter();
    steps
        .map(|step| (text(&step["name"]), text(&step["before"])))
        .collect()
}

/// A plan of the checks alone does not say that the other steps are done.
#[test]
fn the_checks_alone_do_not_say_that_nothing_is_missing() {
    let world = World::new();
    let run = world.folder.run([
        "setup",
        "checks",
        "--environment",
        "development",
        "--offline",
        "--no-input",
    ]);
    assert!(run.stderr.contains("Checks"), "{run:?}");
    let _ = run.without("Nothing is missing");
}

#[test]
fn a_client_secret_as_the_client_id_is_named_and_never_shown() {
    for (provider, label, id_word, secret_word) in [
        ("github", "GitHub", "Client ID", "Client secret"),
        ("google", "Google", "Client ID", "Client secret"),
        ("facebook", "Facebook", "App ID", "App secret"),
        ("huggingface", "HuggingFace", "Client ID", "Client secret"),
    ] {
        let world = World::new();
        let (id, secret) = world.app(provider);
        let terminal = step(&world, provider);
        enter(&terminal, &format!("{label} {id_word}:"), &secret);
        terminal.wait_for(&format!(
            "that is the {label} {secret_word}, not the {id_word}"
        ));
        terminal.wait_for(&format!(
            "{label} {id_word}: •••••••• ({} characters)",
            secret.len()
        ));
        enter(&terminal, &format!("{label} {id_word}:"), &id);
        // And the other way round.
        enter(&terminal, &format!("{label} {secret_word} (hidden):"), &id);
        let named = id_word.replace("Client", "client");
        terminal.wait_for(&format!("{label} {named} [credential.wrong-kind]"));
        enter(
            &terminal,
            &format!("{label} {secret_word} (hidden):"),
            &secret,
        );
        let (code, screen) = terminal.end();
        assert_eq!(code, 0, "{screen}");
        assert!(!screen.contains(&secret), "{screen}");
        let env = world.folder.read(".env");
        assert!(env.contains(&format!("={id}\n")) && env.contains(&format!("={secret}\n")));
    }
}

#[test]
fn a_refused_value_is_not_suggested() {
    for (provider, prompt, refused) in [
        ("github", "GitHub Client ID:", "12345"),
        ("google", "Google Client ID:", "not-a-client"),
        ("facebook", "Facebook App ID:", "my app"),
        ("huggingface", "HuggingFace Client ID:", "hf-client"),
        ("frontend-url", "[http://localhost:5173]:", "localhost:5173"),
    ] {
        let world = World::new();
        let terminal = step(&world, provider);
        enter(&terminal, prompt, refused);
        terminal.wait_for("error: ");
        terminal.wait_for_last(prompt);
        let screen = terminal.kill();
        assert!(!screen.contains(&format!("[{refused}]")), "{screen}");
        // Only the answer itself shows it.
        assert!(!screen.contains("hidden"), "{screen}");
    }
}

#[test]
fn one_step_is_done_again() {
    let world = World::new();
    let (id, secret) = world.app("github");
    world.folder.write(
        ".env",
        format!("# mine\nGITHUB_CLIENT_ID={id}\nGITHUB_CLIENT_SECRET=0123456789abcdef0123456789abcdef01234567\n"),
    );
    let terminal = step(&world, "github");
    let screen = terminal.wait_for("GitHub Client ID [");
    assert!(
        screen.contains("Step 1 of 1  GitHub (development)"),
        "{screen}"
    );
    enter(&terminal, &format!("GitHub Client ID [{id}]:"), "");
    enter(&terminal, "GitHub Client secret (hidden):", &secret);
    let (code, screen) = terminal.end();
    assert!(
        code == 0 && screen.ends_with("Done: GitHub (development)."),
        "{screen}"
    );
    let env = format!("# mine\nGITHUB_CLIENT_ID={id}\nGITHUB_CLIENT_SECRET={secret}\n");
    assert_eq!(world.folder.read(".env"), env);
    // - skips a question that has a suggestion.
    let terminal = step(&world, "github");
    enter(&terminal, &format!("GitHub Client ID [{id}]:"), "-");
    let (code, screen) = terminal.end();
    assert!(
        code == 0 && screen.ends_with("Nothing was changed."),
        "{screen}"
    );
    assert_eq!(world.folder.read(".env"), env);
    // Others are found by their names too.
    let terminal = step(&world, "frontend-url");
    enter(
        &terminal,
        "[http://localhost:5173]:",
        "http://localhost:3000",
    );
    assert_eq!(terminal.end().0, 0);
    let terminal = step(&world, "frontend-url");
    enter(
        &terminal,
        "[http://localhost:3000]:",
        "http://localhost:3001",
    );
    assert_eq!(terminal.end().0, 0);
    assert_eq!(
        world.folder.read(".env"),
        env + "FRONTEND_URL=http://localhost:3001\n"
    );
    let run = world
        .folder
        .run(["setup", "gogle", "--environment", "both"])
        .code(2);
    let _ = run
        .err("there is no step named \"gogle\"")
        .err("did you mean google?");
    let run = world
        .folder
        .run(["setup", "everything", "--environment", "both"])
        .code(2);
    let _ = run.err("database, session-key, frontend-url, huggingface, google");
}

#[test]
fn a_provider_that_is_not_used_is_asked_for_nowhere_until_it_is_set_up() {
    let world = World::new();
    let before = world.folder.read("navauth.toml");
    let is_named = |arguments: &[&str]| {
        let run = world.folder.run(arguments.iter().copied());
        let said = format!("{}{}", run.stdout, run.stderr);
        said.to_lowercase().contains("facebook")
    };
    let commands: [&[&str]; 4] = [
        &["check-env", "--environment", "production"],
        &["check-env", "--environment", "development"],
        &["setup", "--dry-run", "--environment", "both"],
        &["redirect-uris"],
    ];
    world
        .folder
        .write(".env", "FRONTEND_URL=https://www.communityone.com\n");
    for command in commands {
        assert!(is_named(command), "{command:?}");
    }
    let terminal = step(&world, "facebook");
    enter(&terminal, "Facebook App ID:", "");
    enter(&terminal, &not_used("Facebook"), "y");
    let (code, screen) = terminal.end();
    assert!(
        code == 0
            && screen
                .contains("Facebook is turned off in navauth.toml. Run `navauth setup facebook`"),
        "{screen}"
    );
    for command in commands {
        assert!(!is_named(command), "{command:?}");
    }
    // Where the app offers it all the same, it is checked.
    let (id, _) = world.app("facebook");
    world
        .folder
        .write(".env", format!("FACEBOOK_APP_ID={id}\n"));
    assert!(
        world
            .folder
            .run(["check-env"])
            .stdout
            .contains("FACEBOOK_APP_SECRET")
    );
    world.folder.write(".env", "");
    // It is used after all.
    let (id, secret) = world.app("facebook");
    let terminal = step(&world, "facebook");
    enter(&terminal, "Facebook App ID:", &id);
    enter(&terminal, "Facebook App secret (hidden):", &secret);
    let (code, screen) = terminal.end();
    assert!(
        code == 0 && screen.contains("no longer turned off"),
        "{screen}"
    );
    assert_eq!(world.folder.read("navauth.toml"), before);
}

#[test]
fn what_is_saved_with_a_warning_is_not_done() {
    let world = World::new();
    let (id, _) = world.app("huggingface");
    let env = format!("HUGGINGFACE_CLIENT_ID={id}\nHUGGINGFACE_CLIENT_SECRET=something-else\n");
    world.folder.write(".env", &env);
    assert!(
        plan(&world, "development")
            .contains(&("development.huggingface".to_owned(), "warning".to_owned()))
    );
    let terminal = Terminal::run(
        &world.folder,
        80,
        [
            "setup",
            "--environment",
            "development",
            "--offline",
            "--no-browser",
        ],
    );
    terminal.wait_for(PLAN);
    terminal.keys(["Enter"]);
    enter(&terminal, DATABASE, "");
    let screen = terminal.wait_for("Change it? [y/N]");
    assert!(
        screen.contains("Step 4 of 10  HuggingFace (development)"),
        "{screen}"
    );
    terminal.keys(["Enter"]);
    for provider in &PROVIDERS[1..] {
        let id_word = if *provider == "facebook" {
            "App ID"
        } else {
            "Client ID"
        };
        let label = super::wizard::label(provider);
        enter(&terminal, &format!("{label} {id_word}:"), "");
        enter(&terminal, &not_used(&label), "n");
    }
    let (_, screen) = terminal.end();
    assert!(screen.contains("3 steps left."), "{screen}");
    assert!(world.folder.read(".env").starts_with(&env));
}

#[test]
fn neon_that_fails_keeps_you_at_the_question() {
    let neon = Neon::start(|_| {});
    let mut world = World::new();
    world.folder.write(
        "navauth.toml",
        world.folder.read("navauth.toml") + &neon.config(),
    );
    world.folder.variable("NEON_API_KEY", KEY);
    for (status, choice) in [(401, 0), (503, 1), (403, 2)] {
        neon.change(|neon| {
            neon.refusals
                .push(("", status, Some("3600"), "{}".to_owned()));
        });
        let _ = std::fs::remove_file(world.folder.path().join(".env"));
        let terminal = step(&world, "database");
        enter(&terminal, DATABASE, "neon");
        terminal.wait_for("What next");
        terminal.keys(std::iter::repeat_n("Down", choice).chain(["Enter"]));
        match choice {
            0 => {
                terminal.wait_for("aws-us-east-2:");
                terminal.keys(["Down", "Enter"]);
                let (code, screen) = terminal.end();
                assert!(code == 0 && screen.contains("Neon project"), "{screen}");
                assert!(world.folder.read(".env").contains(&uri(true)));
            }
            1 => {
                // Another API key does, or another database.
                enter(&terminal, DATABASE, "neon");
                terminal.wait_for_last("Neon API key (hidden):");
                terminal.keys(["Escape"]);
                enter(
                    &terminal,
                    DATABASE,
                    "postgresql://owner:CanaryPassword42@ep-cool-12.us-east-2.aws.neon.tech/neondb?sslmode=require",
                );
                let (code, screen) = terminal.end();
                assert!(code == 0 && !screen.contains("Canary"), "{screen}");
                assert!(world.folder.read(".env").contains("CanaryPassword42"));
            }
            _ => {
                let (code, screen) = terminal.end();
                assert!(
                    code == 6
                        && screen.ends_with(
                            "1 step left. Run `navauth setup --environment development` to continue."
                        ),
                    "{code} {screen}"
                );
            }
        }
    }
}

#[test]
fn ctrl_c_says_once_what_is_saved() {
    let world = World::new();
    let terminal = Terminal::run(&world.folder, 80, ["setup", "--no-browser", "--offline"]);
    terminal.wait_for("Set up for which environment");
    terminal.keys(["C-c"]);
    let (code, screen) = terminal.end();
    assert!(
        code == 130
            && screen.ends_with("Stopped. Nothing was saved. Run `navauth setup` to start again."),
        "{screen}"
    );
    let terminal = Terminal::run(&world.folder, 80, ["setup", "--no-browser", "--offline"]);
    terminal.wait_for("Set up for which environment");
    terminal.keys(["Enter"]);
    enter(&terminal, DATABASE, "");
    terminal.wait_for("HuggingFace Client ID:");
    terminal.keys(["C-c"]);
    let (code, screen) = terminal.end();
    assert!(
        code == 130
            && screen.ends_with(
                "Stopped. Completed steps are saved in .env. Run `navauth setup` to continue."
            ),
        "{screen}"
    );
    assert!(
        !screen.contains("interrupted") && !screen.contains("error"),
        "{screen}"
    );
}
