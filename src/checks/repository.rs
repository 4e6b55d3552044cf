//! Git: whether the `.env` file is, was or could be committed.
//!
//! Owns what follows from git's answers. Asking belongs to `env::git`.

use std::borrow::Cow;
use std::path::Path;

use super::check::{Check, CheckResult, Severity, SkipReason, Source, Stage, Violation};
use super::context::{CheckContext, quoted};
use crate::config::git::{History, Tracking, Unknown};
use crate::config::settings::Settings;
use crate::config::{EnvFile, placeholder};
use crate::database::Target;
use crate::diagnostics::SourceSpan;
use crate::secret::Secret;

pub const CHECKS: &[Check] = &[
    Check {
        id: "git.env-tracked",
        stage: Stage::File,
        title: "git does not track the .env file",
        depends_on: &[],
        source: Source::Git,
        severity: Severity::ERROR,
        run: |context| judge(context, tracked),
        ..Check::LOCAL
    },
    Check {
        id: "git.env-not-ignored",
        stage: Stage::File,
        title: "git ignores the .env file",
        depends_on: &["git.env-tracked"],
        source: Source::Git,
        severity: Severity::WARNING,
        run: |context| judge(context, not_ignored),
        ..Check::LOCAL
    },
    Check {
        id: "git.secret-in-history",
        stage: Stage::File,
        title: "no secret that is in use stands in the file's git history",
        depends_on: &["git.env-tracked"],
        source: Source::History,
        severity: Severity::ERROR,
        run: |context| judge(context, secret_in_history),
        ..Check::LOCAL
    },
    Check {
        id: "git.env-in-history",
        stage: Stage::File,
        title: "the .env file was never committed",
        depends_on: &["git.secret-in-history"],
        source: Source::History,
        severity: Severity::WARNING,
        run: |context| judge(context, in_history),
        ..Check::LOCAL
    },
];

/// The secrets to look for in the history, with their variables: of a database URL its password.
pub fn secrets(settings: &Settings, file: &EnvFile) -> Vec<(String, Secret)> {
    let mut secrets = Vec::new();
    for (_, binding) in file.document.bindings() {
        let Some(value) = &binding.value else {
            continue;
        };
        if !crate::config::is_secret(&binding.name, settings) {
            continue;
        }
        let password = match Target::parse(&binding.name, value.expose()) {
            Ok(Target::Postgres(url)) => url.password,
            _ => None,
        };
        let secret = password.unwrap_or_else(|| value.clone());
        if placeholder(secret.expose()).is_none() {
            secrets.push((binding.name.clone(), secret));
        }
    }
    secrets
}

fn judge(
    context: &CheckContext<'_>,
    rule: fn(&CheckContext<'_>, &EnvFile, &Tracking) -> CheckResult,
) -> CheckResult {
    context.everything()?;
    let file = context.file()?;
    match context
        .evidence
        .tracking
        .as_ref()
        .map(|gathered| &gathered.value)
    {
        Some(Ok(tracking)) => rule(context, file, tracking),
        Some(Err(Unknown::Failed(reason))) => Err(SkipReason::Unknown(reason.clone())),
        Some(Err(Unknown::NoRepository)) | None => Err(SkipReason::NotApplicable),
    }
}

fn tracked(_: &CheckContext<'_>, file: &EnvFile, tracking: &Tracking) -> CheckResult {
    if !tracking.tracked {
        return Ok(Vec::new());
    }
    let shown = file.place.shown.display();
    let problem = problem(file, format!("git tracks {shown}"))
        .reason("everybody who gets a copy of the repository gets the secrets, and old commits keep them")
        .help(format!("take it out of git (the file itself stays), add it to .gitignore, and then replace every secret in it{}", ROTATE))
        .command(format!("git rm --cached {} && {}", quoted(&file.place.shown), ignore(file)));
    Ok(vec![problem])
}

fn not_ignored(_: &CheckContext<'_>, file: &EnvFile, tracking: &Tracking) -> CheckResult {
    if tracking.ignored {
        return Ok(Vec::new());
    }
    let problem = problem(
        file,
        format!("git does not ignore {}", file.place.shown.display()),
    )
    .reason("the next \"git add .\" takes the secrets into the repository")
    .help("name it in .gitignore")
    .command(ignore(file));
    Ok(vec![problem])
}

fn secret_in_history(
    context: &CheckContext<'_>,
    file: &EnvFile,
    tracking: &Tracking,
) -> CheckResult {
    let history = history(tracking)?;
    if history.secrets.is_empty() {
        return Ok(Vec::new());
    }
    let secrets = secrets(context.settings, file);
    let mut names: Vec<&str> = history
        .secrets
        .iter()
        .filter_map(|&place| secrets.get(place))
        .map(|(name, _)| name.as_str())
        .collect();
    names.dedup();
    let problem = problem(file, "secrets that are in use stand in the git history")
        .observed(names.join(", "))
        .reason("an earlier commit holds the file with these values; everybody with a copy of the repository can read them")
        .help(format!("replace each of them{ROTATE}; taking the file out of git does not help, old commits stay"));
    Ok(vec![problem])
}

fn in_history(_: &CheckContext<'_>, file: &EnvFile, tracking: &Tracking) -> CheckResult {
    if !history(tracking)?.committed {
        return Ok(Vec::new());
    }
    let shown = file.place.shown.display();
    let problem = problem(file, format!("{shown} was committed in the past"))
        .reason("the secrets of that time stay in the history; none of them is in use any more")
        .help("make sure that the old secrets are revoked; see the commits with the command below")
        .command(format!(
            "git log --all --oneline -- {}",
            quoted(&file.place.shown)
        ));
    Ok(vec![problem])
}

const ROTATE: &str = " (a new JWT key, new client secrets, a new database password)";

/// The command that makes git ignore the file, by the .gitignore beside it.
fn ignore(file: &EnvFile) -> String {
    let name = file
        .place
        .shown
        .file_name()
        .map(Path::new)
        .unwrap_or(&file.place.shown);
    format!(
        "echo {} >> {}",
        quoted(name),
        quoted(&file.place.shown.with_file_name(".gitignore"))
    )
}

fn history(tracking: &Tracking) -> Result<&History, SkipReason> {
    tracking
        .history
        .as_ref()
        .map_err(|reason| SkipReason::Unknown(reason.clone()))
}

fn problem(file: &EnvFile, title: impl Into<Cow<'static, str>>) -> Violation {
    Violation::with("", title).at(Some(SourceSpan {
        file: file.place.shown.clone(),
        line: None,
    }))
}
