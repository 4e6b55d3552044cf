//! Git: whether the `.env` file is, was or could be committed.
//!
//! Owns what follows from git's answers. Asking belongs to `env::git`.

use std::borrow::Cow;
use std::path::Path;

use super::check::{Asks, Check, Judged, Problem, Severity, SkipReason, Stage};
use super::subject::{Subject, quoted};
use crate::database::Target;
use crate::env::git::{History, Tracking, Unknown};
use crate::env::{EnvFile, placeholder};
use crate::finding::Source;
use crate::secret::Secret;
use crate::settings::Settings;

pub const CHECKS: &[Check] = &[
    Check {
        id: "git.env-tracked",
        stage: Stage::File,
        title: "git does not track the .env file",
        needs: &[],
        asks: Asks::Git,
        severity: Severity::ERROR,
        judge: |subject| judge(subject, tracked),
        ..Check::OF_SETTINGS
    },
    Check {
        id: "git.env-not-ignored",
        stage: Stage::File,
        title: "git ignores the .env file",
        needs: &["git.env-tracked"],
        asks: Asks::Git,
        severity: Severity::WARNING,
        judge: |subject| judge(subject, not_ignored),
        ..Check::OF_SETTINGS
    },
    Check {
        id: "git.secret-in-history",
        stage: Stage::File,
        title: "no secret that is in use stands in the file's git history",
        needs: &["git.env-tracked"],
        asks: Asks::History,
        severity: Severity::ERROR,
        judge: |subject| judge(subject, secret_in_history),
        ..Check::OF_SETTINGS
    },
    Check {
        id: "git.env-in-history",
        stage: Stage::File,
        title: "the .env file was never committed",
        needs: &["git.secret-in-history"],
        asks: Asks::History,
        severity: Severity::WARNING,
        judge: |subject| judge(subject, in_history),
        ..Check::OF_SETTINGS
    },
];

/// The secrets to look for in the history, with their variables: of a database URL its password.
pub fn secrets(settings: &Settings, file: &EnvFile) -> Vec<(String, Secret)> {
    let mut secrets = Vec::new();
    for (_, binding) in file.document.bindings() {
        let Some(value) = &binding.value else {
            continue;
        };
        if !crate::env::is_secret(&binding.name, settings) {
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

fn judge(subject: &Subject<'_>, rule: fn(&Subject<'_>, &EnvFile, &Tracking) -> Judged) -> Judged {
    subject.everything()?;
    let file = subject.file()?;
    match subject
        .evidence
        .tracking
        .as_ref()
        .map(|gathered| &gathered.value)
    {
        Some(Ok(tracking)) => rule(subject, file, tracking),
        Some(Err(Unknown::Failed(reason))) => Err(SkipReason::Unknown(reason.clone())),
        Some(Err(Unknown::NoRepository)) | None => Err(SkipReason::NotApplicable),
    }
}

fn tracked(_: &Subject<'_>, file: &EnvFile, tracking: &Tracking) -> Judged {
    if !tracking.tracked {
        return Ok(Vec::new());
    }
    let shown = file.place.shown.display();
    let problem = problem(file, format!("git tracks {shown}"))
        .cause("everybody who gets a copy of the repository gets the secrets, and old commits keep them")
        .fix(format!("take it out of git (the file itself stays), add it to .gitignore, and then replace every secret in it{}", ROTATE))
        .command(format!("git rm --cached {} && {}", quoted(&file.place.shown), ignore(file)));
    Ok(vec![problem])
}

fn not_ignored(_: &Subject<'_>, file: &EnvFile, tracking: &Tracking) -> Judged {
    if tracking.ignored {
        return Ok(Vec::new());
    }
    let problem = problem(
        file,
        format!("git does not ignore {}", file.place.shown.display()),
    )
    .cause("the next \"git add .\" takes the secrets into the repository")
    .fix("name it in .gitignore")
    .command(ignore(file));
    Ok(vec![problem])
}

fn secret_in_history(subject: &Subject<'_>, file: &EnvFile, tracking: &Tracking) -> Judged {
    let history = history(tracking)?;
    if history.secrets.is_empty() {
        return Ok(Vec::new());
    }
    let secrets = secrets(subject.settings, file);
    let mut names: Vec<&str> = history
        .secrets
        .iter()
        .filter_map(|&place| secrets.get(place))
        .map(|(name, _)| name.as_str())
        .collect();
    names.dedup();
    let problem = problem(file, "secrets that are in use stand in the git history")
        .detail(names.join(", "))
        .cause("an earlier commit holds the file with these values; everybody with a copy of the repository can read them")
        .fix(format!("replace each of them{ROTATE}; taking the file out of git does not help, old commits stay"));
    Ok(vec![problem])
}

fn in_history(_: &Subject<'_>, file: &EnvFile, tracking: &Tracking) -> Judged {
    if !history(tracking)?.committed {
        return Ok(Vec::new());
    }
    let shown = file.place.shown.display();
    let problem = problem(file, format!("{shown} was committed in the past"))
        .cause("the secrets of that time stay in the history; none of them is in use any more")
        .fix("make sure that the old secrets are revoked; see the commits with the command below")
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

fn problem(file: &EnvFile, title: impl Into<Cow<'static, str>>) -> Problem {
    Problem::with("", title).at(Some(Source {
        file: file.place.shown.clone(),
        line: None,
    }))
}
