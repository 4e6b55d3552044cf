//! `.env` files that expand to huge values or are slow to parse.

use std::time::Duration;

use super::{expect, run};
use crate::support::Folder;

const WAIT: Duration = Duration::from_secs(5);

#[test]
fn rejects_exponential_expansion_at_its_line() {
    let mut bomb = "A0=0123456789abcdef\n".to_owned();
    for line in 1..30 {
        bomb += &format!("A{line}=${{A{}}}${{A{}}}\n", line - 1, line - 1);
    }
    let folder = Folder::with_env(&bomb);
    for command in ["check-env", "env", "list-users", "doctor"] {
        let run = run(&folder, &[command], WAIT);
        expect(command, &run, &[3], &["file.value-too-long"]);
        assert!(format!("{run:?}").contains(".env:15"), "{run:?}");
    }
}

#[test]
fn a_file_of_too_many_lines_is_refused() {
    for lines in [5_001, 200_000] {
        let folder = Folder::with_env(&"A=1\n".repeat(lines));
        let run = run(&folder, &["check-env"], WAIT);
        expect("lines", &run, &[3], &["file.too-many-lines"]);
    }
}

/// In a repository, because the secrets are searched for there.
#[test]
fn a_file_of_five_thousand_lines_is_checked_in_time() {
    let conflict = "<<<<<<< a\nA=1\n=======\n>>>>>>> b\n";
    for (lines, line) in [
        (4_990, "NAME_{}=value\n"),
        (4_990, "KEY_{}_SECRET=7c1e5a90b3d84f26e1a7c05d9b3f826{}\n"),
        (4_990, "DATABASE_URLX{}=postgresql://u:p4ssw0rd{}@host/db\n"),
        (1_200, conflict),
        (30, &format!("KEY_{{}}_SECRET={}\n", "x1Y2".repeat(30_000))),
    ] {
        let text = (0..lines).map(|number| line.replace("{}", &number.to_string()));
        let folder = Folder::with_env(&text.collect::<String>());
        folder.init_git();
        let run = run(&folder, &["check-env", "--offline"], 6 * WAIT);
        expect(line, &run, &[1], &["provider.none-configured"]);
    }
}

#[test]
fn other_texts_of_unlikely_size_end_in_time() {
    let folder = Folder::with_env("A=1\n");
    let table =
        |number| format!("[providers.p{number}]\nissuer = \"https://sso{number}.example\"\n");
    folder.write("navauth.toml", (0..30_000).map(table).collect::<String>());
    for command in ["redirect-uris", "check-env", "env"] {
        let run = run(&folder, &[command], WAIT);
        expect(command, &run, &[3], &["config.too-many-providers"]);
    }
    let folder = Folder::new();
    for word in [
        "x",
        "a word ",
        "*",
        "*a",
        "x=y&",
        "role \"",
        "invalid_client ",
    ] {
        let text = word.repeat(80_000 / word.len());
        let run = run(&folder, &["explain", &text], 4 * WAIT);
        let found = ["usage.unknown-problem", "invalid-client", "database."];
        expect(word, &run, &[0, 2], &found);
    }
}

#[test]
fn parses_odd_files_of_a_megabyte_in_time() {
    for piece in [
        "${", "${a:-", "'", "\"", "\\", "\\'", "A='", "A=\"\\\"", "#", " #", "A=#", "export ", "=",
        "\u{85}",
    ] {
        let folder = Folder::with_env(&format!("A={}", piece.repeat((1 << 20) / piece.len())));
        let run = run(&folder, &["check-env"], WAIT);
        assert!(matches!(run.code, 0 | 1 | 3), "{piece}: {}", run.code);
    }
}
