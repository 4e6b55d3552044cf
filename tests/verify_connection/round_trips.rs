//! Counts round trips through a relay that adds 50 ms each way.

use std::time::Duration;

use super::verify_within;
use crate::support::postgres::{Cluster, Database};
use crate::support::relay::{self, Fault, Relay};

const DELAY: Duration = Duration::from_millis(50);

/// Runs the command through a slow relay, and expects so many round trips; returns the document.
#[track_caller]
fn slowly(expected: usize, database: &Database, port: u16, query: &str) -> serde_json::Value {
    let mut document = serde_json::Value::Null;
    let round_trips = relay::fewest(expected, || {
        let relay = Relay::start(port, DELAY, Fault::None);
        let url = database.url(query).replace(
            &format!("@localhost:{port}"),
            &format!("@127.0.0.1:{}", relay.port),
        );
        document = verify_within(&url, "30s").json();
        relay.round_trips()
    });
    assert_eq!(round_trips, expected, "{document}");
    document
}

#[test]
fn differing_tables_take_no_more_round_trips() {
    let cluster = Cluster::shared();
    let database = cluster.database();
    let folder =
        crate::support::Folder::with_env(&format!("DATABASE_URL={}\n", database.verified_url()));
    let _ = folder.run(["init-db"]).code(0);
    database.load(
        "alter table users drop column preferences; drop index ix_users_username; alter table users alter avatar_url type varchar(9)",
    );
    let document = slowly(7, &database, cluster.port, "sslmode=require");
    let differ = document["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|diagnostic| diagnostic["status"] == "fail")
        .count();
    assert_eq!(differ, 3, "{document}");
}

fn took(document: &serde_json::Value, phase: &str) -> f64 {
    let phases = document["phases"].as_array().unwrap();
    phases.iter().find(|span| span["phase"] == phase).unwrap()["took_ms"]
        .as_f64()
        .unwrap()
}

#[test]
fn seven_round_trips_with_tls() {
    for cluster in [Some(Cluster::shared()), Cluster::newest()]
        .into_iter()
        .flatten()
    {
        // TCP, SSLRequest, TLS, startup, two for SCRAM, all queries.
        let document = slowly(7, &cluster.database(), cluster.port, "sslmode=require");
        // The TLS phase is that round trip and another.
        let latency = document["round_trip_ms"].as_f64().unwrap();
        assert!(
            (100.0..=took(&document, "tls") - 100.0).contains(&latency),
            "{document}"
        );
        assert_eq!(document["round_trip_of"], "ssl-request");
        // Latency does not count as the server's wake-up.
        assert!(took(&document, "wake-up") < 100.0, "{document}");
        assert!(took(&document, "authentication") >= 300.0, "{document}");
        assert!(took(&document, "tls") >= 200.0, "{document}");
    }
}

#[test]
fn without_tls_the_latency_is_that_of_tcp() {
    let cluster = Cluster::without_tls();
    let database = cluster.database();
    database.join("unencrypted");
    let document = slowly(5, &database, cluster.port, "sslmode=disable");
    assert_eq!(document["round_trip_of"], "tcp-handshake");
    // The relay answers it itself, as an SSH tunnel does.
    let latency = document["round_trip_ms"].as_f64().unwrap();
    assert!(latency <= took(&document, "tcp"), "{document}");
}

#[test]
fn samples_take_one_round_trip_together() {
    let cluster = Cluster::shared();
    let mut folder = crate::support::Folder::new();
    let mut document = serde_json::Value::Null;
    let round_trips = relay::fewest(8, || {
        let relay = Relay::start(cluster.port, DELAY, Fault::None);
        let url = cluster.database().url("sslmode=require").replace(
            &format!("@localhost:{}", cluster.port),
            &format!("@127.0.0.1:{}", relay.port),
        );
        folder = crate::support::Folder::with_env(&format!("DATABASE_URL={url}\n"));
        document = folder
            .run(["verify-connection", "--samples", "5", "--json"])
            .code(0)
            .json();
        relay.round_trips()
    });
    assert_eq!(round_trips, 8);
    assert_eq!(document["round_trip_of"], "queries");
    let latency = document["round_trip_ms"].as_f64().unwrap();
    assert!(latency >= 100.0, "{latency}");
    let _ = folder.run(["verify-connection", "--samples", "0"]).code(2);
}
