//! Checks with git: whether the `.env` file or its values are, were or could be committed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::check::{Check, CheckResult, SkipReason, Source, Stage, Violation};
use super::context::{CheckContext, quoted};
use crate::config::dotenv::expand;
use crate::config::git::{
    OtherFile, Request, SHORTEST_SECRET, SearchedSecret, TrackedFile, Tracking, Unknown,
};
use crate::config::settings::Settings;
use crate::config::{Document, EnvFile, FilePath, is_everyday, is_secret, placeholder, read_text};
use crate::diagnostic;
use crate::diagnostics::catalog::git;
use crate::diagnostics::{Diagnostic, SourceSpan};
use crate::secret::Secret;
use crate::state_folder::StateFolder;
use crate::text;

/// More tracked files with secrets are not listed one by one.
const MOST_FILES: usize = 5;

pub const CHECKS: &[Check] = &[
    Check {
        id: git::ENV_TRACKED.id,
        stage: Stage::File,
        title: "git does not track the .env file",
        depends_on: &[],
        source: Source::Git,
        severity: git::ENV_TRACKED.severity,
        run: |context| with_tracking(context, tracked),
        ..Check::LOCAL
    },
    Check {
        id: git::ENV_NOT_IGNORED.id,
        stage: Stage::File,
        title: "git ignores the .env file",
        depends_on: &[git::ENV_TRACKED.id],
        source: Source::Git,
        severity: git::ENV_NOT_IGNORED.severity,
        run: |context| with_tracking(context, not_ignored),
        ..Check::LOCAL
    },
    Check {
        id: git::STATE_TRACKED.id,
        stage: Stage::File,
        title: "git tracks nothing in .navauth/",
        depends_on: &[],
        source: Source::Git,
        severity: git::STATE_TRACKED.severity,
        run: |context| with_tracking(context, state_tracked),
        ..Check::LOCAL
    },
    Check {
        id: git::SECRET_TRACKED.id,
        stage: Stage::File,
        title: "no file that git tracks contains a secret in use",
        depends_on: &[git::ENV_TRACKED.id],
        source: Source::Git,
        severity: git::SECRET_TRACKED.severity,
        run: |context| with_tracking(context, secret_tracked),
        ..Check::LOCAL
    },
    Check {
        id: git::SECRET_IN_HISTORY.id,
        stage: Stage::File,
        title: "no commit contains a secret in use",
        depends_on: &[git::ENV_TRACKED.id, git::SECRET_TRACKED.id],
        source: Source::History,
        severity: git::SECRET_IN_HISTORY.severity,
        run: |context| with_tracking(context, secret_in_history),
        ..Check::LOCAL
    },
    Check {
        id: git::ENV_IN_HISTORY.id,
        stage: Stage::File,
        title: "the .env file was never committed",
        depends_on: &[git::SECRET_IN_HISTORY.id],
        source: Source::History,
        severity: git::ENV_IN_HISTORY.severity,
        run: |context| with_tracking(context, in_history),
        ..Check::LOCAL
    },
];

/// What to ask git: about the `.env` file and every other settings file beside it, and about the secrets in them.
pub fn request<'a>(settings: &Settings, file: &'a EnvFile) -> Request<'a> {
    let mut secrets: BTreeMap<String, Vec<Secret>> = BTreeMap::new();
    for (_, binding) in file.document.bindings() {
        let name = &binding.name;
        let Some(setting) = settings.get(name).filter(|_| is_secret(name, settings)) else {
            continue;
        };
        let forms = secrets.entry(name.clone()).or_default();
        forms.extend(written_forms(setting.value.expose()));
        let shadows = setting.overridden.iter();
        forms.extend(shadows.flat_map(|shadow| written_forms(shadow.value.expose())));
    }
    let mut others = Vec::new();
    for (name, document) in other_files(&file.location) {
        let own = secrets_of(&document, settings);
        let has_secrets = !own.is_empty();
        if !has_secrets && file.location.production().path.file_name() != Some(name.as_ref()) {
            continue;
        }
        for (variable, forms) in own {
            secrets
                .entry(text!(git::OF_FILE, name = variable, file = name))
                .or_insert(forms);
        }
        others.push(OtherFile { name, has_secrets });
    }
    let secrets = secrets
        .into_iter()
        .map(|(name, forms)| SearchedSecret { name, forms });
    Request {
        file: &file.location.path,
        others,
        secrets: secrets.filter(|secret| !secret.forms.is_empty()).collect(),
    }
}

/// Settings files next to the `.env` file: `.env.production`, `.env.local`, `prod.env`, copies. Git may track templates.
fn other_files(location: &FilePath) -> Vec<(String, Document)> {
    let folder = location.path.parent().unwrap_or(Path::new("."));
    let own = location.path.file_name();
    let files = FilePath::settings_files(folder).into_iter();
    files
        .filter(|name| own != Some(name.as_ref()))
        .filter_map(|name| {
            let path = folder.join(&name);
            let text = read_text(&path, &path).ok()?;
            Some((name, Document::parse(&text)))
        })
        .collect()
}

/// The secrets that a file sets, with the forms in which they may be written elsewhere.
fn secrets_of(document: &Document, settings: &Settings) -> BTreeMap<String, Vec<Secret>> {
    let values = expand::values(document, &BTreeMap::new()).unwrap_or_default();
    let secrets = document
        .bindings()
        .zip(values)
        .filter_map(|((_, binding), value)| {
            let forms = written_forms(value?.value.expose());
            (is_secret(&binding.name, settings) && !forms.is_empty())
                .then(|| (binding.name.clone(), forms))
        });
    secrets.collect()
}

