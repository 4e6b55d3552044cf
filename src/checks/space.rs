//! Checks of the app's HuggingFace Space: secrets, public variables, stage and host.

use std::fmt::Display;

use super::check::Check;
use super::commands::push_command;
use super::context::CheckContext;
use super::facts::{Source, SpaceContents, SpaceSnapshot};
use super::violation::{CheckResult, Violation};
use crate::config::api_base_url;
use crate::config::variables::{Stage, Variable, guide, uploadable};
use crate::database::url::variables_read;
use crate::diagnostic;
use crate::diagnostics::catalog::{hub, live, push, space};
use crate::diagnostics::{Code, Diagnostic, SkipReason, fill};
use crate::huggingface::StageKind;
use crate::text;

/// The name that problems with the Space refer to.
const SPACE: &str = "the Space";

pub const CHECKS: &[Check] = &[
    Check {
        title: "the Space in navauth.toml exists and can be read",
        run: unseen,
        ..of_space(&space::UNSEEN)
    },
    Check {
        title: "no secret is a public variable of the Space",
        run: public_secret,
        ..of_space(&space::PUBLIC_SECRET)
    },
    Check {
        title: "no setting of the guide is a public variable of the Space",
        run: public_name,
        ..of_space(&space::PUBLIC_NAME)
    },
    Check {
        title: "the Space has a secret for every setting of the guide",
        run: missing_secret,
        ..of_space(&space::MISSING_SECRET)
    },
    Check {
        title: "the Space is running",
        run: not_running,
        ..of_space(&space::NOT_RUNNING)
    },
];

/// Problems of the site that explain those of the Space.
pub const HOST_CHECKS: &[Check] = &[Check {
    title: "FRONTEND_URL leads to the Space",
    depends_on: &[&live::MOVED],
    run: other_host,
    ..of_space(&space::OTHER_HOST)
}];

const fn of_space(code: &'static Code) -> Check {
    Check {
        stage: Stage::Site,
        source: Source::Space,
        ..Check::of(code)
    }
}

fn snapshot<'run>(context: &'run CheckContext<'_>) -> Result<&'run SpaceSnapshot, SkipReason> {
    let timed = context.facts.space.as_ref();
    timed
        .map(|timed| &timed.value)
        .ok_or(SkipReason::NotApplicable)
}

fn contents<'run>(
    context: &'run CheckContext<'_>,
) -> Result<(&'run SpaceSnapshot, &'run SpaceContents), SkipReason> {
    let snapshot = snapshot(context)?;
    snapshot
        .contents
        .as_ref()
        .map(|contents| (snapshot, contents))
        .map_err(|_| SkipReason::NotApplicable)
}

