//! Exchanges the code for tokens (RFC 6749 section 4.1.3).

use std::cell::RefCell;
use std::fmt;

use oauth2::basic::{BasicClient, BasicTokenType};
use oauth2::{
    AuthType, AuthorizationCode, ClientId, ClientSecret, ExtraTokenFields, HttpRequest,
    HttpResponse, PkceCodeVerifier, RedirectUrl, StandardTokenResponse, TokenResponse as _,
    TokenUrl,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::authorize::Authorization;
use super::disclosure;
use super::provider_session::{ProviderSession, no_endpoint};
use crate::diagnostics::redaction;
use crate::diagnostics::{Error, Result};
use crate::http::{Request, Response};
use crate::providers::{ClientAuthentication, Step};
use crate::secret::Secret;

/// The tokens from the provider.
pub struct TokenResponse {
    /// The access token.
    pub access_token: Secret,
    /// The refresh token, if one was issued.
    pub refresh_token: Option<Secret>,
    /// The id_token, if one was issued.
    pub id_token: Option<Secret>,
    /// The granted scopes, if the provider reports them.
    pub scopes: Option<Vec<String>>,
}

/// The error of a token request, with any tokens to revoke.
pub struct Unusable {
    /// What to tell the user.
    pub error: Error,
    /// Tokens that were issued in spite of the error, to be revoked.
    pub issued: Option<Box<TokenResponse>>,
}

impl From<Error> for Unusable {
    fn from(error: Error) -> Self {
        Self {
            error,
            issued: None,
        }
    }
}

/// Exchanges the code.
pub async fn exchange(
    session: &ProviderSession<'_>,
    authorization: &Authorization,
    code: &Secret,
) -> Result<TokenResponse, Unusable> {
    let (provider, credentials) = (&session.provider, &session.credentials);
    let endpoint = provider.endpoints.token.clone().unwrap_or_default();
    let endpoint = TokenUrl::new(endpoint).map_err(|_| no_endpoint(provider, "token_endpoint"))?;
    let redirect = session.redirect_uri.as_str().to_owned();
    let redirect =
        RedirectUrl::new(redirect).map_err(|_| Error::bug("the redirect URI is not a URL"))?;
    let mut client = BasicClient::new(ClientId::new(credentials.client_id.clone()))
        .set_auth_type(match provider.client_authentication {
            ClientAuthentication::Basic => AuthType::BasicAuth,
            ClientAuthentication::Body | ClientAuthentication::None => AuthType::RequestBody,
        })
        .set_token_uri(endpoint)
        .set_redirect_uri(redirect);
    if provider.has_secret() {
        let secret = credentials.client_secret.expose().to_owned();
        client = client.set_client_secret(ClientSecret::new(secret));
    }
    let mut request = client.exchange_code(AuthorizationCode::new(code.expose().to_owned()));
    if let Some(verifier) = &authorization.verifier {
        request = request.set_pkce_verifier(PkceCodeVerifier::new(verifier.expose().to_owned()));
    }
    // The library builds the request; the response is parsed below, because the errors of providers differ.
    let answered = RefCell::new(None);
    let send = |request: HttpRequest| async {
        let outcome = session.ask(Step::Token, from_library(request)).await;
        *answered.borrow_mut() = Some(outcome);
        Err::<HttpResponse, Taken>(Taken)
    };
    // Always an error, because the response was intercepted above.
    let _ = request.request_async(&send).await;
    match answered.into_inner() {
        Some(answer) => read(session, Step::Token, &answer?),
        // The library could not build a request for this URL.
        None => Err(no_endpoint(provider, "token_endpoint").into()),
    }
}

/// Parses a response of the token endpoint.
pub fn read(
    session: &ProviderSession<'_>,
    step: Step,
    answer: &Response,
) -> Result<TokenResponse, Unusable> {
    let value = answer
        .json()
        .filter(|value| answer.status.is_success() && !has_error(value));
    let Some(response) = value.and_then(parse) else {
        let issued = disclosure::issued(answer).into_iter().next();
        return Err(Unusable {
            error: session.failure(step, answer),
            issued: issued.map(|access_token| {
                Box::new(TokenResponse {
                    access_token,
                    refresh_token: None,
                    id_token: None,
                    scopes: None,
                })
            }),
        });
    };
    let id_token = response.extra_fields().id_token.as_ref();
    let tokens = TokenResponse {
        access_token: Secret::new(response.access_token().secret()),
        refresh_token: response
            .refresh_token()
            .map(|token| Secret::new(token.secret())),
        id_token: id_token.map(Secret::new),
        scopes: response.scopes().map(|scopes| {
            let scopes = scopes.iter().filter(|scope| !scope.is_empty());
            scopes.map(|scope| session.mask_tokens(scope)).collect()
        }),
    };
    [
        Some(&tokens.access_token),
        tokens.id_token.as_ref(),
        tokens.refresh_token.as_ref(),
    ]
    .into_iter()
    .flatten()
    .for_each(redaction::register);
    Ok(tokens)
}

/// A token response (RFC 6749 section 5.1) with an id_token (OpenID Connect Core section 3.1.3.3).
type StandardResponse = StandardTokenResponse<IdTokenField, BasicTokenType>;

#[derive(Debug, Deserialize, Serialize)]
struct IdTokenField {
    id_token: Option<String>,
}

impl ExtraTokenFields for IdTokenField {}

/// The response, without what providers do differently; `None` without an access token.
fn parse(mut value: Value) -> Option<StandardResponse> {
    let fields = value.as_object_mut()?;
    // Nothing depends on the lifetime, which some servers send as text.
    fields.remove("expires_in");
    fields.retain(|name, value| match name.as_str() {
        "access_token" | "refresh_token" | "id_token" => {
            value.as_str().is_some_and(|token| !token.is_empty())
        }
        "scope" | "token_type" => value.is_string(),
        _ => true,
    });
    // Some servers leave it out.
    fields
        .entry("token_type")
        .or_insert_with(|| "bearer".into());
    // GitHub separates scopes by commas.
    if let Some(Value::String(scopes)) = fields.get_mut("scope") {
        *scopes = scopes.replace(',', " ");
    }
    serde_json::from_value(value).ok()
}

/// Whether a response has an `error` that is not empty.
pub fn has_error(value: &Value) -> bool {
    let says_nothing = |error: &Value| {
        error.is_null() || *error == Value::Bool(false) || error.as_str() == Some("")
    };
    value.get("error").is_some_and(|error| !says_nothing(error))
}

fn from_library(request: HttpRequest) -> Request {
    let (parts, body) = request.into_parts();
    Request {
        method: parts.method,
        url: parts.uri.to_string(),
        headers: parts.headers,
        body,
    }
}

/// The placeholder error for the library, instead of a response.
#[derive(Debug)]
struct Taken;

impl fmt::Display for Taken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the answer is read elsewhere")
    }
}

impl std::error::Error for Taken {}
