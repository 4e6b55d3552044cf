//! Checks of the app's HuggingFace Space: secrets, public variables, stage and host.
//!
//! Only the names of secrets are read, never a value.

use std::fmt::Display;
use std::path::PathBuf;
use std::time::Duration;

use super::check::{Check, CheckResult, SkipReason, Source, Stage, Violation, push_command};
use super::context::CheckContext;
use super::live::Production;
use crate::config::variables::{Variable, guide};
use crate::diagnostic;
use crate::diagnostics::Result as Outcome;
use crate::diagnostics::catalog::{hub, live, push, space};
use crate::diagnostics::{Code, fill};
use crate::diagnostics::{Diagnostic, SourceSpan};
use crate::huggingface::{Credentials, Hub, Runtime, SpaceName, StageKind};
use crate::process::Env;
use crate::text;

/// The name that problems with the Space refer to.
const SPACE: &str = "the Space";

pub const CHECKS: &[Check] = &[
    Check {
        id: space::UNSEEN.id,
        title: "the Space in navauth.toml exists and can be read",
        severity: space::UNSEEN.severity,
        run: unseen,
        ..OF_SPACE
    },
    Check {
        id: space::PUBLIC_SECRET.id,
        title: "no secret is a public variable of the Space",
        severity: space::PUBLIC_SECRET.severity,
        run: public_secret,
        ..OF_SPACE
    },
    Check {
        id: space::PUBLIC_NAME.id,
        title: "no setting of the guide is a public variable of the Space",
        severity: space::PUBLIC_NAME.severity,
        run: public_name,
        ..OF_SPACE
    },
    Check {
        id: space::MISSING_SECRET.id,
        title: "the Space has a secret for every setting of the guide",
        severity: space::MISSING_SECRET.severity,
        run: missing_secret,
        ..OF_SPACE
    },
    Check {
        id: space::NOT_RUNNING.id,
        title: "the Space is running",
        severity: space::NOT_RUNNING.severity,
        run: not_running,
        ..OF_SPACE
    },
];

/// Problems of the site that explain those of the Space.
pub const HOST_CHECKS: &[Check] = &[Check {
    id: space::OTHER_HOST.id,
    title: "FRONTEND_URL leads to the Space",
    depends_on: &[live::MOVED.id],
    severity: space::OTHER_HOST.severity,
    run: other_host,
    ..OF_SPACE
}];

const OF_SPACE: Check = Check {
    stage: Stage::Site,
    source: Source::Space,
    ..Check::LOCAL
};

/// What the Hub returned for the Space.
#[derive(Debug)]
pub struct SpaceSnapshot {
    /// Its name in navauth.toml.
    name: String,
    /// Where the name is set.
    location: Option<SourceSpan>,
    /// The host of the live site, and where it is set.
    host: Option<(String, Option<SourceSpan>)>,
    looked: Result<Looked, Diagnostic>,
    /// The file with the production settings.
    env_file: Option<PathBuf>,
}

#[derive(Debug)]
struct Looked {
    space: SpaceName,
    secrets: Vec<String>,
    variables: Vec<String>,
    runtime: Runtime,
}

/// Reads the Space in navauth.toml; None if it contains no Space.
pub async fn fetch(
    context: &CheckContext<'_>,
    production: &Production<'_>,
    env: &Env,
    limit: Duration,
) -> Option<SpaceSnapshot> {
    let settings = context.settings;
    let name = settings.config.space.name.clone()?;
    let location = settings
        .config_file
        .clone()
        .map(|file| SourceSpan { file, line: None });
    let host = production
        .settings
        .get_non_empty("FRONTEND_URL")
        .filter(|_| production.own)
        .and_then(|setting| {
            let url = url::Url::parse(setting.value.expose())
                .ok()
                .filter(|url| url.scheme() == "https" && !super::site::is_local(url))?;
            Some((url.host_str()?.to_owned(), setting.origin.source()))
        });
    let looked = ask(&name, env, limit)
        .await
        .map_err(|error| *error.diagnostic);
    Some(SpaceSnapshot {
        name,
        location,
        host,
        looked,
        env_file: production.settings.env_file.clone(),
    })
}

async fn ask(name: &str, env: &Env, limit: Duration) -> Outcome<Looked> {
    let space: SpaceName = name.parse().map_err(|_| {
        crate::diagnostics::Error::settings(diagnostic!(push::WRONG_SPACE, origin = "navauth.toml"))
    })?;
    let hub = Hub::new(Credentials::find(env)?, space.clone(), limit);
    let (secrets, variables, runtime) =
        tokio::try_join!(hub.secrets(), hub.variables(), hub.runtime())?;
    Ok(Looked {
        space,
        secrets: secrets.into_keys().collect(),
        variables,
        runtime,
    })
}

