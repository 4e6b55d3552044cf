//! Stand-ins for HuggingFace, Google, Facebook, GitHub and those that a navauth.toml adds: one small HTTP server on 127.0.0.1 that answers as they do.
//!
//! Owns the server, the made-up OAuth apps and the record of what was asked. Each provider's own paths, texts and shapes stand in its
//! file; what they share (authorization, token and device endpoints) in files of their own. The answers are those that the providers
//! document or were seen to give; the key of the id_tokens is ES256 instead of RS256, because it is made anew at every start.

mod added;
mod answer;
mod authorize;
mod behaviour;
mod device;
mod facebook;
mod github;
mod google;
mod huggingface;
mod identity;
mod provider;
mod request;
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
pub use behaviour::{Account, Behavior, Fault, IdTokenFault, Step};
pub use request::Request;
pub use state::Client;

use state::Desk;

/// The stand-ins, answering on a thread of their own until this is dropped.
pub struct FakeProviders {
    desk: Arc<Desk>,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl FakeProviders {
    /// Starts those of the four on a free port of 127.0.0.1. `now` is what their clock says at their start.
    pub fn start(behaviour: Behavior, now: Timestamp) -> Result<Self> {
        Self::start_with(behaviour, now, &Settings::default())
    }

    /// Starts those of the four and of the providers that the settings' navauth.toml adds.
    pub fn start_with(behaviour: Behavior, now: Timestamp, settings: &Settings) -> Result<Self> {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| {
            listener.set_nonblocking(true)?;
            let address = listener.local_addr()?;
            Ok((listener, address))
        });
        let (listener, address) = listener.map_err(|error| {
            Error::unreachable(diagnostic!(demo::NO_PORT).reason(error.to_string()))
        })?;
        let desk = Arc::new(Desk::new(
            behaviour,
            format!("http://{address}"),
            now,
            settings,
        )?);
        let stop = watch::Sender::new(false);
        let (served, stopped) = (Arc::clone(&desk), stop.subscribe());
        let thread = std::thread::Builder::new()
            .name("standins".into())
            .spawn(move || server::run(listener, served, stopped));
        let thread = thread.map_err(|error| Error::bug(format!("no thread: {error}")))?;
        Ok(Self {
            desk,
            stop,
            thread: Some(thread),
        })
    }

    /// Where they answer, such as `http://127.0.0.1:40123`; the provider's name is the first part of every path.
    pub fn address(&self) -> &str {
        &self.desk.origin
    }

    /// The made-up OAuth apps, in the providers' own formats, one a provider.
    pub fn clients(&self) -> &[Client] {
        &self.desk.clients
    }

    /// The made-up OAuth app of one provider.
    pub fn client(&self, provider: &str) -> Option<&Client> {
        self.clients()
            .iter()
            .find(|client| client.provider.name == provider)
    }

    /// The `[providers.*]` tables of a navauth.toml that leads here.
    pub fn config_toml(&self) -> String {
        let mut text = String::new();
        for client in self.clients() {
            let base = format!("{}/{}", self.address(), client.provider.name);
            if let Some(written) = &client.added {
                let table = BTreeMap::from([(
                    client.provider.name,
                    added::config(client.provider, written, &base),
                )]);
                // Texts, numbers and tables of them: there is nothing that TOML could not hold.
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

    /// The lines of a `.env` with the made-up client ids and secrets, under the names that the app reads.
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

    /// Everything that was asked so far, in order.
    pub fn requests(&self) -> Vec<Request> {
        self.desk.lock().requests.clone()
    }

    /// What was asked of one endpoint of one provider, in order.
    pub fn requests_to(&self, provider: &str, step: Step) -> Vec<Request> {
        let mut requests = self.requests();
        requests.retain(|request| request.provider == provider && request.step == Some(step));
        requests
    }

    /// Changes how they behave from now on.
    pub fn change(&self, change: impl FnOnce(&mut Behavior)) {
        change(&mut self.desk.lock().behaviour);
    }

    /// Lets every request that [`Fault::Hold`] keeps waiting go on.
    pub fn release(&self) {
        self.desk.released.send_replace(true);
    }
}

impl Drop for FakeProviders {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said so itself.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests;
