//! The project at Neon that the production database is in, as its API sees it.
//!
//! Owns what must be so there. What the database itself shows belongs to `connection`.

use std::time::Duration;

use super::check::{Asks, Check, Judged, Problem, SkipReason, Stage};
use super::live::Production;
use super::subject::Subject;
use crate::database::Target;
use crate::database::url::choose;
use crate::diagnostics::catalog::neon;
use crate::finding::{Finding, Source};
use crate::neon::allowed;
use crate::neon::api::Api;
use crate::neon::host::NeonHost;
use crate::neon::overview::{self, Overview};
use crate::neon::projects::{GUIDE_PROJECT, console_page};
use crate::neon::resources::Compute;
use crate::process::Process;
use crate::redact::foreign;
use crate::{diagnostic, text};

/// What problems with the project are about.
const PROJECT: &str = "the Neon project";

/// From this share of a limit on it is near its end, in percent.
const NEAR: u64 = 80;

pub const CHECKS: &[Check] = &[
    Check {
        id: neon::UNSEEN.id,
        severity: neon::UNSEEN.severity,
        title: "the Neon project of the database can be looked at",
        judge: unseen,
        ..OF_NEON
    },
    Check {
        id: neon::ALLOW_LIST.id,
        severity: neon::ALLOW_LIST.severity,
        title: "Neon lets the Space connect",
        judge: allow_list,
        ..OF_NEON
    },
    Check {
        id: neon::DISABLED.id,
        severity: neon::DISABLED.severity,
        title: "the database's compute at Neon is enabled",
        judge: disabled,
        ..OF_NEON
    },
    Check {
        id: neon::QUOTA.id,
        severity: neon::QUOTA.severity,
        title: "no limit of the Neon project is near",
        judge: quota,
        ..OF_NEON
    },
];

const OF_NEON: Check = Check {
    stage: Stage::Database,
    asks: Asks::Neon,
    ..Check::OF_SETTINGS
};

/// The project, as far as it could be looked at.
#[derive(Debug)]
pub struct Seen {
    project: String,
    /// The endpoint that the database's URL names, and where that stands.
    endpoint: String,
    place: Option<Source>,
    looked: Result<Overview, Finding>,
}

/// Looks at the project; None without a key, or where the database is not at Neon.
pub async fn look(
    subject: &Subject<'_>,
    production: &Production<'_>,
    process: &Process,
    limit: Duration,
) -> Option<Seen> {
    let key = [subject.settings, production.settings.as_ref()]
        .into_iter()
        .find_map(|settings| settings.filled("NEON_API_KEY"))?;
    let chosen = choose(&production.settings).ok()?;
    let Target::Postgres(url) = &chosen.target else {
        return None;
    };
    let endpoint = NeonHost::parse(url.host.as_deref()?)?.endpoint;
    let config = &subject.settings.config.neon;
    let project = config.project.as_deref().unwrap_or(GUIDE_PROJECT);
    let looked = async {
        let api = Api::new(
            (process, subject.settings),
            key.value.clone(),
            limit,
            &|_| {},
        )?;
        overview::look(&api, project, config.organization.as_deref()).await
    };
    // The API may ask to come again; here nobody waits for longer than for the others.
    let looked = match tokio::time::timeout(limit, looked).await {
        Ok(looked) => looked.map_err(|error| *error.finding),
        Err(_) => Err(diagnostic!(neon::TIMED_OUT, operation = "Neon's API")),
    };
    Some(Seen {
        project: project.to_owned(),
        endpoint,
        place: chosen.origin.source(),
        looked,
    })
}

fn looked<'run>(subject: &'run Subject<'_>) -> Result<&'run Seen, SkipReason> {
    subject
        .evidence
        .neon
        .as_ref()
        .map(|gathered| &gathered.value)
        .ok_or(SkipReason::NotApplicable)
}

/// The project and its compute that the database's URL names.
fn seen<'run>(
    subject: &'run Subject<'_>,
) -> Result<(&'run Seen, &'run Overview, &'run Compute), SkipReason> {
    let seen = looked(subject)?;
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

fn unseen(subject: &Subject<'_>) -> Judged {
    let seen = looked(subject)?;
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
        Err(finding) => finding.title.to_string(),
    };
    let mut unseen = diagnostic!(neon::UNSEEN, problem = problem);
    if let Err(finding) = &seen.looked
        && !finding.is(&neon::NO_PROJECT)
    {
        unseen.cause = finding.cause.clone();
        unseen.fix = finding.fix.clone().or(unseen.fix);
    }
    Ok(vec![Problem::of(PROJECT, unseen).at(seen.place.clone())])
}

fn allow_list(subject: &Subject<'_>) -> Judged {
    let (seen, overview, _) = seen(subject)?;
    if subject.settings.config.space.name.is_none() && !subject.on_space() {
        return Err(SkipReason::NotApplicable);
    }
    let settings = &overview.project.settings;
    let list = &settings.allowed_ips;
    let counts = !list.protected_branches_only || overview.branch.protected;
    let entries: Vec<String> = list
        .ips
        .iter()
        .take(5)
        .map(|entry| foreign(entry))
        .collect();
    let page = console_page(&overview.project);
    let finding = diagnostic!(neon::ALLOW_LIST, page = page);
    let finding = if settings.block_public_connections {
        finding.detail(neon::NO_PUBLIC_CONNECTIONS)
    } else if counts && !allowed::lets_everybody_in(list) {
        finding
            .detail(text!(neon::ALLOWLIST, entries = entries.join(", ")))
            .command(text!(neon::REMOVE_ENTRIES, entries = entries.join(" ")))
    } else {
        return Ok(vec![Problem::proof(
            "the project accepts connections from every address",
        )]);
    };
    Ok(vec![Problem::of(PROJECT, finding).at(seen.place.clone())])
}

fn disabled(subject: &Subject<'_>) -> Judged {
    let (seen, overview, compute) = seen(subject)?;
    if !compute.disabled {
        return Ok(Vec::new());
    }
    let finding = diagnostic!(
        neon::DISABLED,
        compute = compute.id,
        page = console_page(&overview.project),
        branch = foreign(&overview.branch.name)
    );
    Ok(vec![Problem::of(PROJECT, finding).at(seen.place.clone())])
}

fn quota(subject: &Subject<'_>) -> Judged {
    let (seen, overview, _) = seen(subject)?;
    let shares = overview.shares();
    let near = shares.iter().filter(|share| share.percent >= NEAR);
    let problems: Vec<Problem> = near
        .map(|share| {
            let finding = diagnostic!(
                neon::QUOTA,
                percent = share.percent,
                resource = share.what,
                page = console_page(&overview.project)
            );
            Problem::of(PROJECT, finding).at(seen.place.clone())
        })
        .collect();
    let told: Vec<String> = shares
        .iter()
        .map(|share| format!("{} {} %", share.what, share.percent))
        .collect();
    if problems.is_empty() && !told.is_empty() {
        Ok(vec![Problem::proof(format!(
            "used of the limits: {}",
            told.join(", ")
        ))])
    } else {
        Ok(problems)
    }
}
