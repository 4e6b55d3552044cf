//! A look at the live site after something was changed for it.
//!
//! Owns how long a site may take to come back. What is judged belongs to `checks`.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::Context;
use crate::checks::{self, CheckContext, CheckFilter, Environment, Facts, Selection, Source};
use crate::config::LoadedSettings;
use crate::diagnostics::Result;
use crate::diagnostics::{Diagnostic, Status};
use crate::live_site::HttpsProbe;

/// How long one request may take.
const REQUEST: Duration = Duration::from_secs(10);

/// How long the site may take to answer after its Space runs.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_secs(2);

/// What the checks of the live site said.
pub struct LiveSite {
    /// How many passed.
    pub passed: usize,
    /// What the others found.
    pub findings: Vec<Diagnostic>,
}

/// Judges the live site by the settings of a file of production, without these checks; None where the file names no public site.
pub async fn look(
    context: &Context,
    file: &LoadedSettings,
    without: &[&str],
) -> Result<Option<LiveSite>> {
    let mut settings = file.settings.clone();
    settings.config.clone_from(&context.settings.config);
    settings
        .config_file
        .clone_from(&context.settings.config_file);
    let selection = Selection {
        environment: Some(Environment::Production),
        providers: Vec::new(),
    };
    let subject = CheckContext::new(&settings, file.env_file.as_ref(), &selection)?;
    let without: Vec<String> = without.iter().map(|&id| id.to_owned()).collect();
    let choice = CheckFilter::new(&["live".to_owned()], &without)?;
    if let Err(error) =
        context.require_trust(|| checks::require_trust_for_site(&context.process, &settings))
    {
        return Ok(Some(LiveSite {
            passed: 0,
            findings: vec![*error.finding],
        }));
    }
    let _spinner = context.ui.spinner("looking at the live site");
    let limit = context
        .timeout
        .map_or(REQUEST, |timeout| timeout.min(REQUEST));
    let begun = Instant::now();
    let evidence = loop {
        let evidence = checks::gather(
            &subject,
            &BTreeSet::from([Source::Site]),
            &context.process,
            Some(limit),
        )
        .await;
        if !is_starting(&evidence)
            || begun.elapsed() + PAUSE > PATIENCE.min(context.timeout.unwrap_or(PATIENCE))
        {
            break evidence;
        }
        tokio::time::sleep(PAUSE).await;
    };
    if evidence.site.is_none() {
        return Ok(None);
    }
    let found = checks::run(&subject.with_evidence(evidence), &choice)
        .into_iter()
        .filter(|finding| !finding.is_blocked());
    let (passed, findings): (Vec<_>, Vec<_>) =
        found.partition(|finding| finding.status == Status::Pass);
    Ok(Some(LiveSite {
        passed: passed.len(),
        findings,
    }))
}

/// Whether what stands before the app answers that there is nobody yet.
fn is_starting(evidence: &Facts) -> bool {
    evidence.site.as_ref().is_some_and(|site| {
        matches!(
            site.value.live.https,
            HttpsProbe::Answered {
                status: 502..=504,
                ..
            }
        )
    })
}
