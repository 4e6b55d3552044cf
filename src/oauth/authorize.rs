//! Builds the authorization URL (RFC 6749 section 4.1.1).
//!
//! State, PKCE verifier and nonce are 256 random bits each, from the operating system's generator.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oauth2::basic::BasicClient;
use oauth2::{
    AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
};
use rand::TryRng;

use super::redirect::RedirectUri;
use crate::diagnostics::{Error, Result};
use crate::providers::{Credentials, Provider};
use crate::secret::Secret;

/// The values that this sign-in sent and that the response must match.
pub struct Authorization {
    /// The URL to open. It contains the state, so it must not be logged.
    pub url: Secret,
    /// The `state` parameter.
    pub state: Secret,
    /// The nonce, for OpenID Connect.
    pub nonce: Option<Secret>,
    /// The PKCE verifier, if PKCE is used.
    pub verifier: Option<Secret>,
}

impl Authorization {
    /// Creates the random values and the URL.
    pub fn begin(
        provider: &Provider,
        credentials: &Credentials,
        redirect_uri: &RedirectUri,
    ) -> Result<Self> {
        let endpoint = provider.endpoints.authorization.clone().unwrap_or_default();
        let endpoint = AuthUrl::new(endpoint).map_err(|_| {
            super::provider_session::no_endpoint(provider, "authorization_endpoint")
        })?;
        let redirect = RedirectUrl::new(redirect_uri.as_str().to_owned())
            .map_err(|_| Error::bug("the redirect URI is not a URL"))?;
        let client = BasicClient::new(ClientId::new(credentials.client_id.clone()))
            .set_auth_uri(endpoint)
            .set_redirect_uri(redirect);
        let state = random()?;
        let nonce = provider.openid().then(random).transpose()?;
        let verifier = provider.pkce.then(random).transpose()?;
        let mut request = client
            .authorize_url(|| CsrfToken::new(state.expose().to_owned()))
            .add_scopes(provider.scopes.iter().cloned().map(Scope::new));
        if let Some(verifier) = &verifier {
            let verifier = PkceCodeVerifier::new(verifier.expose().to_owned());
            request =
                request.set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        }
        if let Some(nonce) = &nonce {
            request = request.add_extra_param("nonce", nonce.expose());
        }
        let (url, _) = request.url();
        Ok(Self {
            url: Secret::new(url),
            state,
            nonce,
            verifier,
        })
    }
}

/// 256 bits from the operating system, as 43 characters of base64url: also the shortest PKCE verifier (RFC 7636 section 4.1).
pub(super) fn random() -> Result<Secret> {
    let mut bytes = [0; 32];
    let filled = rand::rngs::SysRng.try_fill_bytes(&mut bytes);
    filled.map_err(|error| {
        Error::bug(format!(
            "the operating system returned no random bytes: {error}"
        ))
    })?;
    Ok(Secret::new(URL_SAFE_NO_PAD.encode(bytes)))
}
