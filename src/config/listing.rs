//! The rows of `navauth env`: all variables, and what may be shown of their values.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::load::EnvFile;
use super::secrets::is_secret;
use super::variables::{self, Value, Variable};
use crate::config::settings::{Origin, Setting, Settings};
use crate::diagnostic;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::catalog::{env, file};
use crate::text;
use crate::words;

/// The stage of the rows of navauth.toml.
pub const CONFIG_STAGE: &str = "navauth.toml";

/// The stage of the rows of unknown names.
const OTHER_NAMES: &str = "Other names";

/// One variable, or one key of navauth.toml.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    pub stage: &'static str,
    /// The variable's name, the dotted key of navauth.toml, or the lines that have no name.
    pub name: String,
    /// Whether it is set. A default does not count.
    pub set: bool,
    /// The value, or the default if it is not set; None if it is hidden or there is none.
    pub value: Option<String>,
    /// Whether the value is hidden.
    pub secret: bool,
    /// How many characters a hidden value has.
    pub characters: Option<usize>,
    /// Where it is set.
    pub origin: Option<String>,
    /// The places that also set it, without effect.
    pub shadowed: Vec<String>,
    /// What it is for, if navauth knows it.
    pub purpose: Option<&'static str>,
}

/// Every known variable in the order of the guide, then other names in the `.env` file, then navauth.toml.
///
/// `without_password` redacts a database URL; None hides it completely.
pub fn rows(
    settings: &Settings,
    env_file: Option<&EnvFile>,
    without_password: impl Fn(&Variable, &str) -> Option<String>,
) -> Vec<Row> {
    let known = variables::TABLE
        .iter()
        .map(|variable| known(variable, settings.get(variable.name), &without_password));
    let bound = env_file.iter().flat_map(|file| file.document.bindings());
    let unnamed: BTreeMap<usize, &str> = env_file
        .iter()
        .flat_map(|file| file.document.without_name())
        .map(|(entry, binding)| (entry.line, binding.name.as_str()))
        .collect();
    let hidden: BTreeSet<&str> = unnamed.values().copied().collect();
    let others: BTreeSet<&str> = bound
        .map(|(_, binding)| binding.name.as_str())
        .filter(|name| variables::find(name).is_none() && !hidden.contains(name))
        .collect();
    let others = others.into_iter().map(|name| other(name, settings));
    known
        .chain(others)
        .chain(lines_without_name(&unnamed, settings))
        .chain(config(settings))
        .collect()
}

/// A row for each run of lines that have no name: their text may be a piece of a secret, so nothing of it is shown.
fn lines_without_name(unnamed: &BTreeMap<usize, &str>, settings: &Settings) -> Vec<Row> {
    let lines: Vec<usize> = unnamed.keys().copied().collect();
    let runs = lines.chunk_by(|line, next| line + 1 == *next);
    let rows = runs.map(|run| {
        let name = words::lines(run[0], run[run.len() - 1]);
        let origin = settings
            .env_file
            .clone()
            .map(|path| Origin::EnvFile { path, line: run[0] });
        Row {
            secret: true,
            set: run.iter().any(|line| settings.get(unnamed[line]).is_some()),
            origin: origin.map(|origin| origin.to_string()),
            ..row(
                OTHER_NAMES,
                &text!(file::WITHOUT_NAME, lines = name),
                None,
                |_| None,
            )
        }
    });
    rows.collect()
}

fn known(
    variable: &Variable,
    setting: Option<&Setting>,
    without_password: impl Fn(&Variable, &str) -> Option<String>,
) -> Row {
    let row = row(
        variable.stage.title(),
        variable.name,
        setting,
        |value| match variable.value {
            Value::Plain => Some(value.to_owned()),
            Value::Secret => None,
            Value::Url => without_password(variable, value),
        },
    );
    let default = variable.default.filter(|_| setting.is_none());
    let origin = row
        .origin
        .or_else(|| default.map(|_| Origin::Default.to_string()));
    Row {
        secret: variable.is_secret(),
        purpose: Some(variable.purpose),
        value: row.value.or(default.map(str::to_owned)),
        origin,
        ..row
    }
}

/// An unknown variable may be secret, so nothing of it is shown.
fn other(name: &str, settings: &Settings) -> Row {
    Row {
        secret: is_secret(name, settings),
        ..row(OTHER_NAMES, name, settings.get(name), |_| None)
    }
}

