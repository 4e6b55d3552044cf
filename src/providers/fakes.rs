//! The simulated HuggingFace, Google, Facebook, GitHub and providers of navauth.toml: one HTTP server on 127.0.0.1 that responds as they do.
//!
//! Each provider's paths, texts and formats are in `fake.rs` of its folder, the endpoints that they share in `fake`. The responses are
//! documented or observed. The id_tokens use ES256 instead of RS256, because a key is generated at every start. navauth reaches the simulated
//! providers through the endpoints in navauth.toml, like real ones. Faults, for tests, need the feature `fakes`.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::custom;
use super::fake::server::{ServerState, respond};
use super::{BUILT_IN, added, named};
use crate::config::settings::Settings;
use crate::diagnostic;
use crate::diagnostics::catalog::demo;
use crate::diagnostics::{Error, Result};
use crate::local_server::{LocalPort, LocalServer};
#[cfg(feature = "fakes")]
use crate::providers::credentials::Variables;

pub use super::fake::behavior::{Account, Behavior, Step};
#[cfg(feature = "fakes")]
pub use super::fake::faults::{Fault, IdTokenFault};
pub use super::fake::request::Request;
pub use super::fake::server::Client;
pub use super::fake::user::{LastPage, sign_in};

/// The simulated providers, running until dropped.
pub struct FakeProviders {
    state: Arc<ServerState>,
    _server: LocalServer,
}

impl FakeProviders {
    /// Starts the built-in ones and those that navauth.toml adds, on a free port. `now` sets their clock.
    pub fn start_with(behavior: Behavior, now: Timestamp, settings: &Settings) -> Result<Self> {
        let no_port = |error: std::io::Error| {
            Error::unreachable(diagnostic!(demo::NO_PORT).reason(error.to_string()))
        };
        let port = LocalPort::bind().map_err(no_port)?;
        let state = ServerState::new(behavior, port.url(), clients(settings)?, now);
        let state = Arc::new(
            state.ok_or_else(|| Error::bug("no signing key for the simulated providers"))?,
        );
        let shared = Arc::clone(&state);
        let server = port.serve(move |request| {
            let state = Arc::clone(&shared);
            async move { respond(&state, request).await }
        });
        Ok(Self {
            state,
            _server: server.map_err(no_port)?,
        })
    }

    /// The base URL, such as `http://127.0.0.1:40123`; the first path segment is the provider's name.
    pub fn address(&self) -> &str {
        &self.state.origin
    }

    /// The OAuth apps, one per provider, with credentials in the provider's format.
    pub fn clients(&self) -> &[Client] {
        &self.state.clients
    }

    /// The `[providers.*]` tables for navauth.toml.
    pub fn config_toml(&self) -> String {
        let mut text = String::new();
        for client in self.clients() {
            let base = format!("{}/{}", self.address(), client.provider.name);
            if let Some(written) = &client.added {
                let table = BTreeMap::from([(
                    client.provider.name,
                    custom::fake::config(client.provider, written, &base),
                )]);
                // Only strings, numbers and tables, so this cannot fail.
                text +=
                    &toml::to_string(&BTreeMap::from([("providers", table)])).unwrap_or_default();
                text.push('\n');
                continue;
            }
            text += &format!("[providers.{}]\n", client.provider.name);
            if client.provider.issues_id_tokens {
                text += &format!("issuer = \"{base}\"\n");
            }
            for route in client.provider.routes {
                if let Some(setting) = route.setting {
                    text += &format!(
                        "{setting} = \"{base}{}\"\n",
                        route.path.replace('*', "{client_id}")
                    );
                }
            }
            text.push('\n');
        }
        text
    }
}

/// An OAuth app at each provider.
fn clients(settings: &Settings) -> Result<Vec<Client>> {
    let own = Settings::default();
    let mut clients = Vec::new();
    for provider in BUILT_IN {
        let variables = named(&own, provider.fake.name)?.variables.swap_remove(0);
        clients.push(Client::new(provider.fake, variables, None));
    }
    for mut provider in added(settings)? {
        let written = settings.config.providers.get(&provider.name).cloned();
        let variables = provider.variables.swap_remove(0);
        clients.push(Client::new(
            custom::fake::fake(&provider),
            variables,
            written,
        ));
    }
    Ok(clients)
}

#[cfg(feature = "fakes")]
impl FakeProviders {
    /// Starts the built-in ones on a free port. `now` sets their clock.
    pub fn start(behavior: Behavior, now: Timestamp) -> Result<Self> {
        Self::start_with(behavior, now, &Settings::default())
    }

    /// The OAuth app of one provider.
    pub fn client(&self, provider: &str) -> Option<&Client> {
        self.clients()
            .iter()
            .find(|client| client.provider.name == provider)
    }

    /// The lines for `.env` with client IDs and secrets.
    pub fn env_text(&self) -> String {
        let line = |client: &Client| {
            let Variables {
                client_id,
                client_secret,
            } = &client.variables;
            format!(
                "{client_id}={}\n{client_secret}={}\n",
                client.id, client.secret
            )
        };
        self.clients().iter().map(line).collect()
    }

    /// All requests so far, in order.
    pub fn requests(&self) -> Vec<Request> {
        self.state.lock().requests.clone()
    }

    /// The requests to one endpoint of one provider, in order.
    pub fn requests_to(&self, provider: &str, step: Step) -> Vec<Request> {
        let mut requests = self.requests();
        requests.retain(|request| request.provider == provider && request.step == Some(step));
        requests
    }

    /// Changes the behavior from now on.
    pub fn change(&self, change: impl FnOnce(&mut Behavior)) {
        change(&mut self.state.lock().behavior);
    }

    /// Releases all requests that wait because of [`Fault::Hold`].
    pub fn release(&self) {
        self.state.released.send_replace(true);
    }
}

#[cfg(test)]
mod tests;
