//! The HuggingFace Space that the app runs on: its secrets, its public variables, whether it runs, and where.
//!
//! Owns what must be so there. The calls belong to `huggingface`; only names are read, never a value.

use std::fmt::Display;
use std::time::Duration;

use super::check::{Asks, Check, Judged, Problem, SkipReason, Stage};
use super::live::Production;
use super::subject::Subject;
use crate::diagnostic;
use crate::diagnostics::catalog::{hub, push, space};
use crate::diagnostics::{Code, fill};
use crate::env::variables::{Variable, guide};
use crate::error::Result as Outcome;
use crate::finding::{Finding, Source};
use crate::huggingface::{Credentials, Hub, Runtime, SpaceName, StageKind};
use crate::process::Process;
use crate::text;

/// What problems with the Space are about.
const SPACE: &str = "the Space";

pub const CHECKS: &[Check] = &[
    Check {
        id: space::UNSEEN.id,
        title: "the Space in navauth.toml exists and can be read",
        severity: space::UNSEEN.severity,
        judge: unseen,
        ..OF_SPACE
    },
    Check {
        id: space::PUBLIC_SECRET.id,
        title: "no secret is a public variable of the Space",
        severity: space::PUBLIC_SECRET.severity,
        judge: public_secret,
        ..OF_SPACE
    },
    Check {
        id: space::PUBLIC_NAME.id,
        title: "no setting of the guide is a public variable of the Space",
        severity: space::PUBLIC_NAME.severity,
        judge: public_name,
        ..OF_SPACE
    },
    Check {
        id: space::MISSING_SECRET.id,
        title: "the Space has a secret for every setting of the guide",
        severity: space::MISSING_SECRET.severity,
        judge: missing_secret,
        ..OF_SPACE
    },
    Check {
        id: space::NOT_RUNNING.id,
        title: "the Space is running",
        severity: space::NOT_RUNNING.severity,
        judge: not_running,
        ..OF_SPACE
    },
    Check {
        id: space::OTHER_HOST.id,
        title: "FRONTEND_URL leads to the Space",
        severity: space::OTHER_HOST.severity,
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
        text!(space::UNKNOWN, space = seen.name, reason = finding.title),
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

/// The settings of the guide that are public variables of the Space: its secrets, or the others.
fn public(subject: &Subject<'_>, secret: bool, code: &'static Code) -> Judged {
    let (seen, looked) = seen(subject)?;
    let public =
        guide().filter(|variable| variable.is_secret() == secret && is_public(looked, variable));
    let problems = public.map(|variable| {
        let diagnostic = code.diagnostic(&[("name", &variable.name), ("space", &looked.space)]);
        Problem::of(variable.name, diagnostic)
            .and_with(SPACE)
            .at(seen.place.clone())
    });
    Ok(problems.collect())
}

fn public_secret(subject: &Subject<'_>) -> Judged {
    public(subject, true, &space::PUBLIC_SECRET)
}

fn public_name(subject: &Subject<'_>) -> Judged {
    public(subject, false, &space::PUBLIC_NAME)
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
    let secrets = match missing.as_slice() {
        [] => return Ok(Vec::new()),
        [one] => format!("the secret {one}"),
        several => format!("{} secrets: {}", several.len(), several.join(", ")),
    };
    let diagnostic = diagnostic!(
        space::MISSING_SECRET,
        space = looked.space,
        secrets = secrets
    );
    Ok(vec![Problem::of(SPACE, diagnostic).at(seen.place.clone())])
}

fn not_running(subject: &Subject<'_>) -> Judged {
    let (seen, looked) = seen(subject)?;
    let stage = looked.runtime.stage();
    let values: [(&str, &dyn Display); 3] = [
        ("space", &looked.space),
        ("state", &stage.meaning),
        ("stage", &stage.name),
    ];
    let title = fill(space::NOT_RUNNING.message, &values);
    match stage.kind {
        StageKind::Runs => Ok(Vec::new()),
        // The next visitor finds it running, a moment later.
        StageKind::Moves => Ok(vec![
            Problem::untold(SPACE, title)
                .at(seen.place.clone())
                .fix(space::WAIT),
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
    let diagnostic = diagnostic!(
        space::OTHER_HOST,
        space = looked.space,
        served = served,
        host = host
    );
    Ok(vec![
        Problem::of("FRONTEND_URL", diagnostic).at(place.clone()),
    ])
}
