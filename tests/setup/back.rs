//! The way back: from a question to the one before it, from the first one to the plan, and from the plan to any step.

use super::World;
use super::wizard::{DATABASE, PLAN};
use crate::support::terminal::Terminal;

fn setup(world: &World, arguments: &[&'static str]) -> Terminal {
    let options = ["--environment", "development", "--no-browser", "--offline"];
    let arguments = ["setup"].iter().chain(arguments).chain(&options);
    Terminal::run(&world.folder, 80, arguments.copied())
}

fn enter(terminal: &Terminal, question: &str, text: &str) {
    terminal.wait_for_last(question);
    terminal.text(text);
    terminal.keys(["Enter"]);
}

#[test]
fn esc_and_a_sign_go_back_one_question_with_the_answer_kept() {
    for (typed, keys) in [("", ["Escape"]), ("half", ["Escape"]), ("<", ["Enter"])] {
        let world = World::new();
        let (id, secret) = world.app("github");
        let terminal = setup(&world, &["github"]);
        enter(&terminal, "GitHub Client ID:", "Ov23liAAAAAAAAAAAAAA");
        terminal.wait_for_last("GitHub Client secret (hidden):");
        terminal.text(typed);
        terminal.keys(keys);
        terminal.wait_for_last("GitHub Client ID [Ov23liAAAAAAAAAAAAAA]:");
        enter(&terminal, "AAAA]:", &id);
        enter(&terminal, "GitHub Client secret (hidden):", &secret);
        let (code, screen) = terminal.end();
        assert_eq!(code, 0, "{typed:?} {screen}");
        assert!(!screen.contains("half"), "{screen}");
        let env = format!("GITHUB_CLIENT_ID={id}\nGITHUB_CLIENT_SECRET={secret}\n");
        assert_eq!(world.folder.read(".env"), env, "{typed:?}");
    }
}

#[test]
fn keys_that_begin_with_esc_do_not_go_back() {
    let world = World::new();
    let terminal = setup(&world, &["github"]);
    enter(&terminal, "GitHub Client ID:", &world.app("github").0);
    terminal.wait_for_last("GitHub Client secret (hidden):");
    // What a terminal sends for a bracketed paste, which is never off in some programs that ran before.
    terminal.text("\u{1b}[200~ab\u{1b}[201~");
    terminal.keys(["Left", "Right", "F5", "M-x", "Home", "End"]);
    terminal.text("c");
    terminal.wait_for_last("GitHub Client secret (hidden): •••");
    terminal.keys(["C-u"]);
    enter(&terminal, "(hidden):", &world.app("github").1);
    assert_eq!(terminal.end().0, 0);
}

#[test]
fn the_plan_opens_any_step_again_and_says_how_far_each_is() {
    let world = World::new();
    let (id, secret) = world.app("github");
    world.folder.write(
        ".env",
        format!("DATABASE_URL=sqlite:///./data/users.db\nGITHUB_CLIENT_ID={id}\nGITHUB_CLIENT_SECRET={secret}\n"),
    );
    let terminal = setup(&world, &[]);
    let screen = terminal.wait_for(PLAN);
    terminal.picture("setup-plan-80");
    for row in [
        "continue with Session key (development)",
        "Database       development  done",
        "Session key    development  to do",
        "GitHub         development  done",
    ] {
        assert!(screen.contains(row), "{row}: {screen}");
    }
    // A finished step, and back from it to the plan.
    terminal.keys(["Down"; 7]);
    terminal.keys(["Enter"]);
    terminal.wait_for_last(&format!("GitHub Client ID [{id}]:"));
    terminal.keys(["Escape"]);
    terminal.wait_below(&format!("[{id}]:"), PLAN);
    terminal.keys(["Down", "Enter"]);
    // What is saved is not suggested for a secret.
    enter(&terminal, "DATABASE_URL (hidden):", "sqlite");
    terminal.wait_below("Saved DATABASE_URL in .env.", PLAN);
    // On with what is missing, and back to the plan from its first question.
    terminal.keys(["Enter"]);
    terminal.wait_for_last("HuggingFace Client ID:");
    terminal.keys(["Escape"]);
    terminal.wait_below("HuggingFace Client ID:", "continue with HuggingFace");
    terminal.keys(["Escape"]);
    let (code, screen) = terminal.end();
    assert!(
        code == 6
            && screen.ends_with(
                "4 steps left. Run `navauth setup --environment development` to continue."
            ),
        "{code} {screen}"
    );
    let env = world.folder.read(".env");
    assert!(
        env.contains("JWT_SECRET_KEY=") && env.contains("FRONTEND_URL=http://localhost:5173\n"),
        "{env}"
    );
}

#[test]
fn a_word_is_shown_while_it_is_typed_and_a_connection_string_is_not() {
    let world = World::new();
    let terminal = setup(&world, &["database"]);
    terminal.wait_for_last(DATABASE);
    terminal.text("sqli");
    terminal.wait_for_last("(hidden): sqli");
    terminal.text("!");
    terminal.wait_for_last("(hidden): •••••");
    terminal.keys(["C-u"]);
    terminal.text("postgresql://owner:CanaryPassword42@");
    terminal.wait_for("••••");
    let screen = terminal.kill();
    assert!(
        !screen.contains("Canary") && !screen.contains("owner"),
        "{screen}"
    );
}
