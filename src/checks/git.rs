//! Checks with git: whether the `.env` file or its values are, were or could be committed.

use std::path::Path;

use super::check::Check;
use super::context::CheckContext;
use super::facts::Source;
use super::violation::{CheckResult, Violation};
use crate::config::git::{Tracking, Unknown};
use crate::config::variables::Stage;
use crate::config::{EnvFile, FilePath, env_file_protection};
use crate::diagnostic;
use crate::diagnostics::catalog::git;
use crate::diagnostics::{Diagnostic, SkipReason, SourceSpan};
use crate::process::quoted;
use crate::state_folder::StateFolder;
use crate::text;

/// More tracked files with secrets are not listed one by one.
const MOST_FILES: usize = 5;

pub const CHECKS: &[Check] = &[
    Check {
        stage: Stage::File,
        title: "git does not track the .env file",
        source: Source::Git,
        run: |context| with_tracking(context, tracked),
        ..Check::of(&git::ENV_TRACKED)
    },
    Check {
        stage: Stage::File,
        title: "git ignores the .env file",
        depends_on: &[&git::ENV_TRACKED],
        source: Source::Git,
        run: |context| with_tracking(context, not_ignored),
        ..Check::of(&git::ENV_NOT_IGNORED)
    },
    Check {
        stage: Stage::File,
        title: "git tracks nothing in .navauth/",
        source: Source::Git,
        run: |context| with_tracking(context, state_tracked),
        ..Check::of(&git::STATE_TRACKED)
    },
    Check {
        stage: Stage::File,
        title: "no file that git tracks contains a secret in use",
        depends_on: &[&git::ENV_TRACKED],
        source: Source::Git,
        run: |context| with_tracking(context, secret_tracked),
        ..Check::of(&git::SECRET_TRACKED)
    },
    Check {
        stage: Stage::File,
        title: "no commit contains a secret in use",
        depends_on: &[&git::ENV_TRACKED, &git::SECRET_TRACKED],
        source: Source::GitHistory,
        run: |context| with_tracking(context, secret_in_history),
        ..Check::of(&git::SECRET_IN_HISTORY)
    },
    Check {
        stage: Stage::File,
        title: "the .env file was never committed",
        depends_on: &[&git::SECRET_IN_HISTORY],
        source: Source::GitHistory,
        run: |context| with_tracking(context, in_history),
        ..Check::of(&git::ENV_IN_HISTORY)
    },
];

