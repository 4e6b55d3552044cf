//! The device flow (RFC 8628): a sign-in without a redirect, for machines that a browser cannot reach.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::client;
use super::exchange::{TokenResponse, Unusable, read};
use super::provider_error::ProviderError;
use super::provider_session::ProviderSession;
use crate::diagnostic;
use crate::diagnostics::catalog::{login, oauth};
use crate::diagnostics::redaction;
use crate::diagnostics::{Error, Exit, Result};
use crate::http::Response;
use crate::providers::Step;
use crate::secret::Secret;
use crate::trust::safe_url;

/// The grant type (RFC 8628 section 3.4).
pub const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// The default polling interval, and what `slow_down` adds to it (RFC 8628 sections 3.2 and 3.5).
const PAUSE: Duration = Duration::from_secs(5);

/// The longest polling interval.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// The default lifetime of the codes.
const USUAL_LIFETIME: Duration = Duration::from_secs(300);

/// The longest lifetime accepted from a provider; they give 15 to 30 minutes.
const LONGEST_LIFETIME: Duration = Duration::from_secs(3600);

/// The code to enter, and where.
pub struct DeviceCode {
    /// The code to enter.
    pub user_code: String,
    /// The page to enter it on.
    pub page: String,
    /// How long it is valid.
    pub lifetime: Duration,
    device_code: Secret,
    interval: Duration,
}

/// Requests the codes.
pub async fn begin(session: &ProviderSession<'_>) -> Result<DeviceCode> {
    let (provider, credentials) = (&session.provider, &session.credentials);
    let Some(endpoint) = provider.endpoints.device_authorization.clone() else {
        return Err(Error::usage(diagnostic!(
            login::NO_DEVICE_FLOW,
            label = provider.label
        )));
    };
    let scope = provider.scopes.join(" ");
    let fields = vec![
        ("client_id", credentials.client_id.as_str()),
        ("scope", &scope),
    ];
    let request = client::post(session, endpoint, fields);
    let answer = session.ask(Step::Device, request).await?;
    codes(&answer)
        .filter(|codes| safe_url(&codes.page).is_ok())
        .inspect(|codes| redaction::register(&codes.device_code))
        .ok_or_else(|| session.failure(Step::Device, &answer))
}

fn codes(answer: &Response) -> Option<DeviceCode> {
    let value = answer.json().filter(|_| answer.status.is_success())?;
    let text = |name: &str| {
        value
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty() && text.len() <= 300)
    };
    Some(DeviceCode {
        user_code: text("user_code")?.to_owned(),
        // Google calls it `verification_url`.
        page: text("verification_uri")
            .or_else(|| text("verification_url"))?
            .to_owned(),
        lifetime: seconds(&value, "expires_in", LONGEST_LIFETIME).unwrap_or(USUAL_LIFETIME),
        device_code: Secret::new(text("device_code")?),
        interval: seconds(&value, "interval", LONGEST_PAUSE).unwrap_or(PAUSE),
    })
}

/// A number of seconds, also as a float or a string, clamped to between one second and `most`; None if it is not a number.
fn seconds(value: &Value, name: &str, most: Duration) -> Option<Duration> {
    let number = match value.get(name)? {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text
            .trim()
            .parse()
            .ok()
            .filter(|number: &f64| number.is_finite())?,
        _ => return None,
    };
    Some(Duration::from_secs_f64(
        number.clamp(1.0, most.as_secs_f64()),
    ))
}

/// Polls until the user has signed in, `deadline` has passed or the codes have expired.
pub async fn wait(
    session: &ProviderSession<'_>,
    code: &DeviceCode,
    deadline: Duration,
) -> Result<TokenResponse, Unusable> {
    // The lifetime is bounded, so this cannot overflow an Instant.
    let until = Instant::now() + deadline.min(code.lifetime);
    let mut pause = code.interval;
    // Temporary failures do not end the wait (RFC 8628 section 3.5); the last one is reported on timeout.
    let mut trouble: Option<Error> = None;
    loop {
        if Instant::now() + pause > until {
            let left = until.saturating_duration_since(Instant::now());
            tokio::time::sleep(left).await;
            let over = || expired(session, deadline < code.lifetime);
            return Err(trouble.unwrap_or_else(over).into());
        }
        tokio::time::sleep(pause).await;
        let answer = match poll(session, code).await {
            Ok(answer) if is_temporary(&answer) => {
                trouble = Some(session.failure(Step::Device, &answer));
                pause = answer.retry_after().unwrap_or_default().max(pause);
                continue;
            }
            Err(error) if error.exit == Exit::Unreachable => {
                trouble = Some(error);
                continue;
            }
            polled => polled?,
        };
        trouble = None;
        let pending = ProviderError::read(&answer);
        match pending
            .as_ref()
            .and_then(|error| error.codes.first())
            .map(String::as_str)
        {
            Some("authorization_pending") => {}
            // GitHub sends the new interval.
            Some("slow_down") => {
                let named = answer
                    .json()
                    .and_then(|value| seconds(&value, "interval", LONGEST_PAUSE));
                pause = named
                    .unwrap_or_default()
                    .max(pause + PAUSE)
                    .min(LONGEST_PAUSE);
            }
            _ => return read(session, Step::Device, &answer),
        }
    }
}

/// Whether a response is a temporary failure: a rate limit or a server error.
fn is_temporary(answer: &Response) -> bool {
    answer.status.as_u16() == 429 || answer.status.is_server_error()
}

async fn poll(session: &ProviderSession<'_>, code: &DeviceCode) -> Result<Response> {
    let (provider, credentials) = (&session.provider, &session.credentials);
    let endpoint = provider.endpoints.token.clone().unwrap_or_default();
    let fields = vec![
        ("grant_type", GRANT),
        ("device_code", code.device_code.expose()),
        ("client_id", &credentials.client_id),
    ];
    let request = client::post(session, endpoint, fields);
    session.ask(Step::Device, request).await
}

fn expired(session: &ProviderSession<'_>, by_us: bool) -> Error {
    let label = &session.provider.label;
    let diagnostic = if by_us {
        diagnostic!(login::DEVICE_TIMED_OUT, label = label)
    } else {
        diagnostic!(oauth::DEVICE_EXPIRED, label = label)
    };
    Error::unreachable(diagnostic)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::{LONGEST_LIFETIME, seconds};

    #[test]
    fn seconds_are_bounded() {
        let hour = LONGEST_LIFETIME;
        let (second, none) = (Some(Duration::from_secs(1)), None);
        for (value, expected) in [
            (json!(900), Some(Duration::from_secs(900))),
            (json!(900.5), Some(Duration::from_secs_f64(900.5))),
            (json!("900"), Some(Duration::from_secs(900))),
            (json!(0), second),
            (json!(-5), second),
            (json!(u64::MAX), Some(hour)),
            (json!(1e300), Some(hour)),
            (json!("1e400"), none),
            (json!("NaN"), none),
            (json!("soon"), none),
            (json!(null), none),
            (json!([1]), none),
        ] {
            let answer = json!({ "expires_in": value });
            assert_eq!(seconds(&answer, "expires_in", hour), expected, "{answer}");
        }
    }
}
