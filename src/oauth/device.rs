//! The device flow (RFC 8628): a login without any redirect, for a machine that no browser can reach.
//!
//! Owns asking for the codes and polling at the provider's pace.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::answer::ProviderError;
use super::conversation::Conversation;
use super::exchange::{Granted, read};
use crate::diagnostic;
use crate::diagnostics::catalog::oauth;
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::http::{Answer, Request, header};
use crate::providers::{ClientAuthentication, Step};
use crate::secret::Secret;
use crate::trust::safe_url;

/// The grant type (RFC 8628 section 3.4).
const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// The pause between two polls where the provider names none, and what `slow_down` adds (RFC 8628 sections 3.2 and 3.5).
const PAUSE: Duration = Duration::from_secs(5);

/// What the person is told.
pub struct DeviceCode {
    /// What to type.
    pub user_code: String,
    /// Where to type it.
    pub page: String,
    /// How long it is good.
    pub lifetime: Duration,
    device_code: Secret,
    interval: Duration,
}

/// Asks for the codes.
pub async fn begin(conversation: &Conversation<'_>) -> Result<DeviceCode> {
    let (provider, credentials) = (&conversation.provider, &conversation.credentials);
    let Some(endpoint) = provider.endpoints.device_authorization.clone() else {
        let finding = Finding::fail("login.no-device-flow", format!("{} has no device flow", provider.label))
            .fix("leave --device out; on a machine without a browser paste the redirect URL into the terminal");
        return Err(Error::usage(finding));
    };
    let scope = provider.scopes.join(" ");
    let request = Request::post(endpoint).form([
        ("client_id", credentials.client_id.as_str()),
        ("scope", &scope),
    ]);
    let request = match provider.client_authentication {
        ClientAuthentication::Basic => {
            request.basic(&credentials.client_id, &credentials.client_secret)
        }
        ClientAuthentication::Body => request,
    };
    let answer = conversation
        .ask(
            Step::Device,
            request.header(header::ACCEPT, "application/json"),
        )
        .await?;
    codes(&answer)
        .filter(|codes| safe_url(&codes.page).is_ok())
        .inspect(|codes| conversation.learn(&codes.device_code))
        .ok_or_else(|| conversation.failure(Step::Device, &answer))
}

fn codes(answer: &Answer) -> Option<DeviceCode> {
    let value = answer.json().filter(|_| answer.status.is_success())?;
    let text = |name: &str| {
        value
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty() && text.len() <= 300)
    };
    let seconds = |name: &str| {
        value
            .get(name)
            .and_then(Value::as_u64)
            .map(Duration::from_secs)
    };
    Some(DeviceCode {
        user_code: text("user_code")?.to_owned(),
        // Google names it differently.
        page: text("verification_uri")
            .or_else(|| text("verification_url"))?
            .to_owned(),
        lifetime: seconds("expires_in").unwrap_or(Duration::from_secs(300)),
        device_code: Secret::new(text("device_code")?),
        interval: seconds("interval")
            .unwrap_or(PAUSE)
            .clamp(Duration::from_secs(1), Duration::from_secs(60)),
    })
}

/// Polls until the person is done, at most as long as `deadline` and as the codes are good.
pub async fn wait(
    conversation: &Conversation<'_>,
    code: &DeviceCode,
    deadline: Duration,
) -> Result<Granted> {
    let until = Instant::now() + deadline.min(code.lifetime);
    let mut pause = code.interval;
    loop {
        if Instant::now() + pause > until {
            let left = until.saturating_duration_since(Instant::now());
            tokio::time::sleep(left).await;
            return Err(expired(conversation, deadline < code.lifetime));
        }
        tokio::time::sleep(pause).await;
        let answer = poll(conversation, code).await?;
        let pending = ProviderError::read(&answer);
        match pending
            .as_ref()
            .and_then(|error| error.codes.first())
            .map(String::as_str)
        {
            Some("authorization_pending") => {}
            Some("slow_down") => pause += PAUSE,
            _ => return read(conversation, Step::Device, &answer),
        }
    }
}

async fn poll(conversation: &Conversation<'_>, code: &DeviceCode) -> Result<Answer> {
    let (provider, credentials) = (&conversation.provider, &conversation.credentials);
    let endpoint = provider.endpoints.token.clone().unwrap_or_default();
    let fields = [
        ("grant_type", GRANT),
        ("device_code", code.device_code.expose()),
        ("client_id", &credentials.client_id),
    ];
    let request = match provider.client_authentication {
        ClientAuthentication::Basic => Request::post(endpoint)
            .form(fields)
            .basic(&credentials.client_id, &credentials.client_secret),
        ClientAuthentication::Body => Request::post(endpoint).form(
            fields
                .into_iter()
                .chain([("client_secret", credentials.client_secret.expose())]),
        ),
    };
    conversation
        .ask(
            Step::Device,
            request.header(header::ACCEPT, "application/json"),
        )
        .await
}

fn expired(conversation: &Conversation<'_>, by_us: bool) -> Error {
    let label = &conversation.provider.label;
    let finding = if by_us {
        Finding::fail(
            "login.timed-out",
            format!("nobody entered the code at {label} in time"),
        )
        .fix("run the command again, with a longer --timeout")
    } else {
        diagnostic!(oauth::DEVICE_EXPIRED, label = label)
    };
    Error::unreachable(finding)
}