fn unseen(context: &CheckContext<'_>) -> CheckResult {
    let snapshot = snapshot(context)?;
    let Err(diagnostic) = &snapshot.contents else {
        return Ok(Vec::new());
    };
    // A Space that does not exist is a fact; any other error leaves it unknown.
    if diagnostic.is(&hub::SPACE_NOT_FOUND) || diagnostic.is(&push::WRONG_SPACE) {
        return Ok(vec![
            Violation::of_check(SPACE, diagnostic.clone()).at(snapshot.location.clone()),
        ]);
    }
    let problem = Violation::unknown(
        SPACE,
        text!(
            space::UNKNOWN,
            space = snapshot.name,
            reason = diagnostic.title
        ),
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

/// The variables that may be uploaded and that are among the public variables of a Space, each with its diagnostic.
pub fn public_variables(
    space: &str,
    public: &[String],
) -> impl Iterator<Item = (&'static Variable, Diagnostic)> {
    let public = uploadable().filter(|variable| public.iter().any(|name| name == variable.name));
    public.map(move |variable| {
        let diagnostic = if variable.is_secret() {
            diagnostic!(space::PUBLIC_SECRET, name = variable.name, space = space)
        } else {
            diagnostic!(space::PUBLIC_NAME, name = variable.name, space = space)
        };
        (variable, diagnostic)
    })
}

/// The public variables whose problem has this code.
fn public(context: &CheckContext<'_>, code: &Code) -> CheckResult {
    let (snapshot, contents) = contents(context)?;
    let space = contents.space.to_string();
    // Only an upload of a file that sets API_BASE_URL makes its public variable a problem.
    let public = public_variables(&space, &contents.variables).filter(|(variable, diagnostic)| {
        variable.name != api_base_url::NAME && diagnostic.is(code)
    });
    let problems = public.map(|(variable, diagnostic)| {
        Violation::of(variable.name, diagnostic)
            .and_with(SPACE)
            .at(snapshot.location.clone())
    });
    Ok(problems.collect())
}

fn public_secret(context: &CheckContext<'_>) -> CheckResult {
    public(context, &space::PUBLIC_SECRET)
}

fn public_name(context: &CheckContext<'_>) -> CheckResult {
    public(context, &space::PUBLIC_NAME)
}

fn missing_secret(context: &CheckContext<'_>) -> CheckResult {
    let (snapshot, contents) = contents(context)?;
    // Another check reports public variables.
    let is_there = |wanted: &str| {
        let mut names = contents.secrets.iter().chain(&contents.variables);
        names.any(|name| name == wanted)
    };
    let missing: Vec<&str> = guide()
        .map(|variable| variable.name)
        .filter(|&name| match name {
            "DATABASE_URL" => !variables_read(context.settings)
                .iter()
                .any(|name| is_there(name)),
            name => !is_there(name),
        })
        .collect();
    let secrets = match missing.as_slice() {
        [] => return Ok(Vec::new()),
        [one] => format!("the secret {one}"),
        several => format!("{} secrets: {}", several.len(), several.join(", ")),
    };
    let diagnostic = diagnostic!(
        space::MISSING_SECRET,
        space = contents.space,
        secrets = secrets
    );
    // Sign-in problems of the live site follow from it.
    let problem = missing
        .iter()
        .fold(Violation::of(SPACE, diagnostic), |problem, name| {
            problem.and_with(*name)
        });
    Ok(vec![problem.at(snapshot.location.clone()).command(
        push_command(snapshot.env_file.as_deref(), &contents.space.to_string()),
    )])
}

fn not_running(context: &CheckContext<'_>) -> CheckResult {
    let (snapshot, contents) = contents(context)?;
    let stage = contents.runtime.stage();
    let values: [(&str, &dyn Display); 3] = [
        ("space", &contents.space),
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
            Violation::unknown(SPACE, title)
                .at(snapshot.location.clone())
                .help(space::WAIT),
        ]),
        StageKind::Rests | StageKind::Failed => {
            let diagnostic = contents
                .runtime
                .diagnostic(&contents.space)
                .unwrap_or_else(|| Diagnostic::fail(&space::NOT_RUNNING, title));
            // The hint about the next start matters only after an upload.
            let diagnostic = Diagnostic {
                cause: None,
                ..diagnostic
            };
            Ok(vec![
                Violation::of_check(SPACE, diagnostic).at(snapshot.location.clone()),
            ])
        }
    }
}

fn other_host(context: &CheckContext<'_>) -> CheckResult {
    let (snapshot, contents) = contents(context)?;
    let Some((host, location)) = &snapshot.host else {
        return Err(SkipReason::NotApplicable);
    };
    let served = contents.runtime.host(&contents.space);
    if contents.runtime.serves(&contents.space, host) {
        return Ok(vec![Violation::passed(format!(
            "the Space is served at {host}"
        ))]);
    }
    let diagnostic = diagnostic!(
        space::OTHER_HOST,
        space = contents.space,
        served = served,
        host = host
    );
    Ok(vec![
        Violation::of("FRONTEND_URL", diagnostic).at(location.clone()),
    ])
}
