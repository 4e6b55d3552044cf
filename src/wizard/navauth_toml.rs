//! What a setup writes to navauth.toml: the name of the Space, and the providers that the app does not use.

use crate::atomic_file;
use crate::config::{FilePath, read_text};
use crate::diagnostic;
use crate::diagnostics::catalog::setup;
use crate::diagnostics::{Error, Result};
use crate::huggingface::SpaceName;

/// Saves the Space's name in navauth.toml, unless it has a `[space]` table.
pub fn save_space(config_file: &FilePath, space: &SpaceName) -> Result<()> {
    append(config_file, &format!("[space]\nname = \"{space}\"\n")).map(|_| ())
}

/// Saves in navauth.toml that the app does not use a provider. False where the file is written in a way that only you can edit.
pub fn switch_off_provider(config_file: &FilePath, name: &str) -> Result<bool> {
    let text = read(config_file)?;
    let Some(header) = line_of(&text, &header(name)) else {
        return append(
            config_file,
            &format!("{}\n{SWITCHED_OFF}\n", self::header(name)),
        );
    };
    let mut lines: Vec<&str> = text.lines().collect();
    lines.insert(header + 1, SWITCHED_OFF);
    write_valid(config_file, &joined(&lines))
}

/// Removes what [`switch_off_provider`] has saved. False where the file is written in a way that only you can edit.
pub fn switch_on_provider(config_file: &FilePath, name: &str) -> Result<bool> {
    let text = read(config_file)?;
    let Some(header) = line_of(&text, &header(name)) else {
        return Ok(false);
    };
    let mut lines: Vec<&str> = text.lines().collect();
    let end = lines[header + 1..]
        .iter()
        .position(|line| line.trim_start().starts_with('['))
        .map_or(lines.len(), |length| header + 1 + length);
    let switch = (header + 1..end).find(|&index| lines[index].trim() == SWITCHED_OFF);
    let Some(switch) = switch else {
        return Ok(false);
    };
    let is_only_key =
        (header + 1..end).all(|index| index == switch || lines[index].trim().is_empty());
    if is_only_key {
        let has_gap = header > 0 && lines[header - 1].is_empty();
        lines.drain(header - usize::from(has_gap)..=switch);
    } else {
        lines.remove(switch);
    }
    write_valid(config_file, &joined(&lines))
}

const SWITCHED_OFF: &str = "enabled = false";

fn header(provider: &str) -> String {
    format!("[providers.{provider}]")
}

fn line_of(text: &str, line: &str) -> Option<usize> {
    text.lines().position(|other| other.trim() == line)
}

fn joined(lines: &[&str]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// Appends a table. False where the file would not be valid with it, because it has the table already.
fn append(config_file: &FilePath, table: &str) -> Result<bool> {
    let text = read(config_file)?;
    let separator = match text.as_str() {
        "" => "",
        text if text.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    write_valid(config_file, &format!("{text}{separator}{table}"))
}

/// The file; empty if it does not exist.
fn read(config_file: &FilePath) -> Result<String> {
    if config_file.path.exists() {
        read_text(&config_file.path, &config_file.shown)
    } else {
        Ok(String::new())
    }
}

/// Writes the file if it is valid TOML.
fn write_valid(config_file: &FilePath, text: &str) -> Result<bool> {
    if toml::from_str::<toml::Table>(text).is_err() {
        return Ok(false);
    }
    atomic_file::write(&config_file.path, text).map_err(|error| {
        let diagnostic = diagnostic!(setup::CONFIG_UNWRITABLE, file = config_file.shown.display());
        Error::settings(diagnostic.reason(error.to_string()))
    })?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::{switch_off_provider, switch_on_provider};
    use crate::config::FilePath;

    #[test]
    fn a_provider_is_switched_off_and_on_and_the_rest_of_the_file_is_unchanged() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("navauth.toml");
        let file = FilePath {
            path: path.clone(),
            shown: path.clone(),
        };
        let read = || std::fs::read_to_string(&path).unwrap();
        for (before, off) in [
            ("", "[providers.facebook]\nenabled = false\n"),
            (
                "[space]\nname = \"a/b\"\n",
                "[space]\nname = \"a/b\"\n\n[providers.facebook]\nenabled = false\n",
            ),
            (
                "[providers.facebook]\nlabel = \"F\"\n\n[neon]\n",
                "[providers.facebook]\nenabled = false\nlabel = \"F\"\n\n[neon]\n",
            ),
            (
                "[providers.facebook.profile]\nid = \"x\"\n",
                "[providers.facebook.profile]\nid = \"x\"\n\n[providers.facebook]\nenabled = false\n",
            ),
        ] {
            std::fs::write(&path, before).unwrap();
            assert!(switch_off_provider(&file, "facebook").unwrap());
            assert_eq!(read(), off);
            assert!(switch_on_provider(&file, "facebook").unwrap());
            assert_eq!(read(), before);
        }
        // Written in a way that navauth does not edit.
        for text in [
            "[providers]\nfacebook = { label = \"F\" }\n",
            "[providers.facebook]\nenabled = true\n",
        ] {
            std::fs::write(&path, text).unwrap();
            assert!(!switch_off_provider(&file, "facebook").unwrap());
            assert!(!switch_on_provider(&file, "facebook").unwrap());
            assert_eq!(read(), text);
        }
    }
}
