//! The device flow (RFC 8628).

use super::behavior::Step;
use super::client_authentication::authenticate;
use super::issue::issue;
use super::provider::{DeviceCodes, FakeProvider};
use super::random::{LOWER, opaque, random};
use super::request::Request;
use super::response::Response;
use super::state::{Device, Grant, State};

/// Issues a device code. HuggingFace requires the client secret here; Google and GitHub only the client ID.
pub fn begin(state: &mut State, provider: &'static FakeProvider, request: &Request) -> Response {
    let known = request
        .body
        .get("client_id")
        .is_some_and(|id| id == state.client_id(provider.name));
    let without_secret = (!known).then_some("unknown-client");
    let refused = if provider.secret_for_device {
        authenticate(state, provider, request).err()
    } else {
        without_secret
    };
    if let Some(name) = refused {
        return provider.refuse(Step::Token, name);
    }
    let device_code = opaque();
    let user_code = format!("{}-{}", random(LOWER, 4), random(LOWER, 4)).to_uppercase();
    let mut answers = state.behavior.device_answers.clone();
    if answers.is_empty() {
        answers.push("authorization-pending");
    }
    answers.reverse();
    let scopes = request
        .body
        .get("scope")
        .map_or("", String::as_str)
        .split([' ', ','])
        .map(str::to_owned)
        .collect();
    state.devices.insert(
        device_code.clone(),
        Device {
            provider: provider.name,
            scopes,
            answers,
        },
    );
    let page = format!("{}/{}/device", state.origin, provider.name);
    let mut codes = (provider.device)(&DeviceCodes {
        device_code: &device_code,
        user_code: &user_code,
        page: &page,
    });
    if let Some(interval) = state.behavior.device_interval {
        codes["interval"] = interval.into();
    }
    Response::json(200, &codes)
}

/// Handles a poll of a device.
pub fn poll(state: &mut State, provider: &'static FakeProvider, device_code: &str) -> Response {
    let Some(device) = state
        .devices
        .get_mut(device_code)
        .filter(|device| device.provider == provider.name)
    else {
        return provider.refuse(Step::Token, "unknown-device-code");
    };
    if let Some(name) = device.answers.pop() {
        return provider.refuse(Step::Token, name);
    }
    let scopes = std::mem::take(&mut device.scopes);
    state.devices.remove(device_code);
    let client = state.client_id(provider.name).to_owned();
    let grant = Grant {
        provider: provider.name,
        client,
        redirect_uri: String::new(),
        scopes,
        challenge: None,
        nonce: None,
        used: true,
    };
    issue(state, provider, grant)
}

/// The page to enter the code.
pub fn page(_state: &mut State, provider: &'static FakeProvider, _request: &Request) -> Response {
    let text = format!(
        "<p>This page simulates {}. The device is approved automatically.</p>",
        provider.label
    );
    Response::page(200, "Connect a device", &text)
}
