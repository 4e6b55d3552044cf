//! Checks, without a sign-in, whether a provider accepts the client ID and secret and whether a redirect URI is registered.
//!
//! Sends one request each, without retries, with secrets in bodies and headers only. The provider's tables say what a response means. Responses
//! without a row, 429, 5xx and timeouts are unknown.

use std::rc::Rc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::future::{join, join_all};
use serde_json::Value;
use url::Url;

use super::provider_error::ProviderError;
use super::provider_session::ProviderSession;
use super::redirect::RedirectUri;
use super::{authorize, client, discovery};
use crate::diagnostics::Diagnostic;
use crate::http::{Client, Request, Response, header};
use crate::process::Env;
use crate::providers::{Credentials, CredentialsProbe, PageMeaning, PagePattern, Provider, Step};

/// The maximum number of redirects to a sign-in page.
const REDIRECTS: usize = 5;

/// The credentials and redirect URIs to check at one provider.
#[derive(Clone, Debug)]
pub struct ProbeRequest {
    /// The provider.
    pub provider: Provider,
    /// The client's own credentials.
    pub credentials: Credentials,
    /// The redirect URIs, most important first.
    pub redirect_uris: Vec<RedirectUri>,
}

/// The results of one provider.
#[derive(Debug)]
pub struct ProbeResponse {
    /// The request.
    pub request: ProbeRequest,
    /// Whether the provider accepts the client ID and secret.
    pub credentials: ProbeOutcome,
    /// Whether each redirect URI is registered, in the order of the request.
    pub redirect_uris: Vec<ProbeOutcome>,
    /// Requests and responses, without secrets.
    pub transcript: String,
}

/// The result of one check.
#[derive(Debug)]
pub enum ProbeOutcome {
    /// Accepted.
    Good,
    /// Rejected, with the diagnostic.
    Bad(Box<Diagnostic>),
    /// Unknown, with the reason.
    Unknown(String),
}

/// Runs all checks of one provider concurrently.
pub async fn probe(client: &Rc<Client>, env: &Env, mut request: ProbeRequest) -> ProbeResponse {
    let fallback = || RedirectUri::parse("http://localhost/");
    let first = request
        .redirect_uris
        .first()
        .cloned()
        .map_or_else(fallback, Ok);
    let talk = |provider: &Provider, redirect_uri: RedirectUri| {
        ProviderSession::sharing(
            Rc::clone(client),
            env,
            provider.clone(),
            request.credentials.clone(),
            redirect_uri,
        )
    };
    let Ok(mut session) = first.map(|uri| talk(&request.provider, uri)) else {
        let reason = || ProbeOutcome::Unknown("there is no redirect URI to ask with".to_owned());
        return ProbeResponse {
            request,
            credentials: reason(),
            redirect_uris: Vec::new(),
            transcript: String::new(),
        };
    };
    let trusted = session.provider.require_trust(env);
    let completed = match trusted {
        Ok(()) => discovery::complete(&mut session).await,
        refused => refused,
    };
    if let Err(error) = completed {
        let reason = error.diagnostic.title.into_owned();
        let redirect_uris = request
            .redirect_uris
            .iter()
            .map(|_| ProbeOutcome::Unknown(reason.clone()))
            .collect();
        return ProbeResponse {
            credentials: ProbeOutcome::Unknown(reason),
            redirect_uris,
            transcript: session.transcript(),
            request,
        };
    }
    let pages: Vec<ProviderSession> = request
        .redirect_uris
        .iter()
        .map(|uri| talk(&session.provider, uri.clone()))
        .collect();
    let (credentials, redirect_uris) = join(
        probe_credentials(&session),
        join_all(pages.iter().map(probe_sign_in_page)),
    )
    .await;
    let transcript = pages
        .iter()
        .map(ProviderSession::transcript)
        .fold(session.transcript(), |text, page| text + &page);
    request.provider = session.provider;
    ProbeResponse {
        request,
        credentials,
        redirect_uris,
        transcript,
    }
}