/// The texts to search for: the value and its Base64 form, as a Kubernetes manifest contains it; for a URL the password, as written and
/// decoded, or with its user if it is too common by itself. Empty if there is no secret.
fn written_forms(value: &str) -> Vec<Secret> {
    if value.is_empty() || placeholder(value).is_some() {
        return Vec::new();
    }
    let mut forms = Vec::new();
    let Some((_, rest)) = value.split_once("://") else {
        if is_distinct(value) {
            forms.push(Secret::new(value));
            forms.push(Secret::new(STANDARD.encode(value)));
        }
        return forms;
    };
    let Some((user, raw)) = rest
        .rsplit_once('@')
        .and_then(|(credentials, _)| credentials.split_once(':'))
    else {
        return forms;
    };
    let decoded = percent_encoding::percent_decode_str(raw).decode_utf8_lossy();
    if is_everyday(&decoded) || placeholder(&decoded).is_some() {
        return forms;
    }
    if is_distinct(&decoded) {
        forms.push(Secret::new(raw));
        forms.push(Secret::new(decoded));
    } else {
        forms.push(Secret::new(format!("{user}:{raw}@")));
    }
    forms
}

/// Whether a text is unlikely to occur by chance: long enough and not a word.
fn is_distinct(text: &str) -> bool {
    let is_word = text.chars().all(char::is_alphabetic) && text.len() < 20;
    text.len() >= SHORTEST_SECRET && !is_word && !is_everyday(text)
}

fn with_tracking(
    context: &CheckContext<'_>,
    rule: fn(&CheckContext<'_>, &EnvFile, &Tracking) -> CheckResult,
) -> CheckResult {
    context.everything()?;
    let file = context.file()?;
    match context.facts.tracking.as_ref().map(|timed| &timed.value) {
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
        let (shown, name, gitignore) = ignore(file, other);
        let diagnostic = diagnostic!(
            git::ENV_TRACKED,
            file = shown.display(),
            path = quoted(&shown),
            name = name,
            gitignore = gitignore
        );
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
        let (shown, name, gitignore) = ignore(file, other);
        let diagnostic = diagnostic!(
            git::ENV_NOT_IGNORED,
            file = shown.display(),
            name = name,
            gitignore = gitignore
        );
        Violation::of(&other.name, diagnostic).at(Some(SourceSpan {
            file: shown,
            line: None,
        }))
    });
    Ok(problems.collect())
}

/// The settings files that git would take with the next `git add .`.
pub fn not_ignored_files(context: &CheckContext<'_>) -> Vec<FilePath> {
    let Some(Ok(tracking)) = context.facts.tracking.as_ref().map(|timed| &timed.value) else {
        return Vec::new();
    };
    let open = tracking
        .files
        .iter()
        .filter(|other| !other.ignored && !other.tracked);
    let places = context.env_file.into_iter().flat_map(|file| {
        open.clone().map(|other| FilePath {
            path: file.location.path.with_file_name(&other.name),
            shown: file.location.shown.with_file_name(&other.name),
        })
    });
    places.collect()
}

fn secret_tracked(_: &CheckContext<'_>, file: &EnvFile, tracking: &Tracking) -> CheckResult {
    let found = &tracking.search.files;
    if let (true, Some(reason)) = (found.is_empty(), &tracking.search.files_unknown) {
        return Err(SkipReason::Unknown(reason.clone()));
    }
    if found.is_empty() {
        return Ok(searched(tracking));
    }
    let problems = found.iter().take(MOST_FILES).map(|(path, location)| {
        let shown = file.location.shown.with_file_name(path);
        let names: Vec<&str> = location.names.iter().map(String::as_str).collect();
        let seen = match found.len().checked_sub(MOST_FILES) {
            Some(more) if more > 0 => {
                text!(git::AND_MORE_FILES, names = names.join(", "), more = more)
            }
            _ => names.join(", "),
        };
        let diagnostic = diagnostic!(git::SECRET_TRACKED, file = shown.display());
        problem(&shown, Some(location.line), diagnostic).observed(seen)
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
    let places = found.iter().map(|(name, location)| {
        if location.path.is_empty() {
            text!(git::IN_MESSAGE, name = name, commit = location.commit)
        } else {
            text!(
                git::IN_COMMIT,
                name = name,
                commit = location.commit,
                path = location.path
            )
        }
    });
    let places: Vec<String> = places.collect();
    let problem = problem(
        &file.location.shown,
        None,
        diagnostic!(git::SECRET_IN_HISTORY),
    );
    Ok(vec![problem.observed(places.join("; "))])
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

/// The display path of a settings file; its name and the .gitignore next to it, quoted for a shell.
fn ignore(file: &EnvFile, other: &TrackedFile) -> (PathBuf, String, String) {
    let shown = file.location.shown.with_file_name(&other.name);
    let gitignore = shown.with_file_name(".gitignore");
    (shown, quoted(Path::new(&other.name)), quoted(&gitignore))
}

fn problem(file: &Path, line: Option<usize>, diagnostic: Diagnostic) -> Violation {
    Violation::of("", diagnostic).at(Some(SourceSpan {
        file: file.to_owned(),
        line,
    }))
}
