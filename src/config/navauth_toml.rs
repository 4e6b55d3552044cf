//! Reads navauth.toml. Diagnostics name the line and the key but never quote a value.

use std::collections::BTreeMap;
use std::path::Path;

use super::app_release::{APP_RELEASES, AppRelease};
use super::locate::FilePath;
use super::reading;
use crate::config::settings::{Config, ProviderConfig};
use crate::diagnostic;
use crate::diagnostics::catalog::config;
use crate::diagnostics::{Diagnostic, SourceSpan};
use crate::diagnostics::{Error, Result};
use crate::trust;

/// The most providers that the file may have: far more than any app offers.
const MOST_PROVIDERS: usize = 100;

/// Reads the file. Exit 3 if it is not TOML or has unknown keys. `named`: the user passed its path, so it may be a
/// pipe.
pub fn read(location: &FilePath, named: bool) -> Result<Config> {
    let read = if named {
        reading::read_named_text
    } else {
        reading::read_text
    };
    parse(&read(&location.path, &location.shown)?, &location.shown)
}

/// Parses its text; `shown` is its path in messages.
pub fn parse(text: &str, shown: &Path) -> Result<Config> {
    let failure = |diagnostic: Diagnostic, error: &toml::de::Error| {
        let line = error
            .span()
            .map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        Error::settings(diagnostic.at(shown, line))
    };
    let table: toml::Table =
        toml::from_str(text).map_err(|error| failure(diagnostic!(config::NOT_TOML), &error))?;
    let providers = table.get("providers").and_then(toml::Value::as_table);
    if providers.is_some_and(|providers| providers.len() > MOST_PROVIDERS) {
        return Err(Error::settings(diagnostic!(
            config::TOO_MANY_PROVIDERS,
            file = shown.display(),
            limit = MOST_PROVIDERS
        )));
    }
    drop(table);
    let mut config: Config =
        toml::from_str(text).map_err(|error| failure(describe(&error, text), &error))?;
    let lines = text.match_indices('\n').map(|(index, _)| index).collect();
    let mut sources = Sources {
        shown,
        lines,
        found: BTreeMap::new(),
    };
    if let Ok(document) = toml::de::DeTable::parse(text) {
        sources.collect(document.get_ref(), "");
    }
    config.sources = sources.found;
    refuse_unknown_release(&config)?;
    refuse_unsafe_urls(&config)?;
    Ok(config)
}

/// The position of each key, by its path.
struct Sources<'a> {
    shown: &'a Path,
    /// The offsets of the line endings.
    lines: Vec<usize>,
    found: BTreeMap<String, SourceSpan>,
}

impl Sources<'_> {
    fn collect(&mut self, table: &toml::de::DeTable<'_>, above: &str) {
        for (key, value) in table {
            let path = format!("{above}{}", key.get_ref());
            if let Some(table) = value.get_ref().as_table() {
                self.collect(table, &format!("{path}."));
            }
            let start = key.span().start;
            let source = SourceSpan {
                file: self.shown.to_owned(),
                line: Some(self.lines.partition_point(|end| *end < start) + 1),
            };
            self.found.insert(path, source);
        }
    }
}

fn refuse_unknown_release(read: &Config) -> Result<()> {
    let Some(name) = &read.app.release else {
        return Ok(());
    };
    if AppRelease::named(name).is_some() {
        return Ok(());
    }
    let known = APP_RELEASES.map(|release| release.name).join(", ");
    let diagnostic = diagnostic!(config::UNKNOWN_RELEASE, known = known);
    Err(Error::settings(match read.source("app", "release") {
        Some(source) => diagnostic.at(&source.file, source.line),
        None => diagnostic,
    }))
}

/// Rejects URLs that must not be opened or fetched. An empty text disables an optional endpoint.
fn refuse_unsafe_urls(config: &Config) -> Result<()> {
    for (path, url) in config.urls() {
        let (table, key) = path.rsplit_once('.').unwrap_or(("", &path));
        if url.is_empty() && ProviderConfig::OPTIONAL.contains(&key) {
            continue;
        }
        if let Err(why) = trust::safe_url(url) {
            let setting = format!("[{table}] {key}");
            return Err(trust::unsafe_url(&setting, config.sources.get(&path), why));
        }
    }
    Ok(())
}

/// The library's message may quote the value, so only the names are taken from it.
fn describe(error: &toml::de::Error, text: &str) -> Diagnostic {
    if let Some(key) = error
        .message()
        .strip_prefix("unknown field `")
        .and_then(|rest| rest.split('`').next())
    {
        return diagnostic!(
            config::UNKNOWN_KEY,
            key = format!("{key:?}"),
            known = expected(error.message())
        );
    }
    let key = error.span().and_then(|span| key_before(text, span.start));
    let value = key.map_or_else(
        || "a value".to_owned(),
        |key| format!("the value of {key:?}"),
    );
    diagnostic!(config::WRONG_TYPE, value = value)
}

/// The names that serde lists after "expected".
fn expected(message: &str) -> String {
    let names: Vec<&str> = message
        .rsplit("expected")
        .next()
        .unwrap_or_default()
        .split('`')
        .skip(1)
        .step_by(2)
        .collect();
    names.join(", ")
}

/// The key of the line that contains the value at `at`.
fn key_before(text: &str, at: usize) -> Option<&str> {
    let line = text.get(..at)?.rsplit('\n').next()?;
    Some(line.split('=').next()?.trim()).filter(|key| !key.is_empty())
}
