//! The requests to one provider during one sign-in.
//!
//! Each request is recorded in the transcript and each failure becomes a diagnostic. Text from the provider is truncated and secrets of this
//! sign-in are masked before it is shown.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::disclosure;
use super::provider_error::ProviderError;
use super::redirect::RedirectUri;
use super::transcript::Transcript;
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::login;
use crate::diagnostics::redaction::{self, redact};
use crate::diagnostics::{Error, Result};
use crate::http::{Client, Request, Response};
use crate::process::Env;
use crate::providers::{Credentials, ErrorMapping, Provider, Step, TemplateVars};
use crate::secret::Secret;
use crate::text;

/// The requests to one provider during one sign-in.
pub struct ProviderSession<'a> {
    /// The provider, with endpoints completed by discovery.
    pub provider: Provider,
    /// The client's own credentials.
    pub credentials: Credentials,
    /// The redirect URI of this sign-in.
    pub redirect_uri: RedirectUri,
    client: Rc<Client>,
    env: &'a Env,
    transcript: Transcript,
    skew: Cell<Option<SignedDuration>>,
}

impl<'a> ProviderSession<'a> {
    /// A session in which each request may take up to `deadline`.
    pub fn new(
        env: &'a Env,
        provider: Provider,
        credentials: Credentials,
        redirect_uri: RedirectUri,
        deadline: Duration,
    ) -> Result<Self> {
        Ok(Self::sharing(
            Rc::new(Client::new(deadline)),
            env,
            provider,
            credentials,
            redirect_uri,
        ))
    }

    /// A session that shares an HTTP client, because creating one reads the system's root certificates.
    pub fn sharing(
        client: Rc<Client>,
        env: &'a Env,
        provider: Provider,
        credentials: Credentials,
        redirect_uri: RedirectUri,
    ) -> Self {
        redaction::register(&credentials.client_secret);
        Self {
            provider,
            credentials,
            redirect_uri,
            client,
            env,
            transcript: Transcript::new(env.now()),
            skew: Cell::new(None),
        }
    }

    /// Sends a request. The error says which step failed, and why.
    pub async fn ask(&self, step: Step, request: Request) -> Result<Response> {
        self.provider
            .require_trusted_url(self.env, step.setting(), &request.url)?;
        self.transcript.request(self.now(), step.words(), &request);
        match self.client.send(request).await {
            Ok(answer) => {
                self.transcript.answer(self.now(), step, &answer);
                if let Some(error) = ProviderError::read(&answer).filter(|_| step.bears_tokens()) {
                    self.note(&format!("error: {}", self.error_words(&error)));
                }
                if let Some(date) = answer.date {
                    self.skew.set(Some(date.duration_since(self.now())));
                }
                Ok(answer)
            }
            Err(failure) => {
                let error = failure.error(&self.server(step));
                self.note(&error.diagnostic.title);
                Err(error)
            }
        }
    }

