//! The HuggingFace Space that the app runs on: its secrets, its public variables, whether it runs, and where.
//!
//! Owns what must be so there. The calls belong to `huggingface`; only names are read, never a value.

use std::time::Duration;

use super::check::{Asks, Check, Judged, Problem, Severity, SkipReason, Stage};
use super::live::Production;
use super::subject::Subject;
use crate::diagnostic;
use crate::diagnostics::catalog::{hub, push};
use crate::env::variables::{Variable, guide};
use crate::error::Result as Outcome;
use crate::finding::{Finding, Source};
use crate::huggingface::{Credentials, Hub, Runtime, SpaceName, StageKind};
use crate::process::Process;

/// What problems with the Space are about.
const SPACE: &str = "the Space";

pub const CHECKS: &[Check] = &[
    Check {
        id: "space.unseen",
        title: "the Space of navauth.toml can be looked at",
        judge: unseen,
        ..OF_SPACE
    },
    Check {
        id: "space.public-secret",
        title: "no secret is a public variable of the Space",
        judge: public_secret,
        ..OF_SPACE
    },
    Check {
        id: "space.public-name",
        title: "no variable of the guide is a public variable of the Space",
        severity: Severity::WARNING,
        judge: public_name,
        ..OF_SPACE
    },
    Check {
        id: "space.missing-secret",
        title: "the Space has a secret for every variable of the guide",
        judge: missing_secret,
        ..OF_SPACE
    },
    Check {
        id: "space.not-running",
        title: "the Space runs",
        judge: not_running,
        ..OF_SPACE
    },
    Check {
        id: "space.other-host",
        title: "the site's address leads to the Space",
        judge: other_host,
        ..OF_SPACE
    },
];

const OF_SPACE: Check = Check {
    stage: Stage::Site,
    asks: Asks::Space,
    ..Check::OF_SETTINGS
};

/// The Space, as far as it could be looked at.
#[derive(Debug)]
pub struct Seen {
    /// Its name as navauth.toml has it.
    name: String,
    /// Where that stands.
    place: Option<Source>,
    /// The host of the site, and where that stands.
    host: Option<(String, Option<Source>)>,
    looked: Result<Looked, Finding>,
}

#[derive(Debug)]
struct Looked {
    space: SpaceName,
    secrets: Vec<String>,
    variables: Vec<String>,
    runtime: Runtime,
}

/// Looks at the Space that navauth.toml names; None where it names none.
pub async fn look(
    subject: &Subject<'_>,
    production: &Production<'_>,
    process: &Process,
    limit: Duration,
) -> Option<Seen> {
    let settings = subject.settings;
    let name = settings.config.space.name.clone()?;
    let place = settings
        .config_file
        .clone()
        .map(|file| Source { file, line: None });
    let host = production
        .settings
        .filled("FRONTEND_URL")
        .filter(|_| production.own)
        .and_then(|setting| {
            let url = url::Url::parse(setting.value.expose())
                .ok()
                .filter(|url| url.scheme() == "https" && !super::site::is_local(url))?;
            Some((url.host_str()?.to_owned(), setting.origin.source()))
        });
    let looked = ask(&name, process, limit)
        .await
        .map_err(|error| *error.finding);
    Some(Seen {
        name,
        place,
        host,
        looked,
    })
}

async fn ask(name: &str, process: &Process, limit: Duration) -> Outcome<Looked> {
    let space: SpaceName = name.parse().map_err(|_| {
        crate::error::Error::settings(diagnostic!(push::WRONG_SPACE, origin = "navauth.toml"))
    })?;
    let hub = Hub::new(Credentials::find(process)?, space.clone(), limit);
    let (secrets, variables, runtime) =
        tokio::try_join!(hub.secrets(), hub.variables(), hub.runtime())?;
    Ok(Looked {
        space,
        secrets: secrets.into_keys().collect(),
        variables,
        runtime,
    })
}

fn seen<'run>(subject: &'run Subject<'_>) -> Result<(&'run Seen, &'run Looked), SkipReason> {
    let seen = subject
        .evidence
        .space
        .as_ref()
        .map(|gathered| &gathered.value)
        .ok_or(SkipReason::NotApplicable)?;
    seen.looked
        .as_ref()
        .map(|looked| (seen, looked))
        .map_err(|_| SkipReason::NotApplicable)
}

fn unseen(subject: &Subject<'_>) -> Judged {
    let Some(gathered) = &subject.evidence.space else {
        return Err(SkipReason::NotApplicable);
    };
    let seen = &gathered.value;
    let Err(finding) = &seen.looked else {
        return Ok(Vec::new());
    };
    // That there is no such Space is known; everything else is why it cannot be known.
    if finding.is(&hub::SPACE_NOT_FOUND) || finding.is(&push::WRONG_SPACE) {
        return Ok(vec![
            Problem::from((SPACE, finding.clone())).at(seen.place.clone()),
        ]);
    }
    let problem = Problem::untold(
        SPACE,
        format!(
            "nothing of the Space {} can be told: {}",
            seen.name, finding.title
        ),
    );
    let problem = finding
        .cause
        .iter()
        .fold(problem, |problem, cause| problem.cause(cause));
    let Some(fix) = &finding.fix else {
        return Ok(vec![problem]);
    };
    let problem = problem.fix(&fix.text);
    Ok(vec![
        fix.command
            .iter()
            .fold(problem, |problem, command| problem.command(command)),
    ])
}

