//! Asking a provider, without anybody signing in, whether id and secret belong together and whether a redirect URI is registered.
//!
//! Owns the questions: one request each, never again after a refusal, secrets in bodies and headers only. What an answer means stands in the
//! provider's rows; what stands in none of them, 429, 5xx and no answer at all cannot be told.

use std::rc::Rc;

use base64::Engine;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use futures_util::future::{join, join_all};
use url::Url;

use super::answer::ProviderError;
use super::conversation::ProviderSession;
use super::redirect::RedirectUri;
use super::{authorize, client, discovery};
use crate::diagnostics::Diagnostic;
use crate::http::{Answer, Client, Request, header};
use crate::process::Process;
use crate::providers::{Credentials, PageMeaning, PagePattern, Provider, Question, Step};

/// The longest chain of redirects to a sign-in page.
const REDIRECTS: usize = 5;

/// What to ask one provider.
#[derive(Clone, Debug)]
pub struct ProbeRequest {
    /// The provider.
    pub provider: Provider,
    /// The client's own credentials.
    pub credentials: Credentials,
    /// The redirect URIs, the one that matters most first.
    pub redirect_uris: Vec<RedirectUri>,
}

/// What one provider said.
#[derive(Debug)]
pub struct ProbeResponse {
    /// What was asked.
    pub inquiry: ProbeRequest,
    /// Whether id and secret belong together.
    pub credentials: ProbeOutcome,
    /// Whether each redirect URI is registered, in the order of the question.
    pub redirect_uris: Vec<ProbeOutcome>,
    /// Requests and answers, without secrets.
    pub transcript: String,
}

/// The answer to one question.
#[derive(Debug)]
pub enum ProbeOutcome {
    /// It is right.
    Good,
    /// It is wrong, and this is what and why.
    Bad(Box<Diagnostic>),
    /// It could not be told, for this reason.
    Unknown(String),
}

/// Asks one provider everything at once.
pub async fn probe(
    client: &Rc<Client>,
    process: &Process,
    mut inquiry: ProbeRequest,
) -> ProbeResponse {
    let fallback = || RedirectUri::parse("http://localhost/");
    let first = inquiry
        .redirect_uris
        .first()
        .cloned()
        .map_or_else(fallback, Ok);
    let talk = |provider: &Provider, redirect_uri: RedirectUri| {
        ProviderSession::sharing(
            Rc::clone(client),
            process,
            provider.clone(),
            inquiry.credentials.clone(),
            redirect_uri,
        )
    };
    let Ok(mut conversation) = first.map(|uri| talk(&inquiry.provider, uri)) else {
        let reason = || ProbeOutcome::Unknown("there is no redirect URI to ask with".to_owned());
        return ProbeResponse {
            inquiry,
            credentials: reason(),
            redirect_uris: Vec::new(),
            transcript: String::new(),
        };
    };
    let trusted = conversation.provider.require_trust(process);
    let completed = match trusted {
        Ok(()) => discovery::complete(&mut conversation).await,
        refused => refused,
    };
    if let Err(error) = completed {
        let reason = error.finding.title.into_owned();
        let redirect_uris = inquiry
            .redirect_uris
            .iter()
            .map(|_| ProbeOutcome::Unknown(reason.clone()))
            .collect();
        return ProbeResponse {
            credentials: ProbeOutcome::Unknown(reason),
            redirect_uris,
            transcript: conversation.transcript(),
            inquiry,
        };
    }
    let pages: Vec<ProviderSession> = inquiry
        .redirect_uris
        .iter()
        .map(|uri| talk(&conversation.provider, uri.clone()))
        .collect();
    let (credentials, redirect_uris) = join(
        ask_token_endpoint(&conversation),
        join_all(pages.iter().map(ask_page)),
    )
    .await;
    let transcript = pages
        .iter()
        .map(ProviderSession::transcript)
        .fold(conversation.transcript(), |text, page| text + &page);
    inquiry.provider = conversation.provider;
    ProbeResponse {
        inquiry,
        credentials,
        redirect_uris,
        transcript,
    }
}

async fn ask_token_endpoint(conversation: &ProviderSession<'_>) -> ProbeOutcome {
    let Some(request) = question(conversation) else {
        return ProbeOutcome::Unknown("it has no token endpoint".to_owned());
    };
    match conversation.ask(Step::Token, request).await {
        Ok(answer) => check_answer(conversation, &answer),
        Err(error) => ProbeOutcome::Unknown(error.finding.title.into_owned()),
    }
}

fn question(conversation: &ProviderSession<'_>) -> Option<Request> {
    let provider = &conversation.provider;
    let code = format!("navauth-probe-{}", authorize::random().ok()?.expose());
    let mut fields = match provider.probes.question {
        Question::ClientCredentials => vec![("grant_type", "client_credentials")],
        Question::ImpossibleCode { .. } => vec![
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
        ],
    };
    if provider.probes.question
        == (Question::ImpossibleCode {
            with_redirect_uri: true,
        })
    {
        fields.push(("redirect_uri", conversation.redirect_uri.as_str()));
    }
    let endpoint = provider.endpoints.token.clone()?;
    Some(client::post(conversation, endpoint, fields))
}

