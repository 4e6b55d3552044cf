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
    let run = run(
        &Folder::with_env(&"A=1\n".repeat(200_000)),
        &["check-env"],
        WAIT,
    );
    expect("lines", &run, &[3], &["file.too-many-lines"]);
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
