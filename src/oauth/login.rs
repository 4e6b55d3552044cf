//! A sign-in from its first step to its last.
//!
//! The caller stores the state before [`Login::wait`] and the user after [`Login::identify`], shows what happens, and always ends with
//! [`Login::show`], [`Login::revoke`] and [`Login::close`].

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;

use super::authorize::Authorization;
use super::callback::{Callback, CallbackResult, RejectedRequest, StateVerifier};
use super::provider_session::{ProviderSession, no_endpoint};
use super::device::{self, DeviceCode};
use super::exchange::{self, TokenResponse, Unusable};
use super::identity;
use super::listener::{self, Listener};
use super::page::Page;
use super::redirect::RedirectUri;
use super::revoke::Revoked;
use super::server::ListenerEvent;
use super::{discovery, profile, revoke, scopes, timeout};
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::redaction;
use crate::diagnostics::{Error, Result};
use crate::diagnostics::{Status, catalog};
use crate::process::Process;
use crate::profile::Profile;
use crate::providers::{Credentials, Provider, Step};
use crate::secret::Secret;
use crate::text;

/// What a sign-in needs.
#[derive(Clone)]
pub struct Plan<'a> {
    /// The clock.
    pub process: &'a Process,
    /// The provider.
    pub provider: Provider,
    /// Its credentials.
    pub credentials: Credentials,
    /// The redirect URI; port 0 stands for any free port.
    pub redirect_uri: RedirectUri,
    /// How long each request to the provider may take.
    pub deadline: Duration,
    /// Whether the browser comes back by the redirect URI; not in the device flow.
    pub redirects: bool,
}

/// A sign-in under way.
pub struct Login<'a> {
    session: ProviderSession<'a>,
    authorization: Authorization,
    expected: Arc<StateVerifier>,
    listener: Option<Listener>,
    /// Where it listens; nowhere when the redirect URI is not this machine's.
    pub addresses: Vec<std::net::SocketAddr>,
    rejected: Vec<RejectedRequest>,
    reply: Option<oneshot::Sender<Page>>,
    granted: Option<TokenResponse>,
}

/// Who signed in, and what was verified.
#[derive(Debug)]
pub struct SignedIn {
    /// The user's profile.
    pub profile: Profile,
    /// How the id_token was signed, where there is one.
    pub id_token: Option<String>,
    /// The scopes that were granted, where the provider names them.
    pub scopes: Option<Vec<String>>,
    /// What should be looked at.
    pub findings: Vec<Diagnostic>,
}

/// What happens while a sign-in waits.
pub enum Event<'event> {
    /// Something came that is not the answer.
    RejectedRequest(&'event RejectedRequest),
}

impl<'a> Login<'a> {
    /// Prepares a sign-in: completes the provider's endpoints, binds the listener, creates state, PKCE verifier and nonce.
    pub async fn begin(plan: Plan<'a>) -> Result<Self> {
        let Plan {
            process,
            provider,
            credentials,
            redirect_uri,
            deadline,
            redirects,
        } = plan;
        let mut session =
            ProviderSession::new(process, provider, credentials, redirect_uri, deadline)?;
        session.provider.require_trust(process)?;
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
        session.note_authorization(&authorization);
        let expected = Arc::new(StateVerifier::new(authorization.state.clone()));
        let listener =
            bound.map(|bound| bound.listen(&session.provider, Arc::clone(&expected)));
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

    /// The provider, with its endpoints complete.
    pub fn provider(&self) -> &Provider {
        &self.session.provider
    }

    /// What is said with the provider: the redirect URI, the client id, the transcript.
    pub fn session(&self) -> &ProviderSession<'a> {
        &self.session
    }

    /// The URL to open.
    pub fn url(&self) -> &Secret {
        &self.authorization.url
    }

    /// Masks state and nonce from here on: they are part of the URL, so this comes after it was shown.
    pub fn url_was_shown(&self) {
        redaction::register(&self.authorization.state);
        self.authorization
            .nonce
            .iter()
            .for_each(redaction::register);
    }

    /// The state that the app would store.
    pub fn state(&self) -> &Secret {
        &self.authorization.state
    }

