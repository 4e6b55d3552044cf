//! How the stand-ins behave: who signs in, and what goes wrong.
//!
//! Owns the choices; carrying them out belongs to the endpoints.

use std::collections::BTreeMap;
use std::time::Duration;

/// An endpoint of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The authorization endpoint (RFC 6749 section 3.1).
    Authorize,
    /// The token endpoint (RFC 6749 section 3.2), also polled in the device flow.
    Token,
    /// The profile: userinfo, `/me`, `/user`.
    Profile,
    /// The list of e-mail addresses (GitHub).
    Emails,
    /// The JSON Web Key Set (RFC 7517).
    Keys,
    /// The device authorization endpoint (RFC 8628 section 3.1).
    Device,
    /// The description of a token: tokeninfo, debug_token, whoami-v2.
    Introspect,
    /// The end of a token.
    Revoke,
    /// The description of the OAuth app itself (Facebook).
    Application,
    /// The OpenID Connect discovery document.
    Discovery,
    /// A page for a person, such as an error page.
    Page,
}

/// What goes wrong at an endpoint.
#[derive(Clone, Debug)]
pub enum Fault {
    /// One of the provider's own refusals, by its name in the provider's file.
    Row(&'static str),
    /// The person presses Cancel (authorization endpoint).
    Cancel,
    /// The callback carries another state (authorization endpoint).
    WrongState,
    /// The callback carries no state (authorization endpoint).
    MissingState,
    /// The callback carries no code (authorization endpoint).
    MissingCode,
    /// The callback names another server as its sender (authorization endpoint, RFC 9207).
    OtherServer,
    /// Any answer at all: HTML where JSON should be, a 500, a 429 with `Retry-After`.
    Answer {
        /// HTTP status.
        status: u16,
        /// Content-Type.
        content_type: &'static str,
        /// The body.
        body: String,
        /// The Retry-After header, where there is one.
        retry_after: Option<&'static str>,
    },
    /// The right answer after a delay.
    Slow(Duration),
    /// The right answer after [`super::FakeProviders::release`].
    Hold,
    /// The connection ends without an answer.
    HangUp,
}

impl Fault {
    /// A page of HTML with status 200, as a proxy or a captive portal gives.
    pub fn html() -> Self {
        let body = "<!doctype html><title>Sign in to the network</title><p>Welcome to the hotel"
            .to_owned();
        Self::Answer {
            status: 200,
            content_type: "text/html; charset=utf-8",
            body,
            retry_after: None,
        }
    }

    /// A bare status, such as 500, or 429 with `Retry-After`.
    pub fn status(status: u16, retry_after: Option<&'static str>) -> Self {
        Self::Answer {
            status,
            content_type: "text/plain",
            body: format!("status {status}"),
            retry_after,
        }
    }

    /// A JSON text with a status; the text may be broken.
    pub fn json(status: u16, body: impl Into<String>) -> Self {
        Self::Answer {
            status,
            content_type: "application/json",
            body: body.into(),
            retry_after: None,
        }
    }
}

/// What is wrong with the id_token (OpenID Connect Core section 3.1.3.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdTokenFault {
    /// There is none.
    Missing,
    /// The nonce is another one.
    WrongNonce,
    /// There is no nonce.
    MissingNonce,
    /// It is for another client.
    WrongAudience,
    /// Somebody else issued it.
    WrongIssuer,
    /// It expired an hour ago.
    Expired,
    /// `alg` is `none` and there is no signature.
    Unsigned,
    /// `alg` is HS256, with the public key as the secret.
    Symmetric,
    /// A key that is not in the key set signed it, under the name of one that is.
    ForeignKey,
    /// A new key signed it, which the key set holds only from the second time it is read.
    RotatedKey,
    /// It names another person than the profile does.
    OtherSubject,
    /// It names nobody.
    MissingSubject,
    /// Another client asked for it.
    OtherParty,
    /// It is for this client and another one, and does not say which of them asked.
    SeveralAudiences,
    /// It will be issued in an hour.
    Early,
    /// It does not say when it ends.
    Endless,
    /// It goes with another access token.
    OtherToken,
    /// Further members of its header and of its claims, as they stand in JSON: `,"crit":["b64"]`.
    Members(&'static str, &'static str),
}