async fn probe_credentials(session: &ProviderSession<'_>) -> ProbeOutcome {
    let Some((step, request)) = credentials_request(session) else {
        return ProbeOutcome::Unknown("it has no token endpoint".to_owned());
    };
    match session.ask(step, request).await {
        Ok(answer) => check_answer(session, step, &answer),
        Err(error) => ProbeOutcome::Unknown(error.diagnostic.title.into_owned()),
    }
}

fn credentials_request(session: &ProviderSession<'_>) -> Option<(Step, Request)> {
    let provider = &session.provider;
    let code = format!("navauth-probe-{}", authorize::random().ok()?.expose());
    let scope = provider.scopes.join(" ");
    let mut fields = match (
        provider.probes.credentials,
        &provider.endpoints.device_authorization,
    ) {
        (CredentialsProbe::DeviceCode, Some(endpoint)) => {
            let id = session.credentials.client_id.as_str();
            let fields = vec![("client_id", id), ("scope", scope.as_str())];
            return Some((Step::Device, client::post(session, endpoint, fields)));
        }
        (CredentialsProbe::ClientCredentials, _) => vec![("grant_type", "client_credentials")],
        (CredentialsProbe::ImpossibleCode { .. } | CredentialsProbe::DeviceCode, _) => vec![
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
        ],
    };
    let without_redirect_uri = CredentialsProbe::ImpossibleCode {
        with_redirect_uri: false,
    };
    if provider.probes.credentials != without_redirect_uri
        && provider.probes.credentials != CredentialsProbe::ClientCredentials
    {
        fields.push(("redirect_uri", session.redirect_uri.as_str()));
    }
    let endpoint = provider.endpoints.token.clone()?;
    Some((Step::Token, client::post(session, endpoint, fields)))
}

fn check_answer(session: &ProviderSession<'_>, step: Step, answer: &Response) -> ProbeOutcome {
    let provider = &session.provider;
    let server = session.server(step);
    if let Some(trouble) = answer.trouble() {
        return ProbeOutcome::Unknown(trouble.sentence(&server));
    }
    let proof = match (provider.probes.credentials, step) {
        (CredentialsProbe::ClientCredentials, _) => Some("access_token"),
        (CredentialsProbe::DeviceCode, Step::Device) => Some("device_code"),
        _ => None,
    };
    let has = |name: &str| {
        answer
            .json()
            .is_some_and(|value| value.get(name).is_some_and(Value::is_string))
    };
    if answer.status.is_success() && proof.is_some_and(has) {
        return ProbeOutcome::Good;
    }
    let Some(error) = ProviderError::read(answer) else {
        let status = answer.status.as_u16();
        return ProbeOutcome::Unknown(answer.not_json().map_or_else(
            || format!("{server} sent JSON that navauth does not recognize (HTTP {status})"),
            |trouble| trouble.sentence(&server),
        ));
    };
    let rows = || {
        error
            .codes
            .iter()
            .flat_map(|code| provider.probes.answers.iter().map(move |row| (code, row)))
    };
    match rows().find(|(code, row)| row.matches(code, &error.text)) {
        Some((_, row)) if row.accepted => ProbeOutcome::Good,
        Some(_) => ProbeOutcome::Bad(Box::new(session.refusal_finding(step, &error))),
        None => {
            let said = [error.codes.first().map_or("", String::as_str), &error.text]
                .map(|text| session.foreign_words(text))
                .join(" ");
            ProbeOutcome::Unknown(format!("{} answered: {}", provider.label, said.trim()))
        }
    }
}

