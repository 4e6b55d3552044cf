//! Client authentication (RFC 6749 section 2.3.1), the same at every endpoint.

use super::provider_session::ProviderSession;
use crate::http::{Request, header};
use crate::providers::ClientAuthentication;

/// A form POST with the client's credentials in the form or as HTTP Basic, as the provider requires.
pub fn post<'a>(
    session: &'a ProviderSession<'_>,
    endpoint: impl Into<String>,
    mut fields: Vec<(&'a str, &'a str)>,
) -> Request {
    let credentials = &session.credentials;
    let request = Request::post(endpoint).header(header::ACCEPT, "application/json");
    match session.provider.client_authentication {
        ClientAuthentication::Basic => request
            .form(fields)
            .client_basic(&credentials.client_id, &credentials.client_secret),
        ClientAuthentication::Body => {
            fields.retain(|(name, _)| *name != "client_id");
            fields.extend([
                ("client_id", credentials.client_id.as_str()),
                ("client_secret", credentials.client_secret.expose()),
            ]);
            request.form(fields)
        }
        ClientAuthentication::None => {
            fields.retain(|(name, _)| *name != "client_id");
            fields.push(("client_id", credentials.client_id.as_str()));
            request.form(fields)
        }
    }
}
