//! What a list of a million users costs, beside psql's \copy: time, processor time and the most memory. Run by `scripts/bench-listing`.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints its figures and ends at the first surprise"
)]

#[path = "../tests/support/mod.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
mod support;

use std::fs::File;
use std::process::Command;

use support::Folder;
use support::postgres::{Cluster, Database};

const USERS: u32 = 1_000_000;

/// Runs of each command, in turn.
const RUNS: usize = 3;

/// The columns of a user, made from its number `n`.
const COLUMNS: &str = "'person' || n || '@example.org', 'person' || n, 'Person Number ' || n, 'github', 'id' || n, true, true";

fn main() {
    let cluster = Cluster::shared();
    let (server, file) = (on_postgres(cluster.database()), on_sqlite());
    let copy = format!(
        "\\copy (select id, email, username, full_name, oauth_provider, is_active, is_verified, created_at, last_login from users \
         order by id desc) to '{}' csv header",
        server.0.path().join("copy.csv").display()
    );
    let database = &server.1;
    let mut psql = vec![
        cluster.programs.join("psql").display().to_string(),
        "-Xq".into(),
        "-d".into(),
        database.verified_url(),
    ];
    psql.extend(["-c".to_owned(), copy]);
    let list = |words: &[&str]| {
        let navauth = std::iter::once(env!("CARGO_BIN_EXE_navauth"))
            .chain(["list-users"])
            .chain(words.iter().copied());
        navauth.map(str::to_owned).collect::<Vec<_>>()
    };
    let forms: [(&str, &[&str]); 4] = [
        ("table", &["--all"]),
        ("csv", &["--all", "--format", "csv"]),
        ("ndjson", &["--all", "--format", "ndjson"]),
        ("--count", &["--count"]),
    ];
    let mut contestants: Vec<(String, &Folder, Vec<String>)> = Vec::new();
    for (place, folder) in [("PostgreSQL", &server.0), ("SQLite", &file)] {
        contestants.extend(forms.iter().map(|(name, words)| {
            (
                format!("navauth list-users, {name}, {place}"),
                folder,
                list(words),
            )
        }));
    }
    contestants.insert(
        4,
        ("psql \\copy, csv, PostgreSQL".to_owned(), &server.0, psql),
    );
    let build = if cfg!(debug_assertions) {
        "debug"
    } else {
        "optimized"
    };
    println!("{USERS} users, {build} build; PostgreSQL by TLS on this machine; median of {RUNS}\n");
    println!(
        "{:<42} {:>9} {:>10} {:>12}",
        "", "wall time", "processor", "most memory"
    );
    let mut seen: Vec<Vec<Cost>> = vec![Vec::new(); contestants.len()];
    for _ in 0..RUNS {
        for ((_, folder, words), seen) in contestants.iter().zip(&mut seen) {
            seen.push(run(folder, words));
        }
    }
    for ((name, ..), mut seen) in contestants.iter().zip(seen) {
        seen.sort_by(|one, other| one.took.total_cmp(&other.took));
        let Cost {
            took,
            processor,
            mebibytes,
        } = seen[RUNS / 2];
        println!("{name:<42} {took:>7.2} s {processor:>8.2} s {mebibytes:>8.1} MiB");
    }
}

fn on_postgres(database: Database) -> (Folder, Database) {
    let folder = Folder::with_env(&format!("DATABASE_URL={}\n", database.verified_url()));
    assert_eq!(folder.run(["init-db"]).code, 0);
    database.load(&format!(
        "insert into users (email, username, full_name, oauth_provider, oauth_id, is_active, is_verified, created_at, last_login)
         select {COLUMNS}, now() - n * interval '1 minute', now() - n * interval '1 second' from generate_series(1, {USERS}) n"
    ));
    database.psql("vacuum analyze users");
    (folder, database)
}

fn on_sqlite() -> Folder {
    let folder = Folder::new();
    assert_eq!(folder.run(["init-db"]).code, 0);
    folder.sqlite(
        "data/users.db",
        &format!(
            "insert into users (email, username, full_name, oauth_provider, oauth_id, is_active, is_verified, created_at, last_login)
             with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < {USERS})
             select {COLUMNS}, strftime('%Y-%m-%d %H:%M:%f000', 'now', '-' || n || ' minutes'),
                 strftime('%Y-%m-%d %H:%M:%f000', 'now', '-' || n || ' seconds') from numbers"
        ),
    );
    folder
}

/// What a run took: seconds by the clock and of the processor (the server's aside), and the most memory it had.
#[derive(Clone, Copy)]
struct Cost {
    took: f64,
    processor: f64,
    mebibytes: f64,
}

/// Runs a program with its output in a file.
fn run(folder: &Folder, words: &[String]) -> Cost {
    let measured = folder.path().join("measured");
    let mut command = Command::new("/usr/bin/time");
    command
        .args(["-f", "%e %U %S %M", "-o"])
        .arg(&measured)
        .arg("--")
        .args(words)
        .current_dir(folder.path());
    command
        .stdout(File::create(folder.path().join("output")).unwrap())
        .stderr(File::create(folder.path().join("errors")).unwrap());
    assert!(
        command.status().unwrap().success(),
        "{words:?}: {}",
        folder.read("errors")
    );
    let measured = folder.read("measured");
    let figures: Vec<f64> = measured
        .split_whitespace()
        .map(|figure| figure.parse().unwrap())
        .collect();
    Cost {
        took: figures[0],
        processor: figures[1] + figures[2],
        mebibytes: figures[3] / 1024.0,
    }
}