async fn probe_sign_in_page(session: &ProviderSession<'_>) -> ProbeOutcome {
    let provider = &session.provider;
    let nothing = || shown_after_sign_in(session);
    let endpoint = provider
        .endpoints
        .authorization
        .as_deref()
        .and_then(|endpoint| Url::parse(endpoint).ok());
    let Some(endpoint) = endpoint.filter(|_| !provider.probes.page.is_empty()) else {
        return nothing();
    };
    let mut url = endpoint.clone();
    url.query_pairs_mut().extend_pairs([
        ("response_type", "code"),
        ("client_id", &session.credentials.client_id),
        ("redirect_uri", session.redirect_uri.as_str()),
        ("scope", &provider.scopes.join(" ")),
        ("state", "navauth-probe"),
    ]);
    for _ in 0..=REDIRECTS {
        let answer = match session
            .ask(Step::Authorize, Request::get(url.clone()))
            .await
        {
            Ok(answer) => answer,
            Err(error) => return ProbeOutcome::Unknown(error.diagnostic.title.into_owned()),
        };
        if let Some(trouble) = answer.trouble() {
            let server = session.server(Step::Authorize);
            return ProbeOutcome::Unknown(trouble.sentence(&server));
        }
        let next = answer
            .header(header::LOCATION)
            .and_then(|location| url.join(location).ok());
        match next
            .filter(|next| provider.probes.page_redirects && next.origin() == endpoint.origin())
        {
            Some(next) if answer.status.is_redirection() => url = next,
            _ => {
                return check_page(session, &answer)
                    .unwrap_or_else(|| unread_page(session, &endpoint, &answer));
            }
        }
    }
    nothing()
}

fn shown_after_sign_in(session: &ProviderSession<'_>) -> ProbeOutcome {
    let label = &session.provider.label;
    ProbeOutcome::Unknown(format!("{label} shows it only after a sign-in"))
}

/// An answer without a row. Only a redirect to the provider itself shows that it wants a sign-in first.
fn unread_page(session: &ProviderSession<'_>, endpoint: &Url, answer: &Response) -> ProbeOutcome {
    let server = session.server(Step::Authorize);
    let target = answer
        .header(header::LOCATION)
        .filter(|_| answer.status.is_redirection())
        .and_then(|location| endpoint.join(location).ok());
    match target {
        Some(target) if target.origin() == endpoint.origin() => shown_after_sign_in(session),
        Some(target) => ProbeOutcome::Unknown(format!(
            "{server} redirects to {} instead of answering",
            session.foreign_words(&target.origin().ascii_serialization())
        )),
        None => ProbeOutcome::Unknown(format!(
            "navauth does not recognize the answer of {server} (HTTP {})",
            answer.status.as_u16()
        )),
    }
}

/// The meaning of the sign-in page, if a row matches.
fn check_page(session: &ProviderSession<'_>, answer: &Response) -> Option<ProbeOutcome> {
    let body = String::from_utf8_lossy(&answer.body).to_lowercase();
    let location = answer
        .header(header::LOCATION)
        .filter(|_| answer.status.is_redirection());
    let page_error = location.and_then(PageError::read);
    let is = |name: &str| page_error.as_ref().is_some_and(|error| error.code == name);
    let seen = |pattern: &PagePattern| match pattern {
        PagePattern::Error(name) => is(name),
        PagePattern::ErrorWithText(name, text) => {
            let says = |error: &PageError| error.message.to_lowercase().contains(text);
            is(name) && page_error.as_ref().is_some_and(says)
        }
        PagePattern::Body(status, text) => answer.status.as_u16() == *status && body.contains(text),
        PagePattern::Status(status) => answer.status.as_u16() == *status,
        PagePattern::RedirectTo(path) => location.is_some_and(|location| {
            location
                .split('?')
                .next()
                .is_some_and(|found| found.contains(path))
        }),
    };
    let row = session
        .provider
        .probes
        .page
        .iter()
        .find(|row| seen(&row.pattern))?;
    session.note(&format!("the sign-in page: {:?}", row.means));
    let said = page_error.map(|error| error.words()).unwrap_or_default();
    Some(match row.means {
        PageMeaning::Accepted => ProbeOutcome::Good,
        PageMeaning::Nothing(reason) if said.is_empty() => ProbeOutcome::Unknown(reason.to_owned()),
        PageMeaning::Nothing(reason) => {
            ProbeOutcome::Unknown(format!("{reason}: {}", session.foreign_words(&said)))
        }
        PageMeaning::Refused(code) => ProbeOutcome::Bad(Box::new(
            session.refusal_finding(Step::Authorize, &ProviderError::new(code, said)),
        )),
    })
}

