//! What the providers answer about credentials and redirect URIs. The requests are in `oauth`.

use std::rc::Rc;
use std::time::Duration;

use futures_util::future::join_all;

use crate::checks::scope::Scope;
use crate::config::placeholder::placeholder;
use crate::http::Client;
use crate::oauth::{self, ProbeRequest, ProbeResponse, RedirectUri};
use crate::process::Env;
use crate::providers::formats::{Match, Role};
use crate::providers::{Credentials, Provider};
use crate::secret::Secret;

/// Asks the providers at the same time.
pub async fn fetch(scope: &Scope<'_>, env: &Env, limit: Duration) -> Vec<ProbeResponse> {
    let client = Rc::new(Client::new(limit));
    join_all(
        probe_requests(scope)
            .into_iter()
            .map(|request| oauth::probe(&client, env, request)),
    )
    .await
}

/// The providers that are asked over the network.
pub fn asked_providers(scope: &Scope<'_>) -> Vec<Provider> {
    let probe_requests = probe_requests(scope).into_iter();
    probe_requests.map(|request| request.provider).collect()
}

/// The requests to send: one per provider whose credentials pass the local checks.
fn probe_requests(scope: &Scope<'_>) -> Vec<ProbeRequest> {
    let usable_credentials = |provider: &Provider| {
        let variables = scope.credentials(provider)?.clone();
        let id = scope.value(&variables.client_id)?;
        let secret = match provider.has_secret() {
            true => scope.value(&variables.client_secret)?,
            false => "",
        };
        let is_plausible = |role: Role, value: &str| {
            let fits = provider
                .formats
                .is_none_or(|formats| formats.of(role).compare(value) != Match::Wrong);
            fits && placeholder(value).is_none() && value.trim() == value
        };
        let credentials = Credentials {
            client_id: id.to_owned(),
            client_secret: Secret::new(secret),
            variables,
        };
        let is_secret_plausible = !provider.has_secret() || is_plausible(Role::Secret, secret);
        (is_plausible(Role::Id, id) && is_secret_plausible).then_some(credentials)
    };
    let request = |provider: &Provider| {
        let credentials = usable_credentials(provider)?;
        let both = !provider.redirect_uri_rules.separate_apps;
        let other = scope.environment.other();
        let uris = [Some(scope.environment), both.then_some(other)]
            .into_iter()
            .flatten();
        let uris = uris.filter_map(|environment| {
            RedirectUri::parse(&environment.callback(scope.settings, provider)?).ok()
        });
        Some(ProbeRequest {
            provider: provider.clone(),
            credentials,
            redirect_uris: uris.collect(),
        })
    };
    scope.providers.iter().filter_map(request).collect()
}
