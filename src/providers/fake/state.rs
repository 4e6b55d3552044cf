//! The state of the simulated providers: issued codes, tokens and device codes, and received requests.

use std::collections::BTreeMap;
use std::time::Instant;

use jiff::Timestamp;

use super::behavior::Behavior;
#[cfg(feature = "fakes")]
use super::request::Request;
use super::signer::Signer;

/// Client ID and client secret by provider.
pub type Credentials = BTreeMap<&'static str, (String, String)>;

/// The state, shared by all connections.
pub struct State {
    pub behavior: Behavior,
    #[cfg(feature = "fakes")]
    pub requests: Vec<Request>,
    pub codes: BTreeMap<String, Grant>,
    pub tokens: BTreeMap<String, Token>,
    pub devices: BTreeMap<String, Device>,
    pub signer: Signer,
    pub origin: String,
    credentials: Credentials,
    started: (Timestamp, Instant),
}

/// The grant of a code.
#[derive(Clone)]
pub struct Grant {
    pub provider: &'static str,
    /// The client ID.
    pub client: String,
    pub redirect_uri: String,
    pub scopes: Vec<String>,
    /// The PKCE challenge and its method.
    pub challenge: Option<(String, String)>,
    pub nonce: Option<String>,
    pub used: bool,
}

/// An access token.
#[derive(Clone)]
pub struct Token {
    pub provider: &'static str,
    /// The client ID.
    pub client: String,
    pub scopes: Vec<String>,
}

/// A device flow that waits for approval.
pub struct Device {
    pub provider: &'static str,
    pub scopes: Vec<String>,
    /// The remaining responses before approval, in reverse order.
    pub answers: Vec<&'static str>,
}

impl State {
    /// The state at the start; `None` without a signing key.
    pub fn new(
        behavior: Behavior,
        origin: String,
        credentials: Credentials,
        now: Timestamp,
    ) -> Option<Self> {
        Some(Self {
            behavior,
            #[cfg(feature = "fakes")]
            requests: Vec::new(),
            codes: BTreeMap::new(),
            tokens: BTreeMap::new(),
            devices: BTreeMap::new(),
            signer: Signer::new()?,
            origin,
            credentials,
            started: (now, Instant::now()),
        })
    }

    /// Seconds since 1970.
    pub fn now(&self) -> i64 {
        let elapsed = i64::try_from(self.started.1.elapsed().as_secs()).unwrap_or_default();
        self.started.0.as_second() + elapsed
    }

    pub fn client_id(&self, provider: &str) -> &str {
        self.credentials.get(provider).map_or("", |(id, _)| id)
    }

    pub fn client_secret(&self, provider: &str) -> &str {
        self.credentials
            .get(provider)
            .map_or("", |(_, secret)| secret)
    }

    /// The secret of a client ID, of the provider's own or a further OAuth app.
    pub fn secret_of(&self, provider: &str, id: &str) -> Option<&str> {
        let further = self
            .behavior
            .further_apps
            .iter()
            .find(|(name, further, _)| *name == provider && further == id);
        if id == self.client_id(provider) {
            Some(self.client_secret(provider))
        } else {
            further.map(|(_, _, secret)| secret.as_str())
        }
    }

    /// A token that this provider issued and that was not revoked.
    pub fn token(&self, provider: &str, token: Option<&str>) -> Option<&Token> {
        self.tokens
            .get(token?)
            .filter(|known| known.provider == provider)
    }

    /// Issues an access token.
    pub fn issue(
        &mut self,
        provider: &'static str,
        token: String,
        client: String,
        scopes: Vec<String>,
    ) {
        self.tokens.insert(
            token,
            Token {
                provider,
                client,
                scopes,
            },
        );
    }
}
