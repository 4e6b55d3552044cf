//! Checks of the production database's Neon project, through Neon's API.

use std::time::Duration;

use super::check::{Check, CheckResult, SkipReason, Source, Stage, Violation};
use super::context::CheckContext;
use super::live::Production;
use crate::database::Target;
use crate::database::url::choose;
use crate::diagnostics::catalog::neon;
use crate::diagnostics::redaction::sanitize;
use crate::diagnostics::{Diagnostic, SourceSpan};
use crate::neon::allowed;
use crate::neon::api::Api;
use crate::neon::host::NeonHost;
use crate::neon::overview::{self, Overview};
use crate::neon::projects::{GUIDE_PROJECT, console_page};
use crate::neon::resources::Compute;
use crate::process::Env;
use crate::{diagnostic, text};

/// The name that problems with the project refer to.
const PROJECT: &str = "the Neon project";

/// Usage from which a limit is reported as near, in percent.
const NEAR: u64 = 80;

pub const CHECKS: &[Check] = &[
    Check {
        id: neon::UNSEEN.id,
        severity: neon::UNSEEN.severity,
        title: "Neon's API returns the project of the database",
        run: unseen,
        ..OF_NEON
    },
    Check {
        id: neon::ALLOW_LIST.id,
        severity: neon::ALLOW_LIST.severity,
        title: "Neon lets the Space connect",
        run: allow_list,
        ..OF_NEON
    },
    Check {
        id: neon::DISABLED.id,
        severity: neon::DISABLED.severity,
        title: "the database's compute at Neon is enabled",
        run: disabled,
        ..OF_NEON
    },
    Check {
        id: neon::QUOTA.id,
        severity: neon::QUOTA.severity,
        title: "no limit of the Neon project is near",
        run: quota,
        ..OF_NEON
    },
];

const OF_NEON: Check = Check {
    stage: Stage::Database,
    source: Source::Neon,
    ..Check::LOCAL
};

/// What Neon's API returned for the project.
#[derive(Debug)]
pub struct NeonSnapshot {
    project: String,
    /// The endpoint in the connection string, and where it is set.
    endpoint: String,
    location: Option<SourceSpan>,
    looked: Result<Overview, Diagnostic>,
}

/// Reads the project; None without an API key or if the database is not on Neon.
pub async fn fetch(
    context: &CheckContext<'_>,
    production: &Production<'_>,
    env: &Env,
    limit: Duration,
) -> Option<NeonSnapshot> {
    let key = [context.settings, production.settings.as_ref()]
        .into_iter()
        .find_map(|settings| settings.get_non_empty("NEON_API_KEY"))?;
    let chosen = choose(&production.settings).ok()?;
    let Target::Postgres(url) = &chosen.target else {
        return None;
    };
    let endpoint = NeonHost::parse(url.host.as_deref()?)?.endpoint;
    let config = &context.settings.config.neon;
    let project = config.project.as_deref().unwrap_or(GUIDE_PROJECT);
    let looked = async {
        let api = Api::new((env, context.settings), key.value.clone(), limit, &|_| {})?;
        overview::look(&api, project, config.organization.as_deref()).await
    };
    // The API may ask for a retry, but the wait must not exceed that of the other sources.
    let looked = match tokio::time::timeout(limit, looked).await {
        Ok(looked) => looked.map_err(|error| *error.diagnostic),
        Err(_) => Err(diagnostic!(neon::TIMED_OUT, operation = "Neon's API")),
    };
    Some(NeonSnapshot {
        project: project.to_owned(),
        endpoint,
        location: chosen.origin.source(),
        looked,
    })
}

fn looked<'run>(context: &'run CheckContext<'_>) -> Result<&'run NeonSnapshot, SkipReason> {
    context
        .facts
        .neon
        .as_ref()
        .map(|timed| &timed.value)
        .ok_or(SkipReason::NotApplicable)
}

