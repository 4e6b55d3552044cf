//! How a prompt takes keys, in a real terminal.

use super::World;
use crate::support::terminal::Terminal;

/// A setup at a line of text, with the questions for two providers after it.
fn at_frontend_url(world: &World, columns: u16) -> Terminal {
    let terminal = Terminal::run(
        &world.folder,
        columns,
        [
            "setup",
            "frontend-url",
            "huggingface",
            "google",
            "--environment",
            "development",
            "--no-browser",
            "--offline",
        ],
    );
    terminal.wait_for("[http://localhost:5173]:");
    terminal
}

/// The same at the client secret of HuggingFace.
fn at_client_secret(world: &World) -> Terminal {
    let terminal = at_frontend_url(world, 80);
    terminal.keys(["Enter"]);
    terminal.wait_for_last("HuggingFace Client ID:");
    terminal.text(&world.app("huggingface").0);
    terminal.keys(["Enter"]);
    terminal.wait_for_last("HuggingFace Client secret (hidden):");
    terminal
}

#[test]
fn keys_that_move_the_cursor_are_no_part_of_a_secret() {
    let world = World::new();
    let (_, secret) = world.app("huggingface");
    let terminal = at_client_secret(&world);
    terminal.keys(["Left", "Right"]);
    terminal.text(&secret[..secret.len() - 1]);
    terminal.wait_for("•••");
    terminal.keys([
        "Up", "Down", "F5", "PPage", "C-Left", "M-Right", "End", "Tab",
    ]);
    terminal.text(&secret[secret.len() - 1..]);
    terminal.keys(["Home", "End", "x", "BSpace", "Enter"]);
    terminal.wait_for(&format!("•••••••• ({} characters)", secret.len()));
    terminal.wait_for_last("Google Client ID:");
    let env = world.folder.read(".env");
    assert!(
        env.contains(&format!("HUGGINGFACE_CLIENT_SECRET={secret}\n")),
        "{env}"
    );
    assert!(!env.contains('\u{1b}'), "{env:?}");
    assert!(!terminal.kill().contains(&secret));
}

#[test]
fn a_line_is_corrected_in_the_middle_at_every_width() {
    for columns in [40, 80, 120] {
        let world = World::new();
        let terminal = at_frontend_url(&world, columns);
        terminal.text("http://localhst:3000");
        terminal.keys(["Home"]);
        terminal.keys(["Right"; 13]);
        terminal.text("o");
        terminal.keys(["End"]);
        terminal.keys(["BSpace"]);
        terminal.text("7");
        terminal.keys(["Enter"]);
        terminal.wait_for("Saved FRONTEND_URL in .env");
        assert!(
            world
                .folder
                .read(".env")
                .contains("FRONTEND_URL=http://localhost:3007\n")
        );
        let screen = terminal.kill();
        assert!(screen.contains("http://localhost:3007"), "{screen}");
        assert!(
            screen
                .lines()
                .all(|line| line.chars().count() <= usize::from(columns)),
            "{screen}"
        );
    }
}

/// A client ID that was also entered as the secret is still shown where it is suggested.
#[test]
fn a_client_id_given_as_the_secret_is_not_hidden_afterwards() {
    let world = World::new();
    let (id, _) = world.app("huggingface");
    let terminal = at_client_secret(&world);
    terminal.text(&id);
    terminal.keys(["Enter"]);
    terminal.wait_for("contains a HuggingFace client ID");
    terminal.wait_for_last("HuggingFace Client secret (hidden):");
    terminal.keys(["Escape"]);
    terminal.wait_for_last(&format!("HuggingFace Client ID [{id}]:"));
    let _ = terminal.kill();
}

#[test]
fn a_long_line_is_whole() {
    let world = World::new();
    let terminal = at_client_secret(&world);
    // Longer than what a terminal's own line discipline takes.
    let secret = "oauth_app_secret_".to_owned() + &"AbCd".repeat(2_000);
    for part in secret.as_bytes().chunks(1_000) {
        terminal.text(std::str::from_utf8(part).unwrap());
    }
    terminal.keys(["Enter"]);
    terminal.wait_for(&format!("•••••••• ({} characters)", secret.len()));
    terminal.wait_for_last("Google Client ID:");
    assert!(
        world
            .folder
            .read(".env")
            .contains(&format!("HUGGINGFACE_CLIENT_SECRET={secret}\n"))
    );
}

