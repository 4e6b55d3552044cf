//! Whether redirect URIs are known to be registered: by a sign-in that worked, or by the provider itself.

use std::rc::Rc;

use futures_util::future::join_all;
use serde::Serialize;

use crate::cli::Context;
use crate::config::placeholder::placeholder;
use crate::config::settings::Settings;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::Result;
use crate::http::Client;
use crate::oauth::record::{self, Tested, tested};
use crate::oauth::{self, ProbeOutcome, ProbeRequest, ProbeResponse, RedirectUri};
use crate::providers::{Credentials, Entries, Environment, Provider};
use crate::timeouts;

/// What is known about one redirect URI.
#[derive(Serialize)]
pub struct Known {
    pub provider: String,
    pub uri: String,
    /// None if unknown.
    registered: Option<bool>,
    /// The source: `login` (the sign-in history) or `provider`.
    by: &'static str,
    /// The same as text.
    #[serde(skip)]
    pub words: String,
}

/// A provider and the redirect URIs to register there.
pub struct ProviderEntries<'run> {
    pub provider: &'run Provider,
    pub entries: &'run Entries,
}

/// Collects results from the sign-in history and, with `online`, from the providers.
pub async fn collect(
    context: &Context,
    production: &Settings,
    providers_with_entries: &[ProviderEntries<'_>],
    online: bool,
) -> Result<(Vec<Known>, Vec<Diagnostic>)> {
    let settings = |environment| {
        if environment == Environment::Production {
            production
        } else {
            &context.settings
        }
    };
    let mut known = from_sign_ins(context, providers_with_entries, settings)?;
    let mut findings = Vec::new();
    if online {
        for location in providers_with_entries {
            context.require_trust(|| location.provider.require_trust(&context.env))?;
        }
        let probe_requests = providers_with_entries
            .iter()
            .flat_map(|location| probe_requests(location, settings))
            .collect::<Vec<_>>();
        let _spinner = context.ui.spinner("asking the providers");
        let client = Rc::new(Client::new(context.timeout.unwrap_or(timeouts::PROVIDER)));
        for probed in join_all(
            probe_requests
                .into_iter()
                .map(|request| oauth::probe(&client, &context.env, request)),
        )
        .await
        {
            context.ui.verbose(probed.transcript.trim_end());
            read(probed, &mut known, &mut findings);
        }
    }
    Ok((known, findings))
}

fn from_sign_ins<'run>(
    context: &Context,
    providers_with_entries: &[ProviderEntries<'_>],
    settings: impl Fn(Environment) -> &'run Settings,
) -> Result<Vec<Known>> {
    let file = context
        .env_file
        .as_ref()
        .map(|file| (file.location.path.as_path(), file.location.shown.as_path()));
    let store = record::open(file, &context.env)?;
    let now = context.env.now();
    let mut known = Vec::new();
    for ProviderEntries { provider, entries } in providers_with_entries {
        for entry in &entries.entries {
            let Ok(credentials) = provider.credentials(settings(entry.environment)) else {
                continue;
            };
            if let Tested::Good(time) = tested(&store, provider, &credentials, &entry.uri, now) {
                let words = format!("used in a sign-in on {}", time.strftime("%Y-%m-%d"));
                let (provider, uri) = (provider.name.clone(), entry.uri.clone());
                known.push(Known {
                    provider,
                    uri,
                    registered: Some(true),
                    by: "login",
                    words,
                });
            }
        }
    }
    Ok(known)
}

/// One request per pair of credentials; if both environments use the same pair, one request covers both.
fn probe_requests<'run>(
    location: &ProviderEntries<'_>,
    settings: impl Fn(Environment) -> &'run Settings,
) -> Vec<ProbeRequest> {
    let mut probe_requests: Vec<ProbeRequest> = Vec::new();
    for entry in location
        .entries
        .entries
        .iter()
        .filter(|entry| entry.register)
    {
        let credentials = location
            .provider
            .credentials(settings(entry.environment))
            .ok()
            .filter(is_not_placeholder);
        let (Some(credentials), Ok(uri)) = (credentials, RedirectUri::parse(&entry.uri)) else {
            continue;
        };
        let same = |request: &&mut ProbeRequest| {
            request.credentials.client_id == credentials.client_id
                && request.credentials.client_secret == credentials.client_secret
        };
        match probe_requests.iter_mut().find(same) {
            Some(request) => request.redirect_uris.push(uri),
            None => probe_requests.push(ProbeRequest {
                provider: location.provider.clone(),
                credentials,
                redirect_uris: vec![uri],
            }),
        }
    }
    probe_requests
}

/// Placeholders are never sent.
fn is_not_placeholder(credentials: &Credentials) -> bool {
    placeholder(&credentials.client_id).is_none()
        && placeholder(credentials.client_secret.expose()).is_none()
}

fn read(probed: ProbeResponse, known: &mut Vec<Known>, findings: &mut Vec<Diagnostic>) {
    let ProbeResponse {
        request,
        credentials,
        redirect_uris,
        ..
    } = probed;
    if let ProbeOutcome::Bad(diagnostic) = credentials {
        // If the client is rejected, the results for its redirect URIs mean nothing.
        findings.push(*diagnostic);
        return;
    }
    for (uri, told) in request.redirect_uris.iter().zip(redirect_uris) {
        let (registered, words) = match told {
            ProbeOutcome::Good => (
                Some(true),
                format!("registered at {}", request.provider.label),
            ),
            ProbeOutcome::Bad(diagnostic) => {
                let words = diagnostic.title.clone().into_owned();
                findings.push(*diagnostic);
                (Some(false), words)
            }
            ProbeOutcome::Unknown(reason) => (None, format!("unknown: {reason}")),
        };
        let (provider, uri) = (request.provider.name.clone(), uri.as_str().to_owned());
        known.push(Known {
            provider,
            uri,
            registered,
            by: "provider",
            words,
        });
    }
}
