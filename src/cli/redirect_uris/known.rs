//! Whether redirect URIs are known to be registered: by a sign-in that worked, or by the provider itself.

use std::rc::Rc;
use std::time::Duration;

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

/// The limit for one provider without --timeout.
const PROVIDER: Duration = Duration::from_secs(10);

/// What is known about one redirect URI.
#[derive(Serialize)]
pub struct Known {
    pub provider: String,
    pub uri: String,
    /// None where that could not be told.
    registered: Option<bool>,
    /// `login` or `provider`: who proved it.
    by: &'static str,
    /// The same for a person.
    #[serde(skip)]
    pub words: String,
}

/// A provider and the redirect URIs to register there.
pub struct Place<'run> {
    pub provider: &'run Provider,
    pub entries: &'run Entries,
}

/// What the sign-in history says, and with `online` what the providers say.
pub async fn gather(
    context: &Context,
    production: &Settings,
    places: &[Place<'_>],
    online: bool,
) -> Result<(Vec<Known>, Vec<Diagnostic>)> {
    let settings = |environment| {
        if environment == Environment::Production {
            production
        } else {
            &context.settings
        }
    };
    let mut known = proved(context, places, settings)?;
    let mut findings = Vec::new();
    if online {
        for place in places {
            context.require_trust(|| place.provider.require_trust(&context.process))?;
        }
        let inquiries = places
            .iter()
            .flat_map(|place| inquiries(place, settings))
            .collect::<Vec<_>>();
        let _spinner = context.ui.spinner("asking the providers");
        let client = Rc::new(Client::new(context.timeout.unwrap_or(PROVIDER)));
        for probed in join_all(
            inquiries
                .into_iter()
                .map(|inquiry| oauth::probe(&client, &context.process, inquiry)),
        )
        .await
        {
            context.ui.verbose(probed.transcript.trim_end());
            read(probed, &mut known, &mut findings);
        }
    }
    Ok((known, findings))
}

fn proved<'run>(
    context: &Context,
    places: &[Place<'_>],
    settings: impl Fn(Environment) -> &'run Settings,
) -> Result<Vec<Known>> {
    let file = context
        .env_file
        .as_ref()
        .map(|file| (file.place.path.as_path(), file.place.shown.as_path()));
    let ledger = record::open(file, &context.process)?;
    let now = context.process.now();
    let mut known = Vec::new();
    for Place { provider, entries } in places {
        for entry in &entries.entries {
            let Ok(credentials) = provider.credentials(settings(entry.environment)) else {
                continue;
            };
            if let Tested::Good(time) = tested(&ledger, provider, &credentials, &entry.uri, now) {
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
fn inquiries<'run>(
    place: &Place<'_>,
    settings: impl Fn(Environment) -> &'run Settings,
) -> Vec<ProbeRequest> {
    let mut inquiries: Vec<ProbeRequest> = Vec::new();
    for entry in place.entries.entries.iter().filter(|entry| entry.register) {
        let credentials = place
            .provider
            .credentials(settings(entry.environment))
            .ok()
            .filter(is_worth_asking);
        let (Some(credentials), Ok(uri)) = (credentials, RedirectUri::parse(&entry.uri)) else {
            continue;
        };
        let same = |inquiry: &&mut ProbeRequest| {
            inquiry.credentials.client_id == credentials.client_id
                && inquiry.credentials.client_secret == credentials.client_secret
        };
        match inquiries.iter_mut().find(same) {
            Some(inquiry) => inquiry.redirect_uris.push(uri),
            None => inquiries.push(ProbeRequest {
                provider: place.provider.clone(),
                credentials,
                redirect_uris: vec![uri],
            }),
        }
    }
    inquiries
}

/// Placeholders are never sent.
fn is_worth_asking(credentials: &Credentials) -> bool {
    placeholder(&credentials.client_id).is_none()
        && placeholder(credentials.client_secret.expose()).is_none()
}

fn read(probed: ProbeResponse, known: &mut Vec<Known>, findings: &mut Vec<Diagnostic>) {
    let ProbeResponse {
        inquiry,
        credentials,
        redirect_uris,
        ..
    } = probed;
    if let ProbeOutcome::Bad(finding) = credentials {
        // What a provider says of a redirect URI to a client that it does not know is about the client.
        findings.push(*finding);
        return;
    }
    for (uri, told) in inquiry.redirect_uris.iter().zip(redirect_uris) {
        let (registered, words) = match told {
            ProbeOutcome::Good => (
                Some(true),
                format!("registered at {}", inquiry.provider.label),
            ),
            ProbeOutcome::Bad(finding) => {
                let words = finding.title.clone().into_owned();
                findings.push(*finding);
                (Some(false), words)
            }
            ProbeOutcome::Unknown(reason) => (None, format!("unknown: {reason}")),
        };
        let (provider, uri) = (inquiry.provider.name.clone(), uri.as_str().to_owned());
        known.push(Known {
            provider,
            uri,
            registered,
            by: "provider",
            words,
        });
    }
}