#[test]
fn yes_or_no_takes_a_whole_line_and_nothing_else_is_an_answer() {
    let world = World::new();
    world.folder.write(
        ".env",
        "JWT_SECRET_KEY=5f0c3a9e7b1d2846f9e0a7c3b5d1928476e0fa3c9b7d1852640e9fa7c3b5d182\n",
    );
    let before = world.folder.read(".env");
    let rotate = ["gen-secret", "--write", "--rotate"];
    for (typed, is_yes) in [
        ("", false),
        ("n", false),
        ("No", false),
        ("y", true),
        (" YES ", true),
    ] {
        world.folder.write(".env", &before);
        let terminal = Terminal::run(&world.folder, 80, rotate);
        terminal.wait_for_last("[y/N]");
        for unclear in ["yn", "maybe", "j"] {
            terminal.text(unclear);
            terminal.wait_for_last(&format!("[y/N] {unclear}"));
            terminal.keys(["Enter"]);
            terminal.wait_below(&format!("[y/N] {unclear}\n"), "[y/N]");
        }
        assert_eq!(world.folder.read(".env"), before);
        terminal.text(typed);
        terminal.keys(["Enter"]);
        let (code, screen) = terminal.end();
        assert_eq!(
            (code == 0, screen.matches("Answer y or n.").count()),
            (is_yes, 3),
            "{screen}"
        );
        assert_eq!(world.folder.read(".env") != before, is_yes, "{screen}");
    }
}

#[test]
fn ctrl_c_and_a_signal_end_a_question() {
    for signal in [false, true] {
        let world = World::new();
        let terminal = at_client_secret(&world);
        terminal.text("half-a-secret");
        terminal.wait_for("•••");
        if signal {
            terminal.signal("INT");
        } else {
            terminal.keys(["C-c"]);
        }
        let (code, screen) = terminal.end();
        assert_eq!(code, 130, "{screen}");
        assert!(!screen.contains("half"), "{screen}");
        terminal.text("echo is back");
        terminal.wait_for("echo is back");
    }
}

#[test]
fn ctrl_d_ends_an_empty_line_and_deletes_in_a_full_one() {
    let world = World::new();
    let terminal = at_frontend_url(&world, 80);
    terminal.text("xhttp://localhost:3000");
    terminal.keys(["Home", "C-d", "End", "C-d", "Enter"]);
    terminal.wait_for("Saved FRONTEND_URL in .env");
    terminal.wait_for_last("HuggingFace Client ID:");
    terminal.keys(["C-d"]);
    let (code, screen) = terminal.end();
    assert_eq!(code, 130, "{screen}");
    assert_eq!(
        world.folder.read(".env"),
        "FRONTEND_URL=http://localhost:3000\n"
    );
}

#[test]
fn a_window_that_changes_its_size_loses_no_key_and_the_next_question_fits() {
    for (before, after) in [(80, 40), (40, 100)] {
        let world = World::new();
        let terminal = at_frontend_url(&world, before);
        terminal.text("http://localhost");
        terminal.wait_for("http://localhost");
        terminal.resize(after);
        terminal.text(":3000");
        terminal.keys(["Enter"]);
        terminal.wait_for("Saved FRONTEND_URL in .env");
        terminal.wait_for_last("HuggingFace Client ID:");
        let screen = terminal.kill();
        let (_, below) = screen.rsplit_once("Open https").unwrap();
        assert!(
            below
                .lines()
                .all(|line| line.chars().count() <= usize::from(after)),
            "{screen}"
        );
        assert_eq!(
            world.folder.read(".env"),
            "FRONTEND_URL=http://localhost:3000\n"
        );
    }
}

#[test]
fn keys_at_human_speed_and_a_bracketed_paste_make_the_same_line() {
    let world = World::new();
    let terminal = at_frontend_url(&world, 80);
    for key in ["h", "t", "x", "BSpace", "t", "p", ":"] {
        terminal.keys([key]);
        // The time between two keys of a person.
        std::thread::sleep(std::time::Duration::from_millis(150));
    }
    terminal.text("\u{1b}[200~//localhost:3000\u{1b}[201~");
    terminal.keys(["Enter"]);
    terminal.wait_for("Saved FRONTEND_URL in .env");
    assert_eq!(
        world.folder.read(".env"),
        "FRONTEND_URL=http://localhost:3000\n"
    );
    drop(terminal.kill());
}
