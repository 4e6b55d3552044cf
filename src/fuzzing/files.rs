//! Fuzz targets for files: `.env` and navauth.toml.

use std::collections::BTreeMap;
use std::path::Path;

use super::{SECRET, leaks, plant};
use crate::config::dotenv::edit::change;
use crate::config::dotenv::expand;
use crate::config::dotenv::parser::{Document, Kind};
use crate::config::navauth_toml;
use crate::config::settings::Settings;
use crate::providers;
use crate::secret::Secret;

/// Reads `.env`: no byte is lost, every statement has its line, and a value without references is unchanged.
pub fn env_file(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let document = Document::parse(text);
    assert_eq!(document.text(), text);
    let mut at = text.strip_prefix('\u{feff}').map_or(0, |_| 3);
    for entry in document.entries() {
        assert_eq!(entry.span.start, at, "bytes are missing before {entry:?}");
        assert!(entry.span.end > at, "{entry:?} is empty");
        assert_eq!(entry.line, line_at(text, at), "wrong line: {entry:?}");
        at = entry.span.end;
        if let Kind::Binding(binding) = &entry.kind {
            let value = &binding.value_span;
            assert!(entry.span.start <= value.start && value.end <= entry.span.end);
            assert!(text.get(value.clone()).is_some(), "{binding:?}");
        }
    }
    assert_eq!(at, text.len(), "bytes are missing at the end");
    let Ok(values) = expand::values(&document, &BTreeMap::new()) else {
        return;
    };
    assert_eq!(values.len(), document.bindings().count());
    for ((_, binding), value) in document.bindings().zip(values) {
        if !binding.interpolates() {
            assert!(
                binding.value == value.map(|expanded| expanded.value),
                "{binding:?} was expanded"
            );
        }
    }
}

/// Sets a variable in `.env`, from `file NUL value`: the value reads back, and every byte outside it is unchanged.
pub fn env_edit(input: &[u8]) {
    const NAME: &str = "JWT_SECRET_KEY";
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let (file, value) = text.split_once('\0').unwrap_or((text, "value"));
    let before = Document::parse(file);
    let environment = BTreeMap::new();
    let edited = change(&before, &environment, NAME, &Secret::new(value));
    let Some(edited) = edited else {
        let allowed = value.contains('\0')
            || value.contains("${")
            || expand::values(&before, &environment).is_err()
            || before.skipped_lines().next().is_some();
        assert!(allowed, "a plain value was not written");
        return;
    };
    let after = Document::parse(&edited);
    let read = expand::value_in(&after, &environment, NAME);
    assert_eq!(read.as_ref().map(Secret::expose), Some(value));
    match before.bindings_of(NAME).next_back() {
        Some((_, binding)) => {
            let (head, tail) = (
                &file[..binding.value_span.start],
                &file[binding.value_span.end..],
            );
            assert!(edited.starts_with(head) && edited.ends_with(tail));
        }
        None => assert!(edited.starts_with(file)),
    }
    let others = |document: &Document| -> Vec<_> {
        document
            .bindings()
            .filter(|(_, binding)| binding.name != NAME)
            .map(|(_, binding)| (binding.name.clone(), binding.value.clone()))
            .collect()
    };
    assert!(others(&before) == others(&after), "another value changed");
    let again = change(&after, &environment, NAME, &Secret::new(value));
    assert!(
        again.as_deref() == Some(&*edited),
        "the same edit twice is not one"
    );
}

/// Reads navauth.toml: an accepted file round-trips, and an error never quotes a value.
pub fn navauth_toml(input: &[u8]) {
    let shown = Path::new("navauth.toml");
    if let Ok(text) = std::str::from_utf8(input) {
        match navauth_toml::parse(text, shown) {
            Ok(config) => {
                let json = |value| serde_json::to_value(value).expect("plain data");
                let written = toml::to_string(&config).expect("what was read can be written");
                let again =
                    navauth_toml::parse(&written, shown).expect("what was written can be read");
                assert_eq!(json(&config), json(&again));
                let mut settings = Settings::default();
                settings.config = config;
                let _ = providers::all(&settings);
            }
            Err(error) => {
                let line = error
                    .diagnostic
                    .source
                    .as_ref()
                    .and_then(|source| source.line);
                assert!(line.is_none_or(|line| (1..=line_at(text, text.len())).contains(&line)));
            }
        }
    }
    let Some(planted) = plant(input) else { return };
    let value = toml::Value::String(planted).to_string();
    // A message may quote a key, never a value.
    for text in [
        format!("[neon]\nproject = {value}\n"),
        format!("[neon]\nproject = [{value}]\n"),
        format!("[providers.github]\npkce = {value}\n"),
        format!("[providers.github]\nclient_authentication = {value}\n"),
        format!("[neon]\nproject = {value} {value}\n"),
    ] {
        if let Err(error) = navauth_toml::parse(&text, shown) {
            let said = format!("{:?}", error.diagnostic);
            assert!(!leaks(&said, SECRET), "{said}");
        }
    }
}

/// The line of a byte offset, from 1, by Python's line endings.
fn line_at(text: &str, at: usize) -> usize {
    let before = text[..at].replace("\r\n", "\n").replace('\r', "\n");
    before.matches('\n').count() + 1
}
