//! A fake provider as data.

use serde_json::Value;
use url::Url;

use super::behavior::{Account, Step};
use super::request::Request;
use super::response::{Refusal, Response};
use super::state::State;
use crate::providers::mapping::ProfileMapping;

/// A fake provider.
pub struct FakeProvider {
    /// The provider's name, the first segment of every path.
    pub name: &'static str,
    /// The display name.
    pub label: &'static str,
    pub routes: &'static [Route],
    pub refusals: &'static [Row],
    /// Whether scope `openid` adds an id_token.
    pub issues_id_tokens: bool,
    pub client_id: fn() -> String,
    pub client_secret: fn() -> String,
    pub access_token: fn() -> String,
    /// Whether the token endpoint accepts HTTP Basic.
    pub basic_authentication: bool,
    pub secret_in_query: bool,
    /// Whether the device authorization endpoint requires the secret.
    pub secret_for_device: bool,
    /// Whether PKCE is checked.
    pub pkce: bool,
    /// Whether `response_type` and `grant_type` are required.
    pub strict: bool,
    /// The known scopes; if empty, unknown scopes are ignored.
    pub scopes: &'static [&'static str],
    /// The scope for the email address.
    pub email_scope: &'static str,
    /// The status of the redirect to the app.
    pub redirect_status: u16,
    /// Whether a registered redirect URI matches the requested one.
    pub redirect_matches: fn(&Url, &Url) -> bool,
    /// Markup that identifies the sign-in page.
    pub sign_in_page: &'static str,
    /// The response of the token endpoint.
    pub token: fn(&Issued<'_>) -> Value,
    /// The response of the device authorization endpoint; `Null` if there is none.
    pub device: fn(&DeviceCodes<'_>) -> Value,
    /// Whether token and device responses are form-encoded unless JSON is requested.
    pub answers_in_forms: bool,
    /// The response for an error page.
    pub error_page: fn(&State, &Row, u16, &str) -> Response,
    /// The profile mapping, for providers of navauth.toml.
    pub mapping: Option<ProfileMapping>,
}

/// Responds to a request.
pub type Handler = fn(&mut State, &'static FakeProvider, &Request) -> Response;

/// A path of a provider. A segment `*` matches any one segment.
pub struct Route {
    pub method: &'static str,
    pub path: &'static str,
    pub step: Step,
    /// The endpoint's key in navauth.toml.
    pub setting: Option<&'static str>,
    pub handler: Handler,
}

/// An error, by the name that the endpoints and tests use.
pub struct Row {
    pub step: Step,
    pub name: &'static str,
    pub refusal: Refusal,
}

/// The values of a token response.
pub struct Issued<'a> {
    pub access_token: &'a str,
    pub scopes: &'a [String],
    pub id_token: Option<&'a str>,
}

/// The values of a device authorization response.
pub struct DeviceCodes<'a> {
    pub device_code: &'a str,
    pub user_code: &'a str,
    pub page: &'a str,
}

/// A GET route.
pub const fn get(
    path: &'static str,
    step: Step,
    setting: Option<&'static str>,
    handler: Handler,
) -> Route {
    Route {
        method: "GET",
        path,
        step,
        setting,
        handler,
    }
}

/// A POST route.
pub const fn post(
    path: &'static str,
    step: Step,
    setting: Option<&'static str>,
    handler: Handler,
) -> Route {
    Route {
        method: "POST",
        path,
        step,
        setting,
        handler,
    }
}

/// A JSON error with `error` and `error_description`.
pub const fn protocol(
    step: Step,
    name: &'static str,
    status: u16,
    error: &'static str,
    description: &'static str,
) -> Row {
    Row {
        step,
        name,
        refusal: Refusal::Protocol {
            status,
            error,
            description,
        },
    }
}

/// An error page of the authorization endpoint.
pub const fn page(name: &'static str, status: u16, text: &'static str) -> Row {
    Row {
        step: Step::Authorize,
        name,
        refusal: Refusal::Page { status, text },
    }
}

/// An error that is sent to the redirect URI.
pub const fn callback(
    name: &'static str,
    parameters: &'static [(&'static str, &'static str)],
) -> Row {
    Row {
        step: Step::Authorize,
        name,
        refusal: Refusal::Callback(parameters),
    }
}

impl FakeProvider {
    pub fn row(&self, step: Step, name: &str) -> Option<&'static Row> {
        self.refusals
            .iter()
            .find(|row| row.step == step && row.name == name)
    }

    /// A JSON error of the provider. An unknown name is a plain 500, so that tests fail.
    pub fn refuse(&self, step: Step, name: &str) -> Response {
        let answer = self.row(step, name).and_then(|row| row.refusal.json());
        answer.unwrap_or_else(|| {
            Response::new(
                500,
                "text/plain",
                format!("{} has no refusal {name:?}", self.label),
            )
        })
    }

    /// Whether these scopes include the email address.
    pub fn shows_email(&self, scopes: &[String]) -> bool {
        scopes.iter().any(|scope| scope == self.email_scope)
    }

    /// The account, without the email address if the scopes do not include it.
    pub fn account(&self, state: &State, scopes: &[String]) -> Account {
        let mut account = state.behavior.account_at(self.name);
        if !self.shows_email(scopes) {
            account.email = None;
        }
        account
    }
}

/// Whether a host is this machine.
pub fn is_loopback(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

/// Exact match.
pub fn same(registered: &Url, asked: &Url) -> bool {
    registered == asked
}

/// The plain error page.
pub fn plain_page(_state: &State, _row: &Row, status: u16, text: &str) -> Response {
    Response::page(status, "Something is wrong", &format!("<p>{text}</p>"))
}