/// The account that signs in at a provider.
#[derive(Clone, Debug)]
pub struct Account {
    /// The provider's stable id; digits for Google, Facebook and GitHub.
    pub id: String,
    /// The e-mail address; None where the person gives none.
    pub email: Option<String>,
    /// Whether the provider has verified the address.
    pub email_verified: bool,
    /// Whether GitHub shows the address on the public profile.
    pub email_public: bool,
    /// The name to log in with.
    pub username: String,
    /// The name to show; None is a JSON null, as GitHub sends it.
    pub name: Option<String>,
    /// A picture's URL.
    pub picture: Option<String>,
}

/// How the stand-ins behave. By default everything goes well and four different people sign in.
#[derive(Clone, Debug, Default)]
pub struct Behavior {
    /// What goes wrong, by provider and endpoint.
    pub faults: BTreeMap<(&'static str, Step), Fault>,
    /// Who signs in where, instead of the account that does so by default.
    pub accounts: BTreeMap<&'static str, Account>,
    /// The registered redirect URIs by provider, compared by the provider's own rule. A provider that is not named here accepts every
    /// `http` URL on this machine whose path ends in `/auth/callback/{provider}`.
    pub redirect_uris: BTreeMap<&'static str, Vec<String>>,
    /// Further OAuth apps, such as those of production: provider, client id, client secret.
    pub further_apps: Vec<(&'static str, String, String)>,
    /// What is wrong with every id_token.
    pub id_token: Option<IdTokenFault>,
    /// Further members of every token answer, as name and JSON text: `("error", "null")`.
    pub token_members: Vec<(&'static str, &'static str)>,
    /// Whether the OAuth apps are public clients: a secret is refused.
    pub public_clients: bool,
    /// Whether Google's profile comes as a signed JWT (OpenID Connect Core section 5.3.2).
    pub signed_profiles: bool,
    /// What a device flow is told, row by row, before it is approved; empty: `authorization-pending` once.
    pub device_answers: Vec<&'static str>,
}

impl Behavior {
    /// Adds a fault at one endpoint of one provider.
    #[must_use]
    pub fn fault(mut self, provider: &'static str, step: Step, fault: Fault) -> Self {
        self.faults.insert((provider, step), fault);
        self
    }

    /// Makes somebody else sign in at a provider, beginning with the account that does so by default.
    #[must_use]
    pub fn account(mut self, provider: &'static str, change: impl FnOnce(&mut Account)) -> Self {
        let mut account = self.account_at(provider);
        change(&mut account);
        self.accounts.insert(provider, account);
        self
    }

    /// Takes every fault away.
    pub fn clear_faults(&mut self) {
        self.faults.clear();
        self.id_token = None;
    }

    pub(super) fn fault_at(&self, provider: &'static str, step: Step) -> Option<Fault> {
        self.faults.get(&(provider, step)).cloned()
    }

    /// Who signs in at a provider.
    pub fn account_at(&self, provider: &str) -> Account {
        self.accounts
            .get(provider)
            .cloned()
            .unwrap_or_else(|| default_account(provider))
    }
}

/// The four people of the rehearsal: provider, id, username, name.
const TEST_ACCOUNTS: [(&str, &str, &str, &str); 4] = [
    (
        "huggingface",
        "62f264b9f3c90f4b6514a001",
        "amara-okafor",
        "Amara Okafor",
    ),
    (
        "google",
        "104857600123456789012",
        "bruno.keller",
        "Bruno Keller",
    ),
    (
        "facebook",
        "10223344556677889",
        "chiara_rossi",
        "Chiara Rossi",
    ),
    ("github", "58390214", "dmitri-volkov", "Dmitri Volkov"),
];

fn default_account(provider: &str) -> Account {
    let found = TEST_ACCOUNTS.iter().find(|(name, ..)| *name == provider);
    let default_account = (
        format!("somebody-{provider}"),
        format!("Somebody of {provider}"),
    );
    let (_, id, username, name) =
        *found.unwrap_or(&("", "4242", &default_account.0, &default_account.1));
    let picture = format!("https://pictures.example.org/{username}.png");
    Account {
        id: id.to_owned(),
        email: Some(format!("{username}@example.org")),
        email_verified: true,
        email_public: false,
        username: username.to_owned(),
        name: Some(name.to_owned()),
        picture: Some(picture),
    }
}
