//! The way of a sign-in through app and provider, and which checks belong to which part of it.

use super::context::CheckContext;
use super::facts::Source;
use super::registry::check;
use crate::config::Environment;
use crate::diagnostics::catalog::{database, jwt, live, online, provider};
use crate::diagnostics::{Diagnostic, Status};
use crate::output::{Hop, Outcome, RedirectUri};

/// A part of the way.
struct Part {
    name: &'static str,
    text: &'static str,
    /// Its checks: ids, or groups that end in a dot.
    checks: &'static [&'static str],
    /// The checks without whose result it does not pass.
    required: &'static [&'static str],
}

/// The parts, in the order of a sign-in.
const PARTS: [Part; 4] = [
    Part {
        name: "Your app",
        text: "has a client ID and a client secret for every provider",
        checks: const {
            &[
                "provider.",
                "credential.",
                "frontend.",
                live::LOGIN_START.id,
            ]
        },
        required: const { &[provider::INCOMPLETE.id] },
    },
    Part {
        name: "Provider",
        text: "knows the client ID and accepts the client secret",
        checks: const { &[online::CREDENTIALS.id, live::CLIENT_ID.id, live::SCOPES.id] },
        required: const { &[online::CREDENTIALS.id] },
    },
    Part {
        name: "Callback",
        text: "the provider sends the visitor back to the redirect URI",
        checks: const {
            &[
                "api.",
                "redirect.",
                online::REDIRECT_URI.id,
                live::REDIRECT_URI.id,
                live::REDIRECT_URI_HTTP.id,
                live::STATE.id,
            ]
        },
        required: const { &[online::REDIRECT_URI.id] },
    },
    Part {
        name: "Session",
        text: "the app stores the user and issues a session token",
        checks: const { &["database.", "jwt.", live::SESSION_KEY.id] },
        required: const { &[database::CONNECTION.id, jwt::MISSING.id] },
    },
];

impl Part {
    fn includes(&self, id: &str) -> bool {
        self.checks
            .iter()
            .any(|named| *named == id || named.ends_with('.') && id.starts_with(named))
    }

    fn hop(&self, context: &CheckContext<'_>, findings: &[Diagnostic]) -> Hop {
        // In development, what the live site answers is about another environment.
        let counts = |diagnostic: &&Diagnostic| {
            check(diagnostic.id).is_some_and(|check| {
                self.includes(check.id)
                    && (check.source != Source::LiveSite
                        || context.environment == Environment::Production)
            })
        };
        let own: Vec<&Diagnostic> = findings.iter().filter(counts).collect();
        let of = |status: Status| own.iter().filter(move |found| found.status == status);
        let title = |found: &&Diagnostic| found.title.clone().into_owned();
        let is_checked = |id: &&str| own.iter().any(|found| found.id == *id);
        let (outcome, mut reasons): (Outcome, Vec<String>) = if of(Status::Fail).next().is_some() {
            (Outcome::Failed, of(Status::Fail).map(title).collect())
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
