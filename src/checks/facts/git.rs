//! What git knows about the settings files and the secrets in them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::checks::scope::Scope;
use crate::config::dotenv::expand;
use crate::config::git::{
    self, OtherFile, Request, SHORTEST_SECRET, SearchedSecret, Tracking, Unknown,
};
use crate::config::settings::Settings;
use crate::config::{
    Document, EnvFile, FilePath, is_everyday, is_secret, parse_bounded, placeholder, read_text,
};
use crate::diagnostics::catalog::git::OF_FILE;
use crate::process::Env;
use crate::secret::Secret;
use crate::text;

/// Asks git; None without a file, and if only providers are checked.
pub async fn fetch(
    scope: &Scope<'_>,
    env: &Env,
    limit: Duration,
    searched: &dyn Fn(usize),
) -> Option<Result<Tracking, Unknown>> {
    let file = scope
        .env_file
        .filter(|_| scope.unless_only_providers().is_ok())?;
    let request = request(scope.settings, file, searched);
    Some(git::track(&request, &env.variables, limit).await)
}

/// The request: the `.env` file, every other settings file next to it, and the secrets in them.
fn request<'a>(settings: &Settings, file: &'a EnvFile, searched: &'a dyn Fn(usize)) -> Request<'a> {
    let mut secrets: BTreeMap<String, Vec<Secret>> = BTreeMap::new();
    // A name may be set in many lines.
    let bindings = file.document.bindings();
    let names: BTreeSet<&String> = bindings.map(|(_, binding)| &binding.name).collect();
    for name in names {
        let Some(setting) = settings.get(name).filter(|_| is_secret(name, settings)) else {
            continue;
        };
        let forms = secrets.entry(name.clone()).or_default();
        forms.extend(written_forms(setting.value.expose()));
        let overridden = setting.overridden.iter();
        forms.extend(overridden.flat_map(|overridden| written_forms(overridden.value.expose())));
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
                .entry(text!(OF_FILE, name = variable, file = name))
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
        searched,
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
            let shown = path.clone();
            let document = parse_bounded(&text, &FilePath { path, shown }).ok()?;
            Some((name, document))
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
