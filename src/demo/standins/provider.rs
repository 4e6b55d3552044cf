//! What makes one stand-in differ from another: a provider as data.

use serde_json::Value;
use url::Url;

use super::answer::{Answer, Refusal};
use super::behaviour::{Account, Step};
use super::request::Request;
use super::state::State;
use crate::providers::ProfileMapping;

/// A provider's stand-in.
pub struct FakeProvider {
    /// The provider's name, first part of every path.
    pub name: &'static str,
    /// The name that people know.
    pub label: &'static str,
    pub(super) routes: &'static [Route],
    pub(super) refusals: &'static [Row],
    /// Whether an id_token comes with scope `openid`.
    pub(super) issues_id_tokens: bool,
    pub(super) client_id: fn() -> String,
    pub(super) client_secret: fn() -> String,
    pub(super) access_token: fn() -> String,
    /// Where the client's id and secret may stand at the token endpoint.
    pub(super) basic_authentication: bool,
    pub(super) secret_in_query: bool,
    /// Whether the device flow begins with the secret, too.
    pub(super) secret_for_device: bool,
    /// Whether PKCE is looked at.
    pub(super) pkce: bool,
    /// Whether `response_type` and `grant_type` must be given.
    pub(super) strict: bool,
    /// The scopes that exist; empty: unknown ones are ignored.
    pub(super) scopes: &'static [&'static str],
    /// The scope that opens the e-mail address.
    pub(super) email_scope: &'static str,
    /// The status of the redirect back.
    pub(super) redirect_status: u16,
    /// Whether a registered redirect URI covers the one that was asked for.
    pub(super) redirect_matches: fn(&Url, &Url) -> bool,
    /// What the sign-in page is recognised by.
    pub(super) sign_in_page: &'static str,
    /// The answer of the token endpoint.
    pub(super) token: fn(&Issued<'_>) -> Value,
    /// The answer of the device authorization endpoint; `Null` where there is none.
    pub(super) device: fn(&DeviceCodes<'_>) -> Value,
    /// Whether token and device answers are form-encoded unless JSON is asked for.
    pub(super) answers_in_forms: bool,
    /// How an error page is reached.
    pub(super) error_page: fn(&State, &Row, u16, &str) -> Answer,
    /// Where its profile holds what, where a navauth.toml says so.
    pub(super) mapping: Option<ProfileMapping>,
}

/// A path of a provider. A part `*` stands for any one part.
pub(super) struct Route {
    pub method: &'static str,
    pub path: &'static str,
    pub step: Step,
    /// The key of navauth.toml that leads here.
    pub setting: Option<&'static str>,
    pub handler: fn(&mut State, &'static FakeProvider, &Request) -> Answer,
}

/// A refusal, by the name that the endpoints and the tests use.
pub(super) struct Row {
    pub step: Step,
    pub name: &'static str,
    pub refusal: Refusal,
}

/// What a token answer is made of.
pub(super) struct Issued<'a> {
    pub access_token: &'a str,
    pub scopes: &'a [String],
    pub id_token: Option<&'a str>,
}

/// What a device answer is made of.
pub(super) struct DeviceCodes<'a> {
    pub device_code: &'a str,
    pub user_code: &'a str,
    pub page: &'a str,
}

/// A route that is reached with GET.
pub(super) const fn get(
    path: &'static str,
    step: Step,
    setting: Option<&'static str>,
    handler: fn(&mut State, &'static FakeProvider, &Request) -> Answer,
) -> Route {
    Route {
        method: "GET",
        path,
        step,
        setting,
        handler,
    }
}

/// A route that is reached with POST.
pub(super) const fn post(
    path: &'static str,
    step: Step,
    setting: Option<&'static str>,
    handler: fn(&mut State, &'static FakeProvider, &Request) -> Answer,
) -> Route {
    Route {
        method: "POST",
        path,
        step,
        setting,
        handler,
    }
}

/// A refusal in JSON with `error` and `error_description`.
pub(super) const fn protocol(
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

/// A refusal on a page of the authorization endpoint.
pub(super) const fn page(name: &'static str, status: u16, text: &'static str) -> Row {
    Row {
        step: Step::Authorize,
        name,
        refusal: Refusal::Page { status, text },
    }
}

/// A refusal that comes back to the redirect URI.
pub(super) const fn callback(
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
    pub(super) fn row(&self, step: Step, name: &str) -> Option<&'static Row> {
        self.refusals
            .iter()
            .find(|row| row.step == step && row.name == name)
    }

    /// One of the provider's refusals in JSON; a name it does not have is a plain 500, so that a test notices.
    pub(super) fn refuse(&self, step: Step, name: &str) -> Answer {
        let answer = self.row(step, name).and_then(|row| row.refusal.json());
        answer.unwrap_or_else(|| {
            Answer::new(
                500,
                "text/plain",
                format!("{} has no refusal {name:?}", self.label),
            )
        })
    }

    /// Whether the e-mail address may be shown with these scopes.
    pub(super) fn shows_email(&self, scopes: &[String]) -> bool {
        scopes.iter().any(|scope| scope == self.email_scope)
    }

    /// Who signs in, with the address taken away where the scopes do not open it.
    pub(super) fn account(&self, state: &State, scopes: &[String]) -> Account {
        let mut account = state.behaviour.account_at(self.name);
        if !self.shows_email(scopes) {
            account.email = None;
        }
        account
    }
}

/// Whether a host is this machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

/// Letter for letter.
pub(super) fn same(registered: &Url, asked: &Url) -> bool {
    registered == asked
}

/// The plain error page.
pub(super) fn plain_page(_state: &State, _row: &Row, status: u16, text: &str) -> Answer {
    Answer::page(status, "Something is wrong", &format!("<p>{text}</p>"))
}
