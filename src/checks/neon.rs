//! The project at Neon that the production database is in, as its API sees it.
//!
//! Owns what must be so there. What the database itself shows belongs to `connection`.

use std::time::Duration;

use super::check::{Asks, Check, Judged, Problem, Severity, SkipReason, Stage};
use super::live::Production;
use super::subject::Subject;
use crate::database::Target;
use crate::database::url::choose;
use crate::finding::{Finding, Source};
use crate::neon::allowed;
use crate::neon::api::Api;
use crate::neon::host::NeonHost;
use crate::neon::overview::{self, Overview};
use crate::neon::projects::{GUIDE_PROJECT, console_page};
use crate::neon::resources::Compute;
use crate::redact::printable;

/// What problems with the project are about.
const PROJECT: &str = "the Neon project";

/// From this share of a limit on it is near its end, in percent.
const NEAR: u64 = 80;

pub const CHECKS: &[Check] = &[
    Check {
        id: "neon.unseen",
        title: "the Neon project of the database can be looked at",
        judge: unseen,
        ..OF_NEON
    },
    Check {
        id: "neon.allow-list",
        title: "Neon lets the Space connect",
        judge: allow_list,
        ..OF_NEON
    },
    Check {
        id: "neon.disabled",
        title: "the database's compute at Neon is enabled",
        judge: disabled,
        ..OF_NEON
    },
    Check {
        id: "neon.quota",
        title: "no limit of the Neon project is near",
        severity: Severity::WARNING,
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
        let api = Api::new(config.api.as_deref(), key.value.clone(), limit, &|_| {})?;
        overview::look(&api, project, config.organization.as_deref()).await
    };
    // The API may ask to come again; here nobody waits for longer than for the others.
    let looked = match tokio::time::timeout(limit, looked).await {
        Ok(looked) => looked.map_err(|error| *error.finding),
        Err(_) => Err(Finding::fail(
            "neon.unavailable",
            "Neon's API did not answer in time",
        )),
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
    let title = match &seen.looked {
        Ok(overview)
            if overview
                .computes
                .iter()
                .any(|compute| compute.id == seen.endpoint) =>
        {
            return Ok(Vec::new());
        }
        Ok(_) => {
            format!(
                "nothing of the database's Neon project can be told: {:?} does not have the endpoint {}",
                seen.project, seen.endpoint
            )
        }
        Err(finding) => format!(
            "nothing of the database's Neon project can be told: {}",
            finding.title
        ),
    };
    let problem = Problem::untold(PROJECT, title).at(seen.place.clone());
    let (cause, fix) = match &seen.looked {
        Err(finding) if finding.id != "neon.no-project" => (
            finding.cause.clone(),
            finding.fix.clone().map(|fix| fix.text),
        ),
        _ => (None, None),
    };
    let fix = fix.unwrap_or_else(|| {
        "name the project as project in the [neon] part of navauth.toml".to_owned()
    });
    let problem = cause.into_iter().fold(problem, Problem::cause);
    Ok(vec![problem.fix(fix)])
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
        .map(|entry| printable(entry))
        .collect();
    let (detail, fix, command) = if settings.block_public_connections {
        (
            "it takes no connection over the internet at all".to_owned(),
            "let it take public connections again",
            None,
        )
    } else if counts && !allowed::lets_everybody_in(list) {
        let command = format!("navauth neon allow-ip remove {}", entries.join(" "));
        (
            format!("its list of allowed addresses: {}", entries.join(", ")),
            "empty the list",
            Some(command),
        )
    } else {
        return Ok(vec![Problem::proof(
            "every address may connect, because a Space has no fixed one",
        )]);
    };
    let problem = Problem::with(PROJECT, "the Neon project shuts the Space out")
        .at(seen.place.clone())
        .detail(detail);
    let problem = problem.cause("a Space has no fixed address that a list could hold");
    let problem = problem.fix(format!(
        "{fix}: {}, Settings, Network security",
        console_page(&overview.project)
    ));
    Ok(vec![command.into_iter().fold(problem, Problem::command)])
}

fn disabled(subject: &Subject<'_>) -> Judged {
    let (seen, overview, compute) = seen(subject)?;
    if !compute.disabled {
        return Ok(Vec::new());
    }
    let problem = Problem::with(
        PROJECT,
        format!("the compute {} was disabled by hand", compute.id),
    )
    .at(seen.place.clone());
    let problem = problem.cause("no connection can wake it");
    Ok(vec![problem.fix(format!(
        "enable it: {}, Branches, {}, Computes",
        console_page(&overview.project),
        printable(&overview.branch.name)
    ))])
}

fn quota(subject: &Subject<'_>) -> Judged {
    let (seen, overview, _) = seen(subject)?;
    let shares = overview.shares();
    let near = shares.iter().filter(|share| share.percent >= NEAR);
    let problems: Vec<Problem> = near
        .map(|share| {
            let title = match share.percent {
                100.. => format!("the Neon project's {} is used up ({} %)", share.what, share.percent),
                percent => format!("the Neon project's {} is near its limit ({percent} %)", share.what),
            };
            let cause = "at the limit Neon stops the database, or lets nothing more be written, and nobody can sign in";
            let fix = format!("delete what is not needed, or look at the plan: {}", console_page(&overview.project));
            Problem::with(PROJECT, title).at(seen.place.clone()).cause(cause).fix(fix)
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
