//! When each phase of a connection began and how long it took.
//!
//! Owns the phases and their times. Who enters which phase when is decided where the work is done.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;

/// A phase of connecting, in the order they come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// The host's name is looked up.
    Name,
    /// A TCP connection is opened.
    Tcp,
    /// TLS is asked for and negotiated.
    Tls,
    /// The role and its password are checked.
    Authentication,
    /// The password was accepted, and the server does not answer yet: on Neon, the compute wakes up.
    WakeUp,
    /// The first query.
    Query,
}

impl Phase {
    /// The words that are shown for it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Name => "name lookup",
            Self::Tcp => "TCP connection",
            Self::Tls => "TLS handshake",
            Self::Authentication => "authentication",
            Self::WakeUp => "start of the database",
            Self::Query => "query",
        }
    }
}

/// A phase that has ended.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Span {
    /// Which one.
    pub phase: Phase,
    /// From the beginning of the whole until this phase began.
    #[serde(rename = "start_ms", serialize_with = "milliseconds")]
    pub start: Duration,
    /// How long it took.
    #[serde(rename = "took_ms", serialize_with = "milliseconds")]
    pub took: Duration,
}

/// Moves the answer's own way, one round trip, from the wake-up to the authentication before it: what is left is the server's doing.
pub fn without_latency(spans: &mut [Span], round_trip: Duration) {
    for index in 1..spans.len() {
        if spans[index].phase == Phase::WakeUp {
            let moved = round_trip.min(spans[index].took);
            spans[index - 1].took += moved;
            spans[index].start += moved;
            spans[index].took -= moved;
        }
    }
}

/// Writes a duration as milliseconds with three decimals.
pub fn milliseconds<S: serde::Serializer>(
    duration: &Duration,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let micros = u32::try_from(duration.as_micros()).unwrap_or(u32::MAX);
    serializer.serialize_f64(f64::from(micros) / 1000.0)
}

/// The phases of one attempt, shared between those who go through them.
#[derive(Clone, Debug)]
pub struct Trace(Arc<Mutex<Record>>);

#[derive(Debug)]
struct Record {
    begun: Instant,
    current: Option<(Phase, Instant)>,
    spans: Vec<Span>,
}

impl Trace {
    /// Begins now.
    pub fn begin() -> Self {
        Self(Arc::new(Mutex::new(Record {
            begun: Instant::now(),
            current: None,
            spans: Vec::new(),
        })))
    }

    /// Ends the current phase and begins another.
    pub fn enter(&self, phase: Phase) {
        self.with(|record| {
            let now = Instant::now();
            record.end(now);
            record.current = Some((phase, now));
        });
    }

    /// Ends the current phase.
    pub fn leave(&self) {
        self.with(|record| record.end(Instant::now()));
    }

    /// The phase that goes on now, or went on last.
    pub fn phase(&self) -> Phase {
        self.with(|record| {
            let last = record.spans.last().map(|span| span.phase);
            record
                .current
                .map(|(phase, _)| phase)
                .or(last)
                .unwrap_or(Phase::Name)
        })
    }

    /// The time since the beginning.
    pub fn elapsed(&self) -> Duration {
        self.with(|record| record.begun.elapsed())
    }

    /// The phases that have ended, in order.
    pub fn spans(&self) -> Vec<Span> {
        self.with(|record| record.spans.clone())
    }

    fn with<T>(&self, action: impl FnOnce(&mut Record) -> T) -> T {
        action(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Record {
    fn end(&mut self, now: Instant) {
        if let Some((phase, start)) = self.current.take() {
            self.spans.push(Span {
                phase,
                start: start - self.begun,
                took: now - start,
            });
        }
    }
}