fn check_answer(conversation: &ProviderSession<'_>, answer: &Answer) -> ProbeOutcome {
    let provider = &conversation.provider;
    let server = conversation.server(Step::Token);
    if let Some(trouble) = answer.trouble() {
        return ProbeOutcome::Unknown(trouble.sentence(&server));
    }
    let token = answer.json().is_some_and(|value| {
        value
            .get("access_token")
            .is_some_and(serde_json::Value::is_string)
    });
    if provider.probes.question == Question::ClientCredentials
        && answer.status.is_success()
        && token
    {
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
        Some(_) => ProbeOutcome::Bad(Box::new(conversation.refusal_finding(Step::Token, &error))),
        None => {
            let said = [error.codes.first().map_or("", String::as_str), &error.text]
                .map(|text| conversation.foreign_words(text))
                .join(" ");
            ProbeOutcome::Unknown(format!(
                "{} said what navauth does not know: {}",
                provider.label,
                said.trim()
            ))
        }
    }
}

async fn ask_page(conversation: &ProviderSession<'_>) -> ProbeOutcome {
    let provider = &conversation.provider;
    let nothing = || {
        ProbeOutcome::Unknown(format!(
            "{} shows it only to somebody who signs in",
            provider.label
        ))
    };
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
        ("client_id", &conversation.credentials.client_id),
        ("redirect_uri", conversation.redirect_uri.as_str()),
        ("scope", &provider.scopes.join(" ")),
        ("state", "navauth-probe"),
    ]);
    for _ in 0..=REDIRECTS {
        let answer = match conversation
            .ask(Step::Authorize, Request::get(url.clone()))
            .await
        {
            Ok(answer) => answer,
            Err(error) => return ProbeOutcome::Unknown(error.finding.title.into_owned()),
        };
        if let Some(trouble) = answer.trouble() {
            let server = conversation.server(Step::Authorize);
            return ProbeOutcome::Unknown(trouble.sentence(&server));
        }
        let next = answer
            .header(header::LOCATION)
            .and_then(|location| url.join(location).ok());
        match next
            .filter(|next| provider.probes.page_redirects && next.origin() == endpoint.origin())
        {
            Some(next) if answer.status.is_redirection() => url = next,
            _ => return check_page(conversation, &answer).unwrap_or_else(nothing),
        }
    }
    nothing()
}

/// What the page shows; None where no row knows it.
fn check_page(conversation: &ProviderSession<'_>, answer: &Answer) -> Option<ProbeOutcome> {
    let body = String::from_utf8_lossy(&answer.body).to_lowercase();
    let location = answer
        .header(header::LOCATION)
        .filter(|_| answer.status.is_redirection());
    let seen = |sign: &PagePattern| match sign {
        PagePattern::Error(name) => location.and_then(error_in).as_deref() == Some(*name),
        PagePattern::Body(status, text) => answer.status.as_u16() == *status && body.contains(text),
        PagePattern::Status(status) => answer.status.as_u16() == *status,
        PagePattern::RedirectTo(path) => location.is_some_and(|location| {
            location
                .split('?')
                .next()
                .is_some_and(|found| found.contains(path))
        }),
    };
    let row = conversation
        .provider
        .probes
        .page
        .iter()
        .find(|row| seen(&row.sign))?;
    conversation.note(&format!("the sign-in page: {:?}", row.means));
    Some(match row.means {
        PageMeaning::Accepted => ProbeOutcome::Good,
        PageMeaning::Nothing(reason) => ProbeOutcome::Unknown(reason.to_owned()),
        PageMeaning::Refused(code) => ProbeOutcome::Bad(Box::new(
            conversation.refusal_finding(Step::Authorize, &ProviderError::new(code, "")),
        )),
    })
}

/// The name of the error in an address with the parameter `authError`: a protocol buffer in base64, whose first field is that name.
fn error_in(location: &str) -> Option<String> {
    let query = location.split_once('?')?.1;
    let (_, blob) =
        url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "authError")?;
    let blob = blob.replace('+', "-").replace('/', "_");
    let bytes = URL_SAFE
        .decode(&blob)
        .or_else(|_| URL_SAFE_NO_PAD.decode(blob.trim_end_matches('=')))
        .ok()?;
    let (&[tag, length], rest) = bytes.split_first_chunk::<2>()?;
    let name = rest
        .get(..usize::from(length))
        .filter(|_| tag == 0x0a && length < 0x80)?;
    String::from_utf8(name.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::error_in;

    #[test]
    fn an_error_is_read_from_the_address() {
        // Field 1 "redirect_uri_mismatch", field 2 a message, field 4 the status 400.
        let blob = "ChVyZWRpcmVjdF91cmlfbWlzbWF0Y2gSA2FiYyCQAw";
        let read = |query: &str| {
            error_in(&format!(
                "https://accounts.google.com/signin/oauth/error?{query}"
            ))
        };
        assert_eq!(
            read(&format!("authError={blob}")).as_deref(),
            Some("redirect_uri_mismatch")
        );
        assert_eq!(
            read(&format!("a=b&authError={blob}%3D%3D&flowName=x")).as_deref(),
            Some("redirect_uri_mismatch")
        );
        for wrong in [
            "",
            "authError=",
            "authError=Cg",
            "authError=CpVy",
            "authError=%00",
            "authError=Ev8",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(error_in("https://accounts.google.com/signin"), None);
    }
}