/// The error in the URL of Google's error page: a base64url protocol buffer with the code in field 1 and the message in field 2.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct PageError {
    code: String,
    message: String,
}

impl PageError {
    /// Reads the parameter `authError`.
    pub fn read(location: &str) -> Option<Self> {
        let query = location.split_once('?')?.1;
        let query = query.split('#').next().unwrap_or_default();
        let (_, blob) =
            url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "authError")?;
        let blob = blob.replace(['+', ' '], "-").replace('/', "_");
        let bytes = URL_SAFE_NO_PAD.decode(blob.trim_end_matches('=')).ok()?;
        let mut rest = bytes.as_slice();
        let mut error = Self::default();
        while let Some(tag) = varint(&mut rest) {
            match tag & 7 {
                0 => _ = varint(&mut rest)?,
                2 => {
                    let length = usize::try_from(varint(&mut rest)?).ok()?;
                    let (field, after) = rest.split_at_checked(length)?;
                    let text = || String::from_utf8_lossy(field).trim().to_owned();
                    match tag >> 3 {
                        1 => error.code = text(),
                        2 => error.message = text(),
                        _ => {}
                    }
                    rest = after;
                }
                _ => break,
            }
        }
        (!error.code.is_empty()).then_some(error)
    }

    /// The code and the message.
    pub fn words(&self) -> String {
        match self.message.as_str() {
            "" => self.code.clone(),
            message => format!("{}: {message}", self.code),
        }
    }
}

/// A protocol buffer varint: seven bits per byte, lowest first, with the high bit set on all but the last.
fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};

    use super::PageError;

    fn read(query: &str) -> Option<(String, String)> {
        let location = format!("https://accounts.google.com/signin/oauth/error?{query}");
        PageError::read(&location).map(|error| (error.code, error.message))
    }

    #[test]
    fn reads_the_error_in_the_url() {
        // As seen on 2026-08-19: the message starts with a newline and is 176 bytes long, so its length takes two bytes.
        let message = format!("\n{:.<175}", "You can't sign in to this app");
        assert_eq!(message.len(), 176);
        let mut bytes = b"\x0a\x15redirect_uri_mismatch\x12\xb0\x01".to_vec();
        bytes.extend(message.as_bytes());
        bytes.extend(b"\x1a\x03url\x20\x90\x03");
        let expected = Some((
            "redirect_uri_mismatch".to_owned(),
            message.trim().to_owned(),
        ));
        for blob in [
            URL_SAFE_NO_PAD.encode(&bytes),
            URL_SAFE.encode(&bytes).replace('=', "%3D"),
            STANDARD.encode(&bytes),
        ] {
            assert_eq!(read(&format!("a=b&authError={blob}&flowName=x")), expected);
            assert_eq!(read(&format!("authError={blob}#top")), expected);
        }
        // The older format, with one-byte lengths.
        let blob = "ChVyZWRpcmVjdF91cmlfbWlzbWF0Y2gSA2FiYyCQAw";
        assert_eq!(
            read(&format!("authError={blob}")),
            Some(("redirect_uri_mismatch".to_owned(), "abc".to_owned()))
        );
        for wrong in [
            "",
            "authError=",
            "authError=Cg",
            "authError=CpVy",
            "authError=CgVy",
            "authError=%00",
            "authError=Ev8",
            "authError=CoCAgICAgICAgICAAXI",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(PageError::read("https://accounts.google.com/signin"), None);
    }
}
