//! A connection that breaks, stalls or sends noise after every message: each ends with a specific problem, in time.

use std::time::{Duration, Instant};

use super::{unencrypted, verify_within};
use crate::support::postgres::Cluster;
use crate::support::relay::{Fault, Relay, ends};

struct Route {
    url: String,
    port: u16,
    tls: bool,
}

impl Route {
    fn both() -> [Self; 2] {
        let plain = unencrypted(Cluster::shared());
        let tls = Cluster::shared().database();
        [
            Self {
                url: plain.url("sslmode=disable"),
                port: Cluster::shared().port,
                tls: false,
            },
            Self {
                url: tls.url("sslmode=require"),
                port: Cluster::shared().port,
                tls: true,
            },
        ]
    }

    fn through(&self, relay: &Relay) -> String {
        self.url.replace(
            &format!("@localhost:{}", self.port),
            &format!("@127.0.0.1:{}", relay.port),
        )
    }

    /// After every message except the last, and in the middle of each. The length of a signature varies between runs,
    /// so the very end is left out.
    fn places(&self, middles: bool) -> Vec<usize> {
        let relay = Relay::start(self.port, Duration::ZERO, Fault::None);
        let _ = verify_within(&self.through(&relay), "20s").code(0);
        let ends = ends(&relay.answers(), self.tls);
        let halves = ends
            .windows(2)
            .map(|pair| pair[0] + (pair[1] - pair[0]) / 2)
            .filter(|_| middles);
        let last = ends[ends.len() - 1] - 4;
        let mut places: Vec<usize> = ends
            .iter()
            .copied()
            .chain(halves)
            .filter(|place| *place < last)
            .collect();
        places.sort_unstable();
        assert!(places.len() > 8, "{places:?}");
        places
    }

    /// Injects a fault at every offset, two at a time; passes on offset, exit code and the problem's id.
    fn each(&self, timeout: &str, fault: fn(usize) -> Fault, check: fn(usize, i32, &str)) {
        // A stall takes the whole deadline each time.
        let places = self.places(!matches!(fault(0), Fault::Stall(_)));
        std::thread::scope(|scope| {
            for half in 0..2 {
                let places = &places;
                scope.spawn(move || {
                    for place in places.iter().copied().skip(half).step_by(2) {
                        let relay = Relay::start(self.port, Duration::ZERO, fault(place));
                        let started = Instant::now();
                        let run = verify_within(&self.through(&relay), timeout).without("s3cret");
                        assert!(
                            started.elapsed() < Duration::from_secs(25),
                            "{place}: {run:?}"
                        );
                        check(place, run.code, &run.ids("fail").join(" "));
                    }
                });
            }
        });
    }
}

#[test]
fn reports_a_connection_closed_after_any_message() {
    for route in Route::both() {
        route.each("20s", Fault::Cut, |place, code, id| {
            assert_eq!((code, id), (5, "database.closed"), "{place}")
        });
    }
}

#[test]
fn gives_up_on_a_server_that_stalls_after_any_message() {
    for route in Route::both() {
        route.each("300ms", Fault::Stall, |place, code, id| {
            assert_eq!((code, id), (5, "database.timed-out"), "{place}")
        });
    }
}

#[test]
fn recognizes_noise_after_any_message() {
    for route in Route::both() {
        route.each("10s", Fault::Garbage, |place, code, id| {
            let known = [
                "database.not-postgres",
                "database.garbled",
                "database.tls-failed",
                "database.closed",
                "database.server-not-authentic",
                "database.answer-unexpected",
                "database.answer-too-large",
            ];
            assert!(
                matches!(code, 4 | 5) && known.contains(&id),
                "{place}: {code} {id}"
            );
        });
    }
}

#[test]
fn distinguishes_a_starting_compute_from_a_slow_network() {
    let [route, _] = Route::both();
    let relay = Relay::start(route.port, Duration::ZERO, Fault::None);
    let _ = verify_within(&route.through(&relay), "20s").code(0);
    // The server's second message is the challenge; the client answers with the password's proof.
    let challenged = ends(&relay.answers(), false)[2];
    let pause = Duration::from_millis(600);
    let relay = Relay::start(route.port, Duration::ZERO, Fault::Late(challenged, pause));
    let document = verify_within(&route.through(&relay), "20s").code(0).json();
    let phases = document["phases"].as_array().unwrap();
    let took = |phase: &str| {
        phases.iter().find(|span| span["phase"] == phase).unwrap()["took_ms"]
            .as_f64()
            .unwrap()
    };
    assert!(took("wake-up") > 500.0, "{document}");
    assert!(
        took("wake-up") > took("authentication")
            && document["round_trip_ms"].as_f64().unwrap() < 300.0,
        "{document}"
    );

    let relay = Relay::start(route.port, Duration::ZERO, Fault::Stall(challenged));
    let document = verify_within(&route.through(&relay), "2s").code(5).json();
    let diagnostic = document["findings"].as_array().unwrap().last().unwrap();
    assert!(
        diagnostic["cause"]
            .as_str()
            .unwrap()
            .contains("the password was accepted, but then nothing was sent"),
        "{diagnostic}"
    );
}
