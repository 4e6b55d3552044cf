//! A client of Neon's API, version 2: sends requests, retries those that are safe to retry, and parses errors.
//!
//! The requests are in `projects`, `connection`, `computes` and `allowed`.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::api_error;
use crate::config::settings::Settings;
use crate::diagnostics::Result;
use crate::http::{Client, Failure, FailureKind, Method, Request, Response, header};
use crate::process::{Env, deadline_after};
use crate::secret::Secret;
use crate::trust::{self, Destination};

/// A URL in `[neon]` of navauth.toml by its key; None if it is not set. Fails with exit 3 if you have not confirmed its host.
pub fn configured_url<'a>(
    env: &Env,
    settings: &'a Settings,
    key: &str,
    purpose: &str,
) -> Result<Option<&'a str>> {
    let config = &settings.config.neon;
    let url = match key {
        "api" => &config.api,
        "sql" => &config.sql,
        _ => &config.own_address,
    };
    let Some(url) = url.as_deref() else {
        return Ok(None);
    };
    let setting = format!("[neon] {key}");
    let destination = Destination {
        url,
        setting: &setting,
        purpose,
        source: settings.config.source("neon", key),
    };
    trust::require(env, &destination)?;
    Ok(Some(url))
}

/// Neon's API, unless navauth.toml sets another URL.
pub const DEFAULT_BASE: &str = "https://console.neon.tech/api/v2";

/// The maximum number of attempts.
const MOST_TRIES: u32 = 5;

/// The longest wait for a retry; the error reports a longer one.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// Progress to display during a wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The API asked for a retry.
    Retry {
        /// The HTTP status.
        status: u16,
        /// The length of the wait.
        wait: Duration,
    },
    /// An operation is running, such as `create_timeline`.
    Operation {
        /// Its action.
        action: String,
        /// How far it is.
        status: String,
    },
}

/// A connection to the API.
pub struct Api<'a> {
    client: Client,
    base: String,
    key: Secret,
    events: &'a dyn Fn(Event),
    deadline: Instant,
}

/// The result of a request that changes something.
pub(super) enum Sent {
    /// Done, with the response.
    Done(Value),
    /// The response was lost: the change may or may not have been made.
    Lost(Failure),
}

impl<'a> Api<'a> {
    /// A client of Neon's API or the URL in navauth.toml. Fails with exit 3 if you have not confirmed that host. `deadline` limits all requests
    /// together; each one is limited to 30 seconds.
    pub fn new(
        env: &Env,
        settings: &Settings,
        key: Secret,
        deadline: Duration,
        events: &'a dyn Fn(Event),
    ) -> Result<Self> {
        let base = configured_url(env, settings, "api", "sends NEON_API_KEY to")?
            .unwrap_or(DEFAULT_BASE)
            .trim_end_matches('/')
            .to_owned();
        let client = Client::new(deadline.min(Duration::from_secs(30)));
        Ok(Self {
            client,
            base,
            key,
            events,
            deadline: deadline_after(deadline),
        })
    }

    /// Sends a GET.
    pub(super) async fn get(&self, path: &str) -> Result<Value> {
        match self.send(Method::GET, path, None).await? {
            Sent::Done(value) => Ok(value),
            Sent::Lost(failure) => Err(failure.error(api_error::API)),
        }
    }

    /// Sends a change. After a lost response the caller must look up the state, never repeat the request.
    pub(super) async fn change(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Sent> {
        self.send(method, path, body).await
    }

    pub(super) fn tell(&self, event: Event) {
        (self.events)(event);
    }

    fn time_left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Waits, or fails if that would exceed the deadline.
    pub(super) async fn pause(&self, wait: Duration, what: &str) -> Result<()> {
        if wait > self.time_left() {
            return Err(api_error::out_of_time(what));
        }
        tokio::time::sleep(wait).await;
        Ok(())
    }

    async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Sent> {
        for attempt in 1.. {
            let request =
                Request::new(method.clone(), format!("{}{path}", self.base)).bearer(&self.key);
            let request = request.header(header::ACCEPT, "application/json");
            let request = if let Some(body) = body {
                request.json(body)
            } else {
                request
            };
            let answer = match self.client.send(request).await {
                Ok(answer) => answer,
                Err(failure) if may_have_arrived(failure.kind) => return Ok(Sent::Lost(failure)),
                Err(failure) => return Err(failure.error(api_error::API)),
            };
            if answer.status.is_success() {
                return answer
                    .json()
                    .map(Sent::Done)
                    .ok_or_else(|| api_error::not_json(&answer));
            }
            match wait_before_retry(&answer, attempt) {
                // Without time for a retry, the answer says more than that the time is over.
                Some(wait) if attempt < MOST_TRIES && wait <= self.time_left() => {
                    self.tell(Event::Retry {
                        status: answer.status.as_u16(),
                        wait,
                    });
                    tokio::time::sleep(wait).await;
                }
                _ => return Err(api_error::read(&answer)),
            }
        }
        Err(api_error::out_of_time(api_error::API))
    }
}

/// Whether the request may have reached the API without a response.
fn may_have_arrived(kind: FailureKind) -> bool {
    matches!(
        kind,
        FailureKind::TimedOut | FailureKind::CutOff | FailureKind::TooLarge
    )
}

/// The wait before a retry: only after 423, 429 and 503, which change nothing. The API's Retry-After
/// (RFC 9110 section 10.2.3) has precedence.
fn wait_before_retry(answer: &Response, attempt: u32) -> Option<Duration> {
    if !matches!(answer.status.as_u16(), 423 | 429 | 503) {
        return None;
    }
    let named = answer.trouble().and_then(|trouble| trouble.wait);
    let wait = named
        .or_else(|| answer.retry_after())
        .unwrap_or_else(|| Duration::from_millis(500 << attempt.min(5)));
    (wait <= LONGEST_WAIT).then_some(wait)
}

/// A path segment, such as an id, with all but letters and digits escaped.
pub(super) fn segment(text: &str) -> String {
    const KEPT: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'.');
    percent_encoding::utf8_percent_encode(text, KEPT).to_string()
}

/// A path with query parameters; those without a value are omitted.
pub(super) fn with_query(path: &str, parameters: &[(&str, Option<&str>)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(
        parameters
            .iter()
            .filter_map(|(name, value)| Some((name, (*value)?))),
    );
    format!("{path}?{}", query.finish())
}
