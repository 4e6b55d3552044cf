//! The checks of the live site after something was changed for it, once it is back.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::Context;
use crate::checks::{self, CheckContext, CheckFilter, Environment, Facts, Selection, Source};
use crate::config::LoadedSettings;
use crate::diagnostics::Result;
use crate::diagnostics::{Diagnostic, Status};
use crate::huggingface::SpaceName;
use crate::live_site::HttpsProbe;

const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

/// How long the site may take to answer once its Space is running.
const START_TIMEOUT: Duration = Duration::from_secs(30);
const RETRY_INTERVAL: Duration = Duration::from_secs(2);

/// The results of the checks of the live site.
pub struct LiveSite {
    pub passed: usize,
    /// The results of the others.
    pub findings: Vec<Diagnostic>,
}

/// Checks the live site of a Space with the production settings of a file, without these checks; None if the file does not name a public site.
pub async fn look(
    context: &Context,
    file: &LoadedSettings,
    space: &SpaceName,
    without: &[&str],
) -> Result<Option<LiveSite>> {
    let mut settings = file.settings.clone();
    settings.config.clone_from(&context.settings.config);
    settings
        .config_file
        .clone_from(&context.settings.config_file);
    settings.config.space.name = Some(space.to_string());
    let selection = Selection {
        environment: Some(Environment::Production),
        providers: Vec::new(),
    };
    let subject = CheckContext::new(&settings, file.env_file.as_ref(), &selection)?;
    let without: Vec<String> = without.iter().map(|&id| id.to_owned()).collect();
    let choice = CheckFilter::new(&["live".to_owned()], &without)?;
    if let Err(error) =
        context.require_trust(|| checks::require_trust_for_site(&context.env, &settings))
    {
        return Ok(Some(LiveSite {
            passed: 0,
            findings: vec![*error.diagnostic],
        }));
    }
    let _spinner = context.ui.spinner("checking the live site");
    let limit = context
        .timeout
        .map_or(REQUEST_TIMEOUT, |timeout| timeout.min(REQUEST_TIMEOUT));
    let start = Instant::now();
    let facts = loop {
        let facts = checks::collect_facts(
            &subject,
            &BTreeSet::from([Source::LiveSite]),
            &context.env,
            Some(limit),
            &|_| (),
        )
        .await;
        if !is_starting(&facts)
            || start.elapsed() + RETRY_INTERVAL
                > START_TIMEOUT.min(context.timeout.unwrap_or(START_TIMEOUT))
        {
            break facts;
        }
        tokio::time::sleep(RETRY_INTERVAL).await;
    };
    if facts.live_site.is_none() {
        return Ok(None);
    }
    let found = checks::run(&subject.with_facts(facts), &choice)
        .into_iter()
        .filter(|diagnostic| !diagnostic.is_blocked());
    let (passed, findings): (Vec<_>, Vec<_>) =
        found.partition(|diagnostic| diagnostic.status == Status::Pass);
    Ok(Some(LiveSite {
        passed: passed.len(),
        findings,
    }))
}

/// Whether the server in front of the app cannot reach it yet.
fn is_starting(facts: &Facts) -> bool {
    facts.live_site.as_ref().is_some_and(|site| {
        matches!(
            site.value.live.https,
            HttpsProbe::Answered {
                status: 502..=504,
                ..
            }
        )
    })
}
