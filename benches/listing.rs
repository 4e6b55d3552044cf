//! The cost of a list of users, next to psql and sqlite3 with the same rows. Run by `scripts/bench-listing`.
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

/// Runs of each command, in turn.
const RUNS: usize = 5;

/// The columns of a user, made from its number `n`.
const COLUMNS: &str = "'person' || n || '@example.org', 'person' || n, 'Person Number ' || n, 'github', 'id' || n, true, true";

/// What the commands read.
const LISTED: &str = "select id, email, username, full_name, oauth_provider, is_active, is_verified, created_at, last_login from users order by id desc";

/// A command to measure, and the place in the list of the program it is compared with.
struct Contestant<'a> {
    name: String,
    folder: &'a Folder,
    words: Vec<String>,
    peer: usize,
}

fn main() {
    let users: u32 = support::own_variable("NAVAUTH_BENCH_USERS")
        .map_or(1_000_000, |number| number.parse().unwrap());
    let cluster = Cluster::shared();
    let (server, file) = (on_postgres(cluster.database(), users), on_sqlite(users));
    let contestants = contestants(cluster, &server, &file);
    let build = if cfg!(debug_assertions) {
        "debug"
    } else {
        "optimized"
    };
    println!("{users} users, {build} build; PostgreSQL by TLS on this machine; median of {RUNS}\n");
    println!(
        "{:<36} {:>9} {:>10} {:>11} {:>8} {:>10}",
        "", "wall time", "processor", "most memory", "of peer", "processor"
    );
    let mut costs: Vec<Vec<Cost>> = vec![Vec::new(); contestants.len()];
    for _ in 0..RUNS {
        for (contestant, costs) in contestants.iter().zip(&mut costs) {
            costs.push(run(contestant.folder, &contestant.words));
        }
    }
    for (contestant, own) in contestants.iter().zip(&costs) {
        let peer = &costs[contestant.peer];
        let median = |value: &dyn Fn(usize) -> f64| {
            let mut values: Vec<f64> = (0..RUNS).map(value).collect();
            values.sort_by(f64::total_cmp);
            values[RUNS / 2]
        };
        println!(
            "{:<36} {:>7.3} s {:>8.3} s {:>7.1} MiB {:>8.2} {:>10.2}",
            contestant.name,
            median(&|run| own[run].took),
            median(&|run| own[run].processor),
            median(&|run| own[run].mebibytes),
            median(&|run| own[run].took / peer[run].took),
            median(&|run| own[run].processor / peer[run].processor),
        );
    }
}

fn contestants<'a>(
    cluster: &'static Cluster,
    (server, database): &'a (Folder, Database),
    file: &'a Folder,
) -> Vec<Contestant<'a>> {
    let psql = |sql: String| {
        let program = cluster.programs.join("psql").display().to_string();
        let url = database.verified_url();
        [&program, "-Xq", "-d", &url, "-c", &sql]
            .map(str::to_owned)
            .to_vec()
    };
    let sqlite3 = |sql: &str| {
        ["sqlite3", "-csv", "-header", "data/users.db", sql]
            .map(str::to_owned)
            .to_vec()
    };
    let copy = format!(
        "\\copy ({LISTED}) to '{}' csv header",
        server.path().join("copy.csv").display()
    );
    let peers = [
        ("psql \\copy", server, psql(copy)),
        ("psql, 50 rows", server, psql(format!("{LISTED} limit 50"))),
        ("sqlite3 -csv", file, sqlite3(LISTED)),
        (
            "sqlite3, 50 rows",
            file,
            sqlite3(&format!("{LISTED} limit 50")),
        ),
    ];
    let forms: [(&str, &[&str], usize); 5] = [
        ("csv", &["--all", "--format", "csv"], 0),
        ("ndjson", &["--all", "--format", "ndjson"], 0),
        ("50 rows", &[], 1),
        ("--search, one match", &["--search", "person77@"], 1),
        ("--count", &["--count"], 1),
    ];
    let peers = peers
        .into_iter()
        .enumerate()
        .map(|(peer, (name, folder, words))| Contestant {
            name: name.to_owned(),
            folder,
            words,
            peer,
        });
    let own = [("PostgreSQL", server, 0), ("SQLite", file, 2)]
        .into_iter()
        .flat_map(|(engine, folder, first)| {
            forms.map(|(form, words, peer)| Contestant {
                name: format!("list-users, {form}, {engine}"),
                folder,
                words: [
                    env!("CARGO_BIN_EXE_navauth"),
                    "list-users",
                    "--timeout",
                    "10m",
                ]
                .iter()
                .chain(words)
                .map(|&word| word.to_owned())
                .collect(),
                peer: first + peer,
            })
        });
    peers.chain(own).collect()
}

fn on_postgres(database: Database, users: u32) -> (Folder, Database) {
    let folder = Folder::with_env(&format!("DATABASE_URL={}\n", database.verified_url()));
    assert_eq!(folder.run(["init-db"]).code, 0);
    database.load(&format!(
        "insert into users (email, username, full_name, oauth_provider, oauth_id, is_active, is_verified, created_at, last_login)
         select {COLUMNS}, now() - n * interval '1 minute', now() - n * interval '1 second' from generate_series(1, {users}) n"
    ));
    database.psql("vacuum analyze users");
    (folder, database)
}

fn on_sqlite(users: u32) -> Folder {
    let folder = Folder::new();
    assert_eq!(folder.run(["init-db"]).code, 0);
    folder.sqlite(
        "data/users.db",
        &format!(
            "insert into users (email, username, full_name, oauth_provider, oauth_id, is_active, is_verified, created_at, last_login)
             with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < {users})
             select {COLUMNS}, strftime('%Y-%m-%d %H:%M:%f000', 'now', '-' || n || ' minutes'),
                 strftime('%Y-%m-%d %H:%M:%f000', 'now', '-' || n || ' seconds') from numbers"
        ),
    );
    folder
}

/// The cost of a run: seconds of wall time, seconds of processor time without the server's, peak memory.
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
