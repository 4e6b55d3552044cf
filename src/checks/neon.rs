//! Checks of the production database's Neon project, through Neon's API.

use super::check::Check;
use super::context::CheckContext;
use super::facts::{NeonSnapshot, Source};
use super::violation::{CheckResult, Violation};
use crate::config::variables::Stage;
use crate::diagnostics::catalog::neon;
use crate::diagnostics::redaction::sanitize;
use crate::diagnostics::{Code, SkipReason};
use crate::neon::allowed;
use crate::neon::overview::Overview;
use crate::neon::projects::console_page;
use crate::neon::resources::Compute;
use crate::{diagnostic, text};

/// The name that problems with the project refer to.
const PROJECT: &str = "the Neon project";

/// Usage from which a limit is reported as near, in percent.
const NEAR: u64 = 80;

pub const CHECKS: &[Check] = &[
    Check {
        title: "Neon's API returns the database's project",
        run: unseen,
        ..of_neon(&neon::UNSEEN)
    },
    Check {
        title: "Neon allows the Space to connect",
        run: allow_list,
        ..of_neon(&neon::ALLOW_LIST)
    },
    Check {
        title: "the database's Neon compute is enabled",
        run: disabled,
        ..of_neon(&neon::DISABLED)
    },
    Check {
        title: "the Neon project is not close to any of its limits",
        run: quota,
        ..of_neon(&neon::QUOTA)
    },
];

const fn of_neon(code: &'static Code) -> Check {
    Check {
        stage: Stage::Database,
        source: Source::Neon,
        ..Check::of(code)
    }
}

fn snapshot<'run>(context: &'run CheckContext<'_>) -> Result<&'run NeonSnapshot, SkipReason> {
    context
        .facts
        .neon
        .as_ref()
        .map(|timed| &timed.value)
        .ok_or(SkipReason::NotApplicable)
}

/// The project and the compute in the connection string.
fn compute<'run>(
    context: &'run CheckContext<'_>,
) -> Result<(&'run NeonSnapshot, &'run Overview, &'run Compute), SkipReason> {
    let snapshot = snapshot(context)?;
    let overview = snapshot
        .overview
        .as_ref()
        .map_err(|_| SkipReason::NotApplicable)?;
    let compute = overview
        .computes
        .iter()
        .find(|compute| compute.id == snapshot.endpoint)
        .ok_or(SkipReason::NotApplicable)?;
    Ok((snapshot, overview, compute))
}

fn unseen(context: &CheckContext<'_>) -> CheckResult {
    let snapshot = snapshot(context)?;
    let problem = match &snapshot.overview {
        Ok(overview)
            if overview
                .computes
                .iter()
                .any(|compute| compute.id == snapshot.endpoint) =>
        {
            return Ok(Vec::new());
        }
        Ok(_) => text!(
            neon::OTHER_PROJECT,
            project = snapshot.project,
            endpoint = snapshot.endpoint
        ),
        Err(diagnostic) => diagnostic.title.to_string(),
    };
    let mut unseen = diagnostic!(neon::UNSEEN, problem = problem);
    if let Err(diagnostic) = &snapshot.overview
        && !diagnostic.is(&neon::NO_PROJECT)
    {
        unseen.cause = diagnostic.cause.clone();
        unseen.fix = diagnostic.fix.clone().or(unseen.fix);
    }
    Ok(vec![
        Violation::of(PROJECT, unseen).at(snapshot.location.clone()),
    ])
}

fn allow_list(context: &CheckContext<'_>) -> CheckResult {
    let (snapshot, overview, _) = compute(context)?;
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
        Violation::of(PROJECT, diagnostic).at(snapshot.location.clone()),
    ])
}

fn disabled(context: &CheckContext<'_>) -> CheckResult {
    let (snapshot, overview, compute) = compute(context)?;
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
        Violation::of(PROJECT, diagnostic).at(snapshot.location.clone()),
    ])
}

fn quota(context: &CheckContext<'_>) -> CheckResult {
    let (snapshot, overview, _) = compute(context)?;
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
            let problem = Violation::of(PROJECT, diagnostic).at(snapshot.location.clone());
            match share.resets {
                Some(resets) => {
                    let date = resets.strftime("%Y-%m-%d");
                    problem.observed(format!("the allowance resets on {date}"))
                }
                None => problem,
            }
        })
        .collect();
    let used: Vec<String> = shares
        .iter()
        .map(|share| format!("{} {} %", share.what, share.percent))
        .collect();
    if problems.is_empty() && !used.is_empty() {
        Ok(vec![Violation::passed(format!(
            "usage of the limits: {}",
            used.join(", ")
        ))])
    } else {
        Ok(problems)
    }
}