    pub(super) fn env(&self) -> &'a Env {
        self.env
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        self.env.now()
    }

    /// How far the provider's clock was ahead of this machine's in the last response, to the second.
    pub fn skew(&self) -> Option<SignedDuration> {
        self.skew.get()
    }

    /// Adds a line to the transcript.
    pub fn note(&self, text: &str) {
        self.transcript.note(self.now(), &redact(text));
    }

    /// Adds the authorization request to the transcript.
    pub(super) fn note_authorization(&self, url: &Secret) {
        let request = Request::get(url.expose());
        self.transcript
            .request(self.now(), Step::Authorize.words(), &request);
    }

    /// The transcript so far.
    pub fn transcript(&self) -> String {
        redact(&self.transcript.text())
    }

    /// Text from the provider, safe to show.
    pub fn sanitize(&self, text: &str) -> String {
        redaction::sanitize(text)
    }

    /// The provider's own words, such as an error text, with token-like words masked too.
    pub fn foreign_words(&self, text: &str) -> String {
        self.sanitize(&self.mask_tokens(text))
    }

    /// Masks every word that looks like a token. Known secrets go first, because such a word may be a part of one.
    pub fn mask_tokens(&self, text: &str) -> String {
        disclosure::mask_tokens(&redact(text), &self.credentials.client_id)
    }

    /// The values of the placeholders in the provider's error table.
    pub fn template_vars(&self) -> TemplateVars<'_> {
        self.provider
            .template_vars(&self.credentials.variables, self.redirect_uri.as_str())
    }

    /// The diagnostic for an error: from the provider's table, else with the provider's own words.
    pub fn refusal(&self, step: Step, error: &ProviderError) -> Error {
        let row = self.row(step, error);
        let diagnostic = self.refusal_finding(step, error);
        if error.is_transient || row.is_some_and(|row| row.is_temporary) {
            return Error::unreachable(diagnostic);
        }
        Error::refused(diagnostic)
    }

    /// The mapping of the error's most specific code that has one.
    fn row(&self, step: Step, error: &ProviderError) -> Option<&'static ErrorMapping> {
        let mut codes = error.codes.iter();
        codes.find_map(|code| self.provider.explain(step, code, &error.text))
    }

    /// The error in the provider's words, safe to show.
    pub(super) fn error_words(&self, error: &ProviderError) -> String {
        let code = self.foreign_words(error.codes.first().map_or("", String::as_str));
        let text = self.foreign_words(&error.text);
        if text.is_empty() {
            code
        } else {
            format!("{code}: {text}")
        }
    }

    /// As [`Self::refusal`], without the exit code.
    pub fn refusal_finding(&self, step: Step, error: &ProviderError) -> Diagnostic {
        let row = self.row(step, error);
        let code = self.foreign_words(error.codes.first().map_or("", String::as_str));
        let said = self.error_words(error);
        let detail = text!(
            login::SAID_AT,
            label = self.provider.label,
            step = step.words(),
            said = said
        );
        let diagnostic = match row {
            Some(row) => self.template_vars().diagnostic(row.code),
            None => diagnostic!(
                login::PROVIDER_ERROR,
                label = self.provider.label,
                step = step.words(),
                code = code,
                console = self.provider.console
            ),
        };
        self.note(&format!(
            "refused: {} [{}]",
            diagnostic.title,
            diagnostic.id()
        ));
        diagnostic.observed(detail)
    }

    /// The error for a response that is neither a success nor an error in a known format.
    pub fn unexpected(&self, step: Step, answer: &Response) -> Error {
        let seen = self.seen(step, answer);
        if let Some(trouble) = answer.not_json() {
            let diagnostic = trouble.diagnostic(&self.server(step));
            return Error::unreachable(diagnostic.observed(seen));
        }
        let diagnostic = diagnostic!(
            login::UNREADABLE_ANSWER,
            label = self.provider.label,
            step = step.words()
        );
        Error::refused(diagnostic.observed(seen))
    }

    /// The server of a step, for messages.
    pub fn server(&self, step: Step) -> String {
        format!("{} of {}", step.words(), self.provider.label)
    }

    /// The part of a response that may be shown: its start, or only its outline if it can contain tokens.
    fn seen(&self, step: Step, answer: &Response) -> String {
        if step.bears_tokens() {
            return self.sanitize(&disclosure::outline(answer));
        }
        let start = self.foreign_words(&String::from_utf8_lossy(&answer.body));
        if start.is_empty() {
            format!("HTTP {} with an empty body", answer.status)
        } else {
            format!("HTTP {}: {start}", answer.status)
        }
    }

    /// The error for a response without the expected content. Anything in it that looks like an issued token is registered as a secret first.
    pub fn failure(&self, step: Step, answer: &Response) -> Error {
        if step.bears_tokens() {
            disclosure::issued(answer)
                .iter()
                .for_each(redaction::register);
        }
        let said = ProviderError::read(answer);
        if let Some(trouble) = answer.trouble() {
            let diagnostic = trouble.diagnostic(&self.server(step));
            let seen = match &said {
                Some(error) => format!(
                    "HTTP {}: {}",
                    answer.status.as_u16(),
                    self.error_words(error)
                ),
                None => self.seen(step, answer),
            };
            self.note(&format!(
                "failed: {} [{}]",
                diagnostic.title,
                diagnostic.id()
            ));
            return Error::unreachable(diagnostic.observed(seen));
        }
        let Some(said) = said else {
            return self.unexpected(step, answer);
        };
        let mut error = self.refusal(step, &said);
        // Without a known code, the status is what there is to look up.
        if error.diagnostic.is(&login::PROVIDER_ERROR)
            && let Some(detail) = &mut error.diagnostic.detail
        {
            detail.insert_str(0, &format!("HTTP {}: ", answer.status.as_u16()));
        }
        error
    }
}

/// The error for an endpoint that is missing or not a URL.
pub fn no_endpoint(provider: &Provider, name: &str) -> Error {
    Error::settings(diagnostic!(
        login::NO_ENDPOINT,
        label = provider.label,
        endpoint = name,
        name = provider.name
    ))
}
