//! The prompt: it shows the host and what is sent there, yes is remembered outside the repository, Enter means no.

use crate::support::Folder;
use crate::support::foreign::Foreign;
use crate::support::terminal::Terminal;

use super::{API_KEY, folder};

const CONFIG: &str = "[neon]\napi = \"https://neon.example.org/api/v2\"\n";
const QUESTION: &str =
    "navauth.toml sends NEON_API_KEY to neon.example.org. Trust this host? [y/N]";

fn status(folder: &Folder, key: Option<&str>) -> (i32, String) {
    let terminal = Terminal::run(folder, 120, ["neon", "status"]);
    if let Some(key) = key {
        terminal.wait_for(QUESTION);
        terminal.keys([key, "Enter"].into_iter().filter(|key| !key.is_empty()));
    }
    terminal.end()
}

#[test]
fn confirmation_is_remembered_outside_the_repository() {
    let foreign = Foreign::start();
    let folder = folder(&foreign, CONFIG);
    let store = "home/.config/navauth/trusted-hosts";
    for no in ["", "n"] {
        let (code, screen) = status(&folder, Some(no));
        assert_eq!(code, 3, "{screen}");
        assert!(screen.contains("trust.unconfirmed"), "{screen}");
        assert!(!folder.path().join(store).exists());
    }
    assert_eq!(foreign.take(), "");
    let (_, screen) = status(&folder, Some("y"));
    assert!(screen.contains("remembered in"), "{screen}");
    assert!(foreign.take().contains(API_KEY));
    let path = std::fs::canonicalize(folder.path().join("navauth.toml")).unwrap();
    assert_eq!(
        folder.read(store),
        format!("neon.example.org {}\n", path.display())
    );
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &str| {
        std::fs::metadata(folder.path().join(path))
            .unwrap()
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!((mode(store), mode("home/.config/navauth")), (0o600, 0o700));
    // From now on there is no prompt, with or without a terminal.
    let (_, screen) = status(&folder, None);
    assert!(!screen.contains("Trust this host"), "{screen}");
    assert!(foreign.take().contains(API_KEY));
    let _ = folder.run(["neon", "status"]);
    assert!(foreign.take().contains(API_KEY));
    // The same host in another folder's file needs its own confirmation.
    folder.write("other/navauth.toml", CONFIG);
    let _ = folder
        .run(["neon", "status", "--config", "other/navauth.toml"])
        .code(3)
        .err("trust.unconfirmed");
    assert_eq!(foreign.take(), "");
}

#[test]
fn without_a_terminal_there_is_no_prompt() {
    let foreign = Foreign::start();
    let folder = folder(&foreign, CONFIG);
    let terminal = Terminal::run(&folder, 120, ["neon", "status", "--no-input"]);
    let (code, screen) = terminal.end();
    assert_eq!(code, 3, "{screen}");
    assert!(
        screen.contains("--trust-host neon.example.org") && !screen.contains("[y/N]"),
        "{screen}"
    );
    assert_eq!(foreign.take(), "");
}
