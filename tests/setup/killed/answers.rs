//! Killed after each answer.

use crate::setup::World;
use crate::setup::wizard::{PLAN, answer, development};
use crate::support::terminal::Terminal;

/// The lines of a file without the key, which is made anew each time.
fn settings(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = text
        .lines()
        .filter(|line| !line.starts_with("JWT_SECRET_KEY="))
        .map(str::to_owned)
        .collect();
    lines.sort();
    lines
}

#[test]
fn after_each_answer_the_next_run_goes_on_there() {
    let mut world = World::new();
    let script = development(&world);
    // An id and its secret are one answer: they are tried together.
    let answers: Vec<&[_]> = std::iter::once(&script[..1])
        .chain(script[1..].chunks(2))
        .collect();
    let setup = ["setup", "--environment", "development", "--no-browser"];
    for (place, questions) in answers.iter().enumerate() {
        let terminal = Terminal::run(&world.folder, 80, setup);
        if place > 0 {
            terminal.wait_for(PLAN);
            terminal.keys(["Enter"]);
        }
        questions
            .iter()
            .for_each(|question| answer(&terminal, question));
        let next = answers
            .get(place + 1)
            .map_or("Sign in once with", |questions| questions[0].0.as_str());
        terminal.wait_for(next);
        let screen = terminal.kill();
        let earlier = answers[..place]
            .iter()
            .flat_map(|questions| questions.iter());
        earlier.for_each(|(question, _)| {
            assert!(
                !screen.contains(question.as_str()),
                "{question} is asked twice:\n{screen}"
            )
        });
    }
    let terminal = Terminal::run(&world.folder, 80, setup);
    terminal.wait_for(PLAN);
    terminal.keys(["Enter"]);
    terminal.wait_for("Sign in once with");
    terminal.keys(["n", "Enter"]);
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    // The same as a run that nothing has broken off.
    let killed = world.folder.read(".env");
    std::fs::remove_file(world.folder.path().join(".env")).unwrap();
    let answers = world.answers();
    world.folder.write("answers.toml", answers);
    let _ = world
        .folder
        .run(["setup", "--no-input", "--answers", "answers.toml"])
        .code(0);
    assert_eq!(settings(&killed), settings(&world.folder.read(".env")));
    assert!(
        killed
            .lines()
            .filter(|line| line.starts_with("JWT_SECRET_KEY="))
            .count()
            == 1
    );
}