fn with_tracking(
    context: &CheckContext<'_>,
    rule: fn(&CheckContext<'_>, &EnvFile, &Tracking) -> CheckResult,
) -> CheckResult {
    context.unless_only_providers()?;
    let file = context.file()?;
    match context.facts.git.as_ref().map(|timed| &timed.value) {
        Some(Ok(tracking)) => rule(context, file, tracking),
        Some(Err(Unknown::Failed(reason))) => Err(SkipReason::Unknown(reason.clone())),
        Some(Err(Unknown::NoRepository)) | None => Err(SkipReason::NotApplicable),
    }
}

fn tracked(_: &CheckContext<'_>, file: &EnvFile, tracking: &Tracking) -> CheckResult {
    let tracked = tracking
        .files
        .iter()
        .filter(|other| other.tracked && other.has_secrets);
    let problems = tracked.map(|other| {
        let shown = file.location.shown.with_file_name(&other.name);
        let diagnostic = env_file_protection::tracked(&shown);
        problem(&shown, None, diagnostic).and_with(&other.name)
    });
    Ok(problems.collect())
}

fn state_tracked(_: &CheckContext<'_>, file: &EnvFile, tracking: &Tracking) -> CheckResult {
    if !tracking.tracks_state {
        return Ok(Vec::new());
    }
    let folder = StateFolder::beside(&file.location.shown);
    let diagnostic = diagnostic!(
        git::STATE_TRACKED,
        folder = folder.display(),
        path = quoted(&folder)
    );
    Ok(vec![problem(&file.location.shown, None, diagnostic)])
}

fn not_ignored(_: &CheckContext<'_>, file: &EnvFile, tracking: &Tracking) -> CheckResult {
    // Public settings may be tracked.
    let open = tracking
        .files
        .iter()
        .filter(|other| !other.ignored && (other.has_secrets || !other.tracked));
    let problems = open.map(|other| {
        let shown = file.location.shown.with_file_name(&other.name);
        let diagnostic = env_file_protection::not_ignored(&shown);
        Violation::of(&other.name, diagnostic).at(Some(SourceSpan {
            file: shown,
            line: None,
        }))
    });
    Ok(problems.collect())
}

/// The settings files that git would take with the next `git add .`.
pub fn not_ignored_files(context: &CheckContext<'_>) -> Vec<FilePath> {
    let Some(Ok(tracking)) = context.facts.git.as_ref().map(|timed| &timed.value) else {
        return Vec::new();
    };
    let open = tracking
        .files
        .iter()
        .filter(|other| !other.ignored && !other.tracked);
    let paths = context.env_file.into_iter().flat_map(|file| {
        open.clone().map(|other| FilePath {
            path: file.location.path.with_file_name(&other.name),
            shown: file.location.shown.with_file_name(&other.name),
        })
    });
    paths.collect()
}

fn secret_tracked(_: &CheckContext<'_>, file: &EnvFile, tracking: &Tracking) -> CheckResult {
    let found = &tracking.search.files;
    if let (true, Some(reason)) = (found.is_empty(), &tracking.search.files_unknown) {
        return Err(SkipReason::Unknown(reason.clone()));
    }
    if found.is_empty() {
        return Ok(searched(tracking));
    }
    let problems = found.iter().take(MOST_FILES).map(|(path, in_file)| {
        let shown = file.location.shown.with_file_name(path);
        let names: Vec<&str> = in_file.names.iter().map(String::as_str).collect();
        let names = match found.len().checked_sub(MOST_FILES) {
            Some(more) if more > 0 => {
                text!(git::AND_MORE_FILES, names = names.join(", "), more = more)
            }
            _ => names.join(", "),
        };
        let diagnostic = diagnostic!(git::SECRET_TRACKED, file = shown.display());
        let about = problem(&shown, Some(in_file.line), diagnostic).observed(names);
        in_file.names.iter().fold(about, Violation::and_with)
    });
    Ok(problems.collect())
}

/// The pass result of a search without a match: the names that it searched for.
fn searched(tracking: &Tracking) -> Vec<Violation> {
    let names = &tracking.search.names;
    let passed = (!names.is_empty())
        .then(|| Violation::passed(text!(git::SEARCHED_FOR, names = names.join(", "))));
    passed.into_iter().collect()
}

fn secret_in_history(_: &CheckContext<'_>, file: &EnvFile, tracking: &Tracking) -> CheckResult {
    let found = &tracking.search.commits;
    if let (true, Some(reason)) = (found.is_empty(), &tracking.search.history_unknown) {
        return Err(SkipReason::Unknown(reason.clone()));
    }
    if found.is_empty() {
        return Ok(searched(tracking));
    }
    let commits = found.iter().map(|(name, in_commit)| {
        if in_commit.path.is_empty() {
            text!(git::IN_MESSAGE, name = name, commit = in_commit.commit)
        } else {
            text!(
                git::IN_COMMIT,
                name = name,
                commit = in_commit.commit,
                path = in_commit.path
            )
        }
    });
    let commits: Vec<String> = commits.collect();
    let problem = problem(
        &file.location.shown,
        None,
        diagnostic!(git::SECRET_IN_HISTORY),
    );
    let about = problem.observed(commits.join("; "));
    Ok(vec![found.keys().fold(about, Violation::and_with)])
}

fn in_history(_: &CheckContext<'_>, file: &EnvFile, tracking: &Tracking) -> CheckResult {
    let committed = tracking.committed.as_ref();
    if !*committed.map_err(|reason| SkipReason::Unknown(reason.clone()))? {
        return Ok(Vec::new());
    }
    let shown = &file.location.shown;
    let diagnostic = diagnostic!(
        git::ENV_IN_HISTORY,
        file = shown.display(),
        path = quoted(shown)
    );
    Ok(vec![problem(shown, None, diagnostic)])
}

fn problem(file: &Path, line: Option<usize>, diagnostic: Diagnostic) -> Violation {
    Violation::of("", diagnostic).at(Some(SourceSpan {
        file: file.to_owned(),
        line,
    }))
}