fn row(
    stage: &'static str,
    name: &str,
    setting: Option<&Setting>,
    shown: impl Fn(&str) -> Option<String>,
) -> Row {
    let value = setting.map(|setting| setting.value.expose());
    let shown = value.and_then(|value| {
        if value.is_empty() {
            Some(String::new())
        } else {
            shown(value)
        }
    });
    let overridden = setting.iter().flat_map(|setting| &setting.overridden);
    Row {
        stage,
        name: name.to_owned(),
        set: setting.is_some(),
        characters: value
            .filter(|_| shown.is_none())
            .map(|value| value.chars().count()),
        value: shown,
        secret: false,
        origin: setting.map(|setting| setting.origin.to_string()),
        shadowed: overridden.map(|value| value.origin.to_string()).collect(),
        purpose: None,
    }
}

/// What navauth.toml sets; it contains no secrets.
fn config(settings: &Settings) -> Vec<Row> {
    let Some(path) = &settings.config_file else {
        return Vec::new();
    };
    let mut keys = Vec::new();
    flatten(
        "",
        &serde_json::to_value(&settings.config).unwrap_or_default(),
        &mut keys,
    );
    let origin = Origin::ConfigFile { path: path.clone() }.to_string();
    let keys = keys.into_iter().map(|(name, value)| Row {
        set: true,
        value: Some(value),
        origin: Some(origin.clone()),
        ..row(CONFIG_STAGE, &name, None, |_| None)
    });
    keys.collect()
}

/// Every value with its path; keys that are not set are null.
fn flatten(path: &str, value: &serde_json::Value, keys: &mut Vec<(String, String)>) {
    match value {
        serde_json::Value::Null => {}
        serde_json::Value::Object(fields) => {
            for (key, value) in fields {
                flatten(
                    &if path.is_empty() {
                        key.clone()
                    } else {
                        format!("{path}.{key}")
                    },
                    value,
                    keys,
                );
            }
        }
        serde_json::Value::String(text) => keys.push((path.to_owned(), text.clone())),
        other => keys.push((path.to_owned(), other.to_string())),
    }
}

/// The diagnostic for a variable without a value: what the files say, what is used instead, and the likely typing
/// error.
pub fn unset(name: &str, settings: &Settings, env_file: Option<&EnvFile>) -> Diagnostic {
    let bare = env_file.and_then(|file| {
        file.document
            .bindings_of(name)
            .next_back()
            .map(|(entry, _)| (file, entry.line))
    });
    let cause = match (bare, &settings.env_file) {
        (Some(_), _) => env::BARE_NAME.to_owned(),
        (None, Some(file)) => text!(env::NOT_IN_FILE, file = file.display()),
        (None, None) => env::NO_FILE.to_owned(),
    };
    let default = variables::find(name).and_then(|variable| variable.default);
    let cause = match default {
        Some(default) => text!(env::WITH_DEFAULT, reason = cause, default = default),
        None => cause,
    };
    let diagnostic = diagnostic!(env::UNSET, name = name).reason(cause);
    let diagnostic = match meant(name, settings) {
        Some(meant) => diagnostic.with_help(&env::MEANT, &[("meant", &meant)]),
        None => diagnostic,
    };
    match bare {
        Some((file, line)) => diagnostic.at(&file.location.shown, Some(line)),
        None => diagnostic,
    }
}

/// The set or known name that is closest to a mistyped one. For a known name that is not set: a mistyped one that is.
fn meant(name: &str, settings: &Settings) -> Option<String> {
    let candidates = settings
        .iter()
        .map(|(set, _)| set)
        .filter(|set| variables::find(name).is_none() || variables::find(set).is_none());
    let distances = candidates.map(|set| {
        (
            set,
            strsim::osa_distance(&name.to_uppercase(), &set.to_uppercase()),
        )
    });
    // Two of four letters make another word.
    let nearest = distances
        .filter(|(_, distance)| *distance <= 2.min(name.len() / 4))
        .min_by_key(|(_, distance)| *distance);
    nearest
        .map(|(set, _)| set.to_owned())
        .or_else(|| variables::nearest(name).map(|(variable, _)| variable.name.to_owned()))
        .or_else(|| containing(name, settings))
}

/// The one variable whose name has this word or these words; of several, the one that is set.
fn containing(name: &str, settings: &Settings) -> Option<String> {
    if name.is_empty() || variables::find(name).is_some() {
        return None;
    }
    let part = format!("_{}_", name.to_uppercase());
    let mut known: Vec<&str> = variables::TABLE
        .iter()
        .map(|variable| variable.name)
        .filter(|known| format!("_{known}_").contains(&part))
        .collect();
    if known.len() > 1 {
        known.retain(|known| settings.get_non_empty(known).is_some());
    }
    match known.as_slice() {
        [one] => Some((*one).to_owned()),
        _ => None,
    }
}
