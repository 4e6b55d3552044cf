//! Broken off while Neon makes the database: the next run finds what was made, and makes no second one.

use super::End;
use crate::setup::World;
use crate::support::finish;
use crate::support::neon::{KEY, Neon, uri};

const SETUP: [&str; 5] = [
    "setup",
    "--no-input",
    "--offline",
    "--answers",
    "answers.toml",
];

/// A world whose database is to be made at Neon.
fn world(neon: &Neon) -> World {
    let mut world = World::new();
    world.folder.write(
        "navauth.toml",
        world.folder.read("navauth.toml") + &neon.config(),
    );
    world.folder.variable("THE_KEY", KEY);
    world.answered("neon-api-key = \"env:THE_KEY\"\nneon-region = \"Frankfurt\"\n");
    world.folder.write(
        "answers.toml",
        world
            .folder
            .read("answers.toml")
            .replace("\"sqlite\"", "\"neon\""),
    );
    world
}

#[test]
fn after_each_of_its_questions() {
    let questions = {
        let neon = Neon::start(|_| {});
        let _ = world(&neon).folder.run(SETUP);
        neon.requests()
    };
    let made = questions
        .iter()
        .position(|question| question.method == "POST")
        .unwrap();
    for (question, end) in
        (0..questions.len()).flat_map(|question| End::EACH.map(|end| (question, end)))
    {
        let neon = Neon::start(|state| state.hang = Some(question));
        let world = world(&neon);
        let mut child = world.folder.command(SETUP).spawn().unwrap();
        neon.wait_until_hanging();
        match end {
            End::Kill => {
                child.kill().unwrap();
                child.wait().unwrap();
            }
            End::CtrlC => {
                let signal = std::process::Command::new("kill")
                    .args(["-INT", &child.id().to_string()])
                    .status()
                    .unwrap();
                assert!(signal.success());
                let _ = finish(child).code(130);
            }
        }
        neon.change(|state| state.hang = None);
        let run = world.folder.run(SETUP);
        let urls = format!(
            "DATABASE_URL={}\nDATABASE_URL_UNPOOLED={}\n",
            uri(true),
            uri(false)
        );
        assert!(
            world.folder.read(".env").starts_with(&urls),
            "{question} {end:?}: {run:#?}"
        );
        assert_eq!(neon.count("POST", "/projects"), 1, "{question} {end:?}");
        assert_eq!(
            neon.count("GET", "/operations") > 0,
            question >= made,
            "{question} {end:?}: what is half made is waited for"
        );
    }
}
