//! Ctrl-C at a moment when nobody reads what is typed: it is not lost.

use std::fs::File;

use rustix::io::ioctl_fionread;
use rustix::termios::{Action, LocalModes, tcflow, tcgetattr};

use super::World;
use super::wizard::{DATABASE, answer, development};
use crate::support::terminal::Terminal;
use crate::support::wait_for;

/// Whether the terminal hands over single keys, as it does while a question waits for one.
fn gives_keys(device: &File) -> bool {
    !tcgetattr(device)
        .unwrap()
        .local_modes
        .contains(LocalModes::ICANON)
}

fn setup(world: &World, arguments: &[&'static str]) -> Terminal {
    let options = ["--no-browser", "--offline"];
    let arguments = ["setup"].iter().chain(arguments).chain(&options);
    Terminal::run(&world.folder, 80, arguments.copied())
}

#[test]
fn between_two_keys_of_a_question() {
    let world = World::new();
    let terminal = setup(&world, &[]);
    let device = terminal.device();
    terminal.wait_for("Set up for which environment");
    wait_for(|| gives_keys(&device));
    // A terminal that takes no output holds the program up where it shows what the first key has changed.
    tcflow(&device, Action::OOff).unwrap();
    terminal.keys(["Down"]);
    wait_for(|| !gives_keys(&device));
    terminal.keys(["C-c"]);
    wait_for(|| ioctl_fionread(&device).unwrap() > 0);
    tcflow(&device, Action::OOn).unwrap();
    let (code, screen) = terminal.end();
    assert_eq!(code, 130, "{screen}");
    assert!(terminal.shows_cursor(), "{screen}");
}

#[test]
fn between_two_questions() {
    let world = World::new();
    let terminal = setup(&world, &["--environment", "development"]);
    let device = terminal.device();
    terminal.wait_for(DATABASE);
    // Another run holds the lock: the answer is saved when that run releases it.
    let state = world.folder.path().join(".navauth");
    std::fs::create_dir(&state).unwrap();
    let folder = File::open(state).unwrap();
    folder.lock().unwrap();
    answer(&terminal, &development(&world)[0]);
    wait_for(|| {
        tcgetattr(&device)
            .unwrap()
            .local_modes
            .contains(LocalModes::ECHO | LocalModes::ISIG)
    });
    terminal.keys(["C-c"]);
    terminal.wait_for("^C");
    folder.unlock().unwrap();
    let (code, screen) = terminal.end();
    assert_eq!(code, 130, "{screen}");
    assert!(!screen.contains("HuggingFace Client ID"), "{screen}");
    // The answer was given, and is kept.
    assert!(world.folder.read(".env").starts_with("DATABASE_URL="));
}

#[test]
fn right_behind_an_answer() {
    let world = World::new();
    let terminal = setup(&world, &[]);
    terminal.wait_for("Set up for which environment");
    terminal.keys(["Down", "Down", "Enter", "C-c"]);
    let (code, screen) = terminal.end();
    assert_eq!(code, 130, "{screen}");
    assert!(terminal.shows_cursor(), "{screen}");
}
