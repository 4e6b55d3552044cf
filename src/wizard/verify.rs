//! Checks an answer before it is saved, with the checks that will run on the file.
//!
//! They see the answer alone, as if it were in the file.

use std::collections::BTreeSet;
use std::time::Duration;

use super::env_files::EnvFileState;
use super::step::{Step, StepKind};
use crate::checks::{self, CheckContext, CheckFilter, Selection, Source};
use crate::config::settings::{Origin, Settings};
use crate::config::variables::Stage;
use crate::diagnostics::Result;
use crate::diagnostics::catalog::{facebook, github, google, huggingface, oauth, online};
use crate::diagnostics::{Diagnostic, Status};
use crate::process::Env;
use crate::secret::Secret;

/// The redirect URIs of production are made from it.
const FRONTEND_URL: &str = "FRONTEND_URL";

/// Checks values without the network: the failures, warnings and skipped checks.
pub fn check(
    step: &Step,
    file: &EnvFileState,
    values: &[(String, Secret)],
) -> Result<Vec<Diagnostic>> {
    let settings = candidate(file, values);
    let context = CheckContext::new(&settings, None, &selection(step))?;
    let groups: &[&str] = match &step.kind {
        StepKind::Variable(variable) => match variable.stage {
            Stage::Database => &["env", "database"],
            Stage::Session => &["env", "jwt"],
            Stage::Site => &["env", "frontend"],
            _ => &["env"],
        },
        _ => &["env", "credential"],
    };
    run(&context, groups)
}

/// Asks the provider whether it accepts a client ID and secret and has the redirect URIs.
pub async fn check_online(
    env: &Env,
    step: &Step,
    file: &EnvFileState,
    values: &[(String, Secret)],
    deadline: Duration,
) -> Result<Vec<Diagnostic>> {
    let settings = candidate(file, values);
    let context = CheckContext::new(&settings, None, &selection(step))?;
    let evidence = checks::collect_facts(
        &context,
        &BTreeSet::from([Source::Providers]),
        env,
        Some(deadline),
        &|_| (),
    )
    .await;
    run(&context.with_facts(evidence), &["online"])
}

/// Whether a diagnostic keeps an answer from being saved. A redirect URI can be registered afterwards.
pub fn is_refused(diagnostic: &Diagnostic) -> bool {
    let redirect_uri_codes = [
        &huggingface::REDIRECT_URI,
        &google::REDIRECT_URI_MISMATCH,
        &github::REDIRECT_URI_MISMATCH,
        &facebook::REDIRECT_URI,
        &oauth::REDIRECT_URI,
        &online::REDIRECT_URI,
    ];
    diagnostic.status == Status::Fail && !redirect_uri_codes.iter().any(|code| diagnostic.is(code))
}

fn run(context: &CheckContext<'_>, groups: &[&str]) -> Result<Vec<Diagnostic>> {
    let groups: Vec<String> = groups.iter().map(|&group| group.to_owned()).collect();
    let mut findings = checks::run(context, &CheckFilter::new(&groups, &[])?);
    findings.retain(|diagnostic| diagnostic.status != Status::Pass && !diagnostic.is_blocked());
    Ok(findings)
}

fn selection(step: &Step) -> Selection {
    let providers = match &step.kind {
        StepKind::Provider(provider) => vec![provider.name.clone()],
        _ => Vec::new(),
    };
    Selection {
        environment: Some(step.environment),
        providers,
    }
}

fn candidate(file: &EnvFileState, values: &[(String, Secret)]) -> Settings {
    let mut settings = Settings::default();
    settings.config = file.settings.config.clone();
    let frontend_url = file
        .value(FRONTEND_URL)
        .filter(|_| values.iter().all(|(name, _)| name != FRONTEND_URL));
    if let Some(url) = frontend_url {
        settings.put(FRONTEND_URL, url.expose(), Origin::Default);
    }
    for (name, value) in values {
        settings.put(name, value.expose(), Origin::Default);
    }
    settings
}
