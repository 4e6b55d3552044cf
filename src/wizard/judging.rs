//! How an answer is judged before it is written: by the checks that will judge the file.
//!
//! Owns which checks count for which step, and the settings that they look at: the answer alone, as if it stood in the file.

use std::collections::BTreeSet;
use std::time::Duration;

use super::files::EnvFileState;
use super::step::{Step, StepKind};
use crate::checks::{self, CheckContext, CheckFilter, Selection, Source};
use crate::config::settings::{Origin, Settings};
use crate::config::variables::Stage;
use crate::diagnostics::Result;
use crate::diagnostics::catalog::{facebook, huggingface, oauth, online};
use crate::diagnostics::{Diagnostic, Status};
use crate::process::Process;
use crate::secret::Secret;

/// The address of the site, below which the callbacks of production are.
const SITE: &str = "FRONTEND_URL";

/// Judges values without the network: what is wrong with them, and what should be looked at.
pub fn judge(
    step: &Step,
    side: &EnvFileState,
    values: &[(String, Secret)],
) -> Result<Vec<Diagnostic>> {
    let settings = candidate(side, values);
    let subject = CheckContext::new(&settings, None, &selection(step))?;
    let groups: &[&str] = match &step.topic {
        StepKind::Variable(variable) => match variable.stage {
            Stage::Database => &["env", "database"],
            Stage::Session => &["env", "jwt"],
            Stage::Site => &["env", "frontend"],
            _ => &["env"],
        },
        _ => &["env", "credential"],
    };
    run(&subject, groups)
}

/// Asks the provider whether it accepts a pair, and knows its redirect URIs.
pub async fn ask(
    process: &Process,
    step: &Step,
    side: &EnvFileState,
    values: &[(String, Secret)],
    deadline: Duration,
) -> Result<Vec<Diagnostic>> {
    let settings = candidate(side, values);
    let subject = CheckContext::new(&settings, None, &selection(step))?;
    let evidence = checks::gather(
        &subject,
        &BTreeSet::from([Source::Providers]),
        process,
        Some(deadline),
    )
    .await;
    run(&subject.with_evidence(evidence), &["online"])
}

/// Whether a finding speaks against keeping the answer. A redirect URI can be registered afterwards.
pub fn refuses(finding: &Diagnostic) -> bool {
    let of_redirect_uri = [
        &huggingface::REDIRECT_URI,
        &facebook::REDIRECT_URI,
        &oauth::REDIRECT_URI,
        &online::REDIRECT_URI,
    ];
    finding.status == Status::Fail && !of_redirect_uri.iter().any(|code| finding.is(code))
}

fn run(subject: &CheckContext<'_>, groups: &[&str]) -> Result<Vec<Diagnostic>> {
    let groups: Vec<String> = groups.iter().map(|&group| group.to_owned()).collect();
    let mut findings = checks::run(subject, &CheckFilter::new(&groups, &[])?);
    findings.retain(|finding| finding.status != Status::Pass && !finding.is_blocked());
    Ok(findings)
}

fn selection(step: &Step) -> Selection {
    let providers = match &step.topic {
        StepKind::Provider(provider) => vec![provider.name.clone()],
        _ => Vec::new(),
    };
    Selection {
        environment: Some(step.environment),
        providers,
    }
}

fn candidate(side: &EnvFileState, values: &[(String, Secret)]) -> Settings {
    let mut settings = Settings::default();
    settings.config = side.settings.config.clone();
    let site = side
        .value(SITE)
        .filter(|_| values.iter().all(|(name, _)| name != SITE));
    site.into_iter()
        .for_each(|site| settings.put(SITE, site.expose(), Origin::Default));
    for (name, value) in values {
        settings.put(name, value.expose(), Origin::Default);
    }
    settings
}
