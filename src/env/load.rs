//! All layers as one set of values: process environment, `.env`, navauth.toml.
//!
//! Owns which layer wins. The search for the files belongs to `locate`, their grammar to `document` and `config`.

use std::collections::BTreeSet;

use super::document::Document;
use super::locate::{Layers, Place};
use super::{config, expand, locate, reading};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::process::Process;
use crate::settings::{Origin, Settings};

/// The `.env` file that was read.
#[derive(Clone, Debug)]
pub struct EnvFile {
    /// Where it is.
    pub place: Place,
    /// What stands in it.
    pub document: Document,
}

/// What was read.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// What the app will see.
    pub settings: Settings,
    /// The `.env` file, for those who look at its lines.
    pub env_file: Option<EnvFile>,
}

impl Loaded {
    /// The process environment alone; touches no file.
    pub fn from_process(process: &Process) -> Self {
        let mut settings = Settings::default();
        for (name, value) in &process.variables {
            settings.put(name, value, Origin::Process);
        }
        Self { settings, env_file: None }
    }
}

/// Reads all layers. Fails with exit 3 on a file that was asked for and is missing, and on any that the app or navauth cannot read.
pub fn load(process: &Process, layers: &Layers) -> Result<Loaded> {
    let mut loaded = Loaded::from_process(process);
    let place = locate::env_file(process, layers);
    if let Some(config) = locate::config_file(process, layers, place.as_ref()) {
        loaded.settings.config = config::read(&config)?;
        loaded.settings.config_file = Some(config.shown);
    }
    if let Some(place) = place {
        let document = Document::parse(&reading::read_text(&place.path, &place.shown)?);
        refuse_nul(&document, process, &place)?;
        put_bindings(&mut loaded.settings, &document, process, &place);
        loaded.settings.env_file = Some(place.shown.clone());
        loaded.env_file = Some(EnvFile { place, document });
    }
    Ok(loaded)
}

/// The last binding of a name wins within the file, and hides the ones above even when it is a bare name; the process wins over all.
fn put_bindings(settings: &mut Settings, document: &Document, process: &Process, place: &Place) {
    let values = expand::values(document, &process.variables);
    let bindings: Vec<_> = document.bindings().zip(values).collect();
    let mut decided = BTreeSet::new();
    for ((entry, binding), value) in bindings.into_iter().rev() {
        let origin = Origin::EnvFile { path: place.shown.clone(), line: entry.line };
        let first = decided.insert(&binding.name);
        let Some(value) = value else { continue };
        if settings.get(&binding.name).is_some() {
            settings.shadow(&binding.name, value, origin);
        } else if first {
            settings.put(&binding.name, value.expose(), origin);
        }
    }
}

/// No operating system takes a NUL in a variable: the app stops with ValueError when it starts.
fn refuse_nul(document: &Document, process: &Process, place: &Place) -> Result<()> {
    let holds_nul = document.bindings().find(|(_, binding)| {
        let nul = binding.value.as_ref().is_some_and(|value| value.expose().contains('\0')) || binding.name.contains('\0');
        nul && process.variable(&binding.name).is_none()
    });
    let Some((entry, _)) = holds_nul else { return Ok(()) };
    let finding = Finding::fail("file.has-nul", format!("{} holds a NUL byte", place.shown.display()))
        .cause("the app would stop with \"embedded null byte\" when it starts; a file saved as UTF-16 looks like this")
        .fix("save the file as UTF-8 text in your editor")
        .at(&place.shown, Some(entry.line));
    Err(Error::settings(finding))
}