/// The project and the compute in the connection string.
fn seen<'run>(
    context: &'run CheckContext<'_>,
) -> Result<(&'run NeonSnapshot, &'run Overview, &'run Compute), SkipReason> {
    let seen = looked(context)?;
    let overview = seen
        .looked
        .as_ref()
        .map_err(|_| SkipReason::NotApplicable)?;
    let compute = overview
        .computes
        .iter()
        .find(|compute| compute.id == seen.endpoint)
        .ok_or(SkipReason::NotApplicable)?;
    Ok((seen, overview, compute))
}

fn unseen(context: &CheckContext<'_>) -> CheckResult {
    let seen = looked(context)?;
    let problem = match &seen.looked {
        Ok(overview)
            if overview
                .computes
                .iter()
                .any(|compute| compute.id == seen.endpoint) =>
        {
            return Ok(Vec::new());
        }
        Ok(_) => text!(
            neon::OTHER_PROJECT,
            project = seen.project,
            endpoint = seen.endpoint
        ),
        Err(diagnostic) => diagnostic.title.to_string(),
    };
    let mut unseen = diagnostic!(neon::UNSEEN, problem = problem);
    if let Err(diagnostic) = &seen.looked
        && !diagnostic.is(&neon::NO_PROJECT)
    {
        unseen.cause = diagnostic.cause.clone();
        unseen.fix = diagnostic.fix.clone().or(unseen.fix);
    }
    Ok(vec![
        Violation::of(PROJECT, unseen).at(seen.location.clone()),
    ])
}

fn allow_list(context: &CheckContext<'_>) -> CheckResult {
    let (seen, overview, _) = seen(context)?;
    if context.settings.config.space.name.is_none() && !context.on_space() {
        return Err(SkipReason::NotApplicable);
    }
    let settings = &overview.project.settings;
    let list = &settings.allowed_ips;
    let counts = !list.protected_branches_only || overview.branch.protected;
    let entries: Vec<String> = list
        .ips
        .iter()
        .take(5)
        .map(|entry| sanitize(entry))
        .collect();
    let page = console_page(&overview.project);
    let diagnostic = diagnostic!(neon::ALLOW_LIST, page = page);
    let diagnostic = if settings.block_public_connections {
        diagnostic.observed(neon::NO_PUBLIC_CONNECTIONS)
    } else if counts && !allowed::lets_everybody_in(list) {
        diagnostic
            .observed(text!(neon::ALLOWLIST, entries = entries.join(", ")))
            .command(text!(neon::REMOVE_ENTRIES, entries = entries.join(" ")))
    } else {
        return Ok(vec![Violation::passed(
            "the project accepts connections from every address",
        )]);
    };
    Ok(vec![
        Violation::of(PROJECT, diagnostic).at(seen.location.clone()),
    ])
}

fn disabled(context: &CheckContext<'_>) -> CheckResult {
    let (seen, overview, compute) = seen(context)?;
    if !compute.disabled {
        return Ok(Vec::new());
    }
    let diagnostic = diagnostic!(
        neon::DISABLED,
        compute = compute.id,
        page = console_page(&overview.project),
        branch = sanitize(&overview.branch.name)
    );
    Ok(vec![
        Violation::of(PROJECT, diagnostic).at(seen.location.clone()),
    ])
}

fn quota(context: &CheckContext<'_>) -> CheckResult {
    let (seen, overview, _) = seen(context)?;
    let shares = overview.shares();
    let near = shares.iter().filter(|share| share.percent >= NEAR);
    let problems: Vec<Violation> = near
        .map(|share| {
            let diagnostic = diagnostic!(
                neon::QUOTA,
                percent = share.percent,
                resource = share.what,
                page = console_page(&overview.project)
            );
            let problem = Violation::of(PROJECT, diagnostic).at(seen.location.clone());
            match share.resets {
                Some(resets) => {
                    let date = resets.strftime("%Y-%m-%d");
                    problem.observed(format!("the allowance starts again on {date}"))
                }
                None => problem,
            }
        })
        .collect();
    let told: Vec<String> = shares
        .iter()
        .map(|share| format!("{} {} %", share.what, share.percent))
        .collect();
    if problems.is_empty() && !told.is_empty() {
        Ok(vec![Violation::passed(format!(
            "used of the limits: {}",
            told.join(", ")
        ))])
    } else {
        Ok(problems)
    }
}
