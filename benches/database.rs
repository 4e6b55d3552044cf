//! What a connection and the tables cost over a slow network, beside psql and sqlx-cli: round trips and wall time. Run by
//! `scripts/bench-database`.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints its figures and ends at the first surprise"
)]

#[path = "../tests/support/mod.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
mod support;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use support::Folder;
use support::postgres::{Cluster, Database};
use support::relay::{Fault, Relay};
use support::tools;

/// Runs of each command, in turn, so that a change of the machine's speed meets all of them.
const RUNS: usize = 5;

/// What the relay adds each way.
const DELAY: Duration = Duration::from_millis(50);

/// A command to be measured: its name, whether the tables are there before it, and how it is made from a URL.
type Contestant<'a> = (&'a str, bool, &'a dyn Fn(&str) -> Command);

fn main() {
    let cluster = Cluster::shared();
    let folder = Folder::new();
    let navauth = |words: &'static [&'static str], url: &str| {
        folder.write(".env", format!("DATABASE_URL={url}\n"));
        folder.command(words.iter().copied())
    };
    let script = folder.path().join("tables.sql");
    let psql = |arguments: &[&str], url: &str| {
        let mut psql = Command::new(cluster.programs.join("psql"));
        psql.args(["-Xq", "-v", "ON_ERROR_STOP=1", "-d", url])
            .args(arguments);
        psql
    };
    let sqlx = |url: &str| {
        let mut sqlx = Command::new(tools::path("bin/sqlx"));
        sqlx.args(["migrate", "run", "--source", "migrations/postgres"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("DATABASE_URL", url);
        sqlx
    };
    let printed = navauth(
        &["init-db", "--dry-run"],
        &cluster.database().verified_url(),
    )
    .output()
    .unwrap();
    std::fs::write(&script, printed.stdout).unwrap();
    let file = script.to_str().unwrap();
    let contestants: [Contestant<'_>; 7] = [
        ("navauth verify-connection", true, &|url| {
            navauth(&["verify-connection"], url)
        }),
        ("psql -c 'select 1'", true, &|url| {
            psql(&["-c", "select 1"], url)
        }),
        ("navauth init-db, empty database", false, &|url| {
            navauth(&["init-db"], url)
        }),
        ("psql -f, the same SQL", false, &|url| {
            psql(&["-f", file], url)
        }),
        ("sqlx migrate run, empty database", false, &sqlx),
        ("navauth init-db, tables there", true, &|url| {
            navauth(&["init-db"], url)
        }),
        ("sqlx migrate run, tables there", true, &sqlx),
    ];
    let build = if cfg!(debug_assertions) {
        "debug"
    } else {
        "optimized"
    };
    let server = cluster.psql("postgres", "show server_version");
    println!(
        "PostgreSQL {server} with TLS, a relay that adds {} ms each way, {build} build; median of {RUNS}\n",
        DELAY.as_millis()
    );
    println!("{:<34} {:>11} {:>10}", "", "round trips", "wall time");
    let mut seen: Vec<Vec<(usize, Duration)>> = vec![Vec::new(); contestants.len()];
    for _ in 0..RUNS {
        for (contestant, seen) in contestants.iter().zip(&mut seen) {
            seen.push(run(cluster, contestant));
        }
    }
    for ((name, ..), mut seen) in contestants.iter().zip(seen) {
        seen.sort_unstable();
        let round_trips = seen[RUNS / 2].0;
        seen.sort_unstable_by_key(|(_, took)| *took);
        println!(
            "{name:<34} {round_trips:>11} {:>7} ms",
            seen[RUNS / 2].1.as_millis()
        );
    }
}

/// Runs a command on a database of its own; gives the round trips and the time of the whole process.
fn run(cluster: &'static Cluster, (name, ready, make): &Contestant<'_>) -> (usize, Duration) {
    let database = cluster.database();
    if *ready {
        prepare(&database);
    }
    let relay = Relay::start(cluster.port, DELAY, Fault::None);
    let url = database.url("sslmode=require").replace(
        &format!("@localhost:{}", cluster.port),
        &format!("@127.0.0.1:{}", relay.port),
    );
    let mut command = make(&url);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let started = Instant::now();
    let output = command.output().unwrap();
    let took = started.elapsed();
    assert!(output.status.success(), "{name}: {}", tools::text(&output));
    (relay.round_trips(), took)
}

/// Makes the tables as both programs left them.
fn prepare(database: &Database) {
    let folder = Folder::with_env(&format!("DATABASE_URL={}\n", database.verified_url()));
    assert_eq!(folder.run(["init-db"]).code, 0);
    assert!(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("sqlx.toml")
            .exists(),
        "sqlx-cli would look for another record"
    );
}
