//! The state of the fake providers: OAuth apps, issued codes, tokens and device codes, and received requests.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use ring::rand::{SecureRandom, SystemRandom};
use tokio::sync::watch;

use super::behavior::Behavior;
use super::identity::Signer;
use super::provider::FakeProvider;
use super::request::Request;
use super::{added, facebook, github, google, huggingface};
use crate::config::settings::{ProviderConfig, Settings};
use crate::diagnostics::{Error, Result};
use crate::providers::{self, Variables};

/// An OAuth app at one fake provider.
pub struct Client {
    pub provider: &'static FakeProvider,
    /// The client ID.
    pub id: String,
    /// The client secret, generated at every start and valid only at the fake provider.
    pub secret: String,
    /// The variables for both.
    pub variables: Variables,
    /// The settings in navauth.toml, if that adds the provider.
    pub(super) added: Option<ProviderConfig>,
}

impl Client {
    fn new(
        provider: &'static FakeProvider,
        settings: &Settings,
        added: Option<ProviderConfig>,
    ) -> Result<Self> {
        let mut known = providers::named(settings, provider.name)?;
        let variables = known.variables.swap_remove(0);
        Ok(Self {
            provider,
            id: (provider.client_id)(),
            secret: (provider.client_secret)(),
            variables,
            added,
        })
    }
}

/// Shared by all connections.
pub(super) struct ServerState {
    pub origin: String,
    pub clients: Vec<Client>,
    pub released: watch::Sender<bool>,
    state: Mutex<State>,
}

/// The mutable state.
pub(super) struct State {
    pub behavior: Behavior,
    pub requests: Vec<Request>,
    pub codes: BTreeMap<String, Grant>,
    pub tokens: BTreeMap<String, Token>,
    pub devices: BTreeMap<String, Device>,
    pub signer: Signer,
    pub origin: String,
    credentials: BTreeMap<&'static str, (String, String)>,
    started: (Timestamp, Instant),
}

/// The grant of a code.
#[derive(Clone)]
pub(super) struct Grant {
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
pub(super) struct Token {
    pub provider: &'static str,
    /// The client ID.
    pub client: String,
    pub scopes: Vec<String>,
}

/// A device flow that waits for approval.
pub(super) struct Device {
    pub provider: &'static str,
    pub scopes: Vec<String>,
    /// The remaining responses before approval, in reverse order.
    pub answers: Vec<&'static str>,
}

impl ServerState {
    pub fn new(
        behavior: Behavior,
        origin: String,
        now: Timestamp,
        settings: &Settings,
    ) -> Result<Self> {
        let providers = [
            &huggingface::PROVIDER,
            &google::PROVIDER,
            &facebook::PROVIDER,
            &github::PROVIDER,
        ];
        let own = Settings::default();
        let mut clients = providers
            .into_iter()
            .map(|provider| Client::new(provider, &own, None))
            .collect::<Result<Vec<_>>>()?;
        for provider in providers::added(settings)? {
            let written = settings.config.providers.get(&provider.name).cloned();
            clients.push(Client::new(added::fake(&provider), settings, written)?);
        }
        let credentials = clients
            .iter()
            .map(|client| {
                (
                    client.provider.name,
                    (client.id.clone(), client.secret.clone()),
                )
            })
            .collect();
        let state = State {
            behavior,
            requests: Vec::new(),
            codes: BTreeMap::new(),
            tokens: BTreeMap::new(),
            devices: BTreeMap::new(),
            signer: Signer::new()
                .ok_or_else(|| Error::bug("no signing key for the fake providers"))?,
            origin: origin.clone(),
            credentials,
            started: (now, Instant::now()),
        };
        Ok(Self {
            origin,
            clients,
            released: watch::Sender::new(false),
            state: Mutex::new(state),
        })
    }

    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Seconds since 1970.
    pub fn now(&self) -> i64 {
        let elapsed = i64::try_from(self.started.1.elapsed().as_secs()).unwrap_or_default();
        self.started.0.as_second() + elapsed
    }

    pub fn client_id(&self, provider: &FakeProvider) -> &str {
        self.credentials.get(provider.name).map_or("", |(id, _)| id)
    }

    pub fn client_secret(&self, provider: &FakeProvider) -> &str {
        self.credentials
            .get(provider.name)
            .map_or("", |(_, secret)| secret)
    }

    /// The secret of a client ID, of the provider's own or a further OAuth app.
    pub fn secret_of(&self, provider: &FakeProvider, id: &str) -> Option<&str> {
        let further = self
            .behavior
            .further_apps
            .iter()
            .find(|(name, further, _)| *name == provider.name && further == id);
        if id == self.client_id(provider) {
            Some(self.client_secret(provider))
        } else {
            further.map(|(_, _, secret)| secret.as_str())
        }
    }

    /// A token that this provider issued and that was not revoked.
    pub fn token(&self, provider: &FakeProvider, token: Option<&str>) -> Option<&Token> {
        self.tokens
            .get(token?)
            .filter(|known| known.provider == provider.name)
    }

    /// Issues an access token.
    pub fn issue(
        &mut self,
        provider: &'static FakeProvider,
        client: String,
        scopes: Vec<String>,
    ) -> String {
        let token = (provider.access_token)();
        self.tokens.insert(
            token.clone(),
            Token {
                provider: provider.name,
                client,
                scopes,
            },
        );
        token
    }
}

/// Random characters of an alphabet of at most 256. Slightly biased, which does not matter for fake credentials.
pub(super) fn random(alphabet: &str, length: usize) -> String {
    let alphabet = alphabet.as_bytes();
    bytes(length)
        .iter()
        .map(|byte| char::from(alphabet[usize::from(*byte) % alphabet.len()]))
        .collect()
}

/// A random URL-safe text.
pub(super) fn opaque() -> String {
    URL_SAFE_NO_PAD.encode(bytes(24))
}

fn bytes(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    // Without random numbers all codes are the same, which does not matter here.
    let _ = SystemRandom::new().fill(&mut bytes);
    bytes
}

pub(super) const DIGITS: &str = "0123456789";
pub(super) const HEX: &str = "0123456789abcdef";
pub(super) const LOWER: &str = "abcdefghijklmnopqrstuvwxyz0123456789";
pub(super) const MIXED: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
