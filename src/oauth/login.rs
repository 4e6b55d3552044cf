//! A sign-in from its first step to its last.
//!
//! The caller stores the state before [`Login::wait`] and the user after [`Login::identify`], reports progress, and always ends with
//! [`Login::show`], [`Login::revoke`] and [`Login::close`].

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;

use super::authorize::Authorization;
use super::callback::{Callback, CallbackResult, RejectedRequest, StateVerifier};
use super::device::{self, DeviceCode};
use super::exchange::{self, TokenResponse, Unusable};
use super::identity;
use super::listener::{self, Listener};
use super::page::Page;
use super::provider_session::{ProviderSession, no_endpoint};
use super::redirect::RedirectUri;
use super::revoke::Revoked;
use super::server::ListenerEvent;
use super::{discovery, profile, revoke, scopes, timeout};
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::redaction;
use crate::diagnostics::{Error, Result};
use crate::diagnostics::{Status, catalog};
use crate::process::Env;
use crate::profile::Profile;
use crate::providers::{Credentials, Provider, Step};
use crate::secret::Secret;
use crate::text;

/// The input of a sign-in.
#[derive(Clone)]
pub struct Plan<'a> {
    pub env: &'a Env,
    /// The provider.
    pub provider: Provider,
    pub credentials: Credentials,
    /// The redirect URI; port 0 means any free port.
    pub redirect_uri: RedirectUri,
    /// How long each request to the provider may take.
    pub deadline: Duration,
    /// Whether the browser is redirected back; false in the device flow.
    pub redirects: bool,
}

/// A sign-in in progress.
pub struct Login<'a> {
    session: ProviderSession<'a>,
    authorization: Authorization,
    expected: Arc<StateVerifier>,
    listener: Option<Listener>,
    /// The listener's addresses; empty if the redirect URI is not on this machine.
    pub addresses: Vec<std::net::SocketAddr>,
    rejected: Vec<RejectedRequest>,
    reply: Option<oneshot::Sender<Page>>,
    granted: Option<TokenResponse>,
}

/// The result of a sign-in.
#[derive(Debug)]
pub struct SignedIn {
    /// The user's profile.
    pub profile: Profile,
    /// The id_token's signature algorithm, if there is one.
    pub id_token: Option<String>,
    /// The granted scopes, if the provider reports them.
    pub scopes: Option<Vec<String>>,
    /// Warnings.
    pub findings: Vec<Diagnostic>,
}

/// An event while a sign-in waits.
pub enum Event<'event> {
    /// A request that is not the callback.
    RejectedRequest(&'event RejectedRequest),
}

impl<'a> Login<'a> {
    /// Prepares a sign-in: completes the provider's endpoints, binds the listener, and creates state, PKCE verifier and nonce.
    pub async fn begin(plan: Plan<'a>) -> Result<Self> {
        let Plan {
            env,
            provider,
            credentials,
            redirect_uri,
            deadline,
            redirects,
        } = plan;
        let mut session = ProviderSession::new(env, provider, credentials, redirect_uri, deadline)?;
        session.provider.require_trust(env)?;
        discovery::complete(&mut session).await?;
        let provider = &session.provider;
        if provider.endpoints.userinfo.is_none() && !provider.openid() {
            return Err(no_endpoint(provider, "userinfo_endpoint"));
        }
        let bound = match redirects && session.redirect_uri.is_local() {
            true => Some(listener::bind(&session.redirect_uri, &session.provider).await?),
            false => None,
        };
        let mut addresses = Vec::new();
        if let Some(bound) = &bound {
            session.redirect_uri = bound.redirect_uri.clone();
            addresses.clone_from(&bound.addresses);
        }
        let authorization = Authorization::begin(
            &session.provider,
            &session.credentials,
            &session.redirect_uri,
        )?;
        authorization.verifier.iter().for_each(redaction::register);
        session.note_authorization(&authorization.url);
        let expected = Arc::new(StateVerifier::new(authorization.state.clone()));
        let listener = bound.map(|bound| bound.listen(&session.provider, Arc::clone(&expected)));
        Ok(Self {
            session,
            authorization,
            expected,
            listener,
            addresses,
            rejected: Vec::new(),
            reply: None,
            granted: None,
        })
    }