    /// Whether PKCE is used.
    pub fn pkce(&self) -> bool {
        self.authorization.verifier.is_some()
    }

    /// Waits for the answer: the callback, or a line of `pasted` that holds the redirect URL. Gives the code. `pasted` gives the next line, and
    /// may be dropped while it waits for one.
    pub async fn wait(
        &mut self,
        deadline: Duration,
        mut pasted: impl AsyncFnMut() -> String,
        tell: &dyn Fn(Event<'_>),
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
                    self.session
                        .note(&format!("received: {}", seen.words()));
                    if let RejectedRequest::NoState(Some(error)) = &seen
                        && self.session.provider.omits_state_in_errors
                    {
                        return Err(self.session.refusal(Step::Callback, error));
                    }
                    // A browser that uses https tries several times.
                    if seen != RejectedRequest::Tls || !self.rejected.contains(&seen) {
                        tell(Event::RejectedRequest(&seen));
                    }
                    self.rejected.push(seen);
                    // What matters is whether and what, not every one of a flood.
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
        // Nobody waits for the page of a pasted URL.
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
            CallbackResult::Refused(error) => {
                Err(self.session.refusal(Step::Callback, &error))
            }
            CallbackResult::Nothing(names) => {
                let finding = diagnostic!(catalog::login::NO_CODE, label = provider.label);
                Err(Error::refused(finding.observed(parameters(
                    &self.session.foreign_words(&names.join(", ")),
                ))))
            }
        }
    }

    /// Refuses a callback of another server, whatever it brings: an error of a stranger is not the provider's (RFC 9207 section 2.4).
    fn check_issuer(&self, issuer: Option<&str>) -> Result<()> {
        let provider = &self.session.provider;
        let finding = match issuer {
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
        self.session.note(&finding.title);
        Err(Error::refused(finding))
    }

    /// Exchanges the code.
    pub async fn exchange(&mut self, code: &Secret) -> Result<()> {
        let granted = exchange::exchange(&self.session, &self.authorization, code).await;
        self.keep(granted)
    }

    /// Keeps what was granted, to be used or only to be revoked.
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

    /// Begins the device flow.
    pub async fn device(&self) -> Result<DeviceCode> {
        device::begin(&self.session).await
    }

    /// Waits for the end of the device flow. Its id_token has no nonce: nothing carried one there.
    pub async fn wait_for_device(&mut self, code: &DeviceCode, deadline: Duration) -> Result<()> {
        self.authorization.nonce = None;
        let granted = device::wait(&self.session, code, deadline).await;
        self.keep(granted)
    }

    /// Reads who signed in, and verifies what can be verified.
    pub async fn identify(&self) -> Result<SignedIn> {
        let Some(granted) = &self.granted else {
            return Err(Error::bug("identify before exchange"));
        };
        let session = &self.session;
        let described = scopes::describe(session, granted).await?;
        let identity = identity::verify(session, &self.authorization, granted).await?;
        let (profile, mut findings) =
            profile::read(session, granted, identity.as_ref()).await?;
        let scopes = granted.scopes.clone().or(described);
        findings.extend(scopes::compare(session, scopes.as_deref()));
        let skew = session
            .skew()
            .filter(|skew| skew.abs() > identity::LEEWAY);
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

    /// Whether something was granted and not revoked yet.
    pub fn has_grant(&self) -> bool {
        self.granted.is_some()
    }

    /// Revokes what was granted, once. None where nothing was granted.
    pub async fn revoke(&mut self) -> Option<Revoked> {
        let granted = self.granted.take()?;
        Some(revoke::revoke(&self.session, &granted).await)
    }

    /// Gives the browser that waits its page.
    pub fn show(&mut self, page: Page) {
        if let Some(reply) = self.reply.take() {
            // A browser that has gone does not need its page.
            let _ = reply.send(page);
        }
    }

    /// Closes the listener, after the page was written.
    pub async fn close(self) {
        if let Some(listener) = self.listener {
            listener.close().await;
        }
    }
}

/// What came with a callback that has neither a code nor an error.
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
