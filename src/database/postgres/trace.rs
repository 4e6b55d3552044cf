//! Times the phases of a connection.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;

/// A phase of connecting, in chronological order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// The host name is resolved.
    Name,
    Tcp,
    /// TLS is negotiated.
    Tls,
    /// The role is authenticated.
    Authentication,
    /// The password was accepted, but the server is not ready yet: on Neon, the compute starts.
    WakeUp,
    Query,
}

impl Phase {
    /// The name for messages.
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

/// A completed phase.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Span {
    pub phase: Phase,
    /// The time from the start of the connection to the start of this phase.
    #[serde(rename = "start_ms", serialize_with = "milliseconds")]
    pub start: Duration,
    #[serde(rename = "took_ms", serialize_with = "milliseconds")]
    pub took: Duration,
}

/// The time from a request until its answer.
#[derive(Clone, Copy, Debug)]
pub struct RoundTrip {
    pub took: Duration,
    pub exchange: Exchange,
}

/// What a round trip was measured with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exchange {
    /// SYN and SYN-ACK. What forwards the connection, such as an SSH tunnel, answers it by itself.
    TcpHandshake,
    /// SSLRequest and its answer of one byte.
    SslRequest,
    /// Empty queries; the median.
    Queries,
}

impl Exchange {
    /// The name for messages.
    pub fn words(self) -> &'static str {
        match self {
            Self::TcpHandshake => "TCP handshake",
            Self::SslRequest => "TLS request",
            Self::Queries => "median of the samples",
        }
    }
}

/// Moves one round trip of latency from the wake-up to the authentication before it, so that only the server's time
/// is left.
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

/// Serializes a duration as milliseconds with three decimals.
pub fn milliseconds<S: serde::Serializer>(
    duration: &Duration,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let micros = u32::try_from(duration.as_micros()).unwrap_or(u32::MAX);
    serializer.serialize_f64(f64::from(micros) / 1000.0)
}

/// The phases of one attempt, shared between the layers of the connection.
#[derive(Clone, Debug)]
pub struct Trace(Arc<Mutex<Record>>);

#[derive(Debug)]
struct Record {
    started: Instant,
    current: Option<(Phase, Instant)>,
    spans: Vec<Span>,
    round_trip: Option<RoundTrip>,
}

impl Trace {
    pub fn begin() -> Self {
        Self(Arc::new(Mutex::new(Record {
            started: Instant::now(),
            current: None,
            spans: Vec::new(),
            round_trip: None,
        })))
    }

    /// Ends the current phase and starts another.
    pub fn enter(&self, phase: Phase) {
        self.with(|record| {
            let now = Instant::now();
            record.end(now);
            record.current = Some((phase, now));
        });
    }

    pub fn leave(&self) {
        self.with(|record| record.end(Instant::now()));
    }

    /// The current phase, else the last one.
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

    /// The time since the start.
    pub fn elapsed(&self) -> Duration {
        self.with(|record| record.started.elapsed())
    }

    /// Sets the round trip of the current connection; None if nothing was exchanged.
    pub fn set_round_trip(&self, round_trip: Option<RoundTrip>) {
        self.with(|record| record.round_trip = round_trip);
    }

    /// The last measured round trip; None on a Unix socket.
    pub fn round_trip(&self) -> Option<RoundTrip> {
        self.with(|record| record.round_trip)
    }

    /// The completed phases, in order.
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
                start: start - self.started,
                took: now - start,
            });
        }
    }
}
