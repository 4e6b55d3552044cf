//! Merges all sources of settings: process environment, `.env` and navauth.toml.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::dotenv::parser::Document;
use super::locate::{FilePath, SettingsSources};
use super::{app_release, dotenv::expand, locate, navauth_toml, reading};
use crate::config::settings::{Origin, Settings};
use crate::diagnostic;
use crate::diagnostics::catalog::file;
use crate::diagnostics::{Error, Result};
use crate::process::Env;

/// The most lines that a settings file may have: far more than any real one.
const MOST_LINES: usize = 5_000;

#[derive(Clone, Debug)]
pub struct EnvFile {
    pub location: FilePath,
    pub document: Document,
}

/// The loaded settings.
#[derive(Clone, Debug, Default)]
pub struct LoadedSettings {
    /// The values that the app will see.
    pub settings: Settings,
    /// The `.env` file, for checks of its lines.
    pub env_file: Option<EnvFile>,
}

impl LoadedSettings {
    /// The process environment only; reads no file.
    pub fn from_process(env: &Env) -> Self {
        Self {
            settings: Settings::of_process(&env.variables),
            env_file: None,
        }
    }
}

/// Loads all sources. Exit 3 if a requested file is missing, or if the app or navauth cannot read a file.
pub fn load(env: &Env, sources: &SettingsSources) -> Result<LoadedSettings> {
    let mut loaded = LoadedSettings::from_process(env);
    let env_file = locate::env_file(env, sources);
    put_config(&mut loaded.settings, env, sources, env_file.as_ref())?;
    if let Some(location) = env_file {
        let read = if sources.env_file.is_some() {
            reading::read_named_text
        } else {
            reading::read_text
        };
        let document = parse_bounded(&read(&location.path, &location.shown)?, &location)?;
        put_bindings(&mut loaded.settings, &document, &env.variables, &location)?;
        if sources.env_file.is_none() || sources.is_found {
            let folder = location.shown.parent().map(Path::to_owned);
            loaded.settings.app_folder = folder.filter(|folder| !folder.as_os_str().is_empty());
        }
        loaded.settings.env_file = Some(location.shown.clone());
        loaded.env_file = Some(EnvFile { location, document });
    } else if !sources.no_env_file && !locate::is_switched_off(env) {
        loaded.settings.similar_file = locate::similar_file(env);
    }
    Ok(loaded)
}

/// Loads only navauth.toml, for commands that must not see the app's values.
pub fn load_config(env: &Env, sources: &SettingsSources) -> Result<Settings> {
    let mut settings = Settings::default();
    put_config(
        &mut settings,
        env,
        sources,
        locate::env_file(env, sources).as_ref(),
    )?;
    Ok(settings)
}

fn put_config(
    settings: &mut Settings,
    env: &Env,
    sources: &SettingsSources,
    env_file: Option<&FilePath>,
) -> Result<()> {
    if let Some(config) = locate::config_file(env, sources, env_file) {
        settings.config = navauth_toml::read(&config, sources.config.is_some())?;
        settings.config_file = Some(config.shown);
    }
    let folder = env_file.and_then(|location| location.path.parent());
    settings.config.app.in_source = app_release::in_folder(folder.unwrap_or(&env.directory));
    Ok(())
}

/// Loads one file to send its values elsewhere: they win over the process environment, which only provides `${NAME}`
/// that the file does not set.
pub fn load_file(env: &Env, path: &Path) -> Result<LoadedSettings> {
    let location = FilePath::given(env, path);
    let text = reading::read_text(&location.path, &location.shown)?;
    load_text(env, &text, location)
}

/// As [`load_file`], for a path that the user gave: it may be a pipe.
pub fn load_named_file(env: &Env, path: &Path) -> Result<LoadedSettings> {
    let location = FilePath::given(env, path);
    let text = reading::read_named_text(&location.path, &location.shown)?;
    load_text(env, &text, location)
}

fn load_text(env: &Env, text: &str, location: FilePath) -> Result<LoadedSettings> {
    let document = parse_bounded(text, &location)?;
    let bound: BTreeSet<&str> = document
        .bindings()
        .map(|(_, binding)| binding.name.as_str())
        .collect();
    let mut environment = env.variables.clone();
    environment.retain(|name, _| !bound.contains(name.as_str()));
    let mut settings = Settings::default();
    put_bindings(&mut settings, &document, &environment, &location)?;
    settings.env_file = Some(location.shown.clone());
    Ok(LoadedSettings {
        settings,
        env_file: Some(EnvFile { location, document }),
    })
}

