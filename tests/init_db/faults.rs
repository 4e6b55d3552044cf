//! Round trips, and connections that break: always all tables are created, or none.

use std::time::Duration;

use super::{on, schema};
use crate::support::postgres::{Cluster, Database, statements};
use crate::support::relay::{self, Fault, Relay, ends};
use crate::support::{Folder, finish};

/// Round trips to connect with TLS 1.3 and SCRAM: TCP, SSLRequest, TLS, startup, two for SCRAM.
const CONNECT: usize = 6;

/// How the server is reached.
#[derive(Clone, Copy)]
enum Route {
    Tls,
    Plain,
}

impl Route {
    fn database(self) -> Database {
        let database = Cluster::shared().database();
        if matches!(self, Self::Plain) {
            database.join("unencrypted");
        }
        database
    }

    fn through(self, relay: &Relay, database: &Database) -> Folder {
        let port = Cluster::shared().port;
        let url = database.url(if matches!(self, Self::Tls) {
            "sslmode=require"
        } else {
            "sslmode=disable"
        });
        Folder::with_env(&format!(
            "DATABASE_URL={}\n",
            url.replace(
                &format!("@localhost:{port}"),
                &format!("@127.0.0.1:{}", relay.port)
            )
        ))
    }

    /// A run without faults.
    fn good(self) -> Relay {
        let relay = Relay::start(Cluster::shared().port, Duration::ZERO, Fault::None);
        let _ = self
            .through(&relay, &self.database())
            .run(["init-db"])
            .code(0);
        relay
    }

    /// Where the server's messages end, except the last. The length of a signature varies between runs, so the very
    /// end is left out.
    fn places(self) -> Vec<usize> {
        let ends = ends(&self.good().answers(), matches!(self, Self::Tls));
        let last = ends[ends.len() - 1] - 4;
        ends.into_iter().filter(|end| *end < last).collect()
    }

    /// Injects a fault at each offset, two at a time, and checks the result.
    fn each(
        self,
        places: &[usize],
        fault: fn(usize) -> Fault,
        run: impl Fn(&Folder, &Relay, usize) + Sync,
    ) {
        let whole = statements(&schema("2026-04.sql"));
        std::thread::scope(|scope| {
            for half in 0..2 {
                let (whole, run) = (&whole, &run);
                scope.spawn(move || {
                    for place in places.iter().copied().skip(half).step_by(2) {
                        let database = self.database();
                        let relay =
                            Relay::start(Cluster::shared().port, Duration::ZERO, fault(place));
                        run(&self.through(&relay, &database), &relay, place);
                        let left = database.settled();
                        assert!(left.is_empty() || left == *whole, "{place}: {left}");
                        let record =
                            database.psql("select to_regclass('_navauth_migrations') is not null");
                        assert_eq!(record == "t", left == *whole, "{place}");
                        let _ = on(&database).run(["init-db"]).code(0);
                        assert_eq!(database.dump(), *whole, "{place}");
                    }
                });
            }
        });
    }
}

/// Runs init-db over a broken connection: it succeeds, or reports one problem.
fn broken(timeout: &'static str) -> impl Fn(&Folder, &Relay, usize) {
    move |folder, _, place| {
        let run = folder
            .run(["init-db", "--json", "--timeout", timeout])
            .without("s3cret");
        assert!(matches!(run.code, 0 | 4 | 5), "{place}: {run:#?}");
        assert!(
            run.code == 0 || run.ids("fail").len() == 1,
            "{place}: {run:#?}"
        );
    }
}

#[test]
fn creating_takes_two_round_trips_and_checking_one() {
    let port = Cluster::shared().port;
    let measure = |database: &Database, creates: bool| {
        let relay = Relay::start(port, Duration::from_millis(50), Fault::None);
        let run = Route::Tls
            .through(&relay, database)
            .run(["init-db", "--json"])
            .code(0);
        assert_eq!(
            run.json()["created"].as_array().unwrap().is_empty(),
            !creates
        );
        relay.round_trips()
    };
    let creating = || measure(&Cluster::shared().database(), true);
    assert_eq!(relay::fewest(CONNECT + 2, creating), CONNECT + 2);
    let database = Cluster::shared().database();
    measure(&database, true);
    let checking = || measure(&database, false);
    assert_eq!(relay::fewest(CONNECT + 1, checking), CONNECT + 1);
}

