//! The way of a sign-in through app and provider, and which checks belong to which part of it.

use super::checklist::fails_item;
use super::context::CheckContext;
use super::facts::Source;
use super::registry::check;
use super::selection::Selection;
use crate::config::Environment;
use crate::diagnostics::catalog::{
    api, credential, database, frontend, jwt, live, online, provider, redirect,
};
use crate::diagnostics::{Code, Diagnostic, Status};
use crate::output::{Hop, Outcome, RedirectUri};

/// A part of the way.
struct Part {
    name: &'static str,
    text: &'static str,
    checks: Selection,
    /// The checks without whose result it does not pass.
    required: &'static [&'static Code],
}

/// The parts, in the order of a sign-in.
const PARTS: [Part; 4] = [
    Part {
        name: "Your app",
        text: "has a client ID and a client secret for every provider",
        checks: Selection {
            groups: &[&provider::GROUP, &credential::GROUP, &frontend::GROUP],
            codes: &[&live::LOGIN_START],
        },
        required: &[&provider::INCOMPLETE],
    },
    Part {
        name: "Provider",
        text: "knows the client ID and accepts the client secret",
        checks: Selection {
            codes: &[&online::CREDENTIALS, &live::CLIENT_ID, &live::SCOPES],
            ..Selection::NONE
        },
        required: &[&online::CREDENTIALS],
    },
    Part {
        name: "Callback",
        text: "the provider sends the visitor back to the redirect URI",
        checks: Selection {
            groups: &[&api::GROUP, &redirect::GROUP],
            codes: &[
                &online::REDIRECT_URI,
                &live::REDIRECT_URI,
                &live::REDIRECT_URI_HTTP,
                &live::STATE,
            ],
        },
        required: &[&online::REDIRECT_URI],
    },
    Part {
        name: "Session",
        text: "the app stores the user and issues a session token",
        checks: Selection {
            groups: &[&database::GROUP, &jwt::GROUP],
            codes: &[&live::SESSION_KEY],
        },
        required: &[&database::CONNECTION, &jwt::MISSING],
    },
];

impl Part {
    fn hop(&self, context: &CheckContext<'_>, findings: &[Diagnostic]) -> Hop {
        // In development, what the live site answers is about another environment.
        let counts = |diagnostic: &&Diagnostic| {
            check(diagnostic.code).is_some_and(|check| {
                self.checks.contains(check.code)
                    && (check.source != Source::LiveSite
                        || context.environment == Environment::Production)
            })
        };
        let own: Vec<&Diagnostic> = findings.iter().filter(counts).collect();
        let of = |status: Status| own.iter().filter(move |found| found.status == status);
        let title = |found: &&Diagnostic| found.title.clone().into_owned();
        let is_checked = |code: &&Code| own.iter().any(|found| found.is(code));
        let failed = own.iter().filter(|found| fails_item(found));
        let (outcome, mut reasons): (Outcome, Vec<String>) = if failed.clone().next().is_some() {
            (Outcome::Failed, failed.map(title).collect())
        } else if of(Status::Skip).next().is_some() {
            let reasons = of(Status::Skip).filter_map(|found| found.cause.clone());
            (Outcome::Unknown, reasons.collect())
        } else if self.required.iter().all(is_checked) {
            (Outcome::Passed, of(Status::Warn).map(title).collect())
        } else {
            let reason = "this run did not check it".to_owned();
            (Outcome::Unknown, vec![reason])
        };
        reasons.dedup();
        Hop {
            name: self.name,
            text: self.text,
            outcome,
            reasons,
        }
    }
}

/// The path of a sign-in for the results of a run.
pub fn sign_in_path(context: &CheckContext<'_>, findings: &[Diagnostic]) -> Vec<Hop> {
    PARTS
        .iter()
        .map(|part| part.hop(context, findings))
        .collect()
}

/// The redirect URIs of the environment that is checked.
pub fn redirect_uris(context: &CheckContext<'_>) -> Vec<RedirectUri> {
    let uri = |provider| context.environment.callback(context.settings, provider);
    context
        .providers
        .iter()
        .filter_map(|provider| {
            let uri = uri(provider)?;
            let is_local = url::Url::parse(&uri)
                .is_ok_and(|url| url.scheme() == "http" && url.host_str() == Some("localhost"));
            Some(RedirectUri {
                provider: provider.name.clone(),
                label: provider.label.clone(),
                register: !(is_local && provider.redirect_uri_rules.loopback_by_itself),
                console: provider.console.clone(),
                uri,
            })
        })
        .collect()
}
