//! Configures the simulated providers: accounts, OAuth apps, and faults for tests.

use std::collections::BTreeMap;

#[cfg(feature = "fakes")]
use super::faults::{Fault, IdTokenFault};

/// An endpoint of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The authorization endpoint (RFC 6749 section 3.1).
    Authorize,
    /// The token endpoint (RFC 6749 section 3.2), also polled in the device flow.
    Token,
    /// The profile: userinfo, `/me`, `/user`.
    Profile,
    /// The list of email addresses (GitHub).
    Emails,
    /// The JSON Web Key Set (RFC 7517).
    Keys,
    /// The device authorization endpoint (RFC 8628 section 3.1).
    Device,
    /// Token introspection: tokeninfo, debug_token, whoami-v2.
    Introspect,
    /// Token revocation.
    Revoke,
    /// The description of the OAuth app itself (Facebook).
    Application,
    /// The OpenID Connect discovery document.
    Discovery,
    /// A page for users, such as an error page.
    Page,
}

/// An account at a provider.
#[derive(Clone, Debug)]
pub struct Account {
    /// The provider's stable ID; digits for Google, Facebook and GitHub.
    pub id: String,
    /// The email address, if the user shares one.
    pub email: Option<String>,
    /// Whether the provider has verified the address.
    pub email_verified: bool,
    /// Whether the address is on the public GitHub profile.
    pub email_public: bool,
    /// The username.
    pub username: String,
    /// The display name; None becomes a JSON null, as GitHub sends it.
    pub name: Option<String>,
    /// The picture's URL.
    pub picture: Option<String>,
}

/// The configuration of the fake providers. By default all sign-ins succeed, with a different account at each provider.
#[derive(Clone, Debug, Default)]
pub struct Behavior {
    /// Faults by provider and endpoint.
    #[cfg(feature = "fakes")]
    pub faults: BTreeMap<(&'static str, Step), Fault>,
    /// Accounts by provider, instead of the default accounts.
    pub accounts: BTreeMap<&'static str, Account>,
    /// The registered redirect URIs by provider, matched by the provider's rules. Without an entry, a provider accepts every `http` URL on this
    /// machine whose path ends in `/auth/callback/{provider}`.
    pub redirect_uris: BTreeMap<&'static str, Vec<String>>,
    /// Further OAuth apps, such as those of production: provider, client id, client secret.
    pub further_apps: Vec<(&'static str, String, String)>,
    /// A fault of all id_tokens.
    #[cfg(feature = "fakes")]
    pub id_token: Option<IdTokenFault>,
    /// Further members of all token responses, as name and JSON text: `("error", "null")`.
    #[cfg(feature = "fakes")]
    pub token_members: Vec<(&'static str, &'static str)>,
    /// Whether the OAuth apps are public clients, which reject a secret.
    pub public_clients: bool,
    /// Whether Google's profile is a signed JWT (OpenID Connect Core section 5.3.2).
    pub signed_profiles: bool,
    /// The responses to device polls before approval; empty means `authorization-pending` once.
    pub device_answers: Vec<&'static str>,
    /// The polling interval of the device flow in seconds; None for the provider's own.
    pub device_interval: Option<u64>,
}

impl Behavior {
    /// Changes the account at a provider, starting from the default account.
    #[must_use]
    pub fn account(mut self, provider: &'static str, change: impl FnOnce(&mut Account)) -> Self {
        let mut account = self.account_at(provider);
        change(&mut account);
        self.accounts.insert(provider, account);
        self
    }

    /// The account at a provider.
    pub fn account_at(&self, provider: &str) -> Account {
        self.accounts
            .get(provider)
            .cloned()
            .unwrap_or_else(|| default_account(provider))
    }
}

#[cfg(feature = "fakes")]
impl Behavior {
    /// Adds a fault at one endpoint of one provider.
    #[must_use]
    pub fn fault(mut self, provider: &'static str, step: Step, fault: Fault) -> Self {
        self.faults.insert((provider, step), fault);
        self
    }

    /// Removes all faults.
    pub fn clear_faults(&mut self) {
        self.faults.clear();
        self.id_token = None;
    }

    /// The fault of an endpoint.
    pub fn fault_at(&self, provider: &'static str, step: Step) -> Option<Fault> {
        self.faults.get(&(provider, step)).cloned()
    }
}

/// The demo accounts: provider, ID, username, name.
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
    let default_account = (format!("user-{provider}"), format!("User of {provider}"));
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