    /// The provider, with endpoints completed by discovery.
    pub fn provider(&self) -> &Provider {
        &self.session.provider
    }

    /// The session with the provider: redirect URI, client ID, transcript.
    pub fn session(&self) -> &ProviderSession<'a> {
        &self.session
    }

    /// The URL to open.
    pub fn url(&self) -> &Secret {
        &self.authorization.url
    }

    /// Masks state and nonce from now on. They are part of the URL, so call this after showing it.
    pub fn url_was_shown(&self) {
        redaction::register(&self.authorization.state);
        self.authorization
            .nonce
            .iter()
            .for_each(redaction::register);
    }

    /// The `state` parameter, as the app stores it.
    pub fn state(&self) -> &Secret {
        &self.authorization.state
    }

    /// Whether PKCE is used.
    pub fn pkce(&self) -> bool {
        self.authorization.verifier.is_some()
    }

    /// Waits for the callback, or for the redirect URL in a line of `pasted`, and returns the code. `pasted` must be cancel-safe.
    pub async fn wait(
        &mut self,
        deadline: Duration,
        mut pasted: impl AsyncFnMut() -> String,
        report: &dyn Fn(Event<'_>),
    ) -> Result<Secret> {
        let end = tokio::time::sleep(deadline);
        tokio::pin!(end);
        loop {
            let event = tokio::select! {
                event = next(self.listener.as_mut()) => event,
                line = pasted() => self.check_pasted(&line),
                () = &mut end => return Err(timeout::error(&self.session, &self.rejected, self.listener.is_some(), deadline)),
            };
            match event {
                ListenerEvent::Callback(callback, reply) => {
                    self.reply = Some(reply);
                    return self.accept(callback);
                }
                ListenerEvent::Other(seen) => {
                    self.session.note(&format!("received: {}", seen.words()));
                    if let RejectedRequest::NoState(Some(error)) = &seen
                        && self.session.provider.omits_state_in_errors
                    {
                        return Err(self.session.refusal(Step::Callback, error));
                    }
                    // A browser that uses https retries several times.
                    if seen != RejectedRequest::Tls || !self.rejected.contains(&seen) {
                        report(Event::RejectedRequest(&seen));
                    }
                    self.rejected.push(seen);
                    // Bounds memory if there are many.
                    self.rejected.truncate(50);
                }
            }
        }
    }

    fn check_pasted(&self, line: &str) -> ListenerEvent {
        let checked = self
            .session
            .redirect_uri
            .query_of(line)
            .ok_or(RejectedRequest::NotTheUrl)
            .and_then(|query| self.expected.check(&query));
        // No browser waits for a page after a paste.
        checked.map_or_else(ListenerEvent::Other, |callback| {
            ListenerEvent::Callback(callback, oneshot::channel().0)
        })
    }

    fn accept(&self, callback: Callback) -> Result<Secret> {
        let provider = &self.session.provider;
        if let CallbackResult::Code(code) = &callback.delivery {
            redaction::register(code);
        }
        self.check_issuer(callback.issuer.as_deref())?;
        match callback.delivery {
            CallbackResult::Code(code) => {
                self.session
                    .note("the callback came with the right state and a code");
                Ok(code)
            }
            CallbackResult::Refused(error) => Err(self.session.refusal(Step::Callback, &error)),
            CallbackResult::Nothing(names) => {
                let diagnostic = diagnostic!(catalog::login::NO_CODE, label = provider.label);
                Err(Error::refused(diagnostic.observed(parameters(
                    &self.session.foreign_words(&names.join(", ")),
                ))))
            }
        }
    }

    /// Rejects a callback from another server, even if it is an error (RFC 9207 section 2.4).
    fn check_issuer(&self, issuer: Option<&str>) -> Result<()> {
        let provider = &self.session.provider;
        let diagnostic = match issuer {
            None if provider.names_itself_in_callbacks => {
                diagnostic!(catalog::login::ISSUER_MISSING, label = provider.label)
            }
            Some(issuer) if !provider.is_callback_issuer(issuer) => {
                let issuer = if issuer.is_empty() {
                    "an unnamed server"
                } else {
                    issuer
                };
                diagnostic!(
                    catalog::login::MIX_UP,
                    issuer = self.session.foreign_words(issuer),
                    label = provider.label
                )
            }
            None | Some(_) => return Ok(()),
        };
        self.session.note(&diagnostic.title);
        Err(Error::refused(diagnostic))
    }

    /// Exchanges the code.
    pub async fn exchange(&mut self, code: &Secret) -> Result<()> {
        let granted = exchange::exchange(&self.session, &self.authorization, code).await;
        self.keep(granted)
    }

    /// Stores the tokens, to use them or only to revoke them.
    fn keep(&mut self, granted: std::result::Result<TokenResponse, Unusable>) -> Result<()> {
        match granted {
            Ok(granted) => {
                self.granted = Some(granted);
                Ok(())
            }
            Err(unusable) => {
                self.granted = unusable.issued.map(|issued| *issued);
                Err(unusable.error)
            }
        }
    }

    /// Starts the device flow.
    pub async fn device(&self) -> Result<DeviceCode> {
        device::begin(&self.session).await
    }

    /// Waits for the end of the device flow. Its id_token has no nonce, because the device request has none.
    pub async fn wait_for_device(&mut self, code: &DeviceCode, deadline: Duration) -> Result<()> {
        self.authorization.nonce = None;
        let granted = device::wait(&self.session, code, deadline).await;
        self.keep(granted)
    }

    /// Reads and verifies the user's identity.
    pub async fn identify(&self) -> Result<SignedIn> {
        let Some(granted) = &self.granted else {
            return Err(Error::bug("identify before exchange"));
        };
        let session = &self.session;
        let described = scopes::describe(session, granted).await?;
        let identity = identity::verify(session, &self.authorization, granted).await?;
        let (profile, mut findings) = profile::read(session, granted, identity.as_ref()).await?;
        let scopes = granted.scopes.clone().or(described);
        findings.extend(scopes::compare(session, scopes.as_deref()));
        let skew = session.skew().filter(|skew| skew.abs() > identity::LEEWAY);
        findings.extend(skew.map(|skew| Diagnostic {
            status: Status::Warn,
            ..identity::clock(&session.provider.label, skew)
        }));
        Ok(SignedIn {
            profile,
            id_token: identity.map(|identity| identity.algorithm),
            scopes,
            findings,
        })
    }

    /// Whether there are tokens that are not revoked yet.
    pub fn has_grant(&self) -> bool {
        self.granted.is_some()
    }

    /// Revokes the tokens, once. None if there are none.
    pub async fn revoke(&mut self) -> Option<Revoked> {
        let granted = self.granted.take()?;
        Some(revoke::revoke(&self.session, &granted).await)
    }

    /// Sends the page to the waiting browser.
    pub fn show(&mut self, page: Page) {
        if let Some(reply) = self.reply.take() {
            // The browser may have disconnected.
            let _ = reply.send(page);
        }
    }

    /// Closes the listener after the page was written.
    pub async fn close(self) {
        if let Some(listener) = self.listener {
            listener.close().await;
        }
    }
}

/// The parameters of a callback without code and error, for messages.
fn parameters(names: &str) -> String {
    if names.is_empty() {
        catalog::login::ONLY_STATE.to_owned()
    } else {
        text!(catalog::login::STATE_AND, names = names)
    }
}

async fn next(listener: Option<&mut Listener>) -> ListenerEvent {
    match listener {
        Some(listener) => listener.next().await,
        None => std::future::pending().await,
    }
}
