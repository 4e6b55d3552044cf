//! Fake HuggingFace, Google, Facebook, GitHub and providers of navauth.toml: one HTTP server on 127.0.0.1 that responds as they do.
//!
//! Each provider's paths, texts and formats are in its own file; shared endpoints (authorization, token, device) have files of their own. The
//! responses are documented or observed. The id_tokens use ES256 instead of RS256, because a key is generated at every start.

mod added;
mod authorize;
mod behavior;
mod device;
mod facebook;
mod github;
mod google;
mod huggingface;
mod identity;
mod provider;
mod request;
mod response;
mod server;
mod state;
mod token;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread::JoinHandle;

use jiff::Timestamp;
use tokio::sync::watch;

use crate::config::settings::Settings;
use crate::diagnostic;
use crate::diagnostics::catalog::demo;
use crate::diagnostics::{Error, Result};
use crate::providers::Variables;

pub(super) use authorize::SIGNED_IN;
pub use behavior::{Account, Behavior, Fault, IdTokenFault, Step};
pub use request::Request;
pub use state::Client;

use state::ServerState;

/// The fake providers, running on their own thread until dropped.
pub struct FakeProviders {
    server: Arc<ServerState>,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl FakeProviders {
    /// Starts the four built-in ones on a free port of 127.0.0.1. `now` sets their clock.
    pub fn start(behavior: Behavior, now: Timestamp) -> Result<Self> {
        Self::start_with(behavior, now, &Settings::default())
    }

    /// Starts the four built-in ones and those that navauth.toml adds.
    pub fn start_with(behavior: Behavior, now: Timestamp, settings: &Settings) -> Result<Self> {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| {
            listener.set_nonblocking(true)?;
            let address = listener.local_addr()?;
            Ok((listener, address))
        });
        let (listener, address) = listener.map_err(|error| {
            Error::unreachable(diagnostic!(demo::NO_PORT).reason(error.to_string()))
        })?;
        let server = Arc::new(ServerState::new(
            behavior,
            format!("http://{address}"),
            now,
            settings,
        )?);
        let stop = watch::Sender::new(false);
        let (served, stopped) = (Arc::clone(&server), stop.subscribe());
        let thread = std::thread::Builder::new()
            .name("providers".into())
            .spawn(move || server::run(listener, served, stopped));
        let thread = thread.map_err(|error| Error::bug(format!("no thread: {error}")))?;
        Ok(Self {
            server,
            stop,
            thread: Some(thread),
        })
    }

    /// The base URL, such as `http://127.0.0.1:40123`; the first path segment is the provider's name.
    pub fn address(&self) -> &str {
        &self.server.origin
    }

    /// The OAuth apps, one per provider, with credentials in the provider's format.
    pub fn clients(&self) -> &[Client] {
        &self.server.clients
    }

    /// The OAuth app of one provider.
    pub fn client(&self, provider: &str) -> Option<&Client> {
        self.clients()
            .iter()
            .find(|client| client.provider.name == provider)
    }

    /// The `[providers.*]` tables for navauth.toml.
    pub fn config_toml(&self) -> String {
        let mut text = String::new();
        for client in self.clients() {
            let base = format!("{}/{}", self.address(), client.provider.name);
            if let Some(written) = &client.added {
                let table = BTreeMap::from([(
                    client.provider.name,
                    added::config(client.provider, written, &base),
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
        self.server.lock().requests.clone()
    }

    /// The requests to one endpoint of one provider, in order.
    pub fn requests_to(&self, provider: &str, step: Step) -> Vec<Request> {
        let mut requests = self.requests();
        requests.retain(|request| request.provider == provider && request.step == Some(step));
        requests
    }

    /// Changes the behavior from now on.
    pub fn change(&self, change: impl FnOnce(&mut Behavior)) {
        change(&mut self.server.lock().behavior);
    }

    /// Releases all requests that wait because of [`Fault::Hold`].
    pub fn release(&self) {
        self.server.released.send_replace(true);
    }
}

impl Drop for FakeProviders {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        if let Some(thread) = self.thread.take() {
            // A panic was already printed.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests;