fn seen<'run>(
    context: &'run CheckContext<'_>,
) -> Result<(&'run SpaceSnapshot, &'run Looked), SkipReason> {
    let seen = context
        .facts
        .space
        .as_ref()
        .map(|timed| &timed.value)
        .ok_or(SkipReason::NotApplicable)?;
    seen.looked
        .as_ref()
        .map(|looked| (seen, looked))
        .map_err(|_| SkipReason::NotApplicable)
}

fn unseen(context: &CheckContext<'_>) -> CheckResult {
    let Some(timed) = &context.facts.space else {
        return Err(SkipReason::NotApplicable);
    };
    let seen = &timed.value;
    let Err(diagnostic) = &seen.looked else {
        return Ok(Vec::new());
    };
    // A Space that does not exist is a fact; any other error leaves it unknown.
    if diagnostic.is(&hub::SPACE_NOT_FOUND) || diagnostic.is(&push::WRONG_SPACE) {
        return Ok(vec![
            Violation::from((SPACE, diagnostic.clone())).at(seen.location.clone()),
        ]);
    }
    let problem = Violation::undetermined(
        SPACE,
        text!(space::UNKNOWN, space = seen.name, reason = diagnostic.title),
    );
    let problem = diagnostic
        .cause
        .iter()
        .fold(problem, |problem, cause| problem.reason(cause));
    let Some(fix) = &diagnostic.fix else {
        return Ok(vec![problem]);
    };
    let problem = problem.help(&fix.text);
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
fn public(context: &CheckContext<'_>, secret: bool, code: &'static Code) -> CheckResult {
    let (seen, looked) = seen(context)?;
    let public =
        guide().filter(|variable| variable.is_secret() == secret && is_public(looked, variable));
    let problems = public.map(|variable| {
        let diagnostic = code.diagnostic(&[("name", &variable.name), ("space", &looked.space)]);
        Violation::of(variable.name, diagnostic)
            .and_with(SPACE)
            .at(seen.location.clone())
    });
    Ok(problems.collect())
}

fn public_secret(context: &CheckContext<'_>) -> CheckResult {
    public(context, true, &space::PUBLIC_SECRET)
}

fn public_name(context: &CheckContext<'_>) -> CheckResult {
    public(context, false, &space::PUBLIC_NAME)
}

fn missing_secret(context: &CheckContext<'_>) -> CheckResult {
    let (seen, looked) = seen(context)?;
    // Another check reports public variables.
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
    // Sign-in problems of the live site follow from it.
    let problem = missing
        .iter()
        .fold(Violation::of(SPACE, diagnostic), |problem, name| {
            problem.and_with(*name)
        });
    Ok(vec![problem.at(seen.location.clone()).command(
        push_command(seen.env_file.as_deref(), &looked.space.to_string()),
    )])
}

fn not_running(context: &CheckContext<'_>) -> CheckResult {
    let (seen, looked) = seen(context)?;
    let stage = looked.runtime.stage();
    let values: [(&str, &dyn Display); 3] = [
        ("space", &looked.space),
        ("state", &stage.meaning),
        ("stage", &stage.name),
    ];
    let title = fill(space::NOT_RUNNING.message, &values);
    match stage.kind {
        StageKind::Runs => Ok(Vec::new()),
        StageKind::Sleeps => Ok(vec![Violation::passed(
            "the Space is asleep, and the next visit wakes it",
        )]),
        // The next visit wakes it.
        StageKind::Moves => Ok(vec![
            Violation::undetermined(SPACE, title)
                .at(seen.location.clone())
                .help(space::WAIT),
        ]),
        StageKind::Rests | StageKind::Failed => {
            let diagnostic = looked
                .runtime
                .diagnostic(&looked.space)
                .unwrap_or_else(|| Diagnostic::fail("", title));
            // The hint about the next start matters only after an upload.
            let diagnostic = Diagnostic {
                cause: None,
                ..diagnostic
            };
            Ok(vec![
                Violation::from((SPACE, diagnostic)).at(seen.location.clone()),
            ])
        }
    }
}

fn other_host(context: &CheckContext<'_>) -> CheckResult {
    let (seen, looked) = seen(context)?;
    let Some((host, location)) = &seen.host else {
        return Err(SkipReason::NotApplicable);
    };
    let served = looked.runtime.host(&looked.space);
    if looked.runtime.serves(&looked.space, host) {
        return Ok(vec![Violation::passed(format!(
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
        Violation::of("FRONTEND_URL", diagnostic).at(location.clone()),
    ])
}