/// Parses a file, unless it has too many lines.
pub fn parse_bounded(text: &str, location: &FilePath) -> Result<Document> {
    if text
        .bytes()
        .filter(|byte| matches!(byte, b'\n' | b'\r'))
        .count()
        <= MOST_LINES
    {
        return Ok(Document::parse(text));
    }
    Err(Error::settings(diagnostic!(
        file::TOO_MANY_LINES,
        file = location.shown.display(),
        limit = MOST_LINES
    )))
}

/// The last binding of a name wins within the file, even if it is a bare name; the process environment wins over all.
fn put_bindings(
    settings: &mut Settings,
    document: &Document,
    environment: &BTreeMap<String, String>,
    location: &FilePath,
) -> Result<()> {
    let values = expand::values(document, environment).map_err(|too_long| {
        let diagnostic = diagnostic!(file::VALUE_TOO_LONG);
        Error::settings(diagnostic.at(&location.shown, Some(too_long.line)))
    })?;
    let bindings: Vec<_> = document.bindings().zip(values).collect();
    let mut decided = BTreeSet::new();
    for ((entry, binding), value) in bindings.into_iter().rev() {
        let origin = Origin::EnvFile {
            path: location.shown.clone(),
            line: entry.line,
        };
        let first = decided.insert(&binding.name);
        let Some(expanded) = value else {
            continue;
        };
        if settings.get(&binding.name).is_some() {
            settings.add_overridden(&binding.name, expanded.value, origin);
        } else if first {
            refuse_nul(&binding.name, expanded.value.expose(), location, entry.line)?;
            settings.put_expanded(&binding.name, expanded, origin);
        }
    }
    Ok(())
}

/// No operating system accepts a NUL in a variable: the app stops with ValueError at startup.
fn refuse_nul(name: &str, value: &str, location: &FilePath, line: usize) -> Result<()> {
    if name.contains('\0') || value.contains('\0') {
        let diagnostic = diagnostic!(file::HAS_NUL).at(&location.shown, Some(line));
        return Err(Error::settings(diagnostic));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{SettingsSources, load, load_file};
    use crate::process::{Env, Streams};

    #[test]
    fn rejects_nul_only_in_values_that_are_set() {
        for (text, line) in [
            ("A=1\nB=x\0y\n", Some(2)),
            ("B=x\0y\nB=1\n", None),
            ("A=x\0y\nB=${A}\nA=1\n", Some(2)),
            ("A\0B=1\n", Some(1)),
            ("A\0B\n", None),
            ("# x\0y\n", None),
        ] {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join(".env"), text).unwrap();
            let env = Env::for_test(
                Vec::new(),
                folder.path().to_owned(),
                Streams::closed(),
                || jiff::Timestamp::UNIX_EPOCH,
            );
            let refused = load(&env, &SettingsSources::default()).err();
            let source = refused.and_then(|error| error.diagnostic.source);
            assert_eq!(source.and_then(|source| source.line), line, "{text:?}");
        }
    }

    #[test]
    fn load_file_prefers_the_file_over_the_process() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join("file"),
            "A=file\nB=${A}-${C}\nA=last\nA2=${A}\n",
        )
        .unwrap();
        let mut env = Env::for_test(
            Vec::new(),
            folder.path().to_owned(),
            Streams::closed(),
            || jiff::Timestamp::UNIX_EPOCH,
        );
        env.variables = ["A", "B", "C", "D"]
            .map(|name| (name.to_owned(), format!("process-{name}")))
            .into();
        let loaded = load_file(&env, "file".as_ref()).unwrap();
        let value = |name| {
            loaded
                .settings
                .get(name)
                .map(|setting| setting.value.expose().to_owned())
        };
        assert_eq!(value("A").as_deref(), Some("last"));
        assert_eq!(value("B").as_deref(), Some("file-process-C"));
        assert_eq!(value("A2").as_deref(), Some("last"));
        assert_eq!(value("D"), None);
    }
}
