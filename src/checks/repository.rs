//! Git: whether the `.env` file is, was or could be committed.
//!
//! Owns what follows from git's answers. Asking belongs to `env::git`.

use std::path::Path;

use super::check::{Check, CheckResult, SkipReason, Source, Stage, Violation};
use super::context::{CheckContext, quoted};
use crate::config::git::{History, Tracking, Unknown};
use crate::config::settings::Settings;
use crate::config::{EnvFile, placeholder};
use crate::database::Target;
use crate::diagnostic;
use crate::diagnostics::catalog::git;
use crate::diagnostics::{Diagnostic, SourceSpan};
use crate::secret::Secret;
use crate::state_folder::StateFolder;

pub const CHECKS: &[Check] = &[
    Check {
        id: git::ENV_TRACKED.id,
        stage: Stage::File,
        title: "git does not track the .env file",
        depends_on: &[],
        source: Source::Git,
        severity: git::ENV_TRACKED.severity,
        run: |context| judge(context, tracked),
        ..Check::LOCAL
    },
    Check {
        id: git::ENV_NOT_IGNORED.id,
        stage: Stage::File,
        title: "git ignores the .env file",
        depends_on: &[git::ENV_TRACKED.id],
        source: Source::Git,
        severity: git::ENV_NOT_IGNORED.severity,
        run: |context| judge(context, not_ignored),
        ..Check::LOCAL
    },
    Check {
        id: git::STATE_TRACKED.id,
        stage: Stage::File,
        title: "git tracks nothing in .navauth/",
        depends_on: &[],
        source: Source::Git,
        severity: git::STATE_TRACKED.severity,
        run: |context| judge(context, state_tracked),
        ..Check::LOCAL
    },
    Check {
        id: git::SECRET_IN_HISTORY.id,
        stage: Stage::File,
        title: "no secret that is in use stands in the file's git history",
        depends_on: &[git::ENV_TRACKED.id],
        source: Source::History,
        severity: git::SECRET_IN_HISTORY.severity,
        run: |context| judge(context, secret_in_history),
        ..Check::LOCAL
    },
    Check {
        id: git::ENV_IN_HISTORY.id,
        stage: Stage::File,
        title: "the .env file was never committed",
        depends_on: &[git::SECRET_IN_HISTORY.id],
        source: Source::History,
        severity: git::ENV_IN_HISTORY.severity,
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
    match context.evidence.tracking.as_ref().map(|timed| &timed.value) {
        Some(Ok(tracking)) => rule(context, file, tracking),
        Some(Err(Unknown::Failed(reason))) => Err(SkipReason::Unknown(reason.clone())),
        Some(Err(Unknown::NoRepository)) | None => Err(SkipReason::NotApplicable),
    }
}

fn tracked(_: &CheckContext<'_>, file: &EnvFile, tracking: &Tracking) -> CheckResult {
    if !tracking.tracked {
        return Ok(Vec::new());
    }
    let (name, gitignore) = ignore(file);
    let diagnostic = diagnostic!(
        git::ENV_TRACKED,
        file = file.place.shown.display(),
        path = quoted(&file.place.shown),
        name = name,
        gitignore = gitignore
    );
    let problem = problem(file, diagnostic);
    Ok(vec![problem])
}

fn state_tracked(_: &CheckContext<'_>, file: &EnvFile, tracking: &Tracking) -> CheckResult {
    if !tracking.tracks_state {
        return Ok(Vec::new());
    }
    let folder = StateFolder::beside(&file.place.shown);
    let diagnostic = diagnostic!(
        git::STATE_TRACKED,
        folder = folder.display(),
        path = quoted(&folder)
    );
    let problem = problem(file, diagnostic);
    Ok(vec![problem])
}

fn not_ignored(_: &CheckContext<'_>, file: &EnvFile, tracking: &Tracking) -> CheckResult {
    if tracking.ignored {
        return Ok(Vec::new());
    }
    let (name, gitignore) = ignore(file);
    let diagnostic = diagnostic!(
        git::ENV_NOT_IGNORED,
        file = file.place.shown.display(),
        name = name,
        gitignore = gitignore
    );
    let problem = problem(file, diagnostic);
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
    let problem = problem(file, diagnostic!(git::SECRET_IN_HISTORY)).observed(names.join(", "));
    Ok(vec![problem])
}

fn in_history(_: &CheckContext<'_>, file: &EnvFile, tracking: &Tracking) -> CheckResult {
    if !history(tracking)?.committed {
        return Ok(Vec::new());
    }
    let diagnostic = diagnostic!(
        git::ENV_IN_HISTORY,
        file = file.place.shown.display(),
        path = quoted(&file.place.shown)
    );
    let problem = problem(file, diagnostic);
    Ok(vec![problem])
}

/// The file's name and the .gitignore beside it, as typed in a shell.
fn ignore(file: &EnvFile) -> (String, String) {
    let name = file
        .place
        .shown
        .file_name()
        .map(Path::new)
        .unwrap_or(&file.place.shown);
    let gitignore = file.place.shown.with_file_name(".gitignore");
    (quoted(name), quoted(&gitignore))
}

fn history(tracking: &Tracking) -> Result<&History, SkipReason> {
    tracking
        .history
        .as_ref()
        .map_err(|reason| SkipReason::Unknown(reason.clone()))
}

fn problem(file: &EnvFile, diagnostic: Diagnostic) -> Violation {
    Violation::of("", diagnostic).at(Some(SourceSpan {
        file: file.place.shown.clone(),
        line: None,
    }))
}
