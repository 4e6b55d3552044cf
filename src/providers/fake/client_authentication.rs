//! Client authentication at the token endpoint (RFC 6749 section 2.3.1).

use super::provider::FakeProvider;
use super::request::Request;
use super::state::State;

/// Authenticates the client; the error is the name of a provider's error.
pub fn authenticate(
    state: &State,
    provider: &FakeProvider,
    request: &Request,
) -> Result<(), &'static str> {
    let basic = request.basic().filter(|_| provider.basic_authentication);
    let parameter = |name: &str| match request.body.get(name) {
        Some(value) => Some(value.clone()),
        None => request
            .query
            .get(name)
            .filter(|_| provider.secret_in_query)
            .cloned(),
    };
    let (id, secret) = match basic {
        Some((id, secret)) => (Some(id), Some(secret)),
        None => (parameter("client_id"), parameter("client_secret")),
    };
    let Some(right) = id
        .as_deref()
        .and_then(|id| state.secret_of(provider.name, id))
    else {
        return Err("unknown-client");
    };
    match secret.as_deref() {
        None | Some("") if state.behavior.public_clients => Ok(()),
        Some(_) if state.behavior.public_clients => Err("wrong-secret"),
        None | Some("") => Err("missing-secret"),
        Some(secret) if secret != right => Err("wrong-secret"),
        Some(_) => Ok(()),
    }
}