fn is_public(looked: &Looked, variable: &Variable) -> bool {
    looked.variables.iter().any(|name| name == variable.name)
}

fn problem(looked: &Looked, seen: &Seen, variable: &Variable, title: String) -> Problem {
    let command = format!(
        "hf spaces variables delete {} {} --yes",
        looked.space, variable.name
    );
    Problem::with(variable.name, title)
        .and_with(SPACE)
        .at(seen.place.clone())
        .command(command)
}

fn public_secret(subject: &Subject<'_>) -> Judged {
    let (seen, looked) = seen(subject)?;
    let public = guide().filter(|variable| variable.is_secret() && is_public(looked, variable));
    let problems = public.map(|variable| {
        problem(looked, seen, variable, format!("{} is a public variable of the Space {}", variable.name, looked.space))
            .cause("everybody can read a variable of a Space on its page; nobody can read a secret")
            .fix("make a new value where this one comes from, because it has been public; delete the variable, then push the new value")
    });
    Ok(problems.collect())
}

fn public_name(subject: &Subject<'_>) -> Judged {
    let (seen, looked) = seen(subject)?;
    let public = guide().filter(|variable| !variable.is_secret() && is_public(looked, variable));
    let problems = public.map(|variable| {
        problem(looked, seen, variable, format!("{} is a public variable of the Space {}", variable.name, looked.space))
            .cause("it is no secret, but a Space that has a name as a variable and as a secret does not start")
            .fix("delete the variable, and push the value as a secret")
    });
    Ok(problems.collect())
}

fn missing_secret(subject: &Subject<'_>) -> Judged {
    let (seen, looked) = seen(subject)?;
    // One that is a public variable is another check's.
    let missing: Vec<&str> = guide()
        .filter(|variable| {
            !looked.secrets.iter().any(|name| name == variable.name) && !is_public(looked, variable)
        })
        .map(|variable| variable.name)
        .collect();
    let (title, detail) = match missing.as_slice() {
        [] => return Ok(Vec::new()),
        [one] => (
            format!("the Space {} has no secret {one}", looked.space),
            None,
        ),
        several => (
            format!(
                "the Space {} lacks {} secrets of the guide",
                looked.space,
                several.len()
            ),
            Some(format!("these are missing: {}", several.join(", "))),
        ),
    };
    let problem = Problem::with(SPACE, title)
        .at(seen.place.clone())
        .cause("the app runs without what it is not told, or does not start");
    let problem = problem
        .fix("write what is missing into .env.production, and push it")
        .command(format!("navauth push-secrets --space {}", looked.space));
    Ok(vec![detail.into_iter().fold(problem, Problem::detail)])
}

fn not_running(subject: &Subject<'_>) -> Judged {
    let (seen, looked) = seen(subject)?;
    let stage = looked.runtime.stage();
    let title = format!(
        "the Space {} {} ({})",
        looked.space, stage.meaning, stage.name
    );
    match stage.kind {
        StageKind::Runs => Ok(Vec::new()),
        // The next visitor finds it running, a moment later.
        StageKind::Moves => Ok(vec![
            Problem::untold(SPACE, title)
                .at(seen.place.clone())
                .fix("wait, and look again"),
        ]),
        StageKind::Rests if stage.name == "SLEEPING" => Ok(vec![
            Problem::untold(SPACE, title)
                .at(seen.place.clone())
                .fix(stage.fix),
        ]),
        StageKind::Rests | StageKind::Failed => {
            let finding = looked
                .runtime
                .finding(&looked.space)
                .unwrap_or_else(|| Finding::fail("", title));
            // That what was set counts from the next start is news after a push only.
            let finding = Finding {
                cause: None,
                ..finding
            };
            Ok(vec![Problem::from((SPACE, finding)).at(seen.place.clone())])
        }
    }
}

fn other_host(subject: &Subject<'_>) -> Judged {
    let (seen, looked) = seen(subject)?;
    let Some((host, place)) = &seen.host else {
        return Err(SkipReason::NotApplicable);
    };
    let served = looked.runtime.host(&looked.space);
    if looked.runtime.serves(&looked.space, host) {
        return Ok(vec![Problem::proof(format!(
            "the Space is served at {host}"
        ))]);
    }
    let problem = Problem::with(
        "FRONTEND_URL",
        format!(
            "the site's address does not lead to the Space {}",
            looked.space
        ),
    )
    .at(place.clone());
    let problem = problem.detail(format!(
        "FRONTEND_URL names {host}; the Space is served at {served}"
    ));
    Ok(vec![
        problem
            .cause("the address is of another site, or its domain was not added to the Space")
            .fix(format!("write https://{served} into FRONTEND_URL, or add {host} as a custom domain in the Space's settings")),
    ])
}
