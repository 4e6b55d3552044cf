//! Round trips, and connections that break: whatever happens, all tables are there or none.

use std::time::Duration;

use super::{on, schema};
use crate::support::Folder;
use crate::support::postgres::{Cluster, Database, statements};
use crate::support::relay::{Fault, Relay};

/// What connecting takes with TLS 1.3 and SCRAM: TCP, SSLRequest, TLS, the start, two of SCRAM.
const CONNECT: usize = 6;

fn through(relay: &Relay, database: &Database) -> Folder {
    let port = Cluster::shared().port;
    let url = database.url("sslmode=require").replace(&format!("@localhost:{port}"), &format!("@127.0.0.1:{}", relay.port));
    Folder::with_env(&format!("DATABASE_URL={url}\n"))
}

#[test]
fn two_round_trips_make_the_tables_and_one_finds_them() {
    let database = Cluster::shared().database();
    let port = Cluster::shared().port;
    for (created, round_trips) in [(true, 2), (false, 1)] {
        let relay = Relay::start(port, Duration::from_millis(50), Fault::None);
        let run = through(&relay, &database).run(["init-db", "--json"]).code(0);
        assert_eq!(run.json()["created"].as_array().unwrap().is_empty(), !created);
        assert_eq!(relay.round_trips(), CONNECT + round_trips);
    }
}

#[test]
fn reading_takes_two_round_trips() {
    let database = Cluster::shared().database();
    database.load(&schema("2026-04.sql"));
    for arguments in [vec!["list-users"], vec!["list-users", "--count"], vec!["purge-states"]] {
        let relay = Relay::start(Cluster::shared().port, Duration::from_millis(50), Fault::None);
        let _ = through(&relay, &database).run(arguments.iter().copied()).code(0);
        assert_eq!(relay.round_trips(), CONNECT + 2, "{arguments:?}");
    }
}

/// Where the answers of a good run may be cut: every eighth of them, and close to the end, where the tables have been made.
fn places() -> Vec<usize> {
    let relay = Relay::start(Cluster::shared().port, Duration::ZERO, Fault::None);
    let _ = through(&relay, &Cluster::shared().database()).run(["init-db"]).code(0);
    let all = relay.answers().len();
    assert!(all > 1000, "{all}");
    (1..8).map(|eighth| all * eighth / 8).chain((1..12).map(|step| all - 16 * step)).collect()
}

/// What is there once the server is done: it may still be at it, and holds the lock of init-db ("navauth" in ASCII) until then.
fn settled(database: &Database) -> String {
    database.psql("select pg_advisory_lock(x'6e617661757468'::bigint)");
    database.dump()
}

/// Breaks a run in every place, and looks at what it left.
fn each(fault: fn(usize) -> Fault, timeout: &str) {
    let whole = statements(&schema("2026-04.sql"));
    for place in places() {
        let database = Cluster::shared().database();
        let relay = Relay::start(Cluster::shared().port, Duration::ZERO, fault(place));
        let run = through(&relay, &database).run(["init-db", "--json", "--timeout", timeout]).without("s3cret");
        assert!(matches!(run.code, 0 | 4 | 5), "{place}: {run:#?}");
        assert!(run.code == 0 || run.ids("fail").len() == 1, "{place}: {run:#?}");
        let left = settled(&database);
        assert!(left.is_empty() || left == whole, "{place}: {left}");
        let record = database.psql("select to_regclass('_navauth_migrations') is not null");
        assert_eq!(record == "t", left == whole, "{place}");
        let _ = on(&database).run(["init-db"]).code(0);
        assert_eq!(database.dump(), whole, "{place}");
    }
}

#[test]
fn a_connection_that_breaks_anywhere_leaves_all_or_nothing() {
    each(Fault::Cut, "20s");
}

#[test]
fn a_server_that_falls_silent_anywhere_leaves_all_or_nothing() {
    each(Fault::Stall, "400ms");
}

/// The program itself ends, at a moment of its own choosing.
#[test]
fn a_run_that_is_killed_leaves_all_or_nothing() {
    let whole = statements(&schema("2026-04.sql"));
    for moment in 0..12_u64 {
        let database = Cluster::shared().database();
        let mut child = on(&database).command(["init-db"]).spawn().unwrap();
        // The moment is the point: any of them must do.
        std::thread::sleep(Duration::from_millis(8 * moment));
        child.kill().unwrap();
        child.wait().unwrap();
        let left = settled(&database);
        assert!(left.is_empty() || left == whole, "{left}");

        let folder = Folder::new();
        let mut child = folder.command(["init-db"]).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(4 * moment));
        child.kill().unwrap();
        child.wait().unwrap();
        let tables = match folder.path().join("data/users.db").exists() {
            true => folder.sqlite("data/users.db", "select count(*) from sqlite_master where type = 'table'"),
            false => "0".to_owned(),
        };
        assert!(["0", "3"].contains(&tables.as_str()), "{tables}");
        let _ = folder.run(["init-db"]).code(0);
    }
}
