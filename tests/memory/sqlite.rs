//! SQLite databases with endless queries, huge values, or paths that are not files.

use std::time::Duration;

use super::{expect, run};
use crate::support::Folder;

const WAIT: Duration = Duration::from_secs(1);
const SETTINGS: &str = "DATABASE_URL=sqlite:///./users.db\n";
const STATES: &str = "CREATE TABLE oauth_states (id INTEGER PRIMARY KEY, state_token TEXT, provider TEXT, redirect_uri TEXT, created_at TIMESTAMP, expires_at TIMESTAMP);";

/// Columns of the user table, with one of them replaced.
fn view(email: &str, source: &str) -> String {
    format!(
        "CREATE VIEW users AS {source} SELECT n AS id, {email} AS email, 'u' AS username, 'f' AS full_name, 'google' AS oauth_provider, \
         'x' AS oauth_id, 1 AS is_active, 1 AS is_verified, '2026-01-01 00:00:00' AS created_at, '2026-01-01 00:00:00' AS last_login FROM s;"
    )
}

fn folder(sql: &str) -> Folder {
    let folder = Folder::with_env(SETTINGS);
    folder.sqlite("users.db", &format!("{STATES}{sql}"));
    folder
}

#[test]
fn the_timeout_ends_an_endless_view() {
    let endless = "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s)";
    let silent = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t), s(n) AS (SELECT n FROM t WHERE n < 0)";
    for source in [endless, silent] {
        let folder = folder(&view("'e@example.org'", source));
        for arguments in [
            &["list-users"][..],
            &["list-users", "--count"],
            &["list-users", "--all", "--sort", "id", "--format", "ndjson"],
        ] {
            let run = run(&folder, arguments, WAIT);
            expect(
                &arguments.join(" "),
                &run,
                &[0, 5],
                &["database.slow", "e@example.org"],
            );
            // Only the first users of an endless table end by themselves.
            assert!(
                run.code == 5 || source == endless && arguments.len() == 1,
                "{run:?}"
            );
        }
    }
}

#[test]
fn ctrl_c_ends_an_endless_query() {
    let endless = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t), s(n) AS (SELECT n FROM t WHERE n < 0)";
    let folder = folder(&view("'e@example.org'", endless));
    let arguments = ["list-users", "--verbose", "--timeout", "1h"];
    let terminal = crate::support::terminal::Terminal::run(&folder, 80, arguments);
    terminal.wait_for("DATABASE_URL");
    terminal.keys(["C-c"]);
    terminal.wait_for("[exit 130]");
}

#[test]
fn huge_values_are_reported_or_truncated() {
    let one = "WITH s(n) AS (SELECT 1)";
    for (value, code, says) in [
        ("hex(zeroblob(400000000))", 4, "database.answer-too-large"),
        ("zeroblob(900000000)", 4, "database.answer-too-large"),
        // Five megabytes are read, and partly shown.
        ("hex(zeroblob(2500000))", 0, "…"),
    ] {
        let run = run(
            &folder(&view(value, one)),
            &["list-users", "--format", "ndjson"],
            WAIT * 5,
        );
        expect(value, &run, &[code], &[says]);
        assert!(run.stdout.len() < 100_000, "{}", run.stdout.len());
    }
    let many = "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 300)";
    let run = run(
        &folder(&view("hex(zeroblob(2500000))", many)),
        &["list-users", "--all", "--format", "csv"],
        WAIT * 60,
    );
    expect("300 of 5 MB", &run, &[0], &["…"]);
}

#[test]
fn opens_only_regular_files() {
    for make in [
        "mkfifo users.db",
        "mkdir users.db",
        "ln -s /dev/zero users.db",
    ] {
        let folder = Folder::with_env(SETTINGS);
        let made = std::process::Command::new("sh")
            .args(["-c", make])
            .current_dir(folder.path())
            .status();
        assert!(made.unwrap().success());
        for arguments in [
            &["list-users"][..],
            &["init-db"],
            &["purge-states"],
            &["verify-connection"],
        ] {
            let run = run(&folder, arguments, WAIT);
            expect(make, &run, &[3], &["database.file-unusable"]);
        }
    }
    // A sparse file of four gigabytes.
    let folder = Folder::with_env(SETTINGS);
    let file = std::fs::File::create(folder.path().join("users.db")).unwrap();
    file.set_len(4 << 30).unwrap();
    expect(
        "sparse",
        &run(&folder, &["list-users"], WAIT),
        &[3],
        &["database.not-sqlite"],
    );
}

#[test]
fn reports_records_and_keys_of_another_type() {
    let record = "CREATE TABLE _navauth_migrations (version, description, success, checksum);";
    for row in [
        "NULL, 'x', 1, x'00'",
        "'one', 'x', 1, x'00'",
        "1.5, 'x', 1, x'00'",
        "x'00', 'x', 1, x'00'",
    ] {
        let folder = folder(&format!(
            "{record} INSERT INTO _navauth_migrations VALUES ({row}); CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);"
        ));
        for arguments in [
            &["init-db"][..],
            &["init-db", "--check"],
            &["verify-connection"],
            &["list-users"],
        ] {
            let run = run(&folder, arguments, WAIT * 5);
            expect(
                row,
                &run,
                &[1, 4],
                &["database.record-unreadable", "database.statement-refused"],
            );
        }
    }
    let folder = folder(
        "CREATE TABLE users (id TEXT, email TEXT, username TEXT, last_login TIMESTAMP); INSERT INTO users VALUES (NULL, 'a@b.c', 'a', NULL);",
    );
    folder.write(
        ".env",
        format!(
            "{SETTINGS}JWT_SECRET_KEY={}\n",
            "0123456789abcdef".repeat(4)
        ),
    );
    for arguments in [&["token", "issue", "--user", "a@b.c"][..], &["list-users"]] {
        let run = run(&folder, arguments, WAIT * 5);
        assert!(matches!(run.code, 0 | 4), "{run:?}");
    }
}