#[test]
fn reading_takes_two_round_trips() {
    let database = Cluster::shared().database();
    database.load(&schema("2026-04.sql"));
    for arguments in [
        vec!["list-users"],
        vec!["list-users", "--count"],
        vec!["purge-states"],
    ] {
        let expected = CONNECT + 2;
        let round_trips = relay::fewest(expected, || {
            let relay = Relay::start(
                Cluster::shared().port,
                Duration::from_millis(50),
                Fault::None,
            );
            let _ = Route::Tls
                .through(&relay, &database)
                .run(arguments.iter().copied())
                .code(0);
            relay.round_trips()
        });
        assert_eq!(round_trips, expected, "{arguments:?}");
    }
}

#[test]
fn a_connection_that_breaks_after_any_message_leaves_all_or_nothing() {
    for route in [Route::Plain, Route::Tls] {
        route.each(&route.places(), Fault::Cut, broken("20s"));
    }
}

#[test]
fn noise_after_any_message_leaves_all_or_nothing() {
    for route in [Route::Plain, Route::Tls] {
        route.each(&route.places(), Fault::Garbage, broken("20s"));
    }
}

#[test]
fn a_server_that_falls_silent_after_any_message_leaves_all_or_nothing() {
    Route::Plain.each(&Route::Plain.places(), Fault::Stall, broken("400ms"));
}

#[test]
fn a_request_that_arrives_in_part_does_nothing() {
    let all = Route::Plain.good().asked();
    assert!(all > 4000, "{all}");
    // Terminate, which is five bytes, changes nothing.
    let places: Vec<usize> = (1..24)
        .map(|part| all * part / 24)
        .chain([all - 7, all - 6])
        .collect();
    Route::Plain.each(&places, Fault::Unasked, |folder, _, place| {
        let run = folder
            .run(["init-db", "--json", "--timeout", "20s"])
            .code(5);
        assert_eq!(run.ids("fail"), ["database.closed"], "{place}");
    });
}

#[test]
fn a_failure_halfway_is_rolled_back() {
    let database = Cluster::shared().database();
    // The name of the last index of the last table is taken.
    database.load(
        "create table other (id int); create index ix_oauth_states_state_token on other (id)",
    );
    let before = database.dump();
    assert_eq!(
        on(&database).run(["init-db", "--json"]).code(4).ids("fail"),
        ["database.name-taken"]
    );
    assert_eq!(database.dump(), before);
    assert_eq!(
        database.psql("select to_regclass('_navauth_migrations') is null"),
        "t"
    );
}

/// With complete tables there is nothing to do, but no user could sign in.
#[test]
fn a_read_only_database_is_not_ready() {
    let database = Cluster::shared().database();
    let folder = on(&database);
    let _ = folder.run(["init-db"]).code(0);
    database.psql(&format!(
        "alter database {} set default_transaction_read_only = on",
        database.name
    ));
    let run = folder.run(["init-db", "--json"]).code(4);
    assert_eq!(run.ids("fail"), ["database.read-only"], "{run:#?}");
}

#[test]
fn a_server_that_stops_halfway_leaves_nothing() {
    let database = Cluster::shared().database();
    // Another program is about to create the second table: init-db has created the first, and waits.
    let other = database.hold("create table oauth_states (id int)");
    let folder = on(&database);
    let run = folder.command(["init-db", "--json"]).spawn().unwrap();
    database.wait_for("application_name = 'navauth' and wait_event_type = 'Lock'");
    database.end_sessions("application_name = 'navauth'");
    assert_eq!(finish(run).code(4).ids("fail"), ["database.stopping"]);
    drop(other);
    assert_eq!(database.settled(), "");
    assert_eq!(
        database.psql("select to_regclass('_navauth_migrations') is null"),
        "t"
    );
}

/// Kills the program while it waits for each of the server's messages.
#[test]
#[cfg(unix)]
fn a_run_that_is_killed_at_any_step_leaves_all_or_nothing() {
    Route::Plain.each(&Route::Plain.places(), Fault::Stall, |folder, relay, _| {
        let mut child = folder.command(["init-db"]).spawn().unwrap();
        relay.wait_until_broken();
        child.kill().unwrap();
        child.wait().unwrap();
    });
}

/// Kills the program at different times while it creates a file.
#[test]
fn a_run_that_is_killed_leaves_all_of_a_file_or_nothing() {
    for moment in 0..12_u64 {
        let folder = Folder::new();
        let mut child = folder.command(["init-db"]).spawn().unwrap();
        // Every moment must work.
        std::thread::sleep(Duration::from_millis(4 * moment));
        child.kill().unwrap();
        child.wait().unwrap();
        let tables = match folder.path().join("data/users.db").exists() {
            true => folder.sqlite(
                "data/users.db",
                "select count(*) from sqlite_master where type = 'table'",
            ),
            false => "0".to_owned(),
        };
        assert!(["0", "3"].contains(&tables.as_str()), "{tables}");
        let _ = folder.run(["init-db"]).code(0);
    }
}
